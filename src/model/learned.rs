//! Blocks that a site repeats on different articles, as they were learned from what was seen.

use std::collections::BTreeSet;

use super::{Hash, PageId, Timestamp};

/// The list that is in force for a site: folded texts of blocks that are no part of its articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    folded: BTreeSet<String>,
}

impl Learned {
    /// A list of these folded texts.
    pub fn of(folded: impl IntoIterator<Item = String>) -> Learned {
        Learned { folded: folded.into_iter().collect() }
    }

    /// Whether a block that folds to `folded` is on the list.
    pub fn holds(&self, folded: &str) -> bool {
        self.folded.contains(folded)
    }

    /// Whether nothing has been learned.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// A fingerprint of the list, part of what a version says of its making; empty for an empty list.
    pub fn revision(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let all: String = self.folded.iter().map(|text| format!("{text}\n")).collect();
        Hash::of(all.as_bytes()).to_string().chars().take(8).collect()
    }
}

/// A block to be put on a site's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The block as it read.
    pub text: String,
    pub folded: String,
    /// How many articles showed it.
    pub articles: u32,
    /// Some of their pages.
    pub seen_on: Vec<PageId>,
}

/// A learned block as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedBlock {
    pub id: i64,
    pub site: String,
    /// As it read; untrusted.
    pub text: String,
    pub folded: String,
    /// The site's list with which it was learned: 1, 2, ..
    pub list: u32,
    pub learned_at: Timestamp,
    pub articles: u32,
    /// Addresses of some of the pages that showed it.
    pub seen_on: Vec<String>,
    /// When the operator took it back.
    pub unlearned_at: Option<Timestamp>,
}
