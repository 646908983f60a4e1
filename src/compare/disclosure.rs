//! Whether the page tells its readers of an edit.

use crate::model::{ChangeKind, Disclosure, NoteKind, Severity};

use super::findings::Findings;
use super::{Context, Equality, times};

/// The disclosure of what was found, with the fact that makes it so; `None` where there is nothing to disclose.
pub(super) fn of(findings: &Findings, context: &Context) -> Option<(Disclosure, &'static str)> {
    let is_claim_moved = findings.kinds.contains(&ChangeKind::TimestampOnly);
    if findings.equality < Equality::Edit {
        return is_claim_moved.then_some((Disclosure::Empty, "modified_advanced"));
    }
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
    // A note that says something else than before is an edit itself; it tells nobody of that.
    let is_edit = is_text || findings.is_note_reworded;
    if !is_edit && findings.told.is_some() {
        return Some((Disclosure::Empty, "note"));
    }
    let is_removal = findings.kinds.contains(&ChangeKind::NoteRemoved);
    if findings.severity < Severity::Minor || !(is_edit || is_removal) {
        return None;
    }
    let old = findings.old.modified.as_ref();
    let new = findings.new.modified.as_ref();
    let is_added = findings.kinds.contains(&ChangeKind::NoteAdded);
    let told = findings.told.filter(|_| is_text || is_added);
    let is_advanced = times::credits(old, new);
    Some(if told == Some(true) {
        (Disclosure::Proper, "note")
    } else if told.is_some() {
        (Disclosure::Technical, "update_label")
    } else if is_advanced && context.is_modified_trusted {
        (Disclosure::Technical, "modified_advanced")
    } else if old.is_none() && new.is_none() && !has_label(findings) {
        (Disclosure::Undeclarable, "modified_never_stated")
    } else if is_advanced {
        (Disclosure::Silent, "modified_untrusted")
    } else {
        (Disclosure::Silent, "modified_did_not_advance")
    })
}

/// Whether the page has ever shown an update label.
fn has_label(findings: &Findings) -> bool {
    findings.old.notes.iter().chain(&findings.new.notes).any(|n| n.kind == NoteKind::Update)
}
