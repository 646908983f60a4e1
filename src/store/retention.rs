//! Raw pages that are given up: their bodies go, what is said of them stays, and the chain says when and why.

use rusqlite::{Connection, OptionalExtension};

use super::change::rank;
use super::error::StoreError;
use super::values::At;
use super::{Reader, Store, WRITE_BYTES, capture, chain};
use crate::model::{Severity, Timestamp};

/// Free pages of the file that are given back to the disk at a time.
const VACUUM_PAGES: u32 = 5_000;

/// Which raw pages have served their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// Evidence of states (walls, cut texts) from before this goes; `None` keeps all.
    pub states_before: Option<Timestamp>,
    /// Raw pages of versions from before this go; `None` keeps all. The newest version's stays in any case.
    pub versions_before: Option<Timestamp>,
    /// Raw pages before and after a publisher's change of this weight or more stay, whatever their age.
    pub kept_from: Severity,
}

impl Reader {
    /// Raw pages after row `after` that have served their time, the oldest first, at most `limit`; what waits in
    /// quarantine has not.
    pub fn expired(&self, expiry: &Expiry, after: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.id FROM capture AS c
             WHERE c.id > ?5 AND c.gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM quarantine AS q WHERE q.capture_id = c.id)
             AND (c.why <> 'version' AND c.at < ?1
                  AND NOT EXISTS (SELECT 1 FROM change AS ch WHERE ch.page_id = c.page_id
                                  AND ch.first_seen_new_at = c.at AND ch.severity_rank >= ?3)
                  OR c.why = 'version' AND c.at < ?2
                  AND NOT EXISTS (SELECT 1 FROM page AS p JOIN version AS v ON v.id = p.version_id
                                  WHERE p.id = c.page_id AND v.capture_id = c.id)
                  AND NOT EXISTS (SELECT 1 FROM version AS v JOIN change AS ch ON ch.page_id = v.page_id
                                  AND v.n IN (ch.old_version, ch.new_version)
                                  WHERE v.page_id = c.page_id AND v.capture_id = c.id
                                  AND ch.severity_rank >= ?3 AND ch.cause = 'publisher'))
             ORDER BY c.id LIMIT ?4",
        )?;
        let before = |at: Option<Timestamp>| at.map(|at| At(at).text()).unwrap_or_default();
        let (states, versions) = (before(expiry.states_before), before(expiry.versions_before));
        let found = statement.query_map((states, versions, rank(expiry.kept_from), limit, after), |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

impl Store {
    /// Gives up the bodies of raw pages, which [`Reader::expired`] named; answers how many were there.
    pub async fn give_up(&self, captures: Vec<i64>, now: Timestamp) -> Result<usize, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| {
            let mut count = 0;
            for id in captures {
                if give_up(connection, id, "age", now)? {
                    chain::given_up(connection, id, &format!("{}: age", At(now).text()))?;
                    count += 1;
                }
            }
            Ok(count)
        })
        .await
    }

    /// Gives free pages of the file back to the disk, a bounded number; without effect on files of older releases.
    pub async fn shrink(&self) -> Result<(), StoreError> {
        let sql = format!("PRAGMA incremental_vacuum({VACUUM_PAGES})");
        self.between(move |connection| {
            // A page is given back with each step.
            let mut statement = connection.prepare(&sql)?;
            let mut steps = statement.query([])?;
            while steps.next()?.is_some() {}
            Ok(())
        })
        .await
    }
}

/// Empties a raw page; those that were packed against it are packed anew before. `false` where it was empty already.
pub(super) fn give_up(connection: &Connection, id: i64, why: &str, now: Timestamp) -> Result<bool, StoreError> {
    let mut there = connection.prepare_cached("SELECT 1 FROM capture WHERE id = ?1 AND gone_at IS NULL")?;
    if there.query_row([id], |_| Ok(())).optional()?.is_none() {
        return Ok(false);
    }
    capture::leave(connection, id)?;
    let mut empty = connection
        .prepare_cached("UPDATE capture SET body = x'', base_id = NULL, gone_at = ?2, gone_why = ?3 WHERE id = ?1")?;
    empty.execute((id, At(now), why))?;
    Ok(true)
}
