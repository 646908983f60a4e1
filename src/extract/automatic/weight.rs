//! How much prose stands where.

use std::cell::OnceCell;
use std::ops::Range;

use crate::extract::blocks::{Draft, Layout, Nest, Seat};
use crate::model::{BlockKind, words};

use super::hints;

/// Fewest words of a block that counts as prose where it closes as a sentence does, and where it does not.
const SENTENCE_WORDS: usize = 8;
const PROSE_WORDS: usize = 25;

/// Largest share of links in prose, and in other text that counts, in percent.
const LINKED_MAX: usize = 60;
const TEXT_LINKED_MAX: usize = 20;

/// Fewest paragraphs that a headline of the first rank stands above in the article.
const PARAGRAPHS_MIN: usize = 3;

/// A block's measures.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    pub(super) words: usize,
    pub(super) is_prose: bool,
    pub(super) ends_as_sentence: bool,
}

/// The blocks of a page with their measures.
pub(super) struct Weighed<'p, 'a> {
    pub(super) drafts: &'p [Draft],
    pub(super) seats: &'p [Seat],
    pub(super) nests: &'p [Nest<'a>],
    pub(super) hrefs: &'p [Vec<&'a str>],
    pub(super) measures: Vec<Measure>,
    /// What each nest says of itself, its own saying only, where it was asked.
    hints: Vec<OnceCell<Option<&'static str>>>,
    /// Half of the weight of the page.
    half: usize,
    /// The weight of each nest, whatever it says of itself.
    own: Vec<usize>,
    /// The weight before each block: words of text, and three times those of prose.
    weights: Vec<usize>,
}

impl<'p, 'a> Weighed<'p, 'a> {
    pub(super) fn of(layout: &'p Layout<'a>) -> Self {
        let Layout { drafts, seats, nests, hrefs } = layout;
        let measures: Vec<Measure> = drafts.iter().zip(seats).map(|(d, s)| measure(d, s)).collect();
        let mut page = Weighed {
            drafts,
            seats,
            nests,
            hrefs,
            measures,
            hints: vec![OnceCell::new(); nests.len()],
            half: 0,
            own: Vec::new(),
            weights: Vec::new(),
        };
        let weight = |page: &Self, n: usize| {
            let is_text = page.seats.get(n).is_some_and(|seat| seat.linked <= TEXT_LINKED_MAX);
            page.measures.get(n).map_or(0, |m| {
                if m.is_prose {
                    3 * m.words
                } else if is_text {
                    m.words
                } else {
                    0
                }
            })
        };
        page.weights = page.sum(weight);
        page.half = page.weight(&(0..drafts.len())) / 2;
        page.own = nests.iter().map(|nest| page.weight(&nest.drafts)).collect();
        let is_others = |page: &Self, n: usize| page.hinted(n, 0).is_some();
        page.weights = page.sum(|page, n| match weight(page, n) {
            0 => 0,
            _ if is_others(page, n) => 0,
            weight => weight,
        });
        page
    }

    /// What a nest says that it holds; one with most of the page's text, or with a headline and several paragraphs below
    /// it, holds the article, whatever it says. Readers' comments may be most of a page.
    pub(super) fn hint(&self, nest: usize) -> Option<&'static str> {
        let ask = || {
            let nest = self.nests.get(nest)?;
            hints::hint(nest.element).filter(|_| !self.has_headline(&nest.drafts))
        };
        let is_most = self.own.get(nest).is_some_and(|own| *own > self.half);
        self.hints.get(nest)?.get_or_init(ask).filter(|hint| !is_most || *hint == "comments")
    }

    /// The blocks in a nest.
    pub(super) fn drafts_of(&self, nest: usize) -> Range<usize> {
        self.nests.get(nest).map_or(0..0, |nest| nest.drafts.clone())
    }

    /// The name of a nest's element.
    pub(super) fn name_of(&self, nest: usize) -> &str {
        self.nests.get(nest).map_or("", |nest| nest.element.value().name())
    }

    /// Whether a block is an `h1`.
    pub(super) fn is_headline(&self, n: usize) -> bool {
        self.seats.get(n).is_some_and(|seat| self.name_of(seat.nest) == "h1")
    }

    /// Whether an `h1` stands in a range of blocks, with several paragraphs below it.
    fn has_headline(&self, range: &Range<usize>) -> bool {
        let below = range.clone().skip_while(|n| !self.is_headline(*n));
        below.filter(|n| self.measures.get(*n).is_some_and(|m| m.is_prose)).nth(PARAGRAPHS_MIN - 1).is_some()
    }

    fn sum(&self, count: impl Fn(&Self, usize) -> usize) -> Vec<usize> {
        let mut sums = Vec::with_capacity(self.drafts.len() + 1);
        let mut sum = 0;
        for n in 0..self.drafts.len() {
            sums.push(sum);
            sum += count(self, n);
        }
        sums.push(sum);
        sums
    }

    /// Weight of a range of blocks.
    pub(super) fn weight(&self, range: &Range<usize>) -> usize {
        let at = |n: usize| self.weights.get(n).copied().unwrap_or_default();
        at(range.end).saturating_sub(at(range.start))
    }

    /// Words in a range of blocks.
    pub(super) fn words(&self, range: &Range<usize>) -> usize {
        self.measures.get(range.clone()).map_or(0, |m| m.iter().map(|m| m.words).sum())
    }

    /// Whether a nest is another one or stands in it.
    pub(super) fn is_within(&self, nest: usize, outer: usize) -> bool {
        let outward = std::iter::successors(Some(nest), |nest| self.nests.get(*nest).map(|n| n.parent));
        outward.take_while(|nest| *nest >= outer).take(self.nests.len()).any(|nest| nest == outer)
    }

    /// The nests around a block, the innermost first, up to and without `within`.
    pub(super) fn around(&self, draft: usize, within: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.seats.get(draft).map(|seat| seat.nest);
        std::iter::successors(first, |nest| self.nests.get(*nest).map(|n| n.parent))
            .take_while(move |nest| *nest > within)
    }

    /// What the nests around a block, below `within`, say of it.
    pub(super) fn hinted(&self, draft: usize, within: usize) -> Option<&'static str> {
        self.around(draft, within).find_map(|nest| self.hint(nest))
    }
}

fn measure(draft: &Draft, seat: &Seat) -> Measure {
    let text = &draft.block.text;
    let words = words(text);
    let ends_as_sentence = ends_as_sentence(text);
    let is_kind = !matches!(draft.block.kind, BlockKind::Heading);
    let is_sentence = words >= SENTENCE_WORDS && ends_as_sentence;
    let is_prose = is_kind && seat.linked <= LINKED_MAX && (words >= PROSE_WORDS || is_sentence);
    Measure { words, is_prose, ends_as_sentence }
}

/// Whether a text closes as a sentence does.
pub(super) fn ends_as_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']', '」', '』', '）', ' ', '*']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟', ':', ';'])
}
