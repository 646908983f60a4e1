//! What a site's owner of the configuration says about where things are: compiled selectors that cannot be wrong.
//!
//! A [`Pick`] is `selector` (the element's text) or `selector@attribute` (the attribute's value). Each field has an
//! ordered list of picks: the first that matches something wins, the others are fallbacks.

use chrono_tz::Tz;
use scraper::Selector;
use thiserror::Error;

use super::{Calendar, REVISION};
use crate::model::Hash;

/// The longest selector that is accepted, bytes: matching time grows with a selector's length.
pub const PICK_BYTES_MAX: usize = 4096;

/// Why a pick is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PickError {
    #[error("the selector is empty; write a CSS selector such as \"h1.headline\"")]
    Empty,
    #[error("the selector is {0} bytes long; at most {PICK_BYTES_MAX} are allowed")]
    TooLong(usize),
    #[error("`{selector}` {reason}; write a selector such as \"article .body > p\"")]
    NotCss { selector: String, reason: String },
    #[error("`{0}` is not an attribute name; write `selector@attribute`, as in \"time.published@datetime\"")]
    BadAttribute(String),
}

/// One place to look: elements, and the attribute to read where not their text is wanted.
#[derive(Debug, Clone)]
pub struct Pick {
    /// As written in the configuration.
    pub source: String,
    pub selector: Selector,
    pub attribute: Option<String>,
}

impl Pick {
    /// Compiles `selector` or `selector@attribute`.
    ///
    /// An `@` inside brackets or quotes belongs to the selector.
    ///
    /// # Errors
    /// [`PickError`] says what is wrong and what would be right.
    pub fn parse(text: &str) -> Result<Pick, PickError> {
        let source = text.trim();
        if source.len() > PICK_BYTES_MAX {
            return Err(PickError::TooLong(source.len()));
        }
        let (css, attribute) = match split_attribute(source) {
            Some((css, name)) if is_attribute_name(name) => (css, Some(name.to_ascii_lowercase())),
            Some((_, name)) => return Err(PickError::BadAttribute(name.to_owned())),
            None => (source, None),
        };
        if css.trim().is_empty() {
            return Err(PickError::Empty);
        }
        let wrong = |reason: String| PickError::NotCss { selector: css.to_owned(), reason };
        if let Some(open) = unclosed(css) {
            return Err(wrong(format!("does not close its `{open}`")));
        }
        let selector = Selector::parse(css).map_err(|_| wrong(unsupported(css)))?;
        Ok(Pick { source: source.to_owned(), selector, attribute })
    }
}

/// The bracket or quote that a selector opens and does not close.
fn unclosed(css: &str) -> Option<char> {
    let mut open = Vec::new();
    let mut quote = None;
    for c in css.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => open.push(c),
            (None, ']' | ')') => drop(open.pop()),
            _ => {}
        }
    }
    quote.or(open.pop())
}

/// Why a selector cannot be used, in words of our own.
fn unsupported(css: &str) -> String {
    let lower = css.to_ascii_lowercase();
    let nested = lower.match_indices(":has(").count() > 1;
    let part = |mark: &str| {
        let at = lower.find(mark)?;
        let name: String =
            css.get(at..)?.chars().take_while(|c| matches!(c, ':' | '-') || c.is_ascii_alphanumeric()).collect();
        Some(name)
    };
    match part("::") {
        Some(name) => format!("uses `{name}`, which is no element of the page and is not supported"),
        None if nested => "uses `:has` within `:has`, which is not supported".to_owned(),
        None => match part(":") {
            Some(name) if name.len() > 1 => {
                format!("is not a CSS selector, or uses what is not supported, as `{name}` may be")
            }
            Some(_) | None => "is not a CSS selector".to_owned(),
        },
    }
}

/// Splits at the last `@` that stands outside brackets and quotes.
fn split_attribute(source: &str) -> Option<(&str, &str)> {
    let mut at = None;
    let (mut depth, mut quote) = (0_i32, None);
    for (i, c) in source.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            (None, '@') if depth == 0 => at = Some(i),
            _ => {}
        }
    }
    at.map(|i| (source.get(..i).unwrap_or_default(), source.get(i + 1..).unwrap_or_default().trim()))
}

fn is_attribute_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

/// The picks of a site, field by field; an empty list leaves the field to the page's metadata and to automatic
/// extraction.
#[derive(Debug, Clone, Default)]
pub struct Select {
    pub headline: Vec<Pick>,
    pub standfirst: Vec<Pick>,
    pub byline: Vec<Pick>,
    pub body: Vec<Pick>,
    pub caption: Vec<Pick>,
    pub published: Vec<Pick>,
    pub modified: Vec<Pick>,
    /// Elements taken out before anything is read.
    pub remove: Vec<Pick>,
}

impl Select {
    /// Every word of every pick in lower case: names of attributes are among them.
    pub(super) fn words(&self) -> Vec<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        let sources =
            self.fields().into_iter().flat_map(|(_, picks)| picks).map(|pick| pick.source.to_ascii_lowercase());
        sources
            .flat_map(|s| s.split(|c| !is_part(c)).map(str::to_owned).collect::<Vec<_>>())
            .filter(|w| !w.is_empty())
            .collect()
    }

    /// Every list with its key in the configuration.
    pub fn fields(&self) -> [(&'static str, &[Pick]); 8] {
        [
            ("headline", &self.headline),
            ("standfirst", &self.standfirst),
            ("byline", &self.byline),
            ("body", &self.body),
            ("caption", &self.caption),
            ("published", &self.published),
            ("modified", &self.modified),
            ("remove", &self.remove),
        ]
    }
}

/// How the pages of one site are read.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The site's name.
    pub site: String,
    pub select: Select,
    /// The zone of times that the site states without one.
    pub zone: Option<Tz>,
    /// The calendar that the site dates in: dates of another one are kept and not believed.
    pub calendar: Calendar,
    /// The site holds articles from before the web, so that times before 1995 are believed.
    pub is_archive: bool,
}

impl Rules {
    /// No selectors: metadata and automatic extraction alone.
    pub fn automatic(site: &str) -> Rules {
        Rules {
            site: site.to_owned(),
            select: Select::default(),
            zone: None,
            calendar: Calendar::default(),
            is_archive: false,
        }
    }

    /// All text of a page, whatever it is.
    pub fn whole_page(site: &str) -> Rules {
        let mut rules = Rules::automatic(site);
        rules.select.body.push(Pick::parse("body").expect("it is a selector"));
        rules
    }

    /// A fingerprint of these rules and of the extractor's code, 16 hexadecimal digits.
    ///
    /// It changes exactly when the same page could be read differently; a version carries it, so that text which
    /// differs by our doing is never reported as the publisher's.
    pub fn revision(&self) -> String {
        let mut all = format!("{REVISION}\n{:?}\n", self.zone);
        if self.calendar != Calendar::Gregorian {
            all.push_str(&format!("{:?}\n", self.calendar));
        }
        if self.is_archive {
            all.push_str("archive\n");
        }
        for (field, picks) in self.select.fields() {
            for pick in picks {
                all.push_str(&format!("{field}\t{}\n", pick.source));
            }
        }
        Hash::of(all.as_bytes()).to_string().chars().take(16).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_splits_at_the_at_sign_outside_brackets() {
        let pick = Pick::parse("a[href='x@y'] time@datetime").expect("valid");
        assert_eq!(pick.attribute.as_deref(), Some("datetime"));
        assert_eq!(Pick::parse("a[title='x@y']").expect("valid").attribute, None);
    }

    #[test]
    fn a_bad_pick_says_what_would_be_right() {
        for (text, says) in [("", "empty"), ("@content", "empty"), ("p >", "CSS selector"), ("p@a b", "attribute name")]
        {
            let error = Pick::parse(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        assert!(matches!(Pick::parse(&"a ".repeat(3000)), Err(PickError::TooLong(_))));
    }

    #[test]
    fn a_selector_that_cannot_be_used_is_refused_in_words_of_our_own() {
        for (css, says) in [
            ("p::before", "uses `::before`"),
            ("p:contains('x')", "`:contains`"),
            ("div:has(p:has(a))", "`:has` within `:has`"),
            (":has(p", "does not close its `(`"),
            ("a[href='x]", "does not close its `'`"),
            ("p >", "is not a CSS selector"),
        ] {
            let said = Pick::parse(css).expect_err(css).to_string();
            assert!(said.contains(says) && !said.contains("report"), "{css}: {said}");
        }
    }

    #[test]
    fn the_revision_follows_the_rules() {
        let mut rules = Rules::automatic("x");
        let before = rules.revision();
        rules.select.body.push(Pick::parse("article").expect("valid"));
        assert_ne!(before, rules.revision());
        let with_body = rules.revision();
        rules.select.body.push(Pick::parse("main").expect("valid"));
        assert_ne!(with_body, rules.revision());
    }
}
