//! Duties that are no visit: pruning, folding the log in, the heartbeat, a copy, the end.

use std::path::Path;
use std::sync::PoisonError;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::Identity;
use super::writer::Order;
use super::{Store, StoreError, WRITE_BYTES, attempt, site_block, site_event};
use crate::model::{SiteEvent, Timestamp};

impl Store {
    /// Deletes attempts that led to nothing beyond each page's last, and blocks that came or went too long ago to be
    /// counted; answers how many rows.
    pub async fn prune(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| {
            Ok(attempt::prune_all(connection)? + site_block::forget(connection, now)?)
        })
        .await
    }

    /// Ends the alerts of sites that have lost their cause without a visit (their pages went off the list, or got
    /// another site's name); answers with those that ended.
    pub async fn weigh_alerts(&self, now: Timestamp) -> Result<Vec<SiteEvent>, StoreError> {
        self.write(WRITE_BYTES, false, move |connection| Ok(site_event::weigh_open(connection, None, now)?)).await
    }

    /// Folds the log into the file and refreshes the planner's figures; for quiet hours.
    ///
    /// Readers are not waited for: what they still need stays in the log.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        self.between(|connection| {
            connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")?;
            Ok(())
        })
        .await
    }

    /// Writes a copy of the database, as of now, to a file that does not exist yet.
    pub async fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        let target = target.to_string_lossy().into_owned();
        self.between(move |connection| Ok(connection.execute("VACUUM INTO ?1", [target]).map(drop)?)).await
    }

    /// Shows that the writer is alive: takes the write lock, changes nothing, and looks whether the files are still
    /// those that were opened.
    ///
    /// # Errors
    /// [`StoreError::Displaced`] if somebody moved, deleted or replaced them: writes would go nowhere.
    pub async fn heartbeat(&self) -> Result<(), StoreError> {
        self.write(WRITE_BYTES, true, |connection| {
            // The transaction around this takes the write lock. It writes nothing: a full disk must not look like a
            // dead writer, or the daemon would be restarted into a file that it cannot open.
            Ok(connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)?)
        })
        .await?;
        self.check_files()
    }

    fn check_files(&self) -> Result<(), StoreError> {
        let found = Identity::of(self.path());
        let displaced = || StoreError::Displaced(self.path().to_owned());
        // Nothing is half done under this lock, so a panic elsewhere has not spoilt what it guards.
        let mut known = self.inner.identity.lock().unwrap_or_else(PoisonError::into_inner);
        match known.as_ref() {
            Some(known) if *known == found => Ok(()),
            Some(_) => Err(displaced()),
            None if found.is_whole() => {
                *known = Some(found);
                Ok(())
            }
            None => Err(displaced()),
        }
    }

    /// Writes what is queued, folds the log in and closes the file; other handles get [`StoreError::Closed`].
    pub async fn close(self) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        let tell = move || {
            // The answer only matters to who waits for it.
            let _ = tell.send(());
        };
        self.order(Order::Close(Box::new(tell)))?;
        told.await.map_err(|_| StoreError::Closed)
    }

    pub(super) async fn between<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.order(Order::Between(Box::new(move |connection| drop(tell.send(work(connection))))))?;
        told.await.map_err(|_| StoreError::Closed)?
    }
}
