//! Texts from two places: the difference between them is ours, and must not be told as the publisher's.
//!
//! A field may have a list of selectors, of which another one wins than did for the last version; or the rules were
//! replaced, and the old page cannot be read by the new ones.

use super::Terms;
use super::baseline::{self, rebase};
use super::judge::Scene;
use crate::compare::{self, Context, Equality};
use crate::extract::{Pick, Rules};
use crate::model::{Article, Baseline, ChangeKind, Picks, StampSource, StatedTime, Visit};

/// A headline that shares this much of its words with the old one is that one, edited.
const HEADLINE_OVERLAP_MIN: f64 = 0.5;

/// What a text is to be compared with.
pub(super) enum Place {
    /// This: like is compared with like.
    Known(Box<Baseline>),
    /// Nothing: another selector took a text that is not that of the last version.
    Elsewhere(String),
}

/// Finds what to compare with a text whose body or headline may have been read by another selector than the last
/// version's.
///
/// Where the old page holds both places and the new one has not changed in the one that is read now, the text stays
/// that of the place it was first read in: a page may go to and fro between two.
pub(super) fn same_place(scene: Scene, last: &Baseline, new: &mut Article, visit: &mut Visit) -> Place {
    let is_other = |old: &Option<String>, new: &Option<String>| matches!((old, new), (Some(a), Some(b)) if a != b);
    let moved = Picks {
        headline: new.picks.headline.clone().filter(|_| is_other(&last.article.picks.headline, &new.picks.headline)),
        body: new.picks.body.clone().filter(|_| is_other(&last.article.picks.body, &new.picks.body)),
    };
    if moved == Picks::default() {
        return Place::Known(Box::new(last.clone()));
    }
    let beside = scene.past.last_capture.as_ref().and_then(|kept| reread_at(scene.terms, kept, &moved));
    let is_beside = beside.is_some();
    let there = match beside {
        Some(there) => Article {
            headline: if moved.headline.is_some() { there.headline } else { last.article.headline.clone() },
            body: if moved.body.is_some() { there.body } else { last.article.body.clone() },
            notes: if moved.body.is_some() { there.notes } else { last.article.notes.clone() },
            picks: new.picks.clone(),
            ..last.article.clone()
        },
        None => match bridged(last, new, &moved) {
            Ok(article) => article,
            Err(detail) => return Place::Elsewhere(detail),
        },
    };
    if is_text_of(&there, last) {
        return Place::Known(Box::new(last.clone()));
    }
    let context = Context { old_seen_at: last.last_seen_at, new_seen_at: visit.attempt.at, is_modified_trusted: true };
    let found = compare::compare(&there, new, &context);
    let is_same = found.equality < Equality::Cosmetic
        || (found.equality == Equality::Claim && !found.kinds.contains(&ChangeKind::Cosmetic));
    if is_same && is_beside {
        new.picks.clone_from(&last.article.picks);
        return Place::Known(Box::new(Baseline { article: there, ..last.clone() }));
    }
    if let Some(to) = moved.body.as_deref().filter(|_| !compare::holds(new, &last.article)) {
        // A wide fallback reads something on every page of the site, also on one without the article.
        return Place::Elsewhere(elsewhere(last, to));
    }
    let origin = scene.past.last.as_ref().unwrap_or(last);
    Place::Known(Box::new(rebase(scene.terms, origin, there, visit)))
}

fn is_text_of(article: &Article, last: &Baseline) -> bool {
    compare::hashes(article).text == last.hashes.text
}

/// The last version's page, with the moved fields read by the selectors that read them now; `None` where these match
/// nothing on it.
fn reread_at(terms: &Terms, kept: &crate::model::KeptCapture, moved: &Picks) -> Option<Article> {
    let mut rules: Rules = terms.rules.clone();
    let only = |picks: &mut Vec<Pick>, source: &Option<String>| {
        if let Some(source) = source {
            picks.retain(|pick| pick.source == *source);
        }
    };
    only(&mut rules.select.headline, &moved.headline);
    only(&mut rules.select.body, &moved.body);
    let article = baseline::reread(&Terms { rules: &rules, ..*terms }, kept)?;
    let is_read = |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
    (is_read(&moved.headline, &article.picks.headline) && is_read(&moved.body, &article.picks.body)).then_some(article)
}

/// The last version as the new places would have shown it, where its page does not hold them; the reason where they
/// hold too different a text.
fn bridged(last: &Baseline, new: &Article, moved: &Picks) -> Result<Article, String> {
    let mut article = Article { picks: new.picks.clone(), ..last.article.clone() };
    if let Some(to) = &moved.body {
        article.body = compare::bridge(&last.article, new).ok_or_else(|| elsewhere(last, to))?;
    }
    if moved.headline.is_some() && !is_edited(&last.article, new) {
        article.headline.clone_from(&new.headline);
    }
    Ok(article)
}

fn elsewhere(last: &Baseline, to: &str) -> String {
    let from = last.article.picks.body.as_deref().unwrap_or_default();
    format!("body: `{from}` matches no more, and `{to}` takes another text")
}

/// Whether a headline that differs is the old one edited: it shares its words, or the page's other headlines moved too.
fn is_edited(old: &Article, new: &Article) -> bool {
    let (Some(before), Some(after)) = (&old.headline, &new.headline) else { return true };
    let words = |text: &str| {
        let folded = compare::fold(text).to_lowercase();
        folded.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let (before, after) = (words(before), words(after));
    let shared = before.intersection(&after).count();
    let is_near = 2.0 * shared as f64 >= HEADLINE_OVERLAP_MIN * (before.len() + after.len()) as f64;
    let is_moved = old.alt_headlines.iter().any(|alt| {
        let other = new.alt_headlines.iter().find(|other| other.source == alt.source);
        other.is_some_and(|other| compare::fold(&other.text) != compare::fold(&alt.text))
    });
    is_near || is_moved
}

/// What the old version reads like under rules that cannot read its page, as far as its text and the new one tell:
/// what differs at the ends of the body, and in the fields that selectors name, is ours; the rest is the publisher's.
/// `None` where the two differ too much to say so.
pub(super) fn carried_over(terms: &Terms, last: &Baseline, new: &Article, visit: &mut Visit) -> Option<Baseline> {
    if compare::suspicion(&last.article, new).is_some() {
        return None;
    }
    let body = compare::bridge(&last.article, new)?;
    let old = last.article.clone();
    let is_picked = |time: &Option<StatedTime>| time.as_ref().is_some_and(|t| t.source == StampSource::Selector);
    let time = |old: Option<StatedTime>, new: &Option<StatedTime>| {
        if is_picked(&old) || is_picked(new) { new.clone() } else { old }
    };
    let headline = if is_edited(&last.article, new) { old.headline } else { new.headline.clone() };
    let article = Article {
        body,
        headline,
        headline_source: new.headline_source,
        standfirst: new.standfirst.clone(),
        byline: new.byline.clone(),
        captions: new.captions.clone(),
        section: new.section.clone(),
        issue: new.issue.clone(),
        published: time(old.published, &new.published),
        modified: time(old.modified, &new.modified),
        picks: new.picks.clone(),
        ..last.article.clone()
    };
    Some(rebase(terms, last, article, visit))
}
