//! What the head of an HTTP answer means for a page: the one judgement for live answers and for archived ones.
//!
//! Pure: no network, no clock. Reading the body and following redirects belong to those who have the connection or
//! the record; undoing a content coding is in [`coding`].

pub mod coding;
mod instant;

pub use coding::{Coding, CodingError, Unpacker};
pub use instant::http_date;

use super::{Failure, FailureKind, Redirect, Timestamp, Validators};

/// The most headers of an answer that are kept.
pub const HEADERS_MAX: usize = 100;
/// The most bytes of one header value that are kept.
pub const HEADER_BYTES_MAX: usize = 8 * 1024;
/// A longer entity tag is dropped: it would have to be sent with each request.
pub const ETAG_BYTES_MAX: usize = 1024;
/// The longest wait that a server may ask for, seconds.
pub const RETRY_AFTER_S_MAX: u64 = 86_400;

/// The head of an answer: its status and its headers in order, values as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub headers: Vec<(String, String)>,
}

/// What a head comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The body is to be read as a page.
    Page,
    /// 304 to validators that were sent.
    NotModified,
    /// A redirect; its target is in `Location`.
    Redirect,
    /// No page: why, and a sentence for people that may quote the server.
    Failed(FailureKind, String),
}

impl Head {
    /// A head out of raw values: at most [`HEADERS_MAX`] of them, each cut at [`HEADER_BYTES_MAX`], bytes that are
    /// no UTF-8 replaced. Values of Set-Cookie are dropped: they are secrets of a session and say nothing of a page.
    pub fn new<'a>(status: u16, raw: impl Iterator<Item = (&'a str, &'a [u8])>) -> Head {
        let kept = raw.take(HEADERS_MAX).map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let is_secret = name == "set-cookie";
            let cut = if is_secret { &[] } else { value.get(..HEADER_BYTES_MAX).unwrap_or(value) };
            (name, String::from_utf8_lossy(cut).into_owned())
        });
        Head { status, headers: kept.collect() }
    }

    /// The first value of the header `name` (lower case), trimmed.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// All values of the header `name` (lower case), trimmed.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Judges the head of an answer to a request that was sent with `asked_with`.
    pub fn judge(&self, asked_with: &Validators) -> Verdict {
        if let Some(wall) = self.wall() {
            return Verdict::Failed(FailureKind::Challenge, format!("the server shows a challenge instead ({wall})"));
        }
        match self.judge_file(asked_with) {
            Verdict::Page => self.judge_type(),
            other => other,
        }
    }

    /// The same for a file that is no page and whose declared type says little: a feed, a list, robots.txt.
    pub fn judge_file(&self, asked_with: &Validators) -> Verdict {
        match self.status {
            200 | 203 => Verdict::Page,
            301 | 302 | 303 | 307 | 308 => Verdict::Redirect,
            304 if asked_with.is_empty() => Verdict::Failed(
                FailureKind::BadResponse,
                "status 304 although the request asked for no comparison".to_owned(),
            ),
            304 => Verdict::NotModified,
            status => {
                let has_wait = self.header("retry-after").is_some();
                Verdict::Failed(failure_of(status, has_wait), format!("status {status}"))
            }
        }
    }

    /// The header by which a wall says what it is. Sources: Cloudflare's, Vercel's and AWS WAF's documentation.
    fn wall(&self) -> Option<&'static str> {
        let says = |name: &str, words: &[&str]| {
            self.all(name).any(|value| words.iter().any(|word| value.eq_ignore_ascii_case(word)))
        };
        [
            ("cf-mitigated", &["challenge"][..]),
            ("x-vercel-mitigated", &["challenge"]),
            ("x-amzn-waf-action", &["challenge", "captcha"]),
        ]
        .into_iter()
        .find(|(name, words)| says(name, words))
        .map(|(name, _)| name)
    }

    fn judge_type(&self) -> Verdict {
        match self.header("content-type") {
            Some(stated) if !is_page_type(stated) => {
                Verdict::Failed(FailureKind::NotHtml, format!("the declared type is {stated}"))
            }
            Some(_) | None => Verdict::Page,
        }
    }

    /// How long the server asks us to wait, seconds from `at`, clamped to a day; `None` where it does not say so in
    /// either form of RFC 9110, 10.2.3. A date is measured against the server's own clock where that is stated.
    pub fn retry_after_s(&self, at: Timestamp) -> Option<u64> {
        let value = self.header("retry-after")?;
        let digits = value.strip_prefix('-').unwrap_or(value);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            // A number too large for the type is the longest wait; a negative one is none.
            let asked = if digits.len() < value.len() { 0 } else { digits.parse().unwrap_or(u64::MAX) };
            return Some(asked.min(RETRY_AFTER_S_MAX));
        }
        let until = http_date(value)?;
        let wait_s = until.signed_duration_since(self.date().unwrap_or(at)).num_seconds();
        Some(u64::try_from(wait_s).unwrap_or(0).min(RETRY_AFTER_S_MAX))
    }

    /// The server's clock, from the Date header.
    pub fn date(&self) -> Option<Timestamp> {
        self.header("date").and_then(http_date)
    }

    /// The validators to ask with next time: an entity tag of a sendable size and form, and a time that is one.
    pub fn validators(&self) -> Validators {
        let etag = self.header("etag").filter(|tag| is_sendable_tag(tag));
        let last_modified = self.header("last-modified").filter(|text| http_date(text).is_some());
        Validators { etag: etag.map(str::to_owned), last_modified: last_modified.map(str::to_owned) }
    }

    /// The content coding of the body.
    ///
    /// # Errors
    /// [`CodingError::Unknown`] where there is more than one layer or one that is not understood.
    pub fn coding(&self) -> Result<Coding, CodingError> {
        Coding::of(self.all("content-encoding"))
    }

    /// A failure with what the head says of it.
    pub fn failure(&self, kind: FailureKind, detail: String, redirects: Vec<Redirect>, at: Timestamp) -> Failure {
        Failure { kind, detail, status: Some(self.status), retry_after_s: self.retry_after_s(at), redirects }
    }
}

/// Whether a tag is short enough to be sent back and made of visible characters.
pub fn is_sendable_tag(tag: &str) -> bool {
    !tag.is_empty() && tag.len() <= ETAG_BYTES_MAX && tag.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// The kind of failure of a status that is neither a page nor a redirect nor 304.
fn failure_of(status: u16, has_wait: bool) -> FailureKind {
    match status {
        404 => FailureKind::NotFound,
        410 => FailureKind::Gone,
        401 | 402 | 403 | 406 | 407 => FailureKind::Denied,
        451 => FailureKind::LegalBlock,
        429 => FailureKind::Throttled,
        503 if has_wait => FailureKind::Throttled,
        500..=599 => FailureKind::Server,
        _ => FailureKind::Status,
    }
}

/// Whether a declared media type can be a page; what names no type at all ("*/*", "unknown") is taken as not said.
fn is_page_type(stated: &str) -> bool {
    let essence = stated.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "" | "*/*"
            | "unknown"
            | "unknown/unknown"
            | "application/unknown"
            | "text/html"
            | "application/xhtml+xml"
            | "text/xml"
            | "application/xml"
            | "text/plain"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(status: u16, headers: &[(&str, &str)]) -> Head {
        Head::new(status, headers.iter().map(|(n, v)| (*n, v.as_bytes())))
    }

    fn asked() -> Validators {
        Validators { etag: Some("\"1\"".to_owned()), last_modified: None }
    }

    #[test]
    fn every_status_has_its_kind() {
        use FailureKind as K;
        type Case<'a> = (u16, &'a [(&'a str, &'a str)], FailureKind);
        let cases: &[Case] = &[
            (404, &[], K::NotFound),
            (410, &[], K::Gone),
            (401, &[], K::Denied),
            (403, &[], K::Denied),
            (451, &[], K::LegalBlock),
            (429, &[], K::Throttled),
            (503, &[("Retry-After", "1")], K::Throttled),
            (503, &[], K::Server),
            (500, &[], K::Server),
            (599, &[], K::Server),
            (204, &[], K::Status),
            (206, &[], K::Status),
            (300, &[], K::Status),
            (418, &[], K::Status),
            (403, &[("CF-Mitigated", "challenge")], K::Challenge),
            (200, &[("x-vercel-mitigated", "Challenge")], K::Challenge),
            (202, &[("x-amzn-waf-action", "challenge")], K::Challenge),
            (200, &[("content-type", "image/png")], K::NotHtml),
            (200, &[("content-type", "application/json; charset=utf-8")], K::NotHtml),
        ];
        for (status, headers, kind) in cases {
            match head(*status, headers).judge(&asked()) {
                Verdict::Failed(found, _) => assert_eq!(found, *kind, "{status} {headers:?}"),
                other => panic!("{status} {headers:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_page_is_what_says_so_or_says_nothing() {
        for stated in ["text/html", "TEXT/HTML ; charset=x", "application/xhtml+xml", "text/plain", "", "*/*"] {
            assert_eq!(head(200, &[("content-type", stated)]).judge(&asked()), Verdict::Page, "{stated}");
        }
        assert_eq!(head(200, &[]).judge(&Validators::default()), Verdict::Page);
        assert_eq!(head(301, &[]).judge(&asked()), Verdict::Redirect);
    }

    #[test]
    fn not_modified_is_believed_only_when_asked() {
        assert_eq!(head(304, &[]).judge(&asked()), Verdict::NotModified);
        let unasked = head(304, &[]).judge(&Validators::default());
        assert!(matches!(unasked, Verdict::Failed(FailureKind::BadResponse, _)), "{unasked:?}");
    }

    #[test]
    fn a_wait_is_read_in_both_forms_and_clamped() {
        let at = http_date("Mon, 05 Jan 2026 10:00:00 GMT").expect("a date");
        let cases = [
            ("120", Some(120)),
            ("0", Some(0)),
            ("-5", Some(0)),
            ("1000000000000000000", Some(86_400)),
            ("99999999999999999999999999", Some(86_400)),
            ("soon", None),
            ("", None),
            ("-", None),
            ("1.5", None),
            ("Mon, 05 Jan 2026 10:02:00 GMT", Some(120)),
            ("Mon, 05 Jan 2026 09:00:00 GMT", Some(0)),
            ("Wed, 15 Apr 2026 10:00:00 GMT", Some(86_400)),
        ];
        for (value, expected) in cases {
            assert_eq!(head(429, &[("retry-after", value)]).retry_after_s(at), expected, "{value}");
        }
        let skewed =
            head(429, &[("date", "Mon, 05 Jan 2026 12:00:00 GMT"), ("retry-after", "Mon, 05 Jan 2026 12:01:00 GMT")]);
        assert_eq!(skewed.retry_after_s(at), Some(60), "measured on the server's own clock");
    }

    #[test]
    fn only_validators_that_can_be_sent_back_are_kept() {
        let long = "x".repeat(ETAG_BYTES_MAX + 1);
        assert!(head(200, &[("etag", &long), ("last-modified", "yesterday")]).validators().is_empty());
        let kept = head(200, &[("etag", "W/\"a\""), ("last-modified", "Mon, 05 Jan 2026 10:00:00 GMT")]).validators();
        assert_eq!(kept.etag.as_deref(), Some("W/\"a\""));
        assert!(kept.last_modified.is_some());
    }

    #[test]
    fn headers_are_bounded_and_hold_no_cookie() {
        let long = vec![b'a'; HEADER_BYTES_MAX * 2];
        let raw = (0..200).map(|_| ("X-Long", long.as_slice()));
        let bounded = Head::new(200, [("Set-Cookie", &b"secret=1"[..])].into_iter().chain(raw));
        assert_eq!(bounded.headers.len(), HEADERS_MAX);
        assert_eq!(bounded.header("set-cookie"), Some(""));
        assert_eq!(bounded.header("x-long").map(str::len), Some(HEADER_BYTES_MAX));
    }
}
