//! The table `attempt`: one row for each try, bounded: what led to something stays, of the rest the last few.

use rusqlite::{Connection, named_params};

use super::values::{At, from_json, json_list, signed};
use crate::model::{AttemptRecord, PageId, Problem, Suppressed, Timestamp, VersionId};

/// Attempts that led to nothing which a page keeps.
pub const ATTEMPTS_LAST: u32 = 20;

/// One stored attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRow {
    pub id: i64,
    pub at: Timestamp,
    pub elapsed_ms: i64,
    /// How it ended ("same_text", "failed", ..).
    pub outcome: String,
    pub status: Option<u16>,
    pub body_bytes: Option<i64>,
    pub final_url: Option<String>,
    /// The kind of the failure ("timeout", ..).
    pub failure: Option<String>,
    pub detail: Option<String>,
    pub problems: Vec<Problem>,
    pub suppressed: Vec<Suppressed>,
    /// The words of the rules that led to the outcome (see `model::Trace`).
    pub trace: Option<String>,
    /// The capture that was kept of it.
    pub capture: Option<i64>,
    /// The number of the version that it made.
    pub version: Option<u32>,
}

/// What an attempt left behind.
pub(super) struct Left {
    pub capture: Option<i64>,
    pub version: Option<VersionId>,
    pub is_kept: bool,
}

/// Stores an attempt of `page`.
pub(super) fn insert(
    connection: &Connection,
    page: PageId,
    record: &AttemptRecord,
    left: &Left,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO attempt (page_id, at, elapsed_ms, outcome, status, body_bytes, final_url, failure, detail,
                              problems, suppressed, capture_id, version_id, is_kept, trace)
         VALUES (:page, :at, :elapsed_ms, :outcome, :status, :body_bytes, :final_url, :failure, :detail,
                 :problems, :suppressed, :capture, :version, :is_kept, :trace)",
    )?;
    let parameters = named_params! {
        ":page": page.0,
        ":at": At(record.at),
        ":elapsed_ms": signed(record.elapsed_ms),
        ":outcome": record.outcome.as_str(),
        ":status": record.status,
        ":body_bytes": record.body_bytes.map(signed),
        ":final_url": record.final_url,
        ":failure": record.failure.map(|f| f.as_str()),
        ":detail": record.detail,
        ":problems": json_list(&record.problems)?,
        ":suppressed": json_list(&record.suppressed)?,
        ":capture": left.capture,
        ":version": left.version.map(|v| v.0),
        ":is_kept": left.is_kept,
        ":trace": (!record.trace.0.is_empty()).then(|| record.trace.to_string()),
    };
    statement.execute(parameters).map(drop)
}

/// Deletes the attempts of one page that led to nothing and are not among its last; answers how many.
pub(super) fn prune(connection: &Connection, page: PageId) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM attempt WHERE page_id = ?1 AND is_kept = 0 AND id <=
            (SELECT id FROM attempt WHERE page_id = ?1 AND is_kept = 0 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?;
    statement.execute((page.0, ATTEMPTS_LAST))
}

/// Deletes what [`prune`] would, for all pages that have more than they may keep.
pub(super) fn prune_all(connection: &Connection) -> rusqlite::Result<usize> {
    let mut statement =
        connection.prepare("SELECT page_id FROM attempt WHERE is_kept = 0 GROUP BY page_id HAVING count(*) > ?1")?;
    let pages: Vec<i64> = statement.query_map([ATTEMPTS_LAST], |row| row.get(0))?.collect::<Result<_, _>>()?;
    pages.into_iter().try_fold(0, |sum, page| Ok(sum + prune(connection, PageId(page))?))
}

/// The last attempts of a page, the newest first.
pub(super) fn last(connection: &Connection, page: PageId, limit: u32) -> rusqlite::Result<Vec<AttemptRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT a.id, a.at, a.elapsed_ms, a.outcome, a.status, a.body_bytes, a.final_url, a.failure, a.detail,
                a.problems, a.suppressed, a.trace, a.capture_id, v.n
         FROM attempt AS a LEFT JOIN version AS v ON v.id = a.version_id
         WHERE a.page_id = ?1 ORDER BY a.id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((page.0, limit), |row| {
        let problems: Option<String> = row.get(9)?;
        let suppressed: Option<String> = row.get(10)?;
        Ok(AttemptRow {
            id: row.get(0)?,
            at: row.get::<_, At>(1)?.0,
            elapsed_ms: row.get(2)?,
            outcome: row.get(3)?,
            status: row.get(4)?,
            body_bytes: row.get(5)?,
            final_url: row.get(6)?,
            failure: row.get(7)?,
            detail: row.get(8)?,
            problems: problems.map_or(Ok(Vec::new()), |text| from_json(&text))?,
            suppressed: suppressed.map_or(Ok(Vec::new()), |text| from_json(&text))?,
            trace: row.get(11)?,
            capture: row.get(12)?,
            version: row.get(13)?,
        })
    })?;
    rows.collect()
}
