//! Texts that a page shows in turn, through `settle` alone.

use std::collections::BTreeMap;

use chrono::Duration;

use super::tests::*;
use crate::model::*;

const A: &str = "Fish market to close";
const B: &str = "Why the fish market will be empty by spring";
const C: &str = "Traders take the board to court over the market";
const BEGIN_25: &str = "The work is to begin on 25 March and will cost 1.5 million crowns.";
const BEGIN_26: &str = "The work is to begin on 26 March and will cost 1.5 million crowns.";
const BEGIN_27: &str = "The work is to begin on 27 March and will cost 1.5 million crowns.";
const BEGIN_28: &str = "The work is to begin on 28 March and will cost 1.5 million crowns.";

fn under(headline: &str, paragraphs: &[&str]) -> String {
    html(&modified("2026-03-03T10:00:00Z"), paragraphs).replace(A, headline)
}

/// The changes of a life as they are told now, by version.
#[derive(Default)]
struct Record(BTreeMap<u32, (Vec<ChangeKind>, Severity, String)>, Vec<Event>);

impl Record {
    fn add(&mut self, visit: &Visit) {
        for change in &visit.changes {
            let row = (change.kinds.clone(), change.severity, change.summary.clone());
            self.0.insert(change.new_version.unwrap(), row);
        }
        for retold in &visit.retold {
            let now = retold.telling.clone();
            self.0.insert(retold.new_version, (now.kinds, now.severity, now.summary));
        }
        self.1.extend(visit.events.clone());
    }

    /// Versions whose change counts as an edit.
    fn edits(&self) -> Vec<u32> {
        self.0.iter().filter(|(_, row)| row.1 >= Severity::Minor).map(|(n, _)| *n).collect()
    }

    fn events(&self) -> Vec<&str> {
        self.1.iter().map(|event| event.kind.as_str()).filter(|kind| *kind != "first_seen").collect()
    }
}

/// Coin tosses that are the same at each run.
fn tosses(mut seed: u64) -> impl Iterator<Item = bool> {
    std::iter::from_fn(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(seed >> 40 & 1 == 1)
    })
}

#[test]
fn a_headline_that_alternates_at_random_is_no_edit_and_one_group_with_right_counts() {
    for (seed, minutes) in [(1, 30), (2, 60), (3, 60), (4, 360), (5, 360), (6, 10), (7, 1440)] {
        let (mut life, mut record) = (Life::new(), Record::default());
        let mut seen = [0_u32, 0];
        for (check, is_second) in tosses(seed).take(60).enumerate() {
            let is_second = is_second && check > 0;
            let visit = life.page(&under(if is_second { B } else { A }, STORY));
            seen[usize::from(is_second)] += 1;
            record.add(&visit);
            life.wait(Duration::minutes(minutes));
        }
        let group = life.past.variants.clone().expect("a group");
        let counted: Vec<(&str, u32)> = group.texts.iter().map(|t| (t.text.as_str(), t.seen)).collect();
        assert_eq!(counted, [(A, seen[0]), (B, seen[1])], "seed {seed}");
        assert_eq!(record.edits(), [0; 0], "seed {seed}: {:#?}", record.0);
        assert_eq!(life.past.last.as_ref().map(|last| last.n), Some(3), "no version for a switch");
        assert_eq!(record.events().iter().filter(|kind| **kind == "variants_began").count(), 1);

        let visit = life.page(&under(C, STORY));
        record.add(&visit);
        assert_eq!(record.edits(), [4], "a third headline is an edit: {:#?}", record.0);
        let last_seen = group.last_seen_at();
        assert_eq!(only_change(&visit).last_seen_old_at, last_seen, "any of the texts is the old one");
        for _ in 0..60 {
            record.add(&life.wait(Duration::minutes(minutes.max(60))).page(&under(C, STORY)));
        }
        assert_eq!(record.edits(), [4]);
        let ends = record.1.iter().filter(|event| event.kind == "variants_ended").collect::<Vec<_>>();
        assert_eq!(ends.len(), 1, "{ends:#?}");
        assert!(ends[0].detail.starts_with("another text took their place"), "{ends:#?}");
    }
}

#[test]
fn case_57_the_first_return_is_a_reversion_and_the_second_makes_variants() {
    let (mut life, mut record) = (Life::new(), Record::default());
    for headline in [A, B, A] {
        record.add(&life.wait(Duration::minutes(40)).page(&under(headline, STORY)));
    }
    assert_eq!(record.edits(), [2, 3]);
    assert!(record.0[&3].0.contains(&ChangeKind::Reverted));
    let visit = life.wait(Duration::minutes(40)).page(&under(B, STORY));
    assert_eq!((visit.attempt.outcome, visit.changes.len()), (Outcome::Variant, 0));
    record.add(&visit);
    assert_eq!(record.edits(), [0; 0]);
    assert_eq!(record.0[&2].0, [ChangeKind::Variant]);
    assert!(record.0[&2].2.starts_with("shown in turn with 1 other text; headline"), "{}", record.0[&2].2);
    let told = life.past.told.iter().find(|told| told.new_version == 2).expect("kept");
    assert!(told.told_as.as_ref().unwrap().kinds.contains(&ChangeKind::HeadlineEdit), "how it was told stays");
}

#[test]
fn a_headline_that_wins_is_an_edit_after_all_and_one_that_loses_is_none() {
    for (winner, edits) in [(B, vec![2]), (A, vec![])] {
        let (mut life, mut record) = (Life::new(), Record::default());
        for headline in [A, B, A, B, A, B, A] {
            record.add(&life.wait(Duration::minutes(40)).page(&under(headline, STORY)));
        }
        for _ in 0..60 {
            record.add(&life.wait(Duration::hours(1)).page(&under(winner, STORY)));
        }
        assert_eq!(record.events(), ["variants_began", "variants_ended"]);
        assert!(record.1.last().unwrap().detail.starts_with(&format!("\"{winner}\" stays")), "{:?}", record.1);
        assert_eq!(record.edits(), edits, "{:#?}", record.0);
        assert!(!life.due.is_varying);
    }
}

#[test]
fn an_edit_of_the_body_among_alternating_headlines_is_told_once_and_alone() {
    let edited = with(3, BEGIN_25);
    let mut life = Life::new();
    for headline in [A, B, A, B] {
        life.wait(Duration::minutes(40)).page(&under(headline, STORY));
    }
    let visit = life.wait(Duration::minutes(40)).page(&under(A, &edited));
    let change = only_change(&visit);
    assert_eq!(change.kinds, [ChangeKind::BodyEdit]);
    assert!(change.diff_text().contains("[-24-]{+25+}"), "{}", change.diff_text());
    for headline in [B, A, B, B, A] {
        let visit = life.wait(Duration::minutes(40)).page(&under(headline, &edited));
        assert!(visit.changes.is_empty() && visit.version.is_none(), "{:#?}", visit.changes);
    }
    // And one that comes together with a switch of the headline.
    let visit = life.wait(Duration::minutes(40)).page(&under(B, &STORY[..5]));
    assert_eq!(only_change(&visit).kinds, [ChangeKind::BodyEdit], "{:#?}", visit.changes);
}

#[test]
fn an_edit_that_flickers_in_copies_of_a_cache_is_an_edit_in_the_end() {
    let edited = with(3, BEGIN_25);
    let (mut life, mut record) = (Life::new(), Record::default());
    for is_new in [false, true, false, true, false, true] {
        let visit = life.wait(Duration::minutes(30)).story(if is_new { &edited } else { STORY });
        record.add(&visit);
    }
    assert_eq!(record.edits(), [0; 0]);
    assert_eq!(life.past.variants.as_ref().unwrap().field, Varying::Text);
    for _ in 0..30 {
        record.add(&life.wait(Duration::hours(1)).story(&edited));
    }
    assert_eq!(record.edits(), [2], "{:#?}", record.0);
    assert_eq!(record.0[&2].0, [ChangeKind::BodyEdit]);
}

#[test]
fn a_third_text_that_goes_again_soon_was_one_more_of_them() {
    let (mut life, mut record) = (Life::new(), Record::default());
    for headline in [A, B, A, B, C, A, C, B] {
        record.add(&life.wait(Duration::minutes(40)).page(&under(headline, STORY)));
    }
    assert_eq!(record.edits(), [0; 0], "{:#?}", record.0);
    let group = life.past.variants.as_ref().expect("a group");
    assert_eq!(group.texts.iter().map(|t| t.seen).collect::<Vec<_>>(), [3, 3, 2]);
}

#[test]
fn an_unchanged_answer_counts_as_a_sight_of_what_was_shown_last() {
    let mut life = Life::new();
    for headline in [A, B, A, B] {
        life.wait(Duration::minutes(40)).page(&under(headline, STORY));
    }
    let same = life.wait(Duration::minutes(40)).page(&under(B, STORY));
    assert_eq!(same.attempt.outcome, Outcome::SameBytes);
    assert!(!same.is_same_text, "it is not the text of the newest version");
    let url = life.due.url.clone();
    life.wait(Duration::minutes(40)).attempt(Fetched::NotModified { final_url: url, redirects: Vec::new() });
    assert_eq!(life.past.variants.as_ref().unwrap().texts.iter().map(|t| t.seen).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn edits_before_a_copy_lagged_stay_edits_and_so_does_what_it_lagged_behind() {
    let [second, third, fourth, fifth] = [BEGIN_25, BEGIN_26, BEGIN_27, BEGIN_28].map(|line| with(3, line));
    let (mut life, mut record) = (Life::new(), Record::default());
    let first: Vec<&str> = STORY.to_vec();
    for text in [&first, &second, &third, &fourth, &third, &fourth, &fifth] {
        record.add(&life.wait(Duration::hours(2)).story(text));
    }
    let edits = record.edits();
    assert!(edits.contains(&2) && edits.contains(&3), "what came before is no text in turn: {:#?}", record.0);
    for _ in 0..16 {
        record.add(&life.wait(Duration::hours(1)).story(&fifth));
    }
    assert!(record.edits().contains(&4), "the text that was seen last had been an edit: {:#?}", record.0);
}

#[test]
fn a_new_text_among_those_in_turn_is_an_edit_though_it_goes_again() {
    let [other, edited] = [BEGIN_25, BEGIN_26].map(|line| with(3, line));
    let (mut life, mut record) = (Life::new(), Record::default());
    let first: Vec<&str> = STORY.to_vec();
    for text in [&first, &other, &first, &other, &edited, &first] {
        record.add(&life.wait(Duration::hours(1)).story(text));
    }
    assert!(!record.edits().is_empty(), "{:#?}", record.0);
}

#[test]
fn a_headline_with_another_number_among_those_in_turn_is_an_edit_though_it_goes_again() {
    let (of_12, of_17) = ("Fish market to close in 12 weeks", "Fish market to close in 17 weeks");
    let (mut life, mut record) = (Life::new(), Record::default());
    for headline in [of_12, B, of_12, B, of_17, B, of_17, B] {
        record.add(&life.wait(Duration::minutes(40)).page(&under(headline, STORY)));
    }
    assert!(!record.edits().is_empty(), "{:#?}", record.0);
}

#[test]
fn an_edit_made_to_both_of_two_bodies_in_turn_is_one_edit_and_one_group() {
    const OTHER: &str = "Traders had asked in vain for a roof over the way from the yard to the quay.";
    const BEGIN: &str = "The work is to begin on 24 March and will cost 2.5 million crowns.";
    let (a, b) = (STORY.to_vec(), with(4, OTHER));
    let edit = |text: &[&'static str]| -> Vec<&'static str> {
        text.iter().map(|line| if line.contains("1.5 million") { BEGIN } else { *line }).collect()
    };
    let (a_edited, b_edited) = (edit(&a), edit(&b));
    for (first, second) in [(&a_edited, &b_edited), (&b_edited, &a_edited)] {
        let (mut life, mut record) = (Life::new(), Record::default());
        for text in [&a, &b, &a, &b, &a, &b] {
            record.add(&life.wait(Duration::hours(1)).story(text));
        }
        assert_eq!(record.edits(), [0; 0]);
        for text in [first, second, first, second, first, second, second, first] {
            record.add(&life.wait(Duration::hours(1)).story(text));
        }
        let edits = record.edits();
        assert_eq!(edits.len(), 1, "told once: {:#?}", record.0);
        let (kinds, severity, summary) = &record.0[&edits[0]];
        assert_eq!((kinds.as_slice(), *severity), (&[ChangeKind::BodyEdit][..], Severity::Major));
        assert!(summary.contains("numbers changed") && summary.contains("~1 sentence"), "{summary}");
        let began = record.events().iter().filter(|kind| **kind == "variants_began").count();
        assert_eq!(began, 1, "one group");
        let group = life.past.variants.as_ref().expect("a group");
        assert!(group.ended_at.is_none());
        assert_eq!(group.texts.len(), 4, "the texts before and after: {:#?}", group.texts);
    }
}
