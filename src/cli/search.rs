//! `newswatch search`: when a phrase stood where, who took it out, who put it in.

use std::io::Write;

use anyhow::Context;
use clap::ValueEnum;

use super::{Exit, Given, open};
use crate::report::{self, Format};
use crate::store::{Ask, Found, Phrase, Side};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that stand next to each other, in any case, with or without accents; a * at the end leaves the last one open.
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// In which texts.
    #[arg(long = "in", value_enum, default_value_t = Within::Versions)]
    within: Within,
    /// Only of this site.
    #[arg(long)]
    site: Option<String>,
    /// At most so many answers.
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Within {
    /// All versions: when the phrase stood.
    Versions,
    /// What changes took out.
    Removed,
    /// What changes put in.
    Added,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
    Csv,
}

/// Searches; the exit status is 1 where nothing was found.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let phrase =
        Phrase::parse(&args.words.join(" ")).context("there is no word to search for; write letters or digits")?;
    let reader = open::reader(given)?;
    let format = match args.format {
        Shape::Text => Format::Text(open::style()),
        Shape::Json => Format::Json,
        Shape::Csv => Format::Csv,
    };
    let mut ask = Ask { phrase, site: args.site.clone(), before: None, limit: args.limit.max(1) };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let found = match args.within {
        Within::Versions => {
            let rows = all(&mut ask, |ask| reader.stands(ask))?;
            report::stands(&mut out, &rows, format)?;
            rows.len()
        }
        Within::Removed | Within::Added => {
            let side = if args.within == Within::Removed { Side::Removed } else { Side::Added };
            let rows = all(&mut ask, |ask| reader.changes_with(ask, side))?;
            report::changes(&mut out, &rows, format)?;
            rows.len()
        }
    };
    if found == 0 && args.format == Shape::Text {
        writeln!(out, "nothing found")?;
    }
    out.flush()?;
    Ok(if found > 0 { Exit::Success } else { Exit::Failure })
}

/// Asks until there is enough, or nothing more.
fn all<T>(
    ask: &mut Ask,
    answer: impl Fn(&Ask) -> Result<Found<T>, crate::store::StoreError>,
) -> anyhow::Result<Vec<T>> {
    let mut rows = Vec::new();
    loop {
        let found = answer(ask)?;
        ask.limit -= found.rows.len().min(ask.limit);
        rows.extend(found.rows);
        match found.next {
            Some(next) if ask.limit > 0 => ask.before = Some(next),
            _ => return Ok(rows),
        }
    }
}
