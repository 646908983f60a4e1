//! `[watch]` and, for one site, `[[site]]`: `every`, `cron`, `min_gap`, `requests_a_day`, `zone`; in `[watch]` also `confirm`. How often,
//! and in whose time.

use std::time::Duration;

use chrono_tz::Tz;
use toml::de::DeValue;

use super::section::{Findings, Read, Section, kind};
use super::value;
use crate::schedule::{Cadence, Confirm, CronLine};

/// Seconds between two requests to one host where nothing else is said.
pub const MIN_GAP_S_DEFAULT: u64 = 5;

const EVERY_MIN: Duration = Duration::from_secs(1);
const EVERY_MAX: Duration = Duration::from_secs(366 * 86_400);
const CONFIRM_MIN: Duration = Duration::from_secs(1);
const CONFIRM_MAX: Duration = Duration::from_secs(30 * 86_400);
/// One a second, and then some.
const REQUESTS_A_DAY_MAX: u32 = 100_000;
const MIN_GAP_MAX: Duration = Duration::from_secs(3_600);

/// More often than this a public site is not asked without a warning.
pub(super) const EVERY_POLITE: Duration = Duration::from_secs(60);

/// The keys of one section; what is not given is taken from the section above it.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    pub(super) beat: Option<Beat>,
    pub(super) min_gap_s: Option<u64>,
    pub(super) requests_a_day: Option<u32>,
    pub(super) zone: Option<Tz>,
}

/// When; a cron line waits for the zone of its site.
#[derive(Debug, Clone)]
pub(super) enum Beat {
    Ladder,
    Every(Duration),
    Cron(CronLine),
}

impl Pace {
    pub(super) fn read(section: &mut Section, found: &mut Findings) -> Pace {
        let every = section.read(found, "every", every);
        let cron = section.read(found, "cron", value::cron);
        if let (Some(_), Some(given)) = (&every, section.value("cron")) {
            let text = "stands beside \"every\"; write one of them (neither means the ladder by an article's age)";
            section.refuse(found, given.span(), "cron", text);
        }
        let min_gap = section.read(found, "min_gap", min_gap);
        Pace {
            beat: every.or(cron.map(Beat::Cron)),
            min_gap_s: min_gap,
            requests_a_day: section
                .read(found, "requests_a_day", |v| value::number(v, 1, u64::from(REQUESTS_A_DAY_MAX)))
                .and_then(|n| u32::try_from(n).ok()),
            zone: section.read(found, "zone", value::zone),
        }
    }

    /// This, with what it leaves open taken from `default`.
    pub(super) fn or(self, default: &Pace) -> Pace {
        Pace {
            beat: self.beat.or_else(|| default.beat.clone()),
            min_gap_s: self.min_gap_s.or(default.min_gap_s),
            requests_a_day: self.requests_a_day.or(default.requests_a_day),
            zone: self.zone.or(default.zone),
        }
    }

    pub(super) fn cadence(&self) -> Cadence {
        match &self.beat {
            None | Some(Beat::Ladder) => Cadence::Ladder,
            Some(Beat::Every(interval)) => Cadence::Every(*interval),
            Some(Beat::Cron(line)) => Cadence::Cron { line: line.clone().in_zone(self.zone.unwrap_or(Tz::UTC)) },
        }
    }

    pub(super) fn gap_s(&self) -> u64 {
        self.min_gap_s.unwrap_or(MIN_GAP_S_DEFAULT)
    }
}

/// An interval, or the word "ladder": how a site returns to it where `[watch]` says something else.
fn every(value: &DeValue) -> Read<Beat> {
    if value.as_str() == Some("ladder") {
        return Ok(Beat::Ladder);
    }
    value::duration(value, EVERY_MIN, EVERY_MAX).map(Beat::Every)
}

/// A gap in whole seconds, because servers count in them.
fn min_gap(value: &DeValue) -> Read<u64> {
    let gap = value::duration(value, Duration::ZERO, MIN_GAP_MAX)?;
    if gap.subsec_millis() == 0 {
        return Ok(gap.as_secs());
    }
    Err(format!("{} is not whole seconds; write one such as \"5s\"", value.as_str().unwrap_or(kind(value))))
}

/// Three rising durations.
pub(super) fn confirm(value: &DeValue) -> Read<Confirm> {
    let example = "write three rising durations, as in [\"15m\", \"2h\", \"24h\"]";
    let Some(items) = value.as_array() else { return Err(format!("is {}; {example}", kind(value))) };
    let steps: Read<Vec<Duration>> =
        items.iter().map(|item| value::duration(item.get_ref(), CONFIRM_MIN, CONFIRM_MAX)).collect();
    let ladder = <[Duration; 3]>::try_from(steps?).ok().and_then(Confirm::new);
    ladder.ok_or_else(|| format!("is no rising ladder of three steps; {example}"))
}
