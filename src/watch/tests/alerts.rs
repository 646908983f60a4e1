//! Alerts of sites, what they cost, and what reading again leaves alone.

use super::*;
use crate::model::{PageState, SiteEventKind, Suspicion};
use crate::store::StoreError;

const SELECT: &str = "[site.select]\nheadline = \"h1\"\nbyline = \".by\"\nbody = \".story\"\n";

fn html(page: usize, class: &str, by: &str) -> Answer {
    let story: String = (0..4)
        .map(|p| format!("<p>Paragraph {p} of story {page} tells of a boat and of who sailed in it.</p>"))
        .collect();
    let text = format!(
        "<html lang=en><title>Story {page}</title><body><h1>Story {page}</h1>{by}<div class={class}>{story}</div></html>"
    );
    Answer::Page(text, None)
}

async fn pages(bench: &Bench, count: usize) -> Vec<Url> {
    let mut urls = Vec::new();
    for page in 0..count {
        urls.push(bench.page(&format!("/{page}")).await);
    }
    urls
}

#[tokio::test]
async fn three_pages_make_an_alert_and_it_ends_with_the_last() {
    let bench = Bench::new(SELECT);
    let urls = pages(&bench, 5).await;
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(page as i64), &html(page, "story", "<p class=by>By Ada Fenwick</p>")).await;
    }
    let broken = |page: usize| html(page, "text", "");
    for (page, expected) in [(0, 0), (1, 0), (2, 1), (3, 1)] {
        bench.visit(&urls[page], time(60 + page as i64), &broken(page)).await;
        assert_eq!(bench.count("SELECT count(*) FROM site_alert"), expected, "page {page}");
    }
    assert_eq!(bench.rows("SELECT pages FROM site_alert"), ["4"]);
    for (page, url) in urls.iter().enumerate().take(4) {
        assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 1);
        bench.visit(url, time(120 + page as i64), &html(page, "story", "<p class=by>By Ada Fenwick</p>")).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM site_event WHERE ended_at IS NOT NULL"), 1);
    // Again, and ended by taking the pages off the list: an alert is about what is watched.
    for (page, url) in urls.iter().enumerate().take(3) {
        bench.visit(url, time(200), &broken(page)).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 1);
    for url in &urls[..3] {
        let due = page(&bench.setup, url).expect("reads").expect("watched");
        bench.setup.store.pause(due.page, time(260)).await.expect("paused");
    }
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0);
}

#[tokio::test]
async fn on_a_site_of_one_page_that_page_is_an_alert_and_a_wall_is_none() {
    let bench = Bench::new(SELECT);
    let url = bench.page("/only").await;
    bench.visit(&url, time(0), &html(0, "story", "<p class=by>By Ada Fenwick</p>")).await;
    let wall =
        Answer::Page("<html><title>Just a moment...</title><body>Checking your browser</body></html>".to_owned(), None);
    let visit = bench.visit(&url, time(60), &wall).await;
    assert_eq!(visit.state, PageState::Suspect(Suspicion::Challenge));
    assert!(visit.reading.is_none(), "a wall says nothing of the rules");
    assert_eq!(bench.count("SELECT count(*) FROM site_event"), 0);
    bench.visit(&url, time(120), &html(0, "text", "")).await;
    let alerts = bench.setup.readers.with(&bench.setup, |reader| reader.site_alerts()).expect("reads");
    assert_eq!(alerts.iter().map(|a| a.kind).collect::<Vec<_>>(), [SiteEventKind::TemplateBroken]);
    assert!(
        alerts[0].detail.starts_with("body: no text") && alerts[0].detail.contains(".story"),
        "{}",
        alerts[0].detail
    );
}

#[tokio::test]
async fn a_field_that_is_no_longer_found_is_one_alert_of_the_rule_and_no_page_is_lost() {
    let bench = Bench::new(SELECT);
    let urls = pages(&bench, 6).await;
    for round in 0..2 {
        for (page, url) in urls.iter().enumerate() {
            let noise = format!("<p class=by>By Ada Fenwick</p><!-- {round} -->");
            bench.visit(url, time(round * 60 + page as i64), &html(page, "story", &noise)).await;
        }
    }
    for (page, url) in urls.iter().enumerate() {
        let visit =
            bench.visit(url, time(300 + page as i64), &html(page, "story", "<p class=author>By Ada Fenwick</p>")).await;
        assert_eq!((&visit.state, visit.changes.len()), (&PageState::Ok, 0), "{:#?}", visit.changes);
    }
    let alert = bench.rows("SELECT kind, subject, detail FROM site_alert");
    assert_eq!(alert.len(), 1, "{alert:?}");
    assert!(
        alert[0].starts_with("rule_weak|byline|byline: matched on") && alert[0].contains("100 % before"),
        "{alert:?}"
    );
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(400 + page as i64), &html(page, "story", "<p class=by>By Ada Fenwick</p>")).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0);
    let health = bench.setup.readers.with(&bench.setup, |reader| reader.rule_health()).expect("reads");
    let byline = health.iter().find(|rule| rule.field == "byline").expect("counted");
    assert_eq!((byline.reads, byline.matched, byline.missing_since), (24, 18, None));
}

#[tokio::test]
async fn what_is_counted_of_rules_begins_anew_with_other_rules() {
    let mut bench = Bench::new(SELECT);
    let urls = pages(&bench, 3).await;
    let rule = |bench: &Bench, field: &str| {
        let health = bench.setup.readers.with(&bench.setup, |reader| reader.rule_health()).expect("reads");
        health.into_iter().find(|rule| rule.field == field).expect("counted")
    };
    for (class, minute) in [("story", 0), ("text", 60)] {
        for (page, url) in urls.iter().enumerate() {
            let html = html(page, class, "<p class=by>By Ada Fenwick</p>");
            bench.visit(url, time(minute + page as i64), &html).await;
        }
    }
    let body = rule(&bench, "body");
    assert_eq!((body.reads, body.matched, body.missing_since), (6, 3, Some(time(60))));
    bench.restart(&SELECT.replace("body = \".story\"", "body = [\".story\", \".text\"]")).await;
    let page = page(&bench.setup, &urls[0]).expect("reads").expect("watched").page;
    reread(&bench.setup, page, false).await.expect("read again");
    let body = rule(&bench, "body");
    assert_eq!((body.reads, body.missing_since, body.bodies.len()), (0, None, 3), "the articles are known still");
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(120 + page as i64), &html(page, "text", "<p class=by>By Ada F.</p>")).await;
    }
    let (body, byline) = (rule(&bench, "body"), rule(&bench, "byline"));
    assert_eq!((body.reads, body.matched, body.pick.as_deref()), (3, 3, Some(".text")));
    assert_eq!((byline.reads, byline.pick.as_deref()), (3, Some(".by")));
}

#[tokio::test]
async fn an_alert_whose_cause_is_gone_is_over_without_a_visit() {
    let mut bench = Bench::new(SELECT);
    let urls = pages(&bench, 4).await;
    for (round, by) in [(0, "<p class=by>By A</p>"), (1, "<p class=by>By B</p>"), (2, ""), (3, "<i></i>")] {
        for (page, url) in urls.iter().enumerate() {
            bench.visit(url, time(round * 60 + page as i64), &html(page, "story", by)).await;
        }
    }
    assert_eq!(bench.rows("SELECT kind FROM site_alert"), ["rule_weak"]);
    // The operator no longer names a byline: nothing is missing any more.
    bench.restart(&SELECT.replace("byline = \".by\"\n", "")).await;
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(400 + page as i64), &html(page, "story", "<b></b>")).await;
    }
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0);
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(500 + page as i64), &html(page, "text", "")).await;
    }
    assert_eq!(bench.rows("SELECT kind FROM site_alert"), ["template_broken"]);
    // The site is called otherwise from now on.
    let renamed = urls.iter().map(|url| (url.clone(), "other name".to_owned())).collect();
    bench.setup.store.ensure_pages(renamed, time(600)).await.expect("renamed");
    let over = bench.setup.store.weigh_alerts(time(601)).await.expect("weighed");
    assert_eq!(over.iter().map(|event| event.site.as_str()).collect::<Vec<_>>(), ["gazette"]);
}

#[tokio::test]
async fn the_last_version_is_read_again_by_new_rules_without_waiting_for_a_fetch() {
    let mut bench = Bench::new(SELECT);
    let url = bench.page("/a").await;
    let by = "<p class=by>By Ada Fenwick</p>";
    bench.visit(&url, time(0), &html(0, "story", by)).await;
    bench.restart(&format!("{SELECT}remove = \".story p:last-child\"\n")).await;
    let due = page(&bench.setup, &url).expect("reads").expect("watched");
    let found = reread(&bench.setup, due.page, false).await.expect("read again");
    assert_eq!((found.reextracted, found.publishers(), found.versions), (1, 0, 0));
    assert_eq!(
        bench.rows("SELECT n, cause, first_seen_at = last_seen_at FROM version"),
        ["1|publisher|1", "2|rules|1"]
    );
    let again = reread(&bench.setup, due.page, false).await.expect("read again");
    assert_eq!(again.reextracted, 0, "once is enough");
    let visit = bench.visit(&url, time(60), &html(0, "story", by)).await;
    assert!(visit.changes.is_empty() && visit.is_same_text, "{:#?}", visit.changes);
    assert_eq!(bench.rows("SELECT last_seen_at FROM version_seen WHERE n = 2"), ["2026-03-01T11:00:00.000Z"]);
}

#[tokio::test]
async fn unchanged_pages_are_no_reads() {
    let bench = Bench::new(SELECT);
    let url = bench.page("/a").await;
    let Answer::Page(html, _) = html(0, "story", "<p class=by>By Ada Fenwick</p>") else { panic!("a page") };
    for minutes in [0, 60, 120] {
        bench.visit(&url, time(minutes), &Answer::Page(html.clone(), Some("\"1\"".to_owned()))).await;
        bench.visit(&url, time(minutes + 30), &Answer::Page(html.clone(), None)).await;
    }
    assert_eq!(bench.rows("SELECT field, reads FROM rule_health ORDER BY field"), ["body|1", "byline|1", "headline|1"]);
}

#[tokio::test]
async fn reading_again_leaves_schedule_and_attempts_alone_and_gives_way_to_a_visit() {
    let mut bench = Bench::new(SELECT);
    let url = bench.page("/a").await;
    let tagged = |answer: Answer, tag: &str| match answer {
        Answer::Page(html, _) => Answer::Page(html, Some(tag.to_owned())),
        other => other,
    };
    let by = "<p class=by>By Ada Fenwick</p>";
    bench.visit(&url, time(0), &tagged(html(0, "story", by), "\"old\"")).await;
    bench.visit(&url, time(60), &tagged(html(0, "text", by), "\"new\"")).await;
    bench.restart(&SELECT.replace(".story", ".text")).await;
    let due = || page(&bench.setup, &url).expect("reads").expect("watched");
    let before = due();
    reread(&bench.setup, before.page, false).await.expect("read again");
    let after = due();
    assert_eq!((after.attempts, after.failures, &after.state), (before.attempts, before.failures, &PageState::Ok));
    assert_eq!((after.last_attempt_at, after.validators.etag.as_deref()), (before.last_attempt_at, Some("\"new\"")));
    assert!(after.due_at <= before.due_at.max(time(10 * 24 * 60) + chrono::Duration::days(1)), "{}", after.due_at);
    assert_eq!(bench.count("SELECT count(*) FROM attempt"), 2, "no attempt is made up");
    // The validators are now those of a page that was read: a 304 extends its window.
    bench.visit(&url, time(180), &tagged(html(0, "text", by), "\"new\"")).await;
    assert_eq!(bench.rows("SELECT last_seen_at FROM version_seen"), ["2026-03-01T13:00:00.000Z"]);

    let stale = crate::model::Rereading {
        page: before.page,
        at: time(200),
        attempts: before.attempts,
        after_version: Some(1),
        steps: Vec::new(),
        seam: None,
        amended: Vec::new(),
        told: Vec::new(),
        end: None,
        under: "x".to_owned(),
        rules: "x".to_owned(),
        event: None,
    };
    let refused = bench.setup.store.reread(stale).await;
    assert!(matches!(refused, Err(StoreError::Overtaken(_))), "{refused:?}");
}

/// A hostile site: every page and every answer is another one.
#[tokio::test]
async fn many_pages_of_one_site_leave_a_bounded_number_of_rows_about_the_site() {
    let bench = Bench::new(SELECT);
    let visit = |n: usize| {
        let bench = &bench;
        async move {
            let url = bench.page(&format!("/{n}")).await;
            let by = format!("<p class=by>By {n}</p>");
            let Answer::Page(page, _) = html(n, if n.is_multiple_of(2) { "story" } else { "text" }, &by) else {
                return;
            };
            let tail: String =
                (0..8).map(|b| format!("<p>Offer {} of {}</p>", "x".repeat(n % 97), "y".repeat(b))).collect();
            let page = page.replace("</div>", &format!("{tail}</div>"));
            bench.visit(&url, time(1), &Answer::Page(page, None)).await;
        }
    };
    // A few at a time, as the daemon does it: parsing has a deadline.
    for first in (0..1_200).step_by(20) {
        at_once((first..first + 20).map(visit)).await;
    }
    learn(&bench.setup, time(60)).await.expect("learns");
    assert_eq!(bench.count("SELECT count(*) FROM rule_health"), 3);
    assert_eq!(bench.count("SELECT json_array_length(bodies) FROM rule_health WHERE field = 'body'"), 20);
    assert!(bench.count("SELECT count(*) FROM learned_block") <= crate::store::LEARNED_MAX as i64);
    assert_eq!(bench.count("SELECT count(*) FROM site_event WHERE kind = 'template_broken'"), 1);
    assert_eq!(bench.count("SELECT pages FROM site_alert"), 600);
}
