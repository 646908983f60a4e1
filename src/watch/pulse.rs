//! Whether the watch is alive: the loop has turned and the database has answered, both lately. Only then is systemd's
//! watchdog fed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tracing::error;

use super::systemd;
use crate::model::Lateness;
use crate::store::Store;

/// When the loop last turned, and how it keeps up; clones share it.
#[derive(Debug, Clone)]
pub struct Heart {
    begun: Instant,
    last_beat_ms: Arc<AtomicU64>,
    /// How late checks have begun.
    pub lateness: Lateness,
}

impl Default for Heart {
    fn default() -> Self {
        Heart { begun: Instant::now(), last_beat_ms: Arc::new(AtomicU64::new(0)), lateness: Lateness::default() }
    }
}

impl Heart {
    fn beat(&self) {
        self.last_beat_ms.store(millis(self.begun), Ordering::Relaxed);
    }

    /// For how long the loop has not turned.
    pub fn silence(&self) -> Duration {
        Duration::from_millis(millis(self.begun).saturating_sub(self.last_beat_ms.load(Ordering::Relaxed)))
    }
}

/// Feeds the watchdog while the loop beats; ends when dropped.
pub(super) struct Pulse {
    heart: Heart,
    feeder: Option<JoinHandle<()>>,
}

impl Pulse {
    /// Starts to feed systemd's watchdog, where the unit has one.
    pub(super) fn start(store: Store, heart: Heart) -> Pulse {
        heart.beat();
        let feeder = systemd::watchdog_interval().map(|interval| tokio::spawn(feed(store, interval, heart.clone())));
        Pulse { heart, feeder }
    }

    /// The loop has turned.
    pub(super) fn beat(&self) {
        self.heart.beat();
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        if let Some(feeder) = &self.feeder {
            feeder.abort();
        }
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

async fn feed(store: Store, interval: Duration, heart: Heart) {
    // The loop turns at least once a second; twice the interval leaves room for a slow disk, and is still what the
    // unit allows.
    let allowed_ms = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1500);
    let mut turns = tokio::time::interval(interval / 2);
    loop {
        turns.tick().await;
        let silent_ms = u64::try_from(heart.silence().as_millis()).unwrap_or(u64::MAX);
        if silent_ms > allowed_ms {
            error!(silent_ms, "the loop does not turn; the watchdog is not fed");
            continue;
        }
        match tokio::time::timeout(interval, store.heartbeat()).await {
            Ok(Ok(())) => systemd::alive(),
            Ok(Err(error)) => error!(%error, "the database does not answer; the watchdog is not fed"),
            Err(_) => error!("the database does not answer in time; the watchdog is not fed"),
        }
    }
}
