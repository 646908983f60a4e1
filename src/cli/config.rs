//! `newswatch config check`: reads the configuration and says whether it is right.

use std::io::Write;

use super::{Exit, Given, open};
use crate::model::{Untrusted, counted};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Read the configuration and say what is wrong with it, if anything is (exit status 78).
    Check,
    /// Say which file is used.
    Path,
}

/// Looks at the configuration.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let path = open::config_path(given)?;
    let mut out = std::io::stdout().lock();
    match args.verb {
        Verb::Path => writeln!(out, "{}", Untrusted::new(&path.display().to_string()))?,
        Verb::Check => {
            let config = open::load(&path, given.database.as_deref())?;
            for warning in &config.warnings {
                writeln!(out, "{}:{warning}", Untrusted::new(&path.display().to_string()))?;
            }
            let pages = config.sites.iter().map(|s| s.pages.len() as u64).sum();
            let (sites, pages) = (counted(config.sites.len() as u64, "site"), counted(pages, "page"));
            writeln!(out, "{}: right ({sites}, {pages})", Untrusted::new(&path.display().to_string()))?;
        }
    }
    Ok(Exit::Success)
}
