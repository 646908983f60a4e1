//! Text as tokens: the units that may be marked as changed. A mark never begins or ends inside one.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use super::canon::Atom;
use crate::model::is_unspaced;

/// One token of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Equal ids are equal folded texts.
    pub id: u32,
    pub kind: TokenKind,
    /// Bytes of the stored text, end to end with the neighbours'.
    pub start: usize,
    pub end: usize,
    /// The token stands inside quotation marks.
    pub is_quoted: bool,
    /// The token is the first word of its sentence.
    pub is_initial: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Number,
    /// A character of a script without spaces.
    Sign,
    /// An address, a handle or a hashtag.
    Link,
    Quote,
    Punctuation,
    /// A dash with the spaces around it.
    Dash,
    Space,
    /// Where one block ends and the next begins, in texts put together of several.
    Break,
}

impl TokenKind {
    /// Whether the token carries meaning by itself: what is counted as a word.
    pub fn is_content(self) -> bool {
        matches!(self, TokenKind::Word | TokenKind::Number | TokenKind::Sign | TokenKind::Link)
    }

    /// Whether the token only parts others.
    pub fn is_blank(self) -> bool {
        matches!(self, TokenKind::Space | TokenKind::Break)
    }
}

/// The folded texts of all tokens of one comparison, by number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, u32>,
    texts: Vec<String>,
    lower: Vec<u32>,
    keys: HashMap<String, u32>,
    /// The number of a single space, which is every other token.
    space: Option<u32>,
}

impl Vocabulary {
    /// The number of `text`.
    pub fn id(&mut self, text: &str) -> u32 {
        let known = if text == " " { self.space } else { self.ids.get(text).copied() };
        if let Some(id) = known {
            return id;
        }
        let id = u32::try_from(self.texts.len()).expect("a page is far smaller than four thousand million tokens");
        if text == " " {
            self.space = Some(id);
        } else {
            self.ids.insert(text.to_owned(), id);
        }
        self.texts.push(text.to_owned());
        self.lower.push(id);
        let lowered = text.to_lowercase();
        if lowered != text {
            let lower = self.id(&lowered);
            if let Some(slot) = self.lower.get_mut(id as usize) {
                *slot = lower;
            }
        }
        id
    }

    /// The number of a whole folded text, which is none of its tokens' numbers.
    pub fn key(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.keys.len()).expect("a page has far fewer blocks");
        *self.keys.entry(text).or_insert(next)
    }

    /// The folded text of `id`.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// The number of the same text in lower case.
    pub fn lower(&self, id: u32) -> u32 {
        self.lower.get(id as usize).copied().unwrap_or(id)
    }
}

/// Cuts the atoms of a text in N1 into tokens that cover it.
pub(super) fn lex(atoms: &[Atom], vocabulary: &mut Vocabulary) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(atoms.len() / 3);
    let mut at = 0;
    let mut folded = String::new();
    while at < atoms.len() {
        let (kind, length) = next_token(atoms, at);
        let length = length.max(1);
        folded.clear();
        folded.extend(atoms.iter().skip(at).take(length).map(|a| a.ch));
        let key = if kind == TokenKind::Dash { "-" } else { folded.as_str() };
        let start = atoms.get(at).map_or(0, |a| a.start);
        at += length;
        let end = atoms.get(at - 1).map_or(start, |a| a.end);
        tokens.push(Token { id: vocabulary.id(key), kind, start, end, is_quoted: false, is_initial: false });
    }
    mark_quoted(&mut tokens, vocabulary);
    tokens
}

/// The kind of the token at `at` and how many atoms it has.
fn next_token(atoms: &[Atom], at: usize) -> (TokenKind, usize) {
    let ch = |i: usize| atoms.get(i).map(|a| a.ch);
    let Some(first) = ch(at) else { return (TokenKind::Space, 1) };
    if first == ' ' {
        return match (ch(at + 1), ch(at + 2)) {
            (Some('-'), Some(' ')) => (TokenKind::Dash, 3),
            // No space stands before these marks: one after the dash has gone already.
            (Some('-'), None | Some(':' | ';' | '!' | '?' | '"')) => (TokenKind::Dash, 2),
            _ => (TokenKind::Space, 1),
        };
    }
    if first == '-' && at == 0 && ch(1) == Some(' ') {
        return (TokenKind::Dash, 2);
    }
    if let Some(length) = address_length(atoms, at) {
        return (TokenKind::Link, length);
    }
    if let Some(length) = number_length(atoms, at) {
        return (TokenKind::Number, length);
    }
    if is_unspaced(first) && first.is_alphanumeric() {
        return (TokenKind::Sign, 1 + marks_after(atoms, at));
    }
    if first.is_alphabetic() || is_combining_mark(first) {
        return (TokenKind::Word, word_length(atoms, at));
    }
    if first == '.' {
        return (TokenKind::Punctuation, atoms.iter().skip(at).take_while(|a| a.ch == '.').count());
    }
    let kind = match first {
        '"' | '\'' | '「' | '」' | '『' | '』' => TokenKind::Quote,
        _ => TokenKind::Punctuation,
    };
    (kind, 1 + marks_after(atoms, at))
}

/// Marks, joiners and what they join, that belong to the character at `at`.
fn marks_after(atoms: &[Atom], at: usize) -> usize {
    let ch = |i: usize| atoms.get(i).map(|a| a.ch);
    let mut end = at + 1;
    while let Some(c) = ch(end) {
        if c == '\u{200d}' && ch(end + 1).is_some_and(|n| n != ' ') {
            end += 2;
        } else if is_combining_mark(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}') {
            end += 1;
        } else {
            break;
        }
    }
    end - at - 1
}

fn address_length(atoms: &[Atom], at: usize) -> Option<usize> {
    let first = atoms.get(at)?.ch;
    let follows = |s: &str| s.chars().enumerate().all(|(i, c)| atoms.get(at + i).is_some_and(|a| a.ch == c));
    if first == 'h' && (follows("http://") || follows("https://")) || first == 'w' && follows("www.") {
        let length = atoms.iter().skip(at).take_while(|a| a.ch != ' ').count();
        let tail = atoms.iter().skip(at).take(length).rev();
        let loose = tail.take_while(|a| matches!(a.ch, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '\'')).count();
        return (length > loose).then_some(length - loose);
    }
    if !matches!(first, '@' | '#') {
        return None;
    }
    let is_name = |a: &&Atom| a.ch.is_alphanumeric() || a.ch == '_' || is_combining_mark(a.ch);
    let name = atoms.iter().skip(at + 1).take_while(is_name).count();
    (name > 0).then_some(name + 1)
}

/// A number with its sign, currency, marks, percent and unit letters.
fn number_length(atoms: &[Atom], at: usize) -> Option<usize> {
    let ch = |i: usize| atoms.get(i).map(|a| a.ch);
    let is_digit = |i: usize| ch(i).is_some_and(char::is_numeric) && !ch(i).is_some_and(is_unspaced);
    let mut end = at;
    if matches!(ch(end), Some('-' | '+')) && (at == 0 || ch(at - 1) == Some(' ')) {
        end += 1;
    }
    if matches!(ch(end), Some('$' | '£' | '€' | '¥' | '₹' | '₽' | '₺' | '₴' | '₩')) {
        end += 1;
    }
    if !is_digit(end) {
        return None;
    }
    loop {
        while is_digit(end) {
            end += 1;
        }
        let is_inner = matches!(ch(end), Some('.' | ',' | ':' | '/' | '\'')) && is_digit(end + 1);
        let is_group = ch(end) == Some(' ') && is_thousands_group(atoms, at, end);
        if !is_inner && !is_group {
            break;
        }
        end += 1;
    }
    while ch(end).is_some_and(|c| {
        (c.is_alphanumeric() && !is_unspaced(c))
            || is_combining_mark(c)
            || matches!(c, '%' | '‰' | '°' | '€' | '£' | '$')
    }) {
        end += 1;
    }
    Some(end - at)
}

/// Whether the space at `space` parts groups of three digits: one to three digits before it, exactly three after.
fn is_thousands_group(atoms: &[Atom], at: usize, space: usize) -> bool {
    let digit = |i: usize| atoms.get(i).is_some_and(|a| a.ch.is_ascii_digit());
    let before = (at..space).rev().take_while(|&i| digit(i)).count();
    (1..=3).contains(&before) && (1..=3).all(|i| digit(space + i)) && !digit(space + 4)
}

fn word_length(atoms: &[Atom], at: usize) -> usize {
    let ch = |i: usize| atoms.get(i).map(|a| a.ch);
    let is_inner = |c: char| {
        (c.is_alphanumeric() && !is_unspaced(c)) || is_combining_mark(c) || matches!(c, '_' | '\u{200c}' | '\u{200d}')
    };
    let mut end = at + 1;
    loop {
        while ch(end).is_some_and(is_inner) {
            end += 1;
        }
        let is_joint = matches!(ch(end), Some('\'' | '-' | '.' | '·' | '@'));
        if !is_joint || !ch(end + 1).is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c)) {
            return end - at;
        }
        end += 1;
    }
}

/// Marks what stands inside quotation marks; a mark that is never closed quotes to the end of its block.
fn mark_quoted(tokens: &mut [Token], vocabulary: &Vocabulary) {
    let (mut is_double, mut is_single, mut brackets) = (false, false, 0u32);
    let kinds: Vec<TokenKind> = tokens.iter().map(|t| t.kind).collect();
    for (i, token) in tokens.iter_mut().enumerate() {
        if token.kind != TokenKind::Quote {
            token.is_quoted = is_double || is_single || brackets > 0;
            continue;
        }
        let is_free_before = i == 0 || kinds.get(i - 1).is_some_and(|k| !k.is_content());
        let is_word_after = kinds.get(i + 1).is_some_and(|k| k.is_content());
        match vocabulary.text(token.id) {
            "\"" => is_double = !is_double,
            "「" | "『" => brackets = brackets.saturating_add(1),
            "」" | "』" => brackets = brackets.saturating_sub(1),
            _ if is_single => is_single = false,
            // An apostrophe that nothing closes ("the workers' rights") opens nothing.
            _ => is_single = is_free_before && is_word_after,
        }
    }
}
