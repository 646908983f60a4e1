//! The two normal forms of text: N1 as it is stored and shown, N2 as it is compared.
//!
//! Folding maps variants of typography onto each other. It never deletes a mark that carries meaning: letter case,
//! digits, decimal marks, superscripts, the presence of quotes and the hyphen inside a word stay.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// One character of the folded text, with the bytes of the stored text that it stands for.
///
/// The spans of all atoms lie end to end and cover the stored text; a span is empty where folding adds a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    pub ch: char,
    pub start: usize,
    pub end: usize,
}

/// N1: NFC, single spaces, no invisible characters except the joiners that change how letters or emoji look.
pub fn plain(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut seen = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut previous = ' ';
    while let Some(c) = rest.next() {
        if is_invisible(c) {
            continue;
        }
        if matches!(c, '\u{200c}' | '\u{200d}') {
            let next = rest.clone().find(|&n| !is_invisible(n) && !matches!(n, '\u{200c}' | '\u{200d}'));
            if !next.is_some_and(|next| is_joiner_kept(previous, c, next)) {
                continue;
            }
        }
        seen.push(c);
        previous = c;
    }
    let mut out = String::with_capacity(seen.len());
    for c in seen.nfc() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Whether a text is in N1 already, told in one pass; text out of the extraction always is.
fn is_plain(text: &str) -> bool {
    let mut previous = ' ';
    for c in text.chars() {
        let is_odd_space = if c == ' ' { previous == ' ' } else { c.is_whitespace() };
        if is_odd_space || is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}') {
            return false;
        }
        previous = c;
    }
    (text.is_empty() || previous != ' ') && (text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes)
}

/// Whether an N1 text has nothing to fold: no character beyond ASCII, and no sequence that one of the steps touches.
fn is_folded(text: &str) -> bool {
    let mut previous = b'x';
    text.bytes().all(|b| {
        let is_touched = match b {
            b'`' | 0x80.. => true,
            b'-' => previous == b'-',
            b'.' => matches!(previous, b'.' | b' '),
            b':' | b';' | b'!' | b'?' => previous == b' ',
            _ => false,
        };
        previous = b;
        !is_touched
    })
}

/// N2: N1 with quotes, dashes, ellipses, ligatures, fullwidth forms and French spacing folded.
pub fn fold(text: &str) -> String {
    let text = plain(text);
    if is_folded(&text) {
        return text;
    }
    atoms(&text).iter().map(|a| a.ch).collect()
}

/// Folds a text that is in N1 and keeps where each folded character comes from.
pub(super) fn atoms(text: &str) -> Vec<Atom> {
    unmark(tighten(close_ellipses(space_dashes(join_hyphens(map_characters(text))))))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A joiner stays between letters of the Arabic and Indic families, where it changes the word, and inside an emoji.
fn is_joiner_kept(previous: char, joiner: char, next: char) -> bool {
    (joins(previous) && joins(next)) || (joiner == '\u{200d}' && shows(previous) && shows(next))
}

/// Letters and marks of scripts in which a joiner changes the word.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{7ff}' | '\u{8a0}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Emoji and the selector that makes a symbol one.
fn shows(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Maps one character to its folded form; guillemets and long dashes stay as marks for the next steps.
fn map_characters(text: &str) -> Vec<Atom> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let end = rest.peek().map_or(text.len(), |&(at, _)| at);
        // A mark that combines with the folded letter would compose with it, and folding twice would differ.
        let is_base = rest.peek().is_some_and(|&(_, next)| is_combining_mark(next));
        let mut put = |folded: &str| {
            for (i, ch) in folded.chars().enumerate() {
                out.push(Atom { ch, start: if i == 0 { start } else { end }, end });
            }
        };
        match c {
            _ if is_base => out.push(Atom { ch: c, start, end }),
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => put("'"),
            '\u{201c}'..='\u{201f}' | '\u{2033}' => put("\""),
            '\u{2010}'..='\u{2013}' | '\u{2212}' => put("-"),
            '\u{2015}' => put("\u{2014}"),
            '\u{2026}' => put("..."),
            '\u{fb00}' => put("ff"),
            '\u{fb01}' => put("fi"),
            '\u{fb02}' => put("fl"),
            '\u{fb03}' => put("ffi"),
            '\u{fb04}' => put("ffl"),
            '\u{fb05}' | '\u{fb06}' => put("st"),
            '\u{ff40}' => put("'"),
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = u8::try_from(u32::from(c) - 0xfee0).map_or(c, char::from);
                out.push(Atom { ch: ascii, start, end });
            }
            _ => out.push(Atom { ch: c, start, end }),
        }
    }
    out
}

/// Two hyphens, no more, are a typewriter's dash.
fn join_hyphens(atoms: Vec<Atom>) -> Vec<Atom> {
    if !atoms.windows(2).any(|pair| matches!(pair, [a, b] if a.ch == '-' && b.ch == '-')) {
        return atoms;
    }
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut at = 0;
    while let Some(&first) = atoms.get(at) {
        let run = atoms.iter().skip(at).take_while(|a| a.ch == '-').count();
        if run == 2 {
            let end = atoms.get(at + 1).map_or(first.end, |a| a.end);
            out.push(Atom { ch: '\u{2014}', start: first.start, end });
            at += 2;
        } else {
            out.extend(atoms.iter().skip(at).take(run.max(1)));
            at += run.max(1);
        }
    }
    out
}

/// A long dash is the same as a spaced dash, but between two digits, where it is a range.
fn space_dashes(atoms: Vec<Atom>) -> Vec<Atom> {
    if !atoms.iter().any(|a| a.ch == '\u{2014}') {
        return atoms;
    }
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    for (i, atom) in atoms.iter().enumerate() {
        if atom.ch != '\u{2014}' {
            out.push(*atom);
            continue;
        }
        let next = atoms.get(i + 1).map(|a| a.ch);
        let is_range = out.last().is_some_and(|a| a.ch.is_numeric()) && next.is_some_and(char::is_numeric);
        if !is_range && out.last().is_some_and(|a| a.ch != ' ') {
            out.push(Atom { ch: ' ', start: atom.start, end: atom.start });
        }
        out.push(Atom { ch: '-', ..*atom });
        if !is_range && next.is_some_and(|c| c != ' ') {
            out.push(Atom { ch: ' ', start: atom.end, end: atom.end });
        }
    }
    out
}

/// ". . ." is "...", and the space before it goes.
fn close_ellipses(atoms: Vec<Atom>) -> Vec<Atom> {
    if !atoms.windows(2).any(|pair| matches!(pair, [a, b] if matches!(a.ch, '.' | ' ') && b.ch == '.')) {
        return atoms;
    }
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut at = 0;
    while let Some(&atom) = atoms.get(at) {
        if atom.ch != '.' {
            out.push(atom);
            at += 1;
            continue;
        }
        let length = dotted_run(&atoms, at);
        let run: Vec<Atom> = atoms.iter().skip(at).take(length).copied().collect();
        at += length;
        if run.iter().filter(|a| a.ch == '.').count() < 3 {
            out.extend(run);
            continue;
        }
        let mut start = take_space(&mut out).unwrap_or(atom.start);
        for dot in run.iter().filter(|a| a.ch == '.') {
            out.push(Atom { ch: '.', start, end: dot.end });
            start = dot.end;
        }
    }
    out
}

/// How many atoms from `at` on are dots with at most one space between two.
fn dotted_run(atoms: &[Atom], at: usize) -> usize {
    let is = |i: usize, c: char| atoms.get(i).is_some_and(|a| a.ch == c);
    let mut end = at + 1;
    loop {
        if is(end, '.') {
            end += 1;
        } else if is(end, ' ') && is(end + 1, '.') {
            end += 2;
        } else {
            return end - at;
        }
    }
}

/// Takes the trailing space off and answers where it began; a leading space is none.
fn take_space(out: &mut Vec<Atom>) -> Option<usize> {
    if out.len() < 2 || out.last()?.ch != ' ' {
        return None;
    }
    out.pop().map(|space| space.start)
}

/// French spacing: no space before `: ; ! ?` and a closing guillemet, none after an opening one.
fn tighten(atoms: Vec<Atom>) -> Vec<Atom> {
    if !atoms.iter().any(|a| matches!(a.ch, ':' | ';' | '!' | '?' | '«' | '»' | '‹' | '›')) {
        return atoms;
    }
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut at = 0;
    while let Some(&atom) = atoms.get(at) {
        at += 1;
        let next = atoms.get(at).map(|a| a.ch);
        let is_closing = matches!(atom.ch, '»' | '›') && !next.is_some_and(char::is_alphanumeric);
        if matches!(atom.ch, ':' | ';' | '!' | '?') || is_closing {
            let start = take_space(&mut out).unwrap_or(atom.start);
            out.push(Atom { start, ..atom });
            continue;
        }
        let is_opening =
            matches!(atom.ch, '«' | '‹') && out.last().is_none_or(|a| !a.ch.is_alphanumeric()) && next == Some(' ');
        if is_opening && at + 1 < atoms.len() {
            let end = atoms.get(at).map_or(atom.end, |a| a.end);
            out.push(Atom { end, ..atom });
            at += 1;
            continue;
        }
        out.push(atom);
    }
    out
}

/// The marks that the spacing needed become plain quotes.
fn unmark(mut atoms: Vec<Atom>) -> Vec<Atom> {
    for atom in &mut atoms {
        if matches!(atom.ch, '«' | '»' | '‹' | '›') {
            atom.ch = '"';
        }
    }
    atoms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_passed_over_would_not_have_been_folded() {
        for text in ["It cost 1.5 million.", "a-b c - d", "He said: no", "x (y) \"z\"", "one. Two", "What?", "a.b"] {
            assert!(is_plain(text) && is_folded(text), "{text}");
            assert_eq!(atoms(text).iter().map(|a| a.ch).collect::<String>(), text);
        }
        for text in ["a -- b", "wait ...", "a . . .", "quoi ?", "l\u{2019}eau", "`a`"] {
            assert!(!is_folded(text), "{text}");
        }
        for text in ["a  b", " a", "a ", "a\nb", "a\u{ad}b", "cafe\u{301}"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn passing_over_and_folding_agree(text in "[a-c0-9 .,:;!?`'\"-]{0,12}") {
            let text = plain(&text);
            if is_folded(&text) {
                let folded: String = atoms(&text).iter().map(|a| a.ch).collect();
                proptest::prop_assert_eq!(folded, text);
            }
        }
    }
}
