//! `newswatch add`, `pause`, `resume`, `remove`: which pages are watched.

use std::io::Write;

use anyhow::{Context, bail, ensure};
use url::Url;

use super::{Exit, Given, block_on, now, open, probe};
use crate::config::Config;
use crate::model::{PageId, Untrusted};
use crate::store::{PageRow, Reader, Store};

#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// Addresses to watch.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<Url>,
    /// The site whose rules are used [default: the one whose hosts match].
    #[arg(long)]
    site: Option<String>,
    /// Fetch each page twice first and say what differs: that would come back as false edits.
    #[arg(long)]
    probe: bool,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Addresses of watched pages.
    #[arg(required = true, value_name = "URL")]
    urls: Vec<Url>,
}

/// Watches more pages.
pub fn add(given: &Given, args: AddArgs) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    let mut pages = Vec::new();
    for url in args.urls {
        ensure!(matches!(url.scheme(), "http" | "https"), "{url}: only http and https pages can be watched");
        let site = site_for(&config, &url, args.site.as_deref())?;
        if args.probe {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", Untrusted::new(url.as_str()))?;
            probe::probe(&config, Some(&site), &url, &mut out)?;
        }
        pages.push((url, site));
    }
    block_on(async {
        let setup = open::setup(config)?;
        let mut out = std::io::stdout().lock();
        for (url, site) in pages {
            setup.store.add_page(url.clone(), site.clone(), now()).await?;
            writeln!(out, "watching {} ({})", Untrusted::new(url.as_str()), Untrusted::new(&site))?;
        }
        setup.store.close().await?;
        Ok(Exit::Success)
    })
}

/// The site whose rules a page gets.
///
/// # Errors
/// When none matches; the message says what to add to the configuration.
pub fn site_for(config: &Config, url: &Url, named: Option<&str>) -> anyhow::Result<String> {
    if let Some(name) = named {
        ensure!(config.sites.iter().any(|s| s.name == name), "the configuration has no site \"{name}\"");
        return Ok(name.to_owned());
    }
    let Some(site) = config.site_of(url) else {
        let host = url.host_str().unwrap_or_default();
        bail!(
            "{url}: no site of the configuration has the host {host}; add\n\n[[site]]\nname = \"{host}\"\nhosts = [\"{host}\"]\n"
        );
    };
    Ok(site.name.clone())
}

/// Stops fetching pages for a while.
pub fn pause(given: &Given, args: Args) -> anyhow::Result<Exit> {
    for_each(given, &args.urls, "paused", async |store, page| store.pause(page, now()).await)
}

/// Goes on fetching paused pages.
pub fn resume(given: &Given, args: Args) -> anyhow::Result<Exit> {
    for_each(given, &args.urls, "resumed", async |store, page| store.resume(page, now()).await)
}

/// Stops watching pages.
pub fn remove(given: &Given, args: Args) -> anyhow::Result<Exit> {
    for_each(given, &args.urls, "no longer watched", async |store, page| store.remove(page, now()).await)
}

fn for_each(
    given: &Given,
    urls: &[Url],
    done: &str,
    act: impl AsyncFn(&Store, PageId) -> Result<(), crate::store::StoreError>,
) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    let reader = Reader::open(&config.store.path)?;
    let pages: Vec<(PageId, &Url)> =
        urls.iter().map(|url| Ok((row(&reader, url)?.id, url))).collect::<anyhow::Result<_>>()?;
    block_on(async {
        let store = Store::open(&config.store.path)?;
        let mut out = std::io::stdout().lock();
        for (page, url) in pages {
            act(&store, page).await?;
            writeln!(out, "{done}: {}", Untrusted::new(url.as_str()))?;
        }
        store.close().await?;
        Ok(Exit::Success)
    })
}

/// The page of an address.
///
/// # Errors
/// When the address was never watched.
pub fn row(reader: &Reader, url: &Url) -> anyhow::Result<PageRow> {
    let found = match reader.find(url.as_str())? {
        Some(page) => reader.page(page)?,
        None => None,
    };
    found.with_context(|| format!("{url} is not watched; see `newswatch list`, or add it with `newswatch add {url}`"))
}
