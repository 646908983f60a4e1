//! What the fields' comparisons found, gathered, and the verdict over all of it.

use std::collections::BTreeSet;

use crate::model::{Article, ChangeKind, Counts, Edit, Field, Flag, Severity, Suppressed};

use super::passage::{Passage, dice};
use super::reword::{Reader, Reworded, Tally, reword};
use super::tokens::Vocabulary;
use super::weight::{Reason, Weight};
use super::words::Effort;
use super::{Comparison, Context, Equality, disclosure, severity, summary, suspicion};

/// Above this share of new sentences, under a headline that still overlaps, an article is rewritten.
const REWRITE_SHARE: f64 = 0.7;
const REWRITE_HEADLINE_MIN: f64 = 0.3;
/// Below this overlap a text in another language is another edition.
const LANGUAGE_OVERLAP_MAX: f64 = 0.3;

/// The findings so far, and what the comparisons share.
pub(super) struct Findings<'a> {
    pub old: &'a Article,
    pub new: &'a Article,
    pub vocabulary: Vocabulary,
    pub effort: Effort,
    pub equality: Equality,
    pub severity: Severity,
    pub kinds: BTreeSet<ChangeKind>,
    pub flags: BTreeSet<Flag>,
    /// Counts of the body, and words of all fields.
    pub counts: Counts,
    pub edits: Vec<Edit>,
    /// What the summary says, field by field.
    pub remarks: Vec<String>,
    /// Whether a note was added or edited that says what happened; `None` where none was at all.
    pub told: Option<bool>,
    /// What a note says was reworded.
    pub is_note_reworded: bool,
    /// Sentences of the body before and after.
    pub sentences: (u32, u32),
    pub similarity: f64,
    pub headline_overlap: f64,
    /// Blocks of which only one side has any, and which are no part of the article.
    pub suppressed: Vec<Suppressed>,
    /// Why each kind weighs what it does.
    pub reasons: Vec<Reason>,
    /// Flags that say "only", one set for each edited field: they stand if all agree.
    only: Vec<BTreeSet<Flag>>,
}

impl<'a> Findings<'a> {
    pub fn new(old: &'a Article, new: &'a Article) -> Self {
        Findings {
            old,
            new,
            vocabulary: Vocabulary::default(),
            effort: Effort::new(),
            equality: Equality::Same,
            severity: Severity::None,
            kinds: BTreeSet::new(),
            flags: BTreeSet::new(),
            counts: Counts::default(),
            edits: Vec::new(),
            remarks: Vec::new(),
            told: None,
            is_note_reworded: false,
            sentences: (0, 0),
            similarity: 1.0,
            headline_overlap: 1.0,
            suppressed: Vec::new(),
            reasons: Vec::new(),
            only: Vec::new(),
        }
    }

    /// Raises the verdict to at least this.
    pub fn raise(&mut self, equality: Equality, severity: Severity) {
        self.equality = self.equality.max(equality);
        self.severity = self.severity.max(severity);
    }

    /// Only the typography, the breaks or what lies under the text differs.
    pub fn cosmetic(&mut self) {
        self.kinds.insert(ChangeKind::Cosmetic);
        self.raise(Equality::Cosmetic, Severity::Cosmetic);
    }

    /// Only lists of links at the ends of the body came or went.
    pub fn shifted(&mut self, blocks: Vec<Suppressed>) {
        self.suppressed.extend(blocks);
        self.raise(Equality::Trace, Severity::Trace);
    }

    /// An edit of the text.
    pub fn edit(&mut self, kind: ChangeKind, weight: impl Into<Weight>) {
        let Weight { severity, facts } = weight.into();
        self.kinds.insert(kind);
        self.reasons.push(Reason { kind, severity, facts });
        self.raise(Equality::Edit, severity);
    }

    /// A claim of the page that moved.
    pub fn claim(&mut self, kind: ChangeKind, severity: Severity, remark: String) {
        self.kinds.insert(kind);
        self.reasons.push(Reason { kind, severity, facts: Vec::new() });
        self.raise(Equality::Claim, severity);
        self.remarks.push(remark);
    }

    /// Compares a field of one text word by word; counts its words.
    pub fn reword(&mut self, old: &str, new: &str) -> (Reworded, f64) {
        let (found, overlap) = self.diff(old, new);
        self.count_words(&found.tally);
        (found, overlap)
    }

    /// What differs between two parts of a field, whose words are counted with the whole.
    pub fn look(&mut self, old: &str, new: &str) -> Tally {
        self.diff(old, new).0.tally
    }

    fn diff(&mut self, old: &str, new: &str) -> (Reworded, f64) {
        let (a, b) = (Passage::new(old, &mut self.vocabulary), Passage::new(new, &mut self.vocabulary));
        let mut reader =
            Reader { vocabulary: &self.vocabulary, effort: &mut self.effort, language: self.new.language.as_deref() };
        (reword(&a, &b, &mut reader), dice(&a.bag, &b.bag))
    }

    /// Shows a field of one text.
    pub fn show(&mut self, field: Field, old: Option<&str>, new: Option<&str>, runs: Vec<crate::model::Run>) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        self.edits.push(Edit::Value { field, old: own(old), new: own(new), runs });
    }

    /// Adds the words of a field of one text that came or went whole.
    pub fn count_whole(&mut self, old: Option<&str>, new: Option<&str>) {
        let mut words = |text: Option<&str>| {
            u32::try_from(text.map_or(0, |t| Passage::new(t, &mut self.vocabulary).words())).unwrap_or(u32::MAX)
        };
        let (gone, came) = (words(old), words(new));
        self.counts.words_removed = self.counts.words_removed.saturating_add(gone);
        self.counts.words_added = self.counts.words_added.saturating_add(came);
        self.only.push(BTreeSet::new());
    }

    fn count_words(&mut self, tally: &Tally) {
        self.counts.words_added = self.counts.words_added.saturating_add(tally.counts.words_added);
        self.counts.words_removed = self.counts.words_removed.saturating_add(tally.counts.words_removed);
    }

    /// Takes over the flags of an edited field.
    pub fn take_flags(&mut self, tally: &Tally) {
        let is_only = |f: &Flag| matches!(f, Flag::CaseOnly | Flag::PunctuationOnly | Flag::TypoLike);
        let (only, flags): (BTreeSet<Flag>, BTreeSet<Flag>) = tally.all_flags().into_iter().partition(is_only);
        self.flags.extend(flags);
        self.only.push(only);
    }

    /// The verdict over everything.
    pub fn conclude(mut self, context: &Context) -> Comparison {
        // "Only" holds for the whole change or not at all.
        if let Some((first, rest)) = self.only.split_first() {
            self.flags.extend(first.iter().filter(|f| rest.iter().all(|only| only.contains(f))));
        }
        self.count_all_words();
        if self.equality == Equality::Edit {
            self.judge_whole();
        } else if self.old != self.new {
            self.raise(Equality::Trace, Severity::Trace);
        }
        let disclosure = disclosure::of(&self, context);
        Comparison {
            summary: summary::of(&self),
            equality: self.equality,
            kinds: self.kinds.into_iter().collect(),
            flags: self.flags.into_iter().collect(),
            severity: self.severity,
            disclosure: disclosure.map(|(disclosure, _)| disclosure),
            counts: self.counts,
            edits: self.edits,
            is_coarse: self.effort.is_coarse,
            similarity: self.similarity,
            suppressed: self.suppressed,
            entries: None,
            reasons: self.reasons,
            disclosed_by: disclosure.map(|(_, why)| why),
        }
    }

    /// Words of the fields beside the body, which has counted its own.
    fn count_all_words(&mut self) {
        let mut count = |article: &Article| {
            let fields = [&article.headline, &article.standfirst, &article.byline];
            let texts = fields.into_iter().flatten().map(String::as_str);
            let texts = texts.chain(article.captions.iter().map(|c| c.text.as_str()));
            let texts = texts.chain(article.notes.iter().map(|n| n.text.as_str()));
            let sum: usize = texts.map(|t| Passage::new(t, &mut self.vocabulary).words()).sum();
            u32::try_from(sum).unwrap_or(u32::MAX)
        };
        let (before, after) = (count(self.old), count(self.new));
        self.counts.words_before = self.counts.words_before.saturating_add(before);
        self.counts.words_after = self.counts.words_after.saturating_add(after);
    }

    /// What holds for the article as a whole: rewritten, retracted, another language, a live page.
    fn judge_whole(&mut self) {
        let share = f64::from(self.counts.sentences_added) / f64::from(self.sentences.1.max(1));
        if self.kinds.contains(&ChangeKind::BodyEdit)
            && self.sentences.1 >= severity::REWRITE_SENTENCES_MIN
            && share > REWRITE_SHARE
            && self.headline_overlap >= REWRITE_HEADLINE_MIN
        {
            let facts = vec![format!("new_sentences:{}/{}", self.counts.sentences_added, self.sentences.1)];
            self.edit(ChangeKind::Rewrite, Weight { severity: Severity::Major, facts });
        }
        let is_growth = self.counts.sentences_deleted + self.counts.sentences_edited == 0;
        if self.new.is_live && self.old.is_live && self.kinds.contains(&ChangeKind::BodyEdit) {
            self.kinds.insert(ChangeKind::LiveUpdate);
            if is_growth && self.kinds.len() == 2 {
                self.severity = Severity::Info;
                let facts = vec!["growth_only".to_owned()];
                self.reasons = vec![Reason { kind: ChangeKind::LiveUpdate, severity: Severity::Info, facts }];
            }
        }
        let languages = (self.old.language.as_deref(), self.new.language.as_deref());
        let base = |tag: &'a str| tag.split('-').next().unwrap_or(tag);
        if let (Some(from), Some(to)) = languages
            && base(from) != base(to)
            && self.similarity < LANGUAGE_OVERLAP_MAX
        {
            // Every word is another one, and none was edited.
            self.kinds = BTreeSet::from([ChangeKind::LanguageSwitch]);
            self.flags.clear();
            let facts = vec![format!("{from}>{to}"), format!("overlap:{:.2}", self.similarity)];
            self.reasons = vec![Reason { kind: ChangeKind::LanguageSwitch, severity: Severity::Info, facts }];
            self.severity = Severity::Info;
            self.remarks = vec![format!("from {from} to {to}")];
            return;
        }
        if suspicion::is_retraction(self.old, self.new) {
            self.edit(ChangeKind::Retracted, Severity::Alert);
        }
    }
}
