//! What gives a zone to a time that has none, and where the page's own clocks stand.

use chrono::{Duration, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::{Candidate, Rank, Reading, Role, Setting};
use crate::language::zones;
use crate::model::{Precision, Timestamp, ZoneSource};

/// How far apart the clocks of two zones can be, minutes.
const APART_MINUTES_MAX: i64 = 14 * 60;

/// Zones differ by quarters of an hour.
const STEP_MINUTES: i64 = 15;

/// The offsets that the page and its site's configuration know of.
pub(super) struct Zones<'s> {
    pub(super) site: Option<Tz>,
    /// The language and host of the page, which tell its country.
    origin: (Option<&'s str>, Option<&'s str>),
    /// Times with an offset, the better sources first.
    aware: Vec<(Role, Reading)>,
    /// Times of the day without one.
    naive: Vec<(Role, Reading)>,
}

impl<'s> Zones<'s> {
    pub(super) fn of(candidates: &[Candidate], setting: Setting<'s>) -> Zones<'s> {
        let is_fine = |c: &&Candidate| c.reading.is_some_and(|r| r.precision < Precision::Day);
        let mut fine: Vec<&Candidate> = candidates.iter().filter(is_fine).collect();
        fine.sort_by_key(|c| c.rank);
        let times = fine.iter().filter_map(|c| Some((c.role, c.reading?, c.rank)));
        let aware = times.clone().filter(|(_, r, rank)| r.offset.is_some() && *rank < Rank::Shown);
        let naive = times.filter(|(_, r, _)| r.offset.is_none());
        let (site, origin) = (setting.zone, (setting.lang, setting.host));
        Zones {
            site,
            origin,
            aware: aware.map(|(l, r, _)| (l, r)).collect(),
            naive: naive.map(|(l, r, _)| (l, r)).collect(),
        }
    }

    /// The instant of a reading: by its own offset, that of a claim with the same wall clock, the site's zone, any
    /// claim's offset, UTC. The day or month of a date is that of the calendar, kept as midnight UTC.
    pub(super) fn resolve(&self, role: Role, reading: &Reading) -> (Option<Timestamp>, ZoneSource) {
        if reading.precision >= Precision::Day {
            return (Some(reading.wall.and_utc()), ZoneSource::AssumedUtc);
        }
        if let Some(offset) = reading.offset {
            return (at(reading.wall, offset), ZoneSource::Explicit);
        }
        let twin = self.aware.iter().find(|(_, r)| r.wall == reading.wall).and_then(|(_, r)| r.offset);
        if let Some(offset) = twin.or_else(|| self.shifted_twin(role, reading)) {
            return (at(reading.wall, offset), ZoneSource::Borrowed);
        }
        if let Some(zone) = self.site {
            let local = zone.from_local_datetime(&reading.wall);
            // A wall clock that the change to summer time skips is read an hour later, as clocks were set.
            let skipped = || zone.from_local_datetime(&(reading.wall + Duration::hours(1))).earliest();
            return (local.earliest().or_else(skipped).map(|t| t.with_timezone(&Utc)), ZoneSource::SiteConfig);
        }
        match self.aware.first().and_then(|(_, r)| r.offset) {
            Some(offset) => (at(reading.wall, offset), ZoneSource::Borrowed),
            None => (Some(reading.wall.and_utc()), ZoneSource::AssumedUtc),
        }
    }

    /// The offset of a wall clock that shows the very minute of a claim of the same role, some hours off: it is the same
    /// time on the clocks of another zone.
    fn shifted_twin(&self, role: Role, reading: &Reading) -> Option<FixedOffset> {
        let same_role = self.aware.iter().filter(|(r, _)| *r == role);
        same_role.filter_map(|(_, aware)| offset_between(at(aware.wall, aware.offset?)?, reading)).next()
    }

    /// Where the page's clocks stand at an instant that it states in UTC: the offset of a claim of the same instant, of
    /// the site's zone, of a wall clock that shows it, of any claim; where one of the `days` that the page states is
    /// the next or the last one in UTC, that of a zone of its country in which it is that day.
    pub(super) fn local_offset(&self, instant: Timestamp, days: &[NaiveDate]) -> Option<FixedOffset> {
        let aware = || self.aware.iter().filter_map(|(_, r)| r.offset.map(|offset| (offset, at(r.wall, offset))));
        let is_local = |offset: &FixedOffset| offset.local_minus_utc() != 0;
        let same = aware().find(|(offset, at)| is_local(offset) && *at == Some(instant)).map(|(offset, _)| offset);
        let of_site = || self.site.map(|zone| instant.with_timezone(&zone).offset().fix());
        let shown = || self.naive.iter().find_map(|(_, r)| offset_between(instant, r)).filter(is_local);
        if let Some(offset) = same.or_else(of_site).or_else(shown) {
            return Some(offset);
        }
        let any = aware().map(|(offset, _)| offset).filter(is_local);
        let utc = instant.date_naive();
        let beside = |day: &&NaiveDate| (**day - utc).num_days().abs() == 1;
        let Some(day) = days.iter().find(beside).filter(|_| !days.contains(&utc)) else {
            return any.into_iter().next();
        };
        let of_country = zones(self.origin.0, self.origin.1).filter_map(|name| name.parse::<Tz>().ok()); // all are known
        let offsets = any.chain(of_country.map(|zone| instant.with_timezone(&zone).offset().fix()));
        offsets.into_iter().find(|offset| instant.with_timezone(offset).date_naive() == *day)
    }
}

/// The offset at which a wall clock shows an instant to its own precision, if there is such a zone.
fn offset_between(instant: Timestamp, naive: &Reading) -> Option<FixedOffset> {
    let shown = match naive.precision {
        Precision::Second => instant.naive_utc(),
        // A clock without seconds shows the minute that has begun.
        Precision::Minute => instant.naive_utc().with_second(0)?,
        Precision::Hour | Precision::Day | Precision::Month | Precision::Year => return None,
    };
    let apart = naive.wall.signed_duration_since(shown.with_nanosecond(0)?);
    let is_step = apart.num_seconds() % (60 * STEP_MINUTES) == 0 && apart.num_minutes().abs() <= APART_MINUTES_MAX;
    if is_step { east(apart.num_minutes()) } else { None }
}

fn east(minutes: i64) -> Option<FixedOffset> {
    FixedOffset::east_opt(i32::try_from(minutes * 60).ok()?) // at most fourteen hours: it fits
}

fn at(wall: NaiveDateTime, offset: FixedOffset) -> Option<Timestamp> {
    offset.from_local_datetime(&wall).single().map(|time| time.with_timezone(&Utc))
}

/// The offset of a zone at a wall clock.
pub(super) fn offset_at(zone: Tz, wall: NaiveDateTime) -> Option<FixedOffset> {
    let local = zone.from_local_datetime(&wall).earliest()?;
    Some(local.offset().fix())
}
