//! Two readings of a body by different rules, where the old page cannot be read by the new ones: which part of their
//! difference is ours.
//!
//! A rule cuts a text at its ends: it takes in, or leaves out, what stands before and after the article. What differs
//! between blocks that both readings hold was done by the publisher.

use crate::model::{Article, Block};

use super::align::{Unit, align};
use super::body;
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;

/// The words between the first and the last block that both hold must agree to this share, on both sides.
const AGREEMENT_MIN: f64 = 0.7;
/// At most this share of either text may lie beyond them: more is another part of the page.
const EDGE_SHARE_MAX: f64 = 0.4;

/// The old body as the new rules would have taken it: what stands at the ends is as in the new one. `None` where the
/// two agree too little to say so.
pub fn bridge(old: &Article, new: &Article) -> Option<Vec<Block>> {
    let mut vocabulary = Vocabulary::default();
    let (a, b) = (body::read(old, &mut vocabulary), body::read(new, &mut vocabulary));
    if body::flow(&a, &mut vocabulary) == body::flow(&b, &mut vocabulary) {
        return Some(old.body.clone());
    }
    let units = align(&a, &b).units;
    let mut stayed = units.iter().filter(|u| !u.is_moved);
    let first = stayed.next()?;
    let last = stayed.next_back().unwrap_or(first);
    let (inner_old, inner_new) = (first.old.start..last.old.end, first.new.start..last.new.end);
    let agreed = units.iter().map(|unit| agreement(unit, &a, &b)).sum::<f64>();
    let share = |side: &[Passage], inner: &std::ops::Range<usize>| {
        let (whole, inside) = (words(side), words(side.get(inner.clone()).unwrap_or(&[])));
        let edge = 1.0 - inside / whole.max(1.0);
        (agreed / inside.max(1.0), edge)
    };
    let sides = [share(&a, &inner_old), share(&b, &inner_new)];
    if sides.iter().any(|(agreement, edge)| *agreement < AGREEMENT_MIN || *edge > EDGE_SHARE_MAX) {
        return None;
    }
    let before = new.body.get(..inner_new.start)?;
    let after = new.body.get(inner_new.end..)?;
    Some([before, old.body.get(inner_old)?, after].concat())
}

/// How many words two aligned runs of blocks share.
fn agreement(unit: &Unit, old: &[Passage], new: &[Passage]) -> f64 {
    let (old, new) = (old.get(unit.old.clone()).unwrap_or(&[]), new.get(unit.new.clone()).unwrap_or(&[]));
    let bag = |side: &[Passage]| {
        let mut bag: Vec<u32> = side.iter().flat_map(|p| p.bag.iter().copied()).collect();
        bag.sort_unstable();
        bag
    };
    dice(&bag(old), &bag(new)) * words(old).min(words(new))
}

fn words(side: &[Passage]) -> f64 {
    side.iter().map(Passage::words).sum::<usize>() as f64
}
