//! What the record says of a span of time, counted for reports.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, named_params};

use super::overview::{Day, OutletEdits};
use super::values::At;
use crate::model::Timestamp;

/// A span of time, of one site or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From this time on ..
    pub since: Timestamp,
    /// .. and before this.
    pub until: Timestamp,
    pub site: Option<String>,
}

/// The figures of a span.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// By site; all that had an article on watch in the span.
    pub outlets: Vec<OutletFigures>,
    /// Edits of each day, in order; days without any are not in it.
    pub days: Vec<Day>,
    /// Seconds from publication, as the page states it, to each edit, in order of the edits.
    pub delays_s: Vec<i64>,
}

/// The figures of a site in a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutletFigures {
    /// Edits of weight `minor` or more; its pages are those that were on watch in the span.
    pub edits: OutletEdits,
    /// Edits of which readers were told by a later note.
    pub told_later: u64,
    /// Removals that were believed in the span.
    pub removals: u64,
    /// Watched pages that could not be read when they were last tried.
    pub unread: u64,
    /// The median of the seconds from publication, as pages state it, to their first edit, of those whose first
    /// edit lies in the span.
    pub first_edit_s: Option<i64>,
}

/// Which rows of `change AS c` are edits of the span.
const EDITS: &str = "c.cause = 'publisher' AND c.severity_rank IN (4, 5, 6)
    AND c.first_seen_new_at >= :since AND c.first_seen_new_at < :until AND (:site IS NULL OR c.site = :site)";

/// Counts a span.
pub(super) fn figures(connection: &Connection, span: &Span) -> rusqlite::Result<Figures> {
    let mut outlets: BTreeMap<String, OutletFigures> = BTreeMap::new();
    for (site, figures) in watched(connection, span)? {
        outlets.insert(site, figures);
    }
    edits(connection, span, &mut outlets)?;
    let delays = delays(connection, span)?;
    let mut firsts: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for delay in delays.iter().filter(|delay| delay.is_first) {
        firsts.entry(&delay.site).or_default().push(delay.seconds);
    }
    for (site, seconds) in firsts {
        if let Some(figures) = outlets.get_mut(site) {
            figures.first_edit_s = median(seconds);
        }
    }
    Ok(Figures {
        outlets: outlets.into_values().collect(),
        days: days(connection, span)?,
        delays_s: delays.into_iter().map(|delay| delay.seconds).collect(),
    })
}

fn median(mut seconds: Vec<i64>) -> Option<i64> {
    seconds.sort_unstable();
    seconds.get(seconds.len() / 2).copied()
}

/// The sites with pages that were tried in the span, and how these stand.
fn watched(connection: &Connection, span: &Span) -> rusqlite::Result<Vec<(String, OutletFigures)>> {
    // A page out of an old file is younger in the list than its first version.
    let mut statement = connection.prepare(
        "SELECT p.site, count(*), sum(p.watch = 'on' AND (p.state NOT IN ('ok', 'new') OR p.failures > 0))
         FROM page AS p
         WHERE coalesce(p.last_attempt_at, p.last_seen_at) >= :since AND (:site IS NULL OR p.site = :site)
           AND (p.added_at < :until
                OR EXISTS (SELECT 1 FROM version AS v WHERE v.page_id = p.id AND v.n = 1 AND v.first_seen_at < :until))
         GROUP BY p.site",
    )?;
    let named = named_params! { ":since": At(span.since), ":until": At(span.until), ":site": span.site };
    let rows = statement.query_map(named, |row| {
        let edits = OutletEdits { site: row.get(0)?, pages: count(row, 1)?, ..OutletEdits::default() };
        Ok((edits.site.clone(), OutletFigures { edits, unread: count(row, 2)?, ..OutletFigures::default() }))
    })?;
    rows.collect()
}

/// Adds the edits to the sites; a site whose pages have all left the list since is added, too.
fn edits(connection: &Connection, span: &Span, outlets: &mut BTreeMap<String, OutletFigures>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!(
        "SELECT site, count(DISTINCT page_id), count(*), sum(disclosure IS 'silent' AND disclosed_by IS NULL),
                sum(disclosure IS 'technical'), sum(disclosure IS 'proper'), sum(disclosure IS 'undeclarable'),
                sum(disclosed_by IS NOT NULL), sum(' ' || kinds || ' ' LIKE '% removed %')
         FROM change AS c WHERE {EDITS} GROUP BY site"
    ))?;
    let named = named_params! { ":since": At(span.since), ":until": At(span.until), ":site": span.site };
    let mut rows = statement.query(named)?;
    while let Some(row) = rows.next()? {
        let site: String = row.get(0)?;
        let figures = outlets.entry(site.clone()).or_default();
        let edits = &mut figures.edits;
        (edits.site, edits.edited_pages, edits.edits) = (site, count(row, 1)?, count(row, 2)?);
        (edits.silent, edits.technical, edits.proper) = (count(row, 3)?, count(row, 4)?, count(row, 5)?);
        edits.undeclarable = count(row, 6)?;
        edits.pages = edits.pages.max(edits.edited_pages);
        (figures.told_later, figures.removals) = (count(row, 7)?, count(row, 8)?);
    }
    Ok(())
}

fn days(connection: &Connection, span: &Span) -> rusqlite::Result<Vec<Day>> {
    let mut statement = connection.prepare(&format!(
        "SELECT substr(first_seen_new_at, 1, 10) AS day, count(*), sum(disclosure IS 'silent' AND disclosed_by IS NULL)
         FROM change AS c WHERE {EDITS} GROUP BY day ORDER BY day"
    ))?;
    let named = named_params! { ":since": At(span.since), ":until": At(span.until), ":site": span.site };
    let rows = statement
        .query_map(named, |row| Ok(Day { day: row.get(0)?, edits: count(row, 1)?, silent: count(row, 2)? }))?;
    rows.collect()
}

/// How long after its publication a page was edited.
struct Delay {
    site: String,
    seconds: i64,
    is_first: bool,
}

fn delays(connection: &Connection, span: &Span) -> rusqlite::Result<Vec<Delay>> {
    let mut statement = connection.prepare(&format!(
        "SELECT c.site, CAST(round((julianday(c.first_seen_new_at) - julianday(v.published)) * 86400) AS INTEGER),
                NOT EXISTS (SELECT 1 FROM change AS e
                            WHERE e.page_id = c.page_id AND e.cause = 'publisher' AND e.severity_rank >= 4
                              AND e.new_version IS NOT e.old_version AND e.first_seen_new_at < c.first_seen_new_at)
         FROM change AS c JOIN version AS v ON v.page_id = c.page_id AND v.n = c.new_version
         WHERE {EDITS} AND c.new_version IS NOT c.old_version AND v.published <= c.first_seen_new_at
         ORDER BY c.first_seen_new_at, c.id"
    ))?;
    let named = named_params! { ":since": At(span.since), ":until": At(span.until), ":site": span.site };
    let rows = statement
        .query_map(named, |row| Ok(Delay { site: row.get(0)?, seconds: row.get(1)?, is_first: row.get(2)? }))?;
    rows.collect()
}

/// A count, which is never negative; a sum over nothing is none.
fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, Option<i64>>(at)?.unwrap_or(0).unsigned_abs())
}
