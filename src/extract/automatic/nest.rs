//! Which nest of elements holds the article.

use super::weight::Weighed;

/// Share of a nest's weight that one nest in it must have for the search to go into it, in percent.
const SHARE: usize = 97;

/// Elements that are parts of a text and never its whole.
const PARTS: &[&str] =
    &["p", "blockquote", "table", "thead", "tbody", "tr", "ul", "ol", "li", "dl", "h1", "h2", "h3", "h4", "h5", "h6"];

/// The nest of the body: from the outside in, as long as nearly all text is in one nest.
pub(super) fn main(page: &Weighed) -> Option<usize> {
    let mut main = 0;
    let mut weight = page.weight(&page.nests.first()?.drafts);
    for (n, nest) in page.nests.iter().enumerate() {
        let own = page.weight(&nest.drafts);
        let is_part = PARTS.contains(&nest.element.value().name());
        if own > 0 && !is_part && own * 100 >= weight * SHARE && page.is_within(n, main) {
            (main, weight) = (n, own);
        }
    }
    Some(main)
}

/// The nest of the whole article: the nearest `article` or `main` around the body, or else what is around its element.
pub(super) fn container(page: &Weighed, main: usize) -> usize {
    let parent = |nest: usize| page.nests.get(nest).map_or(0, |nest| nest.parent);
    let outward = std::iter::successors(Some(main), |nest| Some(parent(*nest)).filter(|outer| outer < nest));
    let named = outward.clone().find(|nest| matches!(page.name_of(*nest), "article" | "main"));
    named
        .or_else(|| outward.into_iter().nth(1).filter(|nest| !matches!(page.name_of(*nest), "html" | "body")))
        .unwrap_or(main)
}
