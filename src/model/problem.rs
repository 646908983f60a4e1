//! What is wrong with a page or a rule when no article, or only part of one, could be had.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that kept the extraction from being whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The field concerned ("body", "headline"), where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was tried and what came of it, for people: the selectors by name.
    pub detail: String,
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// A configured selector, and all its fallbacks, matched nothing.
    SelectorEmpty,
    /// A configured selector matched something else than what it was written for.
    SelectorMisread,
    /// The page holds no text that could be an article.
    NoText,
    /// Too many nodes or too deep for the budget.
    TooComplex,
    /// Parsing did not end before its deadline.
    TooLong,
    /// The bytes are not in the charset they claim.
    Charset,
    /// A stated time that cannot be believed.
    Stamp,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

/// Why a page that answered is not taken for the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// A bot check.
    Challenge,
    /// A consent page.
    Consent,
    /// A page that asks to log in.
    Login,
    /// The leading part of the known text only.
    Truncated,
    /// A page that says "not found" with status 200.
    SoftNotFound,
    /// Another text under the same address.
    Replaced,
    /// No text where there was one.
    Empty,
    /// The site's selectors match nothing, or something else than the article.
    TemplateBroken,
    /// Too large or too deep to be read.
    TooComplex,
}

impl Suspicion {
    /// Whether the page may be well and our rules or limits could not read it: then it is kept to be read again.
    pub fn is_ours(self) -> bool {
        matches!(self, Suspicion::TemplateBroken | Suspicion::Empty | Suspicion::TooComplex)
    }

    /// The name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Suspicion::Challenge => "challenge",
            Suspicion::Consent => "consent",
            Suspicion::Login => "login",
            Suspicion::Truncated => "truncated",
            Suspicion::SoftNotFound => "soft_404",
            Suspicion::Replaced => "replaced",
            Suspicion::Empty => "empty",
            Suspicion::TemplateBroken => "template_broken",
            Suspicion::TooComplex => "too_complex",
        }
    }
}

/// What extraction answers: an article, or problems, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extraction {
    pub article: Option<super::Article>,
    pub problems: Vec<Problem>,
}
