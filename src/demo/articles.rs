//! The twelve invented articles of the demonstration's newspaper, as first printed.
//!
//! Each lies in a text file of `stories/`: `key: value` lines, a blank line, then the paragraphs. Nothing here knows
//! how a page looks or what the newspaper does to its articles later: see `page` and `timeline`.

use chrono::{Duration, Months};

use crate::model::Timestamp;

/// The files, in the order of the front page.
const FILES: [&str; 12] = [
    include_str!("stories/ferry.txt"),
    include_str!("stories/lighthouse.txt"),
    include_str!("stories/school.txt"),
    include_str!("stories/market.txt"),
    include_str!("stories/dockers.txt"),
    include_str!("stories/shanty.txt"),
    include_str!("stories/seals.txt"),
    include_str!("stories/pilot.txt"),
    include_str!("stories/hafenbahn.txt"),
    include_str!("stories/bibliotheque.txt"),
    include_str!("stories/astillero.txt"),
    include_str!("stories/storm.txt"),
];

/// An article as the newspaper's editors see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The path of its page, with the leading slash.
    pub path: &'static str,
    pub layout: Layout,
    pub desk: Desk,
    /// The page answers with the same bytes until it is edited: no advertisement, no counters, an entity tag.
    pub is_quiet: bool,
    pub section: &'static str,
    /// Language of the text, a BCP 47 tag.
    pub language: &'static str,
    pub headline: String,
    pub standfirst: Option<String>,
    pub byline: &'static str,
    pub paragraphs: Vec<String>,
    pub caption: String,
    pub credit: &'static str,
    /// Label of the printed edition, as in "Issue 1187".
    pub issue: Option<&'static str>,
    pub age: Age,
    /// Notes on the article's own text, in the order in which they were added.
    pub notes: Vec<String>,
}

/// How a page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The newspaper's present design.
    Standard,
    /// The old design of the archive: byline above the headline, an age notice, captions given twice.
    Archive,
}

/// By which site of the configuration a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// The site with selectors.
    Selectors,
    /// The site without selectors.
    Automatic,
}

/// How old an article is when the demonstration opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Hours(u32),
    /// Calendar months.
    Months(u32),
}

impl Age {
    /// When an article of this age was published, if the newspaper opened at `opened_at`.
    pub fn published(self, opened_at: Timestamp) -> Timestamp {
        match self {
            Age::Hours(hours) => opened_at - Duration::hours(i64::from(hours)),
            Age::Months(months) => opened_at.checked_sub_months(Months::new(months)).unwrap_or(opened_at),
        }
    }
}

/// The twelve articles, in the order of the front page.
pub fn stories() -> Vec<Story> {
    FILES.iter().map(|file| read(file)).collect()
}

/// Reads one file of `stories/`.
fn read(file: &'static str) -> Story {
    let (head, body) = file.split_once("\n\n").expect("a test reads every file: a blank line ends the head");
    let key = |name: &str| {
        head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let required = |name: &str| key(name).expect("a test reads every file: the key is there");
    let number = |name: &str| key(name).and_then(|value| value.parse().ok()); // another key gives the age then
    Story {
        path: required("path"),
        layout: if key("layout") == Some("archive") { Layout::Archive } else { Layout::Standard },
        desk: if key("site") == Some("automatic") { Desk::Automatic } else { Desk::Selectors },
        is_quiet: key("quiet") == Some("yes"),
        section: required("section"),
        language: required("language"),
        headline: required("headline").to_owned(),
        standfirst: key("standfirst").map(str::to_owned),
        byline: required("byline"),
        paragraphs: body.split("\n\n").map(|text| text.trim().to_owned()).collect(),
        caption: required("caption").to_owned(),
        credit: required("credit"),
        issue: key("issue"),
        age: number("months").map(Age::Months).unwrap_or_else(|| Age::Hours(number("hours").unwrap_or(1))),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_article_is_whole_and_of_a_length_that_newspapers_print() {
        let stories = stories();
        for story in &stories {
            let words: usize = story.paragraphs.iter().map(|p| p.split_whitespace().count()).sum();
            assert!((150..=400).contains(&words), "{}: {words} words", story.path);
            assert!(story.paragraphs.iter().all(|p| !p.is_empty() && !p.contains('\n')), "{}", story.path);
            assert!(story.path.starts_with('/') && !story.path.contains(' '), "{}", story.path);
        }
        let paths: BTreeSet<&str> = stories.iter().map(|s| s.path).collect();
        assert_eq!(paths.len(), FILES.len());
    }

    #[test]
    fn the_newspaper_has_several_languages_and_both_kinds_of_sites() {
        let languages: BTreeSet<&str> = stories().iter().map(|s| s.language).collect();
        assert_eq!(languages, BTreeSet::from(["de", "en", "es", "fr"]));
        assert_eq!(stories().iter().filter(|s| s.desk == Desk::Automatic).count(), 2);
        assert_eq!(stories().iter().filter(|s| s.layout == Layout::Archive).count(), 1);
    }
}
