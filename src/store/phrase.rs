//! The form in which texts are searched, and phrases of it. It knows no table.
//!
//! A text is a row of words: letters and digits without case, accents, width and ligatures; each character of a script
//! that is written without spaces (Chinese, Japanese, Thai, ..) is a word of its own. What stands between words does not
//! count. The index is given the words with a space between them, so that its own cutting of words cannot differ.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::language::fold;
use crate::model::{Article, BlockEdit, Edit, Field, Op, Run};

/// Stands between two paragraphs or fields: no phrase runs across it, because no word is written so.
const BORDER: &str = "\u{b6}";
/// The most words of a phrase; more is cut off.
const WORDS_MAX: usize = 64;

/// Words that stand next to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    words: Vec<String>,
    /// The last word may go on.
    is_open: bool,
}

impl Phrase {
    /// Reads what a person typed; a `*` at its end leaves the last word open. `None` where there is no word in it.
    pub fn parse(text: &str) -> Option<Phrase> {
        let text = text.trim();
        let words: Vec<String> = words(text).take(WORDS_MAX).collect();
        (!words.is_empty()).then(|| Phrase { words, is_open: text.ends_with('*') })
    }

    /// The phrase in the index's language; nothing of it can be taken for an operator.
    pub(super) fn query(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.is_open { " *" } else { "" })
    }

    /// Whether the phrase stands in a text, read from its first word to its last: what the index has to agree with.
    pub fn is_in(&self, text: &str) -> bool {
        let words: Vec<String> = words(text).collect();
        self.places(&words).next().is_some()
    }

    /// Where the phrase begins among words.
    fn places<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = usize> + 'a {
        let (last, first) = self.words.split_last().map_or(("", [].as_slice()), |(last, first)| (last.as_str(), first));
        words.windows(self.words.len()).enumerate().filter_map(move |(at, window)| {
            let (end, start) = window.split_last()?;
            let is_end = if self.is_open { end.starts_with(last) } else { end == last };
            (is_end && start == first).then_some(at)
        })
    }

    /// Whether the phrase stands on one side of the edits and holds something that is not on the other side.
    pub fn is_on(&self, edits: &[Edit], side: Side) -> bool {
        segments(edits, side).iter().any(|pieces| {
            let marked: Vec<(bool, String)> =
                pieces.iter().flat_map(|(is_new, text)| words(text).map(|word| (*is_new, word))).collect();
            let (flags, words): (Vec<bool>, Vec<String>) = marked.into_iter().unzip();
            let touches = |at: usize| flags.iter().skip(at).take(self.words.len()).any(|is_new| *is_new);
            self.places(&words).any(touches)
        })
    }

    /// The text around the first place of the phrase: before it, itself, after it.
    pub fn excerpt<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let spans = spans(text);
        let cut: Vec<String> = spans.iter().map(|(_, _, word)| word.clone()).collect();
        let at = self.places(&cut).next()?;
        let (start, end) = (spans.get(at)?.0, spans.get(at + self.words.len() - 1)?.1);
        Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
    }
}

/// One of the two sides of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Removed,
    Added,
}

/// The words of a text in their searched form.
fn words(text: &str) -> impl Iterator<Item = String> + use<> {
    let folded: Vec<char> = fold(&text.nfkc().collect::<String>()).chars().collect();
    let mut at = 0;
    std::iter::from_fn(move || {
        while folded.get(at).is_some_and(|c| !is_of_word(*c)) {
            at += 1;
        }
        let first = *folded.get(at)?;
        let length = match is_unspaced(first) {
            true => 1,
            false => folded.iter().skip(at).take_while(|c| is_of_word(**c) && !is_unspaced(**c)).count(),
        };
        let word = folded.iter().skip(at).take(length).collect();
        at += length;
        Some(word)
    })
}

/// The words of a text, each with its first and last byte.
fn spans(text: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut close = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or_default();
        found.extend(words(part).map(|word| (from, to, word)));
    };
    for (at, c) in text.char_indices() {
        let (is_word, is_single) = (is_of_word(c), is_unspaced(c));
        if let Some(from) = start.filter(|_| !is_word || is_single) {
            close(from, at);
            start = None;
        }
        if is_word && is_single {
            close(at, at + c.len_utf8());
        } else if is_word && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        close(from, text.len());
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether words of this character's script are written without spaces between them.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3001}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The texts of an article that are searched, each for itself.
pub fn texts(article: &Article) -> Vec<&str> {
    let lines = [&article.headline, &article.standfirst, &article.byline].into_iter().flatten().map(String::as_str);
    let body = article.body.iter().map(|block| block.text.as_str());
    let captions = article.captions.iter().flat_map(|c| [Some(c.text.as_str()), c.credit.as_deref()]).flatten();
    lines.chain(body).chain(captions).chain(article.notes.iter().map(|note| note.text.as_str())).collect()
}

/// An article as the index is given it.
pub(super) fn indexed(article: &Article) -> String {
    bordered(texts(article).into_iter().map(|text| words(text).collect()))
}

/// One side of edits as the index is given it.
pub(super) fn indexed_side(edits: &[Edit], side: Side) -> String {
    bordered(segments(edits, side).iter().map(|pieces| pieces.iter().flat_map(|(_, text)| words(text)).collect()))
}

fn bordered(texts: impl Iterator<Item = Vec<String>>) -> String {
    let texts: Vec<String> = texts.map(|words| words.join(" ")).collect();
    texts.join(&format!(" {BORDER} "))
}

/// The paragraphs of one side in which something is not on the other side, in pieces that are so or not.
fn segments(edits: &[Edit], side: Side) -> Vec<Vec<(bool, &str)>> {
    let mut found = Vec::new();
    for edit in edits {
        match edit {
            Edit::Value { field, old, new, runs } if is_text(*field) => {
                let whole = if side == Side::Removed { old } else { new };
                match (whole, runs.is_empty()) {
                    (Some(text), true) => found.push(vec![(true, text.as_str())]),
                    (Some(_), false) => found.extend(of_runs(runs, side)),
                    (None, _) => {}
                }
            }
            Edit::Value { .. } => {}
            Edit::Body { blocks } => found.extend(blocks.iter().filter_map(|block| of_block(block, side))),
        }
    }
    found
}

fn of_block(block: &BlockEdit, side: Side) -> Option<Vec<(bool, &str)>> {
    match (block, side) {
        (BlockEdit::Added { text }, Side::Added) | (BlockEdit::Deleted { text }, Side::Removed) => {
            Some(vec![(true, text.as_str())])
        }
        (
            BlockEdit::Edited { runs }
            | BlockEdit::Moved { runs, .. }
            | BlockEdit::Split { runs, .. }
            | BlockEdit::Merged { runs, .. },
            _,
        ) => of_runs(runs, side),
        (
            BlockEdit::Added { .. }
            | BlockEdit::Deleted { .. }
            | BlockEdit::Unchanged { .. }
            | BlockEdit::Context { .. }
            | BlockEdit::MovedFrom { .. },
            _,
        ) => None,
    }
}

fn of_runs(runs: &[Run], side: Side) -> Option<Vec<(bool, &str)>> {
    let own = if side == Side::Removed { Op::Delete } else { Op::Insert };
    let kept = runs.iter().filter(|run| run.op == Op::Equal || run.op == own);
    let pieces: Vec<(bool, &str)> = kept.map(|run| (run.op == own, run.text.as_str())).collect();
    pieces.iter().any(|(is_new, _)| *is_new).then_some(pieces)
}

fn is_text(field: Field) -> bool {
    matches!(field, Field::Headline | Field::Standfirst | Field::Byline | Field::Body | Field::Caption | Field::Note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_quotes_width_and_spaces_do_not_count_and_scripts_without_spaces_are_cut() {
        for (text, expected) in [
            ("Guaid\u{f3}\u{2019}s  coup", "guaido s coup"),
            ("\u{ff11}\u{ff12} \u{fb01}sh", "12 fish"),
            ("1.5 million", "1 5 million"),
            ("東京都で会議", "東 京 都 で 会 議"),
            ("AP通信", "ap 通 信"),
            ("— ! …", ""),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>().join(" "), expected, "{text}");
        }
        assert_eq!(Phrase::parse("?!"), None);
    }

    #[test]
    fn a_phrase_on_one_side_holds_something_that_is_not_on_the_other() {
        let runs = vec![
            Run::new(Op::Equal, "The cut will cost "),
            Run::new(Op::Delete, "14"),
            Run::new(Op::Insert, "41"),
            Run::new(Op::Equal, " jobs."),
        ];
        let edits = [Edit::Body { blocks: vec![BlockEdit::Edited { runs }] }];
        for (phrase, removed, added) in [
            ("14 jobs", true, false),
            ("cost 41", false, true),
            ("will cost", false, false),
            ("jobs", false, false),
            ("cost 4*", false, true),
        ] {
            let phrase = Phrase::parse(phrase).unwrap();
            assert_eq!((phrase.is_on(&edits, Side::Removed), phrase.is_on(&edits, Side::Added)), (removed, added));
        }
    }

    #[test]
    fn an_excerpt_is_cut_at_the_phrase_as_it_is_written() {
        let phrase = Phrase::parse("guaidos coup").unwrap();
        assert_eq!(phrase.excerpt("Juan Guaidós—coup fails"), Some(("Juan ", "Guaidós—coup", " fails")));
        let phrase = Phrase::parse("会議").unwrap();
        assert_eq!(phrase.excerpt("東京都で会議が"), Some(("東京都で", "会議", "が")));
    }
}
