//! A severity with the facts that led to it, so that each verdict can be asked why.

use crate::model::{ChangeKind, Flag, Severity};

/// How much a part of a change matters, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weight {
    pub severity: Severity,
    /// The facts in words without spaces ("number_changed", "sentences:4"); empty where the kind alone says it.
    pub facts: Vec<String>,
}

impl Weight {
    /// `major` where there is a fact that makes it so, else `otherwise`.
    pub fn major_if(facts: Vec<String>, otherwise: Severity) -> Weight {
        let severity = if facts.is_empty() { otherwise } else { Severity::Major };
        Weight { severity, facts }
    }

    /// The heavier of two.
    pub fn max(self, other: Weight) -> Weight {
        if other.severity > self.severity { other } else { self }
    }
}

impl From<Severity> for Weight {
    fn from(severity: Severity) -> Weight {
        Weight { severity, facts: Vec::new() }
    }
}

/// The names of flags, as facts.
pub(super) fn named(flags: impl Iterator<Item = Flag>) -> Vec<String> {
    flags.map(|flag| flag.as_str().to_owned()).collect()
}

/// Why one kind of a change weighs what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub kind: ChangeKind,
    pub severity: Severity,
    /// The facts, in words without spaces.
    pub facts: Vec<String>,
}
