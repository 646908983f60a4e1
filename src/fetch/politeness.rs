//! How often a host may be asked: one request at a time, a gap after each, and silence when it is in trouble.
//!
//! Pure: instants come in, and nothing waits here. What is due and for which page is the schedule's business; this is
//! only about not being a burden. Times survive a clock that was set back.

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use crate::model::{FailureKind, Fetched, Timestamp};

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

/// The unit of politeness: a host and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostKey {
    pub host: String,
    pub port: u16,
}

impl HostKey {
    /// The key of an address; its host in lower case without a trailing dot.
    pub fn of(url: &Url) -> HostKey {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        HostKey { host, port: url.port_or_known_default().unwrap_or_default() }
    }
}

/// What is known of the hosts that were asked.
#[derive(Debug, Default)]
pub struct Politeness {
    hosts: HashMap<HostKey, Host>,
}

#[derive(Debug)]
struct Host {
    /// The start of the request in flight.
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    /// The gap that the last exchange earned by its length.
    adaptive_gap: TimeDelta,
    paused_until: Option<Timestamp>,
    /// Exchanges in a row that the host failed as a whole.
    failures: u32,
    /// The latest instant that was heard of, to notice a clock set back.
    seen_at: Timestamp,
}

impl Politeness {
    /// Nobody was asked yet.
    pub fn new() -> Politeness {
        Politeness::default()
    }

    /// Whether `host` may be asked now, at least `gap_min` after the end of the last exchange.
    ///
    /// # Errors
    /// The instant before which there is no point in trying again. While a request is in flight its end is not known;
    /// then this is the earliest that it can be.
    pub fn may_start(&mut self, host: &HostKey, gap_min: Duration, now: Timestamp) -> Result<(), Timestamp> {
        let Some(known) = self.hosts.get_mut(host) else { return Ok(()) };
        known.follow_clock(now);
        let gap = TimeDelta::from_std(gap_min).unwrap_or(MEMORY).min(MEMORY);
        if known.started_at.is_some() {
            return Err(later(now, gap.max(TimeDelta::milliseconds(1))));
        }
        match known.free_at(gap) {
            Some(free_at) if free_at > now => Err(free_at),
            Some(_) | None => Ok(()),
        }
    }

    /// Notes that a request to `host` is sent; call it only after [`Politeness::may_start`] agreed.
    pub fn started(&mut self, host: &HostKey, now: Timestamp) {
        let known = self.hosts.entry(host.clone()).or_insert_with(|| Host::new(now));
        known.follow_clock(now);
        known.started_at = Some(now);
    }

    /// Notes how the exchange with `host` ended, and pauses the whole host where that asks for it.
    pub fn ended(&mut self, host: &HostKey, now: Timestamp, end: &Fetched) {
        let known = self.hosts.entry(host.clone()).or_insert_with(|| Host::new(now));
        known.follow_clock(now);
        let took = known.started_at.take().map_or(TimeDelta::zero(), |start| now - start);
        known.adaptive_gap = took.checked_mul(GAP_PER_EXCHANGE).unwrap_or(ADAPTIVE_GAP_MAX).min(ADAPTIVE_GAP_MAX);
        known.ended_at = Some(now);
        match trouble_of(end) {
            None => known.failures = 0,
            Some(trouble) => known.pause(trouble, now),
        }
    }

    /// Forgets hosts of which nothing has to be remembered, where no gap is longer than `gap_max`.
    pub fn forget_idle(&mut self, gap_max: Duration, now: Timestamp) {
        let gap = TimeDelta::from_std(gap_max).unwrap_or(MEMORY).min(MEMORY);
        self.hosts.retain(|_, known| {
            known.follow_clock(now);
            let keep_for = if known.failures > 0 { MEMORY } else { gap };
            known.started_at.is_some() || known.free_at(keep_for).is_some_and(|free_at| free_at > now)
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
        Host { started_at: None, ended_at: None, adaptive_gap, paused_until: None, failures: 0, seen_at: now }
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Failure;

    const GAP: Duration = Duration::from_secs(5);

    fn at(seconds: f64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::milliseconds(1_700_000_000_000 + (seconds * 1000.0) as i64)
    }

    fn host(name: &str) -> HostKey {
        HostKey::of(&Url::parse(&format!("https://{name}/")).expect("a test's address"))
    }

    fn not_modified() -> Fetched {
        Fetched::NotModified { final_url: Url::parse("https://a.example/").expect("an address"), redirects: Vec::new() }
    }

    fn failed(kind: FailureKind, retry_after_s: Option<u64>) -> Fetched {
        Fetched::Failed(Failure { kind, detail: String::new(), status: None, retry_after_s, redirects: Vec::new() })
    }

    #[test]
    fn one_at_a_time_and_a_gap_after_the_end() {
        let (mut politeness, a, b) = (Politeness::new(), host("a.example"), host("b.example"));
        assert_eq!(politeness.may_start(&a, GAP, at(0.0)), Ok(()));
        politeness.started(&a, at(0.0));
        assert!(politeness.may_start(&a, GAP, at(0.4)).is_err(), "in flight");
        assert_eq!(politeness.may_start(&b, GAP, at(0.0)), Ok(()), "another host is free");
        politeness.ended(&a, at(0.5), &not_modified());
        assert_eq!(politeness.may_start(&a, GAP, at(1.0)), Err(at(5.5)));
        assert_eq!(politeness.may_start(&a, GAP, at(5.5)), Ok(()));
    }

    #[test]
    fn a_slow_host_gets_a_longer_gap() {
        let (mut politeness, a) = (Politeness::new(), host("a.example"));
        politeness.started(&a, at(0.0));
        politeness.ended(&a, at(4.0), &not_modified());
        assert_eq!(politeness.may_start(&a, GAP, at(10.0)), Err(at(24.0)));
        politeness.started(&a, at(30.0));
        politeness.ended(&a, at(90.0), &not_modified());
        assert_eq!(politeness.may_start(&a, GAP, at(91.0)), Err(at(120.0)), "bounded");
    }

    #[test]
    fn what_a_server_asks_for_pauses_the_whole_host() {
        let (mut politeness, a) = (Politeness::new(), host("a.example"));
        politeness.started(&a, at(0.0));
        politeness.ended(&a, at(0.0), &failed(FailureKind::Throttled, Some(600)));
        assert_eq!(politeness.may_start(&a, GAP, at(10.0)), Err(at(600.0)));
        politeness.started(&a, at(600.0));
        politeness.ended(&a, at(600.0), &failed(FailureKind::Throttled, None));
        assert_eq!(politeness.may_start(&a, GAP, at(610.0)), Err(at(720.0)), "the second time, unasked");
    }

    #[test]
    fn a_host_that_does_not_answer_is_asked_ever_more_seldom() {
        let (mut politeness, a) = (Politeness::new(), host("a.example"));
        let mut now = at(0.0);
        let mut waits = Vec::new();
        for _ in 0..12 {
            politeness.started(&a, now);
            politeness.ended(&a, now, &failed(FailureKind::Connect, None));
            let free_at = politeness.may_start(&a, GAP, now).expect_err("a gap at least");
            waits.push((free_at - now).num_seconds());
            now = free_at;
        }
        assert_eq!(waits, [5, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
        politeness.started(&a, now);
        politeness.ended(&a, now, &failed(FailureKind::NotFound, None));
        assert_eq!(politeness.may_start(&a, GAP, now), Err(now + TimeDelta::seconds(5)), "a 404 is an answer");
    }

    #[test]
    fn a_clock_set_back_by_a_year_lengthens_no_wait() {
        let (mut politeness, a) = (Politeness::new(), host("a.example"));
        politeness.started(&a, at(0.0));
        politeness.ended(&a, at(1.0), &failed(FailureKind::Throttled, Some(60)));
        let year_ago = at(-31_536_000.0);
        assert_eq!(politeness.may_start(&a, GAP, year_ago), Err(year_ago + TimeDelta::seconds(60)));
        assert_eq!(politeness.may_start(&a, GAP, year_ago + TimeDelta::seconds(60)), Ok(()));
    }

    #[test]
    fn memory_is_given_back() {
        let mut politeness = Politeness::new();
        for i in 0..1000 {
            let one = host(&format!("h{i}.example"));
            politeness.started(&one, at(0.0));
            if i != 7 {
                let end = if i == 8 { failed(FailureKind::Dns, None) } else { not_modified() };
                politeness.ended(&one, at(0.0), &end);
            }
        }
        politeness.forget_idle(GAP, at(1.0));
        assert_eq!(politeness.hosts_known(), 1000);
        politeness.forget_idle(GAP, at(5.0));
        assert_eq!(politeness.hosts_known(), 2, "the one in flight and the one that failed");
    }

    proptest! {
        #[test]
        fn never_two_in_flight_and_never_too_short_a_gap(steps in prop::collection::vec((0_u8..3, 0_i64..4_000, 0_u8..4), 1..400)) {
            let mut politeness = Politeness::new();
            let hosts = [host("a.example"), host("b.example"), host("c.example")];
            let mut in_flight = [false; 3];
            let mut ended: [Option<Timestamp>; 3] = [None; 3];
            let mut paused: [Option<Timestamp>; 3] = [None; 3];
            let mut now = at(0.0);
            for (which, forward_ms, end) in steps {
                now += TimeDelta::milliseconds(forward_ms);
                let i = usize::from(which);
                if in_flight[i] && end < 3 {
                    let fetched = [not_modified(), failed(FailureKind::Timeout, None), failed(FailureKind::Throttled, Some(20))];
                    politeness.ended(&hosts[i], now, &fetched[usize::from(end)]);
                    (in_flight[i], ended[i]) = (false, Some(now));
                    if end == 2 { paused[i] = Some(now + TimeDelta::seconds(20)); }
                } else if politeness.may_start(&hosts[i], GAP, now).is_ok() {
                    prop_assert!(!in_flight[i]);
                    prop_assert!(ended[i].is_none_or(|e| now - e >= TimeDelta::seconds(5)));
                    prop_assert!(paused[i].is_none_or(|until| now >= until));
                    politeness.started(&hosts[i], now);
                    in_flight[i] = true;
                }
                politeness.forget_idle(GAP, now);
            }
        }
    }
}
