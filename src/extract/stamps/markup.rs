//! Times in the markup of the page: microdata (`itemprop`), `<time>` elements, RDFa and microformats.

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

/// Parts of the classes of elements that hold a time of publication.
const PUBLISHED_NAMES: &[&str] = &["publish", "pubdate", "publica", "publie", "pubblica", "entry-date", "created"];

/// Microdata: `itemprop="datePublished"` and its kin, unless it belongs to a comment, a video or the like.
pub(super) fn items(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for place in &survey.items {
        let Some((role, rank)) = attr(place.element, "itemprop").and_then(role_of) else { continue };
        if !is_others(place.element) && (!place.is_aside || is_header_of_article(place)) {
            found.extend(item(place, role, rank, lang));
        }
    }
    found
}

fn item(place: &Place, role: Role, rank: Rank, lang: Option<&str>) -> Option<Candidate> {
    let attributes = ["content", "datetime", "title"].into_iter().filter_map(|name| attr(place.element, name));
    let text = || Some(element_text(place.element)).filter(|text| !text.trim().is_empty());
    let candidate =
        |raw: &str| Candidate::new(role, rank, StampSource::Microdata, raw, lang).at(&path_of(place.element));
    let readable = attributes.map(candidate).filter(|c| c.reading.is_some()).min_by_key(precision);
    readable.or_else(|| text().map(|text| candidate(&text)))
}

fn precision(candidate: &Candidate) -> Option<crate::model::Precision> {
    candidate.reading.map(|reading| reading.precision)
}

fn role_of(names: &str) -> Option<(Role, Rank)> {
    names.split_ascii_whitespace().find_map(|name| {
        let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        match name.as_str() {
            "datepublished" => Some((Role::Published, Rank::Stated)),
            "datemodified" | "dateupdated" | "dateupdate" => Some((Role::Modified, Rank::Stated)),
            "issued" | "pubdate" | "dateposted" | "published" => Some((Role::Published, Rank::Likely)),
            "date" => Some((Role::Published, Rank::Weak)),
            "datecreated" | "created" | "uploaddate" => Some((Role::Published, Rank::Created)),
            "modified" => Some((Role::Modified, Rank::Weak)),
            _ => None,
        }
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

/// Whether an element in a footer or aside belongs to the article itself: its footer, or an aside in its header.
fn is_header_of_article(place: &Place) -> bool {
    let is_aside = |e: ElementRef| matches!(e.value().name(), "aside" | "nav" | "footer");
    let Some(around) = nearest(place.element, is_aside) else { return false };
    let within = |name: &'static str| nearest(around, move |e| e.value().name() == name);
    match around.value().name() {
        "footer" => within("article").is_some(),
        "aside" => within("header").is_some_and(|header| nearest(header, |e| e.value().name() == "article").is_some()),
        _ => false,
    }
}

/// `<time>`: those marked as published or modified, and the first in the article; any other is a date among those that
/// the page shows.
pub(super) fn times(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut has_in_article = false;
    for place in survey.times.iter().filter(|place| !place.is_aside && !place.is_hidden) {
        if attr(place.element, "itemprop").is_some() || is_others(place.element) || is_of_comment(place.element) {
            continue;
        }
        let raw = attr(place.element, "datetime").filter(|raw| !raw.trim().is_empty());
        let raw = raw.map_or_else(|| element_text(place.element), str::to_owned);
        let mark = mark_of(place.element);
        let is_own = place.is_in_article && (survey.articles.len() <= 1 || is_with_headline(place.element, survey));
        let (role, rank) = match mark {
            Some(role) => (role, Rank::Stated),
            None if place.is_in_article && !has_in_article && is_own => (Role::Published, Rank::Likely),
            None => continue,
        };
        let candidate = Candidate::new(role, rank, StampSource::TimeElement, &raw, lang).at(&path_of(place.element));
        if candidate.reading.is_none() {
            continue;
        }
        has_in_article |= place.is_in_article && mark.is_none();
        // Only the first of a mark is the article's own; lists of other articles follow it.
        if mark.is_none() || !found.iter().any(|c| c.role == role && c.rank == Rank::Stated) {
            found.push(candidate);
        }
    }
    found
}

/// Whether the article around an element holds the page's first headline: others are teasers and comments.
fn is_with_headline(element: ElementRef, survey: &Survey) -> bool {
    let headline = survey.headings.iter().find(|place| !place.is_hidden && !place.is_aside);
    let article = nearest(element, |e| e.value().name() == "article");
    match (headline, article) {
        (Some(headline), Some(article)) => headline.element.ancestors().any(|a| a.id() == article.id()),
        _ => false,
    }
}

/// RDFa (`property="dc:date"`) and microformats (`<abbr class="published" title="2019-06-04T10:04">`) at an element
/// that is no `<time>`.
pub(super) fn attributes(element: ElementRef, lang: Option<&str>) -> Option<Candidate> {
    if matches!(element.value().name(), "time" | "meta") || attr(element, "itemprop").is_some() {
        return None;
    }
    let of_class = || mark_of(element).map(|role| (role, Rank::Likely));
    let (role, rank) = attr(element, "property").and_then(role_of).or_else(of_class)?;
    let names = ["content", "datetime", "title", "data-datetime", "data-time", "data-timestamp", "data-utime"];
    let values = names.into_iter().filter_map(|name| attr(element, name));
    let candidate = |raw| Candidate::new(role, rank, StampSource::TimeElement, raw, lang).at(&path_of(element));
    let readable = values.map(candidate).find(|c| c.reading.is_some());
    readable.filter(|_| !is_others(element) && !is_of_comment(element))
}

/// Whether an element says by attribute, class or that of its parent what its time is.
fn mark_of(element: ElementRef) -> Option<Role> {
    if attr(element, "pubdate").is_some() {
        return Some(Role::Published);
    }
    let parent = element.parent().and_then(ElementRef::wrap);
    [Some(element), parent].into_iter().flatten().filter_map(|e| attr(e, "class")).find_map(|class| {
        let class = class.to_ascii_lowercase();
        // WordPress writes "entry-date published updated" where an article was never modified.
        if PUBLISHED_NAMES.iter().any(|mark| class.contains(mark)) {
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

/// An element by its name and first class.
pub(super) fn path_of(element: ElementRef) -> String {
    let name = element.value().name();
    let named = |key: &str| attr(element, key).and_then(|value| value.split_ascii_whitespace().next());
    match (named("itemprop"), named("class")) {
        (Some(item), _) => format!("{name}[itemprop={item}]"),
        (None, Some(class)) => format!("{name}.{class}"),
        (None, None) => name.to_owned(),
    }
}
