//! `/`: what changed, the newest first, filtered and paged.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};

use super::layout::{self, Page, Section};
use super::numbers::Numbers;
use super::params::{Params, place_text};
use super::problem::Problem;
use super::{App, Shared};
use crate::model::{ChangeKind, Disclosure, Severity};
use crate::report::{self, Shown};
use crate::store::{ChangeFilter, ChangeRow, Listing, Phrase, Place};

/// Changes on a page.
const ROWS: u32 = 30;
/// Characters of a change's own text that a list shows.
const EXCERPT_CHARS: usize = 420;

/// The weights that can be asked for, the least first; slighter ones come with "everything".
const WEIGHTS: [Severity; 4] = [Severity::Info, Severity::Minor, Severity::Major, Severity::Alert];

/// Reads what list of changes is asked for.
///
/// # Errors
/// Where a parameter is wrong; says what would be right.
pub(super) fn listing(params: &Params, rows_default: u32) -> Result<Listing, Problem> {
    let kinds = params.read("kind", "kinds of changes such as body_edit, with commas between", |text| {
        text.split(',').map(|kind| ChangeKind::parse(kind.trim())).collect::<Option<Vec<_>>>()
    })?;
    let phrase = params.read("q", "at least one word", Phrase::parse)?;
    let filter = ChangeFilter {
        since: params.since("since")?,
        until: params.until("until")?,
        site: params.text("site").map(str::to_owned),
        url: None,
        min_severity: params.read("severity", "info, minor, major or alert", Severity::parse)?,
        kinds: kinds.unwrap_or_default(),
        only_silent: false,
        all: params.is_on("all"),
        limit: Some(params.number("limit", 1, 200)?.unwrap_or(rows_default)),
    };
    let disclosure =
        params.read("disclosure", "proper, technical, silent, undeclarable or empty", Disclosure::parse)?;
    Ok(Listing { filter, disclosure, phrase, after: params.place("after")? })
}

/// Answers with the page.
pub(super) async fn page(
    State(app): State<Shared>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let listing = listing(&params, ROWS)?;
    let (rows, next) = app.pool.read(move |reader| Ok(reader.listing(&listing)?)).await?;
    let sites = site_names(&app).await?;
    // Whoever comes to the first page may go on to the numbers: they are counted meanwhile.
    Numbers::warm(&app);
    let feed = match params.text("site") {
        Some(site) => super::feeds::site_address(site),
        None => "/feed.atom".to_owned(),
    };
    let body = html! {
        h1 { "Changes" }
        (filters(&params, &sites))
        (list(&rows, &params))
        (layout::further(next.map(|place| address_of(&params, place)), "Older changes"))
    };
    Ok(Page::new(Section::Changes, "Changes").feed(feed).respond(body))
}

/// The names of all sites, for choosing.
pub(super) async fn site_names(app: &App) -> Result<Vec<String>, Problem> {
    app.pool.read(|reader| Ok(reader.sites()?)).await
}

fn address_of(params: &Params, place: Place) -> String {
    format!("/{}", params.with("after", Some(&place_text(place))))
}

fn list(rows: &[ChangeRow], params: &Params) -> Markup {
    if rows.is_empty() {
        return html! {
            p.empty { @if params.text("after").is_some() { "Nothing older." } @else { "No changes yet, or none like these." } }
        };
    }
    html! { div.changes { @for row in rows { (card(row)) } } }
}

/// One change in a list.
pub(super) fn card(row: &ChangeRow) -> Markup {
    let change = &row.change;
    html! {
        article class={ "change edge-" (change.severity.as_str()) } aria-labelledby={ "c" (row.id) } {
            p.meta {
                a.site href={ "/" (site_query(&row.site)) } { (Shown(&row.site)) } " "
                (layout::time(change.first_seen_new_at))
            }
            h2 id={ "c" (row.id) } { a href={ "/change/" (row.id) } { (layout::headline(row.headline.as_deref())) } }
            p.facts { (layout::facts(row)) }
            p.summary { (Shown(&change.summary)) }
            div.excerpt { (report::excerpt(&change.edits, EXCERPT_CHARS)) }
        }
    }
}

fn site_query(site: &str) -> String {
    Params::new(Vec::new()).with("site", Some(site))
}

fn filters(params: &Params, sites: &[String]) -> Markup {
    let names = ["site", "kind", "severity", "disclosure", "q", "since", "until", "all"];
    let is_active = names.iter().any(|name| params.text(name).is_some());
    html! {
        details.filters open[is_active] {
            summary { "Filter" }
            form method="get" action="/" role="search" aria-label="Filter changes" {
                (choice("Site", "site", params, "all sites", sites.iter().map(|site| (site.clone(), site.clone()))))
                (choice("What", "kind", params, "any edit", ChangeKind::ALL.iter().map(|kind| {
                    (kind.as_str().to_owned(), layout::words(kind.as_str()))
                })))
                (choice("Weight", "severity", params, "any", WEIGHTS.iter().map(|weight| {
                    (weight.as_str().to_owned(), format!("{} and more", weight.as_str()))
                })))
                (choice("Are readers told?", "disclosure", params, "any", Disclosure::ALL.iter().map(|disclosure| {
                    (disclosure.as_str().to_owned(), layout::disclosure_words(*disclosure).to_owned())
                })))
                label { span { "Words" } input type="search" name="q" value=[params.text("q")]; }
                label { span { "From" } input type="date" name="since" value=[params.text("since")]; }
                label { span { "Until" } input type="date" name="until" value=[params.text("until")]; }
                label.check { input type="checkbox" name="all" value="1" checked[params.is_on("all")]; span { "Show everything: typography, and what our own rules caused" } }
                p.buttons { button type="submit" { "Show" } @if is_active { " " a href="/" { "Clear" } } }
            }
        }
    }
}

/// A list to choose from.
pub(super) fn choice(
    label: &str,
    name: &str,
    params: &Params,
    none: &str,
    options: impl Iterator<Item = (String, String)>,
) -> Markup {
    let chosen = params.text(name).unwrap_or_default();
    html! {
        label {
            span { (label) }
            select name=(name) {
                option value="" { (none) }
                @for (value, text) in options { option value=(value) selected[value == chosen] { (Shown(&text)) } }
            }
        }
    }
}
