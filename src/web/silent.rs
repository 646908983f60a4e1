//! `/silent`: which outlets tell their readers of edits, and which do not; in numbers and plots.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::Shared;
use super::layout::{self, Page, Section};
use super::numbers::{Counted, DAYS};
use super::params::Params;
use super::problem::Problem;
use crate::report::{Shown, plots};
use crate::store::OutletEdits;

/// Answers with the page.
pub(super) async fn page(State(app): State<Shared>) -> Result<Response, Problem> {
    let counted = app.numbers.look().await?;
    Ok(Page::new(Section::Silent, "Silent edits").respond(content(&counted)))
}

fn content(counted: &Counted) -> Markup {
    let mut outlets: Vec<&OutletEdits> = counted.overview.outlets.iter().filter(|outlet| outlet.edits > 0).collect();
    outlets.sort_by_key(|outlet| (std::cmp::Reverse(outlet.silent * 1000 / outlet.edits), outlet.site.clone()));
    html! {
        h1 { "Silent edits by outlet" }
        p { "An edit of weight minor or more is silent where the page states a modified time and neither moves it nor says in a note what was changed. "
            (counted.totals.silent) " of " (counted.totals.edits) " edits are." }
        @if outlets.is_empty() { p.empty { "No edits yet." } } @else {
            div.scroll role="region" aria-label="Plot of the shares" tabindex="0" { (plots::silent_shares(&outlets)) }
            (table(&outlets))
        }
        h2 { "Edits over time" }
        div.scroll role="region" aria-label="Plot of edits over time" tabindex="0" { (plots::over_time(&counted.overview.days, DAYS.unsigned_abs(), counted.at)) }
        h2 { "From publication to edit" }
        div.scroll role="region" aria-label="Plot of the time to edits" tabindex="0" { (plots::delays(&counted.overview.delays_s)) }
        p.faint { "Counted " (layout::exact(counted.at)) "." }
    }
}

fn table(outlets: &[&OutletEdits]) -> Markup {
    html! {
        div.scroll role="region" aria-label="Edits by outlet" tabindex="0" { table.plain {
            thead { tr {
                th scope="col" { "Outlet" }
                @for name in ["Articles", "Edited", "Edits", "Silent", "Share", "Only the time", "In a note", "States no time"] { th.num scope="col" { (name) } }
            } }
            tbody { @for outlet in outlets { tr {
                th scope="row" { a href={ "/" (Params::new(Vec::new()).with("site", Some(&outlet.site))) } { (Shown(&outlet.site)) } }
                td.num { (outlet.pages) } td.num { (outlet.edited_pages) } td.num { (outlet.edits) }
                td.num { a href={ "/" (silent_query(&outlet.site)) } { (outlet.silent) } }
                td.num { (plots::percent(outlet.silent, outlet.edits)) }
                td.num { (outlet.technical) } td.num { (outlet.proper) } td.num { (outlet.undeclarable) }
            } } }
        } }
    }
}

fn silent_query(site: &str) -> String {
    let pairs = [("site", site), ("disclosure", "silent"), ("severity", "minor")];
    Params::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()).with("", None)
}
