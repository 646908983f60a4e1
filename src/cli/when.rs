//! Times as people type them: "7d", "2026-03-01", "2026-03-01T12:00:00Z".

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::model::Timestamp;

/// A point in time, or a distance back from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    At(Timestamp),
    Ago(TimeDelta),
}

impl When {
    /// The point in time, seen from `now`.
    pub fn before(self, now: Timestamp) -> Timestamp {
        match self {
            When::At(at) => at,
            When::Ago(distance) => now.checked_sub_signed(distance).unwrap_or(Timestamp::MIN_UTC),
        }
    }
}

/// Reads a time; one without a zone is UTC, a date is its first moment.
///
/// # Errors
/// Says which forms are understood.
pub fn parse(text: &str) -> Result<When, String> {
    distance(text)
        .map(When::Ago)
        .or_else(|| instant(text).map(When::At))
        .ok_or_else(|| "write a time such as 30m, 12h, 7d, 4w, 2026-03-01 or 2026-03-01T12:00:00Z".to_owned())
}

fn distance(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok()?; // not a distance, perhaps a date
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        'w' => TimeDelta::try_weeks(number),
        _ => None,
    }
}

/// Reads a point in time; one without a zone is UTC, a date is its first moment.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let aware = chrono::DateTime::parse_from_rfc3339(text).map(|t| t.to_utc());
    let naive = || text.replace(' ', "T").parse::<NaiveDateTime>().map(|t| t.and_utc());
    let date = || text.parse::<NaiveDate>().map(|d| d.and_time(chrono::NaiveTime::MIN).and_utc());
    aware.or_else(|_| naive()).or_else(|_| date()).ok() // the caller says which forms there are
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_dates_and_instants_are_understood() {
        let now: Timestamp = "2026-03-08T00:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("7d", "2026-03-01T00:00:00Z"),
            ("90m", "2026-03-07T22:30:00Z"),
            ("2026-03-01", "2026-03-01T00:00:00Z"),
            ("2026-03-01T12:00:00+02:00", "2026-03-01T10:00:00Z"),
            ("2026-03-01 12:00:00", "2026-03-01T12:00:00Z"),
        ] {
            assert_eq!(parse(text).unwrap().before(now), expected.parse::<Timestamp>().unwrap(), "{text}");
        }
        for text in ["", "d", "soon", "7x", "-", "99999999999999999d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
