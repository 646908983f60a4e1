//! How often a host may be asked: one request at a time, a gap after each, a cap a day, and silence when it is in
//! trouble.
//!
//! Pure: instants come in, and nothing waits or is written here. What must outlive the process is handed out as a
//! [`HostNote`]; the gap needs none, since after a start every host is left alone for one. What is due and for which page is the schedule's business; this is
//! only about not being a burden. Times survive a clock that was set back.

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;

use super::allowance;
use crate::model::{FailureKind, Fetched, HostKey, HostNote, Timestamp};

/// A slow host is left alone for this many times as long as it took to answer (after Heritrix) ..
const GAP_PER_EXCHANGE: i32 = 5;
/// .. but not for longer than this on that ground.
const ADAPTIVE_GAP_MAX: TimeDelta = TimeDelta::seconds(30);
/// The first pause of a host that fails twice in a row; it doubles with each failure.
const BACKOFF_FIRST: TimeDelta = TimeDelta::seconds(30);
/// The first pause of a host that says "too many requests" without saying how long to wait.
const THROTTLE_FIRST: TimeDelta = TimeDelta::seconds(60);
/// The longest pause that we decide on ourselves; a longer one only on the server's request.
const BACKOFF_MAX: TimeDelta = TimeDelta::hours(1);
/// Failures are remembered for this long without a new attempt.
const MEMORY: TimeDelta = TimeDelta::days(1);

/// How a host may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostTerms {
    /// The shortest pause after an exchange.
    pub gap: Duration,
    /// The most requests on one day (UTC), where there is a limit.
    pub a_day_max: Option<u32>,
}

/// What is known of the hosts that were asked.
#[derive(Debug, Default)]
pub struct Politeness {
    hosts: HashMap<HostKey, Host>,
    /// When this began, where another process may have asked just before.
    resumed_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Host {
    /// The start of the request in flight.
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    /// The gap that the last exchange earned by its length.
    adaptive_gap: TimeDelta,
    paused_until: Option<Timestamp>,
    trouble: Option<&'static str>,
    /// Exchanges in a row that the host failed as a whole.
    failures: u32,
    /// The day that is counted, the requests of it, and how many of them are noted.
    day: i64,
    asked: u32,
    noted: u32,
    /// The latest instant that was heard of, to notice a clock set back.
    seen_at: Timestamp,
}

impl Politeness {
    /// Nobody was asked yet.
    pub fn new() -> Politeness {
        Politeness::default()
    }

    /// Goes on at `now` with what was noted before it.
    pub fn recalled(notes: Vec<HostNote>, now: Timestamp) -> Politeness {
        let hosts = notes.into_iter().map(|note| (note.host.clone(), Host::noted(&note, now))).collect();
        Politeness { hosts, resumed_at: None }
    }

    /// The same, and no host is asked within one gap of `now`, since nobody knows what a process that was killed asked
    /// last.
    pub fn resumed(notes: Vec<HostNote>, now: Timestamp) -> Politeness {
        Politeness { resumed_at: Some(now), ..Politeness::recalled(notes, now) }
    }

    /// Whether `host` may be asked now.
    ///
    /// # Errors
    /// The instant before which there is no point in trying again. While a request is in flight its end is not known;
    /// then this is the earliest that it can be.
    pub fn may_start(&mut self, host: &HostKey, terms: &HostTerms, now: Timestamp) -> Result<(), Timestamp> {
        let gap = TimeDelta::from_std(terms.gap).unwrap_or(MEMORY).min(MEMORY);
        let resumed = self.resumed_at.filter(|at| *at <= now).map(|at| later(at, gap));
        let Some(known) = self.hosts.get_mut(host) else { return resumed.filter(|t| *t > now).map_or(Ok(()), Err) };
        known.follow_clock(now);
        if known.started_at.is_some() {
            return Err(later(now, gap.max(TimeDelta::milliseconds(1))));
        }
        let capped = terms.a_day_max.and_then(|cap| allowance::free_at(cap, known.asked_on(now), now));
        match known.free_at(gap).max(capped).max(resumed) {
            Some(free_at) if free_at > now => Err(free_at),
            Some(_) | None => Ok(()),
        }
    }

    /// Notes that a request to `host` is sent; call it only after [`Politeness::may_start`] agreed.
    ///
    /// Answers with what has to be safe on the disk before the request leaves, where that is so: the count of a capped
    /// host is noted ahead, some requests at a time.
    pub fn started(&mut self, host: &HostKey, terms: &HostTerms, now: Timestamp) -> Option<HostNote> {
        let known = self.hosts.entry(host.clone()).or_insert_with(|| Host::new(now));
        known.follow_clock(now);
        known.started_at = Some(now);
        known.asked = known.asked_on(now).saturating_add(1);
        if known.day != allowance::day_of(now) {
            (known.day, known.noted) = (allowance::day_of(now), 0);
        }
        let cap = terms.a_day_max.filter(|_| known.asked > known.noted)?;
        known.noted = (known.asked - 1).saturating_add(allowance::block(cap)).min(cap).max(known.asked);
        Some(known.note(host))
    }

    /// Notes that the request to `host` was not sent after all.
    pub fn released(&mut self, host: &HostKey) {
        if let Some(known) = self.hosts.get_mut(host)
            && known.started_at.take().is_some()
        {
            known.asked = known.asked.saturating_sub(1);
        }
    }

    /// Notes how the exchange with `host` ended, and pauses the whole host where that asks for it.
    ///
    /// Answers with what is to be kept, where that differs from before.
    pub fn ended(&mut self, host: &HostKey, now: Timestamp, end: &Fetched) -> Option<HostNote> {
        let known = self.hosts.entry(host.clone()).or_insert_with(|| Host::new(now));
        known.follow_clock(now);
        let took = known.started_at.take().map_or(TimeDelta::zero(), |start| now - start);
        known.adaptive_gap = took.checked_mul(GAP_PER_EXCHANGE).unwrap_or(ADAPTIVE_GAP_MAX).min(ADAPTIVE_GAP_MAX);
        known.ended_at = Some(now);
        let before = known.failures;
        match trouble_of(end) {
            None => (known.failures, known.trouble) = (0, None),
            Some(trouble) => known.pause(trouble, now),
        }
        (known.failures != before).then(|| known.note(host))
    }

    /// Forgets hosts of which nothing has to be remembered, where no gap is longer than `gap_max`.
    pub fn forget_idle(&mut self, gap_max: Duration, now: Timestamp) {
        let gap = TimeDelta::from_std(gap_max).unwrap_or(MEMORY).min(MEMORY);
        self.hosts.retain(|_, known| {
            known.follow_clock(now);
            let keep_for = if known.failures > 0 { MEMORY } else { gap };
            let is_counting = known.day == allowance::day_of(now) && known.noted > 0;
            is_counting || known.started_at.is_some() || known.free_at(keep_for).is_some_and(|free_at| free_at > now)
        });
    }

    /// The number of hosts that are remembered.
    pub fn hosts_known(&self) -> usize {
        self.hosts.len()
    }
}

impl Host {
    fn new(now: Timestamp) -> Host {
        let adaptive_gap = TimeDelta::zero();
        Host {
            started_at: None,
            ended_at: None,
            adaptive_gap,
            paused_until: None,
            trouble: None,
            failures: 0,
            day: allowance::day_of(now),
            asked: 0,
            noted: 0,
            seen_at: now,
        }
    }

    fn noted(note: &HostNote, now: Timestamp) -> Host {
        let trouble = TROUBLES.into_iter().find(|name| note.trouble.as_deref() == Some(name));
        // A pause that was noted under a clock that ran ahead is no longer than the longest there is.
        let paused_until = note.paused_until.map(|until| until.min(later(now, MEMORY)));
        let (day, asked, failures) = (note.day, note.asked, note.failures);
        Host { paused_until, trouble, failures, day, asked, noted: asked, ..Host::new(now) }
    }

    fn note(&self, host: &HostKey) -> HostNote {
        HostNote {
            host: host.clone(),
            day: self.day,
            asked: self.asked.max(self.noted),
            failures: self.failures,
            paused_until: self.paused_until,
            trouble: self.trouble.map(str::to_owned),
        }
    }

    /// The requests of the day of `now` so far.
    fn asked_on(&self, now: Timestamp) -> u32 {
        if self.day == allowance::day_of(now) { self.asked } else { 0 }
    }

    /// When the clock was set back, moves all that is remembered back with it, so that waits keep their length.
    fn follow_clock(&mut self, now: Timestamp) {
        let back = self.seen_at - now;
        if back > TimeDelta::zero() {
            for instant in [&mut self.started_at, &mut self.ended_at, &mut self.paused_until].into_iter().flatten() {
                *instant = instant.checked_sub_signed(back).unwrap_or(now);
            }
        }
        self.seen_at = now;
    }

    /// When the host is free again; `None` for one that was never asked.
    fn free_at(&self, gap: TimeDelta) -> Option<Timestamp> {
        let gap_over = self.ended_at.map(|ended| later(ended, gap.max(self.adaptive_gap)));
        gap_over.max(self.paused_until)
    }

    fn pause(&mut self, trouble: Trouble, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.trouble = Some(trouble.name());
        let wait = match trouble {
            Trouble::Asked(seconds) => seconds,
            Trouble::Throttled => doubled(THROTTLE_FIRST, self.failures - 1),
            // One failure can be chance: the gap is enough.
            Trouble::Failing if self.failures < 2 => return,
            Trouble::Failing => doubled(BACKOFF_FIRST, self.failures - 2),
        };
        self.paused_until = self.paused_until.max(Some(later(now, wait)));
    }
}

/// Why a host is left alone for a while.
enum Trouble {
    /// It asked for that long a wait.
    Asked(TimeDelta),
    Throttled,
    /// It does not answer, or not in order.
    Failing,
}

/// The names of troubles in notes.
const TROUBLES: [&str; 2] = ["throttled", "failing"];

impl Trouble {
    fn name(&self) -> &'static str {
        match self {
            Trouble::Asked(_) | Trouble::Throttled => TROUBLES[0],
            Trouble::Failing => TROUBLES[1],
        }
    }
}

/// The trouble of a host as a whole; a page that is gone or refused is none.
fn trouble_of(end: &Fetched) -> Option<Trouble> {
    let Fetched::Failed(failure) = end else { return None };
    match failure.kind {
        FailureKind::Throttled => {
            // Clamped to a day where it was read.
            let asked = failure.retry_after_s.and_then(|s| i64::try_from(s).ok()).and_then(TimeDelta::try_seconds);
            Some(asked.map_or(Trouble::Throttled, |wait| Trouble::Asked(wait.min(MEMORY))))
        }
        FailureKind::Dns
        | FailureKind::Connect
        | FailureKind::Tls
        | FailureKind::Timeout
        | FailureKind::Reset
        | FailureKind::TooSlow
        | FailureKind::Server => Some(Trouble::Failing),
        FailureKind::TooLarge
        | FailureKind::BadEncoding
        | FailureKind::BadResponse
        | FailureKind::Redirect
        | FailureKind::SchemeRefused
        | FailureKind::AddressRefused
        | FailureKind::NotHtml
        | FailureKind::NotFound
        | FailureKind::Gone
        | FailureKind::Denied
        | FailureKind::LegalBlock
        | FailureKind::Challenge
        | FailureKind::Robots
        | FailureKind::Status => None,
    }
}

fn doubled(first: TimeDelta, times: u32) -> TimeDelta {
    first.checked_mul(1 << times.min(16)).unwrap_or(BACKOFF_MAX).min(BACKOFF_MAX)
}

fn later(from: Timestamp, by: TimeDelta) -> Timestamp {
    from.checked_add_signed(by).unwrap_or(Timestamp::MAX_UTC)
}

#[cfg(test)]
#[path = "politeness_tests.rs"]
mod tests;
