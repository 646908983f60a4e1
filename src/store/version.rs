//! The table `version`: texts that a page had. Once written, only the end of its window changes, and its number where
//! `reread` finds a text of the time before it.

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::article::{Columns, to_article, to_columns};
use super::chain::{self, Subject};
use super::error::StoreError;
use super::search;
use super::values::{At, Bytes32, named};
use crate::model::{
    Article, Baseline, Cause, ChangeKind, Hashes, NewVersion, OlderVersion, PageId, Timestamp, VersionId,
};

/// Older versions that telling a reversion looks back upon.
const OLDER_MAX: i64 = 50;

/// One stored text of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionRow {
    pub id: VersionId,
    pub page: PageId,
    /// Its number in the page's history: 1, 2, ..
    pub n: u32,
    /// Whether the publisher or our own rules made it.
    pub cause: Cause,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The extraction (rules and code) that made it.
    pub revision: String,
    pub article: Article,
    pub hashes: Hashes,
    /// The raw page that it was read from.
    pub capture: Option<i64>,
    /// How many visits saw it.
    pub sights: u32,
    /// Which article under the address it is a text of: 1, 2, ..
    pub lineage: u32,
}

/// The span and origin of a version to be stored.
pub(super) struct Origin {
    pub cause: Cause,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub capture: Option<i64>,
}

/// Stores a text as version `new.n` of `page`.
pub(super) fn insert(
    connection: &Connection,
    page: PageId,
    new: &NewVersion,
    origin: &Origin,
) -> Result<VersionId, StoreError> {
    let columns = to_columns(&new.article).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let stated = |time: &Option<crate::model::StatedTime>| time.as_ref().and_then(|t| t.instant).map(At);
    let mut statement = connection.prepare_cached(
        "INSERT INTO version (page_id, n, cause, first_seen_at, last_seen_at, capture_id, revision, words, headline,
                              standfirst, byline, body, captions, notes, section, issue, published, modified,
                              canonical_url, language, is_free, is_live, body_kinds, detail, text_hash, canon_hash,
                              body_canon_hash, lineage)
         VALUES (:page, :n, :cause, :first_seen_at, :last_seen_at, :capture, :revision, :words, :headline,
                 :standfirst, :byline, :body, :captions, :notes, :section, :issue, :published, :modified,
                 :canonical_url, :language, :is_free, :is_live, :body_kinds, :detail, :text_hash, :canon_hash,
                 :body_canon_hash,
                 coalesce((SELECT lineage FROM version WHERE page_id = :page AND n < :n ORDER BY n DESC LIMIT 1), 1))",
    )?;
    let inserted = statement.execute(named_params! {
        ":page": page.0,
        ":n": new.n,
        ":cause": origin.cause.as_str(),
        ":first_seen_at": At(origin.first_seen_at),
        ":last_seen_at": At(origin.last_seen_at),
        ":capture": origin.capture,
        ":revision": new.revision,
        ":words": super::values::signed(new.article.body_words() as u64),
        ":headline": columns.headline,
        ":standfirst": columns.standfirst,
        ":byline": columns.byline,
        ":body": columns.body,
        ":captions": columns.captions,
        ":notes": columns.notes,
        ":section": columns.section,
        ":issue": columns.issue,
        ":published": stated(&new.article.published),
        ":modified": stated(&new.article.modified),
        ":canonical_url": columns.canonical_url,
        ":language": columns.language,
        ":is_free": columns.is_free,
        ":is_live": columns.is_live,
        ":body_kinds": columns.body_kinds,
        ":detail": columns.detail,
        ":text_hash": Bytes32(new.hashes.text),
        ":canon_hash": Bytes32(new.hashes.canon),
        ":body_canon_hash": Bytes32(new.hashes.body_canon),
    });
    match inserted {
        Ok(_) => {
            let id = VersionId(connection.last_insert_rowid());
            search::add_version(connection, id, &new.article)?;
            chain::made(connection, Subject::Version, id.0)?;
            Ok(id)
        }
        Err(e) if is_taken(&e) => Err(StoreError::VersionExists { page: page.0, n: new.n }),
        Err(e) => Err(e.into()),
    }
}

fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}

/// Counts again the lineages of a page's versions from `n` on, after what was told of them.
pub(super) fn count_lineages(connection: &Connection, page: PageId, n: u32) -> rusqlite::Result<()> {
    let opening = ChangeKind::ALL.iter().filter(|kind| kind.opens_lineage());
    let opens: Vec<String> = opening.map(|kind| format!("instr(' ' || c.kinds || ' ', ' {kind} ') > 0")).collect();
    let mut statement = connection.prepare_cached(&format!(
        "UPDATE version SET lineage = 1 + (
             SELECT count(*) FROM change AS c
             WHERE c.page_id = version.page_id AND c.cause = 'publisher' AND c.old_version < c.new_version
               AND c.new_version <= version.n AND ({}))
         WHERE page_id = ?1 AND n >= ?2",
        opens.join(" OR ")
    ))?;
    statement.execute((page.0, n)).map(drop)
}

/// Ends the window of a version that is followed by another.
pub(super) fn close_window(connection: &Connection, id: VersionId, seen_at: At, sights: u32) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("UPDATE version SET last_seen_at = max(last_seen_at, ?2), sights = ?3 WHERE id = ?1")?;
    statement.execute((id.0, seen_at, sights))?;
    chain::made(connection, Subject::Window, id.0)
}

const SELECT: &str = "SELECT v.id, v.page_id, v.n, v.cause, v.first_seen_at,
       CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at ELSE v.last_seen_at END,
       v.revision, v.capture_id, v.text_hash, v.canon_hash, v.body_canon_hash, v.headline, v.standfirst, v.byline,
       v.body, v.section, v.issue, v.canonical_url, v.language, v.is_free, v.is_live, v.body_kinds, v.detail,
       CASE WHEN p.version_id = v.id THEN p.text_sights ELSE v.sights END, v.lineage
FROM version AS v JOIN page AS p ON p.id = v.page_id ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<VersionRow> {
    let columns = Columns {
        headline: row.get(11)?,
        standfirst: row.get(12)?,
        byline: row.get(13)?,
        body: row.get(14)?,
        section: row.get(15)?,
        issue: row.get(16)?,
        canonical_url: row.get(17)?,
        language: row.get(18)?,
        is_free: row.get(19)?,
        is_live: row.get(20)?,
        body_kinds: row.get(21)?,
        detail: row.get(22)?,
        captions: None,
        notes: None,
    };
    let misfit =
        || rusqlite::Error::InvalidColumnType(22, "body, body_kinds, detail".into(), rusqlite::types::Type::Text);
    Ok(VersionRow {
        id: VersionId(row.get(0)?),
        page: PageId(row.get(1)?),
        n: row.get(2)?,
        cause: named("cause", row.get_ref(3)?.as_str()?, Cause::parse)?,
        first_seen_at: row.get::<_, At>(4)?.0,
        last_seen_at: row.get::<_, At>(5)?.0,
        revision: row.get(6)?,
        capture: row.get(7)?,
        hashes: Hashes {
            text: row.get::<_, Bytes32>(8)?.0,
            canon: row.get::<_, Bytes32>(9)?.0,
            body_canon: row.get::<_, Bytes32>(10)?.0,
        },
        article: to_article(&columns).ok_or_else(misfit)?,
        sights: row.get(23)?,
        lineage: row.get(24)?,
    })
}

/// All versions of a page, the oldest first.
pub(super) fn all(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<VersionRow>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE v.page_id = ?1 ORDER BY v.n"))?;
    statement.query_map([page.0], from_row)?.collect()
}

/// Version `n` of a page.
pub(super) fn numbered(connection: &Connection, page: PageId, n: u32) -> rusqlite::Result<Option<VersionRow>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE v.page_id = ?1 AND v.n = ?2"))?;
    statement.query_row((page.0, n), from_row).optional()
}

/// The newest version of a page.
pub(super) fn newest(connection: &Connection, page: PageId) -> rusqlite::Result<Option<VersionRow>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE v.page_id = ?1 ORDER BY v.n DESC LIMIT 1"))?;
    statement.query_row([page.0], from_row).optional()
}

/// The version that was last seen to have come up at or before `at`.
pub(super) fn at(connection: &Connection, page: PageId, at: Timestamp) -> rusqlite::Result<Option<VersionRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE v.page_id = ?1 AND v.first_seen_at <= ?2 ORDER BY v.first_seen_at DESC, v.n DESC LIMIT 1"
    ))?;
    statement.query_row((page.0, At(at)), from_row).optional()
}

/// Hands the newest texts of a site's pages to `each`; see `Reader::recent_articles`.
pub(super) fn recent(
    connection: &Connection,
    site: &str,
    within: TimeDelta,
    limit: u32,
    mut each: impl FnMut(PageId, Article),
) -> rusqlite::Result<()> {
    let mut last = connection.prepare_cached("SELECT max(text_seen_at) FROM page WHERE site = ?1")?;
    let Some(last) = last.query_row([site], |row| row.get::<_, Option<At>>(0))? else { return Ok(()) };
    let since = last.0.checked_sub_signed(within).unwrap_or(Timestamp::MIN_UTC);
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE v.id IN (SELECT version_id FROM page WHERE site = ?1 AND text_seen_at >= ?2
                                 ORDER BY text_seen_at DESC LIMIT ?3)"
    ))?;
    let mut rows = statement.query((site, At(since), limit))?;
    while let Some(row) = rows.next()? {
        let version = from_row(row)?;
        each(version.page, version.article);
    }
    Ok(())
}

/// What is compared with: the newest version.
pub(super) fn baseline(row: VersionRow) -> Baseline {
    Baseline {
        n: row.n,
        article: row.article,
        hashes: row.hashes,
        revision: row.revision,
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
        sights: row.sights,
        has_moved_claims: false,
    }
}

/// A version without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionBrief {
    pub id: VersionId,
    pub n: u32,
    pub cause: Cause,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub words: u64,
    pub headline: Option<String>,
}

/// The versions of a page that came up at or before `at`, the newest first, without their texts.
pub(super) fn briefs(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    limit: u32,
) -> rusqlite::Result<Vec<VersionBrief>> {
    let mut statement = connection.prepare_cached(
        "SELECT v.id, v.n, v.cause, v.first_seen_at,
                CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at
                     ELSE v.last_seen_at END, v.words, v.headline
         FROM version AS v JOIN page AS p ON p.id = v.page_id
         WHERE v.page_id = ?1 AND v.first_seen_at <= ?2 ORDER BY v.n DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((page.0, At(at), limit), |row| {
        Ok(VersionBrief {
            id: VersionId(row.get(0)?),
            n: row.get(1)?,
            cause: named("cause", row.get_ref(2)?.as_str()?, Cause::parse)?,
            first_seen_at: row.get::<_, At>(3)?.0,
            last_seen_at: row.get::<_, At>(4)?.0,
            words: row.get::<_, i64>(5)?.unsigned_abs(),
            headline: row.get(6)?,
        })
    })?;
    rows.collect()
}

/// When a version's text was seen.
pub(super) struct Span {
    pub id: VersionId,
    pub n: u32,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// When the texts of a page were seen, the oldest first.
pub(super) fn spans(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<Span>> {
    let mut statement = connection.prepare_cached(
        "SELECT v.id, v.n, v.first_seen_at,
                CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at
                     ELSE v.last_seen_at END
         FROM version AS v JOIN page AS p ON p.id = v.page_id WHERE v.page_id = ?1 ORDER BY v.n",
    )?;
    let rows = statement.query_map([page.0], |row| {
        Ok(Span {
            id: VersionId(row.get(0)?),
            n: row.get(1)?,
            first_seen_at: row.get::<_, At>(2)?.0,
            last_seen_at: row.get::<_, At>(3)?.0,
        })
    })?;
    rows.collect()
}

/// Deletes a version that turned out to be the text of another.
pub(super) fn delete(connection: &Connection, id: VersionId) -> rusqlite::Result<()> {
    chain::deleted(connection, id)?;
    search::remove_version(connection, id)?;
    connection.prepare_cached("DELETE FROM version WHERE id = ?1")?.execute([id.0]).map(drop)
}

/// The versions before number `n`, the newest first.
pub(super) fn older(connection: &Connection, page: PageId, n: u32) -> rusqlite::Result<Vec<OlderVersion>> {
    let mut statement = connection.prepare_cached(
        "SELECT n, canon_hash, first_seen_at, last_seen_at, headline, sights FROM version
         WHERE page_id = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3",
    )?;
    statement.query_map((page.0, n, OLDER_MAX), in_brief)?.collect()
}

/// The versions after number `n`, in order.
pub(super) fn after(connection: &Connection, page: PageId, n: u32) -> rusqlite::Result<Vec<OlderVersion>> {
    let mut statement = connection.prepare_cached(
        "SELECT n, canon_hash, first_seen_at, last_seen_at, headline, sights FROM version
         WHERE page_id = ?1 AND n > ?2 ORDER BY n",
    )?;
    statement.query_map((page.0, n), in_brief)?.collect()
}

fn in_brief(row: &Row<'_>) -> rusqlite::Result<OlderVersion> {
    Ok(OlderVersion {
        n: row.get(0)?,
        canon: row.get::<_, Bytes32>(1)?.0,
        first_seen_at: row.get::<_, At>(2)?.0,
        last_seen_at: row.get::<_, At>(3)?.0,
        headline: row.get(4)?,
        sights: row.get(5)?,
    })
}
