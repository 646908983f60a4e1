//! The gate end to end: what may not be asked is refused on the first hop, on a redirect and behind a name, for pages,
//! lists and robots.txt alike, and nobody at a refused address hears of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::fetch::resolve::{Looking, Lookup};

const WANTS: [Want; 3] = [Want::Page, Want::List, Want::Robots];
const REFUSED: [FailureKind; 3] = [FailureKind::AddressRefused, FailureKind::SchemeRefused, FailureKind::Redirect];

/// Spellings that lead to this machine or to a private network: `{}` is a port that is open to the canary.
const TARGETS: [&str; 44] = [
    "http://127.0.0.1:{}/",
    "http://2130706433:{}/",
    "http://0x7f000001:{}/",
    "http://0177.0.0.1:{}/",
    "http://127.1:{}/",
    "http://0:{}/",
    "http://127%2e0%2e0%2e1:{}/",
    "http://１２７.０.０.１:{}/",
    "http://①②⑦.⓪.⓪.①:{}/",
    "http://127。0。0。1:{}/",
    "http://127.0.0.1.:{}/",
    "http:/127.0.0.1:{}/",
    "http:127.0.0.1:{}/",
    "http://12\t7.0.0.1:{}/",
    "http://localhost:{}/",
    "http://LOCALHOST:{}/",
    "http://localhost.:{}/",
    "http://ⓛocalhost:{}/",
    "http://a.localhost:{}/",
    "http://printer.local:{}/",
    "http://metadata.google.internal:{}/",
    "http://metadata:{}/",
    "http://[::1]:{}/",
    "http://[::]:{}/",
    "http://[::127.0.0.1]:{}/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://[::ffff:7f00:1]:{}/",
    "http://[::ffff:0:7f00:1]:{}/",
    "http://[64:ff9b::7f00:1]:{}/",
    "http://[2002:7f00:1::]:{}/",
    "http://[2001:0:7f00:1::]:{}/",
    "http://[fe80::1]:{}/",
    "http://[fc00::1]:{}/",
    "http://[ff02::1]:{}/",
    "http://[fec0::1]:{}/",
    "http://169.254.169.254:{}/latest/meta-data/",
    "http://100.64.0.1:{}/",
    "http://192.0.0.1:{}/",
    "http://198.18.0.1:{}/",
    "http://240.0.0.1:{}/",
    "http://example.com@127.0.0.1:{}/",
    "http://example.com\\@127.0.0.1:{}/",
    "http://127.0.0.1:{}#@example.com/",
    "http://user:secret@10.0.0.1:{}/",
];

/// Addresses that are refused whatever the port, and what is no address to fetch from.
const OTHERS: [&str; 10] = [
    "http://example.org:0/",
    "http://example.org:22/",
    "http://example.org:25/",
    "http://example.org:6379/",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "view-source:http://127.0.0.1/",
    "data:text/html,x",
    "gopher://127.0.0.1:70/",
    "javascript:alert(1)",
];

fn targets(port: u16) -> Vec<String> {
    TARGETS.iter().map(|t| t.replace("{}", &port.to_string())).chain(OTHERS.map(str::to_owned)).collect()
}

/// Settings under which only the address decides: the canary's port is one of the open ones.
fn open_port(allowed: &[&Server], canary: &Server) -> FetchSettings {
    let mut open = settings(allowed);
    open.ports.push(canary.address.port());
    open
}

async fn ask(client: &Fetcher, url: &Url, want: Want) -> Fetched {
    match want {
        Want::Page => get(client, url.as_str()).await.end,
        Want::List | Want::Robots => client.get_file(url, want, Validators::default(), now()).await,
    }
}

fn assert_refused(end: Fetched, what: &str) {
    match end {
        Fetched::Failed(failure) => assert!(REFUSED.contains(&failure.kind), "{what}: {failure:?}"),
        other => panic!("{what}: {other:?}"),
    }
}

async fn canary() -> Server {
    Server::always("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret").await
}

#[tokio::test]
async fn every_refused_address_is_refused_on_the_first_hop_for_pages_lists_and_robots() {
    let canary = canary().await;
    let client = fetcher(open_port(&[], &canary));
    for target in targets(canary.address.port()) {
        let Ok(url) = Url::parse(&target) else {
            assert!(client.guard().admit_text(&target).is_err());
            continue;
        };
        // As text a backslash is refused; parsed, it is only a path of another host, which is not asked here.
        assert!(client.guard().admit_text(&target).is_err(), "{target}");
        if target.contains('\\') {
            continue;
        }
        for want in WANTS {
            assert_refused(ask(&client, &url, want).await, &format!("{target} as {want:?}"));
        }
    }
    assert_eq!(canary.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn every_refused_address_is_refused_on_a_redirect_for_pages_lists_and_robots() {
    let canary = canary().await;
    let all = targets(canary.address.port());
    let served = all.clone();
    let server = Server::start(move |path| {
        let target = path.rsplit('/').next().and_then(|n| n.parse::<usize>().ok()).and_then(|n| served.get(n).cloned());
        let location = match (path.starts_with("/twice/"), target) {
            (true, Some(_)) => path.replace("/twice/", "/once/"),
            (_, target) => target.unwrap_or_default(),
        };
        vec![Step::Send(answer("302 Found", &format!("Location: {location}\r\n"), b""))]
    })
    .await;
    let client = fetcher(open_port(&[&server], &canary));
    for (n, target) in all.iter().enumerate() {
        for want in WANTS {
            for hops in ["once", "twice"] {
                let url = Url::parse(&server.url(&format!("/{hops}/{n}"))).expect("an address");
                assert_refused(ask(&client, &url, want).await, &format!("{hops} to {target} as {want:?}"));
            }
        }
    }
    assert_eq!(canary.requests(), Vec::<String>::new());
}

/// A resolver that answers with the next of `answers`, the last one for good, and counts how often it is asked.
fn scripted(answers: Vec<Vec<IpAddr>>) -> (Lookup, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let lookup: Lookup = Arc::new(move |_| {
        let n = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        let found: Vec<SocketAddr> = answers[n].iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
        Box::pin(async move { Ok(found) }) as Looking
    });
    (lookup, asked)
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[tokio::test]
async fn a_name_with_one_refused_address_is_refused_and_nobody_is_asked() {
    let canary = canary().await;
    let port = canary.address.port();
    let private = ["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1"];
    let odd =
        ["192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1"];
    for address in private.iter().chain(&odd) {
        // Alone, and beside a public one in either order.
        for answer in
            [vec![ip(address)], vec![ip("93.184.216.34"), ip(address)], vec![ip(address), ip("93.184.216.34")]]
        {
            let (lookup, asked) = scripted(vec![answer.clone()]);
            let client = Fetcher::with(open_port(&[], &canary), Duration::from_secs(1), lookup).expect("settings");
            for (n, want) in WANTS.into_iter().enumerate() {
                let url = Url::parse(&format!("http://news.example:{port}/")).expect("an address");
                assert_refused(ask(&client, &url, want).await, &format!("{answer:?} as {want:?}"));
                assert_eq!(asked.load(Ordering::SeqCst), n + 1, "one look-up for one request");
            }
        }
    }
    assert_eq!(canary.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_judged_is_what_is_connected_to_however_the_name_answers_next() {
    let good = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngood").await;
    let port = good.address.port();
    // Another loopback address at the same port: where the name leads when it is asked a second time.
    let elsewhere = std::net::TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), port)).expect("a free address");
    elsewhere.set_nonblocking(true).expect("a socket");
    for _ in 0..50 {
        let (lookup, asked) = scripted(vec![vec![ip("127.0.0.1")], vec![ip("127.0.0.2")]]);
        let excepted = FetchSettings { allow_hosts: vec![format!("news.example:{port}")], ..FetchSettings::default() };
        let client = Fetcher::with(excepted, Duration::from_secs(1), lookup).expect("settings");
        let got = page(get(&client, &format!("http://news.example:{port}/")).await);
        assert_eq!((got.body.as_slice(), asked.load(Ordering::SeqCst)), (b"good".as_slice(), 1));
    }
    assert!(elsewhere.accept().is_err(), "nobody came to the second address");
    let client_of = |answers| {
        let (lookup, _) = scripted(answers);
        let plain = FetchSettings { ports: vec![port], ..FetchSettings::default() };
        Fetcher::with(plain, Duration::from_secs(1), lookup).expect("settings")
    };
    for _ in 0..200 {
        // The name is let through once elsewhere and leads home now: each request is judged by its own answer.
        let client = client_of(vec![vec![ip("127.0.0.1")], vec![ip("93.184.216.34"), ip("127.0.0.1")]]);
        for _ in 0..2 {
            let refused = failure(get(&client, &format!("http://news.example:{port}/")).await);
            assert_eq!(refused.kind, FailureKind::AddressRefused);
        }
    }
    assert_eq!(good.requests().len(), 50);
}
