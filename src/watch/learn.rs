//! Site learning as a duty: which blocks repeat on the articles of a site that were seen lately. What is boilerplate is
//! decided by `compare`; a learned list is part of the revision of a reading, so that it never looks like an edit.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::visit::locked;
use super::{Setup, WatchError, tell};
use crate::compare;
use crate::model::{SitePace, Timestamp};
use crate::schedule::{self, Cadence, PACE_OF_ALL};

/// Articles that were seen in this time are looked at ..
const SEEN_WITHIN: TimeDelta = TimeDelta::days(30);
/// .. and no more than so many of a site, the last seen ones.
const PAGES_MAX: u32 = 2000;
/// A site's list gets a new edition at most this often: each makes all its pages be read again.
const EDITION_GAP: TimeDelta = TimeDelta::hours(20);

/// Learns from the articles of all sites that allow it, and tells what was learned; answers how many sites learned.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn learn(setup: &Arc<Setup>, now: Timestamp) -> Result<usize, WatchError> {
    let sites: Vec<String> = setup.config.sites.iter().filter(|s| s.learn).map(|s| s.name.clone()).collect();
    let mut learned = 0;
    for site in sites {
        let (looking, name) = (Arc::clone(setup), site.clone());
        let lessons = tokio::task::spawn_blocking(move || lessons(&looking, &name, now));
        let lessons = lessons.await.map_err(WatchError::Panicked)??;
        if lessons.is_empty() {
            continue;
        }
        if let Some(event) = setup.store.learn(site, lessons, now).await? {
            tell::site_events(&[event]);
            learned += 1;
        }
    }
    Ok(learned)
}

/// Learns the pace of each site on the age ladder, from the edits of articles that were watched from their publication on.
///
/// # Errors
/// When the store cannot be read or written.
pub(super) async fn learn_paces(setup: &Arc<Setup>, now: Timestamp) -> Result<(), WatchError> {
    for site in setup.config.sites.iter().filter(|site| matches!(site.cadence, Cadence::Ladder)) {
        let (looking, name) = (Arc::clone(setup), site.name.clone());
        let counted = tokio::task::spawn_blocking(move || {
            looking.readers.with(&looking, |reader| reader.young(&name, now - SEEN_WITHIN, now))
        });
        let (known, edits) = counted.await.map_err(WatchError::Panicked)??;
        let expected: f64 = known.iter().map(|known_for| schedule::edits_expected(*known_for)).sum();
        let (percent, articles) = (schedule::pace_percent(edits, expected), known.len() as u64);
        let pace = SitePace { site: site.name.clone(), percent, articles, edits, expected, learned_at: now };
        setup.store.keep_pace(pace).await?;
    }
    *locked(&setup.paces) = None;
    Ok(())
}

/// Percent of the ladder's intervals that was learned for a site.
///
/// # Errors
/// When the store cannot be read.
pub fn pace_percent(setup: &Setup, site: &str) -> Result<u32, WatchError> {
    if let Some(paces) = &*locked(&setup.paces) {
        return Ok(paces.get(site).copied().unwrap_or(PACE_OF_ALL));
    }
    let paces = setup.readers.with(setup, |reader| reader.paces())?;
    let paces: HashMap<String, u32> = paces.into_iter().map(|pace| (pace.site, pace.percent)).collect();
    let percent = paces.get(site).copied().unwrap_or(PACE_OF_ALL);
    *locked(&setup.paces) = Some(paces);
    Ok(percent)
}

fn lessons(setup: &Setup, site: &str, now: Timestamp) -> Result<Vec<crate::model::Lesson>, WatchError> {
    setup.readers.with(setup, |reader| {
        if reader.last_learned_at(site)?.is_some_and(|last| now - last < EDITION_GAP) {
            return Ok(Vec::new());
        }
        let mut seen = Vec::new();
        reader.recent_articles(site, SEEN_WITHIN, PAGES_MAX, |page, article| {
            seen.push(compare::sight(page, &article));
        })?;
        Ok(compare::lessons(&seen))
    })
}
