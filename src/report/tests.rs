//! The reports through their entries: shape, and nothing from a page that acts on where it is shown.

use chrono::{Duration, TimeZone, Utc};
use serde_json::Value;

use super::*;
use crate::model::{
    Article, Block, BlockEdit, BlockKind, Cause, Change, ChangeKind, Counts, Disclosure, Edit, Event, Field, Flag,
    Hash, Hashes, Op, PageId, PageState, Run, Severity, SiteEvent, SiteEventKind, Suspicion, Timestamp, Variant,
    Variants, Varying, VersionId, is_active,
};
use crate::store::{
    Day, EventRow, Figures, OutletEdits, OutletFigures, PageRow, SiteChangeRow, Span, Totals, VersionRow, Watch,
};

const HOSTILE: &str =
    "=cmd()\u{1b}[2J\u{9b}31m\r\nforged line\u{202e}\u{2028}\0 <script>alert(1)</script> [x](javascript:y) `c` | **b**";

fn time(minutes: i64) -> Timestamp {
    Utc.with_ymd_and_hms(2026, 3, 1, 10, 0, 0).single().expect("a moment") + Duration::minutes(minutes)
}

fn row(headline: &str, text: &str) -> ChangeRow {
    let runs = vec![Run::new(Op::Equal, "it was "), Run::new(Op::Delete, "12"), Run::new(Op::Insert, "17")];
    let blocks = vec![
        BlockEdit::Unchanged { blocks: 6 },
        BlockEdit::Edited { runs },
        BlockEdit::Added { text: text.to_owned() },
        BlockEdit::MovedFrom { stub: text.to_owned() },
    ];
    let headline_edit =
        Edit::Value { field: Field::Headline, old: Some("Old".into()), new: Some(headline.into()), runs: vec![] };
    let change = Change {
        cause: Cause::Publisher,
        kinds: vec![ChangeKind::HeadlineEdit, ChangeKind::BodyEdit],
        flags: vec![Flag::NumberChanged],
        severity: Severity::Major,
        disclosure: Some(Disclosure::Silent),
        counts: Counts { words_added: 9, words_removed: 1, ..Counts::default() },
        summary: format!("headline rewritten, 1 sentence edited: {text}"),
        edits: vec![headline_edit, Edit::Body { blocks }],
        is_coarse: false,
        last_seen_old_at: Some(time(0)),
        first_seen_new_at: time(30),
        old_version: Some(1),
        new_version: Some(2),
        reverted_to: None,
    };
    let (url, site) = ("https://news.example/a".to_owned(), "example".to_owned());
    let diff = change.diff_text();
    ChangeRow {
        id: 7,
        page: PageId(1),
        url,
        site,
        headline: Some(headline.to_owned()),
        change,
        diff,
        told_as: None,
        retold_at: None,
        disclosed_by: None,
        site_event: None,
    }
}

fn in_turn() -> Variants {
    let text = |text: &str, seen| Variant {
        text: text.to_owned(),
        key: Hash([0; 32]),
        version: 1,
        seen,
        first_seen_at: time(0),
        last_seen_at: time(90),
    };
    Variants {
        row: Some(1),
        field: Varying::Headline,
        began_at: time(30),
        switched_at: time(90),
        switches: 3,
        run: 1,
        shown: Some(0),
        texts: vec![text("Old", 31), text(HOSTILE, 29)],
        ended_at: None,
    }
}

#[test]
fn what_came_to_be_known_later_is_said_in_every_format() {
    let telling = format!("headline_edit major silent: {HOSTILE}");
    let known =
        ChangeRow { told_as: Some(telling), retold_at: Some(time(90)), disclosed_by: Some(12), ..row("New", "Added.") };
    for format in [Format::Text(Style::Plain), Format::Json, Format::Csv, Format::Markdown] {
        let text = check_inert(|out| changes(out, std::slice::from_ref(&known), format));
        let plain = text.replace('\\', "");
        assert!(plain.contains("headline_edit major silent") && text.contains("12"), "{text}");
    }
}

fn shown(rows: &[ChangeRow], format: Format) -> String {
    let mut out = Vec::new();
    changes(&mut out, rows, format).expect("a Vec takes all");
    String::from_utf8(out).expect("text")
}

#[test]
fn the_text_begins_with_a_line_that_stands_alone() {
    let text = shown(&[row("New", "Added.")], Format::Text(Style::Plain));
    let expected = "headline_edit+body_edit major silent  headline rewritten, 1 sentence edited: Added; \
                    between 2026-03-01 10:00:00 and 10:30:00Z\n  New\n  https://news.example/a (example, change 7)\n\
                    \x20   headline: [-Old-] -> {+New+}\n    … 6 paragraphs unchanged …\n\
                    \x20   it was [-12-]{+17+}\n    {+Added.+}\n    (moved from here: Added. …)\n";
    assert_eq!(text, expected);
}

#[test]
fn colour_only_adds_to_the_text() {
    let rows = [row("New", "Added.")];
    let coloured = shown(&rows, Format::Text(Style::Colour));
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("an SGR sequence").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, shown(&rows, Format::Text(Style::Plain)));
}

#[test]
fn nothing_that_acts_on_a_terminal_leaves_in_any_format() {
    let rows = [row(HOSTILE, HOSTILE)];
    for format in [Format::Text(Style::Plain), Format::Json, Format::Csv, Format::Markdown] {
        let text = shown(&rows, format);
        let acting: Vec<char> = text.chars().filter(|c| is_active(*c) && *c != '\n').collect();
        assert!(acting.is_empty(), "{format:?}: {acting:?}");
    }
    let forged = shown(&rows, Format::Text(Style::Plain));
    assert!(!forged.lines().any(|l| l.starts_with("forged")), "{forged}");
    let coloured = shown(&rows, Format::Text(Style::Colour));
    assert!(!coloured.contains("\u{1b}[2J"));
}

#[test]
fn json_is_one_array_with_the_promised_fields_and_the_exact_text() {
    let rows = [row(HOSTILE, "Added."), row("New", "Added.")];
    let parsed: Value = serde_json::from_str(&shown(&rows, Format::Json)).expect("valid JSON");
    let list = parsed.as_array().expect("an array");
    assert_eq!(list.len(), 2);
    let first = list.first().expect("one");
    assert_eq!(first["headline"], HOSTILE);
    assert_eq!(first["url"], "https://news.example/a");
    assert_eq!(first["first_seen_new_at"], "2026-03-01T10:30:00.000Z");
    assert_eq!(first["last_seen_old_at"], "2026-03-01T10:00:00.000Z");
    assert_eq!(first["kinds"], serde_json::json!(["headline_edit", "body_edit"]));
    assert_eq!(first["flags"], serde_json::json!(["number_changed"]));
    assert_eq!((&first["severity"], &first["disclosure"]), (&Value::from("major"), &Value::from("silent")));
    assert_eq!((&first["cause"], &first["old_version"]), (&Value::from("publisher"), &Value::from(1)));
    assert_eq!((&first["new_version"], &first["words_added"]), (&Value::from(2), &Value::from(9)));
    assert_eq!(first["counts"]["words_removed"], 1);
    for field in ["id", "site", "summary", "diff", "edits", "reverted_to", "words_removed"] {
        assert!(first.get(field).is_some(), "{field}");
    }
    let nothing: Value = serde_json::from_str(&shown(&[], Format::Json)).expect("valid JSON");
    assert_eq!(nothing, serde_json::json!([]));
}

#[test]
fn no_cell_of_the_csv_is_a_formula() {
    let starts = ["=1+1", "+1", "-1", "@sum", "\tx", "\r=x", "  =x", "＝1", "＋1", "－1", "＠x", "a\"b\nc"];
    let rows: Vec<ChangeRow> = starts.iter().map(|s| row(s, s)).collect();
    let text = shown(&rows, Format::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let records: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("readable");
    assert_eq!(records.len(), starts.len());
    for record in &records {
        let acts = |cell: &str| cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        assert!(!record.iter().any(acts), "{record:?}");
    }
    let headlines: Vec<&str> = records.iter().filter_map(|r| r.get(5)).collect();
    assert_eq!(headlines.first(), Some(&"'=1+1"), "the text is still there");
    assert_eq!(headlines.last(), Some(&"a\"b\\u{a}c"));
}

#[test]
fn markdown_shows_page_text_as_text() {
    let text = shown(&[row(HOSTILE, HOSTILE)], Format::Markdown);
    assert!(!text.contains("<script>") && !text.contains("[x](") && !text.contains("**b**"), "{text}");
    assert!(text.contains("&lt;script&gt;"), "{text}");
    let calm = shown(&[row("New", "Added.")], Format::Markdown);
    assert!(calm.starts_with("## New\n\n- Page: <https://news.example/a> (example)\n"), "{calm}");
    assert!(calm.contains("> it was <del>12</del><ins>17</ins>\n"), "{calm}");
}

fn page_row() -> PageRow {
    PageRow {
        id: PageId(1),
        url: "https://news.example/a".to_owned(),
        site: HOSTILE.to_owned(),
        headline: Some(HOSTILE.to_owned()),
        watch: Watch::On,
        state: PageState::Suspect(Suspicion::Consent),
        state_since: time(0),
        versions: 2,
        edits: 1,
        last_edit_at: Some(time(30)),
        last_attempt_at: Some(time(30)),
        last_outcome: Some("failed".to_owned()),
        last_problem: Some(HOSTILE.to_owned()),
        failures: 2,
        next_due: time(60),
    }
}

fn version_row() -> VersionRow {
    let hash = Hash::of(b"");
    let article = Article {
        headline: Some(HOSTILE.to_owned()),
        standfirst: Some(HOSTILE.to_owned()),
        body: vec![Block::new(BlockKind::Paragraph, "First."), Block::new(BlockKind::Quote, HOSTILE)],
        ..Article::default()
    };
    VersionRow {
        id: VersionId(1),
        page: PageId(1),
        n: 2,
        cause: Cause::Publisher,
        first_seen_at: time(30),
        last_seen_at: time(60),
        revision: "r1".to_owned(),
        article,
        hashes: Hashes { text: hash, canon: hash, body_canon: hash },
        capture: None,
        sights: 1,
        lineage: 1,
    }
}

fn check_inert(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a Vec takes all");
    let text = String::from_utf8(out).expect("text");
    assert!(!text.chars().any(|c| is_active(c) && c != '\n'), "{text:?}");
    assert!(!text.lines().any(|l| l.starts_with("forged")), "{text}");
    text
}

#[test]
fn lists_histories_and_versions_are_inert_and_complete() {
    let list = check_inert(|out| pages(out, &[page_row()], Style::Plain));
    assert!(list.contains("suspect:consent") && list.contains("2 failed in a row"), "{list}");
    let event = Event { kind: "first_seen".to_owned(), detail: HOSTILE.to_owned() };
    let events = [EventRow { id: 1, page: PageId(1), at: time(0), event }];
    let told = check_inert(|out| {
        let known = History {
            page: &page_row(),
            versions: &[version_row()],
            changes: &[row("New", HOSTILE)],
            events: &events,
            variants: &[in_turn()],
        };
        history(out, &known, Style::Plain)
    });
    let order: Vec<Option<usize>> = ["first_seen", "version 2", "headline_edit"].map(|s| told.find(s)).to_vec();
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "{told}");
    let read = check_inert(|out| version(out, &version_row(), Style::Plain));
    assert!(read.contains("\nFirst.\n\n> =cmd()"), "{read}");
    let sums = Totals { pages: 3, watched: 2, edits: 4, silent: 1, ..Totals::default() };
    let line = check_inert(|out| totals(out, &sums));
    assert!(line.starts_with("3 pages, 2 watched") && line.contains("4 edits, 1 of them silent"), "{line}");
}

#[test]
fn a_change_of_a_site_is_told_once_with_its_blocks() {
    let event = SiteEvent {
        kind: SiteEventKind::SiteChanged,
        site: "gazette".to_owned(),
        subject: String::new(),
        detail: String::new(),
        pages: 200,
        at: time(0),
        ended_at: Some(time(60)),
    };
    let blocks = vec![(HOSTILE.to_owned(), true), ("Write to the desk".to_owned(), false)];
    let row = SiteChangeRow { id: 3, event, blocks };
    let text = check_inert(|out| site_changes(out, &[row], Style::Plain));
    assert!(text.contains("from 200 articles") && text.contains("[-Write to the desk-]"), "{text}");
}

fn week() -> Period {
    let edits = OutletEdits {
        site: HOSTILE.to_owned(),
        pages: 40,
        edited_pages: 2,
        edits: 3,
        silent: 2,
        ..OutletEdits::default()
    };
    let figures = Figures {
        outlets: vec![OutletFigures {
            edits,
            told_later: 1,
            unread: 5,
            first_edit_s: Some(7200),
            ..OutletFigures::default()
        }],
        days: vec![Day { day: "2026-03-01".to_owned(), edits: 3, silent: 2 }],
        delays_s: vec![7200],
    };
    Period {
        span: Span { since: time(0), until: time(7 * 24 * 60), site: Some(HOSTILE.to_owned()) },
        made_at: time(7 * 24 * 60),
        figures,
        alerts: Listed::default(),
        silent: Listed { rows: vec![row(HOSTILE, HOSTILE)], has_more: true },
        others: Listed { rows: vec![row("Calm", "Added.")], has_more: false },
        sites: Vec::new(),
    }
}

#[test]
fn a_report_says_the_same_in_every_format_and_lets_nothing_act() {
    for format in [PeriodFormat::Text(Style::Plain), PeriodFormat::Markdown, PeriodFormat::Html, PeriodFormat::Json] {
        let mut out = Vec::new();
        period(&mut out, &week(), format).expect("a Vec takes all");
        let text = String::from_utf8(out).expect("text");
        assert!(!text.chars().any(|c| is_active(c) && c != '\n'), "{format:?}: {text:?}");
        let is_marked_up = matches!(format, PeriodFormat::Markdown | PeriodFormat::Html);
        assert!(!(is_marked_up && text.contains("<script>")), "{format:?}: {text}");
        let plain = text.replace('\\', "");
        for part in ["Calm", "it was ", "17"] {
            assert!(plain.contains(part), "{format:?}: `{part}` is not in {text}");
        }
        if format != PeriodFormat::Json {
            // 3 edits of 40 articles.
            for part in ["3 edits in 2 of 40 articles", "7.5", "5 watched articles could not be read", "There are more"]
            {
                assert!(plain.contains(part), "{format:?}: `{part}` is not in {text}");
            }
        }
    }
}

#[test]
fn the_report_as_json_has_exact_figures() {
    let mut out = Vec::new();
    period(&mut out, &week(), PeriodFormat::Json).expect("a Vec takes all");
    let json: Value = serde_json::from_slice(&out).expect("valid JSON");
    let outlet = &json["outlets"][0];
    assert_eq!(outlet["edits_per_100_articles"], 7.5);
    assert_eq!((&outlet["median_to_first_edit_s"], &outlet["told_in_a_note"]), (&Value::from(7200), &Value::from(1)));
    assert_eq!(json["silent_edits"]["has_more"], true);
    assert_eq!(json["silent_edits"]["changes"][0]["headline"], HOSTILE);
}

#[test]
fn the_report_as_a_page_needs_nothing_else() {
    let mut out = Vec::new();
    period(&mut out, &week(), PeriodFormat::Html).expect("a Vec takes all");
    let page = String::from_utf8(out).expect("text");
    for foreign in ["<script", "<link", "<img", "src=", "url(", "@import", "=\"javascript:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<svg").count(), 3, "three plots");
}
