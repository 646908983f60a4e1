//! Bylines with times, counts and buttons in them: what moves there is no edit, and a changed name always is.

use super::articles::seed_like;
use super::*;

/// An article of a few blocks, for there are many pairs.
fn short() -> Article {
    let mut article = seed_like();
    article.body.truncate(3);
    article.captions.clear();
    article
}

fn with(byline: &str) -> Article {
    Article { byline: Some(byline.to_owned()), ..short() }
}

/// Each with `NAME` in the place of the name: how it reads at one visit, and at the next.
const MOVING: &[(&str, &str)] = &[
    ("By NAME 3 hours ago", "By NAME 4 hours ago"),
    ("By NAME | 3 hours ago", "By NAME | yesterday"),
    ("By NAME, just now", "By NAME, 5 minutes ago"),
    ("By NAME Published 59 min ago", "By NAME Published 1 hour ago"),
    ("NAME · Updated 14:05", "NAME · Updated 15:45"),
    ("NAME, BBX News · Updated: 4 June 2019, 14:05", "NAME, BBX News · Updated: 5 June 2019, 9:10"),
    ("By NAME June 4, 2019 at 2:05 pm", "By NAME June 5, 2019 at 9:10 am"),
    ("By NAME (updated 14:05)", "By NAME (updated 15:45)"),
    ("By NAME | 3 hours ago | Harbour", "By NAME | 4 hours ago | Harbour"),
    ("3 hours ago By NAME", "4 hours ago By NAME"),
    ("By NAME | 12 comments", "By NAME | 13 comments"),
    ("By NAME • 5 min read • 3 hours ago", "By NAME • 6 min read • 4 hours ago"),
    ("By NAME | Follow", "By NAME | Following"),
    ("Von NAME | vor 3 Stunden", "Von NAME | vor 4 Stunden"),
    ("Von NAME, 04.06.2019, 14.05 Uhr", "Von NAME, 05.06.2019, 15.45 Uhr"),
    ("NAME Aktualisiert: 14:05 Uhr", "NAME Aktualisiert: 15:45 Uhr"),
    ("Par NAME, il y a 2 heures", "Par NAME, il y a 3 heures"),
    ("Par NAME - Mis à jour le 4 juin 2019 à 14h05", "Par NAME - Mis à jour le 5 juin 2019 à 15h45"),
    ("Por NAME hace 5 minutos", "Por NAME hace 1 hora"),
    ("di NAME | 2 ore fa", "di NAME | 3 ore fa"),
    ("Por NAME há 3 horas", "Por NAME há 4 horas"),
    ("Door NAME, 4 uur geleden", "Door NAME, 5 uur geleden"),
    ("Av NAME för 2 timmar sedan", "Av NAME för 3 timmar sedan"),
    ("NAME, 3 часа назад", "NAME, 5 часов назад"),
    ("NAME | 3 saat önce", "NAME | 4 saat önce"),
    ("NAME 5 godzin temu", "NAME 6 godzin temu"),
    ("NAME | منذ ساعتين", "NAME | منذ 3 ساعات"),
    ("NAME 3時間前", "NAME 4時間前"),
    ("NAME3時間前", "NAME4時間前"),
    ("NAME 2024年3月5日 10:20", "NAME 2024年3月5日 11:40"),
    ("NAME 3시간 전", "NAME 4시간 전"),
];

/// Two people of a name each, in the scripts of those lines.
const NAMES: &[(&str, &str)] = &[
    ("Nora Vance", "Nora Vanse"),
    ("Nora Vance and Rowan Tull", "Nora Vance and Rowan Hull"),
    ("April Day", "May Day"),
    ("Нора Ванс", "Нора Вайс"),
    ("山田花子", "山田花江"),
    ("نورا فانس", "نورا فارس"),
];

#[test]
fn a_time_in_a_byline_is_no_edit_and_another_name_beside_it_is() {
    let mut wrong = Vec::new();
    for (row, (before, after)) in MOVING.iter().enumerate() {
        for (name, other) in NAMES.iter().skip(row % 2).step_by(2) {
            // Where no space parts the number, the script is one without spaces.
            if before.contains("NAME3") && !name.starts_with('山') {
                continue;
            }
            let read = |line: &str, name: &str| with(&line.replace("NAME", name));
            let (old, new) = (read(before, name), read(after, name));
            let sifted = sift(new.clone());
            let byline = sifted.article.byline.clone().unwrap_or_default();
            if judged(&old, &new).equality != Equality::Same || !byline.contains(name) {
                wrong.push(format!(
                    "{before} -> {after} ({name}): {:?} and {byline:?}",
                    sift(old.clone()).article.byline
                ));
            }
            if !sifted.suppressed.iter().any(|s| s.rule == "byline_time") {
                wrong.push(format!("{after}: not named"));
            }
            let found = judged(&old, &read(after, other));
            let shown = EditText { edits: &found.edits, marks: PlainMarks }.to_string();
            if found.kinds != [ChangeKind::BylineEdit] {
                wrong.push(format!("{before} -> {after} ({name} -> {other}): {:?} {shown}", found.kinds));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn words_of_a_byline_that_look_like_a_time_stay() {
    for byline in [
        "By Nora Vance, 24 heures",
        "Von Nora Vance, 20 Minuten",
        "By Nora Vance, USA Today",
        "ZDF heute",
        "By Nora Vance, Channel 4",
        "By April Jones",
        "By Jan May and June Summer",
        "Agent 47",
        "By Nora Vance",
        "By May 12 Group",
        "Reuters",
        "France 24",
        "By Nora Vance in Skerrow",
        "Van der Meer & Sons",
        "By J. R. Vance",
    ] {
        let sifted = sift(with(byline));
        assert_eq!(sifted.article.byline.as_deref(), Some(byline));
    }
}

#[test]
fn a_byline_with_its_time_at_the_top_of_the_body_is_no_text() {
    let with_line = |byline: Option<&str>, line: &str| {
        let mut article = seed_like();
        article.byline = byline.map(str::to_owned);
        article.body.insert(0, Block::new(BlockKind::Paragraph, line));
        article
    };
    for (byline, before, after) in [
        (Some("Nora Vance"), "By Nora Vance 3 hours ago", "By Nora Vance 4 hours ago"),
        (Some("By Nora Vance"), "Nora Vance | Updated 14:05", "Nora Vance | Updated 15:45"),
        (None, "By Nora Vance 3 hours ago", "By Nora Vance 4 hours ago"),
        (Some("Нора Ванс"), "Нора Ванс, 3 часа назад", "Нора Ванс, 5 часов назад"),
    ] {
        let (old, new) = (with_line(byline, before), with_line(byline, after));
        assert_eq!(judged(&old, &new).equality, Equality::Same, "{before}");
    }
    for (before, after) in [
        ("By Nora Vance 3 hours ago", "By Nora Vanse 4 hours ago"),
        ("Nora Vance was seen 3 hours ago", "Nora Vance was seen 4 hours ago"),
        ("Rowan Tull, 3 hours ago", "Rowan Hull, 3 hours ago"),
    ] {
        let found = judged(&with_line(Some("Nora Vance"), before), &with_line(Some("Nora Vance"), after));
        assert_eq!(found.equality, Equality::Edit, "{before}");
    }
}

#[test]
fn an_age_notice_that_was_read_apart_is_named_as_what_was_left_out() {
    let text = "This article is over 5 years, 1 months old";
    let notice = AgeNotice { text: text.into(), years: 5, months: 1, days: 0, precision: AgeUnit::Month };
    let sifted = sift(Article { age_notice: Some(notice.clone()), ..seed_like() });
    assert!(sifted.suppressed.contains(&Suppressed { rule: "age_notice".into(), text: text.into() }));
    assert_eq!(sifted.article.age_notice, Some(notice), "the claim stays");
}
