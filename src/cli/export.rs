//! `newswatch export`: raw pages out of the record, as a WARC file.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use url::Url;

use super::file::NewFile;
use super::{Exit, Given, now, open, pages, say};
use crate::archive::{WarcWriter, Written};
use crate::model::{PageId, Remarks, Sighting, counted};
use crate::store::{Reader, VersionRow};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(false).args(["urls", "site", "all"]))]
pub struct Args {
    /// The file to write: WARC 1.1, one gzip member a record where the name ends in .gz.
    #[arg(long, value_name = "FILE.warc.gz")]
    warc: PathBuf,
    /// The articles' addresses.
    #[arg(value_name = "URL")]
    urls: Vec<Url>,
    /// All pages of this site.
    #[arg(long)]
    site: Option<String>,
    /// All pages.
    #[arg(long)]
    all: bool,
}

/// What was written.
#[derive(Default)]
struct Tally {
    captures: u64,
    revisits: u64,
    /// Raw pages whose bodies were given up.
    given_up: u64,
}

/// Writes the file whole or not at all.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let chosen = chosen(&reader, args)?;
    let name = args.warc.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let file = NewFile::begin(&args.warc)?;
    let mut warc = WarcWriter::begin(file, name.ends_with(".gz"), &name, now())?;
    let mut tally = Tally::default();
    for page in &chosen {
        write_page(&reader, *page, &mut warc, &mut tally)?;
    }
    warc.end().finish()?;
    let (captures, revisits) = (counted(tally.captures, "capture"), counted(tally.revisits, "revisit"));
    say(&format!("{}: {captures} and {revisits} of {}", args.warc.display(), counted(chosen.len() as u64, "page")))?;
    if tally.given_up > 0 {
        say(&format!("{} given up before and left out", counted(tally.given_up, "raw page")))?;
    }
    Ok(Exit::Success)
}

fn chosen(reader: &Reader, args: &Args) -> anyhow::Result<Vec<PageId>> {
    if !args.urls.is_empty() {
        return args.urls.iter().map(|url| Ok(pages::row(reader, url)?.id)).collect();
    }
    let found = reader.page_ids(args.site.as_deref())?;
    match &args.site {
        Some(site) if found.is_empty() => bail!("no page of a site {site:?} is on record; `newswatch list` shows all"),
        _ => Ok(found),
    }
}

fn write_page<W: std::io::Write>(
    reader: &Reader,
    page: PageId,
    warc: &mut WarcWriter<W>,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let url = reader.page(page)?.context("the page is on record")?.url;
    let versions = reader.versions(page)?;
    let mut written: HashMap<i64, Written> = HashMap::new();
    let mut target = url.clone();
    for sighting in reader.sightings(page)? {
        match sighting {
            Sighting::Capture(capture) => {
                let Some(kept) = reader.archived(capture)? else { continue };
                let remarks = remarks(reader, capture, &versions)?;
                match warc.capture(&kept, &remarks)? {
                    Some(response) => {
                        written.insert(capture, response);
                        tally.captures += 1;
                    }
                    None => tally.given_up += 1,
                }
                target = kept.final_url;
            }
            Sighting::SameBytes { at, capture } => {
                if let Some(response) = written.get(&capture) {
                    warc.seen_again(response, at)?;
                    tally.revisits += 1;
                }
            }
            Sighting::NotModified { at } => {
                warc.not_modified(&target, &url, at)?;
                tally.revisits += 1;
            }
        }
    }
    Ok(())
}

/// What the record says of a capture: the versions that were read from it, and the link that vouches for it.
fn remarks(reader: &Reader, capture: i64, versions: &[VersionRow]) -> anyhow::Result<Remarks> {
    let mut remarks = Remarks::new();
    for version in versions.iter().filter(|v| v.capture == Some(capture)) {
        remarks.push(("newswatch-version", version.n.to_string()));
        remarks.push(("newswatch-first-seen", version.first_seen_at.to_rfc3339()));
        remarks.push(("newswatch-last-seen", version.last_seen_at.to_rfc3339()));
        remarks.push(("newswatch-rules", version.revision.clone()));
        remarks.push(("newswatch-headline", version.article.headline.clone().unwrap_or_default()));
    }
    if let Some(link) = reader.bound_capture(capture)?.1 {
        remarks.push(("newswatch-chain-link", format!("{}:{}", link.id, link.hash)));
    }
    Ok(remarks)
}
