//! Times on lists: RFC 3339 and what is nearly that, RFC 2822, days.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::Timestamp;

/// The longest text that is looked at, bytes.
const TEXT_BYTES_MAX: usize = 64;

/// Reads a time; one without a zone is UTC, a day is its last second.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    let aware = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%z"))
        .or_else(|_| DateTime::parse_from_rfc2822(text));
    if let Ok(aware) = aware {
        return Some(aware.to_utc());
    }
    let bare = text.strip_suffix('Z').unwrap_or(text);
    let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok());
    let day =
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::from_hms_opt(23, 59, 59)?).into();
    naive.or_else(day).map(|naive| naive.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_lists_state_are_read() {
        for (text, expected) in [
            ("2026-03-01T12:00:00Z", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01T12:00:00.5+01:00", Some("2026-03-01T11:00:00.5Z")),
            ("2026-03-01T12:00:00+0100", Some("2026-03-01T11:00:00Z")),
            ("2026-03-01T12:00+01:00", Some("2026-03-01T11:00:00Z")),
            ("2026-03-01T12:00Z", Some("2026-03-01T12:00:00Z")),
            ("2026-03-01", Some("2026-03-01T23:59:59Z")),
            ("Sun, 01 Mar 2026 12:00:00 GMT", Some("2026-03-01T12:00:00Z")),
            ("Sun, 1 Mar 2026 12:00:00 -0500", Some("2026-03-01T17:00:00Z")),
            ("1 Mar 2026 12:00 EST", Some("2026-03-01T17:00:00Z")),
            ("yesterday", None),
            ("", None),
            ("99999-01-01", None),
        ] {
            let expected = expected.map(|t| t.parse::<Timestamp>().expect("a time"));
            assert_eq!(instant(text), expected, "{text}");
        }
    }
}
