//! The jobs of the cron scheduler: one for each distinct line and zone, and one for each housekeeping duty. A job
//! does nothing but send a [`Tick`]; the loop does the work.
//!
//! This is an edge (it has a clock, tasks and a thread), which is why it is not in `schedule`. It decides nothing of
//! its own either: whether a slot has really come is asked of [`CronLine`], because the scheduler is wrong in three
//! ways. It computes all slots after the first with the zone's offset at the time a job was made, and is an hour off
//! after the next change of the clocks; after the wall clock steps back it is silent until the old time comes round;
//! and it cannot be started twice, nor does it end its tasks. So a tick is sent only for a slot that is due, the jobs
//! are made anew when [`CronJobs::is_stale`] or a step of the clock says so, and each scheduler lives in a runtime
//! of its own that ends with it.
//!
//! A tick may be lost where nobody takes it: nothing is lost with it, since due times are a column of the store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::Sender;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::model::Timestamp;
use crate::schedule::{CronGroup, CronLine};

/// Reads the wall clock.
pub type WallClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Something the daemon does for itself at fixed times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Remove attempts that are of no more use.
    PruneAttempts,
    /// Let the database keep its statistics and its log small.
    Optimise,
    /// Give up raw pages that have served their time.
    Retain,
    /// Tell how late checks are.
    ReportLateness,
    /// Read the whole database file, to see that it is not damaged.
    ReadThrough,
    /// Learn which blocks repeat on a site's articles.
    Learn,
}

/// What a tick is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TickFor {
    /// The pages of these sites are due.
    Group(CronGroup),
    Duty(Duty),
}

/// A slot has come. While a tick lives, its job sends no other, so that a loop that is busy is not flooded.
#[derive(Debug)]
pub struct Tick {
    pub what: TickFor,
    /// The slot that was meant, not later than now; the first one, where several passed unnoticed.
    pub slot: Timestamp,
    _taken: Taken,
}

#[derive(Debug)]
struct Taken(Arc<AtomicBool>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Why the jobs cannot run.
#[derive(Debug, Error)]
pub enum CronJobsError {
    #[error("the thread of the cron jobs could not be started: {0}")]
    Thread(#[from] std::io::Error),
    #[error("the cron scheduler refused to {doing}: {source}")]
    Scheduler { doing: &'static str, source: JobSchedulerError },
}

/// The running jobs; dropping them ends them.
pub struct CronJobs {
    plans: Vec<Arc<Plan>>,
    clock: WallClock,
    made_at: Timestamp,
    runtime: Option<Runtime>,
}

impl CronJobs {
    /// Starts one job for each group and each duty; slots before now are not made up for.
    ///
    /// `tell` should have room for a tick of every job: a tick that finds no room is not sent.
    ///
    /// # Errors
    /// [`CronJobsError`] where the scheduler cannot be started.
    pub async fn start(
        groups: Vec<CronGroup>,
        housekeeping: Vec<(CronLine, Duty)>,
        tell: Sender<Tick>,
        clock: WallClock,
    ) -> Result<CronJobs, CronJobsError> {
        let now = clock();
        let groups = groups.into_iter().map(|group| (group.line.clone(), TickFor::Group(group)));
        let duties = housekeeping.into_iter().map(|(line, duty)| (line, TickFor::Duty(duty)));
        let plans =
            groups.chain(duties).map(|(line, what)| Arc::new(Plan::new(line, what, now, tell.clone()))).collect();
        let mut jobs = CronJobs { plans, clock, made_at: now, runtime: None };
        jobs.launch().await?;
        Ok(jobs)
    }

    /// Whether a zone has changed its offset since the jobs were made, so that they would fire at the wrong hour.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.plans.iter().any(|plan| plan.line.has_other_offset(self.made_at, now))
    }

    /// Makes all jobs anew: after a step of the clock, or when they are stale. A slot that has passed since the last
    /// one that was told of is told of now, once.
    ///
    /// # Errors
    /// [`CronJobsError`] where the scheduler cannot be started; then no job runs.
    pub async fn rebuild(&mut self) -> Result<(), CronJobsError> {
        self.stop();
        let now = (self.clock)();
        for plan in &self.plans {
            plan.forget_future(now);
            plan.fire(now);
        }
        self.made_at = now;
        self.launch().await
    }

    async fn launch(&mut self) -> Result<(), CronJobsError> {
        if self.plans.is_empty() {
            return Ok(());
        }
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("cron").enable_time().build()?;
        let (plans, clock) = (self.plans.clone(), self.clock.clone());
        let work = runtime.spawn(schedule(plans, clock));
        // Kept before the wait: a runtime that is dropped within an async task panics.
        self.runtime = Some(runtime);
        let started = work.await;
        match started {
            Ok(result) => result,
            Err(_) => Err(CronJobsError::Scheduler { doing: "start", source: JobSchedulerError::StartScheduler }),
        }
    }

    fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for CronJobs {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Gives every plan to a new scheduler.
async fn schedule(plans: Vec<Arc<Plan>>, clock: WallClock) -> Result<(), CronJobsError> {
    let refused = |doing| move |source| CronJobsError::Scheduler { doing, source };
    let scheduler = JobScheduler::new().await.map_err(refused("start"))?;
    for plan in plans {
        let (line, clock) = (plan.line.clone(), clock.clone());
        let job =
            Job::new_tz(line.text(), line.zone(), move |_, _| plan.fire(clock())).map_err(refused("read a line"))?;
        scheduler.add(job).await.map_err(refused("take a job"))?;
    }
    scheduler.start().await.map_err(refused("start"))
}

/// One job: its line, what it is for, and up to when its slots have been told of.
struct Plan {
    line: CronLine,
    what: TickFor,
    told_until: Mutex<Timestamp>,
    is_taken: Arc<AtomicBool>,
    tell: Sender<Tick>,
}

impl Plan {
    fn new(line: CronLine, what: TickFor, now: Timestamp, tell: Sender<Tick>) -> Plan {
        Plan { line, what, told_until: Mutex::new(now), is_taken: Arc::default(), tell }
    }

    /// Sends a tick if a slot has come since the last one, nobody holds the last tick, and there is room.
    fn fire(&self, now: Timestamp) {
        let mut told_until = self.told_until.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(slot) = self.line.next_after(*told_until).filter(|slot| *slot <= now) else { return };
        if self.is_taken.swap(true, Ordering::Acquire) {
            return;
        }
        let tick = Tick { what: self.what.clone(), slot, _taken: Taken(self.is_taken.clone()) };
        // Where there is no room the tick is dropped, which frees its place, and the slot stays open for the next time.
        if self.tell.try_send(tick).is_ok() {
            *told_until = now;
        }
    }

    /// After a step back, what was told of lies ahead: it would keep the job silent until then.
    fn forget_future(&self, now: Timestamp) {
        let mut told_until = self.told_until.lock().unwrap_or_else(PoisonError::into_inner);
        *told_until = now.min(*told_until);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};
    use chrono_tz::Europe::London;
    use chrono_tz::Tz;
    use tokio::sync::mpsc::{Receiver, channel};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn group(line: &str, zone: Tz) -> CronGroup {
        CronGroup { line: CronLine::parse(line, zone).expect(line), sites: vec!["x".to_owned()] }
    }

    fn plan(line: &str, zone: Tz, now: &str) -> (Plan, Receiver<Tick>) {
        let (tell, ticks) = channel(4);
        let group = group(line, zone);
        (Plan::new(group.line.clone(), TickFor::Group(group), at(now), tell), ticks)
    }

    #[test]
    fn a_firing_at_the_wrong_hour_after_a_change_of_the_clocks_tells_nothing() {
        // The scheduler made this job in summer time and fires at 07:00 UTC, which is 07:00 in London by now.
        let (plan, mut ticks) = plan("0 0 8 * * *", London, "2026-10-24T07:00:00Z");
        plan.fire(at("2026-10-25T07:00:00Z"));
        assert!(ticks.try_recv().is_err());
        plan.fire(at("2026-10-25T08:00:00Z"));
        assert_eq!(ticks.try_recv().expect("a tick").slot, at("2026-10-25T08:00:00Z"));
    }

    #[test]
    fn slots_that_passed_unnoticed_are_told_of_once() {
        let (plan, mut ticks) = plan("0 */5 * * * *", London, "2026-01-01T00:00:00Z");
        plan.fire(at("2026-01-01T03:02:00Z"));
        assert_eq!(ticks.try_recv().expect("a tick").slot, at("2026-01-01T00:05:00Z"));
        plan.fire(at("2026-01-01T03:02:30Z"));
        assert!(ticks.try_recv().is_err());
        plan.fire(at("2026-01-01T03:05:00Z"));
        assert!(ticks.try_recv().is_ok());
    }

    #[test]
    fn a_job_whose_tick_is_not_yet_dealt_with_sends_no_other() {
        let (plan, mut ticks) = plan("* * * * * *", London, "2026-01-01T00:00:00Z");
        plan.fire(at("2026-01-01T00:00:01Z"));
        plan.fire(at("2026-01-01T00:00:02Z"));
        let held = ticks.try_recv().expect("a tick");
        plan.fire(at("2026-01-01T00:00:03Z"));
        assert!(ticks.try_recv().is_err());
        drop(held);
        plan.fire(at("2026-01-01T00:00:04Z"));
        assert_eq!(ticks.try_recv().expect("a tick").slot, at("2026-01-01T00:00:02Z"));
    }

    #[test]
    fn a_slot_that_found_no_room_is_told_of_later() {
        let (tell, mut ticks) = channel(1);
        let group = group("* * * * * *", London);
        let plans = [0, 1].map(|_| {
            Plan::new(group.line.clone(), TickFor::Group(group.clone()), at("2026-01-01T00:00:00Z"), tell.clone())
        });
        plans.iter().for_each(|plan| plan.fire(at("2026-01-01T00:00:01Z")));
        drop(ticks.try_recv().expect("the first job's tick"));
        assert!(ticks.try_recv().is_err());
        plans.iter().for_each(|plan| plan.fire(at("2026-01-01T00:00:01Z")));
        assert_eq!(ticks.try_recv().expect("the second job's tick").slot, at("2026-01-01T00:00:01Z"));
    }

    #[tokio::test]
    async fn a_line_of_every_second_fires_and_a_dropped_scheduler_is_silent() {
        let (tell, mut ticks) = channel(8);
        let clock: WallClock = Arc::new(Utc::now);
        let duty = vec![(CronLine::parse("* * * * * *", Tz::UTC).expect("valid"), Duty::PruneAttempts)];
        let jobs = CronJobs::start(vec![group("* * * * * *", London)], duty, tell, clock).await.expect("started");
        let first = ticks.recv().await.expect("a tick");
        let second = ticks.recv().await.expect("the other job's tick, the first one being held");
        assert_ne!(first.what, second.what);
        drop((first, second));
        assert!(ticks.recv().await.is_some());
        drop(jobs);
        while ticks.recv().await.is_some() {}
    }

    #[tokio::test]
    async fn after_a_step_back_the_rebuilt_jobs_fire_again() {
        let (tell, mut ticks) = channel(8);
        let ahead = Arc::new(Mutex::new(TimeDelta::hours(1)));
        let hand = ahead.clone();
        let clock: WallClock = Arc::new(move || Utc::now() + *hand.lock().unwrap_or_else(PoisonError::into_inner));
        let mut jobs = CronJobs::start(vec![group("* * * * * *", London)], vec![], tell, clock).await.expect("started");
        drop(ticks.recv().await.expect("a tick"));
        *ahead.lock().unwrap_or_else(PoisonError::into_inner) = TimeDelta::zero();
        jobs.rebuild().await.expect("rebuilt");
        let tick = loop {
            let tick = ticks.recv().await.expect("a tick after the step");
            if tick.slot <= Utc::now() {
                break tick;
            }
        };
        assert!(Utc::now() - tick.slot < TimeDelta::minutes(1), "{}", tick.slot);
    }

    #[tokio::test]
    async fn jobs_are_stale_once_a_zone_has_changed_its_offset() {
        let (tell, mut ticks) = channel(8);
        let now = Arc::new(Mutex::new(at("2026-03-28T12:00:00Z")));
        let hand = now.clone();
        let clock: WallClock = Arc::new(move || *hand.lock().unwrap_or_else(PoisonError::into_inner));
        let mut jobs =
            CronJobs::start(vec![group("0 30 1 * * *", London)], vec![], tell, clock).await.expect("started");
        assert!(!jobs.is_stale(at("2026-03-29T00:59:59Z")));
        assert!(jobs.is_stale(at("2026-03-29T01:00:00Z")));
        *now.lock().unwrap_or_else(PoisonError::into_inner) = at("2026-03-29T01:00:30Z");
        jobs.rebuild().await.expect("rebuilt");
        assert_eq!(ticks.recv().await.expect("the slot in the missing hour").slot, at("2026-03-29T01:00:00Z"));
        assert!(!jobs.is_stale(at("2026-03-29T01:00:30Z")));
    }
}
