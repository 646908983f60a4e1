//! The words of dates as news sites print them: months, weekdays, small words between, abbreviations of zones.
//!
//! Words are looked up in lower case without accents ("März", "marz" and "maerz" are one).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names of the twelve months, without accents; a name of four letters or more may also be cut to three or more.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "januar", "janvier", "enero", "gennaio", "janeiro", "januari", "janner", "jan", "janv", "ene",
        "gen", "stycznia",
    ],
    &[
        "february",
        "februar",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
        "feb",
        "fev",
        "fevr",
        "febr",
        "lutego",
    ],
    &["march", "marz", "maerz", "mars", "marzo", "marco", "maart", "mar", "mrz", "mrt", "marca"],
    &["april", "avril", "abril", "aprile", "apr", "avr", "abr", "kwietnia"],
    &["may", "mai", "mayo", "maggio", "maio", "mei", "maj", "mag", "maja"],
    &["june", "juni", "juin", "junio", "giugno", "junho", "jun", "giu", "czerwca"],
    &["july", "juli", "juillet", "julio", "luglio", "julho", "jul", "juil", "lug", "lipca"],
    &["august", "aout", "agosto", "augustus", "augusti", "aug", "ago", "sierpnia"],
    &[
        "september",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "setembro",
        "sep",
        "sept",
        "set",
        "sett",
        "wrzesnia",
    ],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "oct", "okt", "ott", "out", "pazdziernika"],
    &["november", "novembre", "noviembre", "novembro", "nov", "listopada"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro", "dec", "dez", "dic", "grudnia"],
];

/// Names of weekdays, without accents.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "lunedi",
    "martedi",
    "mercoledi",
    "giovedi",
    "venerdi",
    "sabato",
    "domenica",
    "segunda",
    "terca",
    "quarta",
    "quinta",
    "sexta",
    "feira",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];

/// Words that may stand between the parts of a date.
const BETWEEN: &[&str] = &[
    "on", "at", "the", "of", "den", "der", "am", "um", "le", "a", "de", "del", "las", "los", "alle", "ore", "as", "om",
    "kl", "h", "uhr", "klo", "il", "el", "dia", "i", "op", "o", "to", "er",
];

/// Offsets of abbreviations that news sites print, minutes east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("gmt", 0),
    ("utc", 0),
    ("wet", 0),
    ("bst", 60),
    ("ist", 60),
    ("west", 60),
    ("cet", 60),
    ("mez", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// A word in lower case without accents.
pub(in crate::extract) fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            // Quotation marks and dashes have no accents, and decomposing is slow.
            '\u{2000}'..='\u{206f}' => out.push(c),
            c => {
                let parts = std::iter::once(c).nfd().filter(|part| !is_combining_mark(*part));
                out.extend(parts.flat_map(char::to_lowercase));
            }
        }
    }
    out
}

/// The number of a month (1-12) by its name or its beginning.
pub(super) fn month(plain: &str) -> Option<u32> {
    let is_named =
        |names: &&[&str]| names.iter().any(|name| *name == plain || (plain.len() >= 4 && name.starts_with(plain)));
    (1..).zip(MONTHS.iter()).find(|(_, names)| is_named(names)).map(|(n, _)| n)
}

pub(super) fn is_weekday(plain: &str) -> bool {
    WEEKDAYS.contains(&plain)
}

pub(super) fn is_between(plain: &str) -> bool {
    BETWEEN.contains(&plain)
}

/// The offset of a zone's abbreviation, minutes east of UTC.
///
/// "ET", "CT", "PT" are left out: they name two offsets.
pub(super) fn zone_minutes(plain: &str) -> Option<i32> {
    ZONES.iter().find(|(name, _)| *name == plain).map(|(_, minutes)| *minutes)
}
