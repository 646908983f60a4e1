//! The text that a new one is compared with: the last good version, read again with today's rules where those have
//! changed since, so that our own doing never looks like the publisher's.

use super::Terms;
use crate::compare::{self, Context, Equality};
use crate::extract::{self, Page};
use crate::model::{
    Article, Baseline, Cause, Change, ChangeKind, Claims, KeptCapture, NewVersion, Past, Severity, Visit,
};

/// What to compare with.
pub(super) enum Ground {
    /// There is no version yet.
    None,
    Article(Box<Baseline>),
    /// The rules have changed and the last raw page cannot be read with them.
    Lost(Box<Baseline>),
}

/// Finds the baseline; where the rules changed and the old page reads differently now, the visit gets the re-read
/// text as a version of its own with cause `rules`.
pub(super) fn ground(terms: &Terms, is_judged_alike: bool, past: &Past, visit: &mut Visit) -> Ground {
    let Some(last) = &past.last else { return Ground::None };
    if is_judged_alike || last.revision == terms.revision() {
        return Ground::Article(Box::new(last.clone()));
    }
    let Some(article) = past.last_capture.as_ref().and_then(|kept| reread(terms, kept)) else {
        return Ground::Lost(Box::new(last.clone()));
    };
    Ground::Article(Box::new(rebase(terms, last, article, visit)))
}

/// Reads a raw page again.
pub(super) fn reread(terms: &Terms, kept: &KeptCapture) -> Option<Article> {
    let url = url::Url::parse(&kept.final_url).ok()?; // an address that was stored by us; absent means unreadable
    let page = Page { bytes: &kept.body, content_type: kept.content_type.as_deref(), url: &url, seen_at: kept.at };
    extract::extract(&page, terms.rules, &terms.budget).article.map(|a| compare::sift_knowing(a, terms.learned).article)
}

/// Puts `article`, the last version as it reads by today's rules, in its place as what is compared with; where the
/// text differs, the visit gets it as a version with cause `rules`, in place of any that it had.
pub(super) fn rebase(terms: &Terms, last: &Baseline, article: Article, visit: &mut Visit) -> Baseline {
    let article = with_claims_of(last, article);
    let context =
        Context { old_seen_at: last.last_seen_at, new_seen_at: last.last_seen_at, is_modified_trusted: false };
    let comparison = compare::compare(&last.article, &article, &context);
    visit.rebased = None;
    visit.changes.retain(|change| change.cause != Cause::Rules);
    let hashes = compare::hashes(&article);
    let mut again = Baseline { article, hashes, revision: terms.revision(), ..last.clone() };
    if matches!(comparison.equality, Equality::Edit | Equality::Cosmetic) {
        again.n = last.n + 1;
        visit.changes.push(Change {
            cause: Cause::Rules,
            kinds: vec![ChangeKind::Reextracted],
            flags: Vec::new(),
            severity: Severity::Info,
            disclosure: None,
            counts: comparison.counts,
            summary: format!("our rules changed: the same page reads differently; {}", comparison.summary),
            edits: comparison.edits,
            is_coarse: comparison.is_coarse,
            last_seen_old_at: Some(last.last_seen_at),
            first_seen_new_at: visit.attempt.at,
            old_version: Some(last.n),
            new_version: Some(again.n),
            reverted_to: None,
        });
        visit.rebased = Some(version(&again));
    }
    again
}

/// What the page claims now is not in the raw page of its last version, if it moved since: that was told then.
fn with_claims_of(last: &Baseline, mut article: Article) -> Article {
    if last.has_moved_claims {
        let picks = std::mem::take(&mut article.picks);
        Claims::of(&last.article).apply(&mut article);
        article.picks = picks;
    }
    article
}

fn version(baseline: &Baseline) -> NewVersion {
    NewVersion {
        n: baseline.n,
        article: baseline.article.clone(),
        hashes: baseline.hashes,
        revision: baseline.revision.clone(),
    }
}

/// Keeps the known value of a field whose selector matched nothing: the rule is at fault, not the text.
pub(super) fn carry_over(field: &str, old: &Article, new: &mut Article) {
    match field {
        "headline" => {
            new.headline.clone_from(&old.headline);
            new.headline_source = old.headline_source;
            new.picks.headline.clone_from(&old.picks.headline);
        }
        "standfirst" => new.standfirst.clone_from(&old.standfirst),
        "byline" => new.byline.clone_from(&old.byline),
        "caption" => new.captions.clone_from(&old.captions),
        "published" => new.published.clone_from(&old.published),
        "modified" => new.modified.clone_from(&old.modified),
        _ => {}
    }
}
