//! `newswatch reextract`: kept pages are read again by today's rules, and the history becomes what it would have been.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use tokio::task::JoinSet;
use url::Url;

use super::{Exit, Given, block_on, open, pages};
use crate::config::Config;
use crate::model::{Cause, Severity, Untrusted, counted};
use crate::report::{self, ChangeLine};
use crate::store::{self, DaemonLock, PageRow, Reader, StoreError};
use crate::watch::{self, Reread, Setup, WatchError};

/// Pages read again at once.
const AT_ONCE: usize = 4;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Addresses of pages [default: all].
    #[arg(value_name = "URL")]
    urls: Vec<Url>,
    /// Only the pages of this site.
    #[arg(long)]
    site: Option<String>,
    /// Say what would be found, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// What came of the pages.
#[derive(Debug, Default)]
struct Tally {
    pages: u64,
    read: u64,
    waiting: u64,
    versions: u64,
    publisher: u64,
    rules: u64,
}

/// Runs the verb; the exit status is 1 when kept pages still cannot be read.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    if let Some(name) = args.site.as_deref().filter(|name| config.site_named(name).is_none()) {
        bail!("the configuration has no site \"{name}\"");
    }
    let reader = Reader::open(&config.store.path)?;
    let rows = wanted(&reader, &args)?;
    let _lock = if args.dry_run { None } else { Some(alone(&config)?) };
    block_on(async {
        let setup = Arc::new(open::setup(config)?);
        let tally = all(&setup, rows, args.dry_run).await?;
        setup.store.clone().close().await?;
        tell(&tally, args.dry_run)?;
        Ok(if tally.waiting == 0 { Exit::Success } else { Exit::Failure })
    })
}

fn wanted(reader: &Reader, args: &Args) -> anyhow::Result<Vec<PageRow>> {
    let mut rows = match args.urls.as_slice() {
        [] => reader.pages(true)?,
        urls => urls.iter().map(|url| pages::row(reader, url)).collect::<anyhow::Result<_>>()?,
    };
    rows.retain(|row| args.site.as_ref().is_none_or(|site| *site == row.site));
    Ok(rows)
}

/// Keeps a daemon from visiting the pages meanwhile: it would judge them by what is no longer so.
fn alone(config: &Config) -> anyhow::Result<DaemonLock> {
    match store::lock(&config.store.path) {
        Err(StoreError::InUse { path, pid }) => bail!(
            "{} is watched by a running newswatch (process {pid}), which reads kept pages again by itself: mend the \
             rules and reload it (`systemctl reload newswatch`, or SIGHUP), or stop it first",
            path.display()
        ),
        lock => lock.context("the database cannot be had alone"),
    }
}

async fn all(setup: &Arc<Setup>, rows: Vec<PageRow>, is_dry: bool) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let mut rows = rows.into_iter();
    let mut under_way: JoinSet<(PageRow, Result<Reread, WatchError>)> = JoinSet::new();
    loop {
        while under_way.len() < AT_ONCE
            && let Some(row) = rows.next()
        {
            let setup = Arc::clone(setup);
            under_way.spawn(async move {
                let found = watch::reread(&setup, row.id, is_dry).await;
                (row, found)
            });
        }
        let Some(done) = under_way.join_next().await else { return Ok(tally) };
        let (row, found) = done?;
        let found = found.with_context(|| row.url.clone())?;
        add(&mut tally, &found);
        print(&row, &found)?;
    }
}

fn add(tally: &mut Tally, found: &Reread) {
    let count = |cause: Cause| found.changes.iter().filter(|c| c.cause == cause).count() as u64;
    tally.pages += 1;
    tally.read += found.read as u64;
    tally.waiting += found.waiting as u64;
    tally.versions += (found.versions + found.reextracted) as u64;
    tally.publisher += count(Cause::Publisher);
    tally.rules += count(Cause::Rules);
}

/// Prints what was found on a page, as `check` does; nothing for a page on which nothing was.
fn print(row: &PageRow, found: &Reread) -> anyhow::Result<()> {
    if found.read == 0 && found.waiting == 0 && found.changes.is_empty() {
        return Ok(());
    }
    let style = open::style();
    let mut out = std::io::stdout().lock();
    let waiting = if found.waiting > 0 { format!(", {} still cannot be read", found.waiting) } else { String::new() };
    let read = counted(found.read as u64, "kept page");
    writeln!(out, "{}: {read} read again{waiting}", Untrusted::new(&row.url))?;
    for change in found.changes.iter().filter(|c| c.severity > Severity::Trace) {
        writeln!(out, "    {}", ChangeLine { change, style })?;
        report::diff(&mut out, &change.edits, style, "      ")?;
    }
    Ok(())
}

fn tell(tally: &Tally, is_dry: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let would = if is_dry { " (nothing was written)" } else { "" };
    writeln!(
        out,
        "{}: {} read again, {}; {} by the publisher, {} by our rules{would}",
        counted(tally.pages, "page"),
        counted(tally.read, "kept page"),
        counted(tally.versions, "version"),
        counted(tally.publisher, "change"),
        tally.rules
    )?;
    if tally.waiting > 0 {
        let waiting = counted(tally.waiting, "kept page");
        writeln!(out, "{waiting} still cannot be read; `newswatch health` names the selectors")?;
    }
    Ok(())
}
