//! The publisher's notes: which came, which went, which were reworded, and what they say beside their label.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::language;
use crate::model::{Article, Block, BlockKind, Note, NoteKind, is_unspaced};

use super::canon::fold;
use super::noise::words_of;
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;

/// Notes less alike than this are another note.
const LIKENESS_MIN: f64 = 0.4;
/// More notes than this on a side are not likened.
const NOTES_MAX: usize = 100;

/// A block that became a note, or a note that became a block, is at least this much like it.
const SAME_LIKENESS_MIN: f64 = 0.6;
/// The label of a note and the time beside it have at most this many words.
const LABEL_WORDS_MAX: usize = 7;
/// An update without a label's mark says what is new if it has at least this many words beside its date.
const TELLING_WORDS: usize = 8;

/// A note before and after; `None` where it was or is not there. Unchanged ones are left out.
pub(super) type Pair<'a> = (Option<&'a Note>, Option<&'a Note>);

/// What became of the notes: reworded and added ones in the new order, then those that went.
pub(super) fn pair<'a>(old: &'a [Note], new: &'a [Note], vocabulary: &mut Vocabulary) -> Vec<Pair<'a>> {
    let mut gone: Vec<&Note> = old.iter().collect();
    let mut left = Vec::new();
    for note in new {
        let text = fold(&note.text);
        match gone.iter().take(NOTES_MAX).position(|o| fold(&o.text) == text) {
            Some(at) => drop(gone.remove(at)),
            None => left.push(note),
        }
    }
    let mut bag = |note: &Note| Passage::new(&note.text, vocabulary).bag;
    let mut pairs = Vec::new();
    for note in left {
        let wanted = bag(note);
        let best = gone
            .iter()
            .take(NOTES_MAX)
            .enumerate()
            .map(|(i, o)| ((dice(&bag(o), &wanted) * 1e6) as u32, std::cmp::Reverse(i)))
            .filter(|(likeness, _)| f64::from(*likeness) >= LIKENESS_MIN * 1e6)
            .max();
        let before = best.map(|(_, std::cmp::Reverse(i))| gone.remove(i));
        pairs.push((before, Some(note)));
    }
    pairs.extend(gone.into_iter().map(|note| (Some(note), None)));
    pairs
}

/// Two articles in which the same text is a note on both sides or on none.
///
/// A short line ("Update: the road is closed") may be no note for the reader of pages, and one with a word more is:
/// what was a note on one side is taken for one on the other, so that the two are compared with each other.
pub(super) fn aligned<'a>(old: &'a Article, new: &'a Article) -> (Cow<'a, Article>, Cow<'a, Article>) {
    if old.notes == new.notes {
        return (Cow::Borrowed(old), Cow::Borrowed(new));
    }
    (with_notes_of(old, new), with_notes_of(new, old))
}

/// `article` with those of its blocks as notes that are notes in `other`.
fn with_notes_of<'a>(article: &'a Article, other: &Article) -> Cow<'a, Article> {
    let own: HashSet<String> = article.notes.iter().map(|n| fold(&n.text)).collect();
    let is_new = |note: &&Note| !own.contains(&fold(&note.text));
    let notes: Vec<&Note> = other.notes.iter().take(NOTES_MAX).filter(is_new).collect();
    if notes.is_empty() {
        return Cow::Borrowed(article);
    }
    let kept: HashSet<String> = other.body.iter().map(|b| fold(&b.text)).collect();
    let mut vocabulary = Vocabulary::default();
    let mut found = Cow::Borrowed(article);
    for note in notes {
        let wanted = Passage::new(&note.text, &mut vocabulary);
        let first = words_of(&fold(&note.text).to_lowercase()).into_iter().next();
        let is_it = |block: &Block, vocabulary: &mut Vocabulary| {
            let text = fold(&block.text);
            block.kind != BlockKind::Heading
                && !kept.contains(&text)
                && words_of(&text.to_lowercase()).first() == first.as_ref()
                && dice(&Passage::new(&block.text, vocabulary).bag, &wanted.bag) >= SAME_LIKENESS_MIN
        };
        if let Some(at) = found.body.iter().position(|block| is_it(block, &mut vocabulary)) {
            let article = found.to_mut();
            let text = article.body.remove(at).text;
            article.notes.push(Note { kind: note.kind, text });
        }
    }
    found
}

/// Whether a note says what happened. One of update may say no more than when: "Updated: 4 June, 14:30".
pub(super) fn is_telling(note: &Note) -> bool {
    note.kind != NoteKind::Update || tells(&note.text)
}

fn tells(text: &str) -> bool {
    match message(text) {
        Some(message) => words(message).iter().any(|word| !is_time(word)),
        None => {
            let spaced = words(text).iter().filter(|word| !is_time(word)).count();
            // Two signs of a script without spaces are about a word.
            let dense = text.chars().filter(|c| is_unspaced(*c)).count() / 2;
            spaced.max(dense) >= TELLING_WORDS
        }
    }
}

/// What a note says, without its label and the time of the note: facts in it are facts of the text.
pub(super) fn content(text: &str) -> Cow<'_, str> {
    match message(text) {
        Some(message) if tells(text) => Cow::Borrowed(message),
        Some(_) => Cow::Borrowed(""),
        None if tells(text) => Cow::Borrowed(text),
        None => Cow::Owned(without_times(text)),
    }
}

/// What stands behind the label and the time beside it: "17 are hurt" of "Update (14:30): 17 are hurt".
fn message(text: &str) -> Option<&str> {
    let (label, mut rest) = head(text).filter(|(label, _)| words(label).len() <= LABEL_WORDS_MAX)?;
    if label.trim().is_empty() {
        return None;
    }
    // The time may have a mark of its own: "Update: 4 June, 14:30 - 17 are hurt".
    while let Some((_, after)) = head(rest).filter(|(time, _)| words(time).iter().all(|word| is_time(word))) {
        rest = after;
    }
    Some(rest)
}

/// A text before and after its first colon, dash or bar between words; the colon of a clock is none.
fn head(text: &str) -> Option<(&str, &str)> {
    let is_mark = |at: usize, c: char| {
        let is_free = |rest: &str| rest.chars().next().is_none_or(char::is_whitespace);
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        let is_parted = text.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace));
        match c {
            ':' => is_free(after),
            '：' | '】' | '］' | '•' => true,
            '-' | '–' | '—' | '|' => is_free(after) && is_parted,
            _ => false,
        }
    };
    let (at, mark) = text.char_indices().find(|(at, c)| is_mark(*at, *c))?;
    Some((text.get(..at)?, text.get(at + mark.len_utf8()..)?))
}

/// The words and numbers of a text, as tables are asked for them.
fn words(text: &str) -> Vec<String> {
    words_of(&language::fold(text))
}

/// Whether a word may be part of a date or of a time of the clock.
fn is_time(word: &str) -> bool {
    word.starts_with(char::is_numeric)
        || language::is_calendar(word, None)
        || language::month(word, None).is_some()
        || language::is_between(word)
        || language::is_clock_unit(word)
        || language::while_of_day(word, None).is_some()
        || language::zone_minutes(word, None).is_some()
}

/// A text without its dates: runs of words of dates that hold a month, a weekday or two numbers.
fn without_times(text: &str) -> String {
    let all = words(text);
    let mut kept: Vec<&str> = Vec::new();
    for run in all.chunk_by(|a, b| is_time(a) == is_time(b)) {
        let numbers = run.iter().filter(|word| word.starts_with(char::is_numeric)).count();
        let is_date = numbers > 1 || run.iter().any(|word| language::month(word, None).is_some());
        if !(is_date && run.iter().all(|word| is_time(word))) {
            kept.extend(run.iter().map(String::as_str));
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_and_the_time_of_a_note_are_no_part_of_what_it_says() {
        for (text, said) in [
            ("Update: 12 are hurt", " 12 are hurt"),
            ("Update (14:30): the road is closed", " the road is closed"),
            ("Update: 4 June 2019, 14:30 – the road is closed at 15:45", " the road is closed at 15:45"),
            ("Aktualisierung, 14.30 Uhr: Der Zug kommt nicht.", " Der Zug kommt nicht."),
            ("Mise à jour – le pont est fermé", " le pont est fermé"),
            ("更新：橋は閉鎖", "橋は閉鎖"),
            ("Updated: 4 June 2019 at 10:04 am GMT", ""),
            ("Aktualisiert: 4. Juni 2019, 10:04 Uhr", ""),
            ("This article was updated on 4 June 2024 at 10:30.", "this article was updated"),
            ("This page was updated with 12 photos.", "this page was updated with 12 photos"),
        ] {
            assert_eq!(content(text), said, "{text}");
        }
    }
}
