//! Which units moved: those outside the longest run that kept its order, by count.

use super::align::Unit;
use super::passage::Passage;

/// A block with fewer words that stands elsewhere is shown as deleted and added.
const MOVED_WORDS_MIN: usize = 8;

/// What a run of units in order is worth: units first, then words, then words of units that may count as moved.
type Worth = (usize, usize, usize);

/// Marks the units that moved, and takes out those too short to be called so.
///
/// `units` are in the order of the new body. Among runs of equal count the one with more words stays, so that the
/// shorter text is the one that moved; then the later one, so that the move is upward.
pub(super) fn mark(units: &mut Vec<Unit>, old: &[Passage], new: &[Passage]) {
    let words = |unit: &Unit| {
        let sum = |side: &[Passage], range: &std::ops::Range<usize>| -> usize {
            side.get(range.clone()).unwrap_or(&[]).iter().map(Passage::words).sum()
        };
        sum(old, &unit.old).max(sum(new, &unit.new))
    };
    let sizes: Vec<usize> = units.iter().map(words).collect();
    for unit in units.iter_mut() {
        unit.is_moved = true;
    }
    for kept in longest_run(units, &sizes, old.len()) {
        if let Some(unit) = units.get_mut(kept) {
            unit.is_moved = false;
        }
    }
    let mut sizes = sizes.into_iter();
    units.retain(|unit| {
        let size = sizes.next().unwrap_or(0);
        !unit.is_moved || size >= MOVED_WORDS_MIN
    });
}

/// The indices of the longest run whose old places rise, by a tree of prefix maxima over old places.
fn longest_run(units: &[Unit], sizes: &[usize], places: usize) -> Vec<usize> {
    let mut best: Vec<Option<(Worth, usize)>> = vec![None; places + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(units.len());
    let mut end: Option<(Worth, usize)> = None;
    for (index, (unit, &size)) in units.iter().zip(sizes).enumerate() {
        let found = prefix_best(&best, unit.old.start);
        let (count, words, large) = found.map_or((0, 0, 0), |(worth, _)| worth);
        let worth = (count + 1, words + size, large + if size >= MOVED_WORDS_MIN { size } else { 0 });
        before.push(found.map(|(_, at)| at));
        let mut place = unit.old.start + 1;
        while let Some(slot) = best.get_mut(place) {
            *slot = (*slot).max(Some((worth, index)));
            place += place & place.wrapping_neg();
        }
        end = end.max(Some((worth, index)));
    }
    let mut run = Vec::new();
    let mut at = end.map(|(_, index)| index);
    while let Some(index) = at {
        run.push(index);
        at = before.get(index).copied().flatten();
    }
    run
}

/// The best run that ends before old place `place`.
fn prefix_best(best: &[Option<(Worth, usize)>], place: usize) -> Option<(Worth, usize)> {
    let mut place = place;
    let mut found = None;
    while place > 0 {
        found = found.max(best.get(place).copied().flatten());
        place -= place & place.wrapping_neg();
    }
    found
}
