//! Exchanges with servers on loopback, well-behaved and hostile.

mod answers;
mod files;
mod gate;
mod hostile;
mod redirects;

use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::loopback::{Server, Step, answer};
use super::{FetchSettings, Fetcher, Journey, ROBOTS_BYTES_MAX, Want, resolve};
use crate::model::{Attempt, Due, Failure, FailureKind, Fetched, PageId, Response, Timestamp, Validators};

const PAGE: &str = "<!doctype html><title>Ferry</title><p>The ferry sails at nine.</p>";
const ROOM: usize = 64 * 1024;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn due(url: &str, validators: Validators) -> Due {
    let url = Url::parse(url).expect("a test's address");
    Due { validators, ..Due::fresh(PageId(1), url, "test", now()) }
}

fn settings(servers: &[&Server]) -> FetchSettings {
    FetchSettings {
        contact: Some("desk@example.org".to_owned()),
        body_bytes_max: ROOM,
        allow_hosts: servers.iter().map(|s| s.address.to_string()).collect(),
        ..FetchSettings::default()
    }
}

fn fetcher(settings: FetchSettings) -> Fetcher {
    Fetcher::with(settings, Duration::from_millis(500), resolve::system()).expect("a test's settings")
}

async fn get(fetcher: &Fetcher, url: &str) -> Attempt {
    get_with(fetcher, url, Validators::default()).await
}

async fn get_with(fetcher: &Fetcher, url: &str, validators: Validators) -> Attempt {
    fetcher.get(&due(url, validators), now()).await
}

fn page(attempt: Attempt) -> Response {
    match attempt.end {
        Fetched::Body(response) => *response,
        other => panic!("no page: {other:?}"),
    }
}

fn failure(attempt: Attempt) -> Failure {
    match attempt.end {
        Fetched::Failed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

fn tag() -> Validators {
    Validators { etag: Some("\"v1\"".to_owned()), last_modified: Some("Mon, 05 Jan 2026 10:00:00 GMT".to_owned()) }
}
