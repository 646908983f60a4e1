//! `newswatch import`: takes over what other programs watch. It prints sites for the configuration, or watches the pages
//! whose sites are in it already.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::Context;

use super::{Exit, Given, block_on, now, open};
use crate::config::Config;
use crate::discover::{self, Imported, Wanted};
use crate::model::{Untrusted, counted};

/// The largest file that is read, bytes.
const FILE_BYTES_MAX: u64 = 256 << 20;
/// Pages of one site that are printed; a longer list belongs into the database.
const PAGES_PRINTED_MAX: usize = 1_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// OPML, a list of addresses, urlwatch's jobs (YAML), a changedetection.io export (JSON), an Open Terms Archive
    /// declaration (JSON); - for standard input.
    file: PathBuf,
    /// Watch the pages on hosts of configured sites now, and print only what is left.
    #[arg(long)]
    add: bool,
}

/// Runs the verb; the exit status is 1 when something of the file was left out.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let imported = read(&args.file)?;
    let rest = match args.add {
        true => add(open::config(given)?, &imported)?,
        false => imported.wanted.clone(),
    };
    let mut out = std::io::stdout().lock();
    print_sites(&mut out, &rest)?;
    out.flush()?;
    let mut notes = std::io::stderr().lock();
    writeln!(notes, "{}: {} taken over", imported.format, counted(imported.wanted.len() as u64, "entry"))?;
    for (place, why) in &imported.skipped {
        writeln!(notes, "left out: {}: {}", Untrusted::new(place), Untrusted::new(why))?;
    }
    Ok(if imported.skipped.is_empty() { Exit::Success } else { Exit::Failure })
}

fn read(file: &PathBuf) -> anyhow::Result<Imported> {
    let name = file.display();
    let source: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(std::fs::File::open(file).with_context(|| format!("{name} cannot be read"))?),
    };
    let mut bytes = Vec::new();
    source.take(FILE_BYTES_MAX).read_to_end(&mut bytes).with_context(|| format!("{name} cannot be read"))?;
    discover::import(&bytes).with_context(|| format!("{name} cannot be taken over"))
}

/// Watches the pages whose hosts belong to a site; answers with the others.
fn add(config: Config, imported: &Imported) -> anyhow::Result<Vec<Wanted>> {
    let (known, rest): (Vec<&Wanted>, Vec<&Wanted>) =
        imported.wanted.iter().partition(|wanted| !wanted.is_feed && config.site_of(&wanted.url).is_some());
    block_on(async {
        let setup = open::setup(config)?;
        for wanted in &known {
            let site = setup.config.site_or_other(&wanted.url).name.clone();
            setup.store.add_page(wanted.url.clone(), site, now()).await?;
        }
        setup.store.close().await?;
        Ok(())
    })?;
    writeln!(std::io::stderr(), "watching {}", counted(known.len() as u64, "page"))?;
    Ok(rest.into_iter().cloned().collect())
}

/// Prints a `[[site]]` for each host, and for each set of selectors on it.
fn print_sites(out: &mut impl Write, wanted: &[Wanted]) -> std::io::Result<()> {
    type Key<'w> = (&'w str, &'w [String], &'w [String]);
    let mut sites: BTreeMap<Key, Vec<&Wanted>> = BTreeMap::new();
    for one in wanted {
        let host = one.url.host_str().unwrap_or_default();
        sites.entry((host.strip_prefix("www.").unwrap_or(host), &one.body, &one.remove)).or_default().push(one);
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for ((host, body, remove), all) in sites {
        let nth = names.entry(host).or_insert(0);
        *nth += 1;
        let name = if *nth == 1 { host.to_owned() } else { format!("{host} {nth}") };
        writeln!(out, "[[site]]\nname = {}\nhosts = [{}]", quoted(&name), quoted(host))?;
        let (feeds, pages): (Vec<&&Wanted>, Vec<&&Wanted>) = all.iter().partition(|one| one.is_feed);
        list(out, "feeds", &feeds)?;
        list(out, "pages", &pages)?;
        if !body.is_empty() || !remove.is_empty() {
            writeln!(out, "\n[site.select]")?;
            for (key, picks) in [("body", body), ("remove", remove)].iter().filter(|(_, picks)| !picks.is_empty()) {
                let picks: Vec<String> = picks.iter().map(|pick| quoted(pick)).collect();
                writeln!(out, "{key} = [{}]", picks.join(", "))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn list(out: &mut impl Write, key: &str, all: &[&&Wanted]) -> std::io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "{key} = [")?;
    for one in all.iter().take(PAGES_PRINTED_MAX) {
        let name = one.name.as_ref().map_or_else(String::new, |name| format!(" # {}", Untrusted::new(name)));
        writeln!(out, "    {},{name}", quoted(one.url.as_str()))?;
    }
    writeln!(out, "]")?;
    match all.len().saturating_sub(PAGES_PRINTED_MAX) {
        0 => Ok(()),
        more => {
            writeln!(out, "# and {more} more: put this site into the configuration, then run the import with --add")
        }
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(Untrusted::new(text).to_string()).to_string()
}
