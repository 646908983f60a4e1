//! One log line where a thing is settled: changes, states, failures. Every string of a page is escaped.

use tracing::{debug, error, info, warn};

use super::reread::Reread;
use crate::model::{
    Change, Due, Event, HostNote, PageState, Severity, SiteEvent, SiteEventKind, Suspicion, Untrusted, Visit, counted,
};

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
    // A broken template is told once for its site.
    let is_of_site = visit.state == PageState::Suspect(Suspicion::TemplateBroken);
    for event in &visit.events {
        happened(due, event, is_of_site);
    }
    for retold in &visit.retold {
        let (url, line) = (Untrusted::new(due.url.as_str()), retold.telling.line());
        info!(
            %url, site = %Untrusted::new(&due.site), new_version = retold.new_version,
            "told otherwise {url}: the change to version {}: {}", retold.new_version, Untrusted::new(&line)
        );
    }
    let headline = visit.version.as_ref().and_then(|v| v.article.headline.as_deref()).unwrap_or_default();
    for change in &visit.changes {
        changed(due, headline, change);
    }
}

/// Tells what was found in kept pages that were read again.
pub fn reread(due: &Due, found: &Reread) {
    let (url, site) = (Untrusted::new(due.url.as_str()), Untrusted::new(&due.site));
    if found.read > 0 {
        let (read, versions) = (found.read, found.versions);
        let (pages, texts) = (counted(read as u64, "kept page"), counted(versions as u64, "version"));
        info!(%url, %site, read, versions, "read again {url}: {pages}, {texts}");
    } else if found.waiting > 0 {
        let waiting = found.waiting;
        let pages = counted(waiting as u64, "kept page");
        warn!(%url, %site, waiting, "read again {url}: by the new rules as well, {pages} cannot be read");
    }
    for change in &found.changes {
        changed(due, "", change);
    }
}

/// Tells that a host rests, or is well again: its pages wait with it.
pub fn host(note: &HostNote) {
    let (host, trouble) = (Untrusted::new(&note.host.host), note.trouble.as_deref().unwrap_or_default());
    match note.paused_until.filter(|_| note.failures > 0) {
        Some(until) => {
            let (failures, until) = (note.failures, until.format("%Y-%m-%d %H:%M:%SZ"));
            warn!(%host, trouble, failures, "{host} is left alone until {until}: {trouble}, {failures} times in a row");
        }
        None => debug!(%host, failures = note.failures, "{host} answers"),
    }
}

/// Tells of alerts that were opened or ended: the operator has to act once for the site, not for each page.
pub fn site_events(events: &[SiteEvent]) {
    for event in events {
        site_event(event);
    }
}

fn site_event(event: &SiteEvent) {
    let (site, detail) = (Untrusted::new(&event.site), Untrusted::new(&event.detail));
    let (kind, pages) = (event.kind.as_str(), event.pages);
    let is_alert = matches!(event.kind, SiteEventKind::TemplateBroken | SiteEventKind::RuleWeak);
    if event.ended_at.is_some() && is_alert {
        info!(%site, event = kind, pages, "{kind} of {site} is over");
        return;
    }
    match event.kind {
        SiteEventKind::TemplateBroken => error!(
            %site, event = kind, pages, %detail,
            "{site}: {pages} pages cannot be read: {detail}. They are kept: mend [site.select] \
             of the site, see what it takes with `newswatch try URL`, and reload; or run `newswatch reextract --site \"{site}\"` while no daemon runs"
        ),
        SiteEventKind::RuleWeak => error!(
            %site, event = kind, pages, %detail,
            "{site}: {detail}. Edits of this field are not seen: mend [site.select] \
             of the site, see what it takes with `newswatch try URL`, and reload"
        ),
        SiteEventKind::BoilerplateLearned
        | SiteEventKind::BoilerplateUnlearned
        | SiteEventKind::ModifiedUntrusted
        | SiteEventKind::ClockOff => {
            info!(%site, event = kind, pages, %detail, "{site}: {kind}: {detail}");
        }
        SiteEventKind::SiteChanged => info!(
            %site, event = kind, pages, %detail,
            "{site} was changed as a whole: the same blocks came on or went from its articles. What was told of {pages} \
             of them is told otherwise now, and no more is told of it: {detail}"
        ),
    }
}

fn happened(due: &Due, event: &Event, is_of_site: bool) {
    let (url, detail) = (Untrusted::new(due.url.as_str()), Untrusted::new(&event.detail));
    match event.kind.as_str() {
        "failing" | "suspect_entered" | "rebased_blind" | "quarantine_full" if !is_of_site => {
            warn!(%url, site = %Untrusted::new(&due.site), event = %event.kind, %detail, "{} {url}: {detail}", event.kind);
        }
        _ => {
            info!(%url, site = %Untrusted::new(&due.site), event = %event.kind, %detail, "{} {url}: {detail}", event.kind)
        }
    }
}

fn changed(due: &Due, headline: &str, change: &Change) {
    let (url, summary) = (Untrusted::new(due.url.as_str()), Untrusted::new(&change.summary));
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
