//! The body of a page for which the site names no selector: the work of rs-trafilatura.
//!
//! It parses the page a second time, so it is only given pages that were parsed within the budget before.

use rs_trafilatura::page_type::PageType;
use rs_trafilatura::{Options, extract_with_options};
use scraper::Html;
use url::Url;

use super::blocks::{self, Draft};
use super::text::normal_form;
use crate::model::{Block, BlockKind};

/// The largest page that is given to the library, bytes.
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Fewer characters than this are no article.
pub(super) const TEXT_CHARS_MIN: usize = 25;

/// The library's text is taken where it is longer than its markup's text by this factor.
const TEXT_OVER_MARKUP: usize = 2;

/// The blocks of what the library takes for the article; empty where it finds nothing.
pub(super) fn body(text: &str, base: &Url) -> Vec<Draft> {
    if text.len() > PAGE_BYTES_MAX {
        return Vec::new();
    }
    let options = Options { page_type: Some(PageType::Article), include_links: true, ..Options::default() };
    // An error means that there is no article, and the caller says so.
    let Ok(result) = extract_with_options(text, &options) else { return Vec::new() };
    let found =
        result.content_html.map(|html| blocks::blocks(&[Html::parse_document(&html).root_element()], base, |_| false));
    let found = found.unwrap_or_default();
    // The library's markup keeps paragraphs and links whole, its text puts spaces into words; but now and then the
    // text has the article and the markup has not.
    let chars: usize = found.iter().map(|draft| draft.block.text.len()).sum();
    if chars.saturating_mul(TEXT_OVER_MARKUP) >= result.content_text.len() {
        found
    } else {
        lines(&result.content_text)
    }
}

fn lines(text: &str) -> Vec<Draft> {
    let lines = text.lines().map(normal_form).filter(|line| !line.is_empty());
    lines.map(|line| Draft { block: Block::new(BlockKind::Paragraph, line), is_all_link: false }).collect()
}
