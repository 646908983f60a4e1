//! A look-up table that is a text file: one row a line, sorted by its key, found by halving.
//!
//! The file is compiled in as it is, so it costs nothing to start and can be read by people.

/// The rows of a file: key, tab, value. Lines before the first blank one are remarks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table(&'static str);

impl Table {
    /// The table in the text of a file.
    pub(super) const fn new(file: &'static str) -> Table {
        Table(after_remarks(file))
    }

    /// The whole text, without the remarks.
    pub(super) fn text(self) -> &'static str {
        self.0
    }

    /// The value of a key.
    pub(super) fn row(self, key: &str) -> Option<&'static str> {
        self.from(key).next().filter(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// All rows from the first whose key is not below `key`, in order.
    pub(super) fn from(self, key: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let text = self.0;
        // Both are starts of lines (or the end): the first row not below `key` starts at `low` or later, at most `high`.
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let start = line_at(text, low + (high - low) / 2);
            let line = text.get(start..).unwrap_or_default();
            let end = line.find('\n').map_or(text.len(), |length| start + length + 1);
            if key_of(line) < key {
                low = end;
            } else {
                high = start;
            }
        }
        text.get(low..).unwrap_or_default().lines().filter_map(|line| line.split_once('\t'))
    }
}

/// Where the line begins that holds the byte at `at`.
fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(..at)
        .and_then(|before| before.iter().rposition(|b| *b == b'\n'))
        .map_or(0, |newline| newline + 1)
}

fn key_of(text: &str) -> &str {
    text.find('\t').and_then(|tab| text.get(..tab)).unwrap_or(text)
}

const fn after_remarks(file: &'static str) -> &'static str {
    let bytes = file.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'\n' && bytes[at + 1] == b'\n' {
            return file.split_at(at + 2).1;
        }
        at += 1;
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Table = Table::new("// remark\n\na\t1\nab\t2\nb c\t3\nä\t4\n");

    #[test]
    fn every_row_is_found_and_nothing_else() {
        for (key, value) in [("a", Some("1")), ("ab", Some("2")), ("b c", Some("3")), ("ä", Some("4"))] {
            assert_eq!(SMALL.row(key), value, "{key}");
        }
        for key in ["", "aa", "abc", "b", "z", "ö", "// remark"] {
            assert_eq!(SMALL.row(key), None, "{key}");
        }
        assert_eq!(SMALL.from("ab").map(|(key, _)| key).collect::<Vec<_>>(), ["ab", "b c", "ä"]);
        assert_eq!(SMALL.from("zz").count(), 1);
        assert_eq!(Table::new("x\n\n").row(""), None);
    }
}
