//! Two captions of one picture that say the same: one caption and its credit (N7).

use std::collections::HashSet;

use crate::model::{Article, Caption, Suppressed};

use super::super::canon::fold;
use super::super::captions::split_credit;
use super::super::lexicon::{is_negation, is_number_word};
use super::words_of;

/// Neighbours that share more of their words than this are one caption.
const JACCARD_MIN: f64 = 0.7;

/// Lifts trailing credits out of the captions' texts and merges twins.
pub(super) fn merge(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let captions = std::mem::take(&mut article.captions);
    for caption in captions.into_iter().map(with_credit) {
        // Without a known picture only neighbours can be twins.
        let last = article.captions.len().saturating_sub(1);
        let twin = article.captions.iter_mut().enumerate().find(|(at, known)| {
            let is_one_picture = known.image.is_some() && known.image == caption.image;
            let is_neighbour = *at == last && (known.image.is_none() || caption.image.is_none() || is_one_picture);
            (is_one_picture || is_neighbour) && are_twins(known, &caption)
        });
        match twin {
            Some((_, known)) => {
                suppressed.push(Suppressed { rule: "twin_caption".to_owned(), text: caption.text.clone() });
                // The longer text; of equal ones always the same, whichever stands first.
                let rank = |text: &str| (text.chars().count(), text.to_owned());
                if rank(&caption.text) > rank(&known.text) {
                    known.text = caption.text;
                }
                known.credit = known.credit.take().or(caption.credit);
                known.image = known.image.take().or(caption.image);
            }
            None => article.captions.push(caption),
        }
    }
}

fn with_credit(mut caption: Caption) -> Caption {
    if caption.credit.is_none()
        && let Some((text, credit)) = split_credit(&caption.text)
    {
        caption.text = text;
        caption.credit = Some(credit);
    }
    caption
}

/// Twins differ in their marks or by a word that only one has; a number or another word in place of one is a fact.
fn are_twins(a: &Caption, b: &Caption) -> bool {
    let words = |c: &Caption| -> HashSet<String> { words_of(&fold(&c.text).to_lowercase()).into_iter().collect() };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    let all = a.union(&b).count();
    let is_within = a.is_subset(&b) || b.is_subset(&a);
    let is_fact = |w: &String| super::is_digits(w) || is_number_word(w) || is_negation(w, None);
    let is_open = a.symmetric_difference(&b).any(is_fact);
    all > 0 && is_within && !is_open && shared as f64 / all as f64 >= JACCARD_MIN
}
