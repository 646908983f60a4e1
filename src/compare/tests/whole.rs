//! What holds for an article as a whole: rewritten, another language, a live page, another canonical host (rules R16,
//! R26, R27, R31), and how much of a body must change to be major.

use super::articles::{in_six_languages, paragraphs, seed_like};
use super::*;

#[test]
fn a_new_text_under_the_old_headline_is_a_rewrite() {
    let base = seed_like();
    let mut other = in_six_languages().remove(0);
    other.body.extend(paragraphs(&["A ferry runs in its place. It takes eleven cars. Its bell is heard at night."]));
    other.headline.clone_from(&base.headline);
    let found = judged(&base, &other);
    assert_eq!(found.severity, Severity::Major, "R16");
    assert!(found.kinds.contains(&ChangeKind::Rewrite), "R16: {:?}", found.kinds);
    other.headline = Some("Quite another matter".into());
    assert!(!judged(&base, &other).kinds.contains(&ChangeKind::Rewrite), "R16: the headline holds it together");
}

#[test]
fn another_language_is_a_switch_and_no_edit_of_weight() {
    let articles = in_six_languages();
    for (old, new) in articles.iter().zip(&articles[1..]) {
        let found = judged(old, new);
        assert!(found.kinds.contains(&ChangeKind::LanguageSwitch), "R26: {:?}", found.kinds);
        assert_eq!(found.severity, Severity::Info, "R26");
    }
    let mut declared = articles[0].clone();
    declared.language = Some("de".into());
    assert!(!judged(&articles[0], &declared).kinds.contains(&ChangeKind::LanguageSwitch), "the text is the same");
    declared.language = Some("en-gb".into());
    declared.body[0].text = declared.body[0].text.replace("14 May", "15 May");
    assert_eq!(judged(&articles[0], &declared).severity, Severity::Major, "one language in two countries is one");
}

#[test]
fn a_live_page_that_grows_is_told_lightly_and_one_that_is_edited_is_not() {
    let mut base = seed_like();
    base.is_live = true;
    let mut grown = base.clone();
    grown.body.insert(0, Block::new(BlockKind::Paragraph, "Boats have left the bay, the harbour office says."));
    let found = judged(&base, &grown);
    assert_eq!(
        (found.kinds, found.severity),
        (vec![ChangeKind::BodyEdit, ChangeKind::LiveUpdate], Severity::Info),
        "R27"
    );
    grown.body[4].text = grown.body[4].text.replace("12 people", "17 people");
    assert_eq!(judged(&base, &grown).severity, Severity::Major, "R27");
}

#[test]
fn another_canonical_host_is_a_claim_and_its_tracking_none() {
    let with = |url: &str| Article { canonical_url: Some(url.into()), ..seed_like() };
    let found = judged(&with("https://paper.example/a"), &with("https://other.example/a"));
    assert_eq!((found.kinds, found.severity), (vec![ChangeKind::CanonicalChanged], Severity::Info), "R31");
    assert!(
        judged(&with("https://paper.example/a"), &with("https://paper.example/a?utm_id=1")).equality <= Equality::Trace
    );
}

#[test]
fn sentences_without_a_flag_are_minor_until_they_are_many() {
    let mut base = seed_like();
    base.body.extend(in_six_languages().remove(0).body);
    let reworded = |count: usize| {
        let mut article = base.clone();
        for block in article.body.iter_mut().take(count) {
            block.text = format!("{} So it went on.", block.text);
        }
        judged(&base, &article).severity
    };
    assert_eq!([reworded(1), reworded(2), reworded(3)], [Severity::Minor, Severity::Minor, Severity::Major]);
    let mut short = base.clone();
    short.body.truncate(2);
    let mut edited = short.clone();
    edited.body[0].text = edited.body[0].text.replace("minor dispute", "small dispute");
    assert_eq!(judged(&short, &edited).severity, Severity::Major, "a tenth of a short text");
}
