//! The tables as a whole, and phrases rendered from CLDR's own patterns and read back.

use serde_json::Value;

use super::langs::{LANGUAGES, Langs};
use super::*;

const FILES: [(&str, &str); 5] = [
    ("words.txt", include_str!("words.txt")),
    ("phrases.txt", include_str!("phrases.txt")),
    ("extra.txt", include_str!("extra.txt")),
    ("labels.txt", include_str!("labels.txt")),
    ("orders.txt", include_str!("orders.txt")),
];

/// The rows of a table: key and value.
fn rows(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines().filter_map(|line| line.split_once('\t'))
}

/// What every locale writes, by its tag.
fn locales() -> Vec<(String, Value)> {
    let lines = include_str!("patterns.txt").lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|value| (value["locale"].as_str().expect("a tag").to_owned(), value))
        .collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|item| item.as_str().expect("a text")).collect()
}

#[test]
fn every_table_is_sorted_and_folded_and_names_known_languages() {
    for (name, file) in FILES {
        let keys: Vec<&str> = rows(file).map(|(key, _)| key).collect();
        assert!(keys.len() > 100, "{name}");
        for pair in keys.windows(2) {
            assert!(pair.first() < pair.last(), "{name}: {pair:?}");
        }
        for (key, value) in rows(file) {
            assert_eq!(fold(key), key, "{name}");
            for list in value.split(' ').filter_map(|meaning| meaning.split_once(':')).map(|(_, list)| list) {
                assert!(list.split(',').all(|code| LANGUAGES.contains(&code)), "{name}: {key} {list}");
            }
        }
    }
    assert!(LANGUAGES.is_sorted());
}

#[test]
fn the_languages_of_news_are_there() {
    for tag in
        "en de fr es it pt nl sv nb da fi pl cs sk hu ro bg hr sr sl ru uk el tr ar fa he hi bn ur ta te th vi id \
                ms ja zh zh-Hant ko lt lv et ca eu gl is ga hy ka sq mk kk az uz sw tl no iw pt_BR"
            .split_ascii_whitespace()
    {
        assert!(!Langs::of_tag(tag).is_none(), "{tag}");
    }
    assert!(locales().len() >= LANGUAGES.len());
}

#[test]
fn every_month_and_weekday_of_every_language_is_known() {
    let mut wrong = Vec::new();
    for (tag, locale) in locales() {
        for names in locale["months"].as_object().expect("an object").values() {
            for (number, name) in (1..).zip(strings(names)) {
                let folded = fold(&name.replace('.', ""));
                let words: Vec<&str> = tokens(&folded).iter().map(|t| t.text).collect();
                // Where months are numbers ("tháng 6", "6月") there is no name.
                let is_named = words.iter().all(|word| word.chars().all(|c| digit(c).is_none()));
                if is_named && month(&words.join(" "), Some(&tag)) != Some(number) {
                    wrong.push(format!("{tag} {name}"));
                }
            }
        }
        for names in locale["weekdays"].as_object().expect("an object").values() {
            for (number, name) in (1..).zip(strings(names)) {
                let folded = fold(&name.replace('.', ""));
                let words: Vec<&str> = tokens(&folded).iter().map(|t| t.text).collect();
                // Slovak Wednesday and Thursday are one without their accents, and some languages number the days.
                let meaning = format!("d{number}");
                let is_known = super::words::meanings(&words.join(" ")).any(|(m, _)| m == meaning);
                if !is_known && !folded.chars().any(char::is_numeric) {
                    wrong.push(format!("{tag} {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_past_of_every_language_is_read_back() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (tag, locale) in locales() {
        for (unit, patterns) in locale["past"].as_object().expect("an object") {
            let unit = Unit::of_letter(unit.chars().next().expect("a letter")).expect("a unit");
            for pattern in strings(patterns) {
                count += 1;
                let text = fold(&pattern.replace("{0}", "7"));
                match past(&text, Some(&tag)) {
                    Some(Past::Ago(span)) if span == Span::of(7, unit) => {}
                    other => wrong.push(format!("{tag} {text} {unit:?} {other:?}")),
                }
            }
        }
    }
    assert!(count > 1400 && wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_yesterday_and_today_is_read_back() {
    let mut wrong = Vec::new();
    for (tag, locale) in locales() {
        for (meaning, phrases) in locale["near"].as_object().expect("an object") {
            let unit = Unit::of_letter(meaning.chars().next().expect("a letter")).expect("a unit");
            let back = meaning.get(1..).and_then(|back| back.parse().ok()).expect("a number");
            for text in strings(phrases).into_iter().filter(|text| !text.contains(|c| digit(c).is_some())) {
                match past(&fold(text), Some(&tag)) {
                    Some(Past::Unit(u, b)) if (u, b) == (unit, back) => {}
                    other => wrong.push(format!("{tag} {text} {meaning} {other:?}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_length_of_time_of_every_language_is_read_back() {
    let mut wrong = Vec::new();
    for (tag, locale) in locales() {
        for (unit, patterns) in locale["units"].as_object().expect("an object") {
            let unit = Unit::of_letter(unit.chars().next().expect("a letter")).expect("a unit");
            for pattern in strings(patterns) {
                let text = fold(&pattern.replace("{0}", " 5 ").replace('.', ""));
                // A single letter is a minute as well as a month.
                let is_letter = text.chars().filter(|c| c.is_alphabetic()).count() == 1;
                if !is_letter && span(&tokens(&text), Some(&tag)) != Some(Span::of(5, unit)) {
                    wrong.push(format!("{tag} {text} {unit:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
