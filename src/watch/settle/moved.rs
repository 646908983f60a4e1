//! Where an article's address leads: to the article under another address, or away from it.

use url::Url;

use super::bare_change;
use crate::model::{Change, ChangeKind, Due, Response, Severity, Visit};

/// An address that leads away from an article, and what that says.
pub(super) fn leads_away(due: &Due, response: &Response) -> Option<super::absent::Sign> {
    use super::absent::Sign;
    if response.redirects.is_empty() || is_same_place(&due.url, &response.final_url) {
        return None;
    }
    let (asked, answered) = (segments(&due.url), segments(&response.final_url));
    if !asked.is_empty() && answered.is_empty() && response.final_url.query().is_none() {
        return Some(Sign::Home);
    }
    if answered.iter().any(|part| ERROR_PLACES.contains(&part.as_str())) {
        return Some(Sign::ErrorPage);
    }
    // The article's own name is gone from the address, and only what stood before it is left.
    let slug = asked.iter().rposition(|part| is_slug(part))?;
    let is_before = answered.len() <= slug && answered.iter().zip(&asked).all(|(a, b)| a == b);
    is_before.then_some(Sign::Section)
}

/// Parts of a path under which sites say that a page is not there.
const ERROR_PLACES: [&str; 6] = ["404", "error404", "not-found", "notfound", "page-not-found", "404.html"];

fn segments(url: &Url) -> Vec<String> {
    url.path().split('/').filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a part of a path names one article: several words, or a long number.
fn is_slug(part: &str) -> bool {
    let words = part.split(['-', '_', '.']).filter(|word| !word.is_empty()).count();
    words >= 3 || part.chars().filter(char::is_ascii_digit).count() >= 6
}

/// Whether two addresses differ only in what tells no articles apart.
fn is_same_place(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    host(a) == host(b) && segments(a) == segments(b)
}

/// Tells once that the article was moved for good to another address, which still shows its text.
pub(super) fn tell(visit: &mut Visit, due: &Due, response: &Response, n: u32) {
    let is_for_good = response.redirects.iter().all(|hop| matches!(hop.status, 301 | 308));
    if response.redirects.is_empty() || is_same_place(&due.url, &response.final_url) {
        visit.moved_to = None;
        return;
    }
    let place = response.final_url.as_str();
    if !is_for_good || visit.moved_to.as_deref() == Some(place) {
        return;
    }
    visit.moved_to = Some(place.to_owned());
    let summary = format!("the address leads for good to {place}");
    let change = bare_change(n, due.last_seen_at, ChangeKind::UrlMoved, visit.attempt.at, summary);
    visit.changes.push(Change { severity: Severity::Info, ..change });
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::super::absent::Sign;
    use super::*;
    use crate::model::{PageId, Redirect, Validators};

    #[test]
    fn an_address_that_leads_away_from_the_article_is_told_from_one_that_leads_to_it() {
        for (asked, answered, sign) in [
            ("/news/2026/market-to-close", "/", Some(Sign::Home)),
            ("/news/2026/market-to-close", "/news", Some(Sign::Section)),
            ("/news/market-to-close/amp", "/news/", Some(Sign::Section)),
            ("/news/article-20260303", "/news", Some(Sign::Section)),
            ("/news/market-to-close", "/errors/not-found", Some(Sign::ErrorPage)),
            ("/news/market-to-close", "/news/market-to-close", None),
            ("/news/market-to-close/amp", "/news/market-to-close", None),
            ("/news/market-to-close/2", "/news/market-to-close", None),
            ("/news/market-to-close", "/news/market-to-close-at-last", None),
            ("/news/market-to-close", "/sport/market-to-close", None),
            ("/news/index.html", "/news", None),
            ("/", "/home", None),
        ] {
            let url = |path: &str| Url::parse(&format!("https://harbour.example{path}")).unwrap();
            let due = Due::fresh(PageId(1), url(asked), "harbour", chrono::DateTime::<Utc>::UNIX_EPOCH);
            let response = Response {
                status: 200,
                final_url: url(answered),
                redirects: vec![Redirect { status: 301, from: url(asked), to: url(answered), headers: Vec::new() }],
                content_type: None,
                date: None,
                validators: Validators::default(),
                headers: Vec::new(),
                body: Vec::new(),
                is_length_proven: true,
                request: None,
            };
            assert_eq!(leads_away(&due, &response), sign, "{asked} -> {answered}");
        }
    }
}
