//! Checks outside the cadence: after failures, and to confirm a page's condition. Neither ever gives up.

use chrono::TimeDelta;

use crate::model::{PageId, Timestamp};

use super::jitter::hash;
use super::{DAY_S, add_s};

/// The longest wait between two tries of a page that fails, seconds; also the most that `Retry-After` can ask for.
pub const RETRY_S_MAX: u64 = 86_400;

/// The first retry comes after this, or after the page's interval where that is shorter, seconds.
const RETRY_S_FIRST: u64 = 300;

/// When a suspect or a missing page is looked at again, seconds after it became so.
const CONFIRM_S: [i64; 3] = [15 * 60, 2 * 3600, DAY_S];

/// When a page in a suspect or gone state is checked again: 15 minutes, 2 hours and 24 hours after `since`, then
/// daily.
///
/// `checks` counts the confirmations so far, 0 when the state has just been entered. Checks missed by a pause are
/// made up for at least 15 minutes apart, because a state is believed by their number and their spread.
pub fn next_confirm(since: Timestamp, checks: u32, now: Timestamp) -> Timestamp {
    let rung = usize::try_from(checks).ok().and_then(|i| CONFIRM_S.get(i));
    match rung {
        Some(after_s) => add_s(since, *after_s).max(add_s(now, CONFIRM_S[0])).min(add_s(now, DAY_S)),
        None => add_s(now, DAY_S),
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
            (0, "2026-03-01T00:00:00Z", "2026-03-01T00:15:00Z"),
            (1, "2026-03-01T00:15:20Z", "2026-03-01T02:00:00Z"),
            (2, "2026-03-01T02:00:05Z", "2026-03-02T00:00:00Z"),
            (3, "2026-03-02T00:00:09Z", "2026-03-03T00:00:09Z"),
            (99, "2026-04-02T00:00:09Z", "2026-04-03T00:00:09Z"),
        ] {
            assert_eq!(next_confirm(since, checks, at(now)), at(next), "{checks}");
        }
    }

    #[test]
    fn confirmations_missed_by_a_pause_come_a_quarter_of_an_hour_apart() {
        let since = at("2026-03-01T00:00:00Z");
        assert_eq!(next_confirm(since, 1, at("2026-03-05T00:00:00Z")), at("2026-03-05T00:15:00Z"));
        let clock_went_back = at("2020-01-01T00:00:00Z");
        assert_eq!(next_confirm(since, 0, clock_went_back), at("2020-01-02T00:00:00Z"));
    }
}
