//! How well a comparison found what was done: the measures of a diff of prose.

use std::collections::BTreeMap;
use std::ops::Range;

use newswatch::compare::{self, Comparison, Context};
use newswatch::model::{Article, Block, BlockEdit, BlockKind, Edit, Op, Run};
use similar::algorithms::{Capture, myers};

use super::generator::edits::Pair;

/// What was found, what was missed, what was told wrongly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    pub right: u32,
    pub wrong: u32,
    pub missed: u32,
}

impl Found {
    fn count(&mut self, truth: u32, told: u32) {
        self.right += truth.min(told);
        self.missed += truth.saturating_sub(told);
        self.wrong += told.saturating_sub(truth);
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        2.0 * f64::from(self.right) / f64::from((2 * self.right + self.wrong + self.missed).max(1))
    }
}

/// Scores summed over pairs.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub pairs: u32,
    /// Tokens marked, and the fewest that could be, over pairs without a move.
    pub marked: usize,
    pub fewest: usize,
    pub moves: Found,
    pub splits: Found,
    pub sentences: Found,
    /// Sentences that stayed, and those of them that are shown as what they became.
    pub kept: u32,
    pub paired: u32,
    pub inside_words: u32,
    /// Kept stretches of at most two tokens between two marks.
    pub islands: u32,
    /// Blocks shown with a mark, and blocks that must be.
    pub blocks_marked: u32,
    /// Texts that do not come back out of the edits.
    pub not_rebuilt: u32,
    /// What went wrong, in words.
    pub remarks: Vec<String>,
}

/// An article of these paragraphs.
pub fn article(paragraphs: &[String], language: &str) -> Article {
    Article {
        body: paragraphs.iter().map(|text| Block::new(BlockKind::Paragraph, text.as_str())).collect(),
        language: Some(language.to_owned()),
        ..Article::default()
    }
}

/// Compares two texts as one visit after the other.
pub fn compared(old: &Article, new: &Article) -> Comparison {
    let at = |text: &str| text.parse().expect("RFC 3339");
    let context = Context {
        old_seen_at: at("2026-03-01T10:00:00Z"),
        new_seen_at: at("2026-03-01T11:00:00Z"),
        is_modified_trusted: true,
    };
    compare::compare(old, new, &context)
}

impl Scores {
    /// Compares a pair and adds what came of it.
    pub fn add(&mut self, pair: &Pair) {
        let found = compared(&article(&pair.old, &pair.language), &article(&pair.new, &pair.language));
        let blocks = found.edits.iter().find_map(|e| if let Edit::Body { blocks } = e { Some(blocks) } else { None });
        let blocks: &[BlockEdit] = blocks.map_or(&[], Vec::as_slice);
        self.pairs += 1;
        let before = self.clone();
        self.add_moves(pair, blocks);
        self.add_sentences(pair, &found, blocks);
        self.add_marks(pair, blocks);
        self.rebuild(pair, blocks);
        let is_worse = |old: Found, new: Found| new.wrong > old.wrong || new.missed > old.missed;
        let faults = [
            ("move", is_worse(before.moves, self.moves)),
            ("split", is_worse(before.splits, self.splits)),
            ("sentence", is_worse(before.sentences, self.sentences)),
            ("pairing", self.kept - self.paired > before.kept - before.paired),
            ("rebuild", self.not_rebuilt > before.not_rebuilt),
            ("word", self.inside_words > before.inside_words),
        ];
        let faults: Vec<&str> = faults.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        if !faults.is_empty() {
            self.remarks.push(format!(
                "{} {}: {}\n{:?}\n{}",
                pair.language,
                faults.join(" "),
                found.summary,
                pair.truth,
                compare_text(&found)
            ));
        }
    }

    /// Moved, split and merged paragraphs, told by their texts.
    fn add_moves(&mut self, pair: &Pair, blocks: &[BlockEdit]) {
        let truth = &pair.truth;
        let mut told: [Vec<String>; 3] = Default::default();
        for block in blocks {
            match block {
                BlockEdit::Moved { runs, .. } => told[0].push(side(runs, Op::Insert)),
                BlockEdit::Split { runs, .. } => told[1].push(side(runs, Op::Delete)),
                BlockEdit::Merged { runs, .. } => told[2].push(side(runs, Op::Insert)),
                _ => {}
            }
        }
        let right = |set: &std::collections::BTreeSet<String>, told: &[String]| {
            let set: Vec<String> = set.iter().map(|t| squeezed(t)).collect();
            told.iter().filter(|t| set.contains(&squeezed(t))).count() as u32
        };
        let sets = [&truth.moved, &truth.split, &truth.merged];
        for (at, (set, told)) in sets.into_iter().zip(&told).enumerate() {
            let right = right(set, told);
            let found = if at == 0 { &mut self.moves } else { &mut self.splits };
            found.right += right;
            found.wrong += told.len() as u32 - right;
            found.missed += set.len() as u32 - right;
        }
    }

    fn add_sentences(&mut self, pair: &Pair, found: &Comparison, blocks: &[BlockEdit]) {
        let (truth, counts) = (&pair.truth, &found.counts);
        self.sentences.count(truth.sentences_added, counts.sentences_added);
        self.sentences.count(truth.sentences_deleted, counts.sentences_deleted);
        self.sentences.count(truth.sentences_edited, counts.sentences_edited);
        self.splits.count(truth.sentences_split, counts.sentences_split);
        self.splits.count(truth.sentences_merged, counts.sentences_merged);
        let shown: Vec<(String, Vec<Range<usize>>)> = blocks.iter().filter_map(inserted).collect();
        for (sentence, is_touched) in &truth.kept {
            let share = shown.iter().find_map(|(text, marks)| Some(share(sentence, text.find(sentence)?, marks)));
            let share = share.unwrap_or(0.0); // not shown: unchanged
            self.kept += 1;
            self.paired += u32::from(if *is_touched { share < 0.6 } else { share == 0.0 });
        }
    }

    fn add_marks(&mut self, pair: &Pair, blocks: &[BlockEdit]) {
        let mut marked = 0;
        for block in blocks {
            match block {
                BlockEdit::Added { text } | BlockEdit::Deleted { text } => marked += tokens(text).len(),
                BlockEdit::Edited { runs }
                | BlockEdit::Moved { runs, .. }
                | BlockEdit::Split { runs, .. }
                | BlockEdit::Merged { runs, .. } => {
                    marked += runs.iter().filter(|r| r.op != Op::Equal).map(|r| tokens(&r.text).len()).sum::<usize>();
                    self.inside_words += inside_words(runs);
                    let is_island = |w: &[Run]| w[1].op == Op::Equal && tokens(&w[1].text).len() <= 2;
                    self.islands += runs.windows(3).filter(|w| is_island(w) && !w[1].text.contains('¶')).count() as u32;
                }
                _ => {}
            }
            self.blocks_marked += u32::from(!matches!(block, BlockEdit::Unchanged { .. } | BlockEdit::Context { .. }));
        }
        if pair.truth.moved.is_empty() {
            self.marked += marked;
            self.fewest += fewest(&pair.old, &pair.new);
        }
    }

    /// Each text that is shown is one of its side, whole.
    fn rebuild(&mut self, pair: &Pair, blocks: &[BlockEdit]) {
        let wholes = [(Op::Delete, squeezed(&pair.old.concat())), (Op::Insert, squeezed(&pair.new.concat()))];
        for (op, whole) in wholes {
            for block in blocks {
                let text = match block {
                    BlockEdit::Edited { runs }
                    | BlockEdit::Moved { runs, .. }
                    | BlockEdit::Split { runs, .. }
                    | BlockEdit::Merged { runs, .. } => side(runs, op),
                    BlockEdit::Added { text } if op == Op::Insert => text.clone(),
                    BlockEdit::Deleted { text } if op == Op::Delete => text.clone(),
                    BlockEdit::Context { text } => text.clone(),
                    _ => continue,
                };
                self.not_rebuilt += u32::from(!whole.contains(&squeezed(&text)));
            }
        }
    }

    /// Each measure with its value, its bound in words, and whether that is kept.
    pub fn bounds(&self) -> Vec<(&'static str, f64, &'static str, bool)> {
        let pairing = f64::from(self.paired) / f64::from(self.kept.max(1));
        let minimality = self.marked as f64 / self.fewest.max(1) as f64;
        let none = |name, count: u32| (name, f64::from(count), "none", count == 0);
        vec![
            ("marked tokens for each that must be", minimality, "at most 1.03", minimality <= 1.03),
            ("moved paragraphs, F1", self.moves.f1(), "at least 0.985", self.moves.f1() >= 0.985),
            ("splits and merges, F1", self.splits.f1(), "at least 0.90", self.splits.f1() >= 0.90),
            ("sentences shown as what they became", pairing, "at least 0.995", pairing >= 0.995),
            ("sentences added, deleted, edited, F1", self.sentences.f1(), "at least 0.95", self.sentences.f1() >= 0.95),
            none("marks that begin or end inside a word", self.inside_words),
            none("texts that do not come back out of the edits", self.not_rebuilt),
        ]
    }
}

fn compare_text(found: &Comparison) -> String {
    newswatch::model::EditText { edits: &found.edits, marks: newswatch::model::PlainMarks }.to_string()
}

fn side(runs: &[Run], op: Op) -> String {
    runs.iter().filter(|r| r.op == Op::Equal || r.op == op).map(|r| r.text.as_str()).collect()
}

/// Without spaces and marks of breaks, which a shown block may have more or fewer of.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '¶').collect()
}

/// The new text of a shown block, and which of its bytes are marked as new.
fn inserted(block: &BlockEdit) -> Option<(String, Vec<Range<usize>>)> {
    match block {
        BlockEdit::Added { text } => Some((text.clone(), std::iter::once(0..text.len()).collect())),
        BlockEdit::Edited { runs }
        | BlockEdit::Moved { runs, .. }
        | BlockEdit::Split { runs, .. }
        | BlockEdit::Merged { runs, .. } => {
            let (mut text, mut marks) = (String::new(), Vec::new());
            for run in runs.iter().filter(|r| r.op != Op::Delete) {
                if run.op == Op::Insert {
                    marks.push(text.len()..text.len() + run.text.len());
                }
                text.push_str(&run.text);
            }
            Some((text, marks))
        }
        _ => None,
    }
}

/// Which share of a sentence that stands at `at` is marked.
fn share(sentence: &str, at: usize, marks: &[Range<usize>]) -> f64 {
    let end = at + sentence.len();
    let marked: usize = marks.iter().map(|m| m.end.min(end).saturating_sub(m.start.max(at))).sum();
    marked as f64 / sentence.len() as f64
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Words; a sign of a script without spaces is one.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut is_open = false;
    for c in text.chars() {
        let is_word = c.is_alphanumeric();
        match tokens.last_mut() {
            Some(last) if is_open && is_word && !is_sign(c) => last.push(c),
            _ if is_word => tokens.push(c.to_string()),
            _ => {}
        }
        is_open = is_word && !is_sign(c);
    }
    tokens
}

/// The fewest tokens that must be marked between two texts where nothing may move.
fn fewest(old: &[String], new: &[String]) -> usize {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut ids = |side: &[String]| -> Vec<u32> {
        let words = side.iter().flat_map(|text| tokens(text));
        words
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry(word).or_insert(next)
            })
            .collect()
    };
    let (old, new) = (ids(old), ids(new));
    let mut capture = Capture::new();
    let done = myers::diff_deadline_raw(&mut capture, &old[..], 0..old.len(), &new[..], 0..new.len(), None);
    assert!(done.is_ok());
    let changed = |op: &similar::DiffOp| {
        if op.tag() == similar::DiffTag::Equal { 0 } else { op.old_range().len() + op.new_range().len() }
    };
    capture.ops().iter().map(changed).sum()
}

/// Borders of marks that stand inside a word, on the side where both its halves are.
fn inside_words(runs: &[Run]) -> u32 {
    let mut count = 0;
    for op in [Op::Delete, Op::Insert] {
        let shown: Vec<&Run> = runs.iter().filter(|r| r.op == Op::Equal || r.op == op).collect();
        for pair in shown.windows(2).filter(|p| p[0].op != p[1].op) {
            let ends = [pair[0].text.chars().next_back(), pair[1].text.chars().next()];
            count += u32::from(ends.iter().all(|c| c.is_some_and(|c| c.is_alphanumeric() && !is_sign(c))));
        }
    }
    count
}
