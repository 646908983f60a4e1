//! Visits with a real store on a temporary file, at times that the test sets; only the network is left out: what a
//! server would have answered is given as the attempt.

mod alerts;
mod fifty;
mod learning;
mod lives;
mod redesign;
mod variants;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{Duration, TimeZone, Utc};
use rusqlite::Connection;
use url::Url;

use super::*;
use crate::config;
use crate::model::{Attempt, Failure, FailureKind, Fetched, Response, Validators, Visit};

/// A setup on a database of its own.
pub(super) struct Bench {
    _dir: tempfile::TempDir,
    database: PathBuf,
    select: String,
    pub(super) setup: Arc<Setup>,
}

/// The moment of everything that is not a visit: rules are mended on the tenth day.
fn present() -> Timestamp {
    time(10 * 24 * 60)
}

/// `minutes` after some moment.
pub(super) fn time(minutes: i64) -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 1, 10, 0, 0).single().expect("a moment") + Duration::minutes(minutes)
}

/// What a server answers.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// A page, and its entity tag where the server names one: asked with it, 304 comes back.
    Page(String, Option<String>),
    Status(FailureKind, u16),
}

/// Waits for all of these.
pub(super) async fn at_once(work: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut work: Vec<_> = work.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        work.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if work.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

impl Bench {
    /// A site "gazette" with these selectors (the lines of `[site.select]`).
    pub(super) fn new(select: &str) -> Bench {
        let dir = tempfile::tempdir().expect("a directory");
        let database = dir.path().join("watch.db");
        let setup = Bench::setup(&database, select);
        Bench { _dir: dir, database, select: select.to_owned(), setup }
    }

    fn setup(database: &std::path::Path, select: &str) -> Arc<Setup> {
        let text = format!(
            "[store]\npath = \"{}\"\n[[site]]\nname = \"gazette\"\nhosts = [\"gazette.example\"]\n{select}",
            database.display()
        );
        let config = config::parse(&text, "config.toml").expect("a configuration");
        let store = Store::open(&config.store.path).expect("a database");
        Arc::new(Setup::new(config, store, present).expect("a setup"))
    }

    /// Starts anew on the same file, with other selectors.
    pub(super) async fn restart(&mut self, select: &str) {
        self.setup.store.clone().close().await.expect("closes");
        self.select = select.to_owned();
        self.setup = Bench::setup(&self.database, select);
    }

    pub(super) async fn page(&self, path: &str) -> Url {
        let url = Url::parse(&format!("https://gazette.example{path}")).expect("an address");
        if page(&self.setup, &url).expect("reads").is_none() {
            self.setup.store.add_page(url.clone(), "gazette".to_owned(), time(0)).await.expect("added");
        }
        url
    }

    /// Visits a page at `at`, where the server gives `answer`.
    pub(super) async fn visit(&self, url: &Url, at: Timestamp, answer: &Answer) -> Arc<Visit> {
        let due = page(&self.setup, url).expect("reads").expect("watched");
        let asked_with = due.validators.clone();
        let end = match answer {
            Answer::Page(_, Some(tag)) if asked_with.etag.as_ref() == Some(tag) => {
                Fetched::NotModified { final_url: url.clone(), redirects: Vec::new() }
            }
            Answer::Page(html, tag) => Fetched::Body(Box::new(Response {
                status: 200,
                final_url: url.clone(),
                redirects: Vec::new(),
                content_type: Some("text/html; charset=utf-8".to_owned()),
                date: None,
                validators: Validators { etag: tag.clone(), last_modified: None },
                headers: tag.iter().map(|tag| ("etag".to_owned(), tag.clone())).collect(),
                body: html.clone().into_bytes(),
                is_length_proven: true,
                request: None,
            })),
            Answer::Status(kind, status) => Fetched::Failed(Failure {
                kind: *kind,
                detail: format!("status {status}"),
                status: Some(*status),
                retry_after_s: None,
                redirects: Vec::new(),
            }),
        };
        let attempt = Attempt::new(due.page, at, 3, asked_with, end);
        record(&self.setup, due, attempt, None).await.expect("recorded").visit
    }

    /// Reads all kept pages of all pages again; answers how many were read.
    pub(super) async fn reread_all(&self) -> usize {
        let pages = self.setup.readers.with(&self.setup, |reader| reader.pages(true)).expect("reads");
        let mut read = 0;
        for row in pages {
            read += reread(&self.setup, row.id, false).await.expect("read again").read;
        }
        read
    }

    /// The rows of a query, each with its columns joined by `|`.
    pub(super) fn rows(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(&self.database).expect("opens");
        let mut statement = connection.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| {
            let cells = (0..row.as_ref().column_count()).map(|i| row.get::<_, rusqlite::types::Value>(i));
            let cells = cells.map(|cell| {
                cell.map(|cell| match cell {
                    rusqlite::types::Value::Null => "-".to_owned(),
                    rusqlite::types::Value::Integer(n) => n.to_string(),
                    rusqlite::types::Value::Real(n) => n.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    rusqlite::types::Value::Blob(bytes) => format!("{} bytes", bytes.len()),
                })
            });
            Ok(cells.collect::<Result<Vec<_>, _>>()?.join("|"))
        });
        rows.expect(sql).collect::<Result<_, _>>().expect(sql)
    }

    pub(super) fn count(&self, sql: &str) -> i64 {
        self.rows(sql).first().and_then(|row| row.parse().ok()).expect(sql)
    }

    /// What a reader of the file sees of each page's history: the texts with their windows, and the publisher's changes.
    pub(super) fn history(&self) -> Vec<String> {
        let versions = "SELECT p.url, v.n, v.first_seen_at,
                CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at
                     ELSE v.last_seen_at END, v.headline, v.body
             FROM version AS v JOIN page AS p ON p.id = v.page_id WHERE v.cause = 'publisher' ORDER BY p.url, v.n";
        let changes = "SELECT p.url, c.first_seen_new_at, c.last_seen_old_at, c.kinds, c.severity, c.disclosure,
                c.old_version, c.new_version, c.reverted_to, c.summary, c.diff
             FROM change AS c JOIN page AS p ON p.id = c.page_id WHERE c.cause = 'publisher'
             ORDER BY p.url, c.first_seen_new_at, c.new_version";
        [self.rows(versions), self.rows(changes)].concat()
    }
}
