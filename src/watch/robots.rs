//! What is known of each host's robots.txt: in memory, in the store, or asked for anew. What a file says is in
//! `fetch::robots`; here is for how long that holds, and what holds where there is none.
//!
//! RFC 9309, 2.3: a file that does not exist (4xx, or redirects that lead nowhere) forbids nothing. One that cannot be
//! had (5xx, no answer) forbids everything, unless an older copy is there, which goes on to hold; after 30 days it
//! counts as one that does not exist. What was had is asked for again after a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use url::Url;

use super::travel::fetch_robots;
use super::visit::locked;
use super::{Setup, WatchError};
use crate::config::Site;
use crate::fetch::{Robots, product_token};
use crate::model::{Failure, FailureKind, Fetched, HostKey, RobotsNote, Timestamp};

const FRESH: TimeDelta = TimeDelta::hours(24);
/// A file that cannot be had is asked for again after as long as it has been missing, within these.
const AGAIN_FIRST: TimeDelta = TimeDelta::seconds(60);
const AGAIN_MAX: TimeDelta = TimeDelta::hours(1);
/// After this a file that cannot be had is taken for none.
const MISSING_MAX: TimeDelta = TimeDelta::days(30);
/// Hosts kept in memory; the store has them all.
const KNOWN_MAX: usize = 8_192;

/// The hosts whose files were looked up since the start.
#[derive(Default)]
pub struct Book {
    known: Mutex<HashMap<HostKey, Option<Arc<Known>>>>,
}

/// A host's file, read.
pub struct Known {
    pub robots: Robots,
    pub note: RobotsNote,
}

/// Whether an address may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    Allowed,
    /// By this rule not.
    Refused(String),
    /// Nobody knows, and the file is not to be asked for before this.
    Wait(Timestamp),
    /// The file has to be asked for first.
    Unknown,
}

impl Known {
    /// Reads a file for the product that a User-Agent names.
    pub fn new(note: RobotsNote, user_agent: &str) -> Known {
        let file = note.file.as_deref().unwrap_or_default();
        Known { robots: Robots::parse(file.as_bytes(), product_token(user_agent)), note }
    }

    /// What the file says of `url` at `now`.
    pub fn rule(&self, url: &Url, now: Timestamp) -> Ruling {
        let note = &self.note;
        // An age below zero is a clock that was set back: nothing is known of what lies ahead of it.
        if note.good_until <= now || note.asked_at > now {
            return Ruling::Unknown;
        }
        let counts_as_none = note.missing_since.is_none_or(|since| now - since > MISSING_MAX);
        if note.file.is_none() && !counts_as_none {
            return Ruling::Wait(note.good_until);
        }
        match self.robots.allows(url) {
            Ok(()) => Ruling::Allowed,
            Err(rule) => Ruling::Refused(rule),
        }
    }
}

/// What is known of a host's file, without asking for it.
///
/// # Errors
/// When the store cannot be read.
pub fn known(setup: &Setup, host: &HostKey) -> Result<Option<Arc<Known>>, WatchError> {
    if let Some(known) = locked(&setup.robots.known).get(host) {
        return Ok(known.clone());
    }
    let row = setup.readers.with(setup, |reader| reader.host(host))?;
    let user_agent = &setup.config.fetch.user_agent;
    let found = row.and_then(|row| row.robots).map(|note| Arc::new(Known::new(note, user_agent)));
    put(setup, host, found.clone());
    Ok(found)
}

fn put(setup: &Setup, host: &HostKey, found: Option<Arc<Known>>) {
    let mut known = locked(&setup.robots.known);
    if known.len() >= KNOWN_MAX {
        known.clear();
    }
    known.insert(host.clone(), found);
}

/// Asks for the file of the host of `url`, which must be free for it, and keeps what it says; the host's turn ends
/// with it. Answers with the failure, where nothing may be asked of the host for it.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn renew(setup: &Setup, site: &Site, url: &Url) -> Result<Option<Failure>, WatchError> {
    let host = HostKey::of(url);
    let (now, before) = ((setup.now)(), known(setup, &host)?);
    let end = fetch_robots(setup, site, url).await?;
    let (note, failure) = judged(host.clone(), before.as_deref().map(|known| &known.note), end, now);
    let found = Arc::new(Known::new(note.clone(), &setup.config.fetch.user_agent));
    put(setup, &host, Some(found));
    setup.store.keep_robots(note).await?;
    Ok(failure)
}

/// What an answer to the request for the file comes to.
fn judged(host: HostKey, before: Option<&RobotsNote>, end: Fetched, now: Timestamp) -> (RobotsNote, Option<Failure>) {
    let had = |file: String| {
        let good_until = now + FRESH;
        RobotsNote {
            host: host.clone(),
            asked_at: now,
            good_until,
            missing_since: None,
            file: Some(file),
            problem: None,
        }
    };
    let failure = match end {
        Fetched::Body(response) => return (had(String::from_utf8_lossy(&response.body).into_owned()), None),
        Fetched::NotModified { .. } => return (had(String::new()), None), // cannot be: it was not asked for
        Fetched::Failed(failure) if is_absent(failure.kind) => return (had(String::new()), None),
        Fetched::Failed(failure) => failure,
    };
    let since = before.and_then(|note| note.missing_since).filter(|since| *since <= now).unwrap_or(now);
    let file = before.and_then(|note| note.file.clone());
    let problem = format!("robots.txt cannot be had: {}", failure.detail);
    let forbids = file.is_none() && now - since <= MISSING_MAX;
    let note = RobotsNote {
        asked_at: now,
        good_until: now + (now - since).clamp(AGAIN_FIRST, AGAIN_MAX),
        missing_since: Some(since),
        file,
        problem: Some(problem.clone()),
        host,
    };
    (note, forbids.then_some(Failure { detail: problem, ..failure }))
}

/// Whether the answer means that the host has no such file, rather than that it cannot be had now.
fn is_absent(kind: FailureKind) -> bool {
    match kind {
        FailureKind::NotFound
        | FailureKind::Gone
        | FailureKind::Denied
        | FailureKind::LegalBlock
        | FailureKind::Status
        | FailureKind::Redirect
        | FailureKind::SchemeRefused
        | FailureKind::AddressRefused
        | FailureKind::NotHtml => true,
        FailureKind::Dns
        | FailureKind::Connect
        | FailureKind::Tls
        | FailureKind::Timeout
        | FailureKind::Reset
        | FailureKind::TooLarge
        | FailureKind::TooSlow
        | FailureKind::BadEncoding
        | FailureKind::BadResponse
        | FailureKind::Throttled
        | FailureKind::Robots
        | FailureKind::Challenge
        | FailureKind::Server => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Response, Validators};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn url() -> Url {
        Url::parse("https://news.example/secret").expect("an address")
    }

    fn file(text: &str) -> Fetched {
        Fetched::Body(Box::new(Response {
            status: 200,
            final_url: url(),
            redirects: Vec::new(),
            content_type: None,
            date: None,
            validators: Validators::default(),
            headers: Vec::new(),
            body: text.as_bytes().to_vec(),
            is_length_proven: true,
            request: None,
        }))
    }

    fn failed(kind: FailureKind) -> Fetched {
        Fetched::Failed(Failure {
            kind,
            detail: "x".to_owned(),
            status: None,
            retry_after_s: None,
            redirects: Vec::new(),
        })
    }

    fn after(before: Option<&RobotsNote>, end: Fetched, now: &str) -> (Known, bool) {
        let (note, failure) = judged(HostKey::of(&url()), before, end, at(now));
        (Known::new(note, "newswatch/1"), failure.is_some())
    }

    #[test]
    fn what_holds_follows_from_the_kind_of_the_answer() {
        let noon = "2026-03-01T12:00:00Z";
        for kind in [FailureKind::NotFound, FailureKind::Denied, FailureKind::Redirect, FailureKind::Gone] {
            let (known, is_failure) = after(None, failed(kind), noon);
            assert_eq!((known.rule(&url(), at(noon)), is_failure), (Ruling::Allowed, false), "{kind}");
        }
        for kind in [FailureKind::Server, FailureKind::Connect, FailureKind::Throttled, FailureKind::Timeout] {
            let (known, is_failure) = after(None, failed(kind), noon);
            let until = at("2026-03-01T12:01:00Z");
            assert_eq!((known.rule(&url(), at(noon)), is_failure), (Ruling::Wait(until), true), "{kind}");
            assert_eq!(known.rule(&url(), until), Ruling::Unknown, "{kind}: it is asked for again");
        }
        let (known, _) = after(None, file("User-agent: *\nDisallow: /secret"), noon);
        assert_eq!(known.rule(&url(), at(noon)), Ruling::Refused("Disallow: /secret".to_owned()));
        assert_eq!(known.rule(&url(), at("2026-03-02T12:00:00Z")), Ruling::Unknown, "a day later");
        assert_eq!(known.rule(&url(), at("2020-03-02T12:00:00Z")), Ruling::Unknown, "the clock was set back");
    }

    #[test]
    fn an_older_copy_holds_while_the_file_cannot_be_had() {
        let (first, _) = after(None, file("User-agent: *\nDisallow: /secret"), "2026-03-01T12:00:00Z");
        let (second, is_failure) = after(Some(&first.note), failed(FailureKind::Server), "2026-03-02T12:00:00Z");
        assert!(!is_failure);
        assert_eq!(second.rule(&url(), at("2026-03-02T12:00:30Z")), Ruling::Refused("Disallow: /secret".to_owned()));
    }

    #[test]
    fn a_file_that_cannot_be_had_is_asked_for_ever_more_seldom_and_after_a_month_counts_as_none() {
        let mut now = at("2026-03-01T12:00:00Z");
        let (mut note, _) = judged(HostKey::of(&url()), None, failed(FailureKind::Server), now);
        let mut waits = Vec::new();
        for _ in 0..9 {
            waits.push((note.good_until - now).num_minutes());
            now = note.good_until;
            note = judged(HostKey::of(&url()), Some(&note), failed(FailureKind::Server), now).0;
        }
        assert_eq!(waits, [1, 1, 2, 4, 8, 16, 32, 60, 60]);
        now = at("2026-04-01T12:00:00Z");
        let (note, failure) = judged(HostKey::of(&url()), Some(&note), failed(FailureKind::Server), now);
        assert!(failure.is_none());
        assert_eq!(Known::new(note, "newswatch").rule(&url(), now), Ruling::Allowed);
    }
}
