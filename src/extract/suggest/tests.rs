//! Proposals for three invented sites, and for pages that were made to cost time.

use std::cell::Cell;

use url::Url;

use super::*;
use crate::extract::{Rules, extract};

/// The words of one article; no two articles share a sentence.
struct Story {
    number: u32,
    headline: &'static str,
    summary: &'static str,
    author: &'static str,
    text: [&'static str; 4],
    at: &'static str,
}

const STORIES: [Story; 3] = [
    Story {
        number: 48_307,
        headline: "Bridge to close until May",
        summary: "Cracks in the bearings: Saltmere loses its crossing for two months.",
        author: "Jane Roe",
        text: [
            "The council of Saltmere voted on Monday to close the swing bridge until the first week of May.",
            "Engineers found cracks in two of its nine bearings, said the town surveyor, Orla Venn.",
            "“Nobody will cross it before we know what holds it up,” she told the meeting in the guildhall.",
            "A ferry is to run every 20 minutes, at no charge, from the fish quay to the old customs house.",
        ],
        at: "2026-03-02T18:00:00Z",
    },
    Story {
        number: 48_411,
        headline: "Herring fleet stays in port",
        summary: "A week of gales keeps thirty boats at the quay and the market empty.",
        author: "Tam Osk",
        text: [
            "Thirty boats of the herring fleet did not leave the harbour this week, the longest pause in nine years.",
            "The harbour master had raised the black cone on Sunday evening, and has not taken it down since.",
            "At the market the last boxes were sold before seven, for twice of what they cost a week ago.",
            "The cooperative says that it will pay its crews for the lost days out of the fund for storms.",
        ],
        at: "2026-03-05T07:30:00Z",
    },
    Story {
        number: 48_520,
        headline: "Library finds its oldest map",
        summary: "The chart had been the lining of a drawer for two hundred years.",
        author: "Ines Carrow",
        text: [
            "A chart of the bay that was drawn in 1743 has been found in the library, as the lining of a drawer.",
            "The carpenter who was to mend the drawer saw a coast under the dust and put his plane away.",
            "It shows two islands that are not there today, and leaves out one that is, the library says.",
            "The chart will be shown from April, in the room where it had been all the time.",
        ],
        at: "2026-03-09T11:15:00Z",
    },
];

/// A site whose names were given by people: a clean body, with a sign-up and a list of other articles in it.
fn clean(story: &Story) -> String {
    let Story { number, headline, summary, author, text: [a, b, c, d], at } = story;
    format!(
        r##"<!doctype html><html lang="en"><head><title>{headline} - The Lantern</title><meta property="og:type" content="article">
<meta property="og:site_name" content="The Saltmere Lantern"><meta property="article:published_time" content="{at}">
<meta property="article:modified_time" content="{}"><link rel="canonical" href="https://www.lantern.example/{number}"></head>
<body class="post-{number}"><nav><a href="/">Home</a></nav><div class="page row"><main class="col-md-8">
<h1 class="headline">{headline}</h1><p class="standfirst">{summary}</p><div class="byline">By {author}</div>
<figure><img src="/{number}.jpg"><figcaption>What the harbour looked like on day {number}</figcaption></figure>
<div class="story-body mt-4"><p>{a}</p><p>{b}</p>
<div class="newsletter-box"><p>Get the week in Saltmere in your inbox every Friday morning, free of charge.</p></div>
<h2>What comes next</h2><p>{c}</p><blockquote><p>{d}</p></blockquote>
<div class="related-stories"><h3>More on this</h3><ul><li><a href="/x">Harbour dredged again, for the third time</a></ul></div></div></main>
<aside class="sidebar"><h3>Most read</h3><ul><li><a href="/y">Cat found</a></ul></aside></div>
<footer class="footer"><p>The Lantern is published by Saltmere Press, 1 Fish Quay.</p></footer></body></html>"##,
        "2026-03-10T09:00:00Z"
    )
}

/// A site whose names are made by build tools, anew for each release.
fn hashed(story: &Story) -> String {
    let Story { number, headline, summary, author, text: [a, b, c, d], at } = story;
    let hash = ["a8Xk2", "q3Zt9", "m1Pd7"][(*number as usize) % 3];
    format!(
        r##"<!doctype html><html lang="en"><head><title>{headline}</title><meta property="og:type" content="article">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{headline}","datePublished":"{at}","dateModified":"{at}","author":{{"name":"{author}"}}}}</script>
</head><body><div class="css-{number}ab"><div class="Page_root__{hash} sc-{number}c"><h1 class="css-9{number}">{headline}</h1>
<p class="Summary_standfirst__{hash}">{summary}</p>
<div class="jsx-{number} Body_text__{hash}"><p class="css-1x2abc">{a}</p><p class="css-1x2abc">{b}</p><p class="css-1x2abc">{c}</p><p>{d}</p></div>
</div></div></body></html>"##
    )
}

/// A site of nested elements whose names carry the number of the article.
fn nested(story: &Story) -> String {
    let Story { number, headline, text: [a, b, c, d], at, .. } = story;
    format!(
        r##"<!doctype html><html lang="en"><head><title>{headline}</title><meta name="date" content="{at}"></head>
<body><div id="page-{number}"><div id="menu"><a href="/">Home</a> <a href="/a">Town</a></div><div id="story-{number}"><h1>{headline}</h1>
<div id="text-{number}"><div><p>{a}</p><p>{b}</p></div><div><p>{c}</p><p>{d}</p></div></div></div>
<div id="more-{number}"><ul><li><a href="/b">Cat found on the pier</a><li><a href="/c">Dog found</a></ul></div></div></body></html>"##
    )
}

fn suggested(pages: &[String]) -> Suggestion {
    let url = Url::parse("https://www.lantern.example/town/story").expect("valid");
    let seen_at = "2026-03-12T12:00:00Z".parse().expect("valid");
    let pages: Vec<Page> =
        pages.iter().map(|html| Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at }).collect();
    suggest(&pages, &Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false })
}

fn proposal<'s>(found: &'s Suggestion, field: &str) -> &'s Proposal {
    found.fields.iter().find(|proposal| proposal.field == field).unwrap_or_else(|| panic!("{field}: {found:#?}"))
}

/// Checks what is proposed for each field; `None` stands for nothing.
fn check(site: fn(&Story) -> String, expected: &[(&str, Option<&[&str]>)]) -> Suggestion {
    let found = suggested(&STORIES.iter().map(site).collect::<Vec<_>>());
    for (field, picks) in expected {
        let proposal = proposal(&found, field);
        assert_eq!(proposal.picks, picks.unwrap_or_default(), "{field}: {proposal:#?}");
        assert_eq!(proposal.why_not.is_some(), picks.is_none(), "{field}: {proposal:#?}");
    }
    found
}

#[test]
fn names_that_people_gave_are_proposed_as_they_are() {
    let found = check(
        clean,
        &[
            ("headline", Some(&[".headline"])),
            ("standfirst", Some(&[".standfirst"])),
            ("byline", Some(&[".byline"])),
            ("body", Some(&[".story-body"])),
            ("caption", Some(&["figcaption"])),
            ("published", Some(&["meta[property='article:published_time']@content"])),
            ("modified", Some(&["meta[property='article:modified_time']@content"])),
            ("remove", Some(&[".newsletter-box", ".related-stories"])),
        ],
    );
    assert_eq!(found.name.as_deref(), Some("The Saltmere Lantern"));
    assert_eq!(found.hosts, ["www.lantern.example"]);
    let body = proposal(&found, "body");
    assert_eq!((body.pages, body.worst), (3, 1.0));
}

#[test]
fn names_that_machines_made_are_proposed_by_the_part_that_people_gave() {
    let found = check(
        hashed,
        &[
            ("headline", Some(&["h1"])),
            ("body", Some(&["[class*='Body_text__']"])),
            ("published", None),
            ("byline", None),
            ("caption", None),
            ("remove", None),
        ],
    );
    for (field, why_not) in [("published", WhyNot::Stated), ("byline", WhyNot::Stated), ("caption", WhyNot::Absent)] {
        assert_eq!(proposal(&found, field).why_not, Some(why_not), "{field}");
    }
}

#[test]
fn numbers_of_the_article_are_left_out_of_names() {
    check(
        nested,
        &[
            ("headline", Some(&["h1"])),
            ("body", Some(&["[id^='text-']"])),
            ("published", Some(&["meta[name='date']@content"])),
            ("standfirst", None),
        ],
    );
}

#[test]
fn pages_of_two_templates_get_a_fallback_and_never_one_selector_for_half_of_them() {
    let old = |story: &Story| {
        let html = clean(story).replace("story-body", "article-text").replace("page row", "sheet");
        html.replace("<main", "<div").replace("</main", "</div").replace("<body class=", "<body id=")
    };
    let [a, b, _] = &STORIES;
    let pages = [clean(a), clean(b), old(a), old(b)];
    let found = suggested(&pages);
    let body = proposal(&found, "body");
    let mut picks = body.picks.clone();
    picks.sort();
    assert_eq!(picks, [".article-text", ".story-body"], "{body:#?}");
    assert_eq!(body.pages, 4);
}

#[test]
fn a_field_that_some_pages_lack_is_no_part_of_the_rules() {
    let mut pages: Vec<String> = STORIES.iter().map(clean).collect();
    if let Some(page) = pages.last_mut() {
        *page = page.replace("figcaption", "b").replace("<figure>", "<i>").replace("</figure>", "</i>");
    }
    let found = suggested(&pages);
    assert_eq!(proposal(&found, "caption").pages, 2, "{:#?}", proposal(&found, "caption"));
    let select = found.select();
    assert!(select.caption.is_empty() && !select.body.is_empty());
}

#[test]
fn what_is_proposed_reads_a_page_that_it_was_not_made_from() {
    for (site, field) in [(clean as fn(&Story) -> String, "clean"), (hashed, "hashed"), (nested, "nested")] {
        let [a, b, other] = &STORIES;
        let found = suggested(&[site(a), site(b)]);
        let html = site(other);
        let url = Url::parse("https://www.lantern.example/other").expect("valid");
        let seen_at = "2026-03-12T12:00:00Z".parse().expect("valid");
        let page = Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at };
        let budget = Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false };
        let rules = Rules { select: found.select(), ..Rules::automatic("x") };
        let [ruled, automatic] = [&rules, &Rules::automatic("x")].map(|rules| extract(&page, rules, &budget));
        assert_eq!(ruled.problems, [], "{field}");
        let (ruled, automatic) = (ruled.article.expect("an article"), automatic.article.expect("an article"));
        assert_eq!(ruled.body_text(), automatic.body_text(), "{field}");
    }
}

#[test]
fn what_could_be_an_articles_is_never_taken_out() {
    let page = |story: &Story| {
        let [a, b, c, d] = story.text;
        let card = "<p>Read about the other towns of the coast on the pages of the district.</p>";
        let promo = "<p>Get the week of the coast in your inbox every Friday morning.</p>";
        format!(
            "<html lang=en><head><title>{0}</title></head><body><div class=page><main><h1 class=headline>{0}</h1>\
             <p class=stamp>5 March 2026</p><p>{a}</p><blockquote class=said>“So it is, and nobody knows why.”</blockquote>\
             <p class=who>– Orla Venn</p><p>{b}</p><div class=extra>{card}</div><div class=newsletter>{promo}</div><p>{c}</p><p>{d}</p>\
             </main></div></body></html>",
            story.headline
        )
    };
    let found = suggested(&STORIES.each_ref().map(page));
    let taken = &proposal(&found, "remove").picks;
    for name in [".stamp", ".said", ".who", ".extra"] {
        assert!(!taken.iter().any(|pick| pick.contains(name)), "{name}: {found:#?}");
    }
}

#[test]
fn nothing_is_learned_from_one_page_or_from_pages_without_an_article() {
    let [a, ..] = &STORIES;
    for pages in [
        vec![clean(a)],
        vec![clean(a), "<html><body><nav><a href=/>Home</a></nav></body></html>".to_owned()],
        Vec::new(),
    ] {
        let found = suggested(&pages);
        assert!(found.fields.is_empty() && found.pages() <= 1, "{found:#?}");
    }
}

#[test]
fn a_search_among_thousands_of_names_ends_when_its_time_is_over() {
    let [a, b, _] = &STORIES;
    let noise = |page: u32| -> String {
        let block = |n: u32| {
            let names: String =
                (0..30).map(|k| format!("name{}word part{}thing ", n * 30 + k, (n * 7 + k) % 999)).collect();
            format!(
                "<div id='block{page}x{n}' class='{names}'><p class='line{n}word'>A line of the page that is numbered {n} and says nothing else.</p></div>"
            )
        };
        (0..800).map(block).collect()
    };
    let deep = format!(
        "{}{}{}",
        "<div class='level step'>".repeat(300),
        "<p>Deep down there is one line of text.</p>",
        "</div>".repeat(300)
    );
    let pages = [a, b].map(|story| clean(story).replace("<h2>", &format!("{}{deep}<h2>", noise(story.number))));
    let url = Url::parse("https://www.lantern.example/town/story").expect("valid");
    let seen_at = "2026-03-12T12:00:00Z".parse().expect("valid");
    let pages = pages.each_ref().map(|html| Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at });
    // Counted, not timed: a busy machine searches as far as an idle one.
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 2_000
    };
    let found = suggest(&pages, &Budget { nodes_max: 250_000, depth_max: 512, stop: &stop });
    assert!(asked.get() < 2_200, "the search goes on after it was told to stop: {}", asked.get());
    assert_eq!(found.pages(), 2);
}
