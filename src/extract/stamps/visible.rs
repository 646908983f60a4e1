//! Dates as people print them ("4 June 2019 10.04 BST", "4. Juni 2019, 10:04 Uhr", "2019年6月4日"), and RFC 2822.
//!
//! A string is a date only as a whole: words that belong to no date make it something else.

use chrono::{FixedOffset, NaiveDate, NaiveTime};

use super::iso;
use super::reading::Reading;
use super::words::{is_between, is_weekday, month, plain, zone_minutes};
use crate::model::Precision;

/// Pieces of a string at most; a date has fewer than twenty.
const TOKENS_MAX: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// Value and number of digits.
    Number(u32, usize),
    Word(String),
    Mark(char),
    /// White space.
    Gap,
}

/// Reads a whole string as a printed date.
pub(super) fn read(raw: &str, lang: Option<&str>) -> Option<Reading> {
    let tokens = tokens(raw)?;
    let mut parts = Parts { tokens: &tokens, lang, date: None, is_ambiguous: false, time: None, offset: None };
    parts.read_all()?;
    let mut reading = Reading::day(parts.date?);
    reading.is_ambiguous = parts.is_ambiguous;
    if let Some((time, precision)) = parts.time {
        reading.wall = reading.wall.date().and_time(time);
        reading.precision = precision;
        reading.offset = parts.offset;
    }
    Some(reading)
}

fn tokens(raw: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let run = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (token, length) = if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            (Token::Number(rest.get(..end)?.parse().ok()?, end), end) // too long a number is in no date
        } else if matches!(c, '年' | '月' | '日' | '년' | '월' | '일') {
            (Token::Mark(c), c.len_utf8())
        } else if c.is_alphabetic() {
            let end = run(|c| c.is_alphabetic() || matches!(c, '\'' | '’'));
            (Token::Word(plain(rest.get(..end)?)), end)
        } else if c.is_whitespace() {
            let end = run(char::is_whitespace);
            (Token::Gap, end)
        } else {
            (Token::Mark(c), c.len_utf8())
        };
        tokens.push(token);
        if tokens.len() > TOKENS_MAX {
            return None;
        }
        rest = rest.get(length..)?;
    }
    Some(tokens)
}

struct Parts<'t> {
    tokens: &'t [Token],
    lang: Option<&'t str>,
    date: Option<NaiveDate>,
    is_ambiguous: bool,
    time: Option<(NaiveTime, Precision)>,
    offset: Option<FixedOffset>,
}

impl Parts<'_> {
    /// Takes all tokens, or says that they are no date.
    fn read_all(&mut self) -> Option<()> {
        while !self.tokens.is_empty() {
            let taken =
                self.date_at().or_else(|| self.time_at()).or_else(|| self.zone_at()).or_else(|| self.filler())?;
            self.tokens = self.tokens.get(taken..)?;
        }
        Some(())
    }

    /// A date at the start: how many tokens it takes.
    fn date_at(&mut self) -> Option<usize> {
        if self.date.is_some() {
            return None;
        }
        let (date, taken) = self.numeric_date().or_else(|| self.named_date())?;
        self.date = Some(date);
        Some(taken)
    }

    /// `4.6.2019`, `04/06/2019`, `2019-06-04`, `2019年6月4日`.
    fn numeric_date(&mut self) -> Option<(NaiveDate, usize)> {
        let dense: Vec<(usize, &Token)> = self.tokens.iter().enumerate().filter(|(_, t)| **t != Token::Gap).collect();
        let token = |n: usize| dense.get(n).map(|(_, token)| *token);
        let (Token::Number(a, a_digits), Token::Mark(first), Token::Number(b, b_digits)) =
            (token(0)?, token(1)?, token(2)?)
        else {
            return None;
        };
        let (Token::Mark(second), Token::Number(c, c_digits)) = (token(3)?, token(4)?) else { return None };
        let end = dense.get(4)?.0 + 1;
        if matches!((first, second), ('年', '月') | ('년', '월')) {
            let closing = usize::from(matches!(token(5), Some(Token::Mark('日' | '일'))));
            return Some((ymd(*a, *b, *c)?, dense.get(4 + closing)?.0 + 1));
        }
        if first != second || !matches!(first, '.' | '/' | '-') || *b_digits > 2 {
            return None;
        }
        if *a_digits == 4 && *c_digits <= 2 {
            return Some((ymd(*a, *b, *c)?, end));
        }
        let year = match c_digits {
            4 => *c,
            2 => 2000 + *c,
            _ => return None,
        };
        let is_month_first =
            *first == '/' && *a <= 12 && (*b > 12 || self.lang.is_some_and(|l| l.eq_ignore_ascii_case("en-us")));
        self.is_ambiguous = *first == '/' && *a <= 12 && *b <= 12 && a != b && !self.knows_order();
        let (month, day) = if is_month_first { (*a, *b) } else { (*b, *a) };
        Some((ymd(year, month, day)?, end))
    }

    /// Whether the page's language tells whether day or month comes first.
    fn knows_order(&self) -> bool {
        self.lang.is_some_and(|lang| !lang.is_empty() && !lang.eq_ignore_ascii_case("en"))
    }

    /// `4 June 2019`, `4. Juni 2019`, `June 4th, 2019`, `4 de junio de 2019`, `June 2019` is none.
    fn named_date(&self) -> Option<(NaiveDate, usize)> {
        let (mut day, mut month_n, mut n) = (None, None, 0);
        loop {
            match self.tokens.get(n)? {
                Token::Number(number, 4) if day.is_some() && month_n.is_some() => {
                    return Some((ymd(*number, month_n?, day?)?, n + 1));
                }
                Token::Number(number, 1 | 2) if day.is_none() => day = Some(*number),
                Token::Word(word) => match month(word) {
                    Some(number) if month_n.is_none() => month_n = Some(number),
                    _ if (day.is_some() || month_n.is_some()) && is_inner(word) => {}
                    _ => return None,
                },
                Token::Gap | Token::Mark('.' | ',' | '-' | '/' | 'º' | 'ª') if day.is_some() || month_n.is_some() => {
                }
                _ => return None,
            }
            n += 1;
        }
    }

    /// `10:04`, `10:04:05`, `10.04` after a date, `10h04`, `10 Uhr`, `10:04 pm`.
    fn time_at(&mut self) -> Option<usize> {
        if self.time.is_some() {
            return None;
        }
        let (Token::Number(hour, 1 | 2), mut n) = (self.tokens.first()?, 1) else { return None };
        let (mut minute, mut second) = (None, None);
        let is_mark = match self.tokens.get(n) {
            Some(Token::Mark(c)) => *c == ':' || (*c == '.' && self.date.is_some()),
            Some(Token::Word(word)) => word == "h",
            _ => false,
        };
        if is_mark && let Some(Token::Number(number, 2)) = self.tokens.get(n + 1) {
            minute = Some(*number);
            n += 2;
            if let (Some(Token::Mark(':')), Some(Token::Number(number, 2))) =
                (self.tokens.get(n), self.tokens.get(n + 1))
            {
                second = Some(*number);
                n += 2;
            }
        }
        let (half, taken) = self.half_of_day(n);
        n += taken;
        let is_hour_alone = self.tokens.get(n..).is_some_and(|rest| {
            rest.iter()
                .find(|t| **t != Token::Gap)
                .is_some_and(|t| matches!(t, Token::Word(w) if w == "uhr" || w == "h"))
        });
        if minute.is_none() && half.is_none() && !is_hour_alone {
            return None;
        }
        let hour = match half {
            Some(_) if *hour > 12 => return None,
            Some(is_after_noon) => *hour % 12 + if is_after_noon { 12 } else { 0 },
            None => *hour,
        };
        let precision = match (minute, second) {
            (_, Some(_)) => Precision::Second,
            (Some(_), None) => Precision::Minute,
            (None, None) => Precision::Hour,
        };
        self.time = Some((NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0))?, precision));
        Some(n)
    }

    /// `am`, `pm`, `a.m.` at token `n`: whether it is after noon, and how many tokens it takes.
    fn half_of_day(&self, n: usize) -> (Option<bool>, usize) {
        let gap = usize::from(self.tokens.get(n) == Some(&Token::Gap));
        let word = |at: usize| match self.tokens.get(at) {
            Some(Token::Word(word)) => word.as_str(),
            _ => "",
        };
        match word(n + gap) {
            "am" => (Some(false), gap + 1),
            "pm" => (Some(true), gap + 1),
            half @ ("a" | "p")
                if self.tokens.get(n + gap + 1) == Some(&Token::Mark('.')) && word(n + gap + 2) == "m" =>
            {
                (Some(half == "p"), gap + 3)
            }
            _ => (None, 0),
        }
    }

    /// An abbreviation or offset after a time.
    fn zone_at(&mut self) -> Option<usize> {
        self.time?;
        match self.tokens.first()? {
            Token::Word(word) => {
                let minutes = zone_minutes(word)?;
                self.offset = self.offset.or(FixedOffset::east_opt(minutes * 60));
                Some(1)
            }
            Token::Mark(sign @ ('+' | '-')) => {
                let (text, taken) = match self.tokens.get(1..)? {
                    [Token::Number(hours, 2), Token::Mark(':'), Token::Number(minutes, 2), ..] => {
                        (format!("{sign}{hours:02}{minutes:02}"), 4)
                    }
                    [Token::Number(both, 4), ..] => (format!("{sign}{both:04}"), 2),
                    _ => return None,
                };
                self.offset = Some(iso::offset(&text)?);
                Some(taken)
            }
            _ => None,
        }
    }

    /// What may stand around and between date and time.
    fn filler(&self) -> Option<usize> {
        match self.tokens.first()? {
            Token::Gap | Token::Mark(',' | '.' | '|' | '-' | '–' | '—' | '·' | '•' | ':' | '(' | ')' | '/') => {
                Some(1)
            }
            Token::Word(word) if is_weekday(word) || is_between(word) => Some(1),
            Token::Word(word) if self.time.is_some() && matches!(word.as_str(), "et" | "ct" | "pt" | "mt" | "hrs") => {
                Some(1)
            }
            _ => None,
        }
    }
}

/// Small words within a date.
fn is_inner(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "de" | "del" | "of" | "di" | "e" | "den")
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day) // no such year: no date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, lang: Option<&str>, wall: &str, offset_s: Option<i32>, precision: Precision) {
        let reading = read(raw, lang).unwrap_or_else(|| panic!("{raw} is not read"));
        assert_eq!(reading.wall.to_string(), wall, "{raw}");
        assert_eq!(reading.offset.map(|o| o.local_minus_utc()), offset_s, "{raw}");
        assert_eq!(reading.precision, precision, "{raw}");
    }

    #[test]
    fn printed_days_are_read_in_many_languages() {
        for raw in [
            "4 June 2019",
            "June 4, 2019",
            "June 4th, 2019",
            "Tue 4 Jun 2019",
            "Tuesday, June 4 2019",
            "4. Juni 2019",
            "04.06.2019",
            "4.6.2019",
            "den 4. Juni 2019",
            "Dienstag, 4. Juni 2019",
            "4 juin 2019",
            "mardi 4 juin 2019",
            "le 4 juin 2019",
            "4 de junio de 2019",
            "martes, 4 de junio de 2019",
            "4 giugno 2019",
            "4 de junho de 2019",
            "dinsdag 4 juni 2019",
            "2019年6月4日",
            "2019-6-4",
            "2019/06/04",
            "4 Sept 2019".replace("Sept", "June").as_str(),
        ] {
            check(raw, Some("de"), "2019-06-04 00:00:00", None, Precision::Day);
        }
        check("1er août 2019", Some("fr"), "2019-08-01 00:00:00", None, Precision::Day);
        check("2 MÄRZ 2019", Some("de"), "2019-03-02 00:00:00", None, Precision::Day);
    }

    #[test]
    fn a_time_and_its_zone_go_with_the_day() {
        let minute = Precision::Minute;
        check("Tue 4 Jun 2019 10.04 BST", None, "2019-06-04 10:04:00", Some(3600), minute);
        check("4. Juni 2019, 10:04 Uhr", None, "2019-06-04 10:04:00", None, minute);
        check("4 June 2019 at 10:04pm", None, "2019-06-04 22:04:00", None, minute);
        check("June 4, 2019, 12:04 a.m. EDT", None, "2019-06-04 00:04:00", Some(-14400), minute);
        check("4 juin 2019 à 10h04", None, "2019-06-04 10:04:00", None, minute);
        check("10:04, 4 June 2019", None, "2019-06-04 10:04:00", None, minute);
        check("4. Juni 2019, 10 Uhr", None, "2019-06-04 10:00:00", None, Precision::Hour);
        check("Tue, 04 Jun 2019 10:04:05 +0200", None, "2019-06-04 10:04:05", Some(7200), Precision::Second);
        check("Tue, 4 Jun 2019 10:04:05 GMT", None, "2019-06-04 10:04:05", Some(0), Precision::Second);
        check("04.06.2019 - 10:04", None, "2019-06-04 10:04:00", None, minute);
    }

    #[test]
    fn day_and_month_follow_the_language_and_doubt_is_told() {
        check("03/04/2019", Some("en-GB"), "2019-04-03 00:00:00", None, Precision::Day);
        check("03/04/2019", Some("en-US"), "2019-03-04 00:00:00", None, Precision::Day);
        check("25/04/2019", None, "2019-04-25 00:00:00", None, Precision::Day);
        check("04/25/2019", None, "2019-04-25 00:00:00", None, Precision::Day);
        for (lang, is_ambiguous) in [(None, true), (Some("en"), true), (Some("fr"), false), (Some("en-GB"), false)] {
            assert_eq!(read("03/04/2019", lang).map(|r| r.is_ambiguous), Some(is_ambiguous), "{lang:?}");
        }
    }

    #[test]
    fn a_sentence_with_a_date_is_no_date() {
        for raw in [
            "The vote is on 4 June 2019",
            "4 June 2019 to reflect the new figure",
            "4 June",
            "June 2019",
            "31 June 2019",
            "2019",
            "12",
            "10:04",
            "version 1.2.2019b",
            "99999",
            "4 4 4",
            "",
            "(Reuters) 4 June 2019",
            "99999999999999999999 June 2019",
        ] {
            assert_eq!(read(raw, Some("en")), None, "{raw}");
        }
    }
}
