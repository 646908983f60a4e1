//! What the built program cannot be made to do from outside: a loop that hangs, a database that is gone, slow clients.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::store::Store;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// A record without pages, shown, with a loop that has been silent for so many seconds.
async fn shown(silence_s: Arc<AtomicU64>) -> (tempfile::TempDir, Web) {
    let dir = tempfile::tempdir().expect("a directory");
    let database = dir.path().join("news.db");
    Store::open(&database).expect("a new database").close().await.expect("closed");
    let silence: Silence = Arc::new(move || Duration::from_secs(silence_s.load(Ordering::Relaxed)));
    let listen = "127.0.0.1:0".parse().expect("an address");
    let setup =
        Setup { settings: WebSettings::default(), listen, database, now, silence: Some(silence), lateness: None };
    (dir, Web::start(setup).expect("it is served"))
}

fn get(web: &Web, path: &str) -> String {
    let mut stream = TcpStream::connect(web.address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", web.address).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn health_fails_when_the_loop_hangs_and_when_the_database_is_no_longer_one() {
    let silence_s = Arc::new(AtomicU64::new(0));
    let (dir, web) = shown(Arc::clone(&silence_s)).await;
    assert!(get(&web, "/healthz").starts_with("HTTP/1.1 200"));
    silence_s.store(31, Ordering::Relaxed);
    let answer = get(&web, "/healthz");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("has not turned for 31 s"), "{answer}");
    drop(web);

    let database = dir.path().join("news.db");
    std::fs::write(&database, "no database").expect("written");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let setup = Setup { settings: WebSettings::default(), listen, database, now, silence: None, lateness: None };
    let web = Web::start(setup).expect("it is served");
    assert!(get(&web, "/healthz").starts_with("HTTP/1.1 503"));
    assert!(get(&web, "/").starts_with("HTTP/1.1 500"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_record_is_shown_on_every_page() {
    let (_dir, web) = shown(Arc::default()).await;
    for path in ["/", "/articles", "/search?q=x", "/silent", "/sites", "/status", "/feeds", "/feed.atom", "/metrics"] {
        assert!(get(&web, path).starts_with("HTTP/1.1 200"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hold_connections_open_keep_nobody_out() {
    let (_dir, web) = shown(Arc::default()).await;
    let mut idle: Vec<TcpStream> = (0..100).map(|_| TcpStream::connect(web.address).expect("it listens")).collect();
    for stream in &mut idle {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
    }
    assert!(get(&web, "/healthz").starts_with("HTTP/1.1 200"));
    drop(web); // ends while they are still open
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_given_up_and_one_that_takes_it_slowly_is_not() {
    let (ours, mut theirs) = tokio::io::duplex(64);
    let mut patient = server::Patient::new(ours, Duration::from_millis(200));
    let slow = tokio::spawn(async move {
        let mut taken = [0; 16];
        for _ in 0..8 {
            tokio::task::yield_now().await;
            theirs.read_exact(&mut taken).await.expect("bytes");
        }
        theirs
    });
    patient.write_all(&[7; 128]).await.expect("taken in pieces");
    let _theirs = slow.await.expect("it took all");
    let stalled = patient.write_all(&[7; 128]).await;
    assert_eq!(stalled.expect_err("nobody takes it").kind(), std::io::ErrorKind::TimedOut);
}
