//! Where a page is from, and which clocks run there.

use super::langs::without_alias;
use super::table::Table;

const COUNTRIES: Table = Table::new(include_str!("countries.txt"));

/// The names of the time zones of the country that a page is from, the main one first: by the top-level domain of its
/// host, else the region of its language tag, else where most speakers of the language live.
pub fn zones(tag: Option<&str>, host: Option<&str>) -> impl Iterator<Item = &'static str> + use<> {
    let domain = host.and_then(|host| host.trim_end_matches('.').rsplit('.').next()).map(country_of_domain);
    let of_domain = domain.as_deref().and_then(|country| COUNTRIES.row(country));
    let tag = tag.map(|tag| tag.to_ascii_lowercase().replace('_', "-"));
    let of_region = || COUNTRIES.row(tag.as_deref()?.split('-').skip(1).find(|part| part.len() == 2)?);
    let of_language = || {
        let language = without_alias(tag.as_deref()?.split('-').next()?);
        COUNTRIES.row(COUNTRIES.row(&format!("-{language}"))?)
    };
    of_domain.or_else(of_region).or_else(of_language).unwrap_or_default().split_ascii_whitespace()
}

/// The country of a top-level domain, in lower case.
fn country_of_domain(domain: &str) -> String {
    match domain.to_ascii_lowercase().as_str() {
        "uk" => "gb".to_owned(),
        "gov" | "mil" | "edu" => "us".to_owned(),
        // Two domains that are used as words all over the world.
        "tv" | "io" | "me" | "co" | "ai" | "fm" | "ly" => String::new(),
        other => other.to_owned(),
    }
}

/// The language tag with a region, where the host's country gives one to a tag that has none.
pub fn regional(tag: &str, host: Option<&str>) -> String {
    let has_region = tag.contains(['-', '_']);
    let domain = host.and_then(|host| host.trim_end_matches('.').rsplit('.').next()).map(country_of_domain);
    match domain.filter(|country| !has_region && country.len() == 2 && COUNTRIES.row(country).is_some()) {
        Some(country) => format!("{tag}-{country}"),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_goes_before_the_language() {
        for (tag, host, zone) in [
            (Some("en"), Some("www.news.example.co.uk"), Some("Europe/London")),
            (Some("en-AU"), Some("news.example.com"), Some("Australia/Sydney")),
            (Some("de"), Some("example.org"), Some("Europe/Berlin")),
            (Some("no"), None, Some("Europe/Oslo")),
            (None, Some("example.br"), Some("America/Sao_Paulo")),
            (None, Some("example.com"), None),
        ] {
            assert_eq!(zones(tag, host).next(), zone, "{tag:?} {host:?}");
        }
        assert_eq!(regional("en", Some("news.example.co.uk")), "en-gb");
        assert_eq!(regional("en-us", Some("news.example.co.uk")), "en-us");
        assert_eq!(regional("en", Some("news.example.com")), "en");
    }

    #[test]
    fn every_zone_is_one_that_the_program_knows() {
        let rows = COUNTRIES.from("").filter(|(key, _)| !key.starts_with('-'));
        let names = rows.flat_map(|(_, names)| names.split(' '));
        let unknown: Vec<&str> = names.filter(|name| name.parse::<chrono_tz::Tz>().is_err()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
