//! How well a comparison tells what was done, by edits of invented articles with known truth; `benches/compare.rs` does
//! the same with more of them and prints the figures.

use crate::generator::edits::edit;
use crate::generator::{Rng, story};
use crate::scores::Scores;

#[test]
fn edits_are_told_as_they_were_made() {
    let mut rng = Rng(7);
    let mut scores = Scores::default();
    for at in 0..240 {
        let story = story(at, 10 + rng.below(7), &mut rng);
        let actions = 1 + rng.below(6);
        scores.add(&edit(&story, actions, at % 2 == 0, &mut rng));
    }
    for (measure, value, bound, is_kept) in scores.bounds() {
        assert!(is_kept, "{measure}: {value:.4}, {bound}\n{}", scores.remarks.join("\n\n"));
    }
}
