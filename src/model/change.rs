//! What happened between two versions, as an editor would say it.

use serde::{Deserialize, Serialize};

use super::{Edit, EditText, PlainMarks, Timestamp};

/// A difference between two articles, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who did it.
    pub cause: Cause,
    /// What was changed, each kind once, in the order of the enum.
    pub kinds: Vec<ChangeKind>,
    /// What is remarkable about it, each flag once.
    pub flags: Vec<Flag>,
    pub severity: Severity,
    /// Whether the page tells its readers; `None` where there is nothing to tell (no text edit).
    pub disclosure: Option<Disclosure>,
    pub counts: Counts,
    /// One sentence.
    pub summary: String,
    pub edits: Vec<Edit>,
    /// The edits are cut or coarse because the texts were too large to compare word by word.
    pub is_coarse: bool,
    /// The last visit that saw the old text, if there was one.
    pub last_seen_old_at: Option<Timestamp>,
    /// The first visit that saw the new text.
    pub first_seen_new_at: Timestamp,
    /// Number of the version before, in the page's history.
    pub old_version: Option<u32>,
    /// Number of the version after; the same as before where only a claim moved.
    pub new_version: Option<u32>,
    /// The number of the older version that this one equals again.
    pub reverted_to: Option<u32>,
}

impl Change {
    /// The edits as plain text with `[-gone-]{+new+}` marks.
    pub fn diff_text(&self) -> String {
        EditText { edits: &self.edits, marks: PlainMarks }.to_string()
    }
}

impl Change {
    /// Takes in what came later on the same live page: one digest tells of both.
    pub fn digest(&mut self, more: &Change) {
        self.new_version = more.new_version;
        self.summary = digest_summary(&self.summary, &more.summary);
        self.is_coarse |= more.is_coarse;
        let (sum, counts) = (&mut self.counts, &more.counts);
        sum.paragraphs_added = sum.paragraphs_added.saturating_add(counts.paragraphs_added);
        sum.words_added = sum.words_added.saturating_add(counts.words_added);
        sum.words_after = counts.words_after;
        // The newest stands first, as on the page.
        self.edits.splice(0..0, more.edits.iter().cloned());
    }
}

/// What two digests of new entries say together.
pub fn digest_summary(first: &str, more: &str) -> String {
    let count = |said: &str| said.strip_prefix("entries: ")?.strip_suffix(" new")?.parse::<u64>().ok();
    match (count(first), count(more)) {
        (Some(a), Some(b)) => format!("entries: {} new", a.saturating_add(b)),
        (Some(_), None) => first.to_owned(),
        (None, _) => more.to_owned(),
    }
}

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// All values, in order.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The name in the database, in JSON and on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.as_str() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

named!(
    /// Who changed the text.
    Cause {
        /// The publisher.
        Publisher = "publisher",
        /// Our selectors or our extractor: never reported as an edit.
        Rules = "rules",
    }
);

named!(
    /// What was changed.
    ChangeKind {
        HeadlineEdit = "headline_edit",
        AltHeadlineEdit = "alt_headline_edit",
        SectionEdit = "section_edit",
        IssueEdit = "issue_edit",
        StandfirstEdit = "standfirst_edit",
        BylineEdit = "byline_edit",
        BodyEdit = "body_edit",
        CaptionEdit = "caption_edit",
        NoteAdded = "note_added",
        NoteEdited = "note_edited",
        NoteRemoved = "note_removed",
        TimestampOnly = "timestamp_only",
        PublishedChanged = "published_changed",
        TimestampRegressed = "timestamp_regressed",
        Cosmetic = "cosmetic",
        Rewrite = "rewrite",
        Reverted = "reverted",
        Variant = "variant",
        SiteChange = "site_change",
        UrlMoved = "url_moved",
        CanonicalChanged = "canonical_changed",
        LanguageSwitch = "language_switch",
        LiveUpdate = "live_update",
        Replaced = "replaced",
        Removed = "removed",
        Retracted = "retracted",
        Restored = "restored",
        Reextracted = "reextracted",
    }
);

impl ChangeKind {
    /// Whether the text after it belongs to another article, or to the article in another language: what holds for the
    /// texts before it (their silent edits, their age) says nothing of those after.
    pub fn opens_lineage(self) -> bool {
        matches!(self, ChangeKind::Replaced | ChangeKind::LanguageSwitch)
    }
}

named!(
    /// What a reader should look at.
    Flag {
        NumberChanged = "number_changed",
        DateInTextChanged = "date_in_text_changed",
        NegationChanged = "negation_changed",
        QuotedTextChanged = "quoted_text_changed",
        QuoteMarksAdded = "quote_marks_added",
        QuoteMarksRemoved = "quote_marks_removed",
        NameChanged = "name_changed",
        CaseOnly = "case_only",
        PunctuationOnly = "punctuation_only",
        TypoLike = "typo_like",
        LeadTouched = "lead_touched",
        TailTouched = "tail_touched",
        LinksChanged = "links_changed",
        ImageChanged = "image_changed",
        CreditChanged = "credit_changed",
    }
);

named!(
    /// How much it matters, the least first.
    Severity {
        None = "none",
        Trace = "trace",
        Cosmetic = "cosmetic",
        Info = "info",
        Minor = "minor",
        Major = "major",
        Alert = "alert",
    }
);

named!(
    /// Whether the page tells its readers of a text edit.
    Disclosure {
        /// A note says what was changed.
        Proper = "proper",
        /// Only the modified time or an "Updated" label moved.
        Technical = "technical",
        /// Neither, although the page states a modified time.
        Silent = "silent",
        /// The page never states a modified time.
        Undeclarable = "undeclarable",
        /// A note or the modified time moved without any edit of the text.
        Empty = "empty",
    }
);

/// How much was changed. Sentences and words are counted in the body, words in all text fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub sentences_added: u32,
    pub sentences_deleted: u32,
    pub sentences_edited: u32,
    pub sentences_merged: u32,
    pub sentences_split: u32,
    /// Within their paragraph.
    pub sentences_moved: u32,
    pub paragraphs_added: u32,
    pub paragraphs_deleted: u32,
    pub paragraphs_edited: u32,
    pub paragraphs_moved: u32,
    pub paragraphs_split: u32,
    pub paragraphs_merged: u32,
    pub words_added: u32,
    pub words_removed: u32,
    pub words_before: u32,
    pub words_after: u32,
}
