//! What all pages have: the frame with its landmarks, and the small pieces that are the same everywhere.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::style;
use crate::model::{Change, ChangeKind, Disclosure, Flag, PageState, Severity, Timestamp};
use crate::report::Shown;
use crate::store::{ChangeRow, PageRow, Watch, state_name};

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

/// A time, to the minute for reading and exact for programs.
pub(super) fn time(at: Timestamp) -> Markup {
    let exact = at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    html! { time datetime=(exact) title=(exact) { (at.format("%Y-%m-%d %H:%M")) } }
}

/// A time to the second.
pub(super) fn exact(at: Timestamp) -> Markup {
    html! { time datetime=(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)) { (at.format("%Y-%m-%d %H:%M:%S")) } }
}

/// Within which time a change was made, as far as was seen.
pub(super) fn window(change: &Change) -> Markup {
    html! { @match change.last_seen_old_at {
        Some(from) => { "between " (exact(from)) " and " (exact(change.first_seen_new_at)) },
        None => { "by " (exact(change.first_seen_new_at)) },
    } }
}

/// A name of the record in words: `number_changed` is "number changed".
pub(super) fn words(name: &str) -> String {
    name.replace(['_', ':'], " ")
}

pub(super) fn severity(severity: Severity) -> Markup {
    html! { span class={ "badge sev-" (severity.as_str()) } { (severity.as_str()) } }
}

/// What a disclosure means, in a word or two.
pub(super) fn disclosure_words(disclosure: Disclosure) -> &'static str {
    match disclosure {
        Disclosure::Proper => "told in a note",
        Disclosure::Technical => "only the time moved",
        Disclosure::Silent => "silent",
        Disclosure::Undeclarable => "states no modified time",
        Disclosure::Empty => "note without an edit",
    }
}

pub(super) fn disclosure(disclosure: Option<Disclosure>) -> Markup {
    html! { @if let Some(disclosure) = disclosure {
        span class={ "badge disc-" (disclosure.as_str()) } { (disclosure_words(disclosure)) }
    } }
}

pub(super) fn kinds(kinds: &[ChangeKind]) -> String {
    kinds.iter().map(|kind| words(kind.as_str())).collect::<Vec<_>>().join(", ")
}

pub(super) fn flags(flags: &[Flag]) -> Markup {
    html! { @for flag in flags { span.badge.flag { (words(flag.as_str())) } " " } }
}

/// The headline of an article, or what stands for it.
pub(super) fn headline(headline: Option<&str>) -> Markup {
    html! { bdi { @match headline { Some(text) => { (Shown(text)) }, None => { "(no headline)" } } } }
}

/// The address of a page, as a link where it can be one.
pub(super) fn address(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if is_web {
        a.outside href=(url) rel="noopener noreferrer nofollow" { (Shown(url)) }
    } @else { (Shown(url)) } }
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

/// The facts of a change in one line: what, how weighty, told or not.
pub(super) fn facts(row: &ChangeRow) -> Markup {
    html! {
        (severity(row.change.severity)) " " (disclosure(row.change.disclosure)) " "
        span.kinds { (kinds(&row.change.kinds)) }
    }
}

/// Where to go on in a list.
pub(super) fn further(address: Option<String>, text: &str) -> Markup {
    html! { @if let Some(address) = address { nav aria-label="Pages of the list" { p.further { a href=(address) rel="next" { (text) } } } } }
}
