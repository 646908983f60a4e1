//! Changes as JSON: exact texts, and yet nothing in the bytes that could act on a terminal.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::{Cause, ChangeKind, Counts, Disclosure, Edit, Flag, Severity, Timestamp, is_active};
use crate::store::ChangeRow;

/// A change as programs read it; fields may be added, none is renamed.
#[derive(Debug, Serialize)]
pub struct ChangeJson<'a> {
    id: i64,
    url: &'a str,
    site: &'a str,
    headline: Option<&'a str>,
    #[serde(serialize_with = "instant")]
    first_seen_new_at: Timestamp,
    #[serde(serialize_with = "instant_or_null")]
    last_seen_old_at: Option<Timestamp>,
    kinds: &'a [ChangeKind],
    flags: &'a [Flag],
    severity: Severity,
    disclosure: Option<Disclosure>,
    cause: Cause,
    old_version: Option<u32>,
    new_version: Option<u32>,
    reverted_to: Option<u32>,
    summary: &'a str,
    words_added: u32,
    words_removed: u32,
    counts: &'a Counts,
    is_coarse: bool,
    diff: &'a str,
    edits: &'a [Edit],
    told_as: Option<&'a str>,
    #[serde(serialize_with = "instant_or_null")]
    retold_at: Option<Timestamp>,
    disclosed_by: Option<i64>,
    site_event: Option<i64>,
}

impl<'a> ChangeJson<'a> {
    /// The change of `row`.
    pub fn of(row: &'a ChangeRow) -> Self {
        let change = &row.change;
        ChangeJson {
            id: row.id,
            url: &row.url,
            site: &row.site,
            headline: row.headline.as_deref(),
            first_seen_new_at: change.first_seen_new_at,
            last_seen_old_at: change.last_seen_old_at,
            kinds: &change.kinds,
            flags: &change.flags,
            severity: change.severity,
            disclosure: change.disclosure,
            cause: change.cause,
            old_version: change.old_version,
            new_version: change.new_version,
            reverted_to: change.reverted_to,
            summary: &change.summary,
            words_added: change.counts.words_added,
            words_removed: change.counts.words_removed,
            counts: &change.counts,
            is_coarse: change.is_coarse,
            diff: &row.diff,
            edits: &change.edits,
            told_as: row.told_as.as_deref(),
            retold_at: row.retold_at,
            disclosed_by: row.disclosed_by,
            site_event: row.site_event,
        }
    }
}

pub(super) fn instant<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&super::json_time(*at))
}

pub(super) fn instant_or_null<S: serde::Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => instant(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Writes one array, one change a line.
pub(super) fn changes(out: &mut dyn Write, rows: &[ChangeRow]) -> io::Result<()> {
    writeln!(out, "[")?;
    for (i, row) in rows.iter().enumerate() {
        let comma = if i + 1 < rows.len() { "," } else { "" };
        writeln!(out, "{}{comma}", inert(&serde_json::to_string(&ChangeJson::of(row))?))?;
    }
    writeln!(out, "]")
}

/// The JSON `json` with characters that act rather than show written as `\uXXXX`: the same text to a program.
///
/// Such characters stand only inside JSON's strings, where the escape means the same; the line feeds between values
/// of indented JSON stay.
pub fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_active(c) && c != '\n' {
            let escapes = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            out.push_str(&escapes);
        } else {
            out.push(c);
        }
    }
    out
}
