//! Changes as an Atom feed (RFC 4287): one entry a change, the whole difference as its content.
//!
//! Identities are made of the database's own rows and never change; what XML 1.0 does not allow in a text is left out.

use std::fmt::Write;

use super::html::{self, HtmlDiff};
use crate::model::{Disclosure, Severity, Timestamp};
use crate::store::ChangeRow;

/// What a feed says of itself.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    pub title: &'a str,
    /// Where the feed is, an absolute address.
    pub address: &'a str,
    /// Where the pages are, an absolute address without a slash at the end.
    pub site: &'a str,
    /// The identity of the feed, the same wherever it is read: a path below `tag:newswatch,2026:`.
    pub id: &'a str,
    /// When anything in it last changed.
    pub updated_at: Timestamp,
}

/// The feed with these changes, the newest first.
pub fn atom(feed: &Feed<'_>, rows: &[ChangeRow]) -> String {
    let mut out = String::with_capacity(2048 * (rows.len() + 1));
    let (title, address, site) = (text(feed.title), text(feed.address), text(feed.site));
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>tag:newswatch,2026:{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{address}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{site}/\"/>\n\
         <generator version=\"{version}\">newswatch</generator>\n<author><name>newswatch</name></author>\n",
        id = text(feed.id),
        updated = time(feed.updated_at),
        version = env!("CARGO_PKG_VERSION"),
    );
    rows.iter().for_each(|row| entry(&mut out, feed, row));
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, feed: &Feed<'_>, row: &ChangeRow) {
    let change = &row.change;
    let address = format!("{}/change/{}", feed.site, row.id);
    let headline = row.headline.as_deref().unwrap_or("(no headline)");
    let title = format!("{headline} ({})", told(change.severity, change.disclosure));
    let found = time(change.first_seen_new_at);
    // Inside an attribute-free element HTML stands escaped: readers unescape it once and show it as HTML.
    let with = HtmlDiff::default();
    let content = maud::html! {
        p { (html::Shown(&change.summary)) }
        p { (html::Shown(&super::Window::of(change).to_string())) }
        (html::inline(&change.edits, with))
        p { a href=(row.url) { (html::Shown(&row.url)) } }
    };
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<entry>\n<id>tag:newswatch,2026:change/{id}/{found}</id>\n<title>{title}</title>\n\
         <updated>{found}</updated>\n<published>{found}</published>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n{via}\
         <author><name>{site}</name></author>\n{categories}<summary>{summary}</summary>\n\
         <content type=\"html\">{content}</content>\n</entry>\n",
        id = row.id,
        title = text(&title),
        address = text(&address),
        via = via(&row.url),
        site = text(&row.site),
        categories = categories(row),
        summary = text(&change.summary),
        content = text(&content.into_string()),
    );
}

/// A link to the page itself, if its address can be one.
fn via(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web { format!("<link rel=\"via\" href=\"{}\"/>\n", text(url)) } else { String::new() }
}

fn told(severity: Severity, disclosure: Option<Disclosure>) -> String {
    match disclosure {
        Some(Disclosure::Silent) => format!("{severity}, silent"),
        Some(_) | None => severity.to_string(),
    }
}

fn categories(row: &ChangeRow) -> String {
    let change = &row.change;
    let kinds = change.kinds.iter().map(|kind| ("kind", kind.as_str()));
    let told = change.disclosure.map(|disclosure| ("disclosure", disclosure.as_str()));
    let all = kinds.chain([("severity", change.severity.as_str())]).chain(told);
    let element = |(scheme, term)| format!("<category scheme=\"tag:newswatch,2026:{scheme}\" term=\"{term}\"/>\n");
    all.map(element).collect()
}

fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// `raw` as the text of an element or attribute.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 16);
    for c in raw.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            c if crate::model::is_active(c) => {}
            c => out.push(c),
        }
    }
    out
}
