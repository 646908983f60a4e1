//! Attempts that brought no page: failures, and pages that are gone.
//!
//! A missing page is a state that has to be confirmed on its own ladder; no failure ever becomes an edit.

use super::{Terms, bare_change, enter, event, plan_confirm, suspect};
use crate::model::{
    Change, ChangeKind, Due, Failure, FailureKind, Outcome, PageState, Step, Suspicion, Timestamp, Visit,
};
use crate::schedule::{RETRY_S_MAX, interval_s, next_retry};

/// Failures in a row after which a page counts as failing.
pub(super) const FAILING: u32 = 3;

/// How often a page has to be missing to be believed gone, unless the server says that it is for good.
const NOT_FOUND_SIGHTS: u32 = 3;

/// When a throttled page is due again where its host does not say so, seconds; the host's own pause may be longer.
const THROTTLED_S: u64 = 60;

/// What says that a page is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    NotFound,
    Gone,
    /// The address leads to the site's home page.
    Home,
    /// It leads to the section that the article was in.
    Section,
    /// It leads to a page that says that there is none.
    ErrorPage,
    /// A page with status 200 that says that there is none.
    SaysSo,
}

/// Settles an attempt that failed.
pub(super) fn failed(terms: &Terms, due: &Due, visit: &mut Visit, failure: Failure) {
    visit.attempt.outcome = Outcome::Failed;
    visit.attempt.failure = Some(failure.kind);
    visit.attempt.status = failure.status;
    visit.attempt.detail = Some(failure.detail.clone());
    match failure.kind {
        FailureKind::NotFound => gone(terms, due, visit, Sign::NotFound),
        FailureKind::Gone => gone(terms, due, visit, Sign::Gone),
        FailureKind::Challenge => suspect(terms, due, visit, Suspicion::Challenge, failure.detail),
        FailureKind::LegalBlock if due.failures + 1 >= FAILING => {
            visit.failures = due.failures.saturating_add(1);
            enter(due, visit, PageState::BlockedLegal, "blocked_legal", failure.detail);
            plan_confirm(terms, due, visit);
        }
        FailureKind::Throttled => throttled(visit, failure.retry_after_s),
        FailureKind::Dns
        | FailureKind::Connect
        | FailureKind::Tls
        | FailureKind::Timeout
        | FailureKind::Reset
        | FailureKind::TooLarge
        | FailureKind::TooSlow
        | FailureKind::BadEncoding
        | FailureKind::BadResponse
        | FailureKind::Redirect
        | FailureKind::SchemeRefused
        | FailureKind::AddressRefused
        | FailureKind::NotHtml
        | FailureKind::Denied
        | FailureKind::LegalBlock
        | FailureKind::Robots
        | FailureKind::Server
        | FailureKind::Status => retry(terms, due, visit, &failure),
    }
}

/// The host wants to be left alone: that says nothing of the page, whose turn comes when the host may be asked again.
fn throttled(visit: &mut Visit, retry_after_s: Option<u64>) {
    let wait_s = retry_after_s.unwrap_or(THROTTLED_S).clamp(1, RETRY_S_MAX);
    let wait = chrono::TimeDelta::seconds(i64::try_from(wait_s).unwrap_or(i64::MAX));
    visit.next_due = visit.attempt.at.checked_add_signed(wait).unwrap_or(visit.attempt.at);
}

/// An ordinary failure: tried again later, told once when it lasts.
fn retry(terms: &Terms, due: &Due, visit: &mut Visit, failure: &Failure) {
    visit.failures = due.failures.saturating_add(1);
    if visit.failures == FAILING {
        event(visit, "failing", format!("{}: {}", failure.kind, failure.detail));
    }
    let cadence_s = interval_s(terms.cadence, &super::progress(terms, due, visit));
    visit.next_due = next_retry(visit.failures, failure.retry_after_s, cadence_s, visit.attempt.at);
}

/// The page is missing: noted at the first sight, believed after the confirm ladder.
///
/// 410 is believed at the second sight one step of the ladder later; 404 and a redirect to the home page after three
/// sights over the whole ladder (domain rules, section 2.5).
pub(super) fn gone(terms: &Terms, due: &Due, visit: &mut Visit, sign: Sign) {
    visit.failures = 0;
    let detail = match sign {
        Sign::NotFound => "the server answers 404",
        Sign::Gone => "the server answers 410",
        Sign::Home => "the address leads to the home page",
        Sign::Section => "the address leads to a section of the site",
        Sign::ErrorPage => "the address leads to an error page",
        Sign::SaysSo => "the page says that there is none",
    };
    visit.attempt.trace.add(Step::Sign(match sign {
        Sign::NotFound => "not_found",
        Sign::Gone => "gone",
        Sign::Home => "home_page",
        Sign::Section => "section_page",
        Sign::ErrorPage => "error_page",
        Sign::SaysSo => "says_so",
    }));
    if due.state == PageState::Removed {
        enter(due, visit, PageState::Removed, "removed", detail.to_owned());
    } else {
        enter(due, visit, PageState::GoneUnconfirmed, "gone_unconfirmed", detail.to_owned());
        let (sights, span) = match sign {
            Sign::Gone => (2, terms.confirm.first()),
            Sign::NotFound | Sign::Home | Sign::Section | Sign::ErrorPage | Sign::SaysSo => {
                (NOT_FOUND_SIGHTS, terms.confirm.last())
            }
        };
        let lasted = visit.attempt.at - visit.state_since;
        let (lasted_s, span_s) = (lasted.num_seconds(), span.num_seconds());
        visit.attempt.trace.add(Step::Ladder { sights: visit.state_checks, needed: sights, lasted_s, span_s });
        if visit.state_checks >= sights && lasted >= span {
            believe(due, visit, detail);
        }
    }
    plan_confirm(terms, due, visit);
}

/// A page that says with status 200 that there is none: doubted, and believed when it has lasted as long as a 404 must.
/// Answers whether its raw page is to be kept.
pub(super) fn says_so(terms: &Terms, due: &Due, visit: &mut Visit, detail: String) -> bool {
    if due.state == PageState::Removed {
        gone(terms, due, visit, Sign::SaysSo);
        return false;
    }
    visit.attempt.trace.add(Step::Wall(Suspicion::SoftNotFound.as_str()));
    let is_new = due.state != PageState::Suspect(Suspicion::SoftNotFound);
    suspect(terms, due, visit, Suspicion::SoftNotFound, detail.clone());
    let (lasted, span) = (visit.attempt.at - visit.state_since, terms.confirm.last());
    let (lasted_s, span_s) = (lasted.num_seconds(), span.num_seconds());
    visit.attempt.trace.add(Step::Ladder { sights: visit.state_checks, needed: NOT_FOUND_SIGHTS, lasted_s, span_s });
    if visit.state_checks >= NOT_FOUND_SIGHTS && lasted >= span {
        believe(due, visit, &detail);
    }
    is_new
}

/// A missing page has been missing for long enough.
fn believe(due: &Due, visit: &mut Visit, detail: &str) {
    let first_sight = visit.state_since;
    visit.state = PageState::Removed;
    event(visit, "removed", format!("{detail}, {} times since {first_sight}", visit.state_checks));
    if let Some(n) = due.version {
        visit.changes.push(removed(n, due.last_seen_at, first_sight, detail));
    }
}

/// The change of a page that is gone: version `n` was seen last at `seen_at`.
pub(super) fn removed(n: u32, seen_at: Option<Timestamp>, first_sight: Timestamp, detail: &str) -> Change {
    let summary = format!("removed: {detail}; version {n} was the last");
    bare_change(n, seen_at, ChangeKind::Removed, first_sight, summary)
}

/// A change of presence as it is told of version `n`.
pub(super) fn renumbered(change: &Change, n: Option<u32>) -> Change {
    let said = |n: Option<u32>| format!("version {}", n.unwrap_or_default());
    Change {
        summary: change.summary.replace(&said(change.old_version), &said(n)),
        old_version: n,
        new_version: n,
        ..change.clone()
    }
}

/// The change of a removed page that is back with its last text.
pub(super) fn restored(due: &Due, at: Timestamp) -> Change {
    let n = due.version.unwrap_or_default();
    let summary = format!("restored: the page is back and reads as version {n}");
    bare_change(n, due.last_seen_at, ChangeKind::Restored, at, summary)
}
