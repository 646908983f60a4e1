//! Page bytes to [`Article`](crate::model::Article): charset, tree under a budget, fields, times, notices.
//!
//! Pure: no files, network or clock; the same page, rules and time give the same answer. It never fails: what cannot
//! be read is a [`Problem`] beside or instead of the article. What is noise between two articles is not decided here.

mod automatic;
mod blocks;
mod captions;
mod charset;
mod dom;
mod email;
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
mod survey;
mod text;
mod walk;
mod xhtml;

use url::Url;

use crate::model::{Extraction, Problem, ProblemKind, Timestamp};

pub use charset::{Decoded, decode};
pub use links::without_tracking;
pub use listing::section_links;
pub use rules::{PICK_BYTES_MAX, Pick, PickError, Rules, Select};
pub use stamps::Calendar;
pub use text::normal_form;

/// The revision of the extractor's code: raised whenever the same page could be read differently.
pub const REVISION: u32 = 3;

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
    explain(page, rules, budget).extraction
}

/// What extraction answers, and what it left out on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explained {
    pub extraction: Extraction,
    /// Blocks beside or among the body that were not taken for the article's; only where the body was found
    /// automatically.
    pub left_out: Vec<LeftOut>,
}

/// A block that was not taken for the article's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The name of the rule that left it out.
    pub rule: &'static str,
    pub text: String,
}

/// The same as [`extract`], with what was left out and by which rule.
pub fn explain(page: &Page, rules: &Rules, budget: &Budget) -> Explained {
    let decoded = decode(page.bytes, page.content_type);
    let mut problems = Vec::new();
    if decoded.is_garbled() {
        let detail = format!("this is no text in {}, the charset of the page", decoded.charset);
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
        return Explained { extraction: Extraction { article: None, problems }, left_out: Vec::new() };
    }
    if decoded.is_broken {
        let detail = format!("some bytes are not {}, the charset of the page", decoded.charset);
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
    }
    let text = if xhtml::is_xhtml(page.content_type) { xhtml::as_html(&decoded.text) } else { decoded.text };
    let found = reader::read(page, &text, rules, budget, &mut problems).unwrap_or_else(|refusal| {
        problems.push(Problem { kind: refusal.kind(), field: None, detail: refusal.detail(budget) });
        None
    });
    let (article, left_out) = found.unzip();
    Explained { extraction: Extraction { article, problems }, left_out: left_out.unwrap_or_default() }
}

#[cfg(test)]
mod odd_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod times_tests;
