//! One pass over a parsed page that notes where things are, so that no later step goes through the whole tree again.

use scraper::{ElementRef, Html, Node};
use url::Url;

use super::Budget;
use super::dom::Refusal;
use super::walk::{Step, Walk, attr, is_hidden};

/// Elements noted of one kind at most: a page may hold a million `<time>` elements.
const NOTED_MAX: usize = 2000;

/// Where an element stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) element: ElementRef<'a>,
    /// Within an `article` or `main`.
    pub(super) is_in_article: bool,
    /// Within an `aside`, `nav` or `footer`.
    pub(super) is_aside: bool,
    /// Within an element that says that it is not shown.
    pub(super) is_hidden: bool,
}

/// Where things are on a page; all lists are in document order.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    pub(super) elements: Vec<ElementRef<'a>>,
    pub(super) html: Option<ElementRef<'a>>,
    pub(super) base_href: Option<&'a str>,
    pub(super) titles: Vec<ElementRef<'a>>,
    pub(super) metas: Vec<ElementRef<'a>>,
    pub(super) links: Vec<ElementRef<'a>>,
    pub(super) json_ld: Vec<ElementRef<'a>>,
    pub(super) times: Vec<Place<'a>>,
    pub(super) headings: Vec<Place<'a>>,
    /// Elements with `itemprop`.
    pub(super) items: Vec<Place<'a>>,
    /// Elements that look like a byline by `rel` or class.
    pub(super) bylines: Vec<Place<'a>>,
    /// Elements that are captions by name or class.
    pub(super) captions: Vec<Place<'a>>,
    /// `article`, then `main` elements that are shown.
    pub(super) articles: Vec<ElementRef<'a>>,
    pub(super) mains: Vec<ElementRef<'a>>,
}

/// Goes through the page once.
///
/// # Errors
/// [`Refusal`] where it is deeper than the budget allows or the deadline has passed.
pub(super) fn survey<'a>(html: &'a Html, budget: &Budget) -> Result<Survey<'a>, Refusal> {
    let mut found = Survey::default();
    let (mut depth, mut article, mut aside) = (0_usize, 0_usize, 0_usize);
    // The outermost hidden element that the walk is in.
    let mut hidden = None;
    for step in Walk::new(html.tree.root()) {
        let (node, is_entered) = match step {
            Step::Enter(node) => (node, true),
            Step::Leave(node) => (node, false),
        };
        let Some(element) = ElementRef::wrap(node) else { continue };
        let name = element.value().name();
        let turn = |count: &mut usize, is_counted: bool| {
            *count = if !is_counted {
                *count
            } else if is_entered {
                *count + 1
            } else {
                count.saturating_sub(1)
            };
        };
        turn(&mut depth, true);
        turn(&mut article, matches!(name, "article" | "main"));
        turn(&mut aside, matches!(name, "aside" | "nav" | "footer"));
        if !is_entered {
            hidden = hidden.filter(|id| *id != node.id());
            continue;
        }
        if hidden.is_none() && is_hidden(element) {
            hidden = Some(node.id());
        }
        if depth > budget.depth_max {
            return Err(Refusal::Depth);
        }
        if found.elements.len() % 1024 == 0 && (budget.stop)() {
            return Err(Refusal::Time);
        }
        found.elements.push(element);
        found.note(Place { element, is_in_article: article > 0, is_aside: aside > 0, is_hidden: hidden.is_some() });
    }
    Ok(found)
}

impl<'a> Survey<'a> {
    fn note(&mut self, place: Place<'a>) {
        let element = place.element;
        match element.value().name() {
            "html" => self.html = self.html.or(Some(element)),
            "base" => self.base_href = self.base_href.or(attr(element, "href")),
            "title" => push(&mut self.titles, element),
            "meta" => push(&mut self.metas, element),
            "link" => push(&mut self.links, element),
            "script" if is_json_ld(element) => push(&mut self.json_ld, element),
            "time" => push(&mut self.times, place),
            "h1" => push(&mut self.headings, place),
            "article" if !place.is_hidden => push(&mut self.articles, element),
            "main" if !place.is_hidden => push(&mut self.mains, element),
            "figcaption" => push(&mut self.captions, place),
            _ => {}
        }
        for (name, value) in element.value().attrs() {
            match name {
                "itemprop" => push(&mut self.items, place),
                "rel" if value.eq_ignore_ascii_case("author") && element.value().name() == "a" => {
                    push(&mut self.bylines, place);
                }
                "class" if is_byline_class(value) => push(&mut self.bylines, place),
                "class" if element.value().name() != "figcaption" && is_caption_class(value) => {
                    push(&mut self.captions, place);
                }
                _ => {}
            }
        }
    }

    /// The address that relative addresses on the page start from: `<base href>` where it is a web address.
    pub(super) fn base(&self, page: &Url) -> Url {
        self.base_href
            .and_then(|href| page.join(href.trim()).ok()) // a base that is no address counts as none
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .unwrap_or_else(|| page.clone())
    }

    /// The `content` of the first `<meta>` whose `name`, `property` or `itemprop` is `key`.
    pub(super) fn meta(&self, key: &str) -> Option<&'a str> {
        self.metas.iter().find_map(|meta| {
            let is_key = meta_key(*meta).is_some_and(|k| k.eq_ignore_ascii_case(key));
            if is_key { attr(*meta, "content").filter(|content| !content.trim().is_empty()) } else { None }
        })
    }
}

/// What a `<meta>` is about.
pub(super) fn meta_key(meta: ElementRef<'_>) -> Option<&str> {
    ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|name| attr(meta, name))
}

fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() < NOTED_MAX {
        list.push(item);
    }
}

fn is_json_ld(script: ElementRef) -> bool {
    attr(script, "type").is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"))
}

fn is_byline_class(class: &str) -> bool {
    // Most classes hold none of the words, and looking is cheaper than splitting.
    let may_be = ["line", "LINE", "uthor", "UTHOR", "card"].iter().any(|part| class.contains(part));
    may_be
        && class.split_ascii_whitespace().any(|token| {
            let token = token.to_ascii_lowercase();
            let last = token.rsplit(['-', '_']).next().unwrap_or_default();
            matches!(last, "byline" | "author" | "authors")
                || matches!(token.as_str(), "byline" | "author-name" | "vcard")
        })
}

/// Whether a class says "caption" of its own element, not of an element that has one ("has-caption").
pub(super) fn is_caption_class(class: &str) -> bool {
    (class.contains("aption") || class.contains("APTION"))
        && class.split_ascii_whitespace().any(|token| {
            let token = token.to_ascii_lowercase();
            let mut parts = token.rsplit(['-', '_']).filter(|part| !part.is_empty());
            let (last, before) = (parts.next(), parts.next());
            match last {
                Some("caption" | "imagecaption" | "figcaption") => {
                    !matches!(before, Some("no" | "has" | "with" | "without" | "video" | "closed" | "wp"))
                }
                Some("text") => before == Some("caption"),
                _ => false,
            }
        })
}

/// The text of a `<script>` or `<title>`: only its own text nodes.
pub(super) fn raw_text(element: ElementRef, bytes_max: usize) -> Option<String> {
    let mut text = String::new();
    for child in element.children() {
        if let Node::Text(piece) = child.value() {
            if text.len().saturating_add(piece.len()) > bytes_max {
                return None;
            }
            text.push_str(piece);
        }
    }
    Some(text)
}
