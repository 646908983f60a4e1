//! The table `chain`: every raw page and text on record is bound by a hash to all that came before, so that a row that
//! was changed, dropped or added behind the program's back shows.
//!
//! What may change later is not bound (a version's number, how a body is packed, what is told of a change); what ends
//! later has a link of its own (the window of a text); what is given up on purpose leaves a link that says so. The
//! chain says nothing of who wrote it: someone who can rewrite all of the file can forge a whole new one. So its head
//! is printed by `newswatch verify`, to be kept elsewhere.

mod content;
mod verify;

use rusqlite::{Connection, OptionalExtension, Row};

use super::values::Bytes32;
use crate::model::{Hash, VersionId};
use content::Hashed;
pub(super) use content::facts;
pub use verify::{BrokenRow, ChainHead, ChainReport, Verdict};

/// The hash before the first link, and of a row that is no more.
const NOTHING: Hash = Hash([0; 32]);

/// What a link binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// The chain itself.
    Chain,
    Capture,
    Version,
    /// When a version's text was seen.
    Window,
}

impl Subject {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Subject::Chain => "chain",
            Subject::Capture => "capture",
            Subject::Version => "version",
            Subject::Window => "window",
        }
    }

    fn parse(name: &str) -> Option<Subject> {
        [Subject::Chain, Subject::Capture, Subject::Version, Subject::Window].into_iter().find(|s| s.as_str() == name)
    }
}

/// What was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Began,
    Made,
    Gone,
    Redacted,
}

impl Deed {
    fn as_str(self) -> &'static str {
        match self {
            Deed::Began => "began",
            Deed::Made => "made",
            Deed::Gone => "gone",
            Deed::Redacted => "redacted",
        }
    }

    fn parse(name: &str) -> Option<Deed> {
        [Deed::Began, Deed::Made, Deed::Gone, Deed::Redacted].into_iter().find(|d| d.as_str() == name)
    }
}

/// One link of the chain as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: i64,
    pub subject: String,
    pub deed: String,
    pub page: Option<i64>,
    pub row: Option<i64>,
    pub note: Option<String>,
    pub content: Hash,
    pub hash: Hash,
}

impl Link {
    const COLUMNS: &str = "id, subject, deed, page_id, row_id, note, content_hash, link_hash";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Link> {
        Ok(Link {
            id: row.get(0)?,
            subject: row.get(1)?,
            deed: row.get(2)?,
            page: row.get(3)?,
            row: row.get(4)?,
            note: row.get(5)?,
            content: row.get::<_, Bytes32>(6)?.0,
            hash: row.get::<_, Bytes32>(7)?.0,
        })
    }

    /// The hash that the link has to have after one with the hash `before`.
    fn hash_after(&self, before: Hash) -> Hash {
        let number = |n: Option<i64>| n.map(|n| n.to_string());
        let mut hashed = Hashed::default();
        hashed.text(&before.to_string());
        hashed.text(&self.id.to_string());
        hashed.text(&self.subject);
        hashed.text(&self.deed);
        for value in [number(self.page), number(self.row), self.note.clone()] {
            hashed.maybe(value.as_deref());
        }
        hashed.text(&self.content.to_string());
        hashed.end()
    }
}

/// Binds a row as it is now, new or with a new end of its window.
pub(super) fn made(connection: &Connection, subject: Subject, row: i64) -> rusqlite::Result<()> {
    bind(connection, subject, Deed::Made, row, None)
}

/// Notes that the body of a raw page was given up, when and why; the row stays.
pub(super) fn given_up(connection: &Connection, capture: i64, note: &str) -> rusqlite::Result<()> {
    bind(connection, Subject::Capture, Deed::Gone, capture, Some(note))
}

/// Notes that a text was taken out of a row, when and why.
pub(super) fn redacted(connection: &Connection, subject: Subject, row: i64, note: &str) -> rusqlite::Result<()> {
    bind(connection, subject, Deed::Redacted, row, Some(note))
}

/// Notes that a version is about to be deleted, because it turned out to be the text of another.
pub(super) fn deleted(connection: &Connection, version: VersionId) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT page_id FROM version WHERE id = ?1")?;
    let Some(page) = statement.query_row([version.0], |row| row.get(0)).optional()? else { return Ok(()) };
    let (subject, deed) = (Subject::Version.as_str().to_owned(), Deed::Gone.as_str().to_owned());
    let note = Some("the text of another version".to_owned());
    append(connection, Link { subject, deed, page: Some(page), row: Some(version.0), note, ..Link::empty() })
}

/// Makes the chain of a file that had none, over all that it holds in the order of its rows.
pub(super) fn begin(connection: &Connection) -> rusqlite::Result<()> {
    let rows = |sql: &str| -> rusqlite::Result<Vec<i64>> {
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let captures = rows("SELECT id FROM capture ORDER BY id")?;
    let versions = rows("SELECT id FROM version ORDER BY id")?;
    if captures.is_empty() && versions.is_empty() {
        return Ok(());
    }
    // The clock of SQLite: an upgrade is given no other.
    let now: String = connection.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')", [], |row| row.get(0))?;
    let note = format!("{now}: {} captures and {} versions are older", captures.len(), versions.len());
    let (subject, deed) = (Subject::Chain.as_str().to_owned(), Deed::Began.as_str().to_owned());
    append(connection, Link { subject, deed, note: Some(note), ..Link::empty() })?;
    captures.into_iter().try_for_each(|id| made(connection, Subject::Capture, id))?;
    versions.into_iter().try_for_each(|id| made(connection, Subject::Version, id))?;
    let closed =
        rows("SELECT id FROM version WHERE id NOT IN (SELECT version_id FROM page WHERE version_id IS NOT NULL)")?;
    closed.into_iter().try_for_each(|id| made(connection, Subject::Window, id))
}

fn bind(connection: &Connection, subject: Subject, deed: Deed, row: i64, note: Option<&str>) -> rusqlite::Result<()> {
    let (page, content) = content::hash(connection, subject, row)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let link = Link {
        subject: subject.as_str().to_owned(),
        deed: deed.as_str().to_owned(),
        page: Some(page),
        row: Some(row),
        note: note.map(str::to_owned),
        content,
        ..Link::empty()
    };
    append(connection, link)
}

impl Link {
    fn empty() -> Link {
        let (subject, deed) = (String::new(), String::new());
        Link { id: 0, subject, deed, page: None, row: None, note: None, content: NOTHING, hash: NOTHING }
    }
}

/// Puts a link at the end of the chain; its number and hash are found here.
fn append(connection: &Connection, mut link: Link) -> rusqlite::Result<()> {
    let (id, before) = head(connection)?.map_or((0, NOTHING), |head| (head.link, head.hash));
    link.id = id + 1;
    link.hash = link.hash_after(before);
    let mut insert = connection.prepare_cached(
        "INSERT INTO chain (id, subject, deed, page_id, row_id, note, content_hash, link_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let (content, hash) = (Bytes32(link.content), Bytes32(link.hash));
    insert.execute((link.id, link.subject, link.deed, link.page, link.row, link.note, content, hash)).map(drop)
}

/// The end of the chain.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<Option<ChainHead>> {
    let mut last = connection.prepare_cached("SELECT id, link_hash FROM chain ORDER BY id DESC LIMIT 1")?;
    last.query_row([], |row| Ok(ChainHead { link: row.get(0)?, hash: row.get::<_, Bytes32>(1)?.0 })).optional()
}

/// The last link of a row.
pub(super) fn last_of(connection: &Connection, subject: Subject, row: i64) -> rusqlite::Result<Option<Link>> {
    let sql =
        format!("SELECT {} FROM chain WHERE row_id = ?1 AND subject = ?2 ORDER BY id DESC LIMIT 1", Link::COLUMNS);
    connection.prepare_cached(&sql)?.query_row((row, subject.as_str()), Link::from_row).optional()
}

/// The links from number `from` to `until`, in order, at most `limit`.
pub(super) fn run(connection: &Connection, from: i64, until: i64, limit: u32) -> rusqlite::Result<Vec<Link>> {
    let sql = format!("SELECT {} FROM chain WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3", Link::COLUMNS);
    connection.prepare_cached(&sql)?.query_map((from, until, limit), Link::from_row)?.collect()
}
