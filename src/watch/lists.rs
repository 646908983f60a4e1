//! One list: fetched when its host's turn has come, read, and judged address by address. It writes nothing of pages.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use url::Url;

use super::travel::{Trip, resting, travel};
use super::visit::wait_for_host;
use super::{Setup, WatchError};
use crate::config::{Site, Source};
use crate::discover::{self, Entry, ListError, Listing, SourceKind, canonical};
use crate::extract::Budget;
use crate::fetch::{Journey, Want};
use crate::model::{Failure, FailureKind, Fetched, HostKey, Response, Timestamp, Validators};
use crate::store::Listed;

/// How long a list waits for its host.
const HOST_WAIT_MAX: TimeDelta = TimeDelta::minutes(5);
/// Lists that are read of one index.
const CHILDREN_MAX: usize = 20;

/// What becomes of an address on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is watched, or will be.
    Wanted,
    /// On a host of no interest to the site.
    Elsewhere,
    /// Left out by `include` or `exclude`.
    Excluded,
    /// Older than `age_max`.
    Old,
    /// Refused by the gate, or the list's own page or the front page.
    Unfit,
}

/// What a list holds, judged.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The addresses in their canonical form, each once, the newest first.
    pub entries: Vec<(Entry, Verdict)>,
    /// Lists of an index that could not be read, and why.
    pub problems: Vec<String>,
    /// What to ask with next time.
    pub validators: Validators,
}

impl Looked {
    /// The pages to watch.
    pub fn wanted(&self) -> Vec<Listed> {
        let wanted = self.entries.iter().filter(|(_, verdict)| *verdict == Verdict::Wanted);
        wanted.map(|(entry, _)| Listed { url: entry.url.clone(), changed_at: entry.changed_at }).collect()
    }
}

/// Reads one list and judges what it names; `None` where it is as it was.
///
/// # Errors
/// When the store cannot be read or written; the inner error is why the list could not be had or read.
pub async fn look(
    setup: &Arc<Setup>,
    site: &Site,
    source: &Source,
    validators: Validators,
    last_read_at: Option<Timestamp>,
) -> Result<Result<Option<Looked>, Failure>, WatchError> {
    let response = match get(setup, site, &source.url, validators).await? {
        Fetched::Body(response) => response,
        Fetched::NotModified { .. } => return Ok(Ok(None)),
        Fetched::Failed(failure) => return Ok(Err(failure)),
    };
    let validators = response.validators.clone();
    let listing = match read(setup, source, *response).await? {
        Ok(listing) => listing,
        Err(error) => return Ok(Err(unreadable(&error))),
    };
    let (mut entries, mut problems) = (listing.entries, Vec::new());
    for child in children(listing.lists, last_read_at) {
        match get(setup, site, &child, Validators::default()).await? {
            Fetched::Body(response) => match read(setup, source, *response).await? {
                Ok(listing) => entries.extend(listing.entries),
                Err(error) => problems.push(format!("{child}: {error}")),
            },
            Fetched::NotModified { .. } => {}
            Fetched::Failed(failure) => problems.push(format!("{child}: {}", failure.detail)),
        }
    }
    let entries = judged(setup, site, source, entries, (setup.now)());
    Ok(Ok(Some(Looked { entries, problems, validators })))
}

fn unreadable(error: &ListError) -> Failure {
    Failure {
        kind: FailureKind::NotHtml,
        detail: error.to_string(),
        status: None,
        retry_after_s: None,
        redirects: Vec::new(),
    }
}

/// Fetches a list when its host's turn has come, as far as robots.txt allows it.
async fn get(setup: &Setup, site: &Site, url: &Url, validators: Validators) -> Result<Fetched, WatchError> {
    let host = HostKey::of(url);
    loop {
        let note = match wait_for_host(setup, site, &host, HOST_WAIT_MAX).await? {
            Ok(note) => note,
            Err(until) => return Ok(Fetched::Failed(resting(&host, until, (setup.now)()))),
        };
        let journey = Journey::to_file(url, Want::List, validators.clone(), (setup.now)());
        match travel(setup, site, journey, note).await? {
            Trip::Ended(attempt) => return Ok(attempt.end),
            Trip::Again => {}
            Trip::Later(until) => return Ok(Fetched::Failed(resting(&host, until, (setup.now)()))),
        }
    }
}

/// Reads a list in a thread of its own: it may be long.
async fn read(
    setup: &Arc<Setup>,
    source: &Source,
    response: Response,
) -> Result<Result<Listing, ListError>, WatchError> {
    let (setup, source) = (Arc::clone(setup), source.clone());
    let work = move || {
        let (bytes, url) = (&response.body, &response.final_url);
        if source.kind != SourceKind::Section {
            return discover::read(bytes, url);
        }
        let limits = &setup.config.limits;
        let (begun, allowed) = (Instant::now(), Duration::from_secs_f64(limits.parse_s));
        let stop = || begun.elapsed() > allowed;
        let budget = Budget { nodes_max: limits.nodes_max, depth_max: limits.depth_max, stop: &stop };
        discover::read_section(bytes, response.content_type.as_deref(), url, &source.links, &budget)
    };
    tokio::task::spawn_blocking(work).await.map_err(WatchError::Panicked)
}

/// The lists of an index that are worth reading: those that changed since it was last read, the newest first; of those
/// without a time the first and the last ones, where new ones are put.
fn children(mut lists: Vec<Entry>, last_read_at: Option<Timestamp>) -> Vec<Url> {
    lists.retain(|list| list.changed_at.is_none_or(|at| last_read_at.is_none_or(|read| at >= read)));
    let is_dated = lists.iter().any(|list| list.changed_at.is_some());
    if is_dated {
        lists.sort_by_key(|list| std::cmp::Reverse(list.changed_at));
        lists.truncate(CHILDREN_MAX);
    } else if lists.len() > CHILDREN_MAX {
        lists.drain(CHILDREN_MAX / 2..lists.len() - CHILDREN_MAX / 2);
    }
    lists.into_iter().map(|list| list.url).collect()
}

/// Brings what a list names into its canonical form, each once, the newest first, with what becomes of it.
fn judged(setup: &Setup, site: &Site, source: &Source, entries: Vec<Entry>, now: Timestamp) -> Vec<(Entry, Verdict)> {
    let mut seen = HashSet::new();
    let mut judged: Vec<(Entry, Verdict)> = Vec::new();
    for entry in entries {
        let Some(url) = canonical(&entry.url) else { continue };
        if seen.insert(url.clone()) {
            let entry = Entry { url, ..entry };
            let verdict = verdict(setup, site, source, &entry, now);
            judged.push((entry, verdict));
        }
    }
    // Stable, so that what has no time stays in the order of the list, behind what has one.
    judged.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.dated_at()));
    judged
}

fn verdict(setup: &Setup, site: &Site, source: &Source, entry: &Entry, now: Timestamp) -> Verdict {
    let age_max = TimeDelta::from_std(site.discovery.age_max).unwrap_or(TimeDelta::MAX);
    let is_front = entry.url.path() == "/" && entry.url.query().is_none();
    if !site.has(&entry.url) {
        Verdict::Elsewhere
    } else if is_front || canonical(&source.url).as_ref() == Some(&entry.url) {
        Verdict::Unfit
    } else if !site.discovery.wants(&entry.url) {
        Verdict::Excluded
    } else if entry.dated_at().is_some_and(|at| now - at > age_max) {
        Verdict::Old
    } else if setup.fetcher.guard().admit(&entry.url).is_err() {
        Verdict::Unfit
    } else {
        Verdict::Wanted
    }
}
