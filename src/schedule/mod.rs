//! When a page is due next: cadences, confirmations, retries. Pure: the time is passed in, and what looks random is
//! derived from the page and the time, so that history can be replayed to the same answers.
//!
//! It keeps no timers and knows no store: the answer becomes the column `page.next_due`. The jobs that wake the
//! daemon at the slots of a cron line belong to `watch`.

mod clock;
mod cron;
mod jitter;
mod ladder;
mod pace;
mod retry;
#[cfg(test)]
mod simulation;
mod slots;
mod words;

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::{PageId, Timestamp};

pub use clock::{Clock, ClockWatch, STEP_S_MIN};
pub use cron::{CRON_BYTES_MAX, CronError, CronGroup, CronLine};
pub use ladder::{BUSY_FLOOR_S, LIVE_S, OLD_AFTER_S, ladder_s};
pub use pace::{PACE_OF_ALL, edits_expected, pace_percent};
pub use retry::{Confirm, RETRY_S_MAX, next_confirm, next_retry};
pub use words::reason;

use jitter::jittered;

const DAY_S: i64 = 86_400;

/// How often the pages of a site are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cadence {
    /// Often while an article is young, rarely when it is old; see [`ladder_s`].
    Ladder,
    /// At a fixed interval, on a grid that does not drift.
    Every(Duration),
    /// At the slots of a cron line in its zone.
    Cron { line: CronLine },
}

/// What is known of a page when its next check is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub page: PageId,
    /// When the check that has just ended began.
    pub now: Timestamp,
    /// Published, or last observed edit of severity minor or above, whichever is later. Cosmetic changes, mere
    /// times and traces must not move it, or a site that bumps its times would be hammered for ever.
    pub event_at: Option<Timestamp>,
    pub added_at: Timestamp,
    /// Attempts so far, the one that has just ended included.
    pub attempts: u32,
    /// The last two good checks both found edits.
    pub is_busy: bool,
    /// Live coverage that has not ended.
    pub is_live: bool,
    /// Percent of the ladder's intervals that was learned for the site (see `pace`).
    pub pace_percent: u32,
}

/// When a page that was checked at `progress.now` is due again; always later than `progress.now`.
///
/// The ladder and the interval are spread by up to a tenth to either side; a cron line is met to the second. Host
/// gaps and back-off are not known here: they may only make a check later.
pub fn next_due(cadence: &Cadence, progress: &Progress) -> Timestamp {
    match cadence {
        Cadence::Ladder => ladder::next(progress),
        Cadence::Every(interval) => next_on_grid(*interval, progress),
        Cadence::Cron { line } => line.next_after(progress.now).unwrap_or_else(|| add_s(progress.now, DAY_S)),
    }
}

/// The nominal seconds between two checks under this cadence, at least 1: for back-off, and for the ratio of
/// lateness by which an overloaded host's pages are served.
pub fn interval_s(cadence: &Cadence, progress: &Progress) -> u64 {
    let seconds = match cadence {
        Cadence::Ladder => ladder::interval(progress),
        Cadence::Every(interval) => i64::try_from(interval.as_secs()).unwrap_or(i64::MAX),
        Cadence::Cron { line } => {
            let next = line.next_after(progress.now);
            let gap = next.and_then(|first| line.next_after(first).map(|second| (second - first).num_seconds()));
            gap.unwrap_or(DAY_S)
        }
    };
    u64::try_from(seconds.max(1)).unwrap_or(1)
}

/// The next point of the grid `added_at + k * interval`, each point moved by its own jitter.
///
/// A grid, because "now plus an interval" adds each check's lateness to all later ones. The point that was just
/// served may lie a tenth ahead, hence the half interval that must have passed.
fn next_on_grid(interval: Duration, progress: &Progress) -> Timestamp {
    let step_ms = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX).max(1);
    let since_ms = (progress.now - progress.added_at).num_milliseconds();
    let k = since_ms.saturating_add(step_ms / 2).div_euclid(step_ms).saturating_add(1);
    let offset_ms = step_ms.saturating_mul(k).saturating_add(jittered(step_ms, progress.page, k) - step_ms);
    let due = TimeDelta::try_milliseconds(offset_ms).and_then(|d| progress.added_at.checked_add_signed(d));
    due.filter(|due| *due > progress.now).unwrap_or_else(|| add_s(progress.now, DAY_S))
}

/// `at` plus seconds; `at` itself where the calendar ends.
fn add_s(at: Timestamp, seconds: i64) -> Timestamp {
    TimeDelta::try_seconds(seconds).and_then(|d| at.checked_add_signed(d)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn progress(now: &str, added: &str) -> Progress {
        Progress {
            page: PageId(7),
            now: at(now),
            event_at: None,
            added_at: at(added),
            attempts: 1,
            is_busy: false,
            is_live: false,
            pace_percent: PACE_OF_ALL,
        }
    }

    #[test]
    fn an_interval_does_not_drift_however_late_its_checks_are() {
        let every = Cadence::Every(Duration::from_secs(900));
        let added = at("2026-01-01T00:00:00Z");
        let mut p = progress("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        for k in 1..=1000 {
            let due = next_due(&every, &p);
            let off_s = (due - added).num_seconds() - 900 * k;
            assert!(off_s.abs() <= 90, "check {k} is {off_s} s off its slot");
            p.now = due + TimeDelta::seconds(40);
        }
    }

    #[test]
    fn a_missed_interval_is_not_made_up_for() {
        let every = Cadence::Every(Duration::from_secs(900));
        let due = next_due(&every, &progress("2026-01-01T05:07:00Z", "2026-01-01T00:00:00Z"));
        assert!(due > at("2026-01-01T05:13:00Z") && due < at("2026-01-01T05:32:00Z"), "{due}");
    }

    #[test]
    fn a_very_short_interval_is_met_within_a_tenth() {
        let every = Cadence::Every(Duration::from_secs(1));
        let p = progress("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        let wait_ms = (next_due(&every, &p) - p.now).num_milliseconds();
        assert!((900..=1100).contains(&wait_ms), "{wait_ms}");
    }

    #[test]
    fn the_next_time_is_always_later_even_when_the_clock_is_before_the_page() {
        for cadence in [Cadence::Ladder, Cadence::Every(Duration::from_secs(60)), Cadence::Every(Duration::MAX)] {
            for now in ["1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "9999-01-01T00:00:00Z"] {
                let p = progress(now, "2026-01-01T00:00:00Z");
                assert!(next_due(&cadence, &p) > p.now, "{cadence:?} at {now}");
            }
        }
    }

    #[test]
    fn the_interval_of_a_cron_line_is_the_gap_between_its_slots() {
        let line = CronLine::parse("0 */20 * * * *", chrono_tz::UTC).expect("valid");
        let p = progress("2026-01-01T00:01:00Z", "2026-01-01T00:00:00Z");
        assert_eq!(interval_s(&Cadence::Cron { line: line.clone() }, &p), 1200);
        assert_eq!(next_due(&Cadence::Cron { line }, &p), at("2026-01-01T00:20:00Z"));
    }
}
