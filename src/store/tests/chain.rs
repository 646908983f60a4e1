//! Whoever changes, drops or adds a row behind the program's back breaks the chain; what may change does not.

use rusqlite::Connection;

use super::*;
use crate::store::{BrokenRow, ChainHead, ChainReport, Verdict};

/// A page with three texts, their raw pages and one evidence of a state.
async fn told() -> Bench {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    for n in 1..=3_u32 {
        let text = format!("Text number {n}.");
        let visit = edited(page, time(i64::from(n) * 10), n, article("One", &[&text]));
        bench.store.record(visit).await.expect("recorded");
    }
    let mut wall = quiet(page, time(40));
    wall.capture = Some(NewCapture { why: CaptureWhy::State, ..capture_of("<p>Please log in.</p>") });
    bench.store.record(wall).await.expect("recorded");
    bench
}

fn tamper(bench: &Bench, sql: &str) {
    let connection = Connection::open(&bench.path).expect("opens");
    connection.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
    connection.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
}

fn verify(bench: &Bench, known: Option<ChainHead>) -> Verdict {
    bench.reader().verify_chain(known, |_| ()).expect("walked")
}

fn whole(bench: &Bench) -> ChainReport {
    match verify(bench, None) {
        Verdict::Whole(report) => report,
        Verdict::Broken(broken) => panic!("{broken:?}"),
    }
}

fn broken(bench: &Bench, what: &str) -> BrokenRow {
    match verify(bench, None) {
        Verdict::Whole(report) => panic!("{what}: not found out, {report:?}"),
        Verdict::Broken(broken) => broken,
    }
}

#[tokio::test]
async fn a_record_that_nobody_touched_is_whole_and_its_head_vouches_for_it_later() {
    let bench = told().await;
    let report = whole(&bench);
    // Four raw pages, three texts, two windows that have ended.
    assert_eq!((report.links, report.captures, report.versions), (9, 4, 3));
    let head = report.head.expect("an end");
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(50), 4, article("One", &["A fourth."]))).await.expect("recorded");
    assert!(matches!(verify(&bench, Some(head)), Verdict::Whole(_)), "a head that is known stays in the chain");
    let forged = ChainHead { hash: Hash::of(b"another"), ..head };
    let beyond = ChainHead { link: 900, ..head };
    for known in [forged, beyond] {
        let Verdict::Broken(found) = verify(&bench, Some(known)) else { panic!("{known} is in no chain") };
        assert_eq!((found.table, found.id), ("chain", known.link));
    }
}

#[tokio::test]
async fn the_first_row_that_is_not_what_it_was_is_named() {
    let cases = [
        ("UPDATE version SET body = 'Text number 9.' WHERE id = 2", "version", 2),
        ("UPDATE version SET headline = 'Two' WHERE id >= 2", "version", 2),
        ("UPDATE version SET first_seen_at = '2020-01-01T00:00:00.000Z' WHERE id = 3", "version", 3),
        ("UPDATE version SET last_seen_at = '2030-01-01T00:00:00.000Z' WHERE id = 1", "version", 1),
        ("UPDATE version SET revision = 'other' WHERE id = 1", "version", 1),
        ("UPDATE version SET byline = '' WHERE id = 3", "version", 3),
        ("UPDATE page SET url = 'https://news.example/b'", "capture", 1),
        ("UPDATE capture SET headers = '[]' WHERE id = 2", "capture", 2),
        ("UPDATE capture SET at = '2020-01-01T00:00:00.000Z' WHERE id = 4", "capture", 4),
        ("UPDATE capture SET body = (SELECT body FROM capture WHERE id = 3), body_bytes = body_bytes WHERE id = 1",
            "capture", 1),
        ("UPDATE capture SET body = x'00' WHERE id = 4", "capture", 4),
        ("UPDATE capture SET gone_at = '2026-01-01T00:00:00.000Z', body = x'' WHERE id = 4", "capture", 4),
        ("DELETE FROM version WHERE id = 2", "version", 2),
        ("DELETE FROM capture WHERE id = 4", "capture", 4),
        ("INSERT INTO version SELECT 77, page_id, 77, cause, first_seen_at, last_seen_at, capture_id, revision, words,
            headline, standfirst, byline, body, captions, notes, section, issue, published, modified, canonical_url,
            language, is_free, is_live, body_kinds, detail, text_hash, canon_hash, body_canon_hash, sights, lineage
            FROM version WHERE id = 1", "version", 77),
        ("DELETE FROM chain WHERE id = 5", "chain", 5),
        ("UPDATE chain SET link_hash = zeroblob(32) WHERE id = 4", "chain", 4),
        ("UPDATE chain SET content_hash = zeroblob(32) WHERE id = 6", "chain", 6),
        ("UPDATE chain SET link_hash = 'text' WHERE id = 3", "chain", 3),
        ("UPDATE chain SET note = 'x' WHERE id = 9", "chain", 9),
        ("DELETE FROM chain WHERE id = 9", "capture", 4),
    ];
    for (sql, table, id) in cases {
        let bench = told().await;
        tamper(&bench, sql);
        let found = broken(&bench, sql);
        assert_eq!((found.table, found.id), (table, id), "{sql}: {found:?}");
        assert_ne!(found.expected, found.found, "{sql}");
    }
}

#[tokio::test]
async fn what_may_change_does_not_break_the_chain() {
    let bench = told().await;
    // Numbers move up, captures turn out to be of versions, changes are told otherwise, attempts go.
    tamper(
        &bench,
        "UPDATE version SET n = n + 10; UPDATE capture SET why = 'version'; UPDATE page SET state = 'removed';
         UPDATE change SET severity = 'info', summary = 'retold'; DELETE FROM attempt WHERE capture_id IS NULL;",
    );
    assert_eq!(whole(&bench).versions, 3);
}

#[tokio::test]
async fn an_older_file_gets_its_chain_with_a_note_from_when_on_it_vouches() {
    let bench = told().await;
    bench.store.clone().close().await.expect("closes");
    tamper(&bench, "DELETE FROM chain");
    let connection = Connection::open(&bench.path).expect("opens");
    crate::store::chain::begin(&connection).expect("begun");
    drop(connection);
    let report = whole(&bench);
    assert_eq!((report.links, report.captures, report.versions), (10, 4, 3));
    assert!(report.began.is_some_and(|note| note.ends_with("Z: 4 captures and 3 versions are older")));
    tamper(&bench, "UPDATE version SET byline = 'x' WHERE id = 2");
    assert_eq!(broken(&bench, "after the beginning").id, 2);
}
