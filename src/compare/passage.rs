//! A text made ready for comparing: its tokens, sentences and bag of words.

use std::ops::Range;

use super::canon;
use super::sentences;
use super::tokens::{Token, TokenKind, Vocabulary, lex};

/// A block, or several put together, or a field of one text.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// The text in N1; tokens point into it.
    pub text: String,
    pub tokens: Vec<Token>,
    /// Ranges of tokens that cover them all.
    pub sentences: Vec<Range<usize>>,
    /// The words in lower case, sorted: the multiset that likeness is measured on.
    pub bag: Vec<u32>,
    /// The number of the whole folded text: equal keys are equal texts.
    pub key: u32,
}

impl Passage {
    /// Reads `text`.
    pub fn new(text: &str, vocabulary: &mut Vocabulary) -> Self {
        let text = canon::plain(text);
        let atoms = canon::atoms(&text);
        let mut tokens = lex(&atoms, vocabulary);
        let sentences = sentences::split(&tokens, vocabulary);
        sentences::mark_initials(&mut tokens, &sentences);
        let folded: String = atoms.iter().map(|a| a.ch).collect();
        let key = vocabulary.key(folded);
        let bag = bag_of(&tokens, vocabulary);
        Passage { text, tokens, sentences, bag, key }
    }

    /// Puts several passages together, with a break between two that counts as a space and shows as `¶`.
    pub fn joined(parts: &[&Passage], vocabulary: &mut Vocabulary) -> Self {
        let mut whole =
            Passage { text: String::new(), tokens: Vec::new(), sentences: Vec::new(), bag: Vec::new(), key: 0 };
        for part in parts {
            if !whole.tokens.is_empty() {
                let start = whole.text.len();
                whole.text.push_str(" ¶ ");
                let id = vocabulary.id(" ");
                let end = whole.text.len();
                let mark = Token { id, kind: TokenKind::Break, start, end, is_quoted: false, is_initial: false };
                whole.tokens.push(mark);
                if let Some(last) = whole.sentences.last_mut() {
                    last.end += 1;
                }
            }
            let (bytes, first) = (whole.text.len(), whole.tokens.len());
            whole.text.push_str(&part.text);
            whole.tokens.extend(part.tokens.iter().map(|t| Token { start: t.start + bytes, end: t.end + bytes, ..*t }));
            whole.sentences.extend(part.sentences.iter().map(|s| s.start + first..s.end + first));
            whole.bag.extend(&part.bag);
        }
        whole.bag.sort_unstable();
        whole.key = vocabulary.key(canon::fold(&whole.text));
        whole
    }

    /// How many words it has; a character of a script without spaces is one.
    pub fn words(&self) -> usize {
        self.bag.len()
    }

    /// The stored text of a range of tokens.
    pub fn slice(&self, tokens: Range<usize>) -> &str {
        let Some(run) = self.tokens.get(tokens) else { return "" };
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return "" };
        self.text.get(first.start..last.end).unwrap_or("")
    }

    /// A sentence's tokens without the blanks at its end.
    pub fn core(&self, sentence: &Range<usize>) -> Range<usize> {
        let run = self.tokens.get(sentence.clone()).unwrap_or(&[]);
        let blanks = run.iter().rev().take_while(|t| t.kind.is_blank()).count();
        sentence.start..sentence.end.saturating_sub(blanks)
    }
}

/// The words of `tokens` in lower case, sorted.
pub(super) fn bag_of(tokens: &[Token], vocabulary: &Vocabulary) -> Vec<u32> {
    let mut bag: Vec<u32> = tokens.iter().filter(|t| t.kind.is_content()).map(|t| vocabulary.lower(t.id)).collect();
    bag.sort_unstable();
    bag
}

/// The Sørensen-Dice likeness of two sorted multisets, 0 to 1; two empty ones are alike.
pub(super) fn dice(a: &[u32], b: &[u32]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * shared as f64 / (a.len() + b.len()) as f64
}
