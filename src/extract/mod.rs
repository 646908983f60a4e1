//! Page bytes to [`Article`](crate::model::Article): charset, tree under a budget, fields, times, notices.
//!
//! Pure: no files, network or clock; the same page, rules and time give the same answer. It never fails: what cannot
//! be read is a [`Problem`](crate::model::Problem) beside or instead of the article. What is noise between two articles is not decided here.

mod automatic;
mod blocks;
mod captions;
mod charset;
mod dom;
mod email;
mod entries;
mod explain;
mod front;
mod json_ld;
mod links;
mod listing;
mod metadata;
mod notices;
mod pick;
mod reader;
mod rules;
mod skim;
mod stamps;
mod suggest;
mod survey;
mod text;
mod walk;
mod xhtml;

use url::Url;

use crate::model::{Extraction, Timestamp};

pub use charset::{Decoded, decode};
pub use explain::{Claim, Explained, Field, LeftOut, Origin, Removed, Trace, Tried, explain};
pub use links::without_tracking;
pub use listing::section_links;
pub use rules::{PICK_BYTES_MAX, Pick, PickError, Rules, Select};
pub use stamps::Calendar;
pub use suggest::{PAGES_MAX, PAGES_MIN, Proposal, Suggestion, WhyNot, body_likeness, suggest};
pub use text::normal_form;

/// The revision of the extractor's code: raised whenever the same page could be read differently.
pub const REVISION: u32 = 5;

/// A page as received.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The body, content coding undone.
    pub bytes: &'a [u8],
    /// The Content-Type header.
    pub content_type: Option<&'a str>,
    /// Where it came from after redirects.
    pub url: &'a Url,
    /// When it was received: stated times are judged against it.
    pub seen_at: Timestamp,
}

/// What reading one page may cost.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Nodes of the tree at most (it may be overshot by what a kilobyte of markup makes).
    pub nodes_max: usize,
    /// Levels of nesting at most.
    pub depth_max: usize,
    /// Whether the deadline has passed; asked every few kilobytes.
    pub stop: &'a dyn Fn() -> bool,
}

/// Reads the article on a page.
///
/// No article where the page is no text in its charset, is too complex or took too long, where a configured body selector matches nothing, or
/// where there is no text; the problems say which.
pub fn extract(page: &Page, rules: &Rules, budget: &Budget) -> Extraction {
    explain::reading(page, rules, budget, None)
}

#[cfg(test)]
mod odd_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod times_tests;
