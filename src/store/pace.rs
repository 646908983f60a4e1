//! The table `site_pace`: how often the articles of each site were found edited, and the pace that follows from it.

use chrono::TimeDelta;
use rusqlite::Connection;

use super::values::{At, signed};
use crate::model::{SitePace, Timestamp};

/// Articles count that were put on the list within a day of their publication, as far as they state one.
const YOUNG: &str = "FROM page AS p JOIN version AS v ON v.page_id = p.id AND v.n = 1
    WHERE p.site = ?1 AND p.added_at >= ?2
      AND (v.published IS NULL OR substr(v.published, 1, 10) >= date(p.added_at, '-1 day'))";

/// For how long each article is known at `now` that was put on the list young since a time, and how many edits they had.
pub(super) fn young(
    connection: &Connection,
    site: &str,
    since: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<(Vec<TimeDelta>, u64)> {
    let mut statement = connection.prepare_cached(&format!("SELECT p.added_at {YOUNG}"))?;
    let known = statement.query_map((site, At(since)), |row| Ok(now - row.get::<_, At>(0)?.0))?;
    let known: Vec<TimeDelta> = known.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT count(*) FROM change AS c WHERE c.cause = 'publisher' AND c.severity_rank >= 4
           AND c.page_id IN (SELECT p.id {YOUNG})"
    ))?;
    let edits = statement.query_row((site, At(since)), |row| row.get::<_, i64>(0))?;
    Ok((known, edits.unsigned_abs()))
}

/// Keeps the pace of a site.
pub(super) fn keep(connection: &Connection, pace: &SitePace) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO site_pace (site, percent, articles, edits, expected, learned_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site) DO UPDATE SET percent = ?2, articles = ?3, edits = ?4, expected = ?5, learned_at = ?6",
    )?;
    let (articles, edits) = (signed(pace.articles), signed(pace.edits));
    statement.execute((&pace.site, pace.percent, articles, edits, pace.expected, At(pace.learned_at))).map(drop)
}

/// The paces of all sites.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<SitePace>> {
    let mut statement = connection
        .prepare_cached("SELECT site, percent, articles, edits, expected, learned_at FROM site_pace ORDER BY site")?;
    let rows = statement.query_map([], |row| {
        Ok(SitePace {
            site: row.get(0)?,
            percent: row.get(1)?,
            articles: row.get::<_, i64>(2)?.unsigned_abs(),
            edits: row.get::<_, i64>(3)?.unsigned_abs(),
            expected: row.get(4)?,
            learned_at: row.get::<_, At>(5)?.0,
        })
    })?;
    rows.collect()
}
