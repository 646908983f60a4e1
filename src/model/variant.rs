//! Texts that a page shows in turn: a test of headlines, editions, copies of a cache.

use super::{Change, ChangeKind, Disclosure, Hash, Severity, Timestamp};

/// Texts that a page shows in turn, how often each was seen, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variants {
    /// Its row, if it has one yet.
    pub row: Option<i64>,
    pub field: Varying,
    /// The first visit that saw another of the texts.
    pub began_at: Timestamp,
    /// The last visit that saw another text than the visit before.
    pub switched_at: Timestamp,
    /// How often that was so.
    pub switches: u32,
    /// Visits that have seen the same text since.
    pub run: u32,
    /// The text that was seen last; `None` where it is none of these.
    pub shown: Option<usize>,
    /// The text from before first.
    pub texts: Vec<Variant>,
    pub ended_at: Option<Timestamp>,
}

/// One of the texts that a page shows in turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The headline, or the number of the version; untrusted.
    pub text: String,
    /// What tells it from the others, folded.
    pub key: Hash,
    /// The version that had it first.
    pub version: u32,
    pub seen: u32,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// What differs between texts that are shown in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Varying {
    Headline,
    /// More than the headline.
    Text,
}

impl Varying {
    /// The name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Varying::Headline => "headline",
            Varying::Text => "text",
        }
    }

    /// The value of that name.
    pub fn parse(name: &str) -> Option<Varying> {
        [Varying::Headline, Varying::Text].into_iter().find(|v| v.as_str() == name)
    }
}

impl Variants {
    /// The place of a text among these.
    pub fn place(&self, key: &Hash) -> Option<usize> {
        self.texts.iter().position(|text| text.key == *key)
    }

    /// When one of the texts was seen last.
    pub fn last_seen_at(&self) -> Option<Timestamp> {
        self.texts.iter().map(|text| text.last_seen_at).max()
    }

    /// Each text with how often it was seen.
    pub fn counted(&self) -> String {
        let said = |text: &Variant| match self.field {
            Varying::Headline => format!("\"{}\" {} times", text.text, text.seen),
            Varying::Text => format!("version {} {} times", text.text, text.seen),
        };
        self.texts.iter().map(said).collect::<Vec<_>>().join(", ")
    }
}

/// A publisher's change that made a version, as it is told now, in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub old_version: Option<u32>,
    /// The version that it made: no other change of the page made it.
    pub new_version: u32,
    pub kinds: Vec<ChangeKind>,
    pub severity: Severity,
    pub disclosure: Option<Disclosure>,
    pub summary: String,
    pub first_seen_new_at: Timestamp,
    /// How it was told first, if otherwise.
    pub told_as: Option<Telling>,
    /// A later change told the readers of it.
    pub is_disclosed: bool,
}

impl Told {
    /// The brief of a change; `None` where it made no version.
    pub fn of(change: &Change) -> Option<Told> {
        Some(Told {
            old_version: change.old_version,
            new_version: change.new_version.filter(|_| change.old_version != change.new_version)?,
            kinds: change.kinds.clone(),
            severity: change.severity,
            disclosure: change.disclosure,
            summary: change.summary.clone(),
            first_seen_new_at: change.first_seen_new_at,
            told_as: None,
            is_disclosed: false,
        })
    }

    /// How it was told first.
    pub fn first_telling(&self) -> Telling {
        let now = || Telling {
            kinds: self.kinds.clone(),
            severity: self.severity,
            disclosure: self.disclosure,
            summary: self.summary.clone(),
        };
        self.told_as.clone().unwrap_or_else(now)
    }
}

/// What is told of a change beside its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    pub kinds: Vec<ChangeKind>,
    pub severity: Severity,
    pub disclosure: Option<Disclosure>,
    pub summary: String,
}

impl Telling {
    /// In one line: `headline_edit+body_edit major silent: SUMMARY`.
    pub fn line(&self) -> String {
        let kinds = self.kinds.iter().map(|k| k.as_str()).collect::<Vec<_>>().join("+");
        let disclosure = self.disclosure.map_or(String::new(), |d| format!(" {d}"));
        format!("{kinds} {}{disclosure}: {}", self.severity, self.summary)
    }

    /// Reads such a line.
    pub fn parse(line: &str) -> Option<Telling> {
        let (facts, summary) = line.split_once(": ")?;
        let mut facts = facts.split(' ');
        let kinds = facts.next()?.split('+').map(ChangeKind::parse).collect::<Option<Vec<_>>>()?;
        let severity = Severity::parse(facts.next()?)?;
        let disclosure = facts.next().and_then(Disclosure::parse);
        Some(Telling { kinds, severity, disclosure, summary: summary.to_owned() })
    }
}

/// A change that was told before, by the version that it made, and what is told of it from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retold {
    pub new_version: u32,
    pub telling: Telling,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_is_read_back_from_its_line() {
        for disclosure in [None, Some(Disclosure::Silent)] {
            let telling = Telling {
                kinds: vec![ChangeKind::HeadlineEdit, ChangeKind::Reverted],
                severity: Severity::Major,
                disclosure,
                summary: "back to version 1; headline: rewritten".to_owned(),
            };
            assert_eq!(Telling::parse(&telling.line()), Some(telling));
        }
        assert_eq!(Telling::parse("nonsense major: x"), None);
    }
}
