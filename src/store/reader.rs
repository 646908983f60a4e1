//! Reading the record: a connection of its own that cannot write, while the daemon runs, while it is down, or on a
//! copy of the file elsewhere.

use std::path::Path;

use chrono::TimeDelta;
use rusqlite::Connection;

use super::looking::Deadline;
use super::{
    AttemptRow, ChangeFilter, ChangeRow, EventRow, Listed, PageRow, SiteStates, SourceRow, StoreError, VersionRow,
    Waiting, attempt, capture, change, connection, event, health, host, learned, page, quarantine, queue, retelling,
    site_block, site_event, source, trust, variant, version,
};
use crate::model::{
    Article, BlockSight, Due, HostKey, HostNote, HostRow, KeptCapture, Learned, LearnedBlock, OlderVersion, PageId,
    Past, Quarantined, Removal, Response, RuleHealth, Seam, SiteBlocks, SiteEvent, Timestamp, Variants, Witness,
};

/// A read-only view of the record. Every call sees what is committed when it starts.
pub struct Reader {
    pub(super) connection: Connection,
    pub(super) deadline: Deadline,
}

/// One stored change of a whole site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteChangeRow {
    pub id: i64,
    pub event: SiteEvent,
    /// The blocks, untrusted, and whether each came or went.
    pub blocks: Vec<(String, bool)>,
}

/// How much the record holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub pages: u64,
    /// Pages that are watched now.
    pub watched: u64,
    /// Watched pages that are in a state other than "ok" or "new", or failing.
    pub troubled: u64,
    pub versions: u64,
    /// Publishers' changes of weight `minor` or more.
    pub edits: u64,
    /// Of these, those of which the page tells its readers nothing.
    pub silent: u64,
    /// All attempts ever made.
    pub attempts: u64,
}

impl Reader {
    /// Opens the database at `path` for reading; it is never written to.
    ///
    /// # Errors
    /// Says what to do where the file is missing, another program's, damaged, newer or older than this program.
    pub fn open(path: &Path) -> Result<Reader, StoreError> {
        let mut connection = connection::open_reader(path)?;
        let deadline = Deadline::watch(&mut connection)?;
        Ok(Reader { connection, deadline })
    }

    /// The watched pages that are due at `now`, the longest overdue first.
    pub fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, StoreError> {
        Ok(queue::due(&self.connection, now, limit)?)
    }

    /// A page with all that fetching it needs, due or not, watched or not.
    pub fn due_page(&self, page: PageId) -> Result<Option<Due>, StoreError> {
        Ok(queue::due_page(&self.connection, page)?)
    }

    /// When the first watched page is due.
    pub fn next_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(queue::next_due_at(&self.connection)?)
    }

    /// The hosts with pages due at `now` ("name:port"), that with the longest overdue page first.
    pub fn due_hosts(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        Ok(queue::due_hosts(&self.connection, now)?)
    }

    /// The pages of a host that are due at `now`, that with the largest overdue ratio first.
    pub fn due_of(&self, host: &str, now: Timestamp, limit: u32) -> Result<Vec<Due>, StoreError> {
        Ok(queue::due_of(&self.connection, host, now, limit)?)
    }

    /// How many pages of a host are due at `now`.
    pub fn due_count(&self, host: &HostKey, now: Timestamp) -> Result<u64, StoreError> {
        Ok(queue::due_count(&self.connection, &host.to_string(), now)?)
    }

    /// Since when a list's word waits to be looked into by the next check of a page.
    pub fn hinted_at(&self, page: PageId) -> Result<Option<Timestamp>, StoreError> {
        Ok(queue::hinted_at(&self.connection, page)?)
    }

    /// The lists that are due at `now`, the longest overdue first.
    pub fn due_sources(&self, now: Timestamp) -> Result<Vec<SourceRow>, StoreError> {
        Ok(source::due(&self.connection, now)?)
    }

    /// When the first list is due.
    pub fn next_source_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(source::next_due_at(&self.connection)?)
    }

    /// Those of a list's pages that are not known, in its order.
    pub fn unknown(&self, listed: &[Listed]) -> Result<Vec<url::Url>, StoreError> {
        Ok(source::unknown(&self.connection, listed)?)
    }

    /// How many pages of a site were found on lists on the day of `at` (UTC).
    pub fn found_on_day(&self, site: &str, at: Timestamp) -> Result<u32, StoreError> {
        Ok(source::added_on_day(&self.connection, site, at)?)
    }

    /// What is remembered of a host.
    pub fn host(&self, host: &HostKey) -> Result<Option<HostRow>, StoreError> {
        Ok(host::find(&self.connection, host)?)
    }

    /// The hosts of which something holds on at `now`: a pause, failures, a count of `day` (days since 1970) or later.
    pub fn host_notes(&self, day: i64, now: Timestamp) -> Result<Vec<HostNote>, StoreError> {
        Ok(host::notes(&self.connection, day, now)?)
    }

    /// The page of that address: exactly, else the one that differs only in scheme, "www.", fragment, last slash or
    /// tracking parameters.
    pub fn find(&self, url: &str) -> Result<Option<PageId>, StoreError> {
        Ok(page::find(&self.connection, url)?)
    }

    /// What judging a new text of the page needs to know; its last raw page only where asked for.
    pub fn past(&self, page: PageId, needs_capture: bool) -> Result<Past, StoreError> {
        let newest = version::newest(&self.connection, page)?;
        let last_capture = match newest.as_ref().and_then(|v| v.capture) {
            Some(id) if needs_capture => capture::read(&self.connection, id)?,
            _ => None,
        };
        let older = match &newest {
            Some(newest) => version::older(&self.connection, page, newest.n)?,
            None => Vec::new(),
        };
        let (suspect_canon, claims) = page::present(&self.connection, page)?;
        let mut last = newest.map(version::baseline);
        if let (Some(last), Some(claims)) = (&mut last, claims) {
            claims.apply(&mut last.article);
            last.has_moved_claims = true;
        }
        let (quarantined, site) = (quarantine::count(&self.connection, page)?, health::facts(&self.connection, page)?);
        let (variants, told) = (variant::last(&self.connection, page)?, retelling::told(&self.connection, page, None)?);
        let suspect_elsewhere = page::suspect_elsewhere(&self.connection, page)?;
        let shown = variant::shown(&self.connection, page, variants.as_ref())?;
        let known = Past { last, older, last_capture, suspect_canon, quarantined, site, ..Past::default() };
        Ok(Past { suspect_elsewhere, variants, shown, told, ..known })
    }

    /// How one page stands.
    pub fn page(&self, page: PageId) -> Result<Option<PageRow>, StoreError> {
        Ok(page::status_of(&self.connection, page)?)
    }

    /// The changes that `filter` asks for, the newest first.
    pub fn changes(&self, filter: &ChangeFilter) -> Result<Vec<ChangeRow>, StoreError> {
        Ok(change::filtered(&self.connection, filter)?)
    }

    /// The change of that row number.
    pub fn change(&self, id: i64) -> Result<Option<ChangeRow>, StoreError> {
        Ok(change::by_id(&self.connection, id)?)
    }

    /// All versions of a page, the oldest first.
    pub fn versions(&self, page: PageId) -> Result<Vec<VersionRow>, StoreError> {
        Ok(version::all(&self.connection, page)?)
    }

    /// Version `n` of a page.
    pub fn version(&self, page: PageId, n: u32) -> Result<Option<VersionRow>, StoreError> {
        Ok(version::numbered(&self.connection, page, n)?)
    }

    /// The newest version of a page.
    pub fn newest_version(&self, page: PageId) -> Result<Option<VersionRow>, StoreError> {
        Ok(version::newest(&self.connection, page)?)
    }

    /// The version that stood at `at`, as far as was seen: the last that had come up by then.
    pub fn version_at(&self, page: PageId, at: Timestamp) -> Result<Option<VersionRow>, StoreError> {
        Ok(version::at(&self.connection, page, at)?)
    }

    /// The raw page of a capture (`VersionRow::capture`), as received.
    pub fn capture(&self, id: i64) -> Result<Option<KeptCapture>, StoreError> {
        capture::read(&self.connection, id)
    }

    /// The texts that a page shows or showed in turn, the oldest first.
    pub fn variants(&self, page: PageId) -> Result<Vec<Variants>, StoreError> {
        Ok(variant::all(&self.connection, page)?)
    }

    /// All events of a page, the oldest first.
    pub fn events(&self, page: PageId) -> Result<Vec<EventRow>, StoreError> {
        Ok(event::all(&self.connection, page)?)
    }

    /// The last attempts of a page that are still kept, the newest first.
    pub fn attempts(&self, page: PageId, limit: u32) -> Result<Vec<AttemptRow>, StoreError> {
        Ok(attempt::last(&self.connection, page, limit)?)
    }

    /// The publisher's changes that an attempt told, and the events at its time.
    pub fn led_to(&self, page: PageId, attempt: &AttemptRow) -> Result<(Vec<ChangeRow>, Vec<EventRow>), StoreError> {
        let events = event::at(&self.connection, page, attempt.at)?;
        Ok((change::told_at(&self.connection, page, attempt.at, attempt.version)?, events))
    }

    /// The pages with raw pages in quarantine.
    pub fn waiting_pages(&self) -> Result<Vec<PageId>, StoreError> {
        Ok(quarantine::pages(&self.connection)?)
    }

    /// The raw pages of a page that wait in quarantine, in order of observation.
    pub fn waiting(&self, page: PageId) -> Result<Vec<Waiting>, StoreError> {
        Ok(quarantine::waiting(&self.connection, page)?)
    }

    /// A raw page that waits, whole; `after` is when the one before it was last seen.
    pub fn quarantined(
        &self,
        page: PageId,
        waiting: &Waiting,
        after: Option<Timestamp>,
    ) -> Result<Option<Quarantined>, StoreError> {
        quarantine::read(&self.connection, page, waiting, after)
    }

    /// Where raw pages that were kept from `at` on meet the visit that could read the page again at `left_at`.
    pub fn seam(&self, page: PageId, at: Timestamp, left_at: Timestamp) -> Result<Option<Seam>, StoreError> {
        Ok(quarantine::seam(&self.connection, page, at, left_at)?)
    }

    /// What judging a raw page that waits needs to know of the time before it, with the raw page of the version of then.
    pub fn past_before(&self, page: PageId, waiting: &Waiting) -> Result<Past, StoreError> {
        let site = health::facts(&self.connection, page)?;
        let n = quarantine::version_before(&self.connection, page, waiting.at)?;
        let row = n.map(|n| version::numbered(&self.connection, page, n)).transpose()?.flatten();
        let Some(row) = row else { return Ok(Past { site, ..Past::default() }) };
        let older = version::older(&self.connection, page, row.n)?;
        let last_capture = row.capture.map(|id| capture::read(&self.connection, id)).transpose()?.flatten();
        let mut last = version::baseline(row);
        let seen_at = waiting.text_seen_at.unwrap_or(last.last_seen_at);
        last.last_seen_at = seen_at.min(waiting.at).max(last.first_seen_at);
        if let Some(claims) = waiting.claims.clone() {
            claims.apply(&mut last.article);
            last.has_moved_claims = true;
        }
        let told = retelling::told(&self.connection, page, Some(last.n))?;
        Ok(Past { last: Some(last), older, last_capture, site, told, ..Past::default() })
    }

    /// The publisher's changes of a page from `since` on.
    pub fn changes_since(&self, page: PageId, since: Timestamp) -> Result<Vec<ChangeRow>, StoreError> {
        Ok(change::since(&self.connection, page, since)?)
    }

    /// The removals of a page that were believed after `since`.
    pub fn removals_since(&self, page: PageId, since: Timestamp) -> Result<Vec<Removal>, StoreError> {
        Ok(event::removals(&self.connection, page, since)?)
    }

    /// The versions of a page after number `n`, in order.
    pub fn versions_after(&self, page: PageId, n: u32) -> Result<Vec<OlderVersion>, StoreError> {
        Ok(version::after(&self.connection, page, n)?)
    }

    /// Whether a page came to count as removed between two times.
    pub fn was_removed_between(&self, page: PageId, since: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        Ok(quarantine::was_removed(&self.connection, page, since, until)?)
    }

    /// A raw page as the answer that it was.
    pub fn response(&self, capture: i64) -> Result<Option<Response>, StoreError> {
        capture::response(&self.connection, capture)
    }

    /// The blocks that are known to come and go on a whole site.
    pub fn site_blocks(&self, site: &str) -> Result<SiteBlocks, StoreError> {
        Ok(site_block::known(&self.connection, site)?)
    }

    /// The pages of a site on which a block came or went since a time.
    pub fn witnesses(&self, site: &str, sight: &BlockSight, since: Timestamp) -> Result<Vec<Witness>, StoreError> {
        Ok(site_block::witnesses(&self.connection, site, sight, since)?)
    }

    /// How many pages of a site were read since a time.
    pub fn read_since(&self, site: &str, since: Timestamp) -> Result<u64, StoreError> {
        Ok(site_block::read_since(&self.connection, site, since)?)
    }

    /// Whether the modified times of a site are believed.
    pub fn is_modified_trusted(&self, site: &str) -> Result<bool, StoreError> {
        Ok(!trust::is_untrusted(&self.connection, site)?)
    }

    /// The changes that made a version or were told at a time.
    pub fn changes_to(&self, page: PageId, version: u32, at: Timestamp) -> Result<Vec<ChangeRow>, StoreError> {
        Ok(change::told_at(&self.connection, page, at, Some(version))?)
    }

    /// The changes of whole sites since a time, the newest first, each with its row and the blocks that came (true)
    /// or went.
    pub fn site_changes(
        &self,
        since: Option<Timestamp>,
        site: Option<&str>,
        limit: u64,
    ) -> Result<Vec<SiteChangeRow>, StoreError> {
        let events = site_block::events(&self.connection, since, site, limit)?.into_iter();
        let with_blocks = events.map(|(id, event)| {
            let blocks = site_block::of_event(&self.connection, &event.site, id)?;
            Ok(SiteChangeRow { id, event, blocks })
        });
        with_blocks.collect()
    }

    /// How all fields of all sites have been read so far.
    pub fn rule_health(&self) -> Result<Vec<RuleHealth>, StoreError> {
        Ok(health::all(&self.connection)?)
    }

    /// The alerts of sites that last, the oldest first.
    pub fn site_alerts(&self) -> Result<Vec<SiteEvent>, StoreError> {
        Ok(site_event::open(&self.connection)?)
    }

    /// What happened to a site last, the newest first.
    pub fn site_events(&self, site: &str, limit: u32) -> Result<Vec<SiteEvent>, StoreError> {
        Ok(site_event::last(&self.connection, site, limit)?)
    }

    /// Hands the newest texts of a site's pages to `each`, of those that were seen within `within` of the site's last
    /// sight, at most `limit` of them, the last seen.
    pub fn recent_articles(
        &self,
        site: &str,
        within: TimeDelta,
        limit: u32,
        each: impl FnMut(PageId, Article),
    ) -> Result<(), StoreError> {
        Ok(version::recent(&self.connection, site, within, limit, each)?)
    }

    /// When a site's learned list last got a new edition.
    pub fn last_learned_at(&self, site: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(learned::last_at(&self.connection, site)?)
    }

    /// How many watched pages of each site are in each state, and how many raw pages of each site wait.
    pub fn site_states(&self) -> Result<Vec<SiteStates>, StoreError> {
        Ok(page::states(&self.connection)?)
    }

    /// The learned list that is in force for a site.
    pub fn learned(&self, site: &str) -> Result<Learned, StoreError> {
        Ok(learned::list(&self.connection, site)?)
    }

    /// All blocks that were ever learned, by site.
    pub fn learned_blocks(&self) -> Result<Vec<LearnedBlock>, StoreError> {
        Ok(learned::all(&self.connection)?)
    }

    /// How much the record holds.
    pub fn totals(&self) -> Result<Totals, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM page WHERE watch = 'on'),
                (SELECT count(*) FROM page WHERE watch = 'on' AND (state NOT IN ('ok', 'new') OR failures > 0)),
                (SELECT count(*) FROM version WHERE cause = 'publisher'),
                (SELECT count(*) FROM change WHERE cause = 'publisher' AND severity_rank >= 4),
                (SELECT count(*) FROM silent_edit), (SELECT coalesce(sum(attempts), 0) FROM page)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let totals = statement.query_row([], |row| {
            // Counts are never negative.
            let count = |at: usize| Ok::<u64, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
            Ok(Totals {
                pages: count(0)?,
                watched: count(1)?,
                troubled: count(2)?,
                versions: count(3)?,
                edits: count(4)?,
                silent: count(5)?,
                attempts: count(6)?,
            })
        })?;
        Ok(totals)
    }
}
