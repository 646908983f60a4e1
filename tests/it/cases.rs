//! Cases that begin with the page itself: two pages as bytes, read and compared. The numbers are those of the list of
//! cases for a monitor of news; all others of the comparison stand in `src/compare/tests`.

use newswatch::compare::{self, Comparison, Equality};
use newswatch::extract::{self, Budget, Page, Rules};
use newswatch::model::{Article, ChangeKind, ConflictKind, Doubt, Flag, Severity};
use url::Url;

use crate::scores::compared;

const TEXT: [&str; 6] = [
    "The drawbridge at Cawder Lock will stay open for two more weeks, the canal office said on Tuesday.",
    "“We had hoped for spring,” said lock keeper Ines Maddox, who has worked there since 1998.",
    "Barges now wait in the basin below the mill, and the brewery sends its lorries by the northern road.",
    "The council’s engineers found that both hinges are worn and that the counterweight has slipped by 14 centimetres.",
    "A new hinge is being cast in Port Ansel. It weighs 900 kilograms and will arrive on a barge of its own.",
    "Residents of the lower town have asked for a footbridge; the council will vote on it before the summer.",
];

/// A page with this in its head, these paragraphs, and this at the end of its article.
fn page(head: &str, paragraphs: &str, tail: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Drawbridge stays open</title>\
         <link rel=canonical href=https://www.lantern.example/town/bridge>{head}</head>\
         <body><header><a href=/>Lantern</a></header><main><article><h1>Drawbridge stays open</h1>{paragraphs}{tail}</article></main>\
         <footer><a href=/about>About us</a> <a href=/r>Rättelser</a></footer></body></html>"
    )
}

fn paragraphs(change: impl Fn(&str) -> String) -> String {
    TEXT.iter().map(|text| format!("<p>{}</p>", change(text))).collect()
}

fn plain() -> String {
    paragraphs(str::to_owned)
}

fn read(html: &str, zone: Option<&str>) -> Article {
    let url = Url::parse("https://www.lantern.example/town/bridge").expect("a valid address");
    let seen_at = "2026-03-03T12:00:00Z".parse().expect("RFC 3339");
    let page = Page { bytes: html.as_bytes(), content_type: Some("text/html; charset=utf-8"), url: &url, seen_at };
    let mut rules = Rules::automatic("lantern");
    rules.zone = zone.map(|name| name.parse().expect("a time zone"));
    let read = extract::extract(&page, &rules, &Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false });
    compare::sift(read.article.unwrap_or_else(|| panic!("an article: {:?}", read.problems))).article
}

fn judged(old: &str, new: &str) -> Comparison {
    compared(&read(old, None), &read(new, None))
}

/// JSON-LD of the article with these times.
fn stated(published: &str, modified: &str) -> String {
    format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Drawbridge stays open",
        "datePublished":"{published}","dateModified":"{modified}"}}</script>"#
    )
}

#[test]
fn what_is_not_text_makes_no_edit() {
    let picture = |width: u32| {
        format!(
            "<figure><img src='/img/hinge.jpg?width={width}'><figcaption>The worn hinge, seen from the quay</figcaption></figure>"
        )
    };
    let link = |href: &str| paragraphs(|t| t.replace("brewery", &format!("<a href='{href}'>brewery</a>")));
    let styled = paragraphs(|t| format!("<style>.x{{color:red}}</style>{t}"));
    let challenge = "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>\
                     <script>var title = 'Just a moment...';</script>";
    let redesigned = format!(
        "<!doctype html><html lang=en><head><title>Drawbridge stays open | Lantern</title></head><body class=v2>\
         <nav><ul><li><a href=/>Home</a></li><li><a href=/town>Town</a></li></ul></nav><div id=app><section class=story>\
         <div class=top><h1 class=headline>Drawbridge stays open</h1></div><div class=text>{}</div></section></div>\
         <aside><h2>Most read</h2><ul><li><a href=/a>Bakers vote on hours</a></li></ul></aside></body></html>",
        paragraphs(|t| format!("<span>{t}</span>")).replace("<p>", "<p class='par t2'>")
    );
    for (case, old, new, most) in [
        (
            26,
            page("", &plain(), ""),
            page("", &paragraphs(|t| t.replace('’', "&rsquo;").replace('“', "&ldquo;")), ""),
            Equality::Same,
        ),
        (37, page("", &plain(), ""), page("", &styled, ""), Equality::Same),
        (38, page("", &plain(), &picture(620)), page("", &plain(), &picture(700)), Equality::Trace),
        (39, page("", &link("/brewery"), ""), page("", &link("/brewery?utm_source=x"), ""), Equality::Trace),
        (74, page("", &plain(), ""), page("", &plain(), "").replace(" <a href=/r>Rättelser</a>", ""), Equality::Same),
        (82, page("", &plain(), ""), page(challenge, &plain(), ""), Equality::Same),
        (87, page("", &plain(), ""), redesigned, Equality::Claim),
    ] {
        let found = judged(&old, &new);
        assert!(found.equality <= most, "case {case}: {:?} {} {:#?}", found.equality, found.summary, found.edits);
        assert!(!found.kinds.contains(&ChangeKind::BodyEdit), "case {case}");
    }
    let found = judged(&page("", &link("https://a.example/"), ""), &page("", &link("https://b.example/"), ""));
    assert_eq!((found.severity, found.flags), (Severity::Info, vec![Flag::LinksChanged]), "case 39");
}

#[test]
fn a_correction_within_prose_is_no_note() {
    let prose = paragraphs(|t| t.replace("Residents of", "He demanded a correction: the figure for"));
    let article = read(&page("", &prose, ""), None);
    assert!(article.notes.is_empty(), "case 75: {:?}", article.notes);
    assert!(article.body.iter().any(|b| b.text.contains("demanded a correction")), "case 75");
    let found = judged(&page("", &plain(), ""), &page("", &prose, ""));
    assert!(found.kinds.contains(&ChangeKind::BodyEdit), "case 75: {:?}", found.kinds);
}

#[test]
fn stated_times_are_read_as_they_are_meant() {
    let instant = |head: &str, zone| {
        read(&page(head, &plain(), ""), zone).published.and_then(|t| t.instant).map(|t| t.to_rfc3339())
    };
    let published = |case: u32, head: &str, zone, expected: &str| {
        assert_eq!(instant(head, zone).as_deref(), Some(expected), "case {case}");
    };
    let comma = stated("2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z").replace("}</script>", ",}</script>");
    published(69, &comma, None, "2026-02-03T10:00:00+00:00");
    let related = r#"<script type="application/ld+json">{"@graph":[
        {"@type":"NewsArticle","headline":"Another story altogether","url":"https://www.lantern.example/town/other",
         "datePublished":"2026-03-01T08:00:00Z"},
        {"@type":"NewsArticle","headline":"Drawbridge stays open","url":"https://www.lantern.example/town/bridge",
         "datePublished":"2026-02-03T10:00:00Z"}]}</script>"#;
    published(70, related, None, "2026-02-03T10:00:00+00:00");
    published(
        71,
        &stated("2025-06-04T10:00:00", "2025-06-04T10:00:00"),
        Some("Europe/London"),
        "2025-06-04T09:00:00+00:00",
    );
    let two = format!(
        "<meta property='article:published_time' content='2026-02-03T10:04:00+00:00'>{}",
        stated("2026-02-03T10:04:00+01:00", "2026-02-03T10:04:00+01:00")
    );
    published(72, &two, Some("Europe/Rome"), "2026-02-03T09:04:00+00:00");
    let article = read(&page(&two, &plain(), ""), Some("Europe/Rome"));
    let conflict = article.published.and_then(|t| t.conflict).map(|c| c.kind);
    assert_eq!(conflict, Some(ConflictKind::Zone), "case 72");

    let before = read(&page(&stated("2026-02-03T10:00:00Z", "2026-02-01T10:00:00Z"), &plain(), ""), None);
    let doubt = before.modified.as_ref().and_then(|t| t.doubt);
    assert!(doubt == Some(Doubt::BeforePublished), "case 66: {:?}", before.modified);
    let later = read(&page(&stated("2026-02-03T10:00:00Z", "2026-02-02T10:00:00Z"), &plain(), ""), None);
    assert_eq!(compared(&before, &later).equality, Equality::Trace, "case 66");
}
