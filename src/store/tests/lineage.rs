//! Lineages, digests, stories under several addresses, and clocks that do not agree.

use super::*;
use crate::model::{BlockEdit, Digested};

const LONG: &str = "The ferry was laid up for the winter, and nobody on the pier had been told of it before the morning. \
                    Its captain said that the engine had been asked for one year more, and that it had answered by itself. \
                    The council meets on Monday.";

fn kind(change: Change, kind: ChangeKind) -> Change {
    Change { kinds: vec![kind], severity: Severity::Info, disclosure: None, ..change }
}

#[tokio::test]
async fn another_article_or_language_opens_a_lineage_and_what_is_none_after_all_closes_it() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    for n in 1..=5 {
        let mut visit = edited(page, time(i64::from(n)), n, article(&format!("Headline {n}"), &["Text."]));
        let told = match n {
            3 => ChangeKind::Replaced,
            5 => ChangeKind::LanguageSwitch,
            _ => ChangeKind::BodyEdit,
        };
        visit.changes = visit.changes.into_iter().map(|change| kind(change, told)).collect();
        bench.store.record(visit).await.expect("recorded");
    }
    let lineages = "SELECT group_concat(lineage, ' ') FROM (SELECT lineage FROM version_seen ORDER BY n)";
    assert_eq!(bench.sql::<String>(lineages), "1 1 2 2 3");
    let telling = crate::model::Telling {
        kinds: vec![ChangeKind::Variant],
        severity: Severity::Info,
        disclosure: None,
        summary: "shown in turn".to_owned(),
    };
    let retold = vec![crate::model::Retold { new_version: 3, telling }];
    bench.store.record(Visit { retold, ..quiet(page, time(9)) }).await.expect("recorded");
    assert_eq!(bench.sql::<String>(lineages), "1 1 1 1 2");
}

#[tokio::test]
async fn what_comes_later_within_the_hour_goes_into_the_digest_that_was_told() {
    let bench = bench();
    let page = bench.page("https://news.example/live").await;
    let growth = |n: u32, new: u32, text: &str| {
        let mut visit = edited(page, time(i64::from(n) * 10), n, article("Live", &[text]));
        let blocks = vec![BlockEdit::Added { text: text.to_owned() }];
        for change in &mut visit.changes {
            *change = kind(change.clone(), ChangeKind::LiveUpdate);
            change.summary = format!("entries: {new} new");
            change.counts = Counts { paragraphs_added: 1, words_added: 3, ..Counts::default() };
            change.edits = vec![Edit::Body { blocks: blocks.clone() }];
        }
        visit
    };
    bench.store.record(edited(page, time(0), 1, article("Live", &["Begun."]))).await.expect("recorded");
    bench.store.record(growth(2, 2, "A mast fell.")).await.expect("recorded");
    let mut more = growth(3, 3, "A lamp fell.");
    more.digested = more.changes.pop().map(|more| Digested { told: 2, more });
    let recorded = bench.store.record(more).await.expect("recorded");
    assert_eq!(recorded.change_ids, [0; 0]);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM change WHERE kinds = 'live_update'"), 1);
    let change = bench.reader().changes(&ChangeFilter::default()).expect("read").remove(0).change;
    assert_eq!((change.old_version, change.new_version, change.summary.as_str()), (Some(1), Some(3), "entries: 5 new"));
    assert_eq!((change.counts.paragraphs_added, change.counts.words_added), (2, 6));
    assert_eq!(change.diff_text().lines().filter(|line| line.contains("fell")).count(), 2, "{}", change.diff_text());
    assert_eq!(change.first_seen_new_at, time(20), "dated by what came first");
}

#[tokio::test]
async fn r32_the_same_story_under_another_address_is_told_once() {
    let bench = bench();
    let (first, copy) = (bench.page("https://news.example/a").await, bench.page("https://other.example/b").await);
    bench.store.record(edited(first, time(0), 1, article("Ferry laid up", &[LONG]))).await.expect("recorded");
    for n in 1..=3 {
        let text = if n == 2 { "Another text." } else { LONG };
        bench
            .store
            .record(edited(copy, time(i64::from(n)), n, article("Ferry laid up", &[text])))
            .await
            .expect("recorded");
    }
    let told = "SELECT group_concat(page_id || ': ' || detail, '; ') FROM event WHERE kind = 'same_story'";
    assert_eq!(bench.sql::<String>(told), format!("{}: reads as https://news.example/a", copy.0));
}

#[tokio::test]
async fn r35_a_clock_that_is_off_is_told_once_for_each_host() {
    let bench = bench();
    for (url, minutes) in
        [("https://news.example/a", 1), ("https://news.example/b", 2), ("https://m.news.example/c", 3)]
    {
        let page = bench.page(url).await;
        let clock_ahead = Some(Duration::minutes(-7));
        bench.store.record(Visit { clock_ahead, ..quiet(page, time(minutes)) }).await.expect("recorded");
    }
    let told = "SELECT group_concat(detail, '; ') FROM site_event WHERE kind = 'clock_off'";
    assert_eq!(
        bench.sql::<String>(told),
        "the clock of news.example:443 is 420 s behind ours; times are told by ours; \
         the clock of m.news.example:443 is 420 s behind ours; times are told by ours"
    );
}
