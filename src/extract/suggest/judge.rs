//! Judging selectors by what they are for: every page is read with them, and the result is compared with what was
//! found on it without rules.

use chrono::TimeDelta;

use super::likeness::{body_likeness, line_likeness};
use super::mark::Marks;
use super::sheet::Sheet;
use crate::extract::{Budget, Page, Pick, Rules, Select, extract};
use crate::model::{Article, Extraction, Precision, ProblemKind, StatedTime};

/// Two times are one when they are no further apart.
const SAME: TimeDelta = TimeDelta::seconds(60);

/// The pages that selectors are tried on.
pub(super) struct Examples<'e, 'p> {
    pub(super) pages: Vec<(&'e Page<'p>, Sheet)>,
    pub(super) marks: &'e Marks,
    pub(super) budget: &'e Budget<'e>,
}

/// How selectors of one field did.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Score {
    /// Pages on which they read something.
    pub(super) pages: usize,
    pub(super) mean: f64,
    pub(super) worst: f64,
}

/// Sets the selectors of a field; those that cannot be compiled are left out.
pub(super) fn set(select: &mut Select, field: &str, picks: &[String]) {
    // What is proposed is made of plain names and compiles; a selector that does not would only read nothing.
    let picks = picks.iter().filter_map(|css| Pick::parse(css).ok()).collect();
    match field {
        "headline" => select.headline = picks,
        "standfirst" => select.standfirst = picks,
        "byline" => select.byline = picks,
        "body" => select.body = picks,
        "caption" => select.caption = picks,
        "published" => select.published = picks,
        "modified" => select.modified = picks,
        _ => select.remove = picks,
    }
}

impl Examples<'_, '_> {
    /// Reads every page with `select`.
    pub(super) fn read(&self, select: &Select) -> Vec<Extraction> {
        let rules = Rules { select: select.clone(), ..Rules::automatic("") };
        self.pages.iter().map(|(page, _)| extract(page, &rules, self.budget)).collect()
    }

    /// How well a field of the `readings` agrees with what was found without rules.
    pub(super) fn score(&self, field: &str, readings: &[Extraction]) -> Score {
        let mut likenesses = Vec::new();
        let mut pages = 0;
        for ((_, sheet), reading) in self.pages.iter().zip(readings) {
            let is_empty = reading
                .problems
                .iter()
                .any(|p| p.kind == ProblemKind::SelectorEmpty && p.field.as_deref() == Some(field));
            let article = reading.article.as_ref().filter(|_| !is_empty);
            pages += usize::from(article.is_some());
            if let Some(likeness) = likeness(field, &sheet.article, article) {
                likenesses.push(likeness);
            }
        }
        let mean = likenesses.iter().sum::<f64>() / likenesses.len().max(1) as f64;
        let worst = likenesses.iter().copied().fold(1.0, f64::min);
        Score { pages, mean, worst: if likenesses.is_empty() { 0.0 } else { worst } }
    }
}

/// How well what was read of a field agrees with what was found; `None` where nothing was found to compare it with.
fn likeness(field: &str, found: &Article, read: Option<&Article>) -> Option<f64> {
    let lines = |field: fn(&Article) -> Option<String>| {
        let found = field(found)?;
        Some(read.and_then(field).map_or(0.0, |read| line_likeness(&found, &read)))
    };
    let times = |field: fn(&Article) -> Option<&StatedTime>| {
        let found = field(found).filter(|time| time.instant.is_some())?;
        Some(if read.and_then(field).is_some_and(|read| is_same_time(found, read)) { 1.0 } else { 0.0 })
    };
    match field {
        "headline" => lines(|a| a.headline.clone()),
        "standfirst" => lines(|a| a.standfirst.clone()),
        "byline" => lines(|a| a.byline.clone()),
        "caption" => lines(|a| {
            let texts: Vec<&str> = a.captions.iter().map(|caption| caption.text.as_str()).collect();
            Some(texts.join(" ")).filter(|text| !text.is_empty())
        }),
        "published" => times(|a| a.published.as_ref()),
        "modified" => times(|a| a.modified.as_ref()),
        _ => Some(read.map_or(0.0, |read| body_likeness(found, read))),
    }
}

fn is_same_time(found: &StatedTime, read: &StatedTime) -> bool {
    let (Some(a), Some(b)) = (found.instant, read.instant) else { return false };
    if found.precision >= Precision::Day || read.precision >= Precision::Day {
        return (a - b).abs() < TimeDelta::days(1);
    }
    (a - b).abs() <= SAME
}
