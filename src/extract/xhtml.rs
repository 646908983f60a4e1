//! XHTML as HTML: an element that XML lets close itself is closed the way HTML reads it.
//!
//! Only for pages that are served as XHTML: in HTML the slash of `<script src="x"/>` means nothing, and browsers read
//! such a page so.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Elements that are empty in HTML too.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// The text of a page as it is to be parsed, however it was served.
pub(super) fn parsable<'t>(text: Cow<'t, str>, content_type: Option<&str>) -> Cow<'t, str> {
    if is_xhtml(content_type) { Cow::Owned(as_html(&text).into_owned()) } else { text }
}

/// Whether a page is served as XHTML.
fn is_xhtml(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/xhtml+xml"))
}

/// `text` with an end tag after each element that closes itself and is not empty in HTML.
fn as_html(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"/>").is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(start) = memchr(b'<', rest.as_bytes()) {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let end = match tag {
            comment if comment.starts_with("<!--") => comment.find("-->").map(|at| at + "-->".len()),
            data if data.starts_with("<![CDATA[") => data.find("]]>").map(|at| at + "]]>".len()),
            tag => tag_end(tag),
        };
        let (tag, after) = tag.split_at(end.unwrap_or(tag.len()));
        let name = tag.get(1..).unwrap_or_default();
        let name = name.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default();
        match tag.strip_suffix("/>").filter(|_| is_name(name)) {
            Some(open) if !VOID.contains(&name.to_ascii_lowercase().as_str()) => {
                out.push_str(open);
                out.push_str("></");
                out.push_str(name);
                out.push('>');
            }
            _ => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Where a tag ends; a `>` within quotation marks is part of it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_closes_itself_is_closed_and_the_rest_stays() {
        for (page, html) in [
            ("<script src=\"a>b\"/><p>x</p>", "<script src=\"a>b\"></script><p>x</p>"),
            ("<br/><img src='a'/><div class=\"c\" />y", "<br/><img src='a'/><div class=\"c\" ></div>y"),
            ("<!-- <i/> --><![CDATA[ <b/> ]]><i/>", "<!-- <i/> --><![CDATA[ <b/> ]]><i></i>"),
            ("a < b /> <", "a < b /> <"),
            ("<é/></p>", "<é/></p>"),
        ] {
            assert_eq!(as_html(page), html);
        }
    }
}
