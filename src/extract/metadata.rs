//! What the head of a page says of the article: address, language, headlines, whether it is free to read.
//!
//! Times are read in `stamps`, JSON-LD in `json_ld`.

use url::Url;

use super::json_ld::Node;
use super::links;
use super::survey::{Survey, raw_text};
use super::text::normal_form;
use super::walk::attr;
use crate::model::{AltHeadline, StampSource};

/// The longest `<title>` that is read, bytes.
const TITLE_BYTES_MAX: usize = 4096;

/// The canonical address that the page states, without tracking parameters.
pub(super) fn canonical(survey: &Survey, base: &Url) -> Option<String> {
    let is_canonical = |rel: &str| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"));
    let stated = survey.links.iter().filter(|link| attr(**link, "rel").is_some_and(is_canonical));
    stated
        .filter_map(|link| attr(*link, "href"))
        .find_map(|href| links::clean(href, base))
        .or_else(|| links::clean(survey.meta("og:url")?, base))
}

/// The declared language as a lower-case BCP 47 tag.
pub(super) fn language(survey: &Survey) -> Option<String> {
    let of_html = survey.html.and_then(|html| attr(html, "lang").or_else(|| attr(html, "xml:lang")));
    [of_html, survey.meta("og:locale"), survey.meta("content-language"), survey.meta("language")]
        .into_iter()
        .flatten()
        .map(|tag| tag.trim().replace('_', "-").to_ascii_lowercase())
        .find(|tag| is_tag(tag))
}

fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_primary =
        parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
    is_primary
        && tag.len() <= 35
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The headlines that the page states elsewhere than in sight, without the name of the site `site`.
pub(super) fn alt_headlines(survey: &Survey, node: Option<&Node>, site: &str) -> Vec<AltHeadline> {
    let stated = [
        (StampSource::OpenGraph, survey.meta("og:title").map(normal_form)),
        (StampSource::JsonLd, node.and_then(|node| node.headline.clone())),
        (StampSource::Title, title(survey)),
    ];
    let bare = |text: String| without_site(survey, text, site);
    let some = stated.into_iter().filter_map(|(source, text)| Some(AltHeadline { source, text: bare(text?) }));
    some.filter(|headline| !headline.text.is_empty()).collect()
}

/// The text of the first `<title>`.
pub(super) fn title(survey: &Survey) -> Option<String> {
    // A <title> within an SVG is a picture's.
    let of_page = survey
        .titles
        .iter()
        .find(|t| !t.ancestors().any(|a| a.value().as_element().is_some_and(|e| e.name() == "svg")));
    let text = normal_form(&raw_text(*of_page?, TITLE_BYTES_MAX)?);
    (!text.is_empty()).then_some(text)
}

/// What stands between a title and the name of its site.
const SEPARATORS: [&str; 10] = [" | ", " - ", " – ", " — ", " · ", " • ", " » ", " : ", "｜", " / "];

/// A title without the name of the site before or behind it: the name in the configuration, or that which the page states.
pub(super) fn without_site(survey: &Survey, title: String, site: &str) -> String {
    let stated = ["og:site_name", "application-name"].into_iter().filter_map(|key| survey.meta(key));
    let names: Vec<Vec<String>> = stated.chain([site]).map(name).filter(|name| !name.is_empty()).collect();
    let is_name = |part: &str| names.contains(&name(part));
    let cut = |separator: &&str| {
        let behind = title.rsplit_once(*separator).filter(|(_, part)| is_name(part)).map(|(rest, _)| rest);
        behind.or_else(|| title.split_once(*separator).filter(|(part, _)| is_name(part)).map(|(_, rest)| rest))
    };
    let bare = SEPARATORS.iter().find_map(cut).map(str::trim).filter(|rest| !rest.is_empty()).map(str::to_owned);
    bare.unwrap_or(title)
}

/// The words of a name, without an article before them: "The Example Gazette" is the Example Gazette.
fn name(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let mut words: Vec<String> = words.collect();
    let is_article = |word: &String| {
        matches!(
            word.as_str(),
            "the" | "der" | "die" | "das" | "le" | "la" | "les" | "el" | "il" | "de" | "het" | "o" | "a"
        )
    };
    if words.len() > 1 && words.first().is_some_and(is_article) {
        words.remove(0);
    }
    words
}

/// The section of the paper.
pub(super) fn section(survey: &Survey, node: Option<&Node>) -> Option<String> {
    let stated = survey.meta("article:section").map(normal_form).filter(|section| !section.is_empty());
    stated.or_else(|| node.and_then(|node| node.section.clone())).filter(|section| section.chars().count() <= 120)
}

/// Whether the page says that it may be read without paying.
pub(super) fn is_free(survey: &Survey, node: Option<&Node>) -> Option<bool> {
    node.and_then(|node| node.is_free).or_else(|| {
        match survey.meta("article:content_tier")?.trim().to_ascii_lowercase().as_str() {
            "free" => Some(true),
            "locked" | "metered" => Some(false),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        for (tag, is_one) in [
            ("de", true),
            ("pt-br", true),
            ("zh-hans-cn", true),
            ("", false),
            ("english", false),
            ("d1", false),
            ("en-", false),
        ] {
            assert_eq!(is_tag(tag), is_one, "{tag}");
        }
    }
}
