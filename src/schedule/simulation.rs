//! The ladder tried on invented articles that are edited as published curves say; tests only.
//!
//! Ages of edits: the share of edits up to each age follows the headline edits of 48 hours that Guo et al. (figure 3)
//! tracked, and 7.5 % come later, spread as the publishers' own last-modified times of the changing-times study are.

use chrono::TimeDelta;

use super::pace::CURVE;
use super::{Cadence, Progress, next_due};
use crate::model::{PageId, Timestamp};

const ARTICLES: i64 = 10_000;
const SPAN_H: f64 = 720.0;

/// A small generator (splitmix64), so that the figures are the same on every machine.
struct Dice(u64);

impl Dice {
    /// Evenly from 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The ages of one article's edits, hours: 35 % are edited, then 2 times on average, at most 15.
    fn edits(&mut self) -> Vec<f64> {
        if self.roll() > 0.35 {
            return Vec::new();
        }
        let mut count = 1;
        while count < 15 && self.roll() < 0.5 {
            count += 1;
        }
        let mut ages: Vec<f64> = (0..count).map(|_| age(self.roll())).collect();
        ages.sort_by(f64::total_cmp);
        ages
    }
}

/// The age at which a share of the edits has happened.
fn age(share: f64) -> f64 {
    let segment = CURVE.windows(2).find(|pair| share <= pair[1].1).expect("the curve ends at 1");
    let [(from, low), (until, high)] = segment else { unreachable!("windows of two") };
    from + (until - from) * (share - low) / (high - low)
}

#[derive(Debug)]
struct Outcome {
    /// For each article in 30 days.
    requests: f64,
    within_1h: f64,
    within_24h: f64,
    /// Edits that were seen before the next one came.
    as_own_version: f64,
}

fn simulate(cadence: &Cadence, seed: u64) -> Outcome {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
    let hours = |h: f64| TimeDelta::milliseconds((h * 3_600_000.0) as i64);
    let (mut requests, mut found, mut within_1h, mut within_24h, mut own) = (0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    let mut dice = Dice(seed);
    for i in 0..ARTICLES {
        let edits = dice.edits();
        let added_at = start + hours(dice.roll() * 0.25);
        let mut progress = Progress {
            page: PageId(i),
            now: added_at,
            event_at: Some(start),
            added_at,
            attempts: 1,
            is_busy: false,
            is_live: false,
            pace_percent: super::PACE_OF_ALL,
        };
        let mut seen = edits.iter().filter(|age| start + hours(**age) <= added_at).count();
        let mut last_found = false;
        while progress.now < start + hours(SPAN_H) {
            requests += 1;
            let new: Vec<f64> =
                edits.iter().skip(seen).copied().filter(|a| start + hours(*a) <= progress.now).collect();
            for age in &new {
                let delay = progress.now - (start + hours(*age));
                found += 1;
                within_1h += u64::from(delay <= TimeDelta::hours(1));
                within_24h += u64::from(delay <= TimeDelta::hours(24));
            }
            own += u64::from(!new.is_empty());
            seen += new.len();
            progress.is_busy = last_found && !new.is_empty();
            last_found = !new.is_empty();
            if last_found {
                progress.event_at = Some(progress.now);
            }
            progress.now = next_due(cadence, &progress);
            progress.attempts += 1;
        }
    }
    let share = |n: u64| n as f64 / found as f64;
    Outcome {
        requests: requests as f64 / ARTICLES as f64,
        within_1h: share(within_1h),
        within_24h: share(within_24h),
        as_own_version: share(own),
    }
}

#[test]
fn the_ladder_finds_nine_edits_of_ten_within_an_hour_at_54_requests_a_month() {
    for seed in [1, 2] {
        let ladder = simulate(&Cadence::Ladder, seed);
        assert!(ladder.requests <= 54.0 && ladder.within_1h >= 0.90, "{ladder:?}");
        assert!(ladder.within_24h >= 0.97 && ladder.as_own_version >= 0.95, "{ladder:?}");
    }
}

#[test]
fn a_fixed_interval_of_the_same_cost_finds_one_edit_of_twenty_within_an_hour() {
    let ladder = simulate(&Cadence::Ladder, 1);
    let interval = std::time::Duration::from_secs_f64(SPAN_H * 3600.0 / ladder.requests);
    let fixed = simulate(&Cadence::Every(interval), 1);
    assert!((fixed.requests - ladder.requests).abs() < 2.0, "{fixed:?} against {ladder:?}");
    assert!(fixed.within_1h <= 0.06, "{fixed:?}");
}
