//! What reading a page costs beside parsing it alone: `cargo bench --bench extract [-- FOLDER]`.
//!
//! FOLDER holds pages (`.html`, `.html.gz`, at any depth); without it, or where there is none, generated pages are read.
//! Each round parses all pages with `scraper` alone, reads them automatically, and reads those with selectors on which
//! the selectors match, one after another, so that the ratios are those of one moment. Times are of one thread,
//! medians over the rounds.

use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use newswatch::extract::{self, Budget, Page, Pick, Rules};
use scraper::Html;
use url::Url;

const ROUNDS: usize = 9;
const GENERATED: usize = 60;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).map(PathBuf::from);
    let pages = match &folder {
        Some(folder) => read_folder(folder),
        None => (0..GENERATED).map(generated).collect(),
    };
    if pages.is_empty() {
        eprintln!("extract: there are no pages (.html, .html.gz) in {}", folder.unwrap_or_default().display());
        std::process::exit(1);
    }
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("{} pages, {} KB on average", pages.len(), bytes / pages.len() / 1024);

    let automatic = Rules::automatic("bench");
    let mut selected = Rules::automatic("bench");
    selected.select.headline = vec![pick("h1")];
    selected.select.body = ["[itemprop~=articleBody]", "article", "main"].map(pick).to_vec();
    let matched: Vec<Vec<u8>> = pages.iter().filter(|page| read(page, &selected).is_some()).cloned().collect();
    let round = |pages: &[Vec<u8>], rules: &Rules| -> [f64; 2] {
        [timed(pages, parse), timed(pages, |page| drop(black_box(read(page, rules))))]
    };
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (round(&pages, &automatic), round(&matched, &selected))).collect();
    let print = |name: &str, times: Vec<[f64; 2]>, pages: usize| {
        let [parse, read] = [0, 1].map(|n| median(times.iter().map(|time| time[n]).collect()));
        println!("{name}: {read:.3} ms a page, parse alone {parse:.3}: {:.2} x ({pages} pages)", read / parse);
    };
    print("automatic", rounds.iter().map(|(automatic, _)| *automatic).collect(), pages.len());
    print("selectors", rounds.iter().map(|(_, selected)| *selected).collect(), matched.len());
}

fn pick(css: &str) -> Pick {
    Pick::parse(css).expect("a valid selector")
}

fn parse(page: &[u8]) {
    black_box(Html::parse_document(&extract::decode(page, None).text));
}

fn read(page: &[u8], rules: &Rules) -> Option<newswatch::model::Article> {
    let url = Url::parse("https://www.lantern.example/town/bridge").expect("a valid address");
    let seen_at = "2026-03-03T12:00:00Z".parse().expect("RFC 3339");
    let page = Page { bytes: page, content_type: None, url: &url, seen_at };
    extract::extract(&page, rules, &Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false }).article
}

/// Milliseconds a page.
fn timed(pages: &[Vec<u8>], work: impl Fn(&[u8])) -> f64 {
    let begun = Instant::now();
    pages.iter().for_each(|page| work(page));
    begun.elapsed().as_secs_f64() * 1000.0 / pages.len() as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn read_folder(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths = vec![folder.to_owned()];
    let mut pages = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten();
            paths.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
            continue;
        }
        let name = path.to_string_lossy();
        let Ok(bytes) = fs::read(&path) else { continue };
        if name.ends_with(".html") {
            pages.push(bytes);
        } else if name.ends_with(".html.gz") {
            let mut page = Vec::new();
            if flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut page).is_ok() {
                pages.push(page);
            }
        }
    }
    pages
}

/// A page of the usual make: 40 paragraphs, a menu, cards, scripts and styles.
fn generated(n: usize) -> Vec<u8> {
    let paragraph =
        "The council voted on Monday to close the bridge, and said that a ferry is to run until the spring. ";
    let body: String =
        (0..40).map(|k| format!("<p class=text data-k={k}>{}</p>", paragraph.repeat(1 + (k + n) % 5))).collect();
    let card = |k: usize| {
        format!(
            "<div class='card c{k}'><a href=/c/{k}><img src=/i/{k}.jpg srcset='/i/{k}-2.jpg 2x'><h3>Card {k}</h3></a></div>"
        )
    };
    let cards: String = (0..120).map(card).collect();
    let script = "window.state = { 'a': '<p>', 'b': [1, 2, 3] };".repeat(1200);
    format!(
        "<!doctype html><html lang=en><head><title>Bridge {n}</title><meta property=og:type content=article>\
         <script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge {n}\",\"datePublished\":\"2026-03-02T18:00:00Z\"}}</script>\
         <style>{}</style></head><body><nav>{cards}</nav><main><article><h1>Bridge {n}</h1>{body}</article></main>\
         <aside class=related>{cards}</aside><script>{script}</script></body></html>",
        ".card { color: red }".repeat(500)
    )
    .into_bytes()
}
