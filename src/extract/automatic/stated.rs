//! The text of the article that a page states in its metadata (JSON-LD `articleBody`): a witness of what belongs to
//! the article, and the text itself where the page shows none.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::extract::blocks::Draft;

/// Words that are looked up together.
const SHINGLE_WORDS: usize = 4;

/// Share of a block's shingles that must be in the stated text, in percent: a word may have been changed since.
const SHARED: usize = 60;

/// Fewest bytes of a stated text that stands for a page without one, and the part of it that a page must show to be
/// read for itself.
const BYTES_MIN: usize = 300;
const SHOWN_PART: usize = 8;

/// A stated text.
#[derive(Debug)]
pub(in crate::extract) struct Stated {
    /// As it was stated; it may hold markup.
    pub(in crate::extract) raw: String,
    shingles: HashSet<u64>,
}

impl Stated {
    pub(in crate::extract) fn new(raw: String) -> Stated {
        let shingles = shingles(&raw).collect();
        Stated { raw, shingles }
    }

    /// Whether most of a block stands in it; of a block of fewer than four words nothing can be said.
    pub(super) fn holds(&self, text: &str) -> bool {
        let (mut all, mut shared) = (0, 0);
        for shingle in shingles(text) {
            all += 1;
            shared += usize::from(self.shingles.contains(&shingle));
        }
        all > 0 && shared * 100 >= all * SHARED
    }

    /// Whether a page shows so little of it that it is the article rather than what the page shows.
    pub(in crate::extract) fn outweighs(&self, shown: &[Draft]) -> bool {
        let shown: usize = shown.iter().map(|draft| draft.block.text.len()).sum();
        self.raw.len() >= BYTES_MIN && shown.saturating_mul(SHOWN_PART) < self.raw.len()
    }
}

/// Each run of four words, in lower case, as a number.
fn shingles(text: &str) -> impl Iterator<Item = u64> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let count = (words.len() + 1).saturating_sub(SHINGLE_WORDS);
    (0..count).map(move |n| {
        let mut hasher = DefaultHasher::new();
        words.get(n..n + SHINGLE_WORDS).hash(&mut hasher);
        hasher.finish()
    })
}
