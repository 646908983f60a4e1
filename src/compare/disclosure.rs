//! Whether the page tells its readers of an edit.

use crate::model::{ChangeKind, Disclosure, NoteKind, Severity};

use super::findings::Findings;
use super::severity::is_telling;
use super::{Context, Equality, times};

/// The disclosure of what was found; `None` where there is nothing to disclose.
pub(super) fn of(findings: &Findings, context: &Context) -> Option<Disclosure> {
    let is_claim_moved = findings.kinds.contains(&ChangeKind::TimestampOnly);
    if findings.equality < Equality::Edit {
        return is_claim_moved.then_some(Disclosure::Empty);
    }
    let is_note =
        |k: &ChangeKind| matches!(k, ChangeKind::NoteAdded | ChangeKind::NoteEdited | ChangeKind::NoteRemoved);
    let is_text = findings.kinds.iter().any(|k| {
        matches!(
            k,
            ChangeKind::HeadlineEdit
                | ChangeKind::StandfirstEdit
                | ChangeKind::BylineEdit
                | ChangeKind::BodyEdit
                | ChangeKind::CaptionEdit
        )
    });
    if !is_text && !findings.told.is_empty() {
        return Some(Disclosure::Empty);
    }
    let is_removal = findings.kinds.iter().any(is_note);
    if findings.severity < Severity::Minor || (!is_text && !is_removal) {
        return None;
    }
    let old = findings.old.modified.as_ref();
    let new = findings.new.modified.as_ref();
    let is_label = !findings.told.is_empty();
    Some(if tells(findings) {
        Disclosure::Proper
    } else if is_label || (context.is_modified_trusted && times::credits(old, new)) {
        Disclosure::Technical
    } else if old.is_none() && new.is_none() && !has_label(findings) {
        Disclosure::Undeclarable
    } else {
        Disclosure::Silent
    })
}

/// Whether a note was added or reworded that says what happened.
fn tells(findings: &Findings) -> bool {
    let is_telling_update = || findings.new.notes.iter().any(|n| n.kind == NoteKind::Update && is_telling(n));
    findings.told.iter().any(|kind| *kind != NoteKind::Update || is_telling_update())
}

/// Whether the page has ever shown an update label.
fn has_label(findings: &Findings) -> bool {
    findings.old.notes.iter().chain(&findings.new.notes).any(|n| n.kind == NoteKind::Update)
}
