//! Kept pages of one page read again, in order, each at its own time, as if the rules had been then what they are now.
//!
//! It is the same [`settle`] that visits go through, with what is known of the page carried from one to the next; the
//! store writes all of it at once.

use std::collections::BTreeSet;

use super::baseline::{Ground, ground};
use super::judge::{self, Scene};
use super::{Terms, absent, quiet, returns, settle};
use crate::model::{
    Article, Attempt, Baseline, Cause, Change, ChangeKind, Claims, Digested, Due, Event, Fetched, Hash, KeptCapture,
    OlderVersion, PageState, Past, Quarantined, Removal, RereadEnd, RereadStep, Rereading, Response, Seam, TOLD_MAX,
    Timestamp, Told, Validators, Visit,
};
use crate::schedule::{Progress, next_due};

/// Older versions that are remembered, as by the store.
const OLDER_MAX: usize = 50;

/// The version that was seen next after pages that could not be read.
pub struct Met {
    /// Which version, and the first visit that saw it.
    pub seam: Seam,
    /// Its raw page, as row and as answer.
    pub capture: Option<i64>,
    pub response: Response,
    pub article: Article,
    /// The last visit that saw it.
    pub until: Timestamp,
    /// The page counted as removed when it came.
    pub is_after_removal: bool,
}

/// What was recorded of the page since its first kept page.
#[derive(Debug, Default)]
pub struct Later {
    /// Removals before the seam.
    pub removals: Vec<Removal>,
    /// The publisher's changes by row: those that told before the seam that the page was gone, or back, and all after it.
    pub changes: Vec<(i64, Change)>,
    /// Versions after the seam, in order.
    pub versions: Vec<OlderVersion>,
}

/// A page whose kept pages are being read again.
pub struct Relived {
    /// The page as it is now.
    page: Due,
    /// The page and its past as they were, and as they become.
    due: Due,
    past: Past,
    after_version: Option<u32>,
    steps: Vec<RereadStep>,
    seam: Option<Seam>,
    /// The page could be read again after the kept pages.
    is_followed: bool,
}

impl Relived {
    /// Begins with the page as it is now and its past as of just before the first kept page, with the raw page of the
    /// last version.
    ///
    /// `is_followed` is whether the page could be read again since.
    pub fn begin(page: Due, past: Past, is_followed: bool) -> Relived {
        let last = past.last.as_ref();
        let known = |value: Option<crate::model::Hash>| value.filter(|_| !is_followed);
        let due = Due {
            state: if last.is_some() { PageState::Ok } else { PageState::New },
            state_checks: 0,
            failures: 0,
            version: last.map(|l| l.n),
            last_seen_at: last.map(|l| l.last_seen_at),
            body_hash: known(page.body_hash),
            revision: page.revision.clone().filter(|_| !is_followed),
            unread_hash: None,
            unread_under: None,
            ..page.clone()
        };
        let after_version = due.version;
        // What was counted since of texts shown in turn is not known as of then.
        let variants = past.variants.filter(|_| !is_followed);
        let past = Past { quarantined: 0, suspect_canon: None, variants, ..past };
        Relived { page, due, past, after_version, steps: Vec::new(), seam: None, is_followed }
    }

    /// Reads the next kept page; answers whether it could be read.
    pub fn read(&mut self, terms: &Terms, kept: Quarantined) -> bool {
        let Quarantined { capture, at, last_seen_at, sights, is_after_removal, response } = kept;
        let before = self.due.state.clone();
        if is_after_removal && self.due.version.is_some() {
            self.due.state = PageState::Removed;
        }
        let spare = (sights > 1).then(|| response.clone());
        let visit = self.visit(terms, at, response);
        if visit.state.is_unread() {
            self.due.state = before;
            self.step(Some(capture), visit, at, false);
            return false;
        }
        let is_good = visit.state == PageState::Ok;
        self.step(Some(capture), visit, if is_good { last_seen_at } else { at }, true);
        if let Some(response) = spare.filter(|_| !is_good && last_seen_at > at) {
            // A doubtful text is believed by how often and how long it was seen.
            self.due.state_checks = self.due.state_checks.saturating_add(sights - 2);
            let visit = self.visit(terms, last_seen_at, response);
            self.step(Some(capture), visit, last_seen_at, true);
        }
        true
    }

    /// Judges anew the version that was seen next after the kept pages.
    pub fn meet(&mut self, terms: &Terms, next: Met) {
        let Met { seam, capture, article, response, until, is_after_removal } = next;
        self.seam = Some(seam);
        if is_after_removal && self.due.version.is_some() {
            self.due.state = PageState::Removed;
        }
        let mut visit = quiet(&self.due, &attempt(&self.due, seam.at, None));
        let scene = Scene { terms, due: &self.due, past: &self.past, body: Hash::of(&response.body) };
        judge::recorded(scene, &mut visit, response, article);
        self.step(capture, visit, until, true);
    }

    /// Reads the last version's raw page again, where its rules have changed: no visit is made up for it.
    pub fn reread_last(&mut self, terms: &Terms) {
        let Some(last) = &self.past.last else { return };
        let seen_at = last.last_seen_at;
        let mut visit = quiet(&self.due, &attempt(&self.due, seen_at, None));
        let ground = ground(terms, false, &self.past, &mut visit);
        if matches!(ground, Ground::Article(_)) && visit.rebased.is_some() {
            self.step(None, visit, seen_at, true);
        }
    }

    /// Everything to write, with what was told since as it is told with what is known now.
    pub fn end(self, terms: &Terms, now: Timestamp, later: Later) -> Rereading {
        let versions = self.versions(&later);
        let amended = later.changes.iter().filter_map(|(id, change)| {
            let is_after = self.seam.is_some_and(|seam| change.first_seen_new_at > seam.at);
            let again = if is_after { self.retold(change, &versions) } else { self.amended(change) };
            (again != *change).then_some((*id, again))
        });
        let amended = amended.collect();
        let told = later.removals.iter().filter_map(|removal| self.untold(removal, &later.changes)).collect();
        let shows_last = self.page.unread_hash.is_some() && self.seam.is_none();
        let is_well = shows_last && self.steps.last().is_some_and(|step| step.is_read && step.capture.is_some());
        let event = self.event();
        Rereading {
            page: self.page.page,
            at: now,
            attempts: self.page.attempts,
            after_version: self.after_version,
            end: is_well.then(|| self.condition(terms, now)),
            steps: self.steps,
            seam: self.seam,
            amended,
            told,
            under: terms.reading(),
            rules: terms.rules.revision(),
            event,
        }
    }

    fn visit(&self, terms: &Terms, at: Timestamp, response: Response) -> Visit {
        settle(terms, &self.due, &self.past, attempt(&self.due, at, Some(response)))
    }

    fn step(&mut self, capture: Option<i64>, mut visit: Visit, until: Timestamp, is_read: bool) {
        if self.is_followed {
            visit.variants = None; // others were counted since
        }
        if is_read {
            remember(&mut self.due, &mut self.past, &mut visit);
            if let Some(last) = self.past.last.as_mut().filter(|_| visit.state == PageState::Ok) {
                last.last_seen_at = last.last_seen_at.max(until);
                self.due.last_seen_at = Some(last.last_seen_at);
            }
        }
        visit.capture = None; // it is kept already
        let last = self.past.last.as_ref();
        let seen_at = last.map(|last| last.last_seen_at);
        let claims = last.filter(|last| last.has_moved_claims).map(|last| Claims::of(&last.article));
        self.steps.push(RereadStep { capture, visit, until, is_read, seen_at, claims });
    }

    fn condition(&self, terms: &Terms, now: Timestamp) -> RereadEnd {
        let progress = Progress {
            page: self.due.page,
            now,
            event_at: self.due.event_at,
            added_at: self.due.added_at,
            attempts: self.page.attempts,
            is_busy: self.due.is_busy,
            is_live: self.due.is_live,
            pace_percent: terms.pace_percent,
        };
        let first = self.steps.iter().find(|step| step.is_read).map_or(now, |step| step.visit.attempt.at);
        RereadEnd {
            state: self.due.state.clone(),
            state_since: if self.due.state == PageState::Ok { first } else { self.due.state_since },
            state_checks: self.due.state_checks,
            // No sooner than its interval from now, so that many pages mended at once do not come due at once.
            next_due: next_due(terms.cadence, &progress).min(self.page.due_at.max(now)),
        }
    }

    /// A change of presence with the version and the window that it has now.
    fn amended(&self, change: &Change) -> Change {
        let (n, seen_at) = self.known_at(change.first_seen_new_at);
        let last_seen_old_at = change.last_seen_old_at.max(seen_at);
        Change { last_seen_old_at, ..absent::renumbered(change, n) }
    }

    /// The change of a removal, if it was not told because no text was known then.
    fn untold(&self, removal: &Removal, told: &[(i64, Change)]) -> Option<Change> {
        let is_of = |change: &Change| {
            change.kinds.contains(&ChangeKind::Removed) && change.first_seen_new_at == removal.first_sight
        };
        if told.iter().any(|(_, change)| is_of(change)) {
            return None;
        }
        let (n, seen_at) = self.known_at(removal.first_sight);
        Some(absent::removed(n?, seen_at, removal.first_sight, &removal.detail))
    }

    /// The version at a time among the kept pages, and when it was seen last before.
    fn known_at(&self, at: Timestamp) -> (Option<u32>, Option<Timestamp>) {
        let is_kept = |step: &RereadStep| self.seam.is_none_or(|seam| step.visit.attempt.at < seam.at);
        let before = || {
            let read = self.steps.iter().filter(|step| step.is_read && is_kept(step));
            read.filter(|step| step.visit.attempt.at <= at)
        };
        let version = |step: &RereadStep| Some(step.visit.version.as_ref().or(step.visit.rebased.as_ref())?.n);
        let seen_at = before().filter(|step| step.visit.state == PageState::Ok).map(|step| step.until.min(at)).max();
        (before().filter_map(version).next_back().or(self.after_version), seen_at)
    }

    /// A change that was told after the seam, with the numbers that versions have now and the texts that are known now.
    fn retold(&self, change: &Change, versions: &[OlderVersion]) -> Change {
        let is_before = |n: u32| self.is_back() && Some(n) == self.after_version;
        let number = |n: u32| if is_before(n) { n.saturating_add(self.made()) } else { self.renumbered(n) };
        let (old, new) = (change.old_version.map(number), change.new_version.map(number));
        if old == new {
            return absent::renumbered(change, new);
        }
        let again = Change { old_version: old, new_version: new, ..change.clone() };
        let canon = |n: Option<u32>| versions.iter().find(|v| Some(v.n) == n).map(|v| &v.canon);
        let (Some(_), Some(new_canon), Some(old), Some(new)) = (canon(old), canon(new), old, new) else {
            return Change { reverted_to: change.reverted_to.map(|n| self.renumbered(n)), ..again };
        };
        let older: Vec<OlderVersion> = versions.iter().rev().filter(|v| v.n < new).take(OLDER_MAX).cloned().collect();
        returns::retell(&again, returns::of(&older, old, new_canon))
    }

    /// All versions that the page will have, in order.
    fn versions(&self, later: &Later) -> Vec<OlderVersion> {
        let mut versions: Vec<OlderVersion> = self.past.older.iter().rev().cloned().collect();
        versions.extend(self.past.last.as_ref().map(|last| OlderVersion {
            n: last.n,
            canon: last.hashes.canon,
            headline: last.article.headline.clone(),
            first_seen_at: last.first_seen_at,
            last_seen_at: last.last_seen_at,
            sights: last.sights,
        }));
        versions.extend(later.versions.iter().map(|v| OlderVersion { n: self.renumbered(v.n), ..v.clone() }));
        versions
    }

    /// Whether the text that was seen next is that of the version before.
    fn is_back(&self) -> bool {
        self.seam.is_some_and(|seam| Some(seam.version) == self.after_version)
    }

    /// How many versions the kept pages and the one that was seen next make.
    fn made(&self) -> u32 {
        self.steps.iter().map(RereadStep::versions_made).sum()
    }

    /// The number that a version of before has now.
    fn renumbered(&self, n: u32) -> u32 {
        let is_later = self.seam.is_some() && n > self.after_version.unwrap_or(0);
        let moved = n.saturating_add(self.made()).saturating_sub(u32::from(!self.is_back()));
        if is_later { moved } else { n }
    }

    fn event(&self) -> Option<Event> {
        let of_kept = |step: &&RereadStep| self.seam.is_none_or(|seam| step.visit.attempt.at < seam.at);
        let read = self.steps.iter().filter(|step| step.is_read).filter(of_kept).filter_map(|step| step.capture);
        let read = read.collect::<BTreeSet<i64>>().len();
        let versions = self.steps.iter().filter(|step| step.visit.version.is_some()).count();
        let changes: usize = self.steps.iter().map(|step| step.visit.changes.len()).sum();
        let detail = format!("kept pages read again: {read}; versions: {versions}, changes: {changes}");
        (read > 0).then(|| Event { kind: "reread".to_owned(), detail })
    }
}

fn attempt(due: &Due, at: Timestamp, response: Option<Response>) -> Attempt {
    let end = match response {
        Some(response) => Fetched::Body(Box::new(response)),
        None => Fetched::NotModified { final_url: due.url.clone(), redirects: Vec::new() },
    };
    Attempt::new(due.page, at, 0, Validators::default(), end)
}

/// What a page and its past are after a visit, as the store would tell. The raw page of a new version is taken out of
/// the visit.
pub(super) fn remember(due: &mut Due, past: &mut Past, visit: &mut Visit) {
    let at = visit.attempt.at;
    (due.state, due.state_since, due.state_checks) = (visit.state.clone(), visit.state_since, visit.state_checks);
    (due.failures, due.is_busy, due.is_live) = (visit.failures, visit.is_busy, visit.is_live);
    due.event_at = visit.event_at.or(due.event_at);
    due.moved_to = visit.moved_to.clone();
    if let Some(judged) = &visit.judged {
        (due.body_hash, due.revision) = (Some(judged.body_hash), Some(judged.revision.clone()));
    }
    let is_suspect = matches!(visit.state, PageState::Suspect(_));
    past.suspect_canon = visit.suspect_canon.or(past.suspect_canon.filter(|_| is_suspect));
    for (version, is_ours) in visit.rebased.iter().map(|v| (v, true)).chain(visit.version.iter().map(|v| (v, false))) {
        let span = past.last.as_ref().filter(|_| is_ours).map_or((at, at), |l| (l.first_seen_at, l.last_seen_at));
        let next = Baseline {
            n: version.n,
            article: version.article.clone(),
            hashes: version.hashes,
            revision: version.revision.clone(),
            first_seen_at: span.0,
            last_seen_at: span.1,
            sights: past.last.as_ref().filter(|_| is_ours).map_or(1, |l| l.sights),
            has_moved_claims: false,
        };
        if let Some(old) = past.last.replace(next) {
            let (first_seen_at, last_seen_at, sights) = (old.first_seen_at, old.last_seen_at, old.sights);
            let (n, canon, headline) = (old.n, old.hashes.canon, old.article.headline);
            past.older.insert(0, OlderVersion { n, canon, headline, first_seen_at, last_seen_at, sights });
            past.older.truncate(OLDER_MAX);
        }
        due.version = Some(version.n);
    }
    let is_seen = visit.is_same_text || visit.version.is_some();
    if is_seen {
        due.last_seen_at = Some(at);
    }
    if let Some(last) = past.last.as_mut() {
        if is_seen {
            last.last_seen_at = last.last_seen_at.max(at);
        }
        if visit.is_same_text {
            last.sights = last.sights.saturating_add(1);
        }
        if let Some(claims) = visit.claims.clone() {
            claims.apply(&mut last.article);
            last.has_moved_claims = true;
        }
    }
    remember_told(due, past, visit);
    if let Some(last) = past.last.as_ref().filter(|_| visit.version.is_some() || visit.rebased.is_some()) {
        past.shown.retain(|shown| shown.n != last.n);
        past.shown.push(last.clone());
        let spare = past.shown.len().saturating_sub(TOLD_MAX);
        past.shown.drain(..spare);
    }
    if let Some(capture) = visit.capture.take_if(|_| visit.version.is_some()) {
        past.last_capture = Some(KeptCapture {
            at,
            final_url: capture.final_url,
            content_type: capture.content_type,
            body: capture.body,
        });
    }
}

/// What was told, and is told otherwise now.
fn remember_told(due: &mut Due, past: &mut Past, visit: &Visit) {
    for retold in &visit.retold {
        if let Some(told) = past.told.iter_mut().find(|told| told.new_version == retold.new_version) {
            told.told_as = Some(told.first_telling());
            let telling = retold.telling.clone();
            (told.kinds, told.severity, told.disclosure) = (telling.kinds, telling.severity, telling.disclosure);
            told.summary = telling.summary;
        }
    }
    past.told.iter_mut().filter(|told| visit.discloses.contains(&told.new_version)).for_each(|told| {
        told.is_disclosed = true;
    });
    if let Some(Digested { told, more }) = &visit.digested
        && let Some(digest) = past.told.iter_mut().find(|digest| digest.new_version == *told)
    {
        digest.new_version = more.new_version.unwrap_or(*told);
        digest.summary = crate::model::digest_summary(&digest.summary, &more.summary);
    }
    for told in visit.changes.iter().filter(|change| change.cause == Cause::Publisher).filter_map(Told::of) {
        past.told.insert(0, told);
    }
    past.told.truncate(TOLD_MAX);
    if let Some(variants) = &visit.variants {
        due.is_varying = variants.ended_at.is_none();
        past.variants = Some(variants.clone());
    }
}
