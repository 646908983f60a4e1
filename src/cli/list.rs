//! `newswatch list`: the watched pages and how they are.

use std::io::Write;

use super::{Exit, Given, open};
use crate::report;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also those that are no longer watched.
    #[arg(long)]
    all: bool,
    /// Only of this site.
    #[arg(long)]
    site: Option<String>,
}

/// Lists the pages.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let mut rows = reader.pages(args.all)?;
    rows.retain(|row| args.site.as_ref().is_none_or(|site| *site == row.site));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    report::pages(&mut out, &rows, open::style())?;
    report::totals(&mut out, &reader.totals()?)?;
    out.flush()?;
    Ok(Exit::Success)
}
