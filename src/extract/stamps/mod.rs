//! The times that a page states of itself: claims, each kept with its source, and the one that is believed.
//!
//! A source is a file here and a line in [`all`]. When an article was seen to change is not decided here: HTTP
//! headers, sitemaps and feeds never state an article's times.

mod address;
mod calendar;
mod choose;
mod iso;
mod json;
mod marks;
mod markup;
mod meta;
mod printed;
mod reading;
mod relative;
mod shown;
mod visible;
mod zones;

use chrono_tz::Tz;
use url::Url;

use super::json_ld::Node;
use super::survey::Survey;
use crate::language::regional;
use crate::model::{Note, StampSource, StatedTime, Timestamp};

pub use calendar::Calendar;
use choose::Stamps;
pub(super) use reading::{Reading, read};
pub(super) use relative::{read as read_relative, read_labelled};

/// Candidates kept of one page.
const CANDIDATES_MAX: usize = 100;

/// Characters kept of a claim's string and of its place.
const RAW_CHARS_MAX: usize = 256;
const PATH_CHARS_MAX: usize = 80;

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
    /// The day in the address.
    Address,
    /// A date that may be another's.
    Weak,
    /// Printed on the page with a label that says what it is.
    Printed,
    /// Shown on the page where such a date is looked for; never believed enough to speak against the publisher.
    Shown,
    /// The time of the creation of something, which may be the article.
    Created,
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
    /// It is told from now: its reading is only as good as the time of the view.
    pub(super) is_relative: bool,
    /// Where in the source it stood.
    pub(super) path: Option<String>,
}

impl Candidate {
    /// Reads `raw`, from an attribute or other machine-readable place.
    pub(super) fn new(role: Role, rank: Rank, source: StampSource, raw: &str, lang: Option<&str>) -> Candidate {
        Candidate::of(role, rank, source, raw, read(raw, lang, true))
    }

    /// What was read of `raw`.
    pub(super) fn of(role: Role, rank: Rank, source: StampSource, raw: &str, reading: Option<Reading>) -> Candidate {
        let raw = raw.trim().chars().take(RAW_CHARS_MAX).collect();
        Candidate { role, rank, source, raw, reading, is_relative: false, path: None }
    }

    /// The same with its place.
    pub(super) fn at(mut self, path: &str) -> Candidate {
        let is_kept =
            |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '[' | ']' | '=' | '@' | '#');
        self.path = Some(path.chars().filter(is_kept).take(PATH_CHARS_MAX).collect());
        self
    }
}

/// What believing times needs to know of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'s> {
    pub(super) zone: Option<Tz>,
    pub(super) seen_at: Timestamp,
    /// The calendar that the site dates in.
    pub(super) calendar: Calendar,
    /// Times before 1995 are believed.
    pub(super) is_archive: bool,
    /// The page's language and host: they tell which country's clocks it means where it does not say.
    pub(super) lang: Option<&'s str>,
    pub(super) host: Option<&'s str>,
}

/// What is known of the page whose times are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) headline: Option<&'a str>,
    pub(super) canonical: &'a Url,
    /// The language tag, with a region where anything tells one.
    pub(super) lang: Option<&'a str>,
    pub(super) setting: Setting<'a>,
    /// Notes on corrections and updates: their dates are not the article's.
    pub(super) notes: &'a [Note],
}

/// The times of a page: out of its metadata and markup, of what its rules and its labelled lines gave (`known`), and
/// only where all of these are silent out of what it shows. Every one of them is written to `claims` where that is given.
pub(super) fn of_page(
    survey: &Survey,
    node: Option<&Node>,
    known: Vec<Candidate>,
    sight: Sight,
    claims: Option<&mut Vec<(Role, StatedTime)>>,
) -> Stamps {
    let lang = locale(survey, sight);
    let setting = Setting { lang: lang.as_deref(), host: sight.canonical.host_str(), ..sight.setting };
    let sight = Sight { lang: lang.as_deref(), setting, ..sight };
    let mut candidates = known;
    candidates.extend(all(survey, node, sight));
    if !choose::is_stated(&candidates, sight.setting) {
        candidates.extend(shown::candidates(survey, sight));
    }
    if let Some(claims) = claims {
        *claims = choose::claims(&candidates, sight.setting);
    }
    choose::choose(&candidates, sight.setting)
}

/// The language tag by which dates are read: the page's own, with the region that OpenGraph or the host gives.
fn locale(survey: &Survey, sight: Sight) -> Option<String> {
    let graph = survey.meta("og:locale").filter(|locale| locale.len() <= 16).map(|locale| locale.replace('_', "-"));
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let Some(own) = sight.lang else { return graph };
    match graph.filter(|graph| !own.contains('-') && base(graph) == base(own)) {
        Some(graph) => Some(graph),
        None => Some(regional(own, sight.canonical.host_str())),
    }
}

/// Every time that the page's metadata and markup state, source by source.
fn all(survey: &Survey, node: Option<&Node>, sight: Sight) -> Vec<Candidate> {
    let lang = sight.lang;
    let sources = [
        meta::candidates(survey, lang),
        json::candidates(node, lang),
        markup::items(survey, lang),
        markup::times(survey, lang),
        address::candidates(sight.canonical),
    ];
    sources.into_iter().flatten().take(CANDIDATES_MAX).collect()
}
