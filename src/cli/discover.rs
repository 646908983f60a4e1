//! `newswatch discover`: reads the sites' lists now, and puts what is new on the list or says what would be.

use std::io::Write;
use std::sync::Arc;

use anyhow::{bail, ensure};

use super::{Exit, Given, block_on, now, open};
use crate::config::{Site, Source};
use crate::model::{Timestamp, Untrusted, Validators, counted};
use crate::store::SourceRow;
use crate::watch::{self, Looked, Setup, Verdict};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this site.
    #[arg(long)]
    site: Option<String>,
    /// Say what would be found, and what would be left out and why, without watching it.
    #[arg(long)]
    dry_run: bool,
}

/// Runs the verb; the exit status is 1 when a list could not be read.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    if let Some(name) = &args.site {
        ensure!(config.site_named(name).is_some(), "the configuration has no site \"{name}\"");
    }
    block_on(async {
        let setup = Arc::new(open::setup(config)?);
        watch::recall(&setup)?;
        watch::adopt_sources(&setup, now()).await?;
        let is_asked = |site: &&Site| args.site.as_ref().is_none_or(|name| *name == site.name);
        let lists: Vec<(&Site, &Source)> = setup
            .config
            .sites
            .iter()
            .filter(is_asked)
            .flat_map(|site| site.discovery.sources.iter().map(move |source| (site, source)))
            .collect();
        if lists.is_empty() {
            bail!("no list is configured; give a site feeds = [..], sitemaps = [..] or sections = [..]");
        }
        let mut missed = 0;
        for (site, source) in lists {
            let is_read =
                if args.dry_run { try_out(&setup, site, source).await? } else { take(&setup, site, source).await? };
            missed += usize::from(!is_read);
        }
        setup.store.clone().close().await?;
        Ok(if missed == 0 { Exit::Success } else { Exit::Failure })
    })
}

/// Reads a list and watches what is new on it; answers whether it could be read.
async fn take(setup: &Arc<Setup>, site: &Site, source: &Source) -> anyhow::Result<bool> {
    let all = setup.readers.with(setup, |reader| reader.due_sources(Timestamp::MAX_UTC))?;
    let Some(row) = all.into_iter().find(|row| row.site == site.name && row.url == source.url) else {
        bail!("{}: the list is not in the database", source.url);
    };
    // The command says what is on the list now, not what is new since the daemon read it.
    let row = SourceRow { validators: Validators::default(), ..row };
    let taken = watch::discover_now(setup, site, source, row).await?;
    let mut out = std::io::stdout().lock();
    match &taken {
        Err(problem) => writeln!(out, "{}: {}", head(site, source), Untrusted::new(problem))?,
        Ok(taken) => {
            writeln!(
                out,
                "{}: {}, {} known, {} checks moved forward, {} left for another day",
                head(site, source),
                counted(taken.added.len() as u64, "new page"),
                taken.known,
                taken.hinted,
                taken.over_cap
            )?;
            for url in &taken.added {
                writeln!(out, "    new      {}", Untrusted::new(url.as_str()))?;
            }
        }
    }
    Ok(taken.is_ok())
}

/// Reads a list and says what would come of it.
async fn try_out(setup: &Arc<Setup>, site: &Site, source: &Source) -> anyhow::Result<bool> {
    let looked = watch::look(setup, site, source, Validators::default(), None).await?;
    let mut out = std::io::stdout().lock();
    let looked = match looked {
        Ok(Some(looked)) => looked,
        Ok(None) => return Ok(true), // cannot be: it was not asked whether it changed
        Err(failure) => {
            writeln!(out, "{}: {}", head(site, source), Untrusted::new(&failure.detail))?;
            return Ok(false);
        }
    };
    let new = setup.readers.with(setup, |reader| reader.unknown(&looked.wanted()))?;
    let today = setup.readers.with(setup, |reader| reader.found_on_day(&site.name, now()))?;
    let room = usize::try_from(site.discovery.new_a_day.saturating_sub(today)).unwrap_or(usize::MAX);
    writeln!(out, "{}: {}, {} new", head(site, source), counted(looked.entries.len() as u64, "address"), new.len())?;
    print(&mut out, &looked, &new, room)?;
    Ok(looked.problems.is_empty())
}

fn print(out: &mut impl Write, looked: &Looked, new: &[url::Url], room: usize) -> std::io::Result<()> {
    let mut nth = 0;
    for (entry, verdict) in &looked.entries {
        let word = match verdict {
            Verdict::Wanted if !new.contains(&entry.url) => "known",
            Verdict::Wanted => {
                nth += 1;
                if nth <= room { "new" } else { "later" }
            }
            Verdict::Elsewhere => "elsewhere",
            Verdict::Excluded => "excluded",
            Verdict::Old => "old",
            Verdict::Unfit => "unfit",
        };
        let dated = entry.dated_at().map_or_else(String::new, |at| format!("  ({})", at.format("%Y-%m-%d %H:%MZ")));
        writeln!(out, "    {word:<9} {}{dated}", Untrusted::new(entry.url.as_str()))?;
    }
    looked.problems.iter().try_for_each(|problem| writeln!(out, "    problem   {}", Untrusted::new(problem)))
}

fn head(site: &Site, source: &Source) -> String {
    format!("{} {} ({})", source.kind, Untrusted::new(source.url.as_str()), Untrusted::new(&site.name))
}
