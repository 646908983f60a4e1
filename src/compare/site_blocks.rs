//! Whole blocks that come on or go from many articles of a site at once: told as one change of the site, not as edits.
//!
//! Guarded by facts: a block within the prose that is only reworded is an edit of each article that holds it, however
//! many do; only what came or went whole is looked for elsewhere, and a label that was put in the place of another.
//! A block with a digit, a name of a month, a quotation mark or a negation needs more witnesses.

use std::collections::BTreeSet;

use crate::model::{
    Article, BlockEdit, BlockSight, Edit, Hash, Op, PageId, Run, SiteBlocks, Suppressed, Timestamp, Witness,
};

use super::boilerplate::{SeenPage, are_different, is_free_of_facts, is_label};
use super::canon::fold;
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

/// The blocks that came on or went with an edit and may do so elsewhere on the site.
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
    sights.into_iter().take(SIGHTS_MAX).collect()
}

fn sight(text: &str, is_added: bool) -> BlockSight {
    BlockSight { text: text.to_owned(), block: hash(text), is_added }
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
        match is_free_of_facts(&self.sight.text, self.language) {
            true => (ARTICLES_MIN, SHARE_MIN),
            false => (FACT_ARTICLES_MIN, FACT_SHARE_MIN),
        }
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

/// Compares two sifted articles beside blocks that are `known` to come and go on the whole site; answers also with
/// those that did here.
pub fn compare_knowing(
    old: &Article,
    new: &Article,
    context: &Context,
    known: &SiteBlocks,
) -> (Comparison, Vec<BlockSight>) {
    let (gone, came) = match known.is_empty() {
        true => (Vec::new(), Vec::new()),
        false => (only(old, new, known, false), only(new, old, known, true)),
    };
    if gone.is_empty() && came.is_empty() {
        return (whole(old, new, context), Vec::new());
    }
    let mut now = without(new, &came);
    keep_titles(old, &mut now);
    let mut comparison = whole(&without(old, &gone), &now, context);
    let taken = [gone, came].concat();
    let is_all = comparison.equality < Equality::Edit;
    comparison.kinds.push(ChangeKind::SiteChange);
    comparison.kinds.sort_unstable();
    comparison.severity = comparison.severity.max(Severity::Cosmetic);
    comparison.equality = comparison.equality.max(Equality::Cosmetic);
    let count = taken.len();
    let said = format!("{count} block{} came or went on the whole site", if count == 1 { "" } else { "s" });
    if is_all && !comparison.edits.iter().any(|edit| matches!(edit, Edit::Body { .. })) {
        let shown = |sight: &BlockSight| match sight.is_added {
            true => BlockEdit::Added { text: sight.text.clone() },
            false => BlockEdit::Deleted { text: sight.text.clone() },
        };
        comparison.edits.push(Edit::Body { blocks: taken.iter().map(shown).collect() });
    }
    let is_told = comparison.kinds.len() > 1;
    comparison.summary = if is_told { format!("{}; {said}", comparison.summary) } else { said };
    let named = |sight: &BlockSight| Suppressed { rule: "site_change".to_owned(), text: sight.text.clone() };
    comparison.suppressed.extend(taken.iter().map(named));
    (comparison, taken)
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

/// What stands between a title and the name of its site.
const SEPARATORS: [&str; 7] = [" | ", " - ", " – ", " — ", " · ", " • ", " » "];

/// A site that is changed as a whole may write its name otherwise behind every title: that is no other headline.
fn keep_titles(old: &Article, new: &mut Article) {
    let title = |text: &str| {
        let at = SEPARATORS.iter().filter_map(|separator| text.rfind(separator)).max();
        fold(at.and_then(|at| text.get(..at)).unwrap_or(text))
    };
    for after in &mut new.alt_headlines {
        let before = old.alt_headlines.iter().find(|before| before.source == after.source);
        if let Some(before) = before.filter(|before| title(&before.text) == title(&after.text)) {
            after.text.clone_from(&before.text);
        }
    }
}

fn without(article: &Article, taken: &[BlockSight]) -> Article {
    let mut article = article.clone();
    article.body.retain(|block| {
        let own = hash(&block.text);
        !taken.iter().any(|sight| sight.block == own)
    });
    article
}
