//! Files that are no pages: lists and robots.txt.

use super::*;

async fn file(server: &Server, path: &str, want: Want) -> Fetched {
    let client = fetcher(settings(&[server]));
    let url = Url::parse(&server.url(path)).expect("an address");
    client.get_file(&url, want, Validators::default(), now()).await
}

#[tokio::test]
async fn a_file_is_had_whatever_its_declared_type() {
    let server = Server::always(
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\nConnection: close\r\n\r\n<rss/",
    )
    .await;
    for want in [Want::List, Want::Robots] {
        match file(&server, "/feed", want).await {
            Fetched::Body(response) => assert_eq!(response.body, b"<rss/"),
            other => panic!("{want:?}: {other:?}"),
        }
    }
    assert_eq!(failure(get(&fetcher(settings(&[&server])), &server.url("/feed")).await).kind, FailureKind::NotHtml);
}

#[tokio::test]
async fn of_an_endless_robots_file_the_start_is_read_and_an_endless_list_is_refused() {
    let server = Server::start(|_| {
        let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /a\n".to_vec();
        vec![Step::Send(head), Step::Forever(vec![b'#'; 32 * 1024], Duration::ZERO)]
    })
    .await;
    match file(&server, "/robots.txt", Want::Robots).await {
        Fetched::Body(response) => {
            assert_eq!(response.body.len(), ROBOTS_BYTES_MAX);
            assert!(response.body.starts_with(b"User-agent: *\nDisallow: /a\n#"));
        }
        other => panic!("{other:?}"),
    }
    match file(&server, "/feed", Want::List).await {
        Fetched::Failed(failure) => assert_eq!(failure.kind, FailureKind::TooLarge),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn robots_files_are_followed_over_redirects_and_other_hosts_but_not_for_ever() {
    let other = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfar.").await;
    let target = other.url("/r");
    let server = Server::start(move |path| {
        let to = match path.trim_start_matches("/robots.txt").trim_start_matches('/') {
            "" => target.clone(),
            n => format!("/robots.txt/{}", n.parse::<u32>().unwrap_or_default() + 1),
        };
        vec![Step::Send(answer("301 Moved", &format!("Location: {to}\r\n"), b""))]
    })
    .await;
    let client = fetcher(settings(&[&server, &other]));
    let ask = async |path: &str| {
        let url = Url::parse(&server.url(path)).expect("an address");
        client.get_file(&url, Want::Robots, Validators::default(), now()).await
    };
    assert!(matches!(ask("/robots.txt").await, Fetched::Body(response) if response.body == b"far."));
    assert!(matches!(ask("/robots.txt/1").await, Fetched::Failed(f) if f.kind == FailureKind::Redirect));
}

#[tokio::test]
async fn a_journey_stops_at_each_redirect() {
    let other = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfar.").await;
    let target = other.url("/far");
    let server = Server::start(move |path| {
        let to = if path == "/a" { "/b".to_owned() } else { target.clone() };
        vec![Step::Send(answer("301 Moved", &format!("Location: {to}\r\n"), b""))]
    })
    .await;
    let client = fetcher(settings(&[&server, &other]));
    let mut journey = Journey::to(&due(&server.url("/a"), Validators::default()), now());
    assert!(client.leg(&mut journey).await.is_none());
    assert_eq!((journey.here().as_str(), server.requests().len()), (server.url("/b").as_str(), 1));
    assert!(client.leg(&mut journey).await.is_none());
    assert_eq!(journey.here().as_str(), other.url("/far"));
    assert_eq!((server.requests().len(), other.requests().len()), (2, 0));
    let end = client.leg(&mut journey).await.expect("the end");
    let got = page(journey.end(end));
    assert_eq!((got.body.as_slice(), got.redirects.len()), (b"far.".as_slice(), 2));
}
