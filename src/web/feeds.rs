//! Atom feeds: of everything, a site, a weight, an article; and the page that names them.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use maud::html;

use super::layout::{Page, Section};
use super::problem::Problem;
use super::{App, Shared, changes};
use crate::model::{PageId, Severity, Timestamp};
use crate::report::{self, Feed, Shown};
use crate::store::{ChangeFilter, ChangeRow, Listing, Reader};

/// Changes in a feed.
const ROWS: u32 = 50;

/// Where the feed of a site is.
pub(super) fn site_address(site: &str) -> String {
    let mut url = url::Url::parse("http://x/feed/site/").map_err(|_| ());
    if let Ok(url) = &mut url
        && let Ok(mut path) = url.path_segments_mut()
    {
        path.pop_if_empty().push(&format!("{site}.atom"));
    }
    url.map_or_else(|()| "/feed.atom".to_owned(), |url| url.path().to_owned())
}

/// Where the feed of an article is.
pub(super) fn article_address(page: PageId) -> String {
    format!("/article/{page}/feed.atom")
}

/// What a feed is of.
struct Scope {
    title: String,
    /// Its path here and its identity everywhere.
    path: String,
    id: String,
    listing: Listing,
    page: Option<PageId>,
}

impl Scope {
    fn new(title: String, path: String, id: String, filter: ChangeFilter) -> Scope {
        let listing = Listing { filter: ChangeFilter { limit: Some(ROWS), ..filter }, ..Listing::default() };
        Scope { title, path, id, listing, page: None }
    }
}

/// Answers with the feed of everything.
pub(super) async fn all(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    let scope = Scope::new(
        "newswatch: all changes".to_owned(),
        "/feed.atom".to_owned(),
        "all".to_owned(),
        ChangeFilter::default(),
    );
    answer(&app, &headers, scope).await
}

/// Answers with the feed of a site.
pub(super) async fn site(
    State(app): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = name.strip_suffix(".atom").ok_or_else(|| Problem::no("a feed's name ends in .atom"))?.to_owned();
    if !changes::site_names(&app).await?.contains(&site) {
        return Err(Problem::no(format!("nothing is recorded of a site \"{site}\"")));
    }
    let filter = ChangeFilter { site: Some(site.clone()), ..ChangeFilter::default() };
    let path = site_address(&site);
    let id = path.trim_start_matches("/feed/").trim_end_matches(".atom").to_owned();
    answer(&app, &headers, Scope::new(format!("newswatch: {site}"), path, id, filter)).await
}

/// Answers with the feed of a weight and all above it.
pub(super) async fn severity(
    State(app): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let severity = name.strip_suffix(".atom").and_then(Severity::parse);
    let severity =
        severity.ok_or_else(|| Problem::no("there are feeds of info.atom, minor.atom, major.atom and alert.atom"))?;
    let filter = ChangeFilter { min_severity: Some(severity), ..ChangeFilter::default() };
    let (path, id) = (format!("/feed/severity/{severity}.atom"), format!("severity/{severity}"));
    answer(&app, &headers, Scope::new(format!("newswatch: {severity} and more"), path, id, filter)).await
}

/// Answers with the feed of an article.
pub(super) async fn article(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let page = PageId(id);
    let row = app.pool.read(move |reader| Ok(reader.page(page)?)).await?;
    let row = row.ok_or_else(|| Problem::no(format!("there is no article {id}")))?;
    let title = format!("newswatch: {}", row.headline.as_deref().unwrap_or(&row.url));
    let filter = ChangeFilter { url: Some(row.url), ..ChangeFilter::default() };
    let scope = Scope::new(title, article_address(page), format!("article/{id}"), filter);
    answer(&app, &headers, Scope { page: Some(page), ..scope }).await
}

async fn answer(app: &App, headers: &HeaderMap, scope: Scope) -> Result<Response, Problem> {
    let (listing, page) = (scope.listing.clone(), scope.page);
    let rows = app.pool.read(move |reader| rows(reader, &listing, page)).await?;
    let updated_at = rows.iter().map(|row| row.change.first_seen_new_at).max().unwrap_or(DateTime::UNIX_EPOCH);
    let site = origin(app, headers);
    let address = format!("{site}{}", scope.path);
    let feed = Feed { title: &scope.title, address: &address, site: &site, id: &scope.id, updated_at };
    Ok(conditional(headers, report::atom(&feed, &rows), updated_at))
}

fn rows(reader: &Reader, listing: &Listing, page: Option<PageId>) -> Result<Vec<ChangeRow>, Problem> {
    match page {
        // The changes of one page are found by its address, without the list of all.
        Some(_) => Ok(reader.changes(&listing.filter)?),
        None => Ok(reader.listing(listing)?.0),
    }
}

/// The scheme and name by which we were asked; the guard has seen that the name is ours.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned); // then our own address
    let proto = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    format!("{}://{}", if proto { "https" } else { "http" }, host.unwrap_or_else(|| app.address.to_string()))
}

/// The feed, or 304 where the reader has it already.
fn conditional(headers: &HeaderMap, feed: String, updated_at: Timestamp) -> Response {
    let tag = format!("\"{}\"", blake3::hash(feed.as_bytes()).to_hex().split_at(24).0);
    let last_modified = updated_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let given = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let is_known = match (given(header::IF_NONE_MATCH), given(header::IF_MODIFIED_SINCE)) {
        (Some(tags), _) => {
            tags.split(',').any(|one| matches!(one.trim().trim_start_matches("W/"), t if t == tag || t == "*"))
        }
        (None, Some(since)) => is_not_after(updated_at, since),
        (None, None) => false,
    };
    let validators = [(header::ETAG, tag), (header::LAST_MODIFIED, last_modified)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    (validators, [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed).into_response()
}

fn is_not_after(updated_at: Timestamp, since: &str) -> bool {
    DateTime::parse_from_rfc2822(since)
        .is_ok_and(|since| updated_at.timestamp() <= since.with_timezone(&Utc).timestamp())
}

/// Answers with the page that names the feeds and the interface for programs.
pub(super) async fn page(State(app): State<Shared>) -> Result<Response, Problem> {
    let sites = changes::site_names(&app).await?;
    let body = html! {
        h1 { "Feeds and API" }
        h2 { "Feeds" }
        p { "Atom, with the whole difference in each entry. Every article has one as well; its page names it." }
        ul {
            li { a href="/feed.atom" { "All changes" } }
            @for name in ["minor", "major", "alert"] { li { a href={ "/feed/severity/" (name) ".atom" } { "Of weight " (name) " and more" } } }
            @for site in sites.iter().take(200) { li { a href=(site_address(site)) { (Shown(site)) } } }
        }
        h2 { "For programs" }
        p { "All that these pages show is there as JSON under " code { "/api/v1" } ". " a href="/api/v1/openapi.json" { "openapi.json" } " describes it." }
        ul {
            li { a href="/api/v1/changes" { "/api/v1/changes" } }
            li { a href="/api/v1/articles" { "/api/v1/articles" } }
            li { a href="/api/v1/sites" { "/api/v1/sites" } }
            li { a href="/api/v1/status" { "/api/v1/status" } }
            li { a href="/metrics" { "/metrics" } " (OpenMetrics) and " a href="/healthz" { "/healthz" } }
        }
    };
    Ok(Page::new(Section::Feeds, "Feeds and API").feed("/feed.atom").respond(body))
}
