//! One change as an HTML page that needs nothing beside itself: no script, no other file.

use maud::{DOCTYPE, PreEscaped, html};

use super::change::{Window, later};
use super::html::{HtmlDiff, Shown, inline};
use crate::store::ChangeRow;

const STYLE: &str = "body{font:16px/1.5 serif;max-width:45em;margin:2em auto;padding:0 1em}\
del{background:#fdd;color:#700}ins{background:#dfd;color:#040;text-decoration:none}.field{font-weight:bold}";

/// The change of `row` as a whole HTML page.
pub fn document(row: &ChangeRow) -> String {
    let change = &row.change;
    let kinds = change.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { "Change " (row.id) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (Shown(row.headline.as_deref().unwrap_or("(no headline)"))) }
                p { (Shown(&row.url)) }
                p { (kinds) ", " (change.severity.as_str()) ": " (Shown(&change.summary)) }
                p { "Made " (Window::of(change).to_string()) "." }
                @for line in later(row) { p { (line) } }
                (inline(&change.edits, HtmlDiff { is_announced: true, ..HtmlDiff::default() }))
            }
        }
    };
    page.into_string()
}
