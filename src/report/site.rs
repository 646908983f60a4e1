//! Changes of whole sites as text, beside those of articles.

use std::io::{self, Write};

use super::change::time;
use super::style::{ScreenMarks, Style};
use crate::model::{Marks, Op, Untrusted};
use crate::store::SiteChangeRow;

/// Writes changes of whole sites, a blank line before each.
pub fn site_changes(out: &mut dyn Write, rows: &[SiteChangeRow], style: Style) -> io::Result<()> {
    for row in rows {
        let event = &row.event;
        let (kind, pages) = (style.bold(event.kind.as_str()), event.pages);
        let until = event.ended_at.map_or_else(|| "now".to_owned(), |at| time(at).to_string());
        writeln!(
            out,
            "\n{kind}  the same blocks came on or went from {pages} articles; between {} and {until}",
            time(event.at)
        )?;
        let site = Untrusted::new(&event.site);
        writeln!(out, "  {site} {}", style.faint(format_args!("(site event {})", row.id)))?;
        for (text, is_added) in &row.blocks {
            let mut shown = String::new();
            let op = if *is_added { Op::Insert } else { Op::Delete };
            // Writing to a String cannot fail.
            let _ = ScreenMarks { style }.run(&mut shown, op, text);
            writeln!(out, "    {shown}")?;
        }
    }
    Ok(())
}
