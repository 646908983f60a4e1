//! One passage against the one it became: runs to show, counts, flags.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::model::{Counts, Flag, Op, Run};

use super::flags::{self, Rewording};
use super::passage::Passage;
use super::sentence_pairs::{Step, pair};
use super::tokens::{Token, TokenKind, Vocabulary};
use super::words::{Effort, Hunk, diff};

/// A sentence with fewer words that stands elsewhere in its paragraph is one that went and one that came.
const MOVED_WORDS_MIN: usize = 3;

/// What the comparison of two passages found.
#[derive(Debug, Default)]
pub(super) struct Reworded {
    pub runs: Vec<Run>,
    pub tally: Tally,
}

/// Counts and flags, summed over passages.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub counts: Counts,
    pub flags: BTreeSet<Flag>,
    /// Reworded sentences in which only case, punctuation or spelling differs.
    pub light: u32,
    /// Reworded sentences, light ones included.
    pub reworded: u32,
    /// What the light ones had in common, as long as all reworded ones were light.
    light_flags: BTreeSet<Flag>,
}

impl Tally {
    /// Adds what another passage came to.
    pub fn add(&mut self, other: &Tally) {
        let (c, o) = (&mut self.counts, &other.counts);
        for (sum, part) in [
            (&mut c.sentences_added, o.sentences_added),
            (&mut c.sentences_deleted, o.sentences_deleted),
            (&mut c.sentences_edited, o.sentences_edited),
            (&mut c.sentences_merged, o.sentences_merged),
            (&mut c.sentences_split, o.sentences_split),
            (&mut c.sentences_moved, o.sentences_moved),
            (&mut c.words_added, o.words_added),
            (&mut c.words_removed, o.words_removed),
        ] {
            *sum = sum.saturating_add(part);
        }
        self.flags.extend(&other.flags);
        self.light_flags.extend(&other.light_flags);
        self.light += other.light;
        self.reworded += other.reworded;
    }

    /// The flags; those that say "only" stand only if they hold for everything that was reworded.
    pub fn all_flags(&self) -> BTreeSet<Flag> {
        let mut all = self.flags.clone();
        let others = self.counts.sentences_added + self.counts.sentences_deleted + self.counts.sentences_moved;
        if self.light == self.reworded && others == 0 && self.light_flags.len() == 1 {
            all.extend(&self.light_flags);
        }
        all
    }

    fn note(&mut self, found: Vec<Flag>) {
        self.reworded += 1;
        if flags::is_light(&found) {
            self.light += 1;
        }
        for flag in found {
            match flag {
                Flag::CaseOnly | Flag::PunctuationOnly | Flag::TypoLike => self.light_flags.insert(flag),
                _ => self.flags.insert(flag),
            };
        }
    }
}

/// What both passages are read with.
pub(super) struct Reader<'a> {
    pub vocabulary: &'a Vocabulary,
    pub effort: &'a mut Effort,
    pub language: Option<&'a str>,
}

/// Compares two passages sentence by sentence, and word by word within the pairs.
pub(super) fn reword(old: &Passage, new: &Passage, reader: &mut Reader) -> Reworded {
    let mut out = Reworded::default();
    let steps = pair(old, new, reader.vocabulary, reader.effort);
    for step in &steps {
        let mut writer = Writer { old, new, out: &mut out };
        writer.step(step, reader);
    }
    // Shown as gone in one place and come in another, and counted as what it is.
    let moved = moved(&steps, old, new);
    let counts = &mut out.tally.counts;
    counts.sentences_moved = moved;
    counts.sentences_deleted = counts.sentences_deleted.saturating_sub(moved);
    counts.sentences_added = counts.sentences_added.saturating_sub(moved);
    settle_breaks(&mut out.runs);
    out
}

/// How many of the sentences that went stand elsewhere in the passage now, word by word.
fn moved(steps: &[Step], old: &Passage, new: &Passage) -> u32 {
    let mut gone: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut found = 0;
    let lone = |step: &&Step| is_whole(step);
    for (side, is_old) in [(old, true), (new, false)] {
        for at in steps.iter().filter(lone).flat_map(|step| if is_old { step.old.clone() } else { step.new.clone() }) {
            let tokens = side.sentences.get(at).map_or(&[][..], |range| slice(side, &side.core(range)));
            if tokens.iter().filter(|t| t.kind.is_content()).count() < MOVED_WORDS_MIN {
                continue;
            }
            let left = gone.entry(tokens.iter().map(|t| t.id).collect()).or_default();
            if is_old {
                *left += 1;
            } else if *left > 0 {
                *left -= 1;
                found += 1;
            }
        }
    }
    found
}

/// Whether the sentences of a step came or went as they are, and are not held against each other.
fn is_whole(step: &Step) -> bool {
    let (n, m) = (step.old.len(), step.new.len());
    n == 0 || m == 0 || (n > 1 && m > 1)
}

struct Writer<'a, 'o> {
    old: &'a Passage,
    new: &'a Passage,
    out: &'o mut Reworded,
}

impl Writer<'_, '_> {
    fn step(&mut self, step: &Step, reader: &mut Reader) {
        let (n, m) = (step.old.len(), step.new.len());
        let (old, new) = (tokens_of(self.old, &step.old), tokens_of(self.new, &step.new));
        let counts = &mut self.out.tally.counts;
        if is_whole(step) {
            counts.sentences_deleted += worded(self.old, &step.old);
            counts.sentences_added += worded(self.new, &step.new);
            self.show(Op::Delete, old);
            self.show(Op::Insert, new);
            return;
        }
        counts.sentences_split += u32::from(m > 1);
        counts.sentences_merged += u32::from(n > 1);
        let (old_core, new_core) = (self.old.core(&old), self.new.core(&new));
        self.sentence(&old_core, &new_core, n == 1 && m == 1, reader);
        self.blanks(old_core.end..old.end, new_core.end..new.end);
    }

    /// The words of one sentence against those of the one it became.
    fn sentence(&mut self, old: &Range<usize>, new: &Range<usize>, is_pair: bool, reader: &mut Reader) {
        let (a, b) = (slice(self.old, old), slice(self.new, new));
        let hunks = diff(a, b, reader.vocabulary, reader.effort);
        if hunks.iter().any(|h| !h.is_kept) {
            let rewording = Rewording { old: a, new: b, hunks: &hunks, language: reader.language };
            let found = flags::judge(&rewording, reader.vocabulary);
            // Where one sentence became two, the full stop and the capital are the split itself.
            let is_split_alone =
                !is_pair && !found.iter().any(|f| !matches!(f, Flag::CaseOnly | Flag::PunctuationOnly));
            if !is_split_alone {
                self.out.tally.note(found);
            }
            self.out.tally.counts.sentences_edited += u32::from(is_pair);
        }
        for hunk in hunks {
            self.hunk(&hunk, old.start, new.start);
        }
    }

    fn hunk(&mut self, hunk: &Hunk, old_start: usize, new_start: usize) {
        let old = hunk.old.start + old_start..hunk.old.end + old_start;
        let new = hunk.new.start + new_start..hunk.new.end + new_start;
        if !hunk.is_kept {
            self.show(Op::Delete, old);
            self.show(Op::Insert, new);
            return;
        }
        for (i, j) in old.zip(new) {
            self.keep(i, j);
        }
    }

    /// Shows a kept token in the new typography; a break shows on whichever side it is.
    fn keep(&mut self, i: usize, j: usize) {
        let is_break = self.old.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Break);
        let text = if is_break { " ¶ " } else { self.new.slice(j..j + 1) };
        append(&mut self.out.runs, Op::Equal, text);
    }

    /// The blanks after a sentence, of which a last sentence has none.
    fn blanks(&mut self, old: Range<usize>, new: Range<usize>) {
        let kept = old.len().min(new.len());
        for (i, j) in old.clone().zip(new.clone()) {
            self.keep(i, j);
        }
        self.show(Op::Delete, old.start + kept..old.end);
        self.show(Op::Insert, new.start + kept..new.end);
    }

    fn show(&mut self, op: Op, range: Range<usize>) {
        let side = if op == Op::Delete { self.old } else { self.new };
        let words = slice(side, &range).iter().filter(|t| t.kind.is_content()).count();
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        let counts = &mut self.out.tally.counts;
        match op {
            Op::Delete => counts.words_removed = counts.words_removed.saturating_add(words),
            Op::Insert => counts.words_added = counts.words_added.saturating_add(words),
            Op::Equal => {}
        }
        append(&mut self.out.runs, op, side.slice(range));
    }
}

/// Appends text to the runs: equal neighbours join, and between two kept runs the deletion stands first.
pub(super) fn append(runs: &mut Vec<Run>, op: Op, text: &str) {
    if text.is_empty() {
        return;
    }
    let count = runs.len();
    match runs.last_mut() {
        Some(last) if last.op == op => last.text.push_str(text),
        Some(last) if op == Op::Delete && last.op == Op::Insert => {
            let place = count - 1;
            match place.checked_sub(1).and_then(|p| runs.get_mut(p)) {
                Some(before) if before.op == Op::Delete => before.text.push_str(text),
                _ => runs.insert(place, Run::new(op, text)),
            }
        }
        _ => runs.push(Run::new(op, text)),
    }
}

/// A run that is nothing but a break is a kept one: the mark itself says what happened.
fn settle_breaks(runs: &mut [Run]) {
    for run in runs {
        if run.op == Op::Insert && run.text == " ¶ " {
            run.op = Op::Equal;
        }
    }
}

fn slice<'a>(passage: &'a Passage, range: &Range<usize>) -> &'a [Token] {
    passage.tokens.get(range.clone()).unwrap_or(&[])
}

/// The tokens of a run of sentences.
fn tokens_of(passage: &Passage, sentences: &Range<usize>) -> Range<usize> {
    let run = passage.sentences.get(sentences.clone()).unwrap_or(&[]);
    match (run.first(), run.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

/// How many of the sentences hold a word.
fn worded(passage: &Passage, sentences: &Range<usize>) -> u32 {
    let run = passage.sentences.get(sentences.clone()).unwrap_or(&[]);
    let count = run.iter().filter(|s| slice(passage, s).iter().any(|t| t.kind.is_content())).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
