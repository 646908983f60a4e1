//! HTML pages that need nothing beside themselves, no script and no other file; and one change as such a page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::change::{Window, later};
use super::html::{HtmlDiff, Shown, inline};
use crate::store::ChangeRow;

const STYLE: &str = "body{font:16px/1.5 serif;max-width:45em;margin:2em auto;padding:0 1em}\
del{background:#fdd;color:#700}ins{background:#dfd;color:#040;text-decoration:none}.field{font-weight:bold}";

/// A page of its own around `content`; `style` is a sheet of ours, in which nothing has to be escaped.
pub(super) fn alone(title: &str, style: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                // Should any text of a page ever act, there is nothing that it may do.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { (content) }
        }
    };
    page.into_string()
}

/// The change of `row` as a whole HTML page.
pub fn document(row: &ChangeRow) -> String {
    let change = &row.change;
    let kinds = change.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let content = html! {
        h1 { (Shown(row.headline.as_deref().unwrap_or("(no headline)"))) }
        p { (Shown(&row.url)) }
        p { (kinds) ", " (change.severity.as_str()) ": " (Shown(&change.summary)) }
        p { "Made " (Window::of(change).to_string()) "." }
        @for line in later(row) { p { (line) } }
        (inline(&change.edits, HtmlDiff { is_announced: true, ..HtmlDiff::default() }))
    };
    alone(&format!("Change {}", row.id), STYLE, &content)
}
