//! Captures as evidence: WARC files in, each capture as what a live fetch would have ended in, and out again.
//!
//! Reading is streaming and bounded, and never fails as a whole over one broken record. Nothing is decided here: what
//! is read goes through the same judgement of pages as live answers do.

mod bundle;
mod content;
mod digest;
mod earlier;
mod header;
mod input;
mod stream;
mod write;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

use std::io::BufRead;

use url::Url;

pub use bundle::{Named, Subject, write_bundle};
pub use digest::Digesting;
pub use write::{WarcWriter, Written};

use crate::model::{Fetched, Redirect, Response, Timestamp};
use earlier::Earlier;
use header::{Header, RecordKind};
use stream::{RECORD_MAGIC, Stream, StreamError};
use write::{PART_LOWER, REDIRECT_PART};

/// The most bytes of empty lines between two records; two lines are usual.
const BLANK_BYTES_MAX: usize = 64 * 1024;
/// The most redirects that are believed to lead to one page.
const REDIRECTS_MAX: usize = 20;
/// Room that is made for a record at once.
const RECORD_BYTES_USUAL: usize = 1024 * 1024;

/// The bounds of reading, bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarcLimits {
    /// The largest header block of a record.
    pub header_bytes_max: usize,
    /// The largest block of a record; larger records are passed over with an error.
    pub record_bytes_max: u64,
    /// The largest page, its codings undone; a larger one is a failed capture.
    pub body_bytes_max: usize,
}

impl Default for WarcLimits {
    fn default() -> Self {
        WarcLimits { header_bytes_max: 64 * 1024, record_bytes_max: 32 * 1024 * 1024, body_bytes_max: 10 * 1024 * 1024 }
    }
}

/// One capture, ready to be judged.
#[derive(Debug, Clone)]
pub struct Captured {
    pub url: Url,
    /// When it was captured, as the record says.
    pub at: Timestamp,
    pub end: Fetched,
}

/// A record that cannot be read, and where it is.
#[derive(Debug, thiserror::Error)]
#[error("record {record} at byte {offset}: {fault}")]
pub struct WarcError {
    /// Its number in the file, from 1.
    pub record: u64,
    /// Where it begins in the file: exactly in a plain one, else its gzip member.
    pub offset: u64,
    pub fault: WarcFault,
}

/// What is wrong with a record.
#[derive(Debug, thiserror::Error)]
pub enum WarcFault {
    #[error("{0}")]
    Stream(#[from] StreamError),
    #[error("this is no WARC record (it begins with {0:?} and should with \"WARC/1.0\" or \"WARC/1.1\")")]
    Version(String),
    #[error("the header is longer than {0} bytes")]
    HeaderTooLong(usize),
    #[error("the header holds a line that is no field: {0:?}")]
    Field(String),
    #[error("the header states no length (Content-Length)")]
    Length,
    #[error("WARC-Date {0:?} is no time (it should read like 2021-05-03T07:00:00Z)")]
    Date(String),
    #[error("WARC-Target-URI {0:?} is no address")]
    Target(String),
    #[error("more than {0} bytes of empty lines stand before it")]
    Blank(usize),
    #[error("the record holds {length} bytes, {max} are allowed")]
    TooLarge { length: u64, max: u64 },
    #[error("the record refers to an earlier one that is not in this file, or too far back")]
    Unreferenced,
    #[error("the profile {0:?} of the revisit is not understood")]
    Profile(String),
}

/// Reads the captures of a WARC file in order: responses, resources and revisits of http and https addresses; records
/// of other types are passed over. A broken record gives one error, and reading goes on where the next one begins.
pub fn read_warc<R: BufRead>(reader: R, limits: &WarcLimits) -> Captures<R> {
    let (source, opening) = match Stream::new(reader) {
        Ok(stream) => (Some(stream), None),
        Err(error) => (None, Some(error)),
    };
    let opening = opening.map(|e| WarcError { record: 1, offset: 0, fault: StreamError::Io(e).into() });
    Captures {
        source,
        opening,
        limits: limits.clone(),
        earlier: Earlier::default(),
        hops: Vec::new(),
        record: 0,
        offset: 0,
    }
}

/// The captures of one file; see [`read_warc`].
pub struct Captures<R> {
    /// `None` once the file has come to its end.
    source: Option<Stream<R>>,
    /// The reader failed on the first byte.
    opening: Option<WarcError>,
    limits: WarcLimits,
    earlier: Earlier,
    /// The redirects that lead to the next page, where the file says so.
    hops: Vec<Redirect>,
    record: u64,
    offset: u64,
}

impl<R: BufRead> Iterator for Captures<R> {
    type Item = Result<Captured, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.opening.take() {
            return Some(Err(error));
        }
        while let Some(mut stream) = self.source.take() {
            match self.next_record(&mut stream) {
                Ok(Next::End) => return None,
                Ok(Next::Passed) => self.source = Some(stream),
                Ok(Next::Captured(captured)) => {
                    self.source = Some(stream);
                    return Some(Ok(*captured));
                }
                Err(fault) => {
                    self.source = go_on(stream, &fault);
                    return Some(Err(WarcError { record: self.record, offset: self.offset, fault }));
                }
            }
        }
        None
    }
}

enum Next {
    Captured(Box<Captured>),
    /// A record that is of no interest.
    Passed,
    End,
}

/// The stream after a fault, at a place where reading can go on; `None` where there is none.
fn go_on<R: BufRead>(mut stream: Stream<R>, fault: &WarcFault) -> Option<Stream<R>> {
    let is_lost = match fault {
        WarcFault::Stream(StreamError::Io(_)) => return None,
        WarcFault::Stream(_) | WarcFault::Version(_) | WarcFault::HeaderTooLong(_) => true,
        WarcFault::Field(_) | WarcFault::Length | WarcFault::Blank(_) => true,
        WarcFault::TooLarge { .. } => stream.is_packed(),
        // The record was read to its end.
        WarcFault::Date(_) | WarcFault::Target(_) | WarcFault::Unreferenced | WarcFault::Profile(_) => false,
    };
    // A reader that fails while a place is searched has no more places.
    let has_place = !is_lost || stream.resync().unwrap_or(false);
    has_place.then_some(stream)
}

impl<R: BufRead> Captures<R> {
    fn next_record(&mut self, stream: &mut Stream<R>) -> Result<Next, WarcFault> {
        let at = stream.offset();
        if let Err(fault) = skip_blank(stream) {
            (self.record, self.offset) = (self.record + 1, at);
            return Err(fault);
        }
        if stream.fill()?.is_empty() {
            return Ok(Next::End);
        }
        (self.record, self.offset) = (self.record + 1, stream.offset());
        let block = header_block(stream, self.limits.header_bytes_max)?;
        let header = Header::parse(&block)?;
        let max = self.limits.record_bytes_max;
        match header.kind {
            RecordKind::Other if stream.is_packed() && header.length > max => {
                // Unpacking what nobody wants could take for ever.
                return Ok(if stream.resync().map_err(StreamError::Io)? { Next::Passed } else { Next::End });
            }
            RecordKind::Other => {
                stream.each(header.length, |_| ())?;
                return Ok(Next::Passed);
            }
            RecordKind::Response | RecordKind::Revisit | RecordKind::Resource => (),
        }
        if header.length > max {
            if !stream.is_packed() {
                stream.each(header.length, |_| ())?;
            }
            return Err(WarcFault::TooLarge { length: header.length, max });
        }
        // The length is a claim: beyond a page's usual size, memory grows with what is there.
        let usual = usize::try_from(header.length).unwrap_or(usize::MAX).min(RECORD_BYTES_USUAL);
        let mut content = Vec::with_capacity(usual);
        stream.each(header.length, |bytes| content.extend_from_slice(bytes))?;
        self.capture(&header, content)
    }

    fn capture(&mut self, header: &Header, content: Vec<u8>) -> Result<Next, WarcFault> {
        let Some(url) = header.target()? else { return Ok(Next::Passed) };
        let at = header.date()?;
        let bytes_max = self.limits.body_bytes_max;
        let kind = header.field("content-type").unwrap_or_default();
        let end = match header.kind {
            RecordKind::Response => content::of_response(&url, at, &content, bytes_max, header.field("warc-truncated")),
            RecordKind::Resource => content::of_resource(&url, at, content, kind, bytes_max),
            RecordKind::Revisit => self.revisit(&url, header)?,
            RecordKind::Other => return Ok(Next::Passed),
        };
        if header.field(PART_LOWER) == Some(REDIRECT_PART) {
            if let Fetched::Failed(failure) = end {
                let room = REDIRECTS_MAX.saturating_sub(self.hops.len());
                self.hops.extend(failure.redirects.into_iter().take(room));
            }
            return Ok(Next::Passed);
        }
        let hops = std::mem::take(&mut self.hops);
        let page = header.page()?;
        let end = match end {
            Fetched::Body(found) if page.is_some() => Fetched::Body(Box::new(Response { redirects: hops, ..*found })),
            other => other,
        };
        if header.kind != RecordKind::Revisit {
            self.earlier.keep(&url, header, &end);
        }
        Ok(Next::Captured(Box::new(Captured { url: page.unwrap_or(url), at, end })))
    }

    fn revisit(&self, url: &Url, header: &Header) -> Result<Fetched, WarcFault> {
        let profile = header.field("warc-profile").unwrap_or_default();
        // The profiles are addresses that end in their names; writers disagree about what comes before.
        if profile.contains("server-not-modified") {
            return Ok(Fetched::NotModified { final_url: url.clone(), redirects: Vec::new() });
        }
        if profile.contains("identical-payload-digest") {
            return self.earlier.find(url, header).cloned().ok_or(WarcFault::Unreferenced);
        }
        Err(WarcFault::Profile(profile.chars().take(100).collect()))
    }
}

/// Passes over the empty lines between two records.
fn skip_blank<R: BufRead>(stream: &mut Stream<R>) -> Result<(), WarcFault> {
    let mut passed = 0;
    loop {
        let bytes = stream.fill()?;
        let blank = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if blank == 0 {
            return Ok(());
        }
        stream.consume(blank);
        // Packed, endless ones cost nothing to write.
        passed += blank;
        if passed > BLANK_BYTES_MAX {
            return Err(WarcFault::Blank(BLANK_BYTES_MAX));
        }
    }
}

/// The header of a record up to and with its empty line.
fn header_block<R: BufRead>(stream: &mut Stream<R>, bytes_max: usize) -> Result<Vec<u8>, WarcFault> {
    let mut block = Vec::new();
    loop {
        let bytes = stream.fill()?;
        if bytes.is_empty() {
            return Err(StreamError::Cut.into());
        }
        let line_end = bytes.iter().position(|b| *b == b'\n');
        let line = bytes.get(..line_end.map_or(bytes.len(), |at| at + 1)).unwrap_or_default();
        block.extend_from_slice(line);
        let length = line.len();
        stream.consume(length);
        let known = block.len().min(RECORD_MAGIC.len());
        if block.get(..known) != RECORD_MAGIC.get(..known) {
            return Err(WarcFault::Version(String::from_utf8_lossy(&block).chars().take(40).collect()));
        }
        if block.len() > bytes_max {
            return Err(WarcFault::HeaderTooLong(bytes_max));
        }
        if block.ends_with(b"\n\r\n") || block.ends_with(b"\n\n") {
            return Ok(block);
        }
    }
}
