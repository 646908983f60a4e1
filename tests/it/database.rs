//! The database as anyone with `sqlite3` sees it: opened for reading, through the views that are meant for people.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::daemon::wait_until;

/// A row of the view `change_report`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    pub id: i64,
    pub url: String,
    pub kinds: Vec<String>,
    pub severity: String,
    pub disclosure: Option<String>,
    pub words_added: i64,
    pub words_removed: i64,
    pub summary: String,
    pub diff: String,
    pub old_version: Option<i64>,
    pub new_version: Option<i64>,
}

/// A database file that a daemon writes or has written.
pub struct Database {
    file: PathBuf,
}

impl Database {
    /// The database beside a configuration that [`crate::site::Site::config`] wrote.
    pub fn beside(config: &Path) -> Database {
        Database { file: config.with_file_name("watch.db") }
    }

    /// The database at `file`.
    pub fn at(file: &Path) -> Database {
        Database { file: file.to_owned() }
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(connection)
    }

    /// The rows of a query as `read` takes them; empty while there is no database yet.
    fn rows<T>(&self, sql: &str, read: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        let connection = self.open()?;
        let mut statement = connection.prepare(sql)?;
        statement.query_map([], read)?.collect()
    }

    /// The first column of a query's rows as text, `NULL` left out.
    ///
    /// # Panics
    /// When the query fails.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.rows(sql, |row| row.get::<_, Option<String>>(0)).unwrap_or_else(|e| panic!("{sql}: {e}"));
        rows.into_iter().flatten().collect()
    }

    /// The number that a query answers; 0 while the database or its tables are not there yet.
    pub fn number(&self, sql: &str) -> i64 {
        // A file that is being made has no tables for a moment: whoever polls asks again.
        self.rows(sql, |row| row.get(0)).ok().and_then(|rows| rows.into_iter().next()).unwrap_or(0)
    }

    /// The publisher's changes, the oldest first, as `change_report` shows them.
    pub fn changes(&self) -> Vec<ChangeRow> {
        let sql = "SELECT change_id, url, kinds, severity, disclosure, words_added, words_removed, summary, diff, \
                   old_version, new_version FROM change_report ORDER BY change_id";
        self.rows(sql, |row| {
            Ok(ChangeRow {
                id: row.get(0)?,
                url: row.get(1)?,
                kinds: row.get::<_, String>(2)?.split_whitespace().map(str::to_owned).collect(),
                severity: row.get(3)?,
                disclosure: row.get(4)?,
                words_added: row.get(5)?,
                words_removed: row.get(6)?,
                summary: row.get(7)?,
                diff: row.get(8)?,
                old_version: row.get(9)?,
                new_version: row.get(10)?,
            })
        })
        .unwrap_or_else(|e| panic!("change_report: {e}"))
    }

    /// The changes of one page.
    pub fn changes_of(&self, url: &str) -> Vec<ChangeRow> {
        self.changes().into_iter().filter(|change| change.url == url).collect()
    }

    /// Waits until `pages` pages have been read well at least once.
    pub fn wait_for_first_versions(&self, pages: i64) {
        wait_until("a first version of every page", || {
            self.number("SELECT count(*) FROM page_status WHERE state = 'ok' AND versions > 0") == pages
        });
    }

    /// Waits until every page has been fetched `more` times from now on.
    pub fn wait_for_attempts(&self, more: i64) {
        let sql = "SELECT min(attempts) FROM page WHERE watch = 'on'";
        let wanted = self.number(sql) + more;
        wait_until("more checks of every page", || self.number(sql) >= wanted);
    }

    /// Panics unless SQLite finds the file whole.
    pub fn assert_whole(&self) {
        assert_eq!(self.texts("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(self.texts("SELECT \"table\" FROM pragma_foreign_key_check"), [""; 0]);
        // Every version is in the index of texts, and nothing else; no change is there that is gone.
        let versions = "SELECT group_concat(id) FROM (SELECT id FROM version ORDER BY id)";
        let indexed = "SELECT group_concat(id) FROM (SELECT id FROM version_text_docsize ORDER BY id)";
        assert_eq!(self.texts(versions), self.texts(indexed));
        assert_eq!(self.number("SELECT count(*) FROM change_text_docsize WHERE id NOT IN (SELECT id FROM change)"), 0);
    }
}
