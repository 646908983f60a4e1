//! Single words: what they name in a date or a time.

use super::langs::Langs;
use super::table::Table;

const WORDS: Table = Table::new(include_str!("words.txt"));
const EXTRA: Table = Table::new(include_str!("extra.txt"));

/// Fewest letters of a month's name that is cut short ("Sept", "Febr").
const CUT_CHARS_MIN: usize = 4;

/// What a word means, with the languages in which it does.
pub(super) fn meanings(word: &str) -> impl Iterator<Item = (&'static str, Langs)> + use<> {
    let rows = [WORDS.row(word), EXTRA.row(word)].into_iter().flatten();
    rows.flat_map(|row| row.split(' ')).filter_map(meaning)
}

fn meaning(text: &'static str) -> Option<(&'static str, Langs)> {
    let (meaning, languages) = text.split_once(':')?;
    Some((meaning, Langs::of_list(languages)))
}

/// The number behind a letter: `m6` is the month 6.
fn numbered(meaning: &str, letter: char) -> Option<u32> {
    meaning.strip_prefix(letter)?.parse().ok() // "am" begins with an "a" too
}

/// The number behind `letter` that a word has in the language of `tag`, else in all languages that know it.
///
/// `None` where two languages contradict each other: "listopad" is October in Croatian and November in Polish.
fn agreed(word: &str, letter: char, tag: Option<&str>) -> Option<u32> {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    let found = meanings(word).filter_map(|(meaning, langs)| Some((numbered(meaning, letter)?, langs)));
    let mut any = None;
    let mut is_one = true;
    for (number, langs) in found {
        if langs.overlaps(own) {
            return Some(number);
        }
        is_one &= any.is_none_or(|other| other == number);
        any = Some(number);
    }
    any.filter(|_| is_one)
}

/// The month (1 to 12) that a folded word or phrase names, or is the beginning of the name of.
pub fn month(word: &str, tag: Option<&str>) -> Option<u32> {
    agreed(word, 'm', tag).or_else(|| cut_month(word))
}

fn cut_month(word: &str) -> Option<u32> {
    if word.chars().count() < CUT_CHARS_MIN || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let longer = WORDS.from(word).take_while(|(key, _)| key.starts_with(word));
    let mut months =
        longer.flat_map(|(_, row)| row.split(' ').filter_map(meaning)).filter_map(|(m, _)| numbered(m, 'm'));
    let first = months.next()?;
    months.all(|month| month == first).then_some(first)
}

/// A calendar with months of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherCalendar {
    Persian,
    Islamic,
}

/// The month of another calendar that a word or phrase names, where it names none of ours.
pub fn month_elsewhere(word: &str) -> Option<(OtherCalendar, u32)> {
    let persian = || agreed(word, 'p', None).map(|month| (OtherCalendar::Persian, month));
    let islamic = || agreed(word, 'i', None).map(|month| (OtherCalendar::Islamic, month));
    persian().or_else(islamic).filter(|_| month(word, None).is_none())
}

/// The weekday (1 is Monday) that a folded word or phrase names.
pub fn weekday(word: &str, tag: Option<&str>) -> Option<u32> {
    agreed(word, 'd', tag)
}

/// Whether a folded word or phrase names a weekday in any language.
pub fn is_weekday(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| numbered(meaning, 'd').is_some())
}

/// Whether a clock time with this word ("pm", "nachm", "下午") is after noon; `None` where it says nothing of it.
///
/// A word that is a small word of dates elsewhere counts only in the language of `tag`: "de" is before noon in
/// Hungarian alone.
pub fn while_of_day(word: &str, tag: Option<&str>) -> Option<bool> {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    let is_small = is_between(word);
    let half = |(meaning, langs): (&str, Langs)| match meaning {
        "am" | "pm" if langs.overlaps(own) || !is_small => Some((meaning == "pm", langs.overlaps(own))),
        _ => None,
    };
    let mut halves: Vec<(bool, bool)> = meanings(word).filter_map(half).collect();
    halves.sort_by_key(|(_, is_own)| !is_own);
    let (first, is_own) = *halves.first()?;
    (is_own || halves.iter().all(|(other, _)| *other == first)).then_some(first)
}

/// Whether a word may stand between the parts of a date in some language ("de", "года", "lúc").
pub fn is_between(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| meaning == "f")
}

/// Whether a word is a month or a weekday, so that with a number beside it it makes a date: in the language of `tag` or
/// English, or without a known language in any.
///
/// Short abbreviations count only in a known language: "so" is a Sunday in German and a word in English.
pub fn is_calendar(word: &str, tag: Option<&str>) -> bool {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    let english = Langs::of_tag("en");
    let is_long = !word.is_ascii() || word.len() >= 4;
    let is_day = |meaning: &str| numbered(meaning, 'm').or_else(|| numbered(meaning, 'd')).is_some();
    let is_spoken = |langs: Langs| langs.overlaps(own.or(english)) || (own.is_none() && is_long);
    meanings(word).any(|(meaning, langs)| is_day(meaning) && is_spoken(langs))
}

/// Whether a folded word names a month in the language of `tag`; where that is not known, whether it names the same
/// month in all languages that have it. For a word with a number beside it: "mai" alone is a word in many languages.
pub fn is_month(word: &str, tag: Option<&str>) -> bool {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    match own.is_none() {
        true => agreed(word, 'm', None).is_some(),
        false => meanings(word).any(|(meaning, langs)| numbered(meaning, 'm').is_some() && langs.overlaps(own)),
    }
}

/// Whether a word is a unit of time in the language of `tag` or English, or without a known language in any.
///
/// There the short ones do not count: "men" is a month in Lithuanian.
pub fn is_unit_in(word: &str, tag: Option<&str>) -> bool {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    let is_long = !word.is_ascii() || word.len() >= 4;
    let is_spoken = |langs: Langs| langs.overlaps(own.or(Langs::of_tag("en"))) || (own.is_none() && is_long);
    meanings(word).any(|(meaning, langs)| meaning.len() == 2 && meaning.starts_with(['u', 'g']) && is_spoken(langs))
}

/// Whether a word is a unit of time in some language.
pub fn is_unit(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| meaning.len() == 2 && meaning.starts_with(['u', 'g']))
}

/// Whether a word or its short form is an hour, a minute or a second, as lengths of readings and of sounds are told.
pub fn is_clock_unit(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| matches!(meaning, "uS" | "uI" | "uH" | "gS" | "gI" | "gH"))
}

/// Whether a word is a small number in words or rounds a number ("about", "mehr").
pub fn is_quantity(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| meaning == "q" || numbered(meaning, 'n').is_some())
}

/// Whether a word rounds a number in some language ("about", "mehr", "plus").
pub(super) fn rounds(word: &str) -> bool {
    meanings(word).any(|(meaning, _)| meaning == "q")
}

/// The small number that a word says in some language.
pub fn number(word: &str) -> Option<u32> {
    agreed(word, 'n', None)
}

/// Languages that write the words of a number as one.
const COMPOUNDING: &str = "da,de,et,fi,hu,it,nb,nl,nn,sv";
/// What joins them: "zweiundzwanzig", "tweeëntwintig", "tooghalvtreds".
const JOINTS: [&str; 3] = ["und", "en", "og"];
/// Letters of the shortest and longest such word that is looked at.
const COMPOUND_BYTES: std::ops::RangeInclusive<usize> = 6..=60;

/// Whether a folded word is a number from two up in the language of `tag`; `None` where the tables have no such language.
pub fn is_number(word: &str, tag: Option<&str>) -> Option<bool> {
    let own = tag.map_or(Langs::NONE, Langs::of_tag);
    if own.is_none() {
        return None;
    }
    let is_compound = || own.overlaps(Langs::of_list(COMPOUNDING)) && COMPOUND_BYTES.contains(&word.len());
    Some(is_one_number(word, own, 2) || (is_compound() && is_compound_number(word, own)))
}

fn is_one_number(word: &str, own: Langs, least: u32) -> bool {
    let is_number = |meaning: &str| meaning == "N" || numbered(meaning, 'n').is_some_and(|n| n >= least);
    meanings(word).any(|(meaning, langs)| langs.overlaps(own) && is_number(meaning))
}

/// Whether a word is made of numbers: a first one, and what is left.
fn is_compound_number(word: &str, own: Langs) -> bool {
    let ends = (3..word.len()).filter(|end| word.is_char_boundary(*end));
    ends.filter_map(|end| word.split_at_checked(end)).any(|(first, rest)| {
        let joined = JOINTS.iter().filter_map(|joint| rest.strip_prefix(joint)).chain([rest]);
        is_one_number(first, own, 1)
            && joined.into_iter().any(|rest| is_one_number(rest, own, 2) || is_compound_number(rest, own))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_those_of_the_language() {
        for (tag, word, expected) in [
            ("en", "twelve", Some(true)),
            ("en", "once", Some(false)),
            ("es", "once", Some(true)),
            ("pl", "ten", Some(false)),
            ("pl", "dwadziescia", Some(true)),
            ("fr", "quarante", Some(true)),
            ("de", "zweiundzwanzig", Some(true)),
            ("de", "dreihundert", Some(true)),
            ("de", "einhorn", Some(false)),
            ("de", "ein", Some(false)),
            ("it", "duemila", Some(true)),
            ("sv", "sex", Some(true)),
            ("ar", "خمسة", Some(true)),
            ("ar", "ثلاثون", Some(true)),
            ("zz", "twelve", None),
        ] {
            assert_eq!(is_number(word, Some(tag)), expected, "{tag} {word}");
        }
    }

    #[test]
    fn months_and_units_are_those_of_the_language() {
        assert!(is_month("mai", Some("fr")) && is_month("mars", None) && is_month("marca", Some("pl")));
        assert!(!is_month("out", Some("en")) && !is_month("listopad", None));
        assert!(!is_unit_in("men", Some("en")) && !is_unit_in("men", None) && is_unit_in("men", Some("lt")));
        assert!(is_unit_in("days", Some("en")) && is_unit_in("tage", Some("de")) && is_unit_in("monate", None));
    }
}
