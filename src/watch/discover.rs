//! New pages: the lists of each site are read when they are due, politely, and what they name is put on the list, or
//! taken for a hint that a known page has changed. What a list holds is read and judged in `lists`.
//!
//! A page that is no longer on any list goes on being watched: lists only ever add.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, JoinSet};
use tracing::{debug, info, warn};
use url::Url;

use super::lists::look;
use super::{Setup, Watch, WatchError};
use crate::config::{Config, Site, Source};
use crate::model::{PageId, Timestamp, Untrusted, Validators};
use crate::schedule::{Cadence, PACE_OF_ALL, Progress, next_due, next_retry};
use crate::store::{SourceRow, SourceVisit, Taken};

/// Sites whose lists are read at once.
const SITES_AT_ONCE: usize = 4;
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The reading of lists beside the loop.
#[derive(Default)]
pub(super) struct Discovery {
    running: Option<JoinHandle<()>>,
    looked_at: Option<Instant>,
}

/// The lists of a configuration: (site, kind, address).
fn sources(config: &Config) -> Vec<(String, String, Url)> {
    let of = |site: &Site| -> Vec<_> {
        let each = site.discovery.sources.iter();
        each.map(|s| (site.name.clone(), s.kind.as_str().to_owned(), s.url.clone())).collect()
    };
    config.sites.iter().flat_map(of).collect()
}

/// Makes the lists of the configuration those that are read.
///
/// # Errors
/// When the store cannot be written.
pub async fn adopt_sources(setup: &Setup, now: Timestamp) -> Result<(), WatchError> {
    Ok(setup.store.ensure_sources(sources(&setup.config), now).await?)
}

impl Watch {
    /// Starts to read the lists that are due, unless that is still under way.
    pub(super) fn discover(&mut self) -> Result<(), WatchError> {
        let is_running = self.discovery.running.as_ref().is_some_and(|task| !task.is_finished());
        let is_early = self.discovery.looked_at.is_some_and(|at| at.elapsed() < LOOK_EVERY);
        if is_running || is_early || self.store_rests_until.is_some_and(|until| Instant::now() < until) {
            return Ok(());
        }
        self.discovery.looked_at = Some(Instant::now());
        let first = self.setup.readers.with(&self.setup, |reader| reader.next_source_due_at())?;
        if first.is_some_and(|at| at <= self.now()) {
            let setup = Arc::clone(&self.setup);
            self.discovery.running = Some(tokio::spawn(async move {
                if let Err(error) = discover_due(&setup).await {
                    warn!(%error, "new pages could not be looked for; their lists stay due");
                }
            }));
        }
        Ok(())
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        if let Some(task) = &self.running {
            task.abort();
        }
    }
}

/// Reads all lists that are due, several sites at once, those of a site one after the other.
async fn discover_due(setup: &Arc<Setup>) -> Result<(), WatchError> {
    let due = setup.readers.with(setup, |reader| reader.due_sources((setup.now)()))?;
    let mut by_site: BTreeMap<String, Vec<SourceRow>> = BTreeMap::new();
    for row in due {
        by_site.entry(row.site.clone()).or_default().push(row);
    }
    let mut tasks = JoinSet::new();
    for rows in by_site.into_values() {
        if tasks.len() >= SITES_AT_ONCE
            && let Some(ended) = tasks.join_next().await
        {
            ended.map_err(WatchError::Panicked)??;
        }
        let setup = Arc::clone(setup);
        tasks.spawn(async move {
            for row in rows {
                discover_row(&setup, row).await?;
            }
            Ok::<(), WatchError>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(WatchError::Panicked)??;
    }
    Ok(())
}

async fn discover_row(setup: &Arc<Setup>, row: SourceRow) -> Result<(), WatchError> {
    let site = setup.config.site_named(&row.site);
    let source = site.and_then(|site| site.discovery.sources.iter().find(|source| source.url == row.url));
    let (Some(site), Some(source)) = (site, source) else { return Ok(()) };
    let (url, kind) = (row.url.clone(), row.kind.clone());
    let taken = discover_now(setup, site, source, row).await?;
    let (url, site) = (Untrusted::new(url.as_str()), Untrusted::new(&site.name));
    match taken {
        Ok(taken) if taken.added.is_empty() && taken.hinted == 0 => debug!(%url, %site, kind, "nothing new on {url}"),
        Ok(taken) => {
            let (added, hinted, over_cap) = (taken.added.len(), taken.hinted, taken.over_cap);
            info!(%url, %site, kind, added, hinted, over_cap, "{added} new pages on {url}, {hinted} checks moved forward");
        }
        Err(problem) => {
            let problem = Untrusted::new(&problem).to_string();
            warn!(%url, %site, kind, "the {kind} {url} cannot be read: {problem}");
        }
    }
    Ok(())
}

/// Reads one list now and writes what came of it; the inner error is why it could not be read.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn discover_now(
    setup: &Arc<Setup>,
    site: &Site,
    source: &Source,
    row: SourceRow,
) -> Result<Result<Taken, String>, WatchError> {
    let at = (setup.now)();
    let looked = look(setup, site, source, row.validators.clone(), row.last_read_at).await?;
    let every_s = site.discovery.every.as_secs();
    let progress = Progress {
        page: PageId(row.id),
        now: at,
        event_at: None,
        added_at: at,
        attempts: 0,
        is_busy: false,
        is_live: false,
        pace_percent: PACE_OF_ALL,
    };
    let mut visit = SourceVisit {
        at,
        next_due: next_due(&Cadence::Every(site.discovery.every), &progress),
        validators: None,
        problem: None,
        listed: None,
        new_a_day: site.discovery.new_a_day,
    };
    match looked {
        Ok(None) => {}
        Ok(Some(looked)) => {
            visit.listed = Some(looked.wanted());
            // A list of which a part could not be read is to be had whole next time.
            visit.validators = Some(if looked.problems.is_empty() { looked.validators } else { Validators::default() });
        }
        Err(failure) => {
            visit.problem = Some(failure.detail);
            visit.next_due = next_retry(row.failures.saturating_add(1), failure.retry_after_s, every_s, at);
        }
    }
    let problem = visit.problem.clone();
    let taken = setup.store.source_visited(row, visit).await?;
    Ok(problem.map_or(Ok(taken), Err))
}
