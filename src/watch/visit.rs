//! One visit from end to end: fetch, settle, record, tell. The daemon, `check` and `backfill` all use it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::settle::{self, Need, Terms};
use super::{Setup, WatchError, collapse, reread, tell};
use url::Url;

use crate::config::Site;
use crate::extract::Budget;
use crate::fetch::{HostKey, Politeness};
use crate::model::{Attempt, Due, Fetched, Learned, Past, Visit};
use crate::store::Reader;

/// What a visit came to, for the one who asked for it.
#[derive(Debug)]
pub struct Done {
    pub due: Due,
    pub visit: Arc<Visit>,
}

/// Connections for reading; one is borrowed for a visit and given back.
#[derive(Default)]
pub struct Readers {
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    /// Runs `work` with a connection of its own.
    ///
    /// # Errors
    /// Those of opening the database, and those of `work`.
    pub fn with<T>(
        &self,
        setup: &Setup,
        work: impl FnOnce(&Reader) -> Result<T, crate::store::StoreError>,
    ) -> Result<T, WatchError> {
        let reader = match locked(&self.idle).pop() {
            Some(reader) => reader,
            None => Reader::open(&setup.config.store.path)?,
        };
        let answer = work(&reader)?;
        locked(&self.idle).push(reader);
        Ok(answer)
    }
}

/// Locks what no panic can leave half done: each critical section is one push, pop or look-up.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fetches a page now and records what came of it.
///
/// # Errors
/// When the store cannot be read or written; a failed fetch is no error.
pub async fn visit(setup: &Arc<Setup>, due: Due) -> Result<Done, WatchError> {
    let attempt = fetch(setup, &due).await;
    record(setup, due, attempt).await
}

/// The watched page of an address, due or not.
///
/// # Errors
/// When the store cannot be read.
pub fn page(setup: &Setup, url: &Url) -> Result<Option<Due>, WatchError> {
    setup.readers.with(setup, |reader| match reader.find(url.as_str())? {
        Some(page) => reader.due_page(page),
        None => Ok(None),
    })
}

/// Fetches a page; its host is free for the next page as soon as the answer is there.
pub async fn fetch(setup: &Setup, due: &Due) -> Attempt {
    let attempt = setup.fetcher.get(due, (setup.now)()).await;
    politely(setup).ended(&HostKey::of(&due.url), (setup.now)(), &attempt.end);
    setup.host_freed.notify_one();
    attempt
}

/// Waits until a page's host may be asked, and notes that it is asked now.
pub async fn wait_for_host(setup: &Setup, due: &Due) {
    let host = HostKey::of(&due.url);
    let gap = min_gap(setup, due);
    loop {
        let now = (setup.now)();
        let not_before = {
            let mut politeness = politely(setup);
            match politeness.may_start(&host, gap, now) {
                Ok(()) => return politeness.started(&host, now),
                Err(not_before) => not_before,
            }
        };
        let wait = (not_before - now).to_std().unwrap_or(Duration::from_millis(1));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = setup.host_freed.notified() => {}
        }
    }
}

/// Settles an attempt, records it, and tells what it found. What waits of the page for rules such as today's is read
/// first, so that its history stays in the order of time.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn record(setup: &Arc<Setup>, mut due: Due, attempt: Attempt) -> Result<Done, WatchError> {
    if reread::is_pending(setup, &due)? {
        let read = reread::reread(setup, due.page, false).await?;
        tell::reread(&due, &read);
        due = setup.readers.with(setup, |reader| reader.due_page(due.page))?.unwrap_or(due);
    }
    let visit = match &attempt.end {
        // Settled in microseconds: not worth another thread.
        Fetched::NotModified { .. } | Fetched::Failed(_) => settle_now(setup, &due, attempt)?,
        Fetched::Body(_) => {
            let (setup, due) = (Arc::clone(setup), due.clone());
            tokio::task::spawn_blocking(move || settle_now(&setup, &due, attempt))
                .await
                .map_err(WatchError::Panicked)??
        }
    };
    let visit = Arc::new(visit);
    let recorded = setup.store.record(Arc::clone(&visit)).await?;
    tell::visit(&due, &visit);
    tell::site_events(&recorded.site_events);
    collapse::weigh(setup, &due, &visit).await?;
    Ok(Done { due, visit })
}

/// The politeness that all visits share.
pub(super) fn politely(setup: &Setup) -> MutexGuard<'_, Politeness> {
    locked(&setup.politeness)
}

fn settle_now(setup: &Setup, due: &Due, attempt: Attempt) -> Result<Visit, WatchError> {
    with_terms(setup, due, |terms| {
        let past = match settle::need(terms, due, &attempt) {
            Need::Nothing => Past::default(),
            need => setup.readers.with(setup, |reader| reader.past(due.page, need == Need::PastAndCapture))?,
        };
        Ok(settle::settle(terms, due, &past, attempt))
    })
}

/// Does `work` by the terms of a page's site, as they are now; the time that reading a page may take begins here.
pub(super) fn with_terms<T>(
    setup: &Setup,
    due: &Due,
    work: impl FnOnce(&Terms) -> Result<T, WatchError>,
) -> Result<T, WatchError> {
    let site = site(setup, due);
    let site_blocks = setup.readers.with(setup, |reader| reader.site_blocks(&due.site))?;
    // Read anew each time: another process may have learned, or the operator taken something back.
    let learned = match site.learn {
        true => setup.readers.with(setup, |reader| reader.learned(&due.site))?,
        false => Learned::default(),
    };
    let limits = &setup.config.limits;
    let allowed = Duration::from_secs_f64(limits.parse_s);
    let begun = Instant::now();
    let stop = || begun.elapsed() > allowed;
    let budget = Budget { nodes_max: limits.nodes_max, depth_max: limits.depth_max, stop: &stop };
    let confirm = &setup.config.confirm;
    work(&Terms {
        rules: &site.rules,
        learned: &learned,
        site_blocks: &site_blocks,
        cadence: &site.cadence,
        confirm,
        budget,
    })
}

/// How long a page's host is left alone between two requests, at least.
pub(super) fn min_gap(setup: &Setup, due: &Due) -> Duration {
    Duration::from_secs(site(setup, due).min_gap_s)
}

/// The rules of a page: those of the site that it was added under, else of the site that its address belongs to.
fn site<'a>(setup: &'a Setup, due: &Due) -> &'a Site {
    setup.config.site_named(&due.site).unwrap_or_else(|| setup.config.site_or_other(&due.url))
}
