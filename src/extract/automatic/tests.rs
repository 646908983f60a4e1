//! Invented pages with everything that stands around an article.

use url::Url;

use crate::extract::{Budget, Explained, Page, Rules, explain};

fn read(html: &str) -> Explained {
    let url = Url::parse("https://www.lantern.example/town/bridge").expect("valid");
    let seen_at = "2026-03-03T12:00:00Z".parse().expect("valid");
    let page = Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at };
    explain(&page, &Rules::automatic("x"), &Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false })
}

fn body(found: &Explained) -> Vec<&str> {
    let article = found.extraction.article.as_ref().expect("an article");
    article.body.iter().map(|block| block.text.as_str()).collect()
}

fn rule_of<'f>(found: &'f Explained, text: &str) -> Option<&'f str> {
    found.trace.left_out.iter().find(|left| left.text.contains(text)).map(|left| left.rule)
}

const FIRST: &str = "The council of Saltmere voted on Monday to close the swing bridge until the first week of May.";
const SECOND: &str = "Engineers found cracks in two of its nine bearings, said the town surveyor, Orla Venn.";
const THIRD: &str = "“Nobody will cross it before we know what holds it up,” she told the meeting.";
const FOURTH: &str = "A ferry is to run every 20 minutes, at no charge, from the fish quay to the old customs house.";

/// A page of the usual make, `extra` within the article's text.
fn page(extra: &str) -> String {
    format!(
        r##"<!doctype html><html lang="en"><head><title>Bridge to close - The Lantern</title>
<meta property="og:type" content="article"><meta property="og:title" content="Bridge to close until May">
<meta name="description" content="Cracks in the bearings: Saltmere loses its crossing for two months.">
</head><body class="post tag-sharing has-sidebar"><header><nav><ul><li><a href="/">Home</a><li><a href="/town">Town</a></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to make this page better for you and for those who pay us for it, as you may know.</p></div>
<main><article class="story author-jane-roe">
<div class="kicker">Town</div><h1>Bridge to close until May</h1>
<p class="standfirst">Cracks in the bearings: Saltmere loses its crossing for two months.</p>
<div class="byline">By Jane Roe</div><div class="meta"><time datetime="2026-03-02T18:00:00Z">2 March 2026</time> · 3 min read</div>
<div class="share-tools"><a href="#f">Facebook</a><a href="#t">Post</a></div>
<figure><img src="/bridge.jpg"><figcaption>The swing bridge in February (Photo: Jane Roe)</figcaption></figure>
<div class="text"><p>{FIRST}</p>
<p>{SECOND}</p>
{extra}
<h2>Ferry instead</h2>
<p>{THIRD}</p>
<p>{FOURTH}</p>
<p>Reporting by Jane Roe; editing by Tam Osk</p></div>
<div class="tags"><a href="/t/bridge">Bridges</a> <a href="/t/town">Town</a></div>
<div class="newsletter-signup"><p>Get the week in Saltmere in your inbox every Friday morning, free of charge and full of news.</p></div>
<section class="related-stories"><h3>More on this</h3><div class="card"><h4><a href="/a">Harbour dredged again</a></h4><p>The mud came back, and so did the dredger, for the third time in a year.</p></div></section>
</article>
<section id="comments"><p>I have crossed this bridge for forty years and never once saw anyone look at the bearings, says one reader.</p></section>
</main><aside><h3>Most read</h3><ul><li><a href="/b">Cat found</a></ul></aside>
<footer><p>The Lantern is published by Saltmere Press, 1 Fish Quay, and printed in the town that it is about.</p></footer></body></html>"##
    )
}

#[test]
fn the_article_is_parted_from_all_that_stands_around_it() {
    let found = read(&page(""));
    assert_eq!(body(&found), [FIRST, SECOND, "Ferry instead", THIRD, FOURTH]);
    let article = found.extraction.article.as_ref().expect("an article");
    assert_eq!(article.headline.as_deref(), Some("Bridge to close until May"));
    assert_eq!(
        article.standfirst.as_deref(),
        Some("Cracks in the bearings: Saltmere loses its crossing for two months.")
    );
    assert_eq!(article.byline.as_deref(), Some("By Jane Roe; Reporting by Jane Roe; editing by Tam Osk"));
    let captions: Vec<&str> = article.captions.iter().map(|caption| caption.text.as_str()).collect();
    assert_eq!(captions, ["The swing bridge in February"]);
}

#[test]
fn what_was_left_out_names_its_rule() {
    let found = read(&page(
        "<div class='newsletter-promo'><p>Our newsletter brings you the town every Friday, before breakfast.</p></div>\
         <p><a href='/c'>Read more: the long life of the old bridge</a></p>\
         <ul><li><a href='/d'>Bridges of the coast</a><li><a href='/e'>Ferries of the coast</a></ul>\
         <div class='card'><h3><a href='/f'>Ferry fares frozen</a></h3><p>No rise until the autumn.</p></div>\
         <div class='teaser-box'><div class='clock'>3:14</div></div>\
         <div class='photo-box'><img src='/p.jpg'><p>The surveyor on the bridge, with a lamp</p></div>",
    ));
    assert_eq!(body(&found), [FIRST, SECOND, "Ferry instead", THIRD, FOURTH]);
    for (text, rule) in [
        ("Our newsletter", "newsletter"),
        ("Read more", "link"),
        ("Bridges of the coast", "link"),
        ("Ferry fares", "card"),
        ("No rise", "card"),
        ("3:14", "crumb"),
        ("Get the week", "newsletter"),
        ("dredger", "related"),
    ] {
        assert_eq!(rule_of(&found, text), Some(rule), "{text}");
    }
    let captions = &found.extraction.article.as_ref().expect("an article").captions;
    assert!(captions.iter().any(|caption| caption.text.contains("with a lamp")), "a caption is kept as one");
}

#[test]
fn prose_stays_whatever_it_says() {
    for prose in [
        "Sign up for our newsletter, the mayor joked, was the only answer that the council had for 300 letters.",
        "Read more books, he told the school, and share them with the 12 who have none.",
        "Short words.",
        "“Follow us,” she said.",
        "Advertisement for the ferry had cost £4,000.",
    ] {
        let found = read(&page(&format!("<p>{prose}</p>")));
        assert!(body(&found).contains(&prose), "{prose}: {:?}", body(&found));
    }
}

#[test]
fn prose_stays_whatever_its_box_is_called() {
    const PROSE: &str = "The ferry carried 412 people on its first day, the harbour master said on Tuesday evening. \
        Nobody had counted the dogs, the bicycles or the one piano that came with them in the rain, nor would anyone say who \
        had played it on the way across.";
    for tag in
        ["div class='share-and-text'", "div class='topic-block'", "div class='infobox'", "aside", "form", "footer"]
    {
        let name = tag.split(' ').next().expect("a name");
        let found = read(&page(&format!("<{tag}><img src='/f.jpg'><p>{PROSE}</p></{name}>")));
        assert!(body(&found).contains(&PROSE), "{tag}: {:?}", found.trace.left_out);
    }
    // The same with what makes it a box.
    for box_ in [
        format!("<aside><h3><a href='/f'>The ferry</a></h3><p>{PROSE}</p></aside>"),
        format!("<div class='share-and-text'><p>{PROSE}</p><button>Share</button></div>"),
        "<div><h4>Stay with us</h4><p>Have the town in your inbox, every Friday before breakfast.</p>\
         <form><input type='email' name='m'></form></div>"
            .to_owned(),
        "<div class='paywall'><p>Read on for one crown in the first month.</p><a href='/pay'>Pay</a></div>".to_owned(),
    ] {
        assert_eq!(body(&read(&page(&box_))), [FIRST, SECOND, "Ferry instead", THIRD, FOURTH], "{box_}");
    }
}

#[test]
fn the_end_of_a_text_in_another_module_stays() {
    let end = "<div class='premium-rest'><h2>What comes next</h2>\
        <p>The county is to pay 3 million crowns for the bearings, said Ms Venn.</p>\
        <ul><li>two lanes</li><li>one footway</li></ul></div><blockquote><p>“I give it 14 years,” she said.</p></blockquote>";
    let html = page("").replace("<div class=\"tags\">", &format!("{end}<div class=\"tags\">"));
    let found = read(&html);
    for text in ["What comes next", "The county is to pay", "two lanes", "14 years"] {
        assert!(body(&found).iter().any(|block| block.contains(text)), "{text}: {:?}", found.trace.left_out);
    }
}

#[test]
fn a_list_whose_parts_are_named_by_links_is_the_article() {
    let part = |n: usize| {
        format!(
            "<section><h2><a href='/p/{n}'>Harbour {n}</a></h2><p>The quay of harbour {n} is {n} yards long and open to \
             the north, the pilots say.</p></section>"
        )
    };
    let parts: String = (1..=9).map(part).collect();
    let html = page("").replace(&format!("<p>{SECOND}</p>"), &parts);
    let found = read(&html);
    assert!(body(&found).iter().any(|block| block.contains("harbour 7 is 7 yards")), "{:?}", found.trace.left_out);
}

#[test]
fn classes_of_the_subject_and_readers_comments_take_nothing_from_the_article() {
    let comments: String = (0..12)
        .map(|n| format!("<p>Reader {n} has crossed this bridge for {n} years and has seen nothing.</p>"))
        .collect();
    let html = page("")
        .replace("story author-jane-roe", "post tag-poll tag-consent category-newsletter")
        .replace("<section id=\"comments\">", &format!("<section id=\"comments\">{comments}"));
    assert_eq!(body(&read(&html)), [FIRST, SECOND, "Ferry instead", THIRD, FOURTH]);
}

#[test]
fn counts_stay_and_the_next_article_goes() {
    let html =
        page("<div class='facts'><div class='f'>14 dead, 3 missing</div><div class='f'>Death toll: 17</div></div>")
            .replace(
                "</article>",
                &format!(
                    "</article><article class='next'><h2><a href='/n'>Next</a></h2><p>{FIRST} So it goes.</p></article>"
                ),
            );
    let found = read(&html);
    assert!(body(&found).contains(&"14 dead, 3 missing") && body(&found).contains(&"Death toll: 17"));
    assert_eq!(rule_of(&found, "So it goes"), Some("next_article"));
}

#[test]
fn a_line_of_credit_ends_with_its_formula() {
    for (line, is_credit) in [
        ("Jane Roe contributed to this report.", true),
        ("Tam Osk contributed reporting from Saltmere.", true),
        ("The hard winter and the loss of 14 boats contributed to this report being late.", false),
    ] {
        let html = page("").replace("Reporting by Jane Roe; editing by Tam Osk", line);
        assert_eq!(!body(&read(&html)).contains(&line), is_credit, "{line}");
    }
}

#[test]
fn lists_quotes_tables_and_links_of_the_article_stay() {
    let found = read(&page(
        "<ul><li>Monday: 06:00 to 22:00</li><li>Sunday: 08:00 to 20:00</li></ul>\
         <blockquote><p>It held for 130 years</p></blockquote>\
         <table><tr><td>Bearings</td><td>9</td></tr></table>\
         <p><a href='https://report.example/bridge.pdf'>The report in full</a></p>\
         <p><a href='/g'>The council had been warned twice before it voted.</a></p>",
    ));
    let lines = [
        "Monday: 06:00 to 22:00",
        "Sunday: 08:00 to 20:00",
        "It held for 130 years",
        "Bearings 9",
        "The report in full",
        "The council had been warned twice before it voted.",
    ];
    for line in lines {
        assert!(body(&found).contains(&line), "{line}: {:?}", body(&found));
    }
}

#[test]
fn a_page_of_tables_and_short_lines_keeps_all_of_them() {
    let rows: String = (0..40).map(|n| format!("<tr><td>Ward {n}</td><td>{}</td></tr>", n * 7)).collect();
    let html = format!(
        "<html><body><nav><a href=/>Home</a></nav><div class=page><h1>Cases by ward</h1><div class=box><b>Total</b></div>\
         <div class=box>5460</div><table>{rows}</table><ul><li><a href=/w>Ward office</a></ul></div></body></html>"
    );
    let found = read(&html);
    let lines = body(&found);
    assert_eq!(lines.len(), 43, "{lines:?}");
    assert!(lines.contains(&"Total") && lines.contains(&"5460") && lines.contains(&"Ward 39 273"));
}

#[test]
fn a_second_text_below_the_article_is_not_its_end() {
    let more =
        "<p>A reader of this page may read it on one device at a time, and this device is not that one.</p>".repeat(3);
    let html = page("").replace(
        "</article>",
        &format!("</article><div class='device-limit'>{more}<button>Read it here</button></div>"),
    );
    let found = read(&html);
    assert_eq!(body(&found), [FIRST, SECOND, "Ferry instead", THIRD, FOURTH]);
}

#[test]
fn text_that_only_the_metadata_states_is_read_from_there() {
    let text = format!("{FIRST}\\n\\n{SECOND}\\n\\n{} \\n\\n{FOURTH}", THIRD.replace(['“', '”'], "\\\""));
    let html = format!(
        "<html><head><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge\",\
         \"articleBody\":\"{text}\"}}</script></head><body><h1>Bridge</h1><div id=app>Loading the page</div></body></html>"
    );
    let found = read(&html);
    assert_eq!(body(&found).first(), Some(&FIRST));
    assert_eq!(body(&found).len(), 4);
}

#[test]
fn text_kept_for_those_who_pay_is_the_articles() {
    let html =
        page("").replace(&format!("<p>{THIRD}</p>"), &format!("<div class='paywall' hidden><p>{THIRD}</p></div>"));
    assert!(body(&read(&html)).contains(&THIRD));
    let html = page("<p hidden>Not shown to anyone who reads this page at all.</p>");
    assert!(!body(&read(&html)).iter().any(|text| text.starts_with("Not shown")));
}

#[test]
fn deep_wide_and_repeated_markup_is_read_in_bounded_time() {
    let began = std::time::Instant::now();
    let classes: String = (0..8000).map(|n| format!("<div class='c{n}'><p class='p{n}'>{FIRST}</p></div>")).collect();
    let deep = format!("{}{}{}", "<div><p>One short line.</p>".repeat(400), classes, "</div>".repeat(400));
    for html in [classes.clone(), deep, "<ul><li>".repeat(450), page(&"<p>Words of one line.".repeat(20_000))] {
        read(&format!("<html><body><h1>x</h1>{html}</body></html>"));
    }
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
