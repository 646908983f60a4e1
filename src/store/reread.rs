//! Writes what reading kept pages of a page again led to, within the savepoint of the caller: all of it or nothing.
//!
//! No attempt is made up for it. Where the page could be read again since, the versions that came later get other
//! numbers, and the one that was seen next is told anew beside what is known now of the time before it.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::chain::{self, Subject};
use super::error::StoreError;
use super::record::{Before, Newest, Recorded, before, texts};
use super::values::{At, Bytes32, State, json};
use super::{capture, change, event, health, quarantine, retelling, site_event, variant, version};
use crate::model::{Change, PageId, RereadStep, Rereading, Seam, Timestamp, VersionId};

/// Writes `rereading`; the caller rolls back if this fails.
pub(super) fn write(connection: &Connection, rereading: &Rereading) -> Result<Recorded, StoreError> {
    let page = rereading.page;
    let before = before(connection, page)?;
    if before.attempts != rereading.attempts {
        return Err(StoreError::Overtaken(page.0));
    }
    let opened = match rereading.seam {
        Some(seam) => Some(open_seam(connection, rereading, seam)?),
        None => None,
    };
    let mut newest = match &opened {
        Some(opened) => opened.newest,
        None => before.newest,
    };
    let mut recorded = Recorded::default();
    let mut retold = opened.as_ref().map(|opened| opened.told.clone()).unwrap_or_default();
    for step in &rereading.steps {
        newest = write_step(connection, step, newest, &mut retold, &mut recorded)?;
    }
    for (id, _) in retold {
        retelling::delete(connection, id)?;
    }
    go_on_waiting(connection, rereading)?;
    for (id, change) in &rereading.amended {
        retelling::amend(connection, *id, change)?;
    }
    for change in &rereading.told {
        recorded.change_ids.push(change::insert(connection, page, change)?);
    }
    if let Some(opened) = opened {
        close_seam(connection, rereading, &opened, newest)?;
    } else {
        update_page(connection, rereading, newest)?;
    }
    version::count_lineages(connection, page, 0)?;
    settle_page(connection, rereading)?;
    if let Some(told) = &rereading.event {
        event::insert(connection, page, rereading.at, told)?;
    }
    health::restart(connection, &before.site, &rereading.rules)?;
    recorded.site_events.extend(weigh(connection, &before, rereading.at)?);
    Ok(recorded)
}

/// What still waits among pages that were read was seen after and before other texts than was known before.
fn go_on_waiting(connection: &Connection, rereading: &Rereading) -> rusqlite::Result<()> {
    let mut followed_by: Option<&RereadStep> = None;
    let is_any_read = rereading.steps.iter().any(|step| step.is_read);
    for step in rereading.steps.iter().rev().filter(|_| is_any_read) {
        match step.capture {
            Some(id) if !step.is_read => quarantine::amend(connection, id, step, followed_by)?,
            Some(_) | None => followed_by = Some(step),
        }
    }
    Ok(())
}

fn weigh(
    connection: &Connection,
    before: &Before,
    at: Timestamp,
) -> Result<Option<crate::model::SiteEvent>, StoreError> {
    Ok(site_event::weigh_template(connection, &before.site, at, "")?)
}

/// Writes the texts, changes and events of one kept page; answers with the version that is the newest then.
///
/// `retold` are changes that are told anew: one that is the same but for numbers and windows keeps its row.
fn write_step(
    connection: &Connection,
    step: &RereadStep,
    newest: Option<Newest>,
    retold: &mut Vec<(i64, Change)>,
    recorded: &mut Recorded,
) -> Result<Option<Newest>, StoreError> {
    let visit = &step.visit;
    if !step.is_read {
        return Ok(newest);
    }
    let (mut newest, version) = texts(connection, visit, step.capture, newest)?;
    if let Some(newest) = newest.as_mut().filter(|_| visit.is_same_text || version.is_some()) {
        newest.text_seen_at = newest.text_seen_at.max(step.until);
    }
    if let Some(digested) = &visit.digested
        && !retelling::digest(connection, visit.page, digested)?
    {
        recorded.change_ids.push(change::insert(connection, visit.page, &digested.more)?);
    }
    for change in &visit.changes {
        let is_same = |(_, told): &(i64, Change)| {
            let is_text = |change: &Change| change.old_version != change.new_version;
            told.first_seen_new_at == change.first_seen_new_at
                && told.edits == change.edits
                && is_text(told) == is_text(change)
        };
        match retold.iter().position(is_same) {
            Some(at) => {
                let id = retold.swap_remove(at).0;
                retelling::amend(connection, id, change)?;
                retelling::disclosed_with(connection, visit, change, id)?;
            }
            None => {
                let id = change::insert(connection, visit.page, change)?;
                retelling::disclosed_with(connection, visit, change, id)?;
                recorded.change_ids.push(id);
            }
        }
    }
    for retold in &visit.retold {
        retelling::retell(connection, visit.page, retold, visit.attempt.at)?;
    }
    if let Some(variants) = &visit.variants {
        variant::write(connection, visit.page, variants)?;
    }
    for told in &visit.events {
        event::insert(connection, visit.page, visit.attempt.at, told)?;
    }
    if let Some(id) = step.capture {
        quarantine::release(connection, id)?;
        if version.is_some() {
            capture::is_of_version(connection, id)?;
        }
    }
    recorded.version_id = version.or(recorded.version_id);
    Ok(newest)
}

/// What the page shows now has been read: its row is what a visit would have left, but for the visit itself.
fn update_page(connection: &Connection, rereading: &Rereading, newest: Option<Newest>) -> Result<(), StoreError> {
    let steps = || rereading.steps.iter().filter(|step| step.is_read);
    let judged = steps().filter_map(|step| step.visit.judged.as_ref()).next_back();
    let last = steps().next_back().map(|step| &step.visit);
    // A new text sets the claims aside that moved before it.
    let (mut sets_aside, mut claims) = (false, None);
    for visit in steps().map(|step| &step.visit) {
        let is_new = visit.version.is_some() || visit.rebased.is_some();
        sets_aside |= is_new;
        claims = visit.claims.as_ref().or(claims.filter(|_| !is_new));
    }
    let mut statement = connection.prepare_cached(
        "UPDATE page SET
             version = :version, version_id = :version_id, text_seen_at = :text_seen_at,
             text_sights = coalesce(:text_sights, text_sights),
             last_seen_at = nullif(max(coalesce(last_seen_at, ''), coalesce(:text_seen_at, '')), ''),
             event_at = coalesce(:event_at, event_at), is_live = coalesce(:is_live, is_live),
             claims = CASE WHEN :sets_aside THEN :claims ELSE coalesce(:claims, claims) END,
             body_hash = coalesce(:body_hash, body_hash), revision = coalesce(:revision, revision)
         WHERE id = :page",
    )?;
    statement.execute(named_params! {
        ":page": rereading.page.0,
        ":version": newest.map(|n| n.n),
        ":version_id": newest.map(|n| n.id.0),
        ":text_seen_at": newest.map(|n| At(n.text_seen_at)),
        ":text_sights": newest.map(|n| n.sights),
        ":event_at": last.and_then(|v| v.event_at).map(At),
        ":is_live": last.map(|v| v.is_live),
        ":sets_aside": sets_aside,
        ":claims": claims.map(json).transpose()?,
        ":body_hash": judged.map(|j| Bytes32(j.body_hash)),
        ":revision": judged.map(|j| j.revision.as_str()),
    })?;
    Ok(())
}

/// The page's state where its last kept page is what it shows, and what still waits.
fn settle_page(connection: &Connection, rereading: &Rereading) -> Result<(), StoreError> {
    let page = rereading.page;
    if let Some(end) = &rereading.end {
        let mut statement = connection.prepare_cached(
            "UPDATE page SET state = ?2, state_since = ?3, state_checks = ?4, next_due = min(next_due, ?5),
                             unread_hash = NULL, last_problem = NULL WHERE id = ?1",
        )?;
        let since = At(end.state_since);
        statement.execute((page.0, State(end.state.clone()), since, end.state_checks, At(end.next_due)))?;
    }
    let mut statement = connection.prepare_cached(
        "UPDATE page SET unread_under = CASE WHEN EXISTS (SELECT 1 FROM quarantine WHERE page_id = ?1) THEN ?2 END
         WHERE id = ?1",
    )?;
    statement.execute((page.0, &rereading.under))?;
    Ok(())
}

/// A history opened at the place where kept pages are put into it.
struct Opened {
    /// The last version before the place.
    newest: Option<Newest>,
    /// The version that was seen next.
    next: Next,
    /// What was told of that visit, by row: it is told anew.
    told: Vec<(i64, Change)>,
}

struct Next {
    id: VersionId,
    last_seen_at: Timestamp,
    is_newest: bool,
    /// It is the version before again: the row stays, with the window that it had before.
    is_back: bool,
}

/// Takes the version that was seen next and what was told of it out of the history, and moves the later ones up.
fn open_seam(connection: &Connection, rereading: &Rereading, seam: Seam) -> Result<Opened, StoreError> {
    let page = rereading.page;
    let after = rereading.after_version;
    let is_back = Some(seam.version) == after;
    let newest = match after {
        Some(n) => newest_as_of(connection, page, n, &rereading.steps)?,
        None => None,
    };
    let made: u32 = rereading.steps.iter().map(RereadStep::versions_made).sum();
    let next = next_row(connection, page, seam.version, is_back)?;
    let told = change::at_seam(connection, page, after, seam)?;
    if after.is_none() {
        let sql = "DELETE FROM event WHERE page_id = ?1 AND kind = 'first_seen' AND at = ?2";
        connection.execute(sql, (page.0, At(seam.at)))?;
    }
    if let Some(newest) = newest.filter(|_| is_back) {
        // Its window ended with the last visit that saw it before the kept pages.
        let mut cut = connection.prepare_cached("UPDATE version SET last_seen_at = ?2 WHERE id = ?1")?;
        cut.execute((newest.id.0, At(newest.text_seen_at)))?;
        chain::made(connection, Subject::Window, newest.id.0)?;
    }
    let shift = i64::from(made) - i64::from(!is_back);
    renumber(connection, page, &Renumbering { after: after.unwrap_or(0), is_back, seam, shift })?;
    Ok(Opened { newest, next, told })
}

/// Version `n` as it was before the kept pages: last seen no later than the first of them.
fn newest_as_of(
    connection: &Connection,
    page: PageId,
    n: u32,
    steps: &[RereadStep],
) -> Result<Option<Newest>, StoreError> {
    let Some(row) = version::numbered(connection, page, n)? else { return Ok(None) };
    let first = steps.first().map_or(row.last_seen_at, |step| step.visit.attempt.at);
    let mut statement =
        connection.prepare_cached("SELECT text_seen_at FROM quarantine WHERE page_id = ?1 AND capture_id = ?2")?;
    let id = steps.first().and_then(|step| step.capture).unwrap_or_default();
    let seen: Option<Option<At>> = statement.query_row((page.0, id), |r| r.get(0)).optional()?;
    let seen = seen.flatten().map_or(row.last_seen_at, |at| at.0).min(first);
    let sights = row.sights;
    Ok(Some(Newest { id: row.id, n, text_seen_at: seen.max(row.first_seen_at), sights }))
}

fn next_row(connection: &Connection, page: PageId, n: u32, is_back: bool) -> Result<Next, StoreError> {
    let unknown = || StoreError::Overtaken(page.0);
    let row = version::numbered(connection, page, n)?.ok_or_else(unknown)?;
    let newest = version::newest(connection, page)?.ok_or_else(unknown)?;
    Ok(Next { id: row.id, last_seen_at: row.last_seen_at, is_newest: newest.id == row.id, is_back })
}

/// How the numbers of later versions move.
struct Renumbering {
    after: u32,
    is_back: bool,
    seam: Seam,
    shift: i64,
}

/// Moves the numbers of the versions after the place; the version that is told anew is parked at 0.
fn renumber(connection: &Connection, page: PageId, how: &Renumbering) -> rusqlite::Result<()> {
    let Renumbering { after, is_back, seam, shift } = *how;
    if !is_back {
        connection.execute("UPDATE version SET n = 0 WHERE page_id = ?1 AND n = ?2", (page.0, seam.version))?;
    }
    // In two steps: on the way no two versions of a page may have one number.
    connection.execute("UPDATE version SET n = -(n + ?3) WHERE page_id = ?1 AND n > ?2", (page.0, after, shift))?;
    connection.execute("UPDATE version SET n = -n WHERE page_id = ?1 AND n < 0", [page.0])?;
    let last_before = if is_back { after } else { after + 1 };
    for column in ["old_version", "new_version", "reverted_to"] {
        // What was told later of the version that is told anew means its new number.
        let sql = format!(
            "UPDATE change SET {column} = {column} + ?2 WHERE page_id = ?1 AND ({column} > ?3
                 OR ({column} = ?3 AND first_seen_new_at >= ?4))"
        );
        connection.execute(&sql, (page.0, shift, last_before, At(seam.at)))?;
    }
    connection
        .execute("UPDATE page SET version = version + ?2 WHERE id = ?1 AND version > ?3", (page.0, shift, after))?;
    Ok(())
}

/// Puts what was seen next in its place again.
fn close_seam(
    connection: &Connection,
    rereading: &Rereading,
    opened: &Opened,
    newest: Option<Newest>,
) -> Result<(), StoreError> {
    let page = rereading.page;
    let (next, Some(newest)) = (&opened.next, newest) else { return Err(StoreError::Overtaken(page.0)) };
    let mut window =
        connection.prepare_cached("UPDATE version SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1")?;
    window.execute((newest.id.0, At(next.last_seen_at)))?;
    chain::made(connection, Subject::Window, newest.id.0)?;
    if !next.is_back {
        connection.execute("UPDATE attempt SET version_id = ?2 WHERE version_id = ?1", (next.id.0, newest.id.0))?;
    }
    if next.is_newest {
        connection.execute(
            "UPDATE page SET version = ?2, version_id = ?3, text_seen_at = ?4, text_sights = ?5 WHERE id = ?1",
            (page.0, newest.n, newest.id.0, At(next.last_seen_at), newest.sights),
        )?;
    }
    if !next.is_back {
        version::delete(connection, next.id)?;
    }
    let seam = rereading.steps.last().map(|step| &step.visit);
    match seam.and_then(|visit| Some((visit.attempt.at, visit.claims.as_ref()?))) {
        Some((at, claims)) => carry_claims(connection, page, &newest, at, &json(claims)?, next.is_newest),
        None => Ok(()),
    }
}

/// The version that was seen next had claims of its own and is now the text of one that came before, with older claims:
/// what it claimed has moved since that version was made, for the page and for what still waits.
fn carry_claims(
    connection: &Connection,
    page: PageId,
    newest: &Newest,
    at: Timestamp,
    claims: &str,
    is_newest: bool,
) -> Result<(), StoreError> {
    if is_newest {
        connection.execute("UPDATE page SET claims = coalesce(claims, ?2) WHERE id = ?1", (page.0, claims))?;
    }
    let next = version::numbered(connection, page, newest.n + 1)?.map_or(Timestamp::MAX_UTC, |v| v.first_seen_at);
    connection.execute(
        "UPDATE quarantine SET claims = coalesce(claims, ?2) WHERE page_id = ?1
         AND capture_id IN (SELECT id FROM capture WHERE page_id = ?1 AND at > ?3 AND at < ?4)",
        (page.0, claims, At(at), At(next)),
    )?;
    connection.execute(
        "UPDATE quarantine SET left_claims = coalesce(left_claims, ?2)
         WHERE page_id = ?1 AND left_at > ?3 AND left_at < ?4",
        (page.0, claims, At(at), At(next)),
    )?;
    Ok(())
}
