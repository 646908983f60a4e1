//! Changes as CSV that a spreadsheet opens as text, whatever a page wrote.

use std::io::{self, Write};

use ::csv::{QuoteStyle, WriterBuilder};

use super::json_time;
use crate::model::Untrusted;
use crate::store::ChangeRow;

const HEADER: [&str; 20] = [
    "id",
    "first_seen_new_at",
    "last_seen_old_at",
    "site",
    "url",
    "headline",
    "kinds",
    "flags",
    "severity",
    "disclosure",
    "cause",
    "words_added",
    "words_removed",
    "old_version",
    "new_version",
    "summary",
    "diff",
    "told_as",
    "disclosed_by",
    "site_event",
];

/// Writes a header and one row a change, every cell quoted.
pub(super) fn changes(out: &mut dyn Write, rows: &[ChangeRow]) -> io::Result<()> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(out);
    writer.write_record(HEADER).map_err(io::Error::from)?;
    for row in rows {
        writer.write_record(cells(row)).map_err(io::Error::from)?;
    }
    writer.flush()
}

fn cells(row: &ChangeRow) -> [String; HEADER.len()] {
    let change = &row.change;
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    let kinds: Vec<&str> = change.kinds.iter().map(|k| k.as_str()).collect();
    let flags: Vec<&str> = change.flags.iter().map(|f| f.as_str()).collect();
    [
        row.id.to_string(),
        json_time(change.first_seen_new_at),
        change.last_seen_old_at.map_or_else(String::new, json_time),
        line(&row.site),
        line(&row.url),
        line(row.headline.as_deref().unwrap_or_default()),
        kinds.join(" "),
        flags.join(" "),
        change.severity.to_string(),
        change.disclosure.map_or_else(String::new, |d| d.to_string()),
        change.cause.to_string(),
        change.counts.words_added.to_string(),
        change.counts.words_removed.to_string(),
        number(change.old_version),
        number(change.new_version),
        line(&change.summary),
        inert(Untrusted::lines(&row.diff).to_string()),
        line(row.told_as.as_deref().unwrap_or_default()),
        row.disclosed_by.map_or_else(String::new, |id| id.to_string()),
        row.site_event.map_or_else(String::new, |id| id.to_string()),
    ]
}

pub(super) fn line(text: &str) -> String {
    inert(Untrusted::new(text).to_string())
}

/// Puts an apostrophe before what a spreadsheet would take for a formula, full-width forms too.
///
/// Leading spaces are looked past: some importers trim them first.
fn inert(text: String) -> String {
    let is_formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '|', '%', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{2212}']);
    if is_formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text }
}
