//! A report as JSON: exact figures, and the changes as `changes --format json` has them.

use std::io::{self, Write};

use serde::Serialize;

use super::{Listed, Period};
use crate::model::Timestamp;
use crate::report::json::{ChangeJson, inert, instant};
use crate::store::{Day, OutletFigures};

#[derive(Serialize)]
struct PeriodJson<'a> {
    #[serde(serialize_with = "instant")]
    since: Timestamp,
    #[serde(serialize_with = "instant")]
    until: Timestamp,
    #[serde(serialize_with = "instant")]
    made_at: Timestamp,
    site: Option<&'a str>,
    outlets: Vec<OutletJson<'a>>,
    days: Vec<DayJson<'a>>,
    /// Seconds from the stated publication to each edit.
    publication_to_edit_s: &'a [i64],
    alerts: ListedJson<'a>,
    silent_edits: ListedJson<'a>,
    other_edits: ListedJson<'a>,
    site_changes: Vec<SiteChangeJson<'a>>,
}

#[derive(Serialize)]
struct OutletJson<'a> {
    site: &'a str,
    articles: u64,
    edited_articles: u64,
    edits: u64,
    edits_per_100_articles: Option<f64>,
    silent: u64,
    told_in_a_note: u64,
    only_the_time: u64,
    undeclarable: u64,
    /// Of all edits.
    share_told: Option<f64>,
    removals: u64,
    median_to_first_edit_s: Option<i64>,
    unread_articles: u64,
}

#[derive(Serialize)]
struct DayJson<'a> {
    day: &'a str,
    edits: u64,
    silent: u64,
}

#[derive(Serialize)]
struct ListedJson<'a> {
    has_more: bool,
    changes: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct SiteChangeJson<'a> {
    id: i64,
    site: &'a str,
    #[serde(serialize_with = "instant")]
    at: Timestamp,
    articles: u64,
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
}

pub(super) fn write(out: &mut dyn Write, period: &Period) -> io::Result<()> {
    let json = PeriodJson {
        since: period.span.since,
        until: period.span.until,
        made_at: period.made_at,
        site: period.span.site.as_deref(),
        outlets: period.figures.outlets.iter().map(outlet).collect(),
        days: period.figures.days.iter().map(day).collect(),
        publication_to_edit_s: &period.figures.delays_s,
        alerts: listed(&period.alerts),
        silent_edits: listed(&period.silent),
        other_edits: listed(&period.others),
        site_changes: period
            .sites
            .iter()
            .map(|row| {
                let of = |side: bool| {
                    row.blocks.iter().filter(|block| block.1 == side).map(|block| block.0.as_str()).collect()
                };
                let (site, at, articles) = (row.event.site.as_str(), row.event.at, row.event.pages);
                SiteChangeJson { id: row.id, site, at, articles, added: of(true), removed: of(false) }
            })
            .collect(),
    };
    writeln!(out, "{}", inert(&serde_json::to_string_pretty(&json)?))
}

fn outlet(outlet: &OutletFigures) -> OutletJson<'_> {
    let edits = &outlet.edits;
    OutletJson {
        site: &edits.site,
        articles: edits.pages,
        edited_articles: edits.edited_pages,
        edits: edits.edits,
        edits_per_100_articles: share(edits.edits * 100, edits.pages),
        silent: edits.silent,
        told_in_a_note: outlet.told(),
        only_the_time: edits.technical,
        undeclarable: edits.undeclarable,
        share_told: share(outlet.told(), edits.edits),
        removals: outlet.removals,
        median_to_first_edit_s: outlet.first_edit_s,
        unread_articles: outlet.unread,
    }
}

fn listed(listed: &Listed) -> ListedJson<'_> {
    ListedJson { has_more: listed.has_more, changes: listed.rows.iter().map(ChangeJson::of).collect() }
}

fn day(day: &Day) -> DayJson<'_> {
    DayJson { day: &day.day, edits: day.edits, silent: day.silent }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    // Counts are far below where a float loses whole numbers.
    #[allow(clippy::cast_precision_loss)]
    (whole > 0).then(|| part as f64 / whole as f64)
}
