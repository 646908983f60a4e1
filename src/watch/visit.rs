//! One visit from end to end: fetch, settle, record, tell. The daemon, `check` and `backfill` all use it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::robots::{self, Ruling};
use super::settle::{self, Need, Terms};
use super::travel::{Trip, travel};
use super::{Setup, WatchError, collapse, learn, reread, tell};
use crate::config::Site;
use crate::extract::Budget;
use crate::fetch::{HostTerms, Journey, Politeness, day_of};
use crate::model::{Attempt, Due, Failure, FailureKind, Fetched, HostKey, HostNote, Learned, Past, Timestamp, Visit};
use crate::store::{Reader, StoreError};

/// How long a check by hand waits for a host beyond its gap.
const CHECK_WAIT_MAX: TimeDelta = TimeDelta::seconds(60);

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
        let answer = work(&reader).map_err(|error| error.in_file(&setup.config.store.path))?;
        locked(&self.idle).push(reader);
        Ok(answer)
    }
}

/// Locks what no panic can leave half done: each critical section is one push, pop or look-up.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fetches a page whose host has been told of it ([`Politeness::started`]), and records what came of it; `note` is
/// what has to be kept before anything is sent, `slot` is given back as soon as another page may be fetched. `None` where the page's turn comes later: it is still due.
///
/// # Errors
/// When the store cannot be read or written; a failed fetch is no error.
pub async fn visit(
    setup: &Arc<Setup>,
    due: Due,
    note: Option<HostNote>,
    slot: OwnedSemaphorePermit,
) -> Result<Option<Done>, WatchError> {
    let Some(attempt) = attempt(setup, &due, note).await? else { return Ok(None) };
    setup.heart.lateness.count(attempt.at - due.due_at);
    record(setup, due, attempt, Some(slot)).await.map(Some)
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

/// Recalls what was noted of hosts, for a command that asks them once.
///
/// # Errors
/// When the store cannot be read.
pub fn recall(setup: &Setup) -> Result<(), WatchError> {
    let now = (setup.now)();
    let notes = setup.readers.with(setup, |reader| reader.host_notes(day_of(now), now))?;
    *politely(setup) = Politeness::recalled(notes, now);
    Ok(())
}

/// Fetches a page as soon as its host may be asked and one of `slots` is free; where the host rests for longer than
/// its gap and a minute, answers with the end of that instead.
///
/// # Errors
/// When the store cannot be read or written; a failed fetch is no error.
pub async fn check(
    setup: &Setup,
    due: &Due,
    slots: &Arc<Semaphore>,
) -> Result<Result<(Attempt, OwnedSemaphorePermit), Timestamp>, WatchError> {
    let host = HostKey::of(&due.url);
    loop {
        let gap = TimeDelta::from_std(host_terms(setup, site(setup, due), &host)?.gap).unwrap_or(TimeDelta::MAX);
        let most = gap.checked_add(&CHECK_WAIT_MAX).unwrap_or(gap);
        let note = match wait_for_host(setup, site(setup, due), &host, most).await? {
            Ok(note) => note,
            Err(until) => return Ok(Err(until)),
        };
        // Never closed: it lives as long as who holds it.
        let slot = Arc::clone(slots).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        if let Some(attempt) = attempt(setup, due, note).await? {
            return Ok(Ok((attempt, slot)));
        }
    }
}

/// One try to fetch a page. Each host is free for its next page as soon as it has answered. `None` where the time went
/// into something that has to come first, or a host on the way cannot be asked now.
async fn attempt(setup: &Setup, due: &Due, note: Option<HostNote>) -> Result<Option<Attempt>, WatchError> {
    let journey = Journey::to(due, (setup.now)());
    match travel(setup, site(setup, due), journey, note).await? {
        Trip::Ended(attempt) => Ok(Some(*attempt)),
        Trip::Again => Ok(None),
        Trip::Later(until) => {
            setup.store.set_next_due(due.page, until).await?;
            Ok(None)
        }
    }
}

pub(super) fn ruling(setup: &Setup, site: &Site, url: &Url) -> Result<Ruling, WatchError> {
    if !site.obeys_robots {
        return Ok(Ruling::Allowed);
    }
    let known = robots::known(setup, &HostKey::of(url))?;
    Ok(known.map_or(Ruling::Unknown, |known| known.rule(url, (setup.now)())))
}

pub(super) fn forbidden(host: &HostKey, rule: &str) -> Failure {
    let detail = format!("robots.txt of {} forbids it to us ({rule}); nothing was sent", host.host);
    Failure { kind: FailureKind::Robots, detail, status: None, retry_after_s: None, redirects: Vec::new() }
}

/// Notes how an exchange with a host ended, and keeps what has to outlive the process.
pub(super) async fn host_ended(setup: &Setup, host: &HostKey, end: &Fetched) -> Result<(), WatchError> {
    let note = politely(setup).ended(host, (setup.now)(), end);
    setup.host_freed.notify_one();
    if let Some(note) = &note {
        tell::host(note);
    }
    keep(setup, note).await
}

pub(super) async fn keep(setup: &Setup, note: Option<HostNote>) -> Result<(), WatchError> {
    match note {
        Some(note) => Ok(setup.store.keep_host(note).await?),
        None => Ok(()),
    }
}

/// Waits until a host may be asked for a site's sake, and notes that it is asked now; answers with what has to be kept
/// before that. Where the wait would be longer than `most`, it answers with its end instead.
pub(super) async fn wait_for_host(
    setup: &Setup,
    site: &Site,
    host: &HostKey,
    most: TimeDelta,
) -> Result<Result<Option<HostNote>, Timestamp>, WatchError> {
    let begun = (setup.now)();
    loop {
        let terms = host_terms(setup, site, host)?;
        let now = (setup.now)();
        let not_before = {
            let mut politeness = politely(setup);
            match politeness.may_start(host, &terms, now) {
                Ok(()) => return Ok(Ok(politeness.started(host, &terms, now))),
                Err(not_before) => not_before,
            }
        };
        if not_before - begun > most {
            return Ok(Err(not_before));
        }
        let wait = (not_before - now).to_std().unwrap_or(Duration::from_millis(1)).min(Duration::from_secs(1));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = setup.host_freed.notified() => {}
        }
    }
}

/// Settles an attempt, records it, and tells what it found. What waits of the page for rules such as today's is read
/// first, so that its history stays in the order of time. A slot is given back once no more than a few words of the
/// visit wait for the disk, so that the next fetch need not.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn record(
    setup: &Arc<Setup>,
    mut due: Due,
    attempt: Attempt,
    mut slot: Option<OwnedSemaphorePermit>,
) -> Result<Done, WatchError> {
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
    if visit.capture.is_none() {
        slot = None;
        setup.host_freed.notify_one();
    }
    let visit = Arc::new(visit);
    let recorded = setup.store.record(Arc::clone(&visit)).await?;
    tell::visit(&due, &visit);
    tell::site_events(&recorded.site_events);
    collapse::weigh(setup, &due, &visit).await?;
    drop(slot);
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
        pace_percent: learn::pace_percent(setup, &due.site)?,
        budget,
    })
}

/// How a host may be asked: by the rules of a site, and as slowly as the host itself wants.
pub(super) fn host_terms(setup: &Setup, site: &Site, host: &HostKey) -> Result<HostTerms, WatchError> {
    let known = if site.obeys_robots { robots::known(setup, host)? } else { None };
    let crawl_delay = known.and_then(|known| known.robots.crawl_delay).unwrap_or_default();
    let gap = Duration::from_secs(site.min_gap_s).max(crawl_delay);
    Ok(HostTerms { gap, a_day_max: site.requests_a_day })
}

/// For how many seconds a host rests, its cap aside; 0 where it does not.
pub(super) fn rests_for_s(setup: &Setup, host: &HostKey, now: Timestamp) -> i64 {
    let terms = HostTerms { gap: Duration::ZERO, a_day_max: None };
    politely(setup).may_start(host, &terms, now).err().map_or(0, |until| (until - now).num_seconds())
}

/// The rules of a page: those of the site that it was added under, else of the site that its address belongs to.
pub(super) fn site<'a>(setup: &'a Setup, due: &Due) -> &'a Site {
    setup.config.site_named(&due.site).unwrap_or_else(|| setup.config.site_or_other(&due.url))
}
