//! The table `source`: the lists on which new pages are looked for, and what they say of pages that are known.

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use super::error::StoreError;
use super::values::{At, signed};
use super::{event, page};
use crate::model::{Event, PageId, Timestamp, Validators};

/// New pages come due one after the other.
const NEW_PAGE_GAP_MS: i64 = 100;
/// A hint moves a check to within this many seconds, by the page's number.
const HINT_SPREAD_S: i64 = 60;
/// Hints of a host are ignored when fewer than this share of them were right, in percent ..
const PRECISION_PERCENT_MIN: u32 = 10;
/// .. of at least this many; and even then one page of twenty still follows them, so that a host can mend its ways.
const HINTS_MIN: u32 = 20;

/// A list, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    pub id: i64,
    pub site: String,
    /// The name of its kind.
    pub kind: String,
    pub url: Url,
    pub validators: Validators,
    pub last_read_at: Option<Timestamp>,
    pub failures: u32,
}

/// How reading a list ended.
#[derive(Debug, Clone)]
pub struct SourceVisit {
    pub at: Timestamp,
    pub next_due: Timestamp,
    /// `None` leaves those that are there.
    pub validators: Option<Validators>,
    /// What was wrong; `None` where it was read.
    pub problem: Option<String>,
    /// The pages of the site on it, the newest first; `None` where it was not read, or is as it was.
    pub listed: Option<Vec<Listed>>,
    /// The most pages of the site that may be added on one day.
    pub new_a_day: u32,
}

/// A page on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub url: Url,
    /// When it was last changed, as the list says.
    pub changed_at: Option<Timestamp>,
}

/// What a list came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    pub added: Vec<Url>,
    /// Pages on it that are known already, watched or not.
    pub known: usize,
    /// Checks that were moved forward.
    pub hinted: usize,
    /// New pages that have to wait for another day.
    pub over_cap: usize,
}

/// Makes the configuration's lists those that are read: (site, kind, address). New ones are due now.
pub(super) fn ensure(
    connection: &Connection,
    sources: &[(String, String, Url)],
    now: Timestamp,
) -> Result<(), StoreError> {
    connection.execute("UPDATE source SET is_listed = 0 WHERE is_listed", [])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO source (site, kind, url, next_due) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (site, url) DO UPDATE SET kind = ?2, is_listed = 1",
    )?;
    for (site, kind, url) in sources {
        statement.execute((site, kind, url.as_str(), At(now)))?;
    }
    Ok(())
}

/// The lists that are due at `now`.
pub(super) fn due(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<SourceRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, site, kind, url, etag, last_modified, last_read_at, failures FROM source
         WHERE is_listed AND next_due <= ?1 ORDER BY next_due",
    )?;
    let rows = statement.query_map([At(now)], row_from)?;
    rows.filter_map(Result::transpose).collect()
}

/// `None` for an address that is none: somebody else wrote it.
fn row_from(row: &Row<'_>) -> rusqlite::Result<Option<SourceRow>> {
    let Ok(url) = Url::parse(&row.get::<_, String>(3)?) else { return Ok(None) };
    Ok(Some(SourceRow {
        id: row.get(0)?,
        site: row.get(1)?,
        kind: row.get(2)?,
        url,
        validators: Validators { etag: row.get(4)?, last_modified: row.get(5)? },
        last_read_at: row.get::<_, Option<At>>(6)?.map(|t| t.0),
        failures: row.get(7)?,
    }))
}

/// When the first list is due.
pub(super) fn next_due_at(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let mut statement = connection.prepare_cached("SELECT min(next_due) FROM source WHERE is_listed")?;
    statement.query_row([], |row| Ok(row.get::<_, Option<At>>(0)?.map(|t| t.0)))
}

/// Writes what reading a list came to: new pages, hints, and when it is read again.
pub(super) fn visited(connection: &Connection, source: &SourceRow, visit: &SourceVisit) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    if let Some(listed) = &visit.listed {
        let mut room = visit.new_a_day.saturating_sub(added_on_day(connection, &source.site, visit.at)?);
        for one in listed {
            match known(connection, &one.url)? {
                Some(page) => {
                    taken.known += 1;
                    taken.hinted += usize::from(hint(connection, page, one, visit.at)?);
                }
                None if room == 0 => taken.over_cap += 1,
                None => {
                    room -= 1;
                    add(connection, source, one, visit.at, taken.added.len())?;
                    taken.added.push(one.url.clone());
                }
            }
        }
    }
    let validators = visit.validators.as_ref();
    let mut statement = connection.prepare_cached(
        "UPDATE source SET next_due = ?2, last_attempt_at = ?3, last_problem = ?4,
                last_read_at = CASE WHEN ?4 IS NULL THEN ?3 ELSE last_read_at END,
                failures = CASE WHEN ?4 IS NULL THEN 0 ELSE failures + 1 END,
                etag = CASE WHEN ?5 THEN ?6 ELSE etag END, last_modified = CASE WHEN ?5 THEN ?7 ELSE last_modified END,
                listed = coalesce(?8, listed), added = added + ?9 WHERE id = ?1",
    )?;
    statement.execute((
        source.id,
        At(visit.next_due),
        At(visit.at),
        &visit.problem,
        validators.is_some(),
        validators.and_then(|v| v.etag.as_deref()),
        validators.and_then(|v| v.last_modified.as_deref()),
        visit.listed.as_ref().map(|listed| signed(listed.len() as u64)),
        signed(taken.added.len() as u64),
    ))?;
    Ok(taken)
}

/// Which of these pages are not known; for a look that writes nothing.
pub(super) fn unknown(connection: &Connection, listed: &[Listed]) -> rusqlite::Result<Vec<Url>> {
    let mut new = Vec::new();
    for one in listed {
        if known(connection, &one.url)?.is_none() {
            new.push(one.url.clone());
        }
    }
    Ok(new)
}

/// How many pages of a site were found on the day of `at` (UTC).
pub(super) fn added_on_day(connection: &Connection, site: &str, at: Timestamp) -> rusqlite::Result<u32> {
    let mut statement = connection
        .prepare_cached("SELECT count(*) FROM page WHERE site = ?1 AND source_id IS NOT NULL AND added_at >= ?2")?;
    statement.query_row((site, at.format("%Y-%m-%dT00:00:00.000Z").to_string()), |row| row.get(0))
}

fn known(connection: &Connection, url: &Url) -> rusqlite::Result<Option<PageId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM page WHERE url_key = ?1 LIMIT 1")?;
    statement.query_row([page::url_key(url)], |row| row.get(0).map(PageId)).optional()
}

fn add(
    connection: &Connection,
    source: &SourceRow,
    one: &Listed,
    now: Timestamp,
    nth: usize,
) -> Result<(), StoreError> {
    let gap = TimeDelta::milliseconds(NEW_PAGE_GAP_MS.saturating_mul(i64::try_from(nth).unwrap_or(0)));
    page::insert(connection, &one.url, &source.site, now, now.checked_add_signed(gap).unwrap_or(now))?;
    let id = connection.last_insert_rowid();
    let mut statement = connection.prepare_cached("UPDATE page SET source_id = ?2, listed_mod = ?3 WHERE id = ?1")?;
    statement.execute((id, source.id, one.changed_at.map(At)))?;
    let detail = format!("on the {} {}", source.kind, source.url);
    event::insert(connection, PageId(id), now, &Event { kind: "found".to_owned(), detail })?;
    Ok(())
}

/// Notes the time of change that a list states for a page, and moves the page's check forward where that is news and
/// such news of its host has been worth something; answers whether it did.
fn hint(connection: &Connection, page: PageId, one: &Listed, now: Timestamp) -> Result<bool, StoreError> {
    let Some(changed_at) = one.changed_at else { return Ok(false) };
    let mut news = connection.prepare_cached(
        "UPDATE page SET listed_mod = ?2 WHERE id = ?1 AND (listed_mod IS NULL OR listed_mod < ?2)
         RETURNING watch = 'on' AND state IN ('new', 'ok') AND failures = 0
                   AND (last_attempt_at IS NULL OR last_attempt_at < ?2), host",
    )?;
    let news: Option<(bool, String)> =
        news.query_row((page.0, At(changed_at)), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((true, host)) = news else { return Ok(false) };
    if !is_believed(connection, &host, page)? {
        return Ok(false);
    }
    let wait = TimeDelta::seconds(page.0.rem_euclid(HINT_SPREAD_S));
    let due = now.checked_add_signed(wait).unwrap_or(now);
    let mut forward =
        connection.prepare_cached("UPDATE page SET next_due = ?2, hinted_at = ?3 WHERE id = ?1 AND next_due > ?2")?;
    Ok(forward.execute((page.0, At(due), At(now)))? > 0)
}

fn is_believed(connection: &Connection, host: &str, page: PageId) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT hints, hints_right FROM host WHERE host = ?1")?;
    let score: Option<(u32, u32)> = statement.query_row([host], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (hints, right) = score.unwrap_or_default();
    let is_precise = hints < HINTS_MIN || right.saturating_mul(100) >= hints.saturating_mul(PRECISION_PERCENT_MIN);
    Ok(is_precise || page.0.rem_euclid(20) == 0)
}
