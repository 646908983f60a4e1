//! Texts that a page had before, told as reversions.

use crate::model::{Change, ChangeKind, Hash, OlderVersion, Severity};

/// Finds the newest version before `last_n` or after that has the text `canon`; `older` are the versions, the newest first.
pub(super) fn of(older: &[OlderVersion], last_n: u32, canon: &Hash) -> Option<u32> {
    older.iter().find(|v| v.n != last_n && v.canon == *canon).map(|v| v.n)
}

const RESTORED: &str = "restored with another text; ";

/// Tells of a change that its text is that of version `to` again, and whether the page was gone before.
pub(super) fn tell(change: &mut Change, to: Option<u32>, is_restored: bool) {
    change.reverted_to = to;
    if let Some(older) = to {
        change.kinds.push(ChangeKind::Reverted);
        change.kinds.sort_unstable();
        change.summary = format!("back to version {older}; {}", change.summary);
    }
    if is_restored {
        change.kinds.push(ChangeKind::Restored);
        change.severity = Severity::Alert;
        change.summary = format!("{RESTORED}{}", change.summary);
    }
}

/// A change as it would have been told with what is found of its text now.
///
/// One that was found to be a switch between texts shown in turn stays one.
pub(super) fn retell(change: &Change, to: Option<u32>) -> Change {
    if change.kinds.contains(&ChangeKind::Variant) {
        return Change { reverted_to: to, ..change.clone() };
    }
    let (is_restored, rest) = match change.summary.strip_prefix(RESTORED) {
        Some(rest) => (true, rest),
        None => (false, change.summary.as_str()),
    };
    let (_, core) = part(rest, "back to version ");
    let mut again = Change { summary: core.to_owned(), ..change.clone() };
    again.kinds.retain(|kind| !matches!(kind, ChangeKind::Reverted | ChangeKind::Restored));
    tell(&mut again, to, is_restored);
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
        let founds = [None, Some(1), Some(2)];
        for is_restored in [false, true] {
            for then in founds {
                for now in founds {
                    let (mut told, mut wanted) = (change(), change());
                    tell(&mut told, then, is_restored);
                    tell(&mut wanted, now, is_restored);
                    // A restored change is an alert whatever else it is.
                    assert_eq!(retell(&told, now), wanted, "{then:?} {now:?} {is_restored}");
                }
            }
        }
    }
}
