//! A page that answered: is it the article, and what happened to it?

use super::baseline::{self, Ground};
use super::places::{self, Place};
use super::{Terms, absent, event, good, health, plan, returns, suspect, unread, walls};
use crate::compare::{self, Comparison, Context, Equality, Sifted};
use crate::extract::{self, Page, Rules};
use crate::model::{
    Article, Baseline, CaptureWhy, Cause, Change, ChangeKind, Claims, Due, Hash, Judged, NewCapture, NewVersion,
    Outcome, PageState, Past, Problem, ProblemKind, Response, Severity, Suspicion, Timestamp, Visit, counted,
};

/// What a page is judged by.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub terms: &'a Terms<'a>,
    pub due: &'a Due,
    pub past: &'a Past,
}

/// Judges a body that is not, byte for byte, the one judged last.
pub(super) fn judge(scene: Scene, visit: &mut Visit, response: Response) {
    let Scene { terms, due, past } = scene;
    let page = page_of(&response, visit.attempt.at);
    let extraction = extract::extract(&page, terms.rules, &terms.budget);
    visit.attempt.problems = extraction.problems;
    let Some(article) = extraction.article else {
        if let Some((what, detail)) = walls::of_page(due, &response, seen_plainly(terms, &page).as_ref()) {
            return doubtful(scene, visit, response, what, detail, None);
        }
        visit.reading = Some(health::reading(terms.rules, &visit.attempt.problems, None, false, false));
        let (what, detail) = unreadable(&visit.attempt.problems);
        return unread::keep(scene, visit, response, what, detail);
    };
    let sifted = compare::sift_knowing(article, terms.learned);
    let is_first = due.version.is_none();
    let problems = &visit.attempt.problems;
    visit.reading = Some(health::reading(terms.rules, problems, Some(&sifted.article), true, is_first));
    let is_judged_alike = due.revision.as_deref() == Some(terms.revision().as_str());
    let ground = baseline::ground(terms, is_judged_alike, past, visit);
    on_ground(scene, visit, response, sifted, ground);
}

/// Judges an article beside what it is compared with.
fn on_ground(scene: Scene, visit: &mut Visit, response: Response, mut sifted: Sifted, ground: Ground) {
    if let Ground::Article(last) | Ground::Lost(last) = &ground {
        for problem in visit.attempt.problems.iter().filter(|p| p.kind == ProblemKind::SelectorEmpty) {
            baseline::carry_over(problem.field.as_deref().unwrap_or_default(), &last.article, &mut sifted.article);
        }
    }
    visit.attempt.suppressed = std::mem::take(&mut sifted.suppressed);
    match ground {
        Ground::None => first(scene, visit, response, sifted),
        Ground::Lost(last) => match places::carried_over(scene.terms, &last, &sifted.article, visit) {
            Some(last) => against(scene, visit, response, sifted, &last),
            None => lost(scene, visit, response, sifted, last.n),
        },
        Ground::Article(last) => match places::same_place(scene, &last, &mut sifted.article, visit) {
            Place::Known(last) => against(scene, visit, response, sifted, &last),
            Place::Elsewhere(detail) => match walls::of_page(scene.due, &response, Some(&sifted.article)) {
                Some((what, detail)) => doubtful(scene, visit, response, what, detail, None),
                None => misread(scene, visit, response, detail),
            },
        },
    }
}

/// Judges an article that was read, believed and recorded before, at the time of its visit, beside what is known now
/// of the time before it.
pub(super) fn recorded(scene: Scene, visit: &mut Visit, response: Response, mut article: Article) {
    let Some(last) = &scene.past.last else { return begin(scene, visit, response, article) };
    let last = match places::same_place(scene, last, &mut article, visit) {
        Place::Known(last) => last,
        Place::Elsewhere(_) => Box::new(last.clone()),
    };
    let at = visit.attempt.at;
    let context = Context { old_seen_at: last.last_seen_at, new_seen_at: at, is_modified_trusted: true };
    let comparison = compare::compare(&last.article, &article, &context);
    believed(scene, visit, response, article, &last, Found { comparison, window: at });
}

fn page_of(response: &Response, seen_at: Timestamp) -> Page<'_> {
    let content_type = response.content_type.as_deref();
    Page { bytes: &response.body, content_type, url: &response.final_url, seen_at }
}

/// What a page shows that has none of the site's marks: read without its selectors, to tell a wall from a redesign.
pub(super) fn seen_plainly(terms: &Terms, page: &Page) -> Option<Article> {
    let read = |rules: Rules| extract::extract(page, &rules, &terms.budget).article;
    // The few words of a bot check are no article, and say what it is.
    read(Rules::automatic(&terms.rules.site)).or_else(|| read(Rules::whole_page(&terms.rules.site)))
}

/// The rules took something else than the article.
fn misread(scene: Scene, visit: &mut Visit, response: Response, detail: String) {
    let (field, what) = detail.split_once(": ").unwrap_or(("body", detail.as_str()));
    let problem =
        Problem { kind: ProblemKind::SelectorMisread, field: Some(field.to_owned()), detail: what.to_owned() };
    visit.attempt.problems.push(problem);
    if let Some(reading) = &mut visit.reading {
        reading.body = None;
        reading.fields.iter_mut().filter(|f| f.field == field).for_each(|f| f.is_matched = false);
    }
    unread::keep(scene, visit, response, Suspicion::TemplateBroken, detail);
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
fn first(scene: Scene, visit: &mut Visit, response: Response, sifted: Sifted) {
    if let Some((what, detail)) = walls::of_page(scene.due, &response, Some(&sifted.article)) {
        return doubtful(scene, visit, response, what, detail, None);
    }
    if let Some(detail) = not_the_article(scene, visit, &response, &sifted, None, false) {
        return misread(scene, visit, response, detail);
    }
    begin(scene, visit, response, sifted.article);
}

fn begin(scene: Scene, visit: &mut Visit, response: Response, article: Article) {
    let Scene { terms, due, .. } = scene;
    good(due, visit);
    event(visit, "first_seen", counted(article.body_words() as u64, "word"));
    visit.event_at = plausible(article.published.as_ref().and_then(|s| s.instant), visit.attempt.at);
    store_version(terms, visit, response, version(terms, article, 1));
    plan(terms, due, visit);
}

/// Why what was read is not the article, in words that name the selector.
fn not_the_article(
    scene: Scene,
    visit: &Visit,
    response: &Response,
    sifted: &Sifted,
    last: Option<&Article>,
    is_doubted: bool,
) -> Option<String> {
    let page = page_of(response, visit.attempt.at);
    health::misread(scene.terms, scene.past, &page, sifted, last, is_doubted)
        .or_else(|| health::headless(&sifted.article, &visit.attempt.problems))
}

/// The rules changed and the old page is lost to them: a new beginning that claims no edit.
fn lost(scene: Scene, visit: &mut Visit, response: Response, sifted: Sifted, n: u32) {
    let Scene { terms, due, .. } = scene;
    if let Some(detail) = not_the_article(scene, visit, &response, &sifted, None, false) {
        return misread(scene, visit, response, detail);
    }
    good(due, visit);
    event(visit, "rebased_blind", format!("version {n} cannot be read with the new rules; nothing is said of an edit"));
    store_version(terms, visit, response, version(terms, sifted.article, n + 1));
    plan(terms, due, visit);
}

/// A text beside its baseline.
fn against(scene: Scene, visit: &mut Visit, response: Response, sifted: Sifted, last: &Baseline) {
    let at = visit.attempt.at;
    let context = Context { old_seen_at: last.last_seen_at, new_seen_at: at, is_modified_trusted: true };
    let mut comparison = compare::compare(&last.article, &sifted.article, &context);
    visit.attempt.suppressed.append(&mut comparison.suppressed);
    let mut window = at;
    if comparison.equality == Equality::Edit {
        if let Some((what, detail)) = walls::of_page(scene.due, &response, Some(&sifted.article)) {
            return doubtful(scene, visit, response, what, detail, None);
        }
        let doubt = compare::suspicion(&last.article, &sifted.article);
        if let Some(detail) = not_the_article(scene, visit, &response, &sifted, Some(&last.article), doubt.is_some()) {
            return misread(scene, visit, response, detail);
        }
        if let Some(what) = doubt {
            let canon = compare::hashes(&sifted.article).canon;
            match confirmed_since(scene, what, canon, &sifted.article, at) {
                Some(since) => window = since,
                None => {
                    let words = counted(sifted.article.body_words() as u64, "word");
                    let detail = format!("{words} where version {} has {}", last.n, last.article.body_words());
                    return doubtful(scene, visit, response, what, detail, Some(canon));
                }
            }
        }
    }
    believed(scene, visit, response, sifted.article, last, Found { comparison, window });
}

/// A text that is the article: the last one still, or a new one.
fn believed(scene: Scene, visit: &mut Visit, response: Response, article: Article, last: &Baseline, found: Found) {
    good(scene.due, visit);
    visit.is_live = article.is_live;
    match found.comparison.equality {
        // A claim and the typography may move at once.
        Equality::Claim if found.comparison.kinds.contains(&ChangeKind::Cosmetic) => {
            new_text(scene, visit, response, article, last, found)
        }
        Equality::Same | Equality::Trace | Equality::Claim => same_text(scene, visit, response, article, last, found),
        Equality::Cosmetic | Equality::Edit => new_text(scene, visit, response, article, last, found),
    }
    plan(scene.terms, scene.due, visit);
}

/// What the comparison found, and since when the new text has been seen.
struct Found {
    comparison: Comparison,
    window: Timestamp,
}

/// The text is that of the last version; claims may have moved.
fn same_text(scene: Scene, visit: &mut Visit, response: Response, new: Article, last: &Baseline, found: Found) {
    let Scene { terms, due, .. } = scene;
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
    // What the store has is the version as it was made, unless this visit stores it read again.
    let stored = scene.past.last.as_ref().filter(|_| visit.rebased.is_none()).unwrap_or(last);
    if claims != Claims::of(&stored.article) {
        visit.claims = Some(claims);
    }
    if found.comparison.equality == Equality::Claim {
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
    let Scene { terms, due, past } = scene;
    let n = last.n + 1;
    let is_edit = found.comparison.equality == Equality::Edit && found.comparison.severity >= Severity::Minor;
    let follows_edit = last.n > 1 && last.first_seen_at == last.last_seen_at;
    let hashes = compare::hashes(&article);
    visit.is_busy = is_edit && follows_edit;
    if is_edit {
        visit.event_at = visit.event_at.max(Some(visit.attempt.at));
    }
    let mut change = change(found, last, n);
    let returned = returns::of(&past.older, (last.n, &last.hashes.canon), &hashes.canon);
    returns::tell(&mut change, returned, due.state == PageState::Removed);
    visit.changes.push(change);
    let mut article = article;
    latest_claims(&last.article, &article).apply(&mut article);
    // Claims are no part of the hashes, so those of the text as it came still hold.
    store_version(terms, visit, response, NewVersion { n, article, hashes, revision: terms.revision() });
}

fn change(found: Found, last: &Baseline, n: u32) -> Change {
    let Found { comparison, window } = found;
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
        old_version: Some(last.n),
        new_version: Some(n),
        reverted_to: None,
    }
}

/// Since when a doubtful text has stood, if long enough and often enough to be believed: three sights of the same
/// text over the whole confirm ladder. A page that says it is not free is never believed to have been cut.
fn confirmed_since(scene: Scene, what: Suspicion, canon: Hash, article: &Article, at: Timestamp) -> Option<Timestamp> {
    let Scene { terms, due, past } = scene;
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
fn doubtful(scene: Scene, visit: &mut Visit, response: Response, what: Suspicion, detail: String, canon: Option<Hash>) {
    if what.is_ours() {
        return unread::keep(scene, visit, response, what, detail);
    }
    let Scene { terms, due, .. } = scene;
    visit.reading = None; // what stands in front of the article says nothing of the rules for it
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

pub(super) fn capture(why: CaptureWhy, response: Response) -> NewCapture {
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
