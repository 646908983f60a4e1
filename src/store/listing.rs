//! Long lists of changes, page by page: each page is found by where the one before it ended, never by counting.
//!
//! Places are looked for in an index that begins with what is filtered by and goes on with weight and time; one query for
//! each weight (and each row of kinds), merged here, keeps every filter fast.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::change::{self, ChangeFilter, ChangeRow, rank};
use super::page::{self, PageRow};
use super::phrase::Phrase;
use super::search::{self, Ask, Found};
use super::values::At;
use crate::model::{Cause, Disclosure, PageId, Severity, Timestamp};

/// One page of a list of changes, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Which changes; its `limit` is the length of the page, its `url` is not looked at.
    pub filter: ChangeFilter,
    pub disclosure: Option<Disclosure>,
    /// Only changes in whose paragraphs, as they read before or after, this phrase stands.
    pub phrase: Option<Phrase>,
    /// Only what comes after this place of the list.
    pub after: Option<Place>,
}

/// A place in a list: the change that was the last before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub at: Timestamp,
    pub id: i64,
}

impl Listing {
    fn limit(&self) -> usize {
        self.filter.limit.map_or(50, |limit| limit as usize)
    }

    fn least(&self) -> Severity {
        let least = self.filter.min_severity.unwrap_or(if self.filter.all { Severity::None } else { Severity::Info });
        if self.filter.only_silent { least.max(Severity::Minor) } else { least }
    }

    fn disclosure(&self) -> Option<Disclosure> {
        if self.filter.only_silent { Some(Disclosure::Silent) } else { self.disclosure }
    }

    /// What the index does not decide, for lists that come from elsewhere.
    fn holds(&self, row: &ChangeRow) -> bool {
        let (change, filter) = (&row.change, &self.filter);
        change.severity >= self.least()
            && (filter.all || change.cause == Cause::Publisher)
            && self.disclosure().is_none_or(|disclosure| change.disclosure == Some(disclosure))
            && (filter.kinds.is_empty() || change.kinds.iter().any(|kind| filter.kinds.contains(kind)))
            && filter.since.is_none_or(|since| change.first_seen_new_at >= since)
            && filter.until.is_none_or(|until| change.first_seen_new_at < until)
    }
}

/// Reads a page of the list; the place where the next one begins, where there is more.
pub(super) fn list(connection: &Connection, listing: &Listing) -> rusqlite::Result<(Vec<ChangeRow>, Option<Place>)> {
    let found = match &listing.phrase {
        Some(phrase) => return by_phrase(connection, listing, phrase),
        None => places(connection, listing)?,
    };
    let next = found.get(listing.limit()).and(listing.limit().checked_sub(1)).and_then(|last| found.get(last)).copied();
    let mut rows = Vec::with_capacity(found.len());
    for place in found.iter().take(listing.limit()) {
        // Only a re-reading of kept pages deletes changes, and that just now.
        rows.extend(change::by_id(connection, place.id)?);
    }
    Ok((rows, next))
}

/// With a phrase the list is in the order of recording, which is that of the index.
fn by_phrase(
    connection: &Connection,
    listing: &Listing,
    phrase: &Phrase,
) -> rusqlite::Result<(Vec<ChangeRow>, Option<Place>)> {
    let (site, before) = (listing.filter.site.clone(), listing.after.map(|place| place.id));
    let ask = Ask { phrase: phrase.clone(), site, before, limit: listing.limit() };
    let Found { rows, next } = search::matching(connection, &ask, &phrase.query(), |row| listing.holds(row))?;
    Ok((rows, next.map(|id| Place { at: Timestamp::UNIX_EPOCH, id })))
}

/// The names of all sites, in order; each is found from the one before, so that no page is read for it.
pub(super) fn sites(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE found(site) AS (SELECT min(site) FROM page UNION ALL
             SELECT (SELECT min(site) FROM page WHERE site > found.site) FROM found WHERE found.site IS NOT NULL)
         SELECT site FROM found WHERE site IS NOT NULL",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The pages of the record, those added last first, of one site or of all; only rows before `before`.
pub(super) fn pages(
    connection: &Connection,
    site: Option<&str>,
    before: Option<i64>,
    limit: u32,
) -> rusqlite::Result<Vec<PageRow>> {
    let before = before.unwrap_or(i64::MAX);
    let ids: Vec<i64> = match site {
        Some(site) => {
            let sql = "SELECT id FROM page WHERE site = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";
            connection
                .prepare_cached(sql)?
                .query_map((site, before, limit), |row| row.get(0))?
                .collect::<Result<_, _>>()?
        }
        None => {
            let sql = "SELECT id FROM page WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
            connection.prepare_cached(sql)?.query_map((before, limit), |row| row.get(0))?.collect::<Result<_, _>>()?
        }
    };
    ids.into_iter().filter_map(|id| page::status_of(connection, PageId(id)).transpose()).collect()
}

/// The places of the list's rows, one more than wanted so that it is known whether there is more.
fn places(connection: &Connection, listing: &Listing) -> rusqlite::Result<Vec<Place>> {
    let causes = if listing.filter.all { Cause::ALL } else { &[Cause::Publisher] };
    let mut found = Vec::new();
    for cause in causes {
        for beginning in beginnings(connection, listing, *cause)? {
            for severity in Severity::ALL.iter().filter(|severity| **severity >= listing.least()) {
                let mut wanted = beginning.clone();
                wanted.add("c.severity_rank = ?", i64::from(rank(*severity)));
                wanted.go_on(listing);
                found.extend(wanted.read(connection, listing.limit() + 1)?);
            }
        }
    }
    found.sort_by_key(|place| std::cmp::Reverse((place.at, place.id)));
    found.truncate(listing.limit() + 1);
    Ok(found)
}

/// With what to look into which index: by site, by kinds, by what readers are told, or by weight alone.
fn beginnings(connection: &Connection, listing: &Listing, cause: Cause) -> rusqlite::Result<Vec<Wanted>> {
    let begin = |index: &'static str| {
        let mut wanted = Wanted { index, sql: Vec::new(), values: Vec::new() };
        wanted.add("c.cause = ?", cause.as_str().to_owned());
        wanted
    };
    if let Some(site) = &listing.filter.site {
        let mut wanted = begin("change_site");
        wanted.add("c.site = ?", site.clone());
        return Ok(vec![wanted]);
    }
    if !listing.filter.kinds.is_empty() {
        let is_wanted =
            |kinds: &String| kinds.split(' ').any(|name| listing.filter.kinds.iter().any(|kind| kind.as_str() == name));
        let kinds = kinds_of(connection, cause)?.into_iter().filter(is_wanted);
        let of_kinds = |kinds: String| {
            let mut wanted = begin("change_kinds");
            wanted.add("c.kinds = ?", kinds);
            wanted
        };
        return Ok(kinds.map(of_kinds).collect());
    }
    Ok(vec![begin(if listing.disclosure().is_some() { "change_told" } else { "change_list" })])
}

/// The kinds that changes have together: few, each found in the index from the one before.
fn kinds_of(connection: &Connection, cause: Cause) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE found(kinds) AS (SELECT min(kinds) FROM change WHERE cause = ?1 UNION ALL
             SELECT (SELECT min(kinds) FROM change WHERE cause = ?1 AND kinds > found.kinds) FROM found
             WHERE found.kinds IS NOT NULL)
         SELECT kinds FROM found WHERE kinds IS NOT NULL",
    )?;
    statement.query_map([cause.as_str()], |row| row.get(0))?.collect()
}

/// The conditions of a query of one index, and what stands for the `?` in them.
#[derive(Clone)]
struct Wanted {
    index: &'static str,
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Wanted {
    /// Adds what every query of a list asks.
    fn go_on(&mut self, listing: &Listing) {
        if let Some(place) = listing.after {
            self.sql.push("(c.first_seen_new_at, c.id) < (?, ?)".to_owned());
            self.values.extend([Value::from(At(place.at).text()), Value::from(place.id)]);
        }
        if let Some(since) = listing.filter.since {
            self.add("c.first_seen_new_at >= ?", At(since).text());
        }
        if let Some(until) = listing.filter.until {
            self.add("c.first_seen_new_at < ?", At(until).text());
        }
        if let Some(disclosure) = listing.disclosure() {
            self.add("c.disclosure = ?", disclosure.as_str().to_owned());
        }
        let kinds = &listing.filter.kinds;
        if !kinds.is_empty() {
            let any = vec!["instr(' ' || c.kinds || ' ', ?) > 0"; kinds.len()].join(" OR ");
            self.sql.push(format!("({any})"));
            self.values.extend(kinds.iter().map(|kind| Value::from(format!(" {} ", kind.as_str()))));
        }
    }

    fn add(&mut self, condition: &str, value: impl Into<Value>) {
        self.sql.push(condition.to_owned());
        self.values.push(value.into());
    }

    fn read(self, connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Place>> {
        let sql = format!(
            "SELECT c.first_seen_new_at, c.id FROM change AS c INDEXED BY {} WHERE {}
             ORDER BY c.first_seen_new_at DESC, c.id DESC LIMIT {limit}",
            self.index,
            self.sql.join(" AND ")
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(self.values), |row| {
            Ok(Place { at: row.get::<_, At>(0)?.0, id: row.get(1)? })
        })?;
        rows.collect()
    }
}
