//! Captures out as WARC 1.1 (ISO 28500:2017): response, request, metadata and revisit records, each a gzip member of its own.
//!
//! Bodies are on record with their transfer and content coding undone. So the headers that speak of a coding are written
//! as `X-Archive-Orig-..`, as archives do, and a reader gets the bytes that were compared. The same capture always gives
//! the same bytes: identities are made from what a record says.
//!
//! The page that is watched may have answered from elsewhere: `WARC-Newswatch-Page` names it beside the address that
//! answered, and `WARC-Newswatch-Part: redirect` marks the answers that led there. Others pass over such fields.

use std::io::{self, Write};

use chrono::SecondsFormat;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::digest::labelled;
use crate::model::{Archived, Hash, Remarks, Timestamp};

/// Names the page that is watched.
pub(super) const PAGE_FIELD: &str = "WARC-Newswatch-Page";
/// Says that a record is a part of another.
pub(super) const PART_FIELD: &str = "WARC-Newswatch-Part";
/// The same as a field is looked up.
pub(super) const PART_LOWER: &str = "warc-newswatch-part";
/// [`PAGE_FIELD`] as a field is looked up.
pub(super) const PAGE_LOWER: &str = "warc-newswatch-page";
/// The value of [`PART_FIELD`] for an answer that led on to the page.
pub(super) const REDIRECT_PART: &str = "redirect";

/// Headers that speak of a coding that is undone.
const CODING_HEADERS: [&str; 3] = ["content-encoding", "transfer-encoding", "content-length"];
const PROFILES: &str = "http://netpreserve.org/warc/1.1/revisit";

/// Writes records one after the other.
pub struct WarcWriter<W> {
    out: W,
    is_packed: bool,
    info: String,
}

/// A response that was written, for records that refer to it.
#[derive(Debug, Clone)]
pub struct Written {
    id: String,
    page: String,
    target: String,
    at: Timestamp,
    payload_digest: String,
}

impl<W: Write> WarcWriter<W> {
    /// Begins a file with its `warcinfo` record; `name` is the file's, `at` the present.
    ///
    /// # Errors
    /// Those of `out`, here and below.
    pub fn begin(out: W, is_packed: bool, name: &str, at: Timestamp) -> io::Result<Self> {
        let mut writer = WarcWriter { out, is_packed, info: String::new() };
        let block = format!(
            "software: newswatch/{}\r\nformat: WARC file version 1.1\r\n\
             conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let mut head = Head::new("warcinfo", at, "application/warc-fields");
        head.field("WARC-Filename", name);
        writer.info = writer.record(head, block.as_bytes())?;
        Ok(writer)
    }

    /// Writes a raw page that is there, what was sent for it, the redirects on the way, and what is remarked of it; answers
    /// with `None` where its body was given up.
    pub fn capture(&mut self, kept: &Archived, remarks: &Remarks) -> io::Result<Option<Written>> {
        let Some(body) = &kept.body else { return Ok(None) };
        for hop in kept.redirects.iter().filter(|hop| !hop.headers.is_empty()) {
            let mut head = Head::new("response", kept.at, "application/http;msgtype=response");
            head.field("WARC-Target-URI", hop.from.as_str());
            head.field(PAGE_FIELD, &kept.page);
            head.field(PART_FIELD, REDIRECT_PART);
            // Its body, if it had one, is not kept.
            head.field("WARC-Truncated", "unspecified");
            let block = answer(hop.status, &hop.headers, &[]);
            self.record(head, &block)?;
        }
        let payload_digest = labelled(body);
        let mut head = Head::new("response", kept.at, "application/http;msgtype=response");
        head.field("WARC-Target-URI", &kept.final_url);
        head.field(PAGE_FIELD, &kept.page);
        head.field("WARC-Payload-Digest", &payload_digest);
        let request = kept.request.as_ref();
        if let Some(peer) = request.and_then(|r| r.peer.as_deref()?.parse::<std::net::SocketAddr>().ok()) {
            head.field("WARC-IP-Address", &peer.ip().to_string());
        }
        let id = self.record(head, &answer(kept.status, &kept.headers, body))?;
        if let Some(request) = request {
            let mut head = Head::new("request", kept.at, "application/http;msgtype=request");
            head.field("WARC-Target-URI", &kept.final_url);
            head.field("WARC-Concurrent-To", &id);
            let target = url::Url::parse(&kept.final_url)
                .map(|url| url[url::Position::BeforePath..url::Position::AfterQuery].to_owned());
            let mut block = format!("GET {} HTTP/1.1\r\n", target.as_deref().unwrap_or("/")).into_bytes();
            lines(&mut block, request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            self.record(head, &block)?;
        }
        if !remarks.is_empty() {
            let mut head = Head::new("metadata", kept.at, "application/warc-fields");
            head.field("WARC-Target-URI", &kept.final_url);
            head.field("WARC-Refers-To", &id);
            let said: String = remarks.iter().map(|(name, value)| format!("{name}: {}\r\n", one_line(value))).collect();
            self.record(head, said.as_bytes())?;
        }
        let (page, target) = (kept.page.clone(), kept.final_url.clone());
        Ok(Some(Written { id, page, target, at: kept.at, payload_digest }))
    }

    /// Writes that the bytes of a capture were seen again.
    pub fn seen_again(&mut self, of: &Written, at: Timestamp) -> io::Result<()> {
        let mut head = revisit(&of.target, &of.page, at, "identical-payload-digest");
        head.field("WARC-Payload-Digest", &of.payload_digest);
        head.field("WARC-Refers-To", &of.id);
        head.field("WARC-Refers-To-Target-URI", &of.target);
        head.field("WARC-Refers-To-Date", &date(of.at));
        self.record(head, b"").map(drop)
    }

    /// Writes that the server said that a page was not modified.
    pub fn not_modified(&mut self, target: &str, page: &str, at: Timestamp) -> io::Result<()> {
        let head = revisit(target, page, at, "server-not-modified");
        self.record(head, b"HTTP/1.1 304 Not Modified\r\n\r\n").map(drop)
    }

    /// Gives back what was written to.
    pub fn end(self) -> W {
        self.out
    }

    fn record(&mut self, mut head: Head, block: &[u8]) -> io::Result<String> {
        let block_digest = labelled(block);
        let id = head.identity(&block_digest);
        head.field("WARC-Record-ID", &id);
        head.field("WARC-Block-Digest", &block_digest);
        if !self.info.is_empty() {
            head.field("WARC-Warcinfo-ID", &self.info);
        }
        head.field("Content-Length", &block.len().to_string());
        if self.is_packed {
            let mut member = GzEncoder::new(&mut self.out, Compression::default());
            member.write_all(head.text.as_bytes())?;
            write_block(&mut member, block)?;
            member.finish()?;
        } else {
            self.out.write_all(head.text.as_bytes())?;
            write_block(&mut self.out, block)?;
        }
        Ok(id)
    }
}

fn write_block(out: &mut dyn Write, block: &[u8]) -> io::Result<()> {
    out.write_all(b"\r\n")?;
    out.write_all(block)?;
    out.write_all(b"\r\n\r\n")
}

/// The header of a record.
struct Head {
    text: String,
}

impl Head {
    fn new(kind: &str, at: Timestamp, content_type: &str) -> Head {
        let mut head = Head { text: "WARC/1.1\r\n".to_owned() };
        head.field("WARC-Type", kind);
        head.field("WARC-Date", &date(at));
        head.field("Content-Type", content_type);
        head
    }

    fn field(&mut self, name: &str, value: &str) {
        self.text.push_str(&format!("{name}: {}\r\n", one_line(value)));
    }

    /// A UUID of version 8 (RFC 9562) out of what the record says.
    fn identity(&self, block_digest: &str) -> String {
        let Hash(bytes) = Hash::of(format!("{}{block_digest}", self.text).as_bytes());
        let mut hex: Vec<char> =
            bytes.iter().take(16).flat_map(|byte| format!("{byte:02x}").chars().collect::<Vec<_>>()).collect();
        for (at, digit) in [(12, '8'), (16, '8')] {
            hex.splice(at..=at, [digit]);
        }
        for at in [20, 16, 12, 8] {
            hex.insert(at, '-');
        }
        format!("<urn:uuid:{}>", hex.into_iter().collect::<String>())
    }
}

fn revisit(target: &str, page: &str, at: Timestamp, profile: &str) -> Head {
    let mut head = Head::new("revisit", at, "application/http;msgtype=response");
    head.field("WARC-Target-URI", target);
    head.field(PAGE_FIELD, page);
    head.field("WARC-Profile", &format!("{PROFILES}/{profile}"));
    head
}

/// An HTTP answer with a body whose codings are undone.
fn answer(status: u16, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let reason = if status == 200 { "OK" } else { "" };
    let mut block = format!("HTTP/1.1 {status} {reason}\r\n").into_bytes();
    let length = body.len().to_string();
    let renamed: Vec<(String, &str)> = headers
        .iter()
        .map(|(name, value)| match CODING_HEADERS.contains(&name.as_str()) {
            true => (format!("x-archive-orig-{name}"), value.as_str()),
            false => (name.clone(), value.as_str()),
        })
        .collect();
    let all = renamed.iter().map(|(name, value)| (name.as_str(), *value));
    lines(&mut block, all.chain([("content-length", length.as_str())]));
    block.extend_from_slice(body);
    block
}

/// Header lines and the empty line after them.
fn lines<'a>(block: &mut Vec<u8>, headers: impl Iterator<Item = (&'a str, &'a str)>) {
    for (name, value) in headers {
        block.extend_from_slice(format!("{}: {}\r\n", one_line(name), one_line(value)).as_bytes());
    }
    block.extend_from_slice(b"\r\n");
}

/// A value that cannot end its line, whatever a server or a page put into it.
fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn date(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
