//! Which blocks of the article's nest are the article: what the rules beside this file say, in their order.

use std::ops::Range;

use scraper::ElementRef;
use url::Url;

use super::plain::Plain;
use super::stated::Stated;
use super::weight::{Measure, Weighed};
use super::{Known, beside, lead, pictures, place, tail, teasers};
use crate::extract::walk::attr;
use crate::model::BlockKind;

/// Rules that go by place alone: any block may be the article's all the same, if the page's metadata states it.
const PLACES: &[&str] = &["above", "below", "elsewhere", "crumb"];

/// Rules that not even prose in the stated text outdoes: what they leave out is another field.
const UNDISPUTED: &[&str] = &["caption", "author", "date", "hidden", lead::LEAD, tail::CREDIT];

/// Share of links in a block that is one, in percent.
pub(super) const LINK_SHARE: usize = 80;

/// The blocks of one nest, and for each the rule that leaves it out.
pub(super) struct Judge<'w, 'p, 'a> {
    pub(super) page: &'w Weighed<'p, 'a>,
    /// The nest of the article.
    pub(super) main: usize,
    pub(super) range: Range<usize>,
    /// The blocks of the page that are the summary under the headline.
    pub(super) lead: Vec<usize>,
    pub(super) plain: Plain,
    verdicts: Vec<Option<&'static str>>,
    /// The text that the page's metadata states.
    stated: Option<&'w Stated>,
}

/// Judges the blocks of the nest `main` on a page at `base`.
pub(super) fn judge<'w, 'p, 'a>(
    page: &'w Weighed<'p, 'a>,
    main: usize,
    base: &Url,
    known: &'w Known,
) -> Judge<'w, 'p, 'a> {
    let range = page.drafts_of(main);
    let mut judge = Judge {
        page,
        main,
        verdicts: vec![None; range.len()],
        range,
        lead: Vec::new(),
        plain: Plain::default(),
        stated: known.stated,
    };
    judge.hints();
    judge.above_headline();
    judge.lead = lead::named(&mut judge, known);
    // A page of tables and lists has no teasers among prose, no edges of prose and no crumbs beside it.
    if judge.is_prose_page() {
        beside::leave_out(&mut judge);
        teasers::leave_out(&mut judge, base);
        pictures::leave_out(&mut judge);
        if known.is_article {
            place::leave_out(&mut judge);
            tail::leave_out(&mut judge);
        }
        judge.headings();
    }
    if judge.lead.is_empty() {
        judge.lead = lead::placed(&mut judge, known);
    }
    judge
}

impl<'a> Judge<'_, '_, 'a> {
    /// The rule that leaves a block out.
    pub(super) fn verdict(&self, n: usize) -> Option<&'static str> {
        n.checked_sub(self.range.start).and_then(|n| self.verdicts.get(n)).copied().flatten()
    }

    pub(super) fn is_kept(&self, n: usize) -> bool {
        self.range.contains(&n) && self.verdict(n).is_none()
    }

    /// Leaves a block out, unless an earlier rule has, or the page states that it is the article's.
    pub(super) fn leave_out(&mut self, n: usize, rule: &'static str) {
        let is_disputed = PLACES.contains(&rule) || (self.measure(n).is_prose && !UNDISPUTED.contains(&rule));
        if is_disputed && self.stated.is_some_and(|stated| stated.holds(self.text(n))) {
            return;
        }
        if let Some(verdict) = n.checked_sub(self.range.start).and_then(|n| self.verdicts.get_mut(n)) {
            verdict.get_or_insert(rule);
        }
    }

    pub(super) fn measure(&self, n: usize) -> Measure {
        self.page.measures.get(n).copied().unwrap_or_default()
    }

    pub(super) fn linked(&self, n: usize) -> usize {
        self.page.seats.get(n).map_or(0, |seat| seat.linked)
    }

    pub(super) fn kind(&self, n: usize) -> BlockKind {
        self.page.drafts.get(n).map_or(BlockKind::Paragraph, |draft| draft.block.kind)
    }

    pub(super) fn text(&self, n: usize) -> &str {
        self.page.drafts.get(n).map_or("", |draft| draft.block.text.as_str())
    }

    /// The prose that is kept, in order.
    pub(super) fn prose(&self) -> Vec<usize> {
        self.range.clone().filter(|n| self.is_kept(*n) && self.measure(*n).is_prose).collect()
    }

    /// The element that a block's own element stands in; where it shares its element with other blocks, that one.
    pub(super) fn parent(&self, n: usize) -> Option<usize> {
        let seat = self.page.seats.get(n)?.nest;
        let nest = self.page.nests.get(seat)?;
        Some(if nest.drafts.len() == 1 { nest.parent } else { seat })
    }

    /// How a block's element and the one around it are marked.
    pub(super) fn look(&self, n: usize) -> Option<Look<'a>> {
        let own = self.page.nests.get(self.page.seats.get(n)?.nest)?;
        let around = self.page.nests.get(own.parent)?;
        Some(Look { own: Mark::of(own.element), around: Mark::of(around.element) })
    }

    /// Elements that say that they hold something else.
    fn hints(&mut self) {
        for n in self.range.clone() {
            let page = self.page;
            let mut said = page.around(n, self.main).filter_map(|nest| Some((nest, page.hint(nest)?)));
            let rule = said.find(|(nest, hint)| !self.plain.outdoes(page, *nest, hint));
            let Some((_, rule)) = rule else { continue };
            // A message of a social network that the article quotes is part of it.
            if !(self.kind(n) == BlockKind::Quote && rule == "sharing") {
                self.leave_out(n, rule);
            }
        }
    }

    /// What stands above the page's only headline of the first rank.
    fn above_headline(&mut self) {
        let mut headlines = self.range.clone().filter(|n| self.is_kept(*n) && self.page.is_headline(*n));
        if let (Some(headline), None) = (headlines.next(), headlines.next()) {
            let above = self.page.weight(&(self.range.start..headline));
            if above * 2 < self.page.weight(&self.range) {
                for n in self.range.start..=headline {
                    self.leave_out(n, "above");
                }
            }
        }
    }

    fn is_prose_page(&self) -> bool {
        let (mut prose, mut all) = (0, 0);
        for n in self.range.clone().filter(|n| self.is_kept(*n) && self.linked(*n) <= LINK_SHARE) {
            let measure = self.measure(n);
            all += measure.words;
            prose += if measure.is_prose { measure.words } else { 0 };
        }
        prose * 2 >= all
    }

    /// Headings at the end, and headings whose own part is left out and that another heading follows.
    fn headings(&mut self) {
        for n in self.range.clone().rev() {
            if self.kind(n) != BlockKind::Heading || !self.is_kept(n) {
                continue;
            }
            let next = (n + 1..self.range.end).find(|m| self.is_kept(*m));
            let is_emptied = n + 1 < self.range.end && !self.is_kept(n + 1);
            if next.is_none_or(|m| is_emptied && self.kind(m) == BlockKind::Heading) {
                self.leave_out(n, "empty_heading");
            }
        }
    }
}

/// The name and class of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark<'a> {
    pub(super) name: &'a str,
    pub(super) class: &'a str,
}

impl<'a> Mark<'a> {
    fn of(element: ElementRef<'a>) -> Self {
        Mark { name: element.value().name(), class: attr(element, "class").unwrap_or_default() }
    }

    fn shares_class(self, other: Mark) -> bool {
        self.class.split_ascii_whitespace().any(|a| other.class.split_ascii_whitespace().any(|b| a == b))
    }
}

/// How a block looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Look<'a> {
    own: Mark<'a>,
    around: Mark<'a>,
}

impl Look<'_> {
    /// Whether two blocks are marked alike: the same element with a class in common, on itself or around it.
    pub(super) fn is_like(&self, other: &Look) -> bool {
        let is_bare = self.around.class.is_empty() && self.around == other.around && self.own == other.own;
        self.own.name == other.own.name
            && (is_bare || self.own.shares_class(other.own) || self.around.shares_class(other.around))
    }
}
