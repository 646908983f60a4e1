//! What the page says of itself: buttons, states, advertising marks.

use crate::model::BlockKind;

use super::phrases;
use super::{Line, holds, is_digits};

/// Words of a player's clock.
const PLAYER: &str = "current time duration total remaining elapsed loaded progress live stream type aktuelle zeit \
gesamtdauer dauer \
    verbleibende restzeit geladen temps actuel durée restant tiempo actual duración restante tempo attuale durata \
    rimanente atual duração \
    huidige tijd duur aktuell tid varaktighet varighed varighet";

/// Those of them of which one must be there: "Total" and "Live" alone are words of results.
const PLAYER_ONLY: &str = "current duration remaining elapsed loaded aktuelle gesamtdauer verbleibende restzeit \
geladen actuel durée restant actual duración restante attuale durata rimanente atual duração huidige duur varaktighet \
    varighed varighet";

/// Several phrases in a row have at most this many words.
const WORDS_MAX: usize = 20;

/// How loud a player is.
const VOLUME: &str = "volume lautstärke volumen volym lydstyrke громкость 音量 볼륨";

/// Whether the block is nothing but such phrases, one or several in a row, or a player's clock.
pub(super) fn takes(line: &Line) -> bool {
    // One word may well be the heading of a part ("Print", "Newsletter").
    let is_heading = line.block.kind == BlockKind::Heading && line.words.len() < 2;
    !is_heading
        && !line.folded.is_empty()
        && line.words.len() <= WORDS_MAX
        && (rest_after_phrases(&line.folded).is_empty() || is_player(line) || is_clip(&line.folded) || is_volume(line))
}

/// "Play video, 2:31", "Listen to this article (4:12)": a film or a sound with its length, two digits after the colon.
/// A result or a time of day is no length: "Live: 3:2" and "Live, 12:30" are text.
fn is_clip(folded: &str) -> bool {
    let length = phrases::beside_start(folded).map(|rest| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        ["min", "minutes", "minuten", "mins"].iter().find_map(|unit| rest.strip_suffix(unit)).unwrap_or(rest).trim_end()
    });
    length.is_some_and(|length| clock_numbers(length).is_some())
}

/// "Volume 90%".
fn is_volume(line: &Line) -> bool {
    matches!(line.words.as_slice(), [name, number] if holds(VOLUME, name) && is_digits(number))
        && line.block.text.trim_end().ends_with('%')
}

/// "Current time 0:00 Duration 2:13", and a clock that stands at zero. Every number is part of a clock, or how much is
/// loaded.
fn is_player(line: &Line) -> bool {
    let numbers = line.words.iter().filter(|w| is_digits(w)).count();
    let clocks: usize = line.folded.split(' ').filter_map(clock_numbers).sum();
    let is_loaded = line.words.iter().any(|w| w == "loaded" || w == "progress");
    let is_known = |w: &String| is_digits(w) || holds(PLAYER, w);
    let is_named = line.words.iter().any(|w| holds(PLAYER_ONLY, w));
    // Two clocks may stand without a space between them ("0:000:00"); a match without goals is "0:0".
    let is_zero = line.folded.contains(":00") && line.words.iter().all(|w| w.chars().all(|c| c == '0'));
    let is_clock = is_named && clocks > 0 && (clocks == numbers || is_loaded) && line.words.iter().all(is_known);
    line.words.len() <= 16 && (is_zero || is_clock)
}

/// How many numbers "2:13" or "1:02:13" has, if that is what the word is.
fn clock_numbers(word: &str) -> Option<usize> {
    let parts: Vec<&str> = word.trim_matches(|c: char| !c.is_numeric()).split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(char::is_numeric);
    let is_two = |part: &&str| part.len() == 2;
    (parts.len() > 1 && parts.iter().all(is_number) && parts.iter().skip(1).all(is_two)).then_some(parts.len())
}

/// What is left of a folded text when the phrases at its beginning are taken off.
///
/// A phrase ends at a mark or at the end: "please wait for the bus" begins with none.
pub(super) fn rest_after_phrases(folded: &str) -> &str {
    let is_mark = |c: char| !c.is_alphanumeric() && c != '\'';
    let mut rest = folded.trim_matches(is_mark);
    loop {
        let is_next = |phrase: &str| {
            rest.strip_prefix(phrase).is_some_and(|tail| {
                let tail = tail.trim_start_matches(' ');
                tail.is_empty() || tail.starts_with(['.', ',', ';', ':', '!', '|', '·', '•', '/', '-', ']', ')', '×'])
            })
        };
        let Some(phrase) = phrases::longest(is_next) else { return rest };
        rest = rest.get(phrase.len()..).unwrap_or("").trim_matches(is_mark);
        if rest.is_empty() {
            return rest;
        }
    }
}
