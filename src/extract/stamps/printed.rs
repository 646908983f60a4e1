//! The parts of a printed date: the day, the clock time, the zone.

use chrono::{FixedOffset, NaiveDate, NaiveTime};

use super::calendar::Calendar;
use super::iso;
use super::marks::{Mark, Piece};
use crate::language::{Order, OtherCalendar, is_between, month, month_elsewhere, while_of_day, writing, zone_minutes};
use crate::model::Precision;

/// Pieces that a day takes at most.
const DAY_PIECES_MAX: usize = 18;

/// Most words of a month's name.
const MONTH_WORDS_MAX: usize = 2;

/// Most words of a half of the day ("p. m.").
const HALF_WORDS_MAX: usize = 2;

/// A day, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    /// The day that it is where day and month are the other way round and nothing tells.
    pub(super) other_way: Option<NaiveDate>,
    pub(super) calendar: Calendar,
}

/// A time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: Option<u32>,
    pub(super) second: Option<u32>,
}

impl Clock {
    pub(super) fn time(self) -> Option<NaiveTime> {
        NaiveTime::from_hms_opt(self.hour, self.minute.unwrap_or(0), self.second.unwrap_or(0))
    }

    pub(super) fn precision(self) -> Precision {
        match (self.minute, self.second) {
            (_, Some(_)) => Precision::Second,
            (Some(_), None) => Precision::Minute,
            (None, None) => Precision::Hour,
        }
    }
}

/// A day at the start, and how many pieces it takes; years of two digits without a mark only where the string is
/// nothing but a date.
pub(super) fn day(pieces: &[Piece], lang: Option<&str>, is_whole: bool) -> Option<(Day, usize)> {
    numeric(pieces, lang).or_else(|| Named::read(pieces, lang, is_whole))
}

fn dated(calendar: Calendar, year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    match calendar {
        // Nobody computes it; the claim is kept without its day.
        Calendar::Islamic if is_day => Some(NaiveDate::default()),
        calendar => calendar.day(year, month, day),
    }
}

fn full_year(number: u32, digits: usize) -> Option<u32> {
    match digits {
        4 => Some(number),
        2 => Some(if number >= 70 { 1900 + number } else { 2000 + number }),
        _ => None,
    }
}

/// `4.6.2019`, `04/06/2019`, `2019-06-04`, `2019年6月4日`.
fn numeric(pieces: &[Piece], lang: Option<&str>) -> Option<(Day, usize)> {
    let dense: Vec<(usize, Mark)> = pieces
        .iter()
        .take(DAY_PIECES_MAX)
        .enumerate()
        .map(|(n, piece)| (n, piece.mark))
        .filter(|(_, mark)| *mark != Mark::Gap)
        .collect();
    let mark = |n: usize| dense.get(n).map(|(_, mark)| *mark);
    let (Mark::Number(a, a_digits), Mark::Sign(first), Mark::Number(b, b_digits)) = (mark(0)?, mark(1)?, mark(2)?)
    else {
        return None;
    };
    let (Mark::Sign(second), Mark::Number(c, c_digits)) = (mark(3)?, mark(4)?) else { return None };
    let end = |n: usize| dense.get(n).map(|(at, _)| at + 1);
    let one_way = |date| Day { date, other_way: None, calendar: Calendar::Gregorian };
    if matches!((first, second), ('年', '月') | ('년', '월')) {
        let closing = usize::from(matches!(mark(5), Some(Mark::Sign('日' | '일'))));
        let calendar = Calendar::of_year(a, lang)?;
        return Some((Day { calendar, ..one_way(dated(calendar, a, b, c)?) }, end(4 + closing)?));
    }
    if first != second || !matches!(first, '.' | '/' | '-' | '–') || b_digits > 2 {
        return None;
    }
    if a_digits == 4 && c_digits <= 2 {
        let calendar = Calendar::of_year(a, lang)?;
        return Some((Day { calendar, ..one_way(dated(calendar, a, b, c)?) }, end(4)?));
    }
    let writing = lang.and_then(writing);
    let order = writing.map(|w| w.order);
    // Where the year comes first, "19.06.04" is no date of the year 2004.
    if a_digits > 2 || (c_digits == 2 && order == Some(Order::YearFirst)) {
        return None;
    }
    let year = full_year(c, c_digits)?;
    let calendar = Calendar::of_year(year, lang)?;
    let (day_first, month_first) = (dated(calendar, year, b, a), dated(calendar, year, a, b));
    // Slashes where people write dots, and dots where they write the month first, may be another country's way.
    let is_strange = writing.is_some_and(|w| match first {
        '/' => w.mark == '.',
        '.' => w.order == Order::MonthFirst,
        _ => false,
    });
    let is_known = match order {
        Some(Order::DayFirst | Order::MonthFirst) => !is_strange,
        Some(Order::YearFirst) => false,
        // Dots are how the continent of Europe writes, day first; English alone tells nothing.
        None => first == '.' && lang.is_none_or(|lang| !lang.to_ascii_lowercase().starts_with("en")),
    };
    let is_month_first = order == Some(Order::MonthFirst);
    let (chosen, other) = if is_month_first { (month_first, day_first) } else { (day_first, month_first) };
    let date = chosen.or(other)?;
    let other_way = other.filter(|other| !is_known && chosen.is_some() && *other != date);
    Some((Day { date, other_way, calendar }, end(4)?))
}

/// A date with the month's name, as far as it was read.
#[derive(Debug, Default)]
struct Named {
    day: Option<u32>,
    /// With the calendar that the name belongs to, where it is not ours.
    month: Option<(u32, Option<Calendar>)>,
    year: Option<u32>,
}

impl Named {
    /// `4 June 2019`, `4. Juni 2019`, `June 4th, 2019`, `4 de junio de 2019`, `2019. június 4.`; `June 2019` is none.
    fn read(pieces: &[Piece], lang: Option<&str>, is_whole: bool) -> Option<(Day, usize)> {
        if !is_whole && !has_year(pieces) {
            return None;
        }
        let mut named = Named::default();
        let mut n = 0;
        while n < DAY_PIECES_MAX {
            let rest = pieces.get(n..)?;
            let taken = match rest.first()?.mark {
                Mark::Number(number, digits) => named.take_number(number, digits, pieces, n, is_whole, lang)?,
                Mark::Word(word) => match named.month_at(rest, lang) {
                    Some(taken) => taken,
                    None if n > 0 && is_between(word) => 1,
                    None => return None,
                },
                Mark::Gap if n > 0 => 1,
                Mark::Sign(
                    '.' | ',' | '-' | '/' | 'º' | 'ª' | '°' | '\'' | '،' | '年' | '月' | '日' | '년' | '월' | '(' | ')',
                ) if n > 0 => 1,
                Mark::Sign(_) | Mark::Gap => return None,
            };
            n += taken;
            if let (Some(day), Some((month, calendar)), Some(year)) = (named.day, named.month, named.year) {
                let calendar = calendar.or_else(|| Calendar::of_year(year, lang))?;
                let date = dated(calendar, year, month, day)?;
                return Some((Day { date, other_way: None, calendar }, n));
            }
        }
        None
    }

    /// Takes a number as the day or the year.
    fn take_number(
        &mut self,
        number: u32,
        digits: usize,
        pieces: &[Piece],
        n: usize,
        is_whole: bool,
        lang: Option<&str>,
    ) -> Option<usize> {
        let is_foreign = self.month.is_some_and(|(_, calendar)| calendar.is_some());
        if digits == 4 && self.year.is_none() && (is_foreign || Calendar::of_year(number, lang).is_some()) {
            self.year = Some(number);
            // A year that stands first has its day last.
            return if self.day.is_some() && self.month.is_none() { None } else { Some(1) };
        }
        if digits <= 2 && self.day.is_none() && (1..=31).contains(&number) {
            self.day = Some(number);
            return Some(1);
        }
        // "4 Jun '19", "4-Jun-19"; elsewhere two digits more are an hour or anything.
        let before = n.checked_sub(1).and_then(|n| pieces.get(n)).map(|piece| piece.mark);
        let is_marked = matches!(before, Some(Mark::Sign('\'' | '-' | '/')));
        let is_last =
            is_whole && pieces.get(n + 1..).is_some_and(|rest| rest.iter().all(|piece| piece.mark == Mark::Gap));
        if digits == 2 && self.day.is_some() && self.month.is_some() && (is_marked || is_last) {
            self.year = full_year(number, digits);
            return Some(1);
        }
        None
    }

    /// Takes the name of a month at the start.
    fn month_at(&mut self, rest: &[Piece], lang: Option<&str>) -> Option<usize> {
        if self.month.is_some() {
            return None;
        }
        // Vietnamese numbers its months.
        if let [Piece { mark: Mark::Word("thang" | "thg"), .. }, tail @ ..] = rest {
            let gap = usize::from(matches!(tail.first(), Some(Piece { mark: Mark::Gap, .. })));
            if let Some(Piece { mark: Mark::Number(number @ 1..=12, 1 | 2), .. }) = tail.get(gap) {
                self.month = Some((*number, None));
                return Some(2 + gap);
            }
        }
        (1..=MONTH_WORDS_MAX).rev().find_map(|count| {
            let (name, taken) = phrase(rest, count)?;
            let elsewhere = || {
                let (calendar, month) = month_elsewhere(&name)?;
                let calendar = match calendar {
                    OtherCalendar::Persian => Calendar::Persian,
                    OtherCalendar::Islamic => Calendar::Islamic,
                };
                Some((month, Some(calendar)))
            };
            self.month = Some(month(&name, lang).map(|month| (month, None)).or_else(elsewhere)?);
            Some(taken)
        })
    }
}

/// Whether a year stands where a date that begins here would have it: looking for numbers costs less than for names.
fn has_year(pieces: &[Piece]) -> bool {
    let near = pieces.get(..DAY_PIECES_MAX.min(pieces.len())).unwrap_or_default();
    let is_year = |(n, piece): (usize, &Piece)| match piece.mark {
        Mark::Number(_, 4) => true,
        Mark::Number(_, 2) => n > 2,
        Mark::Number(..) | Mark::Word(_) | Mark::Sign(_) | Mark::Gap => false,
    };
    let is_month_first = matches!(pieces.first(), Some(Piece { mark: Mark::Word(_), .. }));
    // A month that stands first has its day behind it.
    let has_day = || near.iter().take(5).any(|piece| matches!(piece.mark, Mark::Number(_, 1 | 2)));
    near.iter().enumerate().any(is_year) && (!is_month_first || has_day())
}

/// So many words at the start with a space, a dot or a hyphen between, as one phrase; how many pieces they take.
pub(super) fn phrase(pieces: &[Piece], words: usize) -> Option<(String, usize)> {
    let mut name = String::new();
    let (mut n, mut count) = (0, 0);
    loop {
        match pieces.get(n)?.mark {
            Mark::Word(word) => {
                name.push_str(word);
                count += 1;
            }
            // "มิ.ย." is one word, "p. m." are two.
            Mark::Sign('.') if count > 0 && matches!(pieces.get(n + 1)?.mark, Mark::Word(_)) => {}
            Mark::Gap | Mark::Sign('.' | '-') if count > 0 => {
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            Mark::Gap | Mark::Sign(_) | Mark::Number(..) => return None,
        }
        n += 1;
        if count == words {
            return Some((name, n));
        }
    }
}

/// `10:04`, `10:04:05`, `10.04` after a date, `10h04`, `10 Uhr`, `10:04 pm`, `下午3:05`, `10時04分`.
pub(super) fn clock(pieces: &[Piece], lang: Option<&str>, is_after_day: bool) -> Option<(Clock, usize)> {
    let (half_before, mut n) = half(pieces, lang).map_or((None, 0), |(half, taken)| (Some(half), taken));
    for sign in [Mark::Sign('.'), Mark::Gap] {
        n += usize::from(n > 0 && pieces.get(n).is_some_and(|piece| piece.mark == sign));
    }
    let mark = |n: usize| pieces.get(n).map(|piece| piece.mark);
    let Some(Mark::Number(hour, 1 | 2)) = mark(n) else { return None };
    n += 1;
    // "15 h 04"
    n += usize::from(mark(n) == Some(Mark::Gap) && mark(n + 1) == Some(Mark::Word("h")) && mark(n + 3).is_some());
    let gap = usize::from(mark(n) == Some(Mark::Gap));
    let is_parting = match mark(n) {
        Some(Mark::Sign(c)) => matches!(c, ':' | '：' | '時' | '时' | '点' | '點' | '시') || (c == '.' && is_after_day),
        Some(Mark::Word("h")) => true,
        _ => false,
    };
    let (mut minute, mut second) = (None, None);
    let after_gap = n + 1 + usize::from(mark(n) != Some(Mark::Sign(':')) && mark(n + 1) == Some(Mark::Gap));
    if is_parting && let Some(Mark::Number(number @ 0..=59, 2 | 1)) = mark(after_gap) {
        minute = Some(number);
        n = after_gap + 1;
        if let (Some(Mark::Sign(':' | '.')), Some(Mark::Number(number @ 0..=60, 2))) = (mark(n), mark(n + 1)) {
            second = Some(number.min(59));
            n += 2;
        }
        if second.is_some()
            && let (Some(Mark::Sign('.' | ',')), Some(Mark::Number(_, 3))) = (mark(n), mark(n + 1))
        {
            n += 2;
        }
        n += usize::from(matches!(mark(n), Some(Mark::Sign('分' | '분'))));
    }
    // "3:04 ч. pm"
    let hour_word = (minute.is_some() && mark(n) == Some(Mark::Gap) && is_hour(mark(n + 1))).then_some(n + 2);
    let (half_after, taken) =
        half_after(pieces, hour_word.map_or(n, |n| n + usize::from(mark(n) == Some(Mark::Sign('.')))), lang);
    n = if half_after.is_some() { taken } else { n };
    let half = half_before.or(half_after);
    if minute.is_none() && half_after.is_none() && !is_hour(mark(n)) && !is_hour(mark(n + gap)) {
        return None;
    }
    // ("am 4. Juni" is no time of the morning.) Where people name the half of the day, they may count to 24 all the same.
    let hour = match half {
        Some(is_after_noon) if hour <= 12 => hour % 12 + if is_after_noon { 12 } else { 0 },
        _ => hour,
    };
    (hour < 24).then_some((Clock { hour, minute, second }, n))
}

fn is_hour(mark: Option<Mark>) -> bool {
    matches!(mark, Some(Mark::Word("uhr" | "h" | "heures" | "horas" | "hrs" | "uur" | "час" | "часов" | "ч")))
        || matches!(mark, Some(Mark::Sign('時' | '时' | '点' | '點' | '시')))
}

/// A half of the day after `n` pieces and a gap, and where it ends.
fn half_after(pieces: &[Piece], n: usize, lang: Option<&str>) -> (Option<bool>, usize) {
    let start = n + usize::from(pieces.get(n).map(|p| p.mark) == Some(Mark::Gap));
    let found = pieces.get(start..).and_then(|rest| half(rest, lang));
    found.map_or((None, n), |(half, taken)| (Some(half), start + taken))
}

/// A half of the day at the start ("pm", "a.m.", "下午"): whether it is after noon.
fn half(pieces: &[Piece], lang: Option<&str>) -> Option<(bool, usize)> {
    (1..=HALF_WORDS_MAX).rev().find_map(|count| {
        let (name, taken) = phrase(pieces, count)?;
        Some((while_of_day(&name.replace(' ', ""), lang)?, taken))
    })
}

/// An abbreviation or offset at the start.
pub(super) fn zone(pieces: &[Piece], lang: Option<&str>) -> Option<(FixedOffset, usize)> {
    let signed = |pieces: &[Piece]| {
        let Mark::Sign(sign @ ('+' | '-')) = pieces.first()?.mark else { return None };
        let number = |n: usize| match pieces.get(n).map(|piece| piece.mark) {
            Some(Mark::Number(number, digits)) => Some((number, digits)),
            _ => None,
        };
        let (text, taken) = match (number(1)?, pieces.get(2).map(|piece| piece.mark), number(3)) {
            ((hours, 2), Some(Mark::Sign(':')), Some((minutes, 2))) => (format!("{sign}{hours:02}{minutes:02}"), 4),
            ((both, 4), ..) => (format!("{sign}{both:04}"), 2),
            _ => return None,
        };
        Some((iso::offset(&text)?, taken))
    };
    match pieces.first()?.mark {
        Mark::Word(word) => {
            let named = FixedOffset::east_opt(zone_minutes(word, lang)? * 60)?;
            // "GMT+0200", "UTC+2"
            if !matches!(word, "gmt" | "utc") {
                return Some((named, 1));
            }
            let rest = pieces.get(1..)?;
            let hours = match rest {
                [
                    Piece { mark: Mark::Sign(sign @ ('+' | '-')), .. },
                    Piece { mark: Mark::Number(hours @ 0..=14, 1 | 2), .. },
                    ..,
                ] => iso::offset(&format!("{sign}{hours:02}")).map(|offset| (offset, 2)),
                _ => None,
            };
            Some(signed(rest).or(hours).map_or((named, 1), |(offset, taken)| (offset, taken + 1)))
        }
        _ => signed(pieces),
    }
}
