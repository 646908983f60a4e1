//! Reading the record: a connection of its own that cannot write, while the daemon runs, while it is down, or on a
//! copy of the file elsewhere.

use std::path::Path;

use rusqlite::Connection;

use super::{
    AttemptRow, ChangeFilter, ChangeRow, EventRow, PageRow, StoreError, VersionRow, attempt, capture, change,
    connection, event, page, version,
};
use crate::model::{Due, KeptCapture, PageId, Past, Timestamp};

/// A read-only view of the record. Every call sees what is committed when it starts.
pub struct Reader {
    connection: Connection,
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
        Ok(Reader { connection: connection::open_reader(path)? })
    }

    /// The watched pages that are due at `now`, the longest overdue first.
    pub fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, StoreError> {
        Ok(page::due(&self.connection, now, limit)?)
    }

    /// A page with all that fetching it needs, due or not, watched or not.
    pub fn due_page(&self, page: PageId) -> Result<Option<Due>, StoreError> {
        Ok(page::due_page(&self.connection, page)?)
    }

    /// When the first watched page is due.
    pub fn next_due_at(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(page::next_due_at(&self.connection)?)
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
        }
        Ok(Past { last, older, last_capture, suspect_canon })
    }

    /// How all pages stand, the last changed first; those off the list only where `with_off` asks for them.
    pub fn pages(&self, with_off: bool) -> Result<Vec<PageRow>, StoreError> {
        Ok(page::status(&self.connection, with_off)?)
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

    /// All events of a page, the oldest first.
    pub fn events(&self, page: PageId) -> Result<Vec<EventRow>, StoreError> {
        Ok(event::all(&self.connection, page)?)
    }

    /// The last attempts of a page that are still kept, the newest first.
    pub fn attempts(&self, page: PageId, limit: u32) -> Result<Vec<AttemptRow>, StoreError> {
        Ok(attempt::last(&self.connection, page, limit)?)
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
