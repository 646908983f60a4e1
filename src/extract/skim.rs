//! The source of a page without what nothing here reads: the insides of scripts, styles and drawings, and attributes
//! that no rule asks for. They are most of a page's bytes, and parsing them is most of the cost of reading it.
//!
//! They are passed over before parsing, so that the tree is the same without them. The states are those of the HTML
//! standard's tokenizer (13.2.5) as far as they decide where tags, attributes and scripts begin and end. Wherever a
//! page does something that would need more of the standard, the rest of it is left as it is.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

/// Pages smaller than this are parsed as they are.
const PAGE_BYTES_MIN: usize = 4096;

/// The longest name of an element that means something here.
const NAME_BYTES_MAX: usize = 16;

/// Elements of which the inside is text and not markup (in HTML, with scripting).
const RAW: &[&str] = &["script", "style", "noscript", "iframe", "xmp", "noembed", "noframes", "title", "textarea"];

/// Of these, those whose inside is read.
const SEEN: &[&str] = &["xmp", "title", "textarea"];

/// Elements in which the standard has rules of its own for what is markup.
const STRANGE: &[&str] = &["plaintext", "frameset", "foreignobject", "math"];

/// Elements of HTML that end a drawing although it was never closed.
const BREAKOUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// What is to be parsed of `text`; `named` are the further attributes that the rules ask for, in lower case.
pub(super) fn skim<'t>(text: &'t str, named: &[String]) -> Cow<'t, str> {
    if text.len() < PAGE_BYTES_MIN {
        return Cow::Borrowed(text);
    }
    let mut scan = Scan {
        page: text.as_bytes(),
        at: 0,
        named,
        cuts: Vec::new(),
        drawing: None,
        foreign: Vec::new(),
        is_select: false,
    };
    // It ends at the end of the page, or where the page is too strange: the rest stays whole.
    while scan.next().is_some() {}
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for cut in scan.cuts {
        kept.push_str(text.get(from..cut.start).unwrap_or_default());
        from = cut.end.max(from);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

struct Scan<'p> {
    page: &'p [u8],
    at: usize,
    named: &'p [String],
    /// What is passed over, in order.
    cuts: Vec<Range<usize>>,
    /// Where the inside of an open drawing begins, and how many cuts were made before it.
    drawing: Option<(usize, usize)>,
    /// The elements of an open drawing, outermost first, in lower case.
    foreign: Vec<Vec<u8>>,
    is_select: bool,
}

impl<'p> Scan<'p> {
    /// Goes over the next tag or comment; `None` at the end or where the page is too strange.
    fn next(&mut self) -> Option<()> {
        self.at += memchr(b'<', self.page.get(self.at..)?)?;
        let rest = self.page.get(self.at + 1..)?;
        match rest.first()? {
            b'!' if rest.starts_with(b"!--") => self.comment(),
            b'!' if rest.starts_with(b"![CDATA[") => None,
            b'!' | b'?' => self.bogus_comment(),
            b'/' if rest.get(1)?.is_ascii_alphabetic() => self.end_tag(),
            b'/' => self.bogus_comment(),
            first if first.is_ascii_alphabetic() => self.start_tag(),
            _ => {
                self.at += 1;
                Some(())
            }
        }
    }

    /// The inside of a comment is passed over; the comment itself parts what stands around it.
    fn comment(&mut self) -> Option<()> {
        let inside = self.at + "<!--".len();
        let rest = self.page.get(inside..)?;
        let (length, mark) = if rest.starts_with(b">") {
            (0, 1)
        } else if rest.starts_with(b"->") {
            (0, 2)
        } else {
            let plain = memmem::find(rest, b"-->").map(|at| (at, 3));
            let before = rest.get(..plain.map_or(rest.len(), |(at, _)| at))?;
            memmem::find(before, b"--!>").map(|at| (at, 4)).or(plain)?
        };
        self.cuts.push(inside..inside + length);
        self.at = inside + length + mark;
        Some(())
    }

    /// What counts as a comment up to its first `>`.
    fn bogus_comment(&mut self) -> Option<()> {
        self.at += memchr(b'>', self.page.get(self.at..)?)? + 1;
        Some(())
    }

    fn end_tag(&mut self) -> Option<()> {
        let start = self.at;
        let name = self.name(start + 2);
        self.at = start + 2 + name.len();
        self.attributes(None)?;
        if !self.foreign.is_empty() {
            // An end tag of HTML ends a drawing around which its element stands.
            let open = self.foreign.iter().rposition(|open| open.eq_ignore_ascii_case(name))?;
            self.foreign.truncate(open);
            if let Some((inside, cuts)) = self.drawing.take_if(|_| open == 0) {
                self.cuts.truncate(cuts);
                self.cuts.push(inside..start);
            }
        } else if name.eq_ignore_ascii_case(b"select") {
            self.is_select = false;
        }
        Some(())
    }

    fn start_tag(&mut self) -> Option<()> {
        let start = self.at;
        let tag = self.name(start + 1);
        self.at = start + 1 + tag.len();
        let name = lower(tag);
        let name = name.as_str();
        let is_closed = self.attributes(Some(name))?;
        let is_foreign = !self.foreign.is_empty();
        match name {
            _ if STRANGE.contains(&name) => return None,
            _ if is_foreign && (BREAKOUT.contains(&name) || name == "script") => return None,
            _ if is_foreign && is_closed => {}
            // Within these a drawing holds HTML.
            "title" | "desc" if is_foreign && !self.holds_text(tag) => return None,
            _ if is_foreign => self.foreign.push(tag.to_ascii_lowercase()),
            "svg" if !is_closed => {
                self.drawing = Some((self.at, self.cuts.len()));
                self.foreign.push(tag.to_ascii_lowercase());
            }
            "select" => self.is_select = true,
            _ if RAW.contains(&name) => {
                if self.is_select && name != "script" {
                    return None;
                }
                return self.raw(name, start);
            }
            _ => {}
        }
        Some(())
    }

    /// Whether nothing but text stands between here and the end tag `name`.
    fn holds_text(&self, name: &[u8]) -> bool {
        let rest = self.page.get(self.at..).unwrap_or_default();
        let end = memchr(b'<', rest).and_then(|at| rest.get(at + 1..));
        let end = end.and_then(|end| end.strip_prefix(b"/")).and_then(|end| end.get(..name.len()));
        end.is_some_and(|end| end.eq_ignore_ascii_case(name))
    }

    /// The inside of an element that is text.
    fn raw(&mut self, name: &str, start: usize) -> Option<()> {
        let inside = self.at..self.at + end_of(self.page.get(self.at..)?, name.as_bytes())?;
        let text = self.page.get(inside.clone())?;
        if name == "script" && memmem::find(text, b"<!--").is_some() {
            // A script can hold another one after such a mark.
            return None;
        }
        let is_data = name == "script" && holds(self.page.get(start..self.at)?, b"ld+json");
        self.at = inside.end;
        if !is_data && !SEEN.contains(&name) {
            self.cuts.push(inside);
        }
        Some(())
    }

    /// The name of a tag, which begins at `at`.
    fn name(&self, at: usize) -> &'p [u8] {
        let rest = self.page.get(at..).unwrap_or_default();
        let end = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    }

    /// Goes over the attributes of a tag (of an end tag where there is no name) to behind its `>`; says whether it
    /// closes itself.
    fn attributes(&mut self, tag: Option<&str>) -> Option<bool> {
        // A slash at the end of a value without quotes belongs to the value.
        let mut is_closed = false;
        loop {
            let before = *self.page.get(self.at.checked_sub(1)?)?;
            match *self.page.get(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some(is_closed);
                }
                // A name can begin with this mark.
                b'=' => return None,
                b'/' => {
                    self.at += 1;
                    is_closed = true;
                    continue;
                }
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    let start = self.at;
                    let name = self.attribute()?;
                    let is_read = |tag| Some(self.is_read(tag, self.page.get(name)?, self.page.get(start..self.at)?));
                    let is_apart = before.is_ascii_whitespace();
                    if is_apart && !tag.is_none_or(|tag| is_read(tag).unwrap_or(true)) {
                        self.cuts.push(start..self.at);
                    }
                }
            }
            is_closed = false;
        }
    }

    /// Goes over an attribute and its value; answers where its name stands.
    fn attribute(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'=');
        self.at += self.page.get(start..)?.iter().position(is_end)?;
        let name = start..self.at;
        let space = self.page.get(self.at..)?.iter().position(|b| !b.is_ascii_whitespace())?;
        if *self.page.get(self.at + space)? != b'=' {
            return Some(name);
        }
        let value = self.at + space + 1;
        let rest = self.page.get(value..)?;
        let value = value + rest.iter().position(|b| !b.is_ascii_whitespace())?;
        self.at = match *self.page.get(value)? {
            quote @ (b'"' | b'\'') => value + 1 + memchr(quote, self.page.get(value + 1..)?)? + 1,
            _ => value + self.page.get(value..)?.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?,
        };
        Some(name)
    }

    /// Whether an attribute of the element `tag` is read; `whole` is the attribute with its value.
    fn is_read(&self, tag: &str, name: &[u8], whole: &[u8]) -> bool {
        let lower;
        let name = if name.iter().any(u8::is_ascii_uppercase) {
            lower = name.to_ascii_lowercase();
            lower.as_slice()
        } else {
            name
        };
        is_read(tag, name, whole) || self.named.iter().any(|own| own.as_bytes() == name)
    }
}

/// Whether extraction reads an attribute on any page, or the standard builds the tree by it; `name` is in lower case.
fn is_read(tag: &str, name: &[u8], whole: &[u8]) -> bool {
    let is_picture = || matches!(tag, "img" | "amp-img");
    match name {
        b"class" | b"id" | b"role" | b"hidden" | b"aria-hidden" | b"lang" | b"xml:lang" | b"content" | b"property" => {
            true
        }
        b"itemprop" | b"itemscope" | b"itemtype" | b"itemid" | b"data-cfemail" => true,
        b"data-component" | b"data-component-name" | b"data-module" | b"data-testid" | b"data-type" => true,
        b"href" => matches!(tag, "a" | "link" | "base" | "area"),
        b"rel" => matches!(tag, "a" | "link"),
        b"name" | b"charset" | b"http-equiv" => tag == "meta",
        b"type" => matches!(tag, "script" | "input" | "link"),
        b"src" | b"srcset" | b"data-src" | b"data-srcset" | b"data-original" | b"data-lazy-src" => is_picture(),
        b"title" => tag != "a" && !is_picture(),
        // Only what takes an element from sight is read of its style.
        b"style" => [&b"none"[..], b"hidden", b"collapse", b"clip"].iter().any(|word| holds(whole, word)),
        b"color" | b"face" | b"size" => tag == "font",
        _ => memmem::find(name, b"date").or_else(|| memmem::find(name, b"time")).is_some(),
    }
}

/// A short name in lower case; a longer one means nothing here.
fn lower(name: &[u8]) -> String {
    let name = std::str::from_utf8(name).unwrap_or_default(); // cut from text at ASCII marks, it is text
    if name.len() <= NAME_BYTES_MAX { name.to_ascii_lowercase() } else { String::new() }
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// Where the end tag of the element `name`, whose inside is text, begins.
fn end_of(text: &[u8], name: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        from += memchr(b'<', text.get(from..)?)?;
        let rest = text.get(from + 1..)?;
        let is_named = rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name))
            && rest.get(name.len() + 1).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        if is_named {
            return Some(from);
        }
        from += 1;
    }
}

#[cfg(test)]
#[path = "skim_tests.rs"]
mod tests;
