//! Pages of links, read with a selector.

use url::Url;

use super::{ENTRIES_MAX, Entry, ListError, Listing};
use crate::extract::{self, Budget, Pick};

pub(super) fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    url: &Url,
    links: &[Pick],
    budget: &Budget,
) -> Result<Listing, ListError> {
    let found = extract::section_links(bytes, content_type, url, links, budget)
        .map_err(|p| ListError::Section(p.to_string()))?;
    let is_cut = found.len() > ENTRIES_MAX;
    let entries = found.into_iter().take(ENTRIES_MAX).map(|url| Entry { url, published_at: None, changed_at: None });
    Ok(Listing { entries: entries.collect(), lists: Vec::new(), is_cut })
}
