//! A bounded memory of the file's earlier answers, for records that only say "the same as before".

use std::collections::VecDeque;

use url::Url;

use super::header::Header;
use crate::model::Fetched;

/// The most answers that are remembered; the oldest go first.
const ANSWERS_MAX: usize = 1024;
/// The most bytes of bodies that are remembered.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// Answers by address, the newest last.
#[derive(Default)]
pub struct Earlier {
    answers: VecDeque<Answer>,
    bytes: usize,
}

struct Answer {
    url: Url,
    record_id: Option<String>,
    digest: Option<String>,
    end: Fetched,
}

impl Earlier {
    /// Remembers the page that a record brought, if a later record can name it.
    pub fn keep(&mut self, url: &Url, header: &Header, end: &Fetched) {
        let Fetched::Body(page) = end else { return };
        let own = |name| header.field(name).map(str::to_owned);
        let (record_id, digest) = (own("warc-record-id"), own("warc-payload-digest"));
        self.bytes += page.body.len();
        self.answers.push_back(Answer { url: url.clone(), record_id, digest, end: end.clone() });
        while self.bytes > BYTES_MAX || self.answers.len() > ANSWERS_MAX {
            let Some(oldest) = self.answers.pop_front() else { break };
            self.bytes -= bytes_of(&oldest.end);
        }
    }

    /// The answer for the same address that a record refers to by its identity or by its payload's digest.
    pub fn find(&self, url: &Url, header: &Header) -> Option<&Fetched> {
        let is_same = |mine: &Option<String>, name| mine.is_some() && mine.as_deref() == header.field(name);
        let named = |answer: &&Answer| {
            is_same(&answer.record_id, "warc-refers-to") || is_same(&answer.digest, "warc-payload-digest")
        };
        self.answers.iter().rev().filter(|a| a.url == *url).find(named).map(|a| &a.end)
    }
}

fn bytes_of(end: &Fetched) -> usize {
    match end {
        Fetched::Body(page) => page.body.len(),
        Fetched::NotModified { .. } | Fetched::Failed(_) => 0,
    }
}
