//! One try to fetch a page, whatever its end. A failure is a value, classified by type.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{PageId, Timestamp, Validators};

/// One try.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub page: PageId,
    /// When the request was sent (for a backfilled capture: when it was captured).
    pub at: Timestamp,
    /// Wall time of the whole exchange, milliseconds.
    pub elapsed_ms: u64,
    /// What the server was asked with, so that a 304 can be believed.
    pub asked_with: Validators,
    pub end: Fetched,
    /// Hash of the body, where there is one.
    body_hash: Option<super::Hash>,
}

impl Attempt {
    /// A try that ended so; its body is hashed here, once.
    pub fn new(page: PageId, at: Timestamp, elapsed_ms: u64, asked_with: Validators, end: Fetched) -> Attempt {
        let body_hash = match &end {
            Fetched::Body(response) => Some(super::Hash::of(&response.body)),
            Fetched::NotModified { .. } | Fetched::Failed(_) => None,
        };
        Attempt { page, at, elapsed_ms, asked_with, end, body_hash }
    }

    /// Hash of the decoded body, where there is one.
    pub fn body_hash(&self) -> Option<super::Hash> {
        self.body_hash
    }
}

/// How a try ended.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// 200 with a body that can be read as a page.
    Body(Box<Response>),
    /// 304 to validators that were sent.
    NotModified {
        final_url: Url,
        redirects: Vec<Redirect>,
    },
    Failed(Failure),
}

/// A page as received.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub final_url: Url,
    pub redirects: Vec<Redirect>,
    /// Content-Type as sent.
    pub content_type: Option<String>,
    /// The server's Date header, parsed.
    pub date: Option<Timestamp>,
    pub validators: Validators,
    /// All response headers of the last hop in order, values as text, for the record; at most 100.
    pub headers: Vec<(String, String)>,
    /// The body, transfer and content coding undone.
    pub body: Vec<u8>,
    /// What was sent to get it, on the last hop; `None` for a page out of an archive.
    pub request: Option<Request>,
    /// The end of the body was proven by a length or a chunk of zero.
    pub is_length_proven: bool,
}

/// One hop of a redirect chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub status: u16,
    pub from: Url,
    pub to: Url,
    /// The headers of the answer that led on, as those of a [`Response`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
}

/// A request as it was sent, for the record. Its method is always GET and it has no body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The protocol of the answer ("HTTP/1.1", "HTTP/2.0").
    pub protocol: String,
    /// The address that answered, with its port.
    pub peer: Option<String>,
    /// The headers that were sent; `host` stands for what HTTP/2 calls the authority.
    pub headers: Vec<(String, String)>,
}

/// A try that brought no page.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub kind: FailureKind,
    /// What happened, for people; may quote the server and so is untrusted.
    pub detail: String,
    /// The status of the last answer, where there was one.
    pub status: Option<u16>,
    /// How long the server asked us to wait, seconds, clamped to a day.
    pub retry_after_s: Option<u64>,
    pub redirects: Vec<Redirect>,
}

/// Why a try brought no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The name does not resolve.
    Dns,
    /// No connection.
    Connect,
    /// Certificate or handshake.
    Tls,
    Timeout,
    /// The connection ended before the answer was whole.
    Reset,
    /// More bytes than allowed, on the wire or decoded.
    TooLarge,
    /// Fewer bytes a second than allowed.
    TooSlow,
    /// A content coding that is not understood, or that is broken.
    BadEncoding,
    /// Not HTTP as we know it.
    BadResponse,
    /// A redirect that leads nowhere, in circles or too far.
    Redirect,
    /// An address that is neither http nor https.
    SchemeRefused,
    /// A private or otherwise refused address, or a refused port.
    AddressRefused,
    /// A declared type that is no page.
    NotHtml,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// 401, 402, 403, 406, 407.
    Denied,
    /// 451.
    LegalBlock,
    /// 429, or 503 with Retry-After.
    Throttled,
    /// The host's robots.txt forbids the address to us; nothing was sent.
    Robots,
    /// A wall that says so in its headers.
    Challenge,
    /// 5xx.
    Server,
    /// Any other status.
    Status,
}

impl FailureKind {
    /// The kind's name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            FailureKind::Dns => "dns",
            FailureKind::Connect => "connect",
            FailureKind::Tls => "tls",
            FailureKind::Timeout => "timeout",
            FailureKind::Reset => "reset",
            FailureKind::TooLarge => "too_large",
            FailureKind::TooSlow => "too_slow",
            FailureKind::BadEncoding => "bad_encoding",
            FailureKind::BadResponse => "bad_response",
            FailureKind::Redirect => "redirect",
            FailureKind::SchemeRefused => "scheme_refused",
            FailureKind::AddressRefused => "address_refused",
            FailureKind::NotHtml => "not_html",
            FailureKind::NotFound => "not_found",
            FailureKind::Gone => "gone",
            FailureKind::Denied => "denied",
            FailureKind::LegalBlock => "legal_block",
            FailureKind::Throttled => "throttled",
            FailureKind::Robots => "robots",
            FailureKind::Challenge => "challenge",
            FailureKind::Server => "server",
            FailureKind::Status => "status",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
