//! A report as Markdown (CommonMark, and the tables that most dialects have).

use std::io::{self, Write};

use super::{COLUMNS, LEGEND, Period, WINDOWS, busiest};
use crate::report::change::time;
use crate::report::markdown::{changes, escape};

pub(super) fn write(out: &mut dyn Write, period: &Period) -> io::Result<()> {
    writeln!(out, "# {}\n", escape(&period.title()))?;
    if let Some(site) = &period.span.site {
        writeln!(out, "{}\n", escape(site))?;
    }
    writeln!(out, "{}", escape(&period.lead()))?;
    if let Some(caveat) = period.caveat() {
        writeln!(out, "\n{}", escape(&caveat))?;
    }
    if let Some(day) = busiest(&period.figures.days) {
        writeln!(out, "\nMost edits on one day: {} on {} ({} silent).", day.edits, day.day, day.silent)?;
    }
    table(out, period)?;
    for (heading, rest, listed) in period.sections() {
        if listed.rows.is_empty() {
            continue;
        }
        writeln!(out, "\n# {heading}\n")?;
        changes(out, &listed.rows)?;
        if listed.has_more {
            writeln!(out, "\nThere are more: {}", escape(&period.rest(rest)))?;
        }
    }
    if !period.sites.is_empty() {
        writeln!(out, "\n# Changes of whole sites\n")?;
    }
    for row in &period.sites {
        let (event, from) = (&row.event, time(row.event.at));
        writeln!(
            out,
            "- {}: the same blocks came on or went from {} articles, from {from}",
            escape(&event.site),
            event.pages
        )?;
        for (text, is_added) in &row.blocks {
            let mark = if *is_added { "ins" } else { "del" };
            writeln!(out, "  - <{mark}>{}</{mark}>", escape(text))?;
        }
    }
    writeln!(out, "\n---\n\n{}\n\n{} Made {}.", escape(LEGEND), escape(WINDOWS), time(period.made_at))
}

fn table(out: &mut dyn Write, period: &Period) -> io::Result<()> {
    if period.figures.outlets.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Outlet | {} |\n|---|{}", COLUMNS.join(" | "), "--:|".repeat(COLUMNS.len()))?;
    for outlet in &period.figures.outlets {
        writeln!(out, "| {} | {} |", escape(&outlet.edits.site), outlet.cells().join(" | "))?;
    }
    Ok(())
}
