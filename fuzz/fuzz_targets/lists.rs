//! Any bytes as a feed, a sitemap, another program's list and a robots.txt: read or refused, and the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newswatch::{discover, fetch};
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let url = Url::parse("https://news.example/feed").expect("an address");
    let list = discover::read(bytes, &url);
    assert_eq!(list, discover::read(bytes, &url), "reading is repeatable");
    for entry in list.map(|list| list.entries).unwrap_or_default() {
        if let Some(plain) = discover::canonical(&entry.url) {
            assert_eq!(discover::canonical(&plain).as_ref(), Some(&plain), "a canonical address is its own");
        }
    }
    let _ = discover::import(bytes);
    let _ = fetch::Robots::parse(bytes, "newswatch").allows(&url);
});
