//! The block of a record as the answer that it was: an HTTP message back into what a live fetch would have ended in.

use url::Url;

use crate::model::answer::{Coding, CodingError, Head, Unpacker, Verdict};
use crate::model::{Failure, FailureKind, Fetched, Redirect, Response, Timestamp, Validators};

/// The most headers that an archived answer may have; more are no answer.
const HEADERS_MAX: usize = 256;

/// The end of the fetch that a `response` record holds.
pub fn of_response(url: &Url, at: Timestamp, block: &[u8], bytes_max: usize, truncated: Option<&str>) -> Fetched {
    let Some((head, body)) = split(block) else {
        return Fetched::Failed(failed(FailureKind::BadResponse, "the record holds no HTTP answer".to_owned()));
    };
    // Without the request nobody knows whether a 304 was asked for.
    match head.judge(&Validators::default()) {
        Verdict::Page => match read(&head, body, bytes_max, truncated) {
            Ok(text) => page(url, head, text),
            Err(failure) => Fetched::Failed(Failure { status: Some(head.status), ..failure }),
        },
        Verdict::NotModified => Fetched::NotModified { final_url: url.clone(), redirects: Vec::new() },
        Verdict::Redirect => Fetched::Failed(redirect(url, &head, at)),
        Verdict::Failed(kind, detail) => Fetched::Failed(head.failure(kind, detail, Vec::new(), at)),
    }
}

/// The page that a `resource` record holds: a body without a head.
pub fn of_resource(url: &Url, at: Timestamp, block: Vec<u8>, kind: &str, bytes_max: usize) -> Fetched {
    let head = Head::new(200, [("content-type", kind.as_bytes())].into_iter());
    match head.judge(&Validators::default()) {
        Verdict::Failed(kind, detail) => Fetched::Failed(head.failure(kind, detail, Vec::new(), at)),
        _ if block.len() > bytes_max => Fetched::Failed(uncoded(&CodingError::TooLarge(bytes_max))),
        _ => page(url, head, Text { body: block, is_length_proven: true }),
    }
}

struct Text {
    body: Vec<u8>,
    is_length_proven: bool,
}

fn page(url: &Url, head: Head, text: Text) -> Fetched {
    Fetched::Body(Box::new(Response {
        status: head.status,
        final_url: url.clone(),
        redirects: Vec::new(),
        content_type: head.header("content-type").filter(|t| !t.is_empty()).map(str::to_owned),
        date: head.date(),
        validators: head.validators(),
        headers: head.headers,
        body: text.body,
        is_length_proven: text.is_length_proven,
        request: None,
    }))
}

/// An archive holds the target of a redirect as a capture of its own; this one brought no page.
fn redirect(url: &Url, head: &Head, at: Timestamp) -> Failure {
    let to = head.header("location").and_then(|l| url.join(l).ok());
    let detail = "the capture is a redirect, and an archive is not followed".to_owned();
    let hop = to.map(|to| Redirect { status: head.status, from: url.clone(), to, headers: head.headers.clone() });
    head.failure(FailureKind::Redirect, detail, hop.into_iter().collect(), at)
}

/// The head and the bytes after it; `None` where there is no HTTP answer.
fn split(block: &[u8]) -> Option<(Head, &[u8])> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut answer = httparse::Response::new(&mut headers);
    let mut lenient = httparse::ParserConfig::default();
    lenient.allow_spaces_after_header_name_in_responses(true);
    lenient.allow_obsolete_multiline_headers_in_responses(true);
    lenient.ignore_invalid_headers_in_responses(true);
    let length = match lenient.parse_response(&mut answer, block) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) | Err(_) => return None,
    };
    let raw = answer.headers.iter().map(|h| (h.name, h.value));
    Some((Head::new(answer.code?, raw), block.get(length..)?))
}

fn read(head: &Head, body: &[u8], bytes_max: usize, truncated: Option<&str>) -> Result<Text, Failure> {
    if let Some(why) = truncated {
        let kind = if why == "length" { FailureKind::TooLarge } else { FailureKind::Reset };
        return Err(failed(kind, format!("the capture was cut when it was made ({why})")));
    }
    let is_chunked = head.all("transfer-encoding").any(|v| v.to_ascii_lowercase().contains("chunked"));
    let stated = head.header("content-length").and_then(|v| v.parse::<usize>().ok());
    let joined;
    let body = if is_chunked {
        joined = joined_chunks(body)?;
        joined.as_deref().unwrap_or(body)
    } else {
        body
    };
    let coding = stored_coding(head, body)?;
    // A writer that undid the coding left the length of the coded body in the head.
    let is_short = stated.is_some_and(|stated| body.len() < stated);
    if is_short && !is_chunked && coding == Coding::Identity && head.header("content-encoding").is_none() {
        return Err(failed(FailureKind::Reset, "the captured body is shorter than its head says".to_owned()));
    }
    let mut unpacker = Unpacker::new(coding, bytes_max).map_err(|e| uncoded(&e))?;
    unpacker.push(body).map_err(|e| uncoded(&e))?;
    let body = unpacker.finish().map_err(|e| uncoded(&e))?;
    Ok(Text { body, is_length_proven: is_chunked || stated.is_some() })
}

/// The coding in which a body is stored. Many writers store the body decoded and leave its old head: where the coding
/// has a signature and the body does not bear it, it is taken as decoded.
fn stored_coding(head: &Head, body: &[u8]) -> Result<Coding, Failure> {
    let coding = head.coding().map_err(|e| uncoded(&e))?;
    let signature: &[u8] = match coding {
        Coding::Gzip => &[0x1f, 0x8b],
        Coding::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
        Coding::Identity | Coding::Deflate | Coding::Brotli => &[],
    };
    Ok(if body.starts_with(signature) { coding } else { Coding::Identity })
}

/// A body with its chunks joined; `None` where it was stored joined, with its old head.
fn joined_chunks(body: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let (length, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete((length, size))) => (length, size),
            Ok(httparse::Status::Partial) | Err(_) if joined.is_empty() => return Ok(None),
            Ok(httparse::Status::Partial) | Err(_) => return Err(cut_chunk()),
        };
        rest = rest.get(length..).ok_or_else(cut_chunk)?;
        if size == 0 {
            return Ok(Some(joined));
        }
        let size = usize::try_from(size).map_err(|_| cut_chunk())?;
        let (chunk, after) = rest.split_at_checked(size).ok_or_else(cut_chunk)?;
        joined.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").ok_or_else(cut_chunk)?;
    }
}

fn cut_chunk() -> Failure {
    failed(FailureKind::Reset, "the captured chunks end before their end".to_owned())
}

fn uncoded(error: &CodingError) -> Failure {
    failed(error.kind(), error.to_string())
}

fn failed(kind: FailureKind, detail: String) -> Failure {
    Failure { kind, detail, status: None, retry_after_s: None, redirects: Vec::new() }
}
