//! Edit operations: what was done to an article's text, with enough text to show it without the versions.

use std::fmt::{self, Display, Write};

use serde::{Deserialize, Serialize};

/// A part of an article that is compared for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Headline,
    AltHeadline,
    Section,
    Issue,
    Standfirst,
    Byline,
    Body,
    Caption,
    Note,
    Published,
    Modified,
    CanonicalUrl,
    Language,
}

impl Field {
    /// The field's name in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Headline => "headline",
            Field::AltHeadline => "other headline",
            Field::Section => "section",
            Field::Issue => "issue",
            Field::Standfirst => "standfirst",
            Field::Byline => "byline",
            Field::Body => "body",
            Field::Caption => "caption",
            Field::Note => "note",
            Field::Published => "published",
            Field::Modified => "modified",
            Field::CanonicalUrl => "canonical address",
            Field::Language => "language",
        }
    }
}

/// What was done to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A field of one text: `None` where it was or is not there.
    Value { field: Field, old: Option<String>, new: Option<String>, runs: Vec<Run> },
    /// The body, block by block in the order of the new text.
    Body { blocks: Vec<BlockEdit> },
}

/// What was done to one block of the body, or to a run of blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockEdit {
    /// Blocks that stayed as they were.
    Unchanged {
        blocks: usize,
    },
    /// An unchanged block beside a changed one, shown for context.
    Context {
        text: String,
    },
    Added {
        text: String,
    },
    Deleted {
        text: String,
    },
    Edited {
        runs: Vec<Run>,
    },
    /// A block that stands elsewhere now: `blocks_up` positions nearer to the top (negative: to the end); `runs`
    /// holds its inner edits, one equal run where there are none.
    Moved {
        blocks_up: i64,
        runs: Vec<Run>,
    },
    /// The place that a moved block left, with its first words.
    MovedFrom {
        stub: String,
    },
    /// One block became `into` blocks; the runs hold `¶` where they part.
    Split {
        into: usize,
        runs: Vec<Run>,
    },
    /// `from` blocks became one.
    Merged {
        from: usize,
        runs: Vec<Run>,
    },
}

/// A piece of text that was kept, taken out or put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub op: Op,
    pub text: String,
}

impl Run {
    /// A run of `op`.
    pub fn new(op: Op, text: impl Into<String>) -> Self {
        Run { op, text: text.into() }
    }
}

/// What happened to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Equal,
    Delete,
    Insert,
}

/// How the two ends of a mark are written, so that one walk serves plain text, terminals, Markdown and HTML.
pub trait Marks {
    /// Writes `text` as kept, deleted or inserted.
    fn run(&self, out: &mut dyn Write, op: Op, text: &str) -> fmt::Result;
    /// Writes a remark of ours ("6 paragraphs unchanged").
    fn remark(&self, out: &mut dyn Write, text: &str) -> fmt::Result {
        out.write_str(text)
    }
}

/// Plain text: `[-gone-]{+new+}`.
pub struct PlainMarks;

impl Marks for PlainMarks {
    fn run(&self, out: &mut dyn Write, op: Op, text: &str) -> fmt::Result {
        match op {
            Op::Equal => out.write_str(text),
            Op::Delete => write!(out, "[-{text}-]"),
            Op::Insert => write!(out, "{{+{text}+}}"),
        }
    }
}

/// Edits as text, one operation a line.
pub struct EditText<'a, M: Marks> {
    pub edits: &'a [Edit],
    pub marks: M,
}

impl<M: Marks> Display for EditText<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, edit) in self.edits.iter().enumerate() {
            if i > 0 {
                f.write_char('\n')?;
            }
            match edit {
                Edit::Value { field, old, new, runs } => self.value(f, *field, old.as_deref(), new.as_deref(), runs)?,
                Edit::Body { blocks } => self.body(f, blocks)?,
            }
        }
        Ok(())
    }
}

impl<M: Marks> EditText<'_, M> {
    fn value(
        &self,
        f: &mut fmt::Formatter<'_>,
        field: Field,
        old: Option<&str>,
        new: Option<&str>,
        runs: &[Run],
    ) -> fmt::Result {
        self.marks.remark(f, field.as_str())?;
        f.write_str(": ")?;
        match (old, new) {
            // A headline is read whole: old, then new, never in fragments.
            (Some(old), Some(new)) if runs.is_empty() || field == Field::Headline => {
                self.marks.run(f, Op::Delete, old)?;
                f.write_str(" -> ")?;
                self.marks.run(f, Op::Insert, new)
            }
            (Some(_), Some(_)) => self.runs(f, runs),
            (Some(old), None) => self.marks.run(f, Op::Delete, old),
            (None, Some(new)) => self.marks.run(f, Op::Insert, new),
            (None, None) => Ok(()),
        }
    }

    fn body(&self, f: &mut fmt::Formatter<'_>, blocks: &[BlockEdit]) -> fmt::Result {
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                f.write_char('\n')?;
            }
            self.block(f, block)?;
        }
        Ok(())
    }

    fn block(&self, f: &mut fmt::Formatter<'_>, block: &BlockEdit) -> fmt::Result {
        match block {
            BlockEdit::Unchanged { blocks: 1 } => self.marks.remark(f, "… 1 paragraph unchanged …"),
            BlockEdit::Unchanged { blocks } => self.marks.remark(f, &format!("… {blocks} paragraphs unchanged …")),
            BlockEdit::Context { text } => self.marks.run(f, Op::Equal, text),
            BlockEdit::Added { text } => self.marks.run(f, Op::Insert, text),
            BlockEdit::Deleted { text } => self.marks.run(f, Op::Delete, text),
            BlockEdit::Edited { runs } => self.runs(f, runs),
            BlockEdit::Moved { blocks_up, runs } => {
                let way = if *blocks_up > 0 { "up" } else { "down" };
                self.marks.remark(f, &format!("(moved {way} {} ¶) ", blocks_up.unsigned_abs()))?;
                self.runs(f, runs)
            }
            BlockEdit::MovedFrom { stub } => self.marks.remark(f, &format!("(moved from here: {stub} …)")),
            BlockEdit::Split { into, runs } => {
                self.marks.remark(f, &format!("(split in {into} at ¶) "))?;
                self.runs(f, runs)
            }
            BlockEdit::Merged { from, runs } => {
                self.marks.remark(f, &format!("(merged from {from} at ¶) "))?;
                self.runs(f, runs)
            }
        }
    }

    fn runs(&self, f: &mut fmt::Formatter<'_>, runs: &[Run]) -> fmt::Result {
        runs.iter().try_for_each(|r| self.marks.run(f, r.op, &r.text))
    }
}
