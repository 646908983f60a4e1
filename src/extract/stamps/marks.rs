//! A folded text cut into the pieces that printed dates are made of.

use crate::language::digit;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark<'t> {
    /// Value and number of digits, of any script.
    Number(u32, usize),
    Word(&'t str),
    /// A character that is neither; also "年" and the like behind a number.
    Sign(char),
    /// White space.
    Gap,
}

/// A piece and where it begins, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) mark: Mark<'t>,
    pub(super) start: usize,
}

/// Units of dates and times that stand behind a number without a space.
const UNITS: &[char] = &['年', '月', '日', '년', '월', '일', '時', '时', '点', '點', '分', '秒', '시', '분', '초'];

/// The pieces of a folded text, at most `pieces_max`.
pub(super) fn pieces(folded: &str, pieces_max: usize) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece> = Vec::new();
    let mut rest = folded;
    while let Some(c) = rest.chars().next().filter(|_| found.len() < pieces_max) {
        let run = |is_part: &dyn Fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let is_behind_number = found.iter().rev().find(|piece| piece.mark != Mark::Gap);
        let is_behind_number = is_behind_number.is_some_and(|piece| matches!(piece.mark, Mark::Number(..)));
        let start = folded.len() - rest.len();
        let (mark, length) = if digit(c).is_some() {
            let end = run(&|c| digit(c).is_some());
            (number(rest.get(..end).unwrap_or_default()), end)
        } else if UNITS.contains(&c) && is_behind_number {
            (Mark::Sign(c), c.len_utf8())
        } else if is_letter(c) {
            let end = run(&|c| is_letter(c) || c == '\'');
            (Mark::Word(rest.get(..end).unwrap_or_default().trim_end_matches('\'')), end)
        } else if c.is_whitespace() {
            (Mark::Gap, run(&char::is_whitespace))
        } else {
            (Mark::Sign(c), c.len_utf8())
        };
        found.push(Piece { mark, start });
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)) && digit(c).is_none()
}

/// A number; one that is too long for a date is a word of its own kind.
fn number(digits: &str) -> Mark<'_> {
    let count = digits.chars().count();
    if count > 9 {
        return Mark::Word(digits);
    }
    Mark::Number(digits.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + digit), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_part_from_words_only_behind_a_number() {
        let marks = |text: &'static str| pieces(text, 40).into_iter().map(|p| p.mark).collect::<Vec<_>>();
        use Mark::{Gap, Number, Sign, Word};
        assert_eq!(
            marks("2019年6月 日曜日"),
            [Number(2019, 4), Sign('年'), Number(6, 1), Sign('月'), Gap, Word("日曜日")]
        );
        assert_eq!(marks("4. d'abril ٢٠"), [Number(4, 1), Sign('.'), Gap, Word("d'abril"), Gap, Number(20, 2)]);
        assert_eq!(pieces("a b c", 2).len(), 2);
    }
}
