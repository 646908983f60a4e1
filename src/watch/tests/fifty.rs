//! A site of fifty pages whose markup breaks in the middle of a run: no false change and one alert; and once the rule
//! is mended, the history is that of a run in which it had been right.

use super::*;

const PAGES: usize = 50;
/// The first round in the new markup, and the first after the rule is mended.
const BREAK: usize = 4;
const MEND: usize = 9;
const ROUNDS: usize = 11;
/// All edits of all pages.
const EDITS: usize = 65;

const OLD: &str = "[site.select]\nheadline = \"h1\"\nbody = \".story\"\n";
const BOTH: &str = "[site.select]\nheadline = \"h1\"\nbody = [\".story\", \".text\"]\n";
const NEW: &str = "[site.select]\nheadline = \"h1\"\nbody = \".text\"\n";

/// In which rounds the text of a page is edited.
fn edits_of(page: usize) -> &'static [usize] {
    match page % 6 {
        0 => &[],
        1 => &[2],
        2 => &[5],
        3 => &[5, 7],
        // Edited in the very round of the break.
        4 => &[2, BREAK],
        _ => &[6, 10],
    }
}

/// What the server answers for a page in a round.
fn answer(page: usize, round: usize) -> Answer {
    if page == 9 && (6..8).contains(&round) {
        return Answer::Status(FailureKind::Gone, 410);
    }
    let edition = edits_of(page).iter().filter(|at| **at <= round).count();
    let class = if round < BREAK { "story" } else { "text" };
    // Every third page is other bytes at each answer, every third names an entity tag.
    let serial = if page.is_multiple_of(3) { round } else { 0 };
    let figure = 14 + 27 * edition;
    let html = format!(
        "<!doctype html><html lang=en><head><title>Bridge {page}</title>\
         <meta property=\"article:modified_time\" content=\"2026-03-01T09:00:00Z\"></head>\
         <body><nav>Home News Sport {serial}</nav><h1>Footbridge {page} opened at last</h1>\
         <div class={class}>\
         <p>The footbridge number {page} over the mill stream was opened after two years of work.</p>\
         <p>It replaces a plank that had been laid down for a single summer and stayed for eleven.</p>\
         <p>The mayor cut a ribbon in front of {figure} people, most of whom had come for the soup.</p>\
         <p>The bridge is made of larch and carries a rail on one side only, because of the heron.</p>\
         <p>Its cost was met by the parish, by a legacy and by a sale of jam that is talked about.</p>\
         <p>The next work will be the path on the far bank, which ends in a bed of nettles.</p>\
         </div><footer>Imprint</footer></body></html>"
    );
    let tag = (page % 3 == 1).then(|| format!("\"{page}-{edition}-{class}\""));
    Answer::Page(html, tag)
}

async fn visit_all(bench: &Bench, rounds: std::ops::Range<usize>) {
    visit_all_with(bench, rounds, answer).await;
}

/// Visits all pages in each round; those of a round at once, as the daemon does, so that they share a commit.
async fn visit_all_with(bench: &Bench, rounds: std::ops::Range<usize>, answer: impl Fn(usize, usize) -> Answer) {
    for round in rounds {
        let visits = (0..PAGES).map(|page| {
            let answer = answer(page, round);
            async move {
                let url = bench.page(&format!("/{page:02}")).await;
                let minutes = i64::try_from(round * 60 + page).expect("small");
                bench.visit(&url, time(minutes), &answer).await;
            }
        });
        at_once(visits).await;
    }
}

async fn control() -> Bench {
    let bench = Bench::new(BOTH);
    visit_all(&bench, 0..ROUNDS).await;
    bench
}

/// A run whose rule is broken from the break on; asserts what is seen before it is mended.
async fn broken() -> Bench {
    let bench = Bench::new(OLD);
    visit_all(&bench, 0..BREAK).await;
    let told = "SELECT count(*) FROM change WHERE kinds <> 'removed'";
    let versions = "SELECT count(*) FROM version";
    let before = (bench.count(told), bench.count(versions));
    visit_all(&bench, BREAK..MEND).await;
    assert_eq!((bench.count(told), bench.count(versions)), before, "no change and no version");
    assert_eq!(bench.rows("SELECT kind, subject, site FROM site_event"), ["template_broken||gazette"]);
    let alert = bench.rows("SELECT pages, detail FROM site_alert").remove(0);
    assert!(alert.starts_with("50|") && alert.contains(".story"), "{alert}");
    assert_eq!(bench.count("SELECT count(*) FROM page WHERE state = 'suspect:template_broken'"), 50);
    bench
}

/// Asserts that a mended run has the history of the control run, and that it is well.
async fn assert_mended(bench: &Bench, control: &Bench) {
    let (found, wanted) = (bench.history(), control.history());
    assert_eq!(wanted.len(), PAGES + 2 * EDITS + 1, "each text and each edit once, and a removal");
    for line in &wanted {
        assert!(found.contains(line), "missing: {line}\nfound of it: {:#?}", of_page(&found, line));
    }
    assert_eq!(found, wanted);
    assert_eq!(bench.count("SELECT count(*) FROM page WHERE state = 'ok' AND unread_under IS NULL"), 50);
    assert_eq!(bench.count("SELECT count(*) FROM site_alert"), 0, "the alert is over");
    assert_eq!(bench.rows("PRAGMA integrity_check"), ["ok"]);
    assert!(bench.rows("SELECT * FROM pragma_foreign_key_check").is_empty());
}

fn of_page(rows: &[String], like: &str) -> Vec<String> {
    let url = like.split('|').next().unwrap_or_default();
    rows.iter().filter(|row| row.starts_with(url)).cloned().collect()
}

/// Reads all pages again without writing; answers how many changes of the publisher would be found.
async fn dry_run(bench: &Bench) -> usize {
    let mut found = 0;
    for row in bench.setup.readers.with(&bench.setup, |reader| reader.pages(true)).expect("reads") {
        found += reread(&bench.setup, row.id, true).await.expect("decided").publishers();
    }
    found
}

#[tokio::test]
async fn a_rule_mended_by_a_fallback_gives_the_history_of_a_run_in_which_it_had_been_right() {
    let (control, mut bench) = (control().await, broken().await);
    bench.restart(BOTH).await;
    let rows =
        |bench: &Bench| (bench.history(), bench.rows("SELECT * FROM quarantine"), bench.rows("SELECT * FROM page"));
    let before = rows(&bench);
    assert!(dry_run(&bench).await > 30);
    assert_eq!(rows(&bench), before, "a dry run writes nothing");

    let pages = bench.setup.readers.with(&bench.setup, |reader| reader.pages(true)).expect("reads");
    for row in pages.iter().take(PAGES / 2) {
        reread(&bench.setup, row.id, false).await.expect("read again");
    }
    // As after a kill: a page is read again whole or not at all, and the next run does the others.
    bench.restart(BOTH).await;
    assert!(bench.reread_all().await > PAGES / 2);
    assert_eq!(bench.count("SELECT count(*) FROM quarantine"), 0);
    assert_eq!(bench.count("SELECT count(*) FROM version WHERE cause = 'rules'"), 0);
    assert_eq!(bench.reread_all().await, 0, "once is enough");
    visit_all(&bench, MEND..ROUNDS).await;
    assert_mended(&bench, &control).await;
}

#[tokio::test]
async fn a_rule_that_was_replaced_gives_the_same_history_and_the_next_visits_do_it_by_themselves() {
    let (control, mut bench) = (control().await, broken().await);
    bench.restart(NEW).await;
    // Nobody asks for it: each page's next visit reads what waits before it judges what came.
    visit_all(&bench, MEND..ROUNDS).await;
    assert_eq!(bench.count("SELECT count(*) FROM quarantine"), 0);
    assert_mended(&bench, &control).await;
}

#[tokio::test]
async fn a_break_that_ended_by_itself_is_put_into_the_history_when_the_rule_is_mended() {
    // The site goes back to its old markup: the pages are well again before anybody mends anything.
    let back = |page: usize, round: usize| match answer(page, round) {
        Answer::Page(html, tag) if round >= MEND - 1 => {
            Answer::Page(html.replace("class=text", "class=story"), tag.map(|tag| tag.replace("text", "story")))
        }
        other => other,
    };
    let mut runs = Vec::new();
    for select in [BOTH, OLD] {
        let bench = Bench::new(select);
        visit_all_with(&bench, 0..ROUNDS, back).await;
        runs.push(bench);
    }
    let [control, bench] = runs.as_mut_slice() else { panic!("two runs") };
    assert_ne!(bench.history(), control.history(), "some windows are wider than they need be");
    bench.restart(BOTH).await;
    assert!(bench.reread_all().await > PAGES);
    assert_mended(bench, control).await;
}
