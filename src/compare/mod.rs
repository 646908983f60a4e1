//! Two articles to what happened between them: noise out, field by field, never a fact hidden.
//!
//! [`sift`] takes whole volatile blocks out of an article and names the rule for each; [`lessons`] says which blocks
//! repeat on a site's articles and are no part of any. [`compare`] judges two sifted
//! articles on three levels: stored text, folded text, edit. It knows nothing of the page's history: reversions,
//! variants and states are decided by who holds that history, with the help of [`hashes`] and [`suspicion`].

mod align;
mod body;
mod boilerplate;
mod bridge;
mod canon;
mod captions;
mod disclosure;
mod exact;
mod field_steps;
mod fields;
mod findings;
mod flags;
mod hashes;
mod lexicon;
mod links;
mod live;
mod moves;
mod noise;
mod notes;
mod passage;
mod reword;
mod sentence_pairs;
mod sentences;
mod severity;
mod shift;
mod site_blocks;
mod summary;
mod suspicion;
mod times;
mod tokens;
mod weight;
mod words;

#[cfg(test)]
mod tests;

use crate::model::{Article, ChangeKind, Counts, Disclosure, Edit, Flag, Severity, Suppressed, Timestamp};

pub use boilerplate::{Candidate, SeenPage, candidates, lessons, sight};
pub use bridge::bridge;
pub use canon::{fold, plain};
pub use exact::exact_runs;
pub use hashes::hashes;
pub use live::Entries;
pub use noise::{Sifted, sift, sift_knowing};
pub use site_blocks::{Spread, block_sights, claim_knowing, compare_knowing};
pub use suspicion::{holds, is_retraction, suspicion};
pub use weight::Reason;

/// The revision of the comparison's code: raised whenever the same two articles could be judged differently.
pub const REVISION: u32 = 5;

/// How equal two articles are, the most equal first; a comparison has the least equal level that it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Equality {
    /// The stored texts and the claims are equal.
    Same,
    /// Only things that are no edit differ: the form of a time, a claim that came or went, an age notice.
    Trace,
    /// The stored texts differ, the folded ones do not; or only breaks, kinds of blocks, links and pictures.
    Cosmetic,
    /// A claim of the page differs (a time, a section, another headline), not its text. `kinds` holds
    /// [`ChangeKind::Cosmetic`] where the typography differs as well.
    Claim,
    /// The folded text of headline, standfirst, byline, body, captions or notes differs.
    Edit,
}

impl Equality {
    /// The level's name in traces.
    pub fn as_str(self) -> &'static str {
        match self {
            Equality::Same => "same",
            Equality::Trace => "trace",
            Equality::Cosmetic => "cosmetic",
            Equality::Claim => "claim",
            Equality::Edit => "edit",
        }
    }
}

/// What happened between two articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub equality: Equality,
    /// Each kind once, in the order of the enum.
    pub kinds: Vec<ChangeKind>,
    /// Each flag once, in the order of the enum.
    pub flags: Vec<Flag>,
    pub severity: Severity,
    pub disclosure: Option<Disclosure>,
    pub counts: Counts,
    /// One sentence.
    pub summary: String,
    pub edits: Vec<Edit>,
    /// The texts were too large to be compared word by word throughout.
    pub is_coarse: bool,
    /// The likeness of the bodies' words, 0 to 1.
    pub similarity: f64,
    /// What was found on one side only and is no part of the article.
    pub suppressed: Vec<Suppressed>,
    /// What became of the entries of a live page.
    pub entries: Option<Entries>,
    /// Why each kind weighs what it does, and by what fact the disclosure is what it is.
    pub reasons: Vec<Reason>,
    pub disclosed_by: Option<&'static str>,
}

/// What a comparison must know besides the two articles.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The last visit that saw the old text.
    pub old_seen_at: Timestamp,
    /// The visit that saw the new text.
    pub new_seen_at: Timestamp,
    /// The site's modified times move when its texts do, and not otherwise.
    pub is_modified_trusted: bool,
}

/// Compares two sifted articles.
///
/// The same inputs give the same answer, and the counts of `compare(b, a)` mirror those of `compare(a, b)`. Work is
/// bounded by size: beyond it the marks get coarser, never the verdict.
pub fn compare(old: &Article, new: &Article, context: &Context) -> Comparison {
    let (old, new) = notes::aligned(old, new);
    let (old, new) = (old.as_ref(), new.as_ref());
    let mut findings = findings::Findings::new(old, new);
    if old == new && old.age_notice.is_none() {
        return findings.conclude(context); // nothing to look for
    }
    fields::headline(&mut findings);
    fields::line_fields(&mut findings);
    fields::body(&mut findings);
    fields::captions(&mut findings);
    fields::notes(&mut findings);
    fields::labels(&mut findings);
    fields::times(&mut findings, context);
    findings.conclude(context)
}
