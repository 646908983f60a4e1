//! UTF-8 that was read as a Western single-byte charset ("cafÃ©"): a server that forgets its charset now and then
//! (rule R33 of the domain). A text is mended whole or not at all, and only if it then is valid UTF-8.

use encoding_rs::WINDOWS_1252;

use crate::model::{Article, Suppressed};

use super::super::canon::plain;

/// Mends the texts of an article, and names those that were read wrongly.
pub(super) fn mend(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let mut texts = texts(article);
    if !texts.iter().any(|text| mended(text, false).is_some()) {
        return;
    }
    for text in &mut texts {
        if let Some(mended) = mended(text, true) {
            suppressed.push(Suppressed { rule: "charset".to_owned(), text: std::mem::replace(text, mended) });
        }
    }
}

fn texts(article: &mut Article) -> Vec<&mut String> {
    let Article { headline, standfirst, byline, section, body, captions, notes, .. } = article;
    let fields = [headline, standfirst, byline, section].into_iter().flatten();
    let captions = captions.iter_mut().flat_map(|c| std::iter::once(&mut c.text).chain(&mut c.credit));
    let blocks = body.iter_mut().map(|block| &mut block.text);
    fields.chain(blocks).chain(captions).chain(notes.iter_mut().map(|note| &mut note.text)).collect()
}

/// The text that was meant; `None` where nothing says that another one was. On a page that `is_misread` less says so.
fn mended(text: &str, is_misread: bool) -> Option<String> {
    if !text.chars().any(|c| matches!(c, '\u{c2}'..='\u{f4}')) {
        return None;
    }
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(text);
    let meant = if is_lossy { None } else { restored(&bytes, is_misread) };
    meant.and_then(|bytes| String::from_utf8(bytes).ok()).map(|text| plain(&text))
}

/// For each letter that stands there whole, at most so many are restored.
const GUESSED_MAX: usize = 3;

const NO_BREAK_SPACE: u8 = 0xa0;
const SOFT_HYPHEN: u8 = 0xad;

/// The bytes with those that normal form N1 has taken for spaces (0xa0) or for soft hyphens (0xad); `None` where that
/// cannot be told.
fn restored(bytes: &[u8], is_misread: bool) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut whole, mut guessed) = (0usize, 0usize);
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        at += 1;
        out.push(lead);
        let more = match lead {
            0..0x80 => continue,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => return None,
        };
        let before = guessed;
        for _ in 0..more {
            match bytes.get(at) {
                Some(&next @ 0x80..=0xbf) => {
                    out.push(next);
                    at += 1;
                }
                // Of longer ones it could not be told which of their bytes is gone.
                _ if more > 1 => return None,
                next @ (Some(b' ') | None) => {
                    out.push(NO_BREAK_SPACE);
                    guessed += 1;
                    // "à" ends a word: its own space was joined with the one behind it.
                    let is_word_end = lead == 0xc3 && bytes.get(at + 1).is_some_and(|b| !b.is_ascii_punctuation());
                    at += usize::from(next.is_some() && !is_word_end);
                }
                Some(_) => {
                    out.push(SOFT_HYPHEN);
                    guessed += 1;
                }
            }
        }
        whole += usize::from(guessed == before);
    }
    (is_misread || (whole > 0 && guessed <= GUESSED_MAX * whole)).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(text: &str) -> String {
        plain(&WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0)
    }

    #[test]
    fn what_was_read_in_the_wrong_charset_is_mended_and_nothing_else() {
        for text in [
            "Le café est fermé à midi, déjà",
            "Straße, Öl und Übermut – „ja“",
            "País sin más: ¿qué?",
            "Мост закрыт, Россия ждёт",
            "市は閉",
        ] {
            assert_ne!(misread(text), text);
            assert_eq!(mended(&misread(text), false).as_deref(), Some(text));
        }
        for text in ["plain", "Ãgua é vida", "SÃO PAULO", "Â is a letter", "the sign Ã© stands for é", "Ã"] {
            assert_eq!(mended(text, false), None, "{text}");
        }
    }
}
