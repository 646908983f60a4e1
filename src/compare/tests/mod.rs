//! Claims of the comparison; the numbers are those of the list of cases, and of rules R1 to R35, for a monitor of news.
//!
//! | cases | rules | where |
//! |---|---|---|
//! | 1-5, 7, 8, 10, 14-16, 73 | R2, R3, R34 | `noise`, `noise_corpus` |
//! | 6, 9, 30, 40-44, 47, 48 | | `facts`, `fact_corpus` |
//! | 11-13, 17, 55, 56, 58-63, 65, 67, 68 | R5, R6, R8-R13 | `fields` |
//! | 19-25, 27-36, 39, 45, 46 | R4 | `cosmetic` |
//! | 49-54 | | `structure` |
//! | 60, 66, 67 (T15-T21) | R7 | `times` |
//! | 83, 85 | R17, R18, R30 | `states` |
//! | | R16, R26, R27, R31 | `whole` |
//! | | R33 | `noise_corpus`, `noise::charset` |
//! | 26, 37, 38, 39, 66, 69-72, 74, 75, 82, 87 | | `tests/it/cases.rs`: they begin with the page itself |
//!
//! What needs a page's history (57, 64, 76-81, 84, 86, 88-90; R1, R14, R15, R19-R25, R28, R29, R32, R35) is decided,
//! and tested, in `watch::settle` and `schedule`.

mod articles;
mod boilerplate;
mod byline;
mod cosmetic;
mod fact_corpus;
mod facts;
mod fields;
#[path = "../../../tests/generator/mod.rs"]
mod generator;
mod invariants;
mod live;
mod noise;
mod noise_corpus;
mod noise_rows;
mod rebuild;
mod states;
mod structure;
mod times;
mod whole;

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
