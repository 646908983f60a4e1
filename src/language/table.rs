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
        let (own, value) = self.0.get(self.place(key)..)?.split_once('\t')?;
        if own != key {
            return None;
        }
        value.get(..value.bytes().position(|b| b == b'\n')?)
    }

    /// All rows from the first whose key is not below `key`, in order.
    pub(super) fn from(self, key: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        self.0.get(self.place(key)..).unwrap_or_default().lines().filter_map(|line| line.split_once('\t'))
    }

    /// Whether the key of some row begins with these letters.
    pub(super) fn has_prefix(self, prefix: &str) -> bool {
        self.0.get(self.place(prefix)..).is_some_and(|rest| rest.starts_with(prefix))
    }

    /// Where the first row begins whose key is not below `key`.
    fn place(self, key: &str) -> usize {
        let bytes = self.0.as_bytes();
        // Both are starts of lines (or the end): the place is at `low` or later, at most at `high`.
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            let start = line_at(bytes, low, low + (high - low) / 2);
            let line = bytes.get(start..).unwrap_or_default();
            if is_below(line, key.as_bytes()) {
                low = line.iter().position(|b| *b == b'\n').map_or(bytes.len(), |length| start + length + 1);
            } else {
                high = start;
            }
        }
        low
    }
}

/// Where the line begins that holds the byte at `at`; none begins before `low` that matters.
fn line_at(bytes: &[u8], low: usize, at: usize) -> usize {
    let before = bytes.get(low..at).unwrap_or_default();
    before.iter().rposition(|b| *b == b'\n').map_or(low, |newline| low + newline + 1)
}

/// Whether the key at the start of a line comes before `key`: a tab ends it, and sorts before every letter.
fn is_below(line: &[u8], key: &[u8]) -> bool {
    for (n, wanted) in key.iter().enumerate() {
        match line.get(n) {
            Some(own) if own == wanted => {}
            Some(own) => return own < wanted,
            None => return true,
        }
    }
    false
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
