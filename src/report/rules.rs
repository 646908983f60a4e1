//! The rules R1 to R35 by which checks are judged, and which of them a check's record shows at work.
//!
//! The rules were applied when the check was settled; here they are only recognised by what they left: the outcome, the
//! words of the trace, the events, and the changes.

use super::why::Decision;
use crate::model::ChangeKind;

/// What each rule says, by its number.
const RULES: [&str; 35] = [
    "not modified, or the same bytes: nothing is judged",
    "other bytes, the same text: the window of the version is extended",
    "only what moves by itself differs: no edit",
    "only typography, breaks or what lies under the text differs: cosmetic",
    "the modified time moved on, the text is the same: told in one line",
    "the site's modified times move without edits: they are not believed",
    "the published time moved: more than a day is major",
    "an edit, and the modified time moved on: technical",
    "an edit, and the modified time that the page states did not move on: silent",
    "an edit of a page that never states a modified time: undeclarable",
    "a note was added or edited: its text is told in full; beside an edit it makes it proper",
    "a note was removed: its text is told in full",
    "the headline was edited: old and new are told in full",
    "texts that the page shows in turn: no edit",
    "the text is that of an older version again: told as a reversion",
    "most sentences are new under a headline that still overlaps: rewritten",
    "another article seems to stand under the address: it is believed after the whole confirm ladder",
    "the text seems to be cut: the baseline is kept",
    "a bot check, a consent page, a log-in or the like stands in front of the article: a state, no edit",
    "missing: noted at the first sight",
    "missing for as long as it takes: removed, dated by the first sight",
    "no page: told after three failures in a row, and at recovery",
    "the address leads for good to another one that shows the text: told once",
    "the address leads to the home page, to a section or to an error page: as if it were missing",
    "the page is back: restored, and compared with its last good text",
    "another language and hardly a shared word: a new lineage, no edit",
    "a live page: what came is a digest, at most one an hour",
    "our rules or our code changed: the last page is read again first, and nothing of that is an edit",
    "a selector matches nothing, or something else: the template is broken, no edit",
    "next to nothing is left of a long text: empty, no edit",
    "the canonical address changed: a claim",
    "the same text stands under another watched address: told once",
    "the text was decoded by a wrong charset and mended",
    "the notice of the article's age came, went or changed: no edit",
    "the server's clock and ours do not agree: told once for each host",
];

/// What the rule of that number says.
pub(super) fn said(number: usize) -> &'static str {
    number.checked_sub(1).and_then(|at| RULES.get(at)).copied().unwrap_or_default()
}

/// The numbers of the rules that led a check to what it came to, in order.
pub(super) fn at_work(decision: &Decision) -> Vec<usize> {
    let trace = decision.attempt.trace.as_deref().unwrap_or_default();
    let words: Vec<&str> = trace.split_ascii_whitespace().collect();
    let mut found = of_outcome(decision.attempt.outcome.as_str());
    found.extend(words.iter().flat_map(|word| of_word(word)));
    found.extend(decision.events.iter().flat_map(|row| of_event(&row.event.kind, &row.event.detail)));
    found.extend(decision.changes.iter().flat_map(|row| &row.change.kinds).filter_map(|kind| of_kind(*kind)));
    found.extend(decision.attempt.suppressed.iter().filter(|s| s.rule == "charset").map(|_| 33));
    found.sort_unstable();
    found.dedup();
    found
}

fn of_outcome(outcome: &str) -> Vec<usize> {
    match outcome {
        "not_modified" | "same_bytes" => vec![1],
        "same_text" => vec![2],
        "trace" => vec![3],
        "variant" => vec![14],
        "failed" => vec![22],
        _ => Vec::new(),
    }
}

/// What a word of the trace is the work of (see `model::Trace`).
fn of_word(word: &str) -> Vec<usize> {
    let (key, value) = word.split_once(':').unwrap_or((word, ""));
    match (key, value) {
        ("found", "cosmetic") => vec![4],
        ("modified", _) => vec![6],
        ("disclosed", how) if how.starts_with("technical") => vec![8],
        ("disclosed", how) if how.starts_with("silent") => vec![9],
        ("disclosed", how) if how.starts_with("undeclarable") => vec![10],
        ("disclosed", how) if how.starts_with("proper") => vec![11],
        ("disclosed", how) if how.contains("modified_advanced") => vec![5],
        ("weighed", of) => {
            let kind = of.split('=').next().and_then(ChangeKind::parse);
            kind.and_then(of_kind).into_iter().collect()
        }
        ("in_turn", _) => vec![14],
        ("doubt", "replaced") => vec![17],
        ("doubt", "truncated") => vec![18],
        ("doubt", "empty") => vec![30],
        ("wall", "template_broken") => vec![29],
        ("wall", "empty") => vec![30],
        ("wall", _) => vec![19],
        ("sign", "home_page" | "section_page" | "error_page") => vec![24],
        ("sign", _) => vec![20],
        ("entries", _) => vec![27],
        ("rules", _) => vec![28],
        ("age_notice", _) => vec![34],
        ("clock", _) => vec![35],
        _ => Vec::new(),
    }
}

fn of_event(kind: &str, detail: &str) -> Vec<usize> {
    match kind {
        "suspect_entered" if detail.starts_with("template_broken") => vec![29],
        "suspect_entered" if detail.starts_with("empty") => vec![30],
        "removed" => vec![21],
        "recovered" | "failing" => vec![22],
        "restored" => vec![25],
        "same_story" => vec![32],
        "variants_began" => vec![14],
        _ => Vec::new(),
    }
}

/// The rule that a kind of change is told by.
fn of_kind(kind: ChangeKind) -> Option<usize> {
    Some(match kind {
        ChangeKind::HeadlineEdit => 13,
        ChangeKind::NoteAdded | ChangeKind::NoteEdited => 11,
        ChangeKind::NoteRemoved => 12,
        ChangeKind::TimestampOnly => 5,
        ChangeKind::PublishedChanged => 7,
        ChangeKind::Cosmetic => 4,
        ChangeKind::Rewrite => 16,
        ChangeKind::Reverted => 15,
        ChangeKind::Variant => 14,
        ChangeKind::UrlMoved => 23,
        ChangeKind::CanonicalChanged => 31,
        ChangeKind::LanguageSwitch => 26,
        ChangeKind::LiveUpdate => 27,
        ChangeKind::Replaced => 17,
        ChangeKind::Removed => 21,
        ChangeKind::Restored => 25,
        ChangeKind::Reextracted => 28,
        ChangeKind::AltHeadlineEdit
        | ChangeKind::SectionEdit
        | ChangeKind::IssueEdit
        | ChangeKind::StandfirstEdit
        | ChangeKind::BylineEdit
        | ChangeKind::BodyEdit
        | ChangeKind::CaptionEdit
        | ChangeKind::TimestampRegressed
        | ChangeKind::SiteChange
        | ChangeKind::Retracted => return None,
    })
}
