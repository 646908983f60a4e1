//! Times in JSON-LD, from the node that describes the article.

use super::{Candidate, Rank, Role};
use crate::extract::json_ld::Node;
use crate::model::StampSource;

pub(super) fn candidates(node: Option<&Node>, lang: Option<&str>) -> Vec<Candidate> {
    let Some(node) = node else { return Vec::new() };
    let stated = [(Role::Published, &node.published), (Role::Modified, &node.modified)];
    stated
        .into_iter()
        .filter_map(|(role, raw)| Some(Candidate::new(role, Rank::Stated, StampSource::JsonLd, raw.as_deref()?, lang)))
        .collect()
}
