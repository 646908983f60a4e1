//! When phrases stood where, as text, JSON and CSV.

use std::io::{self, Write};

use ::csv::{QuoteStyle, WriterBuilder};
use serde::Serialize;

use super::change::time;
use super::json::{inert, instant, instant_or_null};
use super::style::Style;
use super::{Format, json_time};
use crate::model::{Timestamp, Untrusted};
use crate::store::{Spell, Stand};

/// Characters of the text on each side of the phrase.
const AROUND: usize = 70;

/// Writes where and when a phrase stood, in the order given; Markdown is written as text.
pub fn stands(out: &mut dyn Write, rows: &[Stand], format: Format) -> io::Result<()> {
    match format {
        Format::Text(style) => text(out, rows, style),
        Format::Markdown => text(out, rows, Style::Plain),
        Format::Json => json(out, rows),
        Format::Csv => csv(out, rows),
    }
}

fn text(out: &mut dyn Write, rows: &[Stand], style: Style) -> io::Result<()> {
    for (i, stand) in rows.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", style.bold(Untrusted::new(stand.headline.as_deref().unwrap_or("(no headline)"))))?;
        writeln!(out, "  {} ({})", Untrusted::new(&stand.url), Untrusted::new(&stand.site))?;
        let (before, after) = (last_of(&stand.excerpt.before), first_of(&stand.excerpt.after));
        let hit = style.bold(Untrusted::new(&stand.excerpt.phrase));
        writeln!(out, "  {}{hit}{}", Untrusted::new(before), Untrusted::new(after))?;
        stand.spells.iter().try_for_each(|spell| writeln!(out, "  {}", said(spell)))?;
    }
    Ok(())
}

/// A spell in words.
fn said(spell: &Spell) -> String {
    let came = match spell.not_yet_at {
        Some(at) => format!("came between {} and {}", time(at), time(spell.first_seen_at)),
        None => format!("there when first seen, {}", time(spell.first_seen_at)),
    };
    let went = match spell.gone_at {
        Some(at) => format!("went between {} and {}", time(spell.last_seen_at), time(at)),
        None => format!("last seen {}", time(spell.last_seen_at)),
    };
    let versions = match spell.first_version == spell.last_version {
        true => format!("version {}", spell.first_version),
        false => format!("versions {} to {}", spell.first_version, spell.last_version),
    };
    format!("{versions}: {came}; {went}")
}

fn last_of(text: &str) -> &str {
    let from = text.chars().count().saturating_sub(AROUND);
    text.char_indices().nth(from).map_or("", |(at, _)| text.get(at..).unwrap_or(text))
}

fn first_of(text: &str) -> &str {
    text.char_indices().nth(AROUND).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// A stand as programs read it; fields may be added, none is renamed.
#[derive(Serialize)]
struct StandJson<'a> {
    article: i64,
    url: &'a str,
    site: &'a str,
    headline: Option<&'a str>,
    excerpt: String,
    spells: Vec<SpellJson>,
}

#[derive(Serialize)]
struct SpellJson {
    first_version: u32,
    last_version: u32,
    #[serde(serialize_with = "instant_or_null")]
    not_yet_at: Option<Timestamp>,
    #[serde(serialize_with = "instant")]
    first_seen_at: Timestamp,
    #[serde(serialize_with = "instant")]
    last_seen_at: Timestamp,
    #[serde(serialize_with = "instant_or_null")]
    gone_at: Option<Timestamp>,
}

fn json(out: &mut dyn Write, rows: &[Stand]) -> io::Result<()> {
    writeln!(out, "[")?;
    for (i, stand) in rows.iter().enumerate() {
        let spell = |spell: &Spell| SpellJson {
            first_version: spell.first_version,
            last_version: spell.last_version,
            not_yet_at: spell.not_yet_at,
            first_seen_at: spell.first_seen_at,
            last_seen_at: spell.last_seen_at,
            gone_at: spell.gone_at,
        };
        let row = StandJson {
            article: stand.page.0,
            url: &stand.url,
            site: &stand.site,
            headline: stand.headline.as_deref(),
            excerpt: whole(stand),
            spells: stand.spells.iter().map(spell).collect(),
        };
        let comma = if i + 1 < rows.len() { "," } else { "" };
        writeln!(out, "{}{comma}", inert(&serde_json::to_string(&row)?))?;
    }
    writeln!(out, "]")
}

fn whole(stand: &Stand) -> String {
    format!("{}{}{}", stand.excerpt.before, stand.excerpt.phrase, stand.excerpt.after)
}

const HEADER: [&str; 10] = [
    "url",
    "site",
    "headline",
    "first_version",
    "last_version",
    "not_yet_at",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
    "excerpt",
];

/// One row a spell.
fn csv(out: &mut dyn Write, rows: &[Stand]) -> io::Result<()> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(out);
    writer.write_record(HEADER).map_err(io::Error::from)?;
    for stand in rows {
        for spell in &stand.spells {
            let cells = [
                super::csv::line(&stand.url),
                super::csv::line(&stand.site),
                super::csv::line(stand.headline.as_deref().unwrap_or_default()),
                spell.first_version.to_string(),
                spell.last_version.to_string(),
                spell.not_yet_at.map_or_else(String::new, json_time),
                json_time(spell.first_seen_at),
                json_time(spell.last_seen_at),
                spell.gone_at.map_or_else(String::new, json_time),
                super::csv::line(&whole(stand)),
            ];
            writer.write_record(cells).map_err(io::Error::from)?;
        }
    }
    writer.flush()
}
