//! Brings a file up to date, forward only: a new file gets the whole `schema.sql`, an older one gets the steps that
//! it lacks, each in a transaction of its own together with its new `user_version`.
//!
//! A new step is a file `000N_what.sql` here and a line in [`UPGRADES`]; `schema.sql` always shows the result.

use std::path::Path;

use rusqlite::Connection;

use super::connection::{APPLICATION_ID, beside, user_version};
use super::error::StoreError;
use super::{chain, search};

/// The format that this program writes.
pub const LATEST: i32 = 9;

/// One step: the format that it leads to, and how.
#[derive(Debug, Clone, Copy)]
pub struct Upgrade {
    pub to: i32,
    pub sql: &'static str,
    /// What SQL alone cannot do, after it and in the same transaction.
    pub then: fn(&Connection) -> rusqlite::Result<()>,
}

/// All steps after format 1, in order.
pub const UPGRADES: &[Upgrade] = &[
    Upgrade { to: 2, sql: include_str!("0002_health.sql"), then: nothing },
    Upgrade { to: 3, sql: include_str!("0003_rule_health.sql"), then: nothing },
    Upgrade { to: 4, sql: include_str!("0004_states.sql"), then: nothing },
    Upgrade { to: 5, sql: include_str!("0005_fetching.sql"), then: nothing },
    Upgrade { to: 6, sql: include_str!("0006_reading.sql"), then: search::index_all },
    Upgrade { to: 7, sql: include_str!("0007_pace.sql"), then: nothing },
    Upgrade { to: 8, sql: include_str!("0008_lineage.sql"), then: nothing },
    Upgrade { to: 9, sql: include_str!("0009_chain.sql"), then: chain::begin },
];

fn nothing(_: &Connection) -> rusqlite::Result<()> {
    Ok(())
}

const SCHEMA: &str = include_str!("../schema.sql");

/// Makes the tables of a new file, or takes the steps that an older file lacks.
///
/// Before the first step of an older file a copy is put beside it (`x.db.format-1`), by SQLite itself.
pub(super) fn upgrade(connection: &Connection, path: &Path, steps: &[Upgrade]) -> Result<(), StoreError> {
    let found = user_version(connection)?;
    if found == 0 {
        let latest = steps.last().map_or(LATEST, |s| s.to);
        return in_transaction(connection, &Upgrade { to: latest, sql: SCHEMA, then: nothing });
    }
    let missing: Vec<&Upgrade> = steps.iter().filter(|s| s.to > found).collect();
    if missing.is_empty() {
        return Ok(());
    }
    keep_copy(connection, path, found)?;
    missing.into_iter().try_for_each(|step| in_transaction(connection, step))
}

/// Makes the tables of the latest format, to compare those of a file with.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SCHEMA)
}

fn keep_copy(connection: &Connection, path: &Path, found: i32) -> Result<(), StoreError> {
    let copy = beside(path, &format!(".format-{found}"));
    // A copy that is there already was made by an upgrade that was interrupted: it is the older and so the better.
    if !copy.exists() {
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    Ok(())
}

fn in_transaction(connection: &Connection, step: &Upgrade) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let end = format!("PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {};\nCOMMIT", step.to);
    let outcome = connection
        .execute_batch(step.sql)
        .and_then(|()| (step.then)(connection))
        .and_then(|()| connection.execute_batch(&end));
    if outcome.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(outcome?)
}

#[cfg(test)]
mod tests;
