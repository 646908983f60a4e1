//! `/article/{id}`: the life of an article, the newest first; `/articles`: those that are watched.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};

use super::layout::{self, Page, Section};
use super::params::Params;
use super::problem::Problem;
use super::{Shared, changes, feeds};
use crate::model::{Cause, PageId, Severity, StatedTime, Timestamp};
use crate::report::{self, Shown};
use crate::store::{ChangeRow, EventRow, PageRow, Reader, VersionBrief};

/// Entries of a life, and articles of a list, on a page.
const ROWS: u32 = 50;
/// Characters of a change's own text that a life shows.
const EXCERPT_CHARS: usize = 300;

/// Something in the life of an article.
pub(super) enum Entry {
    Version(VersionBrief),
    Change(Box<ChangeRow>),
    Event(EventRow),
}

impl Entry {
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Entry::Version(version) => version.first_seen_at,
            Entry::Change(row) => row.change.first_seen_new_at,
            Entry::Event(row) => row.at,
        }
    }

    /// Of one instant, read downwards: what was changed, then the version, then what happened.
    fn rank(&self) -> u8 {
        match self {
            Entry::Change(_) => 0,
            Entry::Version(_) => 1,
            Entry::Event(_) => 2,
        }
    }
}

/// A page of a life, the newest first, and the time before which the next page begins.
///
/// # Errors
/// Those of reading the database.
pub(super) fn life(
    reader: &Reader,
    page: PageId,
    before: Option<Timestamp>,
    with_all: bool,
) -> Result<(Vec<Entry>, Option<Timestamp>), Problem> {
    let until = before.map_or(Timestamp::MAX_UTC, |before| before - chrono::TimeDelta::milliseconds(1));
    let mut entries: Vec<Entry> =
        reader.versions_until(page, until, ROWS + 1)?.into_iter().map(Entry::Version).collect();
    let wanted =
        |row: &ChangeRow| with_all || (row.change.cause == Cause::Publisher && row.change.severity >= Severity::Info);
    let found = reader.changes_until(page, until, ROWS + 1)?.into_iter().filter(wanted);
    entries.extend(found.map(|row| Entry::Change(Box::new(row))));
    entries.extend(reader.events_until(page, until, ROWS + 1)?.into_iter().map(Entry::Event));
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.at()), entry.rank()));
    // Entries of one instant stay together, so that the time alone says where to go on.
    let last = entries.get(ROWS as usize - 1).map(Entry::at).filter(|_| entries.len() > ROWS as usize);
    if let Some(last) = last {
        entries.retain(|entry| entry.at() >= last);
    }
    Ok((entries, last))
}

/// Answers with the life of an article.
pub(super) async fn page(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let (title, body) = app
        .pool
        .read(move |reader| {
            let id = PageId(id);
            let page = reader.page(id)?.ok_or_else(|| Problem::no(format!("there is no article {id}")))?;
            let (entries, next) = life(reader, id, params.since("before")?, params.is_on("all"))?;
            let newest = reader.newest_version(id)?;
            let stated = newest.map(|v| (v.article.published, v.article.modified)).unwrap_or_default();
            let title = page.headline.clone().unwrap_or_else(|| page.url.clone());
            Ok((title, content(&page, &stated, &entries, next, &params)))
        })
        .await?;
    Ok(Page::new(Section::Articles, &title).feed(feeds::article_address(PageId(id))).respond(body))
}

fn content(
    page: &PageRow,
    (published, modified): &(Option<StatedTime>, Option<StatedTime>),
    entries: &[Entry],
    next: Option<Timestamp>,
    params: &Params,
) -> Markup {
    let base = format!("/article/{}", page.id);
    let older = next.map(|at| {
        let at = at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        format!("{base}{}", params.with("before", Some(&at)))
    });
    html! {
        p.meta { a.site href={ "/articles" (Params::new(Vec::new()).with("site", Some(&page.site))) } { (Shown(&page.site)) } " " (layout::address(&page.url)) }
        h1 { (layout::headline(page.headline.as_deref())) }
        dl.facts-list {
            div { dt { "State" } dd { (layout::state(&page.state)) " since " (layout::time(page.state_since)) " " (layout::watch(page)) } }
            div { dt { "Says it was published" } dd { (stated(published.as_ref())) } }
            div { dt { "Says it was modified" } dd { (stated(modified.as_ref())) } }
            div { dt { "Versions" } dd { (page.versions) } }
            div { dt { "Edits" } dd { (page.edits) } }
            @if let Some(at) = page.last_attempt_at { div { dt { "Last asked" } dd { (layout::time(at)) } } }
            @if page.watch == crate::store::Watch::On { div { dt { "Next" } dd { (layout::time(page.next_due)) } } }
            @if let Some(problem) = &page.last_problem { div { dt { "Last problem" } dd { (Shown(problem)) } } }
        }
        @if page.versions > 0 {
            p.links {
                a href={ (base) "/version/" (page.versions) } { "Read the newest version" }
                @if page.versions > 1 { " " a href={ (base) "/diff?from=1&to=" (page.versions) } { "First against newest" } }
                " " a href={ (base) "/feed.atom" } { "Feed" }
            }
        }
        h2 { "Its life, the newest first" }
        p.toggles { @if params.is_on("all") {
            a href={ (base) } { "Hide typography and our own rules' doings" }
        } @else {
            a href={ (base) "?all=1" } { "Show typography and our own rules' doings" }
        } }
        @if entries.is_empty() { p.empty { "Nothing was recorded yet." } }
        ol.life { @for entry in entries { (line(&base, entry)) } }
        (layout::further(older, "Earlier in its life"))
    }
}

/// What the page says of one of its times.
pub(super) fn stated(claim: Option<&StatedTime>) -> Markup {
    html! { @match claim {
        None => { "nothing" },
        Some(claim) => { @match (claim.instant, claim.likely) {
            (Some(at), _) => { (layout::time(at)) },
            (None, Some(likely)) => { "probably " (layout::time(likely)) " (\"" (Shown(&claim.raw)) "\")" },
            (None, None) => { "\"" (Shown(&claim.raw)) "\", which cannot be read as a time" },
        } },
    } }
}

fn line(base: &str, entry: &Entry) -> Markup {
    match entry {
        Entry::Version(version) => html! {
            li.is-version {
                (layout::time(version.first_seen_at))
                div {
                    p { a href={ (base) "/version/" (version.n) } { "Version " (version.n) } ", " (version.words) " words"
                        @if version.cause == Cause::Rules { ", read again by other rules" }
                        @if version.n > 1 { " · " a href={ (base) "/diff?from=" (version.n - 1) "&to=" (version.n) } { "against version " (version.n - 1) } } }
                    p.faint { "seen until " (layout::time(version.last_seen_at)) }
                }
            }
        },
        Entry::Change(row) => html! {
            li class={ "is-change edge-" (row.change.severity.as_str()) } {
                (layout::time(row.change.first_seen_new_at))
                div {
                    p.facts { (layout::facts(row)) }
                    p { a href={ "/change/" (row.id) } { (Shown(&row.change.summary)) } }
                    p.faint { "made " (layout::window(&row.change)) }
                    div.excerpt { (report::excerpt(&row.change.edits, EXCERPT_CHARS)) }
                }
            }
        },
        Entry::Event(row) => html! {
            li.is-event { (layout::time(row.at)) div { p { strong { (layout::words(&row.event.kind)) } ": " (Shown(&row.event.detail)) } } }
        },
    }
}

/// Answers with the articles of the record, those added last first.
pub(super) async fn list(
    State(app): State<Shared>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let params = Params::new(pairs);
    let site = params.text("site").map(str::to_owned);
    let before = params.read("before", "a number", |text| text.parse::<i64>().ok())?;
    let rows = app.pool.read(move |reader| Ok(reader.page_list(site.as_deref(), before, ROWS)?)).await?;
    let sites = changes::site_names(&app).await?;
    let next = rows.last().filter(|_| rows.len() == ROWS as usize).map(|row| row.id.0.to_string());
    let body = html! {
        h1 { "Articles" }
        form.chooser method="get" action="/articles" aria-label="Choose a site" {
            (changes::choice("Site", "site", &params, "all sites", sites.into_iter().map(|site| (site.clone(), site))))
            button type="submit" { "Show" }
        }
        (table(&rows))
        (layout::further(next.map(|id| format!("/articles{}", params.with("before", Some(&id)))), "More articles"))
    };
    Ok(Page::new(Section::Articles, "Articles").respond(body))
}

fn table(rows: &[PageRow]) -> Markup {
    html! {
        @if rows.is_empty() { p.empty { "No articles." } } @else {
            div.scroll role="region" aria-label="Articles" tabindex="0" { table.plain {
                thead { tr { th scope="col" { "Article" } th scope="col" { "Site" } th scope="col" { "State" } th.num scope="col" { "Versions" } th.num scope="col" { "Edits" } th scope="col" { "Last edit" } } }
                tbody { @for row in rows { tr {
                    td.wide { a href={ "/article/" (row.id) } { @match &row.headline { Some(text) => { bdi { (Shown(text)) } }, None => { (Shown(&row.url)) } } } }
                    td { (Shown(&row.site)) }
                    td { (layout::state(&row.state)) " " (layout::watch(row)) }
                    td.num { (row.versions) }
                    td.num { (row.edits) }
                    td { @match row.last_edit_at { Some(at) => { (layout::time(at)) }, None => { "–" } } }
                } } }
            } }
        }
    }
}
