//! The table `event`: what happened to a page and is no edit of its text.

use rusqlite::Connection;

use super::values::At;
use crate::model::{Event, PageId, Timestamp};

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
