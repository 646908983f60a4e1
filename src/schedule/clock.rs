//! Telling a step of the wall clock from the passing of time. Pure: both clocks are read by the caller.

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::Timestamp;

/// Wall and monotonic clock may part by this many seconds between two looks before it is a step: slewing by NTP
/// moves a clock by 0.03 s a minute at most.
pub const STEP_S_MIN: i64 = 30;

/// What a look at the clocks says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Steady,
    /// The wall clock moved by this much more (or, negative, less) than the time that passed. Waking from suspend
    /// looks like a step forward, and wants the same answer.
    Step {
        by: TimeDelta,
    },
}

/// Compares two clocks from look to look.
#[derive(Debug, Clone)]
pub struct ClockWatch {
    wall: Timestamp,
    monotonic: Duration,
}

impl ClockWatch {
    /// Begins with a reading of both clocks, `monotonic` counted from any fixed moment.
    pub fn new(wall: Timestamp, monotonic: Duration) -> Self {
        ClockWatch { wall, monotonic }
    }

    /// Compares what passed on both clocks since the last look.
    pub fn look(&mut self, wall: Timestamp, monotonic: Duration) -> Clock {
        let passed = monotonic.saturating_sub(self.monotonic);
        let passed = TimeDelta::from_std(passed).unwrap_or(TimeDelta::MAX);
        let by = (wall - self.wall).checked_sub(&passed).unwrap_or(TimeDelta::MIN);
        *self = ClockWatch { wall, monotonic };
        if by.num_seconds().abs() > STEP_S_MIN { Clock::Step { by } } else { Clock::Steady }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_the_clock_is_told_once_and_slewing_is_none() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
        let hour = TimeDelta::hours(1);
        let mut watch = ClockWatch::new(start, Duration::from_secs(1000));
        for (minute, step, expected) in [
            (1, TimeDelta::zero(), Clock::Steady),
            (2, TimeDelta::seconds(29), Clock::Steady),
            (3, TimeDelta::seconds(29) - hour, Clock::Step { by: -hour }),
            (4, TimeDelta::seconds(29) - hour, Clock::Steady),
            (5, hour, Clock::Step { by: hour * 2 - TimeDelta::seconds(29) }),
            (6, hour, Clock::Steady),
        ] {
            let wall = start + TimeDelta::minutes(minute) + step;
            let monotonic = Duration::from_secs(1000 + 60 * u64::try_from(minute).expect("small"));
            assert_eq!(watch.look(wall, monotonic), expected, "minute {minute}");
        }
    }
}
