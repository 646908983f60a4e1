//! One version as it read.

use std::io::{self, Write};

use super::change::time;
use super::style::Style;
use crate::model::{Block, BlockKind, StatedTime, Untrusted};
use crate::store::{VersionRow, note_name};

/// Writes the text of a version as a reader saw it, its claims and its window first.
pub fn version(out: &mut dyn Write, row: &VersionRow, style: Style) -> io::Result<()> {
    let article = &row.article;
    let (n, first, last) = (row.n, time(row.first_seen_at), time(row.last_seen_at));
    writeln!(out, "{}\n", style.faint(format_args!("version {n}, seen from {first} to {last}")))?;
    let headline = article.headline.as_deref().unwrap_or("(no headline)");
    writeln!(out, "{}\n", style.bold(Untrusted::new(headline)))?;
    for text in [&article.standfirst, &article.byline].into_iter().flatten() {
        writeln!(out, "{}\n", Untrusted::new(text))?;
    }
    stated(out, "Published", article.published.as_ref())?;
    stated(out, "Modified", article.modified.as_ref())?;
    if article.published.is_some() || article.modified.is_some() {
        writeln!(out)?;
    }
    article.body.iter().try_for_each(|b| block(out, b, style))?;
    for note in &article.notes {
        writeln!(out, "[{}] {}\n", note_name(note.kind), Untrusted::new(&note.text))?;
    }
    for caption in &article.captions {
        let credit = caption.credit.as_ref().map(|c| format!(" ({})", Untrusted::new(c))).unwrap_or_default();
        writeln!(out, "[picture] {}{credit}\n", Untrusted::new(&caption.text))?;
    }
    Ok(())
}

fn stated(out: &mut dyn Write, label: &str, claim: Option<&StatedTime>) -> io::Result<()> {
    let Some(claim) = claim else { return Ok(()) };
    let raw = Untrusted::new(&claim.raw);
    match (claim.instant, claim.likely) {
        (Some(instant), _) => writeln!(out, "{label}: {} (the page says \"{raw}\")", time(instant)),
        (None, Some(likely)) => writeln!(out, "{label}: probably {} (the page shows \"{raw}\")", time(likely)),
        (None, None) => writeln!(out, "{label}: the page says \"{raw}\", which cannot be read as a time"),
    }
}

fn block(out: &mut dyn Write, block: &Block, style: Style) -> io::Result<()> {
    let text = Untrusted::new(&block.text);
    match block.kind {
        BlockKind::Heading => writeln!(out, "{}\n", style.bold(text)),
        BlockKind::ListItem => writeln!(out, "- {text}\n"),
        BlockKind::Quote | BlockKind::PullQuote => writeln!(out, "> {text}\n"),
        BlockKind::Paragraph | BlockKind::TableRow | BlockKind::Preformatted => writeln!(out, "{text}\n"),
    }
}
