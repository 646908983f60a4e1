//! Page bytes to [`Article`](crate::model::Article): charset, tree under a budget, fields, times, notices.
//!
//! Pure: no files, network or clock; the same page, rules and time give the same answer. It never fails: what cannot
//! be read is a [`Problem`] beside or instead of the article. What is noise between two articles is not decided here.

mod automatic;
mod blocks;
mod captions;
mod charset;
mod dom;
mod email;
mod front;
mod json_ld;
mod links;
mod metadata;
mod notices;
mod pick;
mod rules;
mod stamps;
mod survey;
mod text;
mod walk;

use std::borrow::Cow;

use scraper::ElementRef;
use url::Url;

use crate::model::{Article, Caption, Extraction, Note, NoteKind, Picks, Problem, ProblemKind, StampSource, Timestamp};

pub use charset::{Decoded, decode};
pub use rules::{PICK_BYTES_MAX, Pick, PickError, Rules, Select};
pub use text::normal_form;

use blocks::Draft;
use dom::Refusal;
use stamps::{Candidate, Rank, Role, Setting};
use survey::Survey;
use walk::attr;

/// The revision of the extractor's code: raised whenever the same page could be read differently.
pub const REVISION: u32 = 1;

/// A page as received.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The body, content coding undone.
    pub bytes: &'a [u8],
    /// The Content-Type header.
    pub content_type: Option<&'a str>,
    /// Where it came from after redirects.
    pub url: &'a Url,
    /// When it was received: stated times are judged against it.
    pub seen_at: Timestamp,
}

/// What reading one page may cost.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Nodes of the tree at most (it may be overshot by what half a kilobyte of markup makes).
    pub nodes_max: usize,
    /// Levels of nesting at most.
    pub depth_max: usize,
    /// Whether the deadline has passed; asked every few kilobytes.
    pub stop: &'a dyn Fn() -> bool,
}

/// Reads the article on a page.
///
/// No article where the page is no text in its charset, is too complex or took too long, where a configured body selector matches nothing, or
/// where there is no text; the problems say which.
pub fn extract(page: &Page, rules: &Rules, budget: &Budget) -> Extraction {
    let decoded = decode(page.bytes, page.content_type);
    let mut problems = Vec::new();
    if decoded.is_garbled() {
        let detail = format!("this is no text in {}, the charset of the page", decoded.charset);
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
        return Extraction { article: None, problems };
    }
    if decoded.is_broken {
        let detail = format!("some bytes are not {}, the charset of the page", decoded.charset);
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
    }
    let article = read(page, &decoded.text, rules, budget, &mut problems).unwrap_or_else(|refusal| {
        problems.push(Problem { kind: refusal.kind(), field: None, detail: refusal.detail(budget) });
        None
    });
    Extraction { article, problems }
}

fn read(
    page: &Page,
    text: &str,
    rules: &Rules,
    budget: &Budget,
    problems: &mut Vec<Problem>,
) -> Result<Option<Article>, Refusal> {
    let mut html = dom::parse(text, budget)?;
    let is_uncovered = email::uncover(&mut html, text);
    pick::remove(&mut html, &rules.select.remove, budget)?;
    // A tree that is no longer what the bytes say is written out where another parser is to read it.
    let is_changed = is_uncovered || !rules.select.remove.is_empty();
    let text = if is_changed && rules.select.body.is_empty() { Cow::Owned(html.html()) } else { Cow::Borrowed(text) };
    let survey = survey::survey(&html, budget)?;
    let base = survey.base(page.url);
    let reader = Reader { page, rules, budget, survey: &survey, base: &base };
    let Some(body) = reader.body(&text, problems)? else { return Ok(None) };
    reader.article(body, problems).map(Some)
}

/// The body's blocks, and the element around the article where one is known.
struct Body<'a> {
    drafts: Vec<Draft>,
    around: Vec<Draft>,
    container: Option<ElementRef<'a>>,
    /// The element of the body, where a rule names a single one.
    root: Option<ElementRef<'a>>,
    /// The pick that found it.
    pick: Option<String>,
}

/// What reading the fields of one parsed page needs.
struct Reader<'r, 'a> {
    page: &'r Page<'r>,
    rules: &'r Rules,
    budget: &'r Budget<'r>,
    survey: &'r Survey<'a>,
    base: &'r Url,
}

impl<'a> Reader<'_, 'a> {
    fn body(&self, text: &str, problems: &mut Vec<Problem>) -> Result<Option<Body<'a>>, Refusal> {
        let picks = &self.rules.select.body;
        for pick in picks {
            let roots = pick::outermost(pick::matches(self.survey, pick, self.budget)?);
            let drafts = match &pick.attribute {
                None => blocks::blocks(&roots, self.base, blocks::is_caption),
                Some(_) => roots.iter().filter_map(|e| Some(paragraph(pick::value(*e, pick)?))).collect(),
            };
            if !drafts.is_empty() {
                let container = roots.first().and_then(|root| container_of(*root));
                let around = container.map(|c| self.around(c, &roots)).unwrap_or_default();
                return Ok(Some(Body {
                    drafts,
                    around,
                    container,
                    root: roots.first().filter(|_| roots.len() == 1).copied(),
                    pick: Some(pick.source.clone()),
                }));
            }
        }
        if !picks.is_empty() {
            problems.push(pick::nothing("body", picks));
            return Ok(None);
        }
        let drafts = automatic::body(text, self.base);
        if drafts.iter().map(|d| d.block.text.chars().count()).sum::<usize>() < automatic::TEXT_CHARS_MIN {
            let detail = "the page holds no text that could be an article".to_owned();
            problems.push(Problem { kind: ProblemKind::NoText, field: Some("body".to_owned()), detail });
            return Ok(None);
        }
        let container = self.survey.articles.first().or(self.survey.mains.first()).copied();
        let around = container.map(|c| self.around(c, &[])).unwrap_or_default();
        Ok(Some(Body { drafts, around, container, root: None, pick: None }))
    }

    /// The blocks of the article's container beside the body, its navigation and asides left out.
    fn around(&self, container: ElementRef<'a>, body: &[ElementRef<'a>]) -> Vec<Draft> {
        blocks::blocks(&[container], self.base, |e| {
            matches!(e.value().name(), "nav" | "aside" | "form" | "ul" | "table")
                || body.contains(&e)
                || blocks::is_caption(e)
        })
    }

    fn article(&self, body: Body, problems: &mut Vec<Problem>) -> Result<Article, Refusal> {
        let (survey, select) = (self.survey, &self.rules.select);
        let nearest: Vec<ElementRef> = body.root.into_iter().chain(body.container).collect();
        let mut picked = |field, picks: &[Pick]| front::picked(survey, field, picks, self.budget, problems);
        let taken = picked("headline", &select.headline)?;
        let headline = taken.values.into_iter().next().map(|text| (text, StampSource::Selector));
        let visible = || front::visible_headline(survey, &nearest).map(|text| (text, StampSource::Visible));
        let headline = headline.or_else(visible);
        let standfirst = picked("standfirst", &select.standfirst)?.values.into_iter().next();
        let byline = Some(picked("byline", &select.byline)?.values.join(", ")).filter(|byline| !byline.is_empty());

        let language = metadata::language(survey);
        let canonical_url = metadata::canonical(survey, self.base);
        let canonical = canonical_url.as_deref().and_then(|url| Url::parse(url).ok()); // it was made by this parser
        let canonical = canonical.unwrap_or_else(|| self.page.url.clone());
        let node = json_ld::article(survey, &canonical, headline.as_ref().map(|(text, _)| text.as_str()));
        let node = node.as_ref();
        let (headline, headline_source) = headline.or_else(|| front::stated_headline(survey, node)).unzip();
        let byline = byline.or_else(|| front::stated_byline(survey, node));

        let captions = self.captions(&body, problems)?;
        let lang = language.as_deref();
        // What a rule names as the body is the body: it only loses lines that another rule names as fields of their own.
        let is_ruled = !select.body.is_empty();
        let repeated =
            |text: &'_ Option<String>, picks: &[Pick]| text.clone().filter(|_| !is_ruled || !picks.is_empty());
        let (its_headline, its_byline) = (repeated(&headline, &select.headline), repeated(&byline, &select.byline));
        let is_article = |container: ElementRef| container.value().name() == "article";
        let known = notices::Known {
            headline: its_headline.as_deref(),
            standfirst: standfirst.as_deref(),
            byline: its_byline.as_deref(),
            lang,
            is_article_known: !is_ruled || body.container.is_some_and(is_article),
        };
        let sorted = notices::sort(body.drafts, &body.around, known);

        let mut candidates = self.picked_stamps(lang, problems)?;
        candidates.extend(stamps::all(survey, node, &canonical, lang));
        candidates.extend(sorted.stamps);
        let setting = Setting { zone: self.rules.zone, seen_at: self.page.seen_at };
        let stamps = stamps::choose(&candidates, setting);

        let mut notes = sorted.notes;
        for text in node.iter().flat_map(|node| &node.corrections) {
            if !notes.iter().any(|note| note.text.contains(text.as_str())) {
                notes.push(Note { kind: NoteKind::Correction, text: text.clone() });
            }
        }
        Ok(Article {
            alt_headlines: metadata::alt_headlines(survey, node),
            section: metadata::section(survey, node),
            issue: sorted.issue,
            byline: byline.or(sorted.byline),
            body: sorted.body,
            captions,
            notes,
            age_notice: sorted.age_notice,
            published: stamps.published,
            modified: stamps.modified,
            is_free: metadata::is_free(survey, node),
            is_live: node.is_some_and(|node| node.is_live),
            headline,
            headline_source,
            standfirst,
            canonical_url,
            language,
            picks: Picks { headline: taken.pick, body: body.pick },
        })
    }

    fn captions(&self, body: &Body, problems: &mut Vec<Problem>) -> Result<Vec<Caption>, Refusal> {
        let picks = &self.rules.select.caption;
        if picks.is_empty() {
            // Outside of an article's own element, pictures beside a body that a rule names are the page's.
            let place = body.container.filter(|c| c.value().name() == "article").or(body.root).or(body.container);
            return Ok(captions::within(self.survey, place, self.base));
        }
        for pick in picks {
            let found = pick::outermost(pick::matches(self.survey, pick, self.budget)?);
            let read = |element: ElementRef| match &pick.attribute {
                None => captions::caption(element, self.base),
                Some(_) => captions::read(pick::value(element, pick)?, None, None),
            };
            let captions: Vec<Caption> = found.into_iter().filter_map(read).collect();
            if !captions.is_empty() {
                return Ok(captions);
            }
        }
        problems.push(pick::nothing("caption", picks));
        Ok(Vec::new())
    }

    /// The times at the site's own picks: the first that can be read, else the first.
    fn picked_stamps(&self, lang: Option<&str>, problems: &mut Vec<Problem>) -> Result<Vec<Candidate>, Refusal> {
        let select = &self.rules.select;
        let mut found = Vec::new();
        for (role, field, picks) in
            [(Role::Published, "published", &select.published), (Role::Modified, "modified", &select.modified)]
        {
            let values = pick::values(self.survey, picks, self.budget)?;
            let mut candidates = values.into_iter().map(|(element, value)| stamp_at(role, element, value, lang));
            let first = candidates.next();
            if first.is_none() && !picks.is_empty() {
                problems.push(pick::nothing(field, picks));
            }
            let Some(first) = first else { continue };
            let chosen =
                if first.reading.is_some() { first } else { candidates.find(|c| c.reading.is_some()).unwrap_or(first) };
            if chosen.reading.is_none() {
                let detail = format!("\"{}\" names no time that can be read", chosen.raw);
                problems.push(Problem { kind: ProblemKind::Stamp, field: Some(field.to_owned()), detail });
            }
            found.push(chosen);
        }
        Ok(found)
    }
}

/// A time that a pick names. Its text may be for people ("yesterday"); then the element's `datetime` is read, and a
/// label before the date is read over.
fn stamp_at(role: Role, element: ElementRef, value: String, lang: Option<&str>) -> Candidate {
    let source = crate::model::StampSource::Selector;
    let plain = Candidate::new(role, Rank::Selector, source, &value, lang);
    if plain.reading.is_some() {
        return plain;
    }
    let attribute = attr(element, "datetime").map(|raw| Candidate::new(role, Rank::Selector, source, raw, lang));
    if let Some(candidate) = attribute.filter(|candidate| candidate.reading.is_some()) {
        return candidate;
    }
    let labelled = notices::labelled_time(&value, role, lang);
    Candidate { reading: labelled, ..plain }
}

fn paragraph(text: String) -> Draft {
    Draft { block: crate::model::Block::new(crate::model::BlockKind::Paragraph, text), is_all_link: false }
}

/// The element around a body: the nearest `article` or `main` above it, else its parent.
fn container_of(body: ElementRef) -> Option<ElementRef> {
    let parent = body.parent().and_then(ElementRef::wrap)?;
    let is_page = |e: ElementRef| matches!(e.value().name(), "html" | "body");
    walk::nearest(body, |e| matches!(e.value().name(), "article" | "main")).or(Some(parent)).filter(|e| !is_page(*e))
}

#[cfg(test)]
mod tests;
