//! What was left out as noise, as text: by visit, each block with the rule that did it.

use std::io::{self, Write};

use super::change::time;
use super::style::Style;
use crate::model::Untrusted;
use crate::store::NoiseRow;

/// Writes the visits and what each left out, a blank line before each.
pub fn noise(out: &mut dyn Write, rows: &[NoiseRow], style: Style) -> io::Result<()> {
    for row in rows {
        let (url, site) = (Untrusted::new(&row.url), Untrusted::new(&row.site));
        writeln!(out, "\n{}  left out as noise, {}", style.bold("noise"), time(row.at))?;
        writeln!(out, "  {url} {}", style.faint(format_args!("({site})")))?;
        for block in &row.blocks {
            writeln!(out, "    {}: {}", Untrusted::new(&block.rule), Untrusted::new(&block.text))?;
        }
    }
    Ok(())
}
