//! Captions: matched by picture, then by text; their order means nothing.

use crate::model::Caption;

use super::canon::{fold, plain};
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;

/// Captions less alike than this belong to different pictures.
const LIKENESS_MIN: f64 = 0.4;
/// More captions than this on a side are matched by picture and equal text only.
const LIKENED_MAX: usize = 300;

/// A caption before and after; `None` where it was or is not there.
pub(super) type Pair<'a> = (Option<&'a Caption>, Option<&'a Caption>);

/// Pairs the captions of two articles: new order first, then those that went.
pub(super) fn pair<'a>(old: &'a [Caption], new: &'a [Caption], vocabulary: &mut Vocabulary) -> Vec<Pair<'a>> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut is_taken = vec![false; old.len()];
    // A picture may carry two captions and a caption may stand twice: the text decides first.
    match_where(old, new, &mut partner, &mut is_taken, |a, b| a.image == b.image && fold(&a.text) == fold(&b.text));
    match_where(old, new, &mut partner, &mut is_taken, |a, b| fold(&a.text) == fold(&b.text));
    match_where(old, new, &mut partner, &mut is_taken, |a, b| a.image.is_some() && a.image == b.image);
    if old.len() <= LIKENED_MAX && new.len() <= LIKENED_MAX {
        match_alike(old, new, &mut partner, &mut is_taken, vocabulary);
    }
    let mut pairs: Vec<Pair> =
        new.iter().zip(&partner).map(|(caption, at)| (at.and_then(|i| old.get(i)), Some(caption))).collect();
    pairs.extend(old.iter().zip(&is_taken).filter(|(_, taken)| !**taken).map(|(caption, _)| (Some(caption), None)));
    pairs
}

fn match_where(
    old: &[Caption],
    new: &[Caption],
    partner: &mut [Option<usize>],
    is_taken: &mut [bool],
    is_match: impl Fn(&Caption, &Caption) -> bool,
) {
    for (caption, slot) in new.iter().zip(partner).filter(|(_, slot)| slot.is_none()).take(LIKENED_MAX) {
        let found = old.iter().zip(is_taken.iter()).position(|(o, taken)| !taken && is_match(o, caption));
        if let Some(taken) = found.and_then(|i| is_taken.get_mut(i)) {
            *taken = true;
            *slot = found;
        }
    }
}

fn match_alike(
    old: &[Caption],
    new: &[Caption],
    partner: &mut [Option<usize>],
    is_taken: &mut [bool],
    vocabulary: &mut Vocabulary,
) {
    let mut bags =
        |side: &[Caption]| -> Vec<Vec<u32>> { side.iter().map(|c| Passage::new(&c.text, vocabulary).bag).collect() };
    let (old_bags, new_bags) = (bags(old), bags(new));
    let mut candidates = Vec::new();
    for (i, a) in old_bags.iter().enumerate() {
        for (j, b) in new_bags.iter().enumerate() {
            let is_free = is_taken.get(i) == Some(&false) && partner.get(j) == Some(&None);
            // Two pictures that are both known and differ are two captions, unless nearly every word agrees.
            let images = (old.get(i).and_then(|c| c.image.as_ref()), new.get(j).and_then(|c| c.image.as_ref()));
            let is_other = matches!(images, (Some(x), Some(y)) if x != y);
            let likeness = if is_free { dice(a, b) } else { 0.0 };
            if likeness >= if is_other { 0.8 } else { LIKENESS_MIN } {
                candidates.push(((likeness * 1e6) as u32, i, j));
            }
        }
    }
    candidates.sort_by_key(|&(likeness, i, j)| (std::cmp::Reverse(likeness), i.abs_diff(j), i, j));
    for (_, i, j) in candidates {
        if let (Some(taken @ false), Some(slot @ None)) = (is_taken.get_mut(i), partner.get_mut(j)) {
            *taken = true;
            *slot = Some(i);
        }
    }
}

/// A caption that closes with its credit in parentheses, and the credit.
pub(super) fn split_credit(text: &str) -> Option<(String, String)> {
    let text = plain(text);
    let inner = text.strip_suffix(')')?;
    let (head, credit) = inner.rsplit_once('(')?;
    let words = credit.split(' ').count();
    let is_credit = credit.contains(['/', '@', '©', ':']) || {
        let lower = credit.to_lowercase();
        CREDIT_WORDS.iter().any(|w| lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == *w))
    };
    (is_credit && words <= 12 && !head.trim().is_empty()).then(|| (head.trim().to_owned(), credit.trim().to_owned()))
}

/// Words by which a parenthesis is known to be a credit.
const CREDIT_WORDS: &[&str] = &[
    "pic",
    "picture",
    "photo",
    "photograph",
    "image",
    "credit",
    "foto",
    "bild",
    "fotografía",
    "imagen",
    "kuva",
    "getty",
    "reuters",
    "ap",
    "afp",
    "epa",
    "dpa",
    "ansa",
    "tass",
    "alamy",
    "shutterstock",
    "pa",
];
