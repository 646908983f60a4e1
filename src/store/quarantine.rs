//! The table `quarantine`: raw pages that could not be read by our rules, until better rules have read them.

use rusqlite::{Connection, OptionalExtension};

use super::capture;
use super::error::StoreError;
use super::values::{At, from_json, json};
use crate::model::{Claims, PageId, Quarantined, RereadStep, Seam, Timestamp};

/// A raw page that waits, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub capture: i64,
    pub at: Timestamp,
    pub last_seen_at: Timestamp,
    pub sights: u32,
    /// The last visit before it that saw the text of the newest version of that time.
    pub text_seen_at: Option<Timestamp>,
    /// What the page claimed before it came, where that had moved since the newest version of that time.
    pub claims: Option<Claims>,
    /// The first visit after it that could read the page.
    pub left_at: Option<Timestamp>,
    /// What the page claimed as of that visit, where that had moved.
    pub left_claims: Option<Claims>,
}

/// Puts a capture into quarantine.
pub(super) fn keep(
    connection: &Connection,
    page: PageId,
    capture: i64,
    at: Timestamp,
    text_seen_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO quarantine (capture_id, page_id, last_seen_at, sights, text_seen_at, claims)
         SELECT ?1, id, ?3, 1, ?4, claims FROM page WHERE id = ?2",
    )?;
    statement.execute((capture, page.0, At(at), text_seen_at.map(At))).map(drop)
}

/// Notes that the page kept last was seen once more.
pub(super) fn seen_again(connection: &Connection, page: PageId, at: Timestamp) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE quarantine SET sights = sights + 1, last_seen_at = max(last_seen_at, ?2)
         WHERE capture_id = (SELECT max(capture_id) FROM quarantine WHERE page_id = ?1)",
    )?;
    statement.execute((page.0, At(at))).map(drop)
}

/// Notes that the page could be read again at `at`, and what it claims then.
pub(super) fn left(connection: &Connection, page: PageId, at: Timestamp) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE quarantine SET left_at = ?2, left_claims = (SELECT claims FROM page WHERE id = ?1)
         WHERE page_id = ?1 AND left_at IS NULL",
    )?;
    statement.execute((page.0, At(at))).map(drop)
}

/// Lets a capture out that has been read.
pub(super) fn release(connection: &Connection, capture: i64) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("DELETE FROM quarantine WHERE capture_id = ?1")?;
    statement.execute([capture]).map(drop)
}

/// How many raw pages of a page wait.
pub(super) fn count(connection: &Connection, page: PageId) -> rusqlite::Result<u32> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM quarantine WHERE page_id = ?1")?;
    statement.query_row([page.0], |row| row.get(0))
}

/// The raw pages of a page that wait, in order of observation.
pub(super) fn waiting(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<Waiting>> {
    let mut statement = connection.prepare_cached(
        "SELECT q.capture_id, c.at, q.last_seen_at, q.sights, q.text_seen_at, q.claims, q.left_at, q.left_claims
         FROM quarantine AS q JOIN capture AS c ON c.id = q.capture_id WHERE q.page_id = ?1 ORDER BY c.at, c.id",
    )?;
    let rows = statement.query_map([page.0], |row| {
        Ok(Waiting {
            capture: row.get(0)?,
            at: row.get::<_, At>(1)?.0,
            last_seen_at: row.get::<_, At>(2)?.0,
            sights: row.get(3)?,
            text_seen_at: row.get::<_, Option<At>>(4)?.map(|t| t.0),
            claims: row.get::<_, Option<String>>(5)?.map(|text| from_json(&text)).transpose()?,
            left_at: row.get::<_, Option<At>>(6)?.map(|t| t.0),
            left_claims: row.get::<_, Option<String>>(7)?.map(|text| from_json(&text)).transpose()?,
        })
    })?;
    rows.collect()
}

/// The pages with raw pages that wait.
pub(super) fn pages(connection: &Connection) -> rusqlite::Result<Vec<PageId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM page WHERE unread_under IS NOT NULL
         AND EXISTS (SELECT 1 FROM quarantine AS q WHERE q.page_id = page.id) ORDER BY id",
    )?;
    statement.query_map([], |row| row.get(0).map(PageId))?.collect()
}

/// Where raw pages that were kept from `at` on meet the visit that could read the page again at `left_at`.
pub(super) fn seam(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    left_at: Timestamp,
) -> rusqlite::Result<Option<Seam>> {
    let mut statement = connection.prepare_cached(
        "SELECT n, first_seen_at FROM version WHERE page_id = ?1 AND first_seen_at > ?2 AND first_seen_at <= ?3
         ORDER BY n LIMIT 1",
    )?;
    let next = statement.query_row((page.0, At(at), At(left_at)), |row| Ok((row.get(0)?, row.get::<_, At>(1)?.0)));
    Ok(match next.optional()? {
        Some((version, at)) => Some(Seam { version, at }),
        None => version_before(connection, page, at)?.map(|version| Seam { version, at: left_at }),
    })
}

/// Notes what is known now of the time before a page that still cannot be read, and of the one after it that could.
pub(super) fn amend(
    connection: &Connection,
    capture: i64,
    step: &RereadStep,
    followed_by: Option<&RereadStep>,
) -> rusqlite::Result<()> {
    let claims = |claims: &Option<Claims>| claims.as_ref().map(json).transpose();
    let mut before =
        connection.prepare_cached("UPDATE quarantine SET text_seen_at = ?2, claims = ?3 WHERE capture_id = ?1")?;
    before.execute((capture, step.seen_at.map(At), claims(&step.claims)?))?;
    let Some(next) = followed_by else { return Ok(()) };
    let mut after = connection.prepare_cached(
        "UPDATE quarantine SET left_at = ?2, left_claims = ?3
         WHERE capture_id = ?1 AND (left_at IS NULL OR left_at >= ?2)",
    )?;
    after.execute((capture, At(next.visit.attempt.at), claims(&next.claims)?)).map(drop)
}

/// The last version of the time before `at`.
pub(super) fn version_before(connection: &Connection, page: PageId, at: Timestamp) -> rusqlite::Result<Option<u32>> {
    let mut statement =
        connection.prepare_cached("SELECT max(n) FROM version WHERE page_id = ?1 AND first_seen_at <= ?2")?;
    statement.query_row((page.0, At(at)), |row| row.get(0))
}

/// A raw page that waits, whole; `after` is when the one before it was last seen.
pub(super) fn read(
    connection: &Connection,
    page: PageId,
    waiting: &Waiting,
    after: Option<Timestamp>,
) -> Result<Option<Quarantined>, StoreError> {
    let Some(response) = capture::response(connection, waiting.capture)? else { return Ok(None) };
    let since = after.or(waiting.text_seen_at).unwrap_or(Timestamp::MIN_UTC);
    let is_after_removal = was_removed(connection, page, since, waiting.at)?;
    Ok(Some(Quarantined {
        capture: waiting.capture,
        at: waiting.at,
        last_seen_at: waiting.last_seen_at,
        sights: waiting.sights,
        is_after_removal,
        response,
    }))
}

/// Whether the page came to count as removed between two times.
pub(super) fn was_removed(
    connection: &Connection,
    page: PageId,
    since: Timestamp,
    until: Timestamp,
) -> rusqlite::Result<bool> {
    let mut statement = connection
        .prepare_cached("SELECT 1 FROM event WHERE page_id = ?1 AND kind = 'removed' AND at > ?2 AND at <= ?3")?;
    statement.exists((page.0, At(since), At(until)))
}
