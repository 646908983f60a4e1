//! Which block of the old body became which of the new one: equal ones, reworded ones, splits and merges.
//!
//! Bounded by size: where too many blocks are left over, only those near the same place are likened.

use std::collections::HashMap;
use std::ops::Range;

use super::moves;
use super::passage::{Passage, dice};

/// Blocks less alike than this are one deleted and one added.
const LIKENESS_MIN: f64 = 0.4;
/// A split or merge must keep this much of the words, and gain this much over the best single pair.
const SPLIT_LIKENESS_MIN: f64 = 0.8;
const SPLIT_GAIN_MIN: f64 = 0.1;
/// Above this a pair leaves a split or merge nothing to gain.
const SURE_LIKENESS: f64 = 1.0 - SPLIT_GAIN_MIN;
/// How many blocks one may be split into or merged from.
const PARTS_MAX: usize = 4;
/// Blocks with fewer words pair only if equal or beside a pair: short labels are alike by chance.
const SHORT_WORDS: usize = 5;
/// What likening all left-over blocks with each other may cost, in words looked at.
const STEPS_MAX: usize = 30_000_000;
/// How many left-over pairs may be likened with each other.
const PAIRS_MAX: usize = 250_000;
/// Beyond that, how far apart among the left-over blocks two may stand.
const REACH: usize = 4;

/// Blocks that became blocks: one and one, one and several, or several and one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub old: Range<usize>,
    pub new: Range<usize>,
    /// The unit stands in another place among the others.
    pub is_moved: bool,
}

/// The units in the order of the new body; `is_coarse` if the bodies were too large to liken everything.
pub(super) struct Alignment {
    pub units: Vec<Unit>,
    pub is_coarse: bool,
}

/// Aligns two bodies. Worked out in one direction whichever way they are given, so that a change and its reversal
/// have mirrored counts.
pub(super) fn align(old: &[Passage], new: &[Passage]) -> Alignment {
    let is_forward = old.iter().map(|p| &p.text).le(new.iter().map(|p| &p.text));
    let (a, b) = if is_forward { (old, new) } else { (new, old) };
    let mut search =
        Search { a, b, of_a: vec![None; a.len()], of_b: vec![None; b.len()], units: Vec::new(), is_coarse: false };
    search.equal_blocks();
    search.alike_blocks();
    search.shared_sentences();
    search.short_blocks();
    search.short_runs();
    let units = search.units.into_iter().map(|(i, j)| {
        let (old, new) = if is_forward { (i, j) } else { (j, i) };
        Unit { old, new, is_moved: false }
    });
    let mut units: Vec<Unit> = units.collect();
    units.sort_by_key(|u| u.new.start);
    moves::mark(&mut units, old, new);
    Alignment { units, is_coarse: search.is_coarse }
}

struct Search<'a> {
    a: &'a [Passage],
    b: &'a [Passage],
    /// The start of each block's partner.
    of_a: Vec<Option<usize>>,
    of_b: Vec<Option<usize>>,
    units: Vec<(Range<usize>, Range<usize>)>,
    is_coarse: bool,
}

/// A possible unit with its likeness in millionths.
struct Candidate {
    likeness: u32,
    a: Range<usize>,
    b: Range<usize>,
}

impl Search<'_> {
    fn take(&mut self, a: Range<usize>, b: Range<usize>) -> bool {
        let is_free = |list: &[Option<usize>], range: &Range<usize>| {
            list.get(range.clone()).is_some_and(|l| l.iter().all(Option::is_none))
        };
        if !is_free(&self.of_a, &a) || !is_free(&self.of_b, &b) {
            return false;
        }
        self.of_a.iter_mut().take(a.end).skip(a.start).for_each(|p| *p = Some(b.start));
        self.of_b.iter_mut().take(b.end).skip(b.start).for_each(|p| *p = Some(a.start));
        self.units.push((a, b));
        true
    }

    /// Equal texts: those that stand once on both sides first, then repeated ones in order.
    fn equal_blocks(&mut self) {
        let mut places: HashMap<u32, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (i, block) in self.a.iter().enumerate() {
            places.entry(block.key).or_default().0.push(i);
        }
        for (j, block) in self.b.iter().enumerate() {
            places.entry(block.key).or_default().1.push(j);
        }
        // Repeated texts are independent of each other, so the order of the map does not matter.
        let mut pairs: Vec<(usize, usize)> = places.into_values().flat_map(|(i, j)| i.into_iter().zip(j)).collect();
        pairs.sort_unstable();
        for (i, j) in pairs {
            self.take(i..i + 1, j..j + 1);
        }
    }

    /// Reworded blocks, and blocks split or merged, the most alike first.
    fn alike_blocks(&mut self) {
        let left = |of: &[Option<usize>], side: &[Passage]| -> Vec<usize> {
            let is_left =
                |i: &usize| of.get(*i).is_some_and(Option::is_none) && side.get(*i).is_some_and(|p| p.words() > 0);
            (0..side.len()).filter(is_left).collect()
        };
        let (left_a, left_b) = (left(&self.of_a, self.a), left(&self.of_b, self.b));
        self.sure_blocks(&left_a, &left_b);
        let (left_a, left_b) = (left(&self.of_a, self.a), left(&self.of_b, self.b));
        let words = |side: &[Passage], left: &[usize]| -> usize {
            left.iter().filter_map(|&i| side.get(i)).map(Passage::words).sum()
        };
        let steps = words(self.a, &left_a)
            .saturating_mul(left_b.len())
            .saturating_add(words(self.b, &left_b).saturating_mul(left_a.len()));
        self.is_coarse = steps > STEPS_MAX || left_a.len().saturating_mul(left_b.len()) > PAIRS_MAX;
        let mut candidates = Vec::new();
        for (at, &i) in left_a.iter().enumerate() {
            let near = if self.is_coarse {
                at.saturating_sub(REACH)..left_b.len().min(at + REACH + 1)
            } else {
                0..left_b.len()
            };
            for &j in left_b.get(near).unwrap_or(&[]) {
                self.offer(i, j, &mut candidates);
            }
        }
        candidates
            .sort_by_key(|c| (std::cmp::Reverse(c.likeness), c.a.start.abs_diff(c.b.start), c.a.start, c.b.start));
        for candidate in candidates {
            self.take(candidate.a, candidate.b);
        }
    }

    /// Blocks in each other's place in the order of what is left, so alike that no split or merge could be more so: most
    /// edits, and no look at all other blocks.
    fn sure_blocks(&mut self, left_a: &[usize], left_b: &[usize]) {
        if left_a.len() != left_b.len() {
            return;
        }
        for (&i, &j) in left_a.iter().zip(left_b) {
            let (Some(a), Some(b)) = (self.a.get(i), self.b.get(j)) else { continue };
            let is_short = a.words() < SHORT_WORDS || b.words() < SHORT_WORDS;
            if !is_short && likeness(&a.bag, &b.bag) > SURE_LIKENESS {
                self.take(i..i + 1, j..j + 1);
            }
        }
    }

    /// Offers blocks `i` and `j` as a pair, and the runs that begin with them as splits and merges.
    fn offer(&self, i: usize, j: usize, candidates: &mut Vec<Candidate>) {
        let (Some(a), Some(b)) = (self.a.get(i), self.b.get(j)) else { return };
        let single = likeness(&a.bag, &b.bag);
        let is_short = a.words() < SHORT_WORDS || b.words() < SHORT_WORDS;
        if single >= LIKENESS_MIN && !is_short {
            candidates.push(Candidate { likeness: millionths(single), a: i..i + 1, b: j..j + 1 });
        }
        if single > SURE_LIKENESS {
            return;
        }
        for parts in 2..=PARTS_MAX {
            if let Some(whole) = parts_likeness(a, self.b, &self.of_b, j..j + parts) {
                candidates.push(Candidate { likeness: millionths(whole), a: i..i + 1, b: j..j + parts });
            }
            if let Some(whole) = parts_likeness(b, self.a, &self.of_a, i..i + parts) {
                candidates.push(Candidate { likeness: millionths(whole), a: i..i + parts, b: j..j + 1 });
            }
        }
    }

    /// Blocks that have a whole sentence in common which stands nowhere else: a long one was added to a short one, or
    /// taken from it.
    fn shared_sentences(&mut self) {
        let mut places: HashMap<Vec<u32>, [Vec<usize>; 2]> = HashMap::new();
        for (at, (side, partner)) in [(self.a, &self.of_a), (self.b, &self.of_b)].into_iter().enumerate() {
            for (i, block) in side.iter().enumerate().filter(|(i, _)| partner.get(*i) == Some(&None)) {
                for tokens in block.sentences.iter().filter_map(|s| block.tokens.get(block.core(s))) {
                    if tokens.iter().filter(|t| t.kind.is_content()).nth(SHORT_WORDS - 1).is_some() {
                        let ids = tokens.iter().map(|t| t.id).collect();
                        places.entry(ids).or_default().get_mut(at).into_iter().for_each(|list| list.push(i));
                    }
                }
            }
        }
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for (ids, found) in &places {
            if let [Ok([i]), Ok([j])] = found.each_ref().map(|list| <&[usize; 1]>::try_from(list.as_slice())) {
                pairs.push((ids.len(), *i, *j));
            }
        }
        // The longest first, then by place: the order of the map does not matter.
        pairs.sort_by_key(|&(length, i, j)| (std::cmp::Reverse(length), i.abs_diff(j), i, j));
        for (_, i, j) in pairs {
            self.take(i..i + 1, j..j + 1);
        }
    }

    /// Short blocks beside a pair: alike, or alone between two pairs.
    fn short_blocks(&mut self) {
        for i in (0..self.a.len()).chain((0..self.a.len()).rev()) {
            let is_free = self.of_a.get(i).is_some_and(Option::is_none);
            let beside = |k: Option<usize>| k.and_then(|k| self.of_a.get(k)).copied().flatten();
            let (before, after) =
                (beside(i.checked_sub(1)).map(|j| j + 1), beside(Some(i + 1)).and_then(|j| j.checked_sub(1)));
            if !is_free {
                continue;
            }
            let is_edge_after = i + 1 == self.a.len();
            let is_alone = match (before, after) {
                (Some(j), Some(k)) => j == k,
                (Some(j), None) => is_edge_after && j + 1 == self.b.len(),
                (None, Some(k)) => i == 0 && k == 0,
                (None, None) => is_edge_after && i == 0 && self.b.len() == 1,
            };
            let places =
                if is_alone && before.is_none() && after.is_none() { [Some(0), None] } else { [before, after] };
            for j in places.into_iter().flatten() {
                let (Some(a), Some(b)) = (self.a.get(i), self.b.get(j)) else { continue };
                let is_short = a.words() < SHORT_WORDS || b.words() < SHORT_WORDS;
                let is_both_short = a.words() < SHORT_WORDS && b.words() < SHORT_WORDS;
                if is_short
                    && (dice(&a.bag, &b.bag) >= LIKENESS_MIN || (is_both_short && is_alone))
                    && self.take(i..i + 1, j..j + 1)
                {
                    break;
                }
            }
        }
    }

    /// Runs of short blocks between the same neighbours, as many as there were: the cells of a list, each its own.
    fn short_runs(&mut self) {
        let is_short = |block: Option<&Passage>| block.is_some_and(|p| p.words() < SHORT_WORDS);
        let mut start = 0;
        while start < self.a.len() {
            let free = self.of_a.iter().zip(self.a).skip(start);
            let length = free.take_while(|(partner, p)| partner.is_none() && is_short(Some(p))).count();
            let end = start + length;
            let partner = |at: Option<usize>| at.and_then(|at| self.of_a.get(at)).copied().flatten();
            let first = if start == 0 { Some(0) } else { partner(start.checked_sub(1)).map(|j| j + 1) };
            let last = if end == self.a.len() { Some(self.b.len()) } else { partner(Some(end)) };
            if let (Some(first), Some(last)) = (first, last)
                && length > 0
                && last.checked_sub(first) == Some(length)
                && (first..last).all(|j| self.of_b.get(j) == Some(&None) && is_short(self.b.get(j)))
            {
                for (i, j) in (start..end).zip(first..last) {
                    self.take(i..i + 1, j..j + 1);
                }
            }
            start = end + 1;
        }
    }
}

/// Dice, or 0 where the sizes alone rule a pair out.
fn likeness(a: &[u32], b: &[u32]) -> f64 {
    let most = 2.0 * a.len().min(b.len()) as f64 / (a.len() + b.len()).max(1) as f64;
    if most < LIKENESS_MIN { 0.0 } else { dice(a, b) }
}

/// How alike `whole` is to the blocks `parts` put together, if it is a split.
fn parts_likeness(whole: &Passage, side: &[Passage], taken: &[Option<usize>], parts: Range<usize>) -> Option<f64> {
    let (blocks, taken) = (side.get(parts.clone())?, taken.get(parts)?);
    let words: usize = blocks.iter().map(Passage::words).sum();
    let most = 2.0 * words.min(whole.words()) as f64 / (words + whole.words()).max(1) as f64;
    if most < SPLIT_LIKENESS_MIN || taken.iter().any(Option::is_some) || blocks.iter().any(|b| b.words() == 0) {
        return None;
    }
    // Words of the parts that the whole has not: as soon as they are too many, no more need be looked at.
    let spare = (1.0 - SPLIT_LIKENESS_MIN) * (words + whole.words()) as f64;
    let (mut best, mut missing) = (0.0_f64, 0.0);
    for block in blocks {
        let single = dice(&whole.bag, &block.bag);
        best = best.max(single);
        missing += block.words() as f64 - single * (whole.words() + block.words()) as f64 / 2.0;
        if missing > spare {
            return None;
        }
    }
    let mut bag: Vec<u32> = blocks.iter().flat_map(|b| b.bag.iter().copied()).collect();
    bag.sort_unstable();
    let all = dice(&whole.bag, &bag);
    (all >= SPLIT_LIKENESS_MIN && all > best + SPLIT_GAIN_MIN).then_some(all)
}

fn millionths(likeness: f64) -> u32 {
    (likeness.clamp(0.0, 1.0) * 1e6).round() as u32
}
