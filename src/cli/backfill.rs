//! `newswatch backfill`: old captures become history, each at its own time, through the same decisions as live pages.

use std::fs::File;
use std::io::{BufReader, IsTerminal, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Exit, Given, block_on, now, open};
use crate::archive::{self, Captured, WarcLimits};
use crate::model::{Attempt, Outcome, Severity, Untrusted, Validators, counted};
use crate::watch::{self, Setup};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// WARC files, plain or gzip.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What came of the captures.
#[derive(Debug, Default)]
struct Tally {
    captures: u64,
    versions: u64,
    changes: u64,
    /// Addresses that no site of the configuration has.
    foreign: u64,
    /// Captures not later than what is recorded of their page.
    late: u64,
    /// Records that could not be read.
    broken: u64,
}

/// Runs the verb; the exit status is 1 when a record could not be read.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    block_on(async {
        let setup = Arc::new(open::setup(config)?);
        let bar = progress(&args.files)?;
        let mut tally = Tally::default();
        for path in &args.files {
            file(&setup, path, &bar, &mut tally).await.with_context(|| path.display().to_string())?;
        }
        bar.finish_and_clear();
        watch::learn(&setup, now()).await?;
        setup.store.clone().close().await?;
        tell(&tally)?;
        Ok(if tally.broken == 0 { Exit::Success } else { Exit::Failure })
    })
}

fn progress(files: &[PathBuf]) -> anyhow::Result<ProgressBar> {
    let mut bytes = 0;
    for path in files {
        bytes += std::fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?.len();
    }
    let bar = ProgressBar::new(bytes);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.set_style(ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta} {msg}")?);
    Ok(bar)
}

async fn file(setup: &Arc<Setup>, path: &std::path::Path, bar: &ProgressBar, tally: &mut Tally) -> anyhow::Result<()> {
    // Reading and unpacking runs ahead on a thread of its own; a few captures are kept in memory at most.
    let (captures, mut next) = tokio::sync::mpsc::channel(4);
    let (source, reading_bar) = (path.to_owned(), bar.clone());
    let reading = tokio::task::spawn_blocking(move || read(&source, &reading_bar, &captures));
    while let Some(captured) = next.recv().await {
        match captured {
            Ok(captured) => one(setup, captured, tally).await?,
            Err(error) => {
                tally.broken += 1;
                tracing::warn!("{}: {}", path.display(), Untrusted::new(&error));
            }
        }
        bar.set_message(format!("{}, {}", counted(tally.versions, "version"), counted(tally.changes, "change")));
    }
    reading.await?
}

fn read(
    path: &std::path::Path,
    bar: &ProgressBar,
    captures: &tokio::sync::mpsc::Sender<Result<Captured, String>>,
) -> anyhow::Result<()> {
    let before = bar.position();
    let file = File::open(path)?;
    let mut place = file.try_clone()?;
    for captured in archive::read_warc(BufReader::with_capacity(1 << 16, file.take(u64::MAX)), &WarcLimits::default()) {
        bar.set_position(before + place.stream_position()?);
        if captures.blocking_send(captured.map_err(|e| e.to_string())).is_err() {
            break; // the receiver has stopped with an error of its own
        }
    }
    bar.set_position(before + place.metadata()?.len());
    Ok(())
}

async fn one(setup: &Arc<Setup>, captured: Captured, tally: &mut Tally) -> anyhow::Result<()> {
    tally.captures += 1;
    let Captured { url, at, end } = captured;
    let Some(site) = setup.config.site_of(&url).map(|s| s.name.clone()) else {
        tally.foreign += 1;
        return Ok(());
    };
    let mut due = watch::page(setup, &url)?;
    if due.is_none() {
        setup.store.add_page(url.clone(), site, at).await?;
        due = watch::page(setup, &url)?;
    }
    let Some(due) = due else { return Ok(()) };
    if due.last_attempt_at.is_some_and(|last| at <= last) {
        tally.late += 1;
        return Ok(());
    }
    let attempt = Attempt::new(due.page, at, 0, Validators::default(), end);
    let done = watch::record(setup, due, attempt, None).await?;
    tally.versions += u64::from(done.visit.attempt.outcome == Outcome::Version);
    tally.changes += done.visit.changes.iter().filter(|c| c.severity > Severity::Trace).count() as u64;
    Ok(())
}

fn tell(tally: &Tally) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let (captures, versions) = (counted(tally.captures, "capture"), counted(tally.versions, "version"));
    writeln!(out, "{captures}: {versions}, {}", counted(tally.changes, "change"))?;
    if tally.foreign > 0 {
        writeln!(out, "{} captures belong to no site of the configuration and were left out", tally.foreign)?;
    }
    if tally.late > 0 {
        writeln!(out, "{} captures are not later than what is recorded of their pages and were left out", tally.late)?;
    }
    if tally.broken > 0 {
        writeln!(out, "{} records could not be read; the log names each", tally.broken)?;
    }
    Ok(())
}
