//! A watched page, and whose turn it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Hash, Suspicion, Timestamp};

/// The row number of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageId(pub i64);

/// The row number of a version (not its number in the page's history).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VersionId(pub i64);

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is known of a page's condition; only `Ok` pages get new versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Never fetched.
    New,
    Ok,
    /// What came back is not the article; the last good version stays the baseline.
    Suspect(Suspicion),
    /// 404 or 410 seen, not yet confirmed.
    GoneUnconfirmed,
    Removed,
    /// 451, confirmed.
    BlockedLegal,
}

impl PageState {
    /// Whether the page came and could not be read by our rules or limits.
    pub fn is_unread(&self) -> bool {
        matches!(self, PageState::Suspect(what) if what.is_ours())
    }
}

/// Validators of a page, as the server gave them with the body last read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to ask a server with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A page whose turn it is, with all that fetching it and judging an unchanged answer needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    pub page: PageId,
    pub url: Url,
    /// The name of the page's site in the configuration.
    pub site: String,
    pub state: PageState,
    pub state_since: Timestamp,
    /// Attempts in a row that confirmed the present state when it is not `Ok`.
    pub state_checks: u32,
    pub validators: Validators,
    /// Attempts in a row that brought no page (a page state of its own is no failure).
    pub failures: u32,
    pub added_at: Timestamp,
    /// When the page was to be fetched.
    pub due_at: Timestamp,
    /// The last attempt that brought an answer from the server's page.
    pub last_seen_at: Option<Timestamp>,
    /// Published or last edit, whichever is later: what the age ladder counts from.
    pub event_at: Option<Timestamp>,
    /// The last attempt of all, whatever its end.
    pub last_attempt_at: Option<Timestamp>,
    /// Attempts so far.
    pub attempts: u32,
    /// The last two good checks both found edits.
    pub is_busy: bool,
    /// The page said at the last good check that it is a live blog.
    pub is_live: bool,
    /// Decoded bytes of the last page that was judged.
    pub body_hash: Option<Hash>,
    /// The extraction (rules and code) under which that page was judged.
    pub revision: Option<String>,
    /// The last version's number in the page's history (1, 2, ..), where there is one.
    pub version: Option<u32>,
    /// The page shows texts in turn.
    pub is_varying: bool,
    /// Where the address leads for good, if to another one that shows the article.
    pub moved_to: Option<String>,
    /// Where the page cannot be read by our rules: the decoded bytes that came last; `validators` are theirs then.
    pub unread_hash: Option<Hash>,
    /// The rules and limits under which the page's raw pages in quarantine were last tried, where it has any.
    pub unread_under: Option<String>,
}

impl Due {
    /// A page that was never fetched.
    pub fn fresh(page: PageId, url: Url, site: &str, now: Timestamp) -> Due {
        Due {
            page,
            url,
            site: site.to_owned(),
            state: PageState::New,
            state_since: now,
            state_checks: 0,
            validators: Validators::default(),
            failures: 0,
            added_at: now,
            due_at: now,
            last_seen_at: None,
            last_attempt_at: None,
            event_at: None,
            attempts: 0,
            is_busy: false,
            is_live: false,
            body_hash: None,
            revision: None,
            version: None,
            is_varying: false,
            moved_to: None,
            unread_hash: None,
            unread_under: None,
        }
    }
}
