//! Invented articles and edits of them with known truth, the same for every run of one seed.
//!
//! Used by the tests and by `benches/compare.rs`. The sentences in `texts/` are our own, one a line and a language a
//! file; `{a}` is filled with a name and `{n}` with a number.

// Each user takes another part of it.
#![allow(dead_code)]

pub mod edits;

/// The languages with their sentences.
const TEXTS: [(&str, &str); 6] = [
    ("en", include_str!("texts/en.txt")),
    ("de", include_str!("texts/de.txt")),
    ("fr", include_str!("texts/fr.txt")),
    ("es", include_str!("texts/es.txt")),
    ("ru", include_str!("texts/ru.txt")),
    ("ja", include_str!("texts/ja.txt")),
];

const NAMES: [&str; 8] = [
    "Maren Okafor",
    "Tilda Farrow",
    "Iris Valdén",
    "Dana Brandt",
    "Selma Aydin",
    "Nora Lindqvist",
    "Edda Moretti",
    "Vera Halloran",
];
const NAMES_RU: [&str; 4] = ["Анна Бергова", "Вера Лунина", "Ида Морозова", "Нина Старцева"];
const NAMES_JA: [&str; 4] = ["ミナ・オカダ", "ユリ・ハマノ", "サエ・キムラ", "エマ・ブラント"];

/// A small generator of numbers (splitmix64): the same seed gives the same numbers everywhere.
#[derive(Debug, Clone)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}

/// An article as paragraphs of sentences, and sentences that it does not hold.
#[derive(Debug, Clone)]
pub struct Story {
    pub language: &'static str,
    pub paragraphs: Vec<Vec<String>>,
    pub spare: Vec<String>,
}

impl Story {
    /// A text with a paragraph a line, its sentences told by full stops before capitals; `None` where it is short.
    /// Paragraphs that are not clear are left out.
    pub fn of_text(text: &str, language: &str, is_clear: impl Fn(&[String], &str) -> bool) -> Option<Story> {
        let language = TEXTS.iter().find(|(known, _)| language.starts_with(known))?.0;
        let mut seen = std::collections::HashSet::new();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && seen.insert(*line));
        let mut paragraphs: Vec<Vec<String>> = lines.map(|line| sentences(line, language)).collect();
        paragraphs.retain(|paragraph| is_clear(paragraph, language));
        let spare: Vec<String> = paragraphs.split_off(paragraphs.len().saturating_sub(3)).concat();
        (paragraphs.len() >= 6).then_some(Story { language, paragraphs, spare })
    }
}

fn sentences(line: &str, language: &str) -> Vec<String> {
    if language == "ja" {
        return line.split_inclusive('。').map(str::to_owned).collect();
    }
    let mut sentences: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in line.split_whitespace() {
        match sentences.last_mut() {
            Some(last) if is_open || !word.starts_with(char::is_uppercase) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => sentences.push(word.to_owned()),
        }
        // A short word before the stop may be shortened.
        is_open = !(word.ends_with('.') && word.chars().filter(|c| c.is_lowercase()).count() > 4);
    }
    sentences
}

/// Sentences that an article of a language does not hold.
const SPARE: usize = 6;

/// How many languages there are.
pub const LANGUAGES: usize = TEXTS.len();

/// An article of about `sentences` sentences; where that is more than the language has, they come again with other
/// names and numbers.
pub fn story(language: usize, sentences: usize, rng: &mut Rng) -> Story {
    let (language, text) = TEXTS[language % LANGUAGES];
    let (mut filled, mut spare) = (Vec::new(), Vec::new());
    while filled.len() < sentences {
        let mut round: Vec<String> = text.lines().map(|line| fill(line, language, rng)).collect();
        rng.shuffle(&mut round);
        if spare.is_empty() {
            spare = round.split_off(round.len() - SPARE);
        }
        filled.append(&mut round);
    }
    filled.truncate(sentences);
    let mut paragraphs = Vec::new();
    while !filled.is_empty() {
        let rest = filled.split_off(filled.len().min(1 + rng.below(3)));
        paragraphs.push(std::mem::replace(&mut filled, rest));
    }
    Story { language, paragraphs, spare }
}

fn fill(line: &str, language: &str, rng: &mut Rng) -> String {
    let name = match language {
        "ru" => *rng.pick(&NAMES_RU),
        "ja" => *rng.pick(&NAMES_JA),
        _ => *rng.pick(&NAMES),
    };
    line.replace("{a}", name).replace("{n}", &(3 + rng.below(95)).to_string())
}

/// What stands between two sentences of a paragraph.
pub fn between(language: &str) -> &'static str {
    if language == "ja" { "" } else { " " }
}

/// The paragraphs as texts.
pub fn texts(paragraphs: &[Vec<String>], language: &str) -> Vec<String> {
    paragraphs.iter().map(|sentences| sentences.join(between(language))).collect()
}
