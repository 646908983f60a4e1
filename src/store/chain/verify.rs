//! Walks the chain and all that it binds, and finds the first row that is not what it was.

use std::fmt;

use rusqlite::{Connection, OptionalExtension};

use super::super::error::StoreError;
use super::super::{Reader, capture};
use super::{Deed, Link, NOTHING, Subject, content};
use crate::model::Hash;

/// The end of the chain, or another of its links: its number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    pub link: i64,
    pub hash: Hash,
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.link, self.hash)
    }
}

/// What a whole chain vouches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainReport {
    pub links: u64,
    /// Raw pages that are there and are what they were.
    pub captures: u64,
    /// Texts likewise.
    pub versions: u64,
    /// Raw pages whose bodies were given up, as the chain says.
    pub given_up: u64,
    /// Rows out of which a text was taken, as the chain says.
    pub redacted: u64,
    /// What the chain says of its beginning, where it is younger than the file.
    pub began: Option<String>,
    pub head: Option<ChainHead>,
}

/// The first row that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRow {
    /// "chain", "capture" or "version".
    pub table: &'static str,
    pub id: i64,
    /// The address of its page, untrusted.
    pub page: Option<String>,
    /// The link that vouches for it.
    pub link: Option<i64>,
    pub expected: String,
    pub found: String,
}

/// What a walk along the chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Whole(ChainReport),
    Broken(BrokenRow),
}

impl Reader {
    /// Walks the chain as it is now: each link, each row that it binds, each body. With `known`, that link has to be in
    /// the chain, too. `each` is told the number of every link.
    ///
    /// # Errors
    /// Those of the database. A row that is not what it was is no error but a [`Verdict::Broken`].
    pub fn verify_chain(&self, known: Option<ChainHead>, each: impl FnMut(i64)) -> Result<Verdict, StoreError> {
        // One view of the file, whatever the daemon writes meanwhile.
        let view = self.connection.unchecked_transaction()?;
        let walked = Walk { connection: &view, report: ChainReport::default() }.walk(known, each)?;
        Ok(walked)
    }
}

struct Walk<'c> {
    connection: &'c Connection,
    report: ChainReport,
}

impl Walk<'_> {
    fn walk(mut self, known: Option<ChainHead>, mut each: impl FnMut(i64)) -> Result<Verdict, StoreError> {
        let mut statement = self.connection.prepare(&format!("SELECT {} FROM chain ORDER BY id", Link::COLUMNS))?;
        let mut rows = statement.query([])?;
        let (mut before, mut id) = (NOTHING, 0);
        while let Some(row) = rows.next()? {
            // A cell of another type or length is as bad as a wrong one.
            let Ok(link) = Link::from_row(row) else {
                return Ok(broken_link(id + 1, "a link".to_owned(), "a row that is none".to_owned()));
            };
            id += 1;
            if let Some(broken) = check_link(&link, id, before, known) {
                return Ok(broken);
            }
            if let Some(broken) = self.check_row(&link)? {
                return Ok(Verdict::Broken(broken));
            }
            before = link.hash;
            self.report.links += 1;
            self.report.head = Some(ChainHead { link: id, hash: before });
            each(id);
        }
        if let Some(known) = known.filter(|known| known.link > id) {
            return Ok(broken_link(known.link, known.hash.to_string(), format!("the chain ends with link {id}")));
        }
        Ok(self.unbound()?.map_or_else(|| Verdict::Whole(self.report), Verdict::Broken))
    }

    /// Compares the row of a link with it, if no later link speaks of that row.
    fn check_row(&mut self, link: &Link) -> Result<Option<BrokenRow>, StoreError> {
        let (Some(subject), Some(deed)) = (Subject::parse(&link.subject), Deed::parse(&link.deed)) else {
            return Ok(Some(self.broken(link, "a deed that is known", format!("{} {}", link.subject, link.deed))?));
        };
        if subject == Subject::Chain {
            self.report.began = self.report.began.take().or_else(|| link.note.clone());
            return Ok(None);
        }
        let row = link.row.unwrap_or_default();
        if self.is_superseded(subject, row, link.id)? {
            return Ok(None);
        }
        let stands = content::hash(self.connection, subject, row)?;
        match stands {
            None if (subject, deed) == (Subject::Version, Deed::Gone) => return Ok(None),
            None => return Ok(Some(self.broken(link, &format!("the row, {}", link.content), "no row".to_owned())?)),
            Some((_, hash)) if hash != link.content => {
                let expected = format!("a row whose hash is {}", link.content);
                return Ok(Some(self.broken(link, &expected, format!("one whose hash is {hash}"))?));
            }
            Some((page, _)) if Some(page) != link.page => {
                let expected = format!("page {}", link.page.unwrap_or_default());
                return Ok(Some(self.broken(link, &expected, format!("page {page}"))?));
            }
            Some(_) => {}
        }
        self.report.redacted += u64::from(deed == Deed::Redacted);
        match subject {
            Subject::Capture => self.check_body(link, row, deed),
            Subject::Version => {
                self.report.versions += 1;
                Ok(None)
            }
            Subject::Window | Subject::Chain => Ok(None),
        }
    }

    /// A row that has several links is bound by the last. The window of a row is over when the row is another's: numbers
    /// of deleted rows are given again.
    fn is_superseded(&self, subject: Subject, row: i64, link: i64) -> rusqlite::Result<bool> {
        let sql = match subject {
            Subject::Window => {
                "SELECT 1 FROM chain WHERE row_id = ?1 AND id > ?3
                 AND (subject = ?2 OR subject = 'version' AND deed <> 'redacted') LIMIT 1"
            }
            _ => "SELECT 1 FROM chain WHERE row_id = ?1 AND subject = ?2 AND id > ?3 LIMIT 1",
        };
        self.connection.prepare_cached(sql)?.exists((row, subject.as_str(), link))
    }

    fn check_body(&mut self, link: &Link, row: i64, deed: Deed) -> Result<Option<BrokenRow>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT gone_at IS NULL, body_hash FROM capture WHERE id = ?1")?;
        let (is_there, hash): (bool, Vec<u8>) = statement.query_row([row], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if !is_there {
            self.report.given_up += 1;
            let is_said = deed != Deed::Made;
            return if is_said { Ok(None) } else { Ok(Some(self.broken(link, "its body", "none".to_owned())?)) };
        }
        if deed == Deed::Gone {
            return Ok(Some(self.broken(link, "no body: it was given up", "a body".to_owned())?));
        }
        let found = match capture::read(self.connection, row) {
            Ok(Some(kept)) if Hash::of(&kept.body).0.as_slice() == hash => {
                self.report.captures += 1;
                return Ok(None);
            }
            Ok(Some(kept)) => format!("one whose hash is {}", Hash::of(&kept.body)),
            Ok(None) => "none".to_owned(),
            Err(StoreError::Capture { id, detail }) => format!("one that cannot be read (capture {id}: {detail})"),
            Err(error) => return Err(error),
        };
        let hash: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Some(self.broken(link, &format!("a body whose hash is {hash}"), found)?))
    }

    /// The first row for which no link vouches.
    fn unbound(&self) -> rusqlite::Result<Option<BrokenRow>> {
        for table in ["capture", "version"] {
            let sql = format!(
                "SELECT t.id, p.url FROM {table} AS t LEFT JOIN page AS p ON p.id = t.page_id
                 WHERE NOT EXISTS (SELECT 1 FROM chain AS c WHERE c.row_id = t.id AND c.subject = '{table}')
                 ORDER BY t.id LIMIT 1"
            );
            let found = self.connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            if let Some((id, page)) = found {
                let (expected, found) = ("no row: no link speaks of it".to_owned(), "a row".to_owned());
                return Ok(Some(BrokenRow { table, id, page, link: None, expected, found }));
            }
        }
        Ok(None)
    }

    fn broken(&self, link: &Link, expected: &str, found: String) -> rusqlite::Result<BrokenRow> {
        let table = match Subject::parse(&link.subject) {
            Some(Subject::Capture) => "capture",
            Some(Subject::Version | Subject::Window) => "version",
            Some(Subject::Chain) | None => "chain",
        };
        let mut page = self.connection.prepare_cached("SELECT url FROM page WHERE id = ?1")?;
        let page = page.query_row([link.page], |row| row.get(0)).optional()?;
        let id = link.row.unwrap_or(link.id);
        let expected = match Subject::parse(&link.subject) {
            Some(Subject::Window) => format!("{expected} (when its text was seen)"),
            _ => expected.to_owned(),
        };
        Ok(BrokenRow { table, id, page, link: Some(link.id), expected, found })
    }
}

/// Compares a link with the one before it, and with the one that is known from elsewhere.
fn check_link(link: &Link, id: i64, before: Hash, known: Option<ChainHead>) -> Option<Verdict> {
    if link.id != id {
        return Some(broken_link(id, format!("link {id}"), format!("link {}", link.id)));
    }
    let expected = link.hash_after(before);
    if link.hash != expected {
        return Some(broken_link(id, expected.to_string(), link.hash.to_string()));
    }
    let known = known.filter(|known| known.link == id && known.hash != link.hash)?;
    Some(broken_link(id, known.hash.to_string(), link.hash.to_string()))
}

fn broken_link(id: i64, expected: String, found: String) -> Verdict {
    Verdict::Broken(BrokenRow { table: "chain", id, page: None, link: Some(id), expected, found })
}
