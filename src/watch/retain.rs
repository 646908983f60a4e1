//! Gives up raw pages that have served their time by the rules of `[retention]`, a few in each transaction.

use std::sync::Arc;

use tracing::info;

use super::{Setup, WatchError};
use crate::model::Timestamp;
use crate::store::Expiry;

/// Raw pages of one transaction: visits wait for it.
const BATCH: u32 = 50;
/// Batches of one night; what is left waits for the next.
const BATCHES_MAX: usize = 2_000;

/// Gives up what is too old at `now`, and gives the room back to the disk.
pub(super) async fn retain(setup: &Arc<Setup>, now: Timestamp) -> Result<(), WatchError> {
    let rules = setup.config.retention;
    if rules.states.is_none() && rules.versions.is_none() {
        return Ok(());
    }
    let before = |age: Option<chrono::TimeDelta>| age.and_then(|age| now.checked_sub_signed(age));
    let expiry =
        Expiry { states_before: before(rules.states), versions_before: before(rules.versions), kept_from: rules.keep };
    let (mut count, mut after) = (0, 0);
    for _ in 0..BATCHES_MAX {
        // A large record is read for a while, and not by a thread that visits need.
        let looking = Arc::clone(setup);
        let found = tokio::task::spawn_blocking(move || {
            looking.readers.with(&looking, |reader| reader.expired(&expiry, after, BATCH))
        });
        let expired = found.await.map_err(WatchError::Panicked)??;
        // What stays was looked at, and is not looked at again this night.
        let Some(last) = expired.last() else { break };
        after = *last;
        count += setup.store.give_up(expired, now).await?;
        setup.store.shrink().await?;
    }
    if count > 0 {
        info!(captures = count, "{count} raw pages have served their time and were given up");
    }
    Ok(())
}
