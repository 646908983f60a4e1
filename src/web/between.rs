//! `/article/{id}/diff`: any two versions of an article beside each other; and how differences are shown everywhere.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Shared;
use super::layout::{self, Page, Section};
use super::params::Params;
use super::problem::Problem;
use crate::compare;
use crate::model::{BlockEdit, Edit, PageId, Run};
use crate::report::{self, HtmlDiff, Shown};
use crate::store::{PageRow, Reader, VersionRow};

/// How a difference is to be shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Toggles {
    pub is_side_by_side: bool,
    /// Differences of typography are shown as well.
    pub with_typography: bool,
}

impl Toggles {
    pub(super) fn read(params: &Params) -> Toggles {
        Toggles { is_side_by_side: params.text("view") == Some("sides"), with_typography: params.is_on("cosmetic") }
    }
}

/// Answers with the page.
pub(super) async fn page(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let body = app.pool.read(move |reader| content(reader, PageId(id), &params)).await?;
    Ok(Page::new(Section::Articles, "Two versions").respond(body))
}

/// A page with two of its versions, as asked for by `from` and `to`: the last two where nothing is said.
///
/// # Errors
/// Where there is no such page or version.
pub(super) fn pair(reader: &Reader, id: PageId, params: &Params) -> Result<(PageRow, VersionRow, VersionRow), Problem> {
    let page = reader.page(id)?.ok_or_else(|| Problem::no(format!("there is no article {id}")))?;
    let number = |name| params.number(name, 1, u32::MAX);
    let to = number("to")?.unwrap_or(page.versions.max(1));
    let from = number("from")?.unwrap_or(to.saturating_sub(1).max(1));
    let version = |n: u32| {
        let missing = || {
            Problem::no(format!("there is no version {n} of this article; those recorded are 1 to {}", page.versions))
        };
        reader.version(id, n)?.ok_or_else(missing)
    };
    let (old, new) = (version(from)?, version(to)?);
    Ok((page, old, new))
}

/// What is between two versions, compared anew.
pub(super) fn compared(old: &VersionRow, new: &VersionRow) -> compare::Comparison {
    let context =
        compare::Context { old_seen_at: old.last_seen_at, new_seen_at: new.first_seen_at, is_modified_trusted: true };
    compare::compare(&old.article, &new.article, &context)
}

fn content(reader: &Reader, id: PageId, params: &Params) -> Result<Markup, Problem> {
    let (page, old, new) = pair(reader, id, params)?;
    let found = compared(&old, &new);
    let toggles = Toggles::read(params);
    let base = format!("/article/{id}/diff");
    Ok(html! {
        p.meta { span.site { (Shown(&page.site)) } " " a href={ "/article/" (id) } { "The article's life" } " " (layout::address(&page.url)) }
        h1 { (layout::headline(new.article.headline.as_deref())) }
        (chooser(&base, &page, (old.n, new.n), toggles))
        p.facts { (layout::severity(found.severity)) " " span.kinds { (layout::kinds(&found.kinds)) } " " (layout::flags(&found.flags)) }
        p.summary { @if found.edits.is_empty() { "No difference in the text." } @else { (Shown(&found.summary)) } }
        @if found.is_coarse { p.notice { "These texts are too long to be compared word by word; the marks are coarse." } }
        section aria-label="Difference" {
            (toggle_links(&base, params, toggles, true))
            (difference(&found.edits, Some((&old, &new)), toggles))
        }
    })
}

fn chooser(base: &str, page: &PageRow, (from, to): (u32, u32), toggles: Toggles) -> Markup {
    let field = |label: &str, name: &str, value: u32| {
        html! { label { span { (label) } input type="number" name=(name) min="1" max=(page.versions) value=(value); } }
    };
    html! {
        form.chooser method="get" action=(base) aria-label="Choose two versions" {
            (field("From version", "from", from))
            (field("to version", "to", to))
            @if toggles.is_side_by_side { input type="hidden" name="view" value="sides"; }
            @if toggles.with_typography { input type="hidden" name="cosmetic" value="1"; }
            button type="submit" { "Compare" }
        }
    }
}

/// Links that change how a difference is shown.
pub(super) fn toggle_links(base: &str, params: &Params, toggles: Toggles, has_versions: bool) -> Markup {
    let link = |name: &str, value: Option<&str>, text: &str, is_on: bool| {
        html! { a href={ (base) (params.with(name, value)) } aria-current=[is_on.then_some("true")] { (text) } }
    };
    html! {
        p.toggles {
            span.group {
                (link("view", None, "Inline", !toggles.is_side_by_side)) " "
                (link("view", Some("sides"), "Side by side", toggles.is_side_by_side))
            }
            @if has_versions {
                " " span.group { @if toggles.with_typography {
                    (link("cosmetic", None, "Hide typography", false))
                } @else {
                    (link("cosmetic", Some("1"), "Show typography", false))
                } }
            }
        }
    }
}

/// A difference as asked for; with the versions, what is unchanged can be unfolded.
pub(super) fn difference(edits: &[Edit], versions: Option<(&VersionRow, &VersionRow)>, toggles: Toggles) -> Markup {
    let typography = match versions {
        Some((old, new)) if toggles.with_typography => typography(old, new),
        _ => Vec::new(),
    };
    // Texts that differ in nothing else have no edits; their marks stand in the paragraphs that are otherwise unchanged.
    let unchanged =
        versions.map(|(_, new)| [Edit::Body { blocks: vec![BlockEdit::Unchanged { blocks: new.article.body.len() }] }]);
    let edits = match &unchanged {
        Some(unchanged) if edits.is_empty() && !typography.is_empty() => unchanged.as_slice(),
        _ => edits,
    };
    let new_body = versions.map(|(_, new)| new.article.body.as_slice());
    let with = HtmlDiff { new_body, typography: &typography, is_announced: true };
    let name = |version: Option<&VersionRow>, other: &str| {
        version.map_or_else(|| other.to_owned(), |v| format!("Version {}", v.n))
    };
    let (old_name, new_name) = (name(versions.map(|v| v.0), "Before"), name(versions.map(|v| v.1), "After"));
    html! {
        div.diff lang=[versions.and_then(|(_, new)| new.article.language.as_deref())] {
            @if edits.is_empty() { p.empty { "Nothing to show: no text was changed." } }
            @else if toggles.is_side_by_side { (report::side_by_side(edits, with, &old_name, &new_name)) }
            @else { (report::inline(edits, with)) }
        }
    }
}

/// The paragraphs of the new body that differ from one of the old in typography alone, with their marks.
fn typography(old: &VersionRow, new: &VersionRow) -> Vec<(usize, Vec<Run>)> {
    let mut by_fold: std::collections::HashMap<String, &str> = std::collections::HashMap::new();
    for block in &old.article.body {
        by_fold.insert(compare::fold(&block.text), &block.text);
    }
    let differs = |(at, text): (usize, &str)| {
        let old = by_fold.get(&compare::fold(text)).filter(|old| **old != text)?;
        Some((at, compare::exact_runs(old, text)))
    };
    new.article.body.iter().map(|block| block.text.as_str()).enumerate().filter_map(differs).collect()
}
