//! What archives and bundles of evidence take out of the record: raw pages with all that is known of them, and visits.

use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Subject};
use super::error::StoreError;
use super::values::{At, Bytes32, from_json};
use super::{ChainHead, Link, Reader, capture};
use crate::model::{Archived, Hash, PageId, Request, Sighting, VersionId};

/// Names and values of the columns that a link of the chain binds.
pub type Facts = Vec<(String, Option<String>)>;

impl Reader {
    /// A raw page with all that is known of it.
    pub fn archived(&self, capture: i64) -> Result<Option<Archived>, StoreError> {
        read(&self.connection, capture)
    }

    /// What of a page's past an archive can tell, in order: raw pages, and visits that found the same.
    pub fn sightings(&self, page: PageId) -> Result<Vec<Sighting>, StoreError> {
        Ok(sightings(&self.connection, page)?)
    }

    /// The pages of a site, or all.
    pub fn page_ids(&self, site: Option<&str>) -> Result<Vec<PageId>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM page WHERE ?1 IS NULL OR site = ?1 ORDER BY id")?;
        let ids = statement.query_map([site], |row| row.get(0).map(PageId))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// What the chain binds of a raw page, and the link that does.
    pub fn bound_capture(&self, capture: i64) -> Result<(Facts, Option<Link>), StoreError> {
        self.bound(Subject::Capture, capture)
    }

    /// What the chain binds of a version, and the link that does.
    pub fn bound_version(&self, version: VersionId) -> Result<(Facts, Option<Link>), StoreError> {
        self.bound(Subject::Version, version.0)
    }

    /// The same of the window in which the version's text was seen; no link binds one that has not ended.
    pub fn bound_window(&self, version: VersionId) -> Result<(Facts, Option<Link>), StoreError> {
        self.bound(Subject::Window, version.0)
    }

    fn bound(&self, subject: Subject, row: i64) -> Result<(Facts, Option<Link>), StoreError> {
        let link = chain::last_of(&self.connection, subject, row)?;
        Ok((chain::facts(&self.connection, subject, row)?, link))
    }

    /// The end of the chain; `None` where nothing is bound yet.
    pub fn chain_head(&self) -> Result<Option<ChainHead>, StoreError> {
        Ok(chain::head(&self.connection)?)
    }

    /// Links of the chain in order, from number `from` on, at most `limit`; before the first stands the hash of the link
    /// before it.
    pub fn links(&self, from: i64, limit: u32) -> Result<(Hash, Vec<Link>), StoreError> {
        let before = chain::run(&self.connection, from - 1, from - 1, 1)?;
        let before = before.first().map_or(Hash([0; 32]), |link| link.hash);
        Ok((before, chain::run(&self.connection, from, i64::MAX, limit)?))
    }
}

fn read(connection: &Connection, id: i64) -> Result<Option<Archived>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.url, c.at, c.status, c.final_url, c.content_type, c.redirects, c.headers, c.request, c.body_hash
         FROM capture AS c JOIN page AS p ON p.id = c.page_id WHERE c.id = ?1",
    )?;
    let found = statement.query_row([id], |row| {
        let redirects: Option<String> = row.get(5)?;
        let request: Option<String> = row.get(7)?;
        Ok(Archived {
            capture: id,
            page: row.get(0)?,
            at: row.get::<_, At>(1)?.0,
            status: row.get(2)?,
            final_url: row.get(3)?,
            content_type: row.get(4)?,
            redirects: redirects.map_or(Ok(Vec::new()), |text| from_json(&text))?,
            headers: from_json(row.get_ref(6)?.as_str()?)?,
            request: request.map(|text| from_json::<Request>(&text)).transpose()?,
            body_hash: row.get::<_, Bytes32>(8)?.0,
            body: None,
        })
    });
    let Some(archived) = found.optional()? else { return Ok(None) };
    let body = capture::read(connection, id)?.map(|kept| kept.body);
    Ok(Some(Archived { body, ..archived }))
}

/// A visit whose bytes were those of the visit before counts as a sighting of a raw page only where that one is known: all
/// visits between are still on record, and none of them brought other bytes.
fn sightings(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<Sighting>> {
    let mut statement = connection.prepare_cached(
        "SELECT a.at, a.outcome, a.capture_id, a.is_kept,
                (SELECT p.attempts FROM page AS p WHERE p.id = ?1) > (SELECT count(*) FROM attempt WHERE page_id = ?1)
         FROM attempt AS a WHERE a.page_id = ?1 ORDER BY a.id",
    )?;
    let mut rows = statement.query([page.0])?;
    let mut found = Vec::new();
    let mut last: Option<i64> = None;
    let mut may_be_gap = None;
    while let Some(row) = rows.next()? {
        let at = row.get::<_, At>(0)?.0;
        let (outcome, capture): (String, Option<i64>) = (row.get(1)?, row.get(2)?);
        // Visits that led to nothing are forgotten, the oldest first: a gap can only be before the first that is left.
        let gap = may_be_gap.get_or_insert(row.get::<_, bool>(4)?);
        if *gap && !row.get::<_, bool>(3)? {
            (last, *gap) = (None, false);
        }
        match (outcome.as_str(), capture, last) {
            (_, Some(capture), _) => {
                found.push(Sighting::Capture(capture));
                last = Some(capture);
            }
            ("not_modified", None, _) => found.push(Sighting::NotModified { at }),
            ("same_bytes", None, Some(capture)) => found.push(Sighting::SameBytes { at, capture }),
            ("same_bytes" | "failed", None, _) => {}
            _ => last = None,
        }
    }
    Ok(found)
}
