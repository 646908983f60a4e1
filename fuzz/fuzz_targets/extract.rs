//! Any bytes as a page: read automatically and by selectors, sifted, and compared with itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newswatch::compare;
use newswatch::extract::{self, Budget, Page, Pick, Rules};
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let url = Url::parse("https://news.example/a").expect("valid");
    let page = Page { bytes, content_type: None, url: &url, seen_at: "2026-03-03T12:00:00Z".parse().expect("valid") };
    let mut selected = Rules::automatic("fuzz");
    selected.select.body = vec![Pick::parse("article, div").expect("valid")];
    selected.select.headline = vec![Pick::parse("h1@title").expect("valid"), Pick::parse("h1").expect("valid")];
    for rules in [Rules::automatic("fuzz"), selected] {
        let budget = Budget { nodes_max: 20_000, depth_max: 256, stop: &|| false };
        let Some(article) = extract::extract(&page, &rules, &budget).article else { continue };
        let article = compare::sift(article).article;
        for block in &article.body {
            assert_eq!(extract::normal_form(&block.text), block.text, "stored text is in its normal form");
        }
        let at = page.seen_at;
        let context = compare::Context { old_seen_at: at, new_seen_at: at, is_modified_trusted: true };
        let comparison = compare::compare(&article, &article, &context);
        assert_eq!(comparison.equality, compare::Equality::Same, "an article equals itself");
    }
});
