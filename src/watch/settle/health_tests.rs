//! Pages that our rules cannot read, or read wrongly: what is kept, and what never becomes an edit.

use chrono::Duration;

use super::tests::{Life, STORY, html, only_change, pick, with};
use crate::extract::Pick;
use crate::model::*;

const BROKEN: PageState = PageState::Suspect(Suspicion::TemplateBroken);

fn picks(all: &[&str]) -> Vec<Pick> {
    all.iter().flat_map(|css| pick(css)).collect()
}

/// A longer story, so that a teaser is far shorter.
fn long_story() -> Vec<String> {
    let more = (1..=12).map(|n| {
        format!(
            "Paragraph {n} of the report goes on about the yard, its {n} sheds, the tides and the men who pay for them."
        )
    });
    STORY.iter().map(|text| (*text).to_owned()).chain(more).collect()
}

fn page_of(class: &str, paragraphs: &[String], more: &str) -> String {
    let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    html(more, &texts).replace("class=story", &format!("class={class}"))
}

fn redesigned(paragraphs: &[&str]) -> String {
    html("", paragraphs).replace("class=story", "class=text")
}

fn named_problem(visit: &Visit) -> String {
    let of_body = |p: &&Problem| matches!(p.kind, ProblemKind::SelectorMisread | ProblemKind::SelectorEmpty);
    visit.attempt.problems.iter().find(of_body).map(Problem::to_string).unwrap_or_default()
}

#[test]
fn each_distinct_page_that_cannot_be_read_is_kept_once_with_the_times_of_its_sights() {
    let mut life = Life::new();
    life.story(STORY);
    let (first, second) = (redesigned(STORY), redesigned(&STORY[..5]));
    for html in [&first, &first, &second, &second, &second, &first] {
        let visit = life.wait(Duration::hours(1)).page(html);
        assert_eq!((&visit.state, visit.version.is_some(), visit.changes.len()), (&BROKEN, false, 0));
    }
    assert_eq!(life.kept.iter().map(|k| k.sights).collect::<Vec<_>>(), [2, 3, 1]);
    assert_eq!(life.kept[1].last_seen_at - life.kept[1].at, Duration::hours(2));
    let back = life.wait(Duration::hours(1)).story(STORY);
    assert_eq!((back.state, back.changes.len(), back.attempt.outcome), (PageState::Ok, 0, Outcome::SameBytes));
}

#[test]
fn a_304_to_the_validators_of_an_unread_page_says_that_it_is_still_there() {
    let mut life = Life::new();
    life.etag = Some("\"good\"".to_owned());
    life.story(STORY);
    life.etag = Some("\"broken\"".to_owned());
    life.wait(Duration::hours(1)).page(&redesigned(STORY));
    assert_eq!(life.due.validators.etag.as_deref(), Some("\"broken\""), "the bytes need not be sent again");
    let seen_at = life.past.last.as_ref().unwrap().last_seen_at;
    life.wait(Duration::hours(1));
    let url = life.due.url.clone();
    let still = life.attempt(Fetched::NotModified { final_url: url.clone(), redirects: Vec::new() });
    assert_eq!((still.state, still.attempt.outcome, still.is_same_text), (BROKEN, Outcome::State, false));
    assert_eq!(life.past.last.as_ref().unwrap().last_seen_at, seen_at, "the text was not seen");
    assert_eq!(life.kept[0].sights, 2);
    // After another state nothing could be said of a 304: the page is asked for whole.
    life.wait(Duration::hours(1)).fails(FailureKind::NotFound, Some(404));
    assert!(life.due.validators.is_empty());
    assert_eq!(life.wait(Duration::hours(1)).page(&redesigned(STORY)).state, BROKEN);
    assert_eq!(life.kept.len(), 2, "the gap is not part of the time in which it was seen");
    life.etag = Some("\"good\"".to_owned());
    let back = life.wait(Duration::hours(1)).story(STORY);
    assert_eq!((back.state, life.due.validators.etag.as_deref()), (PageState::Ok, Some("\"good\"")));
    let unchanged = life.attempt(Fetched::NotModified { final_url: url, redirects: Vec::new() });
    assert!(unchanged.is_same_text && unchanged.state == PageState::Ok);
}

#[test]
fn no_more_than_a_bounded_number_of_pages_is_kept_and_that_is_told_once() {
    let mut life = Life::new();
    life.story(STORY);
    let mut told = 0;
    for n in 0..QUARANTINE_MAX + 5 {
        let visit = life.wait(Duration::hours(1)).page(&redesigned(&[&format!("Text {n} of the page.")]));
        told += visit.events.iter().filter(|e| e.kind == "quarantine_full").count();
        assert_eq!(visit.state, BROKEN);
    }
    assert_eq!((life.kept.len(), told), (QUARANTINE_MAX as usize, 1));
    let last = life.kept.last().unwrap();
    assert_eq!((last.sights, last.last_seen_at), (1, last.at), "what is not kept lengthens nothing");
}

#[test]
fn a_page_that_cannot_be_read_is_still_visited_as_often_as_its_age_asks_for() {
    let mut life = Life::new();
    life.page(&html("<meta property=\"article:published_time\" content=\"2026-03-03T11:00:00Z\">", STORY));
    let mut sights = 0;
    while life.at < life.due.added_at + Duration::hours(5) {
        life.at = life.wait(Duration::zero()).page(&redesigned(&[&format!("Text {sights}.")])).next_due;
        sights += 1;
    }
    assert!((9..=14).contains(&sights), "every half hour in the first hours: {sights}");
}

#[test]
fn a_page_beyond_the_limits_is_kept_and_read_when_they_are_raised() {
    let mut life = Life::new();
    life.story(STORY);
    let big = html("", &with(0, "Another lead.")).replace("</body>", &format!("{}</body>", "<i>x</i>".repeat(3000)));
    life.nodes_max = 2000;
    let visit = life.wait(Duration::hours(1)).page(&big);
    assert_eq!(visit.state, PageState::Suspect(Suspicion::TooComplex));
    assert!(life.due.validators.is_empty() && life.kept.len() == 1);
    life.nodes_max = 250_000;
    let visit = life.wait(Duration::hours(1)).page(&big);
    assert_eq!((visit.state, visit.changes.len()), (PageState::Ok, 1));
}

#[test]
fn a_selector_that_takes_a_teaser_while_the_page_holds_the_text_is_broken_and_named() {
    let mut life = Life::new();
    let story = long_story();
    life.page(&page_of("story", &story, ""));
    let teased = page_of("text", &story, "").replace(
        "<div class=text>",
        "<div class=story><p>Twelve stalls will move to the customs yard in spring.</p></div><div class=text>",
    );
    let visit = life.wait(Duration::hours(1)).page(&teased);
    assert_eq!((&visit.state, visit.changes.len()), (&BROKEN, 0), "{:#?}", visit.changes);
    assert!(named_problem(&visit).contains("`.story` takes 10 words"), "{}", named_problem(&visit));
    assert_eq!(visit.capture.map(|c| c.why), Some(CaptureWhy::Quarantine));
    let body = visit.reading.unwrap().fields.into_iter().find(|f| f.field == "body").unwrap();
    assert!(!body.is_matched, "it counts against the rule");
    // A text that really was cut down to that is not broken: the page holds no other.
    let cut = vec!["Twelve stalls will move to the customs yard in spring.".to_owned()];
    let visit = life.wait(Duration::hours(1)).page(&page_of("story", &cut, ""));
    assert_ne!(visit.state, BROKEN);
}

#[test]
fn a_teaser_in_a_script_without_spaces_is_as_short_as_any() {
    let scripts = [
        ("市政府表示，河水上涨了三米，市长请求县政府支援，居民已经离开家园，学校停课至星期日。", "更多新闻请看首页。"),
        ("市によると川の水位が三メートル上がり、市長は県に支援を求め、住民は家を離れた。", "続きはトップページで。"),
        ("เทศบาลแจ้งว่าระดับน้ำในแม่น้ำสูงขึ้นสามเมตรและนายกเทศมนตรีขอความช่วยเหลือจากจังหวัด", "อ่านข่าวอื่น"),
    ];
    for (sentence, teaser) in scripts {
        let mut life = Life::new();
        let story: Vec<String> = (1..=8).map(|n| format!("{n}。{sentence}")).collect();
        life.page(&page_of("story", &story, ""));
        let teased = page_of("text", &story, "")
            .replace("<div class=text>", &format!("<div class=story><p>{teaser}</p></div><div class=text>"));
        let visit = life.wait(Duration::hours(1)).page(&teased);
        assert_eq!((&visit.state, visit.changes.len()), (&BROKEN, 0), "{sentence}: {:?}", visit.attempt.problems);
        assert!(named_problem(&visit).contains("`.story` takes"), "{}", named_problem(&visit));
    }
}

#[test]
fn a_page_seen_for_the_first_time_is_measured_by_the_sites_articles() {
    let story = long_story();
    let teased = page_of("text", &story, "").replace(
        "<div class=text>",
        "<div class=story><p>Twelve stalls will move to the customs yard in spring.</p></div><div class=text>",
    );
    let listed = page_of("text", &story, "").replace(
        "<div class=text>",
        "<div class=story><ul><li><a href=/1>The dockers vote again on the roof of the fish market</a></li><li><a href=/2>Customs \
         yard is let to twelve stalls for the spring</a></li></ul></div><div class=text>",
    );
    for (html, says) in [(&teased, "10 words, where"), (&listed, "of them links")] {
        let mut life = Life::new();
        life.past.site.bodies = vec![BodySize { words: 300, link_words: 0 }; 5];
        let visit = life.page(html);
        assert_eq!((&visit.state, visit.version.is_some()), (&BROKEN, false));
        assert!(named_problem(&visit).contains(says), "{}", named_problem(&visit));
        let mut life = Life::new();
        assert_eq!(life.page(html).state, PageState::Ok, "of an unknown site nothing is usual");
        let mut life = Life::new();
        life.past.site.bodies = vec![BodySize { words: 300, link_words: 0 }, BodySize { words: 12, link_words: 0 }];
        life.past.site.bodies.extend([BodySize { words: 300, link_words: 0 }; 3]);
        let is_short = says.starts_with("10 words");
        assert_eq!(life.page(html).state == PageState::Ok, is_short, "on a site of short items too they are usual");
    }
    let mut life = Life::new();
    life.past.site.bodies = vec![BodySize { words: 300, link_words: 0 }; 5];
    let short = vec!["Twelve stalls will move to the customs yard in spring.".to_owned()];
    assert_eq!(life.page(&page_of("story", &short, "")).state, PageState::Ok, "a short item is one");
}

#[test]
fn two_places_of_one_text_are_never_an_edit_however_often_they_take_turns() {
    let mut life = Life::new();
    life.rules.select.body = picks(&[".story", "main"]);
    let shown = |class: &str, story: &[&str]| {
        let page = html("", story).replace("class=story", &format!("class={class}"));
        page.replace("<h1>", "<main><h1>")
            .replace("</body>", "<p>Letters to the editor are welcome here.</p></main></body>")
    };
    life.page(&shown("story", STORY));
    for class in ["text", "story", "text", "story"] {
        let visit = life.wait(Duration::hours(1)).page(&shown(class, STORY));
        assert!(visit.changes.is_empty() && visit.version.is_none() && visit.rebased.is_none(), "{:#?}", visit.changes);
    }
    let edited = with(1, "Fifteen stalls will move to the customs yard, said the harbour master, Ines Calder.");
    let visit = life.wait(Duration::hours(1)).page(&shown("text", &edited));
    let publishers: Vec<&Change> = visit.changes.iter().filter(|c| c.cause == Cause::Publisher).collect();
    assert_eq!(publishers.len(), 1, "{:#?}", visit.changes);
    let diff = publishers[0].diff_text();
    assert!(diff.contains("[-Twelve-]{+Fifteen+}") && !diff.contains("Letters"), "{diff}");
    let visit = life.wait(Duration::hours(1)).page(&shown("text", &edited));
    assert!(visit.changes.is_empty(), "{:#?}", visit.changes);
}

#[test]
fn a_wide_fallback_on_a_page_without_the_article_is_a_broken_template_and_no_edit() {
    let mut life = Life::new();
    life.rules.select.body = picks(&[".story", "body"]);
    let nav =
        "<p>Home, News, Sport, Letters, Weather, Tides, Notices, Subscribe, Contact and the imprint of the paper.</p>";
    let story = long_story();
    life.page(&page_of("story", &story, "").replace("<h1>", &format!("{nav}<h1>")));
    let home = "<p>The paper of the harbour is printed twice a week and read in every house of the town.</p>";
    let page = html("", &[]).replace("class=story", "class=home").replace("</body>", &format!("{nav}{home}</body>"));
    let visit = life.wait(Duration::hours(1)).page(&page);
    assert_eq!((&visit.state, visit.changes.len()), (&BROKEN, 0), "{:#?}", visit.changes);
}

#[test]
fn a_fallback_that_takes_another_text_is_a_broken_template() {
    let mut life = Life::new();
    life.rules.select.body = picks(&[".story", ".comments"]);
    life.story(STORY);
    let comments = "<div class=comments><p>First comment of a reader who liked the soup.</p><p>And another one, by \
                    somebody who did not.</p></div></body>";
    let visit = life.wait(Duration::hours(1)).page(&redesigned(STORY).replace("</body>", comments));
    assert_eq!((&visit.state, visit.changes.len()), (&BROKEN, 0), "{:#?}", visit.changes);
    let problem = named_problem(&visit);
    assert!(problem.contains("`.story` matches no more") && problem.contains("`.comments`"), "{problem}");
}

#[test]
fn what_a_replaced_rule_takes_more_at_the_ends_is_ours_and_what_differs_within_the_publishers() {
    let mut life = Life::new();
    life.story(STORY);
    life.rules.select.body = pick(".text");
    let mut story = with(3, "The work is to begin on 25 March and will cost 1.5 million crowns.");
    story.push("Rowan Tull reports from Westhaven for the weekly.");
    let visit = life.wait(Duration::hours(1)).page(&redesigned(&story));
    let causes: Vec<Cause> = visit.changes.iter().map(|c| c.cause).collect();
    assert_eq!(causes, [Cause::Rules, Cause::Publisher], "{:#?}", visit.changes);
    assert!(visit.changes[0].diff_text().contains("reports from Westhaven"));
    let diff = visit.changes[1].diff_text();
    assert!(diff.contains("[-24-]{+25+}") && !diff.contains("{+Rowan"), "{diff}");
    assert!(life.wait(Duration::hours(1)).page(&redesigned(&story)).changes.is_empty());
}

#[test]
fn under_a_replaced_rule_another_text_claims_no_edit() {
    let mut life = Life::new();
    life.story(STORY);
    life.rules.select.body = pick(".text");
    let other = [
        "Seals have come back to the sandbank off the northern mole, wardens report this week.",
        "Nobody had counted them since the storm of the year before last took the hut away.",
        "The wardens ask walkers to keep their dogs on a lead until the pups are grown.",
    ];
    let visit = life.wait(Duration::hours(1)).page(&redesigned(&other));
    assert!(visit.changes.is_empty() && visit.version.is_some());
    assert!(visit.events.iter().any(|e| e.kind == "rebased_blind"));
}

#[test]
fn a_headline_from_another_place_is_no_headline_edit_and_is_followed_from_then_on() {
    let mut life = Life::new();
    life.rules.select.headline = picks(&["h1", ".kicker"]);
    let shown = |headline: &str, kicker: &str| {
        let tag = if headline.is_empty() { String::new() } else { format!("<h1>{headline}</h1>") };
        html("", STORY).replace("<h1>Fish market to close</h1>", &format!("<div class=kicker>{kicker}</div>{tag}"))
    };
    life.page(&shown("Fish market to close", "Harbour news of the week"));
    let without = |kicker: &str| shown("", kicker).replace("<title>Market to close</title>", "");
    let visit = life.wait(Duration::hours(1)).page(&without("Harbour news of the week"));
    assert!(visit.changes.iter().all(|c| c.cause == Cause::Rules), "{:#?}", visit.changes);
    let edit = life.wait(Duration::hours(1)).page(&without("Harbour news of the 14th week"));
    let change = edit.changes.iter().find(|c| c.cause == Cause::Publisher).expect("an edit of what is read there");
    assert_eq!(change.kinds, [ChangeKind::HeadlineEdit]);
}

#[test]
fn a_claim_that_was_told_is_not_told_again_when_our_rules_change() {
    let mut life = Life::new();
    let stated = |time: &str| html(&super::tests::modified(time), STORY);
    life.page(&stated("2026-03-03T10:00:00Z"));
    let told = life.wait(Duration::hours(5)).page(&stated("2026-03-03T13:00:00Z"));
    assert_eq!(only_change(&told).kinds, [ChangeKind::TimestampOnly]);
    life.rules.select.remove = pick(".story p:last-child");
    let visit = life.wait(Duration::hours(1)).page(&stated("2026-03-03T13:00:00Z"));
    assert!(visit.changes.iter().all(|c| c.cause == Cause::Rules), "{:#?}", visit.changes);
}

/// Rule N10.
#[test]
fn a_list_of_links_at_the_end_that_comes_and_goes_is_told_as_noise_and_hides_no_edit() {
    let mut life = Life::new();
    let linked = |story: &[&str], links: &[&str]| {
        let links: String = links.iter().map(|text| format!("<p><a href=/x>{text}</a></p>")).collect();
        html("", story).replace("</div></body>", &format!("{links}</div></body>"))
    };
    life.page(&linked(STORY, &["Dockers vote on the roof"]));
    let visit = life.wait(Duration::hours(1)).page(&linked(STORY, &["Seals counted again", "Ferry to be cut"]));
    assert!(visit.changes.is_empty() && visit.version.is_none(), "{:#?}", visit.changes);
    assert_eq!(visit.attempt.outcome, Outcome::Trace);
    let named: Vec<&str> = visit.attempt.suppressed.iter().map(|s| s.rule.as_str()).collect();
    assert!(named.contains(&"boilerplate_shift"), "{named:?}");
    let edited = with(1, "Fifteen stalls will move to the customs yard, said the harbour master, Ines Calder.");
    let visit = life.wait(Duration::hours(1)).page(&linked(&edited, &["Seals counted again"]));
    assert!(only_change(&visit).diff_text().contains("[-Twelve-]{+Fifteen+}"));
}
