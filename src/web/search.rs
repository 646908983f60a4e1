//! `/search`: when a phrase stood where, who took it out, who put it in.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Shared;
use super::changes::{card, choice, site_names};
use super::layout::{self, Page, Section};
use super::params::Params;
use super::problem::Problem;
use crate::report::Shown;
use crate::store::{Ask, ChangeRow, Found, Phrase, Reader, Side, Spell, Stand};

/// Answers on a page.
const ROWS: usize = 20;

/// Which texts are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Versions,
    Removed,
    Added,
}

impl Within {
    pub(super) const ALL: [(Within, &'static str, &'static str); 3] = [
        (Within::Versions, "versions", "all versions"),
        (Within::Removed, "removed", "removed text"),
        (Within::Added, "added", "added text"),
    ];

    pub(super) fn parse(name: &str) -> Option<Within> {
        Within::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(within, _, _)| within)
    }
}

/// What was found.
pub(super) enum Answer {
    Stands(Found<Stand>),
    Changes(Found<ChangeRow>),
}

/// Reads what is searched for; `None` where nothing was asked yet.
///
/// # Errors
/// Where a parameter is wrong.
pub(super) fn ask(params: &Params, rows_default: usize) -> Result<Option<(Ask, Within)>, Problem> {
    let Some(phrase) = params.read("q", "at least one word", Phrase::parse)? else { return Ok(None) };
    let within = params.read("in", "versions, removed or added", Within::parse)?.unwrap_or(Within::Versions);
    let before = params.read("before", "what the answer before gave as `next`", |text| text.parse().ok())?;
    let limit = params.number("limit", 1, 100)?.map_or(rows_default, |n| n as usize);
    Ok(Some((Ask { phrase, site: params.text("site").map(str::to_owned), before, limit }, within)))
}

/// Searches.
///
/// # Errors
/// Those of reading the database.
pub(super) fn answer(reader: &Reader, ask: &Ask, within: Within) -> Result<Answer, Problem> {
    Ok(match within {
        Within::Versions => Answer::Stands(reader.stands(ask)?),
        Within::Removed => Answer::Changes(reader.changes_with(ask, Side::Removed)?),
        Within::Added => Answer::Changes(reader.changes_with(ask, Side::Added)?),
    })
}

/// Answers with the page.
pub(super) async fn page(
    State(app): State<Shared>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let sites = site_names(&app).await?;
    let found = match ask(&params, ROWS)? {
        Some((ask, within)) => Some(app.pool.read(move |reader| answer(reader, &ask, within)).await?),
        None => None,
    };
    let body = html! {
        h1 { "Search" }
        (form(&params, &sites))
        @match &found {
            None => { p.faint { "Words that stand next to each other, in any case, with or without accents. A * at the end leaves the last word open." } },
            Some(Answer::Stands(found)) => { (stands(found)) (further(&params, found.next)) },
            Some(Answer::Changes(found)) => {
                @if found.rows.is_empty() { (nothing(found.next)) }
                div.changes { @for row in &found.rows { (card(row)) } }
                (further(&params, found.next))
            },
        }
    };
    Ok(Page::new(Section::Search, "Search").respond(body))
}

fn form(params: &Params, sites: &[String]) -> Markup {
    let chosen = params.text("in").unwrap_or("versions");
    html! {
        form.search method="get" action="/search" role="search" aria-label="Search the record" {
            label.wide { span { "Phrase" } input type="search" name="q" value=[params.text("q")] required; }
            fieldset { legend { "Search in" } @for (_, name, words) in Within::ALL {
                label.check { input type="radio" name="in" value=(name) checked[name == chosen]; span { (words) } }
            } }
            (choice("Site", "site", params, "all sites", sites.iter().map(|site| (site.clone(), site.clone()))))
            p.buttons { button type="submit" { "Search" } }
        }
    }
}

fn nothing(next: Option<i64>) -> Markup {
    html! { p.empty { @if next.is_some() { "Nothing among the newest; there is more to look through." } @else { "Nothing was found." } } }
}

fn further(params: &Params, next: Option<i64>) -> Markup {
    layout::further(
        next.map(|id| format!("/search{}", params.with("before", Some(&id.to_string())))),
        "Look further back",
    )
}

fn stands(found: &Found<Stand>) -> Markup {
    html! {
        @if found.rows.is_empty() { (nothing(found.next)) }
        @for stand in &found.rows {
            article.stand aria-labelledby={ "a" (stand.page) } {
                p.meta { span.site { (Shown(&stand.site)) } }
                h2 id={ "a" (stand.page) } { a href={ "/article/" (stand.page) } { (layout::headline(stand.headline.as_deref())) } }
                p.quote dir="auto" { (Shown(&tail(&stand.excerpt.before))) mark { (Shown(&stand.excerpt.phrase)) } (Shown(&head(&stand.excerpt.after))) }
                ul.spells { @for one in &stand.spells { li { (spell(stand, one)) } } }
            }
        }
    }
}

fn spell(stand: &Stand, spell: &Spell) -> Markup {
    let link = |n: u32| html! { a href={ "/article/" (stand.page) "/version/" (n) } { "version " (n) } };
    html! {
        @match spell.not_yet_at {
            Some(at) => { "came between " (layout::time(at)) " and " (layout::time(spell.first_seen_at)) },
            None => { "there when first seen, " (layout::time(spell.first_seen_at)) },
        }
        "; "
        @match spell.gone_at {
            Some(at) => { "went between " (layout::time(spell.last_seen_at)) " and " (layout::time(at)) },
            None => { "last seen " (layout::time(spell.last_seen_at)) },
        }
        " (" (link(spell.first_version)) @if spell.last_version != spell.first_version { " to " (link(spell.last_version)) } ")"
    }
}

/// Characters of an excerpt on each side of the phrase.
const AROUND: usize = 120;

/// The beginning of a text, cut after a word.
fn head(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        None => text.to_owned(),
        Some((at, _)) => {
            let start = text.get(..at).unwrap_or(text);
            format!("{} …", start.rsplit_once(' ').map_or(start, |(words, _)| words))
        }
    }
}

/// The end of a text, cut before a word.
fn tail(text: &str) -> String {
    let from = text.chars().count().saturating_sub(AROUND);
    match text.char_indices().nth(from) {
        Some((at, _)) if from > 0 => {
            let end = text.get(at..).unwrap_or(text);
            format!("… {}", end.split_once(' ').map_or(end, |(_, words)| words))
        }
        _ => text.to_owned(),
    }
}
