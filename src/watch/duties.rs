//! What the daemon does at fixed times: pages that come due by the clock, and duties of its own.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use tokio::sync::mpsc;
use tracing::{debug, warn};

use super::cron::{CronJobs, Duty, Tick, TickFor, WallClock};
use super::{Setup, Watch, WatchError, learn, retain, tell, visit};
use crate::model::Timestamp;
use crate::schedule::CronLine;

/// The longest gap that a configuration may ask for.
const GAP_MAX: Duration = Duration::from_secs(3600);
/// What the daemon does for itself, and when (UTC).
const DUTIES: &[(&str, Duty)] = &[
    ("0 17 * * * *", Duty::PruneAttempts),
    ("0 47 3 * * *", Duty::Optimise),
    ("0 7 2 * * *", Duty::ReadThrough),
    ("0 7 4 * * *", Duty::Retain),
    ("0 27 4 * * *", Duty::Learn),
    ("30 */5 * * * *", Duty::ReportLateness),
];

impl Watch {
    /// Does what a slot asks for.
    pub(super) async fn tick(&mut self, tick: Tick) -> Result<(), WatchError> {
        let (now, store) = (self.now(), &self.setup.store);
        debug!(slot = %tick.slot, what = ?tick.what, "a slot has come");
        match &tick.what {
            TickFor::Group(group) => {
                store.make_due(group.sites.clone(), now).await?;
            }
            TickFor::Duty(Duty::PruneAttempts) => {
                store.prune(now).await?;
            }
            TickFor::Duty(Duty::Optimise) => {
                store.tidy().await?;
                tell::site_events(&store.weigh_alerts(now).await?);
                visit::politely(&self.setup).forget_idle(GAP_MAX, now);
            }
            TickFor::Duty(Duty::ReadThrough) => self.read_through(),
            TickFor::Duty(Duty::Retain) => {
                let setup = Arc::clone(&self.setup);
                // Beside the loop; what is not given up today is given up tomorrow.
                tokio::spawn(async move {
                    if let Err(error) = retain::retain(&setup, now).await {
                        warn!(%error, "raw pages that have served their time could not be given up");
                    }
                });
            }
            TickFor::Duty(Duty::ReportLateness) => self.tell_lateness(now)?,
            TickFor::Duty(Duty::Learn) => {
                let setup = Arc::clone(&self.setup);
                // Beside the loop, which must go on; what is not learned today is learned tomorrow.
                tokio::spawn(async move {
                    if let Err(error) = learn::learn(&setup, now).await {
                        warn!(%error, "what repeats on the sites' articles could not be learned");
                    }
                    if let Err(error) = learn::learn_paces(&setup, now).await {
                        warn!(%error, "how often the sites' articles are edited could not be counted");
                    }
                });
            }
        }
        Ok(())
    }

    /// Says how late the longest overdue page is, where that is worth a line.
    fn tell_lateness(&self, now: Timestamp) -> Result<(), WatchError> {
        let first = self.setup.readers.with(&self.setup, |reader| reader.next_due_at())?;
        let late = first.map_or(TimeDelta::zero(), |due| now - due);
        if late > TimeDelta::minutes(5) {
            warn!(
                late_s = late.num_seconds(),
                "checks are {} s late; raise [fetch] concurrency, or watch less often",
                late.num_seconds()
            );
        }
        Ok(())
    }
}

/// The scheduled jobs of a configuration, and those of the daemon itself.
pub(super) async fn jobs(setup: &Setup, ticker: &mpsc::Sender<Tick>) -> Result<CronJobs, WatchError> {
    let duties = DUTIES.iter().filter_map(|(line, duty)| Some((CronLine::parse(line, Tz::UTC).ok()?, *duty)));
    let clock: WallClock = Arc::new(setup.now);
    Ok(CronJobs::start(setup.config.cron_groups(), duties.collect(), ticker.clone(), clock).await?)
}
