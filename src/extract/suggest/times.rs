//! Selectors that could read a stated time: `<meta>`, `<time>` and microdata that state the same day.

use std::collections::HashSet;

use chrono::TimeDelta;
use scraper::ElementRef;

use super::{Line, mark, name};
use crate::extract::stamps;
use crate::extract::survey::Survey;
use crate::extract::walk::attr;
use crate::model::Article;

/// Words that name the time of the other field.
const NOT_PUBLISHED: &[&str] = &["modif", "updat", "revis", "expir"];

/// Words of which the name of a modified time must hold one: it is often that of publication too.
const MODIFIED: &[&str] = &["modif", "updat", "revis", "lastmod"];

/// The selectors for the time that was found; `shown` are elements in which it stands as text.
pub(super) fn selectors(line: Line, article: &Article, survey: &Survey, shown: &[ElementRef]) -> HashSet<String> {
    let stated = if line == Line::Modified { &article.modified } else { &article.published };
    let Some(instant) = stated.as_ref().and_then(|time| time.instant) else { return HashSet::new() };
    let lang = article.language.as_deref();
    // Zones are settled when the selector is tried.
    let is_near = |raw: &str| {
        stamps::read(raw, lang, true)
            .is_some_and(|reading| (reading.wall - instant.naive_utc()).abs() <= TimeDelta::hours(26))
    };
    let mut found: HashSet<String> = HashSet::new();
    for meta in &survey.metas {
        let key = ["property", "name", "itemprop"].into_iter().find_map(|key| Some((key, attr(*meta, key)?)));
        // A name within a name within a name is a vendor's own, and goes when the vendor does.
        let is_lasting = |value: &str| name::is_plain_value(value) && value.matches(':').count() < 2;
        let Some((key, value)) = key.filter(|(_, value)| is_lasting(value)) else { continue };
        if attr(*meta, "content").is_some_and(is_near) {
            found.insert(format!("meta[{key}='{value}']@content"));
        }
    }
    let places = survey.times.iter().chain(&survey.items).filter(|place| !place.is_aside && !place.is_hidden);
    for element in places.map(|place| place.element).filter(|element| element.value().name() != "meta") {
        for attribute in ["datetime", "content"] {
            if attr(element, attribute).is_some_and(is_near) {
                found.extend(mark::selectors(element).into_iter().map(|css| format!("{css}@{attribute}")));
            }
        }
    }
    found.extend(shown.iter().flat_map(|element| mark::selectors(*element)));
    found.retain(|css| {
        let css = css.to_ascii_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| css.contains(word));
        if line == Line::Modified { holds(MODIFIED) } else { !holds(NOT_PUBLISHED) }
    });
    found
}
