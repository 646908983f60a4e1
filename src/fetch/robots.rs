//! robots.txt by RFC 9309: which addresses of a host may be asked for, and how fast. Pure.
//!
//! Of a file only what concerns one product token is kept. Not read: `Sitemap` (the configuration names sources) and
//! what is no standard; `Crawl-delay` is none either, but it is a plain request and costs nothing to honour.

use std::time::Duration;

use memchr::memmem;
use url::Url;

/// How much of a file is read, bytes; the RFC asks for 500 KiB at least. The rest is ignored.
pub const ROBOTS_BYTES_MAX: usize = 512 * 1024;

/// A longer crawl delay is taken for this one.
const CRAWL_DELAY_MAX: Duration = Duration::from_secs(86_400);

/// What a file says to one product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The pause between two requests that is asked for.
    pub crawl_delay: Option<Duration>,
}

/// One line of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    is_allow: bool,
    /// As [`normal`] writes it, `*` a wildcard, without the `$` at the end.
    pattern: String,
    is_anchored: bool,
}

/// The lines of one group, and for whom they are.
#[derive(Default)]
struct Group<'t> {
    is_ours: bool,
    is_for_all: bool,
    has_rules: bool,
    lines: Vec<(&'t str, &'t str)>,
}

impl Robots {
    /// Reads a file for the product `token` ("newswatch"). Nothing is an error: what cannot be read says nothing.
    ///
    /// All groups that name the token count, else all groups for `*` (RFC 9309, 2.2.1).
    pub fn parse(file: &[u8], token: &str) -> Robots {
        let text = String::from_utf8_lossy(file.get(..ROBOTS_BYTES_MAX).unwrap_or(file));
        let groups = groups(text.strip_prefix('\u{feff}').unwrap_or(&text), token);
        let has_own = groups.iter().any(|group| group.is_ours);
        let mut robots = Robots::default();
        for group in groups.iter().filter(|group| if has_own { group.is_ours } else { group.is_for_all }) {
            group.lines.iter().for_each(|(key, value)| robots.take(key, value));
        }
        robots
    }

    fn take(&mut self, key: &str, value: &str) {
        let is_allow = key.eq_ignore_ascii_case("allow");
        if is_allow || key.eq_ignore_ascii_case("disallow") {
            self.rules.extend(Rule::read(is_allow, value));
        } else if let Some(delay) = seconds(value) {
            self.crawl_delay = self.crawl_delay.max(Some(delay));
        }
    }

    /// Whether `url` may be asked for: the longest rule that matches decides, of equals the one that allows, and
    /// without any it may (RFC 9309, 2.2.2).
    ///
    /// # Errors
    /// The rule that forbids it, as a line.
    pub fn allows(&self, url: &Url) -> Result<(), String> {
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if target == "/robots.txt" {
            return Ok(());
        }
        let target = normal(&target, false);
        let matching = self.rules.iter().filter(|rule| rule.matches(&target));
        match matching.max_by_key(|rule| (rule.pattern.len() + usize::from(rule.is_anchored), rule.is_allow)) {
            Some(rule) if !rule.is_allow => {
                Err(format!("Disallow: {}{}", rule.pattern, if rule.is_anchored { "$" } else { "" }))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The leading letters, hyphens and underscores of a User-Agent: the product token that groups are searched for.
pub fn product_token(user_agent: &str) -> &str {
    let end = user_agent.find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'));
    &user_agent[..end.unwrap_or(user_agent.len())]
}

/// The groups of a file. A `User-agent` after a rule begins a new one; lines that are no rules end none.
fn groups<'t>(text: &'t str, token: &str) -> Vec<Group<'t>> {
    let mut groups: Vec<Group> = Vec::new();
    for line in text.split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) else { continue };
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        if is("user-agent") {
            if groups.last().is_none_or(|group| group.has_rules) {
                groups.push(Group::default());
            }
            if let Some(group) = groups.last_mut() {
                group.is_ours |= !token.is_empty() && product_token(value).eq_ignore_ascii_case(token);
                group.is_for_all |= value.starts_with('*');
            }
        } else if (is("allow") || is("disallow") || is("crawl-delay"))
            && let Some(group) = groups.last_mut()
        {
            group.has_rules |= !is("crawl-delay");
            group.lines.push((key, value));
        }
    }
    groups
}

fn seconds(value: &str) -> Option<Duration> {
    let seconds: f64 = value.parse().ok().filter(|s: &f64| *s > 0.0)?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(CRAWL_DELAY_MAX).min(CRAWL_DELAY_MAX))
}

impl Rule {
    /// `None` for an empty path, which matches nothing.
    fn read(is_allow: bool, value: &str) -> Option<Rule> {
        let (path, is_anchored) = match value.strip_suffix('$') {
            Some(path) => (path, true),
            None => (value, false),
        };
        if path.is_empty() {
            return None;
        }
        Some(Rule { is_allow, pattern: normal(path, true), is_anchored })
    }

    /// Takes each part between wildcards at its first place: if any way matches, this one does.
    fn matches(&self, target: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let Some(mut rest) = parts.next().and_then(|first| target.strip_prefix(first)) else { return false };
        let mut parts: Vec<&str> = parts.collect();
        let last = if self.is_anchored { parts.pop() } else { None };
        for part in parts {
            let Some(at) = memmem::find(rest.as_bytes(), part.as_bytes()) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
        match last {
            Some(last) => rest.ends_with(last),
            None => !self.is_anchored || rest.is_empty(),
        }
    }
}

/// A path with its query in the one spelling in which paths and patterns are compared (RFC 9309, 2.2.2): what need
/// not be encoded is not, all else is; in a query `:` and `/` need not be. In a pattern `*` stays a wildcard.
fn normal(path: &str, is_pattern: bool) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let (mut at, mut is_query) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        let coded = bytes.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(unhex);
        at += if coded.is_some() { 3 } else { 1 };
        let plain = coded.unwrap_or(byte);
        let is_free = plain.is_ascii_alphanumeric()
            || matches!(plain, b'-' | b'.' | b'_' | b'~')
            || (is_query && matches!(plain, b'/' | b':'));
        let is_as_written = coded.is_none() && byte.is_ascii_graphic() && !matches!(byte, b'*' | b'$' | b'%');
        let is_wildcard = is_pattern && coded.is_none() && byte == b'*';
        if is_free || is_as_written || is_wildcard {
            out.push(char::from(plain));
        } else {
            out.push_str(&format!("%{plain:02X}"));
        }
        is_query |= coded.is_none() && byte == b'?';
    }
    out
}

fn unhex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
#[path = "robots_tests.rs"]
mod tests;
