//! Today's date and the weather, as they stand at the edge of a page.

use crate::model::BlockKind;

use super::super::lexicon::is_calendar;
use super::{Line, holds, is_digits};

/// How many blocks at the beginning and the end are the edge.
const EDGE_BLOCKS: usize = 2;

/// A date with its weekday, or a temperature with a place, alone in a block at the edge.
///
/// Within the text such a block may be the heading of a chronicle, and stays.
pub(super) fn takes(line: &Line) -> bool {
    let is_edge = line.before < EDGE_BLOCKS || line.after < EDGE_BLOCKS;
    // A text of few blocks is all edge.
    let is_long = line.before + line.after >= 3 * EDGE_BLOCKS;
    let is_weather = || line.block.kind == BlockKind::Paragraph && !line.ends_as_sentence() && is_temperature(line);
    is_edge && is_long && (is_full_date(line) || is_weather())
}

fn is_full_date(line: &Line) -> bool {
    let names = line.words.iter().filter(|w| is_calendar(w, None)).count();
    let numbers = line.words.iter().filter(|w| is_digits(w)).count();
    let is_year = line.words.iter().any(|w| is_digits(w) && w.len() == 4);
    let is_date_word = |w: &String| {
        is_digits(w)
            || is_calendar(w, None)
            || holds("the de of den der th st nd rd le el today heute aujourd hui hoy oggi", w)
    };
    names >= 2 && (2..=3).contains(&numbers) && is_year && line.words.iter().all(is_date_word)
}

fn is_temperature(line: &Line) -> bool {
    let has_degree = line.folded.contains("°c")
        || line.folded.contains("°f")
        || line.folded.contains("° c")
        || line.folded.ends_with('°');
    has_degree && line.words.len() <= 5
}
