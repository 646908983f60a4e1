//! Changes that are told otherwise than before, with what came to be known later. How a change was told first is kept in
//! its row; what only reading kept pages again finds out takes the place of what was told (see `reread`).

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::change::{bind, findings, names, rank};
use super::search;
use super::values::{At, named, named_list};
use crate::model::{
    Change, ChangeKind, Digested, Disclosure, PageId, Rejudged, Retold, Severity, TOLD_MAX, Telling, Timestamp, Told,
    Visit,
};

/// Tells of a change otherwise than before; how it was told first is kept.
pub(super) fn retell(connection: &Connection, page: PageId, retold: &Retold, at: Timestamp) -> rusqlite::Result<()> {
    let mut told = connection.prepare_cached(
        "SELECT id, kinds, severity, disclosure, summary FROM change
         WHERE page_id = ?1 AND new_version = ?2 AND old_version IS NOT new_version AND cause = 'publisher'",
    )?;
    let found = told.query_row((page.0, retold.new_version), |row| Ok((row.get::<_, i64>(0)?, telling_from(row)?)));
    let Some((id, before)) = found.optional()? else { return Ok(()) };
    let now = &retold.telling;
    let mut statement = connection.prepare_cached(
        "UPDATE change SET kinds = ?2, severity = ?3, severity_rank = ?4, disclosure = ?5, summary = ?6,
             told_as = coalesce(told_as, ?7), retold_at = ?8 WHERE id = ?1",
    )?;
    let kinds = names(now.kinds.iter().map(|k| k.as_str()));
    let (severity, disclosure) = (now.severity.as_str(), now.disclosure.map(Disclosure::as_str));
    statement
        .execute((id, kinds, severity, rank(now.severity), disclosure, &now.summary, before.line(), At(at)))
        .map(drop)
}

/// The kinds, severity, disclosure and summary in the columns 1 to 4 of a row.
fn telling_from(row: &Row<'_>) -> rusqlite::Result<Telling> {
    let disclosure: Option<String> = row.get(3)?;
    Ok(Telling {
        kinds: named_list("kind", row.get_ref(1)?.as_str()?, ChangeKind::parse)?,
        severity: named("severity", row.get_ref(2)?.as_str()?, Severity::parse)?,
        disclosure: disclosure.map(|name| named("disclosure", &name, Disclosure::parse)).transpose()?,
        summary: row.get(4)?,
    })
}

/// Notes of the silent edits of which a visit's change tells the readers that it does.
pub(super) fn disclosed_with(connection: &Connection, visit: &Visit, change: &Change, by: i64) -> rusqlite::Result<()> {
    if !change.kinds.contains(&ChangeKind::NoteAdded) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "UPDATE change SET disclosed_by = ?3 WHERE page_id = ?1 AND new_version = ?2 AND id <> ?3
         AND old_version IS NOT new_version AND cause = 'publisher' AND disclosed_by IS NULL",
    )?;
    visit.discloses.iter().try_for_each(|n| statement.execute((visit.page.0, n, by)).map(drop))
}

/// The publisher's last changes of a page that made a version, the newest first, up to version `until`.
pub(super) fn told(connection: &Connection, page: PageId, until: Option<u32>) -> rusqlite::Result<Vec<Told>> {
    let mut statement = connection.prepare_cached(
        "SELECT old_version, kinds, severity, disclosure, summary, new_version, first_seen_new_at, told_as,
                disclosed_by IS NOT NULL
         FROM change WHERE page_id = ?1 AND new_version <= ?2 AND old_version IS NOT new_version
         AND cause = 'publisher' ORDER BY first_seen_new_at DESC, id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((page.0, until.unwrap_or(u32::MAX), TOLD_MAX as i64), |row| {
        let Telling { kinds, severity, disclosure, summary } = telling_from(row)?;
        let told_as: Option<String> = row.get(7)?;
        Ok(Told {
            old_version: row.get(0)?,
            new_version: row.get(5)?,
            kinds,
            severity,
            disclosure,
            summary,
            first_seen_new_at: row.get::<_, At>(6)?.0,
            told_as: told_as.and_then(|line| Telling::parse(&line)),
            is_disclosed: row.get(8)?,
        })
    })?;
    rows.collect()
}

/// Puts more of what came on a live page into the digest that tells of it; answers whether there is such a digest.
pub(super) fn digest(connection: &Connection, page: PageId, digested: &Digested) -> rusqlite::Result<bool> {
    let Some(mut row) = super::change::to_version(connection, page, digested.told)? else { return Ok(false) };
    let change = &mut row.change;
    search::remove_change(connection, row.id)?;
    change.digest(&digested.more);
    search::add_change(connection, row.id, change)?;
    let mut statement = connection.prepare_cached(
        "UPDATE change SET new_version = ?2, summary = ?3, is_coarse = ?4, diff = ?5, edits = ?6, paragraphs_added = ?7,
             words_added = ?8, words_after = ?9 WHERE id = ?1",
    )?;
    let counts = &change.counts;
    let (edits, diff) = (super::values::json(&change.edits)?, change.diff_text());
    let (paragraphs, added, after) = (counts.paragraphs_added, counts.words_added, counts.words_after);
    let of = (row.id, change.new_version, &change.summary, change.is_coarse, diff, edits, paragraphs, added, after);
    statement.execute(of)?;
    Ok(true)
}

/// Puts in the place of a change what it is without the blocks that come and go on the whole site.
pub(super) fn rejudge(connection: &Connection, one: &Rejudged, event: i64, at: Timestamp) -> rusqlite::Result<()> {
    let mut told =
        connection.prepare_cached("SELECT id, kinds, severity, disclosure, summary FROM change WHERE id = ?1")?;
    let Some(before) = told.query_row([one.row], telling_from).optional()? else { return Ok(()) };
    let change = &one.change;
    let mut statement = connection.prepare_cached(
        "UPDATE change SET kinds = :kinds, flags = :flags, severity = :severity, severity_rank = :severity_rank,
             disclosure = :disclosure, summary = :summary, is_coarse = :is_coarse, diff = :diff, edits = :edits,
             sentences_added = :sentences_added, sentences_deleted = :sentences_deleted,
             sentences_edited = :sentences_edited, sentences_merged = :sentences_merged,
             sentences_split = :sentences_split, sentences_moved = :sentences_moved, paragraphs_added = :paragraphs_added,
             paragraphs_deleted = :paragraphs_deleted, paragraphs_edited = :paragraphs_edited,
             paragraphs_moved = :paragraphs_moved, paragraphs_split = :paragraphs_split,
             paragraphs_merged = :paragraphs_merged, words_added = :words_added, words_removed = :words_removed,
             words_before = :words_before, words_after = :words_after,
             told_as = coalesce(told_as, :told_as), retold_at = :at, site_event_id = :event
         WHERE id = :id",
    )?;
    // What is searched of it is what it says now.
    search::remove_change(connection, one.row)?;
    search::add_change(connection, one.row, change)?;
    let told_as = before.line();
    let own = named_params! { ":id": one.row, ":event": event, ":at": At(at), ":told_as": told_as };
    let findings = findings(change)?;
    statement.execute(bind(own, &findings).as_slice())?;
    Ok(())
}

/// Notes that a change is part of one of the whole site.
pub(super) fn part_of(connection: &Connection, id: i64, event: i64) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("UPDATE change SET site_event_id = ?2 WHERE id = ?1")?;
    statement.execute((id, event)).map(drop)
}

/// Puts what is told of a change in the place of what was; its texts and window's end stay.
pub(super) fn amend(connection: &Connection, id: i64, change: &Change) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE change SET kinds = :kinds, severity = :severity, severity_rank = :severity_rank,
             disclosure = :disclosure, summary = :summary, old_version = :old_version, new_version = :new_version,
             reverted_to = :reverted_to, last_seen_old_at = :last_seen_old_at WHERE id = :id",
    )?;
    statement.execute(named_params! {
        ":id": id,
        ":kinds": names(change.kinds.iter().map(|k| k.as_str())),
        ":severity": change.severity.as_str(),
        ":severity_rank": rank(change.severity),
        ":disclosure": change.disclosure.map(Disclosure::as_str),
        ":summary": change.summary,
        ":old_version": change.old_version,
        ":new_version": change.new_version,
        ":reverted_to": change.reverted_to,
        ":last_seen_old_at": change.last_seen_old_at.map(At),
    })?;
    Ok(())
}

/// Deletes a change that is not what happened, as is known now.
pub(super) fn delete(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    search::remove_change(connection, id)?;
    connection.prepare_cached("DELETE FROM change WHERE id = ?1")?.execute([id]).map(drop)
}
