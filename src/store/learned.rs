//! The table `learned_block`: what repeats on a site's articles, as it was learned and taken back.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::StoreError;
use super::site_event;
use super::values::{At, from_json, json};
use crate::model::{Learned, LearnedBlock, Lesson, PageId, SiteEvent, SiteEventKind, Timestamp};

/// The most blocks that a site's list holds.
pub const LEARNED_MAX: usize = 200;

/// Addresses kept of the pages that showed a block.
const SEEN_ON_MAX: usize = 5;

/// The list that is in force for a site.
pub(super) fn list(connection: &Connection, site: &str) -> rusqlite::Result<Learned> {
    let mut statement =
        connection.prepare_cached("SELECT folded FROM learned_block WHERE site = ?1 AND unlearned_at IS NULL")?;
    let folded: Vec<String> = statement.query_map([site], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Learned::of(folded))
}

/// Puts lessons on a site's list, as one new edition of it; answers with what is told of it, if anything is new.
///
/// What the operator took back stays off, and a full list takes no more.
pub(super) fn learn(
    connection: &Connection,
    site: &str,
    lessons: &[Lesson],
    at: Timestamp,
) -> Result<Option<SiteEvent>, StoreError> {
    let (edition, known): (u32, u32) = connection.query_row(
        "SELECT coalesce(max(list), 0) + 1, count(*) FILTER (WHERE unlearned_at IS NULL) FROM learned_block
         WHERE site = ?1",
        [site],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO learned_block (site, text, folded, list, learned_at, articles, seen_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (site, folded) DO NOTHING",
    )?;
    let (mut texts, mut articles) = (Vec::new(), 0);
    for lesson in lessons {
        if known as usize + texts.len() >= LEARNED_MAX {
            break;
        }
        let seen_on = json(&addresses(connection, &lesson.seen_on)?)?;
        let row = (site, &lesson.text, &lesson.folded, edition, At(at), lesson.articles, seen_on);
        if statement.execute(row)? > 0 {
            texts.push(format!("\"{}\"", lesson.text));
            articles = articles.max(lesson.articles);
        }
    }
    if texts.is_empty() {
        return Ok(None);
    }
    let detail = format!("list {edition}: {}", texts.join(", "));
    let event = note(SiteEventKind::BoilerplateLearned, site, detail, articles.into(), at);
    site_event::insert(connection, &event)?;
    Ok(Some(event))
}

/// Takes a block off its site's list; answers with it, or `None` where it is not on a list.
pub(super) fn unlearn(connection: &Connection, id: i64, at: Timestamp) -> Result<Option<LearnedBlock>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1 AND unlearned_at IS NULL"))?;
    let Some(block) = statement.query_row([id], from_row).optional()? else { return Ok(None) };
    connection.execute("UPDATE learned_block SET unlearned_at = ?2 WHERE id = ?1", (id, At(at)))?;
    let detail = format!("\"{}\"", block.text);
    let articles = u64::from(block.articles);
    site_event::insert(connection, &note(SiteEventKind::BoilerplateUnlearned, &block.site, detail, articles, at))?;
    Ok(Some(LearnedBlock { unlearned_at: Some(at), ..block }))
}

fn note(kind: SiteEventKind, site: &str, detail: String, pages: u64, at: Timestamp) -> SiteEvent {
    SiteEvent { kind, site: site.to_owned(), subject: String::new(), detail, pages, at, ended_at: Some(at) }
}

fn addresses(connection: &Connection, pages: &[PageId]) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT url FROM page WHERE id = ?1")?;
    pages.iter().take(SEEN_ON_MAX).map(|page| statement.query_row([page.0], |row| row.get(0))).collect()
}

const SELECT: &str = "SELECT id, site, text, folded, list, learned_at, articles, seen_on, unlearned_at
                      FROM learned_block ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<LearnedBlock> {
    Ok(LearnedBlock {
        id: row.get(0)?,
        site: row.get(1)?,
        text: row.get(2)?,
        folded: row.get(3)?,
        list: row.get(4)?,
        learned_at: row.get::<_, At>(5)?.0,
        articles: row.get(6)?,
        seen_on: from_json(row.get_ref(7)?.as_str()?)?,
        unlearned_at: row.get::<_, Option<At>>(8)?.map(|t| t.0),
    })
}

/// When a site's list last got a new edition.
pub(super) fn last_at(connection: &Connection, site: &str) -> rusqlite::Result<Option<Timestamp>> {
    let mut statement = connection.prepare_cached("SELECT max(learned_at) FROM learned_block WHERE site = ?1")?;
    statement.query_row([site], |row| Ok(row.get::<_, Option<At>>(0)?.map(|t| t.0)))
}

/// All blocks that were ever learned, by site, the newest last.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<LearnedBlock>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY site, id"))?;
    statement.query_map([], from_row)?.collect()
}
