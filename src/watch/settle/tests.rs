//! The life of a page through `settle` alone: attempts in, visits out, no store and no network.
//!
//! The numbers in the tests' comments are those of the domain's list of cases.

use chrono::{Duration, TimeZone, Utc};
use url::Url;

use super::relive::remember;
use super::{Need, Terms, need, settle};
use crate::extract::{Budget, Pick, Rules};
use crate::model::*;
use crate::schedule::{Cadence, Confirm};

/// A page with everything that a store would remember of it.
pub(super) struct Life {
    pub(super) rules: Rules,
    confirm: Confirm,
    pub(super) nodes_max: usize,
    pub(super) due: Due,
    pub(super) past: Past,
    pub(super) learned: Learned,
    pub(super) site_blocks: SiteBlocks,
    /// What waits in quarantine.
    pub(super) kept: Vec<Quarantined>,
    pub(super) etag: Option<String>,
    pub(super) at: Timestamp,
}

pub(super) const STORY: &[&str] = &[
    "The harbour board of Westhaven voted on Tuesday to close the old fish market for repairs.",
    "Twelve stalls will move to the customs yard, said the harbour master, Ines Calder.",
    "“We have waited nine years for this roof,” she said after the meeting.",
    "The work is to begin on 24 March and will cost 1.5 million crowns.",
    "Traders had asked for a covered way between the yard and the quay.",
    "The board did not say when the market is to open again.",
];

pub(super) fn html(head: &str, paragraphs: &[&str]) -> String {
    let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>Market to close</title>{head}</head><body><nav>Home News</nav>\
         <h1>Fish market to close</h1><p class=by>By Rowan Tull</p><div class=story>{body}</div></body></html>"
    )
}

pub(super) fn modified(time: &str) -> String {
    format!("<meta property=\"article:modified_time\" content=\"{time}\">")
}

pub(super) fn pick(css: &str) -> Vec<Pick> {
    vec![Pick::parse(css).expect("a valid selector")]
}

impl Life {
    pub(super) fn new() -> Life {
        let at = Utc.with_ymd_and_hms(2026, 3, 3, 12, 0, 0).unwrap();
        let url = Url::parse("https://harbour.example/news/market").unwrap();
        let mut rules = Rules::automatic("harbour");
        rules.select.headline = pick("h1");
        rules.select.byline = pick(".by");
        rules.select.body = pick(".story");
        let due = Due::fresh(PageId(7), url, "harbour", at);
        Life {
            rules,
            confirm: Confirm::default(),
            nodes_max: 250_000,
            due,
            past: Past::default(),
            learned: Learned::default(),
            site_blocks: SiteBlocks::default(),
            kept: Vec::new(),
            etag: None,
            at,
        }
    }

    pub(super) fn wait(&mut self, time: Duration) -> &mut Life {
        self.at += time;
        self
    }

    pub(super) fn page(&mut self, html: &str) -> Visit {
        let response = self.response(html.as_bytes());
        self.attempt(Fetched::Body(Box::new(response)))
    }

    fn response(&self, body: &[u8]) -> Response {
        Response {
            status: 200,
            final_url: self.due.url.clone(),
            redirects: Vec::new(),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            date: Some(self.at),
            validators: Validators { etag: self.etag.clone(), last_modified: None },
            headers: Vec::new(),
            body: body.to_vec(),
            is_length_proven: true,
            request: None,
        }
    }

    pub(super) fn story(&mut self, paragraphs: &[&str]) -> Visit {
        self.page(&html(&modified("2026-03-03T10:00:00Z"), paragraphs))
    }

    pub(super) fn fails(&mut self, kind: FailureKind, status: Option<u16>) -> Visit {
        let detail = format!("{kind}");
        self.attempt(Fetched::Failed(Failure { kind, detail, status, retry_after_s: None, redirects: Vec::new() }))
    }

    pub(super) fn attempt(&mut self, end: Fetched) -> Visit {
        let attempt = Attempt::new(self.due.page, self.at, 5, Validators::default(), end);
        let terms = Terms {
            rules: &self.rules,
            learned: &self.learned,
            site_blocks: &self.site_blocks,
            cadence: &Cadence::Ladder,
            confirm: &self.confirm,
            pace_percent: crate::schedule::PACE_OF_ALL,
            budget: Budget { nodes_max: self.nodes_max, depth_max: 512, stop: &|| false },
        };
        let past = match need(&terms, &self.due, &attempt) {
            Need::Nothing => Past::default(),
            Need::Past => Past { last_capture: None, ..self.past.clone() },
            Need::PastAndCapture => self.past.clone(),
        };
        let visit = settle(&terms, &self.due, &past, attempt);
        assert!(visit.next_due > self.at, "a page is always due again");
        self.remember(&visit);
        visit
    }

    /// What the store does with a visit.
    fn remember(&mut self, visit: &Visit) {
        remember(&mut self.due, &mut self.past, &mut visit.clone());
        self.due.attempts += 1;
        self.due.last_attempt_at = Some(self.at);
        if !visit.state.is_unread() {
            self.due.unread_hash = None;
        } else if let Some(unread) = &visit.unread {
            self.due.unread_hash = Some(unread.body_hash);
            self.due.unread_under = Some(unread.under.clone());
        }
        if let Some(validators) = &visit.validators {
            self.due.validators = validators.clone();
        }
        if let Some(capture) = visit.capture.as_ref().filter(|c| c.why == CaptureWhy::Quarantine) {
            self.past.quarantined += 1;
            self.kept.push(Quarantined {
                capture: i64::from(self.past.quarantined),
                at: self.at,
                last_seen_at: self.at,
                sights: 1,
                is_after_removal: false,
                response: self.response(&capture.body),
            });
        } else if let Some(last) = self.kept.last_mut().filter(|_| visit.is_seen_again) {
            (last.last_seen_at, last.sights) = (self.at, last.sights + 1);
        }
        if let Some(body) = visit.reading.as_ref().and_then(|r| r.body) {
            self.past.site.bodies.push(body);
        }
    }
}

pub(super) fn with(index: usize, paragraph: &'static str) -> Vec<&'static str> {
    let mut story = STORY.to_vec();
    story[index] = paragraph;
    story
}

pub(super) fn only_change(visit: &Visit) -> &Change {
    assert_eq!(visit.changes.len(), 1, "{:#?}", visit.changes);
    &visit.changes[0]
}

#[test]
fn a_first_look_makes_version_one_and_no_change() {
    let mut life = Life::new();
    let visit = life.story(STORY);
    assert_eq!(visit.version.as_ref().map(|v| v.n), Some(1));
    assert_eq!(visit.attempt.outcome, Outcome::Version);
    assert!(visit.changes.is_empty() && visit.capture.is_some());
    assert_eq!(visit.events[0].kind, "first_seen");
    assert_eq!(visit.version.unwrap().article.body.len(), 6);
}

#[test]
fn the_same_bytes_are_not_read_again() {
    let mut life = Life::new();
    life.story(STORY);
    let visit = life.wait(Duration::hours(1)).story(STORY);
    assert_eq!(visit.attempt.outcome, Outcome::SameBytes);
    assert!(visit.is_same_text && visit.version.is_none() && visit.capture.is_none());
}

/// Cases 40 and 61.
#[test]
fn case_61_a_changed_number_is_a_silent_major_edit_with_its_window() {
    let mut life = Life::new();
    life.story(STORY);
    let seen = life.at;
    let visit = life
        .wait(Duration::hours(1))
        .story(&with(1, "Fifteen stalls will move to the customs yard, said the harbour master, Ines Calder."));
    let change = only_change(&visit);
    assert_eq!(change.kinds, [ChangeKind::BodyEdit]);
    assert_eq!(change.disclosure, Some(Disclosure::Silent));
    assert_eq!((change.last_seen_old_at, change.first_seen_new_at), (Some(seen), seen + Duration::hours(1)));
    assert_eq!((change.old_version, change.new_version), (Some(1), Some(2)));
    assert!(change.diff_text().contains("[-Twelve-]{+Fifteen+}"), "{}", change.diff_text());
}

/// Cases 59 and 60.
#[test]
fn case_59_a_modified_time_that_moves_alone_is_told_once_and_makes_no_version() {
    let mut life = Life::new();
    life.story(STORY);
    life.wait(Duration::hours(5));
    let visit = life.page(&html(&modified("2026-03-03T13:00:00Z"), STORY));
    assert_eq!(only_change(&visit).kinds, [ChangeKind::TimestampOnly]);
    assert!(visit.version.is_none() && visit.attempt.outcome == Outcome::Claim);
    let again = life.wait(Duration::hours(1)).page(&html(&modified("2026-03-03T14:00:00+01:00"), STORY));
    assert!(again.changes.is_empty(), "{:#?}", again.changes);
    let edit = life.wait(Duration::hours(1)).page(&html(&modified("2026-03-03T13:00:00Z"), &STORY[..5]));
    assert_eq!(only_change(&edit).disclosure, Some(Disclosure::Silent), "the time was already told");
}

/// Case 76.
#[test]
fn case_76_one_404_is_a_line_and_no_removal() {
    let mut life = Life::new();
    life.story(STORY);
    let gone = life.wait(Duration::hours(1)).fails(FailureKind::NotFound, Some(404));
    assert_eq!(gone.state, PageState::GoneUnconfirmed);
    assert!(gone.changes.is_empty() && gone.next_due <= life.at + Duration::minutes(17));
    let back = life.wait(Duration::minutes(15)).story(STORY);
    assert_eq!(back.state, PageState::Ok);
    assert!(back.changes.is_empty());
}

/// Cases 77 and 25 of the rule table.
#[test]
fn case_77_a_404_for_a_day_is_a_removal_and_the_return_is_told() {
    let mut life = Life::new();
    life.story(STORY);
    let first_sight = life.wait(Duration::hours(1)).at;
    let mut changes = Vec::new();
    for _ in 0..8 {
        let visit = life.fails(FailureKind::NotFound, Some(404));
        changes.extend(visit.changes);
        life.at = visit.next_due;
    }
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!((changes[0].kinds.as_slice(), changes[0].severity), ([ChangeKind::Removed].as_slice(), Severity::Alert));
    assert_eq!(changes[0].first_seen_new_at, first_sight);
    let back = life.story(STORY);
    assert_eq!(only_change(&back).kinds, [ChangeKind::Restored]);
}

/// Case 78.
#[test]
fn case_78_a_410_is_believed_at_the_second_sight() {
    let mut life = Life::new();
    life.story(STORY);
    let first = life.wait(Duration::hours(1)).fails(FailureKind::Gone, Some(410));
    assert!(first.changes.is_empty());
    life.at = first.next_due;
    assert_eq!(only_change(&life.fails(FailureKind::Gone, Some(410))).kinds, [ChangeKind::Removed]);
}

#[test]
fn failures_are_told_once_when_they_last_and_once_when_they_end() {
    let mut life = Life::new();
    life.story(STORY);
    let mut kinds = Vec::new();
    for _ in 0..6 {
        let visit = life.fails(FailureKind::Timeout, None);
        kinds.extend(visit.events.into_iter().map(|e| e.kind));
        life.at = visit.next_due;
    }
    kinds.extend(life.story(STORY).events.into_iter().map(|e| e.kind));
    assert_eq!(kinds, ["failing", "recovered"]);
}

/// Case 81.
#[test]
fn case_81_a_bot_check_is_a_state_and_the_page_behind_it_no_edit() {
    let mut life = Life::new();
    life.story(STORY);
    let wall = life.wait(Duration::hours(1)).fails(FailureKind::Challenge, Some(403));
    assert_eq!(wall.state, PageState::Suspect(Suspicion::Challenge));
    let back = life.wait(Duration::hours(1)).page(&html("<!-- other bytes -->", STORY));
    assert!(back.changes.is_empty() && back.version.is_none());
    assert_eq!(back.events[0].kind, "suspect_left");
}

/// Case 83.
#[test]
fn case_83_a_paywall_that_cuts_the_text_is_a_state_and_keeps_the_baseline() {
    let mut life = Life::new();
    life.story(STORY);
    let cut: Vec<&str> = STORY[..2].iter().copied().chain(["Subscribe to read"]).collect();
    let visit = life.wait(Duration::hours(1)).story(&cut);
    assert_eq!(visit.state, PageState::Suspect(Suspicion::Truncated));
    assert!(visit.version.is_none() && visit.changes.is_empty() && visit.capture.is_some());
    assert!(life.wait(Duration::hours(1)).story(STORY).changes.is_empty());
}

#[test]
fn a_cut_that_stands_for_the_whole_confirm_ladder_is_an_edit_after_all() {
    let mut life = Life::new();
    life.story(STORY);
    let first_sight = life.wait(Duration::hours(1)).at;
    let mut changes = Vec::new();
    for _ in 0..6 {
        let visit = life.story(&STORY[..2]);
        changes.extend(visit.changes);
        life.at = visit.next_due;
    }
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0].first_seen_new_at, first_sight);
    assert_eq!(changes[0].severity, Severity::Major);
}

/// Case 86.
#[test]
fn case_86_a_selector_that_matches_nothing_is_a_problem_and_no_version() {
    let mut life = Life::new();
    life.story(STORY);
    let redesign = html("", STORY).replace("class=story", "class=text");
    let visit = life.wait(Duration::hours(1)).page(&redesign);
    assert_eq!(visit.state, PageState::Suspect(Suspicion::TemplateBroken));
    assert!(visit.version.is_none() && visit.changes.is_empty() && visit.capture.is_some());
    assert!(visit.attempt.problems.iter().any(|p| p.detail.contains(".story")), "{:?}", visit.attempt.problems);
}

#[test]
fn a_headline_whose_selector_fails_is_not_a_headline_edit() {
    let mut life = Life::new();
    life.story(STORY);
    let page = html(&modified("2026-03-03T10:00:00Z"), STORY)
        .replace("<h1>Fish market to close</h1>", "<h2>Fish market to close</h2>");
    let visit = life.wait(Duration::hours(1)).page(&page);
    assert!(visit.changes.is_empty(), "{:#?}", visit.changes);
    assert!(!visit.attempt.problems.is_empty());
}

/// Case 88.
#[test]
fn case_88_other_rules_on_the_same_page_are_our_doing() {
    let mut life = Life::new();
    life.story(STORY);
    life.rules.select.remove = pick(".story p:last-child");
    let visit = life.wait(Duration::hours(1)).story(STORY);
    let change = only_change(&visit);
    assert_eq!((change.cause, change.kinds.as_slice()), (Cause::Rules, [ChangeKind::Reextracted].as_slice()));
    assert!(visit.rebased.is_some() && visit.version.is_none());
    assert!(life.wait(Duration::hours(1)).story(STORY).changes.is_empty());
}

#[test]
fn an_edit_in_the_same_visit_as_new_rules_is_told_apart() {
    let mut life = Life::new();
    life.story(STORY);
    life.rules.select.remove = pick(".story p:last-child");
    let visit = life
        .wait(Duration::hours(1))
        .story(&with(3, "The work is to begin on 25 March and will cost 1.5 million crowns."));
    let causes: Vec<Cause> = visit.changes.iter().map(|c| c.cause).collect();
    assert_eq!(causes, [Cause::Rules, Cause::Publisher]);
    assert!(visit.changes[1].diff_text().contains("[-24-]{+25+}"), "{}", visit.changes[1].diff_text());
    assert_eq!(visit.version.unwrap().n, 3);
}

#[test]
fn a_text_that_returns_is_told_as_reverted() {
    let mut life = Life::new();
    life.story(STORY);
    life.wait(Duration::hours(1)).story(&with(4, "Traders had asked for nothing at all."));
    let visit = life.wait(Duration::hours(1)).story(STORY);
    let change = only_change(&visit);
    assert!(change.kinds.contains(&ChangeKind::Reverted));
    assert_eq!(change.reverted_to, Some(1));
}

/// Case 18.
#[test]
fn case_18_an_old_article_is_looked_at_once_after_a_day_and_then_rarely() {
    let mut life = Life::new();
    let head = "<meta property=\"article:published_time\" content=\"2021-02-01T09:00:00Z\">";
    let first = life.page(&html(head, STORY));
    assert!((first.next_due - life.at - Duration::hours(24)).abs() <= Duration::hours(3), "{}", first.next_due);
    life.at = first.next_due;
    let second = life.page(&html(head, STORY));
    assert!((second.next_due - life.at - Duration::days(30)).abs() <= Duration::days(4), "{}", second.next_due);
}

/// Cases 1 and 4.
#[test]
fn case_1_an_age_notice_that_moves_on_is_no_change() {
    let mut life = Life::new();
    let notice = |text: &str| html("", &[&[text], STORY].concat());
    life.page(&notice("This article is over 5 years, 1 months old"));
    let moved = life.wait(Duration::days(31)).page(&notice("This article is over 5 years, 2 months old"));
    assert!(moved.changes.is_empty() && moved.version.is_none(), "{:#?}", moved.changes);
    let absent = life.wait(Duration::days(1)).page(&html("", STORY));
    assert!(absent.changes.is_empty() && absent.version.is_none(), "{:#?}", absent.changes);
}

#[test]
fn a_redirect_to_the_home_page_is_a_missing_page() {
    let mut life = Life::new();
    life.story(STORY);
    life.wait(Duration::hours(1));
    let home = Url::parse("https://harbour.example/").unwrap();
    let response = Response {
        status: 200,
        final_url: home.clone(),
        redirects: vec![Redirect { status: 301, from: life.due.url.clone(), to: home, headers: Vec::new() }],
        content_type: None,
        date: None,
        validators: Validators::default(),
        headers: Vec::new(),
        body: html("", &["Today's news from the harbour, and nothing of the market."]).into_bytes(),
        is_length_proven: true,
        request: None,
    };
    let visit = life.attempt(Fetched::Body(Box::new(response)));
    assert_eq!(visit.state, PageState::GoneUnconfirmed);
    assert!(visit.version.is_none());
}
