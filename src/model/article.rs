//! What a reader reads on a page, field by field, and what the page says of its own times.

use chrono::{Duration, Months};
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// An article as a reader sees it; every text is in normal form N1 (NFC, single spaces, no invisible characters).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    pub headline: Option<String>,
    /// Where the headline was found: what was read in another place is not compared with it.
    pub headline_source: Option<StampSource>,
    /// Headlines stated elsewhere on the page (OpenGraph, `<title>`, JSON-LD), where they are there.
    pub alt_headlines: Vec<AltHeadline>,
    /// The kicker or section label.
    pub section: Option<String>,
    /// The print edition's label, as in "Issue 2653".
    pub issue: Option<String>,
    /// The summary under the headline.
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    /// The body's blocks in reading order.
    pub body: Vec<Block>,
    pub captions: Vec<Caption>,
    /// Correction, clarification, update and editor's notes, in reading order; they are not in `body`.
    pub notes: Vec<Note>,
    /// "This article is over 5 years old": a time computed when the page is viewed, never part of the body.
    pub age_notice: Option<AgeNotice>,
    pub published: Option<StatedTime>,
    pub modified: Option<StatedTime>,
    pub canonical_url: Option<String>,
    /// The declared language as a lower-case BCP 47 tag ("de", "pt-br").
    pub language: Option<String>,
    /// Whether the page says that it may be read without paying.
    pub is_free: Option<bool>,
    /// Whether the page says that it is a live blog.
    pub is_live: bool,
    /// When its live coverage ends or ended, as the page says: it is visited as an ordinary page from then on.
    pub coverage_ends_at: Option<Timestamp>,
    /// The selectors that read headline and body.
    pub picks: Picks,
}

/// The selectors that fields were read with, as written in the configuration; `None` where none was given or matched.
///
/// What another selector of a list takes is the text of another place, and is not compared with it blindly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picks {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Article {
    /// The number of words in the body.
    pub fn body_words(&self) -> usize {
        self.body.iter().map(|b| super::words(&b.text)).sum()
    }

    /// The body's blocks as plain text, a blank line between two.
    pub fn body_text(&self) -> String {
        let texts: Vec<&str> = self.body.iter().map(|b| b.text.as_str()).collect();
        texts.join("\n\n")
    }
}

/// A headline from another place than the visible one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AltHeadline {
    pub source: StampSource,
    pub text: String,
}

/// One block of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    /// One line of text in N1: it never holds a line break.
    pub text: String,
    /// Targets of the links in the block, absolute, tracking parameters removed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Nearly all of the text is links, as in a list of other articles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_all_link: bool,
    /// On a live page: what names the entry that the block is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

impl Block {
    /// A block of `kind` without links.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Block { kind, text: text.into(), links: Vec::new(), is_all_link: false, entry: None }
    }
}

/// What begins the name of an entry that only its time names: less sure than a name of its own.
pub const ENTRY_BY_TIME: &str = "t:";

/// What a block of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    Paragraph,
    Heading,
    ListItem,
    Quote,
    /// A sentence of the article set large beside it.
    PullQuote,
    TableRow,
    Preformatted,
}

/// A picture's caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    pub text: String,
    /// The credit: a trailing parenthesis or an element of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Identity of the picture: its path without size parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// A note by the publisher about the article's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub kind: NoteKind,
    pub text: String,
}

/// Kinds of notes, the weightiest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    Update,
    Editor,
    Clarification,
    Correction,
    Retraction,
}

impl NoteKind {
    /// The name in the database and in traces.
    pub fn as_str(self) -> &'static str {
        match self {
            NoteKind::Update => "update",
            NoteKind::Editor => "editor",
            NoteKind::Clarification => "clarification",
            NoteKind::Correction => "correction",
            NoteKind::Retraction => "retraction",
        }
    }
}

/// An age that the page computes when it is viewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeNotice {
    /// The notice as it read.
    pub text: String,
    pub years: u32,
    pub months: u32,
    pub days: u32,
    /// The finest unit that the notice names: it is right to one of these.
    pub precision: AgeUnit,
}

/// The unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeUnit {
    Day,
    Month,
    Year,
}

impl AgeNotice {
    /// The span in which the article was published if the notice, seen at `seen_at`, is right to its precision.
    ///
    /// A notice rounds down ("over 5 years"), so the later end is its age before the view and the earlier end one
    /// unit before that. Both are clamped to chrono's range.
    pub fn published_between(&self, seen_at: Timestamp) -> (Timestamp, Timestamp) {
        let back = |months: u32, days: i64| {
            seen_at
                .checked_sub_months(Months::new(months))
                .and_then(|t| t.checked_sub_signed(Duration::days(days)))
                .unwrap_or(Timestamp::MIN_UTC)
        };
        let months = self.years.saturating_mul(12).saturating_add(self.months);
        let days = i64::from(self.days);
        let latest = back(months, days);
        let earliest = match self.precision {
            AgeUnit::Day => back(months, days + 1),
            AgeUnit::Month => back(months.saturating_add(1), days),
            AgeUnit::Year => back(months.saturating_add(12), days),
        };
        (earliest, latest)
    }
}

/// A time that the page states, as a claim: kept with its source and raw text, never trusted blindly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedTime {
    /// The string as it stood on the page, cut at 256 characters.
    pub raw: String,
    /// The instant it names: the start of the day or month where it is no finer; `None` where it cannot be read or
    /// is not believed (see `doubt`).
    pub instant: Option<Timestamp>,
    pub precision: Precision,
    pub zone: ZoneSource,
    pub source: StampSource,
    /// Why the claim is not to be believed as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// What a claim most likely means that was only inferred or is told from now: something to show, and never compared
    /// or planned by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likely: Option<Timestamp>,
    /// Where the page's own clocks stand at that time, minutes east of UTC, where the page tells: the calendar day that
    /// it means is the one there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_minutes: Option<i32>,
    /// Where in its source the claim stood, as in `meta[article:published_time]` or `time.entry-date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Another claim of the page about the same time that cannot be true as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
}

/// A claim that contradicts the one that was chosen: it is shown to people and decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub kind: ConflictKind,
    /// The string as it stood on the page.
    pub raw: String,
    pub source: StampSource,
}

/// In what two claims contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// They are more than a day apart.
    Date,
    /// They are one wall clock in two zones.
    Zone,
}

/// How fine a stated time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

/// Where the time zone of a stated time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// The page gives an offset.
    Explicit,
    /// Another claim of the page gives the offset.
    Borrowed,
    /// The site's configured time zone.
    SiteConfig,
    /// Nobody says; UTC is assumed.
    AssumedUtc,
}

/// Where on the page a claim (a time or a headline) was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StampSource {
    Selector,
    JsonLd,
    /// JSON-LD that is no JSON: its keys were looked for in the text of the script.
    JsonLdRescue,
    OpenGraph,
    Microdata,
    TimeElement,
    Meta,
    DublinCore,
    Title,
    Url,
    Visible,
    /// A date within the article's own text.
    Prose,
}

/// Why a stated time is kept but not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The string names no time that can be read.
    Unreadable,
    /// Before 1995 or more than a day after the fetch.
    Implausible,
    /// Modified lies before published.
    BeforePublished,
    /// Day and month cannot be told apart.
    AmbiguousOrder,
    /// It is told from now ("3 hours ago"): it moves with every view.
    Relative,
    /// Nothing says that it is the date of this; it is the likeliest of the dates that the page shows.
    Inferred,
    /// It is dated in a calendar that the site is not configured to date in.
    OtherCalendar,
}
