//! `[web]`: `listen`, `token`, `hosts`.

use std::net::SocketAddr;

use toml::de::DeValue;

use super::section::{Findings, Read, Section, kind};
use super::value;

/// Shorter could be guessed.
const TOKEN_CHARS_MIN: usize = 16;

/// Where the record is shown, and to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebSettings {
    /// Where the pages are served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
    /// What has to be known to see anything: the password of any user name, or a bearer token.
    pub token: Option<Token>,
    /// Names under which the pages are asked for, besides "localhost" and the address itself.
    pub hosts: Vec<String>,
}

/// A secret that shows itself to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The secret as bytes, for comparing.
    pub fn secret(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl WebSettings {
    /// Why an address may not be listened on with these settings; the same for the configuration and the command line.
    pub fn refusal(&self, listen: SocketAddr) -> Option<String> {
        let is_open = !listen.ip().is_loopback() && self.token.is_none();
        is_open.then(|| {
            format!(
                "`{listen}` can be reached by others, who could read everything; set `token` in [web], or listen on \
                 127.0.0.1"
            )
        })
    }

    pub(super) fn read(mut section: Section, found: &mut Findings) -> Self {
        let token = section.read(found, "token", token);
        let listen = section.read(found, "listen", address).flatten();
        let hosts = section.each(found, "hosts", value::host).unwrap_or_default();
        let settings = WebSettings { listen, token, hosts: hosts.into_iter().map(toml::Spanned::into_inner).collect() };
        let refusal = listen.and_then(|listen| settings.refusal(listen));
        if let (Some(text), Some(value)) = (refusal, section.value("listen")) {
            section.refuse(found, value.span(), "listen", text);
        }
        section.finish(found);
        settings
    }
}

/// An address with a port, or nothing.
fn address(value: &DeValue) -> Read<Option<SocketAddr>> {
    if value.as_bool() == Some(false) {
        return Ok(None);
    }
    let text = value::text(value)?;
    let example = "write one such as \"127.0.0.1:8463\" or \"[::1]:8463\", or false";
    text.parse().map(Some).map_err(|_| format!("`{text}` is not an address with a port; {example}"))
}

fn token(value: &DeValue) -> Read<Token> {
    let Some(text) = value.as_str() else {
        return Err(format!("is {}; write a text in double quotes", kind(value)));
    };
    // The text itself is never shown: it is a secret, however wrong.
    let is_plain = text.chars().all(|c| c.is_ascii_graphic());
    match text.len() {
        n if n < TOKEN_CHARS_MIN => {
            Err(format!("is {n} characters long; write at least {TOKEN_CHARS_MIN}, as from `openssl rand -hex 24`"))
        }
        _ if !is_plain => Err("has a space or a character that is not ASCII; write letters and digits".to_owned()),
        _ => Ok(Token(text.to_owned())),
    }
}
