//! The whole database file is read through beside the watch, at its start and once a day, so that damage is found
//! before what is damaged is asked for.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tracing::info;

use super::{Watch, WatchError};
use crate::store;

/// The reading that is under way; it ends when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Reading {
    is_over: Arc<AtomicBool>,
    is_under_way: Arc<AtomicBool>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

impl Watch {
    /// Starts to read the file through, unless that is being done. Damage ends the watch, as it would prevent the next
    /// start: what is written to a damaged file may make it worse.
    pub(super) fn read_through(&mut self) {
        let (is_over, is_under_way) = (Arc::clone(&self.reading.is_over), Arc::clone(&self.reading.is_under_way));
        if is_under_way.swap(true, Ordering::Relaxed) {
            return;
        }
        let path = self.setup.config.store.path.clone();
        self.visits.spawn(async move {
            let found = tokio::task::spawn_blocking(move || read(path, &is_over)).await;
            is_under_way.store(false, Ordering::Relaxed);
            found.map_err(WatchError::Panicked)?
        });
    }
}

fn read(path: PathBuf, is_over: &Arc<AtomicBool>) -> Result<(), WatchError> {
    let begun = Instant::now();
    if store::read_through(&path, is_over)? {
        let took_s = begun.elapsed().as_secs();
        info!(took_s, "the database file was read through and is whole");
    }
    Ok(())
}
