//! A raw page as it is on record, for archives and as evidence.

use super::{Hash, Redirect, Request, Timestamp};

/// A raw page with all that is known of how it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Archived {
    /// Its row.
    pub capture: i64,
    /// The address that is watched.
    pub page: String,
    pub at: Timestamp,
    pub status: u16,
    /// The address that answered.
    pub final_url: String,
    pub content_type: Option<String>,
    pub redirects: Vec<Redirect>,
    /// Of the answer, in order.
    pub headers: Vec<(String, String)>,
    pub request: Option<Request>,
    /// BLAKE3 of the body.
    pub body_hash: Hash,
    /// Transfer and content coding undone; `None` where it was given up.
    pub body: Option<Vec<u8>>,
}

/// What the record says beside a raw page: (name, value).
pub type Remarks = Vec<(&'static str, String)>;

/// A visit of a page as an archive can tell it.
#[derive(Debug, Clone, PartialEq)]
pub enum Sighting {
    /// A raw page that is kept, by its row.
    Capture(i64),
    /// The server said that nothing was modified.
    NotModified { at: Timestamp },
    /// The bytes were those of a raw page that is kept.
    SameBytes { at: Timestamp, capture: i64 },
}
