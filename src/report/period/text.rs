//! A report for a screen.

use std::io::{self, Write};

use super::{COLUMNS, Period, WINDOWS, busiest};
use crate::model::Untrusted;
use crate::report::Style;
use crate::report::change::{self, time};
use crate::report::site::site_changes;

/// Names of outlets are cut there.
const NAME_MAX: usize = 28;

pub(super) fn write(out: &mut dyn Write, period: &Period, style: Style) -> io::Result<()> {
    writeln!(out, "{}", style.bold(period.title()))?;
    if let Some(site) = &period.span.site {
        writeln!(out, "{}", Untrusted::new(site))?;
    }
    writeln!(out, "{}", period.lead())?;
    if let Some(caveat) = period.caveat() {
        writeln!(out, "{caveat}")?;
    }
    if let Some(day) = busiest(&period.figures.days) {
        writeln!(out, "Most edits on one day: {} on {} ({} silent).", day.edits, day.day, day.silent)?;
    }
    table(out, period, style)?;
    for (heading, rest, listed) in period.sections() {
        if listed.rows.is_empty() {
            continue;
        }
        writeln!(out, "\n{}\n", style.bold(heading.to_uppercase()))?;
        change::changes(out, &listed.rows, style)?;
        if listed.has_more {
            writeln!(out, "\n{}", style.faint(format_args!("There are more: {}", Untrusted::new(&period.rest(rest)))))?;
        }
    }
    if !period.sites.is_empty() {
        writeln!(out, "\n{}", style.bold("CHANGES OF WHOLE SITES"))?;
        site_changes(out, &period.sites, style)?;
    }
    writeln!(out, "\n{}", style.faint(format_args!("{WINDOWS} Made {}.", time(period.made_at))))
}

fn table(out: &mut dyn Write, period: &Period, style: Style) -> io::Result<()> {
    if period.figures.outlets.is_empty() {
        return Ok(());
    }
    let head = COLUMNS.map(str::to_uppercase);
    let rows: Vec<(String, [String; COLUMNS.len()])> = period
        .figures
        .outlets
        .iter()
        .map(|outlet| (Untrusted::new(&outlet.edits.site).to_string().chars().take(NAME_MAX).collect(), outlet.cells()))
        .collect();
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|(_, cells)| cells.get(at));
        cells.chain(head.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let name_width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max("OUTLET".len());
    let line = |name: &str, cells: &[String; COLUMNS.len()]| {
        let cells = cells.iter().enumerate().map(|(at, cell)| format!("  {cell:>0$}", width(at)));
        format!("{name:<name_width$}{}", cells.collect::<String>())
    };
    writeln!(out, "\n{}", style.faint(line("OUTLET", &head)))?;
    rows.iter().try_for_each(|(name, cells)| writeln!(out, "{}", line(name, cells)))
}
