//! Times told from now: "3 hours ago", "vor 9 Stunden", "il y a 2 jours", "3時間前", "yesterday".

use super::span::{Span, Unit, candidates, phrase, roles};
use super::table::Table;
use super::tokens::{Token, tokens};

const PHRASES: Table = Table::new(include_str!("phrases.txt"));
const EXTRA: Table = Table::new(include_str!("extra.txt"));

/// The longest phrase, bytes and words.
const PHRASE_BYTES_MAX: usize = 120;
const PHRASE_WORDS_MAX: usize = 14;

/// Most words of a phrase without a number.
const DAY_WORDS_MAX: usize = 4;

/// How far back a phrase points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// So long before now.
    Ago(Span),
    /// The unit (day, hour, week ...) so many before the one that is now: "yesterday" is a day and one.
    Unit(Unit, u32),
}

/// Reads a whole folded text as a time told from now, in the language of `tag` or any other that has all its words.
pub fn past(folded: &str, tag: Option<&str>) -> Option<Past> {
    if folded.len() > PHRASE_BYTES_MAX || has_decimal(folded) {
        return None;
    }
    let plain = folded.replace('.', "");
    let tokens = tokens(&plain);
    if tokens.is_empty() || tokens.len() > PHRASE_WORDS_MAX {
        return None;
    }
    as_it_stands(&tokens).or_else(|| {
        let roles = roles(&tokens)?;
        let read = |lang| phrase(&tokens, &roles, lang).filter(|p| p.is_past);
        candidates(&tokens, &roles, tag).find_map(read).map(|p| Past::Ago(p.span))
    })
}

/// "1.5 hours": its dot is no full stop.
fn has_decimal(folded: &str) -> bool {
    let digit = |c: char| super::digit(c).is_some();
    folded.split(['.', ',']).collect::<Vec<_>>().windows(2).any(|pair| match pair {
        [before, after] => before.ends_with(digit) && after.starts_with(digit),
        _ => false,
    })
}

/// A phrase of the tables, with at most one number in it.
fn as_it_stands(tokens: &[Token]) -> Option<Past> {
    let mut numbers = tokens.iter().filter_map(|token| token.number);
    let number = numbers.next();
    if numbers.next().is_some() {
        return None;
    }
    told(row(tokens)?, number)
}

/// The row of a phrase; a number is `#` there.
fn row(tokens: &[Token]) -> Option<&'static str> {
    let mut key = String::new();
    for token in tokens {
        if token.number.is_some() {
            key.push('#');
        } else {
            if !key.is_empty() && !key.ends_with('#') {
                key.push(' ');
            }
            key.push_str(token.text);
        }
    }
    PHRASES.row(&key).or_else(|| EXTRA.row(&key))
}

/// What a row tells: `H` so many hours, `H=2` two hours in a word, `D1` the day before this one.
fn told(row: &str, number: Option<u32>) -> Option<Past> {
    let meaning = row.split(':').next()?;
    let unit = Unit::of_letter(meaning.chars().next()?)?;
    match (meaning.get(1..)?, number) {
        ("", count) => Some(Past::Ago(Span::of(count?, unit))),
        (rest, None) => match rest.strip_prefix('=') {
            Some(count) => Some(Past::Ago(Span::of(count.parse().ok()?, unit))), // the table holds numbers there
            None => Some(Past::Unit(unit, rest.parse().ok()?)),                  // and there
        },
        (_, Some(_)) => None,
    }
}

/// The day that a folded text begins with ("yesterday", "avant-hier"): how many days back, and the text after it.
pub fn leading_day(folded: &str) -> Option<(u32, &str)> {
    let tokens = tokens(folded);
    tokens.first().filter(|first| PHRASES.has_prefix(first.text) || EXTRA.has_prefix(first.text))?;
    (1..=DAY_WORDS_MAX.min(tokens.len())).rev().find_map(|count| {
        let words = tokens.get(..count)?;
        let rest = folded.get(words.last()?.end..)?;
        match told(row(words)?, None)? {
            Past::Unit(Unit::Day, back) => Some((back, rest)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::fold;

    #[test]
    fn composed_phrases_are_read_in_one_language() {
        let span = |text: &str| match past(&fold(text), None) {
            Some(Past::Ago(span)) => Some((span.days, span.hours, span.minutes, span.seconds, span.finest)),
            _ => None,
        };
        for (text, expected) in [
            ("31 min 57 sec ago", (0, 0, 31, 57, Unit::Second)),
            ("an hour ago", (0, 1, 0, 0, Unit::Hour)),
            ("about 3 hrs. ago", (0, 3, 0, 0, Unit::Hour)),
            ("3h ago", (0, 3, 0, 0, Unit::Hour)),
            ("vor einer Stunde", (0, 1, 0, 0, Unit::Hour)),
            ("vor mehr als 9 Stunden", (0, 9, 0, 0, Unit::Hour)),
            ("vor 1 Stunde und 5 Minuten", (0, 1, 5, 0, Unit::Minute)),
            ("il y a environ 2 heures", (0, 2, 0, 0, Unit::Hour)),
            ("hace una hora", (0, 1, 0, 0, Unit::Hour)),
            ("1時間35分前", (0, 1, 35, 0, Unit::Minute)),
            ("قبل ساعتين", (0, 2, 0, 0, Unit::Hour)),
            ("قبل ٣ ساعات", (0, 3, 0, 0, Unit::Hour)),
            ("3 दिन पहले", (3, 0, 0, 0, Unit::Day)),
        ] {
            assert_eq!(span(text), Some(expected), "{text}");
        }
        for text in
            ["3 hours", "in 3 hours", "1.5 hours ago", "ago", "3", "3 hours ago he left", "3 ago", "vor 3 hours", ""]
        {
            assert_eq!(past(&fold(text), None), None, "{text}");
        }
    }

    #[test]
    fn a_day_may_lead_a_clock_time() {
        for (text, expected) in [
            ("Gestern, 14:30 Uhr", Some((1, ", 14:30 uhr"))),
            ("avant-hier", Some((2, ""))),
            ("i dag kl. 10", Some((0, " kl. 10"))),
            ("Yesterdays", None),
            ("last week", None),
        ] {
            assert_eq!(leading_day(&fold(text)), expected, "{text}");
        }
    }
}
