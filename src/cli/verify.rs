//! `newswatch verify`: whether the record is what was recorded.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Exit, Given, open};
use crate::model::{Hash, Untrusted, counted};
use crate::store::{BrokenRow, ChainHead, ChainReport, Verdict};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A head that an earlier `verify` printed and that was kept elsewhere: it has to be in the chain.
    #[arg(long, value_name = "LINK:HASH", value_parser = head)]
    head: Option<ChainHead>,
}

fn head(text: &str) -> Result<ChainHead, String> {
    let parsed = text.split_once(':').and_then(|(link, hash)| {
        let bytes = (0..64).step_by(2).map(|at| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok());
        let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
        let is_whole = hash.len() == 64;
        Some(ChainHead { link: link.parse().ok()?, hash: Hash(bytes.try_into().ok().filter(|_| is_whole)?) })
    });
    parsed.ok_or_else(|| "write a number, a colon and 64 hexadecimal digits, as `newswatch verify` prints".to_owned())
}

/// Walks the chain; the exit status is 1 where a row is not what it was.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let bar = progress();
    let verdict = reader.verify_chain(args.head, |link| bar.set_position(link.unsigned_abs()))?;
    bar.finish_and_clear();
    let mut out = std::io::stdout().lock();
    match verdict {
        Verdict::Whole(report) => {
            whole(&mut out, &report)?;
            Ok(Exit::Success)
        }
        Verdict::Broken(row) => {
            writeln!(out, "{}", broken(&row))?;
            Ok(Exit::Failure)
        }
    }
}

/// A bar for a terminal; a walk over a large record takes minutes.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {pos} links ({per_sec})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

/// What a whole chain vouches for, in words.
pub fn whole(out: &mut dyn Write, report: &ChainReport) -> std::io::Result<()> {
    let links = counted(report.links, "link");
    let (captures, versions) = (counted(report.captures, "raw page"), counted(report.versions, "version"));
    writeln!(out, "whole: {links} of the chain vouch for {captures} and {versions}")?;
    if report.given_up + report.redacted > 0 {
        let bodies = counted(report.given_up, "raw page");
        writeln!(out, "{bodies} given up and {} redacted, as the chain says", counted(report.redacted, "row"))?;
    }
    if let Some(began) = &report.began {
        writeln!(out, "the chain began at {}; it vouches for those as they were then", Untrusted::new(began))?;
    }
    if let Some(head) = report.head {
        writeln!(out, "head {head}")?;
        writeln!(
            out,
            "keep the head elsewhere: `newswatch verify --head` shows later that nothing before it was changed"
        )?;
    }
    Ok(())
}

/// A row that is not what it was, in words.
pub fn broken(row: &BrokenRow) -> String {
    let page = row.page.as_ref().map(|url| format!(" of {}", Untrusted::new(url))).unwrap_or_default();
    let link = row.link.filter(|_| row.table != "chain").map(|n| format!(" (link {n})")).unwrap_or_default();
    let (table, id, expected, found) = (row.table, row.id, Untrusted::new(&row.expected), Untrusted::new(&row.found));
    format!("broken: table {table}, id {id}{page}{link}\n  expected: {expected}\n  found: {found}")
}
