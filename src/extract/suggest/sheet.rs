//! What is kept of one example page: the article that is found on it without rules, and by which names the elements
//! around its parts go. The tree itself is not kept.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Node};

use super::mark::{self, Marks};
use super::{FIELDS, Line, times};
use crate::extract::blocks::{self, Draft, Layout};
use crate::extract::dom::{self, Refusal};
use crate::extract::stamps;
use crate::extract::survey::{self, Survey};
use crate::extract::text::{element_text, normal_form};
use crate::extract::walk::{Step, Walk};
use crate::extract::{Budget, LeftOut, Origin, Page, Rules, decode, email, explain, xhtml};
use crate::model::{Article, BlockKind, words};

use super::likeness::line_likeness;

/// Blocks of one page that are looked at, and elements around one block.
const PIECES_MAX: usize = 4000;
const NESTS_MAX: usize = 40;

/// Elements whose text is compared with a field's, for one field of one page, and those that are kept.
const COMPARED_MAX: usize = 400;
const TARGETS_MAX: usize = 12;

/// One example page.
pub(super) struct Sheet {
    pub(super) article: Article,
    /// The name that the page gives its site.
    pub(super) site_name: Option<String>,
    pub(super) pieces: Vec<Piece>,
    /// Selectors that could read a line, for each of [`FIELDS`].
    pub(super) lines: HashMap<Line, HashSet<String>>,
    /// Lines that were found in the page's metadata.
    pub(super) stated: HashSet<Line>,
    /// Marks of elements that hold other fields than the body: not to be taken out.
    pub(super) held: HashSet<u32>,
}

/// A block of the page.
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) words: usize,
    pub(super) guard: Guard,
    /// The selectors of the elements around it.
    pub(super) marks: Vec<u32>,
}

impl Piece {
    /// Whether it stands in an element of one of these names.
    pub(super) fn has_any(&self, marks: &[u32]) -> bool {
        self.marks.iter().any(|mark| marks.contains(mark))
    }
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Body,
    /// Another field of the article, or a line that is lifted out of any body.
    Field,
    Other,
}

/// Whether a block that is not the article's may be taken out of its element: it may be an article's on the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    None,
    /// Prose, or a day: only where a name says that something else stands there.
    Named,
    /// A quotation, or who said it: never.
    Always,
}

/// Fewest words of prose.
const PROSE_WORDS_MIN: usize = 8;

impl Guard {
    fn of(draft: &Draft, lang: Option<&str>) -> Guard {
        let text = draft.block.text.as_str();
        let is_attribution = text.starts_with(['–', '—', '―']);
        let is_day = || text.len() <= DAY_BYTES_MAX && stamps::read(text, lang, false).is_some();
        match draft.block.kind {
            BlockKind::Quote | BlockKind::PullQuote => Guard::Always,
            _ if is_attribution => Guard::Always,
            _ if draft.is_all_link => Guard::None,
            _ if words(text) >= PROSE_WORDS_MIN && is_closed(text) => Guard::Named,
            _ if text.contains(char::is_numeric) && is_day() => Guard::Named,
            _ => Guard::None,
        }
    }
}

fn is_closed(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '»', ')', '」'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟'])
}

/// Longest text that is looked at as a day, bytes.
const DAY_BYTES_MAX: usize = 80;

/// Reads an example; `None` where no article is found on it without rules.
pub(super) fn sheet(page: &Page, marks: &mut Marks, budget: &Budget) -> Result<Option<Sheet>, Refusal> {
    let found = explain(page, &Rules::automatic(""), budget);
    let Some(article) = found.extraction.article else { return Ok(None) };
    let text = xhtml::parsable(decode(page.bytes, page.content_type).text, page.content_type);
    let mut html = dom::parse(&text, &[], budget)?;
    email::uncover(&mut html, &text);
    let survey = survey::survey(&html, budget)?;
    let Some(root) = survey.html else { return Ok(None) };
    let layout = blocks::layout(&[root], blocks::is_caption);
    let pieces = pieces(&layout, &article, &found.trace.lifted, marks);

    let spots = spots(root);
    let mut lines = HashMap::new();
    let mut held = HashSet::new();
    for line in FIELDS {
        let elements = targets(line, &article, &survey, &spots);
        for around in
            elements.iter().flat_map(|e| std::iter::once(**e).chain(e.ancestors())).filter_map(ElementRef::wrap)
        {
            held.extend(mark::of(around).iter().filter_map(|mark| marks.number(mark)));
        }
        let selectors = match line {
            Line::Published | Line::Modified => times::selectors(line, &article, &survey, &elements),
            _ => elements.iter().flat_map(|element| mark::selectors(*element)).collect(),
        };
        lines.insert(line, selectors);
    }
    let is_stated = |line: &Line| {
        let field = found.trace.fields.iter().find(|field| field.name == line.name());
        field.is_some_and(|field| matches!(field.origin, Some(Origin::Stated(_))))
    };
    let stated = FIELDS.into_iter().filter(is_stated).collect();
    let site_name = survey.meta("og:site_name").map(normal_form).filter(|name| !name.is_empty());
    Ok(Some(Sheet { article, site_name, pieces, lines, stated, held }))
}

fn pieces(layout: &Layout, article: &Article, lifted: &[LeftOut], marks: &mut Marks) -> Vec<Piece> {
    let body: HashSet<&str> = article.body.iter().map(|block| block.text.as_str()).collect();
    let lifted: HashSet<&str> = lifted.iter().map(|line| line.text.as_str()).collect();
    let fields = [&article.headline, &article.standfirst, &article.byline];
    let is_field =
        |text: &str| lifted.contains(text) || fields.iter().filter_map(|f| f.as_deref()).any(|f| f.contains(text));
    let numbers = nest_marks(layout, marks);
    let seated = layout.drafts.iter().zip(&layout.seats).take(PIECES_MAX);
    seated
        .map(|(draft, seat)| {
            let text = draft.block.text.as_str();
            let kind = if body.contains(text) {
                Kind::Body
            } else if is_field(text) {
                Kind::Field
            } else {
                Kind::Other
            };
            let outward = std::iter::successors(Some(seat.nest), |nest| {
                layout.nests.get(*nest).map(|n| n.parent).filter(|parent| parent < nest)
            });
            let around = outward.take(NESTS_MAX).filter_map(|nest| numbers.get(nest)).flatten().copied();
            let around: HashSet<u32> = around.collect();
            let guard = Guard::of(draft, article.language.as_deref());
            Piece { kind, words: words(text), guard, marks: around.into_iter().collect() }
        })
        .collect()
}

/// The selectors of each nest: those that name it by itself, and those that name it as the child of one so named.
fn nest_marks(layout: &Layout, marks: &mut Marks) -> Vec<Vec<u32>> {
    // For each nest the names that its children may be named by.
    let mut named: Vec<Vec<String>> = Vec::with_capacity(layout.nests.len());
    let mut numbers = Vec::with_capacity(layout.nests.len());
    for (n, nest) in layout.nests.iter().enumerate() {
        let tag = nest.element.value().name();
        let mut own = mark::of(nest.element);
        own.sort_by_key(|css| (-mark::worth(css, Line::BODY), css.clone()));
        let outer = if nest.parent < n { named.get(nest.parent) } else { None };
        let inner: Vec<String> = outer.into_iter().flatten().map(|outer| format!("{outer} > {tag}")).collect();
        let mut heads: Vec<String> = own.iter().take(2).cloned().collect();
        if heads.is_empty() {
            // Three steps down from a name are the limit of what a selector should say.
            heads.extend(inner.iter().filter(|css| css.matches('>').count() < 3).cloned());
        }
        named.push(heads);
        numbers.push(own.iter().chain(&inner).filter_map(|css| marks.number(css)).collect());
    }
    numbers
}

/// An element and how much text stands in it.
pub(super) struct Spot<'a> {
    element: ElementRef<'a>,
    bytes: usize,
    /// In an aside, a menu or a footer.
    is_away: bool,
}

fn spots(root: ElementRef) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let (mut open, mut bytes, mut away) = (Vec::new(), 0, 0_usize);
    let is_away = |element: ElementRef| matches!(element.value().name(), "aside" | "nav" | "footer");
    for step in Walk::new(*root) {
        match step {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => bytes += text.trim().len(),
                _ => {
                    let Some(element) = ElementRef::wrap(node) else { continue };
                    away += usize::from(is_away(element));
                    open.push((spots.len(), bytes));
                    spots.push(Spot { element, bytes: 0, is_away: away > 0 });
                }
            },
            Step::Leave(node) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                away = away.saturating_sub(usize::from(is_away(element)));
                if let Some((n, before)) = open.pop()
                    && let Some(spot) = spots.get_mut(n)
                {
                    spot.bytes = bytes - before;
                }
            }
        }
    }
    spots
}

/// The elements that hold what was found for a line, and little else.
fn targets<'a>(line: Line, article: &Article, survey: &Survey<'a>, spots: &[Spot<'a>]) -> Vec<ElementRef<'a>> {
    if line == Line::Caption {
        let is_one = |element: &ElementRef| {
            let text = element_text(*element);
            article.captions.iter().any(|caption| text.starts_with(caption.text.as_str()))
        };
        let places = survey.captions.iter().filter(|place| !place.is_hidden && !place.is_aside).map(|p| p.element);
        return places.take(COMPARED_MAX).filter(is_one).take(TARGETS_MAX).collect();
    }
    let (text, least) = match line {
        Line::Headline => (article.headline.as_deref(), 0.9),
        Line::Standfirst => (article.standfirst.as_deref(), 0.9),
        Line::Byline => (article.byline.as_deref().and_then(|byline| byline.split("; ").next()), 0.5),
        Line::Published => (article.published.as_ref().map(|time| time.raw.as_str()), 0.9),
        Line::Modified => (article.modified.as_ref().map(|time| time.raw.as_str()), 0.9),
        Line::Caption => (None, 1.0),
    };
    let Some(text) = text else { return Vec::new() };
    let range = text.len() / 2..=text.len() * 2 + 20;
    let near = spots.iter().filter(|spot| !spot.is_away && range.contains(&spot.bytes)).map(|spot| spot.element);
    let is_it = |element: &ElementRef| line_likeness(&element_text(*element), text) >= least;
    near.take(COMPARED_MAX).filter(is_it).take(TARGETS_MAX).collect()
}
