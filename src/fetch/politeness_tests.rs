//! One host at a time, gaps, pauses, caps, and what of it outlives the process.

use chrono::DurationRound;
use proptest::prelude::*;

use url::Url;

use super::*;
use crate::model::Failure;

const GAP: HostTerms = HostTerms { gap: Duration::from_secs(5), a_day_max: None };

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
    assert_eq!(politeness.may_start(&a, &GAP, at(0.0)), Ok(()));
    politeness.started(&a, &GAP, at(0.0));
    assert!(politeness.may_start(&a, &GAP, at(0.4)).is_err(), "in flight");
    assert_eq!(politeness.may_start(&b, &GAP, at(0.0)), Ok(()), "another host is free");
    politeness.ended(&a, at(0.5), &not_modified());
    assert_eq!(politeness.may_start(&a, &GAP, at(1.0)), Err(at(5.5)));
    assert_eq!(politeness.may_start(&a, &GAP, at(5.5)), Ok(()));
}

#[test]
fn a_slow_host_gets_a_longer_gap() {
    let (mut politeness, a) = (Politeness::new(), host("a.example"));
    politeness.started(&a, &GAP, at(0.0));
    politeness.ended(&a, at(4.0), &not_modified());
    assert_eq!(politeness.may_start(&a, &GAP, at(10.0)), Err(at(24.0)));
    politeness.started(&a, &GAP, at(30.0));
    politeness.ended(&a, at(90.0), &not_modified());
    assert_eq!(politeness.may_start(&a, &GAP, at(91.0)), Err(at(120.0)), "bounded");
}

#[test]
fn what_a_server_asks_for_pauses_the_whole_host() {
    let (mut politeness, a) = (Politeness::new(), host("a.example"));
    politeness.started(&a, &GAP, at(0.0));
    politeness.ended(&a, at(0.0), &failed(FailureKind::Throttled, Some(600)));
    assert_eq!(politeness.may_start(&a, &GAP, at(10.0)), Err(at(600.0)));
    politeness.started(&a, &GAP, at(600.0));
    politeness.ended(&a, at(600.0), &failed(FailureKind::Throttled, None));
    assert_eq!(politeness.may_start(&a, &GAP, at(610.0)), Err(at(720.0)), "the second time, unasked");
}

#[test]
fn a_host_that_does_not_answer_is_asked_ever_more_seldom() {
    let (mut politeness, a) = (Politeness::new(), host("a.example"));
    let mut now = at(0.0);
    let mut waits = Vec::new();
    for _ in 0..12 {
        politeness.started(&a, &GAP, now);
        politeness.ended(&a, now, &failed(FailureKind::Connect, None));
        let free_at = politeness.may_start(&a, &GAP, now).expect_err("a gap at least");
        waits.push((free_at - now).num_seconds());
        now = free_at;
    }
    assert_eq!(waits, [5, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
    politeness.started(&a, &GAP, now);
    politeness.ended(&a, now, &failed(FailureKind::NotFound, None));
    assert_eq!(politeness.may_start(&a, &GAP, now), Err(now + TimeDelta::seconds(5)), "a 404 is an answer");
}

#[test]
fn a_clock_set_back_by_a_year_lengthens_no_wait() {
    let (mut politeness, a) = (Politeness::new(), host("a.example"));
    politeness.started(&a, &GAP, at(0.0));
    politeness.ended(&a, at(1.0), &failed(FailureKind::Throttled, Some(60)));
    let year_ago = at(-31_536_000.0);
    assert_eq!(politeness.may_start(&a, &GAP, year_ago), Err(year_ago + TimeDelta::seconds(60)));
    assert_eq!(politeness.may_start(&a, &GAP, year_ago + TimeDelta::seconds(60)), Ok(()));
}

#[test]
fn memory_is_given_back() {
    let mut politeness = Politeness::new();
    for i in 0..1000 {
        let one = host(&format!("h{i}.example"));
        politeness.started(&one, &GAP, at(0.0));
        if i != 7 {
            let end = if i == 8 { failed(FailureKind::Dns, None) } else { not_modified() };
            politeness.ended(&one, at(0.0), &end);
        }
    }
    politeness.forget_idle(GAP.gap, at(1.0));
    assert_eq!(politeness.hosts_known(), 1000);
    politeness.forget_idle(GAP.gap, at(5.0));
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
            } else if politeness.may_start(&hosts[i], &GAP, now).is_ok() {
                prop_assert!(!in_flight[i]);
                prop_assert!(ended[i].is_none_or(|e| now - e >= TimeDelta::seconds(5)));
                prop_assert!(paused[i].is_none_or(|until| now >= until));
                politeness.started(&hosts[i], &GAP, now);
                in_flight[i] = true;
            }
            politeness.forget_idle(GAP.gap, now);
        }
    }
}

const CAPPED: HostTerms = HostTerms { gap: Duration::ZERO, a_day_max: Some(300) };

#[test]
fn a_cap_holds_over_restarts_and_its_count_is_noted_ahead() {
    let a = host("a.example");
    let noon = at(0.0).duration_trunc(TimeDelta::days(1)).expect("a day") + TimeDelta::hours(12);
    let (mut kept, mut sent) = (None, 0_u32);
    let mut now = noon;
    for start in 0..40 {
        let mut politeness = Politeness::resumed(kept.clone().into_iter().collect(), now);
        for _ in 0..7 {
            if politeness.may_start(&a, &CAPPED, now).is_err() {
                break;
            }
            kept = politeness.started(&a, &CAPPED, now).or(kept);
            sent += 1;
            assert!(kept.as_ref().is_some_and(|note| note.asked >= sent), "start {start}: {kept:?} after {sent}");
            politeness.ended(&a, now, &not_modified());
        }
        now += TimeDelta::minutes(10);
    }
    // By 18:40 all but 62 may have been sent; each of 40 kills loses two at most.
    assert!((300 - 62 - 80..=300).contains(&sent), "{sent}");
    let next_day = Politeness::resumed(kept.into_iter().collect(), noon + TimeDelta::days(1)).may_start(
        &a,
        &CAPPED,
        noon + TimeDelta::days(1),
    );
    assert_eq!(next_day, Ok(()));
}

#[test]
fn a_pause_is_noted_and_holds_after_a_restart_and_so_does_the_gap() {
    let (mut politeness, a, b) = (Politeness::new(), host("a.example"), host("b.example"));
    assert_eq!(politeness.started(&a, &GAP, at(0.0)), None, "no cap, nothing to note ahead");
    let note = politeness.ended(&a, at(1.0), &failed(FailureKind::Throttled, Some(600))).expect("a note");
    assert_eq!((note.paused_until, note.trouble.as_deref()), (Some(at(601.0)), Some("throttled")));
    let mut again = Politeness::resumed(vec![note], at(10.0));
    assert_eq!(again.may_start(&a, &GAP, at(10.0)), Err(at(601.0)));
    assert_eq!(again.may_start(&b, &GAP, at(10.0)), Err(at(15.0)), "nobody knows when it was asked last");
    again.started(&a, &GAP, at(601.0));
    let note = again.ended(&a, at(601.0), &not_modified()).expect("it is well again");
    assert_eq!((note.failures, note.trouble), (0, None));
    again.started(&a, &GAP, at(606.0));
    assert_eq!(again.ended(&a, at(606.0), &not_modified()), None);
}

#[test]
fn what_was_not_sent_costs_neither_gap_nor_count() {
    let (mut politeness, a) = (Politeness::new(), host("a.example"));
    politeness.started(&a, &GAP, at(0.0));
    politeness.released(&a);
    assert_eq!(politeness.may_start(&a, &GAP, at(0.0)), Ok(()));
}
