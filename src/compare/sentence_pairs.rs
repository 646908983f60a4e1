//! Which sentence of the old text became which of the new one: in order, with splits and merges.

use std::collections::HashMap;
use std::ops::Range;

use similar::DiffTag;

use super::passage::{Passage, bag_of, dice};
use super::tokens::Vocabulary;
use super::words::{Effort, operations};

/// Sentences less alike than this are one deleted and one added.
const LIKENESS_MIN: f64 = 0.3;
/// Sentences of so few words are each other's in the same place however unlike: "Twelve." became "Fifteen.".
const SHORT_WORDS: usize = 3;
/// A split or merge must keep this much of the words, and gain this much over the best single pair.
const SPLIT_LIKENESS_MIN: f64 = 0.8;
const SPLIT_GAIN_MIN: f64 = 0.1;
/// Costs in thousandths, so that sums are exact: a pair costs its unlikeness, a sentence alone half.
const GAP: u32 = 500;
/// The table of the exact search holds at most this many cells.
const CELLS_MAX: usize = 4_000;
/// Passages with more sentences than this together are compared whole.
const SENTENCES_MAX: usize = 3_000;
/// How many sentences one may be split into or merged from.
const PARTS_MAX: usize = 3;

/// What became of a run of sentences; the ranges count sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

impl Step {
    fn mirrored(self) -> Self {
        Step { old: self.new, new: self.old }
    }
}

/// Pairs the sentences of two passages; the steps cover both, in order. Worked out in one direction, as in
/// [`super::words::diff`].
pub(super) fn pair(old: &Passage, new: &Passage, vocabulary: &Vocabulary, effort: &mut Effort) -> Vec<Step> {
    if old.text <= new.text {
        pair_one_way(old, new, vocabulary, effort)
    } else {
        pair_one_way(new, old, vocabulary, effort).into_iter().map(Step::mirrored).collect()
    }
}

/// One sentence, ready to be likened.
struct Sentence {
    ids: Vec<u32>,
    bag: Vec<u32>,
}

fn read(passage: &Passage, vocabulary: &Vocabulary) -> Vec<Sentence> {
    let read_one = |range: &Range<usize>| {
        let tokens = passage.tokens.get(passage.core(range)).unwrap_or(&[]);
        Sentence { ids: tokens.iter().map(|t| t.id).collect(), bag: bag_of(tokens, vocabulary) }
    };
    passage.sentences.iter().map(read_one).collect()
}

fn pair_one_way(old: &Passage, new: &Passage, vocabulary: &Vocabulary, effort: &mut Effort) -> Vec<Step> {
    if old.sentences.len() == 1 && new.sentences.len() == 1 {
        // The passages are each other's already: however unlike, this sentence became that one.
        return vec![Step { old: 0..1, new: 0..1 }];
    }
    let (a, b) = (read(old, vocabulary), read(new, vocabulary));
    let head = a.iter().zip(&b).take_while(|(x, y)| x.ids == y.ids).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x.ids == y.ids).count();
    let mut steps: Vec<Step> = (0..head).map(|i| Step { old: i..i + 1, new: i..i + 1 }).collect();
    let (old_rest, new_rest) = (head..a.len() - tail, head..b.len() - tail);
    let cells = old_rest.len() * new_rest.len();
    if cells <= CELLS_MAX && effort.spend(cells * 40) {
        steps.extend(Table::fill(&a, &b, old_rest, new_rest).walk());
    } else {
        effort.is_coarse = true;
        steps.extend(by_equality(&a, &b, old_rest, new_rest, effort));
    }
    let tails = (0..tail).rev().map(|back| (a.len() - 1 - back, b.len() - 1 - back));
    steps.extend(tails.map(|(i, j)| Step { old: i..i + 1, new: j..j + 1 }));
    steps
}

/// The least cost to come to each pair of positions, and the step that came there.
struct Table {
    rows: Range<usize>,
    columns: Range<usize>,
    costs: Vec<u32>,
    /// Sentences taken on each side by the last step.
    steps: Vec<(usize, usize)>,
}

impl Table {
    fn fill(a: &[Sentence], b: &[Sentence], rows: Range<usize>, columns: Range<usize>) -> Table {
        let (n, m) = (rows.len(), columns.len());
        let mut table =
            Table { rows, columns, costs: vec![u32::MAX; (n + 1) * (m + 1)], steps: vec![(0, 0); (n + 1) * (m + 1)] };
        let single = |i: usize, j: usize| match (a.get(table.rows.start + i), b.get(table.columns.start + j)) {
            (Some(x), Some(y)) if x.ids == y.ids => 1.0,
            // Equal words in other marks are a shade less alike than equal sentences.
            (Some(x), Some(y)) => dice(&x.bag, &y.bag) * 0.999,
            _ => 0.0,
        };
        let likeness: Vec<f64> = (0..n).flat_map(|i| (0..m).map(move |j| (i, j))).map(|(i, j)| single(i, j)).collect();
        let like = |i: usize, j: usize| likeness.get(i * m + j).copied().unwrap_or(0.0);
        let words = |s: Option<&Sentence>| s.map_or(0, |s| s.bag.len());
        let (first_row, first_column) = (table.rows.start, table.columns.start);
        let is_short = |i: usize, j: usize| {
            [words(a.get(first_row + i)), words(b.get(first_column + j))].iter().all(|n| (1..=SHORT_WORDS).contains(n))
        };
        if let Some(origin) = table.costs.first_mut() {
            *origin = 0;
        }
        for i in 0..=n {
            for j in 0..=m {
                if i > 0 && j > 0 && like(i - 1, j - 1) >= LIKENESS_MIN {
                    table.offer(i, j, (1, 1), cost(like(i - 1, j - 1)));
                } else if i > 0 && j > 0 && is_short(i - 1, j - 1) {
                    table.offer(i, j, (1, 1), 2 * GAP - 1);
                }
                for parts in 2..=PARTS_MAX {
                    if i > 0 && j >= parts {
                        let best = (j - parts..j).map(|k| like(i - 1, k)).fold(0.0, f64::max);
                        table.offer_parts(i, j, (1, parts), best, a, b);
                    }
                    if j > 0 && i >= parts {
                        let best = (i - parts..i).map(|k| like(k, j - 1)).fold(0.0, f64::max);
                        table.offer_parts(i, j, (parts, 1), best, a, b);
                    }
                }
                if i > 0 {
                    table.offer(i, j, (1, 0), GAP);
                }
                if j > 0 {
                    table.offer(i, j, (0, 1), GAP);
                }
            }
        }
        table
    }

    fn slot(&self, i: usize, j: usize) -> usize {
        i * (self.columns.len() + 1) + j
    }

    /// Takes the way to (i, j) by `step` if it is cheaper than what is known; the first offered wins ties.
    fn offer(&mut self, i: usize, j: usize, step: (usize, usize), cost: u32) {
        let from = self.costs.get(self.slot(i - step.0, j - step.1)).copied().unwrap_or(u32::MAX);
        let total = from.saturating_add(cost);
        let slot = self.slot(i, j);
        if let (Some(known), Some(way)) = (self.costs.get_mut(slot), self.steps.get_mut(slot))
            && total < *known
        {
            *known = total;
            *way = step;
        }
    }

    /// Offers one sentence as several, or several as one.
    fn offer_parts(&mut self, i: usize, j: usize, step: (usize, usize), best: f64, a: &[Sentence], b: &[Sentence]) {
        // Only a part that covers much of the whole can do so with its neighbours.
        if !(0.2..SPLIT_LIKENESS_MIN + 0.15).contains(&best) {
            return;
        }
        let (row, column) = (self.rows.start + i, self.columns.start + j);
        let bag = |side: &[Sentence], range: Range<usize>| {
            let mut bag: Vec<u32> = side.get(range).unwrap_or(&[]).iter().flat_map(|s| s.bag.iter().copied()).collect();
            bag.sort_unstable();
            bag
        };
        let whole = dice(&bag(a, row - step.0..row), &bag(b, column - step.1..column));
        if whole >= SPLIT_LIKENESS_MIN && whole > best + SPLIT_GAIN_MIN {
            self.offer(i, j, step, cost(whole) + 1);
        }
    }

    /// The cheapest way from the first sentences to the last.
    fn walk(&self) -> Vec<Step> {
        let (mut i, mut j) = (self.rows.len(), self.columns.len());
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let (di, dj) = self.steps.get(self.slot(i, j)).copied().unwrap_or((i, j));
            let (row, column) = (self.rows.start + i, self.columns.start + j);
            steps.push(Step { old: row - di..row, new: column - dj..column });
            i -= di;
            j -= dj;
        }
        steps.reverse();
        steps
    }
}

/// Unlikeness in thousandths.
fn cost(likeness: f64) -> u32 {
    ((1.0 - likeness.clamp(0.0, 1.0)) * 1000.0).round() as u32
}

/// The coarse way for very long passages: equal sentences are pairs, what lies between them is paired in order.
fn by_equality(a: &[Sentence], b: &[Sentence], old: Range<usize>, new: Range<usize>, effort: &mut Effort) -> Vec<Step> {
    let size = old.len() + new.len();
    if size > SENTENCES_MAX || !effort.spend(size * size) {
        return vec![Step { old, new }];
    }
    let mut numbers: HashMap<&[u32], u32> = HashMap::new();
    let mut keys: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
    for (side, (sentences, range)) in keys.iter_mut().zip([(a, &old), (b, &new)]) {
        for sentence in sentences.get(range.clone()).unwrap_or(&[]) {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            side.push(*numbers.entry(sentence.ids.as_slice()).or_insert(next));
        }
    }
    let [old_keys, new_keys] = &keys;
    let mut steps = Vec::new();
    for op in operations(old_keys, new_keys) {
        let (tag, i, j) = op.as_tag_tuple();
        let (i, j) = (i.start + old.start..i.end + old.start, j.start + new.start..j.end + new.start);
        let both = i.len().min(j.len());
        for (x, y) in i.clone().zip(j.clone()) {
            let is_pair = tag == DiffTag::Equal
                || matches!((a.get(x), b.get(y)), (Some(s), Some(t)) if dice(&s.bag, &t.bag) >= LIKENESS_MIN);
            if is_pair {
                steps.push(Step { old: x..x + 1, new: y..y + 1 });
            } else {
                steps.push(Step { old: x..x + 1, new: y..y });
                steps.push(Step { old: x + 1..x + 1, new: y..y + 1 });
            }
        }
        if i.len() != j.len() {
            steps.push(Step { old: i.start + both..i.end, new: j.start + both..j.end });
        }
    }
    steps
}
