//! `newswatch show`: one version of an article as it read.

use std::io::Write;

use anyhow::bail;
use url::Url;

use super::when::{self, When};
use super::{Exit, Given, now, open, pages};
use crate::report;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's address.
    url: Url,
    /// The version's number [default: the newest].
    #[arg(long, conflicts_with = "at")]
    version: Option<u32>,
    /// As it read at this time.
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    at: Option<When>,
}

/// Shows a version.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let page = pages::row(&reader, &args.url)?;
    let found = match (args.version, args.at) {
        (Some(n), _) => reader.version(page.id, n)?,
        (None, Some(at)) => reader.version_at(page.id, at.before(now()))?,
        (None, None) => reader.newest_version(page.id)?,
    };
    let Some(version) = found else {
        match page.versions {
            0 => bail!("{}: no version is recorded yet; see `newswatch history`", page.url),
            n => bail!("{}: there is no such version; those recorded are 1 to {n}, see `newswatch history`", page.url),
        }
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    report::version(&mut out, &version, open::style())?;
    out.flush()?;
    Ok(Exit::Success)
}
