//! Texts that a page had before: told as reversions, and from the second time on as texts that are shown in turn.

use std::collections::BTreeSet;

use crate::model::{Change, ChangeKind, Hash, OlderVersion, Severity};

/// Versions among which a page that shows texts in turn is told from one that was edited.
const RECENT: usize = 6;

/// What a text's place among the older ones says of the change to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Return {
    /// The newest version that had this text.
    to: Option<u32>,
    /// How many other texts the page shows in turn with it.
    in_turn_with: Option<usize>,
}

/// Finds a text among `older` versions, the newest first; `last` is the one that it takes the place of.
///
/// A page shows texts in turn if the text is that of a recent version, and so was the one before it. The first return
/// is told as a reversion, all later ones as variants (rule R14 of the domain).
pub(super) fn of(older: &[OlderVersion], last: (u32, &Hash), canon: &Hash) -> Return {
    let (last_n, last_canon) = last;
    let to = older.iter().find(|v| v.n != last_n && v.canon == *canon).map(|v| v.n);
    let before: Vec<&Hash> = older.iter().filter(|v| v.n < last_n).take(RECENT).map(|v| &v.canon).collect();
    let returned = before.contains(&canon) && before.contains(&last_canon);
    let texts: BTreeSet<&Hash> = before.into_iter().chain([last_canon]).collect();
    Return { to, in_turn_with: returned.then(|| texts.len() - 1) }
}

const RESTORED: &str = "restored with another text; ";

/// Tells of a change what its text's return says, and whether the page was gone before.
pub(super) fn tell(change: &mut Change, found: Return, is_restored: bool) {
    change.reverted_to = found.to;
    if let Some(older) = found.to {
        change.kinds.push(ChangeKind::Reverted);
        change.kinds.sort_unstable();
        change.summary = format!("back to version {older}; {}", change.summary);
    }
    if is_restored {
        change.kinds.push(ChangeKind::Restored);
        change.severity = Severity::Alert;
        change.summary = format!("{RESTORED}{}", change.summary);
    }
    if let Some(texts) = found.in_turn_with {
        change.kinds = vec![ChangeKind::Variant];
        change.severity = Severity::Info;
        change.disclosure = None;
        change.summary = format!("shown in turn with {texts} other recent texts; {}", change.summary);
    }
}

/// A change as it would have been told with what is found of its text now.
///
/// One that was told as a variant stays one: what it was besides is no longer known.
pub(super) fn retell(change: &Change, found: Return) -> Change {
    let (in_turn, rest) = part(&change.summary, "shown in turn with ");
    let (is_restored, rest) = match rest.strip_prefix(RESTORED) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (_, core) = part(rest, "back to version ");
    let mut again = Change { summary: core.to_owned(), ..change.clone() };
    again.kinds.retain(|kind| !matches!(kind, ChangeKind::Reverted | ChangeKind::Restored));
    let was_variant = in_turn.is_some();
    tell(&mut again, Return { in_turn_with: found.in_turn_with.filter(|_| !was_variant), ..found }, is_restored);
    if was_variant {
        let known = in_turn.and_then(|text| text.split(' ').next()?.parse().ok()); // it was written by this module
        let texts: usize = found.in_turn_with.or(known).unwrap_or(1);
        again.kinds = vec![ChangeKind::Variant];
        (again.severity, again.disclosure) = (change.severity, change.disclosure);
        again.summary = format!("shown in turn with {texts} other recent texts; {}", again.summary);
    }
    again
}

/// What follows `label` up to the semicolon, and the rest.
fn part<'a>(summary: &'a str, label: &str) -> (Option<&'a str>, &'a str) {
    match summary.strip_prefix(label).and_then(|rest| rest.split_once("; ")) {
        Some((said, rest)) => (Some(said), rest),
        None => (None, summary),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::{Cause, Counts, Disclosure};

    fn change() -> Change {
        Change {
            cause: Cause::Publisher,
            kinds: vec![ChangeKind::BodyEdit],
            flags: Vec::new(),
            severity: Severity::Major,
            disclosure: Some(Disclosure::Silent),
            counts: Counts::default(),
            summary: "body: ~1 sentence; numbers changed".to_owned(),
            edits: Vec::new(),
            is_coarse: false,
            last_seen_old_at: None,
            first_seen_new_at: DateTime::UNIX_EPOCH,
            old_version: Some(3),
            new_version: Some(4),
            reverted_to: None,
        }
    }

    #[test]
    fn what_is_told_anew_is_what_would_have_been_told_at_once() {
        let founds = [None, Some(1), Some(2)].map(|to| Return { to, in_turn_with: None });
        let variants = [1, 2].map(|texts| Return { to: Some(2), in_turn_with: Some(texts) });
        for is_restored in [false, true] {
            for then in founds {
                for now in founds.into_iter().chain(variants) {
                    let (mut told, mut wanted) = (change(), change());
                    tell(&mut told, then, is_restored);
                    tell(&mut wanted, now, is_restored);
                    // A restored change is an alert whatever else it is.
                    assert_eq!(retell(&told, now), wanted, "{then:?} {now:?} {is_restored}");
                }
            }
        }
        for (then, now) in [(variants[0], variants[1]), (variants[1], variants[0])] {
            let (mut told, mut wanted) = (change(), change());
            tell(&mut told, then, false);
            tell(&mut wanted, now, false);
            assert_eq!(retell(&told, now), wanted);
        }
    }
}
