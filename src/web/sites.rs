//! `/sites`: how well the rules read each site, what is wrong, what was learned.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::layout::{self, Page, Section};
use super::params::Params;
use super::problem::Problem;
use super::{Shared, feeds};
use crate::model::RuleHealth;
use crate::report::{Shown, SiteHealth};

/// Sites on the page; who watches more asks the API.
const SITES_MAX: usize = 200;

/// Answers with the page.
pub(super) async fn page(State(app): State<Shared>) -> Result<Response, Problem> {
    let counted = app.numbers.look().await?;
    let body = html! {
        h1 { "Sites" }
        @if counted.health.is_empty() { p.empty { "No page is watched and none was read yet." } }
        @for site in counted.health.iter().take(SITES_MAX) { (one(site)) }
        p.faint { "Counted " (layout::exact(counted.at)) "." }
    };
    Ok(Page::new(Section::Sites, "Sites").respond(body))
}

fn one(site: &SiteHealth) -> Markup {
    let pages: u64 = site.states.states.iter().map(|(_, pages)| pages).sum();
    let query = Params::new(Vec::new()).with("site", Some(&site.site));
    html! {
        section.site-health {
            h2 { (Shown(&site.site)) }
            p { (pages) " watched"
                @for (state, pages) in &site.states.states { ", " (pages) " " (layout::words(state)) }
                ". " a href={ "/articles" (query) } { "Articles" } " · " a href={ "/" (query) } { "Changes" } " · " a href=(feeds::site_address(&site.site)) { "Feed" } }
            @if site.states.waiting > 0 { p.notice { (site.states.waiting) " raw pages wait until the rules can read them." } }
            @for alert in &site.alerts {
                p.alert role="note" { strong { (layout::words(alert.kind.as_str())) @if !alert.subject.is_empty() { " (" (Shown(&alert.subject)) ")" } }
                    " since " (layout::time(alert.at)) ", " (alert.pages) " pages: " (Shown(&alert.detail)) }
            }
            @if !site.rules.is_empty() { (rules(site)) }
            @if site.learned.iter().any(|block| block.unlearned_at.is_none()) { (learned(site)) }
            @for event in site.events.iter().filter(|event| event.ended_at.is_some()) {
                p.faint { (layout::time(event.at)) " " (layout::words(event.kind.as_str())) ": " (Shown(&event.detail)) }
            }
        }
    }
}

fn rules(site: &SiteHealth) -> Markup {
    html! {
        div.scroll role="region" aria-label={ "Rules of " (Shown(&site.site)) } tabindex="0" { table.plain {
            thead { tr { th scope="col" { "Field" } th.num scope="col" { "Matched" } th.num scope="col" { "Lately" } th scope="col" { "Last matched" } th scope="col" { "Selector" } } }
            tbody { @for rule in &site.rules { (row(rule)) } }
        } }
    }
}

fn row(rule: &RuleHealth) -> Markup {
    let (matched, of) = rule.lately();
    html! { tr {
        th scope="row" { (rule.field) }
        td.num { (rule.matched) " of " (rule.reads) }
        td.num { (matched) " of " (of) }
        td { @match rule.last_matched_at { Some(at) => { (layout::time(at)) }, None => { "never" } } }
        td { @if let Some(pick) = &rule.pick { code { (Shown(pick)) } } }
    } }
}

fn learned(site: &SiteHealth) -> Markup {
    html! {
        details { summary { "Blocks that are left out because they repeat" }
            ul { @for block in site.learned.iter().filter(|block| block.unlearned_at.is_none()) {
                li dir="auto" { (Shown(&block.text)) " " span.faint { "(" (block.articles) " articles; " code { "newswatch unlearn " (block.id) } ")" } }
            } }
        }
    }
}
