//! Exact Myers difference of two runs of tokens, and the tidying that makes it readable. Bounded by size, never by
//! time, so that the same texts always give the same marks.

use std::ops::Range;

use similar::algorithms::{Capture, Replace, myers};
use similar::{DiffOp, DiffTag};

use super::tokens::{Token, TokenKind, Vocabulary};

/// Two runs of tokens longer than this together are not compared word by word.
const TOKENS_MAX: usize = 4_000;
/// What all word comparisons of one pair of articles may cost together, in steps of Myers' worst case.
const STEPS_MAX: usize = 60_000_000;
/// A sentence with a larger share of its words changed is shown as replaced.
const REPLACED_SHARE: f64 = 0.6;

/// What is left of the allowance for word comparisons.
#[derive(Debug)]
pub(super) struct Effort {
    steps: usize,
    /// Something was compared more coarsely because of its size.
    pub is_coarse: bool,
}

impl Effort {
    pub fn new() -> Self {
        Effort { steps: STEPS_MAX, is_coarse: false }
    }

    /// Takes `steps` off the allowance; `false`, and coarse from now on, if there is not enough left.
    pub fn spend(&mut self, steps: usize) -> bool {
        match self.steps.checked_sub(steps) {
            Some(rest) => {
                self.steps = rest;
                true
            }
            None => {
                self.is_coarse = true;
                false
            }
        }
    }
}

/// A stretch of both token runs: kept, or changed (either side may be empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub is_kept: bool,
    pub old: Range<usize>,
    pub new: Range<usize>,
}

impl Hunk {
    fn mirrored(self) -> Self {
        Hunk { is_kept: self.is_kept, old: self.new, new: self.old }
    }
}

/// The difference of two runs of tokens: hunks that cover both, kept and changed in turn.
///
/// It is worked out in one direction whichever way the texts are given, so that the counts of a change and of its
/// reversal mirror each other.
pub(super) fn diff(old: &[Token], new: &[Token], vocabulary: &Vocabulary, effort: &mut Effort) -> Vec<Hunk> {
    fn texts<'a>(run: &'a [Token], vocabulary: &'a Vocabulary) -> impl Iterator<Item = &'a str> {
        run.iter().map(|t| vocabulary.text(t.id))
    }
    if texts(old, vocabulary).le(texts(new, vocabulary)) {
        diff_one_way(old, new, effort)
    } else {
        diff_one_way(new, old, effort).into_iter().map(Hunk::mirrored).collect()
    }
}

fn diff_one_way(old: &[Token], new: &[Token], effort: &mut Effort) -> Vec<Hunk> {
    let head = old.iter().zip(new).take_while(|(a, b)| a.id == b.id).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or(&[]), new.get(head..).unwrap_or(&[]));
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a.id == b.id).count();
    let old_ids: Vec<u32> = old_rest.iter().take(old_rest.len() - tail).map(|t| t.id).collect();
    let new_ids: Vec<u32> = new_rest.iter().take(new_rest.len() - tail).map(|t| t.id).collect();
    let size = old_ids.len() + new_ids.len();
    let mut hunks = Vec::new();
    push(&mut hunks, true, 0..head, 0..head);
    if size > TOKENS_MAX || !effort.spend(size * size) {
        effort.is_coarse = true;
        push(&mut hunks, false, head..head + old_ids.len(), head..head + new_ids.len());
    } else {
        for op in operations(&old_ids, &new_ids) {
            let (tag, a, b) = op.as_tag_tuple();
            push(&mut hunks, tag == DiffTag::Equal, a.start + head..a.end + head, b.start + head..b.end + head);
        }
    }
    push(&mut hunks, true, old.len() - tail..old.len(), new.len() - tail..new.len());
    let hunks = slid(bridged(hunks, old), old, new);
    if is_mostly_changed(&hunks, old, new) {
        return vec![Hunk { is_kept: false, old: 0..old.len(), new: 0..new.len() }];
    }
    hunks
}

/// The shortest edit script of two runs of numbers.
pub(super) fn operations(old: &[u32], new: &[u32]) -> Vec<DiffOp> {
    let mut capture = Replace::new(Capture::new());
    // The raw search is the exact one; the default accepts longer scripts on hard inputs.
    match myers::diff_deadline_raw(&mut capture, old, 0..old.len(), new, 0..new.len(), None) {
        Ok(()) => capture.into_inner().into_ops(),
        Err(never) => match never {},
    }
}

/// Appends a stretch, joined to the last one if both are kept or both changed.
fn push(hunks: &mut Vec<Hunk>, is_kept: bool, old: Range<usize>, new: Range<usize>) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    match hunks.last_mut() {
        Some(last) if last.is_kept == is_kept => {
            last.old.end = old.end;
            last.new.end = new.end;
        }
        _ => hunks.push(Hunk { is_kept, old, new }),
    }
}

/// Joins two changes that only a space or a mark keeps apart.
fn bridged(hunks: Vec<Hunk>, old: &[Token]) -> Vec<Hunk> {
    let last = hunks.len().saturating_sub(1);
    let mut out = Vec::with_capacity(hunks.len());
    for (i, hunk) in hunks.into_iter().enumerate() {
        let between = old.get(hunk.old.clone()).unwrap_or(&[]);
        let is_bridge =
            hunk.is_kept && i > 0 && i < last && between.len() <= 2 && between.iter().all(|t| !t.kind.is_content());
        push(&mut out, hunk.is_kept && !is_bridge, hunk.old, hunk.new);
    }
    out
}

/// Slides pure insertions and deletions to where clauses begin and end.
fn slid(mut hunks: Vec<Hunk>, old: &[Token], new: &[Token]) -> Vec<Hunk> {
    let last = hunks.len().saturating_sub(1);
    for i in 0..hunks.len() {
        let Some(hunk) = hunks.get(i).filter(|h| !h.is_kept && h.old.is_empty() != h.new.is_empty()) else { continue };
        let (run, range) = if hunk.old.is_empty() { (new, hunk.new.clone()) } else { (old, hunk.old.clone()) };
        // A stretch between two changes keeps at least one token, or they would touch.
        let room_before = i.checked_sub(1).and_then(|b| hunks.get(b)).map_or(0, |h| h.new.len() - usize::from(i > 1));
        let room_after = hunks.get(i + 1).map_or(0, |h| h.new.len() - usize::from(i + 1 < last));
        let shift = best_shift(run, &range, room_before, room_after);
        if let Some(before) = i.checked_sub(1).and_then(|b| hunks.get_mut(b)) {
            before.old.end = before.old.end.saturating_add_signed(shift);
            before.new.end = before.new.end.saturating_add_signed(shift);
        }
        if let Some(hunk) = hunks.get_mut(i) {
            for range in [&mut hunk.old, &mut hunk.new] {
                range.start = range.start.saturating_add_signed(shift);
                range.end = range.end.saturating_add_signed(shift);
            }
        }
        if let Some(after) = hunks.get_mut(i + 1) {
            after.old.start = after.old.start.saturating_add_signed(shift);
            after.new.start = after.new.start.saturating_add_signed(shift);
        }
    }
    hunks.retain(|h| !h.old.is_empty() || !h.new.is_empty());
    hunks
}

/// By how many tokens a change may best be moved without changing what it does.
fn best_shift(run: &[Token], range: &Range<usize>, room_before: usize, room_after: usize) -> isize {
    let id = |i: usize| run.get(i).map(|t| t.id);
    let left =
        (0..room_before).take_while(|&n| range.start > n && id(range.start - n - 1) == id(range.end - n - 1)).count();
    let right = (0..room_after)
        .take_while(|&n| id(range.end + n).is_some() && id(range.start + n) == id(range.end + n))
        .count();
    let (left, right) = (left.cast_signed(), right.cast_signed());
    let score = |shift: isize| {
        edge(run, range.start.saturating_add_signed(shift)) + edge(run, range.end.saturating_add_signed(shift))
    };
    // The stay wins ties, so that equal places never move a mark.
    (-left..=right).max_by_key(|&shift| (score(shift), -shift.abs(), shift)).unwrap_or(0)
}

/// How good a place between two tokens is for the edge of a mark.
fn edge(run: &[Token], at: usize) -> u32 {
    let kind = |i: Option<usize>| i.and_then(|i| run.get(i)).map(|t| t.kind);
    if at == 0 || at >= run.len() {
        return 8;
    }
    let before = kind(at.checked_sub(1));
    match (kind(at.checked_sub(2)), before) {
        (_, Some(TokenKind::Break | TokenKind::Dash)) => 6,
        (Some(TokenKind::Punctuation), Some(TokenKind::Space)) => 5,
        (_, Some(TokenKind::Space)) => 3,
        _ if kind(Some(at)).is_some_and(TokenKind::is_blank) => 1,
        _ => 0,
    }
}

/// Whether so many of the words changed that a reader sees more in both sentences whole.
fn is_mostly_changed(hunks: &[Hunk], old: &[Token], new: &[Token]) -> bool {
    let words = |run: &[Token], range: Range<usize>| {
        run.get(range).unwrap_or(&[]).iter().filter(|t| t.kind.is_content()).count()
    };
    let all = words(old, 0..old.len()) + words(new, 0..new.len());
    let changed: usize =
        hunks.iter().filter(|h| !h.is_kept).map(|h| words(old, h.old.clone()) + words(new, h.new.clone())).sum();
    let is_two_sided = !old.is_empty() && !new.is_empty();
    is_two_sided && changed > 2 && changed as f64 > REPLACED_SHARE * all as f64
}
