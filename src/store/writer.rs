//! The writer's thread: takes what is queued, writes it in one transaction, and answers after the commit.
//!
//! With `synchronous = FULL` a commit costs a few milliseconds of waiting for the disk whatever is in it, so many
//! visits share one. Each has a savepoint: one that fails is rolled back alone. What a write is, the thread does not
//! know; it is given closures.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use super::error::StoreError;

/// The most writes of one transaction.
const BATCH_MAX: usize = 200;
/// The most bytes of one transaction, roughly.
const BATCH_BYTES_MAX: usize = 8 << 20;
/// How long a write that can wait does so for company: a commit costs about as much CPU as twenty quiet visits.
const COMPANY_WAIT: Duration = Duration::from_millis(100);
/// Company enough.
const COMPANY: usize = 128;
/// How long another process's lock is waited for before the queued writes are given back to their callers.
const LOCK_PATIENCE: Duration = Duration::from_secs(600);

/// Something for the writer to do.
pub(super) enum Order {
    Write(Write),
    /// To be done between transactions (checkpoints).
    Between(Box<dyn FnOnce(&Connection) + Send>),
    /// Write what is queued before this, close the file, and tell.
    Close(Box<dyn FnOnce() + Send>),
}

/// One write with the memory that it holds.
pub(super) struct Write {
    pub bytes: usize,
    /// The caller gains nothing from being served at once.
    pub can_wait: bool,
    /// Does it, or learns why nothing could be done.
    pub run: Work,
}

/// What one write does, given the connection or the reason why there is none.
pub(super) type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Written + Send>;

/// A write that was tried but is not yet committed.
pub(super) struct Written {
    pub is_good: bool,
    /// Tells the caller, once it is known whether the commit came about.
    pub acknowledge: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

/// Serves orders until all handles are gone or one asks to close.
pub(super) fn run(connection: Connection, orders: &Receiver<Order>) {
    let mut next = orders.recv().ok();
    let mut had_company = false;
    while let Some(order) = next.take() {
        match order {
            Order::Write(first) => {
                let (batch, left) = gather(first, orders, had_company);
                had_company = batch.len() > 1;
                if !write_batch(&connection, batch) {
                    return;
                }
                next = left;
            }
            Order::Between(work) => work(&connection),
            Order::Close(tell) => {
                close(connection);
                tell();
                return;
            }
        }
        if next.is_none() {
            next = orders.recv().ok();
        }
    }
    close(connection);
}

fn close(connection: Connection) {
    // Only a convenience for who looks at the file next: the log is read as well as the file, and a reader that is
    // in the way of folding it in is no fault.
    let _ = connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    let _ = connection.close();
}

/// Collects writes up to the limits of a transaction, and an order of another sort if one comes first.
///
/// It waits for company only where the last batch had some: a lone caller that writes one after the other would
/// wait for nobody.
fn gather(first: Write, orders: &Receiver<Order>, had_company: bool) -> (Vec<Write>, Option<Order>) {
    let mut bytes = first.bytes;
    let mut may_wait = had_company && first.can_wait;
    let mut batch = vec![first];
    let deadline = Instant::now() + COMPANY_WAIT;
    while batch.len() < BATCH_MAX && bytes < BATCH_BYTES_MAX {
        let order = match orders.try_recv() {
            Ok(order) => order,
            Err(TryRecvError::Empty) if may_wait && batch.len() < COMPANY => {
                match orders.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                    Ok(order) => order,
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
        };
        match order {
            Order::Write(write) => {
                bytes = bytes.saturating_add(write.bytes);
                may_wait &= write.can_wait;
                batch.push(write);
            }
            other => return (batch, Some(other)),
        }
    }
    (batch, None)
}

/// Writes a batch in one transaction; `false` means that the file cannot be trusted with another.
fn write_batch(connection: &Connection, batch: Vec<Write>) -> bool {
    if let Err(error) = begin(connection) {
        for write in batch {
            ((write.run)(Err(StoreError::on_begin(&error))).acknowledge)(Ok(()));
        }
        return true;
    }
    let mut written = Vec::with_capacity(batch.len());
    for write in batch {
        written.push(write_one(connection, write));
    }
    let outcome = commit(connection);
    let is_known = !matches!(outcome.for_one(), Err(StoreError::CommitUnknown(_)));
    for write in written {
        (write.acknowledge)(outcome.for_one());
    }
    is_known
}

/// How a transaction ended.
enum End {
    Committed,
    /// SQLite rolled all of it back by itself when a write met a full or failing disk.
    TakenBack,
    Failed(rusqlite::Error),
}

impl End {
    /// What it means for one of its writes.
    fn for_one(&self) -> Result<(), StoreError> {
        match self {
            End::Committed => Ok(()),
            End::TakenBack => Err(StoreError::TakenBack),
            End::Failed(error) => Err(StoreError::on_commit(error)),
        }
    }
}

fn commit(connection: &Connection) -> End {
    if connection.is_autocommit() {
        return End::TakenBack;
    }
    let Err(error) = connection.execute_batch("COMMIT") else { return End::Committed };
    if !connection.is_autocommit() {
        // If even this fails the connection is of no use any more; the next BEGIN says so to its callers.
        let _ = connection.execute_batch("ROLLBACK");
    }
    End::Failed(error)
}

/// Starts a transaction, with the write lock at once: a reader that turned writer could not wait for it.
fn begin(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match connection.execute_batch("BEGIN IMMEDIATE") {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < deadline => {}
            other => return other,
        }
    }
}

/// One write in a savepoint of its own.
fn write_one(connection: &Connection, write: Write) -> Written {
    if connection.is_autocommit() {
        return (write.run)(Err(StoreError::TakenBack));
    }
    if let Err(error) = step(connection, "SAVEPOINT visit") {
        return (write.run)(Err(error.into()));
    }
    let written = (write.run)(Ok(connection));
    let ended = if connection.is_autocommit() {
        Ok(())
    } else if written.is_good {
        step(connection, "RELEASE visit")
    } else {
        step(connection, "ROLLBACK TO visit").and_then(|()| step(connection, "RELEASE visit"))
    };
    match ended {
        Ok(()) => written,
        Err(error) => {
            let error = StoreError::from(error);
            Written { is_good: false, acknowledge: Box::new(move |_| (written.acknowledge)(Err(error))) }
        }
    }
}

fn step(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
