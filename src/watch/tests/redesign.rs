//! A site that is changed as a whole is told once; the edits of its articles are told for themselves.

use super::*;

const AUTOMATIC: &str = "";
const SELECTORS: &str = "[site.select]\nheadline = \"h1\"\nbyline = \".byline\"\nbody = \".story\"\n";

const WHO: &[&str] =
    &["harbour master", "baker", "school inspector", "ferry pilot", "bell ringer", "surveyor", "nurse"];
const DID: &[&str] = &["closed", "painted", "measured", "inherited", "auctioned", "flooded", "photographed", "rebuilt"];
const WHAT: &[&str] =
    &["lighthouse", "footbridge", "orchard", "tramway", "library", "windmill", "bathing place", "kiln"];
const WHERE: &[&str] = &["Skerrow", "Westhaven", "Grey Point", "Anselport", "Millbrook", "Tarn Edge", "Fallow Quay"];
const WHY: &[&str] =
    &["to save coal", "after a long dispute", "against all advice", "for a bet", "without telling anyone"];

/// Paragraph `p` of article `page`: no two articles share one.
fn paragraph(page: usize, p: usize) -> String {
    let pick =
        |list: &'static [&'static str], salt: usize| list[(page * 31 + p * 17 + salt * 7 + page / 7) % list.len()];
    format!(
        "The {} of {} {} the {} near {} {}, said {} people of parish {page} who had watched it from the {} for {} weeks.",
        pick(WHO, 1),
        pick(WHERE, 2),
        pick(DID, 3),
        pick(WHAT, 4),
        pick(WHERE, 5),
        pick(WHY, 6),
        20 + page + p,
        pick(WHAT, 8),
        2 + p
    )
}

fn paragraphs(page: usize) -> Vec<String> {
    (0..6).map(|p| paragraph(page, p)).collect()
}

/// What an article says.
struct Story {
    page: usize,
    headline: String,
    author: String,
    paragraphs: Vec<String>,
}

const FIRST: &[&str] = &["Rowan", "Tilda", "Ansel", "Nora", "Idris", "Maud", "Piet"];
const LAST: &[&str] = &["Tull", "Farrow", "Vance", "Okoro", "Lind", "Marsh", "de Wit", "Hale", "Penrose"];

impl Story {
    fn new(page: usize, paragraphs: Vec<String>) -> Story {
        let author = format!("{} {}", FIRST[page % FIRST.len()], LAST[page % LAST.len()]);
        Story { page, headline: format!("What parish {page} did next"), author, paragraphs }
    }
}

fn old_design(Story { page, headline, author, paragraphs }: &Story) -> Answer {
    let story: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    Answer::Page(
        format!(
            "<!doctype html><html lang=en><head><title>Parish {page} | Coast Gazette</title></head><body>\
             <nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><div id=main><h1>{headline}</h1>\
             <p class=byline>By {author}</p><div class=story>{story}\
             <p>Have you seen something like it? Write to the desk and we will come round.</p></div></div>\
             <footer>Gazette of the coast</footer></body></html>"
        ),
        None,
    )
}

fn new_design(Story { page, headline, author, paragraphs }: &Story) -> Answer {
    let story: String = paragraphs.iter().map(|p| format!("<p class=\"t-body\"><span>{p}</span></p>\n")).collect();
    Answer::Page(
        format!(
            "<!doctype html><html lang=en><head><title>Parish {page} – The Coast Gazette</title></head><body class=v2>\
             <header><ul><li><a href=/>Front page</a></li><li><a href=/sport>Matches</a></li></ul></header>\
             <main><article><header><h1>{headline}</h1><div class=byline>{author}, Staff writer</div></header>\
             <section class=\"story prose\"><p>From the desk of the northern coast</p>{story}\
             <p>Become a friend of the Gazette: for 3 crowns a month you keep its lamp burning.</p>\
             <p>Our reporters walk the coast in any weather. If their work matters to you, tell a neighbour of it.</p>\
             </section></article></main><footer><p>The Gazette, printed by the harbour</p></footer></body></html>"
        ),
        None,
    )
}

const PAGES: usize = 200;
/// A text, a name in a byline and a word of a headline that are edited with the redesign.
const EDITED: [(usize, &str); 3] =
    [(0, "body_edit site_change"), (77, "byline_edit site_change"), (199, "headline_edit site_change")];

fn edit(story: &mut Story) {
    match story.page {
        0 => {
            story.paragraphs[3] = story.paragraphs[3].replace("weeks", "years");
            story.paragraphs[4] = story.paragraphs[4].replace("people", "people, not all of them sober,");
        }
        77 => story.author = "Maud Hale-Penrose".to_owned(),
        199 => story.headline = "What parish 199 did last".to_owned(),
        _ => {}
    }
}

/// Watches the site through its redesign, in which three articles are edited as well.
async fn redesigned(select: &str, order: impl Fn(usize) -> usize) -> Bench {
    let bench = Bench::new(select);
    let round = |design: fn(&Story) -> Answer, minutes: i64, is_edited: bool| {
        let (bench, order) = (&bench, &order);
        async move {
            for first in (0..PAGES).step_by(20) {
                let visits = (first..first + 20).map(|turn| async move {
                    let page = order(turn);
                    let mut story = Story::new(page, paragraphs(page));
                    if is_edited {
                        edit(&mut story);
                    }
                    let url = bench.page(&format!("/{page:03}")).await;
                    bench.visit(&url, time(minutes + turn as i64 / 4), &design(&story)).await;
                });
                at_once(visits).await;
            }
        }
    };
    round(old_design, 0, false).await;
    round(new_design, 120, true).await;
    round(new_design, 240, true).await;
    bench
}

fn check(bench: &Bench) {
    let edits =
        "SELECT substr(url, -3), kinds FROM change_report WHERE severity IN ('minor', 'major', 'alert') ORDER BY 1";
    let wanted = EDITED.map(|(page, kinds)| format!("{page:03}|{kinds}"));
    assert_eq!(bench.rows(edits), wanted, "the edits and nothing else");
    let marked = bench.rows(
        "SELECT c.diff FROM change AS c JOIN page AS p ON p.id = c.page_id WHERE severity_rank >= 4 ORDER BY p.url",
    );
    let [body, byline, headline] = marked.as_slice() else { panic!("{marked:#?}") };
    assert!(body.contains("[-weeks-]{+years+}") && body.contains("not all of them sober"), "{body}");
    assert!(byline.contains("Rowan Marsh") && byline.contains("Hale-Penrose"), "{byline}");
    assert!(headline.contains("next") && headline.contains("last"), "{headline}");
    for diff in &marked {
        let is_of_site = ["friend of the Gazette", "Staff writer", "The Coast"].iter().any(|part| diff.contains(part));
        assert!(!is_of_site, "what is of the site is no part of the edit: {diff}");
    }
    let events = bench.rows("SELECT kind, pages, detail FROM site_event WHERE kind = 'site_changed'");
    assert_eq!(events.len(), 1, "{events:#?}");
    assert!(events[0].starts_with("site_changed|200|") && events[0].contains("came: \"Become a friend"), "{events:?}");
    assert!(events[0].contains("went: \"Have you seen something like it"), "{events:?}");
    let steps = bench.rows("SELECT text FROM site_block WHERE text LIKE '%: %…%' ORDER BY text");
    let wanted = [
        "byline: [-By-] …",
        "byline: … {+, Staff writer+}",
        "other headline: … [-| Coast Gazette-]{+– The Coast Gazette+}",
    ];
    assert_eq!(steps, wanted);
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0, "there is nothing to mend");
    // Every row stays, says what it is a part of, and how it was told first.
    assert_eq!(bench.count("SELECT count(*) FROM change WHERE site_event_id IS NOT NULL"), PAGES as i64);
    let told = bench.count("SELECT count(*) FROM change WHERE told_as LIKE '%body_edit%'");
    assert!((3..40).contains(&told), "{told}");
    assert_eq!(bench.count("SELECT count(*) FROM change WHERE severity_rank < 4 AND kinds <> 'site_change'"), 0);
}

#[tokio::test]
async fn a_redesign_of_200_articles_is_one_event_and_their_3_edits_are_told_with_automatic_extraction() {
    check(&redesigned(AUTOMATIC, |turn| turn).await);
}

#[tokio::test]
async fn a_redesign_of_200_articles_is_one_event_and_their_3_edits_are_told_with_selectors_in_another_order() {
    check(&redesigned(SELECTORS, |turn| (turn * 73 + 40) % PAGES).await);
}

#[tokio::test]
async fn another_name_behind_every_title_is_one_event_without_a_version_and_another_title_is_told() {
    let bench = Bench::new(SELECTORS);
    for (minutes, behind) in [(0, " | Coast Gazette"), (120, " – The Coast"), (240, " – The Coast")] {
        for page in 0..30 {
            let title = if page == 20 && minutes > 0 { "Parish in uproar" } else { "Parish" };
            let Answer::Page(html, _) = old_design(&Story::new(page, paragraphs(page))) else { continue };
            let html = html.replace(&format!("Parish {page} | Coast Gazette"), &format!("{title} {page}{behind}"));
            let url = bench.page(&format!("/{page:03}")).await;
            bench.visit(&url, time(minutes + page as i64), &Answer::Page(html, None)).await;
        }
    }
    let claims = bench.rows("SELECT substr(url, -3), kinds FROM change_report WHERE kinds LIKE '%alt_headline%'");
    assert_eq!(claims, ["020|alt_headline_edit"]);
    assert_eq!(bench.count("SELECT count(*) FROM version"), 30);
    let events = bench.rows("SELECT kind, pages FROM site_event");
    assert_eq!(events, ["site_changed|30"]);
    let told = bench.rows("SELECT kinds, severity FROM change WHERE site_event_id IS NOT NULL AND page_id < 20");
    assert!((3..10).contains(&told.len()) && told.iter().all(|row| row == "site_change|cosmetic"), "{told:?}");
}

#[tokio::test]
async fn the_name_of_the_site_behind_a_title_is_no_headline() {
    let bench = Bench::new(SELECTORS);
    for (minutes, title) in [(0, "Parish 7 | Gazette"), (120, "Parish 7 - The Gazette"), (240, "GAZETTE · Parish 7")] {
        let Answer::Page(html, _) = old_design(&Story::new(7, paragraphs(7))) else { continue };
        let url = bench.page("/007").await;
        bench.visit(&url, time(minutes), &Answer::Page(html.replace("Parish 7 | Coast Gazette", title), None)).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM change"), 0);
}

const WIRE: &str = "The agency reports that the storm took 12 boats in the night, and that no crew was lost to it.";

/// Articles with a paragraph of an agency among their own.
async fn wire(own: usize, before: &str, after: &str) -> Bench {
    let bench = Bench::new(SELECTORS);
    for (minutes, text) in [(0, before), (120, after)] {
        for page in 0..30 {
            let mut all: Vec<String> = paragraphs(page).into_iter().take(own).collect();
            if own < 3 {
                all = (0..4).map(|p| paragraph(999, p)).chain(all).collect();
            }
            if !text.is_empty() {
                all.insert(2, text.to_owned());
            }
            let url = bench.page(&format!("/{page:03}")).await;
            bench.visit(&url, time(minutes + page as i64), &old_design(&Story::new(page, all))).await;
        }
    }
    bench
}

#[tokio::test]
async fn a_number_corrected_in_an_agencys_paragraph_is_an_edit_of_each_article_that_holds_it() {
    for own in [6, 1] {
        let bench = wire(own, WIRE, &WIRE.replace("12", "17")).await;
        let edits = "SELECT count(*) FROM change_report WHERE kinds = 'body_edit' AND severity = 'major'";
        assert_eq!(bench.count(edits), 30, "own paragraphs: {own}");
        assert_eq!(bench.count("SELECT count(*) FROM site_event"), 0);
    }
}

#[tokio::test]
async fn a_paragraph_that_comes_on_copies_of_one_article_is_an_edit_of_each() {
    let bench = wire(1, "", WIRE).await;
    assert_eq!(bench.count("SELECT count(*) FROM change_report WHERE kinds = 'body_edit'"), 30);
    assert_eq!(bench.count("SELECT count(*) FROM site_event"), 0);
}
