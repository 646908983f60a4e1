//! The views keep what `schema.sql` promises, and rows are what was recorded.

use super::*;

/// Three pages: one edited silently twice, one with a note, one untouched.
async fn newsroom(bench: &Bench) -> PageId {
    let silent = bench.page("https://news.example/silent").await;
    let noted = bench.page("https://news.example/noted").await;
    let still = bench.page("https://news.example/still").await;
    for page in [silent, noted, still] {
        bench.store.record(edited(page, time(1), 1, article("First", &["Text."]))).await.expect("recorded");
    }
    let mut visit = edited(noted, time(31), 2, article("Noted", &["Text."]));
    visit.changes = vec![Change { disclosure: Some(Disclosure::Proper), ..change(2, time(31)) }];
    bench.store.record(visit).await.expect("recorded");
    for n in 2..=3 {
        let at = time(i64::from(n) * 60);
        bench.store.record(edited(silent, at, n, article("Seventeen", &["Text."]))).await.expect("recorded");
    }
    let mut slight = quiet(silent, time(200));
    slight.changes = vec![Change {
        severity: Severity::Cosmetic,
        kinds: vec![ChangeKind::Cosmetic],
        disclosure: None,
        old_version: Some(3),
        ..change(3, time(200))
    }];
    bench.store.record(slight).await.expect("recorded");
    silent
}

#[tokio::test]
async fn the_report_shows_publishers_changes_the_newest_first() {
    let bench = bench();
    newsroom(&bench).await;
    let found = "SELECT group_concat(found_at || ' ' || severity, ', ') FROM change_report";
    assert_eq!(
        bench.sql::<String>(found),
        "2026-03-01T13:20:00.000Z cosmetic, 2026-03-01T13:00:00.000Z major, 2026-03-01T12:00:00.000Z major, \
         2026-03-01T10:31:00.000Z major"
    );
    let line = "SELECT site || '|' || url || '|' || headline || '|' || kinds || '|' || disclosure || '|' || window ||
                '|' || words_added || '|' || words_removed || '|' || summary || '|' || diff
                FROM change_report WHERE severity = 'major' LIMIT 1";
    assert_eq!(
        bench.sql::<String>(line),
        "example|https://news.example/silent|Seventeen|headline_edit body_edit|silent|after \
         2026-03-01T12:30:00.000Z, by 2026-03-01T13:00:00.000Z|1|1|headline: a number changed|headline: [-Twelve \
         boats sail-] -> {+Seventeen boats sail+}"
    );
}

#[tokio::test]
async fn silent_edits_are_those_of_weight_that_nobody_is_told_of() {
    let bench = bench();
    newsroom(&bench).await;
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM silent_edit"), 2);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM silent_edit WHERE url LIKE '%silent'"), 2);
    let filter = ChangeFilter { only_silent: true, ..ChangeFilter::default() };
    assert_eq!(bench.reader().changes(&filter).expect("reads").len(), 2);
}

#[tokio::test]
async fn the_page_status_counts_edits_and_puts_the_last_edited_first() {
    let bench = bench();
    newsroom(&bench).await;
    let rows = bench.reader().pages(false).expect("reads");
    let facts: Vec<_> = rows.iter().map(|r| (r.url.as_str(), r.versions, r.edits, r.last_edit_at)).collect();
    let expected = [
        ("https://news.example/silent", 3, 2, Some(time(180))),
        ("https://news.example/noted", 2, 1, Some(time(31))),
        ("https://news.example/still", 1, 0, None),
    ];
    assert_eq!(facts, expected);
    let totals = bench.reader().totals().expect("counts");
    let expected = Totals { pages: 3, watched: 3, troubled: 0, versions: 6, edits: 3, silent: 2, attempts: 7 };
    assert_eq!(totals, expected);
}

#[tokio::test]
async fn a_change_is_read_back_as_it_was_recorded() {
    let bench = bench();
    let page = newsroom(&bench).await;
    let rows = bench.reader().changes(&ChangeFilter { limit: Some(1), ..ChangeFilter::default() }).expect("reads");
    let row = rows.first().expect("one");
    assert_eq!((row.page, &row.change), (page, &change(3, time(180))));
    assert_eq!(row.diff, row.change.diff_text());
    assert_eq!(bench.reader().change(row.id).expect("reads").as_ref(), Some(row));
}

#[tokio::test]
async fn changes_are_chosen_by_time_page_weight_and_kind() {
    let bench = bench();
    newsroom(&bench).await;
    let count = |filter: ChangeFilter| bench.reader().changes(&filter).expect("reads").len();
    let none = ChangeFilter::default;
    assert_eq!(count(none()), 3, "cosmetic ones only where asked for");
    assert_eq!(count(ChangeFilter { min_severity: Some(Severity::Cosmetic), ..none() }), 4);
    assert_eq!(count(ChangeFilter { all: true, ..none() }), 4);
    assert_eq!(count(ChangeFilter { since: Some(time(120)), ..none() }), 2);
    assert_eq!(count(ChangeFilter { until: Some(time(120)), ..none() }), 1);
    assert_eq!(count(ChangeFilter { site: Some("other".to_owned()), ..none() }), 0);
    assert_eq!(count(ChangeFilter { url: Some("https://news.example/noted".to_owned()), ..none() }), 1);
    assert_eq!(count(ChangeFilter { kinds: vec![ChangeKind::Cosmetic], all: true, ..none() }), 1);
    assert_eq!(count(ChangeFilter { kinds: vec![ChangeKind::Cosmetic, ChangeKind::BodyEdit], all: true, ..none() }), 4);
    assert_eq!(count(ChangeFilter { min_severity: Some(Severity::Alert), ..none() }), 0);
}

#[tokio::test]
async fn the_versions_view_shows_how_long_a_text_was_seen() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["First.", "Second."]))).await.expect("recorded");
    bench.store.record(quiet(page, time(31))).await.expect("recorded");
    assert_eq!(bench.sql::<String>("SELECT last_seen_at FROM version_seen"), "2026-03-01T10:31:00.000Z");
    assert_eq!(bench.sql::<String>("SELECT body FROM version"), "First.\n\nSecond.");
}

#[tokio::test]
async fn the_due_pages_are_found_by_an_index() {
    let bench = bench();
    let plan = "EXPLAIN QUERY PLAN SELECT id FROM page WHERE watch = 'on' AND next_due <= 'x' ORDER BY next_due";
    let connection = connection::open_reader(&bench.path).expect("opens");
    let detail: String = connection.query_row(plan, [], |row| row.get(3)).expect("a plan");
    assert!(detail.contains("page_due"), "{detail}");
}

#[test]
fn every_table_and_column_of_the_schema_has_a_sentence() {
    let schema = include_str!("../schema.sql");
    // Columns that explain themselves by their name alone.
    let plain = ["id", "page_id", "at", "headline", "byline", "canonical_url"];
    let mut in_table = false;
    let mut previous = "";
    for line in schema.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE" | "VIEW", name, ..] => {
                assert!(previous.starts_with("--"), "{name} has no sentence");
                in_table = words.get(1) == Some(&"TABLE");
            }
            [");"] => in_table = false,
            [name, "TEXT" | "INTEGER" | "BLOB", ..] if in_table && !plain.contains(name) => {
                let is_count = ["sentences_", "paragraphs_", "words_"].iter().any(|p| name.starts_with(p));
                let is_told = previous.trim_start().starts_with("--") || is_count;
                assert!(is_told, "{name} has no sentence");
            }
            _ => {}
        }
        previous = line;
    }
}
