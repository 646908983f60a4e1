//! What the record holds, for people and programs: text, JSON, CSV, Markdown. It reads rows of the store and writes
//! to whatever it is given.
//!
//! What is absent on purpose: no query, no clock, no judgement (severity and disclosure are read, not decided), and no
//! string of a page that reaches the output without [`crate::model::Untrusted`] or an equal escape.

mod atom;
mod change;
mod csv;
mod document;
mod explain;
pub mod facts;
mod health;
mod history;
mod html;
mod json;
mod markdown;
mod noise;
mod page;
mod period;
pub mod plots;
mod rules;
mod site;
mod stand;
mod style;
mod version;
mod why;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::store::ChangeRow;

pub use atom::{Feed, atom};
pub use change::{ChangeLine, Window, change, diff};
pub use document::document;
pub use explain::{Explanation, Reason, explain, explain_json};
pub use health::{SiteHealth, health, health_json, sites_health};
pub use history::{History, history};
pub use html::{HtmlDiff, Shown, excerpt, inline, side_by_side};
pub use json::{ChangeJson, inert};
pub use markdown::MarkdownMarks;
pub use noise::noise;
pub use page::{pages, totals};
pub use period::{Listed, Period, PeriodFormat, period};
pub use site::site_changes;
pub use stand::stands;
pub use style::{ScreenMarks, Style};
pub use version::version;
pub use why::{Decision, why, why_json};

/// The style sheet of all HTML that is written.
pub const STYLE_SHEET: &str = include_str!("style.css");

/// How changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For reading: one line of facts, then the edits.
    Text(Style),
    /// One array, one change a line.
    Json,
    /// One row a change, safe to open in a spreadsheet.
    Csv,
    Markdown,
}

/// Writes changes in the order given.
pub fn changes(out: &mut dyn Write, rows: &[ChangeRow], format: Format) -> io::Result<()> {
    match format {
        Format::Text(style) => change::changes(out, rows, style),
        Format::Json => json::changes(out, rows),
        Format::Csv => csv::changes(out, rows),
        Format::Markdown => markdown::changes(out, rows),
    }
}

/// A time for programs: RFC 3339 in UTC, milliseconds.
fn json_time(at: crate::model::Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
