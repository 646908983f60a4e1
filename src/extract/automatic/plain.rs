//! Text that its elements do not take from the article: prose without links, and nothing to press or to fill in.
//!
//! A box by name that holds nothing but sentences is more likely a part of the text than what its name says, and a
//! sentence too many costs less than an edit that nobody sees.

use std::collections::HashMap;

use scraper::ElementRef;

use super::weight::Weighed;
use crate::extract::walk::attr;
use crate::model::BlockKind;

/// Share of a nest's words that are links, in percent, in plain text.
const LINKED_MAX: usize = 5;

/// Words of one paragraph that weigh as much as two.
const PROSE_WORDS: usize = 40;

/// Elements looked at below one nest.
const ELEMENTS_MAX: usize = 2000;

/// What is known of nests that were asked about.
#[derive(Debug, Default)]
pub(super) struct Plain {
    known: HashMap<usize, bool>,
}

impl Plain {
    /// Whether what a nest says of itself, `hint`, gives way to its text.
    pub(super) fn outdoes(&mut self, page: &Weighed, nest: usize, hint: &str) -> bool {
        let prose_min = match hint {
            "box" => 0,
            "aside" | "banner" | "disclaimer" | "footer" | "form" | "kicker" | "meta" | "sidebar" => 1,
            "dialog" | "media" | "navigation" | "newsletter" | "promotion" | "related" | "sharing" => 2,
            _ => return false,
        };
        let drafts = page.drafts_of(nest);
        let prose = drafts.filter_map(|n| page.measures.get(n).filter(|m| m.is_prose));
        let (blocks, words) = prose.fold((0, 0), |(blocks, words), m| (blocks + 1, words + m.words));
        (blocks >= prose_min || words >= PROSE_WORDS) && self.is_plain(page, nest)
    }

    /// Whether a nest holds text with hardly a link, and nothing to press or to fill in.
    pub(super) fn is_plain(&mut self, page: &Weighed, nest: usize) -> bool {
        *self.known.entry(nest).or_insert_with(|| {
            let Some(nest) = page.nests.get(nest) else { return false };
            let drafts = nest.drafts.clone();
            let words = page.words(&drafts);
            let linked: usize = drafts
                .clone()
                .map(|n| page.measures.get(n).map_or(0, |m| m.words) * page.seats.get(n).map_or(0, |s| s.linked))
                .sum();
            let is_linked = |n: usize| {
                page.drafts.get(n).is_some_and(|draft| draft.block.kind == BlockKind::Heading)
                    && page.seats.get(n).is_some_and(|seat| seat.linked > 0)
            };
            linked <= words * LINKED_MAX
                && !drafts.into_iter().any(is_linked)
                && !nest.element.descendent_elements().take(ELEMENTS_MAX).any(asks)
        })
    }
}

/// Whether an element is there to be pressed or filled in.
fn asks(element: ElementRef) -> bool {
    match element.value().name() {
        "button" | "select" | "textarea" | "iframe" => true,
        "input" => attr(element, "type").is_none_or(|kind| !kind.eq_ignore_ascii_case("hidden")),
        _ => false,
    }
}
