//! The tables `variant_group` and `variant`: texts that a page shows in turn, and how often each was seen.

use rusqlite::{Connection, Row};

use super::values::{At, Bytes32, named};
use super::version;
use crate::model::{Baseline, PageId, Timestamp, Variant, Variants, Varying};

/// Stores what a page shows in turn as it is now.
pub(super) fn write(connection: &Connection, page: PageId, group: &Variants) -> rusqlite::Result<()> {
    let (field, began_at, switched_at) = (group.field.as_str(), At(group.began_at), At(group.switched_at));
    let ended_at = group.ended_at.map(At);
    let row = match group.row {
        Some(row) => {
            let mut statement = connection.prepare_cached(
                "UPDATE variant_group SET switched_at = ?2, switches = ?3, run = ?4, ended_at = ?5 WHERE id = ?1",
            )?;
            statement.execute((row, switched_at, group.switches, group.run, ended_at))?;
            row
        }
        None => {
            let mut statement = connection.prepare_cached(
                "INSERT INTO variant_group (page_id, field, began_at, switched_at, switches, run, ended_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            statement.execute((page.0, field, began_at, switched_at, group.switches, group.run, ended_at))?;
            connection.last_insert_rowid()
        }
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO variant (group_id, place, text, key_hash, version, seen, first_seen_at, last_seen_at, is_shown)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (group_id, place) DO UPDATE SET
             text = ?3, key_hash = ?4, version = ?5, seen = ?6, first_seen_at = ?7, last_seen_at = ?8, is_shown = ?9",
    )?;
    for (place, text) in group.texts.iter().enumerate() {
        let (first, last) = (At(text.first_seen_at), At(text.last_seen_at));
        let is_shown = group.shown == Some(place);
        let (key, place) = (Bytes32(text.key), place as i64); // at most a handful
        statement.execute((row, place, &text.text, key, text.version, text.seen, first, last, is_shown))?;
    }
    let mut statement = connection.prepare_cached("UPDATE page SET variant_group_id = ?2 WHERE id = ?1")?;
    statement.execute((page.0, Some(row).filter(|_| group.ended_at.is_none()))).map(drop)
}

const SELECT: &str = "SELECT id, field, began_at, switched_at, switches, run, ended_at FROM variant_group ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Variants> {
    Ok(Variants {
        row: Some(row.get(0)?),
        field: named("field that varies", row.get_ref(1)?.as_str()?, Varying::parse)?,
        began_at: row.get::<_, At>(2)?.0,
        switched_at: row.get::<_, At>(3)?.0,
        switches: row.get(4)?,
        run: row.get(5)?,
        shown: None,
        texts: Vec::new(),
        ended_at: row.get::<_, Option<At>>(6)?.map(|t| t.0),
    })
}

/// The texts that a page shows in turn, or did last.
pub(super) fn last(connection: &Connection, page: PageId) -> rusqlite::Result<Option<Variants>> {
    read(connection, page, "ORDER BY id DESC LIMIT 1").map(|mut groups| groups.pop())
}

/// The versions whose bodies a page shows in turn now; none where only the headline does.
pub(super) fn shown(
    connection: &Connection,
    page: PageId,
    variants: Option<&Variants>,
) -> rusqlite::Result<Vec<Baseline>> {
    let active = variants.filter(|group| group.ended_at.is_none() && group.field == Varying::Text);
    let texts = active.into_iter().flat_map(|group| &group.texts);
    let rows = texts.filter_map(|text| version::numbered(connection, page, text.version).transpose());
    rows.map(|row| row.map(version::baseline)).collect()
}

/// All texts that a page ever showed in turn, the oldest first.
pub(super) fn all(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<Variants>> {
    read(connection, page, "ORDER BY id")
}

fn read(connection: &Connection, page: PageId, order: &str) -> rusqlite::Result<Vec<Variants>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE page_id = ?1 {order}"))?;
    let mut groups = statement.query_map([page.0], from_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    for group in &mut groups {
        let mut texts = connection.prepare_cached(
            "SELECT text, key_hash, version, seen, first_seen_at, last_seen_at, is_shown FROM variant
             WHERE group_id = ?1 ORDER BY place",
        )?;
        let mut rows = texts.query([group.row])?;
        while let Some(row) = rows.next()? {
            if row.get(6)? {
                group.shown = Some(group.texts.len());
            }
            let seen_at = |at: usize| Ok::<Timestamp, rusqlite::Error>(row.get::<_, At>(at)?.0);
            group.texts.push(Variant {
                text: row.get(0)?,
                key: row.get::<_, Bytes32>(1)?.0,
                version: row.get(2)?,
                seen: row.get(3)?,
                first_seen_at: seen_at(4)?,
                last_seen_at: seen_at(5)?,
            });
        }
    }
    Ok(groups)
}
