//! Patterns of addresses, as people write them: `*` stands for anything. One that begins with a slash is held against
//! path and query, from their beginning; any other against the whole address, anywhere. No regular expressions: they
//! are more than is needed and can be made to take very long.

use memchr::memmem;
use thiserror::Error;
use url::Url;

/// The longest pattern, bytes.
const PATTERN_BYTES_MAX: usize = 512;

/// A pattern of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    #[error("the pattern is empty; write one such as \"/news/*\" or \"*-live-*\"")]
    Empty,
    #[error("the pattern is {0} bytes long; at most {PATTERN_BYTES_MAX} are allowed")]
    TooLong(usize),
}

impl Pattern {
    /// Takes a pattern.
    ///
    /// # Errors
    /// [`PatternError`] says what would be right.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        match text.trim() {
            "" => Err(PatternError::Empty),
            long if long.len() > PATTERN_BYTES_MAX => Err(PatternError::TooLong(long.len())),
            text => Ok(Pattern { text: text.to_owned() }),
        }
    }

    /// Whether the pattern describes `url`.
    pub fn matches(&self, url: &Url) -> bool {
        if !self.text.starts_with('/') {
            return describes(&format!("*{}*", self.text), url.as_str());
        }
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        describes(&self.text, &target)
    }
}

/// Whether `target` is what `pattern` says from its beginning to its end.
fn describes(pattern: &str, target: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == target };
    let Some(mut target) = target.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = memmem::find(target.as_bytes(), part.as_bytes()) else { return false };
        target = target.get(at + part.len()..).unwrap_or_default();
    }
    target.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_what_people_mean_by_it() {
        for (pattern, path, expected) in [
            ("/news/*", "/news/a", true),
            ("/news/*", "/sport/news/a", false),
            ("/news", "/news/a", false),
            ("/*/2026/*", "/news/2026/a", true),
            ("/*.html", "/a.html", true),
            ("/*.html", "/a.html?x", false),
            ("/a*id=*", "/article?id=4", true),
            ("live", "/news/live-blog", true),
            ("*-live-*", "/news/the-live-blog", true),
            ("://news.example/news/*", "/news/x", true),
            ("sport.example", "/news/x", false),
            ("/ab*ba", "/aba", false),
        ] {
            let url = Url::parse(&format!("https://news.example{path}")).expect(path);
            assert_eq!(Pattern::parse(pattern).expect(pattern).matches(&url), expected, "{pattern} and {path}");
        }
        assert!(Pattern::parse(" ").is_err() && Pattern::parse(&"x".repeat(600)).is_err());
    }
}
