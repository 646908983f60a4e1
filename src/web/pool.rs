//! Connections for reading: a few, shared, each question bounded in time. A client that is slow to take its answer holds
//! none of them, because an answer is whole before the first byte of it is sent.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::problem::Problem;
use crate::store::Reader;

/// Questions that are worked on at once.
const READERS_MAX: usize = 4;
/// How long a question may wait for its turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// How long the answer may take.
const WORK_MAX: Duration = Duration::from_secs(5);

/// The connections to one database.
pub(super) struct Pool {
    database: PathBuf,
    idle: Mutex<Vec<Reader>>,
    turns: Arc<Semaphore>,
}

impl Pool {
    pub(super) fn new(database: PathBuf) -> Pool {
        Pool { database, idle: Mutex::new(Vec::new()), turns: Arc::new(Semaphore::new(READERS_MAX)) }
    }

    /// Does `work` with a connection of its own, away from the threads that serve.
    ///
    /// # Errors
    /// [`Problem::Busy`] where too many wait; those of opening the database; those of `work`.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Reader) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read_for(WORK_MAX, work).await
    }

    /// The same with another limit of time for each question to the database.
    pub(super) async fn read_for<T: Send + 'static>(
        self: &Arc<Self>,
        limit: Duration,
        work: impl FnOnce(&Reader) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Problem::Busy) };
        let pool = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let reader = pool.take()?;
            let mut answer = None;
            reader.within(limit, |reader| {
                answer = Some(work(reader));
                Ok(())
            })?;
            pool.give_back(reader);
            drop(turn);
            answer.unwrap_or(Err(Problem::Busy))
        });
        done.await.unwrap_or(Err(Problem::Panicked))
    }

    fn take(&self) -> Result<Reader, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(idle.map_or_else(|| Reader::open(&self.database), Ok)?)
    }

    fn give_back(&self, reader: Reader) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
    }
}
