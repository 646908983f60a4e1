//! Changes as text: one line of facts that can stand alone, then where, then the edits.

use std::fmt::{self, Display};
use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::style::{ScreenMarks, Style};
use crate::model::{Cause, Change, Edit, EditText, Timestamp, Untrusted};
use crate::store::ChangeRow;

/// The facts of a change in one line: what kind, how weighty, told or not, how much, between when and when.
#[derive(Debug, Clone, Copy)]
pub struct ChangeLine<'a> {
    pub change: &'a Change,
    pub style: Style,
}

impl Display for ChangeLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = self.change;
        for (i, kind) in change.kinds.iter().enumerate() {
            write!(f, "{}{}", if i > 0 { "+" } else { "" }, self.style.bold(kind))?;
        }
        write!(f, " {}", self.style.severity(change.severity))?;
        if let Some(disclosure) = change.disclosure {
            write!(f, " {disclosure}")?;
        }
        if change.cause == Cause::Rules {
            f.write_str(" (our rules changed, not the page)")?;
        }
        let summary = change.summary.trim_end_matches('.');
        write!(f, "  {}; {}", Untrusted::new(summary), Window::of(change))
    }
}

/// The time within which a change was made, as far as was seen.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub last_seen_old_at: Option<Timestamp>,
    pub first_seen_new_at: Timestamp,
}

impl Window {
    /// The window of `change`.
    pub fn of(change: &Change) -> Self {
        Window { last_seen_old_at: change.last_seen_old_at, first_seen_new_at: change.first_seen_new_at }
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = self.first_seen_new_at;
        match self.last_seen_old_at {
            None => write!(f, "by {}", time(to)),
            Some(from) if from.date_naive() == to.date_naive() => {
                write!(f, "between {} and {}Z", from.format("%Y-%m-%d %H:%M:%S"), to.format("%H:%M:%S"))
            }
            Some(from) => write!(f, "between {} and {}", time(from), time(to)),
        }
    }
}

/// A time for people, to the second, in UTC.
pub(super) fn time(at: DateTime<Utc>) -> impl Display {
    at.format("%Y-%m-%d %H:%M:%SZ")
}

/// Writes changes, a blank line between two.
pub(super) fn changes(out: &mut dyn Write, rows: &[ChangeRow], style: Style) -> io::Result<()> {
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        change(out, row, style)?;
    }
    Ok(())
}

/// What came to be known of a change after it was told, a line each.
pub(super) fn later(row: &ChangeRow) -> Vec<String> {
    let retold = row
        .told_as
        .iter()
        .zip(row.retold_at)
        .map(|(told, at)| format!("told at first as {}; told otherwise since {}", Untrusted::new(told), time(at)));
    let disclosed = row.disclosed_by.map(|by| format!("readers were told of it later, with change {by}"));
    retold.chain(disclosed).collect()
}

/// Writes one change: its line of facts, its page, its edits.
pub fn change(out: &mut dyn Write, row: &ChangeRow, style: Style) -> io::Result<()> {
    writeln!(out, "{}", ChangeLine { change: &row.change, style })?;
    for line in later(row) {
        writeln!(out, "  {}", style.faint(line))?;
    }
    let headline = row.headline.as_deref().unwrap_or("(no headline)");
    writeln!(out, "  {}", style.bold(Untrusted::new(headline)))?;
    let site = Untrusted::new(&row.site);
    writeln!(out, "  {} {}", Untrusted::new(&row.url), style.faint(format_args!("({site}, change {})", row.id)))?;
    diff(out, &row.change.edits, style, "    ")
}

/// Writes edits, each line indented by `indent`.
pub fn diff(out: &mut dyn Write, edits: &[Edit], style: Style, indent: &str) -> io::Result<()> {
    if edits.is_empty() {
        return Ok(());
    }
    let text = EditText { edits, marks: ScreenMarks { style } }.to_string();
    text.lines().try_for_each(|line| writeln!(out, "{indent}{line}"))
}
