//! The lines of text that a page shows, each with the names of the elements that its digits stand in.

use scraper::{ElementRef, Node};

use crate::extract::stamps::markup::{attributes, path_of};
use crate::extract::stamps::{Candidate, Rank, Role};
use crate::extract::survey::Survey;
use crate::extract::text::{is_inline, normal_form};
use crate::extract::walk::{Step, Walk, attr, is_left_out};
use crate::language::fold;
use crate::model::StampSource;

/// Lines and bytes of text that are looked at.
const LINES_MAX: usize = 4000;
const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// The longest line in which dates are looked for, bytes; a longer one is cut: it is prose.
const LINE_BYTES_MAX: usize = 600;

/// Longest line without a digit that can be a headline or a time told from now, words.
const FOLDED_WORDS_MAX: usize = 40;

/// Elements around a date whose names count.
const NAMED_MAX: usize = 5;

/// One line of text.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// In N1, cut.
    pub(super) text: String,
    pub(super) folded: String,
    pub(super) has_digit: bool,
    pub(super) words: usize,
    /// Classes and identifiers around its first digits, lower case, parted by spaces.
    pub(super) names: String,
    /// The element of its first digits.
    pub(super) path: String,
    /// In an `h1`, `h2` or `h3`.
    pub(super) is_heading: bool,
    pub(super) is_in_article: bool,
    /// In an `aside`, `nav` or `footer`.
    pub(super) is_aside: bool,
    /// Its digits are in a link.
    pub(super) is_linked: bool,
    /// In an `h1`.
    pub(super) is_title: bool,
    /// In a heading that is a link, as over a card that leads to another article.
    pub(super) leads_on: bool,
    /// A time that an attribute of an element in it states.
    pub(super) stated: Option<Candidate>,
}

impl Line {
    pub(super) fn of_text(text: &str, folded: &str, names: &str) -> Line {
        Line {
            text: text.to_owned(),
            folded: folded.to_owned(),
            has_digit: folded.chars().any(char::is_numeric),
            words: folded.split(' ').count(),
            names: names.to_owned(),
            path: names.to_owned(),
            ..Line::default()
        }
    }

    /// Whether its surroundings say that it is about something else.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.is_aside || super::names::worth(&self.names).1 <= -5
    }
}

/// The lines of the page in reading order.
pub(super) fn lines(survey: &Survey) -> Vec<Line> {
    let Some(root) = survey.html else { return Vec::new() };
    let mut writer = Writer::default();
    let mut walk = Walk::new(*root);
    let mut bytes = 0;
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => {
                    bytes += text.len();
                    writer.text(text, node.parent().and_then(ElementRef::wrap));
                }
                Node::Element(_) => {
                    let Some(element) = ElementRef::wrap(node) else { continue };
                    if element != root && is_left_out(element) {
                        walk.leave_out(node);
                    } else {
                        writer.enter(element);
                    }
                }
                _ => {}
            },
            Step::Leave(node) => {
                if let Some(element) = ElementRef::wrap(node) {
                    writer.leave(element);
                }
            }
        }
        if writer.lines.len() >= LINES_MAX || bytes > TEXT_BYTES_MAX {
            break;
        }
    }
    writer.flush();
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    raw: String,
    now: Line,
    articles: usize,
    asides: usize,
    headings: usize,
    subheadings: usize,
    /// Headings of any rank, and links, around the text at hand.
    ranks: usize,
    links: usize,
}

impl Writer {
    fn enter(&mut self, element: ElementRef) {
        let name = element.value().name();
        if !is_inline(name) {
            self.flush();
        }
        self.count(name, 1);
        if self.now.stated.is_none() {
            self.now.stated = attributes(element, None).or_else(|| time(element));
            if self.now.stated.is_some() {
                (self.now.names, self.now.path) = (names_around(element), path_of(element));
            }
        }
    }

    fn leave(&mut self, element: ElementRef) {
        let name = element.value().name();
        if is_inline(name) {
            // Two spans side by side are two words to a reader, for their styles part them.
            self.raw.push(' ');
        } else {
            self.flush();
        }
        self.count(name, -1);
    }

    fn count(&mut self, name: &str, by: isize) {
        let turn = |count: &mut usize| *count = count.saturating_add_signed(by);
        match name {
            "article" | "main" => turn(&mut self.articles),
            "aside" | "nav" | "footer" => turn(&mut self.asides),
            "h1" => turn(&mut self.headings),
            "h2" | "h3" => turn(&mut self.subheadings),
            _ => {}
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => turn(&mut self.ranks),
            "a" => turn(&mut self.links),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, parent: Option<ElementRef>) {
        if self.raw.len() < LINE_BYTES_MAX {
            self.raw.push_str(text);
        }
        self.now.leads_on |= self.ranks > 0 && self.links > 0 && !text.trim().is_empty();
        self.now.is_title |= self.headings > 0 && !text.trim().is_empty();
        self.now.is_heading |= (self.headings > 0 || self.subheadings > 0) && !text.trim().is_empty();
        if !self.now.has_digit
            && text.chars().any(char::is_numeric)
            && let Some(parent) = parent
        {
            self.now.has_digit = true;
            if self.now.stated.is_none() {
                (self.now.names, self.now.path) = (names_around(parent), path_of(parent));
            }
            self.now.is_linked = std::iter::once(*parent)
                .chain(parent.ancestors())
                .take(3)
                .filter_map(ElementRef::wrap)
                .any(|e| e.value().name() == "a");
        }
    }

    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.now);
        let text = normal_form(&std::mem::take(&mut self.raw));
        if text.is_empty() {
            // What an attribute states stays with the text that follows.
            (self.now.stated, self.now.names, self.now.path) = (line.stated, line.names, line.path);
            return;
        }
        let end = (0..=LINE_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        line.text = text.get(..end).unwrap_or_default().to_owned();
        line.words = line.text.split(' ').count();
        if line.has_digit || line.words <= FOLDED_WORDS_MAX {
            line.folded = fold(&line.text);
        }
        line.is_in_article = self.articles > 0;
        line.is_aside = self.asides > 0;
        self.lines.push(line);
    }
}

/// What a `<time>` without a mark says.
fn time(element: ElementRef) -> Option<Candidate> {
    let raw = attr(element, "datetime").filter(|_| element.value().name() == "time")?;
    let candidate = Candidate::new(Role::Published, Rank::Weak, StampSource::TimeElement, raw, None);
    Some(candidate.at(&path_of(element))).filter(|candidate| candidate.reading.is_some())
}

fn names_around(element: ElementRef) -> String {
    let mut names = String::new();
    let around = std::iter::once(*element).chain(element.ancestors()).filter_map(ElementRef::wrap);
    for element in around.take_while(|e| !matches!(e.value().name(), "body" | "html")).take(NAMED_MAX) {
        for value in ["class", "id", "itemprop"].into_iter().filter_map(|name| attr(element, name)) {
            names.push_str(&value.to_ascii_lowercase());
            names.push(' ');
        }
    }
    names
}
