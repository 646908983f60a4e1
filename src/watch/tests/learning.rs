//! What repeats on a site's articles is learned, left out from then on, and never looks like an edit.

use super::*;
use crate::model::Cause;

const SELECT: &str = "[site.select]\nheadline = \"h1\"\nbody = \".story\"\n";
const LETTER: &str = "Letters reach us at the customs yard";

fn html(page: usize, boats: usize, tail: &str) -> Answer {
    let tail = if tail.is_empty() { String::new() } else { format!("<p>{tail}</p>") };
    let story: String = (0..6)
        .map(|p| {
            format!(
                "<p>Paragraph {p} of story {page} tells of the boat Ansel {page}{p} and of those who sailed in it.</p>"
            )
        })
        .collect();
    Answer::Page(
        format!(
            "<!doctype html><html lang=en><title>Story {page}</title><body><h1>Story {page} of the week</h1>\
             <div class=story><p>In story {page} there are {boats} boats.</p>{story}{tail}</div></body></html>"
        ),
        None,
    )
}

/// Visits four articles in which the letter is advertised, and learns from them.
async fn learned() -> (Bench, Vec<Url>) {
    let bench = Bench::new(SELECT);
    let mut urls = Vec::new();
    for page in 0..4 {
        let url = bench.page(&format!("/{page}")).await;
        bench.visit(&url, time(page as i64), &html(page, 14, LETTER)).await;
        urls.push(url);
    }
    assert_eq!(learn(&bench.setup, time(60)).await.expect("learns"), 1);
    (bench, urls)
}

#[tokio::test]
async fn a_learned_block_may_come_and_go_and_an_edit_beside_it_is_told() {
    let (bench, urls) = learned().await;
    assert_eq!(bench.rows("SELECT text, list, articles FROM learned_block"), [format!("{LETTER}|1|4")]);
    assert_eq!(bench.rows("SELECT kind FROM site_event"), ["boilerplate_learned"]);
    for (minutes, tail) in [(100, ""), (160, LETTER), (220, "")] {
        for (page, url) in urls.iter().enumerate() {
            let visit = bench.visit(url, time(minutes), &html(page, 14, tail)).await;
            assert!(visit.changes.iter().all(|c| c.cause == Cause::Rules), "{:#?}", visit.changes);
            assert!(visit.version.is_none());
            let named = visit.attempt.suppressed.iter().any(|s| s.rule == "learned_boilerplate" && s.text == LETTER);
            assert_eq!(named, !tail.is_empty(), "what is left out is named");
        }
    }
    assert_eq!(bench.count("SELECT count(*) FROM change_report"), 0, "learning is no edit");
    assert_eq!(bench.count("SELECT count(*) FROM version WHERE cause = 'rules'"), 4);
    let visit = bench.visit(&urls[0], time(300), &html(0, 41, LETTER)).await;
    let [change] = visit.changes.as_slice() else { panic!("{:#?}", visit.changes) };
    assert!(change.diff_text().contains("[-14-]{+41+}"), "{}", change.diff_text());
}

#[tokio::test]
async fn what_is_taken_back_is_compared_again_and_never_learned_again() {
    let (bench, urls) = learned().await;
    bench.visit(&urls[0], time(100), &html(0, 14, LETTER)).await;
    let block = bench.setup.store.unlearn(1, time(120)).await.expect("taken back").expect("known");
    assert_eq!(block.text, LETTER);
    assert!(bench.setup.store.unlearn(1, time(121)).await.expect("asked").is_none());
    let visit = bench.visit(&urls[0], time(160), &html(0, 14, LETTER)).await;
    assert!(visit.changes.iter().all(|c| c.cause == Cause::Rules), "{:#?}", visit.changes);
    let visit = bench.visit(&urls[0], time(220), &html(0, 14, "")).await;
    assert_eq!(visit.changes.len(), 1, "now it is part of the text");
    assert_eq!(learn(&bench.setup, time(60 * 48)).await.expect("learns"), 0);
    assert_eq!(bench.rows("SELECT kind FROM site_event ORDER BY id"), ["boilerplate_learned", "boilerplate_unlearned"]);
}

#[tokio::test]
async fn a_site_that_is_not_to_be_learned_of_is_not() {
    let (mut bench, urls) = learned().await;
    bench.restart(&format!("learn = false\n{SELECT}")).await;
    bench.visit(&urls[0], time(100), &html(0, 14, LETTER)).await;
    let visit = bench.visit(&urls[0], time(160), &html(0, 14, "")).await;
    assert_eq!(visit.changes.len(), 1);
    assert_eq!(learn(&bench.setup, time(60 * 48)).await.expect("learns"), 0);
}

#[tokio::test]
async fn a_list_has_one_edition_a_day_so_that_pages_are_not_read_again_and_again() {
    let (bench, urls) = learned().await;
    let other = "The paper of the harbour since the great storm";
    for (page, url) in urls.iter().enumerate() {
        bench.visit(url, time(100), &html(page, 14, other)).await;
    }
    assert_eq!(learn(&bench.setup, time(120)).await.expect("learns"), 0);
    assert_eq!(learn(&bench.setup, time(60 * 30)).await.expect("learns"), 1);
    assert_eq!(
        bench.rows("SELECT list, text FROM learned_block ORDER BY id"),
        [format!("1|{LETTER}"), format!("2|{other}")]
    );
}

#[tokio::test]
async fn a_site_whose_articles_are_edited_often_is_checked_more_often() {
    let bench = Bench::new(SELECT);
    for page in 0..30 {
        let url = bench.page(&format!("/{page}")).await;
        for edition in 0..4 {
            bench.visit(&url, time(30 * edition), &html(page, 14 + edition as usize, "")).await;
        }
    }
    let wait_min = |visit: &Visit| (visit.next_due - visit.attempt.at).num_minutes();
    let url = bench.page("/0").await;
    let before = bench.visit(&url, time(400), &html(0, 17, "")).await;
    super::super::learn::learn_paces(&bench.setup, time(600)).await.expect("learns");
    assert_eq!(bench.rows("SELECT articles, edits FROM site_pace"), ["30|90"]);
    let percent = bench.count("SELECT percent FROM site_pace");
    assert!((50..75).contains(&percent), "{percent}");
    let after = bench.visit(&url, time(700), &html(0, 17, "")).await;
    assert!(wait_min(&after) * 10 < wait_min(&before) * 8, "{} after {}", wait_min(&after), wait_min(&before));
}
