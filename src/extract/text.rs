//! Normal form N1 of text: what is stored and shown.
//!
//! It takes out what a reader cannot see and nothing else: typography, case, digits and punctuation stay (folding
//! them is comparing, not reading).

use std::borrow::Cow;

use scraper::{ElementRef, Node};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::walk::{Step, Walk, is_left_out};

/// The longest text of a field, bytes; what is beyond is cut, so that one page cannot fill the database.
const FIELD_BYTES_MAX: usize = 64 * 1024;

/// Times that joiners are judged anew in one text.
const ROUNDS_MAX: usize = 8;

/// Brings text into normal form N1: NFC, one space for any run of white space, trimmed, without invisible characters.
///
/// Idempotent. The invisible characters are controls, noncharacters, soft hyphens, zero-width spaces, word joiners,
/// byte order marks, bidirectional controls, and joiners that join nothing (U+200C and U+200D stay between letters of
/// scripts that use them and in emoji).
pub fn normal_form(raw: &str) -> String {
    if raw.chars().all(is_plain) {
        return collapse(raw.chars(), raw.len());
    }
    let has_invisible = raw.chars().any(|c| is_joiner(c) || is_invisible(c));
    let seen = if has_invisible { Cow::Owned(without_invisible(raw)) } else { Cow::Borrowed(raw) };
    let text = composed(&seen);
    if !text.contains(is_joiner) {
        return text;
    }
    // Composing can move marks past a joiner, so that it joins other characters than before: once more, until
    // nothing changes. Each round takes a joiner out; a text made to need many rounds loses them all.
    let mut text = text;
    for _ in 0..ROUNDS_MAX {
        let next = composed(&without_invisible(&text));
        if next == text {
            return text;
        }
        text = next;
    }
    composed(&text.replace(is_joiner, ""))
}

/// Whether a character is visible and composes with none before it: those below U+0300 are, and common punctuation.
fn is_plain(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_graphic() || c.is_ascii_whitespace(),
        '\u{a0}'..='\u{2ff}' => c != '\u{ad}',
        '\u{2010}'..='\u{2027}' => true,
        _ => false,
    }
}

/// NFC with white space collapsed.
fn composed(seen: &str) -> String {
    match is_nfc_quick(seen.chars()) {
        IsNormalized::Yes => collapse(seen.chars(), seen.len()),
        IsNormalized::No | IsNormalized::Maybe => collapse(seen.nfc(), seen.len()),
    }
}

fn collapse(chars: impl Iterator<Item = char>, bytes: usize) -> String {
    let mut out = String::with_capacity(bytes);
    let mut is_parted = false;
    for c in chars {
        if c.is_whitespace() {
            is_parted = true;
            continue;
        }
        if is_parted && !out.is_empty() {
            out.push(' ');
        }
        is_parted = false;
        out.push(c);
    }
    out
}

fn without_invisible(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    // The last character kept that is no joiner, and the joiners since, which wait for the character after them.
    let (mut before, mut waiting) = (None, String::new());
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        if is_joiner(c) {
            waiting.push(c);
            continue;
        }
        if !waiting.is_empty() {
            if before.is_some_and(|b| are_joined(b, c)) {
                out.push_str(&waiting);
            }
            waiting.clear();
        }
        out.push(c);
        before = Some(c);
    }
    out
}

fn is_invisible(c: char) -> bool {
    if ('\u{20}'..'\u{7f}').contains(&c) {
        return false;
    }
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner between two characters means something: both of a script with joiners, or both parts of an emoji.
fn are_joined(before: char, after: char) -> bool {
    let is_letter = |c: char| matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}');
    let is_emoji = |c: char| matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}');
    (is_letter(before) && is_letter(after)) || (is_emoji(before) && is_emoji(after))
}

/// The text of one element as a reader sees it, as one line in N1; blocks in it are parted by spaces.
pub(super) fn element_text(element: ElementRef) -> String {
    let mut raw = String::new();
    let mut walk = Walk::new(*element);
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => raw.push_str(text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(node) {
                        if child != element && is_left_out(child) {
                            walk.leave_out(node);
                        } else if !is_inline(child.value().name()) {
                            raw.push(' ');
                        }
                    }
                }
                _ => {}
            },
            Step::Leave(node) => {
                if node.value().as_element().is_some_and(|e| !is_inline(e.name())) {
                    raw.push(' ');
                }
            }
        }
        if raw.len() > FIELD_BYTES_MAX {
            break;
        }
    }
    normal_form(&raw)
}

/// Whether an element stands within a line of text, so that no space is seen at its edges.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "output"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "picture"
            | "source"
            | "meta"
            | "link"
            | "slot"
            | "amp-img"
            | "param"
            | "track"
            | "area"
            | "map"
    ) || is_left_out_inline(name)
}

/// Elements that are never read and do not part the text around them.
fn is_left_out_inline(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "svg" | "button" | "input" | "select" | "canvas")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn invisible_characters_go_and_meaning_stays() {
        for (raw, text) in [
            (" a\u{a0}\n b\u{202f}c ", "a b c"),
            ("cafe\u{301}", "café"),
            ("e\u{200b}\u{301}", "é"),
            ("hy\u{ad}phen \u{feff}x\u{2060}y", "hyphen xy"),
            ("\u{202e}abc\u{202c}\u{200e}", "abc"),
            ("a\0b\u{1b}[1m\u{7}", "ab[1m"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("a\u{200c}b", "ab"),
            ("👩\u{200d}🔬 ok", "👩\u{200d}🔬 ok"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("“x²” – 1.5 %", "“x²” – 1.5 %"),
            ("\u{2028}a\u{2029}b\u{85}", "a b"),
            ("ي\u{200c}\u{654}\u{3099}", "ئ\u{3099}"),
        ] {
            assert_eq!(normal_form(raw), text, "{raw:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_normal_form_is_idempotent(raw in "\\PC*") {
            let once = normal_form(&raw);
            prop_assert_eq!(normal_form(&once), once);
        }

        #[test]
        fn the_normal_form_of_awkward_characters_is_idempotent(
            raw in proptest::collection::vec(
                proptest::sample::select(vec![
                    'a', ' ', '\n', '\u{301}', '\u{308}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{64a}', '\u{654}', '\u{93c}',
                    '\u{915}', '\u{94d}', '\u{feff}', '\u{1f469}', '\u{fe0f}', '\u{3099}', '\u{30ab}', '\u{1100}', '\u{1161}',
                    '\u{0}', '\u{2001}', '\u{202e}', '\u{fffe}',
                ]),
                0..12,
            )
        ) {
            let once = normal_form(&raw.into_iter().collect::<String>());
            prop_assert_eq!(normal_form(&once), once);
        }
    }
}
