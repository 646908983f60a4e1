//! The one place that decides what a visit writes, before it is written.
//!
//! Pure: the same page, past and attempt always give the same [`Visit`]. The live daemon, a one-off check and the
//! backfill of old captures all come through here; there is no second way in.

mod absent;
mod baseline;
mod bodies;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_live;
#[cfg(test)]
mod cases_rules;
mod clock;
mod disclosure;
mod health;
#[cfg(test)]
mod health_tests;
mod judge;
mod moved;
mod places;
mod relive;
mod returns;
#[cfg(test)]
mod tests;
mod text;
mod unread;
mod variants;
#[cfg(test)]
mod variants_tests;
mod walls;
mod weighing;

use chrono::TimeDelta;

use crate::compare;
use crate::extract::{Budget, Rules};
use crate::model::{
    Attempt, AttemptRecord, Change, Due, Event, Fetched, Hash, Learned, Outcome, PageState, Past, SiteBlocks, Step,
    Suspicion, Timestamp, Trace, Validators, Visit,
};
use crate::schedule::{Cadence, Confirm, Progress, next_confirm, next_due};

pub use relive::{Later, Met, Relived};

/// How the pages of one site are judged and when they are due again.
pub struct Terms<'a> {
    pub rules: &'a Rules,
    /// The blocks that were learned to repeat on the site.
    pub learned: &'a Learned,
    /// The blocks that are known to come and go on the whole site.
    pub site_blocks: &'a SiteBlocks,
    pub cadence: &'a Cadence,
    pub confirm: &'a Confirm,
    /// Percent of the ladder's intervals that was learned for the site.
    pub pace_percent: u32,
    pub budget: Budget<'a>,
}

impl Terms<'_> {
    /// The fingerprint of everything that turns a page into compared text: rules, extractor, comparison, and what was
    /// learned of the site.
    pub fn revision(&self) -> String {
        let learned = self.learned.revision();
        let dot = if learned.is_empty() { "" } else { "." };
        format!("{}.{}{dot}{learned}", self.rules.revision(), compare::REVISION)
    }

    /// The fingerprint of what decides whether a page can be read at all: rules, extractor, limits.
    pub fn reading(&self) -> String {
        format!("{}.{}.{}", self.rules.revision(), self.budget.nodes_max, self.budget.depth_max)
    }
}

/// What of a page's past must be read before an attempt can be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The attempt can be settled from the due page alone.
    Nothing,
    /// The last versions.
    Past,
    /// The last versions, and the last raw page, since the rules have changed.
    PastAndCapture,
}

/// Says what [`settle`] has to be given for this attempt, so that an unchanged page costs no reading.
pub fn need(terms: &Terms, due: &Due, attempt: &Attempt) -> Need {
    let Some(hash) = attempt.body_hash() else {
        let is_varying = matches!(attempt.end, Fetched::NotModified { .. }) && due.is_varying;
        return if is_varying { Need::Past } else { Need::Nothing };
    };
    let is_judged_alike = due.revision.as_deref() == Some(terms.revision().as_str());
    if unread::is_kept(terms, due, &hash) {
        return Need::Nothing;
    }
    match due.version {
        Some(_) if !is_judged_alike => Need::PastAndCapture,
        Some(_) if due.body_hash == Some(hash) && !due.is_varying => Need::Nothing,
        // Another selector of a list may win than did for the last version; then that is read in the same place.
        Some(_) if terms.rules.select.body.len() > 1 || terms.rules.select.headline.len() > 1 => Need::PastAndCapture,
        _ => Need::Past,
    }
}

/// Turns an attempt into everything that is to be written of it.
///
/// `past` may be the default where [`need`] says so.
pub fn settle(terms: &Terms, due: &Due, past: &Past, attempt: Attempt) -> Visit {
    let (at, body_hash) = (attempt.at, attempt.body_hash());
    let mut visit = quiet(due, &attempt);
    match attempt.end {
        Fetched::NotModified { final_url, .. } => {
            visit.attempt.final_url = Some(final_url.into());
            visit.attempt.status = Some(304);
            match due.unread_hash {
                // What the server was asked with are the validators of the page that could not be read.
                Some(_) => unread::again(terms, due, &mut visit),
                None => unchanged(terms, due, past, &mut visit, Outcome::NotModified),
            }
        }
        Fetched::Failed(failure) => absent::failed(terms, due, &mut visit, failure),
        Fetched::Body(response) => {
            if let Some(ahead) = clock::ahead(&response, at) {
                visit.attempt.trace.add(Step::Clock(ahead.num_seconds()));
                visit.clock_ahead = Some(ahead);
            }
            visit.attempt.status = Some(response.status);
            visit.attempt.body_bytes = Some(response.body.len() as u64);
            visit.attempt.final_url = Some(response.final_url.to_string());
            let hash = body_hash.unwrap_or_else(|| Hash::of(&response.body));
            let is_same = due.version.is_some()
                && due.revision.as_deref() == Some(terms.revision().as_str())
                && due.body_hash == Some(hash);
            if let Some(sign) = moved::leads_away(due, &response) {
                absent::gone(terms, due, &mut visit, sign);
            } else if is_same {
                moved::tell(&mut visit, due, &response, due.version.unwrap_or_default());
                visit.validators = Some(response.validators);
                visit.attempt.trace.add(Step::SameBody);
                unchanged(terms, due, past, &mut visit, Outcome::SameBytes);
            } else if unread::is_kept(terms, due, &hash) {
                visit.validators = Some(response.validators);
                unread::again(terms, due, &mut visit);
            } else {
                judge::judge(judge::Scene { terms, due, past, body: hash }, &mut visit, *response);
            }
        }
    }
    debug_assert!(visit.next_due > at, "a page is always due again, later");
    visit
}

/// A visit that so far changes nothing.
fn quiet(due: &Due, attempt: &Attempt) -> Visit {
    Visit {
        page: due.page,
        attempt: AttemptRecord {
            at: attempt.at,
            elapsed_ms: attempt.elapsed_ms,
            outcome: Outcome::Failed,
            status: None,
            body_bytes: None,
            final_url: None,
            failure: None,
            detail: None,
            problems: Vec::new(),
            suppressed: Vec::new(),
            trace: Trace::default(),
        },
        validators: None,
        judged: None,
        version: None,
        capture: None,
        rebased: None,
        clock_ahead: None,
        changes: Vec::new(),
        digested: None,
        retold: Vec::new(),
        discloses: Vec::new(),
        variants: None,
        block_sights: Vec::new(),
        is_modified_bumped: false,
        moved_to: due.moved_to.clone(),
        events: Vec::new(),
        state: due.state.clone(),
        state_since: due.state_since,
        state_checks: due.state_checks,
        failures: due.failures,
        suspect_canon: None,
        is_same_text: false,
        is_busy: due.is_busy,
        is_live: due.is_live,
        claims: None,
        event_at: due.event_at,
        next_due: attempt.at,
        unread: None,
        is_seen_again: false,
        reading: None,
    }
}

/// The page is what it was: the window of its last version is extended, states are left.
fn unchanged(terms: &Terms, due: &Due, past: &Past, visit: &mut Visit, outcome: Outcome) {
    visit.attempt.outcome = outcome;
    visit.is_same_text = due.version.is_some() && variants::count(visit, past, None);
    visit.is_busy = false;
    good(due, visit);
    if due.state == PageState::Removed {
        visit.changes.push(absent::restored(due, visit.attempt.at));
    }
    plan(terms, due, visit);
}

/// Notes that the page itself was seen: failures and states end here.
fn good(due: &Due, visit: &mut Visit) {
    let at = visit.attempt.at;
    if due.failures >= absent::FAILING {
        event(visit, "recovered", format!("after {} failed attempts", due.failures));
    }
    visit.failures = 0;
    if due.state == PageState::Ok {
        return;
    }
    let since = due.state_since.format("%Y-%m-%d %H:%M:%S");
    match &due.state {
        PageState::New | PageState::Ok => {}
        PageState::Suspect(what) => event(visit, "suspect_left", format!("{} since {since}", what.as_str())),
        PageState::GoneUnconfirmed => event(visit, "gone_unconfirmed_left", format!("missing since {since}")),
        PageState::Removed => event(visit, "restored", format!("removed since {since}")),
        PageState::BlockedLegal => event(visit, "blocked_legal_left", format!("blocked since {since}")),
    }
    visit.state = PageState::Ok;
    visit.state_since = at;
    visit.state_checks = 0;
}

/// Enters a state, or stays in it for one more check.
fn enter(due: &Due, visit: &mut Visit, state: PageState, kind: &str, detail: String) {
    visit.attempt.outcome = Outcome::State;
    visit.attempt.detail.get_or_insert_with(|| detail.clone());
    if due.state == state {
        visit.state_checks = due.state_checks.saturating_add(1);
        return;
    }
    if due.unread_hash.is_some() && !state.is_unread() {
        // The validators are those of a page that was not read: nothing could be said of a 304 to them any more.
        visit.validators = Some(Validators::default());
    }
    visit.state = state;
    visit.state_since = visit.attempt.at;
    visit.state_checks = 1;
    event(visit, kind, detail);
}

/// Enters a suspicion; the last good version stays the baseline.
fn suspect(terms: &Terms, due: &Due, visit: &mut Visit, what: Suspicion, detail: String) {
    visit.failures = 0;
    enter(due, visit, PageState::Suspect(what), "suspect_entered", format!("{}: {detail}", what.as_str()));
    plan_confirm(terms, due, visit);
}

fn event(visit: &mut Visit, kind: &str, detail: String) {
    visit.events.push(Event { kind: kind.to_owned(), detail });
}

/// The next turn of a page that is well.
fn plan(terms: &Terms, due: &Due, visit: &mut Visit) {
    visit.next_due = next_due(terms.cadence, &progress(terms, due, visit));
}

fn progress(terms: &Terms, due: &Due, visit: &Visit) -> Progress {
    Progress {
        page: due.page,
        now: visit.attempt.at,
        event_at: visit.event_at,
        added_at: due.added_at,
        attempts: due.attempts.saturating_add(1),
        pace_percent: terms.pace_percent,
        is_busy: visit.is_busy,
        is_live: visit.is_live && visit.event_at.is_none_or(|event| visit.attempt.at - event < LIVE_FOR),
    }
}

/// A live page on which nothing has come for so long is live no more, whatever it says.
const LIVE_FOR: TimeDelta = TimeDelta::hours(12);

/// The next turn of a page whose state has to be confirmed: by the confirm ladder, or by an interval that the operator
/// set, whichever comes first. A page that our rules cannot read comes also when it would come if they could, so that
/// the edits that are made meanwhile are found later.
fn plan_confirm(terms: &Terms, due: &Due, visit: &mut Visit) {
    let by_ladder = next_confirm(terms.confirm, visit.state_since, visit.state_checks, visit.attempt.at);
    visit.next_due = match terms.cadence {
        Cadence::Ladder | Cadence::Cron { .. } if !visit.state.is_unread() => by_ladder,
        Cadence::Every(_) | Cadence::Ladder | Cadence::Cron { .. } => {
            by_ladder.min(next_due(terms.cadence, &progress(terms, due, visit)))
        }
    };
}

/// A change that is not made of text edits.
fn bare_change(
    n: u32,
    last_seen_old_at: Option<Timestamp>,
    kind: crate::model::ChangeKind,
    seen_at: Timestamp,
    summary: String,
) -> Change {
    Change {
        cause: crate::model::Cause::Publisher,
        kinds: vec![kind],
        flags: Vec::new(),
        severity: crate::model::Severity::Alert,
        disclosure: None,
        counts: Default::default(),
        summary,
        edits: Vec::new(),
        is_coarse: false,
        last_seen_old_at,
        first_seen_new_at: seen_at,
        old_version: Some(n),
        new_version: Some(n),
        reverted_to: None,
    }
}
