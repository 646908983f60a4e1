//! Edits of a page that shows bodies in turn: which of them a new text was made from, and whether it is the same edit made
//! in another of them.

use std::collections::HashSet;

use super::variants::{self, TEXTS_MAX, name_of, seen};
use crate::compare::{self, Context};
use crate::model::{Article, Baseline, ChangeKind, Past, Severity, Timestamp, Variant, Variants, Varying, Visit};

/// Of the versions whose texts are shown in turn, the one that a text which is none of them was most likely made from.
pub(super) fn nearest<'p>(past: &'p Past, last: &Baseline, new: &Article, context: &Context) -> Option<&'p Baseline> {
    let group = active(past).filter(|group| group.place(&compare::hashes(new).canon).is_none())?;
    // Where the rules have changed since, the texts of before are not what they would be read as now.
    let texts = texts_of(group, past).filter(|shown| shown.revision == last.revision);
    let distance = |shown: &Baseline| {
        let counts = compare::compare(&shown.article, new, context).counts;
        counts.words_added.saturating_add(counts.words_removed)
    };
    texts.min_by_key(|shown| (distance(shown), std::cmp::Reverse(shown.n)))
}

/// Whether a text says nothing that one of those shown in turn does not say: each of its blocks and fields stands in
/// one of them. The same edit in the other text is no second edit.
pub(super) fn is_made_of(past: &Past, new: &Article) -> bool {
    let Some(group) = active(past) else { return false };
    let parts = |article: &Article| -> HashSet<(u8, String)> {
        let fields = [(0, &article.headline), (1, &article.standfirst), (2, &article.byline)];
        let fields = fields.into_iter().filter_map(|(field, text)| Some((field, compare::fold(text.as_deref()?))));
        let body = article.body.iter().map(|block| (3, compare::fold(&block.text)));
        let captions = article.captions.iter().map(|c| (4, compare::fold(&c.text)));
        fields.chain(body).chain(captions).chain(article.notes.iter().map(|n| (5, compare::fold(&n.text)))).collect()
    };
    let texts: Vec<HashSet<(u8, String)>> = texts_of(group, past).map(|shown| parts(&shown.article)).collect();
    let own = parts(new);
    let is_known = own.iter().all(|part| texts.iter().any(|text| text.contains(part)));
    // A block less than all of them have is one that was deleted.
    let in_all = |part: &&(u8, String)| texts.iter().all(|text| text.contains(*part));
    is_known && texts.iter().flatten().filter(in_all).all(|part| own.contains(part))
}

fn active(past: &Past) -> Option<&Variants> {
    past.variants.as_ref().filter(|group| group.ended_at.is_none() && group.field == Varying::Text)
}

fn texts_of<'p>(group: &'p Variants, past: &'p Past) -> impl Iterator<Item = &'p Baseline> {
    past.shown.iter().filter(|shown| group.texts.iter().any(|text| text.version == shown.n))
}

/// How a text that is made of those shown in turn is told.
pub(super) fn told_as_one_more(comparison: &mut compare::Comparison, past: &Past) {
    let texts = active(past).map_or(0, |group| group.texts.len());
    let noun = if texts == 1 { "text" } else { "texts" };
    comparison.kinds = vec![ChangeKind::Variant];
    comparison.severity = Severity::Info;
    comparison.disclosure = None;
    comparison.summary = format!("shown in turn with {texts} other {noun}; {}", comparison.summary);
}

/// Puts a new text, that of version `n`, among those that are shown in turn: the page goes on to show it in turn, or
/// it comes to stay. Of too many the one that was seen longest ago makes room.
fn join(group: &mut Variants, article: &Article, n: u32, at: Timestamp) {
    let text = name_of(group.field, n, None);
    let key = compare::hashes(article).canon;
    let one = Variant { text, key, version: n, seen: 0, first_seen_at: at, last_seen_at: at };
    if group.texts.len() < TEXTS_MAX {
        return group.texts.push(one);
    }
    let oldest = group.texts.iter_mut().min_by_key(|text| text.last_seen_at);
    oldest.into_iter().for_each(|oldest| *oldest = one.clone());
}

/// Counts a text that has just become version `n`: where texts are shown in turn, it is one more of them.
pub(super) fn count_new(visit: &mut Visit, past: &Past, article: &Article, n: u32) {
    let key = compare::hashes(article).canon;
    let Some(group) = active(past).filter(|group| group.place(&key).is_none() && !past.shown.is_empty()) else {
        variants::count(visit, past, Some(article));
        return;
    };
    let mut group = group.clone();
    join(&mut group, article, n, visit.attempt.at);
    let place = group.place(&key);
    visit.variants = Some(seen(&group, place, visit.attempt.at));
}
