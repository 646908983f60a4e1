//! Blocks that come on or go from many articles of a site at once, and what is put around their fields: a change of the
//! site, not of its articles.

use std::collections::BTreeSet;

use super::{Change, Field, Hash, PageId, Timestamp};

/// A whole block that came on a page or went from it, or a step of what stands around one of its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockSight {
    /// As it read; untrusted.
    pub text: String,
    /// Hash of the folded text.
    pub block: Hash,
    /// A step counts as added.
    pub is_added: bool,
    /// The field around which something was changed; `None` for a block.
    pub field: Option<Field>,
}

/// The blocks that are known to come and go on a whole site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteBlocks {
    pub added: BTreeSet<Hash>,
    pub removed: BTreeSet<Hash>,
}

impl SiteBlocks {
    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Hash> {
        self.added.iter().chain(&self.removed).copied()
    }

    /// Puts a block on the list.
    pub fn add(&mut self, sight: &BlockSight) {
        let side = if sight.is_added { &mut self.added } else { &mut self.removed };
        side.insert(sight.block);
    }

    /// Whether this block is known to do what it did.
    pub fn holds(&self, block: &Hash, is_added: bool) -> bool {
        if is_added { self.added.contains(block) } else { self.removed.contains(block) }
    }
}

/// A page on which a block came or went lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    pub page: PageId,
    pub at: Timestamp,
    /// The version with which it did.
    pub version: u32,
}

/// Blocks that were found to come and go on a whole site, and what is told now of what was told before.
#[derive(Debug, Clone)]
pub struct SiteChange {
    pub site: String,
    pub at: Timestamp,
    /// Each with the first visit that saw it come or go.
    pub blocks: Vec<(BlockSight, Timestamp)>,
    pub rejudged: Vec<Rejudged>,
}

/// A change that was told before, by row, as it is told now.
#[derive(Debug, Clone)]
pub struct Rejudged {
    pub row: i64,
    pub change: Change,
}
