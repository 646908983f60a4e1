//! The body, block by block: what to show and what to count.

use std::collections::HashMap;

use crate::model::{Article, BlockEdit, Flag, Op, Run};

use super::align::{Unit, align};
use super::links::{self, LinkChange};
use super::passage::Passage;
use super::reword::{Reader, Tally, reword};
use super::tokens::{TokenKind, Vocabulary};
use super::words::Effort;

/// How many blocks at the top count as the lead, and at the end as the tail.
const EDGE_BLOCKS: usize = 2;
/// Words of a moved block that stand in the place it left.
const STUB_WORDS: usize = 6;

/// What became of the body.
#[derive(Debug, Default)]
pub(super) struct BodyChange {
    /// The text itself differs, not only its breaks.
    pub is_edit: bool,
    pub blocks: Vec<BlockEdit>,
    pub tally: Tally,
    /// Words of the longest paragraph that was deleted.
    pub deleted_words_max: usize,
    pub links: LinkChange,
    pub is_coarse: bool,
}

/// The passages of an article's body.
pub(super) fn read(article: &Article, vocabulary: &mut Vocabulary) -> Vec<Passage> {
    article.body.iter().map(|block| Passage::new(&block.text, vocabulary)).collect()
}

/// The passages of two bodies; a block that stands in both is read once.
pub(super) fn read_both(old: &Article, new: &Article, vocabulary: &mut Vocabulary) -> (Vec<Passage>, Vec<Passage>) {
    let before = read(old, vocabulary);
    let known: HashMap<&str, &Passage> = old.body.iter().map(|block| block.text.as_str()).zip(&before).collect();
    let read_one = |text: &str| match known.get(text) {
        Some(passage) => (*passage).clone(),
        None => Passage::new(text, vocabulary),
    };
    let after = new.body.iter().map(|block| block.text.as_str()).map(read_one).collect();
    drop(known);
    (before, after)
}

/// The tokens of a whole body as if it were one block: equal flows are the same words in other paragraphs.
pub(super) fn flow(body: &[Passage], vocabulary: &mut Vocabulary) -> Vec<u32> {
    let space = vocabulary.id(" ");
    let mut flow: Vec<u32> = Vec::new();
    let mut is_open = true;
    for passage in body {
        let first = passage.tokens.first();
        if !is_open && first.is_some_and(|t| !is_tight(t.kind, vocabulary.text(t.id))) {
            flow.push(space);
        }
        flow.extend(passage.tokens.iter().map(|t| t.id));
        is_open = match passage.tokens.last() {
            Some(last) => is_tight(last.kind, vocabulary.text(last.id)),
            None => is_open,
        };
    }
    flow
}

/// Whether no space belongs beside this token where blocks are joined.
fn is_tight(kind: TokenKind, text: &str) -> bool {
    kind == TokenKind::Dash || kind == TokenKind::Sign || matches!(text, "。" | "、" | "」" | "』" | "「" | "『")
}

/// Compares two bodies.
pub(super) fn compare(
    old: (&Article, &[Passage]),
    new: (&Article, &[Passage]),
    vocabulary: &mut Vocabulary,
    effort: &mut Effort,
) -> BodyChange {
    let mut change = BodyChange::default();
    if flow(old.1, vocabulary) == flow(new.1, vocabulary) {
        change.links = links::compare(&old.0.body, &new.0.body);
        let (before, after) = (old.1.len(), new.1.len());
        change.tally.counts.paragraphs_split = u32::try_from(after.saturating_sub(before)).unwrap_or(u32::MAX);
        change.tally.counts.paragraphs_merged = u32::try_from(before.saturating_sub(after)).unwrap_or(u32::MAX);
        return change;
    }
    change.is_edit = true;
    let alignment = align(old.1, new.1);
    effort.is_coarse |= alignment.is_coarse;
    let language = new.0.language.as_deref();
    let places = Places::of(&alignment.units, old.1.len(), new.1.len());
    let mut walk =
        Walk { old, new, units: &alignment.units, places, vocabulary, effort, language, rows: Vec::new(), change };
    walk.all();
    let Walk { rows, mut change, .. } = walk;
    change.blocks = collapse(rows);
    change.is_coarse = effort.is_coarse;
    change
}

/// A row of what is shown: a change, or a block that stayed.
enum Row {
    Kept(String),
    Changed(BlockEdit),
}

/// Where moved units were and are, by block, and where all units stand.
struct Places {
    moved_of_old: Vec<Option<usize>>,
    moved_of_new: Vec<Option<usize>>,
    old_starts: Vec<usize>,
    new_starts: Vec<usize>,
}

impl Places {
    fn of(units: &[Unit], old: usize, new: usize) -> Places {
        let mut places = Places {
            moved_of_old: vec![None; old],
            moved_of_new: vec![None; new],
            old_starts: units.iter().map(|unit| unit.old.start).collect(),
            new_starts: units.iter().map(|unit| unit.new.start).collect(),
        };
        places.old_starts.sort_unstable();
        for (index, unit) in units.iter().enumerate().filter(|(_, unit)| unit.is_moved) {
            for (map, range) in [(&mut places.moved_of_old, &unit.old), (&mut places.moved_of_new, &unit.new)] {
                map.iter_mut().take(range.end).skip(range.start).for_each(|slot| *slot = Some(index));
            }
        }
        places
    }

    /// How many more of the units stood above a moved one than stand there now (negative: fewer).
    fn blocks_up(&self, unit: &Unit) -> i64 {
        let above_before = self.old_starts.partition_point(|&at| at < unit.old.start);
        let above_now = self.new_starts.partition_point(|&at| at < unit.new.start);
        i64::try_from(above_before).unwrap_or(i64::MAX) - i64::try_from(above_now).unwrap_or(i64::MAX)
    }
}

struct Walk<'a> {
    old: (&'a Article, &'a [Passage]),
    new: (&'a Article, &'a [Passage]),
    units: &'a [Unit],
    places: Places,
    vocabulary: &'a mut Vocabulary,
    effort: &'a mut Effort,
    language: Option<&'a str>,
    rows: Vec<Row>,
    change: BodyChange,
}

impl Walk<'_> {
    /// Goes through the units that stayed; what lies between two is deleted, then added or moved here.
    fn all(&mut self) {
        let units = self.units;
        let (mut old_at, mut new_at) = (0, 0);
        for unit in units.iter().filter(|u| !u.is_moved) {
            self.gap(old_at..unit.old.start, new_at..unit.new.start);
            self.unit(unit);
            (old_at, new_at) = (unit.old.end, unit.new.end);
        }
        self.gap(old_at..self.old.1.len(), new_at..self.new.1.len());
    }

    fn gap(&mut self, old: std::ops::Range<usize>, new: std::ops::Range<usize>) {
        let units = self.units;
        let moved =
            |map: &[Option<usize>], at: usize| map.get(at).copied().flatten().and_then(|index| units.get(index));
        for i in old {
            match moved(&self.places.moved_of_old, i) {
                Some(unit) if unit.old.start == i => {
                    let stub = self.old.1.get(i).map_or(String::new(), |p| stub(&p.text));
                    self.rows.push(Row::Changed(BlockEdit::MovedFrom { stub }));
                }
                Some(_) => {}
                None => self.deleted(i),
            }
        }
        for j in new {
            match moved(&self.places.moved_of_new, j) {
                Some(unit) if unit.new.start == j => self.unit(unit),
                Some(_) => {}
                None => self.added(j),
            }
        }
    }

    fn deleted(&mut self, i: usize) {
        let Some(passage) = self.old.1.get(i) else { return };
        let counts = &mut self.change.tally.counts;
        counts.paragraphs_deleted += 1;
        counts.sentences_deleted += sentences(passage);
        counts.words_removed += words(passage);
        self.change.deleted_words_max = self.change.deleted_words_max.max(passage.words());
        self.rows.push(Row::Changed(BlockEdit::Deleted { text: passage.text.clone() }));
        self.touch(Some(i), None);
    }

    fn added(&mut self, j: usize) {
        let Some(passage) = self.new.1.get(j) else { return };
        let counts = &mut self.change.tally.counts;
        counts.paragraphs_added += 1;
        counts.sentences_added += sentences(passage);
        counts.words_added += words(passage);
        self.rows.push(Row::Changed(BlockEdit::Added { text: passage.text.clone() }));
        self.touch(None, Some(j));
    }

    fn unit(&mut self, unit: &Unit) {
        let (old, new) =
            (self.old.1.get(unit.old.clone()).unwrap_or(&[]), self.new.1.get(unit.new.clone()).unwrap_or(&[]));
        let ([first_old, ..], [first_new, ..]) = (old, new) else { return };
        let is_single = old.len() == 1 && new.len() == 1;
        let is_same = is_single && first_old.key == first_new.key;
        if is_same {
            self.same_text(unit);
        }
        if is_same && !unit.is_moved {
            self.rows.push(Row::Kept(first_new.text.clone()));
            return;
        }
        let runs = if is_same { vec![Run::new(Op::Equal, first_new.text.as_str())] } else { self.runs(old, new) };
        let counts = &mut self.change.tally.counts;
        counts.paragraphs_edited += u32::from(is_single && !is_same);
        counts.paragraphs_split += u32::from(new.len() > 1);
        counts.paragraphs_merged += u32::from(old.len() > 1);
        counts.paragraphs_moved += u32::from(unit.is_moved);
        let edit = if unit.is_moved {
            BlockEdit::Moved { blocks_up: self.places.blocks_up(unit), runs }
        } else if new.len() > 1 {
            BlockEdit::Split { into: new.len(), runs }
        } else if old.len() > 1 {
            BlockEdit::Merged { from: old.len(), runs }
        } else {
            BlockEdit::Edited { runs }
        };
        self.rows.push(Row::Changed(edit));
        self.touch(Some(unit.old.start), Some(unit.new.start));
    }

    fn runs(&mut self, old: &[Passage], new: &[Passage]) -> Vec<Run> {
        let whole = |side: &[Passage], vocabulary: &mut Vocabulary| match side {
            [one] => one.clone(),
            many => Passage::joined(&many.iter().collect::<Vec<_>>(), vocabulary),
        };
        let (old, new) = (whole(old, self.vocabulary), whole(new, self.vocabulary));
        let mut reader = Reader { vocabulary: self.vocabulary, effort: self.effort, language: self.language };
        let reworded = reword(&old, &new, &mut reader);
        self.change.tally.add(&reworded.tally);
        reworded.runs
    }

    fn same_text(&mut self, unit: &Unit) {
        let pick = |article: &'_ Article, at: usize| article.body.get(at).map(|b| b.links.clone()).unwrap_or_default();
        let found = links::of_lists(&pick(self.old.0, unit.old.start), &pick(self.new.0, unit.new.start));
        self.change.links = self.change.links.max(found);
    }

    /// Notes whether a change touches the lead or the tail.
    fn touch(&mut self, old: Option<usize>, new: Option<usize>) {
        let sides = [(old, self.old.1.len()), (new, self.new.1.len())];
        let touches =
            |test: &dyn Fn(usize, usize) -> bool| sides.iter().any(|(at, len)| at.is_some_and(|at| test(at, *len)));
        if touches(&|at, _| at < EDGE_BLOCKS) {
            self.change.tally.flags.insert(Flag::LeadTouched);
        }
        if touches(&|at, len| at + EDGE_BLOCKS >= len) {
            self.change.tally.flags.insert(Flag::TailTouched);
        }
    }
}

/// Unchanged blocks become a count, but for one on each side of a change.
fn collapse(rows: Vec<Row>) -> Vec<BlockEdit> {
    let is_kept: Vec<bool> = rows.iter().map(|r| matches!(r, Row::Kept(_))).collect();
    let is_change = |i: Option<usize>| i.and_then(|i| is_kept.get(i)).is_some_and(|kept| !kept);
    let mut out: Vec<BlockEdit> = Vec::new();
    for (i, row) in rows.into_iter().enumerate() {
        match row {
            Row::Changed(edit) => out.push(edit),
            Row::Kept(text) if is_change(i.checked_sub(1)) || is_change(Some(i + 1)) => {
                out.push(BlockEdit::Context { text })
            }
            Row::Kept(_) => match out.last_mut() {
                Some(BlockEdit::Unchanged { blocks }) => *blocks += 1,
                _ => out.push(BlockEdit::Unchanged { blocks: 1 }),
            },
        }
    }
    out
}

fn stub(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').take(STUB_WORDS).collect();
    // A script without spaces has no words to count here.
    words.join(" ").chars().take(60).collect()
}

/// The sentences of a passage that hold a word.
pub(super) fn sentences(passage: &Passage) -> u32 {
    let is_worded = |s: &&std::ops::Range<usize>| {
        passage.tokens.get((*s).clone()).is_some_and(|t| t.iter().any(|t| t.kind.is_content()))
    };
    u32::try_from(passage.sentences.iter().filter(is_worded).count()).unwrap_or(u32::MAX)
}

/// The words of a passage as a count.
pub(super) fn words(passage: &Passage) -> u32 {
    u32::try_from(passage.words()).unwrap_or(u32::MAX)
}
