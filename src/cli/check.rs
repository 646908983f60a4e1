//! `newswatch check`: fetches pages now, records them, and says what was found.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::ensure;
use tokio::sync::{Semaphore, mpsc};
use url::Url;

use super::{Exit, Given, block_on, now, open};
use crate::model::{Due, HostKey, Outcome, Problem, ProblemKind, Severity, Timestamp, Untrusted};
use crate::report::{self, ChangeLine};
use crate::watch::{self, Done, Setup, WatchError};

/// What came of one page.
enum Find {
    Done(Box<Done>),
    /// Its host rests until then; nothing was asked.
    Rests(Box<Due>, Timestamp),
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Addresses to check; those not yet watched are added.
    #[arg(value_name = "URL", required_unless_present = "all")]
    urls: Vec<Url>,
    /// Check every watched page.
    #[arg(long, conflicts_with = "urls")]
    all: bool,
}

/// Runs the verb; the exit status is 1 when a page could not be had.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    block_on(async {
        let setup = Arc::new(open::setup(config)?);
        watch::recall(&setup)?;
        let due = if args.all { every_page(&setup).await? } else { named(&setup, &args.urls).await? };
        ensure!(
            !due.is_empty(),
            "no page is watched; add one with `newswatch add URL` or name it in the configuration"
        );
        let (missed, is_any_new) = visit_all(&setup, due).await?;
        if args.all && is_any_new {
            watch::learn(&setup, now()).await?; // a daemon does it daily
        }
        setup.store.clone().close().await?;
        Ok(if missed == 0 { Exit::Success } else { Exit::Failure })
    })
}

async fn every_page(setup: &Setup) -> anyhow::Result<Vec<Due>> {
    let pages = setup.config.sites.iter().flat_map(|s| s.pages.iter().map(|p| (p.clone(), s.name.clone())));
    setup.store.ensure_pages(pages.collect(), now()).await?;
    Ok(setup.readers.with(setup, |reader| reader.due(Timestamp::MAX_UTC, u32::MAX))?)
}

async fn named(setup: &Setup, urls: &[Url]) -> anyhow::Result<Vec<Due>> {
    let mut due = Vec::new();
    for url in urls {
        ensure!(matches!(url.scheme(), "http" | "https"), "{url}: only http and https pages can be watched");
        if watch::page(setup, url)?.is_none() {
            let site = setup.config.site_or_other(url).name.clone();
            setup.store.add_page(url.clone(), site, now()).await?;
        }
        due.extend(watch::page(setup, url)?);
    }
    Ok(due)
}

/// Visits the pages, several hosts at once but each host one page at a time; answers how many could not be had, and
/// whether any has a text that is new.
async fn visit_all(setup: &Arc<Setup>, due: Vec<Due>) -> anyhow::Result<(usize, bool)> {
    let mut by_host: BTreeMap<HostKey, Vec<Due>> = BTreeMap::new();
    for page in due {
        by_host.entry(HostKey::of(&page.url)).or_default().push(page);
    }
    let slots = Arc::new(Semaphore::new(setup.config.fetch.concurrency));
    let (found, mut finds) = mpsc::channel(64);
    for pages in by_host.into_values() {
        tokio::spawn(visit_host(Arc::clone(setup), pages, Arc::clone(&slots), found.clone()));
    }
    drop(found);
    let (mut missed, mut is_any_new) = (0, false);
    while let Some(done) = finds.recv().await {
        match done? {
            Find::Done(done) => {
                missed += usize::from(matches!(done.visit.attempt.outcome, Outcome::Failed | Outcome::State));
                is_any_new |= done.visit.version.is_some();
                print(&done)?;
            }
            Find::Rests(page, until) => {
                missed += 1;
                let url = Untrusted::new(page.url.as_str());
                let until = until.format("%Y-%m-%d %H:%M:%SZ");
                writeln!(
                    std::io::stdout(),
                    "not_asked    {url} its host rests until {until}; `newswatch explain` says why"
                )?;
            }
        }
    }
    Ok((missed, is_any_new))
}

/// Visits the pages of one host in turn; while one is being settled and written, the next is fetched.
async fn visit_host(
    setup: Arc<Setup>,
    pages: Vec<Due>,
    slots: Arc<Semaphore>,
    found: mpsc::Sender<Result<Find, WatchError>>,
) {
    for page in pages {
        let attempt = watch::check(&setup, &page, &slots).await;
        let (setup, found) = (Arc::clone(&setup), found.clone());
        tokio::spawn(async move {
            let find = match attempt {
                Ok(Ok((attempt, slot))) => {
                    let done = watch::record(&setup, page, attempt, Some(slot)).await;
                    done.map(|done| Find::Done(Box::new(done)))
                }
                Ok(Err(until)) => Ok(Find::Rests(Box::new(page), until)),
                Err(error) => Err(error),
            };
            // Nobody listens any more when an earlier find ended the command; the visit is recorded all the same.
            let _ = found.send(find).await;
        });
    }
}

fn print(done: &Done) -> anyhow::Result<()> {
    let attempt = &done.visit.attempt;
    let style = open::style();
    let mut out = std::io::stdout().lock();
    let detail = attempt.detail.as_deref().unwrap_or_default();
    writeln!(
        out,
        "{:<13}{} {}",
        attempt.outcome.as_str(),
        Untrusted::new(done.due.url.as_str()),
        Untrusted::new(detail)
    )?;
    // A field whose selectors match nothing is told at the first check, and from then on by `health`.
    let is_told = |problem: &&Problem| {
        let is_optional = problem.kind == ProblemKind::SelectorEmpty && problem.field.as_deref() != Some("body");
        done.due.version.is_none() || !is_optional
    };
    for problem in attempt.problems.iter().filter(is_told) {
        writeln!(out, "    problem: {}", Untrusted::new(&problem.to_string()))?;
    }
    for event in &done.visit.events {
        writeln!(out, "    {}: {}", event.kind, Untrusted::new(&event.detail))?;
    }
    for change in done.visit.changes.iter().filter(|c| c.severity > Severity::Trace) {
        writeln!(out, "    {}", ChangeLine { change, style })?;
        report::diff(&mut out, &change.edits, style, "      ")?;
    }
    Ok(())
}
