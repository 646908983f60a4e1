//! Kept pages read again when rules are mended: before the next visit of their page, or when somebody asks for it.
//!
//! It decides nothing of what is written: that is [`settle`], which reads them in order, each at its own time.

use std::collections::HashSet;
use std::sync::Arc;

use super::settle::{Later, Met, Relived};
use super::visit::with_terms;
use super::{Setup, WatchError, tell};
use crate::model::{Cause, Change, ChangeKind, Claims, Due, PageId, Rereading, Seam, Timestamp};
use crate::store::{Reader, StoreError, Waiting};

/// What reading kept pages of one page again came to.
#[derive(Debug, Clone, Default)]
pub struct Reread {
    /// Kept pages that were read, and those that still cannot be.
    pub read: usize,
    pub waiting: usize,
    /// New versions of the publisher, and those that our rules made.
    pub versions: usize,
    pub reextracted: usize,
    /// In the order of their times.
    pub changes: Vec<Change>,
}

impl Reread {
    fn add(&mut self, rereading: &Rereading) {
        let mut read = HashSet::new();
        for step in &rereading.steps {
            let is_seam = rereading.seam.is_some_and(|seam| seam.at == step.visit.attempt.at);
            match step.capture {
                Some(id) if step.is_read && !is_seam => drop(read.insert(id)),
                Some(_) if !is_seam => self.waiting += 1,
                Some(_) | None => {}
            }
            self.versions += usize::from(step.visit.version.is_some());
            self.reextracted += usize::from(step.visit.rebased.is_some());
            self.changes.extend(step.visit.changes.iter().cloned());
        }
        self.read += read.len();
    }

    /// The publisher's changes among those that were found.
    pub fn publishers(&self) -> usize {
        self.changes.iter().filter(|c| c.cause == Cause::Publisher).count()
    }
}

/// Whether pages of `due` wait that today's rules were not tried on.
pub fn is_pending(setup: &Setup, due: &Due) -> Result<bool, WatchError> {
    match &due.unread_under {
        Some(under) => with_terms(setup, due, |terms| Ok(terms.reading() != *under)),
        None => Ok(false),
    }
}

/// The pages of which something waits that today's rules were not tried on.
pub(super) fn pending_pages(setup: &Setup) -> Result<Vec<PageId>, WatchError> {
    let waiting = setup.readers.with(setup, |reader| reader.waiting_pages())?;
    let mut pending = Vec::new();
    for page in waiting {
        if let Some(due) = setup.readers.with(setup, |reader| reader.due_page(page))?
            && is_pending(setup, &due)?
        {
            pending.push(page);
        }
    }
    Ok(pending)
}

/// Reads again what waits of a page, and tells what was found.
pub(super) async fn and_tell(setup: &Arc<Setup>, page: PageId) -> Result<(), WatchError> {
    let Some(due) = setup.readers.with(setup, |reader| reader.due_page(page))? else { return Ok(()) };
    let found = reread(setup, page, false).await?;
    tell::reread(&due, &found);
    Ok(())
}

/// Reads again what waits of a page, whether or not today's rules were tried on it before; with `is_dry`, only says
/// what would come of it.
///
/// Where nothing waits, the last version's raw page is read again if it was read by other rules.
///
/// # Errors
/// When the store cannot be read or written; what was written by then stays, and the rest is done by the next call.
pub async fn reread(setup: &Arc<Setup>, page: PageId, is_dry: bool) -> Result<Reread, WatchError> {
    let mut found = Reread::default();
    let mut tried = HashSet::new();
    loop {
        let deciding = Arc::clone(setup);
        let before = tried.clone();
        let next = tokio::task::spawn_blocking(move || decide(&deciding, page, &before));
        let Some((rereading, ids)) = next.await.map_err(WatchError::Panicked)?? else { return Ok(found) };
        tried.extend(ids);
        found.add(&rereading);
        if !is_dry {
            let recorded = setup.store.reread(rereading).await?;
            tell::site_events(&recorded.site_events);
        }
    }
}

/// The next kept pages that belong together, and everything to write of them; `None` where all were tried.
fn decide(setup: &Setup, page: PageId, tried: &HashSet<i64>) -> Result<Option<(Rereading, Vec<i64>)>, WatchError> {
    let Some(due) = setup.readers.with(setup, |reader| reader.due_page(page))? else { return Ok(None) };
    let mut waiting = setup.readers.with(setup, |reader| reader.waiting(page))?;
    waiting.retain(|kept| !tried.contains(&kept.capture));
    let Some(first) = waiting.first() else {
        // Once is enough: it is noted under a number that no capture has.
        return if tried.is_empty() { Ok(last_version(setup, due)?.map(|r| (r, vec![0]))) } else { Ok(None) };
    };
    let (at, left_at) = (first.at, first.left_at);
    let seam = setup.readers.with(setup, |reader| match left_at {
        Some(left_at) => reader.seam(page, at, left_at),
        None => Ok(None),
    })?;
    waiting.retain(|kept| kept.left_at == left_at && seam.is_none_or(|seam| kept.at < seam.at));
    let ids = waiting.iter().map(|kept| kept.capture).collect();
    Ok(Some((kept_pages(setup, due, &waiting, seam)?, ids)))
}

/// Reads pages that were kept one after the other.
fn kept_pages(setup: &Setup, due: Due, waiting: &[Waiting], seam: Option<Seam>) -> Result<Rereading, WatchError> {
    let page = due.page;
    let first_at = waiting.first().map_or((setup.now)(), |kept| kept.at);
    let past = setup.readers.with(setup, |reader| match waiting.first().filter(|_| seam.is_some()) {
        Some(first) => reader.past_before(page, first),
        None => reader.past(page, true),
    })?;
    let mut relived = Relived::begin(due.clone(), past, seam.is_some());
    let (mut after, mut is_any_read) = (None, false);
    for kept in waiting {
        if let Some(kept) = setup.readers.with(setup, |reader| reader.quarantined(page, kept, after))? {
            // By terms of its own, since their clock runs for one page.
            is_any_read |= with_terms(setup, &due, |terms| Ok(relived.read(terms, kept)))?;
        }
        after = Some(kept.last_seen_at);
    }
    let later = match is_any_read {
        true => setup.readers.with(setup, |reader| later(reader, page, first_at, seam))?,
        false => Later::default(), // nothing is known now that was not known then
    };
    with_terms(setup, &due, |terms| {
        if let Some(seam) = seam.filter(|_| is_any_read) {
            // A version that was made at the seam has the claims of then itself.
            let left = waiting.last().filter(|kept| kept.left_at == Some(seam.at));
            let claims = left.and_then(|kept| kept.left_claims.clone());
            let met = setup.readers.with(setup, |reader| meet(reader, page, after, seam, claims))?;
            relived.meet(terms, met.ok_or(StoreError::Overtaken(page.0))?);
        }
        Ok(relived.end(terms, (setup.now)(), later))
    })
}

/// What was recorded of a page since its kept pages began to wait.
fn later(reader: &Reader, page: PageId, since: Timestamp, seam: Option<Seam>) -> Result<Later, StoreError> {
    let is_presence = |change: &Change| {
        let is_of = |kind| change.kinds.contains(&kind);
        change.old_version == change.new_version && (is_of(ChangeKind::Removed) || is_of(ChangeKind::Restored))
    };
    // What was told at the seam itself is told anew.
    let is_kept = |change: &Change| match seam {
        None => is_presence(change),
        Some(seam) if change.first_seen_new_at < seam.at => is_presence(change),
        Some(seam) => change.first_seen_new_at > seam.at,
    };
    let rows = reader.changes_since(page, since)?.into_iter().filter(|row| is_kept(&row.change));
    let removals = reader.removals_since(page, since)?.into_iter();
    Ok(Later {
        removals: removals.filter(|removal| seam.is_none_or(|seam| removal.first_sight < seam.at)).collect(),
        changes: rows.map(|row| (row.id, row.change)).collect(),
        versions: seam.map_or(Ok(Vec::new()), |seam| reader.versions_after(page, seam.version))?,
    })
}

/// What was recorded next after the pages that are read again; `after` is when the last of them was seen, and `claims`
/// what the page claimed at the seam if that had moved since its version.
fn meet(
    reader: &Reader,
    page: PageId,
    after: Option<Timestamp>,
    seam: Seam,
    claims: Option<Claims>,
) -> Result<Option<Met>, StoreError> {
    let Some(row) = reader.version(page, seam.version)? else { return Ok(None) };
    let response = row.capture.map(|id| reader.response(id)).transpose()?.flatten();
    let Some(response) = response else { return Ok(None) };
    let mut article = row.article;
    if let Some(claims) = claims {
        claims.apply(&mut article);
    }
    let is_after_removal = reader.was_removed_between(page, after.unwrap_or(row.first_seen_at), seam.at)?;
    Ok(Some(Met { seam, capture: row.capture, response, article, until: row.last_seen_at, is_after_removal }))
}

/// Reads the raw page of the last version again; `None` where that makes no difference.
fn last_version(setup: &Setup, due: Due) -> Result<Option<Rereading>, WatchError> {
    let past = setup.readers.with(setup, |reader| reader.past(due.page, true))?;
    with_terms(setup, &due, |terms| {
        if past.last.as_ref().is_none_or(|last| last.revision == terms.revision()) {
            return Ok(None);
        }
        let mut relived = Relived::begin(due.clone(), past, false);
        relived.reread_last(terms);
        let rereading = relived.end(terms, (setup.now)(), Later::default());
        Ok((!rereading.steps.is_empty()).then_some(rereading))
    })
}
