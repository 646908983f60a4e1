//! What all pages have: the frame with its landmarks, and the small pieces that are the same everywhere.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::style;
use crate::model::PageState;
use crate::report::Shown;
pub(super) use crate::report::facts::{
    address, disclosure_words, exact, facts, flags, headline, kinds, severity, time, window, words,
};
use crate::store::{PageRow, Watch, state_name};

/// Which part of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    None,
    Changes,
    Articles,
    Search,
    Silent,
    Sites,
    Status,
    Feeds,
}

const SECTIONS: [(Section, &str, &str); 7] = [
    (Section::Changes, "/", "Changes"),
    (Section::Articles, "/articles", "Articles"),
    (Section::Search, "/search", "Search"),
    (Section::Silent, "/silent", "Silent edits"),
    (Section::Sites, "/sites", "Sites"),
    (Section::Status, "/status", "Status"),
    (Section::Feeds, "/feeds", "Feeds & API"),
];

/// The frame of a page.
pub(super) struct Page<'a> {
    section: Section,
    title: &'a str,
    feed: Option<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(section: Section, title: &'a str) -> Page<'a> {
        Page { section, title, feed: None }
    }

    /// Names the feed in which the page's news come.
    pub(super) fn feed(mut self, address: impl Into<String>) -> Page<'a> {
        self.feed = Some(address.into());
        self
    }

    /// The whole page around its content.
    pub(super) fn respond(&self, content: Markup) -> Response {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (Shown(self.title)) " – newswatch" }
                    link rel="stylesheet" href=(style::address());
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    @if let Some(feed) = &self.feed {
                        link rel="alternate" type="application/atom+xml" title="This page as a feed" href=(feed);
                    }
                }
                body {
                    a.skip href="#content" { "To the content" }
                    header.top {
                        a.brand href="/" { "newswatch" }
                        nav aria-label="Sections" { ul { @for (section, address, name) in SECTIONS {
                            li { a href=(address) aria-current=[(section == self.section).then_some("page")] { (name) } }
                        } } }
                    }
                    main #content tabindex="-1" { (content) }
                    footer.bottom { p { "Times are in UTC. What pages wrote is shown as text; their words belong to their publishers." } }
                }
            }
        };
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
    }
}

/// How a page stands.
pub(super) fn state(state: &PageState) -> Markup {
    let name = state_name(state);
    let tone = match state {
        PageState::Ok | PageState::New => "state-ok",
        PageState::Suspect(_) | PageState::GoneUnconfirmed => "state-doubt",
        PageState::Removed | PageState::BlockedLegal => "state-gone",
    };
    html! { span class={ "badge " (tone) } { (words(&name)) } }
}

/// Whether a page is watched, where it is not simply on.
pub(super) fn watch(row: &PageRow) -> Markup {
    html! { @match row.watch {
        Watch::On => {},
        Watch::Paused | Watch::Off => { span.badge { (if row.watch == Watch::Off { "no longer watched" } else { "paused" }) } },
    } }
}

/// Where to go on in a list.
pub(super) fn further(address: Option<String>, text: &str) -> Markup {
    html! { @if let Some(address) = address { nav aria-label="Pages of the list" { p.further { a href=(address) rel="next" { (text) } } } } }
}
