//! How fast a large record is shown: `cargo bench --bench web -- FOLDER VERSIONS CHANGES`.
//!
//! Makes a database of so many invented versions and changes in FOLDER (through the schema, without visits, in large
//! transactions), serves it as `newswatch web` does, asks for every page many times over loopback while a writer records
//! visits, and prints the time to the first byte: median, 95th percentile, worst.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use newswatch::config::WebSettings;
use newswatch::model::Timestamp;
use newswatch::store::{Reader, Store};
use newswatch::web::{Setup, Web};

#[path = "web/record.rs"]
mod record;

/// Times that each page is asked for.
const ROUNDS: usize = 60;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number = |at: usize, default: u64| arguments.get(at).and_then(|n| n.parse().ok()).unwrap_or(default);
    let Some(folder) = arguments.first().map(PathBuf::from) else {
        eprintln!("write: cargo bench --bench web -- FOLDER [VERSIONS] [CHANGES]");
        return;
    };
    let (versions, changes) = (number(1, 20_000), number(2, 6_000));
    let database = folder.join(format!("web-{versions}.db"));
    if !database.exists() {
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let begun = Instant::now();
        record::make(&database, versions, changes);
        println!("made {versions} versions and {changes} changes in {:.0} s", begun.elapsed().as_secs_f64());
    }
    let megabytes = std::fs::metadata(&database).map_or(0, |file| file.len() / 1_000_000);
    println!("{megabytes} MB, of these index {}", record::index_share(&database));
    measure(&database);
}

fn now() -> Timestamp {
    chrono::Utc::now()
}

fn measure(database: &Path) {
    let listen = "127.0.0.1:0".parse().expect("an address");
    let setup = Setup {
        settings: WebSettings::default(),
        listen,
        database: database.to_owned(),
        now,
        silence: None,
        lateness: None,
    };
    let web = Web::start(setup).expect("it is served");
    let (is_over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writer = {
        let (database, is_over, written) = (database.to_owned(), Arc::clone(&is_over), Arc::clone(&written));
        std::thread::spawn(move || write(&database, &is_over, &written))
    };
    // Opening a large file for writing takes a while: it is checked first.
    while written.load(Ordering::Relaxed) == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let begun = Instant::now();
    println!(
        "first count of everything: {:.0} ms",
        first_byte(&web.address.to_string(), "/silent").as_secs_f64() * 1e3
    );
    println!("{:<64} {:>8} {:>8} {:>8}  ms to the first byte", "page", "median", "p95", "worst");
    let (mut all, mut searches) = (Vec::new(), Vec::new());
    for path in paths(database) {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| first_byte(&web.address.to_string(), &path)).collect();
        times.sort();
        line(&path, &times);
        if path.contains("search") { searches.extend(times) } else { all.extend(times) }
    }
    all.sort();
    searches.sort();
    line("ALL PAGES", &all);
    line("ALL SEARCHES", &searches);
    is_over.store(true, Ordering::Relaxed);
    writer.join().expect("the writer ends");
    let rate = written.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    println!("visits recorded meanwhile: {} ({rate:.0} a second)", written.load(Ordering::Relaxed));
}

fn line(name: &str, times: &[Duration]) {
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)));
    let ms = |share: f64| at(share).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!("{name:<64} {:>8.1} {:>8.1} {:>8.1}", ms(0.5), ms(0.95), ms(1.0));
}

/// Every page, and lists deep in the record, by filters that match often and seldom.
fn paths(database: &Path) -> Vec<String> {
    let reader = Reader::open(database).expect("it opens");
    let middle = reader.totals().expect("totals").edits as i64 / 2;
    let deep = reader.change(middle).expect("reads").expect("a change").change.first_seen_new_at;
    let after = format!("{}_{middle}", deep.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    [
        "/",
        "/?after={after}",
        "/?severity=alert",
        "/?severity=major&disclosure=silent",
        "/?kind=removed",
        "/?kind=rewrite&severity=minor",
        "/?site=gazette-7",
        "/?site=gazette-7&after={after}",
        "/?site=weekly",
        "/?q=harbour+bridge",
        "/?since=2026-01-01&until=2026-01-02",
        "/change/{middle}",
        "/change/{middle}?view=sides",
        "/articles",
        "/articles?site=gazette-7",
        "/article/5",
        "/article/5/version/1",
        "/article/5/diff",
        "/silent",
        "/sites",
        "/status",
        "/feeds",
        "/feed.atom",
        "/feed/site/gazette-7.atom",
        "/article/5/feed.atom",
        "/metrics",
        "/healthz",
        "/api/v1/changes",
        "/api/v1/articles/5",
        "/search?q=harbour",
        "/search?q=harbour+bridge+council",
        "/search?q=word77+word3",
        "/search?q=unheard+of",
        "/search?q=harbour&in=removed",
        "/search?q=word77&in=added",
        "/search?q=harbour&site=gazette-7",
    ]
    .map(|path| path.replace("{after}", &after).replace("{middle}", &middle.to_string()))
    .to_vec()
}

/// Asks for a page on a new connection and waits for the first byte of its body.
fn first_byte(address: &str, path: &str) -> Duration {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let begun = Instant::now();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .expect("it takes the request");
    let mut first = [0; 16];
    stream.read_exact(&mut first).expect("an answer");
    let time = begun.elapsed();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the rest");
    assert!(first.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&first));
    time
}

/// Records visits until told to stop.
fn write(database: &Path, is_over: &AtomicBool, written: &AtomicU64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(database).expect("it opens for writing");
        let mut n = 0;
        while !is_over.load(Ordering::Relaxed) {
            store.record(record::visit(n, now())).await.expect("recorded");
            n += 1;
            written.store(n, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        store.close().await.expect("closed");
    });
}
