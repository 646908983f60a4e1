//! What is kept is exact: articles, raw pages, windows.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::model::{
    AgeNotice, AgeUnit, AltHeadline, Caption, Note, NoteKind, Picks, Precision, StampSource, StatedTime, ZoneSource,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z “”é.]{0,30}", "[\\x00\n\r\u{2028}a ]{0,6}", any::<String>()]
}

fn stated() -> impl Strategy<Value = StatedTime> {
    (text(), option::of(0_i64..4_102_444_800_000)).prop_map(|(raw, ms)| StatedTime {
        raw,
        instant: ms.and_then(|ms| Utc.timestamp_millis_opt(ms).single()),
        precision: Precision::Minute,
        zone: ZoneSource::Borrowed,
        source: StampSource::JsonLd,
        doubt: None,
        likely: None,
        offset_minutes: None,
        path: None,
        conflict: None,
    })
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let kind = prop_oneof![
        Just(BlockKind::Paragraph),
        Just(BlockKind::Heading),
        Just(BlockKind::ListItem),
        Just(BlockKind::Quote),
        Just(BlockKind::PullQuote),
        Just(BlockKind::TableRow),
        Just(BlockKind::Preformatted),
    ];
    let entry = proptest::option::of(text());
    let block = (kind, text(), vec(text(), 0..3), any::<bool>(), entry);
    let made =
        block.prop_map(|(kind, text, links, is_all_link, entry)| Block { kind, text, links, is_all_link, entry });
    vec(made, 0..5)
}

prop_compose! {
    fn any_article()(
        words in vec(option::of(text()), 6),
        body in blocks(),
        captions in vec((text(), option::of(text()), option::of(text())), 0..3),
        notes in vec(text(), 0..2),
        alt in vec(text(), 0..2),
        age in option::of(text()),
        times in (option::of(stated()), option::of(stated())),
        is_free in option::of(any::<bool>()),
        is_live in any::<bool>(),
        picks in (option::of(text()), option::of(text())),
    ) -> Article {
        let word = |at: usize| words.get(at).cloned().flatten();
        Article {
            headline_source: word(0).map(|_| StampSource::Title),
            headline: word(0),
            alt_headlines: alt.into_iter().map(|text| AltHeadline { source: StampSource::Title, text }).collect(),
            section: word(1),
            issue: word(2),
            standfirst: word(3),
            byline: word(4),
            body,
            captions: captions.into_iter().map(|(text, credit, image)| Caption { text, credit, image }).collect(),
            notes: notes.into_iter().map(|text| Note { kind: NoteKind::Correction, text }).collect(),
            age_notice: age.map(|text| AgeNotice { text, years: 5, months: 1, days: 0, precision: AgeUnit::Month }),
            published: times.0,
            modified: times.1,
            canonical_url: word(5),
            language: Some("pt-br".to_owned()),
            is_free,
            coverage_ends_at: None,
            is_live,
            picks: Picks { headline: picks.0, body: picks.1 },
        }
    }
}

proptest! {
    #[test]
    fn any_article_is_read_back_exactly_from_its_columns(article in any_article()) {
        let columns = article::to_columns(&article).expect("columns");
        prop_assert_eq!(article::to_article(&columns), Some(article));
    }
}

#[tokio::test]
async fn an_article_with_every_trap_is_read_back_exactly_from_the_file() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let mut hostile = article("NUL\0 and \u{1b}[2J", &["", "two\n\nlines", "  ", "“quoted”"]);
    hostile.notes = vec![Note { kind: NoteKind::Correction, text: "It was 17.".to_owned() }];
    let mut visit = edited(page, time(1), 1, hostile.clone());
    let page_bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let capture = visit.capture.as_mut().expect("there");
    capture.body = page_bytes.clone();
    bench.store.record(visit).await.expect("recorded");
    let past = bench.reader().past(page, true).expect("reads");
    assert_eq!(past.last.expect("a version").article, hostile);
    assert_eq!(past.last_capture.expect("a capture").body, page_bytes);
    assert!(bench.reader().past(page, false).expect("reads").last_capture.is_none());
}

#[tokio::test]
async fn raw_pages_share_a_base_one_step_deep_and_read_back_whole() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let filler: Vec<String> = (0..400_u64).map(|i| format!("{:x}", i.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    for n in 1..=5 {
        let body = format!("{} version {n}", filler.join(" "));
        bench.store.record(edited(page, time(n.into()), n, article("One", &[&body]))).await.expect("recorded");
    }
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM capture WHERE base_id IS NULL"), 1);
    let deep = "SELECT count(*) FROM capture AS c JOIN capture AS b ON b.id = c.base_id WHERE b.base_id IS NOT NULL";
    assert_eq!(bench.sql::<i64>(deep), 0);
    let reader = bench.reader();
    for version in reader.versions(page).expect("reads") {
        let body = reader.capture(version.capture.expect("linked")).expect("reads").expect("there").body;
        let body = String::from_utf8(body).expect("text");
        assert!(body.contains(&format!("version {}<", version.n)), "version {}", version.n);
    }
}

#[tokio::test]
async fn the_window_of_a_version_grows_with_every_visit_that_sees_it_and_ends_with_the_next() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let record = |visit| bench.store.record(visit);
    record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    record(quiet(page, time(31))).await.expect("recorded");
    record(quiet(page, time(20))).await.expect("an old capture filled in");
    let mut failed = quiet(page, time(50));
    failed.is_same_text = false;
    failed.attempt.outcome = Outcome::Failed;
    record(failed).await.expect("recorded");
    let windows = |versions: Vec<VersionRow>| -> Vec<_> {
        versions.into_iter().map(|v| (v.n, v.first_seen_at, v.last_seen_at)).collect()
    };
    assert_eq!(windows(bench.reader().versions(page).expect("reads")), [(1, time(1), time(31))]);
    record(edited(page, time(61), 2, article("Two", &["Text."]))).await.expect("recorded");
    let expected = [(1, time(1), time(31)), (2, time(61), time(61))];
    assert_eq!(windows(bench.reader().versions(page).expect("reads")), expected);
    let stored: String = bench.sql("SELECT last_seen_at FROM version WHERE n = 1");
    assert_eq!(stored, "2026-03-01T10:31:00.000Z");
    let reader = bench.reader();
    let at = |minutes| reader.version_at(page, time(minutes)).expect("reads").map(|v| v.n);
    assert_eq!([at(0), at(1), at(60), at(61), at(900)], [None, Some(1), Some(1), Some(2), Some(2)]);
    let past = reader.past(page, false).expect("reads");
    assert_eq!(past.older.iter().map(|o| (o.n, o.last_seen_at)).collect::<Vec<_>>(), [(1, time(31))]);
}

#[tokio::test]
async fn a_text_read_again_with_other_rules_is_no_edit_and_keeps_window_and_capture() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    let mut visit = quiet(page, time(31));
    visit.rebased = Some(version_of(2, article("One", &["Text without the caption."])));
    visit.changes = vec![Change { cause: Cause::Rules, kinds: vec![ChangeKind::Reextracted], ..change(2, time(31)) }];
    let recorded = bench.store.record(visit).await.expect("recorded");
    assert_eq!((recorded.change_ids.len(), recorded.version_id), (1, None));
    let versions = bench.reader().versions(page).expect("reads");
    let facts: Vec<_> = versions.iter().map(|v| (v.n, v.cause, v.first_seen_at, v.last_seen_at)).collect();
    let expected = [(1, Cause::Publisher, time(1), time(1)), (2, Cause::Rules, time(1), time(31))];
    assert_eq!(facts, expected);
    assert_eq!(versions.first().map(|v| v.capture), versions.last().map(|v| v.capture));
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM change_report"), 0);
    assert!(bench.reader().changes(&ChangeFilter::default()).expect("reads").is_empty());
    let all = ChangeFilter { all: true, ..ChangeFilter::default() };
    assert_eq!(bench.reader().changes(&all).expect("reads").len(), 1);
}

#[tokio::test]
async fn claims_that_moved_are_compared_with_until_a_new_text_brings_its_own() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let first = article("One", &["Text."]);
    bench.store.record(edited(page, time(1), 1, first.clone())).await.expect("recorded");
    let mut moved = quiet(page, time(31));
    moved.attempt.outcome = Outcome::Claim;
    moved.is_live = true;
    moved.claims = Some(crate::model::Claims { section: Some("Harbour".to_owned()), ..Default::default() });
    bench.store.record(moved).await.expect("recorded");
    bench.store.record(quiet(page, time(32))).await.expect("recorded");
    let last = || bench.reader().past(page, false).expect("reads").last.expect("a version").article;
    assert_eq!(last(), Article { section: Some("Harbour".to_owned()), ..first.clone() });
    assert_eq!(bench.reader().newest_version(page).expect("reads").expect("there").article, first, "history stays");
    let due = bench.reader().due_page(page).expect("reads").expect("there");
    assert_eq!((due.last_attempt_at, due.is_live), (Some(time(32)), false));
    let second = article("Two", &["Text."]);
    bench.store.record(edited(page, time(61), 2, second.clone())).await.expect("recorded");
    assert_eq!(last(), second);
}
