//! Texts that are shown in turn, in the record.

use super::*;

const SELECT: &str = "[site.select]\nheadline = \"h1\"\nbody = \".story\"\n";

fn html(headline: &str) -> Answer {
    let story = "<p>The ferry to Skerrow will sail twice a day in winter, and not at all in a storm.</p>\
                 <p>The company put the decision down to the price of fuel and to the age of its captain.</p>";
    Answer::Page(format!("<html lang=en><h1>{headline}</h1><div class=story>{story}</div></html>"), None)
}

#[tokio::test]
async fn the_record_holds_one_group_with_its_counts_and_how_the_changes_were_told_first() {
    let bench = Bench::new(SELECT);
    let url = bench.page("/ferry").await;
    let (a, b) = ("Ferry company cuts winter crossings", "Why your island is about to be further away");
    let shown = [a, a, b, a, b, b, a, b, a, a];
    for (check, headline) in (0_i64..).zip(shown) {
        bench.visit(&url, time(check * 30), &html(headline)).await;
    }
    assert_eq!(
        bench.rows("SELECT field, text, seen, is_shown, switches, ended_at FROM variant_report"),
        [format!("headline|{a}|6|1|6|-"), format!("headline|{b}|4|0|6|-")]
    );
    assert_eq!(
        bench.rows("SELECT kinds, severity, disclosure, told_as FROM change ORDER BY id"),
        [
            "variant|info|-|headline_edit minor undeclarable: headline rewritten".replace("minor", "major"),
            "variant|info|-|headline_edit+reverted major undeclarable: back to version 1; headline rewritten"
                .to_owned(),
        ]
    );
    assert_eq!(bench.rows("SELECT edits, versions FROM page_status"), ["0|3"]);
    assert_eq!(bench.rows("SELECT n, sights FROM version_seen ORDER BY n"), ["1|2", "2|1", "3|4"]);
    assert_eq!(bench.count("SELECT count(*) FROM capture"), 3, "no raw page for a switch");
    assert_eq!(bench.rows("SELECT outcome FROM attempt WHERE outcome = 'variant'").len(), 2);

    for check in 0..100 {
        bench.visit(&url, time(400 + check * 30), &html(b)).await;
    }
    assert_eq!(bench.rows("SELECT kind FROM event WHERE kind LIKE 'variants_%'"), ["variants_began", "variants_ended"]);
    assert_eq!(bench.rows("SELECT edits FROM page_status"), ["1"]);
    let row = bench.rows("SELECT kinds, severity, summary FROM change WHERE new_version = 2");
    assert_eq!(row, ["headline_edit|major|stays, after it was shown in turn with 1 other text; headline rewritten"]);
    let due = page(&bench.setup, &url).expect("reads").expect("watched");
    assert!(!due.is_varying);
}

#[tokio::test]
async fn a_site_that_moves_its_modified_times_for_nothing_is_found_out_and_told_of_once() {
    let bench = Bench::new(SELECT);
    let page = |modified: i64| {
        let Answer::Page(html, _) = html("Ferry company cuts winter crossings") else { panic!("a page") };
        let at = time(modified).to_rfc3339();
        let stamp = format!("<html lang=en><head><meta property=\"article:modified_time\" content=\"{at}\"></head>");
        Answer::Page(html.replace("<html lang=en>", &stamp), None)
    };
    let url = bench.page("/ferry").await;
    for check in 0..30 {
        bench.visit(&url, time(check * 30), &page(check * 30)).await;
    }
    let told = bench.count("SELECT count(*) FROM change WHERE kinds = 'timestamp_only'");
    assert_eq!(told, 20, "until it is known");
    assert_eq!(bench.rows("SELECT kind FROM site_event"), ["modified_untrusted"]);
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0);
    // It mends its ways, and is believed again.
    for check in 30..330 {
        bench.visit(&url, time(check * 30), &page(900)).await;
    }
    assert_eq!(bench.rows("SELECT untrusted_since FROM site_trust"), ["-"]);
    assert_eq!(bench.rows("SELECT kind FROM site_event"), ["modified_untrusted"]);
}

#[tokio::test]
async fn a_note_that_comes_later_takes_an_edit_from_the_list_of_silent_ones() {
    let bench = Bench::new(SELECT);
    let page = |boats: usize, note: &str| {
        let Answer::Page(html, _) = html("Ferry company cuts winter crossings") else { panic!("a page") };
        let stamp =
            "<html lang=en><head><meta property=\"article:modified_time\" content=\"2026-03-01T08:00:00Z\"></head>";
        let story = format!("<p>The company has {boats} boats, and wants to keep them.</p>{note}</div>");
        Answer::Page(html.replace("<html lang=en>", stamp).replace("</div>", &story), None)
    };
    let url = bench.page("/ferry").await;
    bench.visit(&url, time(0), &page(14, "")).await;
    bench.visit(&url, time(60), &page(41, "")).await;
    assert_eq!(bench.count("SELECT count(*) FROM silent_edit"), 1);
    let note = "<p>Correction: an earlier version of this article gave a wrong number of the company's boats.</p>";
    bench.visit(&url, time(60 * 48), &page(41, note)).await;
    let rows = bench.rows("SELECT new_version, disclosure, disclosed_by FROM change ORDER BY id");
    assert_eq!(rows, ["2|silent|2", "3|proper|-"]);
    assert_eq!(bench.count("SELECT count(*) FROM silent_edit"), 0);
}
