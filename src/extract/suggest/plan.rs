//! Plans for the body: which elements hold it and what is taken out of them, weighed by the names around the blocks
//! of the pages, without reading a page again.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::judge::Examples;
use super::sheet::{Guard, Kind, Piece, Sheet};
use super::{Line, PAGES_MIN, mark};

/// Share of the body's words that a selector must cover on every page to be looked at, and to be cleaned.
const COVER_MIN: f64 = 0.5;
const WHOLE_MIN: f64 = 0.97;

/// Plans that get their `remove`.
const PLANS_MAX: usize = 12;

/// Selectors in one union, those that are looked at for one, and in `remove`.
const UNION_MAX: usize = 4;
const UNION_TRIED_MAX: usize = 60;
const REMOVE_MAX: usize = 12;

/// Fewest words that a selector of `remove` takes out of all pages: so many, and one of so many of the body.
const REMOVE_WORDS_MIN: usize = 4;
const REMOVE_SHARE: usize = 1000;

/// What one more selector in `remove` costs beside what it wins, and one more part of a union: where one of its parts
/// no longer matches, the others still do, and nobody is told that half of the body is gone.
const REMOVE_COST: f64 = 0.002;
const UNION_COST: f64 = 0.03;

/// What a step costs to a child that is only named by its element: `.story > p` leaves lists and quotations out.
const STEP_COST: f64 = 0.02;

/// What it costs that an element holds nothing of the body: the nearest one around the body is the surest.
const SURPLUS_COST: f64 = 0.05;

/// A body and what is taken out of it, as numbers of marks.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) body: Vec<u32>,
    pub(super) remove: Vec<u32>,
}

/// How a plan fits the pages.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    /// Agreement with the body that was found, in the mean and on the worst page.
    pub(super) mean: f64,
    pub(super) worst: f64,
    /// The share of the words in its elements that are not the body's, before anything is taken out.
    pub(super) surplus: f64,
}

/// Words that stand under a name on one page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cover {
    body: usize,
    field: usize,
    other: usize,
}

impl Cover {
    fn add(&mut self, piece: &Piece) {
        match piece.kind {
            Kind::Body => self.body += piece.words,
            Kind::Field => self.field += piece.words,
            Kind::Other => self.other += piece.words,
        }
    }

    /// How well it agrees with a body of so many words; what is another field leaves every body.
    pub(super) fn likeness(&self, words: usize) -> f64 {
        2.0 * self.body as f64 / (words + self.body + self.other).max(1) as f64
    }
}

impl Fit {
    /// The fit of what is covered on each page, before and after something is taken out.
    fn of(sheets: &[&Sheet], before: &[Cover], after: &[Cover]) -> Fit {
        let found: Vec<f64> = after.iter().zip(sheets).map(|(cover, sheet)| cover.likeness(shown(sheet))).collect();
        let body: usize = before.iter().map(|cover| cover.body).sum();
        let all: usize = before.iter().map(|cover| cover.body + cover.field + cover.other).sum();
        Fit {
            mean: found.iter().sum::<f64>() / found.len().max(1) as f64,
            worst: found.iter().copied().fold(1.0, f64::min),
            surplus: 1.0 - body as f64 / all.max(1) as f64,
        }
    }
}

impl Plan {
    /// How it fits, as the names tell.
    pub(super) fn fit(&self, sheets: &[&Sheet]) -> Fit {
        let cover = |is_after: bool| -> Vec<Cover> {
            let of_sheet = |sheet: &&Sheet| {
                let mut cover = Cover::default();
                let taken = sheet.pieces.iter().filter(|piece| piece.has_any(&self.body));
                taken.filter(|piece| !(is_after && piece.has_any(&self.remove))).for_each(|piece| cover.add(piece));
                cover
            };
            sheets.iter().map(of_sheet).collect()
        };
        Fit::of(sheets, &cover(false), &cover(true))
    }

    /// Its worth where it fits so well: a simple one counts more than the last hundredth.
    pub(super) fn worth(&self, examples: &Examples, fit: Fit) -> f64 {
        let parts: Vec<&str> = self.body.iter().map(|n| examples.marks.css(*n)).collect();
        let likes: i32 = parts.iter().map(|css| mark::worth(css, Line::BODY)).sum();
        let steps: usize = parts.iter().map(|css| css.matches('>').count()).max().unwrap_or_default();
        0.7 * fit.mean + 0.3 * fit.worst + f64::from(likes) / parts.len().max(1) as f64 / 2000.0
            - REMOVE_COST * self.remove.len() as f64
            - STEP_COST * steps as f64
            - UNION_COST * parts.len().saturating_sub(1) as f64
            - SURPLUS_COST * fit.surplus
    }
}

/// Words of the body that stand on the page, rather than in its metadata only.
pub(super) fn shown(sheet: &Sheet) -> usize {
    sheet.pieces.iter().filter(|piece| piece.kind == Kind::Body).map(|piece| piece.words).sum()
}

/// The best plans for all of the pages with their `remove`, the best first.
pub(super) fn best(examples: &Examples, sheets: &[&Sheet]) -> Vec<Plan> {
    let mut plans = bodies(examples, sheets);
    for plan in &mut plans {
        if !(examples.budget.stop)() {
            plan.remove = removable(examples, sheets, plan);
        }
    }
    let mut weighed: Vec<(f64, Plan)> =
        plans.into_iter().map(|plan| (plan.worth(examples, plan.fit(sheets)), plan)).collect();
    weighed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    weighed.into_iter().map(|(_, plan)| plan).collect()
}

/// The words under each name, on each page.
pub(super) fn covers(sheets: &[&Sheet]) -> HashMap<u32, Vec<Cover>> {
    let mut covers: HashMap<u32, Vec<Cover>> = HashMap::new();
    for (n, sheet) in sheets.iter().enumerate() {
        for piece in &sheet.pieces {
            for mark in &piece.marks {
                let cover = covers.entry(*mark).or_insert_with(|| vec![Cover::default(); sheets.len()]);
                if let Some(cover) = cover.get_mut(n) {
                    cover.add(piece);
                }
            }
        }
    }
    covers
}

/// Bodies that are worth looking at, without their `remove`.
fn bodies(examples: &Examples, sheets: &[&Sheet]) -> Vec<Plan> {
    let covers = covers(sheets);
    let is_broad = |cover: &[Cover], least: f64| {
        cover.iter().zip(sheets).all(|(cover, sheet)| cover.body as f64 >= least * shown(sheet) as f64)
    };
    let mut single: Vec<(f64, u32, bool)> = covers
        .iter()
        .filter(|(mark, cover)| is_broad(cover, COVER_MIN) && !mark::has_look(examples.marks.css(**mark)))
        .map(|(mark, cover)| {
            let plan = Plan { body: vec![*mark], remove: Vec::new() };
            (plan.worth(examples, Fit::of(sheets, cover, cover)), *mark, is_broad(cover, WHOLE_MIN))
        })
        .collect();
    single.sort_by(|(a, first, _), (b, second, _)| b.total_cmp(a).then(first.cmp(second)));
    let good = single.iter().take(PLANS_MAX / 2);
    // Elements that hold all of it and more can be cleaned.
    let whole = single.iter().skip(PLANS_MAX / 2).filter(|(_, _, is_whole)| *is_whole).take(PLANS_MAX / 2);
    let mut plans: Vec<Plan> =
        good.chain(whole).map(|(_, mark, _)| Plan { body: vec![*mark], remove: Vec::new() }).collect();
    plans.extend(unions(examples, sheets, &covers));
    plans
}

/// Bodies whose blocks go by several names: paragraphs by one, headings by another.
fn unions(examples: &Examples, sheets: &[&Sheet], covers: &HashMap<u32, Vec<Cover>>) -> Vec<Plan> {
    let sum = |cover: &[Cover]| cover.iter().fold((0, 0), |(body, other), c| (body + c.body, other + c.other));
    let is_clean = |cover: &[Cover]| {
        let (body, other) = sum(cover);
        other * 20 <= body && cover.iter().filter(|c| c.body > 0).count() >= PAGES_MIN
    };
    let is_named = |mark: u32| !mark::has_look(examples.marks.css(mark));
    let mut clean: Vec<u32> =
        covers.iter().filter(|(mark, cover)| is_named(**mark) && is_clean(cover)).map(|(mark, _)| *mark).collect();
    clean.sort_by_key(|mark| (Reverse(covers.get(mark).map_or(0, |cover| sum(cover).0)), *mark));
    clean.truncate(UNION_TRIED_MAX);
    let value = |plan: &Plan| plan.worth(examples, plan.fit(sheets));
    let mut plans = Vec::new();
    for seed in clean.iter().take(3) {
        let mut plan = Plan { body: vec![*seed], remove: Vec::new() };
        while plan.body.len() < UNION_MAX && !(examples.budget.stop)() {
            let now = value(&plan);
            let wider = clean.iter().filter(|mark| !plan.body.contains(mark)).map(|mark| {
                let mut wider = plan.clone();
                wider.body.push(*mark);
                (value(&wider), wider)
            });
            match wider.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
                Some((then, wider)) if then > now => plan = wider,
                _ => break,
            }
        }
        if plan.body.len() > 1 {
            plans.push(plan);
        }
    }
    plans
}

/// The marks to take out of a plan's body: those that never hold text of an article, the one that takes most first.
fn removable(examples: &Examples, sheets: &[&Sheet], plan: &Plan) -> Vec<u32> {
    let mut needed: HashSet<u32> = sheets.iter().flat_map(|sheet| &sheet.held).copied().collect();
    let mut seen_on: HashMap<u32, HashSet<usize>> = HashMap::new();
    let mut guarded: HashSet<u32> = HashSet::new();
    for (n, sheet) in sheets.iter().enumerate() {
        for piece in &sheet.pieces {
            if piece.guard == Guard::Named {
                guarded.extend(&piece.marks);
            }
            match piece.kind {
                Kind::Body | Kind::Field => needed.extend(&piece.marks),
                Kind::Other if piece.guard == Guard::Always => needed.extend(&piece.marks),
                Kind::Other => piece.marks.iter().for_each(|mark| {
                    seen_on.entry(*mark).or_default().insert(n);
                }),
            }
        }
    }
    // A name that was seen on one page alone could hold text of the next.
    let is_usable = |mark: u32| {
        let css = examples.marks.css(mark);
        let is_name = css.starts_with(['.', '#', '[']) && !css.contains('>');
        let pages = seen_on.get(&mark).map_or(0, HashSet::len);
        is_name
            && !needed.contains(&mark)
            && !mark::is_look(css)
            && ((pages >= PAGES_MIN && !guarded.contains(&mark)) || mark::says_else(css))
    };
    let mut left: Vec<&Piece> = sheets
        .iter()
        .flat_map(|sheet| &sheet.pieces)
        .filter(|piece| piece.kind == Kind::Other && piece.has_any(&plan.body))
        .collect();
    let all: usize = sheets.iter().map(|sheet| shown(sheet)).sum();
    let mut chosen = Vec::new();
    while chosen.len() < REMOVE_MAX && !(examples.budget.stop)() {
        let mut gains: HashMap<u32, usize> = HashMap::new();
        for piece in &left {
            for mark in &piece.marks {
                *gains.entry(*mark).or_default() += piece.words;
            }
        }
        let best = gains.into_iter().filter(|(mark, _)| is_usable(*mark)).max_by_key(|(mark, gain)| {
            let css = examples.marks.css(*mark);
            (*gain, mark::says_else(css), mark::worth(css, &[]), Reverse(*mark))
        });
        match best {
            Some((mark, gain)) if gain >= REMOVE_WORDS_MIN && gain * REMOVE_SHARE >= all => {
                left.retain(|piece| !piece.marks.contains(&mark));
                chosen.push(mark);
            }
            _ => break,
        }
    }
    chosen
}
