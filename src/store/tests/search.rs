//! The index finds exactly what reading every text from its first word to its last finds, and is kept with the texts.

use super::*;
use crate::model::{BlockEdit, Op, Run};

/// Words as they are written in texts, and in the searched form: the second is what the scan goes by.
const WORDS: [(&str, &[&str]); 10] = [
    ("Boats", &["boats"]),
    ("BOATS,", &["boats"]),
    ("café", &["cafe"]),
    ("17", &["17"]),
    ("don\u{2019}t", &["don", "t"]),
    ("1.5", &["1", "5"]),
    ("東京", &["東", "京"]),
    ("京都で。", &["京", "都", "で"]),
    ("boatswain", &["boatswain"]),
    ("—", &[]),
];

/// A row of numbers that looks random and is the same each time (Numerical Recipes' generator).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % n
    }

    fn text(&mut self, words_max: usize) -> Vec<usize> {
        let length = 1 + self.below(words_max);
        (0..length).map(|_| self.below(WORDS.len())).collect()
    }
}

fn written(text: &[usize]) -> String {
    text.iter().map(|at| WORDS[*at].0).collect::<Vec<_>>().join(" ")
}

fn searched(text: &[usize]) -> Vec<&'static str> {
    text.iter().flat_map(|at| WORDS[*at].1.iter().copied()).collect()
}

fn stands_in(text: &[&str], phrase: &[&str]) -> bool {
    text.windows(phrase.len()).any(|window| window == phrase)
}

const PHRASES: [&str; 9] =
    ["boats", "Boats 17", "don't boats", "CAFE", "1,5", "京", "東京京都", "boats cafe 17", "t 1 5"];

fn ask(phrase: &str, before: Option<i64>) -> Ask {
    Ask { phrase: Phrase::parse(phrase).expect("words"), site: None, before, limit: 3 }
}

/// What is written of a phrase, as the scan knows it.
fn words_of(phrase: &str) -> Vec<String> {
    let lower = phrase.to_lowercase().replace(['\'', ','], " ");
    let spaced: String = lower.chars().flat_map(|c| if c.is_ascii() { vec![c] } else { vec![' ', c, ' '] }).collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_phrase_is_found_in_the_versions_and_spans_that_a_scan_of_all_texts_finds() {
    let bench = bench();
    let mut numbers = Numbers(7);
    let mut scan: Vec<(PageId, Vec<Vec<Vec<usize>>>)> = Vec::new();
    for page in 0..24 {
        let id = bench.page(&format!("https://news.example/{page}")).await;
        let mut versions = Vec::new();
        for n in 1..=1 + numbers.below(4) {
            let paragraphs: Vec<Vec<usize>> = (0..3).map(|_| numbers.text(6)).collect();
            let texts: Vec<String> = paragraphs.iter().map(|text| written(text)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let at = time(n as i64 * 100 + page);
            bench.store.record(edited(id, at, n as u32, article("Headline", &texts))).await.expect("recorded");
            versions.push(paragraphs);
        }
        scan.push((id, versions));
    }
    let reader = bench.reader();
    for phrase in PHRASES {
        let words = words_of(phrase);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut expected: Vec<(PageId, Vec<u32>)> = Vec::new();
        for (page, versions) in &scan {
            let holds = |texts: &Vec<Vec<usize>>| texts.iter().any(|text| stands_in(&searched(text), &words));
            let found: Vec<u32> = (1..).zip(versions).filter(|(_, texts)| holds(texts)).map(|(n, _)| n).collect();
            expected.extend((!found.is_empty()).then_some((*page, found)));
        }
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let answer = reader.stands(&ask(phrase, before)).expect("searches");
            for stand in &answer.rows {
                let versions = stand.spells.iter().flat_map(|spell| spell.first_version..=spell.last_version);
                found.push((stand.page, versions.collect::<Vec<u32>>()));
                assert!(stand.spells.is_sorted_by_key(|spell| spell.first_seen_at));
            }
            before = answer.next;
            if before.is_none() {
                break;
            }
        }
        found.sort_by_key(|(page, _)| page.0);
        assert_eq!(found, expected, "{phrase}");
        assert!(!expected.is_empty() || phrase == "boats cafe 17" || phrase == "t 1 5", "nothing to find: {phrase}");
    }
}

#[tokio::test]
async fn a_phrase_is_found_in_removed_and_added_text_where_a_scan_of_all_changes_finds_it() {
    let bench = bench();
    let mut numbers = Numbers(11);
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(0), 1, article("One", &["x"]))).await.expect("recorded");
    let mut scan: Vec<Vec<(Op, Vec<usize>)>> = Vec::new();
    for n in 2..60 {
        let ops = [Op::Equal, Op::Delete, Op::Insert, Op::Equal];
        let runs: Vec<(Op, Vec<usize>)> = ops.iter().map(|op| (*op, numbers.text(3))).collect();
        let edit = runs.iter().map(|(op, text)| Run::new(*op, format!("{} ", written(text)))).collect();
        let mut visit = edited(page, time(i64::from(n) * 40), n, article("One", &["x"]));
        let edits = vec![Edit::Body { blocks: vec![BlockEdit::Edited { runs: edit }] }];
        visit.changes = vec![Change { edits, ..change(n, time(i64::from(n) * 40)) }];
        bench.store.record(visit).await.expect("recorded");
        scan.push(runs);
    }
    for (side, own) in [(Side::Removed, Op::Delete), (Side::Added, Op::Insert)] {
        for phrase in PHRASES {
            let words = words_of(phrase);
            let is_on = |runs: &Vec<(Op, Vec<usize>)>| {
                let kept = runs.iter().filter(|(op, _)| *op == Op::Equal || *op == own);
                let marked: Vec<(bool, &str)> =
                    kept.flat_map(|(op, text)| searched(text).into_iter().map(|word| (*op == own, word))).collect();
                marked.windows(words.len()).any(|window| {
                    window.iter().map(|(_, word)| *word).eq(words.iter().map(String::as_str))
                        && window.iter().any(|(is_own, _)| *is_own)
                })
            };
            let mut expected: Vec<u32> = (2..).zip(&scan).filter(|(_, runs)| is_on(runs)).map(|(n, _)| n).collect();
            expected.reverse();
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let answer = bench.reader().changes_with(&ask(phrase, before), side).expect("searches");
                found.extend(answer.rows.iter().filter_map(|row| row.change.new_version));
                before = answer.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{phrase} {side:?}");
        }
    }
}

#[tokio::test]
async fn a_spell_says_between_which_visits_a_phrase_came_and_went() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    for (n, text) in [(1, "twelve boats"), (2, "seventeen boats"), (3, "seventeen ships"), (4, "seventeen boats")] {
        let at = time(i64::from(n) * 60);
        bench.store.record(edited(page, at, n, article("A", &[text]))).await.expect("recorded");
        bench.store.record(quiet(page, at + Duration::minutes(20))).await.expect("recorded");
    }
    let found = bench.reader().stands(&ask("seventeen boats", None)).expect("searches").rows;
    let spells = &found.first().expect("one page").spells;
    assert_eq!(
        *spells,
        [
            Spell {
                first_version: 2,
                last_version: 2,
                not_yet_at: Some(time(80)),
                first_seen_at: time(120),
                last_seen_at: time(140),
                gone_at: Some(time(180)),
            },
            Spell {
                first_version: 4,
                last_version: 4,
                not_yet_at: Some(time(200)),
                first_seen_at: time(240),
                last_seen_at: time(260),
                gone_at: None,
            },
        ]
    );
}

/// Changes of three sites, weights and causes, found at times that are not in the order of recording.
async fn many_changes(bench: &Bench) -> Vec<(Timestamp, Severity, Option<Disclosure>, ChangeKind, Cause, String)> {
    let mut numbers = Numbers(3);
    let mut all = Vec::new();
    for site in ["a", "b", "c"] {
        let url = format!("https://{site}.example/x");
        let (page, _) = bench.store.add_page(address(&url), site.to_owned(), time(0)).await.expect("added");
        for n in 0..40 {
            let at = time(numbers.below(50) as i64);
            let severity = Severity::ALL[numbers.below(Severity::ALL.len())];
            let disclosure = [None, Some(Disclosure::Silent), Some(Disclosure::Proper)][numbers.below(3)];
            let kind = [ChangeKind::BodyEdit, ChangeKind::Removed][numbers.below(2)];
            let cause = [Cause::Publisher, Cause::Publisher, Cause::Rules][numbers.below(3)];
            let mut visit = quiet(page, time(100 + n));
            visit.changes = vec![Change { severity, disclosure, kinds: vec![kind], cause, ..change(2, at) }];
            bench.store.record(visit).await.expect("recorded");
            all.push((at, severity, disclosure, kind, cause, site.to_owned()));
        }
    }
    all
}

#[tokio::test]
async fn paging_through_a_list_gives_each_change_that_a_filter_asks_for_once_and_in_order() {
    let bench = bench();
    let all = many_changes(&bench).await;
    let reader = bench.reader();
    let plain = ChangeFilter { limit: Some(7), ..ChangeFilter::default() };
    for (filter, disclosure) in [
        (plain.clone(), None),
        (ChangeFilter { all: true, ..plain.clone() }, None),
        (ChangeFilter { site: Some("b".to_owned()), ..plain.clone() }, None),
        (ChangeFilter { min_severity: Some(Severity::Major), ..plain.clone() }, Some(Disclosure::Silent)),
        (ChangeFilter { kinds: vec![ChangeKind::Removed], ..plain.clone() }, None),
        (ChangeFilter { since: Some(time(10)), until: Some(time(30)), ..plain.clone() }, None),
    ] {
        let least = filter.min_severity.unwrap_or(if filter.all { Severity::None } else { Severity::Info });
        let expected = all.iter().filter(|(at, severity, told, kind, cause, site)| {
            *severity >= least
                && (filter.all || *cause == Cause::Publisher)
                && filter.site.as_ref().is_none_or(|wanted| wanted == site)
                && disclosure.is_none_or(|wanted| *told == Some(wanted))
                && (filter.kinds.is_empty() || filter.kinds.contains(kind))
                && filter.since.is_none_or(|since| *at >= since)
                && filter.until.is_none_or(|until| *at < until)
        });
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let listing = Listing { filter: filter.clone(), disclosure, phrase: None, after };
            let (rows, next) = reader.listing(&listing).expect("lists");
            found.extend(rows.iter().map(|row| (row.change.first_seen_new_at, row.id)));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), expected.count(), "{filter:?}");
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "{filter:?}");
        assert!(!found.is_empty());
    }
}

#[tokio::test]
async fn a_site_that_gets_another_name_keeps_its_changes() {
    let bench = bench();
    many_changes(&bench).await;
    let of = |site: &str| {
        let filter = ChangeFilter { site: Some(site.to_owned()), all: true, ..ChangeFilter::default() };
        bench.reader().listing(&Listing { filter, ..Listing::default() }).expect("lists").0.len()
    };
    assert_eq!((of("b"), of("renamed")), (40, 0));
    let pages = vec![(address("https://b.example/x"), "renamed".to_owned())];
    bench.store.ensure_pages(pages, time(999)).await.expect("renamed");
    assert_eq!((of("b"), of("renamed")), (0, 40));
    assert_eq!(bench.reader().sites().expect("reads"), ["a", "c", "renamed"]);
}

#[tokio::test]
async fn a_question_that_takes_too_long_is_ended() {
    let bench = bench();
    let reader = bench.reader();
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let ended = reader.within(std::time::Duration::from_millis(20), |reader| {
        Ok(reader.connection.query_row(endless, [], |row| row.get::<_, i64>(0))?)
    });
    assert!(matches!(ended, Err(StoreError::TooSlow)), "{ended:?}");
    reader.ping().expect("the next question is answered");
}
