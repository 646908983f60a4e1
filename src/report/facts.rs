//! The facts of a change in HTML, the same on every page and in every file: weight, kinds, disclosure, window.

use maud::{Markup, html};

use super::html::Shown;
use crate::model::{Change, ChangeKind, Disclosure, Flag, Severity, Timestamp};
use crate::store::ChangeRow;

/// A time, to the minute for reading and exact for programs.
pub fn time(at: Timestamp) -> Markup {
    let exact = at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    html! { time datetime=(exact) title=(exact) { (at.format("%Y-%m-%d %H:%M")) } }
}

/// A time to the second.
pub fn exact(at: Timestamp) -> Markup {
    html! { time datetime=(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)) { (at.format("%Y-%m-%d %H:%M:%S")) } }
}

/// Within which time a change was made, as far as was seen.
pub fn window(change: &Change) -> Markup {
    html! { @match change.last_seen_old_at {
        Some(from) => { "between " (exact(from)) " and " (exact(change.first_seen_new_at)) },
        None => { "by " (exact(change.first_seen_new_at)) },
    } }
}

/// A name of the record in words: `number_changed` is "number changed".
pub fn words(name: &str) -> String {
    name.replace(['_', ':'], " ")
}

pub fn severity(severity: Severity) -> Markup {
    html! { span class={ "badge sev-" (severity.as_str()) } { (severity.as_str()) } }
}

/// What a disclosure means, in a word or two.
pub fn disclosure_words(disclosure: Disclosure) -> &'static str {
    match disclosure {
        Disclosure::Proper => "told in a note",
        Disclosure::Technical => "only the time moved",
        Disclosure::Silent => "silent",
        Disclosure::Undeclarable => "states no modified time",
        Disclosure::Empty => "note without an edit",
    }
}

pub fn disclosure(disclosure: Option<Disclosure>) -> Markup {
    html! { @if let Some(disclosure) = disclosure {
        span class={ "badge disc-" (disclosure.as_str()) } { (disclosure_words(disclosure)) }
    } }
}

pub fn kinds(kinds: &[ChangeKind]) -> String {
    kinds.iter().map(|kind| words(kind.as_str())).collect::<Vec<_>>().join(", ")
}

pub fn flags(flags: &[Flag]) -> Markup {
    html! { @for flag in flags { span.badge.flag { (words(flag.as_str())) } " " } }
}

/// The headline of an article, or what stands for it.
pub fn headline(headline: Option<&str>) -> Markup {
    html! { bdi { @match headline { Some(text) => { (Shown(text)) }, None => { "(no headline)" } } } }
}

/// The address of a page, as a link where it can be one.
pub fn address(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if is_web {
        a.outside href=(url) rel="noopener noreferrer nofollow" { (Shown(url)) }
    } @else { (Shown(url)) } }
}

/// The facts of a change in one line: what, how weighty, told or not.
pub fn facts(row: &ChangeRow) -> Markup {
    html! {
        (severity(row.change.severity)) " " (disclosure(row.change.disclosure)) " "
        span.kinds { (kinds(&row.change.kinds)) }
    }
}
