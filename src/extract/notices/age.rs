//! "This article is over 5 years, 1 months old": the age that a page computes when it is viewed.
//!
//! Only a whole block is a notice. A sentence that holds such a phrase is prose and is never touched.

use crate::language::fold;
use crate::model::{AgeNotice, AgeUnit};

/// Longest notice, words.
const WORDS_MAX: usize = 24;

/// How one language says it: subject, verb, approximation, quantities, closing. Words are without accents.
struct Grammar {
    subjects: &'static [&'static str],
    verbs: &'static [&'static str],
    about: &'static [&'static str],
    joins: &'static [&'static str],
    closings: &'static [&'static str],
    years: &'static [&'static str],
    months: &'static [&'static str],
    weeks: &'static [&'static str],
    days: &'static [&'static str],
}

const GRAMMARS: &[Grammar] = &[
    Grammar {
        subjects: &[
            "this article",
            "this story",
            "this post",
            "this page",
            "this piece",
            "this report",
            "this blog",
            "this item",
        ],
        verbs: &["is", "was published", "was first published", "was posted", "was written", "is now"],
        about: &["more than", "over", "about", "at least", "around", "almost", "nearly", "approximately"],
        joins: &["and"],
        closings: &["old", "ago"],
        years: &["year", "years", "yr", "yrs"],
        months: &["month", "months"],
        weeks: &["week", "weeks"],
        days: &["day", "days"],
    },
    Grammar {
        subjects: &["dieser artikel", "dieser beitrag", "dieser text", "diese meldung", "diese nachricht"],
        verbs: &["ist", "wurde vor", "erschien vor", "ist schon", "ist bereits"],
        about: &["mehr als", "uber", "alter als", "mindestens", "etwa", "rund", "fast"],
        joins: &["und"],
        closings: &["alt", "veroffentlicht", "publiziert"],
        years: &["jahr", "jahre", "jahren"],
        months: &["monat", "monate", "monaten"],
        weeks: &["woche", "wochen"],
        days: &["tag", "tage", "tagen"],
    },
    Grammar {
        subjects: &["cet article", "ce contenu", "ce billet", "cette page", "ce texte"],
        verbs: &["a", "date de", "date d'il y a", "a ete publie il y a", "est vieux de", "est age de"],
        about: &["plus de", "plus d'", "environ", "au moins", "pres de"],
        joins: &["et"],
        closings: &[],
        years: &["an", "ans", "annee", "annees"],
        months: &["mois"],
        weeks: &["semaine", "semaines"],
        days: &["jour", "jours"],
    },
    Grammar {
        subjects: &["este articulo", "esta noticia", "este post", "este texto"],
        verbs: &["tiene", "fue publicado hace", "fue publicada hace", "se publico hace"],
        about: &["mas de", "al menos", "cerca de", "aproximadamente"],
        joins: &["y"],
        closings: &["de antiguedad"],
        years: &["ano", "anos"],
        months: &["mes", "meses"],
        weeks: &["semana", "semanas"],
        days: &["dia", "dias"],
    },
    Grammar {
        subjects: &["questo articolo", "questo post", "questa notizia", "questa pagina"],
        verbs: &["ha", "e stato pubblicato", "e stata pubblicata", "risale a"],
        about: &["piu di", "oltre", "almeno", "circa"],
        joins: &["e"],
        closings: &["fa"],
        years: &["anno", "anni"],
        months: &["mese", "mesi"],
        weeks: &["settimana", "settimane"],
        days: &["giorno", "giorni"],
    },
    Grammar {
        subjects: &["dit artikel", "dit bericht", "dit verhaal"],
        verbs: &["is", "werd", "is al"],
        about: &["meer dan", "ouder dan", "ruim", "ongeveer", "minstens"],
        joins: &["en"],
        closings: &["oud", "geleden gepubliceerd", "geleden"],
        years: &["jaar", "jaren"],
        months: &["maand", "maanden"],
        weeks: &["week", "weken"],
        days: &["dag", "dagen"],
    },
    Grammar {
        subjects: &["este artigo", "esta noticia", "este texto", "esta materia"],
        verbs: &["tem", "foi publicado ha", "foi publicada ha"],
        about: &["mais de", "cerca de", "pelo menos", "quase"],
        joins: &["e"],
        closings: &[],
        years: &["ano", "anos"],
        months: &["mes", "meses"],
        weeks: &["semana", "semanas"],
        days: &["dia", "dias"],
    },
];

/// Small numbers as words, in the languages above.
const NUMBERS: [&[&str]; 12] = [
    &["a", "an", "one", "ein", "eine", "einem", "einen", "einer", "un", "une", "una", "uno", "um", "uma", "een"],
    &["two", "zwei", "deux", "dos", "due", "dois", "duas", "twee"],
    &["three", "drei", "trois", "tres", "tre", "drie"],
    &["four", "vier", "quatre", "cuatro", "quattro", "quatro"],
    &["five", "funf", "cinq", "cinco", "cinque", "vijf"],
    &["six", "sechs", "seis", "sei", "zes"],
    &["seven", "sieben", "sept", "siete", "sette", "sete", "zeven"],
    &["eight", "acht", "huit", "ocho", "otto", "oito"],
    &["nine", "neun", "neuf", "nueve", "nove", "negen"],
    &["ten", "zehn", "dix", "diez", "dieci", "dez", "tien"],
    &["eleven", "elf", "onze", "once", "undici"],
    &["twelve", "zwolf", "douze", "doce", "dodici", "doze", "twaalf"],
];

/// The age notice that a whole block is, if it is one.
pub(in crate::extract) fn read(block: &str) -> Option<AgeNotice> {
    if block.len() > 200 {
        return None;
    }
    let text = fold(block).replace('’', "'").replace("d'", "d' ").replace("d' il", "d'il");
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|w| w.trim_matches([',', '.', '!', '•', '*', '(', ')', ':']))
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > WORDS_MAX {
        return None;
    }
    GRAMMARS.iter().find_map(|grammar| grammar.read(&words)).map(|age| AgeNotice {
        text: block.to_owned(),
        years: age.years,
        months: age.months,
        days: age.days,
        precision: age.finest,
    })
}

#[derive(Debug, Clone, Copy)]
struct Age {
    years: u32,
    months: u32,
    days: u32,
    finest: AgeUnit,
}

impl Grammar {
    fn read(&self, words: &[&str]) -> Option<Age> {
        let rest = after(words, self.subjects)?;
        // Several verbs may fit; the longest that leads to a whole notice is the one.
        self.verbs.iter().filter_map(|verb| after(rest, &[verb])).find_map(|rest| {
            let rest = after(rest, self.about).unwrap_or(rest);
            let (age, rest) = self.quantities(rest)?;
            let rest = after(rest, self.closings).unwrap_or(rest);
            let is_closed = self.closings.is_empty() || !rest.is_empty() || words.len() > rest.len();
            (rest.is_empty() && is_closed).then_some(age)
        })
    }

    fn quantities<'w, 't>(&self, words: &'w [&'t str]) -> Option<(Age, &'w [&'t str])> {
        let mut age = Age { years: 0, months: 0, days: 0, finest: AgeUnit::Year };
        let mut rest = words;
        let mut has_any = false;
        loop {
            let next = if has_any { after(rest, self.joins).unwrap_or(rest) } else { rest };
            let [number, unit, tail @ ..] = next else { break };
            let Some(count) = number_of(number) else { break };
            let (place, each, fineness) = if self.years.contains(unit) {
                (&mut age.years, 1, AgeUnit::Year)
            } else if self.months.contains(unit) {
                (&mut age.months, 1, AgeUnit::Month)
            } else if self.weeks.contains(unit) {
                (&mut age.days, 7, AgeUnit::Day)
            } else if self.days.contains(unit) {
                (&mut age.days, 1, AgeUnit::Day)
            } else {
                break;
            };
            *place = place.saturating_add(count.saturating_mul(each));
            age.finest = age.finest.min(fineness);
            (rest, has_any) = (tail, true);
        }
        has_any.then_some((age, rest))
    }
}

/// What follows one of `phrases` at the start of `words`.
fn after<'w, 't>(words: &'w [&'t str], phrases: &[&str]) -> Option<&'w [&'t str]> {
    phrases.iter().find_map(|phrase| {
        let count = phrase.split(' ').count();
        let (head, tail) = words.split_at_checked(count)?;
        head.iter().copied().eq(phrase.split(' ')).then_some(tail)
    })
}

/// At most four digits, or a word for 1 to 12.
fn number_of(word: &str) -> Option<u32> {
    if word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok(); // four digits always parse
    }
    (1..).zip(NUMBERS.iter()).find(|(_, names)| names.contains(&word)).map(|(n, _)| n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_read_in_seven_languages_with_its_faults() {
        use AgeUnit::{Day, Month, Year};
        for (text, age) in [
            ("This article is over 5 years, 1 months old", (5, 1, 0, Month)),
            ("This article is over 6 years, 0 months old.", (6, 0, 0, Month)),
            ("This article is more than 11 months old", (0, 11, 0, Month)),
            ("This article is more than one year old", (1, 0, 0, Year)),
            ("• This story is about a year and two months old", (1, 2, 0, Month)),
            ("This post was published more than 3 weeks ago", (0, 0, 21, Day)),
            ("Dieser Artikel ist mehr als 2 Jahre alt", (2, 0, 0, Year)),
            ("Dieser Artikel ist älter als fünf Monate", (0, 5, 0, Month)),
            ("Dieser Beitrag wurde vor über 3 Jahren veröffentlicht.", (3, 0, 0, Year)),
            ("Cet article date de plus de deux ans", (2, 0, 0, Year)),
            ("Cet article a plus d’un an", (1, 0, 0, Year)),
            ("Cet article a été publié il y a plus de 4 mois.", (0, 4, 0, Month)),
            ("Este artículo tiene más de 5 años", (5, 0, 0, Year)),
            ("Questo articolo ha più di 3 anni", (3, 0, 0, Year)),
            ("Dit artikel is meer dan 4 jaar oud", (4, 0, 0, Year)),
            ("Este artigo tem mais de um ano e 2 meses", (1, 2, 0, Month)),
        ] {
            let notice = read(text).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!((notice.years, notice.months, notice.days, notice.precision), age, "{text}");
        }
    }

    #[test]
    fn prose_that_holds_such_a_phrase_is_prose() {
        for text in [
            "He said this article is over 5 years old",
            "This article is over 5 years old and still read.",
            "This article is about two lovers, old friends",
            "This article is old",
            "This article is more than a story about years of war",
            "This article is 5",
            "This tree is over 500 years old",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
