//! The store through its entries, on files in a temporary directory.

mod care;
mod chain;
mod damage;
mod evidence;
mod hosts;
mod lineage;
mod period;
mod refuse;
mod search;
mod sources;
mod views;
mod watch_list;
mod write;

use std::path::PathBuf;

use chrono::{Duration, TimeZone, Utc};
use url::Url;

use super::*;
use crate::model::{
    Article, AttemptRecord, Block, BlockKind, CaptureWhy, Cause, Change, ChangeKind, Counts, Disclosure, Edit, Event,
    Field, Flag, Hash, Hashes, Judged, NewCapture, NewVersion, Outcome, PageState, Severity, Trace, Validators,
};

/// A store in a directory of its own.
struct Bench {
    _dir: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

fn bench() -> Bench {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("news.db");
    let store = Store::open(&path).expect("a new database");
    Bench { _dir: dir, path, store }
}

impl Bench {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("opens for reading")
    }

    async fn page(&self, url: &str) -> PageId {
        self.store.add_page(address(url), "example".to_owned(), time(0)).await.expect("added").0
    }

    fn sql<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let connection = connection::open_reader(&self.path).expect("opens");
        connection.query_row(sql, [], |row| row.get(0)).expect(sql)
    }
}

fn address(url: &str) -> Url {
    Url::parse(url).expect("an address")
}

/// `minutes` after some moment.
fn time(minutes: i64) -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 1, 10, 0, 0).single().expect("a moment") + Duration::minutes(minutes)
}

fn article(headline: &str, paragraphs: &[&str]) -> Article {
    let body = paragraphs.iter().map(|p| Block::new(BlockKind::Paragraph, *p)).collect();
    Article { headline: Some(headline.to_owned()), body, ..Article::default() }
}

fn version_of(n: u32, article: Article) -> NewVersion {
    let hash = Hash::of(format!("{article:?}").as_bytes());
    NewVersion { n, article, hashes: Hashes { text: hash, canon: hash, body_canon: hash }, revision: "r1".to_owned() }
}

fn capture_of(body: &str) -> NewCapture {
    NewCapture {
        why: CaptureWhy::Version,
        status: 200,
        final_url: "https://news.example/a".to_owned(),
        redirects: Vec::new(),
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        content_type: Some("text/html".to_owned()),
        body: body.as_bytes().to_vec(),
        body_hash: Hash::of(body.as_bytes()),
        request: None,
    }
}

/// A visit that found nothing new.
fn quiet(page: PageId, at: Timestamp) -> Visit {
    Visit {
        page,
        attempt: AttemptRecord {
            at,
            elapsed_ms: 12,
            outcome: Outcome::NotModified,
            status: Some(304),
            body_bytes: None,
            final_url: None,
            failure: None,
            detail: None,
            problems: Vec::new(),
            suppressed: Vec::new(),
            trace: Trace::default(),
        },
        validators: None,
        judged: None,
        version: None,
        capture: None,
        rebased: None,
        clock_ahead: None,
        digested: None,
        changes: Vec::new(),
        retold: Vec::new(),
        discloses: Vec::new(),
        variants: None,
        block_sights: Vec::new(),
        is_modified_bumped: false,
        moved_to: None,
        events: Vec::new(),
        state: PageState::Ok,
        state_since: time(0),
        state_checks: 0,
        failures: 0,
        suspect_canon: None,
        is_same_text: true,
        is_busy: false,
        is_live: false,
        claims: None,
        event_at: None,
        next_due: at + Duration::minutes(30),
        unread: None,
        is_seen_again: false,
        reading: None,
    }
}

/// A visit that found a new text.
fn edited(page: PageId, at: Timestamp, n: u32, article: Article) -> Visit {
    let mut visit = quiet(page, at);
    let body = format!("<html><body>{}</body></html>", article.body_text());
    visit.attempt.outcome = Outcome::Version;
    visit.attempt.status = Some(200);
    visit.validators = Some(Validators { etag: Some(format!("\"{n}\"")), last_modified: None });
    visit.judged = Some(Judged { body_hash: Hash::of(body.as_bytes()), revision: "r1".to_owned() });
    visit.capture = Some(capture_of(&body));
    visit.version = Some(version_of(n, article));
    visit.is_same_text = false;
    if n == 1 {
        visit.events = vec![Event { kind: "first_seen".to_owned(), detail: "watched from now on".to_owned() }];
    } else {
        visit.changes = vec![change(n, at)];
    }
    visit
}

/// A silent change of the headline to version `n`.
fn change(n: u32, at: Timestamp) -> Change {
    let edit = Edit::Value {
        field: Field::Headline,
        old: Some("Twelve boats sail".to_owned()),
        new: Some("Seventeen boats sail".to_owned()),
        runs: Vec::new(),
    };
    Change {
        cause: Cause::Publisher,
        kinds: vec![ChangeKind::HeadlineEdit, ChangeKind::BodyEdit],
        flags: vec![Flag::NumberChanged],
        severity: Severity::Major,
        disclosure: Some(Disclosure::Silent),
        counts: Counts { words_added: 1, words_removed: 1, words_before: 3, words_after: 3, ..Counts::default() },
        summary: "headline: a number changed".to_owned(),
        edits: vec![edit],
        is_coarse: false,
        last_seen_old_at: Some(at - Duration::minutes(30)),
        first_seen_new_at: at,
        old_version: Some(n - 1),
        new_version: Some(n),
        reverted_to: None,
    }
}
