//! The watched pages as a table, and the record in one line.

use std::io::{self, Write};

use super::change::time;
use super::style::Style;
use crate::model::{Untrusted, counted};
use crate::store::{PageRow, Totals, Watch, state_name};

/// Writes one line a page: state, versions, edits, last attempt, next, site, address; then what is wrong, if anything.
pub fn pages(out: &mut dyn Write, rows: &[PageRow], style: Style) -> io::Result<()> {
    let site_width = rows.iter().map(|r| r.site.chars().count()).max().unwrap_or(0).clamp(4, 24);
    let head = format!(
        "{:<22} {:>8} {:>5}  {:<20}  {:<20}  {:<site_width$}  ADDRESS",
        "STATE", "VERSIONS", "EDITS", "LAST ATTEMPT", "NEXT", "SITE"
    );
    writeln!(out, "{}", style.faint(head))?;
    rows.iter().try_for_each(|row| page(out, row, site_width, style))
}

fn page(out: &mut dyn Write, row: &PageRow, site_width: usize, style: Style) -> io::Result<()> {
    let state = match row.watch {
        Watch::On => state_name(&row.state),
        Watch::Paused | Watch::Off => format!("{} ({})", row.watch.as_str(), state_name(&row.state)),
    };
    let last = row.last_attempt_at.map_or_else(|| "never".to_owned(), |t| time(t).to_string());
    let next = if row.watch == Watch::On { time(row.next_due).to_string() } else { "-".to_owned() };
    let site = Untrusted::new(&row.site).to_string();
    writeln!(
        out,
        "{state:<22} {:>8} {:>5}  {last:<20}  {next:<20}  {site:<site_width$}  {}",
        row.versions,
        row.edits,
        Untrusted::new(&row.url),
    )?;
    match &row.last_problem {
        Some(problem) if row.failures > 0 => {
            let text = format!("{} failed in a row: {}", row.failures, Untrusted::new(problem));
            writeln!(out, "    {}", style.faint(text))
        }
        Some(problem) => writeln!(out, "    {}", style.faint(Untrusted::new(problem))),
        None => Ok(()),
    }
}

/// Writes what the record holds, in one line.
pub fn totals(out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    writeln!(
        out,
        "{}, {} watched, {} in trouble; {}, {}, {}, {} of them silent",
        counted(totals.pages, "page"),
        totals.watched,
        totals.troubled,
        counted(totals.attempts, "attempt"),
        counted(totals.versions, "version"),
        counted(totals.edits, "edit"),
        totals.silent
    )
}
