//! The default cadence: often while an article is young, rarely when it is old, never not at all.
//!
//! The rungs come from a simulation over published curves of when articles are edited (`simulation.rs`): at 54 requests
//! for each article in 30 days it finds 90 % of the edits within an hour, where a fixed interval of the same cost
//! finds 4 %. What counts is that hourly checks go on past the first day, and that an hour with its jitter is seldom
//! more than one: for that the first and the third day give some of theirs. The price: about one edit in a hundred is
//! found later than a day after it.

use crate::model::Timestamp;

use super::jitter::jittered;
use super::{DAY_S, Progress, add_s};

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;

/// Up to which age (seconds since the event) which interval holds (seconds).
const RUNGS: [(i64, i64); 5] = [
    (YOUNG_S, 30 * MINUTE_S),
    (YOUNG_S + DAY_S, 57 * MINUTE_S),
    (3 * DAY_S, 12 * HOUR_S),
    (10 * DAY_S, DAY_S),
    (OLD_AFTER_S, 7 * DAY_S),
];

/// How long an article is young, seconds. An edit of one that has been known for longer brings it back to the second
/// rung only: another edit is then less likely than in the hours after publication, and where one does follow the page
/// is busy.
const YOUNG_S: i64 = 4 * HOUR_S;

/// Beyond this age (one year without an edit) a page is checked every 30 days.
pub const OLD_AFTER_S: i64 = 365 * DAY_S;
const OLD_S: i64 = 30 * DAY_S;

/// No busy page is checked more often than this, seconds.
pub const BUSY_FLOOR_S: i64 = 10 * MINUTE_S;

/// The interval of live coverage, seconds.
pub const LIVE_S: i64 = 10 * MINUTE_S;

/// A page added this recently (seconds) that is too old to be checked daily is checked once more a day after it was
/// added, so that whoever added it sees that it works.
const NEWLY_ADDED_S: i64 = 12 * HOUR_S;

/// The interval for an article whose event (publication or last edit) is `age_s` seconds ago, in seconds.
pub fn ladder_s(age_s: i64) -> i64 {
    RUNGS.iter().find(|(until_s, _)| age_s < *until_s).map_or(OLD_S, |(_, interval_s)| *interval_s)
}

/// The interval that holds for a page, jitter aside, seconds.
pub(super) fn interval(progress: &Progress) -> i64 {
    if progress.is_live {
        return LIVE_S;
    }
    let event_at = progress.event_at.unwrap_or(progress.added_at);
    let known_s = age_s(progress.added_at, progress.now).min(YOUNG_S);
    let interval_s = ladder_s(age_s(event_at, progress.now).max(known_s));
    let interval_s = (interval_s * i64::from(progress.pace_percent) / 100).max(BUSY_FLOOR_S);
    if progress.is_busy { (interval_s / 2).max(BUSY_FLOOR_S) } else { interval_s }
}

/// When a page on the ladder is due again.
pub(super) fn next(progress: &Progress) -> Timestamp {
    let interval_s = interval(progress);
    let moment = progress.now.timestamp_millis();
    let is_newly_added = age_s(progress.added_at, progress.now) < NEWLY_ADDED_S;
    if is_newly_added && interval_s > DAY_S {
        // From the time of adding, not from now, so that further checks on the first day do not push it away.
        let second_look = add_s(progress.added_at, jittered(DAY_S, progress.page, 0));
        if second_look > progress.now && age_s(progress.now, second_look) <= 2 * DAY_S {
            return second_look;
        }
        return add_s(progress.now, jittered(DAY_S, progress.page, moment));
    }
    add_s(progress.now, jittered(interval_s, progress.page, moment))
}

/// Seconds from `then` to `now`; what lies ahead has age 0.
fn age_s(then: Timestamp, now: Timestamp) -> i64 {
    (now - then).num_seconds().max(0)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::{Cadence, Progress, next_due};
    use super::*;
    use crate::model::PageId;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    /// Hours from the check to the next one, for a page long known whose event was `age_h` hours ago.
    fn wait_h(age_h: f64, change: impl Fn(&mut Progress)) -> f64 {
        let now = at("2026-06-01T12:00:00Z");
        let event_at = now - TimeDelta::seconds((age_h * 3600.0) as i64);
        let mut p = Progress {
            page: PageId(1),
            now,
            event_at: Some(event_at),
            added_at: at("2020-01-01T00:00:00Z"),
            attempts: 50,
            is_busy: false,
            is_live: false,
            pace_percent: super::super::PACE_OF_ALL,
        };
        change(&mut p);
        (next_due(&Cadence::Ladder, &p) - p.now).num_seconds() as f64 / 3600.0
    }

    fn check(wait: f64, nominal_h: f64, what: &str) {
        assert!((wait - nominal_h).abs() <= nominal_h * 0.1 + 0.001, "{what}: {wait} h, not {nominal_h} h");
    }

    #[test]
    fn each_rung_of_the_ladder_holds_up_to_its_age() {
        let rungs = [
            (4.0, 0.95),
            (27.9, 0.95),
            (28.0, 12.0),
            (71.9, 12.0),
            (72.0, 24.0),
            (239.9, 24.0),
            (240.0, 168.0),
            (8759.0, 168.0),
            (8760.0, 720.0),
            (60_000.0, 720.0),
        ];
        for (age_h, nominal_h) in rungs {
            check(wait_h(age_h, |_| ()), nominal_h, &format!("at {age_h} h"));
        }
        for age_h in [0.0, 3.99] {
            check(wait_h(age_h, |p| p.added_at = p.now), 0.5, &format!("young, at {age_h} h"));
            check(wait_h(age_h, |_| ()), 0.95, &format!("known for long and edited {age_h} h ago"));
        }
    }

    #[test]
    fn an_unknown_publication_counts_from_when_the_page_was_first_seen() {
        let wait = wait_h(0.0, |p| {
            p.event_at = None;
            p.added_at = p.now - TimeDelta::hours(30);
        });
        check(wait, 12.0, "30 h after it was added");
    }

    #[test]
    fn an_event_in_the_future_is_no_reason_to_wait() {
        check(wait_h(-500.0, |p| p.added_at = p.now), 0.5, "published tomorrow");
    }

    #[test]
    fn an_old_page_added_today_is_checked_after_a_day_and_then_monthly() {
        let added = at("2026-08-23T09:00:00Z");
        let mut p = Progress {
            page: PageId(3),
            now: added,
            event_at: Some(at("2019-05-03T00:00:00Z")),
            added_at: added,
            attempts: 1,
            is_busy: false,
            is_live: false,
            pace_percent: super::super::PACE_OF_ALL,
        };
        let second = next_due(&Cadence::Ladder, &p);
        check((second - added).num_seconds() as f64 / 3600.0, 24.0, "second check");
        p.now = added + TimeDelta::hours(3);
        assert_eq!(next_due(&Cadence::Ladder, &p), second, "a check by hand on the first day changes nothing");
        p.now = second;
        p.attempts = 2;
        check((next_due(&Cadence::Ladder, &p) - second).num_seconds() as f64 / 3600.0, 720.0, "third check");
    }

    #[test]
    fn a_busy_page_is_checked_twice_as_often_but_not_more_than_every_ten_minutes() {
        let young = |p: &mut Progress| (p.is_busy, p.added_at) = (true, p.now);
        check(wait_h(1.0, young), 0.25, "young and busy");
        check(wait_h(30.0, |p| p.is_busy = true), 6.0, "busy on the second day");
        let floor_s = interval(&Progress {
            page: PageId(1),
            now: at("2026-06-01T12:00:00Z"),
            event_at: None,
            added_at: at("2026-06-01T12:00:00Z"),
            attempts: 9,
            is_busy: true,
            is_live: true,
            pace_percent: super::super::PACE_OF_ALL,
        });
        assert!(floor_s >= BUSY_FLOOR_S);
    }

    #[test]
    fn the_pace_of_a_site_holds_on_every_rung_but_not_for_live_coverage() {
        for (age_h, nominal_h) in [(5.0, 0.95), (30.0, 12.0), (9_000.0, 720.0)] {
            check(wait_h(age_h, |p| p.pace_percent = 50), nominal_h / 2.0, "twice as often");
            check(wait_h(age_h, |p| p.pace_percent = 200), nominal_h * 2.0, "half as often");
        }
        check(wait_h(300.0, |p| (p.is_live, p.pace_percent) = (true, 200)), 1.0 / 6.0, "live");
    }

    #[test]
    fn live_coverage_is_checked_every_ten_minutes_whatever_its_age() {
        check(wait_h(300.0, |p| p.is_live = true), 1.0 / 6.0, "live");
    }
}
