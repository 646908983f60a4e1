//! Times in `<meta>`: OpenGraph, Dublin Core, and the many names that publishers and their services use.

use super::{Candidate, Rank, Role};
use crate::extract::survey::{Survey, meta_key};
use crate::extract::walk::attr;
use crate::model::StampSource;

type Row = (&'static str, Role, Rank, StampSource);

use Rank::{Created, Likely, Stated, Weak};
use Role::{Modified, Published};
use StampSource::{DublinCore, Meta, OpenGraph};

/// Names in lower case without the marks between their words, so that `pub-date` and `pub_date` are one.
/// `last-modified` as `http-equiv` is the server's business and not among them.
const NAMES: &[Row] = &[
    ("articlepublishedtime", Published, Stated, OpenGraph),
    ("ogpublishedtime", Published, Stated, OpenGraph),
    ("ogarticlepublishedtime", Published, Stated, OpenGraph),
    ("articlemodifiedtime", Modified, Stated, OpenGraph),
    ("ogmodifiedtime", Modified, Stated, OpenGraph),
    ("ogarticlemodifiedtime", Modified, Stated, OpenGraph),
    ("ogupdatedtime", Modified, Likely, OpenGraph),
    ("date", Published, Likely, Meta),
    ("pdate", Published, Likely, Meta),
    ("ptime", Published, Likely, Meta),
    ("sailthrudate", Published, Likely, Meta),
    ("articledateoriginal", Published, Likely, Meta),
    ("articlecreated", Published, Likely, Meta),
    ("releasedate", Published, Likely, Meta),
    ("ogreleasedate", Published, Likely, Meta),
    ("displaydate", Published, Likely, Meta),
    ("citationdate", Published, Likely, Meta),
    ("citationpublicationdate", Published, Likely, Meta),
    ("citationonlinedate", Published, Likely, Meta),
    ("bepresscitationdate", Published, Likely, Meta),
    ("prismpublicationdate", Published, Likely, Meta),
    ("articledate", Published, Likely, Meta),
    ("newsdate", Published, Likely, Meta),
    ("docdate", Published, Likely, Meta),
    ("timestamp", Published, Created, Meta),
    ("datecreated", Published, Created, Meta),
    ("createdate", Published, Created, Meta),
    ("creationdate", Published, Created, Meta),
    ("created", Published, Created, Meta),
    ("createdat", Published, Created, Meta),
    ("articleupdated", Modified, Likely, Meta),
    ("lastmod", Modified, Likely, Meta),
    ("lastmodified", Modified, Likely, Meta),
    ("lastmodifieddate", Modified, Likely, Meta),
    ("lastupdated", Modified, Likely, Meta),
    ("lastupdate", Modified, Likely, Meta),
    ("modified", Modified, Likely, Meta),
    ("moddate", Modified, Likely, Meta),
    ("revised", Modified, Likely, Meta),
    ("dcdate", Published, Weak, DublinCore),
    ("dcdateissued", Published, Weak, DublinCore),
    ("dcdatecreated", Published, Weak, DublinCore),
    ("dcdatepublished", Published, Weak, DublinCore),
    ("dccreated", Published, Weak, DublinCore),
    ("dcissued", Published, Weak, DublinCore),
    ("dctermsdate", Published, Weak, DublinCore),
    ("dctermsissued", Published, Weak, DublinCore),
    ("dctermscreated", Published, Weak, DublinCore),
    ("dctermsavailable", Published, Weak, DublinCore),
    ("dcdatemodified", Modified, Weak, DublinCore),
    ("dcmodified", Modified, Weak, DublinCore),
    ("dctermsmodified", Modified, Weak, DublinCore),
];

/// The longest name that is looked at, bytes.
const NAME_BYTES_MAX: usize = 64;

/// Parts of names of dates that are no times of the article.
const OTHER: &[&str] = &["expir", "unpublish", "embargo", "event", "birth", "copyright", "revisit", "comment", "video"];

pub(super) fn candidates(survey: &Survey, lang: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for meta in &survey.metas {
        if attr(*meta, "http-equiv").is_some() {
            continue;
        }
        let (Some(key), Some(content)) = (meta_key(*meta), attr(*meta, "content")) else { continue };
        let Some((role, rank, source)) = kind_of(key).filter(|_| !content.trim().is_empty()) else { continue };
        let candidate = Candidate::new(role, rank, source, content, lang).at(&format!("meta[{}]", key.trim()));
        // Many pages print the same name twice; the first is the one that consumers take.
        let is_known = |c: &Candidate| (c.role, &c.path, &c.raw) == (role, &candidate.path, &candidate.raw);
        // A name that only sounds like one counts where it holds a time.
        let is_time = rank == Stated || candidate.reading.is_some();
        if is_time && !found.iter().any(is_known) {
            found.push(candidate);
        }
    }
    found
}

fn kind_of(key: &str) -> Option<(Role, Rank, StampSource)> {
    // Most names have no letters of a date in them.
    let may_be = [
        "da", "Da", "DA", "ti", "Ti", "TI", "pub", "Pub", "PUB", "mod", "Mod", "reat", "revis", "Revis", "last",
        "issued",
    ];
    if key.len() > NAME_BYTES_MAX || !may_be.iter().any(|part| key.contains(part)) {
        return None;
    }
    let name: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if let Some((_, role, rank, source)) = NAMES.iter().find(|(known, ..)| *known == name) {
        return Some((*role, *rank, *source));
    }
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(OTHER) {
        return None;
    }
    let is_time = has(&["date", "time"]) || name.ends_with("at") || name.ends_with("on");
    if has(&["pubdate", "publish", "publicationdate", "dateofpublication"]) && (is_time || name.ends_with("published"))
    {
        return Some((Published, Likely, Meta));
    }
    (has(&["modif", "updat"]) && is_time).then_some((Modified, Likely, Meta))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_times_are_known_in_all_their_spellings() {
        for (name, expected) in [
            ("article:published_time", Some((Published, Stated))),
            ("og:article:modified_time", Some((Modified, Stated))),
            ("DC.date.issued", Some((Published, Weak))),
            ("dc:date", Some((Published, Weak))),
            ("sw-pubdate", Some((Published, Likely))),
            ("parsely-pub-date", Some((Published, Likely))),
            ("PublicationDate", Some((Published, Likely))),
            ("cXenseParse:recs:publishtime", Some((Published, Likely))),
            ("article.published", Some((Published, Likely))),
            ("og:updated_time", Some((Modified, Likely))),
            ("date.modified", Some((Modified, Likely))),
            ("dateUpdate", Some((Modified, Likely))),
            ("article:expiration_time", None),
            ("publisher", None),
            ("article:publisher", None),
            ("og:video:release_date_published", None),
            ("description", None),
            ("viewport", None),
            ("twitter:data1", None),
        ] {
            assert_eq!(kind_of(name).map(|(role, rank, _)| (role, rank)), expected, "{name}");
        }
    }
}
