//! Who may ask, and what every answer says to a browser: the same for each route, so that a new one cannot forget it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::config::Token;

/// Nothing from elsewhere, no script, no style but our own sheet; forms come back to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What every answer carries.
const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// How long one who gave a wrong token waits for the next try.
const WRONG_TOKEN_WAIT: Duration = Duration::from_millis(500);

/// Lets a request pass that names us, only reads, and knows the token where there is one.
pub(super) async fn guard(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&app, &request) {
        None => next.run(request).await,
        Some(refusal) => {
            if refusal == Refusal::Token && request.headers().contains_key(header::AUTHORIZATION) {
                tokio::time::sleep(WRONG_TOKEN_WAIT).await;
            }
            refusal.into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Why a request is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It asks for a name that is not ours: a page elsewhere may have had its own name lead here.
    Host,
    /// It would change something.
    Method,
    /// It does not know the token.
    Token,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = match self {
            Refusal::Host => (
                StatusCode::MISDIRECTED_REQUEST,
                "this name is not served here; add it to `hosts` in [web] if it is yours\n",
            ),
            Refusal::Method => (StatusCode::METHOD_NOT_ALLOWED, "everything here is read with GET\n"),
            Refusal::Token => {
                (StatusCode::UNAUTHORIZED, "the token of [web] is needed, as a password or a bearer token\n")
            }
        }
        .into_response();
        let (name, value) = match self {
            Refusal::Host => return response,
            Refusal::Method => (header::ALLOW, "GET, HEAD"),
            Refusal::Token => (header::WWW_AUTHENTICATE, "Basic realm=\"newswatch\", charset=\"UTF-8\""),
        };
        response.headers_mut().insert(name, HeaderValue::from_static(value));
        response
    }
}

fn refusal(app: &Shared, request: &Request) -> Option<Refusal> {
    if !is_host_ours(request.headers(), app.address, &app.settings.hosts) {
        return Some(Refusal::Host);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some(Refusal::Method);
    }
    let token = app.settings.token.as_ref()?;
    (!is_token_known(request.headers(), token)).then_some(Refusal::Token)
}

/// Whether the one `Host` line names this machine by loopback, by the address listened on, or by a configured name.
fn is_host_ours(headers: &HeaderMap, address: SocketAddr, names: &[String]) -> bool {
    let mut lines = headers.get_all(header::HOST).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return false };
    let Ok(line) = line.to_str() else { return false };
    if let Ok(asked) = line.parse::<SocketAddr>() {
        return asked.port() == address.port() && is_address_ours(asked.ip(), address.ip());
    }
    let (host, port) = match line.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => match port.parse::<u16>() {
            Ok(port) => (host, Some(port)),
            Err(_) => return false,
        },
        _ => (line, None),
    };
    // A configured name stands for a proxy before us, with a port of its own.
    if names.iter().any(|name| host.eq_ignore_ascii_case(name)) {
        return true;
    }
    let is_port_ours = port.unwrap_or(80) == address.port();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(asked) => is_port_ours && is_address_ours(asked, address.ip()),
        Err(_) => is_port_ours && matches!(host.to_ascii_lowercase().as_str(), "localhost" | "localhost."),
    }
}

/// A literal address cannot be made to lead elsewhere; listening on all of them, any may be ours.
fn is_address_ours(asked: IpAddr, listening: IpAddr) -> bool {
    asked.is_loopback() || asked == listening || listening.is_unspecified()
}

/// Whether a request carries the token: as a bearer token, or as the password of any user.
fn is_token_known(headers: &HeaderMap, token: &Token) -> bool {
    let Some(given) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
    let Some((scheme, rest)) = given.split_once(' ') else { return false };
    let secret = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().as_bytes().to_vec()),
        "basic" => password(rest.trim()),
        _ => None,
    };
    secret.is_some_and(|secret| is_same(&secret, token.secret()))
}

/// The password of Basic authentication.
fn password(encoded: &str) -> Option<Vec<u8>> {
    let plain = base64(encoded)?;
    let colon = plain.iter().position(|byte| *byte == b':')?;
    plain.get(colon + 1..).map(<[u8]>::to_vec)
}

/// Reads base64 (RFC 4648, section 4).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bits: u32 = 0;
    let mut count = 0;
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.trim_end_matches('=').bytes() {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// Compares in a time that does not tell where two secrets differ: their hashes are compared, which nobody can choose.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    blake3::hash(a) == blake3::hash(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::HOST, HeaderValue::from_str(line).unwrap());
        }
        let address = "127.0.0.1:8463".parse().unwrap();
        is_host_ours(&headers, address, &["news.example.org".to_owned()])
    }

    #[test]
    fn only_our_own_names_are_answered() {
        for ours in [
            "127.0.0.1:8463",
            "localhost:8463",
            "LOCALHOST:8463",
            "localhost.:8463",
            "[::1]:8463",
            "news.example.org",
            "News.Example.org:443",
        ] {
            assert!(asked(&[ours]), "{ours}");
        }
        for foreign in [
            "evil.example:8463",
            "127.0.0.1.evil.example:8463",
            "127.evil.example:8463",
            "localhost.evil.example:8463",
            "127.0.0.1:8463@evil.example",
            "127.0.0.1:80",
            "localhost",
            "10.0.0.1:8463",
            "",
            "news.example.org:x",
        ] {
            assert!(!asked(&[foreign]), "{foreign}");
        }
        assert!(!asked(&[]) && !asked(&["localhost:8463", "evil.example:8463"]));
    }

    #[test]
    fn base64_is_read_as_it_is_written() {
        for (text, plain) in
            [("YTpi", Some("a:b")), ("YTpiYw==", Some("a:bc")), ("YTpiY2Q=", Some("a:bcd")), ("a*", None)]
        {
            assert_eq!(base64(text), plain.map(|p| p.as_bytes().to_vec()), "{text}");
        }
    }
}
