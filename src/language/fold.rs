//! The form in which words are looked up: lower case, without accents, one spelling of letters that have several.
//!
//! Only for looking up. Text that is stored or compared keeps what is folded away here.

use unicode_normalization::UnicodeNormalization;

/// A text in lower case without accents; white space is one space, apostrophes and dashes are ASCII.
///
/// Marks go only from the scripts where a reader may leave them out (Latin, Greek, Cyrillic, Hebrew, Arabic): in Indic
/// scripts and Thai they are vowels. The generator of the tables folds in the same way.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_parted = false;
    for c in text.chars() {
        if c.is_whitespace() {
            is_parted = true;
            continue;
        }
        if std::mem::take(&mut is_parted) && !out.is_empty() {
            out.push(' ');
        }
        push(c, &mut out);
    }
    out
}

fn push(c: char, out: &mut String) {
    match c {
        c if c.is_ascii() => out.push(if c == '`' { '\'' } else { c.to_ascii_lowercase() }),
        '‘' | '’' | 'ʻ' | 'ʼ' | '´' => out.push('\''),
        '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' => out.push('-'),
        c if is_format(c) => {}
        '\u{2000}'..='\u{206f}' => out.push(c),
        c if has_marks(c) => {
            let parts = c.to_lowercase().nfd().filter(|part| !is_mark(*part));
            parts.for_each(|part| push_letter(part, out));
        }
        c => out.extend(c.to_lowercase()),
    }
}

/// Letters that have no accent to take off but are written without one where the keyboard has none.
fn push_letter(c: char, out: &mut String) {
    match c {
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' => out.push('d'),
        'ı' => out.push('i'),
        'ħ' => out.push('h'),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ß' => out.push_str("ss"),
        'ς' => out.push('σ'),
        'ي' | 'ى' => out.push('ی'),
        'ك' => out.push('ک'),
        c => out.push(c),
    }
}

/// Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic letters and marks.
fn has_marks(c: char) -> bool {
    c < '\u{700}' || matches!(c, '\u{1e00}'..='\u{1fff}')
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}')
}

/// Characters that nobody sees.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spellings_fall_together() {
        for (text, folded) in [
            ("Août", "aout"),
            ("FÉVRIER", "fevrier"),
            ("März", "marz"),
            ("Października", "pazdziernika"),
            ("lørdag", "lordag"),
            ("Ağustos", "agustos"),
            ("İyun", "iyun"),
            ("Μάρτιος", "μαρτιοσ"),
            ("мая й", "мая и"),
            ("أبريل", "ابریل"),
            ("पिछले जून", "पिछले जून"),
            ("มิถุนายน", "มิถุนายน"),
            ("6월", "6월"),
            ("デジタル", "デジタル"),
            ("d’abril  del\u{a0}2019\n", "d'abril del 2019"),
            ("10\u{2212}12\u{200e}", "10-12"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
