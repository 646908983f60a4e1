//! The demonstration's newspaper as an HTTP server on loopback. It serves one step of the timeline at a time and
//! keeps a log of what was asked for; it knows no clock and nothing of the watcher.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::page;
use super::settings::{self, Places};
use super::timeline::{PageState, Serving, state_at};
use super::view::View;
use crate::model::{Hash, Timestamp};

/// How long open connections may take to end when the newspaper stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// The newspaper, from its start until [`Newspaper::stop`].
pub struct Newspaper {
    /// Where the articles are served.
    pub places: Places,
    desk: Arc<EditorialDesk>,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<io::Result<()>>>,
}

/// What was asked for at one path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    pub requests: u64,
    /// Of these, answered with 304.
    pub not_modified: u64,
}

/// What all connections share.
struct EditorialDesk {
    opened_at: Timestamp,
    step: AtomicUsize,
    serial: AtomicU64,
    asked: Mutex<BTreeMap<String, Asked>>,
}

/// A desk and the origin of the listener behind which it answers.
#[derive(Clone)]
struct Counter {
    desk: Arc<EditorialDesk>,
    origin: Arc<str>,
}

impl Newspaper {
    /// Opens the newspaper at its first edition on free ports of loopback; its articles are as old as they say at
    /// `opened_at`.
    ///
    /// # Errors
    /// Where no port of 127.0.0.1 can be bound.
    pub async fn start(opened_at: Timestamp) -> io::Result<Newspaper> {
        let front = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = front.local_addr()?;
        // Linux answers on all of 127.0.0.0/8; elsewhere one site has to do, which costs nothing but a demonstration
        // of automatic extraction.
        let automatic = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), 0)).await.ok();
        let places =
            Places { front: address, automatic: automatic.as_ref().map_or(Ok(address), TcpListener::local_addr)? };
        let desk = Arc::new(EditorialDesk {
            opened_at,
            step: AtomicUsize::new(0),
            serial: AtomicU64::new(0),
            asked: Mutex::new(BTreeMap::new()),
        });
        let (stop, stopped) = watch::channel(false);
        let mut servers = vec![serve(front, address, &desk, stopped.clone())];
        servers.extend(automatic.map(|listener| serve(listener, places.automatic, &desk, stopped)));
        Ok(Newspaper { places, desk, stop, servers })
    }

    /// Goes on to `step` of the timeline; all later responses are of it.
    pub fn advance(&self, step: usize) {
        self.desk.step.store(step, Ordering::Release);
    }

    /// The step that is being served.
    pub fn step(&self) -> usize {
        self.desk.step.load(Ordering::Acquire)
    }

    /// The address of the article at `path`, as the configuration names it.
    pub fn url(&self, path: &str) -> String {
        self.places.url(path)
    }

    /// What was asked for so far, by path.
    pub fn asked(&self) -> BTreeMap<String, Asked> {
        self.desk.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A configuration that watches every article, each one `every` ("2s"), into `database`.
    pub fn config_toml(&self, database: &Path, every: &str) -> String {
        settings::config_toml(self.places, database, every)
    }

    /// Ends the newspaper: requests under way are answered, connections that stay open are cut after two seconds.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for mut server in self.servers {
            if tokio::time::timeout(STOP_TIMEOUT, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

fn serve(
    listener: TcpListener,
    address: SocketAddr,
    desk: &Arc<EditorialDesk>,
    mut stopped: watch::Receiver<bool>,
) -> JoinHandle<io::Result<()>> {
    let counter = Counter { desk: Arc::clone(desk), origin: format!("http://{address}").into() };
    let app = Router::new().fallback(answer).with_state(counter);
    let until_stopped = async move {
        // An error means that the newspaper itself was dropped: then serving ends as well.
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    };
    tokio::spawn(async move { axum::serve(listener, app).with_graceful_shutdown(until_stopped).await })
}

/// Answers any request.
async fn answer(State(counter): State<Counter>, uri: Uri, headers: HeaderMap) -> Response {
    let desk = &counter.desk;
    let edition = state_at(desk.step.load(Ordering::Acquire));
    let response = match edition.pages.iter().find(|page| page.story.path == uri.path()) {
        Some(page) => {
            let view = View {
                edition: &edition,
                page,
                origin: &counter.origin,
                opened_at: desk.opened_at,
                step: edition.step,
                serial: desk.serial.fetch_add(1, Ordering::Relaxed),
            };
            answer_for(page, &view, &headers)
        }
        None if uri.path() == "/" => html(StatusCode::OK, page::front(&edition)),
        None => html(StatusCode::NOT_FOUND, page::not_found()),
    };
    desk.note(uri.path(), response.status());
    response
}

fn answer_for(state: &PageState, view: &View, headers: &HeaderMap) -> Response {
    match state.serving {
        Serving::Gone => html(StatusCode::GONE, page::gone()),
        Serving::Challenge => {
            let mut response = html(StatusCode::FORBIDDEN, page::challenge());
            response.headers_mut().insert("cf-mitigated", header::HeaderValue::from_static("challenge"));
            response
        }
        Serving::Consent => html(StatusCode::OK, page::consent()),
        Serving::Whole | Serving::Truncated if state.story.is_quiet => tagged(page::article(view), headers),
        Serving::Whole | Serving::Truncated => html(StatusCode::OK, page::article(view)),
    }
}

/// A response with an entity tag, or 304 where the reader has the same one.
fn tagged(body: String, headers: &HeaderMap) -> Response {
    let tag: String = Hash::of(body.as_bytes()).to_string().chars().take(16).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|list| list.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    (StatusCode::OK, [(header::ETAG, tag), (header::CONTENT_TYPE, HTML_TYPE.to_owned())], body).into_response()
}

const HTML_TYPE: &str = "text/html; charset=utf-8";

fn html(status: StatusCode, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, HTML_TYPE), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

impl EditorialDesk {
    /// Counts a request; addresses that are no article's share one row, so that the log cannot grow without bound.
    fn note(&self, path: &str, status: StatusCode) {
        let key = if status == StatusCode::NOT_FOUND { "elsewhere" } else { path };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let row = asked.entry(key.to_owned()).or_default();
        row.requests += 1;
        row.not_modified += u64::from(status == StatusCode::NOT_MODIFIED);
    }
}

#[cfg(test)]
#[path = "newspaper_tests.rs"]
mod tests;
