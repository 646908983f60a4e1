//! Writes one visit: the attempt and all that it led to, within the savepoint of the caller.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::attempt::{self, Left};
use super::error::StoreError;
use super::values::{At, Bytes32, State, json};
use super::version::{self, Origin};
use super::{
    capture, change, event, health, host, quarantine, retelling, site_block, site_event, story, trust, variant,
};
use crate::model::{
    AttemptRecord, CaptureWhy, Cause, NewVersion, Outcome, PageId, PageState, Severity, SiteEvent, Suspicion,
    Timestamp, VersionId, Visit,
};

/// How many attempts pass between two clearings of a page's list of attempts.
const PRUNE_EVERY: u32 = 16;

/// What a visit left in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Rows of the changes, in the order of `Visit::changes`.
    pub change_ids: Vec<i64>,
    /// The row of the new version, if the publisher made one.
    pub version_id: Option<VersionId>,
    /// The alerts of the page's site that the visit opened or ended.
    pub site_events: Vec<SiteEvent>,
}

/// What the page row said before the visit.
pub(super) struct Before {
    pub site: String,
    pub host: String,
    pub state: PageState,
    pub failures: u32,
    pub attempts: u32,
    pub missing: String,
    /// The page has rows in quarantine.
    pub is_waiting: bool,
    pub newest: Option<Newest>,
}

/// The version that texts are added to: the page's newest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Newest {
    pub id: VersionId,
    pub n: u32,
    pub text_seen_at: Timestamp,
    /// How many visits saw it.
    pub sights: u32,
}

/// Writes `visit`; the caller rolls back if this fails.
pub(super) fn record(connection: &Connection, visit: &Visit) -> Result<Recorded, StoreError> {
    let before = before(connection, visit.page)?;
    let at = visit.attempt.at;
    let capture = match &visit.capture {
        Some(new) => Some(capture::insert(connection, visit.page, at, new)?),
        None => None,
    };
    if let (Some(id), Some(CaptureWhy::Quarantine)) = (capture, visit.capture.as_ref().map(|c| c.why)) {
        quarantine::keep(connection, visit.page, id, at, before.newest.map(|n| n.text_seen_at))?;
    } else if visit.is_seen_again {
        quarantine::seen_again(connection, visit.page, at)?;
    }
    let (newest, version_id) = texts(connection, visit, capture, before.newest)?;
    let is_edge = before.state != visit.state || (before.failures == 0) != (visit.failures == 0);
    let left = Left { capture, version: version_id, is_kept: is_edge || matters(visit) };
    attempt::insert(connection, visit.page, &visit.attempt, &left)?;
    let change_ids = tell(connection, visit)?;
    if visit.changes.iter().flat_map(|change| &change.kinds).any(|kind| kind.opens_lineage()) {
        version::count_lineages(connection, visit.page, newest.map_or(0, |newest| newest.n))?;
    } else if !visit.retold.is_empty() {
        version::count_lineages(connection, visit.page, 0)?;
    }
    if let Some(newest) = &newest {
        site_block::note(connection, &before.site, visit, newest.n, &change_ids)?;
    }
    for event in &visit.events {
        event::insert(connection, visit.page, at, event)?;
    }
    update_page(connection, visit, newest.as_ref())?;
    if let Some(variants) = &visit.variants {
        variant::write(connection, visit.page, variants)?;
    }
    if visit.attempt.outcome != Outcome::Failed {
        host::score_hint(connection, visit.page, is_edit(visit))?;
    }
    let is_read = visit.is_same_text || visit.version.is_some() || visit.variants.is_some();
    if before.is_waiting && is_read {
        quarantine::left(connection, visit.page, at)?;
    }
    if before.attempts % PRUNE_EVERY == PRUNE_EVERY - 1 {
        attempt::prune(connection, visit.page)?;
    }
    if version_id.is_some() {
        story::tell(connection, visit)?;
    }
    if let Some(reading) = &visit.reading {
        health::count(connection, &before.site, at, reading)?;
    }
    let mut site_events = weigh(connection, &before, visit)?;
    if let Some(ahead) = visit.clock_ahead {
        site_events.extend(site_event::clock(connection, &before.site, &before.host, at, ahead)?);
    }
    if visit.is_same_text || visit.variants.is_some() {
        site_events.extend(trust::count(connection, &before.site, at, visit.is_modified_bumped)?);
    }
    Ok(Recorded { change_ids, version_id, site_events })
}

/// Writes the changes of a visit, and what it says of those that were told before; answers with the new rows.
fn tell(connection: &Connection, visit: &Visit) -> Result<Vec<i64>, StoreError> {
    let mut rows = Vec::with_capacity(visit.changes.len());
    for change in &visit.changes {
        let row = change::insert(connection, visit.page, change)?;
        retelling::disclosed_with(connection, visit, change, row)?;
        rows.push(row);
    }
    if let Some(digested) = &visit.digested
        && !retelling::digest(connection, visit.page, digested)?
    {
        // After those that the visit lists, in whose order the rows are.
        rows.push(change::insert(connection, visit.page, &digested.more)?);
    }
    for retold in &visit.retold {
        retelling::retell(connection, visit.page, retold, visit.attempt.at)?;
    }
    Ok(rows)
}

/// Writes the texts of a visit, and answers with the version that is the newest then, and the one it made.
pub(super) fn texts(
    connection: &Connection,
    visit: &Visit,
    capture: Option<i64>,
    mut newest: Option<Newest>,
) -> Result<(Option<Newest>, Option<VersionId>), StoreError> {
    let at = visit.attempt.at;
    if let Some(new) = &visit.rebased {
        newest = Some(rebase(connection, visit, new, newest)?);
    }
    let mut version_id = None;
    if let Some(new) = &visit.version {
        close(connection, newest.as_ref())?;
        let origin = Origin { cause: Cause::Publisher, first_seen_at: at, last_seen_at: at, capture };
        let id = version::insert(connection, visit.page, new, &origin)?;
        newest = Some(Newest { id, n: new.n, text_seen_at: at, sights: 1 });
        version_id = Some(id);
    } else if visit.is_same_text
        && let Some(newest) = &mut newest
    {
        // An old capture that is filled in later does not shorten the window.
        newest.text_seen_at = newest.text_seen_at.max(at);
        newest.sights = newest.sights.saturating_add(1);
    }
    Ok((newest, version_id))
}

/// Weighs the alerts of the page's site that this visit may have opened or ended.
fn weigh(connection: &Connection, before: &Before, visit: &Visit) -> rusqlite::Result<Vec<SiteEvent>> {
    let (at, site) = (visit.attempt.at, before.site.as_str());
    let broken = PageState::Suspect(Suspicion::TemplateBroken);
    let mut found = Vec::new();
    if before.state == broken || visit.state == broken {
        let detail = visit.attempt.detail.as_deref().unwrap_or_default();
        let detail = detail.strip_prefix("template_broken: ").unwrap_or(detail);
        found.extend(site_event::weigh_template(connection, site, at, detail)?);
    }
    if let Some(reading) = &visit.reading {
        let (then, now) = (before.missing.as_str(), reading.missing());
        let only = |a: &str, b: &str| -> Vec<String> {
            a.split_ascii_whitespace().filter(|f| !b.split(' ').any(|g| g == *f)).map(str::to_owned).collect()
        };
        // The body has an alert of its own.
        for field in [only(then, &now), only(&now, then)].concat().iter().filter(|f| *f != "body") {
            found.extend(site_event::weigh_rule(connection, site, field, at)?);
        }
    }
    Ok(found)
}

/// Whether the publisher changed the article.
fn is_edit(visit: &Visit) -> bool {
    visit.changes.iter().any(|c| c.cause == Cause::Publisher && c.severity >= Severity::Minor)
}

/// Whether the attempt is to be kept for what it led to.
fn matters(visit: &Visit) -> bool {
    matches!(visit.attempt.outcome, Outcome::Version | Outcome::Claim)
        || visit.capture.is_some()
        || visit.rebased.is_some()
        || !visit.changes.is_empty()
        || !visit.retold.is_empty()
        || !visit.events.is_empty()
}

/// Reads what the page row says.
pub(super) fn before(connection: &Connection, page: PageId) -> Result<Before, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT state, failures, attempts, version_id, version, text_seen_at, site, missing,
                unread_under IS NOT NULL, text_sights, host FROM page WHERE id = ?1",
    )?;
    let before = statement
        .query_row([page.0], |row| {
            let newest = match row.get::<_, Option<i64>>(3)? {
                Some(id) => Some(Newest {
                    id: VersionId(id),
                    n: row.get(4)?,
                    text_seen_at: row.get::<_, At>(5)?.0,
                    sights: row.get(9)?,
                }),
                None => None,
            };
            Ok(Before {
                site: row.get(6)?,
                host: row.get(10)?,
                state: row.get::<_, State>(0)?.0,
                failures: row.get(1)?,
                attempts: row.get(2)?,
                missing: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
                is_waiting: row.get(8)?,
                newest,
            })
        })
        .optional()?;
    before.ok_or_else(|| StoreError::UnknownPage(page.to_string()))
}

fn close(connection: &Connection, newest: Option<&Newest>) -> Result<(), StoreError> {
    match newest {
        Some(newest) => Ok(version::close_window(connection, newest.id, At(newest.text_seen_at), newest.sights)?),
        None => Ok(()),
    }
}

/// Stores the last version's capture as our new rules read it: the same page in the same window, no publisher's edit.
fn rebase(
    connection: &Connection,
    visit: &Visit,
    new: &NewVersion,
    newest: Option<Newest>,
) -> Result<Newest, StoreError> {
    let at = visit.attempt.at;
    let Some(newest) = newest else {
        let origin = Origin { cause: Cause::Rules, first_seen_at: at, last_seen_at: at, capture: None };
        let id = version::insert(connection, visit.page, new, &origin)?;
        return Ok(Newest { id, n: new.n, text_seen_at: at, sights: 1 });
    };
    close(connection, Some(&newest))?;
    let mut statement = connection.prepare_cached("SELECT first_seen_at, capture_id FROM version WHERE id = ?1")?;
    let (first, capture) = statement.query_row([newest.id.0], |row| Ok((row.get::<_, At>(0)?, row.get(1)?)))?;
    let origin = Origin { cause: Cause::Rules, first_seen_at: first.0, last_seen_at: newest.text_seen_at, capture };
    let id = version::insert(connection, visit.page, new, &origin)?;
    Ok(Newest { id, n: new.n, text_seen_at: newest.text_seen_at, sights: newest.sights })
}

fn update_page(connection: &Connection, visit: &Visit, newest: Option<&Newest>) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE page SET
             state = :state, state_since = :state_since, state_checks = :state_checks, failures = :failures,
             attempts = attempts + 1, last_attempt_at = :at, last_outcome = :outcome, last_problem = :problem,
             last_seen_at = CASE WHEN :is_seen THEN :at ELSE last_seen_at END,
             event_at = coalesce(:event_at, event_at), is_busy = :is_busy, is_live = :is_live,
             claims = CASE WHEN :sets_aside THEN :claims ELSE coalesce(:claims, claims) END,
             etag = CASE WHEN :has_validators THEN :etag ELSE etag END,
             last_modified = CASE WHEN :has_validators THEN :last_modified ELSE last_modified END,
             body_hash = coalesce(:body_hash, body_hash), revision = coalesce(:revision, revision),
             suspect_hash = CASE WHEN :is_suspect THEN coalesce(:suspect_hash, suspect_hash) ELSE :suspect_hash END,
             version = :version, version_id = :version_id, text_seen_at = :text_seen_at, next_due = :next_due,
             unread_hash = CASE WHEN :is_unread THEN coalesce(:unread_hash, unread_hash) END,
             unread_under = coalesce(:unread_under, unread_under), missing = coalesce(:missing, missing),
             text_sights = coalesce(:text_sights, text_sights), moved_to = :moved_to
         WHERE id = :page",
    )?;
    let validators = visit.validators.as_ref();
    let judged = visit.judged.as_ref();
    let unread = visit.unread.as_ref();
    statement.execute(named_params! {
        ":page": visit.page.0,
        ":state": State(visit.state.clone()),
        ":state_since": At(visit.state_since),
        ":state_checks": visit.state_checks,
        ":failures": visit.failures,
        ":at": At(visit.attempt.at),
        ":outcome": visit.attempt.outcome.as_str(),
        ":problem": problem(&visit.attempt),
        ":is_seen": !matches!(visit.attempt.outcome, Outcome::Failed | Outcome::State),
        ":event_at": visit.event_at.map(At),
        ":is_busy": visit.is_busy,
        ":is_live": visit.is_live,
        // A new text brings its own claims, and those read under other rules are no measure for the next visit.
        ":sets_aside": visit.version.is_some() || visit.rebased.is_some(),
        ":claims": visit.claims.as_ref().map(json).transpose()?,
        ":has_validators": validators.is_some(),
        ":etag": validators.and_then(|v| v.etag.as_deref()),
        ":last_modified": validators.and_then(|v| v.last_modified.as_deref()),
        ":body_hash": judged.map(|j| Bytes32(j.body_hash)),
        ":revision": judged.map(|j| j.revision.as_str()),
        ":is_suspect": matches!(visit.state, PageState::Suspect(_)),
        ":suspect_hash": visit.suspect_canon.map(Bytes32),
        ":version": newest.map(|n| n.n),
        ":version_id": newest.map(|n| n.id.0),
        ":text_seen_at": newest.map(|n| At(n.text_seen_at)),
        ":next_due": At(visit.next_due),
        ":is_unread": visit.state.is_unread(),
        ":unread_hash": unread.map(|u| Bytes32(u.body_hash)),
        ":unread_under": unread.map(|u| u.under.as_str()),
        ":moved_to": visit.moved_to,
        ":text_sights": newest.map(|n| n.sights),
        ":missing": visit.reading.as_ref().map(|r| r.missing()),
    })?;
    Ok(())
}

/// What was wrong at an attempt, in words.
fn problem(record: &AttemptRecord) -> Option<String> {
    match (record.failure, &record.detail) {
        (Some(kind), Some(detail)) => Some(format!("{kind}: {detail}")),
        (Some(kind), None) => Some(kind.to_string()),
        (None, Some(detail)) => Some(detail.clone()),
        (None, None) => record.problems.first().map(ToString::to_string),
    }
}
