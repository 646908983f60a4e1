//! The slots of a cron line: when it fires next, around the changes of its zone's offset too.
//!
//! The parser's own search is not enough there: it skips the second pass of a repeated hour, and asked from within
//! that pass it answers with a time that is past.

use chrono::{FixedOffset, Offset, TimeDelta, TimeZone, Timelike};
use croner::JobType;

use super::CronLine;
use crate::model::Timestamp;

impl CronLine {
    /// The first slot after `after`; `None` only where the calendar ends.
    ///
    /// When clocks go forward, a line with one fixed time of day fires at the first moment after the gap, and a
    /// repeating line leaves the missing hour out. When they go back, a fixed time fires once, at its first pass,
    /// and a repeating line fires in both passes.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let whole_second = after.with_nanosecond(0)?;
        match self.cron.determine_job_type() {
            JobType::FixedTime => self.next_fixed(whole_second),
            JobType::IntervalWildcard => self.next_repeating(whole_second),
        }
    }

    /// The parser's own search answers in local time, which may be the first pass of an hour whose second pass we
    /// are in: then it is asked again from there.
    fn next_fixed(&self, after: Timestamp) -> Option<Timestamp> {
        let mut from = after.with_timezone(&self.zone());
        for _ in 0..16 {
            let slot = self.cron.find_next_occurrence(&from, false).ok()?;
            if slot.to_utc() > after {
                return Some(slot.to_utc());
            }
            from = slot;
        }
        None
    }

    /// Searches in stretches of constant offset, within which local time runs evenly.
    fn next_repeating(&self, after: Timestamp) -> Option<Timestamp> {
        let (mut from, mut is_inclusive) = (after, false);
        // A line has a date at least every 28 years, and a year has few changes of offset.
        for _ in 0..256 {
            let offset = self.offset_at(from);
            let slot = self.cron.find_next_occurrence(&from.with_timezone(&offset), is_inclusive).ok()?.to_utc();
            match self.offset_change(from, slot) {
                None => return Some(slot),
                Some(change) => (from, is_inclusive) = (change, true),
            }
        }
        None
    }

    /// Whether the zone's offset differs between two moments. A scheduler that computes its times with the offset of
    /// one of them is then wrong at the other.
    pub fn has_other_offset(&self, then: Timestamp, now: Timestamp) -> bool {
        self.offset_at(then) != self.offset_at(now)
    }

    fn offset_at(&self, at: Timestamp) -> FixedOffset {
        self.zone().offset_from_utc_datetime(&at.naive_utc()).fix()
    }

    /// The first second in `(from, until]` with another offset than `from` has.
    fn offset_change(&self, from: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let offset = self.offset_at(from);
        let mut low = from;
        while low < until {
            let high = low.checked_add_signed(TimeDelta::days(1))?.min(until);
            if self.offset_at(high) != offset {
                return Some(self.bisect(low, high));
            }
            low = high;
        }
        None
    }

    /// The second at which the offset changes between `low`, before it, and `high`, after it.
    fn bisect(&self, mut low: Timestamp, mut high: Timestamp) -> Timestamp {
        let offset = self.offset_at(low);
        while (high - low).num_seconds() > 1 {
            let middle = low + TimeDelta::seconds((high - low).num_seconds() / 2);
            if self.offset_at(middle) == offset {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::London;
    use chrono_tz::{America::New_York, Tz, UTC};

    use super::*;

    /// The slots of a line after `from` must be exactly these.
    fn check(line: &str, zone: Tz, from: &str, slots: &[&str]) {
        let cron = CronLine::parse(line, zone).expect(line);
        let mut now: Timestamp = from.parse().expect("a time");
        for slot in slots {
            let next = cron.next_after(now).expect("a slot");
            assert_eq!(next, slot.parse::<Timestamp>().expect("a time"), "{line} in {zone} after {now}");
            now = next;
        }
    }

    #[test]
    fn a_slot_is_later_than_the_moment_asked_for() {
        check("0 0 * * * *", UTC, "2026-01-01T00:00:00Z", &["2026-01-01T01:00:00Z"]);
        check("0 0 * * * *", UTC, "2026-01-01T00:59:59.999Z", &["2026-01-01T01:00:00Z"]);
        check("* * * * * *", UTC, "2026-01-01T00:00:00.5Z", &["2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"]);
    }

    #[test]
    fn day_of_month_and_weekday_must_both_hold() {
        check("0 0 9 13 * FRI", UTC, "2026-01-01T00:00:00Z", &["2026-02-13T09:00:00Z", "2026-03-13T09:00:00Z"]);
        check("0 0 9 L * *", UTC, "2026-01-31T09:00:00Z", &["2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z"]);
    }

    #[test]
    fn a_daily_time_stays_at_its_local_hour_through_the_year() {
        for (zone, from, slots) in [
            (London, "2026-03-28T00:00:00Z", ["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"]),
            (London, "2026-10-24T00:00:00Z", ["2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"]),
            (
                New_York,
                "2026-03-07T06:00:00Z",
                ["2026-03-07T13:00:00Z", "2026-03-08T12:00:00Z", "2026-03-09T12:00:00Z"],
            ),
            (
                New_York,
                "2026-10-31T06:00:00Z",
                ["2026-10-31T12:00:00Z", "2026-11-01T13:00:00Z", "2026-11-02T13:00:00Z"],
            ),
        ] {
            check("0 0 8 * * *", zone, from, &slots);
        }
    }

    #[test]
    fn a_daily_time_in_the_missing_hour_fires_at_its_end() {
        check("0 30 1 * * *", London, "2026-03-28T12:00:00Z", &["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
        check("0 30 2 * * *", New_York, "2026-03-07T12:00:00Z", &["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]);
    }

    #[test]
    fn a_daily_time_in_the_repeated_hour_fires_once() {
        check("0 30 1 * * *", London, "2026-10-24T12:00:00Z", &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
        check("0 30 1 * * *", New_York, "2026-10-31T12:00:00Z", &["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]);
        // Asked within the second pass, before 01:30 comes round again.
        check("0 30 1 * * *", London, "2026-10-25T01:10:00Z", &["2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn a_repeating_line_leaves_the_missing_hour_out_and_keeps_its_pace() {
        check(
            "0 */30 * * * *",
            London,
            "2026-03-29T00:00:00Z",
            &["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"],
        );
        check("0 */30 1 * * *", London, "2026-03-29T00:00:00Z", &["2026-03-30T00:00:00Z", "2026-03-30T00:30:00Z"]);
        check("0 0 */2 * * *", New_York, "2026-03-08T05:30:00Z", &["2026-03-08T08:00:00Z", "2026-03-08T10:00:00Z"]);
    }

    #[test]
    fn a_repeating_line_fires_in_both_passes_of_the_repeated_hour() {
        check(
            "0 */30 * * * *",
            London,
            "2026-10-25T00:00:00Z",
            &["2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"],
        );
        check(
            "0 */30 1 * * *",
            New_York,
            "2026-11-01T04:00:00Z",
            &["2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z"],
        );
    }

    #[test]
    fn a_quarter_hourly_line_fires_every_quarter_of_an_hour_of_a_whole_year() {
        for zone in [London, New_York, chrono_tz::Australia::Lord_Howe, chrono_tz::Africa::Casablanca] {
            let cron = CronLine::parse("0 */15 * * * *", zone).expect("valid");
            let mut now: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
            for _ in 0..365 * 96 {
                let next = cron.next_after(now).expect("a slot");
                assert_eq!(next - now, TimeDelta::minutes(15), "{zone} after {now}");
                now = next;
            }
        }
    }

    #[test]
    fn a_rare_line_is_found_years_ahead() {
        check("0 0 0 29 2 *", London, "2096-03-01T00:00:00Z", &["2104-02-29T00:00:00Z"]);
        check("0 0 */6 1 7 *", London, "2026-01-01T00:00:00Z", &["2026-06-30T23:00:00Z", "2026-07-01T05:00:00Z"]);
    }
}
