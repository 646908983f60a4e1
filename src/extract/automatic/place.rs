//! What a block's place says: behind the article, at its edges, apart from its prose.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::judge::{Judge, Look};
use crate::model::BlockKind;

/// Fewest paragraphs of a branch beside which others count as standing elsewhere.
const TRUNK_PARAGRAPHS_MIN: usize = 3;

/// Marks of paragraphs that others are compared with.
const LOOKS_MAX: usize = 50;

/// Most words of a crumb.
const CRUMB_WORDS_MAX: usize = 8;

/// Fewest words, and their fewest letters, in a line that counts something.
const COUNTED_WORDS: usize = 2;
const COUNTED_CHARS: usize = 3;

pub(super) fn leave_out(judge: &mut Judge) {
    elsewhere(judge);
    edges(judge);
    crumbs(judge);
}

/// What follows the branch of the tree that holds most of the prose, and is marked otherwise: the page's own words. Plain
/// text stays, with the heading before it.
fn elsewhere(judge: &mut Judge) {
    let page = judge.page;
    let mut trunk = judge.main;
    loop {
        let prose = |drafts: &Range<usize>| -> usize {
            let kept = drafts.clone().filter(|n| judge.is_kept(*n)).map(|n| judge.measure(n));
            kept.filter(|m| m.is_prose).map(|m| m.words).sum()
        };
        let Some(outer) = page.nests.get(trunk).map(|nest| nest.drafts.clone()) else { return };
        let branches = page.nests.iter().enumerate().skip(trunk + 1);
        let branches = branches.take_while(|(_, nest)| nest.drafts.start < outer.end || nest.drafts.is_empty());
        let weighed = branches.filter(|(_, nest)| nest.parent == trunk).map(|(n, nest)| (prose(&nest.drafts), n));
        let Some((own, branch)) = weighed.max_by_key(|(prose, n)| (*prose, Reverse(*n))) else { return };
        let Some(inner) = page.nests.get(branch).map(|nest| nest.drafts.clone()) else { return };
        let paragraphs: Vec<usize> =
            inner.clone().filter(|n| judge.is_kept(*n) && judge.measure(*n).is_prose).collect();
        if own * 2 <= prose(&outer) || paragraphs.len() < TRUNK_PARAGRAPHS_MIN {
            return;
        }
        let looks: HashSet<Look> = paragraphs.iter().filter_map(|n| judge.look(*n)).take(LOOKS_MAX).collect();
        let mut is_next_kept = false;
        for n in (inner.end..outer.end).rev() {
            let is_like = || judge.look(n).is_some_and(|look| looks.iter().any(|other| look.is_like(other)));
            is_next_kept = is_like() || is_plain_text(judge, n, trunk, is_next_kept);
            if !is_next_kept {
                judge.leave_out(n, "elsewhere");
            }
        }
        trunk = branch;
    }
}

/// Whether a block is text of the article all the same: it stands below `trunk` among prose without links, or is a heading
/// without a link before such text.
fn is_plain_text(judge: &mut Judge, n: usize, trunk: usize, is_before_text: bool) -> bool {
    let page = judge.page;
    let Some(branch) = page.around(n, trunk).last() else { return false };
    let drafts = page.drafts_of(branch);
    let is_heading = drafts.clone().all(|n| judge.kind(n) == BlockKind::Heading);
    let is_text = |n: usize| {
        judge.measure(n).ends_as_sentence || judge.measure(n).is_prose || judge.kind(n) == BlockKind::ListItem
    };
    let has_text = (is_heading && is_before_text) || drafts.into_iter().any(is_text);
    has_text && judge.plain.is_plain(page, branch)
}

/// Lines before the first and after the last paragraph, unless they stand beside it in the same element.
fn edges(judge: &mut Judge) {
    let prose = judge.prose();
    let (Some(first), Some(last)) = (prose.first().copied(), prose.last().copied()) else { return };
    let (top, end) = (judge.parent(first), judge.parent(last));
    for n in judge.range.start..first {
        let is_heading = judge.kind(n) == BlockKind::Heading && n + 1 != first;
        if is_heading || judge.parent(n) != top {
            judge.leave_out(n, "above");
        }
    }
    for n in last + 1..judge.range.end {
        let is_text = judge.measure(n).ends_as_sentence || judge.kind(n) == BlockKind::ListItem;
        if !is_text && judge.parent(n) != end {
            judge.leave_out(n, "below");
        }
    }
}

/// Short lines that are no sentences, marked otherwise than the prose and apart from it.
fn crumbs(judge: &mut Judge) {
    let prose = judge.prose();
    let parents: HashSet<usize> = prose.iter().filter_map(|n| judge.parent(*n)).collect();
    let looks: HashSet<Look> = prose.iter().filter_map(|n| judge.look(*n)).collect();
    let is_crumb = |n: &usize| {
        let measure = judge.measure(*n);
        let is_short = measure.words <= CRUMB_WORDS_MAX && !measure.ends_as_sentence;
        let is_apart = judge.parent(*n).is_some_and(|parent| !parents.contains(&parent))
            && judge.look(*n).is_some_and(|look| !looks.contains(&look));
        judge.is_kept(*n) && judge.kind(*n) == BlockKind::Paragraph && is_short && is_apart && !is_count(judge.text(*n))
    };
    let crumbs: Vec<usize> = judge.range.clone().filter(is_crumb).collect();
    let titles = titles(judge, &crumbs);
    for n in crumbs.into_iter().filter(|n| !titles.contains(n)) {
        judge.leave_out(n, "crumb");
    }
}

/// Whether a line counts something ("14 dead, 3 missing"): a number with words, and no time of day.
fn is_count(line: &str) -> bool {
    let words = line.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(COUNTED_CHARS - 1).is_some());
    let has_time =
        line.as_bytes().windows(3).any(|w| matches!(w, [a, b':', b] if a.is_ascii_digit() && b.is_ascii_digit()));
    line.contains(char::is_numeric) && words.count() >= COUNTED_WORDS && !has_time
}

/// Crumbs that serve as headings: several that look alike, no two of the same text, each before a paragraph.
fn titles(judge: &Judge, crumbs: &[usize]) -> HashSet<usize> {
    let mut by_look: HashMap<Look, Vec<usize>> = HashMap::new();
    for n in crumbs {
        if let Some(look) = judge.look(*n) {
            by_look.entry(look).or_default().push(*n);
        }
    }
    let is_before_prose = |n: &usize| {
        let next = (n + 1..judge.range.end).find(|m| judge.is_kept(*m));
        next.is_some_and(|m| judge.measure(m).is_prose)
    };
    let are_titles = |group: &Vec<usize>| {
        let texts: HashSet<&str> = group.iter().map(|n| judge.text(*n)).collect();
        group.len() > 1 && texts.len() == group.len() && group.iter().all(is_before_prose)
    };
    by_look.into_values().filter(are_titles).flatten().collect()
}
