//! The publisher's notes: which came, which went, which were reworded.

use crate::model::Note;

use super::canon::fold;
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;

/// Notes less alike than this are another note.
const LIKENESS_MIN: f64 = 0.4;
/// More notes than this on a side are not likened.
const NOTES_MAX: usize = 100;

/// A note before and after; `None` where it was or is not there. Unchanged ones are left out.
pub(super) type Pair<'a> = (Option<&'a Note>, Option<&'a Note>);

/// What became of the notes: reworded and added ones in the new order, then those that went.
pub(super) fn pair<'a>(old: &'a [Note], new: &'a [Note], vocabulary: &mut Vocabulary) -> Vec<Pair<'a>> {
    let mut gone: Vec<&Note> = old.iter().collect();
    let mut left = Vec::new();
    for note in new {
        let text = fold(&note.text);
        match gone.iter().take(NOTES_MAX).position(|o| fold(&o.text) == text) {
            Some(at) => drop(gone.remove(at)),
            None => left.push(note),
        }
    }
    let mut bag = |note: &Note| Passage::new(&note.text, vocabulary).bag;
    let mut pairs = Vec::new();
    for note in left {
        let wanted = bag(note);
        let best = gone
            .iter()
            .take(NOTES_MAX)
            .enumerate()
            .map(|(i, o)| ((dice(&bag(o), &wanted) * 1e6) as u32, std::cmp::Reverse(i)))
            .filter(|(likeness, _)| f64::from(*likeness) >= LIKENESS_MIN * 1e6)
            .max();
        let before = best.map(|(_, std::cmp::Reverse(i))| gone.remove(i));
        pairs.push((before, Some(note)));
    }
    pairs.extend(gone.into_iter().map(|note| (Some(note), None)));
    pairs
}
