//! Selectors for a new site, proposed from two or more of its pages.
//!
//! What automatic extraction finds on each page is the measure: a selector is proposed where names that people gave
//! are the same on the pages, and where reading every page with it gives the same text. A simple selector that reads
//! nearly all of it is preferred to a long one that reads the rest. Names that machines made are not proposed.
//!
//! Nothing is learned from a single page, and nothing here is put in force: a person reads the proposal first.

mod body;
mod judge;
mod likeness;
mod lines;
mod mark;
mod name;
mod plan;
mod sheet;
#[cfg(test)]
mod tests;
mod times;

use std::collections::BTreeSet;

pub use self::likeness::body_likeness;

use self::judge::{Examples, Score};
use self::mark::Marks;
use super::rules::Select;
use super::{Budget, Page};

/// Pages that are looked at: more would tell nothing new.
pub const PAGES_MAX: usize = 20;

/// Fewest pages with an article of which something can be learned.
pub const PAGES_MIN: usize = 2;

/// A site's rules, as they could be.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The name that the pages give their site.
    pub name: Option<String>,
    /// The hosts of the pages, in order.
    pub hosts: Vec<String>,
    /// Hosts of another publication, where pages state that they are from there.
    pub foreign: Vec<String>,
    /// For each of the given pages, whether an article was found on it without rules: the others taught nothing.
    pub is_used: Vec<bool>,
    /// In the order of the configuration's keys, `remove` last.
    pub fields: Vec<Proposal>,
    /// The time was up before everything was tried.
    pub is_cut: bool,
}

impl Suggestion {
    /// How many of the pages it is made from.
    pub fn pages(&self) -> usize {
        self.is_used.iter().filter(|is_used| **is_used).count()
    }

    /// The proposal as rules, those fields left out that not every page has.
    pub fn select(&self) -> Select {
        let mut select = Select::default();
        for proposal in
            self.fields.iter().filter(|proposal| proposal.pages == self.pages() || proposal.field == "remove")
        {
            judge::set(&mut select, proposal.field, &proposal.picks);
        }
        select
    }
}

/// What is proposed for one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub field: &'static str,
    /// As they would stand in the configuration; none where nothing is proposed.
    pub picks: Vec<String>,
    /// On how many of the pages it reads something.
    pub pages: usize,
    /// How well what it reads agrees with what was found without it, from 0 to 1: in the mean and on the worst page.
    pub mean: f64,
    pub worst: f64,
    /// Why nothing is proposed.
    pub why_not: Option<WhyNot>,
}

impl Proposal {
    fn none(field: &'static str, why_not: WhyNot) -> Proposal {
        Proposal { field, picks: Vec::new(), pages: 0, mean: 0.0, worst: 0.0, why_not: Some(why_not) }
    }
}

/// Why nothing is proposed for a field.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// Too few of the pages have it.
    Absent,
    /// It is found in the pages' metadata, where no selector can point.
    Stated,
    /// No name is the same on all pages.
    Unstable,
    /// The best selector reads something else: how well it agrees.
    Unlike { pick: String, mean: f64 },
    /// There is nothing that would have to be taken out, or nothing to take it out of.
    Needless,
    /// What would have to be taken out, so many words on all pages, stands in elements without names of their own.
    Unnamed { words: usize },
}

/// A field of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Line {
    Headline,
    Standfirst,
    Byline,
    Caption,
    Published,
    Modified,
}

const FIELDS: [Line; 6] =
    [Line::Headline, Line::Standfirst, Line::Byline, Line::Caption, Line::Published, Line::Modified];

impl Line {
    /// Words that names of a body's element hold.
    const BODY: &[&str] = &[
        "article",
        "articlebody",
        "story",
        "body",
        "content",
        "text",
        "entry",
        "post",
        "main",
        "prose",
        "richtext",
        "copy",
        "paragraph",
    ];

    /// The key in the configuration.
    fn name(self) -> &'static str {
        match self {
            Line::Headline => "headline",
            Line::Standfirst => "standfirst",
            Line::Byline => "byline",
            Line::Caption => "caption",
            Line::Published => "published",
            Line::Modified => "modified",
        }
    }

    /// Words that names of its element hold.
    fn likes(self) -> &'static [&'static str] {
        match self {
            Line::Headline => &["headline", "title", "heading", "hed", "titel", "titre", "titulo"],
            Line::Standfirst => &[
                "standfirst",
                "dek",
                "deck",
                "subtitle",
                "subheadline",
                "summary",
                "intro",
                "lead",
                "lede",
                "teaser",
                "excerpt",
                "description",
                "chapo",
                "subtitulo",
            ],
            Line::Byline => &["byline", "author", "authors", "autor", "auteur", "writer"],
            Line::Caption => &["caption", "figcaption"],
            Line::Published => &["published", "publish", "date", "pubdate", "datepublished"],
            Line::Modified => &["modified", "updated", "update", "datemodified"],
        }
    }

    /// How well a selector must agree with what was found without it.
    fn least(self) -> f64 {
        match self {
            Line::Headline | Line::Standfirst => 0.9,
            Line::Byline => 0.6,
            Line::Caption => 0.8,
            Line::Published | Line::Modified => 1.0,
        }
    }
}

/// Proposes selectors for the site of `pages`; beyond [`PAGES_MAX`] they are not looked at.
///
/// `budget` is that of the whole search: when its time is up, what was found until then is answered.
pub fn suggest(pages: &[Page], budget: &Budget) -> Suggestion {
    let pages = pages.get(..PAGES_MAX).unwrap_or(pages);
    let mut marks = Marks::default();
    // A page that is too complex to be parsed again is one without an article.
    let sheets: Vec<_> = pages.iter().map(|page| sheet::sheet(page, &mut marks, budget).unwrap_or_default()).collect();
    let is_used = sheets.iter().map(Option::is_some).collect();
    let used: Vec<_> = pages.iter().zip(sheets).filter_map(|(page, sheet)| Some((page, sheet?))).collect();
    let examples = Examples { pages: used, marks: &marks, budget };
    let hosts: BTreeSet<&str> = examples.pages.iter().filter_map(|(page, _)| page.url.host_str()).collect();
    let names: Vec<&String> = examples.pages.iter().filter_map(|(_, sheet)| sheet.site_name.as_ref()).collect();
    let shared = |name: &&&String| names.iter().filter(|other| *other == *name).count();
    let mut suggestion = Suggestion {
        // Of equal ones the first.
        name: names.iter().rev().max_by_key(shared).map(|name| (*name).clone()),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        foreign: Vec::new(),
        is_used,
        fields: Vec::new(),
        is_cut: false,
    };
    if examples.pages.len() >= PAGES_MIN {
        suggestion.fields = fields(&examples);
    }
    suggestion.is_cut = (budget.stop)();
    suggestion
}

fn fields(examples: &Examples) -> Vec<Proposal> {
    let mut proposals = lines::propose(examples);
    let mut select = Select::default();
    for proposal in proposals.iter().filter(|proposal| proposal.pages == examples.pages.len()) {
        judge::set(&mut select, proposal.field, &proposal.picks);
    }
    let (body, remove) = body::propose(examples, &select);
    // The configuration's order: headline, standfirst, byline, body, caption, published, modified, remove.
    let place = proposals.iter().position(|proposal| proposal.field == "caption").unwrap_or(proposals.len());
    proposals.insert(place, body);
    proposals.push(remove);
    proposals
}
