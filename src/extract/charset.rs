//! Bytes to text: which charset a page is in, and its text in that charset.
//!
//! The order is the WHATWG's: byte order mark, Content-Type header, `<meta>` near the start. Only where all are
//! silent is the charset guessed, UTF-8 first. The same bytes and header always give the same text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a page a `<meta>` with its charset is looked for. The standard says 1,024; real pages put scripts
/// first.
const PRESCAN_BYTES_MAX: usize = 4096;

/// A page as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// What could not be read stands as U+FFFD.
    pub text: Cow<'a, str>,
    /// The WHATWG name of the charset ("UTF-8", "windows-1252").
    pub charset: &'static str,
    /// Whether some bytes are not in that charset.
    pub is_broken: bool,
}

/// One byte of so many may be unreadable; with more the page is not text in its charset: bytes of something else,
/// or another charset than it says.
const GARBLED_SHARE: usize = 20;

impl Decoded<'_> {
    /// Whether too much of it is unreadable for the rest to be believed: replaced bytes and control characters.
    pub fn is_garbled(&self) -> bool {
        let is_control = |b: u8| (b < b' ') & (b != b'\t') & (b != b'\n') & (b != b'\r') & (b != b'\x0c');
        // Small sums over short runs are what the compiler makes wide instructions of.
        let count = |run: &[u8]| usize::from(run.iter().map(|b| u8::from(is_control(*b))).sum::<u8>());
        let controls: usize = self.text.as_bytes().chunks(usize::from(u8::MAX)).map(count).sum();
        let replaced = if self.is_broken { self.text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
        controls + replaced > self.text.len() / GARBLED_SHARE
    }
}

/// Reads `bytes` as text; it cannot fail, only replace.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let (encoding, mark_bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (declared(bytes, content_type).filter(|e| !is_belied(bytes, e)).unwrap_or_else(|| guess(bytes)), 0),
    };
    let rest = bytes.get(mark_bytes..).unwrap_or_default();
    let (text, is_broken) = encoding.decode_without_bom_handling(rest);
    Decoded { text, charset: encoding.name(), is_broken }
}

/// Whether a page says a charset of single bytes and is UTF-8: other text hardly ever happens to be valid UTF-8.
fn is_belied(bytes: &[u8], declared: &'static Encoding) -> bool {
    declared != UTF_8 && declared.is_single_byte() && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

fn declared(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    content_type.and_then(|header| label_in(&header.to_ascii_lowercase())).or_else(|| prescan(bytes))
}

/// The first charset that a `<meta>` in the first bytes declares.
fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PRESCAN_BYTES_MAX)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta").into_iter().chain(rest.find("<!--")).min() {
        rest = rest.get(at..).unwrap_or_default();
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let tag = rest.get(..rest.find(end)?).unwrap_or_default();
        if tag.starts_with("<meta")
            && let Some(encoding) = meta_charset(tag)
        {
            return Some(encoding);
        }
        rest = rest.get(tag.len().max(1)..).unwrap_or_default();
    }
    None
}

/// The charset of one `<meta` tag, in lower case; only where `charset` is an attribute or the tag is an
/// `http-equiv`, since a description may hold the word too.
fn meta_charset(tag: &str) -> Option<&'static Encoding> {
    let before = tag.get(..tag.find("charset")?).unwrap_or_default();
    let is_quoted = before.matches(['"', '\'']).count() % 2 == 1;
    if is_quoted && !tag.contains("http-equiv") {
        return None;
    }
    // A page that says UTF-16 in ASCII letters is not UTF-16 (WHATWG, "prescan a byte stream").
    match label_in(tag)? {
        e if e == UTF_16BE || e == UTF_16LE => Some(UTF_8),
        e if e == X_USER_DEFINED => Some(WINDOWS_1252),
        e => Some(e),
    }
}

/// The encoding that `charset=..` names in lower-case text.
fn label_in(text: &str) -> Option<&'static Encoding> {
    let after = text.get(text.find("charset")? + "charset".len()..)?.trim_start().strip_prefix('=')?;
    let after = after.trim_start().trim_start_matches(['"', '\'']);
    let end = after.find(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/' | ','));
    Encoding::for_label(after.get(..end.unwrap_or(after.len()))?.as_bytes())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], header: Option<&str>, charset: &str, text: &str) {
        let decoded = decode(bytes, header);
        assert_eq!((decoded.charset, decoded.text.as_ref()), (charset, text));
    }

    #[test]
    fn bytes_of_something_else_are_garbled_and_a_page_with_a_few_wrong_bytes_is_not() {
        let noise: Vec<u8> = (0u32..20_000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let cyrillic = "Совет решил закрыть три библиотеки";
        let declared = encoding_rs::WINDOWS_1251.encode(cyrillic).0;
        for (bytes, header) in [
            (&noise[..], Some("text/html; charset=utf-8")),
            (&noise, None),
            (&declared, Some("text/html; charset=utf-8")),
        ] {
            assert!(decode(bytes, header).is_garbled(), "{header:?}");
        }
        let page =
            b"<p>El alcalde \xe9l mismo dijo que no habr\xeda otra votaci\xf3n antes del oto\xf1o, y se fue.</p>";
        for bytes in [&page[..], cyrillic.as_bytes(), b"", b"a\x00b and some more words than that"] {
            assert!(!decode(bytes, Some("text/html; charset=utf-8")).is_garbled());
        }
    }

    #[test]
    fn a_mark_beats_the_header_beats_the_meta_beats_a_guess() {
        check(b"\xef\xbb\xbf\xc3\xa9", Some("text/html; charset=iso-8859-1"), "UTF-8", "é");
        check(b"\xff\xfe\xe9\x00", Some("text/html; charset=utf-8"), "UTF-16LE", "é");
        let page = b"<meta charset=utf-8>\xe9";
        check(page, Some("text/html; charset=\"ISO-8859-1\""), "windows-1252", "<meta charset=utf-8>é");
        check(b"<meta charset='koi8-r'>\xc1", Some("text/html"), "KOI8-R", "<meta charset='koi8-r'>а");
        check("caf\u{e9}".as_bytes(), None, "UTF-8", "café");
        assert_eq!(decode(b"Le caf\xe9 est ferm\xe9.", None).charset, "windows-1252");
    }

    #[test]
    fn a_meta_is_found_in_its_old_form_but_not_in_comments_or_descriptions() {
        check_prescan("<META http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\">", Some("Shift_JIS"));
        check_prescan("<!-- <meta charset=koi8-r> --><meta charset=utf-8>", Some("UTF-8"));
        check_prescan("<meta name=description content='charset=koi8-r'>", None);
        check_prescan("<meta charset=utf-16>", Some("UTF-8"));
        check_prescan("<meta charset", None);
    }

    fn check_prescan(page: &str, charset: Option<&str>) {
        assert_eq!(prescan(page.as_bytes()).map(Encoding::name), charset, "{page}");
    }

    #[test]
    fn what_is_not_in_the_charset_is_replaced_and_told() {
        let decoded = decode(&[0xff; 1000], Some("text/html; charset=utf-8"));
        assert!(decoded.is_broken && decoded.text.chars().all(|c| c == '\u{fffd}'));
        assert!(decode(b"\xff\xfeabc", None).is_broken, "UTF-16 of odd length");
        check(b"plain", Some("text/html; charset=bogus"), "UTF-8", "plain");
        check(b"", None, "UTF-8", "");
    }
}
