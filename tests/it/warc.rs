//! Raw pages go out as WARC and come back as the same history; tools that are not ours read every record.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::daemon::run_with;
use crate::database::Database;
use crate::site::{Reply, Site, Text, paragraphs};

/// An article that is the same bytes each time it is asked for.
fn still(number: u32) -> String {
    Text { headline: "Heron back on the bridge", paragraphs: paragraphs(number), modified: None }
        .html()
        .replace("{serial}", "7")
}

/// A record of pages that were edited, seen again in three ways, and answered from elsewhere.
fn recorded(folder: &Path) -> (Site, PathBuf) {
    let site = Site::start();
    let config = site.config(folder, &["/edited", "/moved", "/still"]);
    site.set("/moved", Reply::status(302).with("Location", "/here"));
    for number in [14, 41] {
        let tag = format!("\"{number}\"");
        let page = Text { headline: "Footbridge opened at last", paragraphs: paragraphs(number), modified: None };
        site.set("/edited", Reply::page(page.html()).with("ETag", &tag));
        site.set_article("/here", "The path on the far bank", number, None);
        site.set("/still", Reply::page(still(number)));
        for _ in 0..2 {
            run_with(&config, &["check", "--all"]);
        }
    }
    (site, config)
}

fn history(database: &Path) -> (Vec<String>, Vec<String>) {
    let database = Database::at(database);
    let versions =
        "SELECT p.url || '|' || v.n || '|' || v.first_seen_at || '|' || v.headline || '|' || v.body || '|' ||
        v.revision || '|' || hex(v.text_hash) || hex(c.body_hash) || '|' || c.at || '|' || c.final_url
        FROM version AS v JOIN page AS p ON p.id = v.page_id JOIN capture AS c ON c.id = v.capture_id ORDER BY 1";
    let changes = "SELECT url || '|' || kinds || '|' || severity || '|' || summary || '|' || diff || '|' || \"window\"
        FROM change_report ORDER BY 1";
    (database.texts(versions), database.texts(changes))
}

fn export(config: &Path, file: &Path, which: &[&str]) -> String {
    run_with(config, &[&["export", "--warc", file.to_str().expect("UTF-8")], which].concat())
}

#[test]
fn an_exported_record_is_read_back_as_the_same_history() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config) = recorded(folder.path());
    let before = history(&folder.path().join("watch.db"));
    assert_eq!((before.0.len(), before.1.len()), (6, 3), "{before:#?}");
    for name in ["all.warc.gz", "all.warc"] {
        let file = folder.path().join(name);
        let said = export(&config, &file, &["--all"]);
        assert!(said.contains("6 captures and 4 revisits of 3 pages"), "{said}");
        let other = folder.path().join(format!("{name}.db"));
        let flag = other.to_str().expect("UTF-8");
        let said = run_with(&config, &["--database", flag, "backfill", file.to_str().expect("UTF-8")]);
        assert!(said.contains("10 captures: 6 versions, 3 changes"), "{said}");
        let after = history(&other);
        assert_eq!(after.0, before.0);
        // Where other bytes had the same text, an archive has no capture that says so: the window begins sooner.
        let (moved, rest): (Vec<&String>, Vec<&String>) = after.1.iter().partition(|line| line.contains("/moved|"));
        let told = |line: &&String| before.1.contains(line);
        assert!(rest.len() == 2 && rest.iter().all(told), "{rest:#?} {:#?}", before.1);
        assert_eq!(moved.len(), 1);
        run_with(&config, &["--database", flag, "verify"]);
    }
}

#[test]
fn one_article_goes_out_alone_and_no_file_is_overwritten() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (site, config) = recorded(folder.path());
    let file = folder.path().join("one.warc");
    export(&config, &file, &[&site.url("/moved")]);
    let text = String::from_utf8_lossy(&std::fs::read(&file).expect("written")).into_owned();
    assert!(text.contains(&format!("WARC-Target-URI: {}", site.url("/here"))), "the address that answered");
    assert!(text.contains(&format!("WARC-Target-URI: {}\r\nWARC-Newswatch-Page", site.url("/moved"))), "the redirect");
    assert!(
        text.contains("GET /here HTTP/1.1\r\nhost: 127.0.0.1:") && text.contains("user-agent: newswatch/"),
        "the request"
    );
    assert!(!text.contains("Heron back on the bridge"), "another article");
    let before = std::fs::read(&file).expect("readable");
    let refused = Command::new(env!("CARGO_BIN_EXE_newswatch"))
        .args(["--config", config.to_str().expect("UTF-8"), "export", "--all", "--warc", file.to_str().expect("UTF-8")])
        .output()
        .expect("runs");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("exists already"));
    assert_eq!(std::fs::read(&file).expect("readable"), before);
}

/// Runs a Python script with arguments; `None` where Python or the package is missing.
fn python(package: &str, script: &str, file: &Path) -> Option<String> {
    let has = Command::new("python3").args(["-c", &format!("import {package}")]).output();
    if !has.is_ok_and(|done| done.status.success()) {
        eprintln!("skipped: `pip install {package}` has to work for this test");
        return None;
    }
    let done = Command::new("python3").args(["-c", script]).arg(file).output().expect("python3 runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}

const WARCIO: &str = "
import sys
from collections import Counter
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
kinds = Counter()
with open(sys.argv[1], 'rb') as file:
    for record in ArchiveIterator(file, check_digests='raise'):
        kinds[record.rec_type] += 1
        body = record.content_stream().read()
        if record.rec_type == 'response' and record.http_headers.get_statuscode() == '200':
            assert b'<article>' in body, body
            assert int(record.http_headers.get_header('content-length')) == len(body)
print(sorted(kinds.items()))
class Args: verbose = False; inputs = [sys.argv[1]]
checker = Checker(Args)
checker.process_all()
assert checker.exit_value == 0, 'digests'
";

const FASTWARC: &str = "
import sys
from collections import Counter
from fastwarc.warc import ArchiveIterator
kinds = Counter()
for record in ArchiveIterator(open(sys.argv[1], 'rb'), parse_http=True):
    kinds[str(record.record_type)] += 1
    assert record.record_id.startswith('<urn:uuid:') and record.record_date is not None
    body = record.reader.read()
    if str(record.record_type) == 'response' and record.http_headers.status_code == 200:
        assert b'<article>' in body and record.http_charset == 'utf-8'
print(sorted(kinds.items()))
";

#[test]
fn independent_readers_accept_every_record_and_its_digests() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config) = recorded(folder.path());
    let file = folder.path().join("all.warc.gz");
    export(&config, &file, &["--all"]);
    // Two redirects beside the six pages.
    let expected = "[('metadata', 6), ('request', 6), ('response', 8), ('revisit', 4), ('warcinfo', 1)]";
    for (package, script) in [("warcio", WARCIO), ("fastwarc", FASTWARC)] {
        if let Some(said) = python(package, script, &file) {
            assert_eq!(said.trim(), expected, "{package}");
        }
    }
}
