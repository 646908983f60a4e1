//! The table `event`: what happened to a page and is no edit of its text.

use rusqlite::Connection;

use super::values::At;
use crate::model::{Event, PageId, Removal, Timestamp};

/// One stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub id: i64,
    pub page: PageId,
    pub at: Timestamp,
    pub event: Event,
}

/// Stores an event of `page`.
pub(super) fn insert(connection: &Connection, page: PageId, at: Timestamp, event: &Event) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT INTO event (page_id, at, kind, detail) VALUES (?1, ?2, ?3, ?4)")?;
    statement.execute((page.0, At(at), &event.kind, &event.detail)).map(drop)
}

/// All events of a page, the oldest first.
pub(super) fn all(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<EventRow>> {
    let mut statement =
        connection.prepare_cached("SELECT id, at, kind, detail FROM event WHERE page_id = ?1 ORDER BY at, id")?;
    let rows = statement.query_map([page.0], |row| {
        let event = Event { kind: row.get(2)?, detail: row.get(3)? };
        Ok(EventRow { id: row.get(0)?, page, at: row.get::<_, At>(1)?.0, event })
    })?;
    rows.collect()
}

/// The events of a page at or before `at`, the newest first.
pub(super) fn until(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    limit: u32,
) -> rusqlite::Result<Vec<EventRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, kind, detail FROM event WHERE page_id = ?1 AND at <= ?2 ORDER BY at DESC, id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((page.0, At(at), limit), |row| {
        let event = Event { kind: row.get(2)?, detail: row.get(3)? };
        Ok(EventRow { id: row.get(0)?, page, at: row.get::<_, At>(1)?.0, event })
    })?;
    rows.collect()
}

/// The events of a page at a time.
pub(super) fn at(connection: &Connection, page: PageId, at: Timestamp) -> rusqlite::Result<Vec<EventRow>> {
    Ok(all(connection, page)?.into_iter().filter(|row| At(row.at).text() == At(at).text()).collect())
}

/// The removals of a page that were believed after `since`, each with its first sight.
pub(super) fn removals(connection: &Connection, page: PageId, since: Timestamp) -> rusqlite::Result<Vec<Removal>> {
    let mut statement = connection.prepare_cached(
        "SELECT g.at, g.detail FROM event AS r JOIN event AS g ON g.id =
             (SELECT max(id) FROM event WHERE page_id = r.page_id AND kind = 'gone_unconfirmed' AND id < r.id)
         WHERE r.page_id = ?1 AND r.kind = 'removed' AND r.at > ?2 ORDER BY r.id",
    )?;
    let rows = statement.query_map((page.0, At(since)), |row| {
        Ok(Removal { first_sight: row.get::<_, At>(0)?.0, detail: row.get(1)? })
    })?;
    rows.collect()
}
