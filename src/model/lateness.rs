//! How late checks begin: what tells whether a machine and its settings are enough for the watch list.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;

/// Upper ends of the classes that checks are counted in, seconds; later ones are in a last class.
const CLASSES_S: [u64; 9] = [1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400];

/// Checks since the start, by how late they began; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Lateness {
    inner: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    classes: [AtomicU64; CLASSES_S.len() + 1],
    sum_ms: AtomicU64,
}

impl Lateness {
    /// Counts a check that began `late` after it was due; one that was asked for before that is not late.
    pub fn count(&self, late: TimeDelta) {
        let late_ms = u64::try_from(late.num_milliseconds()).unwrap_or(0);
        let class = CLASSES_S.iter().position(|most_s| late_ms <= most_s * 1000).unwrap_or(CLASSES_S.len());
        if let Some(count) = self.inner.classes.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.inner.sum_ms.fetch_add(late_ms, Ordering::Relaxed);
    }

    /// For each class its upper end in seconds (`None` for the last) and the checks in it, and the sum of all
    /// latenesses in seconds.
    pub fn counts(&self) -> (Vec<(Option<u64>, u64)>, f64) {
        let ends = CLASSES_S.iter().copied().map(Some).chain([None]);
        let counts = self.inner.classes.iter().map(|count| count.load(Ordering::Relaxed));
        (ends.zip(counts).collect(), self.inner.sum_ms.load(Ordering::Relaxed) as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_in_the_class_of_its_lateness() {
        let lateness = Lateness::default();
        for late_ms in [-5_000, 0, 1_000, 1_001, 59_000, 90_000_000] {
            lateness.count(TimeDelta::milliseconds(late_ms));
        }
        let (classes, sum_s) = lateness.counts();
        let filled: Vec<_> = classes.into_iter().filter(|(_, checks)| *checks > 0).collect();
        assert_eq!(filled, [(Some(1), 3), (Some(5), 1), (Some(60), 1), (None, 1)]);
        assert!((sum_s - 90_061.001).abs() < 1e-6, "{sum_s}");
    }
}
