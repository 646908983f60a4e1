//! One whole pass over one page: what is known before it, and everything to write after it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    AgeNotice, AltHeadline, Article, BlockSight, Change, FailureKind, PageId, PageState, Picks, Problem, Reading,
    Redirect, Request, Retold, SiteFacts, StatedTime, Timestamp, Told, Trace, Unread, Validators, Variants,
};

/// A BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Hash(*blake3::hash(bytes).as_bytes())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The three levels at which two articles can be equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashes {
    /// Over the text of all compared fields as stored (N1).
    pub text: Hash,
    /// The same with typography folded (N2).
    pub canon: Hash,
    /// Over the folded body alone.
    pub body_canon: Hash,
}

/// What a page's past holds that judging a new text needs.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The last good version.
    pub last: Option<Baseline>,
    /// Older versions of the same page: number, folded hash, when first and last seen; the newest first, at most 50.
    pub older: Vec<OlderVersion>,
    /// The capture of the last version, fetched only where the rules have changed since.
    pub last_capture: Option<KeptCapture>,
    /// The page's own text of the last suspicious visit, to tell a flicker from a lasting state.
    pub suspect_canon: Option<Hash>,
    /// The raw pages of the page that wait in quarantine.
    pub quarantined: u32,
    /// What is usual on the page's site.
    pub site: SiteFacts,
    /// Doubtful texts that stand under other addresses of the site now.
    pub suspect_elsewhere: Vec<Hash>,
    /// The texts that the page shows in turn, or did until lately.
    pub variants: Option<Variants>,
    /// The versions with those texts, where more than the headline differs between them.
    pub shown: Vec<Baseline>,
    /// The publisher's last changes that made a version, the newest first, at most [`TOLD_MAX`].
    pub told: Vec<Told>,
}

/// How many of a page's last changes are looked back upon, to be told otherwise with what is known later.
pub const TOLD_MAX: usize = 12;

/// The version that a new text is compared with.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Its number in the page's history.
    pub n: u32,
    /// Its text, with the page's present claims (`page.claims`) where they moved since.
    pub article: Article,
    pub hashes: Hashes,
    /// Under which extraction (rules and code) its text was made.
    pub revision: String,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// How many visits saw it.
    pub sights: u32,
    /// `article` holds claims that moved since the version was made, and so are not in its raw page.
    pub has_moved_claims: bool,
}

/// The fields of an article that are claims or labels rather than text: they may move without a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claims {
    pub alt_headlines: Vec<AltHeadline>,
    pub section: Option<String>,
    pub issue: Option<String>,
    pub age_notice: Option<AgeNotice>,
    pub published: Option<StatedTime>,
    pub modified: Option<StatedTime>,
    pub canonical_url: Option<String>,
    pub language: Option<String>,
    pub is_free: Option<bool>,
    pub is_live: bool,
    /// Where the text was last read: no claim, but it moves without a new version too.
    pub picks: Picks,
}

impl Claims {
    /// The claims of `article`.
    pub fn of(article: &Article) -> Claims {
        let a = article.clone();
        Claims {
            alt_headlines: a.alt_headlines,
            section: a.section,
            issue: a.issue,
            age_notice: a.age_notice,
            published: a.published,
            modified: a.modified,
            canonical_url: a.canonical_url,
            language: a.language,
            is_free: a.is_free,
            is_live: a.is_live,
            picks: a.picks,
        }
    }

    /// Puts these claims in the place of those of `article`.
    pub fn apply(self, article: &mut Article) {
        article.alt_headlines = self.alt_headlines;
        article.section = self.section;
        article.issue = self.issue;
        article.age_notice = self.age_notice;
        article.published = self.published;
        article.modified = self.modified;
        article.canonical_url = self.canonical_url;
        article.language = self.language;
        article.is_free = self.is_free;
        article.is_live = self.is_live;
        article.picks = self.picks;
    }
}

/// An older version, for telling a reversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OlderVersion {
    pub n: u32,
    pub canon: Hash,
    pub headline: Option<String>,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// How many visits saw it.
    pub sights: u32,
}

/// A raw page out of the store.
#[derive(Debug, Clone)]
pub struct KeptCapture {
    pub at: Timestamp,
    pub final_url: String,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// Everything that one pass over a page leads to; written in one transaction or not at all.
#[derive(Debug, Clone)]
pub struct Visit {
    pub page: PageId,
    pub attempt: AttemptRecord,
    /// The validators to ask with next time; `None` leaves those that are there.
    pub validators: Option<Validators>,
    /// The hash of the page just judged and the extraction that judged it; `None` leaves those that are there.
    pub judged: Option<Judged>,
    /// A new version; then `capture` is there too.
    pub version: Option<NewVersion>,
    /// A raw page to keep: of the version, or as evidence of a state.
    pub capture: Option<NewCapture>,
    /// Re-extracted text that takes the place of the last version's as baseline (cause `rules`), with its hashes.
    pub rebased: Option<NewVersion>,
    /// How far the server's clock is ahead of ours, where the two do not agree.
    pub clock_ahead: Option<chrono::TimeDelta>,
    pub changes: Vec<Change>,
    /// What came on a live page after the last digest and belongs to it; then no change tells of `version`.
    pub digested: Option<Digested>,
    /// Changes that were told before and are told otherwise from now on.
    pub retold: Vec<Retold>,
    /// Versions whose silent edits this visit's change tells the readers of.
    pub discloses: Vec<u32>,
    /// The texts that the page shows in turn, as of this visit; `None` leaves what is there.
    pub variants: Option<Variants>,
    /// The blocks that came on or went, to be looked for on other articles of the site.
    pub block_sights: Vec<BlockSight>,
    /// Where the address leads for good, if to another one that shows the article.
    pub moved_to: Option<String>,
    /// The modified time moved on although the text is the same.
    pub is_modified_bumped: bool,
    pub events: Vec<Event>,
    pub state: PageState,
    pub state_since: Timestamp,
    pub state_checks: u32,
    pub failures: u32,
    /// The folded text of a suspicious visit.
    pub suspect_canon: Option<Hash>,
    /// The page was seen with the text of the last version: its window is extended to the attempt's time.
    pub is_same_text: bool,
    pub is_busy: bool,
    pub is_live: bool,
    /// What the page claims of itself as of this visit, where that moved without a new version; it takes the place
    /// of the last version's claims when the page is next compared. A new version sets it aside.
    pub claims: Option<Claims>,
    pub event_at: Option<Timestamp>,
    pub next_due: Timestamp,
    /// The body that came and could not be read by our rules; a page that is well has none.
    pub unread: Option<Unread>,
    /// The page shows again what was kept of it last in quarantine: that was seen once more.
    pub is_seen_again: bool,
    /// What the reading says of the site's rules; `None` where nothing was read.
    pub reading: Option<Reading>,
}

/// More of what a digest of a live page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// The version that the digest leads to as it was told.
    pub told: u32,
    /// What came since.
    pub more: Change,
}

/// What was judged, so that the same bytes under the same rules need no second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub body_hash: Hash,
    pub revision: String,
}

/// A text to be stored as a version.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Its number in the page's history.
    pub n: u32,
    pub article: Article,
    pub hashes: Hashes,
    pub revision: String,
}

/// A raw page to be stored.
#[derive(Debug, Clone)]
pub struct NewCapture {
    pub why: CaptureWhy,
    pub status: u16,
    pub final_url: String,
    pub redirects: Vec<Redirect>,
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    pub body_hash: Hash,
    /// What was sent to get it; `None` for a page out of an archive.
    pub request: Option<Request>,
}

/// Why a raw page is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureWhy {
    Version,
    /// Evidence of a state: a wall, a text that is cut.
    State,
    /// It could not be read by our rules and waits for better ones.
    Quarantine,
}

/// The row that an attempt leaves.
#[derive(Debug, Clone)]
pub struct AttemptRecord {
    pub at: Timestamp,
    pub elapsed_ms: u64,
    pub outcome: Outcome,
    pub status: Option<u16>,
    /// Decoded bytes of the body, where there was one.
    pub body_bytes: Option<u64>,
    pub final_url: Option<String>,
    pub failure: Option<FailureKind>,
    /// What failed, for people; untrusted.
    pub detail: Option<String>,
    pub problems: Vec<Problem>,
    /// What was left out of the comparison, and by which rule.
    pub suppressed: Vec<Suppressed>,
    /// Which rules led to the outcome.
    pub trace: Trace,
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NotModified,
    SameBytes,
    /// Other bytes, the same text.
    SameText,
    /// Only things that are no edit differ (counters, relative times).
    Trace,
    /// A new version.
    Version,
    /// One of the texts that the page shows in turn.
    Variant,
    /// A claim of the page moved (its modified time), not its text.
    Claim,
    /// The page is in a state that is no version.
    State,
    Failed,
}

impl Outcome {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::NotModified => "not_modified",
            Outcome::SameBytes => "same_bytes",
            Outcome::SameText => "same_text",
            Outcome::Trace => "trace",
            Outcome::Version => "version",
            Outcome::Variant => "variant",
            Outcome::Claim => "claim",
            Outcome::State => "state",
            Outcome::Failed => "failed",
        }
    }
}

/// A block that was left out of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The rule's name ("relative_time", "share_counter").
    pub rule: String,
    pub text: String,
}

/// Something that happened to a page and is no edit of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// A stable name ("first_seen", "suspect_entered", "suspect_left", "gone_unconfirmed", "failing", "recovered").
    pub kind: String,
    pub detail: String,
}
