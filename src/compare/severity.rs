//! How much a change matters: the greatest of what its parts come to.

use chrono::TimeDelta;

use crate::model::{Counts, Flag, Note, NoteKind, Severity};

use super::flags::is_weighty;
use super::notes::is_telling;
use super::reword::Tally;
use super::weight::{Weight, named};

/// A text of fewer sentences is not called rewritten.
pub(super) const REWRITE_SENTENCES_MIN: u32 = 4;
/// A deleted paragraph of this many words is major.
const DELETED_WORDS_MAJOR: usize = 20;
/// This many changed sentences, or this share of all, are major.
const SENTENCES_MAJOR: u32 = 3;
const SENTENCES_MAJOR_SHARE: f64 = 0.1;

/// A headline: a rewrite, a number or a negation is major.
pub(super) fn of_headline(tally: &Tally, is_rewrite: bool) -> Weight {
    let mut facts = named(tally.flags.iter().copied().filter(|&f| is_weighty(f) && f != Flag::NameChanged));
    if is_rewrite {
        facts.push("rewritten".to_owned());
    }
    Weight::major_if(facts, Severity::Minor)
}

/// A standfirst, a caption: major by flags only.
pub(super) fn of_field(tally: &Tally) -> Weight {
    Weight::major_if(weighty(tally), Severity::Minor)
}

fn weighty(tally: &Tally) -> Vec<String> {
    named(tally.flags.iter().copied().filter(|&f| is_weighty(f)))
}

/// The body, of which `sentences` were there before and after, the larger number.
///
/// Sentences in which only case, punctuation or spelling differs are not counted towards the share: in a short
/// article one comma would else be major.
pub(super) fn of_body(tally: &Tally, sentences: u32, deleted_words_max: usize) -> Weight {
    let changed = changed_sentences(&tally.counts).saturating_sub(tally.light);
    let mut facts = weighty(tally);
    if changed >= SENTENCES_MAJOR {
        facts.push(format!("sentences:{changed}"));
    } else if changed > 0 && f64::from(changed) >= SENTENCES_MAJOR_SHARE * f64::from(sentences) {
        facts.push(format!("sentences:{changed}/{sentences}"));
    }
    if deleted_words_max >= DELETED_WORDS_MAJOR {
        facts.push(format!("deleted_paragraph_words:{deleted_words_max}"));
    }
    Weight::major_if(facts, Severity::Minor)
}

/// Sentences added, deleted or reworded; a reworded pair is one.
pub(super) fn changed_sentences(counts: &Counts) -> u32 {
    counts.sentences_added.saturating_add(counts.sentences_deleted).saturating_add(counts.sentences_edited)
}

/// A note that was added or reworded. An update that says what is new is text; one that says when is a label.
pub(super) fn of_note(note: &Note) -> Weight {
    let severity = match note.kind {
        NoteKind::Update => of_update(note),
        NoteKind::Editor | NoteKind::Clarification | NoteKind::Correction | NoteKind::Retraction => Severity::Major,
    };
    Weight { severity, facts: vec![note.kind.as_str().to_owned()] }
}

/// A note that was reworded: facts in what it says are facts of the text. Where only its label or its time is another
/// one (`said` is `None`), it says what it said.
pub(super) fn of_reworded_note(said: Option<&Tally>, note: &Note) -> Weight {
    match (said, note.kind) {
        (None, NoteKind::Update) => Weight { severity: Severity::Info, facts: vec!["label_only".to_owned()] },
        (Some(tally), _) if tally.flags.iter().copied().any(is_weighty) => {
            Weight { severity: Severity::Major, facts: weighty(tally) }
        }
        (_, _) => of_note(note),
    }
}

/// A note that is gone: readers of today are not told what those of yesterday were.
pub(super) fn of_removed_note(note: &Note) -> Weight {
    let severity = match note.kind {
        NoteKind::Correction | NoteKind::Retraction => Severity::Alert,
        NoteKind::Clarification | NoteKind::Editor => Severity::Major,
        NoteKind::Update => of_update(note),
    };
    Weight { severity, facts: vec![note.kind.as_str().to_owned()] }
}

fn of_update(note: &Note) -> Severity {
    if is_telling(note) { Severity::Minor } else { Severity::Info }
}

/// A published time that moved by `by`.
pub(super) fn of_published(by: TimeDelta) -> Severity {
    if by.abs() > TimeDelta::hours(24) { Severity::Major } else { Severity::Minor }
}
