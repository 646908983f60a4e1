//! The history of one page: versions, changes and events in one line of time.

use std::io::{self, Write};

use super::change::{ChangeLine, time};
use super::style::Style;
use crate::model::{Cause, Timestamp, Untrusted, counted};
use crate::store::{ChangeRow, EventRow, PageRow, VersionRow, state_name};

enum Entry<'a> {
    Version(&'a VersionRow),
    Change(&'a ChangeRow),
    Event(&'a EventRow),
}

impl Entry<'_> {
    fn at(&self) -> Timestamp {
        match self {
            Entry::Version(v) => v.first_seen_at,
            Entry::Change(c) => c.change.first_seen_new_at,
            Entry::Event(e) => e.at,
        }
    }
}

/// Writes what is known of `page`, the oldest first.
pub fn history(
    out: &mut dyn Write,
    page: &PageRow,
    versions: &[VersionRow],
    changes: &[ChangeRow],
    events: &[EventRow],
    style: Style,
) -> io::Result<()> {
    let headline = page.headline.as_deref().unwrap_or("(no headline yet)");
    writeln!(out, "{}", style.bold(Untrusted::new(headline)))?;
    writeln!(out, "{} ({})", Untrusted::new(&page.url), Untrusted::new(&page.site))?;
    let state = state_name(&page.state);
    writeln!(out, "{state} since {}; watch {}\n", time(page.state_since), page.watch.as_str())?;
    let mut entries: Vec<Entry<'_>> = events.iter().map(Entry::Event).collect();
    entries.extend(versions.iter().map(Entry::Version));
    entries.extend(changes.iter().map(Entry::Change));
    // Stable: of one instant the event comes first, then the version, then what it changed.
    entries.sort_by_key(Entry::at);
    entries.iter().try_for_each(|entry| line(out, entry, style))
}

fn line(out: &mut dyn Write, entry: &Entry<'_>, style: Style) -> io::Result<()> {
    write!(out, "{}  ", time(entry.at()))?;
    match entry {
        Entry::Event(row) => {
            writeln!(out, "{}: {}", Untrusted::new(&row.event.kind), Untrusted::new(&row.event.detail))
        }
        Entry::Version(row) => {
            let who = if row.cause == Cause::Rules { ", read again with other rules" } else { "" };
            let (n, last) = (row.n, time(row.last_seen_at));
            let words = counted(row.article.body_words() as u64, "word");
            let label = style.bold(format_args!("version {n}"));
            writeln!(out, "{label}: {words}, last seen {last}{who}")
        }
        Entry::Change(row) => writeln!(out, "{}", ChangeLine { change: &row.change, style }),
    }
}
