//! `newswatch demo`: the main job on an invented newspaper, without a network.
//!
//! The newspaper is real HTTP on loopback, the daemon is the real one, the database a real file; only the editors are
//! invented. At the end what the daemon found is held against what the newspaper did.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use super::when::{self, When};
use super::{Exit, block_on, now, open, say, web};
use crate::demo::Newspaper;
use crate::demo::timeline::{self, Expected};
use crate::model::Untrusted;
use crate::report;
use crate::store::{ChangeFilter, ChangeRow, Reader};
use crate::watch;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How long it lasts, as in 40s or 2m.
    #[arg(long = "for", value_name = "TIME", default_value = "40s", value_parser = duration)]
    lasts: Duration,
    /// Where database and configuration are put [default: a new folder among the temporary files].
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

fn duration(text: &str) -> Result<Duration, String> {
    let lasts = match when::parse(text)? {
        When::Ago(distance) => distance.to_std().map_err(|_| "write a time such as 40s or 2m")?,
        When::At(_) => return Err("write a time such as 40s or 2m".to_owned()),
    };
    if lasts < timeline::TOTAL_MIN {
        return Err(format!("at least {}s are needed", timeline::TOTAL_MIN.as_secs()));
    }
    Ok(lasts)
}

/// Runs the demonstration; the exit status is 1 when what was found is not what was done.
pub fn run(args: Args) -> anyhow::Result<Exit> {
    let folder =
        args.folder.unwrap_or_else(|| std::env::temp_dir().join(format!("newswatch-demo-{}", std::process::id())));
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    block_on(demonstrate(&folder, args.lasts))
}

async fn demonstrate(folder: &Path, lasts: Duration) -> anyhow::Result<Exit> {
    let newspaper = Newspaper::start(now()).await.context("the newspaper cannot be served on loopback")?;
    let database = folder.join("demo.db");
    anyhow::ensure!(!database.exists(), "{} is there already; name another --folder", database.display());
    let file = folder.join("config.toml");
    let every = format!("{}ms", timeline::cadence(lasts).as_millis());
    std::fs::write(&file, newspaper.config_toml(&database, &every))?;
    say(&format!("The Harbour Lantern is out: {}", newspaper.url("/")))?;
    say(&format!("watching it every {every} for {} s with {}", lasts.as_secs(), file.display()))?;

    let setup = open::setup(open::load(&file, None)?)?;
    let store = setup.store.clone();
    let web = web::beside(&setup.config, &setup.heart)?;
    if let Some(web) = &web {
        say(&format!("the record is shown at {}\n", web.url()))?;
    }
    let reader = Reader::open(&database)?;
    let editors = edit_and_print(&newspaper, &reader, lasts);
    watch::run(setup, || open::load(&file, None), editors).await?;
    drop(web);
    store.close().await?;
    let exit = compare(&reader, &newspaper)?;
    look(&reader, &database)?;
    newspaper.stop().await;
    Ok(exit)
}

/// Goes through the timeline, and prints each change as soon as it is in the database.
async fn edit_and_print(newspaper: &Newspaper, reader: &Reader, lasts: Duration) {
    let begun = tokio::time::Instant::now();
    let mut steps = timeline::schedule(lasts).into_iter().peekable();
    let mut printed = 0;
    while begun.elapsed() < lasts {
        while let Some((_, step)) = steps.next_if(|(at, _)| *at <= begun.elapsed()) {
            newspaper.advance(step);
        }
        printed = print_new(reader, printed).unwrap_or(printed); // a busy moment: the next look shows it
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What the last check found.
    let _ = print_new(reader, printed); // the comparison that follows would fail loudly
}

fn print_new(reader: &Reader, printed: usize) -> anyhow::Result<usize> {
    let mut rows = reader.changes(&ChangeFilter::default())?;
    rows.sort_by_key(|row| row.id);
    let mut out = std::io::stdout().lock();
    for row in rows.iter().skip(printed) {
        report::change(&mut out, row, open::style())?;
        writeln!(out)?;
    }
    Ok(rows.len())
}

/// Holds what was found against what was done.
fn compare(reader: &Reader, newspaper: &Newspaper) -> anyhow::Result<Exit> {
    let mut found = reader.changes(&ChangeFilter::default())?;
    let expected: Vec<Expected> = timeline::expected();
    let mut out = std::io::stdout().lock();
    writeln!(out, "What the newspaper did, and what was found:")?;
    let mut missed = 0;
    for edit in &expected {
        let place = found.iter().position(|row| is_found(row, edit, newspaper));
        let mark = if place.is_some() { "found " } else { "MISSED" };
        missed += usize::from(place.is_none());
        if let Some(place) = place {
            found.remove(place);
        }
        writeln!(out, "  {mark}  {}: {}", edit.url_path, edit.about)?;
    }
    for row in &found {
        writeln!(out, "  FALSE   {}: {}", Untrusted::new(&row.url), Untrusted::new(&row.change.summary))?;
    }
    let false_alarms = found.len();
    let asked: u64 = newspaper.asked().values().map(|a| a.requests).sum();
    writeln!(
        out,
        "{} edits made, {missed} missed; {false_alarms} false alarms in {asked} answers, nearly all of them noisy",
        expected.len()
    )?;
    Ok(if missed + false_alarms == 0 { Exit::Success } else { Exit::Failure })
}

fn is_found(row: &ChangeRow, edit: &Expected, newspaper: &Newspaper) -> bool {
    let is_kind = row.change.kinds.contains(&edit.kind);
    let is_weight = edit.severity.is_none_or(|s| row.change.severity == s);
    let is_disclosed = edit.disclosure.is_none_or(|d| row.change.disclosure == Some(d));
    row.url == newspaper.url(edit.url_path) && is_kind && is_weight && is_disclosed
}

/// Ends with the state of the pages and with how to go on looking.
fn look(reader: &Reader, database: &Path) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out)?;
    report::pages(&mut out, &reader.pages(false)?, open::style())?;
    report::totals(&mut out, &reader.totals()?)?;
    let file = database.display();
    writeln!(out, "\nThe record stays. Look at it:")?;
    writeln!(out, "  newswatch --database {file} web")?;
    writeln!(out, "  newswatch --database {file} changes --all")?;
    writeln!(out, "  sqlite3 -readonly {file} 'SELECT found_at, severity, disclosure, summary FROM change_report'")?;
    writeln!(out, "  sqlite3 -readonly {file} 'SELECT * FROM silent_edit'")?;
    writeln!(out, "  sqlite3 -readonly {file} 'SELECT url, state, versions, edits FROM page_status'")?;
    Ok(())
}
