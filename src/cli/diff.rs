//! `newswatch diff`: the difference between any two versions of an article.

use std::io::Write;

use anyhow::{Context, bail};
use url::Url;

use super::{Exit, Given, open, pages};
use crate::compare;
use crate::model::Untrusted;
use crate::report;
use crate::store::{PageRow, Reader, VersionRow};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's address.
    url: Url,
    /// Two versions, as in 1..3 [default: the last two].
    #[arg(value_name = "A..B", value_parser = range)]
    versions: Option<(u32, u32)>,
}

fn range(text: &str) -> Result<(u32, u32), String> {
    let (a, b) = text.split_once("..").ok_or("write two version numbers, as in 1..3")?;
    let number = |part: &str| part.trim().parse().map_err(|_| format!("\"{part}\" is no version number; write 1..3"));
    Ok((number(a)?, number(b)?))
}

/// Compares two versions anew.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let page = pages::row(&reader, &args.url)?;
    let (a, b) = match args.versions {
        Some(pair) => pair,
        None if page.versions < 2 => bail!("{}: only {} version is recorded", page.url, page.versions),
        None => (page.versions - 1, page.versions),
    };
    let (old, new) = (version(&reader, &page, a)?, version(&reader, &page, b)?);
    let context =
        compare::Context { old_seen_at: old.last_seen_at, new_seen_at: new.first_seen_at, is_modified_trusted: true };
    let found = compare::compare(&old.article, &new.article, &context);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{} {a}..{b}: {}", Untrusted::new(&page.url), Untrusted::new(&found.summary))?;
    report::diff(&mut out, &found.edits, open::style(), "")?;
    out.flush()?;
    Ok(Exit::Success)
}

fn version(reader: &Reader, page: &PageRow, n: u32) -> anyhow::Result<VersionRow> {
    let found = reader.version(page.id, n)?;
    found.with_context(|| format!("{}: there is no version {n}; those recorded are 1 to {}", page.url, page.versions))
}
