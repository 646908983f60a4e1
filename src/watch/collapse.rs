//! Changes of a whole site: a block that came on or went from many different articles is told once for the site, and
//! what was told of it before is judged anew without it. What counts as many, and as different, is said by `compare`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;

use super::{Setup, WatchError, tell};
use crate::compare::{self, Context, Spread};
use crate::model::{
    Article, BlockSight, Cause, Change, ChangeKind, Due, Hash, PageId, Rejudged, SiteBlocks, SiteChange, Timestamp,
    Visit, Witness,
};
use crate::store::{ChangeRow, Reader};

/// Articles on which a block came or went count together within this time.
pub(super) const WITHIN: TimeDelta = TimeDelta::hours(48);
/// Articles that are read to see whether they are different ones.
const ARTICLES_READ: usize = 24;

/// Looks whether what came on or went with a visit did so on many articles of the site, and tells of it.
pub(super) async fn weigh(setup: &Arc<Setup>, due: &Due, visit: &Arc<Visit>) -> Result<(), WatchError> {
    if visit.block_sights.is_empty() {
        return Ok(());
    }
    let _weighing = setup.weighing.lock().await;
    let (deciding, due, visit) = (Arc::clone(setup), due.clone(), Arc::clone(visit));
    let found = tokio::task::spawn_blocking(move || decide(&deciding, &due, &visit));
    let Some(change) = found.await.map_err(WatchError::Panicked)?? else { return Ok(()) };
    let event = setup.store.collapse(change).await?;
    tell::site_events(&event.into_iter().collect::<Vec<_>>());
    Ok(())
}

fn decide(setup: &Setup, due: &Due, visit: &Visit) -> Result<Option<SiteChange>, WatchError> {
    let at = visit.attempt.at;
    let language = visit.version.as_ref().and_then(|version| version.article.language.clone());
    setup.readers.with(setup, |reader| {
        let mut known = reader.site_blocks(&due.site)?;
        let mut wide: Vec<(BlockSight, Vec<Witness>, u64)> = Vec::new();
        for sight in visit.block_sights.iter().filter(|sight| !known.holds(&sight.block, sight.is_added)) {
            let witnesses = reader.witnesses(&due.site, sight, at - WITHIN)?;
            let spread = Spread { sight, witnesses: &witnesses, read: 0, language: language.as_deref() };
            let Some(began_at) = spread.began_at().filter(|_| spread.is_wide()) else { continue };
            let read = reader.read_since(&due.site, began_at)?;
            if (Spread { read, ..spread }).is_wide() {
                wide.push((sight.clone(), witnesses, read));
            }
        }
        // It was found for the site while this visit was on its way.
        let is_left = visit.block_sights.iter().any(|sight| {
            let is_taken = visit.attempt.suppressed.iter().any(|s| s.rule == "site_change" && s.text == sight.text);
            known.holds(&sight.block, sight.is_added) && !is_taken
        });
        let spread: BTreeSet<Hash> = wide.iter().map(|(sight, ..)| sight.block).chain(known.all()).collect();
        let mut articles = BTreeMap::new();
        let mut blocks = Vec::new();
        let mut touched: BTreeSet<(PageId, u32, Timestamp)> = BTreeSet::new();
        let told = visit.changes.iter().filter_map(|change| change.new_version);
        touched.extend(told.filter(|_| is_left).map(|version| (due.page, version, at)));
        for (sight, witnesses, read) in wide {
            let shown = shown(reader, &witnesses, sight.is_added, &mut articles)?;
            let of = Spread { sight: &sight, witnesses: &witnesses, read, language: language.as_deref() };
            if of.is_among_different(&shown, &spread) {
                touched.extend(witnesses.iter().map(|witness| (witness.page, witness.version, witness.at)));
                known.add(&sight);
                let began_at = of.began_at().unwrap_or(at);
                blocks.push((sight, began_at));
            }
        }
        let rejudged = rejudged(reader, &known, touched)?;
        Ok((!blocks.is_empty() || !rejudged.is_empty()).then(|| SiteChange {
            site: due.site.clone(),
            at,
            blocks,
            rejudged,
        }))
    })
}

type Shown = (PageId, Article);

/// The articles of witnesses with the block: after it came, or before it went.
fn shown(
    reader: &Reader,
    witnesses: &[Witness],
    is_added: bool,
    read: &mut BTreeMap<(PageId, u32), Article>,
) -> Result<Vec<Shown>, crate::store::StoreError> {
    let mut articles = Vec::new();
    for witness in witnesses.iter().take(ARTICLES_READ) {
        let n = if is_added { witness.version } else { witness.version.saturating_sub(1) };
        let key = (witness.page, n);
        if let std::collections::btree_map::Entry::Vacant(vacant) = read.entry(key)
            && let Some(row) = reader.version(witness.page, n)?
        {
            vacant.insert(row.article);
        }
        articles.extend(read.get(&key).map(|article| (witness.page, article.clone())));
    }
    Ok(articles)
}

/// What was told of these versions, and at these visits, judged anew without what is of the site.
fn rejudged(
    reader: &Reader,
    known: &SiteBlocks,
    touched: BTreeSet<(PageId, u32, Timestamp)>,
) -> Result<Vec<Rejudged>, crate::store::StoreError> {
    let mut all = BTreeMap::new();
    for (page, n, at) in touched {
        for row in reader.changes_to(page, n, at)? {
            if row.change.cause != Cause::Publisher || row.change.kinds.contains(&ChangeKind::Variant) {
                continue;
            }
            let (id, is_claim) = (row.id, row.change.old_version == row.change.new_version);
            let change =
                if is_claim { compare::claim_knowing(&row.change, known) } else { edit_again(reader, known, row)? };
            all.extend(change.map(|change| (id, change)));
        }
    }
    Ok(all.into_iter().map(|(row, change)| Rejudged { row, change }).collect())
}

/// A change that made a version, judged anew; `None` where nothing of it is of the site.
fn edit_again(reader: &Reader, known: &SiteBlocks, row: ChangeRow) -> Result<Option<Change>, crate::store::StoreError> {
    let (Some(before), Some(after)) = (row.change.old_version, row.change.new_version) else { return Ok(None) };
    let (Some(old), Some(new)) = (reader.version(row.page, before)?, reader.version(row.page, after)?) else {
        return Ok(None);
    };
    let is_modified_trusted = reader.is_modified_trusted(&row.site)?;
    let context = Context { old_seen_at: old.last_seen_at, new_seen_at: new.first_seen_at, is_modified_trusted };
    let (found, taken) = compare::compare_knowing(&old.article, &new.article, &context, known);
    Ok((!taken.is_empty()).then(|| again(row.change, found)))
}

/// A change with what is found of it now.
fn again(told: Change, found: compare::Comparison) -> Change {
    let mut kinds = found.kinds;
    kinds.extend(told.kinds.iter().filter(|kind| matches!(kind, ChangeKind::Reverted | ChangeKind::Restored)));
    kinds.sort_unstable();
    let is_restored = kinds.contains(&ChangeKind::Restored);
    Change {
        kinds,
        flags: found.flags,
        severity: if is_restored { told.severity } else { found.severity },
        disclosure: found.disclosure,
        counts: found.counts,
        summary: found.summary,
        edits: found.edits,
        is_coarse: found.is_coarse,
        ..told
    }
}
