//! A text that is believed to be the article: the last one still, one of those that are shown in turn, or a new one.

use chrono::TimeDelta;

use super::judge::{Scene, judged, store_version};
use super::variants::{self, Turn};
use super::{absent, bodies, disclosure, event, good, moved, plan, returns};
use crate::compare::{self, Comparison, Context, Equality};
use crate::model::{
    Article, Baseline, Cause, Change, ChangeKind, Claims, Digested, NewVersion, Outcome, PageState, Past, Response,
    Severity, Step, Timestamp, Variants, Visit,
};

/// A text that is one of those that the page shows in turn: it is counted and makes no version.
pub(super) fn in_turn(scene: Scene, visit: &mut Visit, response: Response, article: Article, turn: Turn) {
    let Scene { terms, due, past, .. } = scene;
    let at = visit.attempt.at;
    good(due, visit);
    visit.is_live = is_covered(&article, at);
    let context = Context {
        old_seen_at: turn.ground.last_seen_at,
        new_seen_at: at,
        is_modified_trusted: !past.site.is_modified_untrusted,
    };
    let comparison = compare::compare(&turn.ground.article, &article, &context);
    visit.is_modified_bumped = disclosure::is_bumped(&turn.ground.article, &article);
    let stored = past.last.as_ref().filter(|_| visit.rebased.is_none()).unwrap_or(&turn.ground);
    // The other headlines of a page move with the one that is shown.
    let mut claims = latest_claims(&turn.ground.article, &article);
    claims.alt_headlines.clone_from(&stored.article.alt_headlines);
    visit.claims = Some(claims).filter(|claims| *claims != Claims::of(&stored.article));
    if comparison.equality == Equality::Claim {
        let (n, found) = (turn.ground.n, Found { comparison, window: at, old_version: None });
        visit.changes.push(change(found, &turn.ground, n));
    }
    if due.state == PageState::Removed {
        visit.changes.push(absent::restored(due, at));
    }
    visit.attempt.outcome = Outcome::Variant;
    visit.attempt.trace.add(Step::InTurn);
    visit.is_busy = false;
    visit.judged = Some(judged(scene));
    visit.validators = Some(response.validators);
    variants::show(visit, turn);
    plan(terms, due, visit);
}

/// Whether a page is live coverage that has not ended.
pub(super) fn is_covered(article: &Article, at: Timestamp) -> bool {
    article.is_live && article.coverage_ends_at.is_none_or(|end| at < end)
}

/// A text that is the article: the last one still, or a new one.
pub(super) fn believed(
    scene: Scene,
    visit: &mut Visit,
    response: Response,
    article: Article,
    last: &Baseline,
    found: Found,
) {
    good(scene.due, visit);
    visit.is_live = is_covered(&article, visit.attempt.at);
    moved::tell(visit, scene.due, &response, last.n);
    match found.comparison.equality {
        // A claim and the typography may move at once.
        Equality::Claim if found.comparison.kinds.iter().any(|k| OTHER_TEXT.contains(k)) => {
            new_text(scene, visit, response, article, last, found)
        }
        Equality::Same | Equality::Trace | Equality::Claim => same_text(scene, visit, response, article, last, found),
        Equality::Cosmetic | Equality::Edit => new_text(scene, visit, response, article, last, found),
    }
    plan(scene.terms, scene.due, visit);
}

/// Kinds that make a version although no word of the article is another one.
const OTHER_TEXT: [ChangeKind; 2] = [ChangeKind::Cosmetic, ChangeKind::SiteChange];

/// What the comparison found, and since when the new text has been seen.
pub(super) struct Found {
    pub comparison: Comparison,
    pub window: Timestamp,
    /// The version that it was compared with, where that is not the newest.
    pub old_version: Option<u32>,
}

/// The text is that of the last version; claims may have moved.
fn same_text(scene: Scene, visit: &mut Visit, response: Response, new: Article, last: &Baseline, found: Found) {
    let Scene { due, past, .. } = scene;
    visit.attempt.outcome = match found.comparison.equality {
        Equality::Claim => Outcome::Claim,
        Equality::Trace => Outcome::Trace,
        Equality::Same | Equality::Cosmetic | Equality::Edit => Outcome::SameText,
    };
    visit.is_same_text = variants::count(visit, past, Some(&new));
    visit.is_modified_bumped = disclosure::is_bumped(&last.article, &new);
    visit.is_busy = false;
    visit.judged = Some(judged(scene));
    visit.validators = Some(response.validators);
    let claims = latest_claims(&last.article, &new);
    // What the store has is the version as it was made, unless this visit stores it read again.
    let stored = scene.past.last.as_ref().filter(|_| visit.rebased.is_none()).unwrap_or(last);
    if claims != Claims::of(&stored.article) {
        visit.claims = Some(claims);
    }
    if found.comparison.equality == Equality::Claim {
        note_sights(visit, &found.comparison, &new);
        visit.changes.push(change(found, last, last.n));
    }
    if due.state == PageState::Removed {
        visit.changes.push(absent::restored(due, visit.attempt.at));
    }
}

/// The claims of the new page, with the known times kept where it states none: a claim that is absent for once says
/// nothing, and its return must not look like news.
fn latest_claims(old: &Article, new: &Article) -> Claims {
    let mut claims = Claims::of(new);
    let keeps = |new: &mut Option<crate::model::StatedTime>, old: &Option<crate::model::StatedTime>| {
        if new.as_ref().is_none_or(|s| s.instant.is_none()) && old.as_ref().is_some_and(|s| s.instant.is_some()) {
            new.clone_from(old);
        }
    };
    keeps(&mut claims.published, &old.published);
    keeps(&mut claims.modified, &old.modified);
    claims
}

/// The text differs: a version is stored and the change told.
fn new_text(scene: Scene, visit: &mut Visit, response: Response, article: Article, last: &Baseline, found: Found) {
    let Scene { terms, due, past, .. } = scene;
    let n = last.n + 1;
    let is_edit = found.comparison.equality == Equality::Edit && found.comparison.severity >= Severity::Minor;
    let follows_edit = last.n > 1 && last.first_seen_at == last.last_seen_at;
    let hashes = compare::hashes(&article);
    visit.is_busy = is_edit && follows_edit;
    bodies::count_new(visit, past, &article, n);
    // What comes on a live page keeps it young, though it is no edit.
    if is_edit || found.comparison.entries.is_some_and(|entries| entries.added > 0) {
        visit.event_at = visit.event_at.max(Some(visit.attempt.at));
    }
    note_sights(visit, &found.comparison, &article);
    let mut change = change(found, last, n);
    // Any of the texts that were shown in turn is the old one.
    let in_turn = past.variants.as_ref().filter(|group| group.ended_at.is_none()).and_then(Variants::last_seen_at);
    change.last_seen_old_at =
        change.last_seen_old_at.max(in_turn.filter(|seen_at| *seen_at <= change.first_seen_new_at));
    let returned = returns::of(&past.older, last.n, &hashes.canon);
    returns::tell(&mut change, returned, due.state == PageState::Removed);
    disclosure::later(visit, past, &article, &last.article, &mut change);
    if change.kinds.iter().any(|kind| kind.opens_lineage()) {
        event(visit, "lineage_began", change.summary.clone());
    }
    match digest(past, last, &change) {
        Some(told) => visit.digested = Some(Digested { told, more: change }),
        None => visit.changes.push(change),
    }
    let mut article = article;
    latest_claims(&last.article, &article).apply(&mut article);
    // Claims are no part of the hashes, so those of the text as it came still hold.
    store_version(scene, visit, response, NewVersion { n, article, hashes, revision: terms.revision() });
}

/// Notes what of a change may be the site's.
fn note_sights(visit: &mut Visit, comparison: &Comparison, article: &Article) {
    visit.block_sights.extend(compare::block_sights(&comparison.edits, article.language.as_deref()));
    visit.block_sights.sort_unstable();
    visit.block_sights.dedup();
}

/// What comes on a live page within this time is one digest.
const DIGEST_WITHIN: TimeDelta = TimeDelta::hours(1);

/// The version with which the digest was told last that holds a change too: growth of a live page and nothing else,
/// within the hour.
fn digest(past: &Past, last: &Baseline, change: &Change) -> Option<u32> {
    let is_growth = |kinds: &[ChangeKind], severity| kinds == [ChangeKind::LiveUpdate] && severity == Severity::Info;
    let told = past.told.first().filter(|told| told.new_version == last.n && told.told_as.is_none())?;
    let is_one = is_growth(&told.kinds, told.severity)
        && is_growth(&change.kinds, change.severity)
        && change.first_seen_new_at - told.first_seen_new_at < DIGEST_WITHIN;
    is_one.then_some(told.new_version)
}

fn change(found: Found, last: &Baseline, n: u32) -> Change {
    let Found { comparison, window, old_version } = found;
    Change {
        cause: Cause::Publisher,
        kinds: comparison.kinds,
        flags: comparison.flags,
        severity: comparison.severity,
        disclosure: comparison.disclosure,
        counts: comparison.counts,
        summary: comparison.summary,
        edits: comparison.edits,
        is_coarse: comparison.is_coarse,
        last_seen_old_at: Some(last.last_seen_at),
        first_seen_new_at: window,
        old_version: old_version.or(Some(last.n)),
        new_version: Some(n),
        reverted_to: None,
    }
}
