//! One log line where a thing is settled: changes, states, failures. Every string of a page is escaped.

use tracing::{debug, info, warn};

use crate::model::{Change, Due, Event, Severity, Untrusted, Visit};

/// Tells what a visit found; a visit that found nothing is a `debug` line.
pub fn visit(due: &Due, visit: &Visit) {
    debug!(
        url = %Untrusted::new(due.url.as_str()),
        site = %Untrusted::new(&due.site),
        outcome = visit.attempt.outcome.as_str(),
        elapsed_ms = visit.attempt.elapsed_ms,
        next_due = %visit.next_due,
        "visited"
    );
    for event in &visit.events {
        happened(due, event);
    }
    for change in &visit.changes {
        changed(due, visit, change);
    }
}

fn happened(due: &Due, event: &Event) {
    let (url, detail) = (Untrusted::new(due.url.as_str()), Untrusted::new(&event.detail));
    match event.kind.as_str() {
        "failing" | "suspect_entered" | "rebased_blind" => {
            warn!(%url, site = %Untrusted::new(&due.site), event = %event.kind, %detail, "{} {url}: {detail}", event.kind);
        }
        _ => {
            info!(%url, site = %Untrusted::new(&due.site), event = %event.kind, %detail, "{} {url}: {detail}", event.kind)
        }
    }
}

fn changed(due: &Due, visit: &Visit, change: &Change) {
    let (url, summary) = (Untrusted::new(due.url.as_str()), Untrusted::new(&change.summary));
    let headline = visit.version.as_ref().and_then(|v| v.article.headline.as_deref()).unwrap_or_default();
    let kinds: Vec<&str> = change.kinds.iter().map(|k| k.as_str()).collect();
    let text = indented(&change.diff_text());
    let weight = match change.disclosure {
        Some(disclosure) => format!("{} {disclosure}", change.severity),
        None => change.severity.to_string(),
    };
    let disclosure = change.disclosure.map_or("", |d| d.as_str());
    if change.severity <= Severity::Cosmetic {
        debug!(%url, site = %Untrusted::new(&due.site), severity = %change.severity, "change {url}: {summary}");
        return;
    }
    info!(
        %url,
        site = %Untrusted::new(&due.site),
        headline = %Untrusted::new(headline),
        kinds = kinds.join(","),
        severity = %change.severity,
        disclosure,
        cause = %change.cause,
        words_added = change.counts.words_added,
        words_removed = change.counts.words_removed,
        old_version = change.old_version,
        new_version = change.new_version,
        last_seen_old_at = change.last_seen_old_at.map(tracing::field::display),
        first_seen_new_at = %change.first_seen_new_at,
        "change {url}: {weight}: {summary}{text}"
    );
}

/// The diff below its log line, each line set in so that no page can forge a line of the log.
fn indented(diff: &str) -> String {
    diff.lines().map(|line| format!("\n    | {}", Untrusted::new(line))).collect()
}
