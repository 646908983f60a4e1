//! The table `site_trust`: whether a site's modified times move when its texts do, and not otherwise (rule T20 of the
//! domain).

use rusqlite::{Connection, OptionalExtension};

use super::site_event;
use super::values::At;
use crate::model::{SiteEvent, SiteEventKind, Timestamp};

/// Visits without any edit after which a site is judged.
const QUIET_MIN: u32 = 20;
/// A site whose times moved at more than one in so many of them is not believed ..
const UNTRUSTED_ONE_IN: u32 = 5;
/// .. until they move at fewer than one in so many.
const TRUSTED_ONE_IN: u32 = 10;
/// Figures beyond this are halved, so that the past fades.
const QUIET_MAX: u32 = 400;

/// Counts a visit that found the text unchanged; answers with what is told where the site is no longer believed.
pub(super) fn count(
    connection: &Connection,
    site: &str,
    at: Timestamp,
    is_moved: bool,
) -> rusqlite::Result<Option<SiteEvent>> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO site_trust (site, quiet, moved) VALUES (?1, 1, ?2)
         ON CONFLICT (site) DO UPDATE SET quiet = quiet + 1, moved = moved + ?2
         RETURNING quiet, moved, untrusted_since IS NOT NULL",
    )?;
    let (quiet, moved, is_untrusted): (u32, u32, bool) =
        statement.query_row((site, is_moved), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if quiet >= QUIET_MAX {
        connection
            .prepare_cached("UPDATE site_trust SET quiet = quiet / 2, moved = moved / 2 WHERE site = ?1")?
            .execute([site])?;
    }
    let is_bad = quiet >= QUIET_MIN && moved * UNTRUSTED_ONE_IN > quiet;
    let is_good = quiet >= QUIET_MIN && moved * TRUSTED_ONE_IN < quiet;
    let mut set = connection.prepare_cached("UPDATE site_trust SET untrusted_since = ?2 WHERE site = ?1")?;
    if is_untrusted && is_good {
        set.execute((site, None::<At>))?;
    }
    if is_untrusted || !is_bad {
        return Ok(None);
    }
    set.execute((site, At(at)))?;
    let detail = format!(
        "the modified time moved at {moved} of {quiet} visits that found the text unchanged: it tells readers of no edit"
    );
    let (site, subject, kind) = (site.to_owned(), String::new(), SiteEventKind::ModifiedUntrusted);
    let event = SiteEvent { kind, site, subject, detail, pages: 0, at, ended_at: Some(at) };
    site_event::insert(connection, &event)?;
    Ok(Some(event))
}

/// Whether a site's modified times are not believed.
pub(super) fn is_untrusted(connection: &Connection, site: &str) -> rusqlite::Result<bool> {
    let mut statement =
        connection.prepare_cached("SELECT untrusted_since IS NOT NULL FROM site_trust WHERE site = ?1")?;
    Ok(statement.query_row([site], |row| row.get(0)).optional()?.unwrap_or_default())
}
