//! Site learning (rule N9 of the domain): blocks that stand on different articles of a site are no part of any.
//!
//! Guarded by facts: a block with a digit, a number in words, a date, a quotation mark or a negation is never learned,
//! nor one from the middle of the prose; and a whole sentence needs more witnesses than a label, because newspapers
//! have stock sentences too.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::model::{Article, Block, BlockKind, Hash, Lesson, PageId};

use super::canon::fold;
use super::lexicon::{is_calendar, is_negation, is_number_word};
use super::noise::words_of;

/// A block must stand on this many different articles ..
const ARTICLES_MIN: usize = 3;
/// .. and, if it is a sentence, on this share of all that were seen.
const SENTENCE_SHARE_MIN: f64 = 0.2;
/// Longer blocks are text.
const WORDS_MAX: usize = 60;
/// Blocks at each end of a body among which is looked, and at most this part of all.
const EDGE_BLOCKS: usize = 4;
const EDGE_PART: usize = 3;
/// Two pages that share more of their blocks are one article under two addresses.
const SHARED_MAX: f64 = 0.5;
/// Pages kept as witnesses of one block.
const WITNESSES_MAX: usize = 5;

/// A block that may be learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As it read.
    pub text: String,
    pub folded: String,
    /// It is a label or nothing but links, no sentence.
    pub is_label: bool,
}

/// What of one article is looked at.
#[derive(Debug, Clone)]
pub struct SeenPage {
    pub page: PageId,
    /// All its blocks, as hashes, sorted.
    pub blocks: Vec<Hash>,
    pub candidates: Vec<Candidate>,
}

/// Reads what learning needs of an article.
pub fn sight(page: PageId, article: &Article) -> SeenPage {
    let blocks: BTreeSet<Hash> = article.body.iter().map(|b| Hash::of(fold(&b.text).as_bytes())).collect();
    SeenPage { page, blocks: blocks.into_iter().collect(), candidates: candidates(article) }
}

/// The blocks of an article that may be learned: at the ends of its body, and lists of links anywhere.
pub fn candidates(article: &Article) -> Vec<Candidate> {
    let count = article.body.len();
    let edge = EDGE_BLOCKS.min(count / EDGE_PART);
    let is_at_end = |at: usize| at < edge || at + edge >= count;
    let language = article.language.as_deref();
    let found = article
        .body
        .iter()
        .enumerate()
        .filter(|(at, block)| (is_at_end(*at) || block.is_all_link) && may_be_learned(block, language));
    found
        .map(|(_, block)| Candidate {
            text: block.text.clone(),
            folded: fold(&block.text),
            is_label: block.is_all_link || !ends_as_sentence(&block.text),
        })
        .collect()
}

fn may_be_learned(block: &Block, language: Option<&str>) -> bool {
    let is_data = matches!(block.kind, BlockKind::TableRow | BlockKind::Preformatted | BlockKind::PullQuote);
    !is_data && is_free_of_facts(&block.text, language)
}

/// Whether a block holds words, not many of them, and nothing among them that could be a fact.
pub(super) fn is_free_of_facts(text: &str, language: Option<&str>) -> bool {
    let has_fact = |c: char| c.is_numeric() || matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '「' | '」');
    if text.chars().any(has_fact) {
        return false;
    }
    let words = words_of(&fold(text).to_lowercase());
    let denies = |word: &String| is_negation(word, language) || is_negation(word, None);
    !words.is_empty()
        && words.len() <= WORDS_MAX
        && !words.iter().any(|w| is_number_word(w) || is_calendar(w, language) || denies(w))
        // A single quotation mark within words is an apostrophe; one that opens a word quotes.
        && !fold(text).split(' ').any(|word| word.starts_with('\''))
}

/// Whether a block is a label rather than a sentence.
pub(super) fn is_label(text: &str) -> bool {
    !ends_as_sentence(text)
}

fn ends_as_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔'])
}

/// The blocks that stand on enough different articles of one site; the order of `pages` does not matter.
pub fn lessons(pages: &[SeenPage]) -> Vec<Lesson> {
    let mut witnesses: BTreeMap<&str, (&Candidate, Vec<&SeenPage>)> = BTreeMap::new();
    for page in pages {
        let mut told = HashSet::new();
        for candidate in page.candidates.iter().filter(|c| told.insert(c.folded.as_str())) {
            let entry = witnesses.entry(&candidate.folded).or_insert((candidate, Vec::new()));
            entry.1.push(page);
        }
    }
    let needed = |candidate: &Candidate| {
        let share = (pages.len() as f64 * SENTENCE_SHARE_MIN).ceil() as usize;
        if candidate.is_label { ARTICLES_MIN } else { ARTICLES_MIN.max(share) }
    };
    let enough = witnesses.into_values().filter(|(candidate, seen)| seen.len() >= needed(candidate));
    let lessons = enough.filter_map(|(candidate, seen)| {
        let different = different(&seen, needed(candidate));
        (different.len() >= needed(candidate)).then(|| Lesson {
            text: candidate.text.clone(),
            folded: candidate.folded.clone(),
            articles: u32::try_from(seen.len()).unwrap_or(u32::MAX),
            seen_on: different.iter().take(WITNESSES_MAX).map(|page| page.page).collect(),
        })
    });
    lessons.collect()
}

/// Whether so many of `pages` are different articles.
pub(super) fn are_different(pages: &[SeenPage], needed: usize) -> bool {
    different(&pages.iter().collect::<Vec<_>>(), needed).len() >= needed
}

/// Pages that are different articles, no more than are needed.
fn different<'a>(pages: &[&'a SeenPage], needed: usize) -> Vec<&'a SeenPage> {
    let mut pages = pages.to_vec();
    pages.sort_by_key(|page| page.page);
    let mut chosen: Vec<&SeenPage> = Vec::new();
    for page in pages {
        if chosen.len() >= needed.max(WITNESSES_MAX) {
            break;
        }
        // Against the last few only, so that the work stays small: addresses of one article are added near each other.
        if chosen.iter().rev().take(WITNESSES_MAX).all(|other| !is_same_article(page, other)) {
            chosen.push(page);
        }
    }
    chosen
}

fn is_same_article(a: &SeenPage, b: &SeenPage) -> bool {
    let shared = a.blocks.iter().filter(|hash| b.blocks.binary_search(hash).is_ok()).count();
    shared as f64 > SHARED_MAX * a.blocks.len().min(b.blocks.len()).max(1) as f64
}
