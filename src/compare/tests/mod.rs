//! Claims of the comparison; the numbers are those of the list of cases for a monitor of news.

mod articles;
mod boilerplate;
mod cosmetic;
mod facts;
mod fields;
mod invariants;
mod live;
mod noise;
mod states;
mod structure;
mod times;

use chrono::{TimeZone, Utc};

use super::*;
use crate::model::*;

/// Two visits, an hour apart; the site's modified times are trusted.
fn context() -> Context {
    Context {
        old_seen_at: Utc.with_ymd_and_hms(2024, 6, 4, 10, 0, 0).unwrap(),
        new_seen_at: Utc.with_ymd_and_hms(2024, 6, 4, 11, 0, 0).unwrap(),
        is_modified_trusted: true,
    }
}

/// Compares after sifting, as every caller does.
fn judged(old: &Article, new: &Article) -> Comparison {
    compare(&sift(old.clone()).article, &sift(new.clone()).article, &context())
}

/// The base article with one text put in the place of another throughout the body.
fn with_body(old: &str, new: &str) -> (Article, Article) {
    let base = articles::seed_like();
    let mut changed = base.clone();
    let mut count = 0;
    for block in &mut changed.body {
        count += block.text.matches(old).count();
        block.text = block.text.replace(old, new);
    }
    assert!(count > 0, "the base text holds {old:?}");
    (base, changed)
}

fn stated(instant: &str) -> StatedTime {
    StatedTime {
        raw: instant.to_owned(),
        instant: Some(chrono::DateTime::parse_from_rfc3339(instant).unwrap().to_utc()),
        precision: Precision::Second,
        zone: ZoneSource::Explicit,
        source: StampSource::JsonLd,
        doubt: None,
        likely: None,
        offset_minutes: None,
        path: None,
        conflict: None,
    }
}

fn note(kind: NoteKind, text: &str) -> Note {
    Note { kind, text: text.to_owned() }
}
