//! Live pages, entry by entry: what came is a digest, what was edited or deleted is an edit, and what fell off the end
//! of a page that shows only the last entries is neither.
//!
//! An entry is known again by its name (an attribute or a time of the page), else by the likeness of its text.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::model::{Article, Block, BlockEdit, ChangeKind, ENTRY_BY_TIME, Edit, Severity};

use super::canon::fold;
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;
use super::weight::Reason;
use super::{Comparison, Context, Equality, compare};

/// Entries less alike than this are two entries.
const LIKENESS_MIN: f64 = 0.5;
/// Entries without a name that are likened to each other, at most.
const LIKENED_MAX: usize = 150;

/// What became of the entries of a live page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entries {
    pub added: u32,
    pub edited: u32,
    pub deleted: u32,
    /// The oldest, of which the page shows no more.
    pub fallen: u32,
}

/// An entry: its name, its text, and where its blocks stand.
struct Entry<'a> {
    name: Option<&'a str>,
    text: String,
    blocks: Vec<usize>,
}

/// Compares two sifted articles of a live page; `None` where one of them is no live page.
pub(super) fn compare_entries(old: &Article, new: &Article, context: &Context) -> Option<Comparison> {
    if !(old.is_live && new.is_live) {
        return None;
    }
    let (before, after) = (entries(&old.body), entries(&new.body));
    let pairs = pair(&before, &after);
    let kept: BTreeSet<usize> = pairs.iter().map(|(a, _)| *a).collect();
    let known: BTreeSet<usize> = pairs.iter().map(|(_, b)| *b).collect();
    let gone: Vec<usize> = (0..before.len()).filter(|at| !kept.contains(at)).collect();
    let came: Vec<usize> = (0..after.len()).filter(|at| !known.contains(at)).collect();
    let fallen = fallen(&gone, &came, &kept, &known, before.len());
    let is_edited = |(a, b): &&(usize, usize)| match (before.get(*a), after.get(*b)) {
        (Some(a), Some(b)) => a.text != b.text,
        _ => false,
    };
    let found = Entries {
        added: count(came.len()),
        edited: count(pairs.iter().filter(is_edited).count()),
        deleted: count(gone.len() - fallen.len()),
        fallen: count(fallen.len()),
    };
    let rest_old = without(old, &before, fallen.iter().copied());
    let rest_new = without(new, &after, came.iter().copied());
    Some(tell(compare(&rest_old, &rest_new, context), found, new, &came_blocks(&after, &came)))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The verdict over the entries that were there before, and those that came.
fn tell(mut comparison: Comparison, found: Entries, new: &Article, came: &[usize]) -> Comparison {
    comparison.entries = Some(found);
    if found == Entries::default() {
        return comparison;
    }
    let is_growth = comparison.equality < Equality::Edit;
    if !comparison.kinds.contains(&ChangeKind::LiveUpdate) {
        comparison.kinds.push(ChangeKind::LiveUpdate);
        comparison.kinds.sort_unstable();
    }
    let parts = [(found.added, "new"), (found.edited, "edited"), (found.deleted, "deleted")];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let said = match said.as_slice() {
        [] => "entries: the oldest are no longer shown".to_owned(),
        said => format!("entries: {}", said.join(", ")),
    };
    let texts = came.iter().filter_map(|at| new.body.get(*at));
    let added: Vec<BlockEdit> = texts.map(|block| BlockEdit::Added { text: block.text.clone() }).collect();
    comparison.counts.paragraphs_added = comparison.counts.paragraphs_added.saturating_add(count(added.len()));
    if is_growth {
        comparison.equality = Equality::Edit;
        comparison.severity = comparison.severity.max(Severity::Info);
        comparison.disclosure = None;
        comparison.disclosed_by = None;
        let facts = vec!["growth_only".to_owned()];
        comparison.reasons = vec![Reason { kind: ChangeKind::LiveUpdate, severity: Severity::Info, facts }];
        // What the page claims of its modified time is what is to be expected.
        comparison.kinds.retain(|kind| !matches!(kind, ChangeKind::TimestampOnly | ChangeKind::Cosmetic));
        comparison.edits.retain(|edit| matches!(edit, Edit::Body { .. }));
        comparison.summary = said;
        comparison.edits.extend((!added.is_empty()).then_some(Edit::Body { blocks: added }));
    } else {
        // Beside an edit, what came is counted and not shown: it would drown it.
        comparison.summary = format!("{said}; {}", comparison.summary);
    }
    comparison
}

/// The entries of a body in its order; blocks that stand in none are part of what is around them, not of the entries.
fn entries(body: &[Block]) -> Vec<Entry<'_>> {
    let is_named = body.iter().any(|block| block.entry.is_some());
    let mut entries: Vec<Entry> = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, block) in body.iter().enumerate() {
        let name = block.entry.as_deref();
        match name {
            None if is_named => {}
            None => entries.push(Entry { name: None, text: fold(&block.text), blocks: vec![at] }),
            Some(key) => {
                let place = *by_name.entry(key).or_insert(entries.len());
                if place == entries.len() {
                    entries.push(Entry { name, text: String::new(), blocks: Vec::new() });
                }
                if let Some(entry) = entries.get_mut(place) {
                    entry.text.push_str(&fold(&block.text));
                    entry.text.push('\n');
                    entry.blocks.push(at);
                }
            }
        }
    }
    entries
}

/// Which entry of before is which of after: by text, by name, by likeness.
fn pair(before: &[Entry], after: &[Entry]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let (mut left_old, mut left_new): (BTreeSet<usize>, BTreeSet<usize>) =
        ((0..before.len()).collect(), (0..after.len()).collect());
    let by_name = |entry: &Entry<'_>| entry.name.map(str::to_owned);
    let by_text = |entry: &Entry<'_>| Some(entry.text.clone());
    for key_of in [&by_name as &dyn Fn(&Entry<'_>) -> Option<String>, &by_text] {
        let mut known: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, key) in left_old.iter().filter_map(|at| Some((*at, key_of(before.get(*at)?)?))) {
            known.entry(key).or_default().push_back(at);
        }
        for b in left_new.clone() {
            let key = after.get(b).and_then(key_of);
            if let Some(a) = key.and_then(|key| known.get_mut(&key)?.pop_front()) {
                pairs.push((a, b));
                left_old.remove(&a);
                left_new.remove(&b);
            }
        }
    }
    let mut vocabulary = Vocabulary::default();
    let mut bags = |entries: &[Entry], left: &BTreeSet<usize>| -> Vec<(usize, Vec<u32>)> {
        let some = left.iter().take(LIKENED_MAX).filter_map(|at| Some((*at, entries.get(*at)?)));
        some.map(|(at, entry)| (at, Passage::new(&entry.text, &mut vocabulary).bag)).collect()
    };
    let (olds, news) = (bags(before, &left_old), bags(after, &left_new));
    let mut alike: Vec<(u32, usize, usize)> = Vec::new();
    // An edited entry stays between the same neighbours; one that came and one that fell off never do.
    let above_old = |a: usize| pairs.iter().filter(|(old, _)| *old < a).count();
    let above_new = |b: usize| pairs.iter().filter(|(_, new)| *new < b).count();
    for (a, old) in &olds {
        let above = above_old(*a);
        let beside = news.iter().filter(|(b, _)| above == above_new(*b));
        let may_be = beside.filter(|(b, _)| !(is_sure(before.get(*a)) && is_sure(after.get(*b))));
        let scored = may_be.map(|(b, new)| (dice(old, new), *b));
        alike.extend(scored.filter(|(l, _)| *l >= LIKENESS_MIN).map(|(l, b)| ((l * 1e6) as u32, *a, b)));
    }
    alike.sort_unstable_by_key(|(likeness, a, b)| (std::cmp::Reverse(*likeness), *a, *b));
    for (_, a, b) in alike {
        if left_old.contains(&a) && left_new.contains(&b) {
            pairs.push((a, b));
            left_old.remove(&a);
            left_new.remove(&b);
        }
    }
    pairs
}

/// Whether an entry has a name of its own.
fn is_sure(entry: Option<&Entry>) -> bool {
    entry.and_then(|entry| entry.name).is_some_and(|name| !name.starts_with(ENTRY_BY_TIME))
}

/// The entries that went because newer ones pushed them off the end: an unbroken run at the end away from what came.
fn fallen(
    gone: &[usize],
    came: &[usize],
    kept: &BTreeSet<usize>,
    known: &BTreeSet<usize>,
    before: usize,
) -> Vec<usize> {
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        // None is left: so many came that all of the page is new.
        return if came.is_empty() { Vec::new() } else { gone.to_vec() };
    };
    if came.iter().any(|at| at < first) {
        let end = kept.last().map_or(before, |last| last + 1);
        return gone.iter().copied().filter(|at| *at >= end).collect();
    }
    if came.iter().any(|at| at > last) {
        let start = kept.first().copied().unwrap_or_default();
        return gone.iter().copied().filter(|at| *at < start).collect();
    }
    Vec::new()
}

fn came_blocks(after: &[Entry], came: &[usize]) -> Vec<usize> {
    came.iter().filter_map(|at| after.get(*at)).flat_map(|entry| entry.blocks.iter().copied()).collect()
}

fn without(article: &Article, entries: &[Entry], left_out: impl Iterator<Item = usize>) -> Article {
    let blocks: BTreeSet<usize> =
        left_out.filter_map(|at| entries.get(at)).flat_map(|entry| entry.blocks.iter().copied()).collect();
    // What is left is judged as any text is.
    let mut article = Article { is_live: false, ..article.clone() };
    let mut at = 0;
    article.body.retain(|_| {
        at += 1;
        !blocks.contains(&(at - 1))
    });
    article
}
