//! Times that the page states: which of their differences are real.
//!
//! Two claims contradict each other only if both are believed, come from the same place on the page and lie further
//! apart than their precision and their zones explain. A claim that appears, disappears or is read from another
//! place is a trace: nobody can testify from it that the publisher moved a time, for the places on one page differ
//! among themselves often enough. To credit a disclosure the bar is lower, in favour of the publisher.

use chrono::{Duration, TimeDelta};

use crate::model::{AgeNotice, AgeUnit, Doubt, Precision, StatedTime, Timestamp, ZoneSource};

use super::noise;

/// Differences up to this are the same time.
const TOLERANCE: TimeDelta = TimeDelta::seconds(60);
/// What a time without a stated zone may be off.
const ZONE_SLACK: TimeDelta = TimeDelta::hours(14);

/// What became of a stated time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeChange {
    Same,
    /// Another representation, precision or source, or a claim that came or went.
    Trace,
    /// The claim moved by this much (negative: back).
    Moved(TimeDelta),
}

/// Compares one claim before and after.
pub(super) fn compare(old: Option<&StatedTime>, new: Option<&StatedTime>) -> TimeChange {
    match (old, new) {
        (None, None) => TimeChange::Same,
        (Some(old), Some(new)) if old == new => TimeChange::Same,
        (Some(old), Some(new)) => contradiction(old, new).map_or(TimeChange::Trace, TimeChange::Moved),
        _ => TimeChange::Trace,
    }
}

fn contradiction(old: &StatedTime, new: &StatedTime) -> Option<TimeDelta> {
    let is_believed = |t: &StatedTime| t.doubt.is_none() && !noise::is_relative_time(&t.raw);
    if old.source != new.source || !is_believed(old) || !is_believed(new) {
        return None;
    }
    let (from, to) = (old.instant?, new.instant?);
    let moved = to - from;
    if moved.abs() <= TOLERANCE || is_same_wall_clock(&old.raw, &new.raw) {
        return None;
    }
    // Two claims of one precision and zone are the same string format: any step of it is a real one.
    let is_same_form = old.precision == new.precision && is_stated(old.zone) == is_stated(new.zone);
    let slack = if is_same_form {
        TimeDelta::zero()
    } else {
        let is_coarse = |p: Precision| p >= Precision::Day;
        let is_zone_open = is_stated(old.zone) != is_stated(new.zone);
        if is_zone_open || is_coarse(old.precision) != is_coarse(new.precision) {
            ZONE_SLACK
        } else {
            TimeDelta::zero()
        }
    };
    let (old_end, new_end) = (end(from, old.precision), end(to, new.precision));
    let is_apart = to >= old_end + slack || from >= new_end + slack;
    is_apart.then_some(moved)
}

/// Whether two claims name the same date and time of day and differ only in the offset behind it: generators get the
/// zone wrong around a change of the clocks, and nobody set another time.
fn is_same_wall_clock(old: &str, new: &str) -> bool {
    let wall_clock = |raw: &str| {
        let raw = raw.trim().trim_end_matches(['Z', 'z']);
        let time_at = raw.find(['T', ' '])?;
        let offset_at = raw.get(time_at..)?.rfind(['+', '-']).map_or(raw.len(), |i| time_at + i);
        raw.get(..offset_at).map(|clock| clock.trim_end().to_owned())
    };
    let is_long_enough = |clock: &String| clock.len() >= "2026-01-02T03:04".len();
    wall_clock(old).filter(is_long_enough).is_some_and(|clock| wall_clock(new) == Some(clock))
}

/// Whether someone says what the zone is, the page or the configuration.
fn is_stated(zone: ZoneSource) -> bool {
    zone != ZoneSource::AssumedUtc
}

/// Where the span that a stated time names ends.
fn end(start: Timestamp, precision: Precision) -> Timestamp {
    let length = match precision {
        Precision::Second => Duration::seconds(1),
        Precision::Minute => Duration::minutes(1),
        Precision::Hour => Duration::hours(1),
        Precision::Day => Duration::days(1),
        Precision::Month => Duration::days(31),
        Precision::Year => Duration::days(366),
    };
    start.checked_add_signed(length).unwrap_or(Timestamp::MAX_UTC)
}

/// Whether the page owns up to a change by its modified time: it advanced, or is stated for the first time.
pub(super) fn credits(old: Option<&StatedTime>, new: Option<&StatedTime>) -> bool {
    let Some(new) = new.filter(|t| t.doubt.is_none()) else { return false };
    match (old.and_then(|t| t.instant), new.instant) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(from), Some(to)) => to > from && old.is_none_or(|t| !matches!(t.doubt, Some(Doubt::Implausible))),
    }
}

/// Whether two age notices, each seen at its time, cannot both be right about one day of publication.
pub(super) fn ages_contradict(old: (&AgeNotice, Timestamp), new: (&AgeNotice, Timestamp)) -> bool {
    let (old_from, old_to) = old.0.published_between(old.1);
    let (new_from, new_to) = new.0.published_between(new.1);
    let unit = match old.0.precision.max(new.0.precision) {
        AgeUnit::Day => Duration::days(1),
        AgeUnit::Month => Duration::days(31),
        AgeUnit::Year => Duration::days(366),
    };
    let is_after = |from: Timestamp, to: Timestamp| to.checked_add_signed(unit).is_some_and(|to| from > to);
    is_after(new_from, old_to) || is_after(old_from, new_to)
}
