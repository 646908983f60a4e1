//! A host: the unit of politeness, and what is kept of it.

use std::fmt;

use url::Url;

use super::Timestamp;

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostKey {
    pub host: String,
    pub port: u16,
}

impl HostKey {
    /// The key of an address; its host in lower case without a trailing dot.
    pub fn of(url: &Url) -> HostKey {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        HostKey { host, port: url.port_or_known_default().unwrap_or_default() }
    }

    /// Reads what its `Display` writes.
    pub fn parse(text: &str) -> Option<HostKey> {
        let (host, port) = text.rsplit_once(':')?;
        Some(HostKey { host: host.to_owned(), port: port.parse().ok()? })
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// What must be remembered of a host beyond the end of the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostNote {
    pub host: HostKey,
    /// The day of `asked`, counted from 1970 in UTC.
    pub day: i64,
    /// Requests of that day: never fewer than were sent, and more only by a few that were set aside to be sent.
    pub asked: u32,
    /// Exchanges in a row that the host failed as a whole.
    pub failures: u32,
    /// Nothing is asked before this.
    pub paused_until: Option<Timestamp>,
    /// Why: "throttled" (it asked us to wait) or "failing" (it does not answer in order).
    pub trouble: Option<String>,
}

/// What a host's robots.txt said, or why nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsNote {
    pub host: HostKey,
    /// When it was last asked for.
    pub asked_at: Timestamp,
    /// When it has to be asked for again.
    pub good_until: Timestamp,
    /// The first time in a row that it could not be had; `None` where it could.
    pub missing_since: Option<Timestamp>,
    /// The file; empty where the host has none. `None` where it was never had.
    pub file: Option<String>,
    /// Why it could not be had, for people; untrusted.
    pub problem: Option<String>,
}

/// A host out of the store, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRow {
    pub note: HostNote,
    pub robots: Option<RobotsNote>,
    /// Pages of it that were looked at because a list said that they had changed, and those that really had.
    pub hints: u32,
    pub hints_right: u32,
}
