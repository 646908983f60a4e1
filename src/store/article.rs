//! An article as the columns of a version, and back: the very same article, or it is stored whole beside them.

use serde::{Deserialize, Serialize};

use crate::model::{
    AgeNotice, AltHeadline, Article, Block, BlockKind, Caption, Note, NoteKind, Picks, StampSource, StatedTime,
    Timestamp,
};

const BETWEEN: &str = "\n\n";

/// The columns that hold an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub headline: Option<String>,
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    pub body: String,
    pub captions: Option<String>,
    pub notes: Option<String>,
    pub section: Option<String>,
    pub issue: Option<String>,
    pub canonical_url: Option<String>,
    pub language: Option<String>,
    pub is_free: Option<bool>,
    pub is_live: bool,
    pub body_kinds: String,
    /// JSON of a `Detail`; `None` where it would be empty.
    pub detail: Option<String>,
}

/// What plain-text columns cannot hold.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    headline_source: Option<StampSource>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alt_headlines: Vec<AltHeadline>,
    /// Links by the position of their block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<(usize, Vec<String>)>,
    /// The positions of blocks that are nothing but links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all_link: Vec<usize>,
    /// What names the entries of a live page: from which block on, and until which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entries: Vec<(usize, usize, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    captions: Vec<Caption>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_notice: Option<AgeNotice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<StatedTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<StatedTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_ends_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "is_default")]
    picks: Picks,
    /// The whole article, where the columns would not give it back exactly (a block that holds a blank line).
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<Box<Article>>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The columns of `article`, from which [`to_article`] makes the same again.
pub(super) fn to_columns(article: &Article) -> Result<Columns, serde_json::Error> {
    let detail = Detail {
        headline_source: article.headline_source,
        alt_headlines: article.alt_headlines.clone(),
        links: links_of(&article.body),
        all_link: article.body.iter().enumerate().filter(|(_, b)| b.is_all_link).map(|(at, _)| at).collect(),
        entries: entries_of(&article.body),
        captions: article.captions.clone(),
        notes: article.notes.clone(),
        age_notice: article.age_notice.clone(),
        published: article.published.clone(),
        modified: article.modified.clone(),
        coverage_ends_at: article.coverage_ends_at,
        picks: article.picks.clone(),
        article: None,
    };
    let mut columns = Columns {
        headline: article.headline.clone(),
        standfirst: article.standfirst.clone(),
        byline: article.byline.clone(),
        body: article.body_text(),
        captions: joined(article.captions.iter().map(caption_text)),
        notes: joined(article.notes.iter().map(|n| format!("{}: {}", note_name(n.kind), n.text))),
        section: article.section.clone(),
        issue: article.issue.clone(),
        canonical_url: article.canonical_url.clone(),
        language: article.language.clone(),
        is_free: article.is_free,
        is_live: article.is_live,
        body_kinds: kinds_of(&article.body),
        detail: (detail != Detail::default()).then(|| serde_json::to_string(&detail)).transpose()?,
    };
    // The evidence must be exact whatever a page holds, so the way back is tried before anything is stored.
    if to_article(&columns).as_ref() != Some(article) {
        let whole = Detail { article: Some(Box::new(article.clone())), ..Detail::default() };
        columns.detail = Some(serde_json::to_string(&whole)?);
    }
    Ok(columns)
}

/// The article that was stored; `None` where the columns do not fit together (somebody wrote to the table).
pub(super) fn to_article(columns: &Columns) -> Option<Article> {
    let detail = match &columns.detail {
        Some(text) => serde_json::from_str(text).ok()?, // the caller names the version
        None => Detail::default(),
    };
    if let Some(whole) = detail.article {
        return Some(*whole);
    }
    Some(Article {
        headline: columns.headline.clone(),
        headline_source: detail.headline_source,
        alt_headlines: detail.alt_headlines,
        section: columns.section.clone(),
        issue: columns.issue.clone(),
        standfirst: columns.standfirst.clone(),
        byline: columns.byline.clone(),
        body: with_entries(blocks_of(columns, detail.links, &detail.all_link)?, detail.entries)?,
        captions: detail.captions,
        notes: detail.notes,
        age_notice: detail.age_notice,
        published: detail.published,
        modified: detail.modified,
        canonical_url: columns.canonical_url.clone(),
        language: columns.language.clone(),
        is_free: columns.is_free,
        is_live: columns.is_live,
        coverage_ends_at: detail.coverage_ends_at,
        picks: detail.picks,
    })
}

fn blocks_of(columns: &Columns, links: Vec<(usize, Vec<String>)>, all_link: &[usize]) -> Option<Vec<Block>> {
    let kinds: Option<Vec<BlockKind>> = columns.body_kinds.split_ascii_whitespace().map(kind_of).collect();
    let kinds = kinds?;
    let texts: Vec<&str> = if kinds.is_empty() { Vec::new() } else { columns.body.split(BETWEEN).collect() };
    if texts.len() != kinds.len() {
        return None;
    }
    let mut blocks: Vec<Block> = kinds.into_iter().zip(texts).map(|(kind, text)| Block::new(kind, text)).collect();
    for (at, targets) in links {
        blocks.get_mut(at)?.links = targets;
    }
    for at in all_link {
        blocks.get_mut(*at)?.is_all_link = true;
    }
    Some(blocks)
}

/// The runs of blocks that are one entry each.
fn entries_of(body: &[Block]) -> Vec<(usize, usize, String)> {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (at, block) in body.iter().enumerate() {
        match (&block.entry, runs.last_mut()) {
            (Some(entry), Some((_, end, last))) if *end == at && last == entry => *end = at + 1,
            (Some(entry), _) => runs.push((at, at + 1, entry.clone())),
            (None, _) => {}
        }
    }
    runs
}

fn with_entries(mut body: Vec<Block>, runs: Vec<(usize, usize, String)>) -> Option<Vec<Block>> {
    for (start, end, entry) in runs {
        body.get_mut(start..end)?.iter_mut().for_each(|block| block.entry = Some(entry.clone()));
    }
    Some(body)
}

fn links_of(body: &[Block]) -> Vec<(usize, Vec<String>)> {
    let with_links = body.iter().enumerate().filter(|(_, block)| !block.links.is_empty());
    with_links.map(|(at, block)| (at, block.links.clone())).collect()
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(BETWEEN))
}

fn caption_text(caption: &Caption) -> String {
    match &caption.credit {
        Some(credit) => format!("{} ({credit})", caption.text),
        None => caption.text.clone(),
    }
}

/// A note's kind as a person reads it.
pub fn note_name(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Update => "update",
        NoteKind::Editor => "editor's note",
        NoteKind::Clarification => "clarification",
        NoteKind::Correction => "correction",
        NoteKind::Retraction => "retraction",
    }
}

const KINDS: [(BlockKind, &str); 7] = [
    (BlockKind::Paragraph, "paragraph"),
    (BlockKind::Heading, "heading"),
    (BlockKind::ListItem, "list_item"),
    (BlockKind::Quote, "quote"),
    (BlockKind::PullQuote, "pull_quote"),
    (BlockKind::TableRow, "table_row"),
    (BlockKind::Preformatted, "preformatted"),
];

fn kinds_of(body: &[Block]) -> String {
    let name = |kind: BlockKind| KINDS.iter().find(|(k, _)| *k == kind).map_or("paragraph", |(_, name)| name);
    let names: Vec<&str> = body.iter().map(|b| name(b.kind)).collect();
    names.join(" ")
}

fn kind_of(name: &str) -> Option<BlockKind> {
    KINDS.iter().find(|(_, n)| *n == name).map(|(kind, _)| *kind)
}
