//! Opens the database file: whose it is, whether it is whole, how it is to be used. It holds no queries.
//!
//! The database and its -wal and -shm files are never opened with file functions, only by SQLite and by `stat`:
//! closing any other descriptor of the file would drop SQLite's POSIX locks of the whole process, and the next
//! `sqlite3` session that ends would then delete the log under the running daemon.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::StoreError;
use super::{damage, upgrades};

/// Marks the file as ours: "news" in ASCII.
pub const APPLICATION_ID: i32 = 0x6e65_7773;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The first release of SQLite without the bug that could damage a file when its log is reset.
const SQLITE_MIN: i32 = 3_051_003;
/// Statements kept ready: more than all that `record` uses.
const STATEMENTS_READY: usize = 64;

/// Opens `path` for the one writer; makes it if it is missing or empty, brings it up to date if it is older.
///
/// A file that is another program's, newer, damaged or no database is refused without a write.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    check_sqlite()?;
    let found = if is_filled_file(path)? { Some(look(path)?) } else { None };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| cannot_open(e, path))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_READY);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    set_up_writer(&connection).map_err(|e| cannot_open(e, path))?;
    if found.is_some() {
        damage::look(&connection, path)?;
    }
    upgrades::upgrade(&connection, path, upgrades::UPGRADES)?;
    Ok(connection)
}

fn set_up_writer(connection: &Connection) -> rusqlite::Result<()> {
    // First, because only an empty file takes it: free pages can be given back to the disk then.
    // FULL also in WAL mode: what is acknowledged survives the loss of power, not only of the process.
    connection.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;",
    )
}

/// Opens `path` for reading only; also on a medium that cannot be written.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    check_sqlite()?;
    if !is_filled_file(path)? {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let connection = open_read_only(path)?;
    check_format(&connection, path)?;
    let found = user_version(&connection)?;
    if found < upgrades::LATEST {
        return Err(StoreError::Older { path: path.to_owned(), found, known: upgrades::LATEST });
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_READY);
    Ok(connection)
}

fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| StoreError::on_open(e, path))?;
    match set_up_reader(&connection) {
        Ok(()) => Ok(connection),
        Err(e) if needs_unwritable_medium(&e) => open_immutable(path),
        Err(e) => Err(StoreError::on_open(e, path)),
    }
}

fn set_up_reader(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000;")?;
    // The first touch of the file: only here SQLite finds out that it cannot make the -shm file of WAL mode.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)
}

fn needs_unwritable_medium(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Reads a file that nobody can write, which WAL mode allows only under the promise that nothing changes it.
pub(super) fn open_immutable(path: &Path) -> Result<Connection, StoreError> {
    let wal = beside(path, "-wal");
    if fs::metadata(&wal).is_ok_and(|m| m.len() > 0) {
        return Err(StoreError::PendingLog(path.to_owned()));
    }
    let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let url = url::Url::from_file_path(&full).map_err(|()| StoreError::Missing(path.to_owned()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection =
        Connection::open_with_flags(format!("{url}?immutable=1"), flags).map_err(|e| StoreError::on_open(e, path))?;
    set_up_reader(&connection).map_err(|e| StoreError::on_open(e, path))?;
    Ok(connection)
}

/// Looks at an existing file without any chance of writing to it.
fn look(path: &Path) -> Result<(), StoreError> {
    let connection = open_read_only(path)?;
    check_format(&connection, path)
}

/// Whose file it is and of which format; an empty database is everybody's.
fn check_format(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let application_id = pragma("application_id").map_err(|e| StoreError::on_open(e, path))?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|e| StoreError::on_open(e, path))?;
    if application_id != APPLICATION_ID && (tables > 0 || application_id != 0) {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    let found = user_version(connection)?;
    if found > upgrades::LATEST {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: upgrades::LATEST });
    }
    Ok(())
}

/// The format of the file.
pub(super) fn user_version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn check_sqlite() -> Result<(), StoreError> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(StoreError::OldSqlite(rusqlite::version()));
    }
    Ok(())
}

/// Whether a regular file with content is there; a device or directory is an error, not a "no".
fn is_filled_file(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_file() => Ok(meta.len() > 0),
        Ok(_) => Err(StoreError::NotAFile(path.to_owned())),
        // Whatever the reason, SQLite will meet it too and name it better.
        Err(_) => Ok(false),
    }
}

fn cannot_open(error: rusqlite::Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        // A missing or forbidden directory: nothing that could be made.
        Some(ErrorCode::CannotOpen) => StoreError::ReadOnly,
        _ => StoreError::on_open(error, path),
    }
}

/// The path with something hung on to its name: `x.db` and `-wal` give `x.db-wal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Which files a writer has open, to notice that somebody put others in their place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity {
    database: Option<(u64, u64)>,
    log: Option<(u64, u64)>,
}

impl Identity {
    /// Looks with `stat` at the database and its log.
    pub(super) fn of(path: &Path) -> Self {
        let key = |p: &Path| fs::metadata(p).ok().map(|m| (m.dev(), m.ino()));
        Identity { database: key(path), log: key(&beside(path, "-wal")) }
    }
}

impl Identity {
    /// Whether both files are there.
    pub(super) fn is_whole(&self) -> bool {
        self.database.is_some() && self.log.is_some()
    }
}
