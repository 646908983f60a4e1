//! A folded text as words and numbers, each with its place.

use super::table::Table;

const DIGITS: Table = Table::new(include_str!("digits.txt"));

/// A run of letters or a run of digits of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub text: &'t str,
    /// Where it begins and ends in the text, bytes.
    pub start: usize,
    pub end: usize,
    /// What a run of digits says, in any script's digits; `None` for words and for numbers of more than nine digits.
    pub number: Option<u32>,
}

/// The value of a decimal digit of any script.
pub fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let value = |zero: char| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10);
    if c.is_numeric() { DIGITS.text().chars().filter(|zero| *zero != '\n').find_map(value) } else { None }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    if digit(c).is_some() {
        Class::Digit
    } else if c.is_alphanumeric() || c == '\'' || unicode_normalization::char::is_combining_mark(c) {
        Class::Letter
    } else {
        Class::Other
    }
}

/// The words and numbers of a folded text, in order; what stands between them is left out.
pub fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Class)> = None;
    let ends = folded.char_indices().map(|(at, c)| (at, class(c))).chain([(folded.len(), Class::Other)]);
    for (at, class) in ends {
        if let Some((start, own)) = open.filter(|(_, own)| *own != class) {
            found.extend(token(folded, start, at, own));
            open = None;
        }
        if open.is_none() && class != Class::Other {
            open = Some((at, class));
        }
    }
    found
}

fn token(folded: &str, start: usize, end: usize, class: Class) -> Option<Token<'_>> {
    let text = folded.get(start..end)?;
    if class == Class::Digit {
        let is_short = text.chars().count() <= 9;
        let number = is_short.then(|| text.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + digit));
        return Some(Token { text, start, end, number });
    }
    let word = text.trim_matches('\'');
    let start = start + (text.len() - text.trim_start_matches('\'').len());
    (!word.is_empty()).then_some(Token { text: word, start, end: start + word.len(), number: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_count() {
        for (c, value) in [('7', 7), ('٤', 4), ('۴', 4), ('९', 9), ('৩', 3), ('๗', 7), ('５', 5)] {
            assert_eq!(digit(c), Some(value), "{c}");
        }
        for c in ['a', '²', '½', '五', 'Ⅷ', ' '] {
            assert_eq!(digit(c), None, "{c}");
        }
    }

    #[test]
    fn words_and_numbers_part_at_their_edges() {
        let parts = |text: &'static str| tokens(text).iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(parts("vor 3h, d'abril"), ["vor", "3", "h", "d'abril"]);
        assert_eq!(parts("'old' 3時間前"), ["old", "3", "時間前"]);
        assert_eq!(tokens("٢٠١٩ 12345678901").iter().map(|t| t.number).collect::<Vec<_>>(), [Some(2019), None]);
        assert_eq!(tokens("a 'b").last().map(|t| (t.start, t.end)), Some((3, 4)));
    }
}
