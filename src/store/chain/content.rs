//! What a link binds of a row, and its hash. `schema.sql` describes the encoding, so that others can make it, too.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::Subject;
use crate::model::Hash;

/// The bound columns by subject; the first is the page's row, which is not hashed.
const CAPTURE: &str =
    "SELECT c.page_id, p.url, c.at, c.status, c.final_url, c.content_type, c.redirects, c.headers, c.request,
       c.body_hash, c.body_bytes
FROM capture AS c JOIN page AS p ON p.id = c.page_id WHERE c.id = ?1";
const VERSION: &str =
    "SELECT v.page_id, p.url, v.cause, v.first_seen_at, v.capture_id, v.revision, v.words, v.headline,
       v.standfirst, v.byline, v.body, v.captions, v.notes, v.section, v.issue, v.published, v.modified,
       v.canonical_url, v.language, v.is_free, v.is_live, v.body_kinds, v.detail, v.text_hash, v.canon_hash,
       v.body_canon_hash
FROM version AS v JOIN page AS p ON p.id = v.page_id WHERE v.id = ?1";
const WINDOW: &str = "SELECT v.page_id, p.url, v.first_seen_at, v.last_seen_at, v.sights
FROM version AS v JOIN page AS p ON p.id = v.page_id WHERE v.id = ?1";

fn select(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::Chain => None,
        Subject::Capture => Some(CAPTURE),
        Subject::Version => Some(VERSION),
        Subject::Window => Some(WINDOW),
    }
}

/// Strings one after the other, each with its length before it, so that no two lists give the same bytes.
#[derive(Default)]
pub(super) struct Hashed(Vec<u8>);

impl Hashed {
    pub(super) fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.len().to_string().as_bytes());
        self.0.push(b':');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b',');
    }

    pub(super) fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.0.push(b'-'),
        }
    }

    pub(super) fn end(&self) -> Hash {
        Hash::of(&self.0)
    }
}

/// The page and the hash of a row as it is now; `None` where there is no such row.
pub(super) fn hash(connection: &Connection, subject: Subject, row: i64) -> rusqlite::Result<Option<(i64, Hash)>> {
    let Some(sql) = select(subject) else { return Ok(None) };
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let hashed = statement.query_row([row], |found| {
        let mut hashed = Hashed::default();
        hashed.text(subject.as_str());
        for column in 1..columns {
            match found.get_ref(column)? {
                // The texts of a version are long: they are not copied first.
                ValueRef::Text(text) => hashed.text(std::str::from_utf8(text)?),
                _ => hashed.maybe(value(found, column)?.as_deref()),
            }
        }
        Ok((found.get(0)?, hashed.end()))
    });
    hashed.optional()
}

/// What is bound of a row, by the names of the columns; empty where there is no such row.
pub(in super::super) fn facts(
    connection: &Connection,
    subject: Subject,
    row: i64,
) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let Some(sql) = select(subject) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let facts = statement.query_row([row], |found| {
        names.iter().enumerate().skip(1).map(|(at, name)| Ok((name.clone(), value(found, at)?))).collect()
    });
    Ok(facts.optional()?.unwrap_or_default())
}

fn value(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Some(bytes.iter().map(|b| format!("{b:02x}")).collect()),
    })
}
