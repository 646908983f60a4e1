//! The article field by field: what differs, and what that comes to.

use crate::model::{AltHeadline, Article, Caption, ChangeKind, Edit, Field, Flag, Note, Op, Run, Severity};

use super::body::{self, BodyChange};
use super::canon::fold;
use super::findings::Findings;
use super::links::{self, LinkChange};
use super::passage::dice;
use super::reword::append;
use super::times::{self, TimeChange};
use super::weight::Weight;
use super::{Context, Equality, captions, notes, severity, shift, summary};

/// A headline that shares fewer of its words is a rewrite.
const REWRITE_OVERLAP: f64 = 0.5;

/// The visible headline. One that is missing on either side was not read, and is no edit.
pub(super) fn headline(findings: &mut Findings) {
    let Some((old, new)) = comparable_headlines(findings.old, findings.new) else { return };
    if old == new {
        return;
    }
    if fold(old) == fold(new) {
        findings.cosmetic();
        return;
    }
    let (found, overlap) = findings.reword(old, new);
    let mut tally = found.tally;
    // In a headline every word may have a capital: that is style, not a name.
    tally.flags.remove(&Flag::NameChanged);
    let is_rewrite = overlap < REWRITE_OVERLAP;
    findings.headline_overlap = overlap;
    findings.take_flags(&tally);
    findings.edit(ChangeKind::HeadlineEdit, severity::of_headline(&tally, is_rewrite));
    findings.show(Field::Headline, Some(old), Some(new), found.runs);
    findings.remarks.push(if is_rewrite { "headline rewritten" } else { "headline edited" }.to_owned());
}

/// The headlines of two articles as read in the same place: the visible ones, or, where one was read elsewhere, what
/// both say there. `None` where there is no such pair.
fn comparable_headlines<'a>(old: &'a Article, new: &'a Article) -> Option<(&'a str, &'a str)> {
    let (old_text, new_text) = (old.headline.as_deref()?, new.headline.as_deref()?);
    let (Some(old_source), Some(new_source)) = (old.headline_source, new.headline_source) else {
        return Some((old_text, new_text));
    };
    if old_source == new_source {
        return Some((old_text, new_text));
    }
    let stated = |article: &'a Article, source| {
        article.alt_headlines.iter().find(|h| h.source == source).map(|h| h.text.as_str())
    };
    let then_there = stated(new, old_source).map(|text| (old_text, text));
    then_there.or_else(|| stated(old, new_source).map(|text| (text, new_text)))
}

/// Standfirst and byline.
pub(super) fn line_fields(findings: &mut Findings) {
    let (old, new) = (findings.old, findings.new);
    let lines = [
        (Field::Standfirst, ChangeKind::StandfirstEdit, &old.standfirst, &new.standfirst),
        (Field::Byline, ChangeKind::BylineEdit, &old.byline, &new.byline),
    ];
    for (field, kind, old, new) in lines {
        let (old, new) = (old.as_deref(), new.as_deref());
        if old.map(fold) == new.map(fold) {
            if old != new {
                findings.cosmetic();
            }
            continue;
        }
        let mut severity = Weight::from(Severity::Minor);
        let mut runs = Vec::new();
        if let (Some(old), Some(new)) = (old, new) {
            let (found, _) = findings.reword(old, new);
            // A byline is made of names.
            if field != Field::Byline {
                severity = severity::of_field(&found.tally);
                findings.take_flags(&found.tally);
            }
            runs = found.runs;
        } else {
            findings.count_whole(old, new);
        }
        findings.edit(kind, severity);
        findings.show(field, old, new, runs);
        findings.remarks.push(format!("{} {}", field.as_str(), done(old.is_some(), new.is_some())));
    }
}

/// What was done to a text that was or is there.
fn done(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (false, _) => "added",
        (true, false) => "removed",
        (true, true) => "edited",
    }
}

/// The body.
pub(super) fn body(findings: &mut Findings) {
    let (old, new) = (findings.old, findings.new);
    let (a, b) = body::read_both(old, new, &mut findings.vocabulary);
    let bag = |side: &[super::passage::Passage]| {
        let mut bag: Vec<u32> = side.iter().flat_map(|p| p.bag.iter().copied()).collect();
        bag.sort_unstable();
        bag
    };
    findings.similarity = dice(&bag(&a), &bag(&b));
    findings.sentences = (a.iter().map(body::sentences).sum(), b.iter().map(body::sentences).sum());
    let size = |side: &[super::passage::Passage]| side.iter().map(body::words).fold(0u32, u32::saturating_add);
    let sizes = (size(&a), size(&b));
    let change = body::compare((old, &a), (new, &b), &mut findings.vocabulary, &mut findings.effort);
    let shifted = if change.is_edit { shift::between((old, &a), (new, &b), &mut findings.vocabulary) } else { None };
    if let Some(shifted) = shifted {
        (findings.counts.words_before, findings.counts.words_after) = sizes;
        return findings.shifted(shifted);
    }
    let words = (findings.counts.words_added, findings.counts.words_removed);
    findings.counts = change.tally.counts;
    findings.counts.words_added = findings.counts.words_added.saturating_add(words.0);
    findings.counts.words_removed = findings.counts.words_removed.saturating_add(words.1);
    (findings.counts.words_before, findings.counts.words_after) = sizes;
    if change.is_edit {
        body_edit(findings, change);
    } else {
        body_form(findings, &change);
    }
}

fn body_edit(findings: &mut Findings, change: BodyChange) {
    let (before, after) = findings.sentences;
    findings.take_flags(&change.tally);
    findings.edit(ChangeKind::BodyEdit, severity::of_body(&change.tally, before.max(after), change.deleted_words_max));
    links_found(findings, change.links);
    findings.remarks.push(summary::of_body(&findings.counts));
    findings.edits.push(Edit::Body { blocks: change.blocks });
}

/// A body with the same words: breaks, kinds of blocks, typography, links.
fn body_form(findings: &mut Findings, change: &BodyChange) {
    let form = |article: &Article| -> Vec<_> { article.body.iter().map(|b| (b.kind, b.text.clone())).collect() };
    if form(findings.old) != form(findings.new) {
        findings.cosmetic();
    }
    links_found(findings, change.links);
}

fn links_found(findings: &mut Findings, found: LinkChange) {
    if found == LinkChange::Same {
        return;
    }
    findings.cosmetic();
    findings.flags.insert(Flag::LinksChanged);
    findings.remarks.push("links changed".to_owned());
    if found == LinkChange::Host {
        findings.raise(Equality::Cosmetic, Severity::Info);
    }
}

/// The captions: text and credit.
pub(super) fn captions(findings: &mut Findings) {
    for (old, new) in captions::pair(&findings.old.captions, &findings.new.captions, &mut findings.vocabulary) {
        match (old, new) {
            (Some(old), Some(new)) => caption(findings, old, new),
            _ => {
                let text = |c: Option<&Caption>| c.map(|c| c.text.clone());
                let (old, new) = (text(old), text(new));
                findings.count_whole(old.as_deref(), new.as_deref());
                findings.edit(ChangeKind::CaptionEdit, Severity::Minor);
                findings.show(Field::Caption, old.as_deref(), new.as_deref(), Vec::new());
                findings.remarks.push(format!("caption {}", done(old.is_some(), new.is_some())));
            }
        }
    }
}

fn caption(findings: &mut Findings, old: &Caption, new: &Caption) {
    let is_text = fold(&old.text) != fold(&new.text);
    let credits = (old.credit.as_deref(), new.credit.as_deref());
    let is_credit = credits.0.map(fold) != credits.1.map(fold);
    if !is_text && !is_credit {
        if old.text != new.text || credits.0 != credits.1 {
            findings.cosmetic();
        }
        if old.image.is_some() && new.image.is_some() && old.image != new.image {
            findings.cosmetic();
            findings.flags.insert(Flag::ImageChanged);
            findings.remarks.push("picture changed".to_owned());
        }
        return;
    }
    let mut severity = Weight::from(Severity::Minor);
    let mut runs = vec![Run::new(Op::Equal, new.text.as_str())];
    if is_text {
        let (found, _) = findings.reword(&old.text, &new.text);
        severity = severity::of_field(&found.tally);
        findings.take_flags(&found.tally);
        runs = found.runs;
    }
    if is_credit {
        findings.flags.insert(Flag::CreditChanged);
        let (gone, came) = (credits.0.map(|c| format!(" ({c})")), credits.1.map(|c| format!(" ({c})")));
        append(&mut runs, Op::Delete, gone.as_deref().unwrap_or(""));
        append(&mut runs, Op::Insert, came.as_deref().unwrap_or(""));
        findings.count_whole(credits.0, credits.1);
    }
    findings.edit(ChangeKind::CaptionEdit, severity);
    let whole = |c: &Caption| c.credit.as_ref().map_or(c.text.clone(), |credit| format!("{} ({credit})", c.text));
    findings.show(Field::Caption, Some(&whole(old)), Some(&whole(new)), runs);
    findings.remarks.push(if is_text { "caption edited" } else { "caption credit changed" }.to_owned());
}

/// The publisher's notes.
pub(super) fn notes(findings: &mut Findings) {
    let (old, new) = (findings.old, findings.new);
    for (before, after) in notes::pair(&old.notes, &new.notes, &mut findings.vocabulary) {
        let (kind, severity, runs, what) = match (before, after) {
            (Some(before), Some(after)) => {
                let (severity, runs) = reworded_note(findings, before, after);
                (ChangeKind::NoteEdited, severity, runs, "note edited")
            }
            (None, Some(after)) => {
                findings.told = findings.told.max(Some(notes::is_telling(after)));
                (ChangeKind::NoteAdded, severity::of_note(after), Vec::new(), "note added")
            }
            (Some(before), None) => {
                (ChangeKind::NoteRemoved, severity::of_removed_note(before), Vec::new(), "note removed")
            }
            (None, None) => continue,
        };
        let (old, new) = (before.map(|n| n.text.as_str()), after.map(|n| n.text.as_str()));
        if old.is_none() || new.is_none() {
            findings.count_whole(old, new);
        }
        findings.edit(kind, severity);
        findings.show(Field::Note, old, new, runs);
        findings.remarks.push(what.to_owned());
    }
    let stored = |article: &Article| -> Vec<String> { article.notes.iter().map(|n| n.text.clone()).collect() };
    if findings.kinds.is_disjoint(&NOTE_KINDS.into()) && stored(old) != stored(new) {
        findings.cosmetic();
    }
}

/// A note that was there before with other words.
fn reworded_note(findings: &mut Findings, old: &Note, new: &Note) -> (Weight, Vec<Run>) {
    let (found, _) = findings.reword(&old.text, &new.text);
    findings.take_flags(&found.tally);
    let (before, after) = (notes::content(&old.text), notes::content(&new.text));
    let said = (fold(&before) != fold(&after)).then(|| findings.look(&before, &after));
    findings.is_note_reworded |= said.is_some();
    findings.told = findings.told.max(Some(said.is_some() && notes::is_telling(new)));
    let weigh = |note| severity::of_reworded_note(said.as_ref(), note);
    (weigh(old).max(weigh(new)), found.runs)
}

const NOTE_KINDS: [ChangeKind; 3] = [ChangeKind::NoteAdded, ChangeKind::NoteEdited, ChangeKind::NoteRemoved];

/// Section, issue, other headlines, the canonical address: claims that are told, not edits of the text.
pub(super) fn labels(findings: &mut Findings) {
    let (old, new) = (findings.old, findings.new);
    let labels = [
        (Field::Section, ChangeKind::SectionEdit, &old.section, &new.section),
        (Field::Issue, ChangeKind::IssueEdit, &old.issue, &new.issue),
    ];
    for (field, kind, old, new) in labels {
        if let (Some(old), Some(new)) = (old, new)
            && fold(old) != fold(new)
        {
            findings.claim(kind, Severity::Info, format!("{} changed", field.as_str()));
            findings.show(field, Some(old), Some(new), Vec::new());
        }
    }
    // A new headline brings its copies along: they are told only where the visible one stayed.
    if !findings.kinds.contains(&ChangeKind::HeadlineEdit) {
        alt_headlines(findings, &old.alt_headlines, &new.alt_headlines);
    }
    if let (Some(from), Some(to)) = (&old.canonical_url, &new.canonical_url)
        && links::target(from) != links::target(to)
    {
        findings.claim(ChangeKind::CanonicalChanged, Severity::Info, "canonical address changed".to_owned());
        findings.show(Field::CanonicalUrl, Some(from), Some(to), Vec::new());
    }
}

fn alt_headlines(findings: &mut Findings, old: &[AltHeadline], new: &[AltHeadline]) {
    for before in old {
        let Some(after) = new.iter().find(|a| a.source == before.source) else { continue };
        if fold(&before.text) != fold(&after.text) {
            findings.claim(ChangeKind::AltHeadlineEdit, Severity::Info, "other headline changed".to_owned());
            findings.show(Field::AltHeadline, Some(&before.text), Some(&after.text), Vec::new());
        }
    }
}

/// The times that the page states, and the age that it computes.
pub(super) fn times(findings: &mut Findings, context: &Context) {
    let (old, new) = (findings.old, findings.new);
    if let TimeChange::Moved(by) = times::compare(old.published.as_ref(), new.published.as_ref()) {
        let way = if by > chrono::TimeDelta::zero() { "forward" } else { "back" };
        findings.claim(ChangeKind::PublishedChanged, severity::of_published(by), format!("published time moved {way}"));
        show_time(findings, Field::Published);
    } else if let (Some(a), Some(b)) = (&old.age_notice, &new.age_notice)
        && times::ages_contradict((a, context.old_seen_at), (b, context.new_seen_at))
    {
        let remark = "the age that the page states contradicts the clock".to_owned();
        findings.claim(ChangeKind::PublishedChanged, Severity::Info, remark);
        findings.show(Field::Published, Some(&a.text), Some(&b.text), Vec::new());
    }
    let TimeChange::Moved(by) = times::compare(old.modified.as_ref(), new.modified.as_ref()) else { return };
    if by < chrono::TimeDelta::zero() {
        findings.claim(ChangeKind::TimestampRegressed, Severity::Info, "modified time moved back".to_owned());
        show_time(findings, Field::Modified);
    } else if findings.equality < Equality::Edit && context.is_modified_trusted {
        findings.claim(ChangeKind::TimestampOnly, Severity::Info, "modified time advanced, text unchanged".to_owned());
        show_time(findings, Field::Modified);
    }
}

fn show_time(findings: &mut Findings, field: Field) {
    let (old, new) = (findings.old, findings.new);
    let pair =
        if field == Field::Published { (&old.published, &new.published) } else { (&old.modified, &new.modified) };
    let raw = |time: &Option<crate::model::StatedTime>| time.as_ref().map(|t| t.raw.clone());
    let (from, to) = (raw(pair.0), raw(pair.1));
    findings.show(field, from.as_deref(), to.as_deref(), Vec::new());
}
