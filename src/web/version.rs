//! `/article/{id}/version/{n}`: one version as it read; its text, never the page's HTML.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::layout::{self, Page, Section};
use super::problem::Problem;
use super::{Shared, article};
use crate::model::{Block, BlockKind, Cause, PageId};
use crate::report::Shown;
use crate::store::{PageRow, VersionRow, note_name};

/// Answers with the page.
pub(super) async fn page(State(app): State<Shared>, Path((id, n)): Path<(i64, u32)>) -> Result<Response, Problem> {
    let (title, body) = app
        .pool
        .read(move |reader| {
            let id = PageId(id);
            let page = reader.page(id)?.ok_or_else(|| Problem::no(format!("there is no article {id}")))?;
            let missing = || {
                Problem::no(format!(
                    "there is no version {n} of this article; those recorded are 1 to {}",
                    page.versions
                ))
            };
            let version = reader.version(id, n)?.ok_or_else(missing)?;
            let title = version.article.headline.clone().unwrap_or_else(|| page.url.clone());
            Ok((title, content(&page, &version)))
        })
        .await?;
    Ok(Page::new(Section::Articles, &title).respond(body))
}

fn content(page: &PageRow, version: &VersionRow) -> Markup {
    let (article, base) = (&version.article, format!("/article/{}", page.id));
    html! {
        p.meta { span.site { (Shown(&page.site)) } " " a href=(base) { "The article's life" } " " (layout::address(&page.url)) }
        nav.beside aria-label="Versions" {
            @if version.n > 1 { a rel="prev" href={ (base) "/version/" (version.n - 1) } { "← Version " (version.n - 1) } } @else { span {} }
            @if version.n > 1 { a href={ (base) "/diff?from=" (version.n - 1) "&to=" (version.n) } { "What changed" } }
            @if version.n < page.versions { a rel="next" href={ (base) "/version/" (version.n + 1) } { "Version " (version.n + 1) " →" } }
        }
        p.notice { "Version " (version.n) " of " (page.versions) ", seen from " (layout::exact(version.first_seen_at)) " to " (layout::exact(version.last_seen_at)) "."
            @if version.cause == Cause::Rules { " The same page as before, read by other rules." } }
        article.reading lang=[article.language.as_deref()] {
            @if let Some(section) = &article.section { p.kicker dir="auto" { (Shown(section)) } }
            h1 dir="auto" { (layout::headline(article.headline.as_deref())) }
            @if let Some(text) = &article.standfirst { p.standfirst dir="auto" { (Shown(text)) } }
            @if let Some(text) = &article.byline { p.byline dir="auto" { (Shown(text)) } }
            @for note in &article.notes {
                p.note dir="auto" {
                    @if !names_itself(&note.text, note_name(note.kind)) { strong { (note_name(note.kind)) ":" } " " }
                    (Shown(&note.text))
                }
            }
            (blocks(&article.body))
            @if !article.captions.is_empty() {
                h2 { "Captions" }
                ul { @for caption in &article.captions { li dir="auto" { (Shown(&caption.text)) @if let Some(credit) = &caption.credit { " (" (Shown(credit)) ")" } } } }
            }
        }
        h2 { "What the page said of itself" }
        dl.facts-list {
            div { dt { "Published" } dd { (article::stated(article.published.as_ref())) } }
            div { dt { "Modified" } dd { (article::stated(article.modified.as_ref())) } }
            @if let Some(url) = &article.canonical_url { div { dt { "Canonical address" } dd { (layout::address(url)) } } }
            @if let Some(language) = &article.language { div { dt { "Language" } dd { (Shown(language)) } } }
            @if let Some(notice) = &article.age_notice { div { dt { "Age notice" } dd { (Shown(&notice.text)) } } }
            @for alt in &article.alt_headlines { div { dt { "Other headline" } dd { bdi { (Shown(&alt.text)) } } } }
            div { dt { "Read by" } dd { code { (Shown(&version.revision)) } } }
        }
    }
}

fn blocks(body: &[Block]) -> Markup {
    html! { @for block in body { @match block.kind {
        BlockKind::Heading => { h2 dir="auto" { (Shown(&block.text)) } },
        BlockKind::ListItem => { p.item dir="auto" { (Shown(&block.text)) } },
        BlockKind::Quote | BlockKind::PullQuote => { blockquote dir="auto" { p { (Shown(&block.text)) } } },
        BlockKind::Preformatted => { p.pre dir="auto" { (Shown(&block.text)) } },
        BlockKind::Paragraph | BlockKind::TableRow => { p dir="auto" { (Shown(&block.text)) } },
    } } }
}

/// Whether a note begins with its kind: it need not be said twice.
fn names_itself(text: &str, kind: &str) -> bool {
    text.get(..kind.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(kind))
}
