//! Text that came from elsewhere: the one way in which it may reach a terminal, a log or a file.

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
    fn nothing_that_acts_on_a_terminal_leaves() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{7}\r\n\u{202e}b\u{2028}\0\u{ffff}é";
        let shown = Untrusted::new(hostile).to_string();
        assert!(!shown.chars().any(is_active), "{shown}");
        assert!(shown.starts_with("a\\u{1b}[2J") && shown.ends_with('é'));
        assert_eq!(Untrusted::lines("a\n\tb\r").to_string(), "a\n\tb\\u{d}");
    }
}
