//! Whole blocks that come on or go from many articles of a site at once: told as one change of the site, not as edits.
//!
//! Guarded by facts: a block within the prose that is only reworded is an edit of each article that holds it, however
//! many do; only what came or went whole is looked for elsewhere, and a label that was put in the place of another.
//! A block with a digit, a name of a month, a quotation mark or a negation needs more witnesses.

use std::collections::BTreeSet;

use crate::model::{
    Article, BlockEdit, BlockSight, Change, Edit, Field, Hash, Op, PageId, Run, SiteBlocks, Suppressed, Timestamp,
    Witness,
};

use super::boilerplate::{SeenPage, are_different, is_free_of_facts, is_label};
use super::canon::fold;
use super::field_steps::{self, Taken};
use super::live::compare_entries;
use super::{ChangeKind, Comparison, Context, Equality, Severity, compare};

/// The most blocks of one change that are looked for elsewhere.
const SIGHTS_MAX: usize = 40;
/// A block must come on or go from this many different articles ..
const ARTICLES_MIN: usize = 3;
/// .. and from this share of those that were read since it was first seen to.
const SHARE_MIN: f64 = 0.2;
/// The same for a block that holds a fact.
const FACT_ARTICLES_MIN: usize = 8;
const FACT_SHARE_MIN: f64 = 0.5;

/// The blocks that came on or went with an edit, and the steps of what stands around fields, that may do so elsewhere
/// on the site.
pub fn block_sights(edits: &[Edit], language: Option<&str>) -> Vec<BlockSight> {
    let blocks = edits.iter().filter_map(|edit| match edit {
        Edit::Body { blocks } => Some(blocks),
        Edit::Value { .. } => None,
    });
    let mut sights = BTreeSet::new();
    for block in blocks.flatten() {
        match block {
            BlockEdit::Added { text } => drop(sights.insert(sight(text, true))),
            BlockEdit::Deleted { text } => drop(sights.insert(sight(text, false))),
            BlockEdit::Edited { runs } => {
                let (old, new) = (side(runs, Op::Insert), side(runs, Op::Delete));
                let is_replaced = |text: &str| is_label(text) && is_free_of_facts(text, language);
                if is_replaced(&old) && is_replaced(&new) {
                    sights.extend([sight(&old, false), sight(&new, true)]);
                }
            }
            BlockEdit::Unchanged { .. }
            | BlockEdit::Context { .. }
            | BlockEdit::Moved { .. }
            | BlockEdit::MovedFrom { .. }
            | BlockEdit::Split { .. }
            | BlockEdit::Merged { .. } => {}
        }
    }
    sights.extend(field_steps::sights(edits));
    sights.into_iter().take(SIGHTS_MAX).collect()
}

fn sight(text: &str, is_added: bool) -> BlockSight {
    BlockSight { text: text.to_owned(), block: hash(text), is_added, field: None }
}

fn hash(text: &str) -> Hash {
    Hash::of(fold(text).as_bytes())
}

/// A text without what was put in (or taken out) by `but`.
fn side(runs: &[Run], but: Op) -> String {
    runs.iter().filter(|run| run.op != but).map(|run| run.text.as_str()).collect()
}

/// How a block did on a site so far.
#[derive(Debug, Clone, Copy)]
pub struct Spread<'a> {
    pub sight: &'a BlockSight,
    /// The articles on which it came or went, each once.
    pub witnesses: &'a [Witness],
    /// The articles of the site that were read since the first of them.
    pub read: u64,
    pub language: Option<&'a str>,
}

impl Spread<'_> {
    /// How many witnesses there must be.
    fn needed(&self) -> (usize, f64) {
        let may_be_fact = match self.sight.field {
            None => !is_free_of_facts(&self.sight.text, self.language),
            // What stands in sight is news sooner ("Live: .."); a title in the head of the page is the site's.
            Some(Field::AltHeadline) => self.sight.text.contains(char::is_numeric),
            Some(_) => true,
        };
        if may_be_fact { (FACT_ARTICLES_MIN, FACT_SHARE_MIN) } else { (ARTICLES_MIN, SHARE_MIN) }
    }

    /// Whether there are enough, if their articles are different ones.
    pub fn is_wide(&self) -> bool {
        let (articles, share) = self.needed();
        self.witnesses.len() >= articles && self.witnesses.len() as f64 >= share * self.read as f64
    }

    /// Whether enough of these articles are different ones, beside the blocks that `spread` over the site.
    pub fn is_among_different(&self, articles: &[(PageId, Article)], spread: &BTreeSet<Hash>) -> bool {
        let own = |(page, article): &(PageId, Article)| {
            let blocks: BTreeSet<Hash> = article.body.iter().map(|block| hash(&block.text)).collect();
            let blocks = blocks.into_iter().filter(|block| !spread.contains(block)).collect();
            SeenPage { page: *page, blocks, candidates: Vec::new() }
        };
        let pages: Vec<SeenPage> = articles.iter().map(own).collect();
        are_different(&pages, self.needed().0)
    }

    /// The first of the witnesses.
    pub fn began_at(&self) -> Option<Timestamp> {
        self.witnesses.iter().map(|witness| witness.at).min()
    }
}

/// Compares two sifted articles beside blocks that are `known` to come and go on the whole site, and steps of what
/// stands around fields; answers also with those that did here.
///
/// Where only titles in the head of the page have another affix, that is no more than a trace.
pub fn compare_knowing(
    old: &Article,
    new: &Article,
    context: &Context,
    known: &SiteBlocks,
) -> (Comparison, Vec<BlockSight>) {
    if known.is_empty() {
        return (whole(old, new, context), Vec::new());
    }
    let (gone, came) = (only(old, new, known, false), only(new, old, known, true));
    let settled = field_steps::settle(old, new, &|step| known.holds(&step.block, step.is_added));
    let blocks = [gone, came].concat();
    if blocks.is_empty() && settled.is_none() {
        return (whole(old, new, context), Vec::new());
    }
    let steps = settled.as_ref().map_or(&[][..], |settled| &settled.taken);
    let (old, new) = settled.as_ref().map_or((old, new), |settled| (&settled.old, &settled.new));
    let mut comparison = whole(&without(old, &blocks, false), &without(new, &blocks, true), context);
    comparison.suppressed.extend(blocks.iter().map(named));
    comparison.suppressed.extend(steps.iter().map(Taken::suppressed));
    let in_sight: Vec<&Taken> = steps.iter().filter(|step| step.field != Field::AltHeadline).collect();
    if blocks.is_empty() && in_sight.is_empty() {
        comparison.equality = comparison.equality.max(Equality::Trace);
        comparison.severity = comparison.severity.max(Severity::Trace);
    } else {
        tell(&mut comparison, &blocks, &in_sight);
    }
    let taken = blocks.into_iter().chain(steps.iter().map(|step| step.sight.clone()));
    let taken: BTreeSet<BlockSight> = taken.collect();
    (comparison, taken.into_iter().collect())
}

/// Says in a comparison what was left out of it as the site's.
fn tell(comparison: &mut Comparison, blocks: &[BlockSight], steps: &[&Taken]) {
    let is_all = comparison.equality < Equality::Edit;
    comparison.kinds.push(ChangeKind::SiteChange);
    comparison.kinds.sort_unstable();
    comparison.severity = comparison.severity.max(Severity::Cosmetic);
    comparison.equality = comparison.equality.max(Equality::Cosmetic);
    let said = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one} on the whole site")),
        count => Some(format!("{count} {many} on the whole site")),
    };
    let said = [
        said(blocks.len(), "block came or went", "blocks came or went"),
        said(steps.len(), "addition to a field was changed", "additions to fields were changed"),
    ];
    let said = said.into_iter().flatten().collect::<Vec<_>>().join("; ");
    if is_all && !comparison.edits.iter().any(|edit| matches!(edit, Edit::Body { .. })) {
        let shown = |sight: &BlockSight| match sight.is_added {
            true => BlockEdit::Added { text: sight.text.clone() },
            false => BlockEdit::Deleted { text: sight.text.clone() },
        };
        if !blocks.is_empty() {
            comparison.edits.push(Edit::Body { blocks: blocks.iter().map(shown).collect() });
        }
        let mut fields = BTreeSet::new();
        comparison.edits.extend(steps.iter().filter(|step| fields.insert(step.field)).map(|step| step.edit()));
    }
    let is_told = comparison.kinds.len() > 1;
    comparison.summary = if is_told { format!("{}; {said}", comparison.summary) } else { said };
}

fn named(sight: &BlockSight) -> Suppressed {
    Suppressed { rule: "site_change".to_owned(), text: sight.text.clone() }
}

/// A claim of a page that was told, as it is told beside what is `known` of the site; `None` where nothing of it is the
/// site's.
pub fn claim_knowing(told: &Change, known: &SiteBlocks) -> Option<Change> {
    let is_known = |step: &BlockSight| known.holds(&step.block, step.is_added);
    let (of_site, left): (Vec<Edit>, Vec<Edit>) =
        told.edits.iter().cloned().partition(|edit| field_steps::is_of_site(edit, &is_known));
    if of_site.is_empty() {
        return None;
    }
    let is_title = |edit: &Edit| matches!(edit, Edit::Value { field: Field::AltHeadline, .. });
    let mut change = told.clone();
    let is_gone = |kind: &ChangeKind| {
        *kind == ChangeKind::SiteChange || (*kind == ChangeKind::AltHeadlineEdit && !left.iter().any(is_title))
    };
    change.kinds.retain(|kind| !is_gone(kind));
    let said = "an addition to the title was changed on the whole site";
    (change.summary, change.severity) = match change.kinds.is_empty() {
        true => (said.to_owned(), Severity::Cosmetic),
        false => (format!("{}; {said}", told.summary), told.severity),
    };
    change.kinds.push(ChangeKind::SiteChange);
    change.kinds.sort_unstable();
    change.edits = if left.is_empty() { of_site } else { left };
    Some(change)
}

/// Compares two articles, those of a live page entry by entry.
fn whole(old: &Article, new: &Article, context: &Context) -> Comparison {
    compare_entries(old, new, context).unwrap_or_else(|| compare(old, new, context))
}

/// The known blocks that only `one` of two articles has.
fn only(one: &Article, other: &Article, known: &SiteBlocks, is_added: bool) -> Vec<BlockSight> {
    let there: BTreeSet<Hash> = other.body.iter().map(|block| hash(&block.text)).collect();
    let sights = one.body.iter().map(|block| sight(&block.text, is_added));
    let mut told = BTreeSet::new();
    sights
        .filter(|sight| {
            known.holds(&sight.block, is_added) && !there.contains(&sight.block) && told.insert(sight.block)
        })
        .collect()
}

/// An article without those of the blocks that came, or that went.
fn without(article: &Article, taken: &[BlockSight], came: bool) -> Article {
    let mut article = article.clone();
    article.body.retain(|block| {
        let own = hash(&block.text);
        !taken.iter().any(|sight| sight.is_added == came && sight.block == own)
    });
    article
}
