//! The rules by which stated times are compared (T15 to T19, and with them R7), each case two claims and what must come of them.

use super::*;

/// A claim as it was read: string, instant, precision, zone.
fn claim(raw: &str, instant: &str, precision: Precision, zone: ZoneSource) -> StatedTime {
    StatedTime { raw: raw.to_owned(), precision, zone, ..stated(instant) }
}

/// A claim of a time with its offset, to the second.
fn exact(raw: &str) -> StatedTime {
    let instant = chrono::DateTime::parse_from_rfc3339(raw).expect("RFC 3339").to_utc().to_rfc3339();
    claim(raw, &instant, Precision::Second, ZoneSource::Explicit)
}

fn day(raw: &str) -> StatedTime {
    claim(raw, &format!("{raw}T00:00:00Z"), Precision::Day, ZoneSource::AssumedUtc)
}

fn doubted(time: StatedTime, doubt: Doubt) -> StatedTime {
    StatedTime { doubt: Some(doubt), ..time }
}

/// What comes of two articles that differ in one stated time: kinds, or "same" or "trace".
fn outcome(old: Option<StatedTime>, new: Option<StatedTime>, is_published: bool, is_edited: bool) -> String {
    let (mut before, mut after) = (articles::seed_like(), articles::seed_like());
    (before.published, before.modified, after.published, after.modified) = (None, None, None, None);
    if is_edited {
        after.body[3].text = after.body[3].text.replace("12 people", "17 people");
    }
    match is_published {
        true => (before.published, after.published) = (old, new),
        false => (before.modified, after.modified) = (old, new),
    }
    let found = judged(&before, &after);
    let kinds: Vec<String> = found.kinds.iter().map(|kind| kind.to_string()).collect();
    match (kinds.is_empty(), found.equality) {
        (true, Equality::Trace) => "trace".to_owned(),
        (true, _) => "same".to_owned(),
        (false, _) => kinds.join(" "),
    }
}

#[test]
fn a_published_time_moves_only_where_two_believed_claims_contradict_each_other() {
    let assumed = |raw: &str| claim(raw, &format!("{raw}Z"), Precision::Second, ZoneSource::AssumedUtc);
    let minute = |raw: &str| claim(raw, &format!("{raw}:00Z"), Precision::Minute, ZoneSource::Explicit);
    let month = |raw: &str| claim(raw, &format!("{raw}-01T00:00:00Z"), Precision::Month, ZoneSource::AssumedUtc);
    let of = |source: StampSource, time: StatedTime| StatedTime { source, ..time };
    let cases = [
        ("T15 one instant, two offsets", exact("2024-06-04T12:00:00Z"), exact("2024-06-04T13:00:00+01:00"), "trace"),
        ("T15 one instant, fractions", exact("2024-06-04T12:00:00Z"), exact("2024-06-04T12:00:00.5Z"), "trace"),
        ("T15 the very same", exact("2024-06-04T12:00:00Z"), exact("2024-06-04T12:00:00Z"), "same"),
        (
            "T15 one wall clock, another offset",
            exact("2024-06-04T12:00:00+01:00"),
            exact("2024-06-04T12:00:00+02:00"),
            "trace",
        ),
        ("T15 a zone that is now told", assumed("2024-06-04T12:00:00"), exact("2024-06-04T10:00:00Z"), "trace"),
        ("T15 within a minute", exact("2024-06-04T12:00:00Z"), exact("2024-06-04T12:01:00Z"), "trace"),
        ("T16 day to minute", day("2024-06-04"), minute("2024-06-04T10:30"), "trace"),
        ("T16 minute to day", minute("2024-06-04T10:30"), day("2024-06-04"), "trace"),
        ("T16 month to day", month("2024-06"), day("2024-06-04"), "trace"),
        ("T16 minute to second", minute("2024-06-04T10:30"), exact("2024-06-04T10:30:40Z"), "trace"),
        ("T16 another day", day("2024-06-04"), minute("2024-06-09T10:30"), "published_changed"),
        ("T18 forward", exact("2024-06-04T12:00:00Z"), exact("2024-06-05T12:00:00Z"), "published_changed"),
        ("T18 back", exact("2024-06-05T12:00:00Z"), exact("2024-06-04T12:00:00Z"), "published_changed"),
        ("T18 by two minutes", exact("2024-06-04T12:00:00Z"), exact("2024-06-04T12:02:00Z"), "published_changed"),
        ("T18 a day to another", day("2024-06-04"), day("2024-06-05"), "published_changed"),
        (
            "T18 read from another place",
            exact("2024-06-04T12:00:00Z"),
            of(StampSource::OpenGraph, exact("2024-06-05T12:00:00Z")),
            "trace",
        ),
        (
            "weak: inferred moves",
            doubted(day("2024-06-04"), Doubt::Inferred),
            doubted(day("2024-06-09"), Doubt::Inferred),
            "trace",
        ),
        ("weak: inferred to stated", doubted(day("2024-06-04"), Doubt::Inferred), day("2024-06-09"), "trace"),
        ("weak: stated to inferred", day("2024-06-04"), doubted(day("2024-06-09"), Doubt::Inferred), "trace"),
        (
            "T21 told from now",
            doubted(day("2024-06-04"), Doubt::Relative),
            doubted(day("2024-06-09"), Doubt::Relative),
            "trace",
        ),
        (
            "T5 ambiguous",
            doubted(day("2024-06-04"), Doubt::AmbiguousOrder),
            doubted(day("2024-04-06"), Doubt::AmbiguousOrder),
            "trace",
        ),
        ("T8 implausible", day("2024-06-04"), doubted(day("2030-06-09"), Doubt::Implausible), "trace"),
        ("another calendar", day("2024-06-04"), doubted(day("1403-06-09"), Doubt::OtherCalendar), "trace"),
    ];
    for (rule, old, new, expected) in cases {
        for is_edited in [false, true] {
            let found = outcome(Some(old.clone()), Some(new.clone()), true, is_edited);
            let expected = match (is_edited, expected) {
                (false, expected) => expected.to_owned(),
                (true, "same" | "trace") => "body_edit".to_owned(),
                (true, kind) => format!("body_edit {kind}"),
            };
            assert_eq!(found, expected, "{rule}");
        }
    }
    for weak in [None, Some(doubted(day("2024-06-04"), Doubt::Inferred)), Some(day("2024-06-04"))] {
        let appears = outcome(None, weak.clone(), true, false);
        assert_eq!(appears, if weak.is_some() { "trace" } else { "same" }, "a claim that comes");
        assert_eq!(outcome(weak, None, true, false), appears, "a claim that goes");
    }
}

#[test]
fn a_modified_time_that_moves_alone_is_told_and_one_that_goes_back_earns_no_credit() {
    let (early, late) = (exact("2024-06-04T10:00:00Z"), exact("2024-06-04T10:30:00Z"));
    let cases = [
        ("T17 advances, text equal", early.clone(), late.clone(), false, "timestamp_only"),
        ("T17 advances, text edited", early.clone(), late.clone(), true, "body_edit"),
        ("T17 a day to the next", day("2024-06-03"), day("2024-06-04"), false, "timestamp_only"),
        (
            "T17 an inferred one advances",
            doubted(early.clone(), Doubt::Inferred),
            doubted(late.clone(), Doubt::Inferred),
            false,
            "trace",
        ),
        (
            "T17 a relative one advances",
            doubted(early.clone(), Doubt::Relative),
            doubted(late.clone(), Doubt::Relative),
            false,
            "trace",
        ),
        ("T19 goes back, text equal", late.clone(), early.clone(), false, "timestamp_regressed"),
        ("T19 goes back, text edited", late.clone(), early.clone(), true, "body_edit timestamp_regressed"),
        ("T15 another offset", early.clone(), exact("2024-06-04T12:00:00+02:00"), false, "trace"),
    ];
    for (rule, old, new, is_edited, expected) in cases {
        assert_eq!(outcome(Some(old), Some(new), false, is_edited), expected, "{rule}");
    }
    let disclosure = |old: Option<StatedTime>, new: Option<StatedTime>| {
        let (mut before, mut after) = (articles::seed_like(), articles::seed_like());
        after.body[3].text = after.body[3].text.replace("12 people", "17 people");
        (before.modified, after.modified) = (old, new);
        judged(&before, &after).disclosure
    };
    let technical = Some(Disclosure::Technical);
    assert_eq!(disclosure(Some(early.clone()), Some(late.clone())), technical);
    assert_ne!(disclosure(Some(late.clone()), Some(early.clone())), technical, "T19");
    for doubt in [Doubt::Inferred, Doubt::Relative] {
        let told = disclosure(Some(early.clone()), Some(doubted(late.clone(), doubt)));
        assert_ne!(told, technical, "{doubt:?} is no disclosure");
    }
}
