//! Times in a byline: "By Nora Vance 3 hours ago", "Nora Vance · Updated 14:05", "Von Nora Vance | vor 3 Stunden".
//!
//! A byline is no prose: it is names, and what templates set beside them. A time is taken out of it only where it stands
//! whole at an end or between two marks, a count or a button only between marks; every other word stays, so that a changed
//! name is always seen.

use crate::language::{
    Claims, digit, fold as look_up, is_between, is_calendar as is_day_name, label, while_of_day, zone_minutes,
};
use crate::model::{Article, Block, BlockKind, Suppressed};

use super::super::canon::fold;
use super::relative_time::is_relative_time;
use super::{Line, counters, holds, interface, is_digits, reading_time, words_of};

/// The rule's name.
const RULE: &str = "byline_time";

/// A byline with more words is looked at no further.
const WORDS_MAX: usize = 48;
/// A time in one has at most this many words.
const TIME_WORDS_MAX: usize = 14;
/// How many blocks at the top of a body may be the byline, and most words of such a block.
const TOP_BLOCKS: usize = 8;
const LINE_WORDS_MAX: usize = 20;

/// What leads a byline, folded and in lower case.
const LEADS: &str = "by von par por di da door av af de od autor autora text texte texto testo words автор текст від από yazan \
    بقلم كتب کتب مِن מאת द्वारा oleh bởi 文 記者 记者 撰文 글";

/// Takes times out of the byline, and the byline with its time out of the top of the body.
pub(super) fn sift(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    if let Some(byline) = article.byline.take() {
        article.byline = without_times(byline, suppressed);
    }
    let Article { body, byline, .. } = article;
    let mut at = 0;
    body.retain(|block| {
        at += 1;
        let is_line = at <= TOP_BLOCKS
            && block.kind == BlockKind::Paragraph
            && !block.text.ends_with('.')
            && block.text.split(' ').nth(LINE_WORDS_MAX).is_none();
        let Some(cut) = is_line.then(|| cut(&block.text)).flatten() else { return true };
        let is_known = byline.as_deref().is_some_and(|known| names(known) == names(&cut.rest));
        if !is_known && (byline.is_some() || !is_led(&cut.rest)) {
            return true;
        }
        byline.get_or_insert(cut.rest);
        suppressed.push(Suppressed { rule: RULE.to_owned(), text: block.text.clone() });
        false
    });
}

fn without_times(mut byline: String, suppressed: &mut Vec<Suppressed>) -> Option<String> {
    while let Some(cut) = cut(&byline) {
        suppressed.push(Suppressed { rule: RULE.to_owned(), text: cut.time });
        byline = cut.rest;
    }
    // What is left of "Updated 3 hours ago" alone is nothing.
    (!byline.is_empty()).then_some(byline)
}

/// A byline without one time, and the time.
struct Cut {
    rest: String,
    time: String,
}

/// Marks that part a byline from what stands beside it.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '\'' | '’' | '.' | '"' | '@' | '&') || c == '\u{30fb}'
}

/// Takes the longest time at an end of the text or between two of its marks.
fn cut(text: &str) -> Option<Cut> {
    let words: Vec<(usize, usize)> = word_spans(text);
    // Most bylines are nothing but names.
    if words.len() < 2 || words.len() > WORDS_MAX {
        return None;
    }
    let last = words.len() - 1;
    let ends = |at: usize| words.get(at).is_some_and(|(_, end)| text.get(..*end).is_some_and(|t| t.ends_with(is_mark)));
    let begins =
        |at: usize| words.get(at).is_some_and(|(start, _)| text.get(*start..).is_some_and(|t| t.starts_with(is_mark)));
    for length in (1..=TIME_WORDS_MAX.min(words.len())).rev() {
        for first in 0..=words.len() - length {
            let end = first + length - 1;
            let is_parted_before = first == 0 || ends(first - 1) || begins(first);
            let is_parted_after = end == last || ends(end) || begins(end + 1);
            if !(first == 0 || end == last || (is_parted_before && is_parted_after)) {
                continue;
            }
            let (Some((from, _)), Some((_, to))) = (words.get(first), words.get(end)) else { continue };
            let Some(time) = text.get(*from..*to) else { continue };
            if is_time(time, is_parted_before && is_parted_after) {
                let (before, after) = (text.get(..*from).unwrap_or_default(), text.get(*to..).unwrap_or_default());
                return Some(Cut { rest: joined(before, after), time: time.to_owned() });
            }
        }
    }
    None
}

/// Where the words of a text begin and end: at spaces, and where a digit follows a letter of a script without them.
fn word_spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_turn = digit(c).is_some() && last.is_alphabetic() && last > '\u{2e80}';
        match spans.last_mut() {
            _ if c == ' ' => {}
            Some(span) if last != ' ' && !is_turn => span.1 = end,
            _ => spans.push((at, end)),
        }
        last = c;
    }
    spans
}

/// What is left on both sides of a time, without the marks that parted it.
fn joined(before: &str, after: &str) -> String {
    let is_loose = |c: char| c.is_whitespace() || (is_mark(c) && !matches!(c, ')' | ']' | '"' | '»'));
    let is_open = |c: char| c.is_whitespace() || (is_mark(c) && !matches!(c, '(' | '[' | '«'));
    let (left, right) = (before.trim_end_matches(is_loose), after.trim_start_matches(is_open));
    let right = if right.chars().any(char::is_alphanumeric) { right } else { "" };
    let left = if left.chars().any(char::is_alphanumeric) { left } else { "" };
    if left.is_empty() || right.is_empty() {
        return format!("{left}{right}");
    }
    // The mark that stood before the time parts what is left.
    let mark: String = before.get(left.len()..).unwrap_or_default().trim().chars().filter(|c| *c != '(').collect();
    match mark.as_str() {
        "" => format!("{left} {right}"),
        "," | ";" => format!("{left}{mark} {right}"),
        mark => format!("{left} {mark} {right}"),
    }
}

/// Whether a part of a byline is a time and nothing else; `is_parted` from the names by a mark.
fn is_time(part: &str, is_parted: bool) -> bool {
    let part = part.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    let folded = look_up(&fold(part));
    let has_digit = folded.chars().any(|c| digit(c).is_some());
    // "Day" is a label of a date and a name: unparted, only those count that speak of publishing.
    let says_more = |claims| !matches!(claims, Claims::Published | Claims::Modified);
    if !is_parted && label(&folded).is_some_and(|label| says_more(label.claims)) {
        return false;
    }
    // "Today" may close a name that no mark parts from it ("USA Today"); a time of several words cannot.
    let may_be_relative = is_parted || has_digit || folded.contains(' ');
    (may_be_relative && is_relative_time(part))
        || (has_digit && (is_date(&folded) || labelled(&folded).is_some_and(is_date)))
        || (is_parted && is_furniture(part))
}

/// What stands beside a byline between marks of its own: "12 comments", "5 min read", "Follow".
fn is_furniture(part: &str) -> bool {
    let block = Block::new(BlockKind::Paragraph, part);
    let line = Line::new(&block, 1, 1);
    let is_lead = line.words.iter().all(|word| holds(LEADS, word));
    !is_lead && (counters::takes(&line) || reading_time::takes(&line) || interface::takes(&line))
}

/// What a label of publication or update says the time of.
fn labelled(folded: &str) -> Option<&str> {
    let label = label(folded).filter(|label| label.claims != Claims::Other)?;
    Some(label.rest.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// Words of a clock time and of a date.
const CLOCK: &str =
    "am pm a p m uhr h kl ora ore heures om at um à a las alle às o'clock et on le den der the of de st nd rd th";

/// "4 June 2019", "04.06.2019", "14:05", "June 4, 2019 at 2:05 pm": numbers that are a date or a time of day, and words
/// that may stand among them.
fn is_date(folded: &str) -> bool {
    let words = words_of(folded);
    let is_small = |w: &str| {
        holds(CLOCK, w) || is_between(w) || while_of_day(w, None).is_some() || zone_minutes(w, None).is_some()
    };
    let is_unit = |w: &str| w.chars().all(|c| "年月日時分时点號号년월일시분".contains(c));
    let is_known = |w: &String| is_digits(w) || is_day_name(w, None) || is_small(w) || is_unit(w);
    let has_name = words.iter().any(|w| is_day_name(w, None) || (is_unit(w) && !w.is_empty()));
    words.iter().any(|w| is_digits(w)) && words.iter().all(is_known) && (has_name || is_numeric(folded))
}

/// "14:05", "14h05", "04.06.2019", "2019-06-04": two or three numbers parted as those of a date or a clock.
fn is_numeric(folded: &str) -> bool {
    folded.split(' ').any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let parts = |mark: char| -> Vec<usize> {
            let parts: Vec<&str> = word.split(mark).collect();
            let is_number = parts.iter().all(|p| !p.is_empty() && p.chars().all(|c| digit(c).is_some()));
            if is_number { parts.iter().map(|p| p.chars().count()).collect() } else { Vec::new() }
        };
        let is_day = |mark: char| matches!(parts(mark).as_slice(), [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2]);
        matches!(parts(':').as_slice(), [1..=2, 2] | [1..=2, 2, 2])
            || matches!(parts('h').as_slice(), [1..=2, 2])
            || ['.', '-', '/'].into_iter().any(is_day)
    })
}

/// Whether a folded word leads a byline ("By", "Von", "Text").
pub(in super::super) fn is_byline_lead(word: &str) -> bool {
    holds(LEADS, &word.to_lowercase())
}

/// The words of a byline without what leads it.
fn names(byline: &str) -> Vec<String> {
    let words = words_of(&fold(byline).to_lowercase());
    match words.split_first() {
        Some((lead, rest)) if !rest.is_empty() && holds(LEADS, lead) => rest.to_vec(),
        _ => words,
    }
}

/// Whether a line is "By" and names, each with a capital letter where its script has one.
fn is_led(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_lead = words.next().is_some_and(|word| matches!(word, "By" | "BY" | "by" | "Von" | "Par" | "Por" | "Door"));
    let names: Vec<&str> = words.collect();
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            || matches!(*word, "and" | "und" | "et" | "y" | "e" | "en" | "de" | "von" | "van" | "der" | "&")
    };
    is_lead && (2..10).contains(&names.len()) && names.iter().all(is_name)
}
