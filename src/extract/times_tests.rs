//! The rules by which times are read and chosen (T1 to T14, T21, T22), each case a page and what is told of its times.
//!
//! A page is a list of pieces: `og:`, `ogm:` (modified), `ld:`, `ldm:`, `md:` (microdata), `time:` (marked as published),
//! `meta:` (a name that may be any date), `p:` (a line of the article), `head:` and `body:` (markup as it is), `lang:`,
//! `zone:`, `calendar:` and `archive:` (configured for the site), `path:` (of the address).

use std::time::{Duration, Instant};

use super::*;
use crate::model::{Conflict, ConflictKind, Precision, StampSource, StatedTime, ZoneSource};

const SEEN: &str = "2024-07-01T12:00:00Z";

/// Rule, pieces of the page, what is told of published, what of modified (empty: there is none).
type Case = (&'static str, &'static [&'static str], &'static str, &'static str);

/// Enough prose for an article, without a date in it.
const PROSE: &str = "<p>The council met in the old hall to speak about the bridge and the harbour, and nobody left early.</p>\
    <p>Several people said that the walls were thinner than they had hoped, but the roof would hold for now.</p>";

fn page(pieces: &[&str]) -> (String, Rules, Url) {
    let mut rules = Rules::automatic("harbour");
    let (mut head, mut lines, mut body) = (String::new(), String::new(), String::new());
    let (mut lang, mut path, mut ld) = ("", "/news/bridge", Vec::new());
    for piece in pieces {
        let (kind, value) = piece.split_once(':').expect("a piece is kind:value");
        match kind {
            "og" => head += &format!("<meta property=\"article:published_time\" content=\"{value}\">"),
            "ogm" => head += &format!("<meta property=\"article:modified_time\" content=\"{value}\">"),
            "meta" => head += &format!("<meta name=\"date\" content=\"{value}\">"),
            "ld" => ld.push(format!("\"datePublished\":\"{value}\"")),
            "ldm" => ld.push(format!("\"dateModified\":\"{value}\"")),
            "md" => body += &format!("<span itemprop=\"datePublished\" content=\"{value}\"></span>"),
            "time" => body += &format!("<time class=\"published\" datetime=\"{value}\"></time>"),
            "p" => lines += &format!("<p>{value}</p>"),
            "head" => head += value,
            "body" => body += value,
            "lang" => lang = value,
            "path" => path = value,
            "zone" => rules.zone = Some(value.parse().expect("a zone")),
            "archive" => rules.is_archive = true,
            "calendar" => {
                let known = Calendar::NAMES.iter().find(|(name, _)| *name == value);
                rules.calendar = known.expect("a calendar").1;
            }
            other => panic!("no piece is called {other}"),
        }
    }
    if !ld.is_empty() {
        let text = format!("{{\"@type\":\"NewsArticle\",\"headline\":\"The bridge\",{}}}", ld.join(","));
        head += &format!("<script type=\"application/ld+json\">{text}</script>");
    }
    let html = format!(
        "<html lang=\"{lang}\"><head><title>The bridge</title>{head}</head><body><article><h1>The bridge</h1>\
         {lines}{body}{PROSE}</article></body></html>"
    );
    (html, rules, Url::parse(&format!("https://harbour.example{path}")).expect("valid"))
}

fn times(pieces: &[&str]) -> (Option<StatedTime>, Option<StatedTime>) {
    let (html, rules, url) = page(pieces);
    let page = Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at: SEEN.parse().expect("valid") };
    let began = Instant::now();
    let stop = move || began.elapsed() > Duration::from_secs(5);
    let found = extract(&page, &rules, &Budget { nodes_max: 250_000, depth_max: 512, stop: &stop });
    let article = found.article.unwrap_or_else(|| panic!("no article: {:?}", found.problems));
    (article.published, article.modified)
}

/// A time as words: its instant on the page's own clocks, and whatever of zone, doubt and conflict is not the usual.
fn told(time: Option<&StatedTime>) -> String {
    let Some(time) = time else { return String::new() };
    let mut words = vec![match time.instant.or(time.likely) {
        None => "-".to_owned(),
        Some(at) if time.precision >= Precision::Day => at.format("%Y-%m-%d").to_string(),
        Some(at) => {
            let offset = chrono::FixedOffset::east_opt(time.offset_minutes.unwrap_or(0) * 60).expect("a zone");
            at.with_timezone(&offset).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
        }
    }];
    let is_usual = matches!(time.precision, Precision::Second | Precision::Day);
    words.extend((!is_usual).then(|| format!("{:?}", time.precision).to_lowercase()));
    words.extend((time.zone != ZoneSource::Explicit && time.precision < Precision::Day).then(|| match time.zone {
        ZoneSource::Explicit => unreachable!("it is not"),
        ZoneSource::Borrowed => "borrowed".to_owned(),
        ZoneSource::SiteConfig => "site".to_owned(),
        ZoneSource::AssumedUtc => "assumed".to_owned(),
    }));
    words.extend(time.doubt.map(|doubt| format!("{doubt:?}")));
    words.extend(time.conflict.as_ref().map(|Conflict { kind, .. }| match kind {
        ConflictKind::Date => "date_conflict".to_owned(),
        ConflictKind::Zone => "tz_conflict".to_owned(),
    }));
    words.join(" ")
}

fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (rule, pieces, published, modified) in cases {
        let (first, last) = times(pieces);
        for time in [&first, &last].into_iter().flatten().filter(|time| time.likely.is_some()) {
            assert!(time.instant.is_none() && time.doubt.is_some(), "{rule}: {time:?}");
        }
        let found = (told(first.as_ref()), told(last.as_ref()));
        if found != ((*published).to_owned(), (*modified).to_owned()) {
            wrong.push(format!("{rule} {pieces:?}\n  expected {published:?}, {modified:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn t1_a_claim_keeps_its_source_its_string_its_zone_and_its_place() {
    use StampSource::{DublinCore, JsonLd, JsonLdRescue, Meta, Microdata, OpenGraph, TimeElement, Url, Visible};
    let broken = "head:<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\" \"datePublished\":\"2019-06-04\" oops</script>";
    for (pieces, source, raw, path) in [
        (&["og:2019-06-04T10:30:05Z"][..], OpenGraph, "2019-06-04T10:30:05Z", "meta[article:published_time]"),
        (&["ld:2019-06-04T10:30:05Z"], JsonLd, "2019-06-04T10:30:05Z", "NewsArticle.datePublished"),
        (&["md:2019-06-04"], Microdata, "2019-06-04", "span[itemprop=datePublished]"),
        (&["time:2019-06-04"], TimeElement, "2019-06-04", "time.published"),
        (&["meta: 4 June 2019 "], Meta, "4 June 2019", "meta[date]"),
        (&["head:<meta name='DC.date.issued' content='2019-06-04'>"], DublinCore, "2019-06-04", "meta[DC.date.issued]"),
        (&["path:/2019/06/04/bridge"], Url, "2019-06-04", "path"),
        (&["p:Published: 4 June 2019"], Visible, "Published: 4 June 2019", ""),
        (&[broken], JsonLdRescue, "2019-06-04", "NewsArticle.datePublished"),
    ] {
        let time = times(pieces).0.unwrap_or_else(|| panic!("{pieces:?} state a time"));
        assert_eq!((time.source, time.raw.as_str()), (source, raw), "{pieces:?}");
        assert_eq!(time.path.as_deref().unwrap_or_default(), path, "{pieces:?}");
        let old: StatedTime = serde_json::from_str(
            r#"{"raw":"x","instant":null,"precision":"day","zone":"explicit","source":"json_ld"}"#,
        )
        .expect("what was stored before is still read");
        assert_eq!((old.offset_minutes, old.path, old.conflict), (None, None, None));
    }
}

#[test]
fn t2_every_form_of_a_time_is_read() {
    check(&[
        ("T2 RFC 3339", &["og:2019-06-04T10:30:05Z"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 offset without colon", &["og:2019-06-04T10:30:05+0100"], "2019-06-04T10:30:05+01:00", ""),
        ("T2 offset of hours", &["og:2019-06-04T10:30:05-05"], "2019-06-04T10:30:05-05:00", ""),
        ("T2 no seconds", &["og:2019-06-04T10:30+02:00"], "2019-06-04T10:30:00+02:00 minute", ""),
        ("T2 hours alone", &["og:2019-06-04T10+02:00"], "2019-06-04T10:00:00+02:00 hour", ""),
        ("T2 fractions", &["og:2019-06-04T10:30:05.123456Z"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 comma decimals", &["og:2019-06-04T10:30:05,5+01:00"], "2019-06-04T10:30:05+01:00", ""),
        ("T2 basic form", &["og:20190604T1030Z"], "2019-06-04T10:30:00+00:00 minute", ""),
        ("T2 basic form with seconds", &["og:20190604T103005Z"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 all digits", &["og:20190604103005"], "2019-06-04T10:30:05+00:00 assumed", ""),
        ("T2 space for T", &["og:2019-06-04 10:30:05 +0200"], "2019-06-04T10:30:05+02:00", ""),
        ("T2 zone in brackets", &["og:2019-06-04T10:30:05+02:00[Europe/Berlin]"], "2019-06-04T10:30:05+02:00", ""),
        ("T2 zone by name", &["og:2019-06-04T10:30:05PDT"], "2019-06-04T10:30:05-07:00", ""),
        ("T2 RFC 2822", &["og:Tue, 04 Jun 2019 10:30:05 +0200"], "2019-06-04T10:30:05+02:00", ""),
        ("T2 RFC 2822 in GMT", &["og:Tue, 4 Jun 2019 10:30:05 GMT"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 epoch seconds", &["og:1559644205"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 epoch milliseconds", &["og:1559644205123"], "2019-06-04T10:30:05+00:00", ""),
        ("T2 numbers in text are no epoch", &["p:Published: 1559644205"], "", ""),
        ("T2 year and month", &["og:2019-06"], "2019-06-01 month", ""),
        ("T2 a day", &["og:2019-06-04"], "2019-06-04", ""),
        ("T2 a day with a zone", &["og:2019-06-04+02:00"], "2019-06-04", ""),
        ("T2 day with slashes", &["og:2019/06/04"], "2019-06-04", ""),
        ("T2 eight digits", &["og:20190604"], "2019-06-04", ""),
        ("T2 single digits", &["og:2019-6-4 9:05:00"], "2019-06-04T09:05:00+00:00 assumed", ""),
        ("T2 midnight of 24", &["og:2019-06-03T24:00:00Z"], "2019-06-04T00:00:00+00:00", ""),
        ("T2 leap second", &["og:2016-12-31T23:59:60Z"], "2016-12-31T23:59:59+00:00", ""),
        ("T2 no time at all", &["og:soon"], "- Unreadable", ""),
    ]);
}

#[test]
fn t3_json_that_is_none_is_mended_or_searched() {
    check(&[
        (
            "T3 trailing comma",
            &[
                "head:<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":\"2019-06-04\",}</script>",
            ],
            "2019-06-04",
            "",
        ),
        (
            "T3 comment around",
            &[
                "head:<script type='application/ld+json'><!-- {\"@type\":\"Article\",\"datePublished\":\"2019-06-04\"} --></script>",
            ],
            "2019-06-04",
            "",
        ),
        (
            "T3 CDATA",
            &[
                "head:<script type='application/ld+json'>//<![CDATA[\n{\"@type\":\"Article\",\"datePublished\":\"2019-06-04\"}\n//]]></script>",
            ],
            "2019-06-04",
            "",
        ),
        (
            "T3 line feed in a string",
            &[
                "head:<script type='application/ld+json'>{\"@type\":\"Article\",\"name\":\"a\nb\",\"datePublished\":\"2019-06-04\"}</script>",
            ],
            "2019-06-04",
            "",
        ),
        (
            "T3 rescue",
            &[
                "head:<script type='application/ld+json'>{\"@type\":\"Article\" \"datePublished\":\"2019-06-04\" x</script>",
            ],
            "2019-06-04",
            "",
        ),
        (
            "T3 no rescue from a video",
            &[
                "head:<script type='application/ld+json'>{\"@type\":\"VideoObject\" \"datePublished\":\"2019-06-04\" x</script>",
            ],
            "",
            "",
        ),
    ]);
}

#[test]
fn t4_only_the_articles_own_node_is_read() {
    let scripts = |text: &str| format!("head:<script type='application/ld+json'>{text}</script>");
    let own = r#"{"@type":"NewsArticle","url":"https://harbour.example/news/bridge","datePublished":"2019-06-04"}"#;
    let other = r#"{"@type":"NewsArticle","url":"https://harbour.example/other","headline":"Another","datePublished":"2021-01-01"}"#;
    let by_headline = r#"{"@type":"NewsArticle","headline":"The Bridge","datePublished":"2019-06-04"}"#;
    let mut cases = vec![
        (format!("[{other},{own}]"), "2019-06-04"),
        (format!("[{other},{by_headline}]"), "2019-06-04"),
        (format!("{{\"@graph\":[{other},{own}]}}"), "2019-06-04"),
        (format!("[{other}]"), "2021-01-01"),
        (r#"{"@type":"WebPage","datePublished":"2019-06-04"}"#.to_owned(), "2019-06-04"),
        (r#"[{"@type":"WebPage","datePublished":"2021-01-01"},{"@type":"Article","datePublished":"2019-06-04"}]"#.to_owned(), "2019-06-04"),
        (r#"[{"@type":"WebPage","datePublished":"2019-06-04"},{"@type":"Article","headline":"The bridge"}]"#.to_owned(), "2019-06-04"),
        (r#"{"@type":["Thing","OpinionNewsArticle"],"datePublished":"2019-06-04"}"#.to_owned(), "2019-06-04"),
        (r#"{"@type":"BlogPosting","datePublished":"2019-06-04","comment":[{"@type":"Comment","datePublished":"2021-01-01"}]}"#.to_owned(), "2019-06-04"),
    ];
    for kind in ["Comment", "VideoObject", "ImageObject", "Product", "Review", "ListItem", "JobPosting"] {
        cases.push((format!(r#"{{"@type":"{kind}","datePublished":"2019-06-04"}}"#), ""));
    }
    for field in ["liveBlogUpdate", "isPartOf", "citation", "video", "review"] {
        let inner = r#"{"@type":"Article","datePublished":"2021-01-01"}"#;
        cases.push((format!(r#"{{"@type":"NewsArticle","headline":"The bridge","{field}":{inner}}}"#), ""));
    }
    for (text, published) in cases {
        let piece = scripts(&text);
        assert_eq!(told(times(&[&piece]).0.as_ref()), published, "T4 {text}");
    }
}

#[test]
fn t5_day_and_month_follow_the_locale_and_doubt_is_told() {
    check(&[
        ("T5 British", &["lang:en-GB", "og:03/04/2019"], "2019-04-03", ""),
        ("T5 American", &["lang:en-US", "og:03/04/2019"], "2019-03-04", ""),
        ("T5 French", &["lang:fr", "og:03/04/2019"], "2019-04-03", ""),
        ("T5 Filipino", &["lang:fil", "og:03/04/2019"], "2019-03-04", ""),
        ("T5 English of nowhere", &["lang:en", "og:03/04/2019"], "2019-04-03 AmbiguousOrder", ""),
        ("T5 no language", &["og:03/04/2019"], "2019-04-03 AmbiguousOrder", ""),
        (
            "T5 region of OpenGraph",
            &["lang:en", "head:<meta property='og:locale' content='en_US'>", "og:03/04/2019"],
            "2019-03-04",
            "",
        ),
        ("T5 no doubt above twelve", &["og:25/04/2019"], "2019-04-25", ""),
        ("T5 no doubt above twelve, American", &["og:04/25/2019"], "2019-04-25", ""),
        ("T5 the same number twice", &["og:04/04/2019"], "2019-04-04", ""),
        ("T5 slashes where people write dots", &["lang:de", "og:03/04/2019"], "2019-04-03 AmbiguousOrder", ""),
        ("T5 dots are the continent's", &["lang:de", "og:03.04.2019"], "2019-04-03", ""),
        ("T5 a weekday tells", &["lang:en", "og:Monday, 03/04/2019"], "2019-03-04", ""),
        (
            "T5 another claim tells",
            &["lang:en", "og:03/04/2019 10:00", "ld:2019-03-04"],
            "2019-03-04T10:00:00+00:00 minute assumed",
            "",
        ),
        ("T5 never before what is sure", &["lang:en", "og:03/04/2019", "ld:2019-05-05"], "2019-05-05", ""),
        ("T5 two digits of a year", &["lang:de", "og:03.04.19"], "2019-04-03", ""),
    ]);
}

#[test]
fn t6_a_naive_time_gets_its_zone_from_the_nearest_witness() {
    check(&[
        (
            "T6 the same wall clock",
            &["ld:2019-06-04T10:00:00", "ogm:2019-06-04T10:00:00+02:00"],
            "2019-06-04T10:00:00+02:00 borrowed",
            "2019-06-04T10:00:00+02:00",
        ),
        (
            "T6 the same wall clock goes before the site",
            &["zone:Europe/London", "ld:2019-06-04T10:00:00", "ogm:2019-06-04T10:00:00+02:00"],
            "2019-06-04T10:00:00+02:00 borrowed",
            "2019-06-04T10:00:00+02:00",
        ),
        ("T6 the site's zone", &["zone:Europe/London", "ld:2019-06-04T10:00:00"], "2019-06-04T10:00:00+01:00 site", ""),
        (
            "T6 the site's zone goes before another claim",
            &["zone:Europe/London", "ld:2019-06-04T10:00:00", "ldm:2019-06-05T12:00:00+05:00"],
            "2019-06-04T10:00:00+01:00 site",
            "2019-06-05T12:00:00+05:00",
        ),
        (
            "T6 another claim's offset",
            &["ld:2019-06-04T10:00:00", "ldm:2019-06-05T12:00:00+02:00"],
            "2019-06-04T10:00:00+02:00 borrowed",
            "2019-06-05T12:00:00+02:00",
        ),
        (
            "T6 the same time in UTC",
            &["md:2019-06-04T10:00:07", "og:2019-06-04T08:00:07Z"],
            "2019-06-04T10:00:07+02:00",
            "",
        ),
        ("T6 UTC is assumed", &["ld:2019-06-04T10:00:00"], "2019-06-04T10:00:00+00:00 assumed", ""),
        ("T6 a day has no zone", &["zone:Asia/Tokyo", "ld:2019-06-04"], "2019-06-04", ""),
    ]);
}

#[test]
fn t7_of_one_wall_clock_in_two_zones_one_is_chosen_and_told() {
    let both = |zone: &'static str| [zone, "og:2019-01-04T10:04:00+00:00", "ld:2019-01-04T10:04:00+01:00"];
    for (zone, published) in [
        ("zone:Europe/Rome", "2019-01-04T10:04:00+01:00 tz_conflict"),
        ("zone:Europe/London", "2019-01-04T10:04:00+00:00 tz_conflict"),
        ("lang:it", "2019-01-04T10:04:00+01:00 tz_conflict"),
    ] {
        assert_eq!(told(times(&both(zone)).0.as_ref()), published, "T7 {zone}");
    }
    check(&[
        (
            "T7 one zone twice",
            &["og:2019-01-04T10:04:00+01:00", "ld:2019-01-04T10:04:00+01:00"],
            "2019-01-04T10:04:00+01:00",
            "",
        ),
        (
            "T7 one instant in two zones",
            &["og:2019-01-04T09:04:00Z", "ld:2019-01-04T10:04:00+01:00"],
            "2019-01-04T10:04:00+01:00",
            "",
        ),
        (
            "T7 the minute is enough",
            &["og:2019-01-04T10:04:00+00:00", "ld:2019-01-04T10:04:30+01:00"],
            "2019-01-04T10:04:30+01:00 tz_conflict",
            "",
        ),
    ]);
}

#[test]
fn t8_what_cannot_be_is_kept_but_not_believed() {
    check(&[
        ("T8 before the web", &["og:1970-01-01T00:00:00Z"], "- Implausible", ""),
        ("T8 the day before the floor", &["og:1994-12-31"], "- Implausible", ""),
        ("T8 an archive", &["archive:", "og:1963-11-22T18:30:00Z"], "1963-11-22T18:30:00+00:00", ""),
        ("T8 an archive, by what it shows", &["archive:", "p:Published 22 November 1963"], "1963-11-22", ""),
        ("T8 the future, in an archive", &["archive:", "og:2030-01-01T00:00:00Z"], "- Implausible", ""),
        ("T8 the floor", &["og:1995-01-01"], "1995-01-01", ""),
        ("T8 in the future", &["og:2030-01-01T00:00:00Z"], "- Implausible", ""),
        ("T8 within a day of the view", &["og:2024-07-02T11:00:00Z"], "2024-07-02T11:00:00+00:00", ""),
        ("T8 beyond a day of the view", &["og:2024-07-02T13:00:00Z"], "- Implausible", ""),
        ("T8 a believable one goes before", &["og:1970-01-01", "ld:2019-06-04"], "2019-06-04", ""),
        ("T8 modified too", &["ld:2019-06-04", "ldm:0001-01-01T00:00:00Z"], "2019-06-04", "- Implausible"),
    ]);
}

#[test]
fn t9_the_zones_rules_of_that_day_count() {
    check(&[
        ("T9 summer", &["zone:Europe/Berlin", "ld:2019-06-04T10:00:00"], "2019-06-04T10:00:00+02:00 site", ""),
        ("T9 winter", &["zone:Europe/Berlin", "ld:2019-12-04T10:00:00"], "2019-12-04T10:00:00+01:00 site", ""),
        (
            "T9 an hour that is skipped",
            &["zone:Europe/Berlin", "ld:2019-03-31T02:30:00"],
            "2019-03-31T02:30:00+01:00 site",
            "",
        ),
        (
            "T9 an hour that is twice",
            &["zone:Europe/Berlin", "ld:2019-10-27T02:30:00"],
            "2019-10-27T02:30:00+02:00 site",
            "",
        ),
        (
            "T9 a rule that has gone since",
            &["zone:Europe/Moscow", "ld:2010-06-04T10:00:00"],
            "2010-06-04T10:00:00+04:00 site",
            "",
        ),
    ]);
}

#[test]
fn t10_the_largest_group_wins_then_the_better_source() {
    check(&[
        (
            "T10 two against one",
            &["og:2019-06-01T10:00:00Z", "ld:2019-06-04T10:30:00Z", "md:2019-06-04T10:30:30Z"],
            "2019-06-04T10:30:00+00:00 date_conflict",
            "",
        ),
        (
            "T10 a day agrees with a time of it",
            &["og:2019-06-01T10:00:00Z", "ld:2019-06-04", "md:2019-06-04T10:30:00Z"],
            "2019-06-04T10:30:00+00:00 date_conflict",
            "",
        ),
        (
            "T10 OpenGraph before JSON-LD",
            &["og:2019-06-04T10:00:00Z", "ld:2019-06-04T11:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        (
            "T10 JSON-LD before microdata",
            &["ld:2019-06-04T10:00:00Z", "md:2019-06-04T11:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        (
            "T10 microdata before time",
            &["md:2019-06-04T10:00:00Z", "time:2019-06-04T11:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        (
            "T10 time before other names",
            &["time:2019-06-04T10:00:00Z", "meta:2019-06-04T11:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        (
            "T10 other names before the address",
            &["meta:2019-06-07", "path:/2019/06/04/bridge"],
            "2019-06-07 date_conflict",
            "",
        ),
        (
            "T10 the address before Dublin Core",
            &["head:<meta name='DC.date' content='2019-06-06'>", "path:/2019/06/04/bridge"],
            "2019-06-04",
            "",
        ),
        ("T10 the address before a label", &["p:Published: 6 June 2019", "path:/2019/06/04/bridge"], "2019-06-04", ""),
        ("T10 the address alone", &["path:/2019/06/04/bridge"], "2019-06-04", ""),
        (
            "T10 a label refines the address",
            &["p:Published: 4 June 2019 10:30", "path:/2019/06/04/bridge"],
            "2019-06-04T10:30:00+00:00 minute assumed",
            "",
        ),
        (
            "T10 the address breaks a tie",
            &["og:2019-06-01T10:00:00Z", "ld:2019-06-04T10:00:00Z", "path:/2019/06/04/bridge"],
            "2019-06-04T10:00:00+00:00 date_conflict",
            "",
        ),
        (
            "T10 the day of the page's own clocks",
            &["lang:en-US", "og:2019-06-05T01:30:00Z", "path:/2019/06/04/bridge"],
            "2019-06-04T21:30:00-04:00",
            "",
        ),
    ]);
}

#[test]
fn t11_to_t13_modified_comes_from_its_own_sources_or_is_none() {
    check(&[
        (
            "T11 OpenGraph before JSON-LD",
            &["og:2019-06-04T10:00:00Z", "ogm:2019-06-05T10:00:00Z", "ldm:2019-06-05T11:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "2019-06-05T10:00:00+00:00",
        ),
        (
            "T11 another name",
            &["og:2019-06-04", "head:<meta property='og:updated_time' content='2019-06-05'>"],
            "2019-06-04",
            "2019-06-05",
        ),
        (
            "T11 the server's header is none",
            &["og:2019-06-04", "head:<meta http-equiv='last-modified' content='2019-06-05'>"],
            "2019-06-04",
            "",
        ),
        ("T11 a label", &["og:2019-06-04", "p:Last updated: 5 June 2019"], "2019-06-04", "2019-06-05"),
        (
            "T12 an hour before",
            &["ld:2019-06-04T10:00:00Z", "ldm:2019-06-04T09:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "- BeforePublished",
        ),
        (
            "T12 within a minute",
            &["ld:2019-06-04T10:00:00Z", "ldm:2019-06-04T09:59:30Z"],
            "2019-06-04T10:00:00+00:00",
            "2019-06-04T09:59:30+00:00",
        ),
        ("T12 the same day", &["ld:2019-06-04T10:00:00Z", "ldm:2019-06-04"], "2019-06-04T10:00:00+00:00", "2019-06-04"),
        (
            "T12 the day before",
            &["ld:2019-06-04T10:00:00Z", "ldm:2019-06-03"],
            "2019-06-04T10:00:00+00:00",
            "- BeforePublished",
        ),
        (
            "T12 the same day on the page's clocks",
            &["ld:2019-06-04T23:30:00-05:00", "ldm:2019-06-04"],
            "2019-06-04T23:30:00-05:00",
            "2019-06-04",
        ),
        ("T13 nothing is copied", &["ld:2019-06-04T10:00:00Z"], "2019-06-04T10:00:00+00:00", ""),
    ]);
}

#[test]
fn t14_claims_of_one_time_a_day_apart_are_told() {
    check(&[
        (
            "T14 two days",
            &["og:2019-06-04T10:00:00Z", "ld:2019-06-06T10:00:00Z"],
            "2019-06-04T10:00:00+00:00 date_conflict",
            "",
        ),
        (
            "T14 less than a day",
            &["og:2019-06-04T10:00:00Z", "ld:2019-06-05T09:00:00Z"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        ("T14 days count whole", &["og:2019-06-04T01:00:00Z", "ld:2019-06-05"], "2019-06-04T01:00:00+00:00", ""),
        (
            "T14 modified too",
            &["og:2019-06-01", "ogm:2019-06-04T10:00:00Z", "ldm:2019-06-08T10:00:00Z"],
            "2019-06-01",
            "2019-06-04T10:00:00+00:00 date_conflict",
        ),
        (
            "T14 the address",
            &["ld:2019-06-04T10:00:00Z", "path:/2017/01/01/bridge"],
            "2019-06-04T10:00:00+00:00 date_conflict",
            "",
        ),
    ]);
    let time = times(&["og:2019-06-04T10:00:00Z", "ld:2019-06-06T10:00:00Z"]).0.expect("stated");
    let conflict = time.conflict.expect("told");
    assert_eq!((time.raw.as_str(), conflict.raw.as_str()), ("2019-06-04T10:00:00Z", "2019-06-06T10:00:00Z"));
}

#[test]
fn t21_times_from_now_resolve_against_the_view_and_are_doubted() {
    check(&[
        ("T21 hours", &["p:Published 3 hours ago"], "2024-07-01T09:00:00+00:00 hour Relative", ""),
        ("T21 minutes", &["p:Veröffentlicht vor 45 Minuten"], "2024-07-01T11:15:00+00:00 minute Relative", ""),
        ("T21 days", &["p:Publié il y a 2 jours"], "2024-06-29 Relative", ""),
        ("T21 yesterday", &["p:Publicado ayer"], "2024-06-30 Relative", ""),
        (
            "T21 updated",
            &["og:2024-06-01", "p:Updated 3 hours ago"],
            "2024-06-01",
            "2024-07-01T09:00:00+00:00 hour Relative",
        ),
        ("T21 beside a stated time", &["og:2024-06-01", "p:Published 3 days ago"], "2024-06-01", ""),
        ("T21 without a label", &["p:3 hours ago"], "2024-07-01T09:00:00+00:00 hour Relative", ""),
        ("T21 prose is none", &["p:Three hours ago they left the town, and nobody has seen them since then."], "", ""),
    ]);
}

#[test]
fn t22_labelled_lines_are_read_in_many_languages() {
    check(&[
        ("T22 en", &["p:First published on Tue 4 Jun 2019 10.04 BST"], "2019-06-04T10:04:00+01:00 minute", ""),
        (
            "T22 en modified",
            &["og:2019-06-01", "p:Last modified on Tue 4 Jun 2019 10.04 BST"],
            "2019-06-01",
            "2019-06-04T10:04:00+01:00 minute",
        ),
        (
            "T22 de",
            &["lang:de", "og:2019-06-01", "p:Stand: 04.06.2019, 10:04 Uhr"],
            "2019-06-01",
            "2019-06-04T10:04:00+00:00 minute assumed",
        ),
        (
            "T22 de, label last",
            &["lang:de", "p:Dieser Beitrag wurde am 4. Juni 2019 um 10:04 Uhr veröffentlicht."],
            "2019-06-04T10:04:00+00:00 minute assumed",
            "",
        ),
        (
            "T22 fr",
            &["lang:fr", "og:2019-06-01", "p:Mis à jour le 4 juin 2019 à 10h04"],
            "2019-06-01",
            "2019-06-04T10:04:00+00:00 minute assumed",
        ),
        ("T22 es", &["lang:es", "og:2019-06-01", "p:Actualizado: 4 de junio de 2019"], "2019-06-01", "2019-06-04"),
        ("T22 it", &["lang:it", "og:2019-06-01", "p:Ultimo aggiornamento: 4 giugno 2019"], "2019-06-01", "2019-06-04"),
        ("T22 pt", &["lang:pt-br", "og:2019-06-01", "p:Atualizado em 04/06/2019"], "2019-06-01", "2019-06-04"),
        ("T22 nl", &["lang:nl", "og:2019-06-01", "p:Laatst bijgewerkt op 4 juni 2019"], "2019-06-01", "2019-06-04"),
        ("T22 sv", &["lang:sv", "p:Publicerad 4 juni 2019"], "2019-06-04", ""),
        (
            "T22 pl",
            &["lang:pl", "p:Opublikowano: 4 czerwca 2019, 10:04"],
            "2019-06-04T10:04:00+00:00 minute assumed",
            "",
        ),
        ("T22 cs", &["lang:cs", "p:Publikováno 4. 6. 2019"], "2019-06-04", ""),
        ("T22 hu", &["lang:hu", "p:Közzétéve: 2019. június 4. 10:04"], "2019-06-04T10:04:00+00:00 minute assumed", ""),
        (
            "T22 ru",
            &["lang:ru", "p:Опубликовано: 4 июня 2019 г., 10:04"],
            "2019-06-04T10:04:00+00:00 minute assumed",
            "",
        ),
        ("T22 uk", &["lang:uk", "p:Опубліковано: 4 червня 2019"], "2019-06-04", ""),
        ("T22 el", &["lang:el", "p:Δημοσίευση: 4 Ιουνίου 2019"], "2019-06-04", ""),
        ("T22 tr", &["lang:tr", "p:Yayınlanma: 4 Haziran 2019 10:04"], "2019-06-04T10:04:00+00:00 minute assumed", ""),
        ("T22 ar", &["lang:ar", "p:تاريخ النشر: ٤ يونيو ٢٠١٩"], "2019-06-04", ""),
        ("T22 he", &["lang:he", "p:פורסם: 4 ביוני 2019"], "2019-06-04", ""),
        ("T22 hi", &["lang:hi", "p:प्रकाशित: ४ जून २०१९"], "2019-06-04", ""),
        ("T22 ja", &["lang:ja", "p:公開日：2019年6月4日 10時04分"], "2019-06-04T10:04:00+00:00 minute assumed", ""),
        ("T22 ja, label last", &["lang:ja", "p:2019年6月4日 公開"], "2019-06-04", ""),
        ("T22 zh", &["lang:zh", "p:发布时间：2019年6月4日 下午3:05"], "2019-06-04T15:05:00+00:00 minute assumed", ""),
        ("T22 ko", &["lang:ko", "p:입력 2019.06.04 10:04"], "2019-06-04T10:04:00+00:00 minute assumed", ""),
        ("T22 vi", &["lang:vi", "p:Xuất bản: 4 tháng 6, 2019"], "2019-06-04", ""),
        ("T22 id", &["lang:id", "p:Diterbitkan 4 Juni 2019"], "2019-06-04", ""),
        ("T22 two in a line", &["p:Published: 4 June 2019 | Updated: 5 June 2019"], "2019-06-04", "2019-06-05"),
        (
            "T22 a sentence is none",
            &["og:2019-06-01", "p:Updated on 4 June 2019 to correct the number of seats in the old hall"],
            "2019-06-01",
            "",
        ),
    ]);
}

#[test]
fn other_calendars_are_told_and_converted_only_where_the_site_says_so() {
    check(&[
        ("Buddhist", &["lang:th", "og:4 มิถุนายน 2562"], "- OtherCalendar", ""),
        ("Buddhist, configured", &["lang:th", "calendar:buddhist", "og:4 มิถุนายน 2562"], "2019-06-04", ""),
        ("Persian", &["lang:fa", "og:۱۴ خرداد ۱۳۹۸"], "- OtherCalendar", ""),
        ("Persian, configured", &["lang:fa", "calendar:persian", "og:۱۴ خرداد ۱۳۹۸"], "2019-06-04", ""),
        ("Persian in numbers", &["lang:fa", "calendar:persian", "og:۱۳۹۸/۰۳/۱۴"], "2019-06-04", ""),
        ("Gregorian in Persian", &["lang:fa", "og:۴ ژوئن ۲۰۱۹"], "2019-06-04", ""),
        ("a believable one goes before", &["lang:fa", "og:۱۴ خرداد ۱۳۹۸", "ld:2019-06-04"], "2019-06-04", ""),
    ]);
}

#[test]
fn a_page_that_states_no_time_gives_the_likeliest_that_it_shows_as_inferred() {
    check(&[
        ("below the headline", &["p:4 June 2019"], "2019-06-04 Inferred", ""),
        (
            "with its author",
            &["body:<div class='meta'>By Jane Roe, 4 June 2019, 10:04</div>"],
            "2019-06-04T10:04:00+00:00 minute assumed Inferred",
            "",
        ),
        (
            "by its class",
            &["body:<div class='entry-date'>4 June 2019</div>", "p:The vote is on 1 May 2019 in the old hall."],
            "2019-06-04 Inferred",
            "",
        ),
        ("not in a comment", &["body:<div class='comment-list'><div class='comment'>4 June 2019</div></div>"], "", ""),
        ("not of other articles", &["body:<aside class='related'><a href='/x'>4 June 2019</a></aside>"], "", ""),
        (
            "a label that says only date",
            &["lang:de", "body:<div class='x'>Datum: 4. Juni 2019</div>"],
            "2019-06-04 Inferred",
            "",
        ),
        (
            "an attribute of a time",
            &["body:</article><div class='top'><time datetime='2019-06-04T10:00:00Z'>today</time></div><article>"],
            "2019-06-04T10:00:00+00:00",
            "",
        ),
        ("only when it was changed", &["body:<p>Page last updated: 4 June 2019</p>"], "", "2019-06-04"),
        (
            "a date that is only when it was changed",
            &["lang:de", "p:Stand: 4. Juni 2019, 10:04 Uhr"],
            "",
            "2019-06-04T10:04:00+00:00 minute assumed",
        ),
        (
            "a note's date",
            &["p:Update, 4 June 2019: An earlier version of this article gave another number of houses."],
            "",
            "",
        ),
        ("a correction's date", &["p:Correction, 4 June 2019: The bridge opened in 1931, not in 1913."], "", ""),
        ("a date that is told", &["p:The last flood was on 4 May 1999, the county said."], "", ""),
        (
            "dates of cards",
            &[
                "body:</article><div><h3><a href=/1>Other tale</a></h3><time datetime='2019-06-04'>4 June 2019</time></div><article>",
            ],
            "",
            "",
        ),
        ("what is stated goes before", &["og:2019-06-01", "p:4 June 2019"], "2019-06-01", ""),
        (
            "never a year without a page's date",
            &["p:© 2019 The Harbour. All rights reserved, and nothing may be copied."],
            "",
            "",
        ),
    ]);
}
