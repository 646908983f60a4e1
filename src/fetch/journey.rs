//! The way to an answer: where it stands, over which redirects it came, and what was asked for.

use std::time::Duration;

use url::{Origin, Url};

use super::guard::Admitted;
use crate::model::{Attempt, Due, Failure, Fetched, PageId, Redirect, Timestamp, Validators};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A page, by its declared type too.
    Page,
    /// A feed or a list of addresses, whatever type it says it is.
    List,
    /// robots.txt: its first `ROBOTS_BYTES_MAX` bytes, however many there are.
    Robots,
}

/// The way to a page so far.
pub struct Journey {
    pub(super) page: PageId,
    pub(super) validators: Validators,
    pub(super) at: Timestamp,
    pub(super) want: Want,
    pub(super) here: Url,
    /// How the address was let through, once it was.
    pub(super) admitted: Option<Admitted>,
    pub(super) home: Origin,
    pub(super) redirects: Vec<Redirect>,
    pub(super) asked_with: Validators,
    /// The time spent on the network, without waits before other hosts.
    pub(super) spent: Duration,
}

impl Journey {
    /// The way to a page whose turn it is; `at` is the present.
    pub fn to(due: &Due, at: Timestamp) -> Journey {
        Journey::to_file(&due.url, Want::Page, due.validators.clone(), at).of(due.page)
    }

    /// The way to a file that is no page.
    pub fn to_file(url: &Url, want: Want, validators: Validators, at: Timestamp) -> Journey {
        Journey {
            page: PageId(0),
            validators,
            at,
            want,
            here: url.clone(),
            admitted: None,
            home: url.origin(),
            redirects: Vec::new(),
            asked_with: Validators::default(),
            spent: Duration::ZERO,
        }
    }

    fn of(self, page: PageId) -> Journey {
        Journey { page, ..self }
    }

    /// The address that is asked next.
    pub fn here(&self) -> &Url {
        &self.here
    }

    /// Ends the way here.
    pub fn end(self, end: Fetched) -> Attempt {
        let elapsed_ms = u64::try_from(self.spent.as_millis()).unwrap_or(u64::MAX);
        let end = match end {
            Fetched::Failed(failure) => Fetched::Failed(Failure { redirects: self.redirects, ..failure }),
            other => other,
        };
        Attempt::new(self.page, self.at, elapsed_ms, self.asked_with, end)
    }
}
