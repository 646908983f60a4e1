//! What was left out of the comparison as noise, as the attempts kept it.

use super::values::{At, from_json};
use super::{ChangeFilter, Reader, StoreError};
use crate::model::{Suppressed, Timestamp};

/// Blocks that one visit left out of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoiseRow {
    pub at: Timestamp,
    pub url: String,
    pub site: String,
    pub blocks: Vec<Suppressed>,
}

impl Reader {
    /// The last visits that left blocks out of the comparison, the newest first; of the filter its times, site, address
    /// and limit count.
    ///
    /// Attempts that found nothing are kept for a few visits only: so is what they left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn noise(&self, filter: &ChangeFilter) -> Result<Vec<NoiseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.at, p.url, p.site, a.suppressed FROM attempt AS a JOIN page AS p ON p.id = a.page_id
             WHERE a.suppressed IS NOT NULL AND (?1 IS NULL OR a.at >= ?1) AND (?2 IS NULL OR a.at < ?2)
               AND (?3 IS NULL OR p.site = ?3) AND (?4 IS NULL OR p.url = ?4)
             ORDER BY a.id DESC LIMIT ?5",
        )?;
        let limit = filter.limit.map_or(-1, i64::from);
        let given = (filter.since.map(At), filter.until.map(At), &filter.site, &filter.url, limit);
        let rows = statement.query_map(given, |row| {
            let blocks: String = row.get(3)?;
            Ok(NoiseRow {
                at: row.get::<_, At>(0)?.0,
                url: row.get(1)?,
                site: row.get(2)?,
                blocks: from_json(&blocks)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
