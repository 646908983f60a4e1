//! The keys of `[[site]]` that say where new articles are found: `feeds`, `sitemaps`, `sections`, `include`, `exclude`,
//! `new_a_day`, `age_max`, `discover_every`.

use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;
use url::Url;

use super::section::{Findings, Read, Section, kind};
use super::value;
use crate::discover::{Pattern, SourceKind};
use crate::extract::Pick;

/// New pages of a site on one day where nothing else is said.
const NEW_A_DAY_DEFAULT: u32 = 500;
const NEW_A_DAY_MAX: u64 = 100_000;
const AGE_MAX_DEFAULT: Duration = Duration::from_secs(30 * 86_400);
const AGE_MAX_MAX: Duration = Duration::from_secs(36_525 * 86_400);
/// An article is found within a quarter of an hour after a feed names it.
const EVERY_DEFAULT: Duration = Duration::from_secs(900);
const EVERY_MIN: Duration = Duration::from_secs(1);
const EVERY_MAX: Duration = Duration::from_secs(7 * 86_400);

/// Where a site's new articles are found, and which of them are watched.
#[derive(Debug, Clone)]
pub struct Discovery {
    pub sources: Vec<Source>,
    /// An address has to be described by one of these, where there are any ..
    pub include: Vec<Pattern>,
    /// .. and by none of these.
    pub exclude: Vec<Pattern>,
    /// The most pages that are added on one day (UTC).
    pub new_a_day: u32,
    /// What a list says to be older than this is not added.
    pub age_max: Duration,
    /// How often each list is read.
    pub every: Duration,
}

/// One list.
#[derive(Debug, Clone)]
pub struct Source {
    pub kind: SourceKind,
    pub url: Url,
    /// Of a section: the selectors of its links.
    pub links: Vec<Pick>,
}

impl Default for Discovery {
    fn default() -> Self {
        Discovery {
            sources: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            new_a_day: NEW_A_DAY_DEFAULT,
            age_max: AGE_MAX_DEFAULT,
            every: EVERY_DEFAULT,
        }
    }
}

impl Discovery {
    /// Reads the keys out of a site's table.
    pub(super) fn read(section: &mut Section, found: &mut Findings) -> Discovery {
        let mut sources: Vec<Source> = Vec::new();
        for (key, kind) in [("feeds", SourceKind::Feed), ("sitemaps", SourceKind::Sitemap)] {
            for url in section.each(found, key, value::page).unwrap_or_default() {
                let (span, url) = (url.span(), url.into_inner());
                let source = Source { kind, url, links: Vec::new() };
                add(section, found, &mut sources, key, Spanned::new(span, source));
            }
        }
        sections(section, found, &mut sources);
        let mut patterns = |key| -> Vec<Pattern> {
            let given = section.each(found, key, pattern).unwrap_or_default();
            given.into_iter().map(Spanned::into_inner).collect()
        };
        let (include, exclude) = (patterns("include"), patterns("exclude"));
        let new_a_day = section.read(found, "new_a_day", |v| value::number(v, 1, NEW_A_DAY_MAX));
        let age_max = section.read(found, "age_max", |v| value::duration(v, Duration::from_secs(3_600), AGE_MAX_MAX));
        let every = section.read(found, "discover_every", |v| value::duration(v, EVERY_MIN, EVERY_MAX));
        Discovery {
            sources,
            include,
            exclude,
            new_a_day: new_a_day.and_then(|n| u32::try_from(n).ok()).unwrap_or(NEW_A_DAY_DEFAULT),
            age_max: age_max.unwrap_or(AGE_MAX_DEFAULT),
            every: every.unwrap_or(EVERY_DEFAULT),
        }
    }

    /// Whether the patterns let an address through.
    pub fn wants(&self, url: &Url) -> bool {
        let is_included = self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(url));
        is_included && !self.exclude.iter().any(|pattern| pattern.matches(url))
    }
}

/// Takes a list unless it is there already.
fn add(section: &Section, found: &mut Findings, sources: &mut Vec<Source>, key: &str, source: Spanned<Source>) {
    let span = source.span();
    let source = source.into_inner();
    if sources.iter().any(|known| known.url == source.url) {
        section.refuse(found, span, key, format!("names {} twice; write it once", source.url));
    } else {
        sources.push(source);
    }
}

/// `sections = [{page = "..", links = ".."}]`.
fn sections(section: &mut Section, found: &mut Findings, sources: &mut Vec<Source>) {
    const EXAMPLE: &str = "write sections = [{page = \"https://www.example.org/news\", links = \"main h2 a\"}]";
    let Some(value) = section.value("sections") else { return };
    let items: Vec<&Spanned<DeValue>> = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    for item in items {
        let Some(table) = item.get_ref().as_table() else {
            section.refuse(found, item.span(), "sections", format!("has {}; {EXAMPLE}", kind(item.get_ref())));
            continue;
        };
        let mut inner = Section::new(Some(table), item.span(), &section.place, "sections.");
        let page = inner.read(found, "page", value::page);
        let links = inner.each(found, "links", value::pick);
        for key in ["page", "links"] {
            if inner.value(key).is_none() {
                inner.refuse(found, item.span(), key, format!("is missing; {EXAMPLE}"));
            }
        }
        inner.finish(found);
        if let (Some(url), Some(links)) = (page, links) {
            let links = links.into_iter().map(Spanned::into_inner).collect();
            let source = Source { kind: SourceKind::Section, url, links };
            add(section, found, sources, "sections", Spanned::new(item.span(), source));
        }
    }
}

fn pattern(value: &DeValue) -> Read<Pattern> {
    Pattern::parse(&value::text(value)?).map_err(|e| e.to_string())
}
