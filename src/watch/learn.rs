//! Site learning as a duty: which blocks repeat on the articles of a site that were seen lately. What is boilerplate is
//! decided by `compare`; a learned list is part of the revision of a reading, so that it never looks like an edit.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{Setup, WatchError, tell};
use crate::compare;
use crate::model::Timestamp;

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
