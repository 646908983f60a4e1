//! The figures of a span of time.

use super::*;
use crate::model::{Precision, StampSource, StatedTime, ZoneSource};

fn stated(minutes: i64) -> StatedTime {
    StatedTime {
        raw: time(minutes).to_rfc3339(),
        instant: Some(time(minutes)),
        precision: Precision::Second,
        zone: ZoneSource::Explicit,
        source: StampSource::JsonLd,
        doubt: None,
        conflict: None,
        likely: None,
        offset_minutes: None,
        path: None,
    }
}

/// Pages of two sites: one edited in silence twice, one with a note, one untouched, one elsewhere that went.
async fn press(bench: &Bench) {
    let silent = bench.page("https://news.example/silent").await;
    let noted = bench.page("https://news.example/noted").await;
    let still = bench.page("https://news.example/still").await;
    let other = address("https://other.example/gone");
    let gone = bench.store.add_page(other, "other".to_owned(), time(0)).await.expect("added").0;
    for page in [silent, noted, still, gone] {
        let published = Article { published: Some(stated(-60)), ..article("First", &["Text."]) };
        bench.store.record(edited(page, time(1), 1, published)).await.expect("recorded");
    }
    for (page, n, minutes, disclosure) in [
        (silent, 2, 120, Disclosure::Silent),
        (silent, 3, 60 * 24 * 2, Disclosure::Silent),
        (noted, 2, 180, Disclosure::Proper),
    ] {
        let text = Article { published: Some(stated(-60)), ..article("Seventeen", &["Text."]) };
        let mut visit = edited(page, time(minutes), n, text);
        visit.changes = vec![Change { disclosure: Some(disclosure), ..change(n, time(minutes)) }];
        bench.store.record(visit).await.expect("recorded");
    }
    let mut removal = quiet(gone, time(200));
    removal.changes = vec![Change {
        severity: Severity::Alert,
        kinds: vec![ChangeKind::Removed],
        disclosure: None,
        old_version: Some(1),
        ..change(1, time(200))
    }];
    bench.store.record(removal).await.expect("recorded");
}

#[tokio::test]
async fn a_span_counts_its_own_edits_by_outlet() {
    let bench = bench();
    press(&bench).await;
    let span = Span { since: time(0), until: time(60 * 24), site: None };
    let figures = bench.reader().figures(&span).expect("counts");
    let example = figures.outlets.iter().find(|outlet| outlet.edits.site == "example").expect("the site");
    let edits = &example.edits;
    assert_eq!((edits.pages, edits.edited_pages, edits.edits), (3, 2, 2));
    assert_eq!((edits.silent, edits.proper, example.removals), (1, 1, 0));
    // Found two and three hours after an hour before: the median of 3 h and 4 h.
    assert_eq!(example.first_edit_s, Some(4 * 3600));
    let other = figures.outlets.iter().find(|outlet| outlet.edits.site == "other").expect("the site");
    assert_eq!((other.edits.pages, other.removals, other.first_edit_s), (1, 1, None));
    assert_eq!(figures.delays_s, [3 * 3600, 4 * 3600]);
    assert_eq!(figures.days.iter().map(|day| (day.edits, day.silent)).collect::<Vec<_>>(), [(3, 1)]);
}

#[tokio::test]
async fn a_later_edit_is_no_first_edit_and_another_site_is_left_out() {
    let bench = bench();
    press(&bench).await;
    let span = Span { since: time(60 * 24), until: time(60 * 24 * 7), site: Some("example".to_owned()) };
    let figures = bench.reader().figures(&span).expect("counts");
    let [example] = figures.outlets.as_slice() else { panic!("one site: {figures:?}") };
    assert_eq!((example.edits.edits, example.edits.silent, example.first_edit_s), (1, 1, None));
    assert_eq!(figures.delays_s.len(), 1);
}
