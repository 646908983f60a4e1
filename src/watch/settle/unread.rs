//! Pages that came and could not be read by our rules or limits: no version, and everything kept that a mended rule
//! will need to tell what happened meanwhile.

use super::{Terms, enter, event, judge, plan_confirm, suspect};
use crate::model::{CaptureWhy, Due, Hash, PageState, QUARANTINE_MAX, Response, Suspicion, Unread, Validators, Visit};

/// Keeps a page that could not be read, each distinct one once.
pub(super) fn keep(scene: judge::Scene, visit: &mut Visit, response: Response, what: Suspicion, detail: String) {
    let judge::Scene { terms, due, past, .. } = scene;
    suspect(terms, due, visit, what, detail);
    let body_hash = scene.body;
    visit.is_seen_again = due.state == PageState::Suspect(what) && due.unread_hash == Some(body_hash);
    if !visit.is_seen_again && past.quarantined >= QUARANTINE_MAX {
        return; // what is not kept must not lengthen the time in which the last kept page was seen
    }
    visit.unread = Some(Unread { body_hash, under: terms.reading() });
    // Time is part of the limits, so what was too complex may be read at the next try: then it must be sent whole.
    visit.validators =
        Some(if what == Suspicion::TooComplex { Validators::default() } else { response.validators.clone() });
    if visit.is_seen_again {
        return;
    }
    visit.capture = Some(judge::capture(scene, CaptureWhy::Quarantine, response));
    if past.quarantined + 1 == QUARANTINE_MAX {
        event(visit, "quarantine_full", format!("{QUARANTINE_MAX} raw pages wait to be read; no more are kept"));
    }
}

/// Whether a body is, byte for byte, the one that was kept last, and nothing has changed that it was read with.
///
/// What was too complex is tried again: time is part of that limit.
pub(super) fn is_kept(terms: &Terms, due: &Due, body: &Hash) -> bool {
    due.unread_hash.as_ref() == Some(body)
        && due.unread_under.as_deref() == Some(terms.reading().as_str())
        && due.state.is_unread()
        && due.state != PageState::Suspect(Suspicion::TooComplex)
}

/// The page that could not be read is still there.
pub(super) fn again(terms: &Terms, due: &Due, visit: &mut Visit) {
    visit.failures = 0;
    visit.is_seen_again = true;
    let detail = "the page that could not be read is still there".to_owned();
    enter(due, visit, due.state.clone(), "suspect_entered", detail);
    plan_confirm(terms, due, visit);
}
