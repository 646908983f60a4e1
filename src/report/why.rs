//! Why a check came to what it came to: the rules that led there, in sentences or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::change::{ChangeLine, time};
use super::json::{inert, instant};
use super::rules;
use super::style::Style;
use crate::model::{Problem, Suppressed, Timestamp, Untrusted};
use crate::store::{AttemptRow, ChangeRow, EventRow};

/// One check with what it led to.
#[derive(Debug, Clone)]
pub struct Decision {
    pub attempt: AttemptRow,
    pub changes: Vec<ChangeRow>,
    pub events: Vec<EventRow>,
}

impl Decision {
    /// What each rule said, in order.
    fn sentences(&self) -> Vec<String> {
        let attempt = &self.attempt;
        let mut said = vec![answered(attempt)];
        if attempt.outcome == "not_modified" {
            said.push("the server says that the page is the one judged last: nothing was read".to_owned());
        }
        let words = attempt.trace.as_deref().unwrap_or_default().split_ascii_whitespace();
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            let (key, value) = word.split_once(':').unwrap_or((word, ""));
            let next = words.peek().and_then(|next| next.split_once(':'));
            said.push(match (key, next) {
                ("ground", Some(("found", found))) => {
                    words.next();
                    format!("it was compared with version {value}: {}", equality(found))
                }
                ("sights", Some(("lasted", lasted))) => {
                    let (seen, needed) = value.split_once('/').unwrap_or((value, "?"));
                    let (lasted, span) = lasted.split_once('/').unwrap_or((lasted, "?"));
                    words.next();
                    let times = if seen == "1" { "once".to_owned() } else { format!("{seen} times") };
                    format!(
                        "seen {times} of the {needed}, and for {} of the {}, that it takes to be believed",
                        span_of(lasted),
                        span_of(span)
                    )
                }
                _ => sentence(key, value),
            });
        }
        said.push(format!("verdict: {}", verdict(&attempt.outcome)));
        said
    }
}

fn answered(attempt: &AttemptRow) -> String {
    let status = attempt.status.map_or_else(|| "no answer".to_owned(), |status| format!("status {status}"));
    let failure = attempt.failure.as_deref().map_or_else(String::new, |kind| format!(", classified as {kind}"));
    let bytes = attempt.body_bytes.map_or_else(String::new, |bytes| format!(", {bytes} bytes"));
    let place = attempt.final_url.as_deref().map_or_else(String::new, |url| format!(", from {url}"));
    format!("{status}{failure}{bytes}, in {} ms{place}", attempt.elapsed_ms)
}

/// What a rule said, from the words of `model::Trace`.
fn sentence(key: &str, value: &str) -> String {
    match (key, value) {
        ("body", "same") => "the body is, byte for byte, the one judged last: it was not read again".to_owned(),
        ("body", "other") => "the body is not the one judged last, byte for byte: it was read".to_owned(),
        ("rules", "other") => "the rules have changed since: the last version was read again by them first".to_owned(),
        ("doubt", what) => format!("the text may not be the article: {what}"),
        ("wall", what) => format!("what came stands in front of the article: {what}"),
        ("sign", what) => format!("a sign that the page is gone: {what}"),
        ("in_turn", _) => "the text is one of those that the page shows in turn".to_owned(),
        ("site_blocks", n) => format!("blocks that came or went on the whole site, left out of the comparison: {n}"),
        ("modified", _) => "the site's modified times move without any edit: they were not believed".to_owned(),
        ("weighed", what) => weighed(what),
        ("disclosed", what) => disclosed(what),
        ("age_notice", _) => "the notice of the article's age came, went or changed".to_owned(),
        ("clock", ahead_s) => match ahead_s.strip_prefix('-') {
            Some(behind) => format!("the server's clock is {} behind ours", span_of(behind)),
            None => format!("the server's clock is {} ahead of ours", span_of(ahead_s)),
        },
        ("entries", counts) => {
            format!("entries of the live page (added, edited, deleted, fallen off its end): {counts}")
        }
        _ => format!("{key} {value}"),
    }
}

/// `body_edit=major(number_changed,sentences:1/9)` in words.
fn weighed(what: &str) -> String {
    let (kind, rest) = what.split_once('=').unwrap_or((what, ""));
    let (severity, facts) = rest.trim_end_matches(')').split_once('(').unwrap_or((rest, ""));
    let because = if facts.is_empty() { String::new() } else { format!(": {}", facts.replace(',', ", ")) };
    format!("{kind} weighs {severity}{because}")
}

/// `silent(modified_did_not_advance)` in words.
fn disclosed(what: &str) -> String {
    let (how, by) = what.trim_end_matches(')').split_once('(').unwrap_or((what, ""));
    let because = match by {
        "note" => "a note was added or edited",
        "update_label" => "a label of update was added, or its time moved",
        "modified_advanced" => "the modified time moved on",
        "modified_never_stated" => "the page states no modified time and shows no label of update",
        "modified_untrusted" => "the modified time moved on, and the site's are not believed",
        "modified_did_not_advance" => "no note, and the modified time did not move on",
        other => other,
    };
    format!("disclosure is {how}: {because}")
}

fn equality(found: &str) -> &str {
    match found {
        "same" => "the same text",
        "trace" => "the same but for what moves by itself",
        "cosmetic" => "the same but for typography, breaks or blocks of the site",
        "claim" => "the same text, and the page claims something else of itself",
        "edit" => "another text",
        other => other,
    }
}

fn verdict(outcome: &str) -> &str {
    match outcome {
        "not_modified" | "same_bytes" | "same_text" => "the page is as it was",
        "trace" => "the page is as it was, but for what moves by itself",
        "version" => "a new version",
        "variant" => "one more sight of a text that is shown in turn, and no edit",
        "claim" => "a change of what the page claims of itself, and no version",
        "state" => "not the article: a state, and no version",
        "failed" => "no page",
        other => other,
    }
}

/// A time of so many seconds, for people.
fn span_of(seconds: &str) -> String {
    match seconds.parse::<i64>() {
        Ok(s) if s >= 2 * 3600 => format!("{:.1} h", s as f64 / 3600.0),
        Ok(s) if s >= 120 => format!("{} min", s / 60),
        Ok(s) => format!("{s} s"),
        Err(_) => seconds.to_owned(),
    }
}

/// Writes decisions in the order given, a blank line between two.
pub fn why(out: &mut dyn Write, decisions: &[Decision], style: Style) -> io::Result<()> {
    for (i, decision) in decisions.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let before = i.checked_sub(1).and_then(|before| decisions.get(before));
        one(out, decision, before, style)?;
    }
    Ok(())
}

/// `before` is the check before: what is wrong all the time is told once.
fn one(out: &mut dyn Write, decision: &Decision, before: Option<&Decision>, style: Style) -> io::Result<()> {
    let attempt = &decision.attempt;
    let title = style.bold(format_args!("check {}: {}", attempt.id, attempt.outcome));
    writeln!(out, "{}  {title}", time(attempt.at))?;
    for said in decision.sentences() {
        writeln!(out, "  {}", Untrusted::new(&said))?;
    }
    for number in rules::at_work(decision) {
        writeln!(out, "  rule R{number}: {}", rules::said(number))?;
    }
    if let Some(detail) = &attempt.detail {
        writeln!(out, "  because: {}", Untrusted::new(detail))?;
    }
    let is_new = |problem: &&Problem| !before.is_some_and(|before| before.attempt.problems.contains(problem));
    for problem in attempt.problems.iter().filter(is_new) {
        writeln!(out, "  problem: {}", Untrusted::new(&problem.to_string()))?;
    }
    for block in &attempt.suppressed {
        writeln!(out, "  left out by {}: {}", Untrusted::new(&block.rule), Untrusted::new(&block.text))?;
    }
    let stored = [attempt.version.map(|n| format!("version {n}")), attempt.capture.map(|id| format!("raw page {id}"))];
    let stored: Vec<String> = stored.into_iter().flatten().collect();
    if !stored.is_empty() {
        writeln!(out, "  stored: {}", stored.join(", "))?;
    }
    for row in &decision.events {
        writeln!(out, "  event: {}: {}", Untrusted::new(&row.event.kind), Untrusted::new(&row.event.detail))?;
    }
    for row in &decision.changes {
        writeln!(out, "  change {}: {}", row.id, ChangeLine { change: &row.change, style })?;
    }
    Ok(())
}

/// A decision as programs read it; fields may be added, none is renamed.
#[derive(Debug, Serialize)]
struct DecisionJson<'a> {
    check: i64,
    #[serde(serialize_with = "instant")]
    at: Timestamp,
    outcome: &'a str,
    status: Option<u16>,
    failure: Option<&'a str>,
    detail: Option<&'a str>,
    final_url: Option<&'a str>,
    body_bytes: Option<i64>,
    elapsed_ms: i64,
    /// The words of the trace, as stored.
    steps: Vec<&'a str>,
    /// The same in sentences.
    said: Vec<String>,
    /// The rules that led there ("R9").
    rules: Vec<String>,
    problems: &'a [Problem],
    suppressed: &'a [Suppressed],
    version: Option<u32>,
    capture: Option<i64>,
    events: Vec<&'a crate::model::Event>,
    changes: Vec<i64>,
}

/// Writes one array, one decision a line.
pub fn why_json(out: &mut dyn Write, decisions: &[Decision]) -> io::Result<()> {
    writeln!(out, "[")?;
    for (i, decision) in decisions.iter().enumerate() {
        let attempt = &decision.attempt;
        let json = DecisionJson {
            check: attempt.id,
            at: attempt.at,
            outcome: &attempt.outcome,
            status: attempt.status,
            failure: attempt.failure.as_deref(),
            detail: attempt.detail.as_deref(),
            final_url: attempt.final_url.as_deref(),
            body_bytes: attempt.body_bytes,
            elapsed_ms: attempt.elapsed_ms,
            steps: attempt.trace.as_deref().unwrap_or_default().split_ascii_whitespace().collect(),
            said: decision.sentences(),
            rules: rules::at_work(decision).into_iter().map(|number| format!("R{number}")).collect(),
            problems: &attempt.problems,
            suppressed: &attempt.suppressed,
            version: attempt.version,
            capture: attempt.capture,
            events: decision.events.iter().map(|row| &row.event).collect(),
            changes: decision.changes.iter().map(|row| row.id).collect(),
        };
        let comma = if i + 1 < decisions.len() { "," } else { "" };
        writeln!(out, "{}{comma}", inert(&serde_json::to_string(&json)?))?;
    }
    writeln!(out, "]")
}
