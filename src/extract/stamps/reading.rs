//! A string that names a time, read without a time zone's help: what it says, how fine, and with which offset.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use super::calendar::Calendar;
use super::{iso, visible};
use crate::model::Precision;

/// The longest string that is read as a time, bytes.
const RAW_BYTES_MAX: usize = 256;

/// What a string says of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Reading {
    /// The wall clock; the start of the day or month where the string is no finer.
    pub(in crate::extract) wall: NaiveDateTime,
    pub(in crate::extract) offset: Option<FixedOffset>,
    pub(in crate::extract) precision: Precision,
    /// The day that it is where day and month are the other way round and nothing tells.
    pub(in crate::extract) other_way: Option<NaiveDate>,
    /// The calendar of the string; `wall` is converted where that can be done.
    pub(in crate::extract) calendar: Calendar,
}

impl Reading {
    pub(super) fn day(date: NaiveDate) -> Reading {
        Reading {
            wall: date.and_time(NaiveTime::MIN),
            offset: None,
            precision: Precision::Day,
            other_way: None,
            calendar: Calendar::Gregorian,
        }
    }

    /// The same with day and month as `is_known_day` knows one of the two ways.
    pub(super) fn settled(mut self, is_known_day: impl Fn(NaiveDate) -> bool) -> Reading {
        let Some(other) = self.other_way else { return self };
        let own = self.wall.date();
        if is_known_day(own) != is_known_day(other) {
            self.other_way = None;
            if is_known_day(other) {
                self.wall = other.and_time(self.wall.time());
            }
        }
        self
    }
}

/// Reads a machine's or a person's way of writing a time; `lang` decides between day and month first.
///
/// Numbers alone are seconds or milliseconds since 1970 only where `is_attribute`: in text they are anything.
pub(in crate::extract) fn read(raw: &str, lang: Option<&str>, is_attribute: bool) -> Option<Reading> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > RAW_BYTES_MAX {
        return None;
    }
    if is_attribute && let Some(reading) = epoch(raw) {
        return Some(reading);
    }
    iso::read(raw).or_else(|| visible::read(raw, lang))
}

/// Seconds (10 digits) or milliseconds (13 digits) since 1970, or all digits of a date and time (12 or 14).
fn epoch(raw: &str) -> Option<Reading> {
    if !raw.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = raw.parse().ok()?; // too large a number is no time
    let seconds = match raw.len() {
        10 => number,
        13 => number / 1000,
        12 | 14 => return iso::read(&format!("{}T{}", raw.get(..8)?, raw.get(8..)?)),
        _ => return None,
    };
    let wall = chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc();
    let offset = FixedOffset::east_opt(0);
    Some(Reading { wall, offset, precision: Precision::Second, other_way: None, calendar: Calendar::Gregorian })
}
