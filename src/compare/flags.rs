//! What is remarkable about a reworded sentence: numbers, dates, negations, quotes, names.
//!
//! Cheap and language-light: it points, it does not understand. Fields and blocks are judged by their callers.

use std::collections::{HashMap, HashSet};

use crate::model::Flag;

use super::lexicon::{denying_parts, is_calendar, is_dating, is_denied, is_measure, is_negation, is_number_in};
use super::tokens::{Token, TokenKind, Vocabulary};
use super::words::Hunk;

/// From this many letters on a word may have two slips.
const LONG_WORD: usize = 9;

/// A changed token with its index in its run.
type Changed<'a> = (usize, &'a Token);

/// One reworded sentence, or one reworded field.
pub(super) struct Rewording<'a> {
    pub old: &'a [Token],
    pub new: &'a [Token],
    pub hunks: &'a [Hunk],
    pub language: Option<&'a str>,
}

/// The flags of a rewording, each once, in the order of the enum.
pub(super) fn judge(rewording: &Rewording, vocabulary: &Vocabulary) -> Vec<Flag> {
    let Rewording { old, new, hunks, .. } = *rewording;
    let old_changed = changed(old, hunks, |h| h.old.clone());
    let new_changed = changed(new, hunks, |h| h.new.clone());
    // Words whose capitals alone changed mean what they meant: "three" is "Three" in a headline.
    let gone = missing(&old_changed, &new_changed, vocabulary);
    let came = missing(&new_changed, &old_changed, vocabulary);
    let words = |list: &[Changed]| list.iter().any(|(_, t)| t.kind.is_content());
    let mut flags = Vec::new();
    let sides = Sides { rewording, vocabulary, gone: &gone, came: &came, touched: &old_changed };
    let dates = is_date(old, &gone, rewording, vocabulary) || is_date(new, &came, rewording, vocabulary);
    if sides.have_other_figures(dates) {
        flags.push(Flag::NumberChanged);
    }
    if dates {
        flags.push(Flag::DateInTextChanged);
    }
    if sides.deny_otherwise() {
        flags.push(Flag::NegationChanged);
    }
    let is_case_only = words(&old_changed) && lowered(&old_changed, vocabulary) == lowered(&new_changed, vocabulary);
    let quoted = |list: &[Changed]| list.iter().any(|(_, t)| t.is_quoted && t.kind.is_content());
    if quoted(&gone) || quoted(&came) {
        flags.push(Flag::QuotedTextChanged);
    }
    let marks = |list: &[Changed]| list.iter().filter(|(_, t)| t.kind == TokenKind::Quote).count();
    match marks(&old_changed).cmp(&marks(&new_changed)) {
        std::cmp::Ordering::Less => flags.push(Flag::QuoteMarksAdded),
        std::cmp::Ordering::Greater => flags.push(Flag::QuoteMarksRemoved),
        std::cmp::Ordering::Equal => {}
    }
    let is_named = names(old, &gone, rewording, vocabulary) || names(new, &came, rewording, vocabulary);
    if !is_case_only && (is_named || are_names_shuffled(rewording, vocabulary)) {
        flags.push(Flag::NameChanged);
    }
    if is_case_only {
        flags.push(Flag::CaseOnly);
    }
    let is_worded = words(&old_changed) || words(&new_changed);
    if !is_worded && marks(&old_changed) + marks(&new_changed) == 0 {
        flags.push(Flag::PunctuationOnly);
    }
    if !is_case_only && is_typo_like(&gone, &came, vocabulary) {
        flags.push(Flag::TypoLike);
    }
    flags
}

/// What is in one text only, on both sides.
struct Sides<'a> {
    rewording: &'a Rewording<'a>,
    vocabulary: &'a Vocabulary,
    gone: &'a [Changed<'a>],
    came: &'a [Changed<'a>],
    /// What of the old text is not kept in its place.
    touched: &'a [Changed<'a>],
}

impl<'a> Sides<'a> {
    fn lower(&self, token: &Token) -> &'a str {
        self.vocabulary.text(self.vocabulary.lower(token.id))
    }

    fn is_number(&self, token: &Token) -> bool {
        token.kind == TokenKind::Number || is_number_in(self.lower(token), self.rewording.language)
    }

    /// A number, or the unit behind one, that is no part of a date.
    fn is_figure(&self, run: &[Token], &(i, token): &Changed) -> bool {
        let is_unit = || {
            last_word(run, i).is_some_and(|before| self.is_number(before))
                && is_measure(self.lower(token), self.rewording.language)
        };
        (self.is_number(token) && !is_dated(run, i, self.rewording.language, self.vocabulary)) || is_unit()
    }

    /// Whether the figures differ, or their order: "3 of 12" is not "12 of 3".
    fn have_other_figures(&self, are_dates: bool) -> bool {
        let Rewording { old, new, .. } = *self.rewording;
        let order = |run: &[Token]| -> Vec<u32> { run.iter().filter(|t| self.is_number(t)).map(|t| t.id).collect() };
        // Kept numbers keep their order: where none was touched, none was put elsewhere.
        let is_touched = || self.touched.iter().any(|(_, token)| self.is_number(token));
        self.gone.iter().any(|c| self.is_figure(old, c))
            || self.came.iter().any(|c| self.is_figure(new, c))
            || (!are_dates && is_touched() && is_shuffled(&order(old), &order(new)))
    }

    /// Whether one text denies more often than the other, in words, within words or by a word's beginning.
    fn deny_otherwise(&self) -> bool {
        let Rewording { old, new, language, .. } = *self.rewording;
        let denials = |list: &[Changed]| list.iter().filter(|(_, t)| is_negation(self.lower(t), language)).count();
        let parts = denying_parts(language);
        let inner = |run: &[Token]| -> usize {
            let text: String =
                if parts.is_empty() { String::new() } else { run.iter().map(|t| self.lower(t)).collect() };
            parts.iter().map(|part| text.matches(part).count()).sum()
        };
        let is_turned =
            |(_, g): &Changed| self.came.iter().any(|(_, c)| is_denied(self.lower(g), self.lower(c), language));
        denials(self.gone) != denials(self.came) || inner(old) != inner(new) || self.gone.iter().any(is_turned)
    }
}

/// Whether these flags say that the words mean the same: letter case, punctuation or a slip of the pen.
pub(super) fn is_light(flags: &[Flag]) -> bool {
    !flags.is_empty() && flags.iter().all(|f| matches!(f, Flag::CaseOnly | Flag::PunctuationOnly | Flag::TypoLike))
}

/// Whether one of these flags makes an edit weighty wherever it stands.
pub(super) fn is_weighty(flag: Flag) -> bool {
    matches!(
        flag,
        Flag::NumberChanged
            | Flag::DateInTextChanged
            | Flag::NegationChanged
            | Flag::QuotedTextChanged
            | Flag::NameChanged
    )
}

fn changed<'a>(run: &'a [Token], hunks: &[Hunk], side: impl Fn(&Hunk) -> std::ops::Range<usize>) -> Vec<Changed<'a>> {
    let ranges = hunks.iter().filter(|h| !h.is_kept).map(side);
    ranges.flat_map(|r| r.clone().zip(run.get(r).unwrap_or(&[]))).filter(|(_, t)| !t.kind.is_blank()).collect()
}

/// The changed tokens of one side that the other side's changed tokens do not hold in any letter case.
fn missing<'a>(side: &[Changed<'a>], other: &[Changed], vocabulary: &Vocabulary) -> Vec<Changed<'a>> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for (_, token) in other {
        *counts.entry(vocabulary.lower(token.id)).or_default() += 1;
    }
    let is_missing = |(_, token): &&Changed| match counts.get_mut(&vocabulary.lower(token.id)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    side.iter().filter(is_missing).copied().collect()
}

fn lowered(list: &[Changed], vocabulary: &Vocabulary) -> Vec<u32> {
    list.iter().map(|(_, t)| vocabulary.lower(t.id)).collect()
}

/// Whether the token at `i` is part of a date: a month beside it, or a bare year.
fn is_dated(run: &[Token], i: usize, language: Option<&str>, vocabulary: &Vocabulary) -> bool {
    let near = |t: &Token| t.kind.is_content() && is_dating(vocabulary.text(vocabulary.lower(t.id)), language);
    let words_of = |t: &&Token| t.kind.is_content();
    let before = run.get(..i).unwrap_or(&[]).iter().rev().filter(words_of).take(2).any(near);
    let after = run.get(i + 1..).unwrap_or(&[]).iter().find(words_of).is_some_and(near);
    before || after
}

fn is_date(run: &[Token], list: &[Changed], rewording: &Rewording, vocabulary: &Vocabulary) -> bool {
    let language = rewording.language;
    list.iter().any(|&(i, token)| {
        let text = vocabulary.text(vocabulary.lower(token.id));
        match token.kind {
            TokenKind::Number => {
                let is_year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
                let is_iso = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && is_year;
                is_dated(run, i, language, vocabulary) || is_iso
            }
            // "May" and "March" are words too: a calendar word alone counts where it is capitalised or has a number.
            TokenKind::Word if has_number_beside(run, i) => is_dating(text, language),
            TokenKind::Word => (vocabulary.text(token.id) != text || text.len() > 5) && is_calendar(text, language),
            _ => false,
        }
    })
}

/// Whether a number stands right before or after the word at `i`, or two words before it ("24 de marzo").
fn has_number_beside(run: &[Token], i: usize) -> bool {
    let is_number = |t: &Token| t.kind == TokenKind::Number;
    let before = run.get(..i).unwrap_or(&[]).iter().rev().filter(|t| t.kind.is_content()).take(2).any(is_number);
    before || run.get(i + 1..).unwrap_or(&[]).iter().find(|t| t.kind.is_content()).is_some_and(is_number)
}

/// The word or number before the token at `i`.
fn last_word(run: &[Token], i: usize) -> Option<&Token> {
    run.get(..i)?.iter().rev().find(|t| t.kind.is_content())
}

/// Whether two runs hold the same in another order.
fn is_shuffled(old: &[u32], new: &[u32]) -> bool {
    let sorted = |run: &[u32]| {
        let mut run = run.to_vec();
        run.sort_unstable();
        run
    };
    old != new && sorted(old) == sorted(new)
}

/// Whether the same names stand in another order: who did it to whom.
fn are_names_shuffled(rewording: &Rewording, vocabulary: &Vocabulary) -> bool {
    let Rewording { old, new, language, .. } = *rewording;
    if is_noun_language(language) {
        return false;
    }
    let is_name = |t: &&Token| {
        is_capital(t, vocabulary) && !t.is_initial && !is_calendar(vocabulary.text(vocabulary.lower(t.id)), language)
    };
    // The first word of a sentence is a name if it is one elsewhere.
    let names: HashSet<u32> = old.iter().chain(new).filter(is_name).map(|t| t.id).collect();
    let order = |run: &[Token]| -> Vec<u32> { run.iter().map(|t| t.id).filter(|id| names.contains(id)).collect() };
    is_shuffled(&order(old), &order(new))
}

fn is_capital(token: &Token, vocabulary: &Vocabulary) -> bool {
    token.kind == TokenKind::Word && vocabulary.text(token.id).chars().next().is_some_and(char::is_uppercase)
}

/// German writes every noun with a capital: there a name is a capital beside another one.
fn is_noun_language(language: Option<&str>) -> bool {
    language.is_some_and(|l| matches!(l.split('-').next(), Some("de" | "lb")))
}

/// Whether a name is among the words: a capital inside the sentence.
fn names(run: &[Token], list: &[Changed], rewording: &Rewording, vocabulary: &Vocabulary) -> bool {
    let is_nouns = is_noun_language(rewording.language);
    list.iter().any(|&(i, token)| {
        if !is_capital(token, vocabulary)
            || token.is_initial
            || is_calendar(vocabulary.text(vocabulary.lower(token.id)), rewording.language)
        {
            return false;
        }
        let beside =
            |j: Option<usize>| j.and_then(|j| run.get(j)).is_some_and(|t| is_capital(t, vocabulary) && !t.is_initial);
        !is_nouns || beside(i.checked_sub(2)) || beside(Some(i + 2))
    })
}

/// One word with a letter too many, too few or in the wrong place; in a long word two. A letter put in the place of
/// another makes another word more often than it mends one ("adopted" and "adapted"), and so does a prefix ("illegal").
fn is_typo_like(gone: &[Changed], came: &[Changed], vocabulary: &Vocabulary) -> bool {
    let ([(_, a)], [(_, b)]) = (gone, came) else { return false };
    let (a, b) = (vocabulary.text(vocabulary.lower(a.id)), vocabulary.text(vocabulary.lower(b.id)));
    let is_word = |w: &str| w.chars().count() >= 4 && w.chars().all(char::is_alphabetic);
    let is_prefixed = a.ends_with(b) || b.ends_with(a);
    let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    // One letter dropped and one added elsewhere, in words of one length, are a letter put in the place of another.
    let slips_max = if long >= LONG_WORD && long > short { 2 } else { 1 };
    is_word(a) && is_word(b) && !is_prefixed && slips(a, b) <= slips_max
}

/// How many letters were added, dropped or swapped with their neighbour (optimal string alignment without
/// substitutions); words are short.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cell = |r: usize, c: usize| rows.get(r).and_then(|r| r.get(c)).copied().unwrap_or(usize::MAX - 2);
            let left = row.last().map_or(usize::MAX, |left| left + 1);
            let mut best = left.min(cell(i, j + 1) + 1);
            if x == y {
                best = best.min(cell(i, j));
            }
            if i > 0 && j > 0 && b.get(j - 1) == Some(x) && a.get(i - 1) == Some(y) {
                best = best.min(cell(i - 1, j - 1) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|r| r.last()).copied().unwrap_or(0)
}
