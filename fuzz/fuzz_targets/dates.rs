//! Any text as a time: in metadata, in markup and printed on the page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newswatch::extract::{self, Budget, Page, Rules};
use url::Url;

fuzz_target!(|text: &str| {
    let inert = text.replace(['<', '>', '"', '&'], " ");
    let html = format!(
        "<html lang=\"en\"><head><meta property=\"article:published_time\" content=\"{inert}\"></head><body><article><h1>A</h1>\
         <time datetime=\"{inert}\">{inert}</time><p>Updated: {inert}</p><p>{inert}</p><p>One sentence of some length that \
         makes this page an article for whoever reads it.</p><script type=\"application/ld+json\">{text}</script></article></body></html>"
    );
    let url = Url::parse("https://news.example/2026/03/03/a").expect("valid");
    let seen_at = "2026-03-03T12:00:00Z".parse().expect("valid");
    let page = Page { bytes: html.as_bytes(), content_type: Some("text/html; charset=utf-8"), url: &url, seen_at };
    let budget = Budget { nodes_max: 20_000, depth_max: 256, stop: &|| false };
    let Some(article) = extract::extract(&page, &Rules::automatic("fuzz"), &budget).article else { return };
    for time in [article.published, article.modified].into_iter().flatten() {
        if let Some(instant) = time.instant {
            assert!(instant <= seen_at + std::time::Duration::from_secs(86_400), "no time lies in the future");
        }
    }
});
