//! `newswatch health`: how well the rules read each site, what is wrong, and what was learned; and `newswatch unlearn`.

use std::io::Write;

use anyhow::{bail, ensure};
use clap::ValueEnum;

use super::{Exit, Given, block_on, now, open};
use crate::model::Untrusted;
use crate::report;
use crate::store::{Reader, Store};

/// Events of a site's history that are shown.
const EVENTS_LAST: u32 = 10;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this site.
    #[arg(long)]
    site: Option<String>,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// One array, one site a line.
    Json,
}

#[derive(Debug, clap::Args)]
pub struct UnlearnArgs {
    /// Numbers of learned blocks, as `newswatch health` shows them.
    #[arg(required = true, value_name = "NUMBER")]
    blocks: Vec<i64>,
}

/// Shows the health of the sites; the exit status is 1 while an alert lasts.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let sites = report::sites_health(&reader, args.site.as_deref(), EVENTS_LAST)?;
    if let Some(site) = &args.site {
        ensure!(!sites.is_empty(), "nothing is recorded of a site \"{site}\"");
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Text => report::health(&mut out, &sites, open::style())?,
        Format::Json => report::health_json(&mut out, &sites)?,
    }
    out.flush()?;
    Ok(if sites.iter().all(|site| site.alerts.is_empty()) { Exit::Success } else { Exit::Failure })
}

/// Takes learned blocks back.
pub fn unlearn(given: &Given, args: UnlearnArgs) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    Reader::open(&config.store.path)?;
    block_on(async {
        let store = Store::open(&config.store.path)?;
        let mut out = std::io::stdout().lock();
        for id in args.blocks {
            let Some(block) = store.unlearn(id, now()).await? else {
                bail!("there is no learned block {id}; `newswatch health` lists those that are in force");
            };
            let (site, text) = (Untrusted::new(&block.site), Untrusted::new(&block.text));
            writeln!(out, "no longer left out on {site}: \"{text}\"")?;
        }
        store.close().await?;
        Ok(Exit::Success)
    })
}
