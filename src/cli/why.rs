//! `newswatch why`: which rules led each check of a page to its verdict.

use std::io::Write;

use anyhow::ensure;
use clap::ValueEnum;
use url::Url;

use super::{Exit, Given, open, pages};
use crate::report::{self, Decision};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article's address.
    url: Url,
    /// Only this check (its number stands before each).
    #[arg(long, value_name = "ID")]
    check: Option<i64>,
    /// At most so many checks, the last ones.
    #[arg(long, default_value_t = 20, conflicts_with = "check")]
    limit: u32,
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Json,
}

/// Shows the decisions, the oldest first.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let page = pages::row(&reader, &args.url)?;
    let mut attempts = match args.check {
        Some(id) => reader.attempts(page.id, u32::MAX)?.into_iter().filter(|attempt| attempt.id == id).collect(),
        None => reader.attempts(page.id, args.limit)?,
    };
    if let Some(id) = args.check {
        ensure!(
            !attempts.is_empty(),
            "check {id} is none of this page's that are kept; `newswatch why {}` lists them",
            args.url
        );
    }
    attempts.reverse();
    let decisions: Vec<Decision> = attempts
        .into_iter()
        .map(|attempt| {
            let (changes, events) = reader.led_to(page.id, &attempt)?;
            Ok(Decision { attempt, changes, events })
        })
        .collect::<Result<_, crate::store::StoreError>>()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        Shape::Text => report::why(&mut out, &decisions, open::style())?,
        Shape::Json => report::why_json(&mut out, &decisions)?,
    }
    out.flush()?;
    Ok(Exit::Success)
}
