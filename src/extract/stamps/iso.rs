//! ISO 8601 as the web writes it: RFC 3339, W3C-DTF, the basic form, offsets without colon, missing seconds.

use chrono::{FixedOffset, NaiveDate, NaiveTime};

use super::reading::Reading;
use crate::language::zone_minutes;
use crate::model::Precision;

/// Reads a whole string in ISO 8601; `None` where anything in it is something else.
pub(super) fn read(raw: &str) -> Option<Reading> {
    let mut text = Scanner(raw);
    let year = text.digits(4)?;
    let has_dashes = text.take('-');
    let slashes = !has_dashes && text.take('/');
    if !has_dashes && text.0.len() < 4 {
        return None;
    }
    let month = text.digits(2)?;
    if text.0.is_empty() {
        let wall = date(year, month, 1)?.and_time(NaiveTime::MIN);
        return has_dashes.then_some(Reading { wall, precision: Precision::Month, ..Reading::day(wall.date()) });
    }
    if (has_dashes && !text.take('-')) || (slashes && !text.take('/')) {
        return None;
    }
    let mut reading = Reading::day(date(year, month, text.digits(2)?)?);
    if text.0.is_empty() {
        return Some(reading);
    }
    // "2019-06-04Z" and "2019-06-04+02:00" are days with a zone: the zone of a day changes nothing that is kept.
    if let Some(zone) = Scanner(text.0).zone_at_end() {
        reading.offset = zone;
        return Some(reading);
    }
    text.time_mark()?;
    clock(&mut text, reading)
}

/// The time of the day that follows a date.
fn clock(text: &mut Scanner, mut reading: Reading) -> Option<Reading> {
    let hour = text.digits(2).or_else(|| text.digits(1).filter(|_| text.0.starts_with(':')))?;
    let has_colons = text.take(':');
    let minute = text.digits(2);
    reading.precision = if minute.is_some() { Precision::Minute } else { Precision::Hour };
    let mut second = None;
    if minute.is_some() && (!has_colons || text.take(':')) {
        second = text.digits(2);
        if second.is_some() {
            reading.precision = Precision::Second;
            text.fraction();
        } else if has_colons {
            return None;
        }
    }
    // A leap second is the last second of its minute; 24:00 is the start of the next day.
    let (hour, day_on) = if hour == 24 && minute == Some(0) { (0, 1) } else { (hour, 0) };
    let time = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0).min(59))?;
    let day = reading.wall.date().checked_add_days(chrono::Days::new(day_on))?;
    reading.wall = day.and_time(time);
    reading.offset = text.zone_at_end()?;
    Some(reading)
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day) // no such year: no date
}

/// What is left of a string.
struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok() // digits always parse at these lengths
    }

    fn take(&mut self, c: char) -> bool {
        let rest = self.0.strip_prefix(c);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// "T" or spaces between date and time.
    fn time_mark(&mut self) -> Option<()> {
        let rest = self.0.strip_prefix(['T', 't', '_', ' '])?;
        self.0 = rest.trim_start();
        Some(())
    }

    /// Fractions of a second, which are read over.
    fn fraction(&mut self) {
        if let Some(rest) = self.0.strip_prefix(['.', ',']) {
            self.0 = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }

    /// The rest as a zone: nothing, `Z` or an offset. `None` where it is anything else.
    fn zone_at_end(&mut self) -> Option<Option<FixedOffset>> {
        let rest = self.0.trim();
        if rest.is_empty() {
            return Some(None);
        }
        // "[Europe/Berlin]" repeats what the offset before it says.
        let rest = rest.split_once('[').map_or(rest, |(before, _)| before.trim_end());
        if rest.is_empty() {
            return Some(None);
        }
        let is_name = rest.len() <= 5 && rest.bytes().all(|b| b.is_ascii_alphabetic());
        if is_name && let Some(minutes) = zone_minutes(&rest.to_ascii_lowercase(), None) {
            return Some(FixedOffset::east_opt(minutes * 60));
        }
        offset(rest).map(Some)
    }
}

/// `+01:00`, `+0100`, `-05`, with the minus sign of typographers too.
pub(super) fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = match text.split_at_checked(text.chars().next()?.len_utf8())? {
        ("+", rest) => (1, rest),
        ("-" | "\u{2212}", rest) => (-1, rest),
        _ => return None,
    };
    let mut rest = Scanner(rest);
    let hours = rest.digits(2)?;
    rest.take(':');
    let minutes = if rest.0.is_empty() { 0 } else { rest.digits(2)? };
    if !rest.0.is_empty() || minutes > 59 || hours > 14 {
        return None;
    }
    FixedOffset::east_opt(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?) // at most 14 hours: it fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_iso_8601_that_the_web_writes_is_read() {
        for (raw, wall, offset_s, precision) in [
            ("2019-06-04T10:30:05Z", "2019-06-04 10:30:05", Some(0), Precision::Second),
            ("2019-06-04T10:30:05.123+01:00", "2019-06-04 10:30:05", Some(3600), Precision::Second),
            ("2019-06-04T10:30:05,5+0100", "2019-06-04 10:30:05", Some(3600), Precision::Second),
            ("2019-06-04 10:30", "2019-06-04 10:30:00", None, Precision::Minute),
            ("2019-06-04T10:30 -05", "2019-06-04 10:30:00", Some(-18000), Precision::Minute),
            ("20190604T1030Z", "2019-06-04 10:30:00", Some(0), Precision::Minute),
            ("20190604T103005", "2019-06-04 10:30:05", None, Precision::Second),
            ("2019-06-04T10Z", "2019-06-04 10:00:00", Some(0), Precision::Hour),
            ("2019-06-04", "2019-06-04 00:00:00", None, Precision::Day),
            ("2019/06/04", "2019-06-04 00:00:00", None, Precision::Day),
            ("20190604", "2019-06-04 00:00:00", None, Precision::Day),
            ("2019-06-04+02:00", "2019-06-04 00:00:00", Some(7200), Precision::Day),
            ("2019-06", "2019-06-01 00:00:00", None, Precision::Month),
            ("2019-06-04T9:05Z", "2019-06-04 09:05:00", Some(0), Precision::Minute),
            ("2019-06-04T10:30:05PDT", "2019-06-04 10:30:05", Some(-25200), Precision::Second),
            ("2019-06-04T10:30:05+02:00[Europe/Berlin]", "2019-06-04 10:30:05", Some(7200), Precision::Second),
            ("2019-12-31T24:00:00Z", "2020-01-01 00:00:00", Some(0), Precision::Second),
            ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59", Some(0), Precision::Second),
        ] {
            let reading = read(raw).unwrap_or_else(|| panic!("{raw} is not read"));
            assert_eq!(reading.wall.to_string(), wall, "{raw}");
            assert_eq!(reading.offset.map(|o| o.local_minus_utc()), offset_s, "{raw}");
            assert_eq!(reading.precision, precision, "{raw}");
        }
    }

    #[test]
    fn what_is_not_iso_8601_is_not_guessed() {
        for raw in [
            "",
            "2019",
            "201906",
            "2019-13-01",
            "2019-02-30",
            "2019-06-04T25:00Z",
            "2019-06-04T10:61",
            "2019-06-04 to 5",
            "2019-06-04T10:30:05+99:99",
            "99999-01-01",
            "-1",
            "0000",
            "2019-06-04T10:30:05 oder so",
            "２０１９-06-04",
            "é019-06-04",
        ] {
            assert_eq!(read(raw), None, "{raw}");
        }
    }
}
