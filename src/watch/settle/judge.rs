//! A page that answered: is it the article, and what happened to it?

use super::baseline::{self, Ground};
use super::{Terms, absent, event, good, plan, suspect, walls};
use crate::compare::{self, Comparison, Context, Equality, Sifted};
use crate::extract::{self, Page, Rules};
use crate::model::{
    Article, Baseline, CaptureWhy, Cause, Change, ChangeKind, Claims, Due, Hash, Judged, NewCapture, NewVersion,
    Outcome, PageState, Past, Problem, ProblemKind, Response, Severity, Suspicion, Timestamp, Visit,
};

/// Judges a body that is not, byte for byte, the one judged last.
pub(super) fn judge(terms: &Terms, due: &Due, past: &Past, visit: &mut Visit, response: Response) {
    let at = visit.attempt.at;
    let page = Page {
        bytes: &response.body,
        content_type: response.content_type.as_deref(),
        url: &response.final_url,
        seen_at: at,
    };
    let extraction = extract::extract(&page, terms.rules, &terms.budget);
    visit.attempt.problems = extraction.problems;
    let Some(article) = extraction.article else {
        let wall = walls::of_page(due, &response, seen_plainly(terms, &page).as_ref());
        let (what, detail) = wall.unwrap_or_else(|| unreadable(&visit.attempt.problems));
        return doubtful(terms, due, visit, response, what, detail, None);
    };
    let mut sifted = compare::sift(article);
    let is_judged_alike = due.revision.as_deref() == Some(terms.revision().as_str());
    let ground = baseline::ground(terms, is_judged_alike, past, visit);
    if let Ground::Article(last) = &ground {
        for problem in visit.attempt.problems.iter().filter(|p| p.kind == ProblemKind::SelectorEmpty) {
            baseline::carry_over(problem.field.as_deref().unwrap_or_default(), &last.article, &mut sifted.article);
        }
    }
    visit.attempt.suppressed = std::mem::take(&mut sifted.suppressed);
    match ground {
        Ground::None => first(terms, due, visit, response, sifted),
        Ground::Lost(n) => lost(terms, due, visit, response, sifted, n),
        Ground::Article(last) => against(terms, due, past, visit, response, sifted, &last),
    }
}

/// What a page shows that has none of the site's marks: read without its selectors, to tell a wall from a redesign.
fn seen_plainly(terms: &Terms, page: &Page) -> Option<Article> {
    extract::extract(page, &Rules::automatic(&terms.rules.site), &terms.budget).article
}

/// Why no article could be had, in the words of the problems.
fn unreadable(problems: &[Problem]) -> (Suspicion, String) {
    let what = problems.iter().find_map(|p| match (p.kind, p.field.as_deref()) {
        (ProblemKind::TooComplex | ProblemKind::TooLong, _) => Some(Suspicion::TooComplex),
        (ProblemKind::SelectorEmpty, Some("body")) => Some(Suspicion::TemplateBroken),
        _ => None,
    });
    let details: Vec<String> = problems.iter().map(Problem::to_string).collect();
    (what.unwrap_or(Suspicion::Empty), details.join("; "))
}

/// The first good text of a page.
fn first(terms: &Terms, due: &Due, visit: &mut Visit, response: Response, sifted: Sifted) {
    if let Some((what, detail)) = walls::of_page(due, &response, Some(&sifted.article)) {
        return doubtful(terms, due, visit, response, what, detail, None);
    }
    good(due, visit);
    event(visit, "first_seen", format!("{} words", sifted.article.body_words()));
    visit.event_at = plausible(sifted.article.published.as_ref().and_then(|s| s.instant), visit.attempt.at);
    store_version(terms, visit, response, version(terms, sifted.article, 1));
    plan(terms, due, visit);
}

/// The rules changed and the old page is lost to them: a new beginning that claims no edit.
fn lost(terms: &Terms, due: &Due, visit: &mut Visit, response: Response, sifted: Sifted, n: u32) {
    good(due, visit);
    event(visit, "rebased_blind", format!("version {n} cannot be read with the new rules; nothing is said of an edit"));
    store_version(terms, visit, response, version(terms, sifted.article, n + 1));
    plan(terms, due, visit);
}

/// A text beside its baseline.
fn against(
    terms: &Terms,
    due: &Due,
    past: &Past,
    visit: &mut Visit,
    response: Response,
    sifted: Sifted,
    last: &Baseline,
) {
    let at = visit.attempt.at;
    let context = Context { old_seen_at: last.last_seen_at, new_seen_at: at, is_modified_trusted: true };
    let comparison = compare::compare(&last.article, &sifted.article, &context);
    let mut window = at;
    if comparison.equality == Equality::Edit {
        if let Some((what, detail)) = walls::of_page(due, &response, Some(&sifted.article)) {
            return doubtful(terms, due, visit, response, what, detail, None);
        }
        if let Some(what) = compare::suspicion(&last.article, &sifted.article) {
            let canon = compare::hashes(&sifted.article).canon;
            match confirmed_since(terms, due, past, what, canon, &sifted.article, at) {
                Some(since) => window = since,
                None => {
                    let detail = format!(
                        "{} words where version {} has {}",
                        sifted.article.body_words(),
                        last.n,
                        last.article.body_words()
                    );
                    return doubtful(terms, due, visit, response, what, detail, Some(canon));
                }
            }
        }
    }
    good(due, visit);
    visit.is_live = sifted.article.is_live;
    let found = Found { comparison, window };
    match found.comparison.equality {
        // A claim and the typography may move at once.
        Equality::Claim if found.comparison.kinds.contains(&ChangeKind::Cosmetic) => {
            new_text(terms, due, past, visit, response, sifted.article, last, found)
        }
        Equality::Same | Equality::Trace | Equality::Claim => {
            same_text(terms, due, visit, response, sifted.article, last, found)
        }
        Equality::Cosmetic | Equality::Edit => new_text(terms, due, past, visit, response, sifted.article, last, found),
    }
    plan(terms, due, visit);
}

/// What the comparison found, and since when the new text has been seen.
struct Found {
    comparison: Comparison,
    window: Timestamp,
}

/// The text is that of the last version; claims may have moved.
fn same_text(
    terms: &Terms,
    due: &Due,
    visit: &mut Visit,
    response: Response,
    new: Article,
    last: &Baseline,
    found: Found,
) {
    visit.attempt.outcome = match found.comparison.equality {
        Equality::Claim => Outcome::Claim,
        Equality::Trace => Outcome::Trace,
        Equality::Same | Equality::Cosmetic | Equality::Edit => Outcome::SameText,
    };
    visit.is_same_text = true;
    visit.is_busy = false;
    visit.judged = Some(judged(terms, &response));
    visit.validators = Some(response.validators);
    let claims = latest_claims(&last.article, &new);
    if claims != Claims::of(&last.article) {
        visit.claims = Some(claims);
    }
    if found.comparison.equality == Equality::Claim {
        visit.changes.push(change(found, last, last.n, None));
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
#[expect(clippy::too_many_arguments, reason = "one call site; each is a noun of its own")]
fn new_text(
    terms: &Terms,
    due: &Due,
    past: &Past,
    visit: &mut Visit,
    response: Response,
    article: Article,
    last: &Baseline,
    found: Found,
) {
    let n = last.n + 1;
    let is_edit = found.comparison.equality == Equality::Edit && found.comparison.severity >= Severity::Minor;
    let follows_edit = last.n > 1 && last.first_seen_at == last.last_seen_at;
    let hashes = compare::hashes(&article);
    let reverted_to = past.older.iter().find(|v| v.n != last.n && v.canon == hashes.canon).map(|v| v.n);
    visit.is_busy = is_edit && follows_edit;
    if is_edit {
        visit.event_at = visit.event_at.max(Some(visit.attempt.at));
    }
    let mut change = change(found, last, n, reverted_to);
    if due.state == PageState::Removed {
        change.kinds.push(ChangeKind::Restored);
        change.severity = Severity::Alert;
        change.summary = format!("restored with another text; {}", change.summary);
    }
    if let Some(values) = alternation(past, last, &hashes.canon) {
        change.kinds = vec![ChangeKind::Variant];
        change.severity = Severity::Info;
        change.disclosure = None;
        change.summary = format!("shown in turn with {values} other recent texts; {}", change.summary);
    }
    visit.changes.push(change);
    let mut article = article;
    latest_claims(&last.article, &article).apply(&mut article);
    // Claims are no part of the hashes, so those of the text as it came still hold.
    store_version(terms, visit, response, NewVersion { n, article, hashes, revision: terms.revision() });
}

/// Versions among which a page that shows texts in turn is told from one that was edited.
const RECENT: usize = 6;

/// How many other texts a page shows in turn with this one, if it does: the text is that of a recent version, and so
/// was the one that it takes the place of. The first return is told as a reversion, all later ones as variants (rule
/// R14 of the domain).
fn alternation(past: &Past, last: &Baseline, canon: &Hash) -> Option<usize> {
    let before: Vec<&Hash> = past.older.iter().filter(|v| v.n < last.n).take(RECENT).map(|v| &v.canon).collect();
    let returned = before.contains(&canon) && before.contains(&&last.hashes.canon);
    let texts: std::collections::BTreeSet<&Hash> = before.into_iter().chain([&last.hashes.canon]).collect();
    returned.then(|| texts.len() - 1)
}

fn change(found: Found, last: &Baseline, n: u32, reverted_to: Option<u32>) -> Change {
    let Found { comparison, window, .. } = found;
    let mut change = Change {
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
        old_version: Some(last.n),
        new_version: Some(n),
        reverted_to,
    };
    if let Some(older) = reverted_to {
        change.kinds.push(ChangeKind::Reverted);
        change.kinds.sort_unstable();
        change.summary = format!("back to version {older}; {}", change.summary);
    }
    change
}

/// Since when a doubtful text has stood, if long enough and often enough to be believed: three sights of the same
/// text over the whole confirm ladder. A page that says it is not free is never believed to have been cut.
fn confirmed_since(
    terms: &Terms,
    due: &Due,
    past: &Past,
    what: Suspicion,
    canon: Hash,
    article: &Article,
    at: Timestamp,
) -> Option<Timestamp> {
    let is_same = due.state == PageState::Suspect(what) && past.suspect_canon == Some(canon);
    let may_stand = match what {
        Suspicion::Replaced => true,
        Suspicion::Truncated => article.is_free != Some(false),
        _ => false,
    };
    let stood = is_same && due.state_checks + 1 >= 3 && at - due.state_since >= terms.confirm.last();
    (may_stand && stood).then_some(due.state_since)
}

/// What came back is not the article, or not yet believed: a state with the raw page as evidence, no version.
fn doubtful(
    terms: &Terms,
    due: &Due,
    visit: &mut Visit,
    response: Response,
    what: Suspicion,
    detail: String,
    canon: Option<Hash>,
) {
    let is_new = due.state != PageState::Suspect(what);
    suspect(terms, due, visit, what, detail);
    visit.suspect_canon = canon;
    if is_new {
        visit.capture = Some(capture(CaptureWhy::State, response));
    }
}

fn version(terms: &Terms, article: Article, n: u32) -> NewVersion {
    NewVersion { n, hashes: compare::hashes(&article), article, revision: terms.revision() }
}

/// Puts a version and its raw page into the visit.
fn store_version(terms: &Terms, visit: &mut Visit, mut response: Response, version: NewVersion) {
    visit.attempt.outcome = Outcome::Version;
    visit.is_live = version.article.is_live;
    visit.validators = Some(std::mem::take(&mut response.validators));
    let capture = capture(CaptureWhy::Version, response);
    visit.judged = Some(Judged { body_hash: capture.body_hash, revision: terms.revision() });
    visit.version = Some(version);
    visit.capture = Some(capture);
}

fn judged(terms: &Terms, response: &Response) -> Judged {
    Judged { body_hash: Hash::of(&response.body), revision: terms.revision() }
}

fn capture(why: CaptureWhy, response: Response) -> NewCapture {
    NewCapture {
        why,
        status: response.status,
        final_url: response.final_url.into(),
        redirects: response.redirects,
        headers: response.headers,
        content_type: response.content_type,
        body_hash: Hash::of(&response.body),
        body: response.body,
    }
}

/// A stated time that can serve as the age of an article.
fn plausible(stated: Option<Timestamp>, seen_at: Timestamp) -> Option<Timestamp> {
    stated.filter(|t| *t <= seen_at)
}
