//! The record in a browser: over real HTTP, from the database that the demonstration leaves and from hostile pages.

use std::net::TcpListener;

use crate::daemon::{Daemon, program, run_with, text, wait_until};
use crate::demo::played;
use crate::http::{Shown, ask, get};
use crate::site::{Reply, Site, paragraphs};

/// Every page and feed there is, for the demonstration's record.
pub const PATHS: [&str; 27] = [
    "/",
    "/?severity=major&site=harbour-lantern",
    "/?q=gangs",
    "/?all=1&kind=body_edit&disclosure=silent",
    "/change/1",
    "/change/1?view=sides",
    "/change/1?cosmetic=1",
    "/articles",
    "/articles?site=harbour-lantern",
    "/article/1",
    "/article/1?all=1",
    "/article/1/version/1",
    "/article/1/diff",
    "/article/1/diff?from=1&to=1&view=sides",
    "/search",
    "/search?q=the+harbour",
    "/search?q=jobs&in=added",
    "/search?q=jobs&in=removed",
    "/silent",
    "/sites",
    "/status",
    "/feeds",
    "/feed.atom",
    "/feed/site/harbour-lantern.atom",
    "/feed/severity/major.atom",
    "/article/1/feed.atom",
    "/metrics",
];

#[test]
fn every_page_answers_with_headers_that_let_nothing_foreign_in() {
    let shown = Shown::start(&played().database(), None);
    for path in PATHS.iter().chain(&["/healthz", "/style.css", "/icon.svg", "/nothing", "/change/999"]) {
        let answer = shown.get(path);
        let is_missing = matches!(*path, "/nothing" | "/change/999");
        assert_eq!(answer.status, if is_missing { 404 } else { 200 }, "{path}");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer")]
        {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let page = answer.text();
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            for active in ["<script", " style=", " onclick", "javascript:", "src=\"http"] {
                assert!(!page.contains(active), "{path} holds {active}");
            }
        }
    }
}

#[test]
fn typography_is_shown_only_where_it_is_asked_for() {
    let site = Site::start();
    let folder = tempfile::tempdir().expect("a folder");
    let config = site.config(folder.path(), &["/a"]);
    for (open, close) in [("\u{201c}", "\u{201d}"), ("&quot;", "&quot;")] {
        let mut body = paragraphs(300);
        body.push(format!("She called it {open}a plank with a view{close} and went home before the soup."));
        let article = crate::site::Text { headline: "A bridge", paragraphs: body, modified: None };
        site.set("/a", Reply::page(article.html()));
        run_with(&config, &["check", "--all"]);
    }
    let shown = Shown::start(&folder.path().join("watch.db"), None);
    let is_marked = |path: &str| shown.get(path).text().contains("<ins><span class=\"vh\"> [inserted: </span>&quot;");
    assert!(!is_marked("/article/1/diff") && is_marked("/article/1/diff?cosmetic=1"));
    assert!(is_marked("/article/1/diff?cosmetic=1&view=sides"));
    let is_listed = |path: &str| shown.get(path).text().contains("href=\"/change/");
    assert!(!is_listed("/") && is_listed("/?all=1"));
}

#[test]
fn a_wrong_question_is_refused_and_says_what_would_be_right() {
    let shown = Shown::start(&played().database(), None);
    for (path, status, said) in [
        ("/?severity=loud", 400, "write info, minor, major or alert"),
        ("/?kind=x", 400, "kinds of changes such as body_edit"),
        ("/?since=soon", 400, "a day such as 2026-03-01"),
        ("/?after=%27", 400, "what the list before gave"),
        ("/?limit=-1", 400, "a whole number"),
        ("/?limit=4000000000", 200, ""),
        ("/search?q=%3F", 400, "at least one word"),
        ("/article/1/version/99", 404, "those recorded are 1 to"),
        ("/article/x", 400, ""),
        ("/feed/severity/loud.atom", 404, "major.atom"),
        ("/static/..%2f..%2fetc/passwd", 404, ""),
        ("/api/v1/changes?limit=x", 400, "a whole number"),
        ("/api/v1/nothing", 404, "openapi.json"),
    ] {
        let answer = shown.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().contains(said), "{path}: {}", answer.text());
    }
}

#[test]
fn only_our_own_name_is_answered_and_nothing_can_be_sent() {
    let shown = Shown::start(&played().database(), None);
    let port = shown.address.rsplit_once(':').expect("a port").1;
    let asked = |head: &str| ask(&shown.address, &format!("{head}\r\nConnection: close\r\n\r\n")).status;
    for (head, status) in [
        (format!("GET / HTTP/1.1\r\nHost: localhost:{port}"), 200),
        (format!("HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{port}"), 200),
        (format!("GET / HTTP/1.1\r\nHost: evil.example:{port}"), 421),
        (format!("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:{port}"), 421),
        (format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example"), 421),
        ("GET / HTTP/1.0".to_owned(), 421),
        (format!("POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0"), 405),
        (format!("DELETE /change/1 HTTP/1.1\r\nHost: localhost:{port}"), 405),
    ] {
        assert_eq!(asked(&head), status, "{head}");
    }
}

#[test]
fn with_a_token_no_route_answers_without_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "[web]\ntoken = \"0123456789abcdef0123\"\n").expect("written");
    let shown = Shown::start(&played().database(), Some(&config));
    for path in PATHS.iter().chain(&["/healthz", "/style.css", "/nothing", "/api/v1/changes", "/api/v1/openapi.json"]) {
        assert_eq!(shown.get(path).status, 401, "{path}");
    }
    let with = |value: &str| get(&shown.address, "/", &[("Authorization", value)]).status;
    assert_eq!(with("Bearer 0123456789abcdef0123"), 200);
    assert_eq!(with("Basic YW55Ym9keTowMTIzNDU2Nzg5YWJjZGVmMDEyMw=="), 200);
    assert_eq!(with("Bearer 0123456789abcdef0124"), 401);
    assert_eq!(with("Basic !"), 401);
}

#[test]
fn an_address_that_others_reach_is_refused_without_a_token() {
    let database = played().database();
    let mut command = program();
    command.args(["web", "--listen", "0.0.0.0:0", "--database"]).arg(&database);
    let output = command.current_dir(database.parent().expect("a folder")).output().expect("the program starts");
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("set `token` in [web]"), "{}", text(&output.stderr));
}

const HOSTILE: &str =
    "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt; ]]&gt; &#8238;txet";

#[test]
fn what_a_page_wrote_is_only_ever_text() {
    let site = Site::start();
    let folder = tempfile::tempdir().expect("a folder");
    let config = site.config(folder.path(), &["/a"]);
    for number in [300, 400] {
        let mut body = paragraphs(number);
        body.push(HOSTILE.to_owned());
        let article = crate::site::Text { headline: HOSTILE, paragraphs: body, modified: None };
        site.set("/a", Reply::page(article.html()));
        run_with(&config, &["check", "--all"]);
    }
    let shown = Shown::start(&folder.path().join("watch.db"), None);
    let paths = [
        "/",
        "/change/1",
        "/change/1?view=sides",
        "/article/1",
        "/article/1/version/2",
        "/articles",
        "/search?q=alert",
    ];
    for path in paths {
        let page = shown.get(path).text();
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path} shows it\n{page}");
        assert!(!page.contains("<script") && !page.contains("<img"), "{path}\n{page}");
        assert!(!page.contains('\u{202e}'), "{path} turns no reading direction");
    }
    let feed = shown.get("/feed.atom");
    let parsed = feed_rs::parser::parse(feed.body.as_slice()).expect("a feed");
    let content = parsed.entries[0].content.as_ref().and_then(|c| c.body.clone()).expect("a difference");
    assert!(!content.contains("<script") && !content.contains("<img"), "{content}");
    let json = shown.get("/api/v1/changes").text();
    assert!(!json.contains('\u{202e}'), "{json}");
}

#[test]
fn a_taken_port_does_not_stop_the_watch() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = taken.local_addr().expect("bound");
    let site = Site::start();
    site.set_article("/a", "A bridge", 300, None);
    let folder = tempfile::tempdir().expect("a folder");
    let config = site.config(folder.path(), &["/a"]);
    let text = std::fs::read_to_string(&config).expect("written");
    std::fs::write(&config, format!("[web]\nlisten = \"{address}\"\n\n{text}")).expect("written");
    let daemon = Daemon::start(&config);
    wait_until("the page is asked for twice", || site.asked("/a") >= 2);
    let (status, log) = daemon.stop();
    assert!(status.success() && log.contains("the record is not shown, the watch goes on"), "{log}");
}

#[test]
fn the_daemon_shows_what_it_watches_and_says_that_it_is_well() {
    let site = Site::start();
    site.set_article("/a", "A bridge", 300, None);
    let folder = tempfile::tempdir().expect("a folder");
    let config = site.config(folder.path(), &["/a"]);
    let text = std::fs::read_to_string(&config).expect("written");
    std::fs::write(&config, format!("[web]\nlisten = \"127.0.0.1:0\"\n\n{text}")).expect("written");
    let daemon = Daemon::start(&config);
    wait_until("it says where", || daemon.log().contains("the record is shown at"));
    let address = crate::http::shown_at(&daemon.log());
    wait_until("the article is there", || get(&address, "/articles", &[]).text().contains("A bridge"));
    assert_eq!(get(&address, "/healthz", &[]).status, 200);
    assert!(get(&address, "/metrics", &[]).text().contains("newswatch_loop_silence_seconds"));
    let (status, log) = daemon.stop();
    assert!(status.success(), "{log}");
}
