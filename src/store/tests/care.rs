//! What is given up or taken out is gone, the rest is what it was, and the chain says so.

use super::*;
use crate::store::{Expiry, REDACTED, Verdict, redact};

/// Words that stand in no other text, in as many raw pages as there are versions, each packed against the first.
const SECRET: &str = "Zebedee Quorn of 3 Larch Lane";

/// A page with four versions of which the second and third hold the secret; raw pages are alike but for that.
async fn told(bench: &Bench) -> PageId {
    let page = bench.page("https://news.example/a").await;
    let filler: Vec<String> = (0..400_u64).map(|i| format!("{:x}", i.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    for n in 1..=4_u32 {
        let secret = if n == 1 || n == 4 { "nobody" } else { SECRET };
        let text = format!("{} by {secret} {n}", filler.join(" "));
        let mut visit = edited(page, time(i64::from(n)), n, article("One", &[&text, "A second paragraph."]));
        for change in &mut visit.changes {
            let (old, new) = (Some("by nobody".to_owned()), Some(format!("by {secret}")));
            change.edits = vec![Edit::Value { field: Field::Byline, old, new, runs: Vec::new() }];
        }
        bench.store.record(visit).await.expect("recorded");
    }
    page
}

fn whole(bench: &Bench) -> crate::store::ChainReport {
    match bench.reader().verify_chain(None, |_| ()).expect("walked") {
        Verdict::Whole(report) => report,
        Verdict::Broken(broken) => panic!("{broken:?}"),
    }
}

/// Whether `words` stand in the database, its log or its index of shared memory.
fn stand_in_files(bench: &Bench, words: &str) -> bool {
    ["", "-wal", "-shm"].iter().any(|suffix| {
        let bytes = std::fs::read(connection::beside(&bench.path, suffix)).unwrap_or_default();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[tokio::test]
async fn old_raw_pages_go_but_those_of_weighty_changes_and_of_the_newest_version_stay() {
    let bench = bench();
    let page = told(&bench).await;
    let mut wall = quiet(page, time(5));
    wall.capture = Some(NewCapture { why: CaptureWhy::State, ..capture_of("<p>Please log in.</p>") });
    bench.store.record(wall).await.expect("recorded");
    let all = Expiry { states_before: Some(time(99)), versions_before: Some(time(99)), kept_from: Severity::Alert };
    let expired = |expiry: &Expiry| bench.reader().expired(expiry, 0, 9).expect("reads");
    assert_eq!(expired(&all), [1, 2, 3, 5], "the newest version's stays");
    assert_eq!(expired(&Expiry { kept_from: Severity::Major, ..all }), [5], "so do those of major changes");
    assert_eq!(expired(&Expiry { versions_before: Some(time(2)), ..all }), [1, 5]);
    assert_eq!(expired(&Expiry { states_before: None, versions_before: None, ..all }), [0_i64; 0]);

    let before: Vec<_> = (2..=4).map(|id| bench.reader().capture(id).expect("reads").expect("there").body).collect();
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM capture WHERE base_id = 1"), 3);
    assert_eq!(bench.store.give_up(vec![1, 5, 1], time(100)).await.expect("given up"), 2);
    bench.store.shrink().await.expect("shrunk");
    assert!(bench.reader().capture(1).expect("reads").is_none());
    let after: Vec<_> = (2..=4).map(|id| bench.reader().capture(id).expect("reads").expect("there").body).collect();
    assert!(before == after, "what was packed against it is read as before");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM capture WHERE base_id = 2"), 2);
    let report = whole(&bench);
    assert_eq!((report.captures, report.given_up, report.versions), (3, 2, 4));
    assert_eq!(bench.reader().versions(page).expect("reads").len(), 4);
    // A new raw page is packed against one that is there.
    bench.store.record(edited(page, time(200), 5, article("One", &["A fifth."]))).await.expect("recorded");
    whole(&bench);
}

#[tokio::test]
async fn free_pages_are_given_back_to_the_disk() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let mut visit = quiet(page, time(1));
    let noise: String = (0..60_000_u64).map(|i| format!("{:x}", i.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    visit.capture = Some(NewCapture { why: CaptureWhy::State, ..capture_of(&noise) });
    bench.store.record(visit).await.expect("recorded");
    let pages = "SELECT page_count FROM pragma_page_count";
    let before: i64 = bench.sql(pages);
    bench.store.give_up(vec![1], time(2)).await.expect("given up");
    bench.store.shrink().await.expect("shrunk");
    let after: i64 = bench.sql(pages);
    assert!(after * 3 < before * 2, "{before} pages before, {after} after");
}

#[tokio::test]
async fn a_text_that_is_taken_out_leaves_no_bytes_behind_and_the_chain_whole() {
    let bench = bench();
    let page = told(&bench).await;
    // Not only texts: what was left out, states, and a row that is deleted before.
    let mut noisy = quiet(page, time(6));
    noisy.attempt.detail = Some(format!("the page says {SECRET}"));
    noisy.attempt.suppressed = vec![crate::model::Suppressed { rule: "x".to_owned(), text: format!("\"{SECRET}\"") }];
    noisy.capture =
        Some(NewCapture { why: CaptureWhy::State, ..capture_of("<p>Zebedee <b>Quorn</b>\n of 3 Larch Lane</p>") });
    bench.store.record(noisy).await.expect("recorded");
    let others: Vec<_> = [1, 4].map(|id| bench.reader().capture(id).expect("reads").expect("there").body).into();
    bench.store.clone().close().await.expect("closes");
    assert!(stand_in_files(&bench, SECRET) && stand_in_files(&bench, "quorn"), "the text and its index are there");

    let done = redact(&bench.path, SECRET, "a court says so", time(10)).expect("redacted");
    assert_eq!((done.versions, done.captures), (2, 3), "{done:?}");
    assert_eq!(done.changes, 3, "one into it, one within it, one out of it");
    for words in [SECRET, "Quorn", "quorn", "Larch Lane", "larch"] {
        assert!(!stand_in_files(&bench, words), "{words:?} is still there");
    }
    let report = whole(&bench);
    assert_eq!((report.captures, report.given_up, report.redacted), (2, 3, 5));
    let texts = bench.reader().versions(page).expect("every article is still one");
    assert!(texts.iter().filter(|v| v.article.body_text().contains(REDACTED)).count() == 2);
    assert!(texts.iter().all(|v| v.article.body_text().contains("A second paragraph.")));
    let after: Vec<_> = [1, 4].map(|id| bench.reader().capture(id).expect("reads").expect("there").body).into();
    assert!(others == after, "other raw pages are read as before");
    let changes = bench.reader().changes(&ChangeFilter { all: true, ..ChangeFilter::default() }).expect("reads");
    assert_eq!(changes.len(), 3);
    let note: String = bench.sql("SELECT note FROM chain ORDER BY id DESC LIMIT 1");
    assert!(note.ends_with("Z: a court says so"), "{note}");

    let again = redact(&bench.path, SECRET, "twice", time(11)).expect("done");
    assert!(again.is_empty(), "{again:?}");
    let store = Store::open(&bench.path).expect("opens");
    store.record(edited(page, time(20), 5, article("One", &["A fifth."]))).await.expect("recorded");
    whole(&bench);
}

#[tokio::test]
async fn a_text_that_a_watched_page_shows_is_not_taken_out_in_vain() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &[SECRET]))).await.expect("recorded");
    let error = redact(&bench.path, SECRET, "a court says so", time(2)).expect_err("refused").to_string();
    assert!(error.contains("newswatch remove https://news.example/a"), "{error}");
    assert_eq!(whole(&bench).redacted, 0);
    bench.store.remove(page, time(3)).await.expect("off the list");
    assert_eq!(redact(&bench.path, SECRET, "a court says so", time(4)).expect("redacted").versions, 1);
}
