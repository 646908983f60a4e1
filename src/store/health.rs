//! The table `rule_health`: how well the rules of each site have read its pages.

use rusqlite::{Connection, OptionalExtension, Row};

use super::trust;
use super::values::{At, from_json, json};
use crate::model::{BODIES_LAST, BodySize, PageId, READS_LAST, Reading, RuleHealth, SiteFacts, Timestamp};

/// Begins to count anew where the site is read by other `rules` than those that were counted.
///
/// The sizes of its articles stay: they are the articles', whichever rules read them.
pub(super) fn restart(connection: &Connection, site: &str, rules: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE rule_health SET reads = 0, matched = 0, recent = 0, missing_since = NULL, pick = NULL, rules = ?2
         WHERE site = ?1 AND rules IS NOT ?2",
    )?;
    statement.execute((site, rules)).map(drop)
}

/// Counts one reading of a page of `site`.
pub(super) fn count(connection: &Connection, site: &str, at: Timestamp, reading: &Reading) -> rusqlite::Result<()> {
    restart(connection, site, &reading.rules)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO rule_health (site, field, reads, matched, recent, last_matched_at, missing_since, pick,
                                  rules)
         SELECT ?1, value ->> 'field', 1, value ->> 'is_matched', value ->> 'is_matched',
                iif(value ->> 'is_matched', ?2, NULL), iif(value ->> 'is_matched', NULL, ?2), value ->> 'pick', ?5
         FROM json_each(?3) WHERE true
         ON CONFLICT (site, field) DO UPDATE SET
             reads = reads + 1, matched = matched + excluded.matched, recent = (recent << 1 | excluded.matched) & ?4,
             last_matched_at = coalesce(excluded.last_matched_at, last_matched_at),
             missing_since = iif(excluded.matched, NULL, coalesce(missing_since, excluded.missing_since)),
             pick = coalesce(excluded.pick, pick)",
    )?;
    let mask = (1_i64 << READS_LAST) - 1;
    statement.execute((site, At(at), json(&reading.fields)?, mask, &reading.rules))?;
    match reading.body {
        Some(body) => add_body(connection, site, body),
        None => Ok(()),
    }
}

fn add_body(connection: &Connection, site: &str, body: BodySize) -> rusqlite::Result<()> {
    let mut bodies = bodies(connection, site)?;
    bodies.push(body);
    let older = bodies.len().saturating_sub(BODIES_LAST);
    let mut statement =
        connection.prepare_cached("UPDATE rule_health SET bodies = ?2 WHERE site = ?1 AND field = 'body'")?;
    statement.execute((site, json(bodies.get(older..).unwrap_or_default())?)).map(drop)
}

fn bodies(connection: &Connection, site: &str) -> rusqlite::Result<Vec<BodySize>> {
    let mut statement =
        connection.prepare_cached("SELECT bodies FROM rule_health WHERE site = ?1 AND field = 'body'")?;
    let text = statement.query_row([site], |row| row.get::<_, Option<String>>(0)).optional()?.flatten();
    text.map_or(Ok(Vec::new()), |text| from_json(&text))
}

/// What is known of the site of a page.
pub(super) fn facts(connection: &Connection, page: PageId) -> rusqlite::Result<SiteFacts> {
    let mut statement = connection.prepare_cached("SELECT site FROM page WHERE id = ?1")?;
    match statement.query_row([page.0], |row| row.get::<_, String>(0)).optional()? {
        Some(site) => {
            let is_modified_untrusted = trust::is_untrusted(connection, &site)?;
            Ok(SiteFacts { bodies: bodies(connection, &site)?, is_modified_untrusted })
        }
        None => Ok(SiteFacts::default()),
    }
}

const SELECT: &str = "SELECT site, field, reads, matched, recent, last_matched_at, missing_since, pick, bodies
                      FROM rule_health ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<RuleHealth> {
    let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(at)?.map(|t| t.0));
    let bodies: Option<String> = row.get(8)?;
    Ok(RuleHealth {
        site: row.get(0)?,
        field: row.get(1)?,
        reads: row.get::<_, i64>(2)?.unsigned_abs(),
        matched: row.get::<_, i64>(3)?.unsigned_abs(),
        recent: row.get(4)?,
        last_matched_at: time(5)?,
        missing_since: time(6)?,
        pick: row.get(7)?,
        bodies: bodies.map_or(Ok(Vec::new()), |text| from_json(&text))?,
    })
}

/// How one field of a site has been read.
pub(super) fn rule(connection: &Connection, site: &str, field: &str) -> rusqlite::Result<Option<RuleHealth>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE site = ?1 AND field = ?2"))?;
    statement.query_row((site, field), from_row).optional()
}

/// How all fields of all sites have been read.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<RuleHealth>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY site, field"))?;
    statement.query_map([], from_row)?.collect()
}
