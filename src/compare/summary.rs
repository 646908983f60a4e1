//! A change in one sentence.

use crate::model::{ChangeKind, Counts, Flag};

use super::Equality;
use super::findings::Findings;

/// The sentence: what was done to each field, then what is remarkable.
pub(super) fn of(findings: &Findings) -> String {
    let mut parts: Vec<String> = Vec::new();
    for remark in &findings.remarks {
        if !parts.contains(remark) {
            parts.push(remark.clone());
        }
    }
    if findings.kinds.contains(&ChangeKind::Cosmetic) && findings.equality == Equality::Cosmetic {
        parts.insert(0, "form only, no word changed".to_owned());
    }
    let wholes = [
        (ChangeKind::Retracted, "the text was replaced by a notice of its removal"),
        (ChangeKind::Rewrite, "the text was rewritten"),
        (ChangeKind::LanguageSwitch, "another language"),
    ];
    for (kind, text) in wholes {
        if findings.kinds.contains(&kind) {
            parts.insert(0, text.to_owned());
        }
    }
    parts.extend(findings.flags.iter().filter_map(|f| flag(*f)).map(str::to_owned));
    match (parts.is_empty(), findings.equality) {
        (true, Equality::Same) => "no change".to_owned(),
        (true, _) => "only things that are no edit".to_owned(),
        (false, _) => parts.join("; "),
    }
}

/// The body's counts: "body: +2 -1 ~3 sentences, 1 paragraph moved".
pub(super) fn of_body(counts: &Counts) -> String {
    let mut parts = Vec::new();
    let sentences = [("+", counts.sentences_added), ("-", counts.sentences_deleted), ("~", counts.sentences_edited)];
    let shown: Vec<String> = sentences.iter().filter(|(_, n)| *n > 0).map(|(sign, n)| format!("{sign}{n}")).collect();
    if !shown.is_empty() {
        let total = counts.sentences_added + counts.sentences_deleted + counts.sentences_edited;
        parts.push(format!("{} sentence{}", shown.join(" "), if total == 1 { "" } else { "s" }));
    }
    let rest = [
        (counts.sentences_split, "sentence", "split"),
        (counts.sentences_merged, "sentence", "merged"),
        (counts.sentences_moved, "sentence", "moved"),
        (counts.paragraphs_moved, "paragraph", "moved"),
        (counts.paragraphs_split, "paragraph", "split"),
        (counts.paragraphs_merged, "paragraph", "merged"),
    ];
    for (count, noun, what) in rest {
        if count > 0 {
            parts.push(format!("{count} {noun}{} {what}", if count == 1 { "" } else { "s" }));
        }
    }
    if parts.is_empty() { "body edited".to_owned() } else { format!("body: {}", parts.join(", ")) }
}

fn flag(flag: Flag) -> Option<&'static str> {
    match flag {
        Flag::NumberChanged => Some("numbers changed"),
        Flag::DateInTextChanged => Some("a date in the text changed"),
        Flag::NegationChanged => Some("a negation changed"),
        Flag::QuotedTextChanged => Some("quoted words changed"),
        Flag::QuoteMarksAdded => Some("quotation marks added"),
        Flag::QuoteMarksRemoved => Some("quotation marks removed"),
        Flag::NameChanged => Some("a name changed"),
        Flag::CaseOnly => Some("letter case only"),
        Flag::PunctuationOnly => Some("punctuation only"),
        Flag::TypoLike => Some("looks like a corrected slip"),
        // Said with their fields, or of use to filters only.
        Flag::LeadTouched | Flag::TailTouched | Flag::LinksChanged | Flag::ImageChanged | Flag::CreditChanged => None,
    }
}
