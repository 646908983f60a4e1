//! Cases of the domain's list by their numbers, and rules of its table (R..), as far as `settle` decides them; others
//! are in `tests`, `variants_tests` and `compare`.
//!
//! | rules | where |
//! |---|---|
//! | R1, R2, R22 | `a_trace_says_which_rules_led_to_the_outcome`, `failures_are_told_once_..` |
//! | R5, R6, R9 to R12 | cases 59, 61, 64, 65, `the_modified_time_of_a_site_..` |
//! | R14, R15 | case 57, `a_text_that_returns_is_told_as_reverted` |
//! | R17, R18, R19 | `another_article_under_the_address_..`, cases 83, 81, 84 |
//! | R20, R21, R23, R24, R25 | cases 76 to 80, 89 |
//! | R27, R28, R29 | cases 90, 88, 86 |
//! | R3, R4, R8 to R10, R26, R29 to R31, R34 | `cases_rules` |
//! | R32, R35 | `store::tests::lineage`, `clock` |

use chrono::Duration;
use url::Url;

use super::tests::*;
use crate::model::*;

pub(super) const STAMP: &str = "2026-03-03T10:00:00Z";

/// A longer story, so that what is cut or replaced can be told.
pub(super) const LONG: &[&str] = &[
    "The harbour board of Westhaven voted on Tuesday to close the old fish market for repairs that will last a winter.",
    "Stalls will move to the customs yard, said the harbour master, Ines Calder, who has kept the quay for a decade.",
    "The roof had been leaking since a storm tore off its ridge, and buckets stood between the scales on wet days.",
    "Traders had asked for a covered way between the yard and the quay, so that their ice would not have to be carried.",
    "The board did not say when the market is to open again, nor who is to pay for the lamps that were sold.",
    "A choir of fishwives sang in front of the town hall during the vote, until the bell of the chapel drowned it.",
    "The town clerk read the names of all who had written to the board, and it took her until the tea was cold.",
];

pub(super) fn page_of(paragraphs: &[&str]) -> String {
    html(&modified(STAMP), paragraphs)
}

impl Life {
    /// Answers with a page to which the address was redirected, with this status.
    fn redirected(&mut self, status: u16, to: &str, html: &str) -> Visit {
        let to = self.due.url.join(to).expect("an address");
        let response = Response {
            status: 200,
            final_url: to.clone(),
            redirects: vec![Redirect { status, from: self.due.url.clone(), to, headers: Vec::new() }],
            content_type: Some("text/html; charset=utf-8".to_owned()),
            date: None,
            validators: Validators::default(),
            headers: Vec::new(),
            body: html.as_bytes().to_vec(),
            is_length_proven: true,
            request: None,
        };
        self.attempt(Fetched::Body(Box::new(response)))
    }

    /// Sees the same until its state is settled; answers with all changes.
    fn until_settled(&mut self, mut look: impl FnMut(&mut Life) -> Visit) -> Vec<Change> {
        let mut changes = Vec::new();
        for _ in 0..8 {
            let visit = look(self);
            changes.extend(visit.changes);
            self.at = visit.next_due;
        }
        changes
    }
}

fn kinds(changes: &[Change]) -> Vec<&[ChangeKind]> {
    changes.iter().map(|change| change.kinds.as_slice()).collect()
}

pub(super) fn words(visit: &Visit) -> String {
    visit.attempt.trace.to_string()
}

#[test]
fn case_64_a_note_added_two_days_after_a_silent_edit_tells_of_it() {
    let mut life = Life::new();
    life.story(STORY);
    let edited = with(3, "The work is to begin on 25 March and will cost 1.5 million crowns.");
    let silent = life.wait(Duration::hours(1)).story(&edited);
    assert_eq!(only_change(&silent).disclosure, Some(Disclosure::Silent));
    let note = "Correction: an earlier version of this article gave a wrong date for the beginning of the work.";
    let noted = [edited.as_slice(), &[note]].concat();
    let visit = life.wait(Duration::days(2)).story(&noted);
    let change = only_change(&visit);
    assert!(change.kinds.contains(&ChangeKind::NoteAdded), "{change:#?}");
    assert_eq!((visit.discloses.as_slice(), change.disclosure), ([2].as_slice(), Some(Disclosure::Proper)));
    assert!(change.summary.contains("an earlier edit of which readers were told nothing"), "{}", change.summary);
    assert!(life.past.told.iter().any(|told| told.new_version == 2 && told.is_disclosed));

    // Case 65, and R12: the note in full.
    let visit = life.wait(Duration::days(1)).story(&edited);
    let change = only_change(&visit);
    assert_eq!((change.severity, change.kinds.contains(&ChangeKind::NoteRemoved)), (Severity::Alert, true));
    assert!(change.diff_text().contains(note), "{}", change.diff_text());
}

#[test]
fn case_64_a_note_tells_of_no_edit_of_more_than_two_weeks_ago_and_of_none_twice() {
    let edited = with(3, "The work is to begin on 25 March and will cost 1.5 million crowns.");
    let notes = [
        "Correction: the date of the work was given wrongly in this article at first.",
        "Clarification: the yard belongs to the customs, and not to the board of the harbour.",
    ];
    for (days, discloses) in [(15, vec![]), (13, vec![2])] {
        let mut life = Life::new();
        life.story(STORY);
        life.wait(Duration::hours(1)).story(&edited);
        let noted = [edited.as_slice(), &notes[..1]].concat();
        assert_eq!(life.wait(Duration::days(days)).story(&noted).discloses, discloses, "after {days} days");
        let again = [edited.as_slice(), &notes].concat();
        assert_eq!(life.wait(Duration::hours(1)).story(&again).discloses, [0; 0], "once is enough");
    }
}

#[test]
fn case_65_a_note_removed_is_an_alert() {
    let note = "Correction: an earlier version of this article gave a wrong date for the beginning of the work.";
    let mut life = Life::new();
    life.story(&[STORY, &[note]].concat());
    let visit = life.wait(Duration::hours(1)).story(STORY);
    assert_eq!(only_change(&visit).severity, Severity::Alert);
}

#[test]
fn case_79_a_redirect_to_home_section_or_error_page_is_a_removal_after_the_ladder() {
    for to in ["/", "/news", "/404"] {
        let mut life = Life::new();
        life.due.url = Url::parse("https://harbour.example/news/market-to-close-for-winter").expect("valid");
        life.story(LONG);
        let first = life.wait(Duration::hours(1)).at;
        let list = page_of(&["Today at the harbour: boats, weather and a list of what is on."]);
        let changes = life.until_settled(|life| life.redirected(301, to, &list));
        assert_eq!(kinds(&changes), [[ChangeKind::Removed].as_slice()], "{to}");
        assert_eq!((changes[0].severity, changes[0].first_seen_new_at), (Severity::Alert, first), "{to}");
        assert_eq!(life.due.version, Some(1), "the last good version stays");
        assert_eq!(kinds(&life.page(&page_of(LONG)).changes), [[ChangeKind::Restored].as_slice()]);
    }
}

#[test]
fn case_80_a_move_for_good_to_a_new_address_with_the_same_text_is_told_once() {
    let mut life = Life::new();
    life.story(LONG);
    life.wait(Duration::hours(1));
    let moved = life.redirected(301, "/news/fish-market-closes", &page_of(LONG));
    let change = only_change(&moved);
    assert_eq!((change.kinds.as_slice(), change.severity), ([ChangeKind::UrlMoved].as_slice(), Severity::Info));
    assert!(change.summary.contains("/news/fish-market-closes") && moved.is_same_text);
    let other_bytes = page_of(LONG).replace("<nav>", "<nav class=x>");
    for html in [page_of(LONG), other_bytes] {
        assert!(life.wait(Duration::hours(1)).redirected(301, "/news/fish-market-closes", &html).changes.is_empty());
    }
    // For a while only, it says nothing of where the article is.
    let mut life = Life::new();
    life.story(LONG);
    assert!(life.wait(Duration::hours(1)).redirected(302, "/news/elsewhere", &page_of(LONG)).changes.is_empty());
}

#[test]
fn case_84_a_text_that_stands_under_two_addresses_is_no_article_of_either() {
    let gate = [
        "Westhaven Harbour Herald and its partners keep what you read on your own machine, and count how often you do.",
        "You may read on with advertisements, or become a subscriber and read without any of them for a small sum.",
        "Choose below what you agree to. You can choose otherwise at any time, at the foot of every page of the paper.",
    ];
    let mut life = Life::new();
    life.story(LONG);
    let wall = page_of(&gate).replace("Fish market to close", "Westhaven Harbour Herald");
    let first = life.wait(Duration::hours(1)).page(&wall);
    assert_eq!(first.state, PageState::Suspect(Suspicion::Replaced));
    // Another page of the site shows it, too.
    life.past.suspect_elsewhere = first.suspect_canon.into_iter().collect();
    life.at = first.next_due;
    let changes = life.until_settled(|life| life.page(&wall));
    assert_eq!(life.due.state, PageState::Suspect(Suspicion::Consent));
    assert!(changes.is_empty(), "however long it stands: {changes:#?}");
    assert!(life.page(&page_of(LONG)).changes.is_empty(), "the baseline is what it was");
}

#[test]
fn case_85_a_body_replaced_by_a_notice_of_removal_is_a_retraction() {
    let mut life = Life::new();
    life.story(LONG);
    let visit = life.wait(Duration::hours(1)).story(&["This article has been removed."]);
    let change = only_change(&visit);
    assert_eq!(
        (change.kinds.contains(&ChangeKind::Retracted), change.severity),
        (true, Severity::Alert),
        "{change:#?}"
    );
}

#[test]
fn case_87_two_designs_of_one_article_are_no_edit() {
    let mut life = Life::new();
    life.story(LONG);
    let story: String = LONG.iter().map(|p| format!("<div><p class=t>{p}</p></div>")).collect();
    let design = format!(
        "<!doctype html><html lang=en><head><title>Market to close</title>{}</head><body><header><a href=/>Home</a>\
         </header><main><h1>Fish market to close</h1><span class=by>By Rowan Tull</span><section class='story v2'>\
         {story}</section></main></body></html>",
        modified(STAMP)
    );
    let visit = life.wait(Duration::hours(1)).page(&design);
    assert!(visit.changes.is_empty() && visit.version.is_none(), "{:#?}", visit.changes);
}

#[test]
fn case_89_an_article_restored_with_one_sentence_less_is_restored_and_edited() {
    let mut life = Life::new();
    life.story(LONG);
    let seen = life.at;
    life.wait(Duration::hours(1)).until_settled(|life| life.fails(FailureKind::NotFound, Some(404)));
    assert_eq!(life.due.state, PageState::Removed);
    let less = LONG[1].replace(", who has kept the quay for a decade", "");
    let mut restored = LONG.to_vec();
    restored[1] = &less;
    let visit = life.story(&restored);
    let change = only_change(&visit);
    assert_eq!(change.kinds, [ChangeKind::BodyEdit, ChangeKind::Restored]);
    assert_eq!((change.severity, change.last_seen_old_at), (Severity::Alert, Some(seen)));
    assert!(change.diff_text().contains("kept the quay"), "{}", change.diff_text());
    assert_eq!(visit.events.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["restored"]);
}

/// R17.
#[test]
fn another_article_under_the_address_is_a_state_and_believed_after_the_ladder() {
    let other = [
        "Nobody had expected the brass band of Anselport to win a prize, least of all its trombones.",
        "They had rehearsed in a boathouse without a stove, and wore their mittens on stage.",
        "The jury praised a march that the conductor had written on the back of a tide table.",
        "A second concert is planned for the summer, if the boathouse can be had again.",
    ];
    let page = page_of(&other).replace("Fish market to close", "Band wins prize at last");
    let mut life = Life::new();
    life.story(LONG);
    let first_sight = life.wait(Duration::hours(1)).at;
    let once = life.page(&page);
    assert_eq!((once.state.clone(), once.changes.len()), (PageState::Suspect(Suspicion::Replaced), 0));
    assert_eq!(words(&once), "body:other ground:1 found:edit doubt:replaced sights:1/3 lasted:0/86400");
    life.at = once.next_due;
    let changes = life.until_settled(|life| life.page(&page));
    let [change] = changes.as_slice() else { panic!("{changes:#?}") };
    assert!(change.kinds.contains(&ChangeKind::Replaced), "{change:#?}");
    assert_eq!((change.severity, change.first_seen_new_at), (Severity::Major, first_sight));
    // One that goes again at once was never there.
    let mut life = Life::new();
    life.story(LONG);
    life.wait(Duration::hours(1)).page(&page);
    let back = life.wait(Duration::minutes(15)).page(&page_of(LONG).replace("<nav>", "<nav class=y>"));
    assert!(back.changes.is_empty() && back.version.is_none());
    assert_eq!(back.events[0].kind, "suspect_left");
}

/// R6, T20.
#[test]
fn the_modified_time_of_a_site_that_moves_it_for_nothing_discloses_nothing() {
    for (is_untrusted, disclosure) in [(false, Disclosure::Technical), (true, Disclosure::Silent)] {
        let mut life = Life::new();
        life.past.site.is_modified_untrusted = is_untrusted;
        life.story(STORY);
        let bump = life.wait(Duration::hours(1)).page(&html(&modified("2026-03-03T12:50:00Z"), STORY));
        assert!(bump.is_modified_bumped && bump.is_same_text);
        assert_eq!(bump.changes.len(), usize::from(!is_untrusted));
        let edited = with(3, "The work is to begin on 25 March and will cost 1.5 million crowns.");
        let visit = life.wait(Duration::hours(1)).page(&html(&modified("2026-03-03T13:50:00Z"), &edited));
        assert_eq!(only_change(&visit).disclosure, Some(disclosure));
        assert_eq!(words(&visit).contains("modified:untrusted"), is_untrusted);
    }
}

/// Rule 8 of 5d: what an automatic bump or a reset of quotation marks does must not keep a page young.
#[test]
fn only_an_edit_makes_a_page_young_again() {
    let curly = with(2, "\"We have waited nine years for this roof,\" she said after the meeting.");
    let edited = with(4, "Traders had asked for nothing at all.");
    let share = [STORY, &["Shares: 1,204"]].concat();
    for (what, page, moves) in [
        ("typography", page_of(&curly), false),
        ("modified time", html(&modified("2026-03-13T09:00:00Z"), STORY), false),
        ("counter", page_of(&share), false),
        ("an edit", page_of(&edited), true),
    ] {
        let mut life = Life::new();
        life.story(STORY);
        let before = life.due.event_at;
        let visit = life.wait(Duration::days(10)).page(&page);
        assert_eq!(visit.event_at != before, moves, "{what}: {:?}", visit.attempt.outcome);
        let gap = visit.next_due - life.at;
        assert_eq!(gap < Duration::hours(2), moves, "{what}: {gap}");
    }
}

#[test]
fn a_trace_says_which_rules_led_to_the_outcome() {
    let mut life = Life::new();
    assert_eq!(words(&life.story(STORY)), "body:other");
    assert_eq!(words(&life.wait(Duration::hours(1)).story(STORY)), "body:same");
    let noise = page_of(STORY).replace("<nav>", "<nav class=z>");
    assert_eq!(words(&life.wait(Duration::hours(1)).page(&noise)), "body:other ground:1 found:same");
    let edited = with(4, "Traders had asked for nothing at all.");
    let weighed = "weighed:body_edit=major(negation_changed,sentences:1/6) disclosed:silent(modified_did_not_advance)";
    for (n, text, end) in [(1, edited.as_slice(), ""), (2, STORY, ""), (3, edited.as_slice(), " in_turn")] {
        let said = words(&life.wait(Duration::hours(1)).story(text));
        assert_eq!(said, format!("body:other ground:{n} found:edit {weighed}{end}"));
    }
    let gone = life.wait(Duration::hours(1)).fails(FailureKind::NotFound, Some(404));
    assert_eq!(words(&gone), "sign:not_found sights:1/3 lasted:0/86400");
    let cut = life.wait(Duration::hours(1)).fails(FailureKind::Timeout, None);
    assert_eq!(words(&cut), "", "the failure's kind says it");
}

#[test]
fn a_page_that_says_with_status_200_that_there_is_none_is_a_state_and_then_a_removal() {
    let page = |title: &str| {
        format!(
            "<html lang=en><title>{title} | Harbour Herald</title><body><h1>{title}</h1><p>Try the search.</p></html>"
        )
    };
    let mut life = Life::new();
    life.story(LONG);
    let first_sight = life.wait(Duration::hours(1)).at;
    let once = life.page(&page("Page not found"));
    assert_eq!((once.state.clone(), once.changes.len()), (PageState::Suspect(Suspicion::SoftNotFound), 0));
    assert!(once.capture.is_some() && once.next_due - life.at <= Duration::minutes(17));
    life.at = once.next_due;
    let changes = life.until_settled(|life| life.page(&page("Page not found")));
    assert_eq!(kinds(&changes), [[ChangeKind::Removed].as_slice()]);
    assert_eq!((changes[0].severity, changes[0].first_seen_new_at), (Severity::Alert, first_sight));
    assert_eq!(life.due.state, PageState::Removed);
    assert_eq!(kinds(&life.page(&page_of(LONG)).changes), [[ChangeKind::Restored].as_slice()]);
    // A site that is out of service says nothing of its articles, however long it lasts.
    let changes = life.until_settled(|life| life.page(&page("Site maintenance")));
    assert_eq!((life.due.state.clone(), changes.len()), (PageState::Suspect(Suspicion::SoftNotFound), 0));
}

#[test]
fn a_text_that_loses_its_middle_is_seen_again_before_it_counts() {
    let cut = [LONG[0], LONG[6]];
    let mut life = Life::new();
    life.story(LONG);
    let first_sight = life.wait(Duration::hours(1)).at;
    let once = life.story(&cut);
    assert_eq!((once.state.clone(), once.changes.len()), (PageState::Suspect(Suspicion::Truncated), 0));
    life.at = once.next_due;
    let again = life.story(&cut);
    let change = only_change(&again);
    assert_eq!((change.severity, change.first_seen_new_at), (Severity::Major, first_sight));
    assert!(words(&again).ends_with("sights:2/2 lasted:900/900") || words(&again).contains("sights:2/2"));
    // Half a page that was sent once is no edit.
    let mut life = Life::new();
    life.story(LONG);
    life.wait(Duration::hours(1)).story(&cut);
    let back = life.wait(Duration::minutes(15)).page(&page_of(LONG).replace("<nav>", "<nav class=y>"));
    assert!(back.changes.is_empty() && back.version.is_none());
}
