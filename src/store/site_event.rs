//! The table `site_event`: alerts that last while their cause lasts, and notes in a site's history.
//!
//! Alerts are weighed in the transaction of the visit that could change them, from what the pages are then: a process
//! that is killed can neither lose one nor open it twice.

use rusqlite::{Connection, OptionalExtension, Row};

use super::values::{At, signed};
use super::{health, page};
use crate::model::{SiteEvent, SiteEventKind, Timestamp};

/// This many pages make an alert of the site; on a site with fewer, all of them.
const PAGES_ALERT: u64 = 3;

/// Opens, extends or ends the alert that pages of a site cannot be read; answers with it where it was opened or ended.
pub(super) fn weigh_template(
    connection: &Connection,
    site: &str,
    at: Timestamp,
    detail: &str,
) -> rusqlite::Result<Option<SiteEvent>> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) FROM page WHERE site = ?1 AND state = 'suspect:template_broken' AND watch = 'on'",
    )?;
    let broken = statement.query_row([site], |row| row.get::<_, i64>(0))?.unsigned_abs();
    let is_on = broken > 0 && broken >= alert_pages(connection, site)?;
    let subject = Subject { kind: SiteEventKind::TemplateBroken, site, subject: "" };
    weigh(connection, subject, at, detail, broken, if broken == 0 { Weight::Over } else { Weight::of(is_on) })
}

/// The same for the alert that a field's selectors match far fewer pages than they did.
pub(super) fn weigh_rule(
    connection: &Connection,
    site: &str,
    field: &str,
    at: Timestamp,
) -> rusqlite::Result<Option<SiteEvent>> {
    let Some(rule) = health::rule(connection, site, field)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT count(*) FROM page WHERE site = ?1 AND missing <> '' AND watch = 'on'
         AND instr(' ' || missing || ' ', ?2) > 0",
    )?;
    let missing = statement.query_row((site, format!(" {field} ")), |row| row.get::<_, i64>(0))?.unsigned_abs();
    let is_on = rule.is_weak() && missing >= alert_pages(connection, site)?;
    let (matched, of) = rule.lately();
    let before = rule.before().map_or(String::new(), |share| format!(", {:.0} % before", share * 100.0));
    let detail = format!("{field}: matched on {matched} of the last {of} pages read{before}");
    let weight = if missing == 0 || rule.is_well() { Weight::Over } else { Weight::of(is_on) };
    weigh(connection, Subject { kind: SiteEventKind::RuleWeak, site, subject: field }, at, &detail, missing, weight)
}

/// Ends those alerts that last and have lost their cause: of one site, or of all; answers with those that ended.
pub(super) fn weigh_open(
    connection: &Connection,
    site: Option<&str>,
    at: Timestamp,
) -> rusqlite::Result<Vec<SiteEvent>> {
    let mut ended = Vec::new();
    for event in open(connection)?.into_iter().filter(|event| site.is_none_or(|site| event.site == site)) {
        ended.extend(match event.kind {
            SiteEventKind::TemplateBroken => weigh_template(connection, &event.site, at, "")?,
            SiteEventKind::RuleWeak => weigh_rule(connection, &event.site, &event.subject, at)?,
            SiteEventKind::BoilerplateLearned
            | SiteEventKind::BoilerplateUnlearned
            | SiteEventKind::SiteChanged
            | SiteEventKind::ModifiedUntrusted
            | SiteEventKind::ClockOff => None,
        });
    }
    Ok(ended)
}

/// Notes once for each host that its clock and ours do not agree.
pub(super) fn clock(
    connection: &Connection,
    site: &str,
    host: &str,
    at: Timestamp,
    ahead: chrono::TimeDelta,
) -> rusqlite::Result<Option<SiteEvent>> {
    let kind = SiteEventKind::ClockOff;
    let mut known =
        connection.prepare_cached("SELECT 1 FROM site_event WHERE site = ?1 AND kind = ?2 AND subject = ?3")?;
    if known.exists((site, kind.as_str(), host))? {
        return Ok(None);
    }
    let way = if ahead > chrono::TimeDelta::zero() { "ahead of" } else { "behind" };
    let detail = format!("the clock of {host} is {} s {way} ours; times are told by ours", ahead.num_seconds().abs());
    let (site, subject) = (site.to_owned(), host.to_owned());
    let event = SiteEvent { kind, site, subject, detail, pages: 0, at, ended_at: Some(at) };
    insert(connection, &event)?;
    Ok(Some(event))
}

fn alert_pages(connection: &Connection, site: &str) -> rusqlite::Result<u64> {
    Ok(page::watched_of(connection, site, PAGES_ALERT)?.max(1))
}

/// What an alert is about.
struct Subject<'a> {
    kind: SiteEventKind,
    site: &'a str,
    subject: &'a str,
}

/// What the pages say of an alert.
enum Weight {
    /// It is to be opened if it is not.
    On,
    /// Not enough to open it, too much to end it.
    Between,
    Over,
}

impl Weight {
    fn of(is_on: bool) -> Weight {
        if is_on { Weight::On } else { Weight::Between }
    }
}

fn weigh(
    connection: &Connection,
    about: Subject,
    at: Timestamp,
    detail: &str,
    pages: u64,
    weight: Weight,
) -> rusqlite::Result<Option<SiteEvent>> {
    let Subject { kind, site, subject } = about;
    let mut statement = connection
        .prepare_cached(&format!("{SELECT} WHERE site = ?1 AND kind = ?2 AND subject = ?3 AND ended_at IS NULL"))?;
    let open = statement.query_row((site, kind.as_str(), subject), from_row).optional()?;
    match (open, weight) {
        (None, Weight::On) => {
            let (site, subject, detail) = (site.to_owned(), subject.to_owned(), detail.to_owned());
            let event = SiteEvent { kind, site, subject, detail, pages, at, ended_at: None };
            insert(connection, &event)?;
            Ok(Some(event))
        }
        (Some((id, event)), Weight::Over) => {
            connection
                .prepare_cached("UPDATE site_event SET ended_at = max(at, ?2) WHERE id = ?1")?
                .execute((id, At(at)))?;
            Ok(Some(SiteEvent { ended_at: Some(at.max(event.at)), ..event }))
        }
        (Some((id, event)), Weight::On | Weight::Between) if pages > event.pages => {
            let mut statement = connection.prepare_cached("UPDATE site_event SET pages = ?2 WHERE id = ?1")?;
            statement.execute((id, signed(pages)))?;
            Ok(None)
        }
        (Some(_) | None, _) => Ok(None),
    }
}

/// Stores an event.
pub(super) fn insert(connection: &Connection, event: &SiteEvent) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO site_event (site, at, kind, subject, detail, pages, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let (pages, ended_at) = (signed(event.pages), event.ended_at.map(At));
    let (kind, subject) = (event.kind.as_str(), &event.subject);
    statement.execute((&event.site, At(event.at), kind, subject, &event.detail, pages, ended_at)).map(drop)
}

const SELECT: &str = "SELECT id, site, at, kind, subject, detail, pages, ended_at FROM site_event ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<(i64, SiteEvent)> {
    let event = SiteEvent {
        site: row.get(1)?,
        at: row.get::<_, At>(2)?.0,
        kind: super::values::named("kind of site event", row.get_ref(3)?.as_str()?, SiteEventKind::parse)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        pages: row.get::<_, i64>(6)?.unsigned_abs(),
        ended_at: row.get::<_, Option<At>>(7)?.map(|t| t.0),
    };
    Ok((row.get(0)?, event))
}

/// The alerts that last, the oldest first.
pub(super) fn open(connection: &Connection) -> rusqlite::Result<Vec<SiteEvent>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE ended_at IS NULL ORDER BY at, id"))?;
    statement.query_map([], |row| from_row(row).map(|(_, event)| event))?.collect()
}

/// The last events of a site, the newest first.
pub(super) fn last(connection: &Connection, site: &str, limit: u32) -> rusqlite::Result<Vec<SiteEvent>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE site = ?1 ORDER BY at DESC, id DESC LIMIT ?2"))?;
    statement.query_map((site, limit), |row| from_row(row).map(|(_, event)| event))?.collect()
}

/// The event of that row.
pub(super) fn by_id(connection: &Connection, id: i64) -> rusqlite::Result<Option<SiteEvent>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    statement.query_row([id], |row| from_row(row).map(|(_, event)| event)).optional()
}

/// The events of a kind that were not over before `since`, the newest first, each with its row.
pub(super) fn of_kind(
    connection: &Connection,
    kind: SiteEventKind,
    since: Timestamp,
    site: Option<&str>,
    limit: i64,
) -> rusqlite::Result<Vec<(i64, SiteEvent)>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE kind = ?1 AND coalesce(ended_at, ?2) >= ?2 AND site = coalesce(?3, site)
         ORDER BY at DESC, id DESC LIMIT ?4"
    ))?;
    statement.query_map((kind.as_str(), At(since), site, limit), from_row)?.collect()
}
