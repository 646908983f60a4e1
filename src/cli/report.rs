//! `newswatch report`: a span of time as one file to be read or passed on.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use chrono::TimeDelta;
use clap::ValueEnum;

use super::file::NewFile;
use super::when::{self, When};
use super::{Exit, Given, now, open};
use crate::model::Severity;
use crate::report::{self, Listed, Period, PeriodFormat};
use crate::store::{ChangeFilter, Reader, Span, StoreError};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// From this time back ("7d", "12h") or this date or time on.
    #[arg(long, value_name = "TIME", value_parser = when::parse, default_value = "7d")]
    since: When,
    /// Up to this date or time [default: now].
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    until: Option<When>,
    /// Only of this site.
    #[arg(long)]
    site: Option<String>,
    /// At most so many changes in each section; the figures count all.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
    /// Write to this file, whole or not at all [default: standard output].
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Markdown,
    /// One file that needs nothing else, with plots.
    Html,
    Json,
}

/// Changes of whole sites that are told.
const SITES_MAX: u64 = 20;

/// Writes the report.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let made_at = now();
    let span = Span {
        since: args.since.before(made_at),
        // What was found in this very moment belongs to it.
        until: args.until.map_or(made_at + TimeDelta::milliseconds(1), |until| until.before(made_at)),
        site: args.site,
    };
    ensure!(span.since < span.until, "--since is not before --until: there is no time between them");
    if let Some(site) = &span.site {
        let sites = reader.sites()?;
        ensure!(sites.contains(site), "there is no site {site:?} in this database; it has {}", sites.join(", "));
    }
    let period = read(&reader, span, made_at, args.limit)?;
    let format = match args.format {
        Shape::Text if args.output.is_none() => PeriodFormat::Text(open::style()),
        Shape::Text => PeriodFormat::Text(report::Style::Plain),
        Shape::Markdown => PeriodFormat::Markdown,
        Shape::Html => PeriodFormat::Html,
        Shape::Json => PeriodFormat::Json,
    };
    match &args.output {
        Some(path) => {
            let write = || {
                let mut file = NewFile::begin_over(path)?;
                report::period(&mut file, &period, format)?;
                file.finish()
            };
            write().with_context(|| format!("the report cannot be written to {}", path.display()))?;
        }
        None => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            report::period(&mut out, &period, format)?;
            out.flush()?;
        }
    }
    Ok(Exit::Success)
}

fn read(reader: &Reader, span: Span, made_at: crate::model::Timestamp, limit: u32) -> Result<Period, StoreError> {
    let filter = |least: Severity, only_silent: bool, beside: usize| ChangeFilter {
        since: Some(span.since),
        until: Some(span.until),
        site: span.site.clone(),
        min_severity: Some(least),
        only_silent,
        // One more than is shown tells whether there are more.
        limit: Some(limit.saturating_add(1).saturating_add(u32::try_from(beside).unwrap_or(u32::MAX))),
        ..ChangeFilter::default()
    };
    let mut taken: Vec<i64> = Vec::new();
    let mut listed = |least: Severity, only_silent: bool| {
        let mut rows = reader.changes(&filter(least, only_silent, taken.len()))?;
        rows.retain(|row| !taken.contains(&row.id));
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        taken.extend(rows.iter().map(|row| row.id));
        Ok::<Listed, StoreError>(Listed { rows, has_more })
    };
    let alerts = listed(Severity::Alert, false)?;
    let silent = listed(Severity::Minor, true)?;
    let others = listed(Severity::Minor, false)?;
    let mut sites = reader.site_changes(Some(span.since), span.site.as_deref(), SITES_MAX)?;
    sites.retain(|row| row.event.at < span.until);
    let figures = reader.figures(&span)?;
    Ok(Period { span, made_at, figures, alerts, silent, others, sites })
}
