//! The day of publication among all dates that a page shows, for pages that state it nowhere.
//!
//! What is found here is the likeliest date and no more: it is marked as inferred, and comparing never holds it against
//! the publisher. Only reading: no text is taken from the article here.

mod lines;
mod names;
mod score;

use super::{Candidate, Rank, Role, Sight, read_relative, visible};
use crate::extract::survey::{Survey, raw_text};
use crate::language::fold;
use crate::model::{Precision, StampSource};
use lines::{Line, lines};
use score::{Context, Scored};

/// Dates looked at in one line.
const DATES_OF_LINE_MAX: usize = 4;

/// The lowest score of a date that is worth naming.
const SCORE_MIN: i32 = 2;

/// Bytes of a title that are read.
const TITLE_BYTES_MAX: usize = 1024;

/// The likeliest time of publication that the page shows, and of its last modification where a label says so.
pub(in crate::extract) fn candidates(survey: &Survey, sight: Sight) -> Vec<Candidate> {
    let lines = lines(survey);
    let context = Context::new(&lines, sight);
    let mut scored: Vec<Scored> = Vec::new();
    let mut relative: Option<Candidate> = None;
    for (n, line) in lines.iter().enumerate() {
        scored.extend(line.stated.as_ref().and_then(|stated| context.of_attribute(n, line, stated)));
        scored.extend(dates_of(line, sight).into_iter().map(|found| context.score(n, line, found)));
        if relative.is_none() && context.is_near_headline(n) {
            relative = told_from_now(line, sight);
        }
    }
    scored.extend(titles(survey, sight, &context));
    scored.extend(context.of_address());
    context.settle(&mut scored);
    let best =
        |role| scored.iter().filter(|s| s.role == role && s.score >= SCORE_MIN).max_by_key(|s| (s.score, s.worth()));
    // A page that only says when it was last changed had been published by then.
    let published = best(Role::Published).or_else(|| best(Role::Modified));
    let mut found: Vec<Candidate> = published.map(|s| s.candidate(Role::Published)).into_iter().collect();
    found.extend(best(Role::Modified).map(|s| s.candidate(Role::Modified)));
    found.extend(relative);
    found
}

/// A date in a line, with what stands around it.
pub(super) struct Found<'l> {
    pub(super) reading: super::Reading,
    pub(super) before: &'l str,
    pub(super) after: &'l str,
    /// How many dates the line holds.
    pub(super) count: usize,
}

fn dates_of<'l>(line: &'l Line, sight: Sight) -> Vec<Found<'l>> {
    if !line.has_digit {
        return Vec::new();
    }
    let found = visible::find(&line.folded, sight.lang, DATES_OF_LINE_MAX);
    let count = found.len();
    let around = |from: usize, to: usize| line.folded.get(from..to).unwrap_or_default();
    let ends: Vec<usize> = std::iter::once(0).chain(found.iter().map(|f| f.end)).collect();
    found
        .iter()
        .zip(ends)
        .filter(|(f, _)| f.reading.precision <= Precision::Day)
        .map(|(f, from)| Found {
            reading: f.reading,
            before: around(from, f.start),
            after: around(f.end, line.folded.len()),
            count,
        })
        .collect()
}

/// A whole short line that tells a time from now, with or without a label.
fn told_from_now(line: &Line, sight: Sight) -> Option<Candidate> {
    if line.is_elsewhere() || line.words > 10 {
        return None;
    }
    let parts = line.folded.split(['|', '•', '·', '/', '–', '—']);
    parts.into_iter().find_map(|part| {
        let part = part.trim();
        let rest = crate::language::label(part).map_or(part, |label| label.rest);
        let reading = read_relative(rest, sight.lang, sight.setting.seen_at)?;
        let candidate = Candidate::of(Role::Published, Rank::Shown, StampSource::Visible, &line.text, Some(reading));
        Some(Candidate { is_relative: true, ..candidate.at(&line.path) })
    })
}

/// Dates in the page's title and description.
fn titles(survey: &Survey, sight: Sight, context: &Context) -> Vec<Scored> {
    let title = survey.titles.first().and_then(|title| raw_text(*title, TITLE_BYTES_MAX));
    let stated = ["og:title", "description"].into_iter().filter_map(|key| survey.meta(key)).map(str::to_owned);
    let mut found = Vec::new();
    for text in title.into_iter().chain(stated).filter(|text| text.len() <= TITLE_BYTES_MAX) {
        let line = Line::of_text(&text, &fold(&text), "title");
        let dates: Vec<Scored> = dates_of(&line, sight).into_iter().map(|f| context.of_title(&line, f)).collect();
        found.extend(dates);
    }
    found
}
