//! How well and how fast two texts are compared: `cargo bench --bench compare [-- FILE] [-v]`.
//!
//! Edits of invented articles in six languages, made by a generator that knows what it did, are compared and scored;
//! FILE holds real articles to edit as well, as JSON Lines with `text` (paragraphs parted by line feeds) and `lang`.
//! Then the time of a pair of articles of a thousand words, beside an exact difference of their words alone. With `-v`
//! each edit that was not told as it was made is printed. Exits with 1 where a bound is not kept.

#[path = "../tests/generator/mod.rs"]
mod generator;
#[path = "../tests/generator/scores.rs"]
mod scores;

use std::hint::black_box;
use std::time::Instant;

use generator::edits::{Pair, edit};
use generator::{Rng, Story, story};
use scores::{Scores, article, compared};

const SEED: u64 = 20_260_301;
const PAIRS: usize = 1_200;
const ROUNDS: usize = 41;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_verbose = arguments.iter().any(|a| a == "-v");
    let mut is_kept = quality("invented articles", |at, rng| Some(story(at, 10 + rng.below(7), rng)), is_verbose);
    if let Some(file) = arguments.iter().find(|a| !a.starts_with('-')) {
        let texts = read_file(file);
        noise_in_prose(&texts, is_verbose);
        let stories: Vec<Story> =
            texts.iter().filter_map(|(text, lang)| Story::of_text(text, lang, is_clear)).collect();
        is_kept &= quality(file, |at, _| stories.get(at % stories.len().max(1)).cloned(), is_verbose);
    }
    speed();
    if !is_kept {
        std::process::exit(1);
    }
}

/// Scores edits of the stories that `story_of` gives; whether all bounds are kept.
fn quality(name: &str, story_of: impl Fn(usize, &mut Rng) -> Option<Story>, is_verbose: bool) -> bool {
    let mut rng = Rng(SEED);
    let mut scores = Scores::default();
    for at in 0..PAIRS {
        let Some(story) = story_of(at, &mut rng) else { continue };
        let actions = 1 + rng.below(6);
        scores.add(&edit(&story, actions, at % 2 == 0, &mut rng));
    }
    println!("{name}: {} edits", scores.pairs);
    if is_verbose {
        scores.remarks.iter().for_each(|remark| println!("{remark}\n"));
    }
    let rows = scores.bounds();
    for (measure, value, bound, is_kept) in &rows {
        println!("  {measure:<46} {value:>8.4}  ({bound}){}", if *is_kept { "" } else { "  NOT KEPT" });
    }
    println!("  moves {:?}\n  splits {:?}\n  sentences {:?}", scores.moves, scores.splits, scores.sentences);
    rows.iter().all(|(.., is_kept)| *is_kept)
}

/// Texts with a paragraph a line, and their languages.
fn read_file(path: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| {
        eprintln!("compare: {path} cannot be read: {error}");
        std::process::exit(1);
    });
    let rows = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let texts = rows.filter_map(|row| {
        let text: Vec<String> = row["text"].as_str()?.lines().map(newswatch::compare::plain).collect();
        Some((text.join("\n"), row["lang"].as_str().unwrap_or("en").to_owned()))
    });
    texts.collect()
}

/// How many paragraphs of true text a rule of noise takes.
fn noise_in_prose(texts: &[(String, String)], is_verbose: bool) {
    let (mut all, mut taken) = (0, 0);
    for (text, language) in texts {
        let paragraphs: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let sifted = newswatch::compare::sift(article(&paragraphs, language));
        all += paragraphs.len();
        taken += sifted.suppressed.len();
        for one in sifted.suppressed.iter().filter(|_| is_verbose) {
            println!("{}: {}", one.rule, one.text);
        }
    }
    println!("paragraphs of true text that a rule of noise takes: {taken} of {all}");
}

/// Whether the sentences of a paragraph end where the comparison sees them end: only then is the truth one.
fn is_clear(paragraph: &[String], language: &str) -> bool {
    let empty = article(&[], language);
    let count = |texts: &[String]| compared(&empty, &article(texts, language)).counts.sentences_added as usize;
    let ends = |text: &String| text.ends_with(['.', '!', '?', '。']);
    paragraph.iter().all(ends)
        && count(&[paragraph.join(generator::between(language))]) == paragraph.len()
        && paragraph.iter().all(|sentence| count(std::slice::from_ref(sentence)) == 1)
}

/// Milliseconds for a pair of a thousand words, medians over the rounds.
fn speed() {
    println!("a pair of articles of 1,000 words, one thread, medians of {ROUNDS}");
    let mut rng = Rng(SEED);
    let story = story(0, 64, &mut rng);
    let old = generator::texts(&story.paragraphs, story.language);
    let words: usize = old.iter().map(|text| text.split(' ').count()).sum();
    for (name, share) in [("equal", 0.0), ("one word", 1.0 / words as f64), ("10 %", 0.1), ("50 %", 0.5)] {
        let new = with_words(&old, share, &mut rng);
        let pair = Pair { language: "en".to_owned(), old: old.clone(), new, truth: Default::default() };
        let (a, b) = (article(&pair.old, "en"), article(&pair.new, "en"));
        let ours = median(|| drop(black_box(compared(black_box(&a), black_box(&b)))));
        let alone = median(|| {
            black_box(words_alone(black_box(&pair)));
        });
        println!("  {name:<10} {ours:>7.3} ms, words alone {alone:>7.3} ms: {:.2} x", ours / alone);
    }
}

/// The texts with this share of their words replaced, evenly.
fn with_words(old: &[String], share: f64, rng: &mut Rng) -> Vec<String> {
    let (mut seen, mut done) = (0.0, 0.0);
    let mut change = |word: &str| {
        seen += 1.0;
        if seen * share >= done + 1.0 - 1e-9 {
            done += 1.0;
            format!("w{}", rng.below(5_000))
        } else {
            word.to_owned()
        }
    };
    old.iter().map(|text| text.split(' ').map(&mut change).collect::<Vec<_>>().join(" ")).collect()
}

/// An exact difference of all words, with nothing made of it.
fn words_alone(pair: &Pair) -> usize {
    let words = |side: &'_ [String]| -> Vec<String> {
        side.iter().flat_map(|text| text.split(' ').map(str::to_owned)).collect()
    };
    let (old, new) = (words(&pair.old), words(&pair.new));
    similar::capture_diff_slices(similar::Algorithm::Myers, &old, &new).len()
}

fn median(work: impl Fn()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}
