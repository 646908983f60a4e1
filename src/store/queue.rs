//! Whose turn it is, host by host: a host with very many pages due keeps no other waiting.

use std::collections::HashSet;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use super::values::{At, Bytes32, State, signed};
use crate::model::{Due, PageId, Timestamp, Validators};

/// The most pages of a host that are sorted at once.
const SORTED_MAX: u64 = 4_000;
/// So many due pages are looked at one by one to find their hosts.
const FEW: u64 = 1_000;

const DUE: &str = "SELECT id, url, site, state, state_since, state_checks, etag, last_modified, failures, added_at,
       next_due, last_seen_at, event_at, attempts, is_busy, body_hash, revision, version, last_attempt_at, is_live,
       unread_hash, unread_under, variant_group_id IS NOT NULL, moved_to FROM page ";

fn due_from(row: &Row<'_>) -> rusqlite::Result<Due> {
    let url: String = row.get(1)?;
    let url = Url::parse(&url).map_err(|e| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(e)))?;
    Ok(Due {
        page: PageId(row.get(0)?),
        url,
        site: row.get(2)?,
        state: row.get::<_, State>(3)?.0,
        state_since: row.get::<_, At>(4)?.0,
        state_checks: row.get(5)?,
        validators: Validators { etag: row.get(6)?, last_modified: row.get(7)? },
        failures: row.get(8)?,
        added_at: row.get::<_, At>(9)?.0,
        due_at: row.get::<_, At>(10)?.0,
        last_seen_at: row.get::<_, Option<At>>(11)?.map(|t| t.0),
        event_at: row.get::<_, Option<At>>(12)?.map(|t| t.0),
        attempts: row.get(13)?,
        is_busy: row.get(14)?,
        body_hash: row.get::<_, Option<Bytes32>>(15)?.map(|h| h.0),
        revision: row.get(16)?,
        version: row.get(17)?,
        last_attempt_at: row.get::<_, Option<At>>(18)?.map(|t| t.0),
        is_live: row.get(19)?,
        unread_hash: row.get::<_, Option<Bytes32>>(20)?.map(|h| h.0),
        unread_under: row.get(21)?,
        is_varying: row.get(22)?,
        moved_to: row.get(23)?,
    })
}

/// The watched pages that are due at `now`, the longest overdue first.
pub(super) fn due(connection: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Due>> {
    let mut statement = connection
        .prepare_cached(&format!("{DUE} WHERE watch = 'on' AND next_due <= ?1 ORDER BY next_due LIMIT ?2"))?;
    statement.query_map((At(now), limit), due_from)?.collect()
}

/// A page with all that fetching it needs, due or not.
pub(super) fn due_page(connection: &Connection, page: PageId) -> rusqlite::Result<Option<Due>> {
    let mut statement = connection.prepare_cached(&format!("{DUE} WHERE id = ?1"))?;
    statement.query_row([page.0], due_from).optional()
}

/// When the first watched page is due.
pub(super) fn next_due_at(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let mut statement = connection.prepare_cached("SELECT min(next_due) FROM page WHERE watch = 'on'")?;
    statement.query_row([], |row| Ok(row.get::<_, Option<At>>(0)?.map(|t| t.0)))
}

/// The hosts with pages due at `now`, that with the longest overdue page first.
///
/// Where few pages are due they are looked at; where many are, one step into the index for each host that is watched,
/// however many pages each has.
pub(super) fn due_hosts(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT host FROM page INDEXED BY page_due WHERE watch = 'on' AND next_due <= ?1 ORDER BY next_due LIMIT ?2",
    )?;
    let hosts = statement.query_map((At(now), signed(FEW + 1)), |row| row.get(0))?;
    let mut hosts: Vec<String> = hosts.collect::<Result<_, _>>()?;
    if hosts.len() as u64 > FEW {
        return due_hosts_of_many(connection, now);
    }
    let mut seen = HashSet::new();
    hosts.retain(|host| seen.insert(host.clone()));
    Ok(hosts)
}

fn due_hosts_of_many(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE each (host) AS (
             SELECT min(host) FROM page WHERE watch = 'on'
             UNION ALL
             SELECT (SELECT min(host) FROM page WHERE watch = 'on' AND host > each.host) FROM each
             WHERE each.host IS NOT NULL
         )
         SELECT host FROM (
             SELECT host, (SELECT min(next_due) FROM page WHERE watch = 'on' AND page.host = each.host) AS first
             FROM each WHERE host IS NOT NULL
         ) WHERE first <= ?1 ORDER BY first",
    )?;
    statement.query_map([At(now)], |row| row.get(0))?.collect()
}

/// The pages of one host that are due at `now`, that with the largest overdue ratio first: the time since its last
/// check in parts of the time that was meant to lie between two. Where all can be served the order matters little;
/// where not, each page is late in proportion to how often it is to be checked.
///
/// A page that was never fetched counts as one that is checked every half an hour. Where very many are due, each time
/// another part of them is looked at: its first are about as late as the first of all, and the caller is not kept
/// waiting for a sort of a hundred thousand.
pub(super) fn due_of(connection: &Connection, host: &str, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Due>> {
    let parts = due_count(connection, host, now)? / SORTED_MAX + 1;
    let part = now.timestamp_millis().unsigned_abs() % parts;
    let mut statement = connection.prepare_cached(&format!(
        "{DUE} WHERE watch = 'on' AND host = ?1 AND next_due <= ?2 AND id % ?4 = ?5
         ORDER BY (julianday(?2) - julianday(coalesce(last_attempt_at, added_at)))
                  / max(CASE WHEN last_attempt_at IS NULL THEN 1.0 / 48
                             ELSE julianday(next_due) - julianday(last_attempt_at) END, 1.0 / 86400) DESC, next_due
         LIMIT ?3"
    ))?;
    statement.query_map((host, At(now), limit, signed(parts), signed(part)), due_from)?.collect()
}

/// How many pages of a host are due at `now`.
pub(super) fn due_count(connection: &Connection, host: &str, now: Timestamp) -> rusqlite::Result<u64> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM page WHERE watch = 'on' AND host = ?1 AND next_due <= ?2")?;
    statement.query_row((host, At(now)), |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
}

/// Since when a list's word waits to be looked into by the next check of a page.
pub(super) fn hinted_at(connection: &Connection, page: PageId) -> rusqlite::Result<Option<Timestamp>> {
    let mut statement = connection.prepare_cached("SELECT hinted_at FROM page WHERE id = ?1")?;
    let found = statement.query_row([page.0], |row| row.get::<_, Option<At>>(0)).optional()?;
    Ok(found.flatten().map(|t| t.0))
}
