//! What a page tells its readers later of edits that it made in silence, and whether its modified times are believed.

use chrono::TimeDelta;

use crate::model::{Article, Change, ChangeKind, Disclosure, NoteKind, Past, Severity, StatedTime, Visit};

/// A note tells of silent edits that were made this lately.
const TOLD_WITHIN: TimeDelta = TimeDelta::days(14);
/// A modified time that moves by less has not moved.
const TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// Ties a note that was added to the silent edits before it, and says so in the change.
pub(super) fn later(visit: &mut Visit, past: &Past, new: &Article, old: &Article, change: &mut Change) {
    let is_new = |note: &&crate::model::Note| !old.notes.iter().any(|known| known.text == note.text);
    // A bare label ("Updated") tells of nothing.
    let tells = new.notes.iter().filter(is_new).any(|note| note.kind != NoteKind::Update);
    if !change.kinds.contains(&ChangeKind::NoteAdded) || !tells {
        return;
    }
    let at = visit.attempt.at;
    let is_silent = |told: &&crate::model::Told| {
        matches!(told.disclosure, Some(Disclosure::Silent | Disclosure::Undeclarable))
            && told.severity >= Severity::Minor
            && !told.is_disclosed
            && at - told.first_seen_new_at <= TOLD_WITHIN
            && Some(told.new_version) != change.new_version
    };
    // Edits of another article that stood under the address are not told of here.
    let is_of_lineage = |told: &&crate::model::Told| !told.kinds.iter().any(|kind| kind.opens_lineage());
    visit.discloses =
        past.told.iter().take_while(is_of_lineage).filter(is_silent).map(|told| told.new_version).collect();
    if visit.discloses.is_empty() {
        return;
    }
    if change.disclosure == Some(Disclosure::Empty) {
        change.disclosure = Some(Disclosure::Proper);
    }
    let count = visit.discloses.len();
    let edits = if count == 1 { "an earlier edit".to_owned() } else { format!("{count} earlier edits") };
    change.summary = format!("{}; it comes after {edits} of which readers were told nothing", change.summary);
}

/// Whether the modified time moved on from `old` to `new`.
pub(super) fn is_bumped(old: &Article, new: &Article) -> bool {
    let instant = |time: &Option<StatedTime>| time.as_ref().filter(|t| t.doubt.is_none()).and_then(|t| t.instant);
    let is_same_source = old.modified.as_ref().map(|t| t.source) == new.modified.as_ref().map(|t| t.source);
    let moved = instant(&old.modified).zip(instant(&new.modified)).is_some_and(|(from, to)| to - from > TOLERANCE);
    is_same_source && moved
}
