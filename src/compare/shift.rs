//! The jitter guard (rule N10 of the domain): two bodies that differ only in lists of links at their very ends.

use crate::model::{Article, Suppressed};

use super::body;
use super::passage::Passage;
use super::tokens::Vocabulary;

/// A block of links with more words is text that happens to be linked; so is a whole sentence.
const LINK_WORDS_MAX: usize = 25;

/// The blocks of links at the ends of two bodies that are otherwise the same text; `None` where more differs.
pub(super) fn between(
    old: (&Article, &[Passage]),
    new: (&Article, &[Passage]),
    vocabulary: &mut Vocabulary,
) -> Option<Vec<Suppressed>> {
    let (inner_old, inner_new) = (inner(old), inner(new));
    let core = |side: &[Passage], inner: &std::ops::Range<usize>| side.get(inner.clone()).map(<[Passage]>::to_vec);
    let (core_old, core_new) = (core(old.1, &inner_old)?, core(new.1, &inner_new)?);
    // On a page that is a list of links for the most part, the links are its text.
    let words = |side: &[Passage]| side.iter().map(Passage::words).sum::<usize>();
    if words(&core_old) * 2 < words(old.1) || words(&core_new) * 2 < words(new.1) {
        return None;
    }
    let is_whole = inner_old.len() == old.1.len() && inner_new.len() == new.1.len();
    if is_whole || core_old.is_empty() || body::flow(&core_old, vocabulary) != body::flow(&core_new, vocabulary) {
        return None;
    }
    let texts = |side: (&Article, &[Passage]), inner: &std::ops::Range<usize>| -> Vec<String> {
        let at_end = side.0.body.iter().enumerate().filter(|(at, _)| !inner.contains(at));
        at_end.map(|(_, block)| block.text.clone()).collect()
    };
    let (gone, came) = (texts(old, &inner_old), texts(new, &inner_new));
    let moved = gone.iter().filter(|t| !came.contains(t)).chain(came.iter().filter(|t| !gone.contains(t)));
    let rule = "boilerplate_shift";
    Some(moved.map(|text| Suppressed { rule: rule.to_owned(), text: text.clone() }).collect())
}

/// The blocks between the lists of links at both ends.
fn inner((article, passages): (&Article, &[Passage])) -> std::ops::Range<usize> {
    let is_link = |at: &usize| {
        article.body.get(*at).is_some_and(|b| b.is_all_link && !b.text.ends_with(['.', '。', '”', '"', '»']))
            && passages.get(*at).is_some_and(|p| p.words() <= LINK_WORDS_MAX)
    };
    let count = article.body.len();
    let start = (0..count).take_while(is_link).count();
    let end = count - (start..count).rev().take_while(is_link).count();
    start..end
}
