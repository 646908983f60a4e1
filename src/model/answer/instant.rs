//! The dates of HTTP, in the three forms that RFC 9110, 5.6.7 asks a recipient to read.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::model::Timestamp;

/// The longest text that can be a date.
const DATE_BYTES_MAX: usize = 64;

/// The instant that a header names; `None` where it is no date of HTTP.
pub fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    let fixed = DateTime::parse_from_rfc2822(text).map(|t| t.with_timezone(&Utc));
    let old = |form| NaiveDateTime::parse_from_str(text, form).map(|t| t.and_utc());
    fixed.or_else(|_| old("%A, %d-%b-%y %H:%M:%S GMT")).or_else(|_| old("%a %b %e %H:%M:%S %Y")).ok() // no date: said so
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_name_the_same_instant() {
        let forms = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
        for form in forms {
            assert_eq!(http_date(form).map(|t| t.timestamp()), Some(784_111_777), "{form}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "yesterday", "99999", "Sun, 99 Nov 1994 08:49:37 GMT", &"9".repeat(100_000)] {
            assert_eq!(http_date(text), None);
        }
    }
}
