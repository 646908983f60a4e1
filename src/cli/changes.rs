//! `newswatch changes`: what changed, the newest first.

use std::io::Write;

use anyhow::ensure;
use clap::ValueEnum;

use super::{Exit, Given, now, open, when};
use crate::model::{Severity, Timestamp};
use crate::report::{self, Format};
use crate::store::ChangeFilter;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Found within this time ("7d", "12h") or since this date or time.
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    since: Option<When>,
    /// Only of this site.
    #[arg(long)]
    site: Option<String>,
    /// Only of this address.
    #[arg(long)]
    url: Option<String>,
    /// Of this weight and above: cosmetic, info, minor, major or alert [default: info].
    #[arg(long, value_parser = severity)]
    severity: Option<Severity>,
    /// Only edits of which readers are told nothing.
    #[arg(long)]
    only: Option<Only>,
    /// Also the slightest, and those that our own rules caused.
    #[arg(long)]
    all: bool,
    /// Also what was left out of the comparison as noise, by visit, with the rule that did it (`why --format json` has it for
    /// programs).
    #[arg(long)]
    show_noise: bool,
    /// At most so many [default: 100 as text, else all].
    #[arg(long)]
    limit: Option<u32>,
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

pub use when::When;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
    Csv,
    Markdown,
}

/// How many changes are shown when nothing is said of it.
const SHOWN: u32 = 100;

fn severity(name: &str) -> Result<Severity, String> {
    Severity::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Severity::ALL.iter().map(|s| s.as_str()).collect();
        format!("one of {}", names.join(", "))
    })
}

/// Shows the changes.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let is_text = args.format == Shape::Text;
    ensure!(
        is_text || !args.show_noise,
        "--show-noise is for reading; `newswatch why URL --format json` is for programs"
    );
    let filter = ChangeFilter {
        since: args.since.map(|since| since.before(now())),
        until: None::<Timestamp>,
        site: args.site,
        url: args.url.clone(),
        min_severity: args.severity,
        kinds: Vec::new(),
        only_silent: args.only == Some(Only::Silent),
        all: args.all,
        limit: args.limit.or(is_text.then_some(SHOWN)),
    };
    let rows = reader.changes(&filter)?;
    // A change of a whole site is no article's, and weighs little.
    let is_narrow = args.url.is_some() || filter.only_silent || args.severity.is_some_and(|s| s > Severity::Info);
    let limit = if is_text && !is_narrow { u64::from(filter.limit.unwrap_or(SHOWN)) } else { 0 };
    let sites = reader.site_changes(filter.since, filter.site.as_deref(), limit)?;
    let format = match args.format {
        Shape::Text => Format::Text(open::style()),
        Shape::Json => Format::Json,
        Shape::Csv => Format::Csv,
        Shape::Markdown => Format::Markdown,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    report::changes(&mut out, &rows, format)?;
    report::site_changes(&mut out, &sites, open::style())?;
    let noise = if args.show_noise { reader.noise(&filter)? } else { Vec::new() };
    report::noise(&mut out, &noise, open::style())?;
    if is_text && rows.is_empty() && sites.is_empty() && noise.is_empty() {
        writeln!(out, "no changes{}", if args.all { "" } else { "; --all shows the slightest, too" })?;
    }
    out.flush()?;
    Ok(Exit::Success)
}
