//! Text that came from elsewhere: the one way in which it may reach a terminal, a log or a file, and how many words it
//! has.

use std::fmt::{self, Display, Write};

/// A string from a page or a server, displayed with every character that could act on a terminal, forge a log line
/// or turn the reading direction written as a visible escape (`\u{1b}`).
///
/// Line feeds are escaped too: one string is one line. Use [`Untrusted::lines`] where line feeds are wanted.
#[derive(Clone, Copy)]
pub struct Untrusted<'a> {
    text: &'a str,
    keeps_lines: bool,
}

impl<'a> Untrusted<'a> {
    /// Shows `text` as one line.
    pub fn new(text: &'a str) -> Self {
        Untrusted { text, keeps_lines: false }
    }

    /// Shows `text` with its line feeds and tabs kept, and all else escaped.
    pub fn lines(text: &'a str) -> Self {
        Untrusted { text, keeps_lines: true }
    }
}

impl Display for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            match c {
                '\n' | '\t' if self.keeps_lines => f.write_char(c)?,
                c if is_active(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Whether a character acts rather than shows: C0, DEL, C1, bidirectional controls, line and paragraph separators,
/// the byte order mark, noncharacters.
pub fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// The letters of a script without spaces that count as one word: Chinese and Japanese words have about two, Thai, Lao,
/// Khmer and Burmese ones, with their vowel signs, about four.
const LETTERS_OF_EAST: usize = 2;
const LETTERS_OF_SOUTH_EAST: usize = 4;

/// The number of words in a text, the one measure for all that judges how long a text is: runs between white space
/// that hold a letter or a digit, and in scripts without spaces a share of the letters.
pub fn words(text: &str) -> usize {
    if text.is_ascii() {
        return text.split_ascii_whitespace().filter(|run| run.bytes().any(|b| b.is_ascii_alphanumeric())).count();
    }
    let (mut spaced, mut east, mut south_east) = (0, 0_usize, 0_usize);
    for run in text.split_whitespace() {
        let mut is_word = false;
        for c in run.chars() {
            match c {
                c if is_south_east(c) => south_east += 1,
                c if !c.is_alphanumeric() => {}
                c if is_unspaced(c) => east += 1,
                _ => is_word = true,
            }
        }
        spaced += usize::from(is_word);
    }
    spaced + east.div_ceil(LETTERS_OF_EAST) + south_east.div_ceil(LETTERS_OF_SOUTH_EAST)
}

/// Whether words of this character's script are written without spaces between them.
pub fn is_unspaced(c: char) -> bool {
    is_south_east(c)
        || matches!(c, '\u{3001}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Thai, Lao, Burmese and Khmer, their vowel signs with them.
fn is_south_east(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A number with its noun: "1 page", "2 pages", "3 tries".
pub fn counted(n: u64, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ if noun.ends_with('s') => format!("{n} {noun}es"),
        _ => format!("{n} {noun}s"),
    }
}

/// Seconds in the largest unit that leaves a whole number of some size.
pub fn spoken_s(seconds: i64) -> String {
    match seconds {
        172_800.. => format!("{} days", seconds / 86_400),
        7_200.. => format!("{} h", seconds / 3_600),
        120.. => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_as_many_words_whether_its_script_has_spaces_or_not() {
        let cases = [
            ("", 0),
            ("The river rose – by 3 metres.", 6),
            ("Die Flut stieg um 3 Meter.", 6),
            ("河水上涨了三米。", 4),
            ("川の水位が3メートル上がった。", 8),
            ("강물이 3미터 불어났다.", 3),
            ("ระดับน้ำในแม่น้ำสูงขึ้น", 6),
            ("2024年 – BBC", 3),
        ];
        for (text, n) in cases {
            assert_eq!(words(text), n, "{text}");
        }
    }

    #[test]
    fn nothing_that_acts_on_a_terminal_leaves() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{7}\r\n\u{202e}b\u{2028}\0\u{ffff}é";
        let shown = Untrusted::new(hostile).to_string();
        assert!(!shown.chars().any(is_active), "{shown}");
        assert!(shown.starts_with("a\\u{1b}[2J") && shown.ends_with('é'));
        assert_eq!(Untrusted::lines("a\n\tb\r").to_string(), "a\n\tb\\u{d}");
    }
}
