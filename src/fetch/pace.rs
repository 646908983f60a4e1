//! The slowest pace at which a body may arrive: a sum of bytes over a window that slides.
//!
//! A time-out for each read does not stop a server that sends a byte now and then. No clock here: instants come in.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The window is kept in this many parts, so that a body in a million pieces needs no million entries.
const PARTS: u32 = 15;

/// What arrived within the last window.
#[derive(Debug)]
pub struct Pace {
    window: Duration,
    bytes_min: u64,
    started: Instant,
    /// Bytes by the instant at which their part of the window began.
    arrivals: VecDeque<(Instant, u64)>,
}

impl Pace {
    /// At least `bytes_per_s_min` on average over any `window` since `started`.
    pub fn new(bytes_per_s_min: u64, window: Duration, started: Instant) -> Pace {
        let bytes_min = (Duration::from_secs(bytes_per_s_min).as_secs_f64() * window.as_secs_f64()).ceil();
        // A float casts to the nearest value that the type can hold.
        Pace { window, bytes_min: bytes_min as u64, started, arrivals: VecDeque::new() }
    }

    /// Notes `bytes` that arrived at `now`.
    pub fn arrived(&mut self, bytes: usize, now: Instant) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        match self.arrivals.back_mut() {
            Some((began, sum)) if now.duration_since(*began) < self.window / PARTS => *sum = sum.saturating_add(bytes),
            _ => self.arrivals.push_back((now, bytes)),
        }
        while self.arrivals.front().is_some_and(|(began, _)| now.duration_since(*began) >= self.window) {
            self.arrivals.pop_front();
        }
    }

    /// The instant at which the pace is too slow if nothing more arrives; `None` where there is no minimum.
    pub fn too_slow_at(&self) -> Option<Instant> {
        if self.bytes_min == 0 {
            return None;
        }
        let mut left: u64 = self.arrivals.iter().map(|(_, bytes)| bytes).sum();
        for (began, bytes) in &self.arrivals {
            left = left.saturating_sub(*bytes);
            if left < self.bytes_min {
                // It falls below when this part leaves the window; it may have been below before the first window ended.
                let total = left.saturating_add(*bytes);
                let since = if total >= self.bytes_min { *began } else { self.started };
                return Some(since + self.window);
            }
        }
        Some(self.started + self.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(15);

    /// Feeds (second, bytes) and says at which second the pace was too slow.
    fn stopped_at(arrivals: &[(u64, usize)]) -> Option<u64> {
        let start = Instant::now();
        let mut pace = Pace::new(1024, WINDOW, start);
        for (second, bytes) in arrivals {
            let now = start + Duration::from_secs(*second);
            let limit = pace.too_slow_at().expect("there is a minimum");
            if limit <= now {
                return Some(limit.duration_since(start).as_secs());
            }
            pace.arrived(*bytes, now);
        }
        None
    }

    #[test]
    fn a_drip_is_stopped_after_one_window() {
        let drip: Vec<(u64, usize)> = (0..60).map(|s| (s, 3)).collect();
        assert_eq!(stopped_at(&drip), Some(15));
    }

    #[test]
    fn a_drip_after_a_burst_is_stopped_when_the_burst_has_left_the_window() {
        let mut arrivals = vec![(0, 500_000), (5, 500_000)];
        arrivals.extend((6..60).map(|s| (s, 1)));
        assert_eq!(stopped_at(&arrivals), Some(20));
    }

    #[test]
    fn a_steady_slow_body_and_a_pause_are_let_be() {
        let steady: Vec<(u64, usize)> = (0..300).map(|s| (s, 1100)).collect();
        assert_eq!(stopped_at(&steady), None);
        assert_eq!(stopped_at(&[(0, 100_000), (14, 100_000), (28, 1)]), None);
    }

    #[test]
    fn a_body_in_many_pieces_needs_few_entries() {
        let start = Instant::now();
        let mut pace = Pace::new(1, WINDOW, start);
        for i in 0..100_000 {
            pace.arrived(1, start + Duration::from_millis(i));
        }
        assert!(pace.arrivals.len() <= 16, "{}", pace.arrivals.len());
    }
}
