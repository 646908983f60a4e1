//! Dates as people print them ("4 June 2019 10.04 BST", "4. Juni 2019, 10:04 Uhr", "2019年6月4日"), and RFC 2822.
//!
//! [`read`] takes a string only as a whole: words that belong to no date make it something else. [`find`] looks for
//! dates within a line, for the places where a page shows its date beside other words.

use chrono::{Datelike, FixedOffset, NaiveTime};

use super::marks::{Mark, Piece, pieces};
use super::printed::{Clock, Day, clock, day, zone};
use super::reading::Reading;
use crate::language::{fold, is_between, weekday};
use crate::model::Precision;

/// Pieces of a whole string at most: a date has fewer than thirty.
const PIECES_MAX: usize = 50;

/// Pieces of a line that is searched.
const LINE_PIECES_MAX: usize = 4000;

/// Pieces between a date and its time at most.
const BETWEEN_MAX: usize = 8;

/// Most words of a weekday's name.
const WEEKDAY_WORDS_MAX: usize = 2;

/// Reads a whole string as a printed date.
pub(super) fn read(raw: &str, lang: Option<&str>) -> Option<Reading> {
    let folded = fold(raw);
    let pieces = pieces(&folded, PIECES_MAX + 1);
    if pieces.len() > PIECES_MAX {
        return None;
    }
    let mut parts = Parts { pieces: &pieces, lang, is_whole: true, ..Parts::default() };
    while !parts.pieces.is_empty() {
        let taken = parts.take_part().or_else(|| parts.filler())?;
        parts.pieces = parts.pieces.get(taken..)?;
    }
    parts.reading()
}

/// Reads a whole folded string as a time of the day without a date.
pub(super) fn clock_alone(folded: &str, lang: Option<&str>) -> Option<(NaiveTime, Precision)> {
    let pieces = pieces(folded, PIECES_MAX);
    let mut parts = Parts { pieces: &pieces, lang, is_whole: true, ..Parts::default() };
    while !parts.pieces.is_empty() {
        let taken = parts.take_part().or_else(|| parts.filler())?;
        parts.pieces = parts.pieces.get(taken..)?;
    }
    let clock = parts.clock.filter(|_| parts.day.is_none())?;
    Some((clock.time()?, clock.precision()))
}

/// A date within a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Found {
    /// Where it begins and ends in the folded line, bytes.
    pub(in crate::extract) start: usize,
    pub(in crate::extract) end: usize,
    pub(in crate::extract) reading: Reading,
}

/// The dates within a folded line, in order, at most `found_max`.
pub(in crate::extract) fn find(folded: &str, lang: Option<&str>, found_max: usize) -> Vec<Found> {
    let pieces = pieces(folded, LINE_PIECES_MAX);
    let end_of = |n: usize| pieces.get(n).map_or(folded.len(), |piece| piece.start);
    let mut found = Vec::new();
    let mut n = 0;
    while let Some(rest) = pieces.get(n..).filter(|rest| !rest.is_empty() && found.len() < found_max) {
        let is_start = starts(pieces.get(..n).unwrap_or_default(), rest);
        match is_start.then(|| find_at(rest, lang)).flatten() {
            Some((reading, taken)) => {
                let start = rest.first().map_or(folded.len(), |piece| piece.start);
                found.push(Found { start, end: end_of(n + taken), reading });
                n += taken;
            }
            None => n += 1,
        }
    }
    found
}

/// Whether a date can begin between two pieces: not within a longer number, a version or a word.
fn starts(before: &[Piece], rest: &[Piece]) -> bool {
    let is_apart = match before {
        [.., Piece { mark: Mark::Number(..), .. }, Piece { mark: Mark::Sign('.' | '/' | '-' | ':'), .. }] => false,
        [.., Piece { mark: Mark::Sign('#' | '$' | '€' | '£' | '&' | '='), .. }] => false,
        [.., Piece { mark: Mark::Word(_) | Mark::Number(..), .. }] => {
            !matches!(rest.first(), Some(Piece { mark: Mark::Word(_), .. }))
        }
        _ => true,
    };
    is_apart && matches!(rest.first(), Some(Piece { mark: Mark::Number(..) | Mark::Word(_), .. }))
}

/// A date at the start, with the time around it; how many pieces both take.
fn find_at(pieces: &[Piece], lang: Option<&str>) -> Option<(Reading, usize)> {
    let mut parts = Parts { pieces, lang, ..Parts::default() };
    // Where no day begins, only a plain clock may stand before one: it spares looking words up.
    let is_clock = |rest: &[Piece]| {
        let marks: Vec<Mark> = rest.iter().take(3).map(|piece| piece.mark).collect();
        matches!(marks.as_slice(), [Mark::Number(..), Mark::Sign(':' | '時' | '时' | '시'), Mark::Number(..)])
    };
    let (mut n, mut end, mut between) = (0, 0, 0);
    if !is_clock(pieces) {
        let (day, taken) = day(pieces, lang, false)?;
        parts.day = Some(day);
        (n, end) = (taken, taken);
    }
    while between <= BETWEEN_MAX {
        parts.pieces = pieces.get(n..)?;
        if let Some(taken) = parts.take_part() {
            n += taken;
            (end, between) = (n, 0);
        } else if let Some(taken) = parts.filler().filter(|_| end > 0) {
            n += taken;
            between += taken;
        } else {
            break;
        }
        if parts.day.is_none() && parts.clock.is_none() {
            return None;
        }
    }
    Some((parts.reading()?, end))
}

#[derive(Debug, Default)]
struct Parts<'p, 't> {
    pieces: &'p [Piece<'t>],
    lang: Option<&'t str>,
    /// The string is nothing but a date.
    is_whole: bool,
    day: Option<Day>,
    clock: Option<Clock>,
    offset: Option<FixedOffset>,
    weekday: Option<u32>,
}

impl Parts<'_, '_> {
    /// A date, a time or a zone at the start: how many pieces it takes.
    fn take_part(&mut self) -> Option<usize> {
        if self.day.is_none()
            && let Some((day, taken)) = day(self.pieces, self.lang, self.is_whole)
        {
            self.day = Some(day);
            return Some(taken);
        }
        if self.clock.is_none()
            && let Some((clock, taken)) = clock(self.pieces, self.lang, self.day.is_some())
        {
            self.clock = Some(clock);
            return Some(taken);
        }
        self.clock?;
        let (offset, taken) = zone(self.pieces, self.lang)?;
        self.offset = Some(offset);
        Some(taken)
    }

    /// What may stand around and between date and time.
    fn filler(&mut self) -> Option<usize> {
        match self.pieces.first()?.mark {
            Mark::Gap => Some(1),
            Mark::Sign(c) => {
                let is_parting = matches!(
                    c,
                    ',' | '.' | '|' | '-' | '–' | '—' | '·' | '•' | ':' | '(' | ')' | '/' | '[' | ']' | '*' | '@'
                ) || matches!(
                    c,
                    '，' | '、' | '（' | '）' | '：' | '【' | '】' | '।' | '،' | '»' | '«' | '\'' | '日' | '일'
                );
                is_parting.then_some(1)
            }
            Mark::Word(_) => self.weekday_at().or_else(|| {
                let Mark::Word(word) = self.pieces.first()?.mark else { return None };
                let is_of_clock =
                    self.clock.is_some() && matches!(word, "et" | "ct" | "pt" | "mt" | "hrs" | "local" | "time");
                (is_between(word) || word == "t" || is_of_clock).then_some(1)
            }),
            Mark::Number(..) => None,
        }
    }

    fn weekday_at(&mut self) -> Option<usize> {
        (1..=WEEKDAY_WORDS_MAX).rev().find_map(|count| {
            let (name, taken) = super::printed::phrase(self.pieces, count)?;
            self.weekday = Some(weekday(&name, self.lang).or_else(|| crate::language::is_weekday(&name).then_some(0))?);
            Some(taken)
        })
    }

    /// What the parts say together.
    fn reading(&self) -> Option<Reading> {
        let day = self.day?;
        let mut reading = Reading::day(day.date);
        (reading.other_way, reading.calendar) = (day.other_way, day.calendar);
        // The weekday tells day and month apart where nothing else does.
        let is_of_weekday = |date: chrono::NaiveDate| Some(date.weekday().number_from_monday()) == self.weekday;
        let mut reading = reading.settled(is_of_weekday);
        if let Some(clock) = self.clock {
            reading.wall = reading.wall.date().and_time(clock.time()?);
            reading.precision = clock.precision();
            reading.offset = self.offset;
        }
        Some(reading)
    }
}

#[cfg(test)]
#[path = "visible_tests.rs"]
mod tests;
