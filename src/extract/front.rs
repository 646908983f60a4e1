//! Headline, summary and byline: by the site's rules, else what is seen on the page, else what its metadata says.

use scraper::ElementRef;

use super::json_ld::Node;
use super::metadata;
use super::rules::Pick;
use super::survey::{Place, Survey, raw_text};
use super::text::{element_text, normal_form};
use super::walk::attr;
use super::{Budget, dom::Refusal, pick};
use crate::model::{Problem, StampSource};

/// The longest headline, characters; a longer `h1` is a mistake of the page.
const HEADLINE_CHARS_MAX: usize = 1024;

/// The longest byline that is taken from a page without a rule, characters.
const BYLINE_CHARS_MAX: usize = 160;

/// What the rules take for a field: its values, each once, and the pick that found them.
#[derive(Debug, Default)]
pub(super) struct Picked {
    pub(super) values: Vec<String>,
    pub(super) pick: Option<String>,
}

/// The values of a field's first pick that has any; a problem where a configured field has none.
pub(super) fn picked(
    survey: &Survey,
    field: &str,
    picks: &[Pick],
    budget: &Budget,
    problems: &mut Vec<Problem>,
) -> Result<Picked, Refusal> {
    let Some((pick, found)) = pick::winner(survey, picks, budget)? else {
        if !picks.is_empty() {
            problems.push(pick::nothing(field, picks));
        }
        return Ok(Picked::default());
    };
    let mut values: Vec<String> = Vec::new();
    for (_, value) in found {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(Picked { values, pick: Some(pick.source.clone()) })
}

/// The headline in sight: an `h1` in the elements `around` it, the nearest first, else of any article, else the
/// page's own.
///
/// What stands elsewhere on the page comes last, so that the headline does not flip when a widget does.
pub(super) fn visible_headline(survey: &Survey, around: &[ElementRef]) -> Option<String> {
    let shown: Vec<&Place> = survey.headings.iter().filter(|place| !place.is_hidden && !place.is_aside).collect();
    let text = |place: &&Place| {
        let text = element_text(place.element);
        let length = text.chars().count();
        (length > 0 && length <= HEADLINE_CHARS_MAX).then_some(text)
    };
    let is_inside = |place: &Place, outer: &ElementRef| place.element.ancestors().any(|a| a.id() == outer.id());
    let in_one = |outer: &ElementRef| shown.iter().filter(|place| is_inside(place, outer)).find_map(text);
    let in_article = || shown.iter().copied().filter(|place| place.is_in_article).find_map(|place| text(&place));
    around.iter().find_map(in_one).or_else(in_article).or_else(|| {
        let texts: Vec<String> = shown.iter().filter_map(text).collect();
        // Of several, the one that the page also calls its title.
        let graph = survey.meta("og:title").map(normal_form);
        let titles: Vec<String> = graph.into_iter().chain(metadata::title(survey)).collect();
        let is_title = |text: &&String| titles.iter().any(|title| title.contains(text.as_str()));
        let only = if texts.len() == 1 { texts.first() } else { None };
        texts.iter().find(is_title).or(only).cloned()
    })
}

/// The headline in sight and the titles that the page states.
pub(super) fn titles(survey: &Survey) -> Vec<String> {
    let graph = survey.meta("og:title").map(normal_form);
    let titles = [visible_headline(survey, &[]), graph, metadata::title(survey)];
    titles.into_iter().flatten().filter(|title| !title.is_empty()).collect()
}

/// Whether the page says of itself that it is an article.
pub(super) fn is_article(survey: &Survey) -> bool {
    let is_kind =
        |kind: &str| ["article", "posting", "story"].iter().any(|name| kind.to_ascii_lowercase().contains(name));
    survey.meta("og:type").is_some_and(is_kind)
        || ["article:published_time", "article:modified_time"].iter().any(|key| survey.meta(key).is_some())
        || survey.items.iter().any(|place| {
            attr(place.element, "itemprop").is_some_and(|p| p.contains("articleBody") || p.contains("datePublished"))
                || attr(place.element, "itemtype").is_some_and(is_kind)
        })
        || survey.json_ld.iter().any(|script| {
            raw_text(*script, 1 << 20).is_some_and(|text| text.contains("Article\"") || text.contains("Posting\""))
        })
}

/// The summary that the page's metadata states.
pub(super) fn description(survey: &Survey) -> Option<String> {
    ["og:description", "description"].into_iter().find_map(|key| survey.meta(key)).map(normal_form)
}

/// The headline of the metadata, without the name of the site, for a page that shows none.
pub(super) fn stated_headline(survey: &Survey, node: Option<&Node>, site: &str) -> Option<(String, StampSource)> {
    let of_node = node.and_then(|node| node.headline.clone()).map(|text| (text, StampSource::JsonLd));
    let of_graph = || survey.meta("og:title").map(normal_form).filter(|text| !text.is_empty());
    of_node
        .or_else(|| of_graph().map(|text| (text, StampSource::OpenGraph)))
        .or_else(|| metadata::title(survey).map(|text| (text, StampSource::Title)))
        .map(|(text, source)| (metadata::without_site(survey, text, site), source))
}

/// The byline in sight, else in the metadata, and where it was found.
pub(super) fn stated_byline(survey: &Survey, node: Option<&Node>) -> Option<(String, StampSource)> {
    let is_usable = |place: &&Place| !place.is_aside && !place.is_hidden;
    let is_author = |place: &&Place| {
        attr(place.element, "itemprop").is_some_and(|p| p.split_ascii_whitespace().any(|w| w == "author"))
    };
    let by_item = survey.items.iter().filter(is_usable).filter(is_author);
    let by_class = survey.bylines.iter().filter(is_usable);
    let (inside, outside): (Vec<&Place>, Vec<&Place>) = by_class.chain(by_item).partition(|place| place.is_in_article);
    let seen = inside.into_iter().chain(outside).find_map(|place| byline_text(place.element));
    // A site that signs with its own name or address names nobody.
    let is_person = |name: &String| !name.contains("://") && (name.contains(' ') || !name.contains('.'));
    let names = |node: &Node| node.authors.iter().filter(|n| is_person(n)).cloned().collect::<Vec<_>>().join(", ");
    let of_node = || node.map(names).filter(|names| !names.is_empty());
    let of_meta = || {
        let stated = ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"];
        stated.into_iter().filter_map(|key| survey.meta(key)).map(normal_form).find(|text| is_byline(text))
    };
    seen.map(|text| (text, StampSource::Visible))
        .or_else(|| of_node().map(|text| (text, StampSource::JsonLd)))
        .or_else(|| of_meta().map(|text| (text, StampSource::Meta)))
}

/// A byline with the credits that stand below the article.
pub(super) fn with_credits(byline: Option<String>, credits: &[String]) -> Option<String> {
    let parts: Vec<&str> = byline.iter().chain(credits).map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn byline_text(element: ElementRef) -> Option<String> {
    if element.value().name() == "meta" {
        return None;
    }
    Some(element_text(element)).filter(|text| is_byline(text))
}

fn is_byline(text: &str) -> bool {
    let length = text.chars().count();
    (2..=BYLINE_CHARS_MAX).contains(&length)
        && !text.starts_with("http")
        && !text.starts_with('@')
        && (text.contains(' ') || !text.contains('.'))
        && text.chars().any(char::is_alphabetic)
}
