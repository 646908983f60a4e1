//! The whole stage on invented pages, honest and hostile.

use std::time::{Duration, Instant};

use super::*;
use crate::model::{AgeUnit, Article, BlockKind, Doubt, ProblemKind, StampSource, ZoneSource};

const SEEN: &str = "2024-07-01T12:00:00Z";

/// A page of a weekly paper with every trap: byline, a busy interface's words, the issue's label twice, an age
/// notice, one caption in two forms, prose that holds the same phrases, and promotion at the end.
const WEEKLY: &str = r##"<!DOCTYPE html><html lang="en-GB"><head><title>Bridge stays shut - The Weekly</title>
<meta property="og:title" content="Bridge stays shut">
<link rel="canonical" href="/art/48307/bridge?utm_source=feed">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge stays shut","datePublished":"2019-05-03T10:00:00+01:00",
 "dateModified":"2019-05-04T10:00:00+01:00","author":{"name":"Jane Roe"},}</script>
<style>.x{color:red}</style></head><body>
<nav><a href="/">Home</a></nav>
<main><article>
<div class="byline">By Jane Roe</div>
<div class="pdf"><span>Downloading PDF. Please wait...</span> Issue 2653</div>
<h1>Bridge stays shut – but the council remains</h1>
<div class="age">This article is over 5 years, 1 months old</div>
<div class="issue">Issue 2653</div>
<figure><img src="/img/bridge-620x349.jpg?v=1"><div class="hover-caption">The council led a walk on Thursday - and thanked walkers</div>
<figcaption>The council led a walk on Thursday – and thanked walkers (Pic: @someone/Net)</figcaption></figure>
<div class="text">
<p>The council’s plan to open the bridge this week would be a spectacle if it wasn’t so slow.<style>.y{}</style></p>
<p>He said this article is over 5 years old, and that Issue 2653 was sold out on 4 June 2019.</p>
<p>They tried to walk across but were turned back,<br>then went to <a href="/town?fbclid=1">another town</a>.</p>
<p></p>
<p>“We have to walk,” she added. Write to <a class="__cf_email__" data-cfemail="5a3b1a3874392e" href="/cdn-cgi/l/email-protection">[email&#160;protected]</a>.</p>
<p>Correction: the bridge opened in 1931, not in 1913 as we said.</p>
</div>
<div class="promo"><p><a href="/mail">Sign up for our daily email</a></p><p><a href="/give">Make a donation</a></p></div>
</article></main>
<aside><figure><img src="/o.jpg"><figcaption>Another story</figcaption></figure><time datetime="2024-06-30">yesterday</time></aside>
<footer><a href="/corrections">Corrections</a></footer></body></html>"##;

fn picks(list: &[&str]) -> Vec<Pick> {
    list.iter().map(|text| Pick::parse(text).expect("a valid pick")).collect()
}

fn rules(change: impl FnOnce(&mut Select)) -> Rules {
    let mut rules = Rules::automatic("weekly");
    change(&mut rules.select);
    rules
}

fn read_with(html: &str, rules: &Rules) -> Extraction {
    let url = Url::parse("https://weekly.example/art/48307/bridge").expect("valid");
    let page = Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at: SEEN.parse().expect("valid") };
    let began = Instant::now();
    let stop = move || began.elapsed() > Duration::from_secs(2);
    extract(&page, rules, &Budget { nodes_max: 250_000, depth_max: 512, stop: &stop })
}

fn article(html: &str, rules: &Rules) -> Article {
    let found = read_with(html, rules);
    found.article.unwrap_or_else(|| panic!("no article: {:?}", found.problems))
}

fn body(article: &Article) -> Vec<&str> {
    article.body.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn a_weekly_page_is_read_by_selectors_into_its_fields() {
    let rules = rules(|select| {
        select.headline = picks(&["h1.none", "h1"]);
        select.body = picks(&[".text"]);
        select.byline = picks(&[".byline"]);
    });
    let found = article(WEEKLY, &rules);
    assert_eq!(found.headline.as_deref(), Some("Bridge stays shut – but the council remains"));
    assert_eq!(found.byline.as_deref(), Some("By Jane Roe"));
    assert_eq!(
        body(&found),
        [
            "The council’s plan to open the bridge this week would be a spectacle if it wasn’t so slow.",
            "He said this article is over 5 years old, and that Issue 2653 was sold out on 4 June 2019.",
            "They tried to walk across but were turned back, then went to another town.",
            "“We have to walk,” she added. Write to a@b.ct.",
        ]
    );
    assert_eq!(found.body.get(2).map(|b| b.links.clone()), Some(vec!["https://weekly.example/town".to_owned()]));
    assert_eq!(found.issue.as_deref(), Some("Issue 2653"));
    let age = found.age_notice.expect("an age notice");
    assert_eq!((age.years, age.months, age.precision), (5, 1, AgeUnit::Month));
    assert_eq!(found.notes.len(), 1);
    assert_eq!(found.captions.len(), 2, "{:?}", found.captions);
    assert!(found.captions.iter().all(|c| c.image.as_deref() == Some("/img/bridge.jpg")));
    assert_eq!(found.captions.last().and_then(|c| c.credit.as_deref()), Some("Pic: @someone/Net"));
    assert_eq!(found.canonical_url.as_deref(), Some("https://weekly.example/art/48307/bridge"));
    assert_eq!(found.language.as_deref(), Some("en-gb"));
    let published = found.published.expect("published");
    assert_eq!(published.instant, Some("2019-05-03T09:00:00Z".parse().expect("valid")));
    assert_eq!((published.source, published.zone), (StampSource::JsonLd, ZoneSource::Explicit));
    assert_eq!(found.alt_headlines.len(), 3);
}

#[test]
fn a_weekly_page_is_read_automatically_without_its_notices() {
    let found = article(WEEKLY, &Rules::automatic("weekly"));
    let body = body(&found).join("\n");
    assert!(body.contains("turned back, then went to another town."), "{body}");
    assert!(body.contains("He said this article is over 5 years old"), "{body}");
    for gone in ["This article is over", "Downloading", "Correction:", "Another story", ".y{}"] {
        assert!(!body.contains(gone), "{gone} in {body}");
    }
    assert!(found.age_notice.is_some() && found.issue.is_some() && found.notes.len() == 1);
    assert_eq!(found.byline.as_deref(), Some("By Jane Roe"));
}

#[test]
fn a_word_that_is_struck_through_is_withdrawn() {
    let rules = rules(|select| select.body = picks(&[".text"]));
    let page = |claim: &str| {
        WEEKLY.replace("They tried to walk", &format!("It was {claim} opened on Monday. They tried to walk"))
    };
    let (kept, struck) = (article(&page("not"), &rules), article(&page("<s>not</s>"), &rules));
    assert!(body(&kept).iter().any(|text| text.starts_with("It was not opened")));
    assert!(body(&struck).iter().any(|text| text.starts_with("It was opened")), "{:?}", body(&struck));
}

#[test]
fn a_mail_address_reads_the_same_hidden_or_not() {
    let prose = "The council says that the bridge will open again when the work on its northern pier is done.";
    let page = |mail: &str| {
        format!("<main><article><h1>Bridge</h1><p>{prose}</p><p>{prose} Write to {mail}.</p></article></main>")
    };
    let hidden = |key: u8| {
        let bytes = std::iter::once(key).chain("a.b@example.org".bytes().map(|b| b ^ key));
        let digits: String = bytes.map(|b| format!("{b:02x}")).collect();
        page(&format!(
            "<a class=__cf_email__ href=/cdn-cgi/l/email-protection data-cfemail={digits}>[email&#160;protected]</a>"
        ))
    };
    for rules in [Rules::automatic("x"), rules(|select| select.body = picks(&["article"]))] {
        let plain = article(&page("a.b@example.org"), &rules);
        assert!(body(&plain).iter().any(|text| text.ends_with("Write to a.b@example.org.")), "{:?}", plain.body);
        assert_eq!(body(&article(&hidden(0x11), &rules)), body(&plain));
        assert_eq!(body(&article(&hidden(0x7f), &rules)), body(&plain));
    }
}

#[test]
fn a_widgets_heading_does_not_turn_the_headline() {
    let rules = rules(|select| select.body = picks(&[".text"]));
    let page = |widget: &str| format!("<title>Town</title>{widget}<div class=text><h1>Bridge</h1><p>Prose.</p></div>");
    let alone = article(&page(""), &rules);
    assert_eq!(alone.headline.as_deref(), Some("Bridge"));
    assert_eq!(article(&page("<div><h1>Original text</h1></div>"), &rules), alone);
}

#[test]
fn only_the_age_notice_differs_when_only_the_age_has_moved() {
    let rules = rules(|select| select.body = picks(&["article"]));
    let before = article(WEEKLY, &rules);
    for notice in ["This article is over 6 years, 0 months old", "This article is more than 11 months old", ""] {
        let after = article(&WEEKLY.replace("This article is over 5 years, 1 months old", notice), &rules);
        assert_eq!(Article { age_notice: None, ..after }, Article { age_notice: None, ..before.clone() }, "{notice}");
    }
}

#[test]
fn a_selector_that_matches_nothing_is_a_problem_and_no_article() {
    let missing = rules(|select| select.body = picks(&[".gone", "#gone p"]));
    let found = read_with(WEEKLY, &missing);
    assert_eq!(found.article, None);
    let problem = found.problems.first().expect("a problem");
    assert_eq!((problem.kind, problem.field.as_deref()), (ProblemKind::SelectorEmpty, Some("body")));
    assert!(problem.detail.contains(".gone | #gone p"), "{problem}");
    let partial = rules(|select| {
        select.body = picks(&[".text"]);
        select.standfirst = picks(&[".summary"]);
        select.modified = picks(&["time.mod@datetime"]);
    });
    let found = read_with(WEEKLY, &partial);
    let fields: Vec<_> = found.problems.iter().filter_map(|p| p.field.as_deref()).collect();
    assert_eq!(fields, ["standfirst", "modified"]);
    assert!(found.article.is_some());
}

#[test]
fn removed_elements_are_gone_before_anything_is_read() {
    let rules = rules(|select| {
        select.body = picks(&["article", ".text"]);
        select.remove = picks(&["h1", ".promo", "figure", ".pdf"]);
    });
    let found = article(WEEKLY, &rules);
    assert!(found.captions.is_empty());
    assert_eq!(found.headline.as_deref(), Some("Bridge stays shut"), "the metadata's, for the h1 is gone");
    assert!(!body(&found).iter().any(|text| text.contains("donation")));
    let twice = rules_of_nested();
    assert_eq!(
        body(&article("<div class=a><p>One two.<div class=a>Three.</div></div>", &twice)),
        ["One two.", "Three."]
    );
}

fn rules_of_nested() -> Rules {
    rules(|select| select.body = picks(&[".a"]))
}

#[test]
fn a_page_without_text_is_a_problem_and_no_article() {
    for html in [
        "",
        "   ",
        "<html><body></body></html>",
        "<p>Short.</p>",
        "<script>var text = 'long enough to be text';</script>",
    ] {
        let found = read_with(html, &Rules::automatic("x"));
        assert_eq!(found.article, None, "{html}");
        assert_eq!(found.problems.first().map(|p| p.kind), Some(ProblemKind::NoText), "{html}");
    }
}

#[test]
fn what_the_rules_say_of_times_goes_before_the_metadata() {
    let mut rules = rules(|select| {
        select.body = picks(&["p"]);
        select.published = picks(&["time.pub"]);
        select.modified = picks(&[".mod"]);
    });
    rules.zone = Some(chrono_tz::Europe::London);
    let html = "<meta property='article:published_time' content='2001-01-01T00:00Z'><time class=pub datetime='2019-06-04T10:00'>\
        Tuesday</time><div class=mod>Last modified on 5 June 2019 10.04</div><p>The text of the article.</p>";
    let found = article(html, &rules);
    let published = found.published.expect("published");
    assert_eq!(
        (published.instant, published.zone),
        (Some("2019-06-04T09:00:00Z".parse().expect("valid")), ZoneSource::SiteConfig)
    );
    assert_eq!(found.modified.and_then(|m| m.instant), Some("2019-06-05T09:04:00Z".parse().expect("valid")));
}

#[test]
fn times_of_related_items_are_not_the_articles() {
    let html = r#"<main><article><h1>Bridge</h1><p>The text of the article.</p></article></main>
        <script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":
        {"@type":"NewsArticle","datePublished":"2024-06-30"}}]}</script>
        <aside><time datetime="2024-06-30" class="published">x</time></aside>
        <script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-05-07","dateModified":"2019-05-01"}</script>"#;
    let found = article(html, &rules(|select| select.body = picks(&["article p"])));
    assert_eq!(found.published.map(|p| p.raw), Some("2019-05-07".to_owned()));
    let modified = found.modified.expect("kept");
    assert_eq!((modified.instant, modified.doubt), (None, Some(Doubt::BeforePublished)));
}

#[test]
fn block_kinds_reach_the_article_and_links_are_web_addresses() {
    let html = "<base href='javascript:x'><article><h2>Part</h2><ul><li>One</ul><blockquote>Said</blockquote>\
        <p>See <a href='javascript:alert(1)'>a</a> <a href='b'>b</a></p></article>";
    let found = article(html, &rules(|select| select.body = picks(&["article"])));
    let kinds: Vec<_> = found.body.iter().map(|b| b.kind).collect();
    assert_eq!(kinds, [BlockKind::Heading, BlockKind::ListItem, BlockKind::Quote, BlockKind::Paragraph]);
    assert_eq!(found.body.last().map(|b| b.links.clone()), Some(vec!["https://weekly.example/art/48307/b".to_owned()]));
}

#[test]
fn hostile_pages_end_in_time_and_within_the_budget() {
    let formatting = |count: usize| (0..count).map(|i| format!("<b id={i}><p>")).collect::<String>();
    let attributes: String = (0..50_000).map(|i| format!(" a{i}=1")).collect();
    let pages = [
        ("deep", "<div>".repeat(20_000)),
        ("deep list", "<ul><li>".repeat(20_000)),
        ("deep table", "<table><tr><td>".repeat(20_000)),
        ("deep svg", format!("<svg>{}", "<g>".repeat(20_000))),
        ("deep template", "<template>".repeat(20_000)),
        ("formatting, 55 KB", formatting(4000)),
        ("formatting, 500 KB", formatting(35_000)),
        ("attributes", format!("<p{attributes}>x</p>")),
        ("comments", "<!---->".repeat(100_000)),
        ("brackets", "<".repeat(250_000)),
        ("entities", "&amp;".repeat(250_000)),
        ("unclosed", format!("<title>{}", "x".repeat(250_000))),
        ("paragraphs", "<p>x".repeat(150_000)),
    ];
    let rules = rules(|select| select.body = picks(&["body"]));
    for (name, html) in pages {
        let began = Instant::now();
        let found = read_with(&html, &rules);
        assert!(began.elapsed() < Duration::from_secs(20), "{name} took {:?}", began.elapsed());
        let is_refused =
            found.problems.iter().any(|p| matches!(p.kind, ProblemKind::TooComplex | ProblemKind::TooLong));
        assert!(is_refused != found.article.is_some() || !found.problems.is_empty(), "{name}: {:?}", found.problems);
        if name.starts_with("deep") || name.starts_with("formatting") || name == "paragraphs" {
            assert!(is_refused && found.article.is_none(), "{name}: {:?}", found.problems);
        }
    }
}

#[test]
fn odd_bytes_give_the_same_text_every_time_and_no_panic() {
    let url = Url::parse("https://weekly.example/").expect("valid");
    let rules = rules(|select| select.body = picks(&["p"]));
    let pages: [&[u8]; 5] = [
        b"<p>a\0b\x1b[2Jc\x07 \xff\xfe d</p>",
        b"\xff\xfe<\0p\0>\0x\0",
        &[0xff; 5_000],
        b"\x1b$B<p>",
        b"<meta charset=utf-7><p>+ADw-script+AD4-</p>",
    ];
    for bytes in pages {
        let page = Page {
            bytes,
            content_type: Some("text/html; charset=bogus"),
            url: &url,
            seen_at: SEEN.parse().expect("valid"),
        };
        let budget = Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false };
        let first = extract(&page, &rules, &budget);
        assert_eq!(first, extract(&page, &rules, &budget));
        let texts = first.article.iter().flat_map(|a| a.body.iter()).map(|b| b.text.as_str());
        assert!(texts.flat_map(str::chars).all(|c| !c.is_control()));
    }
}

#[test]
fn a_huge_or_deep_script_does_not_hide_the_page() {
    let rules = rules(|select| select.body = picks(&["p"]));
    for script in
        ["[".repeat(100_000), format!("{{\"@type\":\"NewsArticle\",\"articleBody\":\"{}\"}}", "x".repeat(5_000_000))]
    {
        let html = format!("<script type='application/ld+json'>{script}</script><p>The text of the article.</p>");
        assert_eq!(body(&article(&html, &rules)), ["The text of the article."]);
    }
}

#[test]
fn a_passed_deadline_is_a_problem() {
    let url = Url::parse("https://weekly.example/").expect("valid");
    let page = Page { bytes: WEEKLY.as_bytes(), content_type: None, url: &url, seen_at: SEEN.parse().expect("valid") };
    let found = extract(&page, &Rules::automatic("x"), &Budget { nodes_max: 250_000, depth_max: 512, stop: &|| true });
    assert_eq!((found.article, found.problems.first().map(|p| p.kind)), (None, Some(ProblemKind::TooLong)));
}
