//! Typography and encoding: what folds and what does not (cases 19 to 36).

use super::articles::seed_like;
use super::*;

#[test]
fn other_typography_is_cosmetic_and_changes_no_word() {
    for (case, old, new) in [
        (19, "“", "\""),
        (19, "”", "\""),
        (20, "’", "'"),
        (21, " – ", "—"),
        (21, " – ", " — "),
        (22, "northern quay but", "northern quay… but"),
        (22, "northern quay but", "northern quay ... but"),
    ] {
        let (base, mut changed) = with_body(old, new);
        let mut base = base;
        if case == 22 {
            // Both sides have an ellipsis, of different kinds.
            for block in &mut base.body {
                block.text = block.text.replace("northern quay but", "northern quay... but");
            }
            changed.body.iter_mut().for_each(|b| b.text = plain(&b.text));
        }
        let found = judged(&base, &changed);
        assert_eq!(
            (found.equality, found.severity),
            (Equality::Cosmetic, Severity::Cosmetic),
            "case {case}: {old} -> {new}"
        );
        assert_eq!(found.kinds, [ChangeKind::Cosmetic]);
        assert_eq!((found.counts.words_added, found.counts.words_removed), (0, 0));
        assert_eq!(hashes(&base).canon, hashes(&changed).canon);
        assert_ne!(hashes(&base).text, hashes(&changed).text);
    }
}

#[test]
fn encodings_of_one_text_are_equal_in_the_stored_form() {
    for (case, a, b) in [
        (23, "caf\u{e9}", "cafe\u{301}"),
        (24, "5\u{202f}000", "5\u{a0}000"),
        (24, "5\u{a0}000", "5 000"),
        (25, "har\u{ad}bour", "harbour"),
        (25, "har\u{200b}bour", "harbour"),
    ] {
        assert_eq!(plain(a), plain(b), "case {case}");
    }
    let family = "👨\u{200d}👩\u{200d}👧";
    assert_eq!(plain(family), family, "case 28");
    let persian = "می\u{200c}خواهم";
    assert_eq!(plain(persian), persian, "case 27");
    assert_ne!(fold(persian), fold("میخواهم"), "case 27");
}

#[test]
fn what_carries_meaning_is_not_folded() {
    for (case, a, b) in [
        (29, "x²", "x2"),
        (30, "1.5 million", "15 million"),
        (31, "5%", "5"),
        (32, "the march", "the “march”"),
        (33, "He did it.", "He did it?"),
        (34, "labour", "Labour"),
        (35, "re-sign", "resign"),
        (35, "not able", "notable"),
        (35, "5 %", "5 ‰"),
    ] {
        assert_ne!(fold(a), fold(b), "case {case}");
    }
}

#[test]
fn french_spacing_and_guillemets_fold_onto_the_plain_form() {
    for (a, b) in [
        ("« Bonjour », dit-il : « oui ! »", "“Bonjour”, dit-il: “oui!”"),
        ("Quoi\u{202f}?", "Quoi?"),
        ("sagte »Ja« und ging", "sagte „Ja“ und ging"),
        ("a -- b", "a—b"),
        ("1914–1918", "1914-1918"),
        ("１２３ＡＢ", "123AB"),
        ("ﬁre", "fire"),
        ("wait . . . what", "wait… what"),
    ] {
        assert_eq!(fold(a), fold(b), "{a}");
    }
}

#[test]
fn small_edits_of_form_are_minor_and_say_so() {
    for (case, old, new, flag) in [
        (32, "crane drivers", "“crane drivers”", Flag::QuoteMarksAdded),
        (33, "winter. And", "winter! And", Flag::PunctuationOnly),
        (34, "The council did", "The Council did", Flag::CaseOnly),
        (46, "bitter", "biter", Flag::TypoLike),
    ] {
        let (base, changed) = with_body(old, new);
        let found = judged(&base, &changed);
        assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Minor), "case {case}: {found:#?}");
        assert!(found.flags.contains(&flag), "case {case}: {:?}", found.flags);
        assert_eq!(found.kinds, [ChangeKind::BodyEdit]);
    }
    for (case, old, new) in [(45, "western", "eastern"), (45, "bluster", "blister"), (45, "trying", "crying")] {
        let (base, changed) = with_body(old, new);
        let found = judged(&base, &changed);
        assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Minor), "case {case}: {found:#?}");
        assert!(!found.flags.contains(&Flag::TypoLike), "case {case}: another word, no slip: {new}");
    }
    let (base, changed) = with_body("contract", "con-tract");
    assert_eq!(judged(&base, &changed).equality, Equality::Edit, "case 35");
}

#[test]
fn the_same_words_in_other_paragraphs_are_cosmetic() {
    let base = seed_like();
    let mut split = base.clone();
    let text = split.body[1].text.clone();
    let at = text.find(" And, despite").unwrap();
    split.body[1].text = text[..at].to_owned();
    split.body.insert(2, Block::new(BlockKind::Paragraph, &text[at + 1..]));
    let found = judged(&base, &split);
    assert_eq!(found.equality, Equality::Cosmetic, "case 36: {found:#?}");
    assert_eq!(found.counts.paragraphs_split, 1);
    assert_eq!(hashes(&base).canon, hashes(&split).canon);

    let mut kinds = base.clone();
    kinds.body[0].kind = BlockKind::Heading;
    assert_eq!(judged(&base, &kinds).equality, Equality::Cosmetic);
}

#[test]
fn links_and_pictures_under_the_same_text_are_cosmetic() {
    let mut base = seed_like();
    base.body[0].links = vec!["https://example.org/a?id=1".into()];
    for (case, link, equality, severity) in [
        (39, "http://www.example.org/a/?id=1&utm_source=x", Equality::Trace, Severity::Trace),
        (39, "https://example.org/b", Equality::Cosmetic, Severity::Cosmetic),
        (39, "https://example.net/a?id=1", Equality::Cosmetic, Severity::Info),
    ] {
        let mut changed = base.clone();
        changed.body[0].links = vec![link.into()];
        let found = judged(&base, &changed);
        assert_eq!((found.equality, found.severity), (equality, severity), "case {case}: {link}");
        assert_eq!(found.flags.contains(&Flag::LinksChanged), equality == Equality::Cosmetic);
    }
    let mut picture = base.clone();
    picture.captions[2].image = Some("/other.jpg".into());
    let found = judged(&base, &picture);
    assert_eq!((found.equality, found.flags), (Equality::Cosmetic, vec![Flag::ImageChanged]));
}
