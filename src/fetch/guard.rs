//! The gate that every address passes before it is asked, each hop of a redirect anew.
//!
//! It judges the parsed address, never its text, since parsers disagree about text. It asks no resolver: what a name
//! resolves to is judged in `resolve`, by the same rule.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;
use crate::model::FailureKind;

/// Endings of names that are never public (RFC 6761, RFC 6762, RFC 8375, ICANN's private-use name, and habit).
const PRIVATE_ENDINGS: [&str; 8] =
    ["localhost", "local", "internal", "localdomain", "home.arpa", "lan", "intranet", "corp"];

/// Why an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("scheme {0:?} is refused: only http and https are fetched")]
    Scheme(String),
    #[error("the address holds a backslash, which parsers read in different ways")]
    Backslash,
    #[error("this is no address: {0}")]
    Unreadable(#[from] url::ParseError),
    #[error("port {port} of {host} is refused: allow it under `ports` or as \"{host}:{port}\" under `allow_hosts`")]
    Port { host: String, port: u16 },
    #[error("{0} is a private name: only a host named under `allow_hosts` may be one")]
    PrivateName(String),
    #[error("{host} is at {address}, which is not public: only a host named under `allow_hosts` may be there")]
    PrivateAddress { host: String, address: IpAddr },
    #[error("a redirect from elsewhere leads to {0}, which is allowed only when it is asked for itself")]
    Entered(String),
    #[error("a redirect leads from https to http")]
    Downgrade,
}

impl Refusal {
    /// The kind of failure that the refusal is.
    pub fn kind(&self) -> FailureKind {
        match self {
            Refusal::Scheme(_) => FailureKind::SchemeRefused,
            Refusal::Backslash | Refusal::Unreadable(_) | Refusal::Downgrade => FailureKind::Redirect,
            Refusal::Port { .. } | Refusal::PrivateName(_) | Refusal::PrivateAddress { .. } | Refusal::Entered(_) => {
                FailureKind::AddressRefused
            }
        }
    }
}

/// An entry of `allow_hosts` that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} under `allow_hosts` is no host: write \"name\", \"name:port\", \"127.0.0.1:8080\" or \"[::1]:8080\"")]
pub struct BadHost(pub String);

/// The rule by which addresses are let through.
#[derive(Debug, Clone)]
pub struct Guard {
    /// By host.
    exceptions: Vec<Exception>,
    ports: Vec<u16>,
}

/// A host that may be private; with a port, only there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exception {
    host: String,
    port: Option<u16>,
}

/// An address that passed the gate: without user name, password, fragment and trailing dot of its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    pub url: Url,
    /// The host is one of `allow_hosts`.
    pub is_excepted: bool,
}

impl Guard {
    /// A gate with exceptions for `allow_hosts` that lets `ports` through.
    ///
    /// # Errors
    /// [`BadHost`] with the first entry that is no host.
    pub fn new(allow_hosts: &[String], ports: &[u16]) -> Result<Guard, BadHost> {
        let exceptions: Result<Vec<_>, _> = allow_hosts.iter().map(|text| Exception::parse(text)).collect();
        let mut exceptions = exceptions?;
        exceptions.sort_by(|a, b| a.host.cmp(&b.host));
        Ok(Guard { exceptions, ports: ports.to_vec() })
    }

    /// Judges an address that is given as text.
    ///
    /// # Errors
    /// A [`Refusal`]; text with a backslash is refused outright.
    pub fn admit_text(&self, text: &str) -> Result<Admitted, Refusal> {
        refuse_backslash(text)?;
        self.admit(&Url::parse(text)?)
    }

    /// Judges an address. A host that is a name has still to be resolved under [`Guard::may_connect`].
    ///
    /// # Errors
    /// A [`Refusal`] for scheme, port, name or literal address.
    pub fn admit(&self, url: &Url) -> Result<Admitted, Refusal> {
        let url = cleaned(url)?;
        let (host, port) = match (url.host_str(), url.port_or_known_default()) {
            (Some(host), Some(port)) => (host.to_owned(), port),
            _ => return Err(url::ParseError::EmptyHost.into()),
        };
        let mut entries = self.entries(&host).peekable();
        let is_named = entries.peek().is_some();
        let (mut is_excepted, mut is_port_named) = (false, false);
        for entry in entries {
            is_excepted |= entry.port.is_none_or(|p| p == port);
            is_port_named |= entry.port == Some(port);
        }
        // A host excepted on some ports only is open on those only: the resolver sees no port.
        if (is_named && !is_excepted) || !(is_port_named || self.ports.contains(&port)) {
            return Err(Refusal::Port { host, port });
        }
        if !is_excepted {
            refuse_private(&url, &host)?;
        }
        Ok(Admitted { url, is_excepted })
    }

    /// Judges the target of a redirect from an admitted address: `location` as the server wrote it.
    ///
    /// # Errors
    /// A [`Refusal`]; besides those of [`Guard::admit`], a way from https to http, and a way from elsewhere into a host
    /// that is only excepted for those who ask for it.
    pub fn follow(&self, from: &Admitted, location: &str) -> Result<Admitted, Refusal> {
        refuse_backslash(location)?;
        let to = self.admit(&from.url.join(location)?)?;
        if to.is_excepted && !from.is_excepted {
            return Err(Refusal::Entered(to.url.host_str().unwrap_or_default().to_owned()));
        }
        if from.url.scheme() == "https" && to.url.scheme() == "http" {
            return Err(Refusal::Downgrade);
        }
        Ok(to)
    }

    /// Judges an address at which `host` is, or is said to be.
    ///
    /// # Errors
    /// [`Refusal::PrivateAddress`] unless the host is excepted.
    pub fn may_connect(&self, host: &str, address: IpAddr) -> Result<(), Refusal> {
        if is_public(address) || self.entries(host).next().is_some() {
            return Ok(());
        }
        Err(Refusal::PrivateAddress { host: host.to_owned(), address })
    }

    fn entries<'a>(&'a self, host: &'a str) -> impl Iterator<Item = &'a Exception> {
        let first = self.exceptions.partition_point(|e| e.host.as_str() < host);
        self.exceptions.iter().skip(first).take_while(move |e| e.host == host)
    }
}

impl Exception {
    fn parse(text: &str) -> Result<Exception, BadHost> {
        let bad = || BadHost(text.to_owned());
        let bare_v6 = text.parse::<std::net::Ipv6Addr>().map(|v6| format!("[{v6}]"));
        let text = bare_v6.as_deref().unwrap_or(text);
        if text.is_empty() || text.contains(['/', '\\', '@', '?', '#']) {
            return Err(bad());
        }
        // The URL parser folds case, IDN and odd spellings of addresses exactly as it does for pages.
        let url = Url::parse(&format!("http://{text}/")).map_err(|_| bad())?;
        let host = url.host_str().ok_or_else(bad)?.trim_end_matches('.').to_owned();
        let port = match text.rsplit_once(':') {
            // The parser drops ":80" as the default of http, though it was said.
            Some((_, digits)) if !text.ends_with(']') => Some(digits.parse().map_err(|_| bad())?),
            _ => None,
        };
        Ok(Exception { host, port })
    }
}

fn refuse_backslash(text: &str) -> Result<(), Refusal> {
    if text.contains('\\') { Err(Refusal::Backslash) } else { Ok(()) }
}

/// The address without user name, password, fragment and trailing dot.
fn cleaned(url: &Url) -> Result<Url, Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme(url.scheme().chars().take(40).collect()));
    }
    let mut url = url.clone();
    // Neither fails for http and https, which always have a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    if let Some(host) = url.host_str().filter(|h| h.ends_with('.')).map(|h| h.trim_end_matches('.').to_owned()) {
        url.set_host(Some(&host))?;
    }
    Ok(url)
}

fn refuse_private(url: &Url, host: &str) -> Result<(), Refusal> {
    let address = match url.host() {
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
        Some(Host::Domain(name)) if is_private_name(name) => return Err(Refusal::PrivateName(name.to_owned())),
        Some(Host::Domain(_)) => return Ok(()),
        None => return Err(url::ParseError::EmptyHost.into()),
    };
    if is_public(address) { Ok(()) } else { Err(Refusal::PrivateAddress { host: host.to_owned(), address }) }
}

/// Whether a name can only be meant inside some network: a single label, or one of [`PRIVATE_ENDINGS`].
fn is_private_name(name: &str) -> bool {
    let ends = |ending: &str| name.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || PRIVATE_ENDINGS.iter().any(|ending| ends(ending))
}
