//! The record in numbers, counted now and then: counting a large record takes longer than a page may.
//!
//! The more a count costs, the longer it is kept, so that looking never takes more than a small share of the machine.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::Shared;
use super::pool::Pool;
use super::problem::Problem;
use crate::model::Timestamp;
use crate::report::{SiteHealth, sites_health};
use crate::store::{FailingPage, Overview, Totals};

/// Days whose edits are counted one by one.
pub(super) const DAYS: i64 = 56;
/// A count is kept for so many times as long as it took ..
const KEPT_TIMES: u32 = 50;
/// .. and at least so long.
const KEPT_MIN: Duration = Duration::from_millis(500);
/// How long counting may take.
const COUNT_MAX: Duration = Duration::from_secs(120);
/// Events of a site's history that are shown.
const EVENTS_LAST: u32 = 5;

/// What was counted.
pub(super) struct Counted {
    pub at: Timestamp,
    pub totals: Totals,
    pub overview: Overview,
    pub health: Vec<SiteHealth>,
    pub failing: Vec<FailingPage>,
}

/// The last count, and how long it may be shown.
#[derive(Clone)]
struct Kept {
    counted: Arc<Counted>,
    until: Instant,
}

/// Counts, and keeps what was counted.
pub(super) struct Numbers {
    pool: Arc<Pool>,
    now: fn() -> Timestamp,
    kept: Arc<Mutex<Option<Kept>>>,
    /// One counts, the others wait for it or take the last count.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Numbers {
    pub(super) fn new(pool: Arc<Pool>, now: fn() -> Timestamp) -> Numbers {
        Numbers { pool, now, kept: Arc::default(), turn: Arc::default() }
    }

    /// The numbers, as of a short while ago; only the first who asks has to wait.
    ///
    /// # Errors
    /// Where they were never counted and cannot be now.
    pub(super) async fn look(&self) -> Result<Arc<Counted>, Problem> {
        let kept = self.last();
        match kept {
            Some(kept) if Instant::now() < kept.until => Ok(kept.counted),
            Some(kept) => {
                // A new count is on its way, or begins now; this page takes the last one.
                if let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() {
                    let (pool, now, place) = (Arc::clone(&self.pool), self.now, Arc::clone(&self.kept));
                    tokio::spawn(async move {
                        if let Err(problem) = count(&pool, now, &place).await {
                            tracing::warn!(problem = %problem.told(), "the record could not be counted");
                        }
                        drop(turn);
                    });
                }
                Ok(kept.counted)
            }
            None => {
                let _turn = self.turn.lock().await;
                match self.last() {
                    Some(kept) => Ok(kept.counted),
                    None => count(&self.pool, self.now, &self.kept).await,
                }
            }
        }
    }

    /// Begins to count, where nothing was counted yet; nobody waits for it.
    pub(super) fn warm(app: &Shared) {
        if app.numbers.last().is_none() {
            let app = Arc::clone(app);
            // What goes wrong is told to the one who asks for the numbers.
            tokio::spawn(async move { drop(app.numbers.look().await) });
        }
    }

    fn last(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn count(
    pool: &Arc<Pool>,
    now: fn() -> Timestamp,
    place: &Arc<Mutex<Option<Kept>>>,
) -> Result<Arc<Counted>, Problem> {
    let begun = Instant::now();
    let at = now();
    let counted = pool.read_for(COUNT_MAX, move |reader| {
        let since = at.checked_sub_signed(TimeDelta::days(DAYS)).unwrap_or(Timestamp::MIN_UTC);
        Ok(Counted {
            at,
            totals: reader.totals()?,
            overview: reader.overview(since)?,
            health: sites_health(reader, None, EVENTS_LAST)?,
            failing: reader.failing()?,
        })
    });
    let counted = Arc::new(counted.await?);
    let until = Instant::now() + (begun.elapsed() * KEPT_TIMES).max(KEPT_MIN);
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(Kept { counted: Arc::clone(&counted), until });
    Ok(counted)
}
