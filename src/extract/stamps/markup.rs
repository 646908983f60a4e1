//! Times in the markup of the page: microdata (`itemprop`) and `<time>` elements.

use scraper::ElementRef;

use super::{Candidate, Rank, Role};
use crate::extract::survey::{Place, Survey};
use crate::extract::text::element_text;
use crate::extract::walk::{attr, nearest};
use crate::model::StampSource;

/// Types of microdata whose dates are not the article's.
const OTHER_TYPES: &[&str] = &[
    "comment",
    "videoobject",
    "imageobject",
    "product",
    "review",
    "listitem",
    "event",
    "audioobject",
    "usercomments",
    "blogposting#comment",
    "organization",
    "person",
    "offer",
];

/// Microdata: `itemprop="datePublished"` and its kin, unless it belongs to a comment, a video or the like.
pub(super) fn items(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for place in &survey.items {
        let Some(role) = attr(place.element, "itemprop").and_then(role_of) else { continue };
        if place.is_aside || is_others(place.element) {
            continue;
        }
        let raw = ["content", "datetime"].into_iter().find_map(|name| attr(place.element, name));
        let raw = raw.map_or_else(|| element_text(place.element), str::to_owned);
        if !raw.trim().is_empty() {
            found.push(Candidate::new(role, Rank::Stated, StampSource::Microdata, &raw, lang));
        }
    }
    found
}

fn role_of(itemprop: &str) -> Option<Role> {
    itemprop.split_ascii_whitespace().find_map(|name| match name.to_ascii_lowercase().as_str() {
        "datepublished" => Some(Role::Published),
        "datemodified" => Some(Role::Modified),
        _ => None,
    })
}

/// Whether the microdata around an element describes something else than the article.
fn is_others(element: ElementRef) -> bool {
    let scope = nearest(element, |e| attr(e, "itemscope").is_some());
    scope.and_then(|scope| attr(scope, "itemtype")).is_some_and(|kind| {
        let name = kind.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        OTHER_TYPES.contains(&name.as_str())
    })
}

/// `<time>`: those marked as published or modified, the first in the article, the first on the page.
pub(super) fn times(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let (mut has_in_article, mut has_any) = (false, false);
    for place in survey.times.iter().filter(|place| !place.is_aside && !place.is_hidden) {
        if attr(place.element, "itemprop").is_some() || is_others(place.element) || is_of_comment(place.element) {
            continue;
        }
        let raw = attr(place.element, "datetime").map_or_else(|| element_text(place.element), str::to_owned);
        let mark = mark_of(place);
        let (role, rank) = match mark {
            Some(role) => (role, Rank::Stated),
            None if place.is_in_article && !has_in_article => (Role::Published, Rank::Likely),
            None if !has_any => (Role::Published, Rank::Weak),
            None => continue,
        };
        let candidate = Candidate::new(role, rank, StampSource::TimeElement, &raw, lang);
        if candidate.reading.is_none() {
            continue;
        }
        has_any = true;
        has_in_article |= place.is_in_article && mark.is_none();
        // Only the first of a mark is the article's own; lists of other articles follow it.
        if mark.is_none() || !found.iter().any(|c: &Candidate| c.role == role && c.rank == Rank::Stated) {
            found.push(candidate);
        }
    }
    found
}

/// Whether a `<time>` says by attribute, class or that of its parent what it is.
fn mark_of(place: &Place) -> Option<Role> {
    if attr(place.element, "pubdate").is_some() {
        return Some(Role::Published);
    }
    let parent = place.element.parent().and_then(ElementRef::wrap);
    [Some(place.element), parent].into_iter().flatten().filter_map(|e| attr(e, "class")).find_map(|class| {
        let class = class.to_ascii_lowercase();
        // WordPress writes "entry-date published updated" where an article was never modified.
        if ["publish", "pubdate", "entry-date", "created"].iter().any(|mark| class.contains(mark)) {
            Some(Role::Published)
        } else if ["updated", "modified", "lastmod"].iter().any(|mark| class.contains(mark)) {
            Some(Role::Modified)
        } else {
            None
        }
    })
}

fn is_of_comment(element: ElementRef) -> bool {
    element.ancestors().take(12).filter_map(ElementRef::wrap).any(|e| {
        [attr(e, "id"), attr(e, "class")]
            .into_iter()
            .flatten()
            .any(|name| name.to_ascii_lowercase().contains("comment-"))
    })
}
