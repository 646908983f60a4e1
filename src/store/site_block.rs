//! The tables `block_sight` and `site_block`: blocks that came on pages or went from them lately, and those that did so
//! on a whole site.

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension};

use super::error::StoreError;
use super::values::{At, Bytes32, signed};
use super::{retelling, site_event};
use crate::model::{
    BlockSight, ChangeKind, Outcome, PageId, SiteBlocks, SiteChange, SiteEvent, SiteEventKind, Timestamp, Visit,
    Witness,
};

/// A block of a site is known for so long after it last came or went.
const KNOWN_FOR: TimeDelta = TimeDelta::days(35);
/// Blocks that begin to come or go this soon after others are part of the same change of the site.
const SAME_CHANGE: TimeDelta = TimeDelta::hours(48);
/// Blocks that are quoted in an event, and characters of each.
const QUOTED_MAX: usize = 6;
const QUOTED_CHARS: usize = 100;

/// Notes which blocks came on or went with a visit that saw version `n`, and which of its changes are part of one of the
/// site.
pub(super) fn note(
    connection: &Connection,
    site: &str,
    visit: &Visit,
    n: u32,
    change_ids: &[i64],
) -> Result<(), StoreError> {
    // What stands in a doubtful text says nothing of the article.
    if visit.block_sights.is_empty() || visit.attempt.outcome == Outcome::State {
        return Ok(());
    }
    let at = At(visit.attempt.at);
    let mut known = connection
        .prepare_cached("SELECT site_event_id FROM site_block WHERE site = ?1 AND block_hash = ?2 AND is_added = ?3")?;
    let mut seen = connection.prepare_cached(
        "SELECT 1 FROM site_block AS b JOIN block_sight AS s USING (site, block_hash, is_added)
         WHERE b.site = ?1 AND b.site_event_id = ?2 AND s.page_id = ?3",
    )?;
    let mut event: Option<i64> = None;
    for sight in &visit.block_sights {
        let key = (site, Bytes32(sight.block), sight.is_added);
        event = event.max(known.query_row(key, |row| row.get(0)).optional()?);
    }
    let is_new_page = match event {
        Some(event) => !seen.exists((site, event, visit.page.0))?,
        None => false,
    };
    let mut insert = connection.prepare_cached(
        "INSERT INTO block_sight (site, block_hash, is_added, page_id, at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site, block_hash, is_added, page_id) DO UPDATE SET at = ?5, version = ?6",
    )?;
    let mut touch = connection.prepare_cached(
        "UPDATE site_block SET last_at = max(last_at, ?4) WHERE site = ?1 AND block_hash = ?2 AND is_added = ?3",
    )?;
    for sight in &visit.block_sights {
        insert.execute((site, Bytes32(sight.block), sight.is_added, visit.page.0, at, n))?;
        touch.execute((site, Bytes32(sight.block), sight.is_added, at))?;
    }
    let Some(event) = event else { return Ok(()) };
    connection
        .prepare_cached("UPDATE site_event SET pages = pages + ?2, ended_at = max(ended_at, ?3) WHERE id = ?1")?
        .execute((event, is_new_page, at))?;
    for (change, id) in visit.changes.iter().zip(change_ids) {
        if change.kinds.contains(&ChangeKind::SiteChange) {
            retelling::part_of(connection, *id, event)?;
        }
    }
    Ok(())
}

/// Writes that blocks come and go on a whole site, and what is told now of the changes that were told before; answers
/// with the event, where it is a new one.
pub(super) fn collapse(connection: &Connection, found: &SiteChange) -> Result<Option<SiteEvent>, StoreError> {
    let SiteChange { site, at, blocks, rejudged } = found;
    let began_at = blocks.iter().map(|(_, began_at)| *began_at).min().unwrap_or(*at);
    let open: Option<i64> = connection
        .prepare_cached(
            "SELECT id FROM site_event WHERE site = ?1 AND kind = ?2 AND ended_at >= ?3 ORDER BY id DESC LIMIT 1",
        )?
        .query_row((site, SiteEventKind::SiteChanged.as_str(), At(began_at - SAME_CHANGE)), |row| row.get(0))
        .optional()?;
    let (id, is_new) = match open {
        Some(id) => (id, false),
        None if blocks.is_empty() => return Ok(None),
        None => {
            let (subject, detail) = (String::new(), String::new());
            let (site, kind, ended_at) = (site.clone(), SiteEventKind::SiteChanged, Some(*at));
            site_event::insert(
                connection,
                &SiteEvent { kind, site, subject, detail, pages: 0, at: began_at, ended_at },
            )?;
            (connection.last_insert_rowid(), true)
        }
    };
    let mut insert = connection.prepare_cached(
        "INSERT INTO site_block (site, block_hash, is_added, text, site_event_id, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site, block_hash, is_added) DO UPDATE SET site_event_id = ?5, last_at = ?6",
    )?;
    for (sight, _) in blocks {
        insert.execute((site, Bytes32(sight.block), sight.is_added, &sight.text, id, At(*at)))?;
    }
    let pages: i64 = connection.query_row(
        "SELECT count(DISTINCT s.page_id) FROM site_block AS b JOIN block_sight AS s USING (site, block_hash, is_added)
         WHERE b.site = ?1 AND b.site_event_id = ?2",
        (site, id),
        |row| row.get(0),
    )?;
    let mut update = connection
        .prepare_cached("UPDATE site_event SET pages = ?2, detail = ?3, ended_at = max(ended_at, ?4) WHERE id = ?1")?;
    update.execute((id, pages, detail(connection, site, id)?, At(*at)))?;
    for one in rejudged {
        retelling::rejudge(connection, one, id, *at)?;
    }
    Ok(if is_new { site_event::by_id(connection, id)? } else { None })
}

/// What came and what went, quoted.
fn detail(connection: &Connection, site: &str, event: i64) -> rusqlite::Result<String> {
    let blocks = of_event(connection, site, event)?;
    let quoted = |(text, is_added): &(String, bool)| {
        let short: String = text.chars().take(QUOTED_CHARS).collect();
        let dots = if short.len() < text.len() { " …" } else { "" };
        format!("{} \"{short}{dots}\"", if *is_added { "came:" } else { "went:" })
    };
    let mut said: Vec<String> = blocks.iter().take(QUOTED_MAX).map(quoted).collect();
    if blocks.len() > QUOTED_MAX {
        said.push(format!("and {} more", blocks.len() - QUOTED_MAX));
    }
    Ok(said.join(", "))
}

/// The blocks of a change of a site, and whether each came or went.
pub(super) fn of_event(connection: &Connection, site: &str, event: i64) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare_cached(
        "SELECT text, is_added FROM site_block WHERE site = ?1 AND site_event_id = ?2 ORDER BY is_added, text",
    )?;
    statement.query_map((site, event), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The blocks that are known to come and go on a whole site.
pub(super) fn known(connection: &Connection, site: &str) -> rusqlite::Result<SiteBlocks> {
    let mut statement = connection.prepare_cached("SELECT block_hash, is_added FROM site_block WHERE site = ?1")?;
    let mut known = SiteBlocks::default();
    let mut rows = statement.query([site])?;
    while let Some(row) = rows.next()? {
        let block = row.get::<_, Bytes32>(0)?.0;
        let side = if row.get(1)? { &mut known.added } else { &mut known.removed };
        side.insert(block);
    }
    Ok(known)
}

/// The pages on which a block came or went since a time, the first first.
pub(super) fn witnesses(
    connection: &Connection,
    site: &str,
    sight: &BlockSight,
    since: Timestamp,
) -> rusqlite::Result<Vec<Witness>> {
    let mut statement = connection.prepare_cached(
        "SELECT page_id, at, version FROM block_sight
         WHERE site = ?1 AND block_hash = ?2 AND is_added = ?3 AND at >= ?4 ORDER BY at, page_id",
    )?;
    let rows = statement.query_map((site, Bytes32(sight.block), sight.is_added, At(since)), |row| {
        Ok(Witness { page: PageId(row.get(0)?), at: row.get::<_, At>(1)?.0, version: row.get(2)? })
    })?;
    rows.collect()
}

/// How many pages of a site were read since a time.
pub(super) fn read_since(connection: &Connection, site: &str, since: Timestamp) -> rusqlite::Result<u64> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM page WHERE site = ?1 AND last_seen_at >= ?2")?;
    Ok(statement.query_row((site, At(since)), |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Forgets what came and went too long ago to count; answers how many rows.
pub(super) fn forget(connection: &Connection, now: Timestamp) -> rusqlite::Result<usize> {
    let known = connection.execute("DELETE FROM site_block WHERE last_at < ?1", [At(now - KNOWN_FOR)])?;
    let sights = connection.execute(
        "DELETE FROM block_sight WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM site_block AS b
             WHERE b.site = block_sight.site AND b.block_hash = block_sight.block_hash
             AND b.is_added = block_sight.is_added)",
        [At(now - SAME_CHANGE)],
    )?;
    Ok(known + sights)
}

/// The last changes of sites since a time, the newest first, each with its row.
pub(super) fn events(
    connection: &Connection,
    since: Option<Timestamp>,
    site: Option<&str>,
    limit: u64,
) -> rusqlite::Result<Vec<(i64, SiteEvent)>> {
    site_event::of_kind(
        connection,
        SiteEventKind::SiteChanged,
        since.unwrap_or(Timestamp::MIN_UTC),
        site,
        signed(limit),
    )
}
