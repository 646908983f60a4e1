//! How likely a shown date is the day of publication, in points. The points were set on pages with known dates.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::Found;
use super::lines::Line;
use super::names::worth;
use crate::extract::stamps::address::Hint;
use crate::extract::stamps::{Candidate, Rank, Reading, Role, Sight, address};
use crate::language::{Claims, fold, is_between, label};
use crate::model::{Precision, StampSource, words};

/// Lines around the headline among which its date stands.
const NEAR_LINES: usize = 12;

/// Lines of a card below its heading.
const CARD_LINES: usize = 3;

/// Words beside a date, in a line that closes as a sentence does, by which it is a date of what is told; and what that
/// takes from its points.
const SENTENCE_WORDS_MIN: usize = 6;
const SENTENCE_POINTS: i32 = 20;

/// No page of news is older.
const YEAR_MIN: i32 = 1995;

/// Points of a label that begins its line or a part of it.
const LABEL_POINTS: i32 = 6;

/// A date with its points.
pub(super) struct Scored {
    pub(super) role: Role,
    pub(super) score: i32,
    reading: Reading,
    raw: String,
    path: String,
    source: StampSource,
    rank: Rank,
    /// Its place among the lines.
    n: usize,
    names: String,
    /// A label that begins its line, or a part of it, says what it is the date of.
    pub(super) is_labelled: bool,
}

impl Scored {
    /// Of equal points: the finer, then the first.
    pub(super) fn worth(&self) -> (bool, Reverse<usize>) {
        (self.reading.precision < Precision::Day, Reverse(self.n))
    }

    pub(super) fn candidate(&self, role: Role) -> Candidate {
        Candidate::of(role, self.rank, self.source, &self.raw, Some(self.reading)).at(&self.path)
    }

    fn day(&self) -> NaiveDate {
        self.reading.wall.date()
    }
}

/// What the points depend on beside the line itself.
pub(super) struct Context<'a> {
    sight: Sight<'a>,
    /// The line of the headline.
    headline: Option<usize>,
    address: Vec<Hint>,
    lines: usize,
}

impl<'a> Context<'a> {
    pub(super) fn new(lines: &[Line], sight: Sight<'a>) -> Context<'a> {
        let wanted = sight.headline.map(fold).unwrap_or_default();
        let is_part = |line: &Line| line.words >= 2 && wanted.contains(line.folded.as_str());
        let shown = || lines.iter().enumerate().filter(|(_, line)| !line.is_aside);
        let first = |is_wanted: &dyn Fn(&Line) -> bool| shown().find(|(_, line)| is_wanted(line)).map(|(n, _)| n);
        let longest = |is_wanted: &dyn Fn(&Line) -> bool| {
            let wanted = shown().filter(|(_, line)| is_wanted(line));
            wanted.max_by_key(|(n, line)| (line.folded.len(), Reverse(*n))).map(|(n, _)| n)
        };
        let headline = first(&|line| line.is_title && line.folded == wanted)
            .or_else(|| first(&|line| line.is_heading && line.folded == wanted))
            .or_else(|| longest(&|line| line.is_heading && is_part(line)))
            .or_else(|| first(&|line| line.folded == wanted))
            .or_else(|| first(&|line| line.is_title));
        Context { sight, headline, address: address::hints(sight.canonical), lines: lines.len() }
    }

    pub(super) fn is_near_headline(&self, n: usize) -> bool {
        self.headline.is_some_and(|headline| headline.abs_diff(n) <= NEAR_LINES)
    }

    /// Whether a line stands in a card that leads to another article: below a heading that is a link, or right above
    /// one, and outside of the element that holds the page's headline.
    pub(super) fn is_of_card(&self, n: usize, lines: &[Line]) -> bool {
        let is_in_article = |n: usize| lines.get(n).is_some_and(|line| line.is_in_article);
        if !self.headline.is_some_and(is_in_article) || is_in_article(n) {
            return false;
        }
        let leads_on = |n: usize| self.headline != Some(n) && lines.get(n).is_some_and(|line| line.leads_on);
        let above = (n.saturating_sub(CARD_LINES)..n).rev().find(|at| self.headline == Some(*at) || leads_on(*at));
        match above {
            Some(above) => leads_on(above),
            None => leads_on(n + 1) && !self.is_near_headline(n),
        }
    }

    /// The points of a date in a line.
    pub(super) fn score(&self, n: usize, line: &Line, found: Found) -> Scored {
        let (role, of_label) = role_of(found.before, found.after);
        let (mut good, bad) = worth(&line.names);
        if line.words > 40 {
            good = good.min(1);
        }
        let alone = points_of_company(&found);
        let is_told = of_label < 2 && is_in_sentence(line, &found);
        let mut score = of_label + alone + good + bad + self.of_place(n) + self.of_day(&found.reading);
        score += i32::from(line.is_in_article) - 4 * i32::from(line.is_aside) - i32::from(line.is_linked);
        score -= 6 * i32::from(line.folded.contains(['©', '®']));
        score -= i32::from(found.count > 2) * 2 + if is_told { SENTENCE_POINTS } else { 0 };
        Scored { role, score, is_labelled: of_label >= LABEL_POINTS, ..self.scored(n, line, found.reading) }
    }

    /// The points of a time that an attribute states.
    pub(super) fn of_attribute(&self, n: usize, line: &Line, stated: &Candidate) -> Option<Scored> {
        let reading = stated.reading?;
        let (good, bad) = worth(&line.names);
        let marked = if stated.rank == Rank::Likely { 5 } else { 3 };
        let mut score = marked + good + bad + self.of_place(n) + self.of_day(&reading);
        score += i32::from(line.is_in_article) - 4 * i32::from(line.is_aside) - i32::from(line.is_linked);
        let rank = if self.is_near_headline(n) && bad > -3 { stated.rank } else { Rank::Shown };
        let (raw, path) = (stated.raw.clone(), stated.path.clone().unwrap_or_default());
        Some(Scored {
            role: stated.role,
            score,
            raw,
            path,
            source: stated.source,
            rank,
            ..self.scored(n, line, reading)
        })
    }

    /// The day that the address gives in a spelling that could be another number's.
    pub(super) fn of_address(&self) -> Option<Scored> {
        let day = self.address.iter().find_map(|hint| match hint {
            Hint::Day(day) => Some(*day),
            Hint::Month(..) | Hint::Year(_) => None,
        })?;
        let line = Line::of_text(self.sight.canonical.path(), "", "path");
        let reading = Reading::day(day);
        let score = 1 + self.of_day(&reading);
        Some(Scored { score, source: StampSource::Url, ..self.scored(usize::MAX, &line, reading) })
    }

    /// The points of a date in the page's title.
    pub(super) fn of_title(&self, line: &Line, found: Found) -> Scored {
        let (role, of_label) = role_of(found.before, found.after);
        let score = 4 + of_label + self.of_day(&found.reading);
        Scored {
            role,
            score,
            source: StampSource::Title,
            ..self.scored(self.headline.unwrap_or(0), line, found.reading)
        }
    }

    fn scored(&self, n: usize, line: &Line, reading: Reading) -> Scored {
        Scored {
            role: Role::Published,
            score: 0,
            reading,
            raw: line.text.clone(),
            path: line.path.clone(),
            rank: Rank::Shown,
            source: if line.words > 40 { StampSource::Prose } else { StampSource::Visible },
            n,
            names: line.names.clone(),
            is_labelled: false,
        }
    }

    /// The date stands near the headline, mostly below it, else at the end of the article.
    fn of_place(&self, n: usize) -> i32 {
        let Some(headline) = self.headline else {
            return if n * 4 < self.lines { 1 } else { 0 };
        };
        let apart = headline.abs_diff(n);
        let near = match apart {
            0..=3 => 5,
            4..=6 => 4,
            7..=12 => 3,
            13..=25 => 1,
            _ => 0,
        };
        near - i32::from(n < headline)
    }

    /// What the day itself says: whether it can be, and whether the address agrees.
    fn of_day(&self, reading: &Reading) -> i32 {
        let day = reading.wall.date();
        let seen = self.sight.setting.seen_at.date_naive();
        if day.signed_duration_since(seen).num_days() > 1 || day.year() < YEAR_MIN {
            return -20;
        }
        let agrees = |hint: &Hint| match hint {
            Hint::Day(own) => (5, *own == day),
            Hint::Month(year, month) => (3, (*year, *month) == (day.year(), day.month())),
            Hint::Year(year) => (1, *year == day.year()),
        };
        let of_address = self.address.iter().map(|hint| match agrees(hint) {
            (points, true) => points,
            (points, false) => -points.min(2),
        });
        let fine = i32::from(reading.precision < Precision::Day);
        fine - 2 * i32::from(reading.other_way.is_some()) + of_address.max().unwrap_or(0)
    }

    /// Takes points from the dates of lists, and gives some to days that several places name.
    pub(super) fn settle(&self, scored: &mut [Scored]) {
        let mut days: HashMap<NaiveDate, usize> = HashMap::new();
        let mut lists: HashMap<String, Vec<NaiveDate>> = HashMap::new();
        for one in scored.iter() {
            *days.entry(one.day()).or_default() += 1;
            let list = lists.entry(one.names.clone()).or_default();
            if !list.contains(&one.day()) {
                list.push(one.day());
            }
        }
        let seen = self.sight.setting.seen_at.date_naive();
        for one in scored.iter_mut() {
            let of_list = lists.get(&one.names).map_or(0, Vec::len);
            let is_list = of_list >= 3 && !one.names.is_empty();
            one.score -= if is_list && !self.is_near_headline(one.n) { 4 } else { i32::from(is_list) };
            one.score += i32::from(days.get(&one.day()).is_some_and(|count| *count >= 2));
            // The header of many pages shows today's date.
            let is_today = (seen - one.day()).num_days().abs() <= 1 && self.headline.is_some_and(|h| one.n < h);
            one.score -= 2 * i32::from(is_today);
        }
    }
}

/// The role that the words beside a date give it, and the points of the label.
fn role_of(before: &str, after: &str) -> (Role, i32) {
    let trimmed = before.trim_matches(|c: char| !c.is_alphanumeric());
    // The label is the last words before the date; it says more where the line or a part of it begins with it.
    let starts = trimmed.char_indices().map(|(at, _)| at).filter(|at| *at == 0 || is_word_start(trimmed, *at));
    let labelled = starts.into_iter().find_map(|at| {
        let begins = trimmed.get(..at)?.trim_end().ends_with(['|', '•', '·', '–', '—', ')', '/', ':']) || at == 0;
        Some((whole_label(trimmed.get(at..)?)?, begins))
    });
    let after = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_opened = label(trimmed).is_some_and(|label| label.claims == Claims::Opening);
    match labelled {
        Some((Claims::Published, true)) => return (Role::Published, LABEL_POINTS),
        Some((Claims::Published, false)) => return (Role::Published, 2),
        Some((Claims::Modified, true)) => return (Role::Modified, LABEL_POINTS),
        Some((Claims::Modified, false)) => return (Role::Modified, 3),
        Some((Claims::Other, _)) => return (Role::Published, -6),
        Some((Claims::Date | Claims::Opening, _)) | None => {}
    }
    let closing = label(after).map(|label| label.claims);
    match closing {
        Some(Claims::Published) => (Role::Published, if is_opened { LABEL_POINTS } else { 3 }),
        Some(Claims::Modified) if !after.contains(char::is_numeric) => {
            (Role::Modified, if is_opened { LABEL_POINTS } else { 3 })
        }
        Some(_) | None if is_opened => (Role::Published, 5),
        Some(_) | None => (Role::Published, labelled.map_or(0, |(_, begins)| if begins { 3 } else { 1 })),
    }
}

/// What a text claims that is a label and nothing else.
fn whole_label(text: &str) -> Option<Claims> {
    let label = label(text)?;
    let mut rest = label.rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_whole = rest.all(is_between) && label.claims != Claims::Opening;
    is_whole.then_some(label.claims)
}

fn is_word_start(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric()))
        && text.get(at..).is_some_and(|after| after.starts_with(char::is_alphanumeric))
}

/// Whether a date stands within a sentence: it is a date of what is told there.
fn is_in_sentence(line: &Line, found: &Found) -> bool {
    let is_closed = line.text.trim_end().ends_with(['.', '!', '?', '…', '。', '।', '؟', '"', '”', '»', ':']);
    let is_cut = line.text.len() > 300;
    (is_closed || is_cut) && words(found.before) + words(found.after) >= SENTENCE_WORDS_MIN && !is_dateline(found)
}

/// "Schengen, 3. Juli 2018 – Der Minister": a dateline opens a paragraph.
fn is_dateline(found: &Found) -> bool {
    words(found.before) <= 2 && found.after.trim_start().starts_with(['-', '–', '—', ':', '|', '/', '(', ')'])
}

/// Points for standing alone: a date that is a whole line is about the page, one in a sentence about the subject.
fn points_of_company(found: &Found) -> i32 {
    match words(found.before) + words(found.after) {
        0 => 5,
        1..=3 => 4,
        4..=8 => 3,
        9..=15 => 1,
        _ if is_dateline(found) => 2,
        16..=30 => -1,
        _ => -4,
    }
}
