//! The record: one SQLite file, one writer, any number of readers. The only SQL is here; `schema.sql` documents the
//! file as a public interface.
//!
//! A visit is written whole or not at all, and is acknowledged only after it would survive the loss of power.
//! What is absent on purpose: no decision about what is a version or a change (that is `watch::settle`), no deletion
//! of evidence, and no access to the database files but through SQLite (see `connection` for why).

mod archived;
mod article;
mod attempt;
mod backup;
mod capture;
mod chain;
mod change;
mod connection;
mod damage;
mod error;
mod event;
mod health;
mod host;
mod housekeeping;
mod learned;
mod listing;
mod lock;
mod looking;
mod noise;
mod overview;
mod pace;
mod page;
mod period;
mod phrase;
mod quarantine;
mod queue;
mod reader;
mod record;
mod redact;
mod reread;
mod retelling;
mod retention;
mod search;
mod site_block;
mod site_event;
mod source;
mod story;
mod trust;
mod upgrades;
mod values;
mod variant;
mod version;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use chrono::TimeDelta;
use tokio::sync::{Semaphore, oneshot};
use url::Url;

pub use archived::Facts;
pub use article::note_name;
pub use attempt::{ATTEMPTS_LAST, AttemptRow};
pub use backup::{Standing, aside_of, back_up, examine, put_aside};
pub use chain::{BrokenRow, ChainHead, ChainReport, Link, Verdict};
pub use change::{ChangeFilter, ChangeRow};
pub use connection::APPLICATION_ID;
pub use damage::read_through;
pub use error::StoreError;
pub use event::EventRow;
pub use learned::LEARNED_MAX;
pub use listing::{Listing, Place};
pub use lock::{DaemonLock, lock};
pub use noise::NoiseRow;
pub use overview::{Day, FailingPage, OutletEdits, Overview, Queue};
pub use page::{Added, PageRow, SiteStates, Watch};
pub use period::{Figures, OutletFigures, Span};
pub use phrase::{Phrase, Side};
pub use quarantine::Waiting;
pub use reader::{Reader, SiteChangeRow, Totals};
pub use record::Recorded;
pub use redact::{REDACTED, Redaction, redact};
pub use retention::Expiry;
pub use search::{Ask, Excerpt, Found, Spell, Stand};
pub use source::{Listed, SourceRow, SourceVisit, Taken};
pub use upgrades::LATEST as FORMAT;
pub use values::state_name;
pub use version::{VersionBrief, VersionRow};

use crate::model::{
    HostNote, LearnedBlock, Lesson, PageId, Rereading, RobotsNote, SiteChange, SiteEvent, SitePace, Timestamp, Visit,
};
use connection::Identity;
use writer::{Order, Write, Written};

/// What may wait in memory to be written, KiB: more makes the callers wait.
const QUEUE_KIB_MAX: u32 = 64 * 1024;
/// What a write holds beside its page and texts, bytes, roughly.
const WRITE_BYTES: usize = 4096;

/// A handle to the one writer of a database; clones share it. The file is closed when the last is gone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    /// Which files were there at the start; learned with the first heartbeat, when the log is sure to be there.
    identity: Mutex<Option<Identity>>,
    orders: mpsc::Sender<Order>,
    queue: Arc<Semaphore>,
}

impl Store {
    /// Opens the database at `path` for writing; makes it if it is missing, brings it up to date if it is older.
    ///
    /// # Errors
    /// A file that is another program's, newer, damaged or no database is refused without a write to it.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let connection = connection::open_writer(path)?;
        let (orders, queued) = mpsc::channel();
        let spawned = thread::Builder::new().name("store".to_owned()).spawn(move || writer::run(connection, &queued));
        // Without a thread there is no writer, as if it had ended at once.
        drop(spawned.map_err(|_| StoreError::Closed)?);
        let queue = Arc::new(Semaphore::new(QUEUE_KIB_MAX as usize));
        let inner = Inner { path: path.to_owned(), identity: Mutex::new(None), orders, queue };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The file that is written.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Writes everything that one pass over a page led to, in one transaction; returns after it is durable.
    ///
    /// # Errors
    /// Nothing of the visit is in the file then, except with [`StoreError::CommitUnknown`], where that is not known.
    pub async fn record(&self, visit: impl Into<Arc<Visit>>) -> Result<Recorded, StoreError> {
        let visit: Arc<Visit> = visit.into();
        let bytes = visit.capture.as_ref().map_or(0, |c| c.body.len().saturating_mul(2)).saturating_add(WRITE_BYTES);
        let can_wait = visit.version.is_none() && visit.changes.is_empty() && visit.events.is_empty();
        self.write(bytes, can_wait, move |connection| record::record(connection, &visit)).await
    }

    /// Writes what reading kept pages of a page again led to, in one transaction; returns after it is durable.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] where the page was visited since that was decided; then nothing is written.
    pub async fn reread(&self, rereading: Rereading) -> Result<Recorded, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| reread::write(connection, &rereading)).await
    }

    /// Writes that blocks come and go on a whole site, and what is told now of the changes that were told before;
    /// answers with the event, where it is a new one.
    pub async fn collapse(&self, found: SiteChange) -> Result<Option<SiteEvent>, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| site_block::collapse(connection, &found)).await
    }

    /// Puts lessons on a site's learned list; answers with what is told of it, if anything is new.
    pub async fn learn(
        &self,
        site: String,
        lessons: Vec<Lesson>,
        now: Timestamp,
    ) -> Result<Option<SiteEvent>, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| learned::learn(connection, &site, &lessons, now)).await
    }

    /// Keeps the pace that was learned for a site.
    pub async fn keep_pace(&self, pace: SitePace) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, true, move |connection| Ok(pace::keep(connection, &pace)?)).await
    }

    /// Takes a learned block off its site's list; answers with it, or `None` where it is on none.
    pub async fn unlearn(&self, id: i64, now: Timestamp) -> Result<Option<LearnedBlock>, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| learned::unlearn(connection, id, now)).await
    }

    /// Adds the pages of the configuration that are missing, each with its site's name; answers how many.
    ///
    /// What the operator paused or took off the list stays so. A page that was listed here before and is no longer goes
    /// off the list; its history stays. New pages come due one after the other, all within a quarter of an hour.
    pub async fn ensure_pages(&self, pages: Vec<(Url, String)>, now: Timestamp) -> Result<usize, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| page::ensure(connection, &pages, now)).await
    }

    /// Makes the configuration's lists those that are read: (site, kind, address).
    pub async fn ensure_sources(&self, sources: Vec<(String, String, Url)>, now: Timestamp) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, false, move |connection| source::ensure(connection, &sources, now)).await
    }

    /// Writes what reading a list came to, in one transaction: new pages, hints, when it is read again.
    pub async fn source_visited(&self, row: SourceRow, visit: SourceVisit) -> Result<Taken, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| source::visited(connection, &row, &visit)).await
    }

    /// Puts a page on the list, or back on it, due now.
    pub async fn add_page(&self, url: Url, site: String, now: Timestamp) -> Result<(PageId, Added), StoreError> {
        self.write(WRITE_BYTES, false, move |connection| page::add(connection, &url, &site, now)).await
    }

    /// Stops watching a page for a while.
    pub async fn pause(&self, page: PageId, now: Timestamp) -> Result<(), StoreError> {
        self.set_watch(page, Watch::Paused, now).await
    }

    /// Watches a page again.
    pub async fn resume(&self, page: PageId, now: Timestamp) -> Result<(), StoreError> {
        self.set_watch(page, Watch::On, now).await
    }

    /// Takes a page off the list; its history stays.
    pub async fn remove(&self, page: PageId, now: Timestamp) -> Result<(), StoreError> {
        self.set_watch(page, Watch::Off, now).await
    }

    /// Keeps what has to be remembered of a host; returns after it is durable.
    pub async fn keep_host(&self, note: HostNote) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, false, move |connection| host::keep(connection, &note)).await
    }

    /// Keeps what a host's robots.txt said.
    pub async fn keep_robots(&self, note: RobotsNote) -> Result<(), StoreError> {
        let bytes = note.file.as_ref().map_or(0, String::len).saturating_add(WRITE_BYTES);
        self.write(bytes, true, move |connection| host::keep_robots(connection, &note)).await
    }

    async fn set_watch(&self, page: PageId, watch: Watch, now: Timestamp) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, false, move |connection| page::set_watch(connection, page, watch, now)).await
    }

    /// Makes the watched pages of these sites due; pages that are failing keep their time. Answers how many.
    pub async fn make_due(&self, sites: Vec<String>, now: Timestamp) -> Result<usize, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| page::make_due(connection, &sites, now)).await
    }

    /// Sets when a page is to be fetched next.
    pub async fn set_next_due(&self, page: PageId, at: Timestamp) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, true, move |connection| page::set_next_due(connection, page, at)).await
    }

    /// Moves all due times by as much as the wall clock was set, so that the intervals between checks stay.
    pub async fn shift_due(&self, by: TimeDelta) -> Result<usize, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| page::shift_due(connection, by)).await
    }

    /// Hands a write to the writer's thread and waits for its commit.
    async fn write<T, F>(&self, bytes: usize, can_wait: bool, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let kib = u32::try_from(bytes / 1024).unwrap_or(QUEUE_KIB_MAX).clamp(1, QUEUE_KIB_MAX);
        let room = self.inner.queue.clone().acquire_many_owned(kib).await.map_err(|_| StoreError::Closed)?;
        let (tell, told) = oneshot::channel();
        let path = self.inner.path.clone();
        let run = move |connection: Result<&rusqlite::Connection, StoreError>| {
            let result = connection.and_then(work).map_err(|error| error.in_file(&path));
            let is_good = result.is_ok();
            // A caller that has gone away needs no answer; what it asked for is done all the same.
            let acknowledge = move |committed: Result<(), StoreError>| {
                drop(tell.send(result.and_then(|done| committed.map(|()| done))))
            };
            Written { is_good, acknowledge: Box::new(acknowledge) }
        };
        self.order(Order::Write(Write { bytes, can_wait, run: Box::new(run) }))?;
        let answer = told.await.map_err(|_| StoreError::Closed)?;
        drop(room);
        answer
    }

    fn order(&self, order: Order) -> Result<(), StoreError> {
        self.inner.orders.send(order).map_err(|_| StoreError::Closed)
    }
}
