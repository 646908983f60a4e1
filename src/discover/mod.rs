//! Lists of articles to addresses: feeds, sitemaps, section pages, and lists of other programs. Pure: what is fetched,
//! and what becomes of an address, is decided elsewhere.
//!
//! Deliberately not read: titles, summaries and contents of a feed. What an article says is read on its own page.

mod address;
mod import;
mod json_feed;
mod pattern;
mod section;
mod when;
mod xml;

#[cfg(test)]
mod tests;

use std::fmt;

use thiserror::Error;
use url::Url;

use crate::extract::{Budget, Pick};
use crate::model::Timestamp;

pub use address::canonical;
pub use import::{ImportError, Imported, Wanted, import};
pub use pattern::{Pattern, PatternError};

/// Entries of one list that are read; the most that a sitemap may have (sitemaps.org).
pub const ENTRIES_MAX: usize = 50_000;

/// What kind of list is at an address, as the configuration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A sitemap, a news sitemap or an index of them, gzip or not.
    Sitemap,
    /// A page of links.
    Section,
}

impl SourceKind {
    /// The name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Feed => "feed",
            SourceKind::Sitemap => "sitemap",
            SourceKind::Section => "section",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<SourceKind> {
        [SourceKind::Feed, SourceKind::Sitemap, SourceKind::Section].into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One address on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub url: Url,
    /// When it was first published, as the list says.
    pub published_at: Option<Timestamp>,
    /// When it was last changed, as the list says. A day without a time is its end: the change was made by then.
    pub changed_at: Option<Timestamp>,
}

impl Entry {
    /// The newest time that the list states.
    pub fn dated_at(&self) -> Option<Timestamp> {
        self.changed_at.max(self.published_at)
    }
}

/// What a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    pub entries: Vec<Entry>,
    /// Lists that this one points to (an index of sitemaps).
    pub lists: Vec<Entry>,
    /// It was read only so far: more entries than [`ENTRIES_MAX`].
    pub is_cut: bool,
}

/// Why a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    #[error("it is neither RSS, Atom, JSON Feed nor a sitemap: it begins with <{0}>")]
    UnknownRoot(String),
    #[error("it is empty")]
    Empty,
    #[error("it is no list but a web page; give it as a section with a selector of its links")]
    WebPage,
    #[error("it is not well-formed: {0}")]
    Broken(String),
    #[error("it is nested more than {0} levels deep")]
    TooDeep(usize),
    #[error("it unpacks to more than {0} MiB")]
    TooLarge(u64),
    #[error("its links cannot be read: {0}")]
    Section(String),
}

/// Reads a feed or a sitemap that was found at `url`, whichever it turns out to be.
///
/// # Errors
/// [`ListError`] where nothing can be read; a list that breaks off after some entries gives those.
pub fn read(bytes: &[u8], url: &Url) -> Result<Listing, ListError> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return xml::read_gzip(bytes, url);
    }
    match bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf)) {
        None => Err(ListError::Empty),
        Some(b'{' | b'[') => json_feed::read(bytes, url),
        Some(_) => xml::read(bytes, url),
    }
}

/// Reads the links that `links` matches on a page.
///
/// # Errors
/// [`ListError::Section`] where the page cannot be read, or nothing matches.
pub fn read_section(
    bytes: &[u8],
    content_type: Option<&str>,
    url: &Url,
    links: &[Pick],
    budget: &Budget,
) -> Result<Listing, ListError> {
    section::read(bytes, content_type, url, links, budget)
}
