//! What each article reads at each step of the demonstration, and which of that is a true edit. Pure.
//!
//! The acts are data; [`state_at`] replays them up to a step. What differs in every response (advertisements,
//! counters, lists of other articles) is not here but in `page`: it is no act of an editor.

use std::time::Duration;

use super::articles::{Story, stories};
use crate::model::{ChangeKind, Disclosure, Severity, Suspicion};

/// Steps after the opening edition, which is step 0.
pub const STEPS: usize = 5;

/// The newspaper as it stands at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    pub step: usize,
    /// In the order of the front page; a removed article is still listed, as [`Serving::Gone`].
    pub pages: Vec<PageState>,
}

/// One article's page at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageState {
    pub story: Story,
    pub serving: Serving,
    /// The step at which the page last said that it was modified; `None` while it says so of no time.
    pub modified_step: Option<usize>,
}

/// What a request for a page is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serving {
    Whole,
    /// 410.
    Gone,
    /// 403 with the header of a bot check.
    Challenge,
    /// 200 with a page that asks for consent to cookies.
    Consent,
    /// 200 with the first paragraphs and an invitation to subscribe.
    Truncated,
}

/// A true edit: a change that the watcher is to report once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The step at which the newspaper makes it.
    pub step: usize,
    pub url_path: &'static str,
    /// The kind that must be among the change's kinds.
    pub kind: ChangeKind,
    /// The severity, where the article's text leaves no doubt about it.
    pub severity: Option<Severity>,
    pub disclosure: Option<Disclosure>,
    /// What was done, for people.
    pub about: &'static str,
}

/// A state that is no edit: the watcher reports entering and leaving it, and makes no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedState {
    pub url_path: &'static str,
    pub enters_at: usize,
    /// `None` where it lasts to the end.
    pub leaves_at: Option<usize>,
    /// `None` for a page that is gone.
    pub suspicion: Option<Suspicion>,
    pub about: &'static str,
}

const FERRY: &str = "/news/ferry-winter-crossings";
const LIGHT: &str = "/news/grey-point-light";
const SCHOOL: &str = "/news/school-roof";
const MARKET: &str = "/council/fish-market-hours";
const DOCKERS: &str = "/archive/1187/dock-strike-talks";
const SHANTY: &str = "/culture/shanty-weekend";
const SEALS: &str = "/environment/seal-count";
const PILOT: &str = "/news/pilot-boat-inquiry";
const RAILWAY: &str = "/politik/hafenbahn";
const LIBRARY: &str = "/culture/bibliotheque-flottante";
const SHIPYARD: &str = "/economia/astillero-aprendices";
const STORM: &str = "/weather/storm-shutters";

/// What an editor, or the newspaper's machinery, does to one page.
enum Act {
    /// Replaces a piece of the standfirst, of a paragraph or of the caption; the piece occurs once.
    Replace(&'static str, &'static str),
    Headline(&'static str),
    Note(&'static str),
    /// Moves the paragraph at the first index to the second.
    Move(usize, usize),
    /// Sets straight quotation marks for curly ones, as another version of the editing system would.
    StraightQuotes,
    /// States a new modified time.
    Stamp,
    Serve(Serving),
}

/// Every act in order: step, page, act.
const ACTS: &[(usize, &str, Act)] = &[
    (1, FERRY, Act::Replace("will cost 14 jobs", "will cost 41 jobs")),
    (1, RAILWAY, Act::Serve(Serving::Challenge)),
    (2, LIGHT, Act::Headline("Council blamed as Grey Point falls dark for good")),
    (2, LIGHT, Act::Stamp),
    (2, LIBRARY, Act::Serve(Serving::Consent)),
    (3, SCHOOL, Act::Replace("£2.4 million", "£1.4 million")),
    (
        3,
        SCHOOL,
        Act::Note(
            "Correction: An earlier version of this article gave the cost of the new roof as £2.4 million. \
             It is £1.4 million.",
        ),
    ),
    (3, SCHOOL, Act::Stamp),
    (3, SHANTY, Act::StraightQuotes),
    (3, SHIPYARD, Act::Serve(Serving::Truncated)),
    (3, RAILWAY, Act::Serve(Serving::Whole)),
    (4, MARKET, Act::Move(5, 1)),
    (4, SEALS, Act::Stamp),
    (4, STORM, Act::Replace("from Friday evening", "from Thursday evening")),
    (4, STORM, Act::Stamp),
    (4, LIBRARY, Act::Serve(Serving::Whole)),
    // Not at the last step: a removal is believed at a second sight, which needs more time than an edit.
    (4, PILOT, Act::Serve(Serving::Gone)),
    (5, DOCKERS, Act::Replace("Eleven of the fourteen gangs", "Nine of the fourteen gangs")),
    (5, DOCKERS, Act::Replace("The other three", "The other five")),
    (5, SHIPYARD, Act::Serve(Serving::Whole)),
];

/// The newspaper at `step`; steps after the last one are the last one.
pub fn state_at(step: usize) -> Edition {
    let mut pages: Vec<PageState> = stories()
        .into_iter()
        .map(|story| {
            // The archive's old design states no modified time; all other pages do.
            let modified_step = (story.path != DOCKERS).then_some(0);
            PageState { story, serving: Serving::Whole, modified_step }
        })
        .collect();
    for (at, path, act) in ACTS.iter().filter(|(at, _, _)| *at <= step) {
        pages.iter_mut().filter(|page| page.story.path == *path).for_each(|page| play(act, *at, page));
    }
    Edition { step: step.min(STEPS), pages }
}

fn play(act: &Act, step: usize, page: &mut PageState) {
    let story = &mut page.story;
    match act {
        Act::Replace(old, new) => every_text(story, |text| text.replace(old, new)),
        Act::Headline(new) => story.headline = (*new).to_owned(),
        Act::Note(text) => story.notes.push((*text).to_owned()),
        Act::Move(from, to) => {
            let moved = story.paragraphs.remove(*from);
            story.paragraphs.insert(*to, moved);
        }
        Act::StraightQuotes => every_text(story, |text| text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")),
        Act::Stamp => page.modified_step = Some(step),
        Act::Serve(serving) => page.serving = *serving,
    }
}

fn every_text(story: &mut Story, edit: impl Fn(&str) -> String) {
    for text in story.standfirst.iter_mut().chain(&mut story.paragraphs).chain([&mut story.caption]) {
        *text = edit(text);
    }
}

/// The true edits, in the order in which they are made.
pub fn expected() -> Vec<Expected> {
    let edit = |step, url_path, kind, severity, disclosure, about| Expected {
        step,
        url_path,
        kind,
        severity,
        disclosure: Some(disclosure),
        about,
    };
    use {ChangeKind as K, Disclosure as D, Severity as S};
    vec![
        edit(1, FERRY, K::BodyEdit, Some(S::Major), D::Silent, "14 jobs become 41, and nothing says so"),
        edit(2, LIGHT, K::HeadlineEdit, Some(S::Major), D::Technical, "the headline is written anew"),
        edit(3, SCHOOL, K::NoteAdded, Some(S::Major), D::Proper, "a sum is corrected, with a note"),
        edit(4, MARKET, K::BodyEdit, None, D::Silent, "a paragraph moves up, its words unchanged"),
        edit(4, SEALS, K::TimestampOnly, Some(S::Info), D::Empty, "a new modified time, the same text"),
        edit(4, STORM, K::StandfirstEdit, None, D::Technical, "Friday becomes Thursday in the standfirst"),
        Expected {
            disclosure: None,
            ..edit(4, PILOT, K::Removed, Some(S::Alert), D::Silent, "the article is taken away (410)")
        },
        edit(5, DOCKERS, K::BodyEdit, Some(S::Major), D::Undeclarable, "two numbers change in an old article"),
    ]
}

/// Edits of typography alone: a version each, and no line for readers who do not ask for it.
pub fn expected_cosmetic() -> Vec<Expected> {
    vec![Expected {
        step: 3,
        url_path: SHANTY,
        kind: ChangeKind::Cosmetic,
        severity: Some(Severity::Cosmetic),
        disclosure: None,
        about: "curly quotation marks become straight",
    }]
}

/// The states that are no edits.
pub fn expected_states() -> Vec<ExpectedState> {
    let state = |url_path, enters_at, leaves_at, suspicion, about| ExpectedState {
        url_path,
        enters_at,
        leaves_at,
        suspicion,
        about,
    };
    vec![
        state(RAILWAY, 1, Some(3), Some(Suspicion::Challenge), "a bot check stands before the article"),
        state(LIBRARY, 2, Some(4), Some(Suspicion::Consent), "a consent page stands before the article"),
        state(SHIPYARD, 3, Some(5), Some(Suspicion::Truncated), "only the first paragraphs are given away"),
        state(PILOT, 4, None, None, "the article is gone, and still is at a second look"),
    ]
}

/// When each step begins if the whole demonstration lasts `total`: step 0 at once, every step as long as the others.
pub fn schedule(total: Duration) -> Vec<(Duration, usize)> {
    (0..=STEPS).map(|step| (step_length(total) * u32::try_from(step).unwrap_or(u32::MAX), step)).collect()
}

/// The shortest demonstration in which every step stands for at least three checks.
pub const TOTAL_MIN: Duration = Duration::from_secs(20);

/// How often each page is to be checked, in whole seconds and at least one, so that every step of a demonstration of
/// [`TOTAL_MIN`] or more stands for at least three checks.
///
/// A little less than a third of a step, since checks are jittered by a tenth and a visit takes time itself.
pub fn cadence(total: Duration) -> Duration {
    Duration::from_secs(step_length(total).mul_f64(10.0 / 35.0).as_secs().max(1))
}

fn step_length(total: Duration) -> Duration {
    total / u32::try_from(STEPS + 1).unwrap_or(1)
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
