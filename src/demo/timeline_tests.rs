//! Claims about the timeline: its data are consistent, and every kind of trap is there.

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::demo::articles::stories;

fn page(step: usize, path: &str) -> PageState {
    state_at(step).pages.into_iter().find(|page| page.story.path == path).expect("every path of the data is a page")
}

fn texts(story: &Story) -> String {
    format!("{:?}\n{}\n{}", story.standfirst, story.paragraphs.join("\n"), story.caption)
}

#[test]
fn every_act_names_a_page_and_does_something() {
    for (at, path, act) in ACTS {
        assert!((1..=STEPS).contains(at), "{path}: step {at}");
        assert!(stories().iter().any(|story| story.path == *path), "{path}");
        assert_ne!(page(at - 1, path), page(*at, path), "{path} at {at}");
        if let Act::Replace(old, _) = act {
            assert_eq!(texts(&page(at - 1, path).story).matches(old).count(), 1, "{path}: {old}");
        }
    }
}

#[test]
fn the_opening_edition_is_the_articles_as_printed() {
    let edition = state_at(0);
    assert_eq!(edition.pages.iter().map(|page| page.story.clone()).collect::<Vec<_>>(), stories());
    assert!(edition.pages.iter().all(|page| page.serving == Serving::Whole));
    assert_eq!(state_at(STEPS), state_at(STEPS + 9));
}

/// The expected changes that an editor makes to a text or a time; a removal is none.
fn text_edits() -> Vec<Expected> {
    expected().into_iter().filter(|edit| edit.kind != ChangeKind::Removed).collect()
}

#[test]
fn an_article_reads_differently_exactly_where_an_edit_is_expected() {
    let listed: BTreeSet<(usize, &str)> =
        text_edits().iter().chain(&expected_cosmetic()).map(|edit| (edit.step, edit.url_path)).collect();
    let mut found = BTreeSet::new();
    for step in 1..=STEPS {
        for (old, new) in state_at(step - 1).pages.iter().zip(state_at(step).pages.iter()) {
            if (&old.story, old.modified_step) != (&new.story, new.modified_step) {
                found.insert((step, new.story.path));
            }
        }
    }
    assert_eq!(found, listed);
}

#[test]
fn disclosure_follows_from_what_the_page_says() {
    for edit in text_edits() {
        let (old, new) = (page(edit.step - 1, edit.url_path), page(edit.step, edit.url_path));
        let is_noted = old.story.notes.len() < new.story.notes.len();
        let is_stamped = old.modified_step != new.modified_step;
        let says = match (is_noted, is_stamped, new.modified_step) {
            (true, _, _) => Disclosure::Proper,
            (false, true, _) if old.story == new.story => Disclosure::Empty,
            (false, true, _) => Disclosure::Technical,
            (false, false, Some(_)) => Disclosure::Silent,
            (false, false, None) => Disclosure::Undeclarable,
        };
        assert_eq!(edit.disclosure, Some(says), "{}", edit.about);
    }
}

#[test]
fn a_state_comes_and_goes_without_an_edit() {
    for state in expected_states() {
        let before = page(state.enters_at - 1, state.url_path);
        assert_eq!(before.serving, Serving::Whole, "{}", state.about);
        assert_ne!(page(state.enters_at, state.url_path).serving, Serving::Whole, "{}", state.about);
        match state.leaves_at {
            Some(step) => assert_eq!(page(step, state.url_path), before, "{}", state.about),
            None => assert_eq!(page(STEPS, state.url_path).serving, Serving::Gone, "{}", state.about),
        }
    }
}

#[test]
fn every_step_stands_for_three_checks_even_with_jitter() {
    for seconds in [TOTAL_MIN.as_secs(), 30, 40, 60, 600] {
        let total = Duration::from_secs(seconds);
        let starts = schedule(total);
        assert_eq!(starts.len(), STEPS + 1);
        assert_eq!(starts.first(), Some(&(Duration::ZERO, 0)));
        let length = starts[1].0 - starts[0].0;
        assert!(starts.windows(2).all(|pair| pair[1].0 - pair[0].0 == length));
        assert!(starts[STEPS].0 + length <= total);
        assert!(cadence(total).mul_f64(3.3) <= length, "{seconds} s: {:?} in {length:?}", cadence(total));
    }
}
