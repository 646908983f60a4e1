//! How many requests of a day's cap a host may have had by a moment: an hour or two at once, the rest spread over the
//! day, so that a busy morning does not leave the evening unwatched. Pure.

use chrono::{DurationRound, TimeDelta};

use crate::model::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// What part of the cap may be used at any time of the day without waiting ..
const BURST_PART: u32 = 12;
/// .. and at least so many requests.
const BURST_MIN: u32 = 10;

/// The number of the day in UTC, counted from 1970.
pub fn day_of(at: Timestamp) -> i64 {
    at.timestamp_millis().div_euclid(DAY_MS)
}

/// When the next request may be sent that `cap` a day allow after `asked` of today; `None` where it is now.
pub fn free_at(cap: u32, asked: u32, now: Timestamp) -> Option<Timestamp> {
    let midnight = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
    if asked >= cap {
        return midnight.checked_add_signed(TimeDelta::days(1));
    }
    let burst = (cap / BURST_PART).max(BURST_MIN).min(cap);
    let spread = i64::from(cap - burst);
    let waiting = i64::from((asked + 1).saturating_sub(burst));
    if waiting == 0 || spread == 0 {
        return None;
    }
    // The n-th of the spread requests comes when n parts of the day are over.
    let wait_ms = (waiting * DAY_MS + spread - 1) / spread;
    midnight.checked_add_signed(TimeDelta::milliseconds(wait_ms.min(DAY_MS))).filter(|free| *free > now)
}

/// Requests that are set aside at once, so that not each one costs a write to the disk before it is sent.
pub fn block(cap: u32) -> u32 {
    (cap / 100).clamp(1, 50)
}

/// Milliseconds since midnight, UTC.
#[cfg(test)]
fn into_day_ms(at: Timestamp) -> i64 {
    i64::from(chrono::Timelike::num_seconds_from_midnight(&at)) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_is_never_passed_and_all_of_it_can_be_used() {
        for cap in [1, 9, 10, 11, 100, 2_000, 17_280] {
            let mut now: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
            let day = day_of(now);
            let (mut asked, mut by_noon) = (0, 0);
            while day_of(now) == day {
                by_noon = if into_day_ms(now) <= DAY_MS / 2 { asked } else { by_noon };
                match free_at(cap, asked, now) {
                    None => asked += 1,
                    Some(free) => {
                        assert!(free > now);
                        now = free;
                    }
                }
            }
            assert!(asked <= cap && asked + 1 >= cap, "{asked} of {cap}");
            assert!(by_noon <= cap / 2 + (cap / BURST_PART).max(BURST_MIN), "{by_noon} of {cap} by noon");
        }
    }

    #[test]
    fn what_was_not_used_by_the_evening_can_still_be() {
        let evening: Timestamp = "2026-03-01T18:00:00Z".parse().expect("a time");
        assert_eq!(free_at(1_000, 700, evening), None);
        let midnight: Timestamp = "2026-03-02T00:00:00Z".parse().expect("a time");
        assert_eq!(free_at(1_000, 1_000, evening), Some(midnight));
    }
}
