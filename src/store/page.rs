//! The table `page`: what is watched, how it stands and whose turn it is. What a visit writes to it is in `record`.

use std::collections::HashSet;

use chrono::{Duration, TimeDelta};
use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use super::error::StoreError;
use super::values::{At, Bytes32, State, from_json};
use super::{event, site_event};
use crate::model::{Claims, Event, Hash, HostKey, PageId, PageState, Timestamp};

/// New pages come due one after the other, so that a long list does not start with a stampede ..
const NEW_PAGE_GAP_MS: i64 = 100;
/// .. but all within this time.
const NEW_PAGES_WITHIN_MS: i64 = 15 * 60 * 1000;

/// Whether a page is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watch {
    On,
    /// By the operator, for a while.
    Paused,
    /// Taken from the list; its history stays.
    Off,
}

impl Watch {
    /// The name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Watch::On => "on",
            Watch::Paused => "paused",
            Watch::Off => "off",
        }
    }

    fn parse(name: &str) -> Option<Watch> {
        [Watch::On, Watch::Paused, Watch::Off].into_iter().find(|w| w.as_str() == name)
    }
}

/// How a page stands, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRow {
    pub id: PageId,
    pub url: String,
    pub site: String,
    /// The headline of the newest version.
    pub headline: Option<String>,
    pub watch: Watch,
    pub state: PageState,
    pub state_since: Timestamp,
    pub versions: u32,
    /// Publishers' changes of weight `minor` or more.
    pub edits: u32,
    pub last_edit_at: Option<Timestamp>,
    pub last_attempt_at: Option<Timestamp>,
    pub last_outcome: Option<String>,
    /// What was wrong at the last attempt; untrusted.
    pub last_problem: Option<String>,
    pub failures: u32,
    pub next_due: Timestamp,
}

/// How many watched pages of a site are in which state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteStates {
    pub site: String,
    /// Names of states, each with its pages.
    pub states: Vec<(String, u64)>,
    /// Raw pages in quarantine.
    pub waiting: u64,
}

/// What adding a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    New,
    /// It was paused or off the list and is watched again.
    Again,
    /// It is watched already.
    Already,
}

/// The address without what does not tell two articles apart: scheme, "www.", fragment, last slash, tracking.
pub(super) fn url_key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map_or_else(String::new, |p| format!(":{p}"));
    let path = url.path().trim_end_matches('/');
    let kept: Vec<String> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    format!("{host}{port}{path}{query}")
}

fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "igshid")
}

/// Adds those of `pages` that are missing and gives all of them their site's name; answers how many were missing.
///
/// A page that the operator paused or took off the list stays so.
pub(super) fn ensure(connection: &Connection, pages: &[(Url, String)], now: Timestamp) -> Result<usize, StoreError> {
    let mut rename = connection.prepare_cached("UPDATE page SET site = ?2 WHERE url = ?1 AND site <> ?2")?;
    let mut exists = connection.prepare_cached("SELECT 1 FROM page WHERE url = ?1")?;
    let mut missing: Vec<&(Url, String)> = Vec::new();
    for page in pages {
        if exists.exists([page.0.as_str()])? {
            if rename.execute((page.0.as_str(), &page.1))? > 0 {
                connection.execute(
                    "UPDATE change SET site = ?2 WHERE page_id = (SELECT id FROM page WHERE url = ?1)",
                    (page.0.as_str(), &page.1),
                )?;
            }
        } else {
            missing.push(page);
        }
    }
    let gap_ms = NEW_PAGES_WITHIN_MS.checked_div(missing.len() as i64).unwrap_or_default().min(NEW_PAGE_GAP_MS);
    let mut added = 0;
    for (url, site) in missing {
        added += insert(connection, url, site, now, now + Duration::milliseconds(gap_ms * added as i64))?;
    }
    mark_listed(connection, pages, now)?;
    Ok(added)
}

/// Notes which pages the configuration lists; those that it listed before and no longer does go off the list, and
/// those that went off this way and are listed again come back.
fn mark_listed(connection: &Connection, pages: &[(Url, String)], now: Timestamp) -> Result<(), StoreError> {
    let listed: HashSet<&str> = pages.iter().map(|(url, _)| url.as_str()).collect();
    let mut before = connection.prepare_cached("SELECT id, url FROM page WHERE is_listed")?;
    let before: Vec<(i64, String)> = before.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut mark = connection
        .prepare_cached("UPDATE page SET is_listed = 1 WHERE url = ?1 AND NOT is_listed RETURNING id, watch = 'off'")?;
    for url in &listed {
        let found: Option<(i64, bool)> = mark.query_row([url], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        if let Some((id, true)) = found {
            set_watch(connection, PageId(id), Watch::On, now)?;
        }
    }
    let mut unlist = connection.prepare_cached("UPDATE page SET is_listed = 0 WHERE id = ?1")?;
    for (id, _) in before.iter().filter(|(_, url)| !listed.contains(url.as_str())) {
        unlist.execute([id])?;
        set_watch(connection, PageId(*id), Watch::Off, now)?;
    }
    Ok(())
}

/// Puts one page on the list, or back on it, due now.
pub(super) fn add(
    connection: &Connection,
    url: &Url,
    site: &str,
    now: Timestamp,
) -> Result<(PageId, Added), StoreError> {
    let found: Option<(i64, String)> = connection
        .query_row("SELECT id, watch FROM page WHERE url = ?1", [url.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((id, watch)) if watch == Watch::On.as_str() => Ok((PageId(id), Added::Already)),
        Some((id, _)) => {
            set_watch(connection, PageId(id), Watch::On, now)?;
            Ok((PageId(id), Added::Again))
        }
        None => {
            insert(connection, url, site, now, now)?;
            Ok((PageId(connection.last_insert_rowid()), Added::New))
        }
    }
}

pub(super) fn insert(
    connection: &Connection,
    url: &Url,
    site: &str,
    now: Timestamp,
    due: Timestamp,
) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO page (url, url_key, site, watch_since, added_at, next_due, state_since, host)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?4, ?6) ON CONFLICT (url) DO NOTHING",
    )?;
    statement.execute((url.as_str(), url_key(url), site, At(now), At(due), HostKey::of(url).to_string()))
}

/// Watches, pauses or leaves a page, and says so in its history: a gap in the watch is part of the evidence.
pub(super) fn set_watch(connection: &Connection, page: PageId, watch: Watch, now: Timestamp) -> Result<(), StoreError> {
    let before: Option<(String, String)> = connection
        .query_row("SELECT watch, site FROM page WHERE id = ?1", [page.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((before, site)) = before else { return Err(StoreError::UnknownPage(page.to_string())) };
    if before == watch.as_str() {
        return Ok(());
    }
    connection.execute(
        "UPDATE page SET watch = ?2, watch_since = ?3,
                next_due = CASE WHEN ?2 = 'on' AND next_due < ?3 THEN ?3 ELSE next_due END WHERE id = ?1",
        (page.0, watch.as_str(), At(now)),
    )?;
    let (kind, detail) = match watch {
        Watch::On => ("resumed", "the page is watched again"),
        Watch::Paused => ("paused", "the page is not watched for a while"),
        Watch::Off => ("unwatched", "the page was taken off the list"),
    };
    event::insert(connection, page, now, &Event { kind: kind.to_owned(), detail: detail.to_owned() })?;
    // An alert is about the watched pages: one that is no longer watched counts no more.
    site_event::weigh_open(connection, Some(&site), now)?;
    Ok(())
}

/// Makes the watched pages of these sites due at `now`; answers how many.
///
/// Pages that are failing keep their time: they wait as long as their server asked.
pub(super) fn make_due(connection: &Connection, sites: &[String], now: Timestamp) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE page SET next_due = ?2 WHERE site = ?1 AND watch = 'on' AND failures = 0 AND next_due > ?2",
    )?;
    sites.iter().try_fold(0, |sum, site| Ok(sum + statement.execute((site, At(now)))?))
}

/// Sets when a page is to be fetched next.
pub(super) fn set_next_due(connection: &Connection, page: PageId, at: Timestamp) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("UPDATE page SET next_due = ?2 WHERE id = ?1")?;
    match statement.execute((page.0, At(at)))? {
        0 => Err(StoreError::UnknownPage(page.to_string())),
        _ => Ok(()),
    }
}

/// Moves the due times of all watched pages, and of the lists.
pub(super) fn shift_due(connection: &Connection, by: TimeDelta) -> Result<usize, StoreError> {
    let shifted = format!("{:+}.{:03} seconds", by.num_milliseconds() / 1000, by.num_milliseconds().abs() % 1000);
    let mut statement = connection.prepare_cached(
        "UPDATE page SET next_due = strftime('%Y-%m-%dT%H:%M:%fZ', next_due, ?1)
         WHERE watch = 'on' AND strftime('%Y', next_due, ?1) IS NOT NULL",
    )?;
    let moved = statement.execute([&shifted])?;
    connection.execute(
        "UPDATE source SET next_due = strftime('%Y-%m-%dT%H:%M:%fZ', next_due, ?1)
         WHERE strftime('%Y', next_due, ?1) IS NOT NULL",
        [&shifted],
    )?;
    Ok(moved)
}

/// What a page showed at its last visits and no version holds: its last suspicious text, and claims that moved.
pub(super) fn present(connection: &Connection, page: PageId) -> rusqlite::Result<(Option<Hash>, Option<Claims>)> {
    let mut statement = connection.prepare_cached("SELECT suspect_hash, claims FROM page WHERE id = ?1")?;
    let found = statement
        .query_row([page.0], |row| {
            let claims: Option<String> = row.get(1)?;
            let suspect = row.get::<_, Option<Bytes32>>(0)?.map(|h| h.0);
            Ok((suspect, claims.map(|text| from_json(&text)).transpose()?))
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Doubtful texts that stand under other addresses of a page's site.
pub(super) fn suspect_elsewhere(connection: &Connection, page: PageId) -> rusqlite::Result<Vec<Hash>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT suspect_hash FROM page INDEXED BY page_suspect
         WHERE site = (SELECT site FROM page WHERE id = ?1) AND suspect_hash IS NOT NULL AND id <> ?1 LIMIT 100",
    )?;
    statement.query_map([page.0], |row| row.get::<_, Bytes32>(0).map(|hash| hash.0))?.collect()
}

/// How many pages of a site are watched; counted no further than `most`.
pub(super) fn watched_of(connection: &Connection, site: &str, most: u64) -> rusqlite::Result<u64> {
    let mut statement = connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM page WHERE site = ?1 AND watch = 'on' LIMIT ?2)")?;
    Ok(statement.query_row((site, super::values::signed(most)), |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// The page of that address: exactly, else the one whose address differs only in what tells no articles apart.
pub(super) fn find(connection: &Connection, url: &str) -> rusqlite::Result<Option<PageId>> {
    let exact = find_exact(connection, url)?;
    let Ok(parsed) = Url::parse(url) else { return Ok(exact) };
    if exact.is_some() {
        return Ok(exact);
    }
    if let Some(page) = find_exact(connection, parsed.as_str())? {
        return Ok(Some(page));
    }
    let mut statement =
        connection.prepare_cached("SELECT id FROM page WHERE url_key = ?1 ORDER BY watch = 'on' DESC, id LIMIT 1")?;
    statement.query_row([url_key(&parsed)], |row| row.get(0).map(PageId)).optional()
}

fn find_exact(connection: &Connection, url: &str) -> rusqlite::Result<Option<PageId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM page WHERE url = ?1")?;
    statement.query_row([url], |row| row.get(0).map(PageId)).optional()
}

/// How many watched pages of each site are in which state, by site.
pub(super) fn states(connection: &Connection) -> rusqlite::Result<Vec<SiteStates>> {
    let mut statement = connection.prepare_cached(
        "SELECT site, state, count(*), sum((SELECT count(*) FROM quarantine AS q WHERE q.page_id = page.id))
         FROM page WHERE watch = 'on' GROUP BY site, state ORDER BY site, state",
    )?;
    let mut sites: Vec<SiteStates> = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let site: String = row.get(0)?;
        if sites.last().is_none_or(|last| last.site != site) {
            sites.push(SiteStates { site, ..SiteStates::default() });
        }
        let Some(last) = sites.last_mut() else { continue };
        last.states.push((row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()));
        last.waiting += row.get::<_, i64>(3)?.unsigned_abs();
    }
    Ok(sites)
}

const STATUS: &str = "SELECT page_id, url, site, headline, watch, state, state_since, versions, edits, last_edit_at,
       last_attempt_at, last_outcome, last_problem, failures, next_due FROM page_status ";

fn status_from(row: &Row<'_>) -> rusqlite::Result<PageRow> {
    let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(at)?.map(|t| t.0));
    Ok(PageRow {
        id: PageId(row.get(0)?),
        url: row.get(1)?,
        site: row.get(2)?,
        headline: row.get(3)?,
        watch: super::values::named("watch", row.get_ref(4)?.as_str()?, Watch::parse)?,
        state: row.get::<_, State>(5)?.0,
        state_since: row.get::<_, At>(6)?.0,
        versions: row.get(7)?,
        edits: row.get(8)?,
        last_edit_at: time(9)?,
        last_attempt_at: time(10)?,
        last_outcome: row.get(11)?,
        last_problem: row.get(12)?,
        failures: row.get(13)?,
        next_due: row.get::<_, At>(14)?.0,
    })
}

/// How all pages stand, the last changed first; pages off the list only where `with_off` asks for them.
pub(super) fn status(connection: &Connection, with_off: bool) -> rusqlite::Result<Vec<PageRow>> {
    let mut statement = connection.prepare_cached(&format!("{STATUS} WHERE ?1 OR watch <> 'off'"))?;
    statement.query_map([with_off], status_from)?.collect()
}

/// How one page stands.
pub(super) fn status_of(connection: &Connection, page: PageId) -> rusqlite::Result<Option<PageRow>> {
    let mut statement = connection.prepare_cached(&format!("{STATUS} WHERE page_id = ?1"))?;
    statement.query_row([page.0], status_from).optional()
}
