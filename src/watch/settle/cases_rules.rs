//! Rules of the domain's table by their numbers, through `settle`; the others are listed in `cases`.

use chrono::Duration;

use super::cases::{LONG, STAMP, page_of, words};
use super::tests::*;
use crate::model::*;

/// The same story in German.
const GERMAN: &[&str] = &[
    "Der Hafenrat von Westhaven hat am Dienstag beschlossen, den alten Fischmarkt einen Winter lang zu schließen.",
    "Die Stände ziehen auf den Zollhof, sagte die Hafenmeisterin Ines Calder, die den Kai seit zehn Jahren hütet.",
    "Das Dach war undicht, seit ein Sturm den First abgerissen hatte, und Eimer standen zwischen den Waagen.",
    "Die Händler hatten um einen gedeckten Weg zum Kai gebeten, damit sie ihr Eis nicht tragen müssen.",
    "Der Rat sagte nicht, wann der Markt wieder öffnet und wer die verkauften Lampen bezahlen wird.",
    "Ein Chor der Fischfrauen sang vor dem Rathaus während der Abstimmung, bis die Glocke ihn übertönte.",
];

#[test]
fn r26_another_language_is_told_lightly_and_opens_a_lineage() {
    let german = html(&modified(STAMP), GERMAN)
        .replace("lang=en", "lang=de")
        .replace("Fish market to close", "Fischmarkt schließt");
    let mut life = Life::new();
    life.page(&page_of(LONG));
    let edited: Vec<&str> = LONG.iter().copied().chain(["It is to open again on 4 May."]).collect();
    let silent = life.wait(Duration::hours(1)).page(&page_of(&edited));
    assert_eq!(only_change(&silent).disclosure, Some(Disclosure::Silent));
    let visit = life.wait(Duration::hours(1)).page(&german);
    let change = only_change(&visit);
    assert_eq!((change.kinds.as_slice(), change.severity), ([ChangeKind::LanguageSwitch].as_slice(), Severity::Info));
    assert_eq!((change.disclosure, change.flags.as_slice()), (None, [].as_slice()));
    assert_eq!(visit.state, PageState::Ok, "no suspicion");
    assert!(visit.events.iter().any(|event| event.kind == "lineage_began"), "{:?}", visit.events);

    let note = "Korrektur: In einer früheren Version dieses Artikels stand ein falsches Datum für die Arbeiten.";
    let noted = german.replace("</div></body>", &format!("<p>{note}</p></div></body>"));
    let visit = life.wait(Duration::hours(1)).page(&noted);
    assert!(only_change(&visit).kinds.contains(&ChangeKind::NoteAdded));
    assert_eq!(visit.discloses, [0; 0], "the edits before are another lineage's");
}

#[test]
fn r29_r30_a_rule_that_takes_nothing_and_a_text_that_is_all_but_gone_are_states() {
    let mut life = Life::new();
    let long: Vec<String> = LONG.iter().map(|text| format!("{text} {text}")).collect();
    life.page(&page_of(&long.iter().map(String::as_str).collect::<Vec<_>>()));
    let bare = life.wait(Duration::hours(1)).page(&page_of(&["Loading the story."]));
    assert!(matches!(bare.state, PageState::Suspect(_)) && bare.version.is_none(), "R30: {:?}", bare.state);
    let renamed = page_of(LONG).replace("class=story", "class=text");
    let broken = life.wait(Duration::hours(1)).page(&renamed);
    assert_eq!(broken.state, PageState::Suspect(Suspicion::TemplateBroken), "R29");
}

#[test]
fn r31_a_canonical_address_elsewhere_is_a_claim_and_no_version() {
    let page = |canonical: &str| html(&format!("{}<link rel=canonical href=\"{canonical}\">", modified(STAMP)), LONG);
    let mut life = Life::new();
    life.page(&page("https://harbour.example/news/market"));
    let visit = life.wait(Duration::hours(1)).page(&page("https://other.example/news/market"));
    assert_eq!(only_change(&visit).kinds, [ChangeKind::CanonicalChanged]);
    assert!(visit.version.is_none());
}

#[test]
fn r3_r4_r34_noise_typography_and_the_age_of_an_article_are_no_edits() {
    let aged = |years: &'static str| [&[years], LONG].concat();
    let mut life = Life::new();
    life.page(&page_of(&aged("This article is more than 5 years old")));
    let visit = life.wait(Duration::hours(1)).page(&page_of(&aged("This article is more than 6 years old")));
    assert_eq!((visit.attempt.outcome, visit.changes.len()), (Outcome::Trace, 0), "R3, R34");
    assert!(words(&visit).contains("age_notice"), "{}", words(&visit));
    let split =
        page_of(&aged("This article is more than 6 years old")).replace("for a decade.</p>", "for a decade…</p>");
    let visit = life.wait(Duration::hours(1)).page(&split);
    assert!(only_change(&visit).severity >= Severity::Minor, "another mark is an edit");
    let dots = split.replace('…', "...");
    let visit = life.wait(Duration::hours(1)).page(&dots);
    assert_eq!(only_change(&visit).severity, Severity::Cosmetic, "R4");
}

#[test]
fn breaks_and_paragraphs_with_the_same_text_differ_in_form_only() {
    let lines = [LONG[0], LONG[1], LONG[2]];
    let broken = [lines.join("<br>"), lines.join("<br>\n"), lines.join("<br><br>"), lines.join(" <br/> ")];
    let rest = &LONG[3..];
    for one in &broken {
        let as_breaks = page_of(&[&[one.as_str()], rest].concat());
        for (from, to) in [(&as_breaks, &page_of(LONG)), (&page_of(LONG), &as_breaks)] {
            for is_ruled in [true, false] {
                let mut life = Life::new();
                if !is_ruled {
                    life.rules = crate::extract::Rules::automatic("harbour");
                }
                life.page(from);
                let visit = life.wait(Duration::hours(1)).page(to);
                let severities: Vec<Severity> = visit.changes.iter().map(|change| change.severity).collect();
                assert!(severities.iter().all(|s| *s <= Severity::Cosmetic), "{one}: {:#?}", visit.changes);
            }
        }
    }
    // A list of short lines, such as a table of results, and lines without a full stop.
    let results = ["Westhaven 3", "Port Ansel 1", "Grey Point 2"];
    let joined = results.join("<br>");
    let (as_breaks, as_paragraphs) = ([LONG, &[joined.as_str()]].concat(), [LONG, &results].concat());
    let mut life = Life::new();
    life.page(&page_of(&as_breaks));
    let visit = life.wait(Duration::hours(1)).page(&page_of(&as_paragraphs));
    assert!(visit.changes.iter().all(|change| change.severity <= Severity::Cosmetic), "{:#?}", visit.changes);
}

#[test]
fn r8_r9_r10_the_trace_names_the_facts_that_led_to_severity_and_disclosure() {
    let edited = [
        LONG[0],
        "Stalls will move to the customs yard, said the harbour master, Ines Calder, who has kept the quay for 12 years.",
    ];
    let edited = [&edited, &LONG[2..]].concat();
    for (head, expected) in [
        (modified(STAMP), "disclosed:silent(modified_did_not_advance)"),
        (modified("2026-03-03T12:30:00Z"), "disclosed:technical(modified_advanced)"),
    ] {
        let mut life = Life::new();
        life.page(&page_of(LONG));
        let visit = life.wait(Duration::hours(1)).page(&html(&head, &edited));
        assert!(words(&visit).contains("weighed:body_edit=major(number_changed"), "{}", words(&visit));
        assert!(words(&visit).contains(expected), "{}", words(&visit));
    }
    let mut life = Life::new();
    life.page(&html("", LONG));
    let visit = life.wait(Duration::hours(1)).page(&html("", &edited));
    assert!(words(&visit).contains("disclosed:undeclarable(modified_never_stated)"), "R10: {}", words(&visit));
}
