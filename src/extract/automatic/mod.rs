//! The body of a page for which the site names no selector.
//!
//! The page is read as a list of blocks, each in its nest of elements. The nest that holds the article is where prose
//! gathers; of the blocks in it those go that their elements or their place give away as something else. Of prose only
//! lines of credit go because of what they say. In doubt a paragraph stays: one too many costs less than an edit that
//! nobody sees.

mod beside;
mod hints;
mod judge;
mod lead;
mod nest;
mod pictures;
mod place;
mod plain;
mod stated;
mod tail;
mod teasers;
#[cfg(test)]
mod tests;
mod weight;

use scraper::ElementRef;
use url::Url;

use self::judge::Judge;
use self::weight::Weighed;
use super::blocks::{self, Draft, Layout};
use super::survey::Survey;
use crate::model::BlockKind;

pub(super) use self::stated::Stated;

/// Hints under which notices of the article stand: its times, its authors, notes below it.
const NOTICE_PLACES: &[&str] = &["author", "date", "meta", "footer", "disclaimer", "kicker", "box"];

/// What the page's own fields say, for telling the body from them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'k> {
    /// The headline and the titles that the page states.
    pub(super) titles: &'k [String],
    pub(super) description: Option<&'k str>,
    /// Whether the page says that it is an article, rather than a page of any kind.
    pub(super) is_article: bool,
    /// The text of the article as the page's metadata states it.
    pub(super) stated: Option<&'k Stated>,
}

/// The article on a page.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) body: Vec<Draft>,
    /// The summary under the headline.
    pub(super) standfirst: Option<String>,
    /// Who else reported, as lines below the article say.
    pub(super) credits: Vec<String>,
    /// Captions that no markup marks as such.
    pub(super) captions: Vec<String>,
    /// What stands beside the body and may be a notice about it.
    pub(super) around: Vec<Draft>,
    /// The element of the body, and the one around it, headline and notices.
    pub(super) root: Option<ElementRef<'a>>,
    pub(super) container: Option<ElementRef<'a>>,
    /// The blocks of the body's element that are not the article's, and by which rule.
    pub(super) left_out: Vec<(&'static str, String)>,
}

/// Finds the article.
pub(super) fn find<'a>(survey: &Survey<'a>, base: &Url, known: Known) -> Found<'a> {
    let Some(root) = survey.html else { return Found::default() };
    let layout = blocks::layout(&[root], blocks::is_caption);
    let page = Weighed::of(&layout);
    let Some(main) = nest::main(&page) else { return Found::default() };
    let judge = judge::judge(&page, main, base, &known);
    let container = nest::container(&page, main);
    let fates: Vec<Fate> = (0..layout.drafts.len()).map(|n| fate(&judge, container, n)).collect();
    let element = |nest: usize| layout.nests.get(nest).map(|nest| nest.element);
    let (root, container) = (element(main), element(container));
    Found { root, container, ..sorted(layout, base, fates) }
}

/// What becomes of a block.
enum Fate {
    Body,
    Lead,
    Credit,
    Caption,
    /// It may be a notice about the article; the rule, where one left it out of the body.
    Around(Option<&'static str>),
    LeftOut(&'static str),
    /// It stands outside of everything that has to do with the article.
    Away,
}

fn fate(judge: &Judge, container: usize, n: usize) -> Fate {
    let is_around = || {
        let range = judge.page.drafts_of(container);
        let is_line = !matches!(judge.kind(n), BlockKind::ListItem | BlockKind::TableRow);
        let hint = judge.page.hinted(n, container);
        range.contains(&n) && is_line && hint.is_none_or(|hint| NOTICE_PLACES.contains(&hint))
    };
    match judge.verdict(n) {
        _ if judge.lead.contains(&n) => Fate::Lead,
        Some(tail::CREDIT) => Fate::Credit,
        // A picture below the last paragraph leads to another article.
        Some(pictures::PICTURE) if judge.range.clone().skip_while(|m| *m <= n).any(|m| judge.is_kept(m)) => {
            Fate::Caption
        }
        Some(rule) if is_around() => Fate::Around(Some(rule)),
        Some(rule) => Fate::LeftOut(rule),
        None if judge.range.contains(&n) => Fate::Body,
        None if is_around() => Fate::Around(None),
        None => Fate::Away,
    }
}

/// Whether an element within `container` says, itself or around it, that it holds something else than the article.
pub(super) fn is_elses(element: ElementRef, container: ElementRef) -> bool {
    let outward = std::iter::once(*element).chain(element.ancestors()).take_while(|node| node.id() != container.id());
    let mut hints = outward.filter_map(ElementRef::wrap).filter_map(hints::hint);
    hints.any(|hint| !matches!(hint, "media" | "caption" | "hidden"))
}

/// Whether a class or an id says that its element holds something else than the article.
pub(super) fn names_else(name: &str) -> bool {
    hints::named(name).is_some()
}

/// The words of a class or an id in lower case.
pub(super) fn name_words(name: &str) -> Vec<String> {
    hints::words(name)
}

fn sorted<'a>(layout: Layout<'a>, base: &Url, fates: Vec<Fate>) -> Found<'a> {
    let mut found = Found::default();
    let mut standfirst: Vec<String> = Vec::new();
    for ((mut draft, hrefs), fate) in layout.drafts.into_iter().zip(layout.hrefs).zip(fates) {
        match fate {
            Fate::Body => {
                draft.block.links = blocks::links(&hrefs, base);
                found.body.push(draft);
            }
            Fate::Lead => standfirst.push(draft.block.text),
            Fate::Credit => found.credits.push(draft.block.text),
            Fate::Caption => found.captions.push(draft.block.text),
            Fate::Around(rule) => {
                found.left_out.extend(rule.map(|rule| (rule, draft.block.text.clone())));
                found.around.push(draft);
            }
            Fate::LeftOut(rule) => found.left_out.push((rule, draft.block.text)),
            Fate::Away => {}
        }
    }
    found.standfirst = Some(standfirst.join(" ")).filter(|text| !text.is_empty());
    found
}
