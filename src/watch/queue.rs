//! The queue: whose turn it is, one line of pages for each host, so that no host waits for another.
//!
//! Its truth is the column `page.next_due`: what waits here is only what was read of it a short while ago.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::OwnedSemaphorePermit;

use crate::model::{Due, HostKey, HostNote, PageId, Timestamp};

use super::robots::{self, Ruling};
use super::{Setup, Watch, WatchError, reread, visit};

/// Pages of one host that are read from the database at once.
const PAGES_OF_HOST: u32 = 16;
/// Pages that wait in memory, about.
const PAGES: usize = 4_000;
/// The database is asked for more at least this often ..
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// .. and at most this often; ..
const LOOK_GAP: Duration = Duration::from_millis(50);
/// .. pages of a host that rests for longer than this are left there.
const REST_SHORT_S: i64 = 60;
/// Pages whose kept pages are read again at once after the rules were mended: visits go on beside it.
const REREADS_MAX: usize = 2;
/// Visits that are not fetched any more and wait for the disk: beyond this no new ones are started.
const RECORDING_MAX: usize = 512;

/// Pages that are due, by host; the host that is at the front is tried first.
#[derive(Default)]
pub(super) struct Queue {
    hosts: VecDeque<Waiting>,
    looked_at: Option<Instant>,
}

/// The pages of a host that wait.
struct Waiting {
    host: HostKey,
    pages: VecDeque<Due>,
    /// There is no point in asking for the host's turn before this.
    not_before: Option<Timestamp>,
}

impl Queue {
    /// Forgets all: what is due is read from the database anew.
    pub(super) fn clear(&mut self) {
        *self = Queue::default();
    }

    /// Forgets one page.
    pub(super) fn drop_page(&mut self, page: PageId) {
        self.hosts.iter_mut().for_each(|waiting| waiting.pages.retain(|due| due.page != page));
        self.hosts.retain(|waiting| !waiting.pages.is_empty());
    }

    /// How many pages wait.
    pub(super) fn len(&self) -> usize {
        self.hosts.iter().map(|waiting| waiting.pages.len()).sum()
    }

    fn wants_more(&self) -> bool {
        let gap = if self.hosts.is_empty() { LOOK_GAP } else { LOOK_EVERY };
        self.looked_at.is_none_or(|at| at.elapsed() >= gap)
    }

    /// Reads the next pages of hosts that have none here and are not `asked` now; `in_flight` are being visited.
    fn read_more(
        &mut self,
        setup: &Setup,
        in_flight: &HashSet<PageId>,
        asked: &HashSet<&HostKey>,
        now: Timestamp,
    ) -> Result<(), WatchError> {
        self.looked_at = Some(Instant::now());
        let is_due = |due: Option<Timestamp>| due.is_some_and(|at| at <= now);
        if !is_due(setup.readers.with(setup, |reader| reader.next_due_at())?) {
            return Ok(());
        }
        let here: HashSet<HostKey> = self.hosts.iter().map(|waiting| waiting.host.clone()).collect();
        let hosts = setup.readers.with(setup, |reader| reader.due_hosts(now))?;
        let mut room = PAGES.saturating_sub(self.len());
        for host in
            hosts.iter().filter_map(|host| HostKey::parse(host)).filter(|h| !here.contains(h) && !asked.contains(h))
        {
            if room == 0 {
                break;
            }
            if visit::rests_for_s(setup, &host, now) > REST_SHORT_S {
                continue;
            }
            let pages = setup.readers.with(setup, |reader| reader.due_of(&host.to_string(), now, PAGES_OF_HOST))?;
            let pages: VecDeque<Due> = pages.into_iter().filter(|due| !in_flight.contains(&due.page)).collect();
            room = room.saturating_sub(pages.len());
            if !pages.is_empty() {
                self.hosts.push_back(Waiting { host, pages, not_before: None });
            }
        }
        Ok(())
    }
}

/// Leave for one fetch, until it is used.
type Slot = Option<OwnedSemaphorePermit>;

impl Watch {
    /// Starts as many visits as may run: one at a time for each host, with its gap.
    pub(super) fn fill(&mut self) -> Result<(), WatchError> {
        self.held_until = None;
        if self.store_rests_until.is_some_and(|until| Instant::now() < until) {
            return Ok(());
        }
        let now = self.now();
        self.fill_rereads();
        if self.queue.wants_more() {
            let asked = self.pages_of.values().filter_map(|(_, host)| host.as_ref()).collect();
            self.queue.read_more(&self.setup, &self.in_flight, &asked, now)?;
        } else if self.queue.hosts.is_empty() {
            self.hold_until(now + LOOK_GAP);
        }
        let mut slot = None;
        for _ in 0..self.queue.hosts.len() {
            if self.in_flight.len() >= self.setup.config.fetch.concurrency + RECORDING_MAX {
                return Ok(());
            }
            if slot.is_none() {
                slot = Arc::clone(&self.setup.slots).try_acquire_owned().ok(); // none is free: one will be
            }
            if slot.is_none() {
                return Ok(());
            }
            let Some(mut waiting) = self.queue.hosts.pop_front() else { return Ok(()) };
            match waiting.not_before.filter(|at| *at > now) {
                Some(not_before) => self.hold_until(not_before),
                None => self.try_host(&mut waiting, &mut slot, now)?,
            }
            if !waiting.pages.is_empty() {
                self.queue.hosts.push_back(waiting);
            }
        }
        Ok(())
    }

    fn hold_until(&mut self, at: Timestamp) {
        self.held_until = Some(self.held_until.map_or(at, |until| until.min(at)));
    }

    /// Starts the visit of a host's first page, if the host may be asked.
    fn try_host(&mut self, waiting: &mut Waiting, slot: &mut Slot, now: Timestamp) -> Result<(), WatchError> {
        while let Some(due) = waiting.pages.front() {
            if self.in_flight.contains(&due.page) {
                waiting.pages.pop_front(); // its kept pages are being read again; it is still due after that
                continue;
            }
            match self.may_start(&waiting.host, due, now)? {
                Ok(note) => {
                    if let (Some(due), Some(slot)) = (waiting.pages.pop_front(), slot.take()) {
                        self.spawn(waiting.host.clone(), due, note, slot);
                    }
                }
                Err(not_before) => {
                    waiting.not_before = Some(not_before);
                    self.hold_until(not_before);
                }
            }
            return Ok(());
        }
        Ok(())
    }

    fn may_start(
        &self,
        host: &HostKey,
        due: &Due,
        now: Timestamp,
    ) -> Result<Result<Option<HostNote>, Timestamp>, WatchError> {
        let site = visit::site(&self.setup, due);
        if site.obeys_robots
            && let Some(known) = robots::known(&self.setup, host)?
            && let Ruling::Wait(until) = known.rule(&due.url, now)
        {
            return Ok(Err(until));
        }
        let terms = visit::host_terms(&self.setup, site, host)?;
        let mut politeness = visit::politely(&self.setup);
        Ok(politeness.may_start(host, &terms, now).map(|()| politeness.started(host, &terms, now)))
    }

    fn spawn(&mut self, host: HostKey, due: Due, note: Option<HostNote>, slot: OwnedSemaphorePermit) {
        self.in_flight.insert(due.page);
        let page = due.page;
        let setup = Arc::clone(&self.setup);
        let task = self.visits.spawn(async move { visit::visit(&setup, due, note, slot).await.map(drop) });
        self.pages_of.insert(task.id(), (page, Some(host)));
    }

    /// Starts reading kept pages again where rules were mended, a few at a time.
    fn fill_rereads(&mut self) {
        for _ in 0..self.rereads.len() {
            if self.rereading.len() >= REREADS_MAX {
                return;
            }
            let Some(page) = self.rereads.pop_front() else { return };
            if !self.in_flight.insert(page) {
                continue; // its visit does it by itself
            }
            self.rereading.insert(page);
            let setup = Arc::clone(&self.setup);
            let task = self.visits.spawn(async move { reread::and_tell(&setup, page).await });
            self.pages_of.insert(task.id(), (page, None));
        }
    }
}
