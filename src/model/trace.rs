//! Which rules led to an attempt's outcome, as far as its other columns do not tell: short words, kept with it.

use std::fmt;

/// What one rule said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The body is not, byte for byte, the one judged last: it was read.
    OtherBody,
    /// The body was not read: it is, byte for byte, the one judged last.
    SameBody,
    /// The page was compared with this version, found so equal.
    Ground { n: u32, found: &'static str },
    /// It was compared with the last version as read again, or carried over, by rules that changed since.
    OtherRules,
    /// The text is not believed to be the article yet.
    Doubt(&'static str),
    /// What stands in front of the article.
    Wall(&'static str),
    /// A sign that the page is gone.
    Sign(&'static str),
    /// A condition was seen so often, of as many times as it takes to be believed; and how long, seconds, of how long.
    Ladder { sights: u32, needed: u32, lasted_s: i64, span_s: i64 },
    /// The text is one of those that are shown in turn.
    InTurn,
    /// So many blocks were left out that come and go on the whole site.
    SiteBlocks(usize),
    /// The site's modified times are not believed.
    Untrusted,
    /// A kind of the change, what it weighs, and the facts that make it so, joined by commas.
    Weighed { kind: &'static str, severity: &'static str, facts: String },
    /// Whether the page told its readers, and by what fact.
    Disclosed { how: &'static str, by: &'static str },
    /// The server's clock is so many seconds ahead of ours (behind it, if negative).
    Clock(i64),
    /// The notice of the article's age came, went or changed.
    AgeNotice,
    /// So many entries of a live page came, were edited, went, or fell off its end.
    Entries { added: u32, edited: u32, deleted: u32, fallen: u32 },
}

/// What the rules said, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace(pub Vec<Step>);

impl Trace {
    /// Adds what a rule said.
    pub fn add(&mut self, step: Step) {
        self.0.push(step);
    }
}

/// The words that are stored: `body:other ground:3 found:edit doubt:truncated sights:2/3 lasted:900/86400`.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            match step {
                Step::OtherBody => f.write_str("body:other")?,
                Step::SameBody => f.write_str("body:same")?,
                Step::Ground { n, found } => write!(f, "ground:{n} found:{found}")?,
                Step::OtherRules => f.write_str("rules:other")?,
                Step::Doubt(what) => write!(f, "doubt:{what}")?,
                Step::Wall(what) => write!(f, "wall:{what}")?,
                Step::Sign(what) => write!(f, "sign:{what}")?,
                Step::Ladder { sights, needed, lasted_s, span_s } => {
                    write!(f, "sights:{sights}/{needed} lasted:{lasted_s}/{span_s}")?
                }
                Step::InTurn => f.write_str("in_turn")?,
                Step::SiteBlocks(blocks) => write!(f, "site_blocks:{blocks}")?,
                Step::Untrusted => f.write_str("modified:untrusted")?,
                Step::Weighed { kind, severity, facts } => write!(f, "weighed:{kind}={severity}({facts})")?,
                Step::Disclosed { how, by } => write!(f, "disclosed:{how}({by})")?,
                Step::AgeNotice => f.write_str("age_notice")?,
                Step::Clock(ahead_s) => write!(f, "clock:{ahead_s}")?,
                Step::Entries { added, edited, deleted, fallen } => {
                    write!(f, "entries:+{added},~{edited},-{deleted},>{fallen}")?
                }
            }
        }
        Ok(())
    }
}
