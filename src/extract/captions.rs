//! Captions of pictures, with their credit and the picture's identity.
//!
//! Two captions of one picture are merged when articles are compared, not here.

use scraper::ElementRef;
use url::Url;

use super::survey::{Place, Survey};
use super::text::element_text;
use super::walk::{attr, nearest};
use super::{automatic, blocks};
use crate::model::Caption;

/// Captions kept of one page.
const CAPTIONS_MAX: usize = 200;

/// Words with which a credit in a trailing parenthesis begins.
const CREDIT_WORDS: &[&str] = &[
    "pic",
    "pics",
    "picture",
    "photo",
    "photos",
    "photograph",
    "image",
    "credit",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "quelle",
    "source",
    "crédit",
    "imagen",
    "immagine",
    "imagem",
    "crédito",
    "©",
    "copyright",
    "getty",
    "reuters",
    "ap",
    "afp",
    "dpa",
];

/// The captions within `container`, those in asides left out.
pub(super) fn within(survey: &Survey, container: Option<ElementRef>, base: &Url) -> Vec<Caption> {
    let is_within = |place: &&Place| container.is_none_or(|outer| is_in(place.element, outer));
    read_all(survey.captions.iter().filter(is_within), base)
}

/// The captions of an article that was found by itself: those within its body, and those between its headline and its
/// body that no element gives to something else.
pub(super) fn of_article(survey: &Survey, body: ElementRef, container: ElementRef, base: &Url) -> Vec<Caption> {
    // Nodes are numbered in the order of the page.
    let headline = survey.headings.iter().map(|place| place.element.id()).find(|id| *id < body.id());
    let is_above = |place: &Place| {
        let id = place.element.id();
        headline.is_some_and(|headline| headline < id) && id < body.id() && is_in(place.element, container)
    };
    let is_articles = |place: &&Place| {
        (is_in(place.element, body) || is_above(place)) && !automatic::is_elses(place.element, container)
    };
    read_all(survey.captions.iter().filter(is_articles), base)
}

fn is_in(element: ElementRef, outer: ElementRef) -> bool {
    element.id() == outer.id() || element.ancestors().any(|a| a.id() == outer.id())
}

fn read_all<'s, 'a: 's>(places: impl Iterator<Item = &'s Place<'a>>, base: &Url) -> Vec<Caption> {
    let shown = places.filter(|place| !place.is_hidden && !place.is_aside && blocks::is_caption(place.element));
    let found: Vec<ElementRef> = shown.map(|place| place.element).collect();
    super::pick::outermost(found).into_iter().take(CAPTIONS_MAX).filter_map(|e| caption(e, base)).collect()
}

/// The caption that `element` holds.
pub(super) fn caption(element: ElementRef, base: &Url) -> Option<Caption> {
    read(element_text(element), credit_element(element), image(element, base))
}

/// A caption out of its text, with the credit taken from it.
pub(super) fn read(text: String, credit: Option<String>, image: Option<String>) -> Option<Caption> {
    let (text, credit) = match credit.filter(|credit| !credit.is_empty()) {
        Some(credit) => {
            let without = text.strip_suffix(credit.as_str()).map(str::trim_end).filter(|t| !t.is_empty());
            (without.unwrap_or(&text).to_owned(), Some(credit))
        }
        None => split_parenthesis(text),
    };
    (!text.is_empty()).then_some(Caption { text, credit, image })
}

/// Parts a credit in a trailing parenthesis from its caption. Other parentheses ("(left)") are text.
fn split_parenthesis(text: String) -> (String, Option<String>) {
    let parts = text.strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    let Some((before, inside)) = parts else { return (text, None) };
    let (before, inside) = (before.trim_end(), inside.trim());
    let first = inside.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default().to_lowercase();
    let is_credit = CREDIT_WORDS.contains(&first.as_str()) || inside.contains(['/', '©', '@']);
    if is_credit && !before.is_empty() { (before.to_owned(), Some(inside.to_owned())) } else { (text, None) }
}

fn credit_element(caption: ElementRef) -> Option<String> {
    let is_credit = |element: ElementRef| {
        attr(element, "class").is_some_and(|class| {
            class.split_ascii_whitespace().any(|token| {
                let token = token.to_ascii_lowercase();
                ["credit", "copyright", "photographer", "image-source"].iter().any(|word| token.contains(word))
            })
        })
    };
    caption.descendent_elements().find(|e| e.id() != caption.id() && is_credit(*e)).map(element_text)
}

/// The picture beside a caption: its path without parameters and size.
fn image(caption: ElementRef, base: &Url) -> Option<String> {
    let is_frame = |e: ElementRef| {
        e.value().name() == "figure" || attr(e, "class").is_some_and(|class| class.contains("wp-caption"))
    };
    let frame = nearest(caption, is_frame).or_else(|| caption.parent().and_then(ElementRef::wrap))?;
    let image = frame.descendent_elements().take(200).find(|e| matches!(e.value().name(), "img" | "amp-img"))?;
    let source = ["src", "data-src", "data-original", "data-lazy-src", "srcset", "data-srcset"]
        .into_iter()
        .filter_map(|name| attr(image, name))
        .find(|source| !source.trim().is_empty() && !source.trim_start().starts_with("data:"))?;
    let address = source.split_ascii_whitespace().next()?.trim_end_matches(',');
    let url = base.join(address).ok()?; // not an address: no identity
    let path = url.path();
    Some(without_size(path)).filter(|path| path.len() > 1 && path.len() <= 1024)
}

/// A path without the size that WordPress writes before the extension (`-620x349`).
fn without_size(path: &str) -> String {
    if let Some((stem, extension)) = path.rsplit_once('.')
        && let Some((name, size)) = stem.rsplit_once('-')
        && let Some((width, height)) = size.split_once('x')
        && [width, height].iter().all(|n| !n.is_empty() && n.len() <= 5 && n.bytes().all(|b| b.is_ascii_digit()))
    {
        return format!("{name}.{extension}");
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_parted_from_its_caption() {
        for (text, caption, credit) in [
            ("A march in town (Pic: @someone/Net)", "A march in town", Some("Pic: @someone/Net")),
            ("The mayor (left) and a guest (right)", "The mayor (left) and a guest (right)", None),
            ("A bridge (Jane Roe/Agency)", "A bridge", Some("Jane Roe/Agency")),
            ("(Photo: x)", "(Photo: x)", None),
        ] {
            let read = read(text.to_owned(), None, None).expect(text);
            assert_eq!((read.text.as_str(), read.credit.as_deref()), (caption, credit));
        }
    }

    #[test]
    fn a_picture_is_known_by_its_path_without_size() {
        let html = "<figure><img src='data:,x' data-src='//cdn.example/p/a-620x349.jpg?w=1'>\
                    <figcaption>Text <span class='photo-credit'>Jane Roe</span></figcaption></figure>";
        let page = scraper::Html::parse_document(html);
        let figure = page.select(&scraper::Selector::parse("figcaption").expect("css")).next().expect("there");
        let base = Url::parse("https://news.example/").expect("valid");
        let found = caption(figure, &base).expect("a caption");
        assert_eq!((found.text.as_str(), found.credit.as_deref()), ("Text", Some("Jane Roe")));
        assert_eq!(found.image.as_deref(), Some("/p/a.jpg"));
    }
}
