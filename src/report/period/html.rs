//! A report as one HTML file: its style is within, and it loads nothing.

use maud::{Markup, html};

use super::{COLUMNS, LEGEND, Listed, Period, WINDOWS};
use crate::report::document::alone;
use crate::report::html::{HtmlDiff, Shown, inline};
use crate::report::{STYLE_SHEET, facts, plots};
use crate::store::{ChangeRow, OutletEdits, SiteChangeRow};

pub(super) fn page(period: &Period) -> String {
    let content = html! { main {
        h1 { (period.title()) }
        @if let Some(site) = &period.span.site { p.site { (Shown(site)) } }
        p.summary { (period.lead()) }
        @if let Some(caveat) = period.caveat() { p { (caveat) } }
        (outlets(period))
        (figures(period))
        @for (heading, rest, listed) in period.sections() { (section(period, heading, rest, listed)) }
        (sites(&period.sites))
        h2 { "How to read this" }
        p { (LEGEND) }
        p { (WINDOWS) }
        p.faint { "Made " (facts::exact(period.made_at)) " UTC. All times are in UTC. The words of the articles belong to their publishers." }
    } };
    alone(&format!("{} – newswatch", period.title()), STYLE_SHEET, &content)
}

fn outlets(period: &Period) -> Markup {
    html! { @if !period.figures.outlets.is_empty() {
        h2 { "Outlets" }
        div.scroll role="region" aria-label="Figures by outlet" tabindex="0" { table.plain {
            thead { tr { th scope="col" { "Outlet" } @for name in COLUMNS { th.num scope="col" { (name) } } } }
            tbody { @for outlet in &period.figures.outlets { tr {
                th scope="row" { (Shown(&outlet.edits.site)) }
                @for cell in outlet.cells() { td.num { (cell) } }
            } } }
        } }
    } }
}

fn figures(period: &Period) -> Markup {
    let mut edited: Vec<&OutletEdits> =
        period.figures.outlets.iter().map(|o| &o.edits).filter(|o| o.edits > 0).collect();
    edited.sort_by_key(|outlet| (std::cmp::Reverse(outlet.silent * 1000 / outlet.edits.max(1)), &outlet.site));
    html! { @if !edited.is_empty() {
        h2 { "Share of silent edits" }
        div.scroll role="region" aria-label="Plot of the shares" tabindex="0" { (plots::silent_shares(&edited)) }
        h2 { "Edits over time" }
        div.scroll role="region" aria-label="Plot of edits over time" tabindex="0" {
            (plots::over_time(&period.figures.days, period.days(), period.span.until))
        }
        h2 { "From publication to edit" }
        div.scroll role="region" aria-label="Plot of the time to edits" tabindex="0" { (plots::delays(&period.figures.delays_s)) }
    } }
}

fn section(period: &Period, heading: &str, rest: &str, listed: &Listed) -> Markup {
    html! { @if !listed.rows.is_empty() {
        h2 { (heading) }
        div.changes { @for row in &listed.rows { (change(row)) } }
        @if listed.has_more { p.faint { "There are more: " code { (Shown(&period.rest(rest))) } } }
    } }
}

fn change(row: &ChangeRow) -> Markup {
    let change = &row.change;
    html! {
        article class={ "change edge-" (change.severity.as_str()) } {
            p.meta { span.site { (Shown(&row.site)) } span { "change " (row.id) } span { (facts::window(change)) } }
            h3 { (facts::headline(row.headline.as_deref())) }
            p.facts { (facts::facts(row)) " " (facts::flags(&change.flags)) }
            p.summary { (Shown(&change.summary)) }
            p.meta { (facts::address(&row.url)) }
            @for line in crate::report::change::later(row) { p.faint { (Shown(&line)) } }
            div.diff { (inline(&change.edits, HtmlDiff::default())) }
        }
    }
}

fn sites(rows: &[SiteChangeRow]) -> Markup {
    html! { @if !rows.is_empty() {
        h2 { "Changes of whole sites" }
        @for row in rows {
            p { span.site { (Shown(&row.event.site)) } ": the same blocks came on or went from " (row.event.pages) " articles, from " (facts::exact(row.event.at)) }
            ul { @for (text, is_added) in &row.blocks {
                li { @if *is_added { ins { (Shown(text)) } } @else { del { (Shown(text)) } } }
            } }
        }
    } }
}
