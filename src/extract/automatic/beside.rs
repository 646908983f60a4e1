//! Boxes and articles beside the article that no name gives away, or that only their make does.

use std::ops::Range;

use super::judge::Judge;
use crate::extract::walk::attr;
use crate::model::BlockKind;

/// Most words of a box that asks for something.
const BOX_WORDS_MAX: usize = 80;

pub(super) fn leave_out(judge: &mut Judge) {
    next_articles(judge);
    letters(judge);
    walls(judge);
}

/// Articles behind the one with the headline, as pages without an end append them: each in an element of its own, as
/// the first is, and with a heading of its own that is a headline or a link.
fn next_articles(judge: &mut Judge) {
    let page = judge.page;
    let Some(headline) = judge.range.clone().find(|n| page.is_headline(*n)) else { return };
    if !page.around(headline, judge.main).any(|nest| page.name_of(nest) == "article") {
        return;
    }
    let is_next = |drafts: &Range<usize>| {
        let first = drafts.clone().find(|n| judge.kind(*n) == BlockKind::Heading);
        drafts.start > headline && first.is_some_and(|n| page.is_headline(n) || judge.linked(n) > 0)
    };
    let articles = within(judge).into_iter().filter(|nest| page.name_of(*nest) == "article");
    let articles: Vec<Range<usize>> = articles.map(|nest| page.drafts_of(nest)).filter(is_next).collect();
    for n in articles.into_iter().flatten() {
        judge.leave_out(n, "next_article");
    }
}

/// Boxes with a field for an address of mail.
fn letters(judge: &mut Judge) {
    let page = judge.page;
    let Some(root) = page.nests.get(judge.main) else { return };
    let is_mail = |kind: &str| kind.eq_ignore_ascii_case("email");
    let fields = root.element.descendent_elements().filter(|e| e.value().name() == "input");
    for field in fields.filter(|e| attr(*e, "type").is_some_and(is_mail)) {
        let around: Vec<_> = field.ancestors().map(|node| node.id()).collect();
        let is_box = |nest: &usize| {
            let is_around = page.nests.get(*nest).is_some_and(|nest| around.contains(&nest.element.id()));
            is_around && page.words(&page.drafts_of(*nest)) <= BOX_WORDS_MAX
        };
        // The first in the order of the document is the outermost.
        let found = within(judge).into_iter().find(is_box);
        for n in found.map(|nest| page.drafts_of(nest)).into_iter().flatten() {
            judge.leave_out(n, "newsletter");
        }
    }
}

/// Offers to pay for the rest of the text: small, with something to press. The text behind a wall often has the same name.
fn walls(judge: &mut Judge) {
    let page = judge.page;
    for nest in within(judge) {
        let class = page.nests.get(nest).and_then(|nest| attr(nest.element, "class")).unwrap_or_default();
        if !class.to_ascii_lowercase().contains("paywall") {
            continue;
        }
        let drafts = page.drafts_of(nest);
        if page.words(&drafts) <= BOX_WORDS_MAX && !judge.plain.is_plain(page, nest) {
            for n in drafts {
                judge.leave_out(n, "paywall");
            }
        }
    }
}

/// The nests in that of the article.
fn within(judge: &Judge) -> Vec<usize> {
    let (page, end) = (judge.page, judge.range.end);
    (judge.main + 1..page.nests.len()).take_while(|nest| page.drafts_of(*nest).start < end).collect()
}
