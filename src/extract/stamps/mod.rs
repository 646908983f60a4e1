//! The times that a page states of itself: claims, each kept with its source, and the one that is believed.
//!
//! A source is a file here and a line in [`all`]. When an article was seen to change is not decided here: HTTP
//! headers, sitemaps and feeds never state an article's times.

mod address;
mod choose;
mod iso;
mod json;
mod markup;
mod meta;
mod reading;
mod visible;
mod words;

use chrono_tz::Tz;
use url::Url;

use super::json_ld::Node;
use super::survey::Survey;
use crate::model::{StampSource, Timestamp};

pub(super) use choose::{choose, claims};
pub(super) use reading::{Reading, read};
pub(super) use words::plain;

/// Candidates kept of one page.
const CANDIDATES_MAX: usize = 100;

/// What a candidate is a time of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Published,
    Modified,
}

/// How much a source is worth, the best first (measured on pages with known dates).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Named by the site's own rules.
    Selector,
    /// States this very fact in a known vocabulary.
    Stated,
    /// Mostly this fact.
    Likely,
    /// A date that may be another's.
    Weak,
    /// The day in the address.
    Address,
    /// Printed on the page.
    Printed,
}

/// A time that the page states somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) role: Role,
    pub(super) rank: Rank,
    pub(super) source: StampSource,
    pub(super) raw: String,
    /// `None` where the string names no time that can be read.
    pub(super) reading: Option<Reading>,
}

impl Candidate {
    /// Reads `raw`, from an attribute or other machine-readable place.
    pub(super) fn new(role: Role, rank: Rank, source: StampSource, raw: &str, lang: Option<&str>) -> Candidate {
        Candidate { role, rank, source, raw: raw.trim().chars().take(256).collect(), reading: read(raw, lang, true) }
    }
}

/// What believing times needs to know of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) zone: Option<Tz>,
    pub(super) seen_at: Timestamp,
}

/// Every time that the page's metadata and markup state, source by source.
pub(super) fn all(survey: &Survey, node: Option<&Node>, canonical: &Url, lang: Option<&str>) -> Vec<Candidate> {
    let sources = [
        meta::candidates(survey, lang),
        json::candidates(node, lang),
        markup::items(survey, lang),
        markup::times(survey, lang),
        address::candidates(canonical),
    ];
    sources.into_iter().flatten().take(CANDIDATES_MAX).collect()
}
