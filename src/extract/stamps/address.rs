//! The day in an article's address (`/2019/06/04/`): it only corroborates, for it has no zone.

use chrono::NaiveDate;
use url::Url;

use super::{Candidate, Rank, Role};
use crate::model::StampSource;

pub(super) fn candidates(url: &Url) -> Vec<Candidate> {
    day_in(url.path())
        .map(|day| day.to_string())
        .map(|day| Candidate::new(Role::Published, Rank::Address, StampSource::Url, &day, None).at("path"))
        .into_iter()
        .collect()
}

/// What an address says of the time that a page is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Day(NaiveDate),
    Month(i32, u32),
    Year(i32),
}

/// A year of the web in an address.
fn is_year(year: u32) -> bool {
    (1995..=2100).contains(&year)
}

/// A year, month and day in a row: as path segments, with dashes, or as eight digits that stand alone.
fn day_in(path: &str) -> Option<NaiveDate> {
    let numbers = numbers(path);
    // `.ok()`: a year beyond the numbers is none.
    let date = |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).filter(|_| is_year(y));
    let in_row = numbers.windows(3).find_map(|window| match window {
        [y, m, d] if y.digits == 4 && m.digits <= 2 && d.digits <= 2 && y.part == m.part && m.part == d.part => {
            date(y.value, m.value, d.value)
        }
        _ => None,
    });
    let compact = || {
        let alone = numbers.iter().filter(|n| n.digits == 8 && n.is_apart);
        alone.filter_map(|n| date(n.value / 10_000, n.value / 100 % 100, n.value % 100)).next()
    };
    in_row.or_else(compact)
}

/// Everything that an address says of a time, the finest first; the day of other spellings only corroborates.
pub(super) fn hints(url: &Url) -> Vec<Hint> {
    let numbers = numbers(url.path());
    // `.ok()`: a year beyond the numbers is none.
    let date = |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).filter(|_| is_year(y));
    let mut found: Vec<Hint> = day_in(url.path()).map(Hint::Day).into_iter().collect();
    // "29-10-2021", "08112021", "220126"
    found.extend(numbers.windows(3).filter_map(|window| match window {
        [d, m, y] if y.digits == 4 && m.digits <= 2 && d.digits <= 2 && d.part == m.part => {
            date(y.value, m.value, d.value).map(Hint::Day)
        }
        _ => None,
    }));
    for number in numbers.iter().filter(|n| n.is_apart) {
        let parts = (number.value / 10_000, number.value / 100 % 100, number.value % 100);
        found.extend(match number.digits {
            8 => date(number.value % 10_000, number.value / 10_000 % 100, number.value / 1_000_000).map(Hint::Day),
            6 => date(2000 + parts.0, parts.1, parts.2).map(Hint::Day),
            _ => None,
        });
    }
    found.extend(numbers.windows(2).filter_map(|window| match window {
        [y, m]
            if y.digits == 4
                && is_year(y.value)
                && m.digits <= 2
                && (1..=12).contains(&m.value)
                && y.part == m.part =>
        {
            Some(Hint::Month(i32::try_from(y.value).ok()?, m.value)) // a year of four digits fits
        }
        _ => None,
    }));
    let years = numbers.iter().filter(|n| n.digits == 4 && n.is_apart && is_year(n.value));
    found.extend(years.filter_map(|n| Some(Hint::Year(i32::try_from(n.value).ok()?))));
    found
}

/// A run of digits in a path.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
    /// Numbers with only `/`, `-`, `_` or `.` between them are of one part.
    part: usize,
    /// No letter or digit is next to it.
    is_apart: bool,
}

fn numbers(path: &str) -> Vec<Number> {
    let bytes = path.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut part) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_digit() {
            part += usize::from(!matches!(byte, b'/' | b'-' | b'_' | b'.'));
            at += 1;
            continue;
        }
        let length = bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        let beside = |n: Option<usize>| n.and_then(|n| bytes.get(n)).is_some_and(u8::is_ascii_alphanumeric);
        if let Some(value) = path.get(at..at + length).filter(|_| length <= 8).and_then(|text| text.parse().ok()) {
            // `.ok()`: what is no number is no part of a date.
            let is_apart = !beside(at.checked_sub(1)) && !beside(Some(at + length));
            found.push(Number { value, digits: length, part, is_apart });
        } else {
            part += 1;
        }
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_year_month_and_day_in_a_row_are_a_day() {
        for (path, day) in [
            ("/news/2019/6/4/title", Some("2019-06-04")),
            ("/2019-06-04-title", Some("2019-06-04")),
            ("/speech/20190604_2.html", Some("2019-06-04")),
            ("/12/2019/06/04", Some("2019-06-04")),
            ("/2019/06/title", None),
            ("/2019/title-06-04", None),
            ("/a/123/45/67", None),
            ("/1820/06/04/", None),
            ("/id120190604", None),
            ("/2019/13/04", None),
        ] {
            assert_eq!(day_in(path).map(|d| d.to_string()).as_deref(), day, "{path}");
        }
    }

    #[test]
    fn an_address_hints_at_days_months_and_years() {
        let day = |text: &str| Hint::Day(text.parse().expect("a day"));
        for (path, hint) in [
            ("/2019/06/title", Hint::Month(2019, 6)),
            ("/magazine/2019/title", Hint::Year(2019)),
            ("/news/29-10-2021", day("2021-10-29")),
            ("/news/08112021-title", day("2021-11-08")),
            ("/220126_title", day("2022-01-26")),
        ] {
            let url = Url::parse(&format!("https://news.example{path}")).expect("valid");
            assert!(hints(&url).contains(&hint), "{path}: {:?}", hints(&url));
        }
    }
}
