//! Changes as Markdown (CommonMark): page texts are escaped, deletions and insertions are `<del>` and `<ins>`, because
//! `~~` and `**` do not hold inside words and beside spaces.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::change::{Window, later, time};
use crate::model::{Change, EditText, Marks, Op, Untrusted};
use crate::store::ChangeRow;

/// Marks for Markdown; every text is escaped.
#[derive(Debug, Clone, Copy, Default)]
pub struct MarkdownMarks;

impl Marks for MarkdownMarks {
    fn run(&self, out: &mut dyn fmt::Write, op: Op, text: &str) -> fmt::Result {
        let text = escape(text);
        match op {
            Op::Equal => out.write_str(&text),
            Op::Delete => write!(out, "<del>{text}</del>"),
            Op::Insert => write!(out, "<ins>{text}</ins>"),
        }
    }

    fn remark(&self, out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
        out.write_str(&escape(text))
    }
}

/// `text` on one line, with nothing left that Markdown or HTML would act on.
pub(super) fn escape(text: &str) -> String {
    let shown = Untrusted::new(text).to_string();
    let mut escaped = String::with_capacity(shown.len() + 8);
    for c in shown.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // A bare address would become a link of its own in some dialects.
            ':' | '.' | '@' => escaped.extend(['\\', c]),
            c if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '\'' | '"' | '/' | '?' | '%' | '$') => {
                escaped.extend(['\\', c]);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes a section for each change.
pub(super) fn changes(out: &mut dyn Write, rows: &[ChangeRow]) -> io::Result<()> {
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        change(out, row)?;
    }
    Ok(())
}

fn change(out: &mut dyn Write, row: &ChangeRow) -> io::Result<()> {
    let change = &row.change;
    writeln!(out, "## {}\n", escape(row.headline.as_deref().unwrap_or("(no headline)")))?;
    writeln!(out, "- Page: {} ({})", address(&row.url), escape(&row.site))?;
    writeln!(out, "- Found: {}, {}", time(change.first_seen_new_at), Window::of(change))?;
    writeln!(out, "- What: {}", escape(&facts(change)))?;
    writeln!(out, "- Words: +{} −{}", change.counts.words_added, change.counts.words_removed)?;
    for line in later(row) {
        writeln!(out, "- Later: {}", escape(&line))?;
    }
    writeln!(out, "\n{}", escape(&change.summary))?;
    if change.edits.is_empty() {
        return Ok(());
    }
    let text = EditText { edits: &change.edits, marks: MarkdownMarks }.to_string();
    for (i, line) in text.lines().enumerate() {
        // A quoted blank line makes each edit a paragraph of its own.
        writeln!(out, "{}> {line}", if i == 0 { "\n" } else { ">\n" })?;
    }
    Ok(())
}

fn facts(change: &Change) -> String {
    let mut facts = change.kinds.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(", ");
    // Writing to a String cannot fail.
    let _ = write!(facts, "; {}", change.severity);
    if let Some(disclosure) = change.disclosure {
        let _ = write!(facts, "; {disclosure}");
    }
    if !change.flags.is_empty() {
        let flags: Vec<&str> = change.flags.iter().map(|f| f.as_str()).collect();
        let _ = write!(facts, "; {}", flags.join(", "));
    }
    facts
}

/// A link to the page, if its address can stand in one.
fn address(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '\\'));
    if is_web && is_plain { format!("<{url}>") } else { escape(url) }
}
