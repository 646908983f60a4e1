//! Times that a page tells from now ("3 hours ago", "Gestern, 14:30 Uhr"), resolved against the time of the view.

use chrono::{Days, FixedOffset, Months, TimeDelta};

use super::reading::Reading;
use super::visible;
use crate::language::{Past, Span, Unit, leading_day, past, span, tokens};
use crate::model::{Precision, Timestamp};

/// Reads a whole folded text as a time told from `seen_at`; it is as fine as the unit that it names.
pub(in crate::extract) fn read(folded: &str, lang: Option<&str>, seen_at: Timestamp) -> Option<Reading> {
    let text =
        folded.trim_matches(|c: char| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c));
    match past(text, lang) {
        Some(Past::Ago(span)) => ago(span, seen_at),
        Some(Past::Unit(unit, back)) => unit_back(unit, back, seen_at),
        None => {
            let (back, rest) = leading_day(text)?;
            let mut reading = unit_back(Unit::Day, back, seen_at)?;
            let (time, precision) = visible::clock_alone(rest, lang)?;
            // The day is that of the view in UTC; the clock is the page's own.
            reading.wall = reading.wall.date().and_time(time);
            (reading.precision, reading.offset) = (precision, None);
            Some(reading)
        }
    }
}

/// Reads what follows a label: as [`read`], and a bare length of time ("Posted: 1 hour 35 min"), as widgets write it.
pub(in crate::extract) fn read_labelled(folded: &str, lang: Option<&str>, seen_at: Timestamp) -> Option<Reading> {
    let bare = || ago(span(&tokens(folded), lang)?, seen_at);
    read(folded, lang, seen_at).or_else(bare)
}

fn ago(span: Span, seen_at: Timestamp) -> Option<Reading> {
    let months = span.years.checked_mul(12)?.checked_add(span.months)?;
    let days = u64::from(span.weeks) * 7 + u64::from(span.days);
    let seconds = i64::from(span.hours) * 3600 + i64::from(span.minutes) * 60 + i64::from(span.seconds);
    let then = seen_at.naive_utc().checked_sub_months(Months::new(months))?.checked_sub_days(Days::new(days))?;
    let then = then.checked_sub_signed(TimeDelta::seconds(seconds))?;
    let precision = precision_of(span.finest);
    let mut reading = Reading::day(then.date());
    if precision < Precision::Day {
        reading.wall = then;
        reading.offset = FixedOffset::east_opt(0);
    }
    reading.precision = precision;
    Some(reading)
}

fn unit_back(unit: Unit, back: u32, seen_at: Timestamp) -> Option<Reading> {
    let count = |wanted: Unit| if unit == wanted { back } else { 0 };
    let span = Span {
        years: count(Unit::Year),
        months: count(Unit::Month),
        weeks: count(Unit::Week),
        days: count(Unit::Day),
        hours: count(Unit::Hour),
        minutes: count(Unit::Minute),
        seconds: count(Unit::Second),
        finest: unit,
    };
    ago(span, seen_at)
}

fn precision_of(unit: Unit) -> Precision {
    match unit {
        Unit::Second => Precision::Second,
        Unit::Minute => Precision::Minute,
        Unit::Hour => Precision::Hour,
        Unit::Day => Precision::Day,
        // There is no precision of a week; it is coarser than a day.
        Unit::Week | Unit::Month => Precision::Month,
        Unit::Year => Precision::Year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::fold;

    #[test]
    fn a_time_from_now_is_as_fine_as_its_unit() {
        let seen_at = "2019-06-04T12:30:45Z".parse().expect("RFC 3339");
        for (text, wall, precision) in [
            ("3 hours ago", "2019-06-04 09:30:45", Precision::Hour),
            ("vor 45 Minuten", "2019-06-04 11:45:45", Precision::Minute),
            ("il y a 2 jours", "2019-06-02 00:00:00", Precision::Day),
            ("2 weeks ago", "2019-05-21 00:00:00", Precision::Month),
            ("3か月前", "2019-03-04 00:00:00", Precision::Month),
            ("5 years ago", "2014-06-04 00:00:00", Precision::Year),
            ("Gestern", "2019-06-03 00:00:00", Precision::Day),
            ("Gestern, 14:30 Uhr", "2019-06-03 14:30:00", Precision::Minute),
            ("today at 9:05 am", "2019-06-04 09:05:00", Precision::Minute),
            ("just now", "2019-06-04 12:30:45", Precision::Second),
        ] {
            let reading = read(&fold(text), Some("en"), seen_at).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!((reading.wall.to_string().as_str(), reading.precision), (wall, precision), "{text}");
        }
        for text in ["today we met", "yesterday 7 people", "4294967295 years ago", "99999999 days ago"] {
            assert_eq!(read(&fold(text), Some("en"), seen_at), None, "{text}");
        }
    }
}
