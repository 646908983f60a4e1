//! "3 hours ago", "vor 9 Stunden", "il y a 2 jours", "3時間前", "just now", and labelled dates of publication.
//!
//! Every word of the block must belong to the grammar: a label, an affix, a number, a unit of time, a clock time.

use super::super::lexicon::is_calendar;
use super::{Line, holds, is_digits, words_of};
use crate::language::{Claims, Past, Unit, fold, is_between, label, leading_day, past, span, tokens};
use crate::language::{while_of_day, zone_minutes};
use crate::model::BlockKind;

/// Most words of such a block.
const WORDS_MAX: usize = 14;

/// Labels before a time in one block at most ("Posted by .. on").
const LABELS_MAX: usize = 3;

/// Words of one, two or three letters that mean "now" or "today" and little else.
const SHORT_NEAR: &str = "now nu hoy azi dun";

/// Words of a clock time.
const CLOCK: &str = "am pm a p m uhr h kl ora ore heures om at um à las alle às o'clock et";

/// Whether the block is a time relative to the view and nothing else.
pub(super) fn takes(line: &Line) -> bool {
    // "Yesterday" over the parts of a chronicle is a heading.
    let is_heading = line.block.kind == BlockKind::Heading && !line.has_digit();
    line.words.len() <= WORDS_MAX && !is_heading && !is_prose(line) && is_relative(&fold(&line.folded), line.block.kind)
}

/// Units that are written with a full stop because they are cut short.
const SHORT_UNITS: &str = "h hr hrs min mins sec secs s d wk wks mo mos yr yrs std sek tg j tim sett sem seg godz tyg mies hod \
    mån md mdr mnd t ч мин сек дн нед мес хв";

/// Whether somebody wrote it: a full stop closes a sentence, in every language alike ("Three weeks ago.", "Vor drei
/// Tagen.", "Il y a trois jours.").
///
/// Rule N3 of the domain takes a block whatever marks stand at its ends, and its first decision keeps every number of the prose.
/// Where they meet the second counts: a paragraph of one sentence may well be an answer, what a page computes has
/// no full stop, and a false alarm can be mended while a hidden fact cannot. Only the full stop of a unit that is cut short
/// ("vor 3 Std.") ends no sentence.
fn is_prose(line: &Line) -> bool {
    let is_cut_short = || line.words.last().is_some_and(|w| holds(SHORT_UNITS, w));
    line.ends_as_sentence() && !is_cut_short()
}

/// Whether `text` is such a time.
pub(in super::super) fn is_relative_time(text: &str) -> bool {
    let folded = fold(text);
    words_of(&folded).len() <= WORDS_MAX && is_relative(&folded, BlockKind::Paragraph)
}

/// Whether the block is a label of publication with a date and nothing else ("Posted: Tuesday, 17 March 2020, 17:25").
///
/// Such a line stands with relative forms of itself; the extractor reads the article's own one as a claim. A label of
/// an update is left alone: where the extractor did not read it, its change is news.
pub(super) fn takes_stated_date(line: &Line) -> bool {
    // In a list it may be the date of a book.
    let is_listed = line.block.kind == BlockKind::ListItem;
    let folded = fold(&line.folded);
    let Some(label) = label(&folded).filter(|label| label.claims == Claims::Published) else { return false };
    let words = words_of(label.rest);
    let is_date_word = |w: &String| {
        is_digits(w)
            || is_calendar(w, None)
            || holds(CLOCK, w)
            || is_between(w)
            || while_of_day(w, None).is_some()
            || zone_minutes(w, None).is_some()
    };
    !is_listed && words.len() <= WORDS_MAX && words.iter().any(|w| is_digits(w)) && words.iter().all(is_date_word)
}

fn is_relative(folded: &str, kind: BlockKind) -> bool {
    let trimmed = |text: &str| text.trim_matches(|c: char| !super::is_word_character(c)).to_owned();
    let mut rest = trimmed(folded);
    let mut is_labelled = false;
    for _ in 0..LABELS_MAX {
        // In a list a length of time may be that of a way or of a film.
        let may_be_bare = is_labelled || kind == BlockKind::Paragraph;
        if is_near(&rest) || (may_be_bare && is_bare_span(&rest, is_labelled)) {
            return true;
        }
        // "Deadline: today" is told of something else.
        let Some(label) = label(&rest).filter(|label| label.claims != Claims::Other) else { break };
        is_labelled |= label.claims == Claims::Published;
        rest = trimmed(label.rest);
    }
    false
}

/// "3 hours ago", "yesterday", "Gestern, 14:30 Uhr".
fn is_near(text: &str) -> bool {
    let is_word = |word: &str| word.chars().count() > 3 || !word.is_ascii() || holds(SHORT_NEAR, word);
    match past(text, None) {
        Some(Past::Ago(_)) => return true,
        // "Last week" and "This year" may be headings of an article.
        Some(Past::Unit(unit, _)) => return unit <= Unit::Day && is_word(text),
        None => {}
    }
    leading_day(text).is_some_and(|(_, rest)| {
        let words = words_of(rest);
        let is_clock = |w: &String| {
            is_digits(w) || holds(CLOCK, w) || while_of_day(w, None).is_some() || zone_minutes(w, None).is_some()
        };
        (1..=5).contains(&words.len()) && words.iter().all(is_clock)
    })
}

/// "1 hour 35 min": two units and nothing else, as widgets show a time ago; after a label one unit is enough.
fn is_bare_span(text: &str, is_labelled: bool) -> bool {
    let tokens = tokens(text);
    let is_length = tokens.len() == 4 || (is_labelled && tokens.len() == 2);
    is_length && span(&tokens, None).is_some()
}
