//! The day of publication among all dates that a page shows, for pages that state it nowhere.
//!
//! What is found here is the likeliest date and no more: it is marked as inferred, and comparing never holds it against
//! the publisher. Only reading: no text is taken from the article here.

mod lines;
mod names;
mod score;

use super::{Candidate, Rank, Role, Sight, read_relative, visible};
use crate::extract::survey::{Survey, raw_text};
use crate::language::{Claims, fold};
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
    let is_note = |line: &Line| sight.notes.iter().any(|note| note.text.starts_with(&line.text));
    let is_own = |(n, line): &(usize, &Line)| !is_note(line) && !context.is_of_card(*n, &lines);
    for (n, line) in lines.iter().enumerate().filter(is_own) {
        scored.extend(line.stated.as_ref().and_then(|stated| context.of_attribute(n, line, stated)));
        scored.extend(dates_of(line, sight).into_iter().map(|found| context.score(n, line, found)));
        if relative.is_none() && context.is_near_headline(n) {
            relative = told_from_now(line, sight);
        }
    }
    scored.extend(titles(survey, sight, &context));
    scored.extend(context.of_address());
    context.settle(&mut scored);
    let best = |is_wanted: &dyn Fn(&Scored) -> bool| {
        scored.iter().filter(|s| s.score >= SCORE_MIN && is_wanted(s)).max_by_key(|s| (s.score, s.worth()))
    };
    let modified = best(&|s| s.role == Role::Modified);
    // A line whose label says when it was changed does not say when it was published; what only a name or a word in
    // passing calls changed may be the one date that the page has.
    let published =
        best(&|s| s.role == Role::Published).or_else(|| best(&|s| s.role == Role::Modified && !s.is_labelled));
    let mut found: Vec<Candidate> = published.map(|s| s.candidate(Role::Published)).into_iter().collect();
    found.extend(modified.map(|s| s.candidate(Role::Modified)));
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
        let label = crate::language::label(part);
        let role = match label.map(|label| label.claims) {
            Some(Claims::Modified) => Role::Modified,
            Some(Claims::Other) => return None,
            Some(Claims::Published | Claims::Date | Claims::Opening) | None => Role::Published,
        };
        let reading = read_relative(label.map_or(part, |label| label.rest), sight.lang, sight.setting.seen_at)?;
        let candidate = Candidate::of(role, Rank::Shown, StampSource::Visible, &line.text, Some(reading));
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
