//! Selectors for the body, and for what is to be taken out of it: the best plans are tried by reading every page.

use std::cmp::Reverse;

use super::judge::{self, Examples};
use super::plan::{self, Cover, Fit, Plan, covers, shown};
use super::sheet::{Kind, Sheet};
use super::{PAGES_MIN, Proposal, Score, WhyNot, mark};
use crate::extract::Select;

/// How well the body must agree with what was found without rules, in the mean and on the worst page: without a good
/// selector one is better off with none.
const MEAN_LEAST: f64 = 0.93;
const WORST_LEAST: f64 = 0.85;

/// Plans that are tried by reading.
const TRIED_MAX: usize = 4;

/// Templates that the pages may be made by, how well a name must agree with the body on the pages of one before
/// anything is taken out (the highest that parts the pages), and what one more fallback costs.
const TEMPLATES_MAX: usize = 3;
const TEMPLATE_LEAST: [f64; 3] = [0.9, 0.8, 0.7];
const LIST_COST: f64 = 0.02;

/// The proposals for `body` and `remove`; the pages are read with the other fields' selectors `select`.
pub(super) fn propose(examples: &Examples, select: &Select) -> (Proposal, Proposal) {
    let sheets: Vec<&Sheet> = examples.pages.iter().map(|(_, sheet)| sheet).filter(|sheet| shown(sheet) > 0).collect();
    if sheets.len() < PAGES_MIN {
        return (Proposal::none("body", WhyNot::Stated), Proposal::none("remove", WhyNot::Needless));
    }
    let plans = plan::best(examples, &sheets).into_iter().take(TRIED_MAX).map(|plan| vec![plan]);
    let tried =
        plans.chain(TEMPLATE_LEAST.into_iter().find_map(|least| by_template(examples, &sheets, least))).map(|plans| {
            let mut select = select.clone();
            judge::set(&mut select, "body", &bodies(examples, &plans));
            judge::set(&mut select, "remove", &removes(examples, &plans));
            let score = examples.score("body", &examples.read(&select));
            (plans, score)
        });
    let value = |(plans, score): &(Vec<Plan>, Score)| {
        let fit = |plan: &Plan| Fit { mean: score.mean, worst: score.worst, ..plan.fit(&sheets) };
        let values = plans.iter().map(|plan| plan.worth(examples, fit(plan)));
        values.sum::<f64>() / plans.len().max(1) as f64 - LIST_COST * plans.len() as f64
    };
    let Some((plans, score)) = tried.max_by(|a, b| value(a).total_cmp(&value(b))) else {
        return (Proposal::none("body", WhyNot::Unstable), Proposal::none("remove", WhyNot::Needless));
    };
    let picks = bodies(examples, &plans);
    let Score { pages, mean, worst } = score;
    if mean < MEAN_LEAST || worst < WORST_LEAST || pages < examples.pages.len() {
        let pick = picks.into_iter().next().unwrap_or_default();
        let why_not = WhyNot::Unlike { pick, mean };
        return (Proposal::none("body", why_not), Proposal::none("remove", WhyNot::Needless));
    }
    let body = Proposal { field: "body", picks, pages, mean, worst, why_not: None };
    let picks = removes(examples, &plans);
    if picks.is_empty() {
        return (body, Proposal::none("remove", remainder(&sheets, &plans)));
    }
    let removed: Vec<u32> = plans.iter().flat_map(|plan| &plan.remove).copied().collect();
    let pages = sheets.iter().filter(|sheet| sheet.pieces.iter().any(|piece| piece.has_any(&removed))).count();
    (body, Proposal { field: "remove", picks, pages, mean, worst, why_not: None })
}

/// Why nothing is taken out.
fn remainder(sheets: &[&Sheet], plans: &[Plan]) -> WhyNot {
    let taken: Vec<u32> = plans.iter().flat_map(|plan| &plan.body).copied().collect();
    let pieces = sheets.iter().flat_map(|sheet| &sheet.pieces);
    let more = pieces.filter(|piece| piece.kind == Kind::Other && piece.has_any(&taken));
    let words: usize = more.map(|piece| piece.words).sum();
    let all: usize = sheets.iter().map(|sheet| shown(sheet)).sum();
    if words * 100 > all { WhyNot::Unnamed { words } } else { WhyNot::Needless }
}

/// A plan for each of several templates, where the pages are made by more than one: as fallbacks, those first that
/// match nothing on the other pages.
fn by_template(examples: &Examples, sheets: &[&Sheet], least: f64) -> Option<Vec<Plan>> {
    let mut left: Vec<&Sheet> = sheets.to_vec();
    let mut found: Vec<(usize, Plan)> = Vec::new();
    while left.len() >= PAGES_MIN && found.len() < TEMPLATES_MAX {
        let covers = covers(&left);
        let is_one = |(cover, sheet): &(&Cover, &&Sheet)| cover.likeness(shown(sheet)) >= least;
        let of_template = |cover: &[Cover]| -> Vec<usize> {
            cover.iter().zip(&left).enumerate().filter(|(_, page)| is_one(page)).map(|(n, _)| n).collect()
        };
        let named = covers.iter().filter(|(mark, _)| !mark::has_look(examples.marks.css(**mark)));
        let groups = named.map(|(mark, cover)| (of_template(cover), Reverse(*mark)));
        let (pages, _) = groups.max_by_key(|(pages, mark)| (pages.len(), *mark))?;
        if pages.len() < PAGES_MIN || pages.len() == sheets.len() {
            return None;
        }
        let group: Vec<&Sheet> = pages.iter().filter_map(|n| left.get(*n).copied()).collect();
        let plan = plan::best(examples, &group).into_iter().next()?;
        let is_foreign = |sheet: &&&Sheet| {
            let is_own = group.iter().any(|own| std::ptr::eq(*own, **sheet));
            !is_own && sheet.pieces.iter().any(|piece| piece.has_any(&plan.body))
        };
        found.push((sheets.iter().filter(is_foreign).count(), plan));
        left = left.iter().enumerate().filter(|(n, _)| !pages.contains(n)).map(|(_, sheet)| *sheet).collect();
    }
    found.sort_by_key(|(foreign, _)| *foreign);
    left.is_empty().then(|| found.into_iter().map(|(_, plan)| plan).collect())
}

/// The selectors of plans, as fallbacks.
fn bodies(examples: &Examples, plans: &[Plan]) -> Vec<String> {
    let list = |plan: &Plan| plan.body.iter().map(|n| examples.marks.css(*n)).collect::<Vec<_>>().join(", ");
    plans.iter().map(list).collect()
}

/// All that the plans take out, each once.
fn removes(examples: &Examples, plans: &[Plan]) -> Vec<String> {
    let mut picks: Vec<String> = Vec::new();
    for css in plans.iter().flat_map(|plan| &plan.remove).map(|n| examples.marks.css(*n)) {
        if !picks.iter().any(|pick| pick == css) {
            picks.push(css.to_owned());
        }
    }
    picks
}
