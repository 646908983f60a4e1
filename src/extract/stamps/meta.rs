//! Times in `<meta>`: OpenGraph, Dublin Core, and the many names that publishers and their services use.

use super::{Candidate, Rank, Role};
use crate::extract::survey::{Survey, meta_key};
use crate::extract::walk::attr;
use crate::model::StampSource;

type Row = (&'static str, Role, Rank, StampSource);

use Rank::{Likely, Stated, Weak};
use Role::{Modified, Published};
use StampSource::{DublinCore, Meta, OpenGraph};

/// Names in lower case. `last-modified` as `http-equiv` is the server's business and not among them.
const NAMES: &[Row] = &[
    ("article:published_time", Published, Stated, OpenGraph),
    ("og:published_time", Published, Stated, OpenGraph),
    ("og:article:published_time", Published, Stated, OpenGraph),
    ("article:modified_time", Modified, Stated, OpenGraph),
    ("og:modified_time", Modified, Stated, OpenGraph),
    ("og:article:modified_time", Modified, Stated, OpenGraph),
    ("og:updated_time", Modified, Likely, OpenGraph),
    ("date", Published, Likely, Meta),
    ("pubdate", Published, Likely, Meta),
    ("publishdate", Published, Likely, Meta),
    ("publish-date", Published, Likely, Meta),
    ("publish_date", Published, Likely, Meta),
    ("publish_time", Published, Likely, Meta),
    ("publication_date", Published, Likely, Meta),
    ("publication-date", Published, Likely, Meta),
    ("published-date", Published, Likely, Meta),
    ("published_date", Published, Likely, Meta),
    ("published_time", Published, Likely, Meta),
    ("published", Published, Likely, Meta),
    ("parsely-pub-date", Published, Likely, Meta),
    ("sailthru.date", Published, Likely, Meta),
    ("article.published", Published, Likely, Meta),
    ("article_date_original", Published, Likely, Meta),
    ("cxenseparse:recs:publishtime", Published, Likely, Meta),
    ("originalpublicationdate", Published, Likely, Meta),
    ("article.created", Published, Likely, Meta),
    ("bt:pubdate", Published, Likely, Meta),
    ("release_date", Published, Likely, Meta),
    ("displaydate", Published, Likely, Meta),
    ("citation_publication_date", Published, Likely, Meta),
    ("article.updated", Modified, Likely, Meta),
    ("lastmod", Modified, Likely, Meta),
    ("last-modified-date", Modified, Likely, Meta),
    ("last_modified", Modified, Likely, Meta),
    ("modified", Modified, Likely, Meta),
    ("modified_time", Modified, Likely, Meta),
    ("date.modified", Modified, Likely, Meta),
    ("updated_time", Modified, Likely, Meta),
    ("revised", Modified, Likely, Meta),
    ("dc.date", Published, Weak, DublinCore),
    ("dc.date.issued", Published, Weak, DublinCore),
    ("dc.date.created", Published, Weak, DublinCore),
    ("dc.created", Published, Weak, DublinCore),
    ("dcterms.date", Published, Weak, DublinCore),
    ("dcterms.issued", Published, Weak, DublinCore),
    ("dcterms.created", Published, Weak, DublinCore),
    ("dc.date.modified", Modified, Weak, DublinCore),
    ("dc.modified", Modified, Weak, DublinCore),
    ("dcterms.modified", Modified, Weak, DublinCore),
];

pub(super) fn candidates(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for meta in &survey.metas {
        if attr(*meta, "http-equiv").is_some() {
            continue;
        }
        let (Some(key), Some(content)) = (meta_key(*meta), attr(*meta, "content")) else { continue };
        let key = key.trim().to_ascii_lowercase();
        let Some((_, role, rank, source)) = NAMES.iter().find(|(name, ..)| *name == key) else { continue };
        let candidate = Candidate::new(*role, *rank, *source, content, lang);
        // Many pages print the same name twice; the first is the one that consumers take.
        if !content.trim().is_empty() && !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}
