//! RSS, Atom, RDF and sitemaps, read as a stream: of a list only addresses and times are in memory.
//!
//! One reader for all of them, since what matters is the same: an item, its address, its times. Entities that a
//! document defines are not expanded and no external one is fetched: the parser knows neither.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use quick_xml::XmlVersion;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use url::Url;

use super::{ENTRIES_MAX, Entry, ListError, Listing, when};

/// The most that a packed list may unpack to; sitemaps.org allows 50 MiB.
const UNPACKED_MIB_MAX: u64 = 64;
const DEPTH_MAX: usize = 64;
/// The longest text of one element that is kept, bytes.
const TEXT_BYTES_MAX: usize = 4_096;
/// Prefixes whose elements are about something else than the item itself.
const FOREIGN: [&str; 6] = ["media", "image", "video", "itunes", "xhtml", "thr"];

/// Reads a gzip-packed list, unpacking it as it is read.
pub(super) fn read_gzip(bytes: &[u8], url: &Url) -> Result<Listing, ListError> {
    let mut limited = MultiGzDecoder::new(bytes).take(UNPACKED_MIB_MAX << 20);
    let outcome = read(BufReader::new(&mut limited), url);
    if limited.limit() == 0 { Err(ListError::TooLarge(UNPACKED_MIB_MAX)) } else { outcome }
}

/// What a document is, by its root.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Feed,
    Sitemap,
    Index,
}

/// The item that is being read.
#[derive(Default)]
struct Item {
    depth: usize,
    /// The address, best candidate last: (rank, text).
    link: Option<(u8, String)>,
    published: Option<String>,
    changed: Option<String>,
}

/// Reads a list.
pub(super) fn read(source: impl BufRead, url: &Url) -> Result<Listing, ListError> {
    let mut reader = Reader::from_reader(DecodingReader::new(source));
    reader.config_mut().check_end_names = false;
    let mut state = State::new(url);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            // What was read before a fault is good: feeds break off often.
            Err(_) if !state.listing.entries.is_empty() => break,
            Err(error) => return Err(ListError::Broken(error.to_string())),
        };
        let is_over = match event {
            Event::Eof => true,
            Event::Decl(decl) => {
                if let Some(encoding) = decl.encoder() {
                    reader.get_mut().set_encoding(encoding);
                }
                false
            }
            Event::Start(start) => state.opened(&start, false)?,
            Event::Empty(start) => state.opened(&start, true)?,
            Event::End(_) => state.closed(),
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => state.text(c.encode_utf8(&mut [0; 4])),
                Ok(None) | Err(_) => state.text(known_entity(&name)),
            },
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) => false,
        };
        if is_over {
            break;
        }
    }
    match state.root {
        Some(_) => Ok(state.listing),
        None => Err(ListError::Empty),
    }
}

/// The entities that XML itself has; what a document defines says nothing here.
fn known_entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

struct State<'u> {
    url: &'u Url,
    root: Option<Root>,
    depth: usize,
    item: Option<Item>,
    /// What the text of the element that is open is for.
    field: Option<(Field, usize)>,
    text: String,
    listing: Listing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// An address, and how good it is.
    Link(u8),
    Published,
    Changed,
}

impl<'u> State<'u> {
    fn new(url: &'u Url) -> State<'u> {
        State { url, root: None, depth: 0, item: None, field: None, text: String::new(), listing: Listing::default() }
    }

    /// An element begins; answers whether nothing more is to be read.
    fn opened(&mut self, start: &BytesStart, is_empty: bool) -> Result<bool, ListError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(ListError::TooDeep(DEPTH_MAX));
        }
        let name = start.name();
        let (local, prefix) = name.decompose();
        let local: &str = local.as_ref();
        match self.root {
            None => self.root = Some(root_of(local)?),
            Some(_) if self.item.is_none() => {
                if matches!(local, "item" | "entry" | "url" | "sitemap") {
                    self.item = Some(Item { depth: self.depth, ..Item::default() });
                }
            }
            Some(root) => {
                let is_foreign = prefix.is_some_and(|p| FOREIGN.contains(&p.as_ref()));
                let level = self.depth - self.item.as_ref().map_or(0, |item| item.depth);
                if !is_foreign && self.field.is_none() {
                    self.begin_field(root, local, level, start);
                }
            }
        }
        if is_empty { Ok(self.closed()) } else { Ok(false) }
    }

    fn begin_field(&mut self, root: Root, local: &str, level: usize, start: &BytesStart) {
        let attribute = |name: &str| {
            let found = start.attributes().flatten().find(|a| a.key.as_ref() == name);
            found.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok()).map(|value| value.into_owned())
        };
        let field = match (root, local, level) {
            (Root::Sitemap | Root::Index, "loc", 1) => Field::Link(3),
            (Root::Sitemap | Root::Index, "lastmod", 1) => Field::Changed,
            // <news:news> stands between it and the item.
            (Root::Sitemap, "publication_date", 1 | 2) => Field::Published,
            (Root::Feed, "link", 1) => match attribute("href") {
                // Atom: the address is an attribute, and only the page itself is meant.
                Some(href) if attribute("rel").is_none_or(|rel| rel == "alternate") => return self.link(3, href),
                Some(_) => return,
                None => Field::Link(3),
            },
            (Root::Feed, "origLink", 1) => Field::Link(4),
            (Root::Feed, "guid", 1) if attribute("isPermaLink").is_none_or(|v| v != "false") => Field::Link(2),
            (Root::Feed, "id", 1) => Field::Link(1),
            (Root::Feed, "pubDate" | "published" | "issued" | "date", 1) => Field::Published,
            (Root::Feed, "updated" | "modified", 1) => Field::Changed,
            _ => return,
        };
        self.field = Some((field, self.depth));
        self.text.clear();
    }

    fn text(&mut self, text: &str) -> bool {
        if self.field.is_some() && self.text.len() + text.len() <= TEXT_BYTES_MAX {
            self.text.push_str(text);
        }
        false
    }

    /// An element ends; answers whether nothing more is to be read.
    fn closed(&mut self) -> bool {
        if let Some((field, depth)) = self.field
            && depth == self.depth
        {
            self.field = None;
            let text = std::mem::take(&mut self.text).trim().to_owned();
            match (field, &mut self.item) {
                (_, None) => {}
                (Field::Link(rank), Some(_)) => self.link(rank, text),
                (Field::Published, Some(item)) => item.published = Some(text),
                (Field::Changed, Some(item)) => item.changed = Some(text),
            }
        }
        if self.item.as_ref().is_some_and(|item| item.depth == self.depth)
            && let Some(item) = self.item.take()
        {
            self.take(item);
        }
        self.depth = self.depth.saturating_sub(1);
        self.listing.is_cut = self.listing.entries.len().max(self.listing.lists.len()) >= ENTRIES_MAX;
        self.listing.is_cut
    }

    fn link(&mut self, rank: u8, text: String) {
        // What is no permanent link of the web is no address.
        let is_address = rank >= 3 || text.starts_with("http");
        if let Some(item) = &mut self.item
            && is_address
            && !text.is_empty()
            && item.link.as_ref().is_none_or(|(known, _)| *known < rank)
        {
            item.link = Some((rank, text));
        }
    }

    fn take(&mut self, item: Item) {
        let Some(url) = item.link.and_then(|(_, text)| self.url.join(&text).ok()) else { return };
        let time = |text: Option<String>| text.as_deref().and_then(when::instant);
        let entry = Entry { url, published_at: time(item.published), changed_at: time(item.changed) };
        match self.root {
            Some(Root::Index) => self.listing.lists.push(entry),
            Some(Root::Feed | Root::Sitemap) | None => self.listing.entries.push(entry),
        }
    }
}

fn root_of(local: &str) -> Result<Root, ListError> {
    match local {
        "rss" | "feed" | "RDF" => Ok(Root::Feed),
        "urlset" => Ok(Root::Sitemap),
        "sitemapindex" => Ok(Root::Index),
        "html" | "HTML" => Err(ListError::WebPage),
        other => Err(ListError::UnknownRoot(other.chars().take(40).collect())),
    }
}
