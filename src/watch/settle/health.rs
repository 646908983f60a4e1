//! Whether the rules still take the article: what a reading says of them, and when it is not to be believed.

use super::{Terms, judge};
use crate::compare::{self, Sifted};
use crate::extract::{Page, Pick, Rules};
use crate::model::{Article, BodySize, FieldRead, Past, Picks, Problem, ProblemKind, Reading, counted};

/// A body with less than this part of the usual prose is looked into.
const FAR_BELOW: u32 = 5;
/// A usual body of fewer words says nothing: short items come in all lengths.
const USUAL_WORDS_MIN: u32 = 100;
/// The same for the page's own last text.
const OWN_WORDS_MIN: u32 = 60;
/// The page must plainly hold this many times what the selector took.
const PLAIN_TIMES: u32 = 3;

/// Counts what a reading says of the site's rules.
///
/// `is_body_read` is whether the article was found; `is_first` whether it is the first text of its page.
pub(super) fn reading(
    rules: &Rules,
    problems: &[Problem],
    article: Option<&Article>,
    is_body_read: bool,
    is_first: bool,
) -> Reading {
    let is_empty = |field: &str| {
        problems.iter().any(|p| p.kind == ProblemKind::SelectorEmpty && p.field.as_deref() == Some(field))
    };
    let known = article.map(|a| a.picks.clone()).unwrap_or_default();
    let named = rules.select.fields().into_iter().filter(|(field, picks)| is_read(field, picks));
    let fields = named.map(|(field, picks)| {
        let is_matched = if field == "body" { is_body_read } else { article.is_some() && !is_empty(field) };
        FieldRead { field, is_matched, pick: pick_of(&known, field, picks).filter(|_| is_matched) }
    });
    // Where the body cannot be read, nothing is known of the other fields.
    let fields = fields.filter(|f| f.field == "body" || article.is_some()).collect();
    let body = article.filter(|_| is_first && is_body_read).map(BodySize::of);
    Reading { rules: rules.revision(), fields, body }
}

/// Whether a field is one that is read: the body always, others where the rules name them.
fn is_read(field: &str, picks: &[Pick]) -> bool {
    field == "body" || (!picks.is_empty() && field != "remove")
}

/// The selector that matched; of several, where it is not kept which, all of them.
fn pick_of(known: &Picks, field: &str, picks: &[Pick]) -> Option<String> {
    match field {
        "headline" => known.headline.clone(),
        "body" => known.body.clone(),
        _ => {
            let all: Vec<String> = picks.iter().map(|pick| pick.source.clone()).collect();
            Some(all.join(" | ")).filter(|all| !all.is_empty())
        }
    }
}

/// Why the body is not the article although its selector matched: it is far shorter than usual, or nothing but links,
/// while the page plainly holds a text of the usual length, for a page with a text of its own that very text.
///
/// `is_doubted` is whether the text was found to be another one, or cut; then its length does not matter.
pub(super) fn misread(
    terms: &Terms,
    past: &Past,
    page: &Page,
    sifted: &Sifted,
    last: Option<&Article>,
    is_doubted: bool,
) -> Option<String> {
    let pick = sifted.article.picks.body.as_deref()?; // only a rule can be mended
    let taken = BodySize::of(&sifted.article);
    let (usual, least, whose) = match last {
        Some(last) => (BodySize::of(last), OWN_WORDS_MIN, "the last version has"),
        None => (past.site.usual_body()?, USUAL_WORDS_MIN, "the site's articles have"),
    };
    let is_usual = last.is_none() && past.site.has_one_like(taken);
    let is_far_below = !is_usual && taken.prose().saturating_mul(FAR_BELOW) < usual.prose();
    if usual.prose() < least || !(is_far_below || (is_doubted && last.is_some())) {
        return None;
    }
    let plain = compare::sift_knowing(judge::seen_plainly(terms, page)?, terms.learned).article;
    let seen = BodySize::of(&plain);
    let is_there = match last {
        Some(last) => compare::holds(&plain, last),
        None => {
            seen.prose().saturating_mul(2) >= usual.prose() && seen.prose() >= taken.prose().saturating_mul(PLAIN_TIMES)
        }
    };
    is_there.then(|| {
        let links = if taken.link_words > 0 { format!(", {} of them links", taken.link_words) } else { String::new() };
        format!(
            "body: `{pick}` takes {}{links}, where {whose} {} and the page holds {}",
            counted(taken.words.into(), "word"),
            usual.words,
            seen.words
        )
    })
}

/// Why an article without any headline is not believed, where the site names a place for it.
pub(super) fn headless(article: &Article, problems: &[Problem]) -> Option<String> {
    let of_headline = |p: &&Problem| p.kind == ProblemKind::SelectorEmpty && p.field.as_deref() == Some("headline");
    let problem = problems.iter().find(of_headline).filter(|_| article.headline.is_none())?;
    Some(format!("{problem}, and the page names no headline anywhere"))
}
