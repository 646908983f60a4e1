//! The demonstration's pages under the real reading and comparing, step by step and without waiting: what differs is
//! exactly what the timeline says. The daemon around it is the business of `demo`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Duration, Utc};
use newswatch::compare::{Context, compare, sift, suspicion};
use newswatch::config;
use newswatch::demo::Newspaper;
use newswatch::demo::articles::{Desk, stories};
use newswatch::demo::timeline::{Expected, STEPS, Serving, expected, expected_cosmetic, state_at};
use newswatch::extract::{Budget, Page, extract};
use newswatch::model::{Article, ChangeKind, Extraction, Severity, Suspicion, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// The status and the body that `url` is answered with.
async fn get(url: &Url) -> (u16, String) {
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut stream = TcpStream::connect(address).await.expect("the newspaper listens");
    let request = format!("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", url.path(), address.0);
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

/// The pages as they were last read well.
struct Reader {
    config: config::Config,
    read: BTreeMap<&'static str, (Article, Timestamp)>,
    /// What was found: step, path, and the comparison in words.
    found: Vec<(usize, &'static str, newswatch::compare::Comparison)>,
}

impl Reader {
    fn extract(&self, url: &Url, body: &str, seen_at: Timestamp) -> Extraction {
        let site = self.config.site_of(url).expect("the configuration names every page");
        let page = Page { bytes: body.as_bytes(), content_type: Some("text/html; charset=utf-8"), url, seen_at };
        extract(&page, &site.rules, &Budget { nodes_max: 100_000, depth_max: 256, stop: &|| false })
    }

    /// Reads one whole page and compares it with the last one.
    fn visit(&mut self, step: usize, path: &'static str, url: &Url, body: &str, seen_at: Timestamp) {
        let extraction = self.extract(url, body, seen_at);
        let article = extraction.article.unwrap_or_else(|| panic!("{path} at {step}: {:?}", extraction.problems));
        let article = sift(article).article;
        if let Some((old, old_seen_at)) = self.read.get(path) {
            assert_eq!(suspicion(old, &article), None, "{path} at {step}");
            let context = Context { old_seen_at: *old_seen_at, new_seen_at: seen_at, is_modified_trusted: true };
            let comparison = compare(old, &article, &context);
            if comparison.severity > Severity::Trace {
                self.found.push((step, path, comparison));
            }
        }
        self.read.insert(path, (article, seen_at));
    }
}

#[tokio::test]
async fn reading_the_demos_pages_gives_its_edits_and_none_of_its_noise() {
    let opened_at = Utc::now();
    let newspaper = Newspaper::start(opened_at).await.expect("loopback is there");
    let config = config::parse(&newspaper.config_toml(Path::new("/tmp/watch.db"), "2s"), "demo.toml");
    let config = config.unwrap_or_else(|e| panic!("{e}"));
    let mut reader = Reader { config, read: BTreeMap::new(), found: Vec::new() };
    let mut seen_at = opened_at;
    for step in 0..=STEPS {
        newspaper.advance(step);
        // Three looks at each step, as the demonstration has: noise differs in each of them.
        for _ in 0..3 {
            seen_at += Duration::milliseconds(500);
            for page in state_at(step).pages {
                let path = page.story.path;
                let url = Url::parse(&newspaper.url(path)).expect("an address");
                let (status, body) = get(&url).await;
                match page.serving {
                    Serving::Whole => reader.visit(step, path, &url, &body, seen_at),
                    Serving::Truncated => {
                        let part = sift(reader.extract(&url, &body, seen_at).article.expect("a part")).article;
                        let whole = &reader.read.get(path).expect("it was read before").0;
                        assert_eq!(suspicion(whole, &part), Some(Suspicion::Truncated), "{path}");
                    }
                    Serving::Gone | Serving::Challenge => assert!(status >= 400, "{path}: {status}"),
                    Serving::Consent => assert_eq!(status, 200, "{path}"),
                }
            }
        }
    }
    newspaper.stop().await;
    assert_found(reader.found);
}

fn assert_found(mut found: Vec<(usize, &'static str, newswatch::compare::Comparison)>) {
    // A removal is found by the daemon's second sight: there is no page to read.
    let read: Vec<Expected> = expected().into_iter().filter(|edit| edit.kind != ChangeKind::Removed).collect();
    for edit in read.iter().chain(&expected_cosmetic()) {
        let place = found.iter().position(|(step, path, _)| (*step, *path) == (edit.step, edit.url_path));
        let place = place.unwrap_or_else(|| panic!("not found: {edit:?}"));
        let (_, _, comparison) = found.remove(place);
        let Expected { kind, severity, disclosure, about, .. } = edit;
        assert!(comparison.kinds.contains(kind), "{about}: {:?}", comparison.kinds);
        assert_eq!(severity.unwrap_or(comparison.severity), comparison.severity, "{about}: {comparison:#?}");
        assert_eq!(*disclosure, comparison.disclosure, "{about}: {comparison:#?}");
    }
    let left: Vec<_> = found.iter().map(|(step, path, c)| (step, path, &c.kinds, &c.summary, &c.edits)).collect();
    assert!(left.is_empty(), "more than was done: {left:#?}");
}

#[tokio::test]
async fn an_article_is_read_without_what_stands_around_it() {
    let opened_at = Utc::now();
    let newspaper = Newspaper::start(opened_at).await.expect("loopback is there");
    let config = config::parse(&newspaper.config_toml(Path::new("/tmp/watch.db"), "2s"), "demo.toml");
    let reader = Reader { config: config.expect("valid"), read: BTreeMap::new(), found: Vec::new() };
    for story in stories() {
        let url = Url::parse(&newspaper.url(story.path)).expect("an address");
        let (_, body) = get(&url).await;
        let extraction = reader.extract(&url, &body, opened_at);
        let article = sift(extraction.article.expect("it is an article")).article;
        let blocks: Vec<&str> = article.body.iter().map(|block| block.text.as_str()).collect();
        match story.desk {
            Desk::Selectors => assert_eq!(blocks, story.paragraphs, "{}", story.path),
            // Without selectors the standfirst may lead the body.
            Desk::Automatic => assert!(blocks.ends_with(&texts(&story.paragraphs)), "{}: {blocks:#?}", story.path),
        }
        assert_eq!(article.headline.as_deref(), Some(story.headline.as_str()), "{}", story.path);
        assert_eq!(article.captions.len(), 1, "{}: {:?}", story.path, article.captions);
        assert_eq!(article.issue.is_some(), story.issue.is_some(), "{}: {:?}", story.path, article.issue);
    }
    newspaper.stop().await;
}

fn texts(paragraphs: &[String]) -> Vec<&str> {
    paragraphs.iter().map(String::as_str).collect()
}
