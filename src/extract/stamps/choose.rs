//! Which of the stated times is believed, and what speaks against it.
//!
//! Numbers behind the order: on pages with known dates the largest group of agreeing good sources was right more
//! often than any fixed order of sources.

use chrono::{Duration, FixedOffset, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Candidate, Rank, Reading, Role, Setting};
use crate::model::{Doubt, Precision, StampSource, StatedTime, Timestamp, ZoneSource};

/// Two times are one when they are no further apart, seconds.
const SAME_S: i64 = 60;

/// The times that a page states of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::extract) struct Stamps {
    pub(in crate::extract) published: Option<StatedTime>,
    pub(in crate::extract) modified: Option<StatedTime>,
}

/// Chooses among all candidates of a page.
///
/// A `modified` more than a minute before `published` keeps its raw string and loses its instant: it is mostly the
/// last time the article was saved before its release.
pub(in crate::extract) fn choose(candidates: &[Candidate], setting: Setting) -> Stamps {
    let zones = Zones::of(candidates, setting.zone);
    let resolved: Vec<Claim> = candidates.iter().map(|c| Claim::of(c, &zones, setting.seen_at)).collect();
    let published = best(&resolved, Role::Published, &zones, setting.seen_at);
    let mut modified = best(&resolved, Role::Modified, &zones, setting.seen_at);
    if let (Some(first), Some(later)) = (&published, &mut modified)
        && is_before(later, first)
    {
        later.instant = None;
        later.doubt = Some(Doubt::BeforePublished);
    }
    Stamps { published, modified }
}

/// Every candidate with its instant and what speaks against it, for people.
pub(in crate::extract) fn claims(candidates: &[Candidate], setting: Setting) -> Vec<(Role, StatedTime)> {
    let zones = Zones::of(candidates, setting.zone);
    candidates.iter().map(|c| (c.role, Claim::of(c, &zones, setting.seen_at).time)).collect()
}

fn is_before(modified: &StatedTime, published: &StatedTime) -> bool {
    let (Some(modified_at), Some(published_at)) = (modified.instant, published.instant) else { return false };
    if modified.precision >= Precision::Day || published.precision >= Precision::Day {
        return modified_at.date_naive() < published_at.date_naive();
    }
    published_at.signed_duration_since(modified_at) > Duration::seconds(SAME_S)
}

/// A candidate with its instant.
#[derive(Debug, Clone)]
struct Claim<'a> {
    candidate: &'a Candidate,
    time: StatedTime,
}

impl<'a> Claim<'a> {
    fn of(candidate: &'a Candidate, zones: &Zones, seen_at: Timestamp) -> Claim<'a> {
        let (instant, precision, zone, doubt) = match candidate.reading {
            None => (None, Precision::Day, ZoneSource::AssumedUtc, Some(Doubt::Unreadable)),
            Some(reading) => {
                let (instant, zone) = zones.resolve(&reading);
                let doubt = match instant {
                    Some(at) if !is_plausible(at, seen_at) => Some(Doubt::Implausible),
                    None => Some(Doubt::Implausible),
                    Some(_) if reading.is_ambiguous => Some(Doubt::AmbiguousOrder),
                    Some(_) => None,
                };
                (instant.filter(|_| doubt != Some(Doubt::Implausible)), reading.precision, zone, doubt)
            }
        };
        let raw = candidate.raw.clone();
        Claim { candidate, time: StatedTime { raw, instant, precision, zone, source: candidate.source, doubt } }
    }
}

/// Whether news can be of that time: not before the web had news, not in the future.
fn is_plausible(at: Timestamp, seen_at: Timestamp) -> bool {
    let floor = NaiveDate::from_ymd_opt(1995, 1, 1).expect("a date of the calendar").and_hms_opt(0, 0, 0);
    let floor = floor.expect("midnight exists").and_utc();
    at >= floor && at.signed_duration_since(seen_at) <= Duration::hours(24)
}

fn best(claims: &[Claim], role: Role, zones: &Zones, seen_at: Timestamp) -> Option<StatedTime> {
    let of_role: Vec<&Claim> = claims.iter().filter(|c| c.candidate.role == role).collect();
    if let Some(selected) = of_role.iter().find(|c| c.candidate.rank == Rank::Selector) {
        return Some(selected.time.clone());
    }
    let sure: Vec<&Claim> = of_role.iter().copied().filter(|c| c.time.doubt.is_none()).collect();
    let stated: Vec<&Claim> = sure.iter().copied().filter(|c| c.candidate.rank == Rank::Stated).collect();
    let chosen = largest_group(&stated)
        .map(|winner| settle_offset(winner, &stated, zones, seen_at))
        .or_else(|| sure.iter().copied().min_by_key(|c| c.candidate.rank))
        // A claim that cannot be believed is still shown as what the page says.
        .or_else(|| of_role.iter().copied().find(|c| c.time.doubt == Some(Doubt::AmbiguousOrder)))
        .or_else(|| of_role.iter().copied().min_by_key(|c| (c.candidate.reading.is_none(), c.candidate.rank)));
    chosen.map(|claim| claim.time.clone())
}

/// The finest claim of the largest group that agrees; of equal groups, the one with the better source.
fn largest_group<'c, 'a>(claims: &[&'c Claim<'a>]) -> Option<&'c Claim<'a>> {
    let size = |claim: &Claim| claims.iter().filter(|other| agree(&claim.time, &other.time)).count();
    let best = claims.iter().min_by_key(|c| (std::cmp::Reverse(size(c)), order(c.time.source)))?;
    claims
        .iter()
        .copied()
        .filter(|c| agree(&c.time, &best.time))
        .min_by_key(|c| (c.time.precision, order(c.time.source)))
}

fn order(source: StampSource) -> u8 {
    match source {
        StampSource::Selector => 0,
        StampSource::OpenGraph => 1,
        StampSource::JsonLd => 2,
        StampSource::Microdata => 3,
        StampSource::TimeElement => 4,
        StampSource::Meta | StampSource::DublinCore | StampSource::Title => 5,
        StampSource::Url => 6,
        StampSource::Visible => 7,
    }
}

fn agree(a: &StatedTime, b: &StatedTime) -> bool {
    let (Some(a_at), Some(b_at)) = (a.instant, b.instant) else { return false };
    if a.precision >= Precision::Day || b.precision >= Precision::Day {
        return a_at.date_naive() == b_at.date_naive();
    }
    a_at.signed_duration_since(b_at).num_seconds().abs() <= SAME_S
}

/// Among claims of one wall clock with different offsets: the one of the site's zone, else the one that is not UTC
/// (local time stamped as GMT is a known fault of generators), else the one not in the future.
fn settle_offset<'c, 'a>(
    winner: &'c Claim<'a>,
    claims: &[&'c Claim<'a>],
    zones: &Zones,
    seen_at: Timestamp,
) -> &'c Claim<'a> {
    let Some(reading) = winner.candidate.reading.filter(|r| r.offset.is_some() && r.precision < Precision::Day) else {
        return winner;
    };
    let badness = |claim: &&'c Claim<'a>| {
        let other = claim.candidate.reading.filter(|r| r.offset.is_some() && r.wall == reading.wall)?;
        let is_site = zones.site.is_some_and(|zone| offset_at(zone, &other) == other.offset);
        let is_utc = other.offset.is_none_or(|o| o.local_minus_utc() == 0);
        let is_future = claim.time.instant.is_some_and(|at| at > seen_at);
        Some((!is_site, is_utc, is_future))
    };
    let own = badness(&winner);
    claims
        .iter()
        .copied()
        .filter(|c| badness(c).is_some())
        .min_by_key(badness)
        .filter(|c| badness(c) < own)
        .unwrap_or(winner)
}

fn offset_at(zone: Tz, reading: &Reading) -> Option<FixedOffset> {
    let local = zone.from_local_datetime(&reading.wall).earliest()?;
    Some(chrono::Offset::fix(local.offset()))
}

/// What can give a zone to a time that has none.
struct Zones {
    site: Option<Tz>,
    aware: Vec<Reading>,
}

impl Zones {
    fn of(candidates: &[Candidate], site: Option<Tz>) -> Zones {
        let is_aware = |r: &Reading| r.offset.is_some() && r.precision < Precision::Day;
        Zones { site, aware: candidates.iter().filter_map(|c| c.reading).filter(is_aware).collect() }
    }

    /// The instant of a reading: by its own offset, that of a claim with the same wall clock, the site's zone, any
    /// claim's offset, UTC. The day or month of a date is that of the calendar, kept as midnight UTC.
    fn resolve(&self, reading: &Reading) -> (Option<Timestamp>, ZoneSource) {
        if reading.precision >= Precision::Day {
            return (Some(reading.wall.and_utc()), ZoneSource::AssumedUtc);
        }
        let at =
            |offset: FixedOffset| offset.from_local_datetime(&reading.wall).single().map(|t| t.with_timezone(&Utc));
        if let Some(offset) = reading.offset {
            return (at(offset), ZoneSource::Explicit);
        }
        let is_same = |r: &&Reading| r.wall == reading.wall;
        if let Some(offset) = self.aware.iter().find(is_same).and_then(|r| r.offset) {
            return (at(offset), ZoneSource::Borrowed);
        }
        if let Some(zone) = self.site {
            let local = zone.from_local_datetime(&reading.wall);
            // A wall clock that the change to summer time skips is read an hour later, as clocks were set.
            let skipped = || zone.from_local_datetime(&(reading.wall + Duration::hours(1))).earliest();
            return (local.earliest().or_else(skipped).map(|t| t.with_timezone(&Utc)), ZoneSource::SiteConfig);
        }
        match self.aware.first().and_then(|r| r.offset) {
            Some(offset) => (at(offset), ZoneSource::Borrowed),
            None => (Some(reading.wall.and_utc()), ZoneSource::AssumedUtc),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe;

    use super::*;
    use StampSource::{JsonLd, Meta, Microdata, OpenGraph, TimeElement};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("RFC 3339")
    }

    fn stated(role: Role, source: StampSource, raw: &str) -> Candidate {
        Candidate::new(role, Rank::Stated, source, raw, None)
    }

    fn chosen(zone: Option<Tz>, candidates: &[Candidate]) -> Stamps {
        choose(candidates, Setting { zone, seen_at: at("2024-01-01T00:00:00Z") })
    }

    fn published(zone: Option<Tz>, claims: &[(StampSource, &str)]) -> StatedTime {
        let claims: Vec<_> = claims.iter().map(|(source, raw)| stated(Role::Published, *source, raw)).collect();
        chosen(zone, &claims).published.expect("a published time")
    }

    #[test]
    fn a_naive_time_gets_its_zone_from_the_nearest_witness() {
        let london = Some(Europe::London);
        let time = published(london, &[(JsonLd, "2019-06-04T10:00")]);
        assert_eq!((time.instant, time.zone), (Some(at("2019-06-04T09:00:00Z")), ZoneSource::SiteConfig));
        let time = published(london, &[(JsonLd, "2019-12-04T10:00")]);
        assert_eq!(time.instant, Some(at("2019-12-04T10:00:00Z")), "the zone's rules of that day count");
        let time = published(None, &[(JsonLd, "2019-06-04T10:00")]);
        assert_eq!(time.zone, ZoneSource::AssumedUtc);
        let both = [
            stated(Role::Published, JsonLd, "2019-06-04T10:00"),
            stated(Role::Modified, JsonLd, "2019-06-05T12:00+02:00"),
        ];
        let time = chosen(None, &both).published.expect("there");
        assert_eq!((time.instant, time.zone), (Some(at("2019-06-04T08:00:00Z")), ZoneSource::Borrowed));
        let skipped = published(Some(Europe::Berlin), &[(JsonLd, "2019-03-31T02:30")]);
        assert_eq!(skipped.instant, Some(at("2019-03-31T01:30:00Z")));
    }

    #[test]
    fn one_wall_clock_with_two_offsets_follows_the_site() {
        let claims = [(OpenGraph, "2019-01-04T10:04:00+00:00"), (JsonLd, "2019-01-04T10:04:00+01:00")];
        for zone in [Some(Europe::Rome), None] {
            assert_eq!(published(zone, &claims).instant, Some(at("2019-01-04T09:04:00Z")), "{zone:?}");
        }
        assert_eq!(published(Some(Europe::London), &claims).instant, Some(at("2019-01-04T10:04:00Z")));
    }

    #[test]
    fn the_largest_group_wins_and_gives_its_finest_time() {
        let time = published(
            None,
            &[
                (OpenGraph, "2019-06-01T10:00Z"),
                (JsonLd, "2019-06-04"),
                (Microdata, "2019-06-04T10:30Z"),
                (TimeElement, "2019-06-04"),
            ],
        );
        assert_eq!((time.source, time.precision), (Microdata, Precision::Minute));
        let time = published(None, &[(JsonLd, "2019-06-04T10:00Z"), (OpenGraph, "2019-06-05T10:00Z")]);
        assert_eq!(time.source, OpenGraph, "of equal groups the better source");
    }

    #[test]
    fn modified_before_published_is_kept_as_a_claim_without_an_instant() {
        let pair = |modified: &str| {
            let claims =
                [stated(Role::Published, JsonLd, "2019-06-04T10:00Z"), stated(Role::Modified, JsonLd, modified)];
            chosen(None, &claims).modified.expect("kept")
        };
        let early = pair("2019-06-04T09:00Z");
        assert_eq!(
            (early.instant, early.doubt, early.raw.as_str()),
            (None, Some(Doubt::BeforePublished), "2019-06-04T09:00Z")
        );
        assert_eq!(pair("2019-06-04T09:59:30Z").doubt, None);
        assert_eq!(pair("2019-06-04").doubt, None, "the same day is not before");
        assert_eq!(pair("2019-06-03").doubt, Some(Doubt::BeforePublished));
    }

    #[test]
    fn what_cannot_be_is_kept_but_not_believed() {
        for (raw, doubt) in [
            ("1970-01-01T00:00:00Z", Doubt::Implausible),
            ("2030-01-01", Doubt::Implausible),
            ("99999-01-01", Doubt::Unreadable),
            ("soon", Doubt::Unreadable),
            ("0", Doubt::Unreadable),
            ("2019-01-01T00:00:00+99:99", Doubt::Unreadable),
            ("0001-01-01T00:00:00+14:00", Doubt::Implausible),
        ] {
            let time = published(None, &[(Meta, raw)]);
            assert_eq!((time.instant, time.doubt, time.raw.as_str()), (None, Some(doubt), raw));
        }
        let long = published(None, &[(Meta, &"9".repeat(10_000))]);
        assert_eq!(long.raw.len(), 256);
        let time = published(None, &[(JsonLd, "1970-01-01"), (Meta, "2019-06-04")]);
        assert_eq!(time.doubt, None, "a believable claim goes before one that is not");
    }
}
