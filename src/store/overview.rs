//! The record in numbers, for those who look at it as a whole. Counting takes a while in a large record: who asks often
//! keeps the answer for a time.

use rusqlite::Connection;

use super::page::{self, SiteStates};
use super::queue;
use super::values::At;
use crate::model::Timestamp;

/// Edits by whose times the time to the first edit is told: the newest.
const DELAYS_MAX: u32 = 5000;
/// Failing pages that are looked at.
const FAILING_MAX: u32 = 2000;

/// The record in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// Edits of each site and whether readers were told, by site.
    pub outlets: Vec<OutletEdits>,
    /// Edits of each day from `since` on, in order; days without any are not in it.
    pub days: Vec<Day>,
    /// Seconds from publication, as the page states it, to each of the newest edits.
    pub delays_s: Vec<i64>,
    pub states: Vec<SiteStates>,
}

/// The publishers' edits of a site, of weight `minor` or more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutletEdits {
    pub site: String,
    /// Pages that were ever watched.
    pub pages: u64,
    /// Pages with at least one edit.
    pub edited_pages: u64,
    pub edits: u64,
    pub silent: u64,
    pub technical: u64,
    pub proper: u64,
    /// Edits of pages that never state a modified time.
    pub undeclarable: u64,
}

/// A day's edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// `2026-03-01`, in UTC.
    pub day: String,
    pub edits: u64,
    pub silent: u64,
}

/// How the watch keeps up with its schedule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Watched pages that are due and not yet visited.
    pub due: u64,
    /// Since when the one has been due that waits longest, or when the first one will be.
    pub first_due: Option<Timestamp>,
    pub last_attempt_at: Option<Timestamp>,
}

/// A watched page whose last attempts failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailingPage {
    pub page: i64,
    pub url: String,
    pub site: String,
    pub failures: u32,
    /// May quote the server.
    pub problem: Option<String>,
    pub next_due: Timestamp,
}

/// How many pages are watched, by their index alone.
pub(super) fn watched(connection: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM page INDEXED BY page_due WHERE watch = 'on'";
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
}

/// Counts everything; days from `since` on.
pub(super) fn overview(connection: &Connection, since: Timestamp) -> rusqlite::Result<Overview> {
    Ok(Overview {
        outlets: outlets(connection)?,
        days: days(connection, since)?,
        delays_s: delays(connection)?,
        states: page::states(connection)?,
    })
}

fn outlets(connection: &Connection) -> rusqlite::Result<Vec<OutletEdits>> {
    let mut statement = connection.prepare_cached(
        "SELECT p.site, count(*), count(e.edits), sum(e.edits), sum(e.silent), sum(e.technical), sum(e.proper),
                sum(e.undeclarable)
         FROM page AS p LEFT JOIN
              (SELECT page_id, count(*) AS edits, sum(disclosure = 'silent') AS silent,
                      sum(disclosure = 'technical') AS technical, sum(disclosure = 'proper') AS proper,
                      sum(disclosure = 'undeclarable') AS undeclarable
               FROM change INDEXED BY change_list WHERE cause = 'publisher' AND severity_rank IN (4, 5, 6)
               GROUP BY page_id) AS e ON e.page_id = p.id
         GROUP BY p.site ORDER BY p.site",
    )?;
    let rows = statement.query_map([], |row| {
        let count = |at: usize| Ok::<u64, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or(0).unsigned_abs());
        Ok(OutletEdits {
            site: row.get(0)?,
            pages: count(1)?,
            edited_pages: count(2)?,
            edits: count(3)?,
            silent: count(4)?,
            technical: count(5)?,
            proper: count(6)?,
            undeclarable: count(7)?,
        })
    })?;
    rows.collect()
}

fn days(connection: &Connection, since: Timestamp) -> rusqlite::Result<Vec<Day>> {
    let mut statement = connection.prepare_cached(
        "SELECT substr(first_seen_new_at, 1, 10) AS day, count(*), sum(disclosure IS 'silent')
         FROM change INDEXED BY change_list
         WHERE cause = 'publisher' AND severity_rank IN (4, 5, 6) AND first_seen_new_at >= ?1
         GROUP BY day ORDER BY day",
    )?;
    let rows = statement.query_map([At(since)], |row| {
        let (edits, silent) = (row.get::<_, i64>(1)?.unsigned_abs(), row.get::<_, i64>(2)?.unsigned_abs());
        Ok(Day { day: row.get(0)?, edits, silent })
    })?;
    rows.collect()
}

fn delays(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT CAST(round((julianday(c.first_seen_new_at) - julianday(v.published)) * 86400) AS INTEGER)
         FROM (SELECT page_id, new_version, first_seen_new_at FROM change
               WHERE cause = 'publisher' AND severity_rank >= 4 AND new_version IS NOT old_version
               ORDER BY id DESC LIMIT ?1) AS c
         JOIN version AS v ON v.page_id = c.page_id AND v.n = c.new_version
         WHERE v.published IS NOT NULL AND v.published <= c.first_seen_new_at",
    )?;
    statement.query_map([DELAYS_MAX], |row| row.get(0))?.collect()
}

/// How the watch keeps up.
pub(super) fn queue(connection: &Connection, now: Timestamp) -> rusqlite::Result<Queue> {
    let mut due = connection.prepare_cached("SELECT count(*) FROM page WHERE watch = 'on' AND next_due <= ?1")?;
    let due = due.query_row([At(now)], |row| row.get::<_, i64>(0))?.unsigned_abs();
    let mut last = connection.prepare_cached("SELECT at FROM attempt ORDER BY id DESC LIMIT 1")?;
    let mut rows = last.query([])?;
    let last_attempt_at = rows.next()?.map(|row| row.get::<_, At>(0)).transpose()?.map(|at| at.0);
    Ok(Queue { due, first_due: queue::next_due_at(connection)?, last_attempt_at })
}

/// The watched pages whose last attempts failed, at most a few thousand.
pub(super) fn failing(connection: &Connection) -> rusqlite::Result<Vec<FailingPage>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, url, site, failures, last_problem, next_due FROM page
         WHERE failures > 0 AND watch = 'on' ORDER BY site, id LIMIT ?1",
    )?;
    let rows = statement.query_map([FAILING_MAX], |row| {
        Ok(FailingPage {
            page: row.get(0)?,
            url: row.get(1)?,
            site: row.get(2)?,
            failures: row.get(3)?,
            problem: row.get(4)?,
            next_due: row.get::<_, At>(5)?.0,
        })
    })?;
    rows.collect()
}
