//! Selectors for the fields of one line: headline, standfirst, byline, captions and the two times.

use std::collections::{HashMap, HashSet};

use super::judge::{self, Examples};
use super::sheet::Sheet;
use super::{FIELDS, Line, PAGES_MIN, Proposal, Score, WhyNot, mark};
use crate::extract::Select;

/// Selectors that are tried for one field. Each round reads every page once, for all fields together.
const ROUNDS_MAX: usize = 12;

/// Two selectors agree equally well when they differ by less.
const STEP: f64 = 0.02;

/// What agrees less is another thing, and not worth telling of.
const UNLIKE_LEAST: f64 = 0.3;

/// What is known of one field.
struct Search {
    line: Line,
    /// The pages on which the field was found without rules.
    found_on: usize,
    /// The best first, before any was tried.
    candidates: Vec<String>,
    best: Option<(String, Score)>,
}

/// A proposal for each of [`FIELDS`].
pub(super) fn propose(examples: &Examples) -> Vec<Proposal> {
    let mut searches: Vec<Search> = FIELDS.iter().map(|line| Search::of(*line, examples)).collect();
    for round in 0..ROUNDS_MAX {
        let mut select = Select::default();
        let mut is_over = true;
        for search in searches.iter().filter(|search| !search.is_settled()) {
            if let Some(css) = search.candidates.get(round) {
                judge::set(&mut select, search.line.name(), std::slice::from_ref(css));
                is_over = false;
            }
        }
        if is_over || (examples.budget.stop)() {
            break;
        }
        let readings = examples.read(&select);
        for search in searches.iter_mut().filter(|search| !search.is_settled()) {
            if let Some(css) = search.candidates.get(round).cloned() {
                search.note(css, examples.score(search.line.name(), &readings));
            }
        }
    }
    searches.into_iter().map(|search| search.proposal(examples)).collect()
}

impl Search {
    fn of(line: Line, examples: &Examples) -> Search {
        let found_on = examples.pages.iter().filter(|(_, sheet)| has(line, sheet)).count();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for css in examples.pages.iter().filter_map(|(_, sheet)| sheet.lines.get(&line)).flatten() {
            *counts.entry(css).or_default() += 1;
        }
        let is_everywhere = |count: usize| found_on >= PAGES_MIN && count == found_on;
        let mut candidates: Vec<&str> =
            counts.into_iter().filter(|(_, count)| is_everywhere(*count)).map(|(css, _)| css).collect();
        candidates.retain(|css| !mark::has_look(css));
        candidates.sort_by_key(|css| (-mark::worth(css, line.likes()), css.len(), *css));
        candidates.truncate(ROUNDS_MAX);
        Search { line, found_on, candidates: candidates.into_iter().map(str::to_owned).collect(), best: None }
    }

    /// Whether what was found agrees so well that a selector one would write less gladly is not tried.
    fn is_settled(&self) -> bool {
        self.best.as_ref().is_some_and(|(_, score)| score.worst > 1.0 - STEP && score.pages >= self.found_on)
    }

    fn note(&mut self, css: String, score: Score) {
        let rank = |score: &Score| (score.pages.min(self.found_on), (score.mean / STEP) as i64);
        if self.best.as_ref().is_none_or(|(_, best)| rank(&score) > rank(best)) {
            self.best = Some((css, score));
        }
    }

    fn proposal(self, examples: &Examples) -> Proposal {
        let field = self.line.name();
        let nothing = |why_not| Proposal::none(field, why_not);
        if self.found_on < PAGES_MIN {
            return nothing(WhyNot::Absent);
        }
        match self.best {
            None if is_stated(self.line, examples) => nothing(WhyNot::Stated),
            None => nothing(WhyNot::Unstable),
            Some((_, score)) if score.mean < UNLIKE_LEAST => nothing(WhyNot::Unstable),
            Some((pick, score))
                if score.mean < self.line.least()
                    || score.worst < self.line.least() / 2.0
                    || score.pages < self.found_on =>
            {
                nothing(WhyNot::Unlike { pick, mean: score.mean })
            }
            Some((pick, score)) => Proposal {
                field,
                picks: vec![pick],
                pages: score.pages,
                mean: score.mean,
                worst: score.worst,
                why_not: None,
            },
        }
    }
}

/// Whether a field was found on a page.
fn has(line: Line, sheet: &Sheet) -> bool {
    let article = &sheet.article;
    match line {
        Line::Headline => article.headline.is_some(),
        Line::Standfirst => article.standfirst.is_some(),
        Line::Byline => article.byline.is_some(),
        Line::Caption => !article.captions.is_empty(),
        Line::Published => article.published.as_ref().is_some_and(|time| time.instant.is_some()),
        Line::Modified => article.modified.as_ref().is_some_and(|time| time.instant.is_some()),
    }
}

/// Whether a field was found in scripts or in the address, and no element of the pages states the same.
fn is_stated(line: Line, examples: &Examples) -> bool {
    let is_one = |sheet: &Sheet| sheet.stated.contains(&line) && sheet.lines.get(&line).is_none_or(HashSet::is_empty);
    examples.pages.iter().filter(|(_, sheet)| has(line, sheet)).all(|(_, sheet)| is_one(sheet))
}
