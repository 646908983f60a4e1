//! Dates of every language, rendered from CLDR's own patterns and read back; and the lines that dates stand in.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::language::{age, label, leading_day, past, span, tokens};

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|item| item.as_str().expect("a text")).collect()
}

fn locales() -> Vec<Value> {
    let lines = include_str!("../../language/patterns.txt").lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A pattern of CLDR filled with one day and time: 14 June 2019, a Friday, 15:04.
fn rendered(pattern: &str, locale: &Value) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(c).len();
        let mut length = run;
        let name = |names: &Value, at: usize| strings(names).get(at).expect("a name").to_string();
        match c {
            '\'' => {
                let text = rest.get(1..).and_then(|rest| rest.split('\'').next()).expect("quotes close");
                out.push_str(text);
                length = text.len() + 2;
            }
            'y' => out.push_str("2019"),
            'M' if run >= 3 => out.push_str(&name(&locale["months"][if run == 3 { "fa" } else { "fw" }], 5)),
            'L' if run >= 3 => out.push_str(&name(&locale["months"][if run == 3 { "sa" } else { "sw" }], 5)),
            'M' | 'L' => out.push_str(if run == 2 { "06" } else { "6" }),
            'd' => out.push_str("14"),
            'E' | 'c' => out.push_str(&name(&locale["weekdays"][if run >= 4 { "w" } else { "a" }], 4)),
            'H' => out.push_str("15"),
            'h' | 'K' => out.push_str(if run == 2 { "03" } else { "3" }),
            'm' => out.push_str("04"),
            'a' | 'b' | 'B' => out.push_str(&name(&locale["halves"], 1)),
            'G' => return String::new(),
            c => {
                out.push(c);
                length = c.len_utf8();
            }
        }
        rest = rest.get(length..).expect("whole characters");
    }
    out
}

#[test]
fn a_day_in_every_language_is_read_back() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for locale in locales() {
        let tag = locale["locale"].as_str().expect("a tag");
        for pattern in strings(&locale["formats"]) {
            let text = rendered(pattern, &locale);
            let expected = chrono::NaiveDate::from_ymd_opt(2019, 6, 14).expect("a day");
            // Two languages number their months in a way that could be any number.
            if text.is_empty() || matches!(tag, "mn" | "yo") {
                continue;
            }
            count += 1;
            let found = read(&text, Some(tag));
            if found.is_none_or(|r| r.wall.date() != expected || r.precision != Precision::Day || r.other_way.is_some())
            {
                wrong.push(format!("{tag} {text}: {:?}", found.map(|r| r.wall)));
            }
            // Within a line it is found as well.
            let line = crate::language::fold(&format!("xyz 7 – {text} | 12 xyz"));
            let in_line = find(&line, Some(tag), 5);
            if found.is_some() && !in_line.iter().any(|f| f.reading.wall.date() == expected) {
                wrong.push(format!("{tag} {line}: {in_line:?}"));
            }
        }
    }
    assert!(count > 230 && wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_time_of_the_day_in_every_language_is_read_back() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for locale in locales() {
        let tag = locale["locale"].as_str().expect("a tag");
        for pattern in strings(&locale["times"]) {
            let day = rendered(strings(&locale["formats"]).get(1).expect("a long format"), &locale);
            let text = format!("{day}, {}", rendered(pattern, &locale));
            count += 1;
            let found = read(&text, Some(tag));
            let is_right = |r: Reading| r.wall.to_string() == "2019-06-14 15:04:00" && r.precision == Precision::Minute;
            if !day.is_empty() && !found.is_some_and(is_right) {
                wrong.push(format!("{tag} {text}: {:?}", found.map(|r| r.wall)));
            }
        }
    }
    assert!(count > 150 && wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_of_times_panic(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "4", "06", "2019", "99999999999", "٤", "年", "月", ".", "/", "-", ":", " ", "june", "de", "am", "p.m.", "h",
                "uhr", "ago", "vor", "thang", "gmt", "+", "14", "14:30", "2562", "خرداد", "gestern", "'", "\u{301}", "|",
                "published", "this article is", "e\u{301}", "下午", "é",
            ]),
            0..14,
        ),
        other in "\\PC{0,40}",
    ) {
        for text in [pieces.concat(), pieces.join(" "), other] {
            for lang in [None, Some("en-US"), Some("th"), Some("fa"), Some("hu"), Some("x-\u{fe0f}")] {
                let folded = fold(&text);
                let found = find(&folded, lang, 8);
                prop_assert!(found.iter().all(|f| f.start < f.end && folded.get(f.start..f.end).is_some()));
                let _ = (read(&text, lang), clock_alone(&folded, lang), past(&folded, lang), leading_day(&folded));
                let _ = (span(&tokens(&folded), lang), age(&text), label(&folded));
            }
        }
    }
}
