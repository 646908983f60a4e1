//! A page that answered: is it the article, and what happened to it?

use chrono::TimeDelta;

use super::baseline::{self, Ground};
use super::places::{self, Place};
use super::text::{Found, believed, in_turn, is_covered};
use super::{Terms, absent, bodies, event, good, health, plan, suspect, unread, variants, walls, weighing};
use crate::compare::{self, Context, Equality, Sifted};
use crate::extract::{self, Page, Rules};
use crate::model::{
    Article, Baseline, CaptureWhy, ChangeKind, Due, Hash, Judged, NewCapture, NewVersion, Outcome, PageState, Past,
    Problem, ProblemKind, Response, Severity, Step, Suspicion, Timestamp, Visit, counted,
};

/// What a page is judged by.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub terms: &'a Terms<'a>,
    pub due: &'a Due,
    pub past: &'a Past,
    /// Hash of the body at hand.
    pub body: Hash,
}

/// Judges a body that is not, byte for byte, the one judged last.
pub(super) fn judge(scene: Scene, visit: &mut Visit, response: Response) {
    let Scene { terms, due, past, .. } = scene;
    visit.attempt.trace.add(Step::OtherBody);
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
    if past.last.is_some() && !is_judged_alike {
        visit.attempt.trace.add(Step::OtherRules);
    }
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
    let (comparison, taken) = compare::compare_knowing(&last.article, &article, &context, scene.terms.site_blocks);
    visit.block_sights = taken;
    believed(scene, visit, response, article, &last, Found { comparison, window: at, old_version: None });
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
    store_version(scene, visit, response, version(terms, article, 1));
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
    store_version(scene, visit, response, version(terms, sifted.article, n + 1));
    plan(terms, due, visit);
}

/// A text beside its baseline.
fn against(scene: Scene, visit: &mut Visit, response: Response, sifted: Sifted, last: &Baseline) {
    let at = visit.attempt.at;
    let is_modified_trusted = !scene.past.site.is_modified_untrusted;
    if !is_modified_trusted {
        visit.attempt.trace.add(Step::Untrusted);
    }
    let context = Context { old_seen_at: last.last_seen_at, new_seen_at: at, is_modified_trusted };
    let turn = variants::known(scene.past, last, &sifted.article, at);
    let last = turn.as_ref().map_or(last, |turn| &turn.ground);
    let made_from = if turn.is_none() { bodies::nearest(scene.past, last, &sifted.article, &context) } else { None };
    let old_version = made_from.map(|shown| shown.n);
    // The new text is numbered after the newest version, whichever it was made from.
    let made_from = made_from.map(|shown| Baseline { article: shown.article.clone(), ..last.clone() });
    let last = made_from.as_ref().unwrap_or(last);
    let mut comparison = weighing::compared(scene, visit, last, old_version, &sifted.article, &context);
    if comparison.equality != Equality::Edit
        && !comparison.kinds.contains(&ChangeKind::SiteChange)
        && let Some(turn) = turn
    {
        return in_turn(scene, visit, response, sifted.article, turn);
    }
    let mut window = at;
    if comparison.equality == Equality::Edit {
        if let Some((what, detail)) = walls::of_page(scene.due, &response, Some(&sifted.article)) {
            return doubtful(scene, visit, response, what, detail, None);
        }
        // The same article in another language shares no sentence with itself, and is about as long.
        let is_translated = comparison.kinds.contains(&ChangeKind::LanguageSwitch) && is_as_long(&comparison);
        let doubt = compare::suspicion(&last.article, &sifted.article).filter(|_| !is_translated);
        if let Some(detail) = not_the_article(scene, visit, &response, &sifted, Some(&last.article), doubt.is_some()) {
            return misread(scene, visit, response, detail);
        }
        let is_gap = doubt.is_none() && is_large_gap(&comparison);
        if let Some(what) = doubt.or(is_gap.then_some(Suspicion::Truncated)) {
            let canon = compare::hashes(&sifted.article).canon;
            visit.attempt.trace.add(Step::Doubt(what.as_str()));
            if what == Suspicion::Replaced && scene.past.suspect_elsewhere.contains(&canon) {
                let detail = "the same text stands under another address of the site".to_owned();
                return doubtful(scene, visit, response, Suspicion::Consent, detail, Some(canon));
            }
            match confirmed_since(scene, visit, (what, is_gap), canon, &sifted.article) {
                Some(since) => {
                    window = since;
                    if what == Suspicion::Replaced && !comparison.kinds.contains(&ChangeKind::LanguageSwitch) {
                        replaced(&mut comparison);
                    }
                }
                None => {
                    let words = counted(sifted.article.body_words() as u64, "word");
                    let detail = format!("{words} where version {} has {}", last.n, last.article.body_words());
                    return doubtful(scene, visit, response, what, detail, Some(canon));
                }
            }
        }
    }
    if comparison.equality == Equality::Edit && old_version.is_some() && bodies::is_made_of(scene.past, &sifted.article)
    {
        bodies::told_as_one_more(&mut comparison, scene.past);
    }
    weighing::weighed(visit, &comparison);
    if comparison.equality == Equality::Edit
        && let Some(turn) = variants::begun(scene.past, last, &sifted.article, &comparison.kinds, at)
    {
        return in_turn(scene, visit, response, sifted.article, turn);
    }
    believed(scene, visit, response, sifted.article, last, Found { comparison, window, old_version });
}

/// Whether two texts are of a length, give or take what another language takes to say the same.
fn is_as_long(comparison: &compare::Comparison) -> bool {
    let (before, after) = (comparison.counts.words_before, comparison.counts.words_after);
    before.saturating_mul(2) >= after && after.saturating_mul(2) >= before
}

/// Words of a text of which half can be gone.
const GAP_WORDS_MIN: u32 = 100;

/// Whether half of a text or more is gone and next to nothing came for it: half a page looks like that, and is seen
/// again before it counts.
fn is_large_gap(comparison: &compare::Comparison) -> bool {
    let counts = &comparison.counts;
    counts.words_before >= GAP_WORDS_MIN
        && counts.words_removed.saturating_mul(2) >= counts.words_before
        && counts.words_added.saturating_mul(20) < counts.words_removed
        && !comparison.kinds.contains(&ChangeKind::Retracted)
}

/// Another article stands under the address: no edit of the one that stood there.
fn replaced(comparison: &mut compare::Comparison) {
    comparison.kinds.retain(|kind| *kind != ChangeKind::Rewrite);
    comparison.kinds.push(ChangeKind::Replaced);
    comparison.kinds.sort_unstable();
    comparison.severity = comparison.severity.max(Severity::Major);
    comparison.disclosure = None;
    comparison.summary = format!("another article stands under the address; {}", comparison.summary);
}

/// How often a doubtful text has to be seen to be believed.
const SIGHTS_TO_STAND: u32 = 3;

/// Since when a doubtful text has stood, if long enough and often enough to be believed: three sights of the same
/// text over the whole confirm ladder; two over its first step where a text has lost its middle or its beginning. A page that says it is not free is never believed to have been cut.
fn confirmed_since(
    scene: Scene,
    visit: &mut Visit,
    (what, is_gap): (Suspicion, bool),
    canon: Hash,
    article: &Article,
) -> Option<Timestamp> {
    let Scene { terms, due, past, .. } = scene;
    let at = visit.attempt.at;
    let is_same = due.state == PageState::Suspect(what) && past.suspect_canon == Some(canon);
    let may_stand = match what {
        Suspicion::Replaced => true,
        Suspicion::Truncated => is_gap || article.is_free != Some(false),
        _ => false,
    };
    let (sights, lasted) = if is_same { (due.state_checks + 1, at - due.state_since) } else { (1, TimeDelta::zero()) };
    let (needed, span) = if is_gap { (2, terms.confirm.first()) } else { (SIGHTS_TO_STAND, terms.confirm.last()) };
    let stood = is_same && sights >= needed && lasted >= span;
    if may_stand {
        let (lasted_s, span_s) = (lasted.num_seconds(), span.num_seconds());
        visit.attempt.trace.add(Step::Ladder { sights, needed, lasted_s, span_s });
    }
    (may_stand && stood).then_some(due.state_since)
}

/// What came back is not the article, or not yet believed: a state with the raw page as evidence, no version.
fn doubtful(scene: Scene, visit: &mut Visit, response: Response, what: Suspicion, detail: String, canon: Option<Hash>) {
    if canon.is_none() {
        visit.attempt.trace.add(Step::Wall(what.as_str()));
    }
    if what.is_ours() {
        return unread::keep(scene, visit, response, what, detail);
    }
    let Scene { terms, due, .. } = scene;
    if what == Suspicion::SoftNotFound && !walls::is_passing(&detail) {
        visit.reading = None;
        if absent::says_so(terms, due, visit, detail) {
            visit.capture = Some(capture(scene, CaptureWhy::State, response));
        }
        return;
    }
    visit.reading = None; // what stands in front of the article says nothing of the rules for it
    let is_new = due.state != PageState::Suspect(what);
    suspect(terms, due, visit, what, detail);
    visit.suspect_canon = canon;
    if is_new {
        visit.capture = Some(capture(scene, CaptureWhy::State, response));
    }
}

fn version(terms: &Terms, article: Article, n: u32) -> NewVersion {
    NewVersion { n, hashes: compare::hashes(&article), article, revision: terms.revision() }
}

/// Puts a version and its raw page into the visit.
pub(super) fn store_version(scene: Scene, visit: &mut Visit, mut response: Response, version: NewVersion) {
    visit.attempt.outcome = Outcome::Version;
    visit.is_live = is_covered(&version.article, visit.attempt.at);
    visit.validators = Some(std::mem::take(&mut response.validators));
    let capture = capture(scene, CaptureWhy::Version, response);
    visit.judged = Some(judged(scene));
    visit.version = Some(version);
    visit.capture = Some(capture);
}

pub(super) fn judged(scene: Scene) -> Judged {
    Judged { body_hash: scene.body, revision: scene.terms.revision() }
}

pub(super) fn capture(scene: Scene, why: CaptureWhy, response: Response) -> NewCapture {
    NewCapture {
        why,
        status: response.status,
        final_url: response.final_url.into(),
        redirects: response.redirects,
        headers: response.headers,
        content_type: response.content_type,
        body_hash: scene.body,
        request: response.request,
        body: response.body,
    }
}

/// A stated time that can serve as the age of an article.
fn plausible(stated: Option<Timestamp>, seen_at: Timestamp) -> Option<Timestamp> {
    stated.filter(|t| *t <= seen_at)
}
