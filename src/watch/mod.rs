//! The watch: the only place that knows all stages. Its loop takes what is due, visits it politely, and goes on until
//! it is told to stop. It decides nothing of what is written: that is [`settle`].

mod collapse;
mod cron;
mod discover;
mod duties;
mod learn;
mod lists;
mod pulse;
mod queue;
mod reread;
mod retain;
mod robots;
pub mod settle;
pub mod systemd;
mod tell;
#[cfg(test)]
mod tests;
mod through;
mod travel;
mod visit;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use thiserror::Error;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::{JoinError, JoinSet};
use tracing::{error, info, warn};

use self::cron::{CronJobs, Tick};
use self::duties::jobs;
use self::pulse::Pulse;
use self::queue::Queue;
use self::through::Reading;
use crate::config::{Config, ConfigError};
use crate::fetch::{FetchError, Fetcher, Politeness, day_of};
use crate::model::{HostKey, PageId, Timestamp};
use crate::schedule::{Clock, ClockWatch};
use crate::store::{Store, StoreError};

pub use discover::{adopt_sources, discover_now};
pub use learn::{learn, pace_percent};
pub use lists::{Looked, Verdict, look};
pub use pulse::Heart;
pub use reread::{Reread, is_pending, reread};
pub use robots::{Known, Ruling, known};
pub use visit::{Done, Readers, check, page, recall, record, visit};

/// The longest the loop sleeps: it looks at the clock and shows that it is alive at least this often.
const TURN: Duration = Duration::from_secs(1);
/// How long visits in flight may take to end after a stop is asked for.
const GRACE: Duration = Duration::from_secs(4);

/// How long fetching rests when a visit could not be recorded: its host must not be asked again and again for nothing.
const STORE_REST: Duration = Duration::from_secs(15);

/// How long a page is left alone whose visit ended in a panic.
const PANIC_REST: TimeDelta = TimeDelta::hours(6);

/// Everything that a visit needs; replaced whole when the configuration is read again.
pub struct Setup {
    pub config: Config,
    pub fetcher: Fetcher,
    pub store: Store,
    pub readers: Readers,
    /// What is known of the hosts' robots.txt.
    pub robots: robots::Book,
    /// Shared with the setup before and after a reload, as visits in flight report to it.
    pub politeness: Arc<Mutex<Politeness>>,
    /// Held while it is looked whether a site was changed as a whole: one judgement must not overtake another.
    pub weighing: Arc<tokio::sync::Mutex<()>>,
    /// The paces that were learned, by site; read when they are first asked for.
    pub paces: Mutex<Option<HashMap<String, u32>>>,
    /// One for each fetch that may be under way; held until what came is out of memory.
    pub slots: Arc<Semaphore>,
    /// Told when a host may be asked again, or a slot is free.
    pub host_freed: Arc<Notify>,
    /// Beats while the loop turns.
    pub heart: Heart,
    /// The clock: passed in, so that everything below can be replayed at another time.
    pub now: fn() -> Timestamp,
}

/// Why the watch cannot go on.
#[derive(Debug, Error)]
pub enum WatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the scheduled jobs cannot be started: {0}")]
    Cron(#[from] cron::CronJobsError),
    #[error("signals cannot be listened to: {0}")]
    Signals(#[from] std::io::Error),
    #[error("a visit ended in a panic: {0}")]
    Panicked(JoinError),
}

impl Setup {
    /// Puts a configuration to work.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(config: Config, store: Store, now: fn() -> Timestamp) -> Result<Setup, WatchError> {
        let fetcher = Fetcher::new(config.fetch.clone())?;
        Ok(Setup {
            fetcher,
            store,
            readers: Readers::default(),
            robots: robots::Book::default(),
            politeness: Arc::default(),
            weighing: Arc::default(),
            paces: Mutex::default(),
            slots: Arc::new(Semaphore::new(config.fetch.concurrency)),
            host_freed: Arc::default(),
            heart: Heart::default(),
            now,
            config,
        })
    }
}

/// Watches until SIGTERM, SIGINT or the end of `stop`; on SIGHUP `reload` gives a new configuration or the reason why not.
///
/// # Errors
/// When the store fails for good, or the loop cannot be set up.
pub async fn run(
    setup: Setup,
    reload: impl Fn() -> Result<Config, ConfigError>,
    stop: impl Future<Output = ()>,
) -> Result<(), WatchError> {
    tokio::pin!(stop);
    let mut signals = Signals::listen()?;
    let (ticker, mut ticks) = mpsc::channel(64);
    let mut watch = Watch::start(setup, ticker).await?;
    watch.read_through();
    let pulse = Pulse::start(watch.setup.store.clone(), watch.setup.heart.clone());
    systemd::ready(&watch.status());
    info!(pages = watch.pages, database = %watch.setup.config.store.path.display(), "watching");
    loop {
        watch.fill()?;
        watch.discover()?;
        pulse.beat();
        let (setup, pause) = (Arc::clone(&watch.setup), watch.pause());
        tokio::select! {
            () = &mut stop => break,
            _ = signals.terminate.recv() => break,
            _ = signals.interrupt.recv() => break,
            _ = signals.reload.recv() => watch.reload(&reload).await?,
            Some(tick) = ticks.recv() => watch.tick(tick).await?,
            Some(done) = watch.visits.join_next_with_id() => watch.ended(done).await?,
            () = setup.host_freed.notified() => {}
            () = tokio::time::sleep(pause) => watch.look_at_clock().await?,
        }
    }
    info!("stopping");
    systemd::stopping();
    watch.stop().await;
    Ok(())
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Signals {
    fn listen() -> Result<Signals, WatchError> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
        })
    }
}

/// The state of the loop.
struct Watch {
    setup: Arc<Setup>,
    pages: u64,
    cron: CronJobs,
    ticker: mpsc::Sender<Tick>,
    /// What monotonic time is counted from.
    begun: Instant,
    clock: ClockWatch,
    queue: Queue,
    in_flight: HashSet<PageId>,
    visits: JoinSet<Result<(), WatchError>>,
    /// Pages whose kept pages wait to be read by rules that were mended since.
    rereads: VecDeque<PageId>,
    rereading: HashSet<PageId>,
    discovery: discover::Discovery,
    /// The page of each task, and the host of each visit.
    pages_of: HashMap<tokio::task::Id, (PageId, Option<HostKey>)>,
    /// No page of the queue may start before this.
    held_until: Option<Timestamp>,
    /// Nothing is fetched before this: what was found could not be recorded.
    store_rests_until: Option<Instant>,
    reading: Reading,
}

type Ended = Result<(tokio::task::Id, Result<(), WatchError>), JoinError>;

impl Watch {
    async fn start(setup: Setup, ticker: mpsc::Sender<Tick>) -> Result<Watch, WatchError> {
        let now = (setup.now)();
        let pages = adopt(&setup, now).await?;
        let cron = jobs(&setup, &ticker).await?;
        let begun = Instant::now();
        let clock = ClockWatch::new(now, begun.elapsed());
        let notes = setup.readers.with(&setup, |reader| reader.host_notes(day_of(now), now))?;
        *visit::politely(&setup) = Politeness::resumed(notes, now);
        setup.store.weigh_alerts(now).await?;
        // Said again at each start: the line of the moment may have been lost with the process.
        tell::site_events(&setup.readers.with(&setup, |reader| reader.site_alerts())?);
        Ok(Watch {
            rereads: reread::pending_pages(&setup)?.into(),
            rereading: HashSet::new(),
            discovery: discover::Discovery::default(),
            setup: Arc::new(setup),
            pages,
            cron,
            ticker,
            begun,
            clock,
            queue: Queue::default(),
            in_flight: HashSet::new(),
            visits: JoinSet::new(),
            pages_of: HashMap::new(),
            held_until: None,
            store_rests_until: None,
            reading: Reading::default(),
        })
    }

    fn status(&self) -> String {
        format!("watching {} pages", self.pages)
    }

    fn now(&self) -> Timestamp {
        (self.setup.now)()
    }

    /// A visit is over. What fails for good ends the watch; the rest is told and tried again.
    async fn ended(&mut self, ended: Ended) -> Result<(), WatchError> {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        let page = self.pages_of.remove(&id).map(|(page, _)| page);
        if let Some(page) = page {
            self.in_flight.remove(&page);
            if self.rereading.remove(&page) {
                // What was read of it from the database may be older than what was written now.
                self.queue.drop_page(page);
            }
        }
        match ended {
            Ok((_, Ok(_))) => {}
            Ok((_, Err(WatchError::Store(error)))) if is_fatal(&error) => return Err(error.into()),
            Err(error) | Ok((_, Err(WatchError::Panicked(error)))) => {
                error!(%error, "a visit ended in a panic; its page is left alone for a while");
                if let Some(page) = page {
                    self.setup.store.set_next_due(page, self.now() + PANIC_REST).await?;
                }
            }
            Ok((_, Err(error))) => {
                error!(%error, "a visit could not be recorded; its page stays due, and fetching rests");
                self.store_rests_until = Some(Instant::now() + STORE_REST);
            }
        }
        Ok(())
    }

    /// How long to sleep when nothing happens.
    fn pause(&self) -> Duration {
        let wait = |until: Timestamp| (until - self.now()).to_std().unwrap_or(Duration::from_millis(1));
        self.held_until.map_or(TURN, wait).clamp(Duration::from_millis(1), TURN)
    }

    /// After a step of the wall clock intervals go on as they were, and the scheduled jobs are made anew: their
    /// scheduler goes by the wall clock and would wait for the old time to come again.
    async fn look_at_clock(&mut self) -> Result<(), WatchError> {
        let now = self.now();
        if let Clock::Step { by } = self.clock.look(now, self.begun.elapsed()) {
            warn!(step_s = by.num_seconds(), "the clock was set; due times and jobs follow it");
            self.setup.store.shift_due(by).await?;
            self.queue.clear();
            self.cron.rebuild().await?;
        } else if self.cron.is_stale(now) {
            self.cron.rebuild().await?;
        }
        Ok(())
    }

    /// Takes a new configuration; a bad one is refused and the old one stays in force.
    async fn reload(&mut self, reload: &impl Fn() -> Result<Config, ConfigError>) -> Result<(), WatchError> {
        systemd::reloading();
        match self.renewed(reload) {
            Ok(setup) => {
                self.pages = adopt(&setup, self.now()).await?;
                self.setup = Arc::new(setup);
                self.queue.clear();
                self.rereads = reread::pending_pages(&self.setup)?.into();
                self.cron = jobs(&self.setup, &self.ticker).await?;
                info!(pages = self.pages, "the new configuration is in force");
            }
            Err(reason) => error!("the new configuration is refused and the old one stays in force: {reason}"),
        }
        systemd::ready(&self.status());
        Ok(())
    }

    fn renewed(&self, reload: &impl Fn() -> Result<Config, ConfigError>) -> Result<Setup, String> {
        let config = reload().map_err(|e| e.to_string())?;
        if config.store.path != self.setup.config.store.path {
            return Err("[store] path may not change while running; restart the daemon for that".to_owned());
        }
        let setup = Setup::new(config, self.setup.store.clone(), self.setup.now).map_err(|e| e.to_string())?;
        let (politeness, host_freed) = (Arc::clone(&self.setup.politeness), Arc::clone(&self.setup.host_freed));
        let weighing = Arc::clone(&self.setup.weighing);
        Ok(Setup { politeness, host_freed, weighing, heart: self.setup.heart.clone(), ..setup })
    }

    /// Lets the visits in flight end for a while; those that do not are dropped and stay due.
    async fn stop(&mut self) {
        self.reading = Reading::default();
        let ended = async { while self.visits.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            warn!(visits = self.visits.len(), "visits dropped; their pages stay due");
            self.visits.abort_all();
        }
    }
}

/// Whether no later visit can be recorded either.
fn is_fatal(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Closed | StoreError::CommitUnknown(_) | StoreError::Displaced(_) | StoreError::Corrupt { .. }
    )
}

/// Puts the configured pages into the store; answers how many pages are watched in all.
async fn adopt(setup: &Setup, now: Timestamp) -> Result<u64, WatchError> {
    let pages = setup.config.sites.iter().flat_map(|s| s.pages.iter().map(|p| (p.clone(), s.name.clone())));
    setup.store.ensure_pages(pages.collect(), now).await?;
    adopt_sources(setup, now).await?;
    setup.readers.with(setup, |reader| reader.watched())
}
