//! The pace of a site: how much more seldom or more often than others its articles are checked, from how often they
//! were found edited. Pure; what is counted comes from the store.
//!
//! Where edits come at a rate, and the number of checks is given, the mean delay of finding them is least when the time
//! between checks goes with one over the root of the rate. A site of which little is known has the pace of all: the
//! ratio of found and expected edits is drawn towards one by as many invented edits, as expected.

use chrono::TimeDelta;

/// Cumulative share of edits by age in hours: the headline edits of 48 hours that Guo et al. (figure 3) tracked, and
/// 7.5 % that come later, spread as the publishers' own last-modified times of the changing-times study are.
pub(super) const CURVE: [(f64, f64); 15] = [
    (0.0, 0.0),
    (1.0, 0.176),
    (2.0, 0.342),
    (3.0, 0.444),
    (4.0, 0.518),
    (6.0, 0.648),
    (8.0, 0.703),
    (10.0, 0.749),
    (12.0, 0.777),
    (24.0, 0.860),
    (36.0, 0.916),
    (48.0, 0.925),
    (120.0, 0.968),
    (240.0, 0.989),
    (480.0, 1.0),
];

/// Edits of an article in all: 35 % are edited, those twice on average.
const EDITS_EACH: f64 = 0.70;
/// Edits that are added to both sides of the ratio.
const SHRINK_BY: f64 = 20.0;
/// The bounds of a pace, and the pace of all: percent of the ladder's intervals.
const FASTEST: f64 = 50.0;
const SLOWEST: f64 = 200.0;
pub const PACE_OF_ALL: u32 = 100;

/// How many edits an article is expected to have had `known_for` after its publication.
pub fn edits_expected(known_for: TimeDelta) -> f64 {
    let age_h = known_for.num_seconds() as f64 / 3600.0;
    let share = CURVE.windows(2).find_map(|pair| match pair {
        [(from, low), (until, high)] if age_h <= *until => {
            Some(low + (high - low) * (age_h.max(0.0) - from) / (until - from))
        }
        _ => None,
    });
    EDITS_EACH * share.unwrap_or(1.0)
}

/// The percent of the ladder's intervals at which a site is checked whose articles had `edits` where `expected` would
/// be usual.
pub fn pace_percent(edits: u64, expected: f64) -> u32 {
    let ratio = (edits as f64 + SHRINK_BY) / (expected + SHRINK_BY);
    let percent = (100.0 / ratio.sqrt()).clamp(FASTEST, SLOWEST);
    // Within the bounds, so that nothing is lost.
    percent.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_that_is_known_changes_little_and_much_changes_no_more_than_twofold() {
        for (edits, expected, percent) in [
            (0, 0.0, 100),
            (0, 2.0, 105),
            (10, 2.0, 86),
            (700, 700.0, 100),
            (175, 700.0, 192),
            (0, 100_000.0, 200),
            (100_000, 100.0, 50),
        ] {
            assert_eq!(pace_percent(edits, expected), percent, "{edits} of {expected}");
        }
    }

    #[test]
    fn the_edits_expected_grow_with_the_age_up_to_all() {
        let at = |hours: i64| edits_expected(TimeDelta::hours(hours));
        assert_eq!((at(-1), at(0)), (0.0, 0.0));
        assert!((at(1) - 0.70 * 0.176).abs() < 1e-9 && (at(18) - 0.70 * 0.8185).abs() < 1e-9);
        assert_eq!(at(10_000), 0.70);
    }
}
