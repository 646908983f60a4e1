//! The table `host`: what has to be remembered of each, so that a restart is no reason to be impolite.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::StoreError;
use super::values::At;
use crate::model::{HostKey, HostNote, HostRow, PageId, RobotsNote, Timestamp};

const COLUMNS: &str =
    "host, day, asked, failures, paused_until, trouble, robots_at, robots_until, robots_missing_since,
       robots, robots_problem, hints, hints_right";

/// Keeps counts and pauses of a host.
pub(super) fn keep(connection: &Connection, note: &HostNote) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO host (host, day, asked, failures, paused_until, trouble) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (host) DO UPDATE SET day = ?2, asked = ?3, failures = ?4, paused_until = ?5, trouble = ?6",
    )?;
    let host = note.host.to_string();
    statement.execute((host, note.day, note.asked, note.failures, note.paused_until.map(At), &note.trouble))?;
    Ok(())
}

/// Keeps what robots.txt said.
pub(super) fn keep_robots(connection: &Connection, note: &RobotsNote) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO host (host, robots_at, robots_until, robots_missing_since, robots, robots_problem)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (host) DO UPDATE SET robots_at = ?2, robots_until = ?3, robots_missing_since = ?4, robots = ?5,
                                          robots_problem = ?6",
    )?;
    let (host, missing) = (note.host.to_string(), note.missing_since.map(At));
    statement.execute((host, At(note.asked_at), At(note.good_until), missing, &note.file, &note.problem))?;
    Ok(())
}

/// The hosts of which something holds on: a pause, failures, a count of the day `day` or later.
pub(super) fn notes(connection: &Connection, day: i64, now: Timestamp) -> rusqlite::Result<Vec<HostNote>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM host WHERE failures > 0 OR paused_until > ?2 OR (day >= ?1 AND asked > 0)"
    ))?;
    let rows = statement.query_map((day, At(now)), row_from)?;
    rows.filter_map(|row| row.map(|row| row.map(|r| r.note)).transpose()).collect()
}

/// One host.
pub(super) fn find(connection: &Connection, host: &HostKey) -> rusqlite::Result<Option<HostRow>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM host WHERE host = ?1"))?;
    Ok(statement.query_row([host.to_string()], row_from).optional()?.flatten())
}

/// `None` for a name that is none: somebody else wrote it.
fn row_from(row: &Row<'_>) -> rusqlite::Result<Option<HostRow>> {
    let Some(host) = HostKey::parse(&row.get::<_, String>(0)?) else { return Ok(None) };
    let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(at)?.map(|t| t.0));
    let robots = match (time(6)?, time(7)?) {
        (Some(asked_at), Some(good_until)) => Some(RobotsNote {
            host: host.clone(),
            asked_at,
            good_until,
            missing_since: time(8)?,
            file: row.get(9)?,
            problem: row.get(10)?,
        }),
        _ => None,
    };
    let note = HostNote {
        host,
        day: row.get(1)?,
        asked: row.get(2)?,
        failures: row.get(3)?,
        paused_until: time(4)?,
        trouble: row.get(5)?,
    };
    Ok(Some(HostRow { note, robots, hints: row.get(11)?, hints_right: row.get(12)? }))
}

/// Scores the hint that led to a check of `page`, where one did: it was right if there was an edit.
pub(super) fn score_hint(connection: &Connection, page: PageId, is_edit: bool) -> rusqlite::Result<()> {
    let mut hinted = connection
        .prepare_cached("UPDATE page SET hinted_at = NULL WHERE id = ?1 AND hinted_at IS NOT NULL RETURNING host")?;
    let Some(host) = hinted.query_row([page.0], |row| row.get::<_, String>(0)).optional()? else { return Ok(()) };
    let mut count = connection.prepare_cached(
        "INSERT INTO host (host, hints, hints_right) VALUES (?1, 1, ?2)
         ON CONFLICT (host) DO UPDATE SET hints = hints + 1, hints_right = hints_right + ?2",
    )?;
    count.execute((host, is_edit))?;
    Ok(())
}
