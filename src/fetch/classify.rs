//! The client's errors as kinds of failure, told by their types along the chain of causes, never by their words.

use std::error::Error;
use std::io;

use super::guard::Refusal;
use super::resolve::ResolveError;
use crate::model::FailureKind;

/// How far a chain of causes is followed: real ones have six links.
const CAUSES_MAX: usize = 16;

/// The kind of failure that an error of the client is.
pub fn kind_of(error: &reqwest::Error) -> FailureKind {
    // The innermost cause that tells something is the most exact.
    match causes(error).into_iter().filter_map(kind_of_cause).next_back() {
        Some(FailureKind::Reset) if error.is_connect() => FailureKind::Connect,
        Some(kind) => kind,
        None if error.is_timeout() => FailureKind::Timeout,
        None if error.is_connect() => FailureKind::Connect,
        None if error.is_body() || error.is_decode() => FailureKind::Reset,
        None => FailureKind::BadResponse,
    }
}

/// The words of an error and its causes, outermost first, without the address.
pub fn detail_of(error: reqwest::Error) -> String {
    let error = error.without_url();
    let words: Vec<String> = causes(&error).into_iter().map(ToString::to_string).collect();
    let mut parts: Vec<&str> = Vec::new();
    for word in &words {
        // Many causes repeat the words of what they caused.
        if !parts.iter().any(|part| part.contains(word.as_str())) {
            parts.push(word);
        }
    }
    parts.join(": ")
}

/// An error and its causes. An [`io::Error`] hides the error that it wraps from `source`, hence the detour.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next.filter(|_| chain.len() < CAUSES_MAX) {
        chain.push(cause);
        let inner = cause.downcast_ref::<io::Error>().and_then(|e| e.get_ref());
        next = inner.map(|e| e as &(dyn Error + 'static)).or_else(|| cause.source());
    }
    chain
}

fn kind_of_cause(cause: &(dyn Error + 'static)) -> Option<FailureKind> {
    if let Some(resolve) = cause.downcast_ref::<ResolveError>() {
        return Some(match resolve {
            ResolveError::Refused(refusal) => refusal.kind(),
            ResolveError::NotFound { .. } | ResolveError::Empty(_) | ResolveError::GivenUp(_) => FailureKind::Dns,
        });
    }
    if let Some(refusal) = cause.downcast_ref::<Refusal>() {
        return Some(refusal.kind());
    }
    if cause.is::<rustls::Error>() {
        return Some(FailureKind::Tls);
    }
    if let Some(http) = cause.downcast_ref::<hyper::Error>() {
        return kind_of_http(http);
    }
    cause.downcast_ref::<io::Error>().and_then(|e| kind_of_io(e.kind()))
}

fn kind_of_http(error: &hyper::Error) -> Option<FailureKind> {
    if error.is_timeout() {
        return Some(FailureKind::Timeout);
    }
    if error.is_parse() || error.is_parse_too_large() || error.is_parse_status() {
        return Some(FailureKind::BadResponse);
    }
    let is_cut = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
    is_cut.then_some(FailureKind::Reset)
}

fn kind_of_io(kind: io::ErrorKind) -> Option<FailureKind> {
    use io::ErrorKind as Io;
    match kind {
        Io::TimedOut => Some(FailureKind::Timeout),
        Io::ConnectionRefused
        | Io::HostUnreachable
        | Io::NetworkUnreachable
        | Io::NetworkDown
        | Io::AddrNotAvailable => Some(FailureKind::Connect),
        Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe | Io::UnexpectedEof | Io::NotConnected => {
            Some(FailureKind::Reset)
        }
        // A chunk size that is none, or a length that is none, in the middle of a body.
        Io::InvalidData | Io::InvalidInput => Some(FailureKind::BadResponse),
        _ => None,
    }
}
