//! The entries of a live page: which blocks belong together, and what names each entry from one visit to the next.

use std::collections::BTreeMap;

use super::blocks::Layout;
use super::walk::attr;
use crate::model::{Block, StampSource, StatedTime};
use scraper::ElementRef;

/// Entries that make a page a live one, where it shows a time on each.
const ENTRIES_MIN: usize = 3;
/// Elements looked through for an entry's time.
const LOOKED_AT_MAX: usize = 60;
/// Longer names are no identity.
const KEY_CHARS_MAX: usize = 120;
/// The part of a body that stands in entries, if it is made of them.
const SHARE_MIN: f64 = 0.7;

/// Attributes that name an entry.
const NAMES: [&str; 7] =
    ["id", "data-block-id", "data-entry-id", "data-post-id", "data-update-id", "data-id", "data-key"];

/// What begins the name of an entry that only its time names.
const BY_TIME: &str = crate::model::ENTRY_BY_TIME;

/// Marks the blocks of elements that stand beside each other and have a name or a time of their own.
pub(super) fn assign(layout: &mut Layout) {
    let mut beside: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (at, nest) in layout.nests.iter().enumerate() {
        let name = nest.element.value().name();
        if matches!(name, "article" | "section" | "div" | "li") && !nest.drafts.is_empty() && nest.parent != at {
            beside.entry((nest.parent, name)).or_default().push(at);
        }
    }
    for nests in beside.into_values().filter(|nests| nests.len() >= ENTRIES_MIN) {
        let keyed: Vec<(usize, String)> =
            nests.iter().filter_map(|at| Some((*at, key_of(layout.nests.get(*at)?.element)?))).collect();
        if keyed.len() < ENTRIES_MIN {
            continue;
        }
        for (at, key) in keyed {
            let Some(drafts) = layout.nests.get(at).map(|nest| nest.drafts.clone()) else { continue };
            for draft in layout.drafts.get_mut(drafts).unwrap_or_default() {
                draft.block.entry.get_or_insert_with(|| key.clone());
            }
        }
    }
}

/// What names an entry: an attribute, and the time on it. An entry with neither has no name.
fn key_of(element: ElementRef) -> Option<String> {
    let named = NAMES.iter().find_map(|name| attr(element, name)).map(str::trim).filter(|key| !key.is_empty());
    let time = element
        .descendent_elements()
        .take(LOOKED_AT_MAX)
        .find(|inner| inner.value().name() == "time")
        .map(|time| attr(time, "datetime").unwrap_or_default().trim().to_owned());
    let key = match (named, &time) {
        (Some(name), Some(_)) => format!("@{name}"),
        (Some(name), None) => format!("#{name}"),
        (None, Some(time)) if !time.is_empty() => format!("{BY_TIME}{time}"),
        (None, _) => return None,
    };
    (key.chars().count() <= KEY_CHARS_MAX).then_some(key)
}

/// Whether a body is made of entries with times, as on a live page that does not say that it is one.
pub(super) fn is_live(body: &[Block]) -> bool {
    let is_timed =
        |block: &&Block| block.entry.as_deref().is_some_and(|key| key.starts_with('@') || key.starts_with(BY_TIME));
    let timed: Vec<&Block> = body.iter().filter(is_timed).collect();
    let mut keys: Vec<&str> = timed.iter().filter_map(|block| block.entry.as_deref()).collect();
    keys.dedup();
    keys.len() >= ENTRIES_MIN && timed.len() as f64 >= SHARE_MIN * body.len() as f64
}

/// Whether a time belongs to an entry rather than to the page: a live page prints one on each.
pub(super) fn is_of_entry(time: &StatedTime) -> bool {
    matches!(time.source, StampSource::TimeElement | StampSource::Visible | StampSource::Prose)
}

/// Leaves the names of entries where the page is a live one, and nowhere else.
pub(super) fn settle(body: &mut [Block], is_live: bool) {
    for block in body.iter_mut().filter(|_| !is_live) {
        block.entry = None;
    }
}
