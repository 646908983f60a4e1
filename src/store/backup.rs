//! A copy of the database while it is written, and the way back. Both go through SQLite: a file that is copied by file
//! tools while a daemon writes is no database.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};

use super::connection::{beside, open_reader};
use super::error::StoreError;
use super::{Reader, Verdict};

/// Pages copied at a time.
const STEP_PAGES: i32 = 2_000;
/// Between two tries, where another connection is in the way.
const WAIT: Duration = Duration::from_millis(10);

/// How far a record goes, to tell which of two is the newer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The number of the chain's last link.
    pub link: i64,
    /// All attempts so far.
    pub attempts: i64,
    /// The last of them, as it is stored.
    pub last_attempt_at: Option<String>,
}

impl Standing {
    /// Whether this record holds something that `other` does not.
    pub fn is_beyond(&self, other: &Standing) -> bool {
        self.link > other.link || self.attempts > other.attempts || self.last_attempt_at > other.last_attempt_at
    }
}

/// Copies the database at `path`, as it is when this begins, into the new file `copy`; `each` is told the pages done and
/// all of them. A daemon may go on writing.
///
/// # Errors
/// Those of either file; what was written of `copy` is of no use then.
pub fn back_up(path: &Path, copy: &Path, mut each: impl FnMut(u64, u64)) -> Result<(), StoreError> {
    let source = open_reader(path)?;
    // One view for the whole copy: without it every write of the daemon would make it begin anew.
    source.execute_batch("BEGIN")?;
    source.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let done = copy_into(&source, copy, &mut each);
    if done.is_err() {
        // A full disk keeps SQLite from tidying up behind itself.
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(copy, suffix));
        }
    }
    done
}

fn copy_into(source: &Connection, copy: &Path, each: &mut impl FnMut(u64, u64)) -> Result<(), StoreError> {
    let mut target = Connection::open(copy)?;
    // Nobody else opens it: without memory to share, a full disk is met as what it is, and not as an error of the device.
    target.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    {
        let backup = Backup::new(source, &mut target)?;
        loop {
            let step = backup.step(STEP_PAGES)?;
            let progress = backup.progress();
            let all = u64::try_from(progress.pagecount).unwrap_or(0);
            each(all.saturating_sub(u64::try_from(progress.remaining).unwrap_or(0)), all);
            match step {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked => thread::sleep(WAIT),
                _ => {}
            }
        }
    }
    // One file, without a log beside it.
    target.execute_batch("PRAGMA journal_mode = DELETE")?;
    target.close().map_err(|(_, error)| error.into())
}

/// Tests a whole file: SQLite's own check, references between tables, and the chain.
///
/// # Errors
/// [`StoreError::Corrupt`] with what is wrong with the file, and those of opening it. A row that is not what it was is no
/// error but a [`Verdict::Broken`].
pub fn examine(path: &Path) -> Result<Verdict, StoreError> {
    let reader = Reader::open(path)?;
    match reader.integrity()?.into_iter().next() {
        Some(detail) => Err(StoreError::Corrupt { path: path.to_owned(), detail }),
        None => reader.verify_chain(None, |_| ()),
    }
}

/// Puts the files of a database away under another name: `aside`, with its log if it has one.
///
/// # Errors
/// [`StoreError::Aside`] where a file cannot be renamed.
pub fn put_aside(path: &Path, aside: &Path) -> Result<(), StoreError> {
    // A log that can be folded in is; one of a damaged file goes along as it is.
    if let Ok(connection) = Connection::open(path) {
        let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        let _ = connection.close();
    }
    for suffix in ["", "-wal", "-shm"] {
        let (from, to) = (beside(path, suffix), beside(aside, suffix));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(|error| StoreError::Aside { path: from, error })?;
        }
    }
    Ok(())
}

/// The name under which the database at `path` is put aside: the first that is free.
pub fn aside_of(path: &Path) -> PathBuf {
    let numbers = (1_u32..).map(|n| beside(path, &format!(".before-restore-{n}")));
    numbers.into_iter().find(|name| !name.exists()).unwrap_or_else(|| beside(path, ".before-restore"))
}

impl Reader {
    /// How far the record goes.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        let sql = "SELECT coalesce(sum(attempts), 0), max(last_attempt_at) FROM page";
        let (attempts, last_attempt_at) = self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Standing { link: self.chain_head()?.map_or(0, |head| head.link), attempts, last_attempt_at })
    }

    /// What SQLite finds wrong with the file and with references between its tables; empty where it is whole.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut check = self.connection.prepare("PRAGMA integrity_check(10)")?;
        let said: Vec<String> = check.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut found: Vec<String> = said.into_iter().filter(|line| line != "ok").collect();
        let sql = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 10";
        let mut check = self.connection.prepare(sql)?;
        let lost = check.query_map([], |row| {
            let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(format!("row {} of {table} refers to a row of {parent} that is not there", id.unwrap_or_default()))
        })?;
        found.extend(lost.collect::<Result<Vec<_>, _>>()?);
        Ok(found)
    }

    /// Raw pages to which no row refers: how many, and the first.
    pub fn orphaned_captures(&self) -> Result<Option<(u64, i64)>, StoreError> {
        let sql = "SELECT count(*), min(id) FROM capture WHERE id NOT IN (
                       SELECT capture_id FROM attempt WHERE capture_id IS NOT NULL
                       UNION SELECT capture_id FROM version WHERE capture_id IS NOT NULL
                       UNION SELECT capture_id FROM quarantine
                       UNION SELECT base_id FROM capture WHERE base_id IS NOT NULL)";
        let found = self.connection.query_row(sql, [], |row| {
            let first: Option<i64> = row.get(1)?;
            Ok(first.map(|first| (row.get::<_, i64>(0).unwrap_or_default().unsigned_abs(), first)))
        });
        Ok(found.optional()?.flatten())
    }

    /// Names of tables, indexes and views that are not as this program makes them.
    pub fn strange_schema(&self) -> Result<Vec<String>, StoreError> {
        let fresh = Connection::open_in_memory()?;
        super::upgrades::make(&fresh)?;
        let (ours, theirs) = (shape(&fresh)?, shape(&self.connection)?);
        let missing = ours.iter().filter(|thing| !theirs.contains(thing)).map(|(name, _)| name.clone());
        let added = theirs.iter().filter(|thing| !ours.contains(thing)).map(|(name, _)| name.clone());
        let mut names: Vec<String> = missing.chain(added).collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Bytes of the file, and how many of them nothing uses.
    pub fn room(&self) -> Result<(u64, u64), StoreError> {
        let pragma = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let size = pragma("page_size")?.unsigned_abs();
        Ok((pragma("page_count")?.unsigned_abs() * size, pragma("freelist_count")?.unsigned_abs() * size))
    }
}

/// Each thing of a schema with its columns, or with its text where it is an index or a view.
fn shape(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT type || ' ' || name, CASE WHEN type = 'table'
                   THEN (SELECT group_concat(name || ' ' || type || ' ' || \"notnull\" || ' ' || pk)
                         FROM pragma_table_xinfo(m.name))
                   ELSE sql END
               FROM sqlite_schema AS m WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
    let mut statement = connection.prepare(sql)?;
    let things = statement.query_map([], |row| {
        let text: Option<String> = row.get(1)?;
        let words = text.unwrap_or_default();
        Ok((row.get(0)?, words.split_whitespace().collect::<Vec<_>>().join(" ")))
    })?;
    things.collect()
}
