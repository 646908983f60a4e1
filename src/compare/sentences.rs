//! Where sentences end: by marks, with abbreviations kept whole. When unsure it does not split.

use std::ops::Range;

use super::tokens::{Token, TokenKind, Vocabulary};

/// Words that end in a full stop within a sentence, lower case, in the languages of the tests and their neighbours.
const ABBREVIATIONS: &[&str] = &[
    "abs", "adm", "al", "approx", "apr", "art", "aug", "av", "ave", "bijv", "bspw", "bzw", "ca", "cap", "capt", "cf",
    "co", "col", "corp", "cpl", "dec", "dep", "dept", "dez", "dhr", "doc", "dr", "dra", "ed", "eds", "esp", "est",
    "etc", "evtl", "feb", "fig", "fr", "gen", "ggf", "gov", "hon", "hr", "ing", "inc", "inkl", "insp", "jan", "janv",
    "jh", "jr", "jul", "jun", "lic", "lt", "ltd", "m", "maj", "max", "messrs", "mevr", "min", "mio", "mlle", "mm",
    "mme", "mr", "mrd", "mrs", "ms", "mt", "nov", "no", "nr", "num", "núm", "oct", "okt", "op", "p", "pp", "pag",
    "pág", "ph", "pres", "prof", "rep", "rev", "s", "sen", "sep", "sept", "sgt", "sig", "sr", "sra", "srta", "st",
    "ste", "str", "supt", "tel", "ud", "uds", "usw", "vgl", "vol", "vs", "zzgl", "г", "гг", "им", "руб", "тыс", "ул",
    "стр", "млн", "млрд",
];

/// The sentences of a block as ranges of its tokens; together they cover all tokens, blanks at their ends included.
pub(super) fn split(tokens: &[Token], vocabulary: &Vocabulary) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = end_after(tokens, start, at, vocabulary) {
            sentences.push(start..end);
            start = end;
            at = end;
        } else {
            at += 1;
        }
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

/// Marks the first word of each sentence.
pub(super) fn mark_initials(tokens: &mut [Token], sentences: &[Range<usize>]) {
    for sentence in sentences {
        let first = tokens.get_mut(sentence.clone()).and_then(|s| s.iter_mut().find(|t| t.kind.is_content()));
        if let Some(first) = first {
            first.is_initial = true;
        }
    }
}

/// Where the sentence ends, blanks included, if the token at `at` ends it.
fn end_after(tokens: &[Token], start: usize, at: usize, vocabulary: &Vocabulary) -> Option<usize> {
    let token = tokens.get(at)?;
    if token.kind == TokenKind::Break {
        return Some(at + 1);
    }
    let text = vocabulary.text(token.id);
    let is_wide = matches!(text, "。" | "｡" | "।" | "॥" | "۔" | "؟");
    if token.kind != TokenKind::Punctuation || !(is_wide || text.starts_with('.') || matches!(text, "!" | "?")) {
        return None;
    }
    let is_word = |i: usize| tokens.get(i).is_some_and(|t| t.kind.is_content());
    let is_closing = |i: usize| {
        tokens.get(i).is_some_and(|t| match t.kind {
            // A quotation mark closes if no word follows it directly.
            TokenKind::Quote => !is_word(i + 1),
            _ => matches!(vocabulary.text(t.id), ")" | "]" | "!" | "?"),
        })
    };
    let mut end = at + 1;
    while is_closing(end) {
        end += 1;
    }
    let is_blank_after = tokens.get(end).is_some_and(|t| t.kind.is_blank());
    let is_sign_before = at > start && tokens.get(at - 1).is_some_and(|t| t.kind == TokenKind::Sign);
    if !is_blank_after {
        return (end >= tokens.len() || is_wide || is_sign_before).then_some(end);
    }
    while tokens.get(end).is_some_and(|t| t.kind.is_blank()) {
        end += 1;
    }
    let may_start = tokens.get(end..).is_some_and(|rest| is_start(rest, vocabulary));
    let is_held = text == "." && is_abbreviation(tokens, start, at, vocabulary);
    (may_start && !is_held).then_some(end)
}

/// Whether a sentence may begin here: no lower-case word, no dash, no mark that goes on.
fn is_start(rest: &[Token], vocabulary: &Vocabulary) -> bool {
    let mut rest = rest
        .iter()
        .skip_while(|t| t.kind == TokenKind::Quote || matches!(vocabulary.text(t.id), "(" | "[" | "¿" | "¡" | "（"));
    match rest.next() {
        Some(t) if t.kind.is_content() => !vocabulary.text(t.id).chars().next().is_some_and(char::is_lowercase),
        _ => false,
    }
}

/// Whether the full stop at `at` belongs to the word or number before it.
fn is_abbreviation(tokens: &[Token], start: usize, at: usize, vocabulary: &Vocabulary) -> bool {
    let Some(before) = at.checked_sub(1).filter(|&i| i >= start).and_then(|i| tokens.get(i)) else {
        return true;
    };
    let text = vocabulary.text(before.id);
    match before.kind {
        // "24. März": an ordinal, or a short sentence's last number; not split, because unsure.
        TokenKind::Number => text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()),
        TokenKind::Word => {
            let is_initial = text.chars().count() == 1 && text.chars().all(char::is_uppercase);
            is_initial || text.contains('.') || ABBREVIATIONS.contains(&text.to_lowercase().as_str())
        }
        _ => false,
    }
}
