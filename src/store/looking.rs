//! What people who look at the record ask of it: lists by the page, lives of articles, search, numbers. And how long any
//! of it may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rusqlite::Connection;

use super::{
    Ask, ChangeRow, EventRow, FailingPage, Figures, Found, Listing, Overview, PageRow, Place, Queue, Reader, Side,
    Span, Stand, StoreError, VersionBrief, change, event, listing, overview, pace, page, period, search, version,
};
use crate::model::{PageId, SitePace, Timestamp};

/// Steps of SQLite's machine between two looks at the clock: well under a millisecond.
const STEPS: i32 = 2000;

/// Until when a connection may work on what it was asked.
#[derive(Debug, Clone)]
pub(super) struct Deadline {
    begun: Instant,
    /// Milliseconds after `begun`.
    until_ms: Arc<AtomicU64>,
}

impl Deadline {
    /// Lets a connection look at the clock now and then; there is no limit yet.
    pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<Deadline> {
        let deadline = Deadline { begun: Instant::now(), until_ms: Arc::new(AtomicU64::new(u64::MAX)) };
        let watched = deadline.clone();
        connection.progress_handler(STEPS, Some(move || watched.is_over()))?;
        Ok(deadline)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_over(&self) -> bool {
        self.now_ms() >= self.until_ms.load(Ordering::Relaxed)
    }
}

impl Reader {
    /// Does `work` with this reader; a query that is not done in `time` ends with [`StoreError::TooSlow`].
    ///
    /// # Errors
    /// That one, and those of `work`.
    pub fn within<T>(
        &self,
        time: Duration,
        work: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let limit_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.deadline.until_ms.store(self.deadline.now_ms().saturating_add(limit_ms), Ordering::Relaxed);
        let done = work(self);
        self.deadline.until_ms.store(u64::MAX, Ordering::Relaxed);
        done
    }

    /// Asks the database the least that there is to ask, to see that it answers.
    pub fn ping(&self) -> Result<(), StoreError> {
        Ok(self.connection.query_row("SELECT 1 FROM page LIMIT 1", [], |_| Ok(())).or_else(none_is_well)?)
    }

    /// For how long each article of a site is known at `now` that was put on the list young since a time, and how many
    /// edits they had.
    pub fn young(&self, site: &str, since: Timestamp, now: Timestamp) -> Result<(Vec<TimeDelta>, u64), StoreError> {
        Ok(pace::young(&self.connection, site, since, now)?)
    }

    /// The paces that were learned, by site.
    pub fn paces(&self) -> Result<Vec<SitePace>, StoreError> {
        Ok(pace::all(&self.connection)?)
    }

    /// How many pages are watched.
    pub fn watched(&self) -> Result<u64, StoreError> {
        Ok(overview::watched(&self.connection)?)
    }

    /// One page of a list of changes, and where the next one begins.
    pub fn listing(&self, listing: &Listing) -> Result<(Vec<ChangeRow>, Option<Place>), StoreError> {
        Ok(listing::list(&self.connection, listing)?)
    }

    /// How all pages stand, the last changed first; those off the list only where `with_off` asks for them.
    pub fn pages(&self, with_off: bool) -> Result<Vec<PageRow>, StoreError> {
        Ok(page::status(&self.connection, with_off)?)
    }

    /// The names of all sites, in order.
    pub fn sites(&self) -> Result<Vec<String>, StoreError> {
        Ok(listing::sites(&self.connection)?)
    }

    /// The pages of the record, those added last first, of one site or of all; only rows before `before`.
    pub fn page_list(&self, site: Option<&str>, before: Option<i64>, limit: u32) -> Result<Vec<PageRow>, StoreError> {
        Ok(listing::pages(&self.connection, site, before, limit)?)
    }

    /// The changes of the same page right before and after one.
    pub fn neighbours(&self, row: &ChangeRow) -> Result<(Option<i64>, Option<i64>), StoreError> {
        Ok(change::neighbours(&self.connection, row)?)
    }

    /// The versions of a page that came up at or before `at`, the newest first, without their texts.
    pub fn versions_until(&self, page: PageId, at: Timestamp, limit: u32) -> Result<Vec<VersionBrief>, StoreError> {
        Ok(version::briefs(&self.connection, page, at, limit)?)
    }

    /// The changes of a page that were found at or before `at`, the newest first, whatever their cause and weight.
    pub fn changes_until(&self, page: PageId, at: Timestamp, limit: u32) -> Result<Vec<ChangeRow>, StoreError> {
        Ok(change::until(&self.connection, page, at, limit)?)
    }

    /// The events of a page at or before `at`, the newest first.
    pub fn events_until(&self, page: PageId, at: Timestamp, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        Ok(event::until(&self.connection, page, at, limit)?)
    }

    /// When a phrase stood on which pages, those with the newest text first.
    pub fn stands(&self, ask: &Ask) -> Result<Found<Stand>, StoreError> {
        Ok(search::stands(&self.connection, ask)?)
    }

    /// The publishers' changes that took a phrase out or put it in, the newest row first.
    pub fn changes_with(&self, ask: &Ask, side: Side) -> Result<Found<ChangeRow>, StoreError> {
        Ok(search::changes(&self.connection, ask, side)?)
    }

    /// The record in numbers, its days from `since` on. Takes a while in a large record.
    pub fn overview(&self, since: Timestamp) -> Result<Overview, StoreError> {
        Ok(overview::overview(&self.connection, since)?)
    }

    /// The figures of a span of time.
    pub fn figures(&self, span: &Span) -> Result<Figures, StoreError> {
        Ok(period::figures(&self.connection, span)?)
    }

    /// How the watch keeps up with its schedule.
    pub fn queue(&self, now: Timestamp) -> Result<Queue, StoreError> {
        Ok(overview::queue(&self.connection, now)?)
    }

    /// The watched pages whose last attempts failed, at most a few thousand.
    pub fn failing(&self) -> Result<Vec<FailingPage>, StoreError> {
        Ok(overview::failing(&self.connection)?)
    }
}

fn none_is_well(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}
