//! Search in time: when a phrase stood in which texts, and which changes took it out or put it in.
//!
//! The index (`version_text`, `change_text`) holds no text of its own, only where which words are. It is written in the
//! transaction of the version or change that it is about.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::article::{Columns, to_article};
use super::change::{self, ChangeRow};
use super::phrase::{Phrase, Side, indexed, indexed_side, texts};
use super::values::from_json;
use super::version;
use crate::model::{Article, Change, Edit, PageId, Timestamp, VersionId};

/// Rows of the index that one call looks at; what lies beyond is reached by asking again from there.
const ROWS_MAX: usize = 2000;
/// Rows of the index that are read at a time.
const BATCH: usize = 250;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Ask {
    pub phrase: Phrase,
    pub site: Option<String>,
    /// Only rows before this one, as [`Found::next`] said.
    pub before: Option<i64>,
    /// At most so many answers.
    pub limit: usize,
}

/// What was found, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found<T> {
    pub rows: Vec<T>,
    /// Where to go on; `None` where there is nothing more.
    pub next: Option<i64>,
}

/// A page and when a phrase stood on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    pub page: PageId,
    pub url: String,
    pub site: String,
    /// The headline of the newest version that holds the phrase.
    pub headline: Option<String>,
    /// The text around the phrase in that version.
    pub excerpt: Excerpt,
    /// The oldest first.
    pub spells: Vec<Spell>,
}

/// A text with the place of the phrase in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    pub before: String,
    pub phrase: String,
    pub after: String,
}

/// A time through which a phrase stood: versions one after the other that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    pub first_version: u32,
    pub last_version: u32,
    /// The last visit that saw the page without it; `None` where it was there when the page was first seen.
    pub not_yet_at: Option<Timestamp>,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The first visit that saw the page without it again; `None` where it still stands, as far as is known.
    pub gone_at: Option<Timestamp>,
}

/// Puts a version's text into the index.
pub(super) fn add_version(connection: &Connection, id: VersionId, article: &Article) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO version_text (rowid, text) VALUES (?1, ?2)")?;
    statement.execute((id.0, indexed(article))).map(drop)
}

/// Takes a version's text out of the index.
pub(super) fn remove_version(connection: &Connection, id: VersionId) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM version_text WHERE rowid = ?1")?.execute([id.0]).map(drop)
}

/// Puts what a change took out and put in into the index.
pub(super) fn add_change(connection: &Connection, id: i64, change: &Change) -> rusqlite::Result<()> {
    let side = |side| indexed_side(&change.edits, side);
    let (removed, added) = (side(Side::Removed), side(Side::Added));
    if removed.is_empty() && added.is_empty() {
        return Ok(());
    }
    let mut statement =
        connection.prepare_cached("INSERT INTO change_text (rowid, removed, added) VALUES (?1, ?2, ?3)")?;
    statement.execute((id, removed, added)).map(drop)
}

/// Takes a change out of the index.
pub(super) fn remove_change(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM change_text WHERE rowid = ?1")?.execute([id]).map(drop)
}

/// Puts everything that a file holds into its empty index.
pub(super) fn index_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut versions =
        connection.prepare("SELECT id, headline, standfirst, byline, body, body_kinds, detail FROM version")?;
    let mut rows = versions.query([])?;
    while let Some(row) = rows.next()? {
        let columns = Columns {
            headline: row.get(1)?,
            standfirst: row.get(2)?,
            byline: row.get(3)?,
            body: row.get(4)?,
            body_kinds: row.get(5)?,
            detail: row.get(6)?,
            ..Columns::default()
        };
        // A row that somebody wrote by hand and that is no article has no text that could be found.
        if let Some(article) = to_article(&columns) {
            add_version(connection, VersionId(row.get(0)?), &article)?;
        }
    }
    let mut changes = connection.prepare("SELECT id, edits FROM change")?;
    let mut rows = changes.query([])?;
    let mut insert = connection.prepare("INSERT INTO change_text (rowid, removed, added) VALUES (?1, ?2, ?3)")?;
    while let Some(row) = rows.next()? {
        let edits: Vec<Edit> = from_json(row.get_ref(1)?.as_str()?)?;
        let (removed, added) = (indexed_side(&edits, Side::Removed), indexed_side(&edits, Side::Added));
        if !removed.is_empty() || !added.is_empty() {
            insert.execute((row.get::<_, i64>(0)?, removed, added))?;
        }
    }
    Ok(())
}

/// Goes through the rows of an index that hold the phrase, the newest first, until `take` has enough.
fn walk(
    connection: &Connection,
    sql: &str,
    query: &str,
    before: Option<i64>,
    mut take: impl FnMut(i64) -> rusqlite::Result<bool>,
) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut before = before.unwrap_or(i64::MAX);
    for _ in 0..ROWS_MAX / BATCH {
        let ids = statement.query_map((query, before, BATCH as i64), |row| row.get(0))?;
        let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
        for id in &ids {
            before = *id;
            if !take(*id)? {
                return Ok(Some(before));
            }
        }
        if ids.len() < BATCH {
            return Ok(None);
        }
    }
    Ok(Some(before))
}

/// The pages on which a phrase stood, those with the newest text first.
pub(super) fn stands(connection: &Connection, ask: &Ask) -> rusqlite::Result<Found<Stand>> {
    let sql = "SELECT rowid FROM version_text WHERE version_text MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3";
    let query = ask.phrase.query();
    let mut page_of = connection.prepare_cached(
        "SELECT v.page_id, p.site FROM version AS v JOIN page AS p ON p.id = v.page_id WHERE v.id = ?1",
    )?;
    let mut rows = Vec::new();
    let next = walk(connection, sql, &query, ask.before, |id| {
        let found = page_of.query_row([id], |row| Ok((PageId(row.get(0)?), row.get::<_, String>(1)?))).optional()?;
        let wanted = found.filter(|(_, site)| ask.site.as_ref().is_none_or(|wanted| wanted == site));
        if let Some((page, _)) = wanted {
            rows.extend(stand(connection, &ask.phrase, &query, page, VersionId(id))?);
        }
        Ok(rows.len() < ask.limit)
    })?;
    Ok(Found { rows, next })
}

/// When a phrase stood on a page; `None` where a newer row of the index has told of the page already.
fn stand(
    connection: &Connection,
    phrase: &Phrase,
    query: &str,
    page: PageId,
    id: VersionId,
) -> rusqlite::Result<Option<Stand>> {
    let versions = version::spans(connection, page)?;
    let holding = holding(connection, query, &versions.iter().map(|v| v.id.0).collect::<Vec<_>>())?;
    if holding.iter().max() != Some(&id.0) {
        return Ok(None);
    }
    let mut spells: Vec<Spell> = Vec::new();
    let mut before: Option<&version::Span> = None;
    for span in &versions {
        let holds = holding.contains(&span.id.0);
        let held = before.is_some_and(|before| holding.contains(&before.id.0));
        match (spells.last_mut().filter(|_| held), holds) {
            (Some(spell), true) => (spell.last_version, spell.last_seen_at) = (span.n, span.last_seen_at),
            (Some(spell), false) => spell.gone_at = Some(span.first_seen_at),
            (None, true) => spells.push(Spell {
                first_version: span.n,
                last_version: span.n,
                not_yet_at: before.map(|before| before.last_seen_at),
                first_seen_at: span.first_seen_at,
                last_seen_at: span.last_seen_at,
                gone_at: None,
            }),
            (None, false) => {}
        }
        before = Some(span);
    }
    let newest = spells.last().map(|spell| spell.last_version);
    let Some(row) = newest.map(|n| version::numbered(connection, page, n)).transpose()?.flatten() else {
        return Ok(None);
    };
    let sql = "SELECT url, site FROM page WHERE id = ?1";
    let (url, site) = connection.prepare_cached(sql)?.query_row([page.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let excerpt = excerpt(phrase, &row.article);
    Ok(Some(Stand { page, url, site, headline: row.article.headline, excerpt, spells }))
}

/// Which of some versions hold the phrase.
fn holding(connection: &Connection, query: &str, ids: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let mut found = Vec::new();
    for some in ids.chunks(BATCH) {
        let places = vec!["?"; some.len()].join(", ");
        let sql = format!("SELECT rowid FROM version_text WHERE version_text MATCH ? AND rowid IN ({places})");
        let values = [Value::from(query.to_owned())].into_iter().chain(some.iter().map(|id| Value::from(*id)));
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| row.get::<_, i64>(0))?;
        found.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

fn excerpt(phrase: &Phrase, article: &Article) -> Excerpt {
    let texts = texts(article);
    match texts.iter().find_map(|text| phrase.excerpt(text)) {
        Some((before, hit, after)) => {
            Excerpt { before: before.to_owned(), phrase: hit.to_owned(), after: after.to_owned() }
        }
        // The words are there, but one of them begins or ends within a letter (as of a ligature): shown without a mark.
        None => {
            let whole = texts.iter().find(|text| phrase.is_in(text)).copied().unwrap_or_default();
            Excerpt { before: whole.to_owned(), ..Excerpt::default() }
        }
    }
}

/// The changes that took a phrase out, or put it in, the newest row first.
pub(super) fn changes(connection: &Connection, ask: &Ask, side: Side) -> rusqlite::Result<Found<ChangeRow>> {
    let column = if side == Side::Removed { "removed" } else { "added" };
    matching(connection, ask, &format!("{column} : {}", ask.phrase.query()), |row| {
        row.change.cause == crate::model::Cause::Publisher && ask.phrase.is_on(&row.change.edits, side)
    })
}

/// The changes in whose own texts a phrase stands and that `is_wanted`, the newest row first.
pub(super) fn matching(
    connection: &Connection,
    ask: &Ask,
    query: &str,
    is_wanted: impl Fn(&ChangeRow) -> bool,
) -> rusqlite::Result<Found<ChangeRow>> {
    let sql = "SELECT rowid FROM change_text WHERE change_text MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3";
    let mut rows = Vec::new();
    let next = walk(connection, sql, query, ask.before, |id| {
        let row = change::by_id(connection, id)?;
        let is_of_site = |row: &ChangeRow| ask.site.as_ref().is_none_or(|site| *site == row.site);
        rows.extend(row.filter(|row| is_of_site(row) && is_wanted(row)));
        Ok(rows.len() < ask.limit)
    })?;
    Ok(Found { rows, next })
}
