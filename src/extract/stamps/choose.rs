//! Which of the stated times is believed, and what speaks against it.
//!
//! Numbers behind the order: on pages with known dates the largest group of agreeing good sources was right more
//! often than any fixed order of sources.

use std::cmp::Reverse;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};

use super::calendar::Calendar;
use super::zones::{Zones, offset_at};
use super::{Candidate, Rank, Role, Setting};
use crate::model::{Conflict, ConflictKind, Doubt, Precision, StampSource, StatedTime, Timestamp, ZoneSource};

/// Two times are one when they are no further apart, seconds.
const SAME_S: i64 = 60;

/// Two claims of one time contradict each other when they are further apart.
const CONFLICT_H: i64 = 24;

/// The web had no news before.
const YEAR_MIN: i32 = 1995;

/// The times that a page states of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::extract) struct Stamps {
    pub(in crate::extract) published: Option<StatedTime>,
    pub(in crate::extract) modified: Option<StatedTime>,
}

/// Chooses among all candidates of a page.
///
/// A `modified` more than a minute before `published` keeps its raw string and loses its instant: it is mostly the
/// last time the article was saved before its release. Where the page states no `modified`, there is none.
pub(in crate::extract) fn choose(candidates: &[Candidate], setting: Setting) -> Stamps {
    let candidates = &with_order(candidates);
    let zones = Zones::of(candidates, setting);
    let claims: Vec<Claim> = candidates.iter().map(|c| Claim::of(c, &zones, setting)).collect();
    let published = best(&claims, Role::Published, &zones, setting.seen_at);
    let mut modified = best(&claims, Role::Modified, &zones, setting.seen_at);
    if let (Some(first), Some(later)) = (&published, &mut modified)
        && is_before(later, first)
    {
        later.instant = None;
        later.doubt = Some(Doubt::BeforePublished);
    }
    Stamps { published: published.map(withheld), modified: modified.map(withheld) }
}

/// The claim without its instant where that is only what it most likely means.
fn withheld(mut time: StatedTime) -> StatedTime {
    if matches!(time.doubt, Some(Doubt::Inferred | Doubt::Relative)) {
        time.likely = time.instant.take();
    }
    time
}

/// The candidates with day and month in the order that another one of the page proves.
fn with_order(candidates: &[Candidate]) -> Vec<Candidate> {
    let sure = candidates.iter().filter_map(|c| c.reading).filter(|r| r.other_way.is_none());
    let days: Vec<NaiveDate> = sure.map(|r| r.wall.date()).collect();
    let settled = |c: &Candidate| {
        let reading = c.reading.map(|reading| reading.settled(|day| days.contains(&day)));
        Candidate { reading, ..c.clone() }
    };
    candidates.iter().map(settled).collect()
}

/// Whether a day of publication is stated by a source that says so, rather than to be looked for in what is shown.
pub(in crate::extract) fn is_stated(candidates: &[Candidate], setting: Setting) -> bool {
    let zones = Zones::of(candidates, setting);
    candidates.iter().filter(|c| c.role == Role::Published && c.rank < Rank::Address).any(|candidate| {
        let doubt = Claim::of(candidate, &zones, setting).time.doubt;
        candidate.rank == Rank::Selector || doubt.is_none()
    })
}

/// Every candidate with its instant and what speaks against it, for people.
pub(super) fn claims(candidates: &[Candidate], setting: Setting) -> Vec<(Role, StatedTime)> {
    let candidates = &with_order(candidates);
    let zones = Zones::of(candidates, setting);
    candidates.iter().map(|c| (c.role, withheld(Claim::of(c, &zones, setting).time))).collect()
}

fn is_before(modified: &StatedTime, published: &StatedTime) -> bool {
    let (Some(modified_at), Some(published_at)) = (modified.instant, published.instant) else { return false };
    // What was only inferred speaks against nothing that is stated.
    if published.doubt.is_some() {
        return false;
    }
    if modified.precision >= Precision::Day || published.precision >= Precision::Day {
        return local_day(modified) < local_day(published);
    }
    published_at.signed_duration_since(modified_at) > Duration::seconds(SAME_S)
}

/// The calendar day that a claim means.
fn local_day(time: &StatedTime) -> Option<NaiveDate> {
    let minutes = time.offset_minutes.filter(|_| time.precision < Precision::Day).unwrap_or(0);
    Some((time.instant?.naive_utc().checked_add_signed(Duration::minutes(minutes.into()))?).date())
}

/// A candidate with its instant.
#[derive(Debug, Clone)]
struct Claim<'a> {
    candidate: &'a Candidate,
    time: StatedTime,
    /// The day as it was written.
    day: Option<NaiveDate>,
}

impl<'a> Claim<'a> {
    fn of(candidate: &'a Candidate, zones: &Zones, setting: Setting) -> Claim<'a> {
        let mut time = StatedTime {
            raw: candidate.raw.clone(),
            instant: None,
            precision: Precision::Day,
            zone: ZoneSource::AssumedUtc,
            source: candidate.source,
            doubt: Some(Doubt::Unreadable),
            likely: None,
            offset_minutes: None,
            path: candidate.path.clone(),
            conflict: None,
        };
        let Some(reading) = candidate.reading else { return Claim { candidate, time, day: None } };
        let (instant, zone) = zones.resolve(candidate.role, &reading);
        let is_dated = reading.calendar == Calendar::Gregorian || reading.calendar == setting.calendar;
        time.doubt = match instant {
            _ if !is_dated => Some(Doubt::OtherCalendar),
            Some(at) if !is_plausible(at, setting) => Some(Doubt::Implausible),
            None => Some(Doubt::Implausible),
            Some(_) if candidate.is_relative => Some(Doubt::Relative),
            Some(_) if reading.other_way.is_some() => Some(Doubt::AmbiguousOrder),
            Some(_) if candidate.rank >= Rank::Shown => Some(Doubt::Inferred),
            Some(_) => None,
        };
        let is_kept = !matches!(time.doubt, Some(Doubt::Implausible | Doubt::OtherCalendar));
        time.instant = instant.filter(|_| is_kept);
        (time.precision, time.zone) = (reading.precision, zone);
        if let Some(at) = instant.filter(|_| reading.precision < Precision::Day && zone != ZoneSource::AssumedUtc) {
            let minutes = reading.wall.signed_duration_since(at.naive_utc()).num_minutes();
            time.offset_minutes = i32::try_from(minutes).ok(); // at most fourteen hours: it fits
        }
        Claim { candidate, time, day: Some(reading.wall.date()) }
    }
}

/// Whether news can be of that time: not in the future and, but for archives, not before the web had news.
fn is_plausible(at: Timestamp, setting: Setting) -> bool {
    let is_of_the_web = setting.is_archive || at.year() >= YEAR_MIN;
    is_of_the_web && at.signed_duration_since(setting.seen_at) <= Duration::hours(24)
}

fn best(claims: &[Claim], role: Role, zones: &Zones, seen_at: Timestamp) -> Option<StatedTime> {
    let of_role: Vec<&Claim> = claims.iter().filter(|c| c.candidate.role == role).collect();
    if let Some(selected) = of_role.iter().find(|c| c.candidate.rank == Rank::Selector) {
        return Some(selected.time.clone());
    }
    let is_sure = |c: &&Claim| c.time.doubt.is_none();
    let sure: Vec<&Claim> = of_role.iter().copied().filter(is_sure).collect();
    let stated: Vec<&Claim> = sure.iter().copied().filter(|c| c.candidate.rank == Rank::Stated).collect();
    let chosen = largest_group(&stated, &sure).or_else(|| likeliest(&sure).map(|c| finest(c, &sure)));
    let Some(winner) = chosen else { return doubted(&of_role).map(|c| c.time.clone()) };
    let settled = settle_offset(winner, &stated, zones, seen_at);
    let mut time = settled.time.clone();
    time.conflict = conflict(winner, settled, &sure);
    // UTC is how machines write; the day that the page means is the one on its own clocks.
    if time.offset_minutes == Some(0)
        && let Some(at) = time.instant
    {
        let days: Vec<NaiveDate> =
            of_role.iter().filter(|c| c.time.precision == Precision::Day).filter_map(|c| c.day).collect();
        let offset = zones.local_offset(at, &days);
        time.offset_minutes = offset.map(|offset| offset.local_minus_utc() / 60).or(time.offset_minutes);
    }
    Some(time)
}

/// The claim that is kept where none is sure: it is still shown as what the page says.
fn doubted<'c, 'a>(claims: &[&'c Claim<'a>]) -> Option<&'c Claim<'a>> {
    let worth = |claim: &&&Claim| {
        let weight = match claim.time.doubt {
            None | Some(Doubt::AmbiguousOrder) => 0,
            Some(Doubt::Inferred) => 1,
            Some(Doubt::Relative) => 2,
            Some(Doubt::OtherCalendar) => 3,
            Some(Doubt::Implausible | Doubt::BeforePublished) => 4,
            Some(Doubt::Unreadable) => 5,
        };
        (weight, claim.candidate.rank)
    };
    claims.iter().min_by_key(worth).copied()
}

/// The finest claim of the largest group that agrees; of equal groups the one that more of all claims support, then
/// the one with the better source.
fn largest_group<'c, 'a>(stated: &[&'c Claim<'a>], sure: &[&'c Claim<'a>]) -> Option<&'c Claim<'a>> {
    let size = |claim: &Claim, among: &[&Claim]| among.iter().filter(|other| agree(claim, other)).count();
    let worth = |c: &&&Claim| (Reverse(size(c, stated)), Reverse(size(c, sure)), order(c.time.source));
    let best = stated.iter().min_by_key(worth)?;
    let group: Vec<&Claim> = stated.iter().copied().filter(|c| agree(c, best)).collect();
    let finest_of_group = group.iter().copied().min_by_key(|c| (c.time.precision, order(c.time.source)))?;
    Some(finest(finest_of_group, sure))
}

/// Without a claim of the best rank: the best of the others, of equal ones that which more of them support.
fn likeliest<'c, 'a>(sure: &[&'c Claim<'a>]) -> Option<&'c Claim<'a>> {
    let support = |claim: &Claim| sure.iter().filter(|other| agree(claim, other)).count();
    sure.iter().copied().min_by_key(|c| (c.candidate.rank, Reverse(support(c)), order(c.time.source)))
}

/// The claim itself, or where it is only a day or month, one that agrees and is finer.
fn finest<'c, 'a>(claim: &'c Claim<'a>, sure: &[&'c Claim<'a>]) -> &'c Claim<'a> {
    if claim.time.precision < Precision::Day {
        return claim;
    }
    let finer = sure.iter().copied().filter(|c| c.time.precision < claim.time.precision && agree(c, claim));
    finer.min_by_key(|c| (c.candidate.rank, c.time.precision)).unwrap_or(claim)
}

fn order(source: StampSource) -> u8 {
    match source {
        StampSource::Selector => 0,
        StampSource::OpenGraph => 1,
        StampSource::JsonLd => 2,
        StampSource::Microdata => 3,
        StampSource::TimeElement => 4,
        StampSource::Meta | StampSource::DublinCore | StampSource::Title | StampSource::JsonLdRescue => 5,
        StampSource::Url => 6,
        StampSource::Visible => 7,
        StampSource::Prose => 8,
    }
}

fn agree(a: &Claim, b: &Claim) -> bool {
    let (Some(a_at), Some(b_at)) = (a.time.instant, b.time.instant) else { return false };
    let coarse = a.time.precision.max(b.time.precision);
    if coarse < Precision::Day {
        return a_at.signed_duration_since(b_at).num_seconds().abs() <= SAME_S;
    }
    let is_one = |x: Option<NaiveDate>, y: Option<NaiveDate>| match (x, y) {
        (Some(x), Some(y)) => match coarse {
            Precision::Year => x.year() == y.year(),
            Precision::Month => (x.year(), x.month()) == (y.year(), y.month()),
            Precision::Day | Precision::Hour | Precision::Minute | Precision::Second => x == y,
        },
        _ => false,
    };
    is_one(a.day, b.day) || is_one(Some(a_at.date_naive()), b.day) || is_one(a.day, Some(b_at.date_naive()))
}

/// What contradicts a choice: the same wall clock in another zone, else the best claim more than a day away.
fn conflict(winner: &Claim, settled: &Claim, sure: &[&Claim]) -> Option<Conflict> {
    let told = |kind, claim: &Claim| Conflict { kind, raw: claim.time.raw.clone(), source: claim.time.source };
    let other_zone = |c: &&&Claim| {
        is_same_wall(c, settled) && c.candidate.reading.map(|r| r.offset) != settled.candidate.reading.map(|r| r.offset)
    };
    if let Some(other) = sure.iter().filter(|c| c.candidate.rank == Rank::Stated).find(other_zone) {
        return Some(told(ConflictKind::Zone, other));
    }
    let is_far = |c: &&&Claim| {
        let (Some(a), Some(b)) = (c.time.instant, winner.time.instant) else { return false };
        let coarse = i64::from(c.time.precision >= Precision::Day || winner.time.precision >= Precision::Day);
        let is_comparable = c.time.precision <= Precision::Day && winner.time.precision <= Precision::Day;
        is_comparable && (a - b).abs() > Duration::hours(CONFLICT_H * (1 + coarse)) && c.candidate.rank <= Rank::Address
    };
    sure.iter().filter(is_far).min_by_key(|c| c.candidate.rank).map(|c| told(ConflictKind::Date, c))
}

fn is_same_wall(a: &Claim, b: &Claim) -> bool {
    let wall = |c: &Claim| c.candidate.reading.filter(|r| r.offset.is_some() && r.precision < Precision::Day);
    let is_one = |a: NaiveDateTime, b: NaiveDateTime| (a - b).abs() <= Duration::seconds(SAME_S);
    matches!((wall(a), wall(b)), (Some(a), Some(b)) if is_one(a.wall, b.wall))
}

/// Among claims of one wall clock with different offsets: the one of the site's zone, else the one that is not UTC
/// (local time stamped as GMT is a known fault of generators), else the one not in the future.
fn settle_offset<'c, 'a>(
    winner: &'c Claim<'a>,
    claims: &[&'c Claim<'a>],
    zones: &Zones,
    seen_at: Timestamp,
) -> &'c Claim<'a> {
    let badness = |claim: &&'c Claim<'a>| {
        let offset = claim.candidate.reading.and_then(|r| r.offset);
        let wall = claim.candidate.reading.map(|r| r.wall);
        let is_site = zones.site.is_some_and(|zone| wall.and_then(|wall| offset_at(zone, wall)) == offset);
        let is_utc = offset.is_none_or(|o| o.local_minus_utc() == 0);
        let is_future = claim.time.instant.is_some_and(|at| at > seen_at);
        (!is_site, is_utc, is_future)
    };
    let own = badness(&winner);
    let twins = claims.iter().copied().filter(|c| is_same_wall(c, winner));
    twins.min_by_key(badness).filter(|c| badness(c) < own).unwrap_or(winner)
}
