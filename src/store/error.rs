//! What can go wrong with the database, each with what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such file; only the writer makes one.
    #[error("there is no database at {0}: `newswatch run` or `newswatch check` makes one, or set `path` in [store]")]
    Missing(PathBuf),
    /// A directory, a device, a pipe.
    #[error("{0} is no regular file, so it cannot be a database: set `path` in [store] to a file")]
    NotAFile(PathBuf),
    /// Not SQLite at all.
    #[error("{0} is not a database: nothing was written; move it away or set `path` in [store] to another file")]
    NotADatabase(PathBuf),
    /// SQLite, but another program's.
    #[error("{0} is a database of another program: nothing was written; set `path` in [store] to another file")]
    Foreign(PathBuf),
    /// Made by a later newswatch.
    #[error(
        "{path} was made by a newer newswatch (format {found}, this one knows {known}): nothing was written; \
             install the newer program"
    )]
    Newer { path: PathBuf, found: i32, known: i32 },
    /// Made by an earlier newswatch and not brought up to date by a writer yet.
    #[error(
        "{path} was made by an older newswatch (format {found}, this one reads {known}): start `newswatch run` \
             once to bring it up to date"
    )]
    Older { path: PathBuf, found: i32, known: i32 },
    /// The file is damaged.
    #[error(
        "{path} is damaged ({detail}): nothing more is written to it; restore a backup, or save what can be read \
             with `sqlite3 {path} .recover`"
    )]
    Corrupt { path: PathBuf, detail: String },
    /// A SQLite with a known way to lose data.
    #[error("SQLite {0} can damage a database in WAL mode; 3.51.3 or later is needed")]
    OldSqlite(&'static str),
    /// The file or its directory cannot be written.
    #[error(
        "the database cannot be written: check the owner and mode of the file and its directory, and that its \
             file system is not mounted read-only"
    )]
    ReadOnly,
    /// Read-only medium with a log of writes that were not yet folded in.
    #[error(
        "{0} lies on a medium that cannot be written and still has a -wal file: copy all its files to a \
             writable place and read them there"
    )]
    PendingLog(PathBuf),
    /// Another process held the write lock all the time.
    #[error("another program keeps the database locked: close sessions that have a transaction open on it")]
    Busy,
    /// No room on the disk, or a quota or size limit was met.
    #[error("there is no room for the database: free some space on its disk; nothing was lost that was acknowledged")]
    Full,
    /// Another write of the same transaction met a full or failing disk, and SQLite took back all of it.
    #[error("the write was taken back with others because the disk is full or failing: nothing of it is recorded")]
    TakenBack,
    /// The disk failed while a commit was made durable.
    #[error("whether the last commit reached the disk is unknown ({0}): the store takes no more writes; restart")]
    CommitUnknown(String),
    /// Somebody moved, deleted or replaced the files under the running writer.
    #[error("{0} was moved, deleted or replaced while it was in use: stop, and put the right file back")]
    Displaced(PathBuf),
    /// A second daemon.
    #[error("{path} is already watched by a running newswatch (process {pid}): stop that one first")]
    InUse { path: PathBuf, pid: String },
    /// The lock file cannot be made or read.
    #[error("cannot use the lock file {path}: {error}")]
    LockFile { path: PathBuf, error: std::io::Error },
    /// Nobody watches that page.
    #[error("no page {0} is in the database: `newswatch list` shows those that are, `newswatch add` adds one")]
    UnknownPage(String),
    /// A page was visited while its kept pages were read again.
    #[error("page {0} was visited while its kept pages were read again: nothing was written, try again")]
    Overtaken(i64),
    /// The same version twice: a visit was recorded already.
    #[error("version {n} of page {page} is recorded already")]
    VersionExists { page: i64, n: u32 },
    /// A capture that cannot be packed or unpacked.
    #[error("capture {id}: {detail}")]
    Capture { id: i64, detail: String },
    /// A text that is to be taken out stands on a page that is watched.
    #[error(
        "{0} shows the text now and would bring it back with the next check; nothing was changed: take the page off the \
             list first (`newswatch remove {0}`), or wait until the text is gone from it"
    )]
    StillShown(String),
    /// A text that was taken out is in a file all the same.
    #[error("the text is still in {0}: another program may have written to it; try again when none has it open")]
    NotRedacted(PathBuf),
    /// The files of a database cannot be given another name.
    #[error("{path} cannot be put aside: {error}")]
    Aside { path: PathBuf, error: std::io::Error },
    /// A question that takes longer than it may.
    #[error("the question takes too long: ask for less, by a site, a time or a rarer phrase")]
    TooSlow,
    /// The writer has ended.
    #[error("the store is closed")]
    Closed,
    /// Any other answer of SQLite.
    #[error("the database answered: {0}")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    /// Whether the same write may succeed later without anything being repaired in the program or the file.
    pub fn is_temporary(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::Full | StoreError::TakenBack)
    }

    /// The same, with the name of the file where SQLite found it damaged.
    pub fn in_file(self, path: &Path) -> Self {
        match self {
            StoreError::Sqlite(error) if is_damage(&error) => {
                StoreError::Corrupt { path: path.to_owned(), detail: error.to_string() }
            }
            other => other,
        }
    }

    /// What opening or reading `path` came to.
    pub(super) fn on_open(error: rusqlite::Error, path: &Path) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotADatabase(path.to_owned()),
            Some(ErrorCode::DatabaseCorrupt) => {
                StoreError::Corrupt { path: path.to_owned(), detail: error.to_string() }
            }
            Some(ErrorCode::CannotOpen) if !path.exists() => StoreError::Missing(path.to_owned()),
            _ => error.into(),
        }
    }

    /// Why no transaction could be started, once more for each of the visits that wait for it.
    pub(super) fn on_begin(error: &rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(code, text) => rusqlite::Error::SqliteFailure(*code, text.clone()).into(),
            other => StoreError::CommitUnknown(other.to_string()),
        }
    }

    /// What a commit that failed means for each of its visits.
    pub(super) fn on_commit(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            _ => StoreError::CommitUnknown(error.to_string()),
        }
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(ErrorCode::OperationInterrupted) => StoreError::TooSlow,
            _ => StoreError::Sqlite(error),
        }
    }
}
