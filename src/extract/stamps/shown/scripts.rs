//! Dates in the data that scripts of a page carry, at keys that name a publication.

use scraper::ElementRef;

use crate::extract::survey::{Survey, raw_text};
use crate::extract::walk::attr;

/// Scripts and bytes of each that are looked at.
const SCRIPTS_MAX: usize = 60;
const SCRIPT_BYTES_MAX: usize = 256 * 1024;

/// Dates kept.
const DATES_MAX: usize = 5;

/// Keys of a first publication, the surer first.
const KEYS: &[&str] = &[
    "datePublished",
    "publishedFirst",
    "first-publication",
    "firstPublished",
    "publicationDate",
    "publication_date",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
    "publishedAt",
    "published_at",
    "published_time",
    "publishTime",
    "pubDate",
    "datePosted",
    "uploadDate",
];

/// Strings at such keys, the surest key first.
pub(super) fn dates(survey: &Survey) -> Vec<String> {
    // JSON-LD has been read: what it dates is not the article.
    let is_data = |e: &&ElementRef| {
        let kind = attr(**e, "type").unwrap_or_default();
        e.value().name() == "script" && attr(**e, "src").is_none() && !kind.contains("ld+json")
    };
    let scripts = survey.elements.iter().filter(is_data);
    let texts = scripts.take(SCRIPTS_MAX).filter_map(|e| raw_text(*e, SCRIPT_BYTES_MAX));
    // Most scripts hold none of the keys: two parts of them tell.
    let may_hold = |text: &String| ["ubl", "Date"].iter().any(|part| text.contains(part));
    let texts: Vec<String> = texts.filter(may_hold).collect();
    let mut found: Vec<String> = Vec::new();
    for key in KEYS {
        for text in &texts {
            found.extend(value_of(text, key).filter(|value| !found.contains(value)));
        }
        if found.len() >= DATES_MAX {
            break;
        }
    }
    found
}

/// The first string at `"key"`, `'key'` or `key` before a colon.
fn value_of(text: &str, key: &str) -> Option<String> {
    text.match_indices(key).find_map(|(at, _)| {
        let after = text.get(at + key.len()..)?.trim_start_matches(['"', '\'', '\\']).trim_start();
        let value = after.strip_prefix([':', '='])?.trim_start().trim_start_matches('\\');
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value.get(1..)?;
        let value = value.get(..value.find([quote, '\\', '\n'])?)?;
        (!value.is_empty() && value.len() <= 40).then(|| value.to_owned())
    })
}
