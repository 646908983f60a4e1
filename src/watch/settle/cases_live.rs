//! Live pages through `settle`: case 90 of the domain's list, and the rhythm of a page that says that it is live.

use chrono::Duration;

use super::cases::words;
use super::tests::*;
use crate::model::*;

/// A live page with these entries: what it says of itself is in `head`.
fn live_page(head: &str, entries: &[(u32, &str)]) -> String {
    let entry = |(n, text): &(u32, &str)| {
        format!("<article id=e{n}><time datetime=2026-03-03T1{}:{n:02}:00Z>then</time><p>{text}</p></article>", n / 60)
    };
    let all: String = entries.iter().map(entry).collect();
    format!(
        "<!doctype html><html lang=en><head><title>Storm over the coast</title>{head}</head><body>\
         <h1>Storm over the coast</h1><p class=by>By Rowan Tull</p><div class=story>{all}</div></body></html>"
    )
}

const SAID_LIVE: &str = "<script type=\"application/ld+json\">{\"@type\":\"LiveBlogPosting\",\
                         \"headline\":\"Storm over the coast\"}</script>";

const REPORTS: &[&str] = &[
    "The harbour master has closed the quay to everybody who is not tied to something.",
    "A mast was found in the churchyard, and nobody in the parish owns a boat of that size.",
    "The ferry pilot says that he will sail when the cat comes out from under the stove.",
    "Two sheep were seen on the roof of the library, eating what grows in its gutter.",
    "The lamp at Grey Point went out at noon and was lit again by a boy with a match.",
    "The baker has moved his ovens up one floor, and sells from the window of his bedroom.",
    "The choir sings in the chapel to keep the children from listening to the wind.",
    "The mayor asks all who have a pump to lend it to those who have a cellar.",
    "A piano floats in the market hall, and is said to be in tune.",
    "The wind has turned to the north, which nobody had asked it to do.",
];

fn reports(numbers: impl DoubleEndedIterator<Item = u32>) -> Vec<(u32, &'static str)> {
    numbers.rev().map(|n| (n, REPORTS[n as usize])).collect()
}

#[test]
fn case_90_a_live_page_gains_4_entries_and_its_oldest_4_fall_off() {
    // With what the page says of itself, and by its structure alone.
    for head in [SAID_LIVE, ""] {
        let mut life = Life::new();
        life.page(&live_page(head, &reports(0..6)));
        assert!(life.due.is_live, "{head}");
        let visit = life.wait(Duration::minutes(10)).page(&live_page(head, &reports(4..10)));
        let change = only_change(&visit);
        assert_eq!((change.kinds.as_slice(), change.severity), ([ChangeKind::LiveUpdate].as_slice(), Severity::Info));
        assert_eq!(change.summary, "entries: 4 new");
        assert!(words(&visit).contains("entries:+4,~0,-0,>4"), "{}", words(&visit));
        assert!(visit.next_due - life.at < Duration::minutes(12), "live pages are looked at often");

        let mut edited = reports(4..10);
        edited[2].1 = "The mayor asks nobody to lend a pump to those who have a cellar.";
        edited.remove(3);
        let visit = life.wait(Duration::minutes(10)).page(&live_page(head, &edited));
        assert!(words(&visit).contains("entries:+0,~1,-1,>0"), "{}", words(&visit));
        let change = only_change(&visit);
        assert!(change.severity >= Severity::Minor && change.kinds.contains(&ChangeKind::BodyEdit), "{change:#?}");
        assert!(change.summary.starts_with("entries: 1 edited, 1 deleted; "), "{}", change.summary);
    }
}

/// Rule 3 of 5d.
#[test]
fn a_live_page_on_which_nothing_comes_any_more_is_live_no_more() {
    let mut life = Life::new();
    life.page(&live_page(SAID_LIVE, &reports(0..6)));
    life.wait(Duration::minutes(10)).page(&live_page(SAID_LIVE, &reports(0..8)));
    let same = life.wait(Duration::hours(11)).page(&live_page(SAID_LIVE, &reports(0..8)));
    assert!(same.next_due - life.at < Duration::minutes(12));
    let same = life.wait(Duration::hours(2)).page(&live_page(SAID_LIVE, &reports(0..8)));
    assert!(same.next_due - life.at > Duration::minutes(50), "{}", same.next_due - life.at);
}

#[test]
fn r27_what_comes_within_the_hour_is_one_digest_and_an_edit_is_told_apart() {
    let mut life = Life::new();
    life.page(&live_page(SAID_LIVE, &reports(0..3)));
    let first = life.wait(Duration::minutes(10)).page(&live_page(SAID_LIVE, &reports(0..4)));
    assert_eq!((first.changes.len(), first.digested.is_none()), (1, true));
    for last in [5, 6] {
        let more = life.wait(Duration::minutes(10)).page(&live_page(SAID_LIVE, &reports(0..last)));
        assert_eq!((more.changes.len(), more.version.is_some()), (0, true), "its text is kept all the same");
        let digested = more.digested.expect("belongs to the digest");
        assert_eq!((digested.told, digested.more.new_version), (last - 3, Some(last - 2)));
    }
    assert_eq!(life.past.told[0].summary, "entries: 3 new");
    let mut edited = reports(0..7);
    edited[3].1 = "The baker has moved his ovens up two floors, and sells from the roof.";
    let edit = life.wait(Duration::minutes(10)).page(&live_page(SAID_LIVE, &edited));
    assert!(only_change(&edit).severity >= Severity::Minor, "an edit is no growth");
    let next = life.wait(Duration::minutes(61)).page(&live_page(SAID_LIVE, &reports(0..9)));
    assert_eq!(next.changes.len(), 1, "a new digest");
}

#[test]
fn r27_the_end_that_a_live_page_states_is_the_end_of_its_rhythm() {
    let until = |end: &str| SAID_LIVE.replace("\"headline\"", &format!("\"coverageEndTime\":\"{end}\",\"headline\""));
    let mut life = Life::new();
    let running = life.page(&live_page(&until("2026-03-03T18:00:00Z"), &reports(0..6)));
    assert!(running.is_live && running.next_due - life.at < Duration::minutes(12));
    let page = live_page(&until("2026-03-03T12:05:00Z"), &reports(0..7));
    let ended = life.wait(Duration::minutes(10)).page(&page);
    assert!(!ended.is_live && ended.next_due - life.at > Duration::minutes(20), "{}", ended.next_due - life.at);
    assert_eq!(only_change(&ended).summary, "entries: 1 new", "what came last is still a digest");
}
