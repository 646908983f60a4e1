//! How much of one text stands in another: shared runs of words.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_segmentation::UnicodeSegmentation;

use crate::model::Article;

/// Words of a run in a long text.
const RUN_WORDS: usize = 4;

/// Words read of one text.
const WORDS_MAX: usize = 200_000;

/// How much of the bodies of two articles is the same, from 0 to 1: the harmonic mean of the shares of their runs of
/// four words that the other has as well. Two empty bodies are the same.
pub fn body_likeness(a: &Article, b: &Article) -> f64 {
    likeness(&runs(&a.body_text(), RUN_WORDS), &runs(&b.body_text(), RUN_WORDS))
}

/// The same of two short texts, word by word.
pub(super) fn line_likeness(a: &str, b: &str) -> f64 {
    likeness(&runs(a, 1), &runs(b, 1))
}

fn likeness(a: &HashMap<u64, usize>, b: &HashMap<u64, usize>) -> f64 {
    let count = |runs: &HashMap<u64, usize>| runs.values().sum::<usize>();
    let all = count(a) + count(b);
    let shared: usize = a.iter().map(|(run, n)| b.get(run).map_or(0, |m| *n.min(m))).sum();
    if all == 0 { 1.0 } else { 2.0 * shared as f64 / all as f64 }
}

/// Each run of `length` words, in lower case, as a number, and how often it stands in the text; a shorter text is one
/// run.
fn runs(text: &str, length: usize) -> HashMap<u64, usize> {
    let words: Vec<String> = text.unicode_words().take(WORDS_MAX).map(str::to_lowercase).collect();
    let mut runs = HashMap::new();
    if words.is_empty() {
        return runs;
    }
    for run in words.windows(length.min(words.len())) {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        *runs.entry(hasher.finish()).or_default() += 1;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_words_in_common() {
        let text = "The council voted to close the swing bridge until the first week of May.";
        for (a, b, least, most) in [
            (text, text, 1.0, 1.0),
            ("", "", 1.0, 1.0),
            (text, "", 0.0, 0.0),
            (text, "A ferry is to run from the fish quay.", 0.0, 0.5),
            ("By Jane Roe", "Jane Roe", 0.79, 0.81),
            ("橋は五月まで閉鎖", "橋は五月まで閉鎖", 1.0, 1.0),
        ] {
            let found = line_likeness(a, b);
            assert!((least..=most).contains(&found), "{a} / {b}: {found}");
        }
    }
}
