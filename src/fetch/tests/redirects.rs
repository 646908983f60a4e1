//! Redirects: where they lead, and where they must not.

use super::*;

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
    let client = fetcher(settings(&[&server]));
    let got = page(get(&client, &server.url("/start")).await);
    let hops: Vec<String> = got.redirects.iter().map(|hop| format!("{} {}", hop.status, hop.to.path())).collect();
    assert_eq!(hops, ["302 /one", "302 /two"]);
    assert_eq!(got.final_url.as_str(), server.url("/two?x"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_end_with_their_reason() {
    let server = Server::start(redirects).await;
    let client = fetcher(settings(&[&server]));
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
        let failure = failure(get(&client, &server.url(path)).await);
        assert_eq!((failure.kind, failure.redirects.len()), (kind, hops), "{path}: {}", failure.detail);
        assert_eq!(failure.status, Some(302));
    }
}

#[tokio::test]
async fn a_redirect_from_an_allowed_host_into_the_network_meets_nobody() {
    let (server, canary) = (Server::start(redirects).await, Server::always("HTTP/1.1 200 OK\r\n\r\nsecret").await);
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/", canary.address.port());
    let named = format!("http://localhost:{}/", canary.address.port());
    let client = fetcher(settings(&[&server]));
    for target in [canary.url("/"), mapped, named, format!("http://me:pw@{}/", canary.address)] {
        let failure = failure(get(&client, &server.url(&format!("/{target}"))).await);
        assert_eq!(failure.kind, FailureKind::AddressRefused, "{target}: {}", failure.detail);
    }
    assert_eq!(canary.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn another_host_does_not_learn_the_validators() {
    let (server, other) = (Server::start(redirects).await, Server::always("HTTP/1.1 304 X\r\n\r\n").await);
    let url = server.url(&format!("/{}", other.url("/")));
    let attempt = get_with(&fetcher(settings(&[&server, &other])), &url, tag()).await;
    assert!(server.requests().remove(0).contains("if-none-match"));
    assert!(!other.requests().remove(0).contains("if-none-match"));
    assert_eq!(failure(attempt).kind, FailureKind::BadResponse, "a 304 that was not asked for");
}
