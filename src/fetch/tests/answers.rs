//! Answers of orderly servers, and hosts that are not there.

use super::*;

#[tokio::test]
async fn a_page_comes_with_all_that_is_known_of_it() {
    let headers = "Content-Type: text/html; charset=windows-1252\r\nETag: \"v1\"\r\nDate: Mon, 05 Jan 2026 10:00:00 GMT\r\n\
                   Set-Cookie: id=secret\r\nX-Odd: \u{e9}\r\n";
    let server = Server::start(move |_| vec![Step::Send(answer("200 OK", headers, PAGE.as_bytes()))]).await;
    let client = fetcher(settings(&[&server]));
    let got = page(get(&client, &server.url("/a?b=c#d")).await);
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
        let name = "fetch::tests::answers::a_page_comes_with_all_that_is_known_of_it";
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
    let client = fetcher(settings(&[&server]));
    let asked = get_with(&client, &server.url("/"), tag()).await;
    assert!(matches!(asked.end, Fetched::NotModified { .. }), "{:?}", asked.end);
    assert_eq!(asked.asked_with, tag());
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.contains("if-none-match: \"v1\"\r\n"), "{request}");
    assert!(request.contains("if-modified-since: mon, 05 jan 2026 10:00:00 gmt\r\n"), "{request}");
    assert_eq!(failure(get(&client, &server.url("/")).await).kind, FailureKind::BadResponse);
    let endless = Validators { etag: Some("x".repeat(2000)), last_modified: None };
    let unasked = get_with(&client, &server.url("/"), endless).await;
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
    let client = fetcher(settings(&[&server]));
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
        let failure = failure(get(&client, &server.url(path)).await);
        assert_eq!((failure.kind, failure.retry_after_s), (kind, wait), "{path}: {}", failure.detail);
        assert_eq!(failure.status, path.get(1..4).and_then(|s| s.parse().ok()), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_simply_ends_is_marked() {
    let server = Server::always("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>Was that all?</p>").await;
    let client = fetcher(settings(&[&server]));
    let got = page(get(&client, &server.url("/")).await);
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
        let failure = failure(get(&fetcher(both.clone()), &url).await);
        assert_eq!(failure.kind, kind, "{url}: {}", failure.detail);
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_a_tls_failure() {
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    let certificate = CertificateDer::from(include_bytes!("../fixtures/self_signed.cert.der").to_vec());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../fixtures/self_signed.key.der").to_vec());
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
    let failure = failure(get(&fetcher(allowed), &format!("https://{address}/")).await);
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
