//! Spreading without randomness: a page's offset follows from its number and the time, so that a replay of the same
//! history gives the same schedule.

use crate::model::PageId;

/// The spread to either side, in percent of the interval.
const SPREAD_PERCENT: i64 = 10;
const STEPS: u64 = 2_001;

/// `interval` (of any unit) times a factor from 0.9 to 1.1 that follows from the page and `moment`.
pub(super) fn jittered(interval: i64, page: PageId, moment: i64) -> i64 {
    let step = i64::try_from(hash(page, moment) % STEPS).unwrap_or(0) - 1_000;
    let offset = i128::from(interval) * i128::from(step) * i128::from(SPREAD_PERCENT) / 100_000;
    interval.saturating_add(i64::try_from(offset).unwrap_or(0))
}

/// An evenly spread number for a page and a moment.
pub(super) fn hash(page: PageId, moment: i64) -> u64 {
    let mut bytes = [0_u8; 16];
    let (head, tail) = bytes.split_at_mut(8);
    head.copy_from_slice(&page.0.to_le_bytes());
    tail.copy_from_slice(&moment.to_le_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(&bytes).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_within_a_tenth_and_uses_all_of_it() {
        let all: Vec<i64> = (0..5000).map(|i| jittered(100_000, PageId(i), 3)).collect();
        assert!(all.iter().all(|v| (90_000..=110_000).contains(v)));
        assert!(all.iter().any(|v| *v < 90_200) && all.iter().any(|v| *v > 109_800));
        let mean = all.iter().sum::<i64>() / 5000;
        assert!((99_500..=100_500).contains(&mean), "{mean}");
    }

    #[test]
    fn jitter_is_the_same_for_the_same_page_and_moment_only() {
        assert_eq!(jittered(100_000, PageId(1), 5), jittered(100_000, PageId(1), 5));
        assert_ne!(jittered(100_000, PageId(1), 5), jittered(100_000, PageId(2), 5));
        assert_ne!(jittered(100_000, PageId(1), 5), jittered(100_000, PageId(1), 6));
    }
}
