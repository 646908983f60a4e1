//! A journey to a page or a file, host by host and hop by hop: each request waits for its host's turn and is allowed by
//! its robots.txt, those to which a redirect leads no less than the first.

use chrono::TimeDelta;

use super::robots::{self, Ruling};
use super::visit::{forbidden, host_ended, host_terms, keep, politely, ruling, wait_for_host};
use super::{Setup, WatchError};
use crate::config::Site;
use crate::fetch::{Journey, Want};
use crate::model::{Attempt, Failure, FailureKind, Fetched, HostKey, HostNote, Timestamp, Validators};
use url::Url;

/// How long a redirect waits for its host's turn beyond the gap that the host has anyway.
const ONWARD_WAIT_MAX: TimeDelta = TimeDelta::seconds(60);

/// How a journey went.
pub(super) enum Trip {
    /// To its end, whatever that is.
    Ended(Box<Attempt>),
    /// The host's turn went into its robots.txt, which had to come first.
    Again,
    /// A host on the way cannot be asked before this.
    Later(Timestamp),
}

/// Goes on a journey whose first host has been told of it; `note` is what has to be kept before anything is sent.
pub(super) async fn travel(
    setup: &Setup,
    site: &Site,
    mut journey: Journey,
    mut note: Option<HostNote>,
) -> Result<Trip, WatchError> {
    let ended = |journey: Journey, end: Fetched| Trip::Ended(Box::new(journey.end(end)));
    loop {
        let host = HostKey::of(journey.here());
        let ready = match keep(setup, note.take()).await {
            Ok(()) => ruling(setup, site, journey.here()),
            Err(error) => Err(error),
        };
        if !matches!(ready, Ok(Ruling::Allowed | Ruling::Unknown)) {
            politely(setup).released(&host);
            setup.host_freed.notify_one();
        }
        match ready? {
            Ruling::Allowed => {}
            Ruling::Refused(rule) => return Ok(ended(journey, Fetched::Failed(forbidden(&host, &rule)))),
            Ruling::Unknown => {
                let failure = robots::renew(setup, site, journey.here()).await?;
                return Ok(failure.map_or(Trip::Again, |failure| ended(journey, Fetched::Failed(failure))));
            }
            Ruling::Wait(until) => return Ok(Trip::Later(until)),
        }
        if let Some(end) = leg(setup, &mut journey).await? {
            return Ok(ended(journey, end));
        }
        match onward(setup, site, &journey).await? {
            Ok(next) => note = next,
            Err(until) => return Ok(Trip::Later(until)),
        }
    }
}

/// Fetches the robots.txt of the host of `url`, which has been told of it. Nothing forbids it, but its redirects wait
/// for their hosts too.
pub(super) async fn fetch_robots(setup: &Setup, site: &Site, url: &Url) -> Result<Fetched, WatchError> {
    let mut at = url.clone();
    at.set_path("/robots.txt");
    at.set_query(None);
    let mut journey = Journey::to_file(&at, Want::Robots, Validators::default(), (setup.now)());
    loop {
        if let Some(end) = leg(setup, &mut journey).await? {
            return Ok(end);
        }
        let host = HostKey::of(journey.here());
        match onward(setup, site, &journey).await? {
            Ok(note) => {
                if let Err(error) = keep(setup, note).await {
                    politely(setup).released(&host);
                    return Err(error);
                }
            }
            Err(until) => return Ok(Fetched::Failed(resting(&host, until, (setup.now)()))),
        }
    }
}

/// One request and its answer; `None` for a redirect.
async fn leg(setup: &Setup, journey: &mut Journey) -> Result<Option<Fetched>, WatchError> {
    let host = HostKey::of(journey.here());
    let end = setup.fetcher.leg(journey).await;
    match &end {
        Some(end) => host_ended(setup, &host, end).await?,
        None => {
            // A redirect is an answer in order.
            let end = Fetched::NotModified { final_url: journey.here().clone(), redirects: Vec::new() };
            host_ended(setup, &host, &end).await?;
        }
    }
    Ok(end)
}

/// Waits for the host to which a redirect leads.
async fn onward(
    setup: &Setup,
    site: &Site,
    journey: &Journey,
) -> Result<Result<Option<HostNote>, Timestamp>, WatchError> {
    let host = HostKey::of(journey.here());
    let gap = TimeDelta::from_std(host_terms(setup, site, &host)?.gap).unwrap_or(TimeDelta::MAX);
    wait_for_host(setup, site, &host, gap.checked_add(&ONWARD_WAIT_MAX).unwrap_or(gap)).await
}

/// A host that is left alone for now, as a failure of whoever wanted something of it.
pub(super) fn resting(host: &HostKey, until: Timestamp, now: Timestamp) -> Failure {
    Failure {
        kind: FailureKind::Throttled,
        detail: format!("{} is left alone until {}", host.host, until.format("%Y-%m-%d %H:%M:%SZ")),
        status: None,
        retry_after_s: u64::try_from((until - now).num_seconds()).ok(),
        redirects: Vec::new(),
    }
}
