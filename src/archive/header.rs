//! The header block of a WARC record: named fields, read leniently, judged strictly.
//!
//! Sources: ISO 28500:2009 (WARC 1.0) and its 1.1; what writers do otherwise is said where it is let pass.

use chrono::{DateTime, Utc};
use url::Url;

use super::WarcFault;
use super::write::PAGE_LOWER;
use crate::model::Timestamp;

/// What a record is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    Response,
    Revisit,
    Resource,
    /// Requests, metadata and whatever is to come.
    Other,
}

/// The fields of one record.
#[derive(Debug)]
pub struct Header {
    fields: Vec<(String, String)>,
    pub kind: RecordKind,
    /// Bytes of the record's block.
    pub length: u64,
}

impl Header {
    /// Reads a header block, its version line first.
    ///
    /// # Errors
    /// A [`WarcFault`] where it is no header, or names no length.
    pub fn parse(block: &[u8]) -> Result<Header, WarcFault> {
        let text = String::from_utf8_lossy(block);
        let mut lines = text.lines();
        let version = lines.next().unwrap_or_default().trim_end();
        if !matches!(version, "WARC/1.0" | "WARC/1.1") {
            return Err(WarcFault::Version(version.chars().take(40).collect()));
        }
        let fields = fields(lines)?;
        let first = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let length = first("content-length").and_then(|v| v.parse().ok()).ok_or(WarcFault::Length)?;
        let kind = match first("warc-type").unwrap_or_default() {
            "response" => RecordKind::Response,
            "revisit" => RecordKind::Revisit,
            "resource" => RecordKind::Resource,
            _ => RecordKind::Other,
        };
        Ok(Header { kind, length, fields })
    }

    /// The value of the field `name` (lower case).
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// When the record was captured.
    ///
    /// # Errors
    /// [`WarcFault::Date`] where it does not say so as RFC 3339 does.
    pub fn date(&self) -> Result<Timestamp, WarcFault> {
        let text = self.field("warc-date").unwrap_or_default();
        let date = DateTime::parse_from_rfc3339(text).map(|t| t.with_timezone(&Utc));
        date.map_err(|_| WarcFault::Date(text.chars().take(40).collect()))
    }

    /// What was captured; `None` where it is no web page's address (a look-up, a crawler's own notes).
    ///
    /// # Errors
    /// [`WarcFault::Target`] where there is none or it cannot be read.
    pub fn target(&self) -> Result<Option<Url>, WarcFault> {
        address(self.field("warc-target-uri").unwrap_or_default())
    }

    /// The page that was watched, where this program wrote the record.
    ///
    /// # Errors
    /// [`WarcFault::Target`] where it cannot be read.
    pub fn page(&self) -> Result<Option<Url>, WarcFault> {
        self.field(PAGE_LOWER).map_or(Ok(None), address)
    }
}

fn address(text: &str) -> Result<Option<Url>, WarcFault> {
    // The grammar of WARC 1.0 puts the address in angle brackets, and some writers did.
    let bare = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
    let mut url = Url::parse(bare).map_err(|_| WarcFault::Target(text.chars().take(200).collect()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Ok(None);
    }
    // Neither fails for http and https; no password is kept.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(Some(url))
}

fn fields<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<(String, String)>, WarcFault> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines.map(str::trim_end).filter(|line| !line.is_empty()) {
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => return Err(WarcFault::Field(line.chars().take(80).collect())),
        }
    }
    Ok(fields)
}
