//! Teasers of other articles: cards, links, lists of links.

use std::ops::Range;

use scraper::ElementRef;
use url::Url;

use super::judge::{Judge, LINK_SHARE};
use crate::model::BlockKind;

/// Most words of a card: a heading that is a link, and a line or two about where it leads.
const CARD_WORDS_MAX: usize = 90;

/// Share of links in an item of a list of links, and share of such items, in percent.
const ITEM_SHARE: usize = 40;
const ITEMS_SHARE: usize = 80;

/// Fewest words of a sentence that is a link and is kept.
const SENTENCE_WORDS: usize = 6;

pub(super) fn leave_out(judge: &mut Judge, base: &Url) {
    cards(judge);
    links(judge, base);
    lists(judge);
}

/// Small nests in which a heading is a link, with a sentence or two about where it leads. Several paragraphs are no
/// teaser, and what holds most of the page's prose is a list of which each part is named by a link.
fn cards(judge: &mut Judge) {
    let page = judge.page;
    let prose = |drafts: &Range<usize>| drafts.clone().filter(|n| judge.measure(*n).is_prose).collect::<Vec<_>>();
    let mut cards: Vec<Range<usize>> = Vec::new();
    for n in judge.range.clone() {
        let is_linked = judge.kind(n) == BlockKind::Heading && judge.linked(n) > LINK_SHARE && !is_anchor(judge, n);
        if !is_linked || !judge.is_kept(n) {
            continue;
        }
        let own = page.seats.get(n).map_or(0, |seat| seat.nest);
        let is_card = |nest: &usize| {
            let drafts = page.drafts_of(*nest);
            *nest != own && drafts.len() > 1 && page.words(&drafts) <= CARD_WORDS_MAX && prose(&drafts).len() <= 1
        };
        let card = page.around(n, judge.main).filter(is_card).last().and_then(|card| page.nests.get(card));
        cards.extend(card.map(|card| card.drafts.clone()));
    }
    cards.dedup();
    let words = |blocks: Vec<usize>| blocks.into_iter().map(|n| judge.measure(n).words).sum::<usize>();
    let in_cards = words(cards.iter().flat_map(&prose).collect());
    if in_cards * 2 > words(judge.prose()) {
        cards.retain(|card| prose(card).is_empty());
    }
    for n in cards.into_iter().flatten() {
        judge.leave_out(n, "card");
    }
}

/// Blocks that are links to other pages of the site. A sentence is text, and so is a link that leads elsewhere.
fn links(judge: &mut Judge, base: &Url) {
    for n in judge.range.clone() {
        let Some(draft) = judge.page.drafts.get(n) else { continue };
        let kind = draft.block.kind;
        if judge.linked(n) <= LINK_SHARE || kind == BlockKind::TableRow || !judge.is_kept(n) {
            continue;
        }
        let is_sentence =
            judge.measure(n).words >= SENTENCE_WORDS && draft.block.text.ends_with(['.', '!', '”', '"', '。']);
        let leads_elsewhere =
            judge.page.hrefs.get(n).is_some_and(|hrefs| hrefs.iter().any(|href| !is_same_site(href, base)));
        let is_heading = || kind == BlockKind::Heading && (is_anchor(judge, n) || is_between_prose(judge, n));
        if !(is_sentence || leads_elsewhere || is_heading()) {
            judge.leave_out(n, "link");
        }
    }
}

/// Whether the links of a block lead to a place on the page itself, as headings link to themselves.
fn is_anchor(judge: &Judge, n: usize) -> bool {
    judge.page.hrefs.get(n).is_some_and(|hrefs| !hrefs.is_empty() && hrefs.iter().all(|href| href.starts_with('#')))
}

fn is_between_prose(judge: &Judge, n: usize) -> bool {
    let next = (n + 1..judge.range.end).find(|m| judge.is_kept(*m));
    let is_prose = |m: usize| judge.measure(m).is_prose;
    next.is_some_and(is_prose) && (judge.range.start..n).any(|m| judge.is_kept(m) && is_prose(m))
}

/// Lists of which nearly every item is for the most part a link.
fn lists(judge: &mut Judge) {
    let is_list = |element: ElementRef| matches!(element.value().name(), "ul" | "ol");
    let page = judge.page;
    for nest in page.nests.iter().skip(judge.main).filter(|nest| is_list(nest.element)) {
        let drafts = nest.drafts.clone();
        if drafts.start >= judge.range.end {
            break;
        }
        let linked = drafts.clone().filter(|n| judge.linked(*n) >= ITEM_SHARE).count();
        if drafts.len() > 1 && linked * 100 >= drafts.len() * ITEMS_SHARE {
            for n in drafts.filter(|n| !judge.page.measures.get(*n).is_some_and(|m| m.is_prose)) {
                judge.leave_out(n, "link_list");
            }
        }
    }
}

fn is_same_site(href: &str, base: &Url) -> bool {
    let link = base.join(href).ok(); // what is no address leads nowhere
    match (link.as_ref().and_then(Url::host_str), base.host_str()) {
        (Some(link), Some(base)) => domain(link) == domain(base),
        _ => true,
    }
}

/// The last labels of a host: two, or three below a short second-level domain ("co.uk").
fn domain(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let cut = match (dots.next(), dots.next()) {
        (Some(last), Some(before)) if last - before <= 4 => dots.next(),
        (_, before) => before,
    };
    cut.map_or(host, |at| host.get(at + 1..).unwrap_or(host))
}
