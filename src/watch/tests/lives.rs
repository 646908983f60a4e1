//! Random lives of pages: texts, headlines, times, markups, failures and removals in any order. However the rules were
//! broken meanwhile, the mended history is that of a run in which they had been right.

use std::collections::BTreeSet;

use super::*;

const OLD: &str = "[site.select]\nheadline = \"h1\"\nbody = \".story\"\n";
const SOME: &str = "[site.select]\nheadline = \"h1\"\nbody = [\".story\", \".prose\"]\n";
const ALL: &str = "[site.select]\nheadline = \"h1\"\nbody = [\".story\", \".text\", \".prose\"]\n";

const PAGES: u64 = 60;
const ROUNDS: usize = 14;

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn is_one_in(&mut self, many: u64) -> bool {
        self.roll(many) == 0
    }
}

/// What a page shows.
#[derive(Clone, Copy, Hash, PartialEq, Eq)]
struct Shown {
    page: u64,
    class: &'static str,
    text: u64,
    headline: u64,
    modified: usize,
    noise: usize,
}

impl Shown {
    fn html(self) -> String {
        let Shown { page, class, modified, noise, .. } = self;
        let headline = ["opened at last", "opened, and closed again", "is open"][self.headline as usize];
        let figure = 14 + 27 * self.text;
        format!(
            "<!doctype html><html lang=en><head><title>Bridge {page}</title>\
             <meta property=\"article:modified_time\" content=\"2026-01-{modified:02}T09:00:00Z\"></head>\
             <body><nav>Home News Sport {noise}</nav><h1>Footbridge {page} {headline}</h1><div class={class}>\
             <p>The footbridge number {page} over the mill stream was opened after two years of work.</p>\
             <p>It replaces a plank that had been laid down for a single summer and stayed for eleven.</p>\
             <p>The mayor cut a ribbon in front of {figure} people, most of whom had come for the soup.</p>\
             <p>The bridge is made of larch and carries a rail on one side only, because of the heron.</p>\
             </div><footer>Imprint</footer></body></html>"
        )
    }

    fn tag(self) -> String {
        let Shown { class, text, headline, modified, noise, .. } = self;
        format!("\"{class}-{text}-{headline}-{modified}-{noise}\"")
    }
}

/// What the server answers in each round of a page's life.
fn life(page: u64) -> Vec<Answer> {
    let mut dice = Dice((page + 4).wrapping_mul(977));
    let mut shown = Shown { page, class: "story", text: 0, headline: 0, modified: 1, noise: 0 };
    let mut gone = 0;
    let mut answer = |round: usize| {
        if dice.is_one_in(3) {
            shown.text = dice.roll(4);
        }
        if dice.is_one_in(6) {
            shown.headline = dice.roll(3);
        }
        // Not so often that the site's times are no longer believed.
        if dice.is_one_in(14) {
            shown.modified = 1 + round;
        }
        if dice.is_one_in(3) {
            shown.class = ["story", "text", "prose"][dice.roll(3) as usize];
        }
        if dice.is_one_in(14) {
            gone = 1 + dice.roll(3);
        }
        if gone > 0 {
            gone -= 1;
            return Answer::Status(FailureKind::Gone, 410);
        }
        if dice.is_one_in(12) {
            return Answer::Status(FailureKind::Timeout, 0);
        }
        shown.noise = if dice.is_one_in(2) { round } else { 0 };
        Answer::Page(shown.html(), dice.is_one_in(2).then(|| shown.tag()))
    };
    (0..ROUNDS).map(&mut answer).collect()
}

async fn run(select: &str) -> Bench {
    let bench = Bench::new(select);
    let lives: Vec<Vec<Answer>> = (0..PAGES).map(life).collect();
    for round in 0..ROUNDS {
        let visits = (0_i64..).zip(&lives).map(|(page, answers)| {
            let (bench, answer) = (&bench, &answers[round]);
            async move {
                let url = bench.page(&format!("/{page:02}")).await;
                bench.visit(&url, time(round as i64 * 60 + page), answer).await;
            }
        });
        at_once(visits).await;
    }
    bench
}

#[tokio::test]
async fn whatever_happened_while_the_rules_were_broken_is_told_as_if_they_had_been_right() {
    let (control, mut bench) = (run(ALL).await, run(OLD).await);
    assert!(bench.count("SELECT count(*) FROM quarantine") > 200);
    assert!(bench.count("SELECT count(*) FROM event WHERE kind = 'suspect_left'") > 20, "breaks ended by themselves");
    // Mended in two steps: after the first, some pages between others still cannot be read.
    for select in [SOME, ALL] {
        bench.restart(select).await;
        assert!(bench.reread_all().await > 50);
    }
    // What was shown in turn was counted at the time, by the texts that could be read then.
    let sql = "SELECT DISTINCT url || '|' FROM variant_report";
    let in_turn: BTreeSet<String> = [control.rows(sql), bench.rows(sql)].concat().into_iter().collect();
    assert!(in_turn.len() < 8, "{in_turn:?}");
    let history = |bench: &Bench| {
        let rows = bench.history().into_iter();
        rows.filter(|row| !in_turn.iter().any(|url| row.starts_with(url))).collect::<Vec<_>>()
    };
    let (found, wanted) = (history(&bench), history(&control));
    let only = |a: &[String], b: &[String]| a.iter().filter(|row| !b.contains(row)).cloned().collect::<Vec<_>>();
    let (more, less) = (only(&found, &wanted), only(&wanted, &found));
    assert!(more.is_empty() && less.is_empty(), "found {more:#?}\nwanted {less:#?}");
    assert_eq!(found.len(), wanted.len());
    let state = format!(
        "SELECT url, state, version FROM page WHERE instr('{}', url || '|') = 0 ORDER BY url",
        in_turn.iter().map(String::as_str).collect::<String>()
    );
    for sql in [state.as_str(), "SELECT count(*) FROM quarantine"] {
        assert_eq!(bench.rows(sql), control.rows(sql));
    }
    assert!(bench.rows("SELECT * FROM pragma_foreign_key_check").is_empty());
    assert_eq!(bench.reread_all().await, 0, "once is enough");
    assert_eq!(history(&bench), found);
}
