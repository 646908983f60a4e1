//! Lists: what they add, what they say of known pages, and how much that is believed.

use super::*;
use crate::model::HostKey;

fn listed(path: &str, changed_at: Option<Timestamp>) -> Listed {
    Listed { url: address(&format!("https://news.example{path}")), changed_at }
}

impl Bench {
    /// Reads the only list at `at`: it holds these pages.
    async fn read_list(&self, at: Timestamp, new_a_day: u32, pages: Vec<Listed>) -> Taken {
        let source = ("news".to_owned(), "feed".to_owned(), address("https://news.example/feed"));
        self.store.ensure_sources(vec![source], at).await.expect("there");
        let row = self.reader().due_sources(Timestamp::MAX_UTC).expect("reads").remove(0);
        let next_due = at + Duration::minutes(15);
        let visit = SourceVisit { at, next_due, validators: None, problem: None, listed: Some(pages), new_a_day };
        self.store.source_visited(row, visit).await.expect("written")
    }

    /// Checks a page at `at`; the next check is planned for a week later.
    async fn check(&self, page: PageId, at: Timestamp, is_edit: bool) {
        let changes = if is_edit { vec![edit()] } else { Vec::new() };
        let visit = Visit { next_due: at + Duration::days(7), state: PageState::Ok, changes, ..quiet(page, at) };
        self.store.record(visit).await.expect("recorded");
    }
}

fn edit() -> Change {
    Change {
        cause: Cause::Publisher,
        kinds: vec![ChangeKind::BodyEdit],
        flags: Vec::new(),
        severity: Severity::Major,
        disclosure: None,
        counts: Counts::default(),
        summary: "x".to_owned(),
        edits: Vec::new(),
        is_coarse: false,
        last_seen_old_at: None,
        first_seen_new_at: time(0),
        old_version: None,
        new_version: None,
        reverted_to: None,
    }
}

#[tokio::test]
async fn a_list_adds_what_is_new_up_to_the_days_cap_and_never_takes_away() {
    let bench = bench();
    bench.page("http://www.news.example/known/").await;
    let all =
        |n: u32| (0..n).map(|i| listed(&format!("/{i}"), None)).chain([listed("/known?utm_source=x", None)]).collect();
    let first = bench.read_list(time(0), 4, all(6)).await;
    assert_eq!((first.added.len(), first.known, first.over_cap), (4, 1, 2));
    let again = bench.read_list(time(10), 4, all(6)).await;
    assert_eq!((again.added.len(), again.known, again.over_cap), (0, 5, 2), "the day's cap is used up");
    let tomorrow = bench.read_list(time(24 * 60), 4, all(6)).await;
    assert_eq!((tomorrow.added.len(), tomorrow.over_cap), (2, 0));
    bench.read_list(time(48 * 60), 4, Vec::new()).await;
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM page WHERE watch = 'on'"), 7, "what a list drops stays");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM event WHERE kind = 'found'"), 6);
    assert_eq!(bench.sql::<i64>("SELECT added FROM source"), 6);
    // The pages of the configuration come and go; those that were found stay.
    bench.store.ensure_pages(Vec::new(), time(50 * 60)).await.expect("none");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM page WHERE watch = 'on'"), 7);
}

#[tokio::test]
async fn a_stated_change_moves_the_next_check_forward_once_and_only_if_it_is_news() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.check(page, time(100), false).await;
    let hinted = async |at, changed| bench.read_list(time(at), 9, vec![listed("/a", changed)]).await.hinted;
    assert_eq!(hinted(110, None).await, 0, "no time is no news");
    assert_eq!(hinted(120, Some(time(90))).await, 0, "it was looked at since");
    assert_eq!(hinted(130, Some(time(125))).await, 1);
    let due = bench.reader().due_page(page).expect("reads").expect("a page").due_at;
    assert!(due >= time(130) && due <= time(131), "{due}");
    assert_eq!(hinted(131, Some(time(125))).await, 0, "the same news again");
    bench.check(page, time(132), true).await;
    let host = HostKey::of(&address("https://news.example/"));
    let row = bench.reader().host(&host).expect("reads").expect("a row");
    assert_eq!((row.hints, row.hints_right), (1, 1));
    bench.check(page, time(133), true).await;
    let row = bench.reader().host(&host).expect("reads").expect("a row");
    assert_eq!(row.hints, 1, "a check of its own is no hint's merit");
    bench.store.pause(page, time(134)).await.expect("paused");
    assert_eq!(hinted(140, Some(time(139))).await, 0, "a paused page");
}

#[tokio::test]
async fn hints_of_a_host_that_are_wrong_nine_times_of_ten_are_ignored() {
    let bench = bench();
    let pages: Vec<Listed> = (0..60).map(|i| listed(&format!("/{i}"), None)).collect();
    bench.read_list(time(0), 99, pages.clone()).await;
    let ids: Vec<PageId> = bench.reader().due(time(60), 99).expect("reads").into_iter().map(|due| due.page).collect();
    for page in &ids {
        bench.check(*page, time(1), false).await;
    }
    let restamped = |at: i64| pages.iter().map(|p| Listed { changed_at: Some(time(at)), ..p.clone() }).collect();
    assert_eq!(bench.read_list(time(10), 99, restamped(9)).await.hinted, 60, "as yet unknown");
    for page in &ids {
        bench.check(*page, time(12), false).await;
    }
    let believed = bench.read_list(time(20), 99, restamped(19)).await.hinted;
    assert_eq!(believed, 3, "0 of 60 were right: one page of twenty still looks");
    for (n, page) in ids.iter().enumerate() {
        bench.check(*page, time(22), n < 50).await;
    }
    // The three that looked found an edit: 3 of 63 is not enough yet.
    assert!(bench.read_list(time(30), 99, restamped(29)).await.hinted <= 3);
}
