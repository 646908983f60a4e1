//! One response to be written, and what follows for it from the edition and the time of opening. No HTML but escapes.

use chrono::{Duration, SecondsFormat};

use super::articles::Age;
use super::timeline::{Edition, PageState, Serving};
use crate::model::Timestamp;

/// Paragraphs that are given away while the rest is for subscribers.
const FREE_PARAGRAPHS: usize = 2;

/// One response to be written.
pub(super) struct View<'a> {
    pub edition: &'a Edition,
    pub page: &'a PageState,
    /// "http://127.0.0.1:8123", without a slash at the end.
    pub origin: &'a str,
    pub opened_at: Timestamp,
    pub step: usize,
    /// The number of the response: no two responses have the same.
    pub serial: u64,
}

impl View<'_> {
    /// When the article says that it was published.
    pub(super) fn published(&self) -> Timestamp {
        let exact = self.page.story.age.published(self.opened_at);
        match self.page.story.age {
            Age::Hours(_) => exact,
            // The age notice passes a full month while the demonstration runs, so the month is full a little later.
            Age::Months(_) => exact + Duration::seconds(10),
        }
    }

    /// When the article says that it was modified: at first half an hour after it was published.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        match self.page.modified_step? {
            0 => Some(self.published() + Duration::minutes(30)),
            // A second for each step lies after the opening and before now: a step lasts longer.
            step => Some(self.opened_at + Duration::seconds(i64::try_from(step).unwrap_or(0))),
        }
    }

    /// The article's canonical address.
    pub(super) fn url(&self) -> String {
        format!("{}{}", self.origin, self.page.story.path)
    }

    /// The paragraphs that a reader without a subscription gets.
    pub(super) fn shown_paragraphs(&self) -> &[String] {
        let all = &self.page.story.paragraphs;
        match self.page.serving {
            Serving::Truncated => all.get(..FREE_PARAGRAPHS).unwrap_or(all),
            Serving::Whole | Serving::Gone | Serving::Challenge | Serving::Consent => all,
        }
    }
}

/// `at` as the newspaper writes times for machines.
pub(super) fn iso(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `text` with the characters that HTML gives a meaning replaced.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
