//! Exchanges with servers on loopback, well-behaved and hostile.

use std::io::Write;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use url::Url;

use super::loopback::{Server, Step, answer};
use super::{FetchSettings, Fetcher};
use crate::model::{Attempt, Due, Failure, FailureKind, Fetched, PageId, PageState, Response, Timestamp, Validators};

const PAGE: &str = "<!doctype html><title>Ferry</title><p>The ferry sails at nine.</p>";
const ROOM: usize = 64 * 1024;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn due(url: &str, validators: Validators) -> Due {
    Due {
        page: PageId(1),
        url: Url::parse(url).expect("a test's address"),
        site: "test".to_owned(),
        state: PageState::New,
        state_since: now(),
        state_checks: 0,
        validators,
        failures: 0,
        added_at: now(),
        due_at: now(),
        last_seen_at: None,
        event_at: None,
        attempts: 0,
        is_busy: false,
        body_hash: None,
        revision: None,
        version: None,
    }
}

fn settings(servers: &[&Server]) -> FetchSettings {
    FetchSettings {
        contact: Some("desk@example.org".to_owned()),
        body_bytes_max: ROOM,
        allow_hosts: servers.iter().map(|s| s.address.to_string()).collect(),
        ..FetchSettings::default()
    }
}

async fn get_with(settings: FetchSettings, url: &str, validators: Validators) -> Attempt {
    let fetcher = Fetcher::with_pace_window(settings, Duration::from_millis(500)).expect("a test's settings");
    fetcher.get(&due(url, validators), now()).await
}

async fn get(server: &Server, path: &str) -> Attempt {
    get_with(settings(&[server]), &server.url(path), Validators::default()).await
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

#[tokio::test]
async fn a_page_comes_with_all_that_is_known_of_it() {
    let headers = "Content-Type: text/html; charset=windows-1252\r\nETag: \"v1\"\r\nDate: Mon, 05 Jan 2026 10:00:00 GMT\r\n\
                   Set-Cookie: id=secret\r\nX-Odd: \u{e9}\r\n";
    let server = Server::start(move |_| vec![Step::Send(answer("200 OK", headers, PAGE.as_bytes()))]).await;
    let got = page(get(&server, "/a?b=c#d").await);
    assert_eq!(got.body, PAGE.as_bytes());
    assert_eq!(got.content_type.as_deref(), Some("text/html; charset=windows-1252"));
    assert_eq!(got.final_url.as_str(), server.url("/a?b=c"));
    assert_eq!(got.validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(got.date.map(|d| d.timestamp()), Some(1_767_607_200));
    assert!(got.is_length_proven);
    assert!(got.headers.contains(&("set-cookie".to_owned(), String::new())), "{:?}", got.headers);
    let request = server.requests().remove(0).to_ascii_lowercase();
    for part in [
        "get /a?b=c http/1.1\r\n",
        &format!("user-agent: newswatch/{} (+desk@example.org)\r\n", env!("CARGO_PKG_VERSION")),
        "from: desk@example.org\r\n",
        "accept-encoding: gzip, br, zstd, deflate\r\n",
    ] {
        assert!(request.contains(part), "{part:?} in {request}");
    }
    for part in ["cookie", "referer", "if-none-match", "if-modified-since"] {
        assert!(!request.contains(part), "{part:?} in {request}");
    }
}

/// Runs the test above in a process of its own, whose environment names a proxy.
#[tokio::test]
async fn a_proxy_of_the_environment_is_ignored() {
    let canary = Server::always("HTTP/1.1 200 OK\r\n\r\nproxied").await;
    let child = tokio::task::spawn_blocking(move || {
        let mut command = std::process::Command::new(std::env::current_exe().expect("a test has a binary"));
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
            command.env(name, canary.url("/"));
        }
        let name = "fetch::tests::a_page_comes_with_all_that_is_known_of_it";
        (command.args(["--exact", name, "--test-threads=1"]).output().expect("the binary runs"), canary)
    });
    let (output, canary) = child.await.expect("the child ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!(canary.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_304_is_first_class_when_it_was_asked_for() {
    let server = Server::always("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n").await;
    let asked = get_with(settings(&[&server]), &server.url("/"), tag()).await;
    assert!(matches!(asked.end, Fetched::NotModified { .. }), "{:?}", asked.end);
    assert_eq!(asked.asked_with, tag());
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.contains("if-none-match: \"v1\"\r\n"), "{request}");
    assert!(request.contains("if-modified-since: mon, 05 jan 2026 10:00:00 gmt\r\n"), "{request}");
    assert_eq!(failure(get(&server, "/").await).kind, FailureKind::BadResponse);
    let endless = Validators { etag: Some("x".repeat(2000)), last_modified: None };
    let unasked = get_with(settings(&[&server]), &server.url("/"), endless).await;
    assert!(unasked.asked_with.is_empty(), "a tag of 2,000 bytes is not sent");
    assert_eq!(failure(unasked).kind, FailureKind::BadResponse);
}

#[tokio::test]
async fn statuses_become_kinds_with_their_waits() {
    let server = Server::start(|path| {
        let (status, header) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
        let header = if header.is_empty() { String::new() } else { format!("{}\r\n", header.replace('_', " ")) };
        vec![Step::Send(answer(&format!("{status} X"), &header, b"<p>sorry</p>"))]
    })
    .await;
    for (path, kind, wait) in [
        ("/404", FailureKind::NotFound, None),
        ("/410", FailureKind::Gone, None),
        ("/403", FailureKind::Denied, None),
        ("/451", FailureKind::LegalBlock, None),
        ("/429/Retry-After:_90", FailureKind::Throttled, Some(90)),
        ("/503/Retry-After:_999999999999999999999", FailureKind::Throttled, Some(86_400)),
        ("/503", FailureKind::Server, None),
        ("/403/cf-mitigated:_challenge", FailureKind::Challenge, None),
        ("/200/Content-Type:_application/pdf", FailureKind::NotHtml, None),
        ("/204", FailureKind::Status, None),
    ] {
        let failure = failure(get(&server, path).await);
        assert_eq!((failure.kind, failure.retry_after_s), (kind, wait), "{path}: {}", failure.detail);
        assert_eq!(failure.status, path.get(1..4).and_then(|s| s.parse().ok()), "{path}");
    }
}

fn redirects(path: &str) -> Vec<Step> {
    let to = match path {
        "/start" => "Location: /one\r\n".to_owned(),
        "/one" => "Location: two?x#y\r\n".to_owned(),
        "/two?x" => return vec![Step::Send(answer("200 OK", "", PAGE.as_bytes()))],
        "/circle" => "Location: /circle2\r\n".to_owned(),
        "/circle2" => "Location: /circle\r\n".to_owned(),
        "/absent" => String::new(),
        "/empty" => "Location: \r\n".to_owned(),
        "/long" => format!("Location: /{}\r\n", "x".repeat(10_000)),
        "/file" => "Location: file:///etc/passwd\r\n".to_owned(),
        "/script" => "Location: javascript:alert(1)\r\n".to_owned(),
        "/backslash" => "Location: http:\\\\127.0.0.1\\\r\n".to_owned(),
        "/metadata" => "Location: http://169.254.169.254/latest/\r\n".to_owned(),
        "/name" => "Location: http://localhost/\r\n".to_owned(),
        other => match other.strip_prefix("/count/").and_then(|n| n.parse::<u32>().ok()) {
            Some(n) => format!("Location: /count/{}\r\n", n + 1),
            None => format!("Location: {}\r\n", &other[1..]),
        },
    };
    vec![Step::Send(answer("302 Found", &to, b""))]
}

#[tokio::test]
async fn a_chain_of_redirects_is_walked_and_kept() {
    let server = Server::start(redirects).await;
    let got = page(get(&server, "/start").await);
    let hops: Vec<String> = got.redirects.iter().map(|hop| format!("{} {}", hop.status, hop.to.path())).collect();
    assert_eq!(hops, ["302 /one", "302 /two"]);
    assert_eq!(got.final_url.as_str(), server.url("/two?x"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_end_with_their_reason() {
    let server = Server::start(redirects).await;
    for (path, kind, hops) in [
        ("/circle", FailureKind::Redirect, 2),
        ("/count/1", FailureKind::Redirect, 5),
        ("/absent", FailureKind::Redirect, 0),
        ("/empty", FailureKind::Redirect, 0),
        ("/long", FailureKind::Redirect, 0),
        ("/backslash", FailureKind::Redirect, 0),
        ("/file", FailureKind::SchemeRefused, 0),
        ("/script", FailureKind::SchemeRefused, 0),
        ("/metadata", FailureKind::AddressRefused, 0),
        ("/name", FailureKind::AddressRefused, 0),
    ] {
        let failure = failure(get(&server, path).await);
        assert_eq!((failure.kind, failure.redirects.len()), (kind, hops), "{path}: {}", failure.detail);
        assert_eq!(failure.status, Some(302));
    }
}

#[tokio::test]
async fn a_redirect_from_an_allowed_host_into_the_network_meets_nobody() {
    let (server, canary) = (Server::start(redirects).await, Server::always("HTTP/1.1 200 OK\r\n\r\nsecret").await);
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/", canary.address.port());
    let named = format!("http://localhost:{}/", canary.address.port());
    for target in [canary.url("/"), mapped, named, format!("http://me:pw@{}/", canary.address)] {
        let failure = failure(get(&server, &format!("/{target}")).await);
        assert_eq!(failure.kind, FailureKind::AddressRefused, "{target}: {}", failure.detail);
    }
    assert_eq!(canary.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn another_host_does_not_learn_the_validators() {
    let (server, other) = (Server::start(redirects).await, Server::always("HTTP/1.1 304 X\r\n\r\n").await);
    let url = server.url(&format!("/{}", other.url("/")));
    let attempt = get_with(settings(&[&server, &other]), &url, tag()).await;
    assert!(server.requests().remove(0).contains("if-none-match"));
    assert!(!other.requests().remove(0).contains("if-none-match"));
    assert_eq!(failure(attempt).kind, FailureKind::BadResponse, "a 304 that was not asked for");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("a vector takes all");
    packed.finish().expect("a vector takes all")
}

#[tokio::test]
async fn codings_are_undone_and_broken_ones_are_failures() {
    let (whole, br) = (gzip(PAGE.as_bytes()), {
        let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
        packed.write_all(PAGE.as_bytes()).expect("a vector takes all");
        packed.into_inner()
    });
    let zstd = zstd::encode_all(PAGE.as_bytes(), 3).expect("memory takes all");
    let server = Server::start(move |path| {
        let cut = &whole[..whole.len() - 9];
        let trailing = [whole.as_slice(), b"more"].concat();
        let (coding, body) = match path {
            "/gzip" => ("GZip", whole.as_slice()),
            "/br" => ("br", br.as_slice()),
            "/zstd" => ("zstd", zstd.as_slice()),
            "/none" => ("", PAGE.as_bytes()),
            "/twice" => ("gzip, gzip", whole.as_slice()),
            "/foo" => ("x-foo", PAGE.as_bytes()),
            "/cut" => ("gzip", cut),
            "/trailing" => ("gzip", trailing.as_slice()),
            _ => ("gzip", PAGE.as_bytes()),
        };
        vec![Step::Send(answer("200 OK", &format!("Content-Encoding: {coding}\r\n"), body))]
    })
    .await;
    for path in ["/gzip", "/br", "/zstd", "/none"] {
        assert_eq!(page(get(&server, path).await).body, PAGE.as_bytes(), "{path}");
    }
    for path in ["/twice", "/foo", "/cut", "/trailing", "/wrong"] {
        assert_eq!(failure(get(&server, path).await).kind, FailureKind::BadEncoding, "{path}");
    }
}

#[tokio::test]
async fn no_body_is_larger_than_allowed_whatever_it_says() {
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    let server = Server::start(move |path| match path {
        "/bomb" => vec![Step::Send(answer("200 OK", "Content-Encoding: gzip\r\n", &bomb))],
        "/stated" => vec![
            Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n".to_vec()),
            Step::Wait(Duration::from_secs(30)),
        ],
        _ => {
            let chunk = [b"1000\r\n".as_slice(), &[b'x'; 4096], b"\r\n"].concat();
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
                Step::Forever(chunk, Duration::ZERO),
            ]
        }
    })
    .await;
    for path in ["/bomb", "/stated", "/endless"] {
        let started = Instant::now();
        let failure = failure(get(&server, path).await);
        assert_eq!((failure.kind, failure.status), (FailureKind::TooLarge, Some(200)), "{path}: {}", failure.detail);
        assert!(started.elapsed() < Duration::from_secs(10), "{path} took {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_server_that_dawdles_is_left() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n".to_vec();
    let server = Server::start(move |path| match path {
        "/drip" => vec![Step::Send(head.clone()), Step::Forever(b"x".to_vec(), Duration::from_millis(20))],
        "/silent" => vec![Step::Wait(Duration::from_secs(30))],
        "/informing" => vec![Step::Forever(b"HTTP/1.1 103 Hints\r\n\r\n".to_vec(), Duration::from_millis(5))],
        _ => vec![Step::Forever(b"H".to_vec(), Duration::from_millis(20))],
    })
    .await;
    let hurried = FetchSettings { head_timeout_s: 0.4, ..settings(&[&server]) };
    for (path, kind) in
        [("/drip", FailureKind::TooSlow), ("/silent", FailureKind::Timeout), ("/informing", FailureKind::Timeout)]
    {
        let attempt = get_with(hurried.clone(), &server.url(path), Validators::default()).await;
        assert!(attempt.elapsed_ms < 10_000, "{path} took {} ms", attempt.elapsed_ms);
        assert_eq!(failure(attempt).kind, kind, "{path}");
    }
    let patient_with_pace = FetchSettings { bytes_per_s_min: 0, total_timeout_s: 0.6, ..settings(&[&server]) };
    let attempt = get_with(patient_with_pace, &server.url("/drip"), Validators::default()).await;
    assert_eq!(failure(attempt).kind, FailureKind::Timeout, "the whole exchange is bounded too");
}

#[tokio::test]
async fn an_answer_that_is_cut_is_never_a_page() {
    let server = Server::start(|path| {
        let send = |text: &str| Step::Send(text.as_bytes().to_vec());
        match path {
            "/closed" => vec![],
            "/reset" => vec![Step::Reset],
            "/short" => vec![send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")],
            "/reset-body" => vec![send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), Step::Reset],
            "/chunk" => vec![send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nshort")],
            _ => vec![send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")],
        }
    })
    .await;
    for path in ["/closed", "/reset", "/short", "/reset-body", "/chunk", "/no-last-chunk"] {
        let failure = failure(get(&server, path).await);
        assert_eq!(failure.kind, FailureKind::Reset, "{path}: {}", failure.detail);
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_bad_response() {
    let server = Server::start(|path| {
        let text = match path {
            "/garbage" => "SSH-2.0-x\r\n\r\n".to_owned(),
            "/nul" => "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n".to_owned(),
            "/many" => format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(101)),
            "/lengths" => "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".to_owned(),
            "/chunk" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort".to_owned(),
            _ => format!("HTTP/1.1 200 OK\r\nX: {}", "y".repeat(1_000_000)),
        };
        vec![Step::Send(text.into_bytes()), Step::Wait(Duration::from_secs(5))]
    })
    .await;
    for path in ["/garbage", "/nul", "/many", "/lengths", "/chunk", "/endless"] {
        let failure = failure(get(&server, path).await);
        assert_eq!(failure.kind, FailureKind::BadResponse, "{path}: {}", failure.detail);
    }
}

#[tokio::test]
async fn a_body_that_simply_ends_is_marked() {
    let server = Server::always("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>Was that all?</p>").await;
    let got = page(get(&server, "/").await);
    assert!(!got.is_length_proven);
    assert_eq!(got.content_type, None);
}

#[tokio::test]
async fn hosts_that_are_not_there_are_told_apart() {
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has ports");
    let speaks_no_tls = plain.local_addr().expect("a bound listener has an address");
    tokio::spawn(async move {
        let (mut socket, _) = plain.accept().await.expect("a client comes");
        tokio::io::AsyncWriteExt::write_all(&mut socket, b"HTTP/1.1 400 no TLS here\r\n\r\n").await
    });
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("loopback has ports");
    let both =
        FetchSettings { allow_hosts: vec![speaks_no_tls.to_string(), closed.to_string()], ..FetchSettings::default() };
    // A label of 64 letters is refused by the resolver itself: nothing is sent for it.
    let nameless = format!("http://{}.example/", "a".repeat(64));
    for (url, kind) in [
        (format!("http://{closed}/"), FailureKind::Connect),
        (nameless, FailureKind::Dns),
        (format!("https://{speaks_no_tls}/"), FailureKind::Tls),
    ] {
        let failure = failure(get_with(both.clone(), &url, Validators::default()).await);
        assert_eq!(failure.kind, kind, "{url}: {}", failure.detail);
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_a_tls_failure() {
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    let certificate = CertificateDer::from(include_bytes!("fixtures/self_signed.cert.der").to_vec());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("fixtures/self_signed.key.der").to_vec());
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .and_then(|c| c.with_no_client_auth().with_single_cert(vec![certificate], key.into()))
        .expect("the fixture is a certificate");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has ports");
    let address = listener.local_addr().expect("a bound listener has an address");
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a client comes");
        let mut tls = rustls::ServerConnection::new(config.into()).expect("the settings hold");
        tls.complete_io(&mut socket).is_ok()
    });
    let allowed = FetchSettings { allow_hosts: vec![address.to_string()], ..FetchSettings::default() };
    let failure = failure(get_with(allowed, &format!("https://{address}/"), Validators::default()).await);
    assert_eq!(failure.kind, FailureKind::Tls, "{}", failure.detail);
    server.join().expect("the server ends");
}

#[test]
fn settings_that_cannot_be_used_are_refused() {
    let with = |change: fn(&mut FetchSettings)| {
        let mut settings = FetchSettings::default();
        change(&mut settings);
        Fetcher::new(settings).is_err()
    };
    assert!(with(|s| s.user_agent = "a\r\nb".to_owned()));
    assert!(with(|s| s.contact = Some("Jos\u{e9}\n".to_owned())));
    assert!(with(|s| s.total_timeout_s = 0.0));
    assert!(with(|s| s.head_timeout_s = f64::NAN));
    assert!(with(|s| s.connect_timeout_s = -1.0));
    assert!(with(|s| s.allow_hosts = vec!["http://x/".to_owned()]));
    assert!(!with(|_| ()));
}
