//! `/status`: whether the watch keeps up, and whom it cannot reach.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use maud::{Markup, html};

use super::layout::{self, Page, Section};
use super::numbers::Counted;
use super::problem::Problem;
use super::{App, Shared};
use crate::report::Shown;
use crate::store::{FailingPage, Queue};

/// Failing hosts that are shown.
const HOSTS_MAX: usize = 100;

/// A host whose pages cannot be had.
pub(super) struct FailingHost<'a> {
    pub host: String,
    pub pages: usize,
    /// The page that failed most often in a row.
    pub worst: &'a FailingPage,
}

/// How the watch stands now, and the numbers of a short while ago.
pub(super) struct Standing {
    pub queue: Queue,
    /// How late the page is that waits longest.
    pub late: TimeDelta,
    /// Seconds since the loop turned; `None` where this process does not watch.
    pub silence_s: Option<f64>,
    pub counted: Arc<Counted>,
}

/// Looks how the watch stands.
///
/// # Errors
/// Those of reading the database.
pub(super) async fn look(app: &App) -> Result<Standing, Problem> {
    let now = app.now();
    let queue = app.pool.read(move |reader| Ok(reader.queue(now)?)).await?;
    let late = queue.first_due.map_or(TimeDelta::zero(), |due| (now - due).max(TimeDelta::zero()));
    let silence_s = app.silence.as_ref().map(|silence| silence().as_secs_f64());
    Ok(Standing { queue, late, silence_s, counted: app.numbers.look().await? })
}

/// The hosts whose pages fail, those with the most pages first.
pub(super) fn hosts(pages: &[FailingPage]) -> Vec<FailingHost<'_>> {
    let mut by_host: BTreeMap<String, Vec<&FailingPage>> = BTreeMap::new();
    for page in pages {
        let host = url::Url::parse(&page.url).ok().and_then(|url| url.host_str().map(str::to_owned)); // then none is shown
        by_host.entry(host.unwrap_or_default()).or_default().push(page);
    }
    let mut hosts: Vec<FailingHost<'_>> = by_host
        .into_iter()
        .filter_map(|(host, pages)| {
            let worst = pages.iter().copied().max_by_key(|page| page.failures)?;
            Some(FailingHost { host, pages: pages.len(), worst })
        })
        .collect();
    hosts.sort_by_key(|host| std::cmp::Reverse(host.pages));
    hosts
}

/// Answers with the page.
pub(super) async fn page(State(app): State<Shared>) -> Result<Response, Problem> {
    let standing = look(&app).await?;
    Ok(Page::new(Section::Status, "Status").respond(content(&standing)))
}

fn content(standing: &Standing) -> Markup {
    let totals = &standing.counted.totals;
    html! {
        h1 { "Status" }
        dl.facts-list {
            div { dt { "Watch" } dd { @match standing.silence_s {
                Some(s) if s < 30.0 => { "running" },
                Some(s) => { strong { "its loop has not turned for " (format!("{s:.0}")) " s" } },
                None => { "not by this process: this is the record alone" },
            } } }
            div { dt { "Due now" } dd { (standing.queue.due) } }
            div { dt { "Lateness" } dd { (spoken(standing.late)) } }
            @if let Some(at) = standing.queue.last_attempt_at { div { dt { "Last request" } dd { (layout::exact(at)) } } }
            div { dt { "Articles" } dd { (totals.pages) ", " (totals.watched) " watched, " (totals.troubled) " in trouble" } }
            div { dt { "Versions" } dd { (totals.versions) } }
            div { dt { "Edits" } dd { (totals.edits) ", " (totals.silent) " of them silent" } }
            div { dt { "Requests" } dd { (totals.attempts) } }
        }
        h2 { "Hosts that fail" }
        (failing(&standing.counted.failing))
        h2 { "Alerts" }
        @let alerts: Vec<_> = standing.counted.health.iter().flat_map(|site| &site.alerts).collect();
        @if alerts.is_empty() { p.empty { "None." } }
        @for alert in alerts {
            p.alert role="note" { strong { (Shown(&alert.site)) ": " (layout::words(alert.kind.as_str())) } " since " (layout::time(alert.at)) ": " (Shown(&alert.detail)) }
        }
        p.faint { "Counted " (layout::exact(standing.counted.at)) ". For machines: " a href="/metrics" { "/metrics" } ", " a href="/healthz" { "/healthz" } "." }
    }
}

fn failing(pages: &[FailingPage]) -> Markup {
    let hosts = hosts(pages);
    html! {
        @if hosts.is_empty() { p.empty { "None." } } @else {
            div.scroll role="region" aria-label="Hosts that fail" tabindex="0" { table.plain {
                thead { tr { th scope="col" { "Host" } th.num scope="col" { "Pages" } th.num scope="col" { "In a row" } th scope="col" { "Problem" } th scope="col" { "Next try" } } }
                tbody { @for host in hosts.iter().take(HOSTS_MAX) { tr {
                    th scope="row" { (Shown(&host.host)) }
                    td.num { (host.pages) }
                    td.num { a href={ "/article/" (host.worst.page) } { (host.worst.failures) } }
                    td { @if let Some(problem) = &host.worst.problem { (Shown(problem)) } }
                    td { (layout::time(host.worst.next_due)) }
                } } }
            } }
        }
    }
}

/// A length of time in words.
fn spoken(time: TimeDelta) -> String {
    match time.num_seconds() {
        0 => "none".to_owned(),
        s if s < 120 => format!("{s} s"),
        s if s < 7200 => format!("{} min", s / 60),
        s => format!("{} h", s / 3600),
    }
}
