//! Words that make a change weighty, by language: negations, numbers in words; months and weekdays by the tables.
//!
//! Not a dictionary: only closed classes, lower case, folded as N2 folds them.

use crate::language;

/// Negations by language.
const NEGATIONS: &[(&str, &str)] = &[
    ("en", "not no never nobody none nothing nowhere neither nor cannot without"),
    ("de", "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder"),
    ("fr", "ne pas jamais aucun aucune rien personne sans non ni"),
    ("es", "no nunca jamás ni nadie nada ningún ninguno ninguna sin tampoco"),
    ("it", "non mai nessuno nessuna nessun niente nulla né senza"),
    ("pt", "não nunca jamais ninguém nada nenhum nenhuma nem sem"),
    ("nl", "niet geen nooit niemand niets zonder noch"),
    ("sv", "inte ej aldrig ingen inget inga utan ingenting"),
    ("da", "ikke aldrig ingen intet uden"),
    ("no", "ikke aldri ingen intet uten"),
    ("nb", "ikke aldri ingen intet uten"),
    ("fi", "ei en et emme ette eivät ilman"),
    ("pl", "nie nigdy nikt nic żaden żadna bez ani"),
    ("cs", "ne není nikdy nikdo nic žádný bez ani"),
    ("tr", "değil yok hiç asla"),
    ("ru", "не нет ни никогда никто ничего без"),
    ("uk", "не ні немає ніколи ніхто нічого без"),
    ("el", "δεν δε μη μην όχι ποτέ"),
    ("hu", "nem ne soha senki semmi"),
    ("ro", "nu niciodată nimeni nimic fără"),
    ("ar", "لا لم لن ليس ليست غير دون"),
    ("fa", "نه نیست نیستند بدون هرگز"),
    ("he", "לא אין בלי מעולם"),
    ("hi", "नहीं न मत बिना"),
    ("id", "tidak bukan belum tanpa jangan"),
    ("vi", "không chưa chẳng"),
    ("ja", "無 不 未 非"),
    ("zh", "不 没 未 無 无 非 没有"),
    ("ko", "안 못 아니 없다 않다"),
];

/// Syllables that deny inside a word, where a language has no word for it.
const DENYING_PARTS: &[(&str, &[&str])] = &[
    ("ja", &["ない", "なかっ", "なく", "ません", "ずに"]),
    ("ko", &["않", "못", "없", "아니"]),
    ("tr", &["medi", "madı", "mıyor", "miyor", "muyor", "müyor", "mayacak", "meyecek", "mamış", "memiş"]),
];

/// Beginnings that turn a word into its contrary.
const DENYING_PREFIXES: &[(&str, &str)] = &[("cs", "ne"), ("sk", "ne"), ("lt", "ne"), ("lv", "ne"), ("fa", "ن")];

/// Numbers in words, from two up, sorted: one is an article in too many languages.
const NUMBER_WORDS: &[&str] = &[
    "acht",
    "billion",
    "billions",
    "cem",
    "cent",
    "cento",
    "cien",
    "cinco",
    "cinq",
    "cinque",
    "cuatro",
    "deux",
    "dez",
    "dieci",
    "diez",
    "dix",
    "doce",
    "dois",
    "dos",
    "douze",
    "dozen",
    "dozens",
    "drei",
    "dreißig",
    "drie",
    "duas",
    "due",
    "duizend",
    "dutzend",
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "elf",
    "fem",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "fyra",
    "fünf",
    "half",
    "honderd",
    "huit",
    "hundert",
    "hundra",
    "hundred",
    "hundreds",
    "mil",
    "mila",
    "milhão",
    "milhões",
    "miliardi",
    "milione",
    "milioni",
    "miljard",
    "miljoen",
    "miljoner",
    "mille",
    "milliard",
    "milliarde",
    "milliarden",
    "milliards",
    "million",
    "millionen",
    "millions",
    "millones",
    "negen",
    "neuf",
    "neun",
    "nine",
    "nineteen",
    "ninety",
    "nio",
    "nove",
    "nueve",
    "ocho",
    "oito",
    "once",
    "onze",
    "otto",
    "quatre",
    "quatro",
    "quattro",
    "sechs",
    "sept",
    "sete",
    "sette",
    "seven",
    "seventeen",
    "seventy",
    "sex",
    "sieben",
    "siete",
    "six",
    "sixteen",
    "sixty",
    "sju",
    "tausend",
    "ten",
    "thirteen",
    "thirty",
    "thousand",
    "thousands",
    "three",
    "tien",
    "tio",
    "tre",
    "trente",
    "tres",
    "trois",
    "três",
    "tusen",
    "två",
    "twee",
    "twelve",
    "twenty",
    "twice",
    "two",
    "veinte",
    "vier",
    "vijf",
    "vingt",
    "zehn",
    "zes",
    "zeven",
    "zwanzig",
    "zwei",
    "zwölf",
    "åtta",
    "восемь",
    "два",
    "две",
    "девять",
    "десять",
    "миллион",
    "миллионов",
    "пять",
    "семь",
    "сто",
    "три",
    "тысяч",
    "четыре",
    "шесть",
    "七",
    "万",
    "三",
    "九",
    "二",
    "五",
    "亿",
    "億",
    "兆",
    "八",
    "六",
    "十",
    "千",
    "四",
    "百",
];

/// What a number may be of; units of time are in the tables.
const MEASURES: &str = "am pm uhr km kilometres kilometers kilometer kilomètres kilómetros chilometri километров mile \
    miles meilen milles millas miglia metres meters meter mètres metros metri метров feet foot fuß pieds cm mm \
    centimetres centimeters zentimeter kg kilograms kilogrammes kilogramm kilos килограммов gram grams gramm grammes \
    tonnes tons tonnen tonnes toneladas tonnellate тонн pounds pfund dollars dollar dólares dollari долларов euro euros \
    евро pence cents cent centimes crowns kronen percent prozent pourcent процентов hectares hektar hectáreas гектаров \
    acres litres liters liter litros litri литров degrees grad degrés grados градусов watts kilowatts megawatts";

/// Whether `word` (lower case) is a unit, which makes another number of the same digits.
pub(super) fn is_measure(word: &str, language: Option<&str>) -> bool {
    holds(MEASURES, word) || language::is_unit_in(&language::fold(word), language)
}

fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

/// Whether `word` (lower case) denies, in `language` if it is known here, else in any of the languages where the word
/// means nothing else.
pub(super) fn is_negation(word: &str, language: Option<&str>) -> bool {
    if word.ends_with("n't") {
        return true;
    }
    let base = language.map(|l| l.split('-').next().unwrap_or(l));
    match NEGATIONS.iter().find(|(l, _)| Some(*l) == base) {
        Some((_, list)) => holds(list, word),
        // Two-letter words and "en", "et" mean too many things where the language is not known.
        None => word.len() > 3 && NEGATIONS.iter().any(|(_, list)| holds(list, word)) || matches!(word, "not" | "no"),
    }
}

/// The syllables that deny inside words of `language` (lower case).
pub(super) fn denying_parts(language: Option<&str>) -> &'static [&'static str] {
    let base = language.and_then(|l| l.split('-').next());
    DENYING_PARTS.iter().find(|(l, _)| Some(*l) == base).map_or(&[], |(_, parts)| parts)
}

/// Whether one of two words (lower case) is the other one denied.
pub(super) fn is_denied(a: &str, b: &str, language: Option<&str>) -> bool {
    let base = language.and_then(|l| l.split('-').next());
    let prefixes = DENYING_PREFIXES.iter().filter(|(l, _)| Some(*l) == base);
    prefixes.map(|(_, prefix)| prefix).any(|p| a.strip_prefix(p) == Some(b) || b.strip_prefix(p) == Some(a))
}

/// Whether `word` (lower case) is a month, a weekday or a date mark: beside a number it is a date. Without a known
/// `language`, in any.
pub(super) fn is_calendar(word: &str, language: Option<&str>) -> bool {
    matches!(word, "月" | "日" | "年" | "월" | "일" | "년") || language::is_calendar(&language::fold(word), language)
}

/// Whether `word` (lower case) is a date mark, or with a number beside it makes a date.
pub(super) fn is_dating(word: &str, language: Option<&str>) -> bool {
    is_calendar(word, language) || language::is_month(&language::fold(word), language)
}

/// Whether `word` (lower case) is a number from two up, in some language of the news.
pub(super) fn is_number_word(word: &str) -> bool {
    NUMBER_WORDS.binary_search(&word).is_ok()
}

/// Whether `word` (lower case) is a number from two up in `language`, if that is known.
pub(super) fn is_number_in(word: &str, language: Option<&str>) -> bool {
    match language::is_number(&language::fold(word), language) {
        // The signs of China and Japan mean the same wherever they stand.
        Some(is_known) => is_known || (!word.is_ascii() && is_number_word(word)),
        None => is_number_word(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_sorted_so_that_each_is_found() {
        assert!(NUMBER_WORDS.is_sorted());
        assert!(["two", "zwölf", "mille", "три", "万"].iter().all(|word| is_number_word(word)));
    }
}
