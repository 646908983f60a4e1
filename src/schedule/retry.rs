//! Checks outside the cadence: after failures, and to confirm a page's condition. Neither ever gives up.

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::{PageId, Timestamp};

use super::jitter::hash;

/// The longest wait between two tries of a page that fails, seconds; also the most that `Retry-After` can ask for.
pub const RETRY_S_MAX: u64 = 86_400;

/// The first retry comes after this, or after the page's interval where that is shorter, seconds.
const RETRY_S_FIRST: u64 = 300;

/// When a suspect or a missing page is looked at again, counted from when it became so; and for how long a state has
/// to last before it is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirm {
    /// Rising, none of them zero.
    steps: [TimeDelta; 3],
}

impl Default for Confirm {
    /// A quarter of an hour, two hours, a day.
    fn default() -> Self {
        Confirm { steps: [TimeDelta::minutes(15), TimeDelta::hours(2), TimeDelta::days(1)] }
    }
}

impl Confirm {
    /// A ladder of three rising steps; `None` where they do not rise, or the first is shorter than a second.
    pub fn new(steps: [Duration; 3]) -> Option<Confirm> {
        let rises = steps[0] >= Duration::from_secs(1) && steps[0] < steps[1] && steps[1] < steps[2];
        let [a, b, c] = steps.map(|step| TimeDelta::from_std(step).ok());
        Some(Confirm { steps: [a?, b?, c?] }).filter(|_| rises)
    }

    /// The first step: what a 410 has to last.
    pub fn first(&self) -> TimeDelta {
        self.steps[0]
    }

    /// The whole ladder: what a 404, or a text that is doubtful, has to last.
    pub fn last(&self) -> TimeDelta {
        self.steps[2]
    }
}

/// When a page in a suspect or gone state is checked again: one step of the ladder after another from `since`, then
/// at the distance of the last.
///
/// `checks` counts the sights of the state, 1 when it has just been entered. Checks missed by a pause are made up for
/// at least the first step apart, because a state is believed by their number and their spread.
pub fn next_confirm(confirm: &Confirm, since: Timestamp, checks: u32, now: Timestamp) -> Timestamp {
    let add = |at: Timestamp, step: TimeDelta| at.checked_add_signed(step).unwrap_or(at);
    let rung = usize::try_from(checks.max(1) - 1).ok().and_then(|i| confirm.steps.get(i));
    match rung {
        Some(step) => add(since, *step).max(add(now, confirm.first())).min(add(now, confirm.last())),
        None => add(now, confirm.last()),
    }
}

/// When a page is tried again after `failures` failures in a row (1 or more).
///
/// The wait doubles from five minutes (or the cadence, where that is shorter) up to a day and stays there. A server's
/// `Retry-After` can only lengthen it, up to a day. The wait grows by up to a tenth that follows from `now`, so that
/// pages which failed together do not return together.
pub fn next_retry(failures: u32, retry_after_s: Option<u64>, cadence_s: u64, now: Timestamp) -> Timestamp {
    let first_ms = cadence_s.clamp(1, RETRY_S_FIRST).saturating_mul(1000);
    let doublings = failures.saturating_sub(1).min(24);
    let wait_ms = first_ms.saturating_mul(1_u64 << doublings);
    let spread_ms = hash(PageId(i64::from(failures)), now.timestamp_millis()) % (wait_ms / 10).max(1);
    let most_ms = RETRY_S_MAX * 1000;
    let asked_ms = retry_after_s.unwrap_or(0).saturating_mul(1000).min(most_ms);
    let wait_ms = wait_ms.saturating_add(spread_ms).min(most_ms).max(asked_ms);
    TimeDelta::try_milliseconds(i64::try_from(wait_ms).unwrap_or(i64::MAX))
        .and_then(|wait| now.checked_add_signed(wait))
        .unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn wait_s(failures: u32, retry_after_s: Option<u64>, cadence_s: u64) -> i64 {
        let now = at("2026-03-01T00:00:00Z");
        (next_retry(failures, retry_after_s, cadence_s, now) - now).num_seconds()
    }

    #[test]
    fn the_wait_doubles_up_to_a_day_and_never_ends() {
        for (failures, least_s) in [(1, 300), (2, 600), (3, 1200), (6, 9600), (9, 76_800), (10, 86_400), (500, 86_400)]
        {
            let wait = wait_s(failures, None, 2_592_000);
            assert!(wait >= least_s && wait <= least_s * 11 / 10 && wait <= 86_400, "{failures}: {wait}");
        }
        assert_eq!(wait_s(u32::MAX, None, u64::MAX), 86_400);
    }

    #[test]
    fn a_fast_page_is_tried_again_at_its_own_pace_first() {
        assert_eq!(wait_s(1, None, 2), 2);
        assert!((8..=9).contains(&wait_s(3, None, 2)));
        assert!(wait_s(0, None, 0) >= 1);
    }

    #[test]
    fn retry_after_is_honoured_up_to_a_day() {
        assert_eq!(wait_s(1, Some(7200), 60), 7200);
        assert_eq!(wait_s(1, Some(u64::MAX), 60), 86_400);
        assert!(wait_s(1, Some(0), 900) >= 300, "a server cannot make us hurry");
    }

    #[test]
    fn pages_that_failed_at_different_moments_return_at_different_waits() {
        let start = at("2026-03-01T00:00:00Z");
        let waits: std::collections::HashSet<i64> = (0..50)
            .map(|i| start + TimeDelta::milliseconds(i * 7))
            .map(|now| (next_retry(1, None, 900, now) - now).num_milliseconds())
            .collect();
        assert!(waits.len() > 45, "{}", waits.len());
    }

    #[test]
    fn a_state_is_confirmed_after_a_quarter_of_an_hour_two_hours_and_a_day() {
        let since = at("2026-03-01T00:00:00Z");
        for (checks, now, next) in [
            (1, "2026-03-01T00:00:00Z", "2026-03-01T00:15:00Z"),
            (2, "2026-03-01T00:15:20Z", "2026-03-01T02:00:00Z"),
            (3, "2026-03-01T02:00:05Z", "2026-03-02T00:00:00Z"),
            (4, "2026-03-02T00:00:09Z", "2026-03-03T00:00:09Z"),
            (99, "2026-04-02T00:00:09Z", "2026-04-03T00:00:09Z"),
        ] {
            assert_eq!(next_confirm(&Confirm::default(), since, checks, at(now)), at(next), "{checks}");
        }
    }

    #[test]
    fn a_ladder_that_does_not_rise_is_refused() {
        let steps = |a, b, c| Confirm::new([a, b, c].map(Duration::from_secs));
        assert!(steps(1, 2, 3).is_some());
        assert!(steps(0, 2, 3).is_none() && steps(2, 2, 3).is_none() && steps(1, 4, 3).is_none());
    }

    #[test]
    fn confirmations_missed_by_a_pause_come_a_quarter_of_an_hour_apart() {
        let since = at("2026-03-01T00:00:00Z");
        assert_eq!(next_confirm(&Confirm::default(), since, 2, at("2026-03-05T00:00:00Z")), at("2026-03-05T00:15:00Z"));
        let clock_went_back = at("2020-01-01T00:00:00Z");
        assert_eq!(next_confirm(&Confirm::default(), since, 1, clock_went_back), at("2020-01-02T00:00:00Z"));
    }
}
