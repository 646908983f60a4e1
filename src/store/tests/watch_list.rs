//! The list of pages: whose turn it is, what the operator says, how many attempts stay.

use super::*;
use crate::model::{FailureKind, Suspicion};

#[tokio::test]
async fn pages_of_the_configuration_are_added_once_and_go_off_with_it() {
    let bench = bench();
    let pages: Vec<(Url, String)> =
        (0..10).map(|i| (address(&format!("https://news.example/{i}")), "old-name".to_owned())).collect();
    assert_eq!(bench.store.ensure_pages(pages.clone(), time(0)).await.expect("added"), 10);
    let due = bench.reader().due(time(60), 100).expect("due");
    let mut times: Vec<_> = due.iter().map(|d| d.due_at).collect();
    times.dedup();
    assert_eq!(times.len(), 10, "no two are due at the same moment");
    assert_eq!(bench.reader().next_due_at().expect("reads"), Some(time(0)));
    let first = due.first().expect("one").page;
    bench.store.remove(first, time(1)).await.expect("removed");
    let renamed: Vec<_> = pages.iter().take(5).cloned().map(|(url, _)| (url, "new-name".to_owned())).collect();
    assert_eq!(bench.store.ensure_pages(renamed, time(2)).await.expect("nothing missing"), 0);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM page WHERE site = 'new-name'"), 5);
    assert_eq!(bench.reader().due(time(60), 100).expect("due").len(), 4, "what was taken off by hand stays off");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM page"), 10, "and what is no longer listed keeps its history");
    assert_eq!(bench.store.ensure_pages(pages, time(3)).await.expect("nothing missing"), 0);
    assert_eq!(bench.reader().due(time(60), 100).expect("due").len(), 9, "what is listed again is watched again");
}

#[tokio::test]
async fn ten_thousand_new_pages_come_due_within_a_quarter_of_an_hour() {
    let bench = bench();
    let pages = (0..10_000).map(|i| (address(&format!("https://news.example/{i}")), "example".to_owned())).collect();
    bench.store.ensure_pages(pages, time(0)).await.expect("added");
    assert_eq!(bench.reader().due(time(15), 20_000).expect("due").len(), 10_000);
    let half = bench.reader().due(time(7), 20_000).expect("due").len();
    assert!((4_000..5_000).contains(&half), "{half}");
}

#[tokio::test]
async fn a_page_that_is_paused_or_removed_keeps_its_history_and_says_when() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    bench.store.pause(page, time(2)).await.expect("paused");
    assert!(bench.reader().due(time(900), 10).expect("due").is_empty());
    assert!(bench.reader().next_due_at().expect("reads").is_none());
    bench.store.remove(page, time(3)).await.expect("removed");
    assert!(bench.reader().pages(false).expect("reads").is_empty());
    assert_eq!(bench.reader().pages(true).expect("reads").len(), 1);
    assert_eq!(bench.reader().versions(page).expect("reads").len(), 1);
    let again = bench.store.add_page(address("https://news.example/a"), "example".to_owned(), time(900)).await;
    assert_eq!(again.expect("added"), (page, Added::Again));
    let twice = bench.store.add_page(address("https://news.example/a"), "example".to_owned(), time(901)).await;
    assert_eq!(twice.expect("added"), (page, Added::Already));
    assert_eq!(bench.reader().due_page(page).expect("reads").expect("there").due_at, time(900));
    let kinds: Vec<_> = bench.reader().events(page).expect("reads").into_iter().map(|e| e.event.kind).collect();
    assert_eq!(kinds, ["first_seen", "paused", "unwatched", "resumed"]);
    assert!(matches!(bench.store.pause(PageId(99), time(1)).await, Err(StoreError::UnknownPage(_))));
}

#[tokio::test]
async fn a_site_is_made_due_but_pages_that_fail_keep_their_time() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let failing = bench.page("https://news.example/b").await;
    bench.store.record(quiet(page, time(0))).await.expect("recorded");
    let mut failed = quiet(failing, time(0));
    failed.failures = 3;
    failed.attempt.failure = Some(FailureKind::Throttled);
    failed.next_due = time(600);
    bench.store.record(failed).await.expect("recorded");
    let made = bench.store.make_due(vec!["example".to_owned(), "nobody".to_owned()], time(5)).await;
    assert_eq!(made.expect("made"), 1);
    assert_eq!(bench.reader().due(time(5), 10).expect("due").iter().map(|d| d.page).collect::<Vec<_>>(), [page]);
    bench.store.set_next_due(failing, time(4)).await.expect("set");
    let due = bench.reader().due(time(5), 10).expect("due");
    assert_eq!(due.iter().map(|d| d.page).collect::<Vec<_>>(), [failing, page], "the longest overdue first");
}

#[tokio::test]
async fn a_page_is_found_by_its_address_however_it_is_copied() {
    let bench = bench();
    let page = bench.page("https://www.news.example/story/one?id=7").await;
    let other = bench.page("https://www.news.example/story/one?id=8").await;
    let reader = bench.reader();
    for url in [
        "https://www.news.example/story/one?id=7",
        "http://news.example/story/one/?id=7&utm_source=letter#top",
        "HTTPS://WWW.news.example/story/one?id=7",
    ] {
        assert_eq!(reader.find(url).expect("reads"), Some(page), "{url}");
    }
    assert_eq!(reader.find("https://news.example/story/one?id=8").expect("reads"), Some(other));
    assert_eq!(reader.find("https://news.example/story/two").expect("reads"), None);
    assert_eq!(reader.find("no address").expect("reads"), None);
}

#[tokio::test]
async fn attempts_that_led_to_nothing_are_bounded_and_those_that_mattered_stay() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(0), 1, article("One", &["Text."]))).await.expect("recorded");
    for minute in 1..=100 {
        let mut visit = quiet(page, time(minute));
        if (40..=45).contains(&minute) {
            visit.failures = u32::try_from(minute - 39).expect("small");
            visit.attempt.outcome = Outcome::Failed;
            visit.attempt.failure = Some(FailureKind::Timeout);
        }
        bench.store.record(visit).await.expect("recorded");
    }
    let idle = "SELECT count(*) FROM attempt WHERE is_kept = 0";
    assert!(bench.sql::<i64>(idle) < 40, "pruned as it goes");
    bench.store.prune(time(0)).await.expect("pruned");
    assert_eq!(bench.sql::<u32>(idle), ATTEMPTS_LAST);
    let kept = "SELECT group_concat(outcome || ' ' || substr(at, 15, 2), ', ') FROM attempt WHERE is_kept = 1";
    assert_eq!(bench.sql::<String>(kept), "version 00, failed 40, not_modified 46");
    let last = bench.reader().attempts(page, 3).expect("reads");
    assert_eq!(last.iter().map(|a| a.at).collect::<Vec<_>>(), [time(100), time(99), time(98)]);
    assert_eq!(bench.sql::<i64>("SELECT attempts FROM page"), 101);
}

#[tokio::test]
async fn everything_that_the_next_visit_needs_is_read_back() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let fresh = bench.reader().due_page(page).expect("reads").expect("there");
    assert_eq!((fresh.state, fresh.version, fresh.last_seen_at), (PageState::New, None, None));
    let mut visit = edited(page, time(1), 1, article("One", &["Text."]));
    visit.event_at = Some(time(-600));
    visit.is_busy = true;
    let judged = visit.judged.clone().expect("there");
    bench.store.record(visit).await.expect("recorded");
    let due = bench.reader().due_page(page).expect("reads").expect("there");
    assert_eq!(due.validators.etag.as_deref(), Some("\"1\""));
    assert_eq!((due.body_hash, due.revision), (Some(judged.body_hash), Some(judged.revision)));
    assert_eq!((due.event_at, due.is_busy, due.last_seen_at), (Some(time(-600)), true, Some(time(1))));
    assert_eq!((due.state, due.version, due.due_at), (PageState::Ok, Some(1), time(31)));
    let mut suspect = quiet(page, time(31));
    suspect.is_same_text = false;
    suspect.attempt.outcome = Outcome::State;
    suspect.state = PageState::Suspect(Suspicion::Consent);
    suspect.state_since = time(31);
    suspect.state_checks = 1;
    suspect.suspect_canon = Some(Hash::of(b"consent"));
    bench.store.record(suspect.clone()).await.expect("recorded");
    let due = bench.reader().due_page(page).expect("reads").expect("there");
    assert_eq!((due.state, due.state_since, due.state_checks), (suspect.state.clone(), time(31), 1));
    assert_eq!((due.last_seen_at, due.validators.etag.as_deref()), (Some(time(1)), Some("\"1\"")));
    assert_eq!(bench.reader().past(page, false).expect("reads").suspect_canon, Some(Hash::of(b"consent")));
    suspect.suspect_canon = None;
    bench.store.record(suspect).await.expect("a failure in between forgets nothing");
    assert!(bench.reader().past(page, false).expect("reads").suspect_canon.is_some());
    bench.store.record(quiet(page, time(90))).await.expect("recorded");
    assert!(bench.reader().past(page, false).expect("reads").suspect_canon.is_none());
}
