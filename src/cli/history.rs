//! `newswatch history`: the life of one article.

use std::io::Write;

use url::Url;

use super::{Exit, Given, open, pages};
use crate::report::{self, History};
use crate::store::ChangeFilter;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's address.
    url: Url,
    /// Also the slightest changes, and those that our own rules caused.
    #[arg(long)]
    all: bool,
}

/// Shows versions, changes and states in the order of time.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let page = pages::row(&reader, &args.url)?;
    let filter = ChangeFilter { url: Some(page.url.clone()), all: args.all, ..ChangeFilter::default() };
    let (versions, changes) = (reader.versions(page.id)?, reader.changes(&filter)?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (events, variants) = (reader.events(page.id)?, reader.variants(page.id)?);
    let known = History { page: &page, versions: &versions, changes: &changes, events: &events, variants: &variants };
    report::history(&mut out, &known, open::style())?;
    out.flush()?;
    Ok(Exit::Success)
}
