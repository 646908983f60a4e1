//! `/change/{id}`: one change, whole, at an address that stays.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};

use super::between::{self, Toggles};
use super::layout::{self, Page, Section};
use super::params::Params;
use super::problem::Problem;
use super::{Shared, feeds};
use crate::model::Cause;
use crate::report::Shown;
use crate::store::{ChangeRow, Reader, VersionRow};

/// Answers with the page.
pub(super) async fn page(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let toggles = Toggles::read(&params);
    let (title, feed, body) = app
        .pool
        .read(move |reader| {
            let row = reader.change(id)?.ok_or_else(|| Problem::no(format!("there is no change {id}")))?;
            let title = row.headline.clone().unwrap_or_else(|| format!("Change {id}"));
            Ok((title, feeds::article_address(row.page), content(reader, &row, &params, toggles)?))
        })
        .await?;
    Ok(Page::new(Section::Changes, &title).feed(feed).respond(body))
}

fn content(reader: &Reader, row: &ChangeRow, params: &Params, toggles: Toggles) -> Result<Markup, Problem> {
    let change = &row.change;
    let version = |n: Option<u32>| n.map(|n| reader.version(row.page, n)).transpose().map(Option::flatten);
    let (old, new) = (version(change.old_version)?, version(change.new_version)?);
    let (earlier, later) = reader.neighbours(row)?;
    let versions = match (&old, &new) {
        (Some(old), Some(new)) if old.n != new.n => Some((old, new)),
        _ => None,
    };
    Ok(html! {
        p.meta {
            span.site { (Shown(&row.site)) } " "
            a href={ "/article/" (row.page) } { "The article's life" } " "
            (layout::address(&row.url))
        }
        h1 { (layout::headline(row.headline.as_deref())) }
        p.facts { (layout::facts(row)) " " (layout::flags(&change.flags)) }
        p.summary { (Shown(&change.summary)) }
        (facts(row, old.as_ref(), new.as_ref()))
        @if change.is_coarse { p.notice { "These texts are too long to be compared word by word; the marks are coarse." } }
        section aria-label="Difference" {
            (between::toggle_links(&format!("/change/{}", row.id), params, toggles, versions.is_some()))
            (between::difference(&change.edits, versions, toggles))
        }
        (beside(earlier, later))
    })
}

fn facts(row: &ChangeRow, old: Option<&VersionRow>, new: Option<&VersionRow>) -> Markup {
    let change = &row.change;
    let link = |version: &VersionRow| {
        html! { a href={ "/article/" (row.page) "/version/" (version.n) } { "version " (version.n) } }
    };
    html! {
        dl.facts-list {
            div { dt { "Made" } dd { (layout::window(change)) } }
            div { dt { "Words" } dd { "+" (change.counts.words_added) " −" (change.counts.words_removed) } }
            @if let (Some(old), Some(new)) = (old, new) {
                div { dt { "Versions" } dd { (link(old)) @if old.n != new.n { " to " (link(new)) } } }
            }
            @if let Some(n) = change.reverted_to { div { dt { "Equal again to" } dd { a href={ "/article/" (row.page) "/version/" (n) } { "version " (n) } } } }
            @if change.cause == Cause::Rules { div { dt { "Cause" } dd { "our own rules changed, not the page" } } }
            div { dt { "Permanent address" } dd { a href={ "/change/" (row.id) } { "/change/" (row.id) } } }
        }
    }
}

fn beside(earlier: Option<i64>, later: Option<i64>) -> Markup {
    html! {
        @if earlier.is_some() || later.is_some() {
            nav.beside aria-label="Other changes of this article" {
                @if let Some(id) = earlier { a rel="prev" href={ "/change/" (id) } { "← Earlier change" } } @else { span {} }
                @if let Some(id) = later { a rel="next" href={ "/change/" (id) } { "Later change →" } }
            }
        }
    }
}
