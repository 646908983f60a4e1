//! Texts that are not the article (cases 83 and 85, rules R17, R18, R30).

use super::articles::{in_six_languages, paragraphs, seed_like};
use super::*;

#[test]
fn the_leading_part_alone_is_truncated() {
    let base = seed_like();
    let mut cut = base.clone();
    cut.body.truncate(3);
    assert_eq!(suspicion(&base, &cut), Some(Suspicion::Truncated), "case 83, R18");
    cut.body.push(Block::new(BlockKind::Paragraph, "Subscribe to read the rest of this story"));
    assert_eq!(suspicion(&base, &sift(cut).article), Some(Suspicion::Truncated), "case 83");
    for offer in [
        "Subscribe to read the full story. Already a subscriber? Log in.",
        "Weiterlesen mit unserem Abo. Sie haben schon eines? Hier geht es zur Anmeldung.",
        "Il vous reste une grande partie de cet article à lire. La suite est réservée aux abonnés.",
        "Czytaj dalej w prenumeracie. Masz już konto? Zaloguj się.",
    ] {
        let mut cut = base.clone();
        cut.body.truncate(3);
        cut.body.push(Block::new(BlockKind::Paragraph, offer));
        assert_eq!(suspicion(&base, &sift(cut).article), Some(Suspicion::Truncated), "case 83: {offer}");
    }
    let mut late = base.clone();
    late.body.drain(..6);
    assert_eq!(suspicion(&base, &late), None, "the end of a text is no teaser");
}

#[test]
fn another_text_is_replaced_and_a_rewritten_one_is_not() {
    let base = seed_like();
    let other = in_six_languages().remove(0);
    assert_eq!(suspicion(&base, &other), Some(Suspicion::Replaced), "R17");
    let mut renamed = other.clone();
    renamed.headline = base.headline.clone();
    assert_eq!(suspicion(&base, &renamed), None, "the headline still holds it");
    let mut reworded = base.clone();
    for block in &mut reworded.body {
        block.text = block.text.replace(" the ", " that ");
    }
    reworded.headline = Some("Quite another line".into());
    assert_eq!(suspicion(&base, &reworded), None);
}

#[test]
fn a_dialog_of_consent_in_the_place_of_a_text_is_no_other_article() {
    let base = seed_like();
    let dialog = Article {
        headline: Some("Harbour Weekly".into()),
        body: paragraphs(&[
            "We and our partners keep cookies on your device for the purposes that are told of below.",
            "Always active",
            "Necessary cookies let the site do what it is there for, and cannot be switched off by anybody.",
            "Cookies of measurement count how many of you come by and from where you came to us.",
            "The others among them have not yet been put into any of these drawers by our staff.",
        ]),
        ..Article::default()
    };
    assert_eq!(suspicion(&base, &dialog), Some(Suspicion::Consent));
    let mut policy = base.clone();
    policy.body.extend(dialog.body.iter().cycle().take(4 * base.body.len()).cloned());
    let other = Article { headline: Some("Another".into()), ..in_six_languages().remove(0) };
    assert_eq!(suspicion(&policy, &other), Some(Suspicion::Replaced));
    let mut on_law = other.clone();
    on_law.body[0].text.push_str(" The court spoke of cookies as well.");
    assert_eq!(suspicion(&base, &on_law), Some(Suspicion::Replaced), "an article may name them");
}

#[test]
fn almost_no_text_is_empty() {
    let base = seed_like();
    let empty = Article {
        headline: base.headline.clone(),
        body: paragraphs(&["Sorry, something went wrong."]),
        ..Article::default()
    };
    assert_eq!(suspicion(&base, &empty), Some(Suspicion::Empty), "R30");
    assert_eq!(suspicion(&base, &base), None);
}

#[test]
fn a_notice_of_removal_is_a_retraction_and_an_alert() {
    let base = seed_like();
    let gone = Article {
        headline: base.headline.clone(),
        body: paragraphs(&["This article has been removed because it did not meet our standards."]),
        ..Article::default()
    };
    assert!(is_retraction(&base, &gone), "case 85");
    assert_eq!(suspicion(&base, &gone), None);
    let found = judged(&base, &gone);
    assert!(found.kinds.contains(&ChangeKind::Retracted));
    assert_eq!(found.severity, Severity::Alert);
    assert!(!is_retraction(&base, &base));
}
