//! The history of one page: versions, changes and events in one line of time.

use std::io::{self, Write};

use super::change::{ChangeLine, later, time};
use super::style::Style;
use crate::model::{Cause, Timestamp, Untrusted, Variants, counted};
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

/// What is known of one page.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    pub page: &'a PageRow,
    pub versions: &'a [VersionRow],
    pub changes: &'a [ChangeRow],
    pub events: &'a [EventRow],
    /// The texts that it shows or showed in turn.
    pub variants: &'a [Variants],
}

/// Writes what is known of a page, the oldest first.
pub fn history(out: &mut dyn Write, known: &History<'_>, style: Style) -> io::Result<()> {
    let History { page, versions, changes, events, variants } = *known;
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
    entries.iter().try_for_each(|entry| line(out, entry, style))?;
    variants.iter().try_for_each(|group| in_turn(out, group))
}

/// Writes texts that are shown in turn, and how often each was seen.
fn in_turn(out: &mut dyn Write, group: &Variants) -> io::Result<()> {
    let until = group.ended_at.map_or_else(|| "now".to_owned(), |at| time(at).to_string());
    let (field, from) = (group.field.as_str(), time(group.began_at));
    writeln!(out, "\n{field} shown in turn from {from} to {until}, {} switches:", group.switches)?;
    group.texts.iter().try_for_each(|text| {
        let (name, seen) = (Untrusted::new(&text.text), text.seen);
        let (first, last) = (time(text.first_seen_at), time(text.last_seen_at));
        writeln!(out, "  {seen:>5} times  {name} (first {first}, last {last})")
    })
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
            let sights = row.sights;
            writeln!(out, "{label}: {words}, last seen {last}, {sights} times in all{who}")
        }
        Entry::Change(row) => {
            writeln!(out, "{}", ChangeLine { change: &row.change, style })?;
            later(row).into_iter().try_for_each(|line| writeln!(out, "{:22}{}", "", style.faint(line)))
        }
    }
}
