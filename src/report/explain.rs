//! When a page is fetched next, and why: the answer first, then everything that has a say in it.

use std::io::{self, Write};

use serde::Serialize;

use super::json_time;
use super::style::Style;
use crate::model::{Timestamp, Untrusted, is_active, spoken_s};

/// The answer.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub url: String,
    pub site: String,
    pub host: String,
    pub now: Timestamp,
    /// When it may be fetched at the earliest; `None` where it is not fetched as things are.
    pub next_at: Option<Timestamp>,
    /// Which of the reasons decides, by its name.
    pub decided_by: &'static str,
    pub reasons: Vec<Reason>,
}

/// One thing that has a say.
#[derive(Debug, Clone)]
pub struct Reason {
    /// "cadence", "confirm", "retry", "hint", "gap", "queue", "cap", "back_off", "robots", "watch".
    pub name: &'static str,
    /// In words; may quote the page or its host.
    pub text: String,
    /// Nothing is fetched before this, as far as this goes.
    pub not_before: Option<Timestamp>,
}

#[derive(Serialize)]
struct Row<'a> {
    url: &'a str,
    site: &'a str,
    host: &'a str,
    next_at: Option<String>,
    decided_by: &'a str,
    reasons: Vec<ReasonRow<'a>>,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    name: &'a str,
    text: String,
    not_before: Option<String>,
}

/// Writes the answer for reading.
pub fn explain(out: &mut dyn Write, what: &Explanation, style: Style) -> io::Result<()> {
    writeln!(out, "{} ({})", Untrusted::new(&what.url), Untrusted::new(&what.site))?;
    let decided = what.decided_by.replace('_', "-");
    match what.next_at {
        Some(at) if at <= what.now => writeln!(out, "  next: now, as soon as a turn is free (decided by: {decided})")?,
        Some(at) => {
            let wait_s = (at - what.now).num_seconds();
            writeln!(out, "  next: {} at the earliest, in {} (decided by: {decided})", screen(at), spoken_s(wait_s))?;
        }
        None => writeln!(out, "  next: not as things are (decided by: {decided})")?,
    }
    for reason in &what.reasons {
        let until = reason.not_before.map_or_else(String::new, |at| format!("; not before {}", screen(at)));
        let line = format!("{:<9} {}{until}", reason.name.replace('_', "-"), Untrusted::new(&reason.text));
        writeln!(out, "    {}", if reason.name == what.decided_by { line } else { style.faint(line).to_string() })?;
    }
    Ok(())
}

/// Writes the answer as one JSON object.
pub fn explain_json(out: &mut dyn Write, what: &Explanation) -> io::Result<()> {
    let inert = |text: &str| text.chars().filter(|c| !is_active(*c)).collect::<String>();
    let reasons = what.reasons.iter().map(|reason| ReasonRow {
        name: reason.name,
        text: inert(&reason.text),
        not_before: reason.not_before.map(json_time),
    });
    let row = Row {
        url: &what.url,
        site: &what.site,
        host: &what.host,
        next_at: what.next_at.map(json_time),
        decided_by: what.decided_by,
        reasons: reasons.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &row)?;
    writeln!(out)
}

fn screen(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
