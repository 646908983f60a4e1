//! Times in JSON-LD, from the node that describes the article.

use super::{Candidate, Rank, Role};
use crate::extract::json_ld::{Node, Trust};
use crate::model::StampSource;

pub(super) fn candidates(node: Option<&Node>, lang: Option<&str>) -> Vec<Candidate> {
    let Some(node) = node else { return Vec::new() };
    let stated =
        [(Role::Published, &node.published, "datePublished"), (Role::Modified, &node.modified, "dateModified")];
    let (rank, source) = match node.trust {
        Trust::Article => (Rank::Stated, StampSource::JsonLd),
        Trust::Page => (Rank::Likely, StampSource::JsonLd),
        Trust::Rescued => (Rank::Likely, StampSource::JsonLdRescue),
    };
    let mut found = Vec::new();
    for (role, raw, key) in stated {
        if let Some(raw) = raw {
            found.push(Candidate::new(role, rank, source, raw, lang).at(&format!("{}.{key}", node.kind)));
        }
    }
    for (role, raw, key) in [
        (Role::Published, &node.page_published, "datePublished"),
        (Role::Modified, &node.page_modified, "dateModified"),
        (Role::Published, &node.created, "dateCreated"),
    ] {
        let rank = if key == "dateCreated" { Rank::Created } else { Rank::Likely };
        if let Some(raw) = raw.as_deref().filter(|_| !found.iter().any(|c: &Candidate| c.role == role)) {
            found.push(Candidate::new(role, rank, StampSource::JsonLd, raw, lang).at(&format!("WebPage.{key}")));
        }
    }
    found
}
