//! The one HTTP client of the program, and how it introduces itself.
//!
//! It follows no redirects, keeps no cookies, knows no proxy and undoes no content coding: those are decisions of
//! `get`, or nobody's.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, FROM, HeaderMap, HeaderValue, InvalidHeaderValue, USER_AGENT};
use rustls::{ClientConfig, RootCertStore};

use super::FetchSettings;
use super::guard::{BadHost, Guard};
use super::resolve::{GuardedResolver, Lookup};
use crate::model::answer::HEADERS_MAX;

const ACCEPTED_TYPES: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.5,*/*;q=0.1";
const ACCEPTED_CODINGS: &str = "gzip, br, zstd, deflate";
/// A connection left idle for longer is closed; the next request to the host is seldom sooner than its minimum gap.
const POOL_IDLE: Duration = Duration::from_secs(30);
/// The header block of one HTTP/2 answer, bytes.
const HTTP2_HEADER_BYTES_MAX: u32 = 64 * 1024;

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{what} {value:?} cannot be sent in a header: only visible ASCII characters can")]
    Header { what: &'static str, value: String, source: InvalidHeaderValue },
    #[error(transparent)]
    AllowHost(#[from] BadHost),
    #[error("{0} is {1} and has to be a positive number of seconds, at most a day")]
    Seconds(&'static str, f64),
    #[error("the TLS settings do not hold: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the HTTP client cannot be built: {0}")]
    Client(#[from] reqwest::Error),
}

/// Builds the client whose connections pass `guard`.
pub fn build(
    standing: HeaderMap,
    settings: &FetchSettings,
    guard: Arc<Guard>,
    lookup: Lookup,
) -> Result<reqwest::Client, FetchError> {
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls()?)
        .dns_resolver(Arc::new(GuardedResolver::new(guard, lookup)))
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .default_headers(standing)
        .connect_timeout(seconds("connect_timeout_s", settings.connect_timeout_s)?)
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(1)
        .http1_max_headers(HEADERS_MAX)
        .http2_max_header_list_size(HTTP2_HEADER_BYTES_MAX)
        .build()?;
    Ok(client)
}

/// A setting in seconds as a duration.
pub fn seconds(name: &'static str, value: f64) -> Result<Duration, FetchError> {
    let is_sane = value > 0.0 && value <= 86_400.0;
    Duration::try_from_secs_f64(value).ok().filter(|_| is_sane).ok_or(FetchError::Seconds(name, value))
}

/// TLS by ring with the system's certificates. Without any, each https page fails for itself and http still works.
fn tls() -> Result<ClientConfig, FetchError> {
    let mut roots = RootCertStore::empty();
    // Certificates that cannot be read are left out: what they would have vouched for then fails as not trusted.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn user_agent(settings: &FetchSettings) -> String {
    match &settings.contact {
        Some(contact) => format!("{} (+{contact})", settings.user_agent),
        None => settings.user_agent.clone(),
    }
}

/// The headers that every request has: who asks, and what is understood.
///
/// # Errors
/// [`FetchError::Header`] where a setting cannot be sent.
pub fn standing_headers(settings: &FetchSettings) -> Result<HeaderMap, FetchError> {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, header("user agent", &user_agent(settings))?);
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED_TYPES));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED_CODINGS));
    if let Some(mail) = settings.contact.as_deref().filter(|c| is_mail(c)) {
        headers.insert(FROM, header("contact", mail)?);
    }
    Ok(headers)
}

/// Whether a contact is a bare e-mail address, which is what the From header takes.
fn is_mail(contact: &str) -> bool {
    contact.contains('@') && !contact.contains([':', '/', ' '])
}

fn header(what: &'static str, value: &str) -> Result<HeaderValue, FetchError> {
    HeaderValue::from_str(value).map_err(|source| FetchError::Header { what, value: value.to_owned(), source })
}
