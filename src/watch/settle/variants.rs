//! Texts that a page shows in turn, so that none of the switches is an edit.
//!
//! The first other text is told as an edit and the first return as a reversion: nobody can know better then. With the
//! second return it is plain that the page shows texts in turn. From then on they are counted and make no versions,
//! and what was told before is told anew, with how it was told first. A text that comes to stay ends it: if it is not
//! the one from before, the change that first brought it is an edit after all.

use chrono::TimeDelta;

use super::event;
use crate::compare;
use crate::model::{
    Article, Baseline, ChangeKind, Hash, OlderVersion, Past, Retold, Severity, Telling, Timestamp, Told, Variant,
    Variants, Varying, Visit,
};

/// Versions among which a page that shows texts in turn is told from one that was edited ..
const RECENT: usize = 6;
/// .. if they were seen this lately.
const SEEN_WITHIN: TimeDelta = TimeDelta::days(7);
/// A headline that came up this lately and goes again is one of those that are shown in turn.
const JOINS_WITHIN: TimeDelta = TimeDelta::hours(48);
/// Texts are taken up again that were shown in turn until this lately.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// A page with more texts is being edited.
pub(super) const TEXTS_MAX: usize = 5;

/// What a text has to be seen, and for how long, to have come to stay. A body that flickers is most likely an edit
/// that a cache has not caught up with: it is known sooner.
fn stays_after(field: Varying) -> (u32, TimeDelta) {
    match field {
        Varying::Headline => (8, TimeDelta::hours(48)),
        Varying::Text => (6, TimeDelta::hours(12)),
    }
}

/// A text that is one of those that are shown in turn.
pub(super) struct Turn {
    /// These, as of the visit that shows it.
    variants: Variants,
    retold: Vec<Retold>,
    is_new: bool,
    /// What the rest of the page is to be compared with: the last version under this headline.
    pub ground: Baseline,
}

/// Whether `new` shows one of the texts that are known to be shown in turn, and not the one of `last`.
pub(super) fn known(past: &Past, last: &Baseline, new: &Article, at: Timestamp) -> Option<Turn> {
    let group = past.variants.as_ref().filter(|group| group.ended_at.is_none_or(|end| at - end <= REMEMBERED))?;
    let (place, own) = (group.place(&key_of(group.field, new)?), key_of(group.field, &last.article)?);
    let place = place.filter(|place| group.texts.get(*place).is_some_and(|text| text.key != own))?;
    let mut group = group.clone();
    let mut retold = Vec::new();
    if group.place(&own).is_none() {
        // The headline that goes again after so short a time was one more of them. Of a text that is not plain: it may
        // be an edit, made to one of those that are shown in turn.
        let is_one_more = group.field == Varying::Headline
            && at - last.first_seen_at <= JOINS_WITHIN
            && !is_recount(group.texts.iter().map(|text| text.text.as_str()), last.article.headline.as_deref());
        if group.texts.len() >= TEXTS_MAX || !is_one_more {
            return None;
        }
        let (first_seen_at, last_seen_at, seen) = (last.first_seen_at, last.last_seen_at, last.sights);
        let text = name_of(group.field, last.n, last.article.headline.as_deref());
        group.texts.push(Variant { text, key: own, version: last.n, seen, first_seen_at, last_seen_at });
        retold = told_in_turn(past, &group, &[(last.n, own)]);
    } else if group.ended_at.take().is_some() {
        let versions: Vec<(u32, Hash)> = group.texts.iter().map(|text| (text.version, text.key)).collect();
        retold = told_in_turn(past, &group, &versions);
    }
    let variants = seen(&group, Some(place), at);
    let ground = Baseline { article: under_headline_of(group.field, last, new), ..last.clone() };
    Some(Turn { variants, retold, is_new: false, ground })
}

/// Whether an edit from `last` to `new` is one switch more between texts that the page has shown before.
///
/// `kinds` is what differs between the two.
pub(super) fn begun(past: &Past, last: &Baseline, new: &Article, kinds: &[ChangeKind], at: Timestamp) -> Option<Turn> {
    let field = if is_headline_only(kinds) { Varying::Headline } else { Varying::Text };
    let (own, other) = (key_of(field, &last.article)?, key_of(field, new)?);
    // What our own rules made of a page is no switch of the publisher's.
    let is_told = |n: u32| past.told.iter().any(|told| told.new_version == n);
    let mut next = last.n;
    let older = past.older.iter().filter(|v| v.n < last.n).take(RECENT);
    let before: Vec<(&OlderVersion, Hash)> = older
        .take_while(|v| at - v.last_seen_at <= SEEN_WITHIN && is_told(std::mem::replace(&mut next, v.n)))
        .filter_map(|v| Some((v, key_of_version(field, v)?)))
        .collect();
    let keys: Vec<Hash> = before.iter().rev().map(|(_, key)| *key).chain([own]).collect();
    // The same step was taken before: it is no undoing of one edit after the other.
    if own == other || !keys.windows(2).any(|two| two == [own, other]) {
        return None;
    }
    // What came before either of the two was edited away, and is none of the texts in turn.
    // Nor is a text that came only once, unless it is a headline: it may be an edit of one that did not last.
    let is_repeated = |key: &Hash| keys.iter().chain([&other]).filter(|k| *k == key).count() > 1;
    let is_in_turn = |key: &Hash| field == Varying::Headline || is_repeated(key);
    let before = before.into_iter().rev().skip_while(|(_, key)| *key != own && *key != other);
    let before: Vec<_> = before.filter(|(_, key)| is_in_turn(key)).collect();
    let mut versions: Vec<(u32, Hash)> = Vec::new();
    let mut texts: Vec<Variant> = Vec::new();
    let newest = (last.n, own, last.article.headline.as_deref(), last.first_seen_at, last.last_seen_at, last.sights);
    let shown =
        before.iter().map(|(v, key)| (v.n, *key, v.headline.as_deref(), v.first_seen_at, v.last_seen_at, v.sights));
    for (n, key, headline, first_seen_at, last_seen_at, seen) in shown.chain([newest]) {
        versions.push((n, key));
        match texts.iter_mut().find(|text| text.key == key) {
            Some(text) => {
                text.seen = text.seen.saturating_add(seen);
                text.last_seen_at = text.last_seen_at.max(last_seen_at);
            }
            None => {
                let text = name_of(field, n, headline);
                texts.push(Variant { text, key, version: n, seen, first_seen_at, last_seen_at });
            }
        }
    }
    if texts.len() > TEXTS_MAX {
        return None;
    }
    let switches = u32::try_from(versions.windows(2).filter(|two| two[0].1 != two[1].1).count()).unwrap_or(u32::MAX);
    let group = Variants {
        row: None,
        field,
        began_at: texts.get(1)?.first_seen_at,
        switched_at: last.first_seen_at,
        switches,
        run: last.sights,
        shown: texts.iter().position(|text| text.key == own),
        texts,
        ended_at: None,
    };
    // A headline that put a number right stays an edit, though it is now one of the two.
    let headline_of = |n: u32| match n == last.n {
        true => last.article.headline.as_deref(),
        false => past.older.iter().find(|v| v.n == n).and_then(|v| v.headline.as_deref()),
    };
    let is_put_right = |n: u32| {
        let older = past.older.iter().filter(|v| v.n < n).filter_map(|v| v.headline.as_deref());
        field == Varying::Headline && is_recount(older, headline_of(n))
    };
    versions.retain(|(n, _)| !is_put_right(*n));
    let retold = told_in_turn(past, &group, versions.get(1..).unwrap_or_default());
    let place = group.place(&other);
    let ground = Baseline { article: under_headline_of(field, last, new), ..last.clone() };
    Some(Turn { variants: seen(&group, place, at), retold, is_new: true, ground })
}

/// Whether a headline is one of the others with other numbers: a fact that was put right, and no other wording.
fn is_recount<'t>(mut texts: impl Iterator<Item = &'t str>, headline: Option<&str>) -> bool {
    let without = |text: &str| text.chars().filter(|c| !c.is_numeric()).collect::<String>();
    headline.is_some_and(|headline| texts.any(|text| text != headline && without(text) == without(headline)))
}

/// Puts into a visit that it saw a text that is shown in turn.
pub(super) fn show(visit: &mut Visit, turn: Turn) {
    if turn.is_new {
        event(visit, "variants_began", detail(&turn.variants));
    }
    visit.variants = Some(turn.variants);
    visit.retold.extend(turn.retold);
}

/// Counts what a page shows that shows texts in turn: the text of version `last`, or what it showed last where the page
/// itself was not read. Answers whether it is the text of that version.
pub(super) fn count(visit: &mut Visit, past: &Past, article: Option<&Article>) -> bool {
    let Some(group) = past.variants.as_ref().filter(|group| group.ended_at.is_none()) else { return true };
    let place_of = |article: &Article| key_of(group.field, article).and_then(|key| group.place(&key));
    let own = past.last.as_ref().and_then(|last| place_of(&last.article));
    let place = article.map_or(group.shown, place_of);
    let mut group = seen(group, place, visit.attempt.at);
    end(visit, past, &mut group);
    visit.variants = Some(group);
    place == own
}

/// Ends it where a text has come to stay.
fn end(visit: &mut Visit, past: &Past, group: &mut Variants) {
    let at = visit.attempt.at;
    let (sights, time) = stays_after(group.field);
    if group.run < sights || at - group.switched_at < time {
        return;
    }
    group.ended_at = Some(at);
    // A text that joined them as an edit took the place of the others.
    let is_edit = |text: &Variant| {
        let told = past.told.iter().find(|told| told.new_version == text.version);
        told.is_some_and(|told| told.told_as.is_none() && !told.kinds.contains(&ChangeKind::Variant))
    };
    let shown = group.shown.filter(|place| {
        *place == 0 || group.field == Varying::Headline || !group.texts.get(*place).is_some_and(is_edit)
    });
    let stays = match shown.and_then(|place| group.texts.get(place)) {
        Some(text) if group.field == Varying::Headline => format!("\"{}\" stays", text.text),
        Some(text) => format!("version {} stays", text.text),
        None => "another text took their place".to_owned(),
    };
    // A text that took their place was made from the one that was seen last; a third headline from none of them.
    let before = group.texts.iter().enumerate().filter(|(place, _)| Some(*place) != group.shown).map(|(_, text)| text);
    let last = || before.filter(|_| group.field == Varying::Text).max_by_key(|text| text.last_seen_at);
    let winner = shown.map_or_else(last, |place| group.texts.get(place));
    event(visit, "variants_ended", format!("{stays}; {}", detail(group)));
    let edit = winner
        .filter(|winner| group.texts.first().is_some_and(|first| first.key != winner.key))
        .and_then(|winner| past.told.iter().find(|told| told.new_version == winner.version && told.told_as.is_some()));
    if let Some(told) = edit {
        let first = told.first_telling();
        let others = others(group);
        let summary = format!("stays, after it was shown in turn with {others}; {}", first.summary);
        visit.retold.push(Retold { new_version: told.new_version, telling: Telling { summary, ..first } });
    }
}

pub(super) fn seen(group: &Variants, place: Option<usize>, at: Timestamp) -> Variants {
    let mut group = group.clone();
    if group.shown == place {
        group.run = group.run.saturating_add(1);
    } else {
        (group.shown, group.switched_at, group.run) = (place, at, 1);
        group.switches = group.switches.saturating_add(1);
    }
    if let Some(text) = place.and_then(|place| group.texts.get_mut(place)) {
        text.seen = text.seen.saturating_add(1);
        text.last_seen_at = text.last_seen_at.max(at);
    }
    group
}

/// What was told of the versions with these texts, told as what it was.
fn told_in_turn(past: &Past, group: &Variants, versions: &[(u32, Hash)]) -> Vec<Retold> {
    let of = |told: &&Told| versions.iter().any(|(n, _)| *n == told.new_version);
    let retold = past.told.iter().filter(of).filter_map(|told| {
        let first = told.first_telling();
        let others = others(group);
        let telling = if group.field == Varying::Text || is_headline_only(&first.kinds) {
            Telling {
                kinds: vec![ChangeKind::Variant],
                severity: Severity::Info,
                disclosure: None,
                summary: format!("shown in turn with {others}; {}", first.summary),
            }
        } else if first.kinds.contains(&ChangeKind::HeadlineEdit) {
            // The rest of it is an edit.
            let kinds = first.kinds.iter().copied().filter(|k| *k != ChangeKind::HeadlineEdit).collect();
            Telling {
                kinds,
                summary: format!("its headline is shown in turn with {others}; {}", first.summary),
                ..first
            }
        } else {
            return None;
        };
        Some(Retold { new_version: told.new_version, telling })
    });
    retold.collect()
}

fn others(group: &Variants) -> String {
    match group.texts.len().saturating_sub(1) {
        1 => "1 other text".to_owned(),
        n => format!("{n} other texts"),
    }
}

fn detail(group: &Variants) -> String {
    format!("{} shown in turn: {}", group.field.as_str(), group.counted())
}

/// Whether the headline is all of the text that differs.
fn is_headline_only(kinds: &[ChangeKind]) -> bool {
    let is_claim = |kind: &ChangeKind| {
        matches!(
            kind,
            ChangeKind::HeadlineEdit
                | ChangeKind::AltHeadlineEdit
                | ChangeKind::TimestampOnly
                | ChangeKind::TimestampRegressed
                | ChangeKind::SectionEdit
                | ChangeKind::Cosmetic
                | ChangeKind::Reverted
                | ChangeKind::SiteChange
        )
    };
    kinds.contains(&ChangeKind::HeadlineEdit) && kinds.iter().all(is_claim)
}

fn key_of(field: Varying, article: &Article) -> Option<Hash> {
    match field {
        Varying::Headline => headline_key(article.headline.as_deref()),
        Varying::Text => Some(compare::hashes(article).canon),
    }
}

fn key_of_version(field: Varying, version: &OlderVersion) -> Option<Hash> {
    match field {
        Varying::Headline => headline_key(version.headline.as_deref()),
        Varying::Text => Some(version.canon),
    }
}

fn headline_key(headline: Option<&str>) -> Option<Hash> {
    headline.map(|headline| Hash::of(compare::fold(headline).as_bytes()))
}

pub(super) fn name_of(field: Varying, n: u32, headline: Option<&str>) -> String {
    match field {
        Varying::Headline => headline.unwrap_or_default().to_owned(),
        Varying::Text => n.to_string(),
    }
}

/// The last version as it reads under the new headline, which is one that is shown in turn.
fn under_headline_of(field: Varying, last: &Baseline, new: &Article) -> Article {
    match field {
        Varying::Headline => Article {
            headline: new.headline.clone(),
            headline_source: new.headline_source,
            alt_headlines: new.alt_headlines.clone(),
            ..last.article.clone()
        },
        // All of the text is known; what else differs are claims.
        Varying::Text => {
            let mut article = new.clone();
            crate::model::Claims::of(&last.article).apply(&mut article);
            article.alt_headlines.clone_from(&new.alt_headlines);
            article
        }
    }
}
