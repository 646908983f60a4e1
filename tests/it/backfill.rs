//! Old captures out of a WARC file become history with their own times, once.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::daemon::run_with;
use crate::database::Database;
use crate::site::{Text, paragraphs};

const URL: &str = "http://gazette.example/footbridge";
/// First sight, noise only, and an edit.
const TIMES: [&str; 3] = ["2024-05-06T07:08:09Z", "2024-05-07T07:08:09Z", "2024-05-08T07:08:09Z"];

/// A WARC response record of `html` at `URL`.
fn record(at: &str, html: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {at}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    [head.as_bytes(), answer.as_bytes(), b"\r\n\r\n"].concat()
}

/// The three captures; the noise around the article differs in each.
fn captures() -> Vec<Vec<u8>> {
    let html = |number: u32, serial: &str| {
        let page = Text { headline: "Footbridge opened at last", paragraphs: paragraphs(number), modified: None };
        page.html().replace("{serial}", serial)
    };
    let pages = [html(14, "1"), html(14, "2"), html(41, "3")];
    TIMES.iter().zip(&pages).map(|(at, html)| record(at, html)).collect()
}

fn configuration(folder: &Path) -> PathBuf {
    let file = folder.join("config.toml");
    let text = format!(
        "[store]\npath = \"{}\"\n\n[[site]]\nname = \"gazette\"\nhosts = [\"gazette.example\"]\n\n[site.select]\n\
         headline = \"h1\"\nbody = [\"div.body\"]\n",
        folder.join("watch.db").display()
    );
    std::fs::write(&file, text).expect("the folder is ours");
    file
}

fn changes(config: &Path) -> Vec<serde_json::Value> {
    let json = run_with(config, &["changes", "--all", "--format", "json"]);
    serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"))
}

#[test]
fn an_edit_in_old_captures_is_one_change_at_its_own_time_however_often_they_are_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = configuration(folder.path());
    let (plain, packed) = (folder.path().join("old.warc"), folder.path().join("old.warc.gz"));
    std::fs::write(&plain, captures().concat()).expect("the folder is ours");
    let members = captures().iter().flat_map(|record| gzip(record)).collect::<Vec<u8>>();
    std::fs::write(&packed, members).expect("the folder is ours");

    let said = run_with(&config, &["backfill", plain.to_str().expect("UTF-8")]);
    assert!(said.contains("3 captures: 2 versions, 1 change"), "{said}");
    let found = changes(&config);
    let [change] = found.as_slice() else { panic!("noise is no change, the edit is one: {found:#?}") };
    assert_eq!(change["url"], URL);
    assert_eq!(instant(&change["last_seen_old_at"]), instant(&TIMES[1].into()));
    assert_eq!(instant(&change["first_seen_new_at"]), instant(&TIMES[2].into()));
    assert!(change["diff"].as_str().is_some_and(|diff| diff.contains("[-14-]{+41+}")), "{change:#}");

    let database = Database::beside(&config);
    let counts =
        || ["version", "change", "event", "capture"].map(|t| database.number(&format!("SELECT count(*) FROM {t}")));
    let before = counts();
    for again in [&plain, &packed] {
        run_with(&config, &["backfill", again.to_str().expect("UTF-8")]);
        assert_eq!((changes(&config), counts()), (found.clone(), before), "{}", again.display());
    }
    database.assert_whole();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("a Vec takes all");
    packed.finish().expect("a Vec takes all")
}

fn instant(time: &serde_json::Value) -> chrono::DateTime<chrono::FixedOffset> {
    let text = time.as_str().unwrap_or_else(|| panic!("{time} is no time"));
    chrono::DateTime::parse_from_rfc3339(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}
