//! JSON Feed 1 and 1.1.

use serde::Deserialize;
use url::Url;

use super::{ENTRIES_MAX, Entry, ListError, Listing, when};

#[derive(Deserialize)]
struct Feed {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    id: Option<serde_json::Value>,
    #[serde(default)]
    date_published: Option<String>,
    #[serde(default)]
    date_modified: Option<String>,
}

pub(super) fn read(bytes: &[u8], url: &Url) -> Result<Listing, ListError> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let feed: Feed = serde_json::from_slice(bytes).map_err(|e| ListError::Broken(e.to_string()))?;
    let is_cut = feed.items.len() > ENTRIES_MAX;
    let entries = feed.items.into_iter().take(ENTRIES_MAX).filter_map(|item| item.entry(url)).collect();
    Ok(Listing { entries, lists: Vec::new(), is_cut })
}

impl Item {
    fn entry(self, base: &Url) -> Option<Entry> {
        // An id is often the address, and only then of use here.
        let id = self.id.as_ref().and_then(|id| id.as_str()).filter(|id| id.starts_with("http"));
        let url = base.join(self.url.as_deref().or(id)?).ok()?;
        let time = |text: Option<String>| text.as_deref().and_then(when::instant);
        Some(Entry { url, published_at: time(self.date_published), changed_at: time(self.date_modified) })
    }
}
