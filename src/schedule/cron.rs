//! Cron lines of six fields (second, minute, hour, day of month, month, weekday) in a zone, refused when they could
//! not do what was meant.
//!
//! The reading is that of the scheduler that runs them, which uses the same parser with the same settings: day of
//! month and weekday together mean *both*. When a line fires is found in `slots.rs`.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use thiserror::Error;

/// The longest cron line that is accepted, bytes.
pub const CRON_BYTES_MAX: usize = 256;

/// A line must have at least this many days in 28 years (in which weekdays and leap years come round): one that
/// fires less often than every five years is a mistake.
const DAYS_IN_28_YEARS_MIN: usize = 5;

const FIELDS: [(&str, &str); 6] = [
    ("second", "0-59"),
    ("minute", "0-59"),
    ("hour", "0-23"),
    ("day of month", "1-31, L for the last day, 15W for the weekday nearest to the 15th"),
    ("month", "1-12 or JAN-DEC"),
    ("weekday", "0-7 or SUN-SAT (0 and 7 are Sunday), MON#1 for the first Monday"),
];

/// Why a cron line is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CronError {
    #[error("the cron line is empty; write six fields, as in \"0 */15 * * * *\" for every quarter of an hour")]
    Empty,
    #[error("the cron line is {0} bytes long; at most {CRON_BYTES_MAX} are allowed")]
    TooLong(usize),
    #[error(
        "the cron line has {0} fields; write six: second, minute, hour, day of month, month, weekday, as in \
         \"0 30 7 * * MON-FRI\" (with five, the second is taken to be 0)"
    )]
    FieldCount(usize),
    #[error("`{0}` is not a known name; write @hourly, @daily, @weekly, @monthly, @yearly, or six fields")]
    UnknownName(String),
    #[error("`{field}` cannot be the {name}; write {range}, lists as in 1,2, ranges as in 1-5, steps as in */2")]
    BadField { field: String, name: &'static str, range: &'static str },
    #[error(
        "the line has no date on which it fires (day of month `{day}`, month `{month}`, weekday `{weekday}`: all of \
         them must hold); write one that exists, or * for the day of month or the weekday"
    )]
    NeverFires { day: String, month: String, weekday: String },
}

/// A cron line that fires, in a zone.
#[derive(Debug, Clone)]
pub struct CronLine {
    /// Six fields, single spaces.
    text: String,
    zone: Tz,
    /// Shared, so that a cadence is cheap to copy.
    pub(super) cron: Arc<Cron>,
}

impl PartialEq for CronLine {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.zone == other.zone
    }
}

impl Eq for CronLine {}

impl Hash for CronLine {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        self.zone.name().hash(state);
    }
}

/// The sites that share one line and zone: one job of the scheduler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronGroup {
    pub line: CronLine,
    /// Names of sites, in the order of the configuration.
    pub sites: Vec<String>,
}

impl CronLine {
    /// Reads a line of six fields, of five (the second is then 0), or a name such as `@daily`.
    ///
    /// # Errors
    /// [`CronError`] says what is wrong and what would be right; also for a line that would never fire.
    pub fn parse(line: &str, zone: Tz) -> Result<CronLine, CronError> {
        let text = six_fields(line)?;
        let fields: Vec<&str> = text.split(' ').collect();
        let cron = parser().parse(&text).map_err(|_| bad_field(&fields))?;
        if days_in_28_years(&cron) < DAYS_IN_28_YEARS_MIN {
            let field = |i: usize| fields.get(i).copied().unwrap_or_default().to_owned();
            return Err(CronError::NeverFires { day: field(3), month: field(4), weekday: field(5) });
        }
        Ok(CronLine { text, zone, cron: Arc::new(cron) })
    }

    /// The six fields, as the scheduler is given them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The zone in which the fields are read.
    pub fn zone(&self) -> Tz {
        self.zone
    }
}

/// As tokio-cron-scheduler 0.15 builds it, but that it also takes a seventh field, the year.
fn parser() -> CronParser {
    CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).year(Year::Disallowed).build()
}

fn six_fields(line: &str) -> Result<String, CronError> {
    let line = line.trim();
    if line.len() > CRON_BYTES_MAX {
        return Err(CronError::TooLong(line.len()));
    }
    if line.starts_with('@') {
        return named(line).map(str::to_owned).ok_or_else(|| CronError::UnknownName(line.to_owned()));
    }
    let fields: Vec<&str> = line.split_whitespace().collect();
    match fields.len() {
        0 => Err(CronError::Empty),
        5 => Ok(format!("0 {}", fields.join(" "))),
        6 => Ok(fields.join(" ")),
        n => Err(CronError::FieldCount(n)),
    }
}

fn named(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "@hourly" => Some("0 0 * * * *"),
        "@daily" | "@midnight" => Some("0 0 0 * * *"),
        "@weekly" => Some("0 0 0 * * 0"),
        "@monthly" => Some("0 0 0 1 * *"),
        "@yearly" | "@annually" => Some("0 0 0 1 1 *"),
        _ => None,
    }
}

/// Finds the field that spoils a line by reading each one alone.
fn bad_field(fields: &[&str]) -> CronError {
    for (i, (field, (name, range))) in fields.iter().zip(FIELDS).enumerate() {
        let mut alone = ["*"; 6];
        if let Some(place) = alone.get_mut(i) {
            *place = field;
        }
        if parser().parse(&alone.join(" ")).is_err() {
            return CronError::BadField { field: (*field).to_owned(), name, range };
        }
    }
    CronError::FieldCount(fields.len())
}

/// On how many dates of 28 years, by which both leap years and weekdays come round, a line fires.
fn days_in_28_years(cron: &Cron) -> usize {
    let start = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");
    let dates = (0..28 * 366).map_while(|i| start.checked_add_days(Days::new(i)));
    let fires = |date: &NaiveDate| {
        cron.pattern.month_match(date.month()).unwrap_or(false)
            && cron.pattern.day_match(date.year(), date.month(), date.day()).unwrap_or(false)
    };
    dates.filter(fires).take(DAYS_IN_28_YEARS_MIN).count()
}

#[cfg(test)]
mod tests {
    use chrono_tz::UTC;

    use super::*;

    #[test]
    fn a_five_field_line_gets_second_0_in_front() {
        assert_eq!(CronLine::parse(" */15  *   * * * ", UTC).expect("valid").text(), "0 */15 * * * *");
        assert_eq!(CronLine::parse("@Daily", UTC).expect("valid").text(), "0 0 0 * * *");
    }

    #[test]
    fn lines_that_people_write_are_accepted() {
        for line in [
            "0 */5 * * * *",
            "*/2 * * * * *",
            "0 30 7 * * MON-FRI",
            "0 0 12 L * *",
            "0 0 12 15W * *",
            "0 0 9 * * MON#1",
            "0 0 9 1 1 *",
            "0 0 9 29 2 *",
            "0 0 9 * * 7",
            "0 0 6,18 ? * *",
            "@hourly",
            "@weekly",
            "@yearly",
            "0 0 9 13 * FRI",
        ] {
            assert!(CronLine::parse(line, UTC).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_refused_line_says_which_field_and_what_would_be_right() {
        for (line, says) in [
            ("", "empty"),
            ("   ", "empty"),
            ("* * * *", "4 fields; write six"),
            ("0 0 0 1 1 * 2030", "7 fields; write six"),
            ("61 * * * * *", "`61` cannot be the second; write 0-59"),
            ("0 0 25 * * *", "`25` cannot be the hour; write 0-23"),
            ("0 0 0 32 * *", "`32` cannot be the day of month"),
            ("0 0 0 * 13 *", "`13` cannot be the month"),
            ("0 0 0 * * MOON", "`MOON` cannot be the weekday"),
            ("0 */0 * * * *", "`*/0` cannot be the minute"),
            ("@reboot", "write @hourly"),
            ("0 0 0 30 2 *", "no date on which it fires"),
            ("0 0 0 31 4,6,9,11 *", "no date on which it fires"),
            ("0 0 0 29 2 MON", "all of them must hold"),
        ] {
            let error = CronLine::parse(line, UTC).expect_err(line).to_string();
            assert!(error.contains(says), "{line}: {error}");
        }
        assert_eq!(CronLine::parse(&"1,".repeat(2000), UTC), Err(CronError::TooLong(4000)));
    }

    #[test]
    fn the_scheduler_reads_every_accepted_line_as_we_do() {
        let theirs = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
        for line in ["0 */5 * * * *", "0 0 9 13 * FRI", "0 0 12 L * *", "0 0 9 * * 7", "0 15 8 * * MON#1"] {
            let ours = CronLine::parse(line, UTC).expect("valid");
            // It keeps the pattern as text and reads it anew at each tick.
            let kept = theirs.parse(ours.text()).expect("valid").pattern.to_string();
            assert_eq!(theirs.parse(&kept).expect("valid"), *ours.cron, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(line in "[ -~]{0,40}", odd in "(\\PC{1,4}|[0-9*/,#LW?+-]{1,6}| ){1,14}") {
            for text in [line, odd] {
                if let Ok(line) = CronLine::parse(&text, UTC) {
                    let now = chrono::DateTime::UNIX_EPOCH;
                    proptest::prop_assert!(line.next_after(now).is_some_and(|slot| slot > now));
                }
            }
        }
    }
}
