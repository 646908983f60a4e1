//! Takes a text out of the record for good: out of every table, out of raw pages, out of the index, out of the log and out of
//! what SQLite leaves in pages that it no longer uses. What stays is that something was taken out, when and why.
//!
//! Texts and changes keep their rows, with a mark where the text stood. A raw page in which it stood cannot be mended
//! without being another page: its body is given up, and those that were packed against it are packed anew. The hashes
//! of what was there stay in the chain, so that all the rest of it can still be verified.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Subject};
use super::connection::{beside, open_writer};
use super::error::StoreError;
use super::retention::give_up;
use super::values::{At, json};
use super::{capture, search};
use crate::model::Timestamp;

/// What stands where a text was taken out.
pub const REDACTED: &str = "[redacted]";
/// Columns by which rows are found: addresses are no text of a page.
const KEYS: [&str; 5] = ["url", "url_key", "host", "site", "block_hash"];

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redaction {
    pub versions: u64,
    pub changes: u64,
    /// Raw pages whose bodies were given up.
    pub captures: u64,
    /// Other cells that held the text.
    pub cells: u64,
    /// Addresses that hold the text and stay, untrusted.
    pub addresses: Vec<String>,
    /// Copies of the database beside it, made before upgrades and restores, which still hold what they held.
    pub copies: Vec<PathBuf>,
}

impl Redaction {
    /// Whether the text was nowhere.
    pub fn is_empty(&self) -> bool {
        self.versions + self.changes + self.captures + self.cells == 0
    }
}

/// Takes `text` out of the database at `path`; `reason` is what the chain says of it. The caller holds the daemon's lock.
///
/// # Errors
/// [`StoreError::StillShown`] where a page that is watched shows the text now: it would be back with the next check; then
/// nothing is changed. [`StoreError::NotRedacted`] where the text is found in the files afterwards.
pub fn redact(path: &Path, text: &str, reason: &str, now: Timestamp) -> Result<Redaction, StoreError> {
    let connection = open_writer(path)?;
    // Copies for VACUUM go to a file, not to memory; what is deleted is overwritten at once.
    connection.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = FILE; BEGIN IMMEDIATE")?;
    let needles = Needles::of(text)?;
    let done = Redacting { connection: &connection, needles: &needles, now, done: Redaction::default() }.all(reason);
    let mut done = match done {
        Ok(done) => done,
        Err(error) => {
            connection.execute_batch("ROLLBACK")?;
            return Err(error);
        }
    };
    connection.execute_batch("COMMIT")?;
    // Also where nothing was found: free pages may hold what was deleted before.
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?;
    connection.close().map_err(|(_, error)| StoreError::from(error))?;
    // The last connection is closed: only now may the files be read as files.
    for suffix in ["", "-wal"] {
        let file = beside(path, suffix);
        if needles.are_in_file(&file) {
            return Err(StoreError::NotRedacted(file));
        }
    }
    done.copies = copies_of(path);
    Ok(done)
}

/// The text in the forms in which it may stand.
struct Needles {
    /// As a reader sees it.
    plain: String,
    /// As it is written in JSON.
    escaped: String,
}

impl Needles {
    fn of(text: &str) -> Result<Needles, StoreError> {
        let escaped = json(text)?;
        let escaped = escaped.trim_matches('"').to_owned();
        Ok(Needles { plain: text.to_owned(), escaped })
    }

    fn each(&self) -> impl Iterator<Item = &str> {
        let other = (self.escaped != self.plain).then_some(self.escaped.as_str());
        std::iter::once(self.plain.as_str()).chain(other)
    }

    fn are_in(&self, bytes: &[u8]) -> bool {
        self.each().any(|needle| memchr::memmem::find(bytes, needle.as_bytes()).is_some())
    }

    fn are_in_file(&self, path: &Path) -> bool {
        // A log that is not there holds nothing.
        std::fs::read(path).is_ok_and(|bytes| self.are_in(&bytes))
    }

    /// Whether the text is on a raw page, whatever markup and line breaks are in it.
    fn are_on(&self, body: &[u8]) -> bool {
        if self.are_in(body) {
            return true;
        }
        let page = String::from_utf8_lossy(body);
        let mut words = String::with_capacity(page.len());
        let mut in_tag = false;
        for c in page.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ if in_tag => {}
                c => words.push(c),
            }
        }
        let words = [
            ("&amp;", "&"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&apos;", "'"),
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
        ]
        .iter()
        .fold(words, |text, (from, to)| text.replace(from, to));
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        spaced(&words).contains(&spaced(&self.plain))
    }
}

struct Redacting<'c> {
    connection: &'c Connection,
    needles: &'c Needles,
    now: Timestamp,
    done: Redaction,
}

impl Redacting<'_> {
    fn all(mut self, reason: &str) -> Result<Redaction, StoreError> {
        let versions = self.versions()?;
        self.refuse_if_shown(&versions)?;
        let captures = self.captures(&versions)?;
        let mut rewritten = self.rows_with_text("capture")?;
        for id in &captures {
            self.done.captures += u64::from(give_up(self.connection, *id, "redacted", self.now)?);
        }
        self.changes(&versions)?;
        self.sweep()?;
        if !self.is_touched(&versions, &captures) {
            return Ok(self.done);
        }
        let note = format!("{}: {reason}", At(self.now).text());
        for id in &versions {
            chain::redacted(self.connection, Subject::Version, *id, &note)?;
        }
        rewritten.extend(captures);
        for id in rewritten {
            chain::redacted(self.connection, Subject::Capture, id, &note)?;
        }
        // An index keeps words of rows that are gone until its parts are merged, and samples of statistics are texts.
        self.connection.execute_batch(
            "INSERT INTO version_text (version_text) VALUES ('delete-all');
             INSERT INTO change_text (change_text) VALUES ('delete-all');",
        )?;
        search::index_all(self.connection)?;
        self.connection.execute_batch("ANALYZE")?;
        self.done.versions = versions.len() as u64;
        Ok(self.done)
    }

    fn is_touched(&self, versions: &BTreeSet<i64>, captures: &BTreeSet<i64>) -> bool {
        !versions.is_empty() || !captures.is_empty() || self.done.cells + self.done.changes > 0
    }

    /// The versions that hold the text in any of their columns.
    fn versions(&self) -> rusqlite::Result<BTreeSet<i64>> {
        self.rows_with_text("version")
    }

    fn rows_with_text(&self, table: &str) -> rusqlite::Result<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        for column in self.text_columns(table)? {
            for needle in self.needles.each() {
                let sql = format!("SELECT id FROM \"{table}\" WHERE instr(\"{column}\", ?1) > 0");
                let mut statement = self.connection.prepare(&sql)?;
                for id in statement.query_map([needle], |row| row.get(0))? {
                    found.insert(id?);
                }
            }
        }
        Ok(found)
    }

    fn refuse_if_shown(&self, versions: &BTreeSet<i64>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("SELECT url FROM page WHERE version_id = ?1 AND watch = 'on'")?;
        for id in versions {
            if let Some(url) = statement.query_row([id], |row| row.get(0)).optional()? {
                return Err(StoreError::StillShown(url));
            }
        }
        Ok(())
    }

    /// The raw pages that hold the text, and those of versions that do: markup may have parted it.
    fn captures(&self, versions: &BTreeSet<i64>) -> Result<BTreeSet<i64>, StoreError> {
        let mut found = BTreeSet::new();
        let mut of_version = self.connection.prepare("SELECT capture_id FROM version WHERE id = ?1")?;
        for id in versions {
            found.extend(of_version.query_row([id], |row| row.get::<_, Option<i64>>(0))?);
        }
        let mut all = self.connection.prepare("SELECT id FROM capture WHERE gone_at IS NULL")?;
        let all: Vec<i64> = all.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in all {
            if !found.contains(&id)
                && capture::read(self.connection, id)?.is_some_and(|kept| self.needles.are_on(&kept.body))
            {
                found.insert(id);
            }
        }
        // One that was given up before has no body that could hold anything.
        let mut there = self.connection.prepare("SELECT gone_at IS NULL FROM capture WHERE id = ?1")?;
        let mut kept = BTreeSet::new();
        for id in found {
            if there.query_row([id], |row| row.get(0))? {
                kept.insert(id);
            }
        }
        Ok(kept)
    }

    /// Empties the edits of changes to or from a version that held the text: marks of edits may part it.
    fn changes(&mut self, versions: &BTreeSet<i64>) -> rusqlite::Result<()> {
        let mut ids = self.rows_with_text("change")?;
        let mut beside = self.connection.prepare(
            "SELECT c.id FROM version AS v JOIN change AS c ON c.page_id = v.page_id AND v.n IN (c.old_version, c.new_version)
             WHERE v.id = ?1",
        )?;
        for version in versions {
            for id in beside.query_map([version], |row| row.get(0))? {
                ids.insert(id?);
            }
        }
        let mut empty = self.connection.prepare("UPDATE change SET diff = ?2, edits = '[]' WHERE id = ?1")?;
        for id in &ids {
            empty.execute((id, REDACTED))?;
        }
        self.done.changes = ids.len() as u64;
        Ok(())
    }

    /// Puts the mark in the place of the text in every cell of every table.
    fn sweep(&mut self) -> rusqlite::Result<()> {
        let mut tables = self.connection.prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
             AND name NOT LIKE 'sqlite_%' AND name <> 'chain'",
        )?;
        let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for table in tables {
            for column in self.text_columns(&table)? {
                for needle in self.needles.each() {
                    let sql = format!(
                        "UPDATE \"{table}\" SET \"{column}\" = replace(\"{column}\", ?1, ?2) WHERE instr(\"{column}\", ?1) > 0"
                    );
                    self.done.cells += self.connection.prepare(&sql)?.execute((needle, REDACTED))? as u64;
                }
            }
        }
        let mut addresses = self.connection.prepare("SELECT url FROM page WHERE instr(url, ?1) > 0")?;
        self.done.addresses =
            addresses.query_map([&self.needles.plain], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(())
    }

    fn text_columns(&self, table: &str) -> rusqlite::Result<Vec<String>> {
        let mut columns = self.connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE type = 'TEXT'")?;
        let names: Vec<String> = columns.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(names.into_iter().filter(|name| !KEYS.contains(&name.as_str())).collect())
    }
}

/// Files beside the database that upgrades and restores have left.
fn copies_of(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let marks = [".format-", ".before-restore"].map(|mark| format!("{name}{mark}"));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path())) // one that cannot be listed cannot be named
        .filter(|file| marks.iter().any(|mark| file.file_name().is_some_and(|n| n.to_string_lossy().starts_with(mark))))
        .collect();
    found.sort();
    found
}
