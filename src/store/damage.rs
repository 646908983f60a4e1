//! Whether the file is whole. SQLite's own check reads all of it: a minute for a few gigabytes, which no start may take.
//! So a small file is checked as it is opened; of a large one every table is touched at both ends then, and all of it is
//! read table by table while the daemon runs. Damage that is met by reading or writing ends the daemon at once, too.
//!
//! The texts' index for searching is not checked for agreement with the texts: it can be made anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::connection;
use super::error::StoreError;

/// Up to this size the whole file is checked as it is opened, bytes: less than a tenth of a second.
const CHECKED_AT_ONCE_MAX: i64 = 16 << 20;
/// Steps of SQLite's machine between two looks whether to go on.
const STEPS: i32 = 10_000;

/// Checks a file as far as that takes no time.
pub(super) fn look(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let bytes: i64 = connection
        .query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))
        .map_err(|e| StoreError::on_open(e, path))?;
    if bytes <= CHECKED_AT_ONCE_MAX {
        return check(connection, path, None).map(drop);
    }
    touch_all(connection, path)
}

/// Touches every table.
pub(super) fn touch_all(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let touched = tables(connection).and_then(|all| all.iter().try_for_each(|table| touch(connection, table)));
    touched.map_err(|e| StoreError::on_open(e, path))
}

/// Reads the whole file at `path` and compares every index with its table, over a connection of its own; `false` where
/// `is_over` came before the end.
///
/// One table at a time: the log cannot be folded in while one is read.
///
/// # Errors
/// [`StoreError::Corrupt`] with the first damage that is met.
pub fn read_through(path: &Path, is_over: &Arc<AtomicBool>) -> Result<bool, StoreError> {
    let mut connection = connection::open_reader(path)?;
    let asked = Arc::clone(is_over);
    connection.progress_handler(STEPS, Some(move || asked.load(Ordering::Relaxed)))?;
    // What is read once is not worth keeping.
    connection.execute_batch("PRAGMA cache_size = -2000")?;
    for table in tables(&connection)? {
        match check(&connection, path, Some(&table)) {
            Err(StoreError::TooSlow) => return Ok(false),
            other => other?,
        }
    }
    Ok(true)
}

/// The tables with rows of their own, SQLite's and those beneath the index of texts included.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Reads the first and the last row of a table, and with them the pages that lead there.
fn touch(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    let name = table.replace('"', "\"\"");
    let key: String = connection.query_row(
        "SELECT coalesce((SELECT group_concat('\"' || replace(name, '\"', '\"\"') || '\" DESC', ', ')
                          FROM (SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk)), 'rowid DESC')",
        [table],
        |row| row.get(0),
    )?;
    for order in ["", &format!("ORDER BY {key}")] {
        let mut statement = connection.prepare(&format!("SELECT 1 FROM \"{name}\" NOT INDEXED {order} LIMIT 1"))?;
        let mut rows = statement.query([])?;
        rows.next()?;
    }
    Ok(())
}

/// SQLite's check of a table and its indexes, or of the whole file.
fn check(connection: &Connection, path: &Path, table: Option<&str>) -> Result<(), StoreError> {
    let which = table.map_or("1".to_owned(), |table| format!("'{}'", table.replace('\'', "''")));
    let answer: String = connection
        .query_row(&format!("PRAGMA quick_check({which})"), [], |row| row.get(0))
        .map_err(|e| StoreError::on_open(e, path))?;
    if answer == "ok" { Ok(()) } else { Err(StoreError::Corrupt { path: path.to_owned(), detail: answer }) }
}
