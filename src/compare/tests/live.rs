//! Live pages, entry by entry.

use super::*;
use crate::compare::{Entries, compare_knowing};

/// A live page that shows these entries, each with its name, if any, and its paragraphs.
fn page(entries: &[(Option<String>, Vec<String>)]) -> Article {
    let blocks = entries.iter().flat_map(|(name, paragraphs)| {
        paragraphs.iter().map(|text| Block { entry: name.clone(), ..Block::new(BlockKind::Paragraph, text.as_str()) })
    });
    Article {
        headline: Some("Storm over the coast: what we know".to_owned()),
        body: blocks.collect(),
        is_live: true,
        ..Article::default()
    }
}

const WHO: [&str; 7] =
    ["The harbour master", "A nurse", "The ferry pilot", "The mayor", "A baker", "Two boys", "The choir"];
const DID: [&str; 8] = ["saw", "closed", "found", "painted over", "left", "measured", "sold", "carried off"];
const WHAT: [&str; 9] =
    ["a mast", "the quay", "nine sheep", "the old kiln", "a roof", "the lamp", "a piano", "tar", "hay"];

fn entry(n: usize, is_named: bool) -> (Option<String>, Vec<String>) {
    let first = format!(
        "{} {} {} near mile {n}, and {} {} {} after it.",
        WHO[n % 7],
        DID[n % 8],
        WHAT[n % 9],
        WHO[(n + 3) % 7].to_lowercase(),
        DID[(n / 7) % 8],
        WHAT[(n / 5) % 9]
    );
    let second = format!("That was report {n} from the coast, {} tells us.", WHO[(n / 3) % 7].to_lowercase());
    (is_named.then(|| format!("@entry-{n}")), vec![first, second])
}

/// The entries from `newest` down to `oldest`.
fn shown(newest: usize, oldest: usize, is_named: bool) -> Vec<(Option<String>, Vec<String>)> {
    (oldest..=newest).rev().map(|n| entry(n, is_named)).collect()
}

fn found(old: &Article, new: &Article) -> Comparison {
    compare_knowing(old, new, &context(), &SiteBlocks::default()).0
}

fn counts(added: u32, edited: u32, deleted: u32, fallen: u32) -> Entries {
    Entries { added, edited, deleted, fallen }
}

#[test]
fn case_90_entries_that_come_push_the_oldest_off_and_none_is_deleted() {
    for is_named in [true, false] {
        let scale = if is_named { 1 } else { 2 }; // without names each paragraph is an entry
        for is_newest_first in [true, false] {
            let (mut before, mut after) = (shown(20, 1, is_named), shown(24, 5, is_named));
            if !is_newest_first {
                before.reverse();
                after.reverse();
            }
            let change = found(&page(&before), &page(&after));
            assert_eq!(change.entries, Some(counts(4 * scale, 0, 0, 4 * scale)), "named: {is_named}");
            assert_eq!(
                (change.kinds.as_slice(), change.severity),
                ([ChangeKind::LiveUpdate].as_slice(), Severity::Info)
            );
            assert!(!change.summary.contains("deleted") && change.summary.contains("new"), "{}", change.summary);
        }
    }
}

#[test]
fn an_edited_entry_is_told_from_a_new_one_and_from_one_that_was_deleted() {
    for is_named in [true, false] {
        let before = shown(12, 1, is_named);
        let mut after = shown(14, 1, is_named);
        after[5].1[0] = after[5].1[0].replace("mile", "league");
        after.remove(8);
        let change = found(&page(&before), &page(&after));
        let scale = if is_named { 1 } else { 2 };
        assert_eq!(change.entries, Some(counts(2 * scale, 1, scale, 0)), "named: {is_named}: {}", change.summary);
        assert!(change.kinds.contains(&ChangeKind::BodyEdit) && change.severity >= Severity::Minor);
        let shown = EditText { edits: &change.edits, marks: PlainMarks }.to_string();
        assert!(shown.contains("[-mile-]{+league+}") && shown.contains("report 6 from"), "{shown}");
        assert!(!shown.contains("report 14 from"), "what came is counted, and does not drown the edit: {shown}");
    }
}

#[test]
fn a_named_entry_that_is_rewritten_is_edited_and_one_that_goes_without_others_coming_is_deleted() {
    let before = shown(12, 1, true);
    let mut after = before.clone();
    after[3].1 = vec!["Nothing of this was true, and we are sorry.".to_owned()];
    after.pop();
    let change = found(&page(&before), &page(&after));
    assert_eq!(change.entries, Some(counts(0, 1, 1, 0)));
    assert!(change.severity >= Severity::Minor && change.equality == Equality::Edit);
}

/// A day of a live page: 300 entries, of which it shows the last 40.
#[test]
fn of_300_entries_with_5_edits_and_2_deletions_7_are_told() {
    let edits = [(30, 25), (77, 60), (120, 119), (200, 170), (280, 262)];
    let deletions = [(90, 70), (240, 215)];
    let mut last = page(&shown(10, 1, true));
    let (mut alerts, mut new) = (0, 10);
    let is_gone = |now: usize, n: usize| deletions.iter().any(|(at, gone)| now >= *at && *gone == n);
    for now in 11..=300 {
        let mut entries = shown(now, now.saturating_sub(39).max(1), true);
        entries.retain(|(name, _)| !(1..=now).any(|n| is_gone(now, n) && *name == entry(n, true).0));
        for (at, edited) in edits.iter().filter(|(at, _)| now >= *at) {
            for (name, paragraphs) in entries.iter_mut().filter(|(name, _)| *name == entry(*edited, true).0) {
                paragraphs[1] = format!("{} So says {at}, of {name:?}.", paragraphs[1]);
            }
        }
        let next = page(&entries);
        let change = found(&last, &next);
        let seen = change.entries.expect("a live page");
        alerts += seen.edited + seen.deleted;
        new += seen.added;
        assert_eq!(change.severity >= Severity::Minor, seen.edited + seen.deleted > 0, "{now}: {}", change.summary);
        last = next;
    }
    assert_eq!((alerts, new), (7, 300));
}
