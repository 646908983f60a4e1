//! Calendars other than the Gregorian, by arithmetic: for pages whose site is configured to date in one.
//!
//! The Islamic calendar is not converted: its months begin by observation, so arithmetic can be a day off.

use chrono::{Days, NaiveDate};

/// The calendar in which a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Calendar {
    #[default]
    Gregorian,
    /// Gregorian days and months; the year counts from 544 BC.
    Buddhist,
    /// The solar calendar of Iran and Afghanistan.
    Persian,
    /// The lunar calendar.
    Islamic,
}

impl Calendar {
    /// The calendars that a site can be configured to date in, by their names in the configuration.
    pub const NAMES: [(&'static str, Calendar); 3] =
        [("gregorian", Calendar::Gregorian), ("buddhist", Calendar::Buddhist), ("persian", Calendar::Persian)];

    /// The calendar that a year of four digits is of, by the page's language where it could be several.
    pub(super) fn of_year(year: u32, tag: Option<&str>) -> Option<Calendar> {
        let speaks =
            |codes: &[&str]| tag.is_some_and(|tag| codes.contains(&tag.split(['-', '_']).next().unwrap_or_default()));
        match year {
            1900..=2199 => Some(Calendar::Gregorian),
            2400..=2699 if speaks(&["th", "lo", "km", "my"]) => Some(Calendar::Buddhist),
            1300..=1499 if speaks(&["fa", "ps", "ckb", "prs"]) => Some(Calendar::Persian),
            1300..=1499 if speaks(&["ar", "ur"]) => Some(Calendar::Islamic),
            _ => None,
        }
    }

    /// The Gregorian day of a date in this calendar; `None` where there is none or nobody can compute it.
    pub(super) fn day(self, year: u32, month: u32, day: u32) -> Option<NaiveDate> {
        let year = i32::try_from(year).ok()?; // no such year: no date
        match self {
            Calendar::Gregorian => NaiveDate::from_ymd_opt(year, month, day),
            Calendar::Buddhist => NaiveDate::from_ymd_opt(year - 543, month, day),
            Calendar::Persian => persian(year, month, day),
            Calendar::Islamic => None,
        }
    }
}

/// Leap years by the cycle of 33 years, which agrees with the astronomical calendar from 1178 to 1633 (1799 to 2255).
fn persian(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let is_leap = (25 * year + 11).rem_euclid(33) < 8;
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(is_leap),
        _ => return None,
    };
    if !(1178..=1633).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let leaps = |before: i32| (0..before).filter(|year| (25 * year + 11).rem_euclid(33) < 8).count();
    // The first day of 1400 was 21 March 2021.
    let years = i64::from(year - 1400) * 365 + i64::try_from(leaps(year)).ok()? - i64::try_from(leaps(1400)).ok()?; // small
    let months = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    let offset = years + i64::from(months + day - 1);
    let first = NaiveDate::from_ymd_opt(2021, 3, 21)?;
    let days = Days::new(offset.unsigned_abs());
    if offset < 0 { first.checked_sub_days(days) } else { first.checked_add_days(days) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_other_calendars_are_known_ones() {
        use Calendar::{Buddhist, Islamic, Persian};
        for (calendar, (year, month, day), gregorian) in [
            (Buddhist, (2562, 6, 4), Some("2019-06-04")),
            (Persian, (1398, 3, 14), Some("2019-06-04")),
            (Persian, (1399, 12, 30), Some("2021-03-20")),
            (Persian, (1400, 1, 1), Some("2021-03-21")),
            (Persian, (1402, 7, 1), Some("2023-09-23")),
            (Persian, (1403, 12, 30), Some("2025-03-20")),
            (Persian, (1357, 11, 22), Some("1979-02-11")),
            (Persian, (1398, 12, 30), None),
            (Persian, (1398, 13, 1), None),
            (Islamic, (1440, 9, 30), None),
        ] {
            assert_eq!(
                calendar.day(year, month, day).map(|d| d.to_string()).as_deref(),
                gregorian,
                "{year}-{month}-{day}"
            );
        }
    }
}
