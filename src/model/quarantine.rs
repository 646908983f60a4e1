//! Pages that came and could not be read by our rules: kept until the rules are mended, then read again.

use super::{Change, Claims, Event, Hash, PageId, PageState, Response, Timestamp, Visit};

/// The raw pages of one page that may wait in quarantine.
pub const QUARANTINE_MAX: u32 = 500;

/// What a page remembers of the body that came last and could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub body_hash: Hash,
    /// The rules and limits under which it could not be read.
    pub under: String,
}

/// A raw page that waits to be read again.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// The row of its capture.
    pub capture: i64,
    /// The first visit that saw it.
    pub at: Timestamp,
    /// The last of the visits, one after the other, that saw it.
    pub last_seen_at: Timestamp,
    /// How many visits saw it.
    pub sights: u32,
    /// The page counted as removed when it came.
    pub is_after_removal: bool,
    pub response: Response,
}

/// The kept pages of one watched page that were read again, and everything to write of it, in one transaction.
#[derive(Debug, Clone)]
pub struct Rereading {
    pub page: PageId,
    /// When it was done.
    pub at: Timestamp,
    /// The page's attempts when it was decided: a visit that came in between makes it void.
    pub attempts: u32,
    /// The last version of the time before the first kept page.
    pub after_version: Option<u32>,
    pub steps: Vec<RereadStep>,
    /// The kept page that followed next and could be read then: its version is judged anew by the last of the steps.
    pub seam: Option<Seam>,
    /// Changes told since, by row, as they are told with what is known now.
    pub amended: Vec<(i64, Change)>,
    /// Removals that were not told, since no text was known then.
    pub told: Vec<Change>,
    /// What the page is now, where the last of the steps is what it showed last.
    pub end: Option<RereadEnd>,
    /// The rules and limits under which what still waits was tried.
    pub under: String,
    /// The fingerprint of the rules alone.
    pub rules: String,
    /// What is told in the page's history, if anything.
    pub event: Option<Event>,
}

/// One kept page read again.
#[derive(Debug, Clone)]
pub struct RereadStep {
    /// The row of its capture; `None` where only the last version was read again.
    pub capture: Option<i64>,
    /// What a visit at its time would have written.
    pub visit: Visit,
    /// The last time its text was seen.
    pub until: Timestamp,
    /// It could be read; one that could not goes on waiting.
    pub is_read: bool,
    /// When the newest text of its time was seen last by then, and what the page claims where that moved since.
    pub seen_at: Option<Timestamp>,
    pub claims: Option<Claims>,
}

impl RereadStep {
    /// How many versions it makes.
    pub fn versions_made(&self) -> u32 {
        if self.is_read { u32::from(self.visit.version.is_some()) + u32::from(self.visit.rebased.is_some()) } else { 0 }
    }
}

/// A page came to count as removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The first time that it was missing.
    pub first_sight: Timestamp,
    /// What the server said.
    pub detail: String,
}

/// Where pages read again meet what was recorded after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seam {
    /// The version that was seen next; it is the one before again where the text came back.
    pub version: u32,
    /// The first visit that saw it again.
    pub at: Timestamp,
}

/// The condition of a page whose last kept page has become readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RereadEnd {
    pub state: PageState,
    pub state_since: Timestamp,
    pub state_checks: u32,
    pub next_due: Timestamp,
}
