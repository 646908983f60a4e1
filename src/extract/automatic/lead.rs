//! The summary under the headline: text between it and the first paragraph.

use super::judge::Judge;
use super::{Known, hints};
use crate::extract::walk::attr;

/// The rule by which the summary leaves the body.
pub(super) const LEAD: &str = "lead";

/// Fewest and most words of a summary, and most blocks that make one.
const WORDS_MIN: usize = 5;
const WORDS_MAX: usize = 120;
const BLOCKS_MAX: usize = 2;

/// Blocks between headline and first paragraph at most.
const DISTANCE_MAX: usize = 60;

/// Largest share of links in a summary, in percent.
const LINKED_MAX: usize = 40;

/// Characters by which a summary is known in the page's description.
const SAME_CHARS: usize = 40;

/// Nests around a block that may name it.
const NESTS_MAX: usize = 3;

/// Takes from the body what its elements, or the page's description, name as the summary; says which blocks of the
/// page that is.
pub(super) fn named(judge: &mut Judge, known: &Known) -> Vec<usize> {
    let mut lead = Vec::new();
    let Some(paragraph) = judge.prose().first().copied() else { return lead };
    for n in under_headline(judge, known, paragraph).unwrap_or(paragraph)..judge.range.end {
        let is_lead = is_usable(judge, known, n) && (is_named(judge, n) || is_described(judge, known, n));
        if is_lead && !is_repeated(judge, n) {
            lead.push(n);
        } else if judge.is_kept(n) && judge.measure(n).is_prose || lead.len() >= BLOCKS_MAX {
            break;
        }
    }
    // A short text that calls itself a summary is all that there is.
    let words = |blocks: &mut dyn Iterator<Item = usize>| blocks.map(|n| judge.measure(n).words).sum::<usize>();
    let rest = words(&mut judge.prose().into_iter().filter(|n| !lead.contains(n)));
    if rest < 2 * words(&mut lead.iter().copied()) {
        lead.clear();
    }
    take(judge, lead)
}

/// The same for what only stands between the headline and the first paragraph.
pub(super) fn placed(judge: &mut Judge, known: &Known) -> Vec<usize> {
    let prose = judge.prose();
    let Some(first) = prose.first().copied() else { return Vec::new() };
    let Some(start) = under_headline(judge, known, first) else { return Vec::new() };
    let is_lead = |n: &usize| is_usable(judge, known, *n) && judge.measure(*n).is_prose && !is_repeated(judge, *n);
    let lead = (start..first).filter(is_lead).take(BLOCKS_MAX).collect();
    take(judge, lead)
}

fn take(judge: &mut Judge, lead: Vec<usize>) -> Vec<usize> {
    for n in &lead {
        judge.leave_out(*n, LEAD);
    }
    lead
}

/// Where what stands under the headline begins: behind the last headline before the first paragraph.
fn under_headline(judge: &Judge, known: &Known, first: usize) -> Option<usize> {
    let is_headline =
        |n: &usize| judge.page.is_headline(*n) || known.titles.iter().any(|title| title == judge.text(*n));
    (first.saturating_sub(DISTANCE_MAX)..first).rev().find(is_headline).map(|n| n + 1)
}

/// Whether a block could be a summary: as long as one, and nothing else.
fn is_usable(judge: &Judge, known: &Known, n: usize) -> bool {
    let (text, words) = (judge.text(n), judge.measure(n).words);
    let is_title = known.titles.iter().any(|title| title.contains(text) || text.contains(title.as_str()));
    (WORDS_MIN..=WORDS_MAX).contains(&words)
        && judge.linked(n) <= LINKED_MAX
        && !is_title
        && matches!(judge.page.hinted(n, 0), None | Some("kicker" | "banner"))
        && matches!(judge.verdict(n), None | Some("above" | "crumb"))
}

/// Whether a block stands in the body a second time: then it is a highlight of it.
fn is_repeated(judge: &Judge, n: usize) -> bool {
    judge.range.clone().any(|m| m != n && judge.is_kept(m) && judge.text(m) == judge.text(n))
}

/// Whether the elements of a block say that it is a summary; words that also name a first paragraph count only outside
/// of the body.
fn is_named(judge: &Judge, n: usize) -> bool {
    let around = judge.page.around(n, 0).take(if is_beside_prose(judge, n) { 1 } else { NESTS_MAX });
    let is_paragraph = judge.is_kept(n) && judge.measure(n).is_prose;
    around.filter_map(|nest| judge.page.nests.get(nest)).any(|nest| {
        let names = hints::ATTRIBUTES.iter().chain(&["itemprop"]).filter_map(|name| attr(nest.element, name));
        let mut words = names.flat_map(str::split_ascii_whitespace).flat_map(hints::words);
        words.any(|word| is_summary(&word) || (!is_paragraph && is_opening(&word)))
    })
}

fn is_described(judge: &Judge, known: &Known, n: usize) -> bool {
    let head: String = judge.text(n).chars().take(SAME_CHARS).collect();
    let is_same = |description: &str| head.chars().count() >= SAME_CHARS && description.starts_with(&head);
    // Many a page takes its first paragraph for its description.
    let is_paragraph = judge.is_kept(n) && judge.measure(n).is_prose;
    !is_paragraph && known.description.is_some_and(is_same)
}

/// Whether the next paragraph stands in the same element.
fn is_beside_prose(judge: &Judge, n: usize) -> bool {
    let next = (n + 1..judge.range.end).find(|m| judge.is_kept(*m) && judge.measure(*m).is_prose);
    next.is_some_and(|next| judge.parent(next) == judge.parent(n))
}

fn is_summary(word: &str) -> bool {
    matches!(
        word,
        "standfirst"
            | "dek"
            | "deck"
            | "subtitle"
            | "subtitulo"
            | "subheadline"
            | "subhead"
            | "subheading"
            | "sottotitolo"
            | "chapo"
            | "entradilla"
            | "sommario"
            | "bajada"
            | "ingress"
            | "manchet"
            | "perex"
            | "vorspann"
            | "abstract"
            | "undertitle"
            | "catenaccio"
            | "copete"
    )
}

fn is_opening(word: &str) -> bool {
    matches!(
        word,
        "lead" | "lede" | "intro" | "introduction" | "teaser" | "summary" | "excerpt" | "description" | "preamble"
    )
}
