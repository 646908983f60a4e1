//! Facts in prose are never noise (cases 40 to 48), wherever and in whichever language they stand.

use proptest::prelude::*;

use super::articles::in_six_languages;
use super::*;

#[test]
fn a_changed_fact_is_a_major_edit_with_its_flag() {
    for (case, old, new, flag) in [
        (40, "12 people", "17 people", Flag::NumberChanged),
        (41, "24 March", "25 March", Flag::DateInTextChanged),
        (42, "12:30", "15:45", Flag::NumberChanged),
        (43, "3 days", "9 days", Flag::NumberChanged),
        (30, "£1.5 million", "£15 million", Flag::NumberChanged),
        (44, "did attend", "did not attend", Flag::NegationChanged),
        (47, "Jonas Smith", "Jonas Smyth", Flag::NameChanged),
        (48, "Patience and nerve", "Patience and courage", Flag::QuotedTextChanged),
    ] {
        let (base, changed) = with_body(old, new);
        let found = judged(&base, &changed);
        assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Major), "case {case}: {found:#?}");
        assert!(found.flags.contains(&flag), "case {case}: {:?}", found.flags);
        assert_eq!(found.counts.sentences_edited, 1, "case {case}");
    }
}

#[test]
fn an_age_within_a_sentence_is_a_fact() {
    let mut base = articles::seed_like();
    base.body[5].text = "He said this article is over 5 years old".into();
    let mut changed = base.clone();
    changed.body[5].text = "He said this article is over 6 years old".into();
    let found = judged(&base, &changed);
    assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Major), "case 6");
    assert!(found.flags.contains(&Flag::NumberChanged));
}

#[test]
fn an_edition_within_a_sentence_is_a_fact() {
    let mut base = articles::seed_like();
    base.body[5].text = "The letter was printed in Issue 2653 of the paper last week.".into();
    let mut changed = base.clone();
    changed.body[5].text = "The letter was printed in Issue 2654 of the paper last week.".into();
    let found = judged(&base, &changed);
    assert_eq!(found.equality, Equality::Edit, "case 9");
    assert!(found.flags.contains(&Flag::NumberChanged));
}

#[test]
fn a_number_alone_in_a_short_block_is_a_fact() {
    let mut base = articles::seed_like();
    for text in ["Deaths", "12", "Recovered", "40"] {
        base.body.push(Block::new(BlockKind::ListItem, text));
    }
    let mut changed = base.clone();
    changed.body[11].text = "17".into();
    let found = judged(&base, &changed);
    assert_eq!(found.equality, Equality::Edit);
    assert!(found.flags.contains(&Flag::NumberChanged), "{found:#?}");
}

/// Changes one digit, or takes out or puts in one word, at a place chosen by `pick`.
fn mutated(article: &Article, pick: usize, how: usize) -> Article {
    let mut changed = article.clone();
    let count = changed.body.len();
    let block = &mut changed.body[pick % count];
    let digits: Vec<usize> = block.text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let spaces: Vec<usize> = block.text.match_indices(' ').map(|(i, _)| i).collect();
    match how % 3 {
        0 if !digits.is_empty() => {
            let at = digits[pick / count % digits.len()];
            let digit = (block.text.as_bytes()[at] - b'0' + 1 + (pick % 9) as u8) % 10;
            block.text.replace_range(at..=at, &digit.to_string());
        }
        1 if spaces.len() > 2 => {
            let i = pick / count % (spaces.len() - 1);
            block.text.replace_range(spaces[i]..spaces[i + 1], "");
        }
        _ => {
            let at = spaces.get(pick / count % spaces.len().max(1)).copied().unwrap_or(0);
            block.text.insert_str(at, " nothing");
        }
    }
    changed
}

proptest! {
    // Each case is a whole article: fewer of them than proptest's own number are seconds saved.
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_mutation_of_a_fact_is_hidden(article in 0usize..6, pick in 0usize..10_000, how in 0usize..3) {
        let base = &in_six_languages()[article];
        let changed = mutated(base, pick, how);
        prop_assume!(base != &changed);
        let found = judged(base, &changed);
        prop_assert_eq!(found.equality, Equality::Edit, "{:#?}", changed.body);
        prop_assert!(found.severity >= Severity::Minor);
        prop_assert_ne!(hashes(&sift(base.clone()).article).canon, hashes(&sift(changed).article).canon);
    }
}

#[test]
fn no_prose_is_taken_for_noise() {
    for article in in_six_languages().into_iter().chain([articles::seed_like()]) {
        let count = article.body.len();
        let sifted = sift(article);
        assert_eq!(sifted.article.body.len(), count, "{:?}", sifted.suppressed);
    }
    for prose in [
        "Donate your old coat, the charity said, and 40 people will stay warm.",
        "Follow us, the guide shouted, and then she was gone.",
        "Please wait for the second bus, the driver told the pupils.",
        "Related charges against two men were dropped on Friday.",
        "Support us or lose your seats, farmers told the ministers.",
        "Three hours ago the river rose above the wall.",
        "Yesterday the town voted.",
        "Three weeks ago.",
        "Yesterday.",
        "“Two days ago”",
        "The 3 comments that the judge made were struck out.",
        "Loading the ship took 5 hours.",
        "Help fund managers who lost money, the minister was told by the bank in a letter.",
        "5 hours later the fire was out.",
        "Seit 3 Tagen regnet es.",
        "24 March 2019",
        "Last 7 days",
        "45 min",
        "12:30",
    ] {
        let mut article = articles::seed_like();
        article.body.insert(5, Block::new(BlockKind::Paragraph, prose));
        let sifted = sift(article);
        assert!(sifted.article.body.iter().any(|b| b.text == prose), "{prose}: {:?}", sifted.suppressed);
    }
}

#[test]
fn what_a_list_or_a_heading_tells_of_times_is_text() {
    for (kind, before, after) in [
        (BlockKind::ListItem, "1 hour 35 minutes", "1 hour 55 minutes"),
        (BlockKind::ListItem, "Published: 12 March 2020", "Published: 13 March 2020"),
        (BlockKind::Heading, "Yesterday", "Today"),
        (BlockKind::Paragraph, "Deadline: today", "Deadline: yesterday"),
        (BlockKind::Paragraph, "0:0", "0:1"),
        (BlockKind::ListItem, "Donate to the coast guard", "Donate to the fire brigade"),
        (BlockKind::ListItem, "No comment", "No answer"),
        (BlockKind::Paragraph, "“Close”", "“Print”"),
    ] {
        let with = |text: &str| {
            let mut article = articles::seed_like();
            article.body.insert(5, Block::new(kind, text));
            article
        };
        assert_eq!(judged(&with(before), &with(after)).equality, Equality::Edit, "{before} -> {after}");
    }
}

#[test]
fn a_unit_and_the_order_of_names_and_numbers_are_facts() {
    for (before, after, flag) in [
        ("The stone weighs 900 kilograms by now.", "The stone weighs 900 grams by now.", Some(Flag::NumberChanged)),
        ("It stayed for 5 days in all.", "It stayed for 5 weeks in all.", Some(Flag::NumberChanged)),
        ("They came at 3 am on foot.", "They came at 3 pm on foot.", Some(Flag::NumberChanged)),
        ("They saved 3 of 12 boats.", "They saved 12 of 3 boats.", Some(Flag::NumberChanged)),
        ("Then Smith hit Jones on the pier.", "Then Jones hit Smith on the pier.", Some(Flag::NameChanged)),
        ("Smith hit Jones on the pier.", "Jones hit Smith on the pier.", Some(Flag::NameChanged)),
        ("Late that night Smith left the pier.", "Smith left the pier late that night.", None),
    ] {
        let with = |text: &str| {
            let mut article = articles::seed_like();
            article.body[5].text = text.into();
            article
        };
        let found = judged(&with(before), &with(after));
        let expected: Vec<Flag> = flag.into_iter().collect();
        let told: Vec<Flag> = found.flags.iter().copied().filter(|f| flags::is_weighty(*f)).collect();
        assert_eq!(told, expected, "{before} -> {after}");
    }
}

#[test]
fn a_prefix_that_turns_the_meaning_is_no_slip_of_the_pen() {
    for (old, new) in [("legal strikes", "illegal strikes"), ("likely", "unlikely"), ("possible", "impossible")] {
        let mut base = articles::seed_like();
        base.body[5].text = format!("The court called it {old} after a long hearing.");
        let mut changed = base.clone();
        changed.body[5].text = format!("The court called it {new} after a long hearing.");
        let flags = judged(&base, &changed).flags;
        assert!(!flags.contains(&Flag::TypoLike), "{old} to {new}: {flags:?}");
    }
}

#[test]
fn a_capital_changes_no_number_no_name_and_no_quotation() {
    let mut base = articles::seed_like();
    base.headline = Some("Council votes to close three libraries".into());
    base.body[5].text = "“We were not told,” said Maria Okafor of the branch.".into();
    let mut changed = base.clone();
    changed.headline = Some("Council Votes To Close Three Libraries".into());
    let found = judged(&base, &changed);
    assert_eq!((found.severity, found.flags.as_slice()), (Severity::Minor, &[Flag::CaseOnly][..]));

    changed.headline = Some("Council Votes To Shut Three Libraries".into());
    assert!(!judged(&base, &changed).flags.contains(&Flag::NumberChanged));

    changed = base.clone();
    changed.body[5].text = "“We Were Not told,” said Maria Okafor of the branch.".into();
    let found = judged(&base, &changed);
    assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Minor), "{:?}", found.flags);
}

#[test]
fn months_and_numbers_in_words_are_facts_in_each_language() {
    use Flag::{DateInTextChanged as Date, NumberChanged as Number};
    for (language, before, after, flag) in [
        ("fr", "Le procès commence le 24 mars à Lyon.", "Le procès commence le 24 mai à Lyon.", Date),
        ("fr", "Il reste quarante places.", "Il reste cinquante places.", Number),
        ("es", "El juicio empieza el 24 de marzo en Cádiz.", "El juicio empieza el 24 de mayo en Cádiz.", Date),
        ("es", "Murieron once personas.", "Murieron doce personas.", Number),
        ("pl", "Proces rusza 24 marca w Gdyni.", "Proces rusza 24 maja w Gdyni.", Date),
        ("pl", "Rannych jest dwadzieścia osób.", "Rannych jest trzydzieści osób.", Number),
        ("de", "Der Prozess beginnt am 24. März.", "Der Prozess beginnt am 24. Mai.", Date),
        ("de", "Es fehlen zweiundzwanzig Boote.", "Es fehlen dreiundzwanzig Boote.", Number),
        ("it", "Il processo inizia il 24 marzo.", "Il processo inizia il 24 maggio.", Date),
        ("it", "Sono arrivate duemila persone.", "Sono arrivate tremila persone.", Number),
        ("pt", "O julgamento começa a 24 de março.", "O julgamento começa a 24 de maio.", Date),
        ("ar", "تبدأ المحاكمة في 24 مارس في المدينة.", "تبدأ المحاكمة في 24 مايو في المدينة.", Date),
        ("ar", "قتل خمسة جنود في الهجوم.", "قتل سبعة جنود في الهجوم.", Number),
        ("ru", "Суд начнётся 24 марта в городе.", "Суд начнётся 24 мая в городе.", Date),
        ("tr", "Dava 24 Mart günü başlıyor.", "Dava 24 Mayıs günü başlıyor.", Date),
        ("sv", "Rättegången börjar den 24 mars.", "Rättegången börjar den 24 maj.", Date),
    ] {
        let with = |text: &str| {
            let body = vec![Block::new(BlockKind::Paragraph, text)];
            Article { body, language: Some(language.into()), ..Article::default() }
        };
        let found = judged(&with(before), &with(after));
        assert_eq!(
            (found.severity, found.flags.contains(&flag)),
            (Severity::Major, true),
            "{after}: {:?}",
            found.flags
        );
    }
    // Without a declared language a month is known by the number beside it.
    let with = |text: &str| Article { body: vec![Block::new(BlockKind::Paragraph, text)], ..Article::default() };
    let found = judged(&with("Le procès commence le 24 mars."), &with("Le procès commence le 24 mai."));
    assert!(found.flags.contains(&Date), "{:?}", found.flags);
}

#[test]
fn a_word_that_is_a_number_or_a_month_elsewhere_is_a_word() {
    for (language, before, after) in [
        ("en", "We lost 12 men today at the pier.", "We lost 12 sailors today at the pier."),
        ("en", "She spoke once about the harbour.", "She spoke again about the harbour."),
        ("pl", "W porcie stoi ten statek.", "W porcie stoi nasz statek."),
    ] {
        let with = |text: &str| {
            let body = vec![Block::new(BlockKind::Paragraph, text)];
            Article { body, language: Some(language.into()), ..Article::default() }
        };
        let flags = judged(&with(before), &with(after)).flags;
        assert!(
            !flags.iter().any(|f| matches!(f, Flag::NumberChanged | Flag::DateInTextChanged)),
            "{after}: {flags:?}"
        );
    }
}
