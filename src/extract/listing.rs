//! Links on a page that is no article: a section, a front page.

use url::Url;

use super::rules::Pick;
use super::survey::survey;
use super::walk::attr;
use super::{Budget, charset, dom, pick};
use crate::model::Problem;

/// The addresses of the links that `picks` match, in the order of the page, each once. A pick may match the links
/// themselves or something that holds them.
///
/// # Errors
/// A [`Problem`] where the page is too complex or took too long, or where nothing matches.
pub fn section_links(
    bytes: &[u8],
    content_type: Option<&str>,
    url: &Url,
    picks: &[Pick],
    budget: &Budget,
) -> Result<Vec<Url>, Problem> {
    let refused = |refusal: dom::Refusal| Problem {
        kind: refusal.kind(),
        field: Some("links".to_owned()),
        detail: refusal.detail(budget),
    };
    let decoded = charset::decode(bytes, content_type);
    let html = dom::parse(&decoded.text, &["href".to_owned()], budget).map_err(refused)?;
    let survey = survey(&html, budget).map_err(refused)?;
    let base = survey.base(url);
    let mut found: Vec<Url> = Vec::new();
    for one in picks {
        for element in pick::matches(&survey, one, budget).map_err(refused)? {
            let within = element.descendent_elements().filter(|e| e.value().name() == "a");
            found.extend(within.filter_map(|a| base.join(attr(a, "href")?.trim()).ok()));
        }
        if !found.is_empty() {
            break;
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|url| seen.insert(url.clone()));
    if found.is_empty() {
        return Err(pick::nothing("links", picks));
    }
    Ok(found)
}
