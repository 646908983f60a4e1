//! The shapes of what is sent. Fields may be added; none is renamed or taken away.

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Counts, Edit, Flag, StatedTime, Timestamp};
use crate::store::{ChangeRow, EventRow, PageRow, VersionBrief, VersionRow, note_name, state_name};

/// A time as programs read it.
pub(super) fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// A list, and where it goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChangeList {
    pub changes: Vec<ChangeShape>,
    /// What to ask with for the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What happened between two versions of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChangeShape {
    pub id: i64,
    /// The article that it belongs to.
    pub article: i64,
    pub url: String,
    pub site: String,
    pub headline: Option<String>,
    /// The first visit that saw the new text, RFC 3339 in UTC.
    pub first_seen_new_at: String,
    /// The last visit that saw the old text: the edit was made between the two.
    pub last_seen_old_at: Option<String>,
    pub kinds: Vec<String>,
    pub flags: Vec<String>,
    /// none, trace, cosmetic, info, minor, major or alert.
    pub severity: String,
    /// proper, technical, silent, undeclarable or empty.
    pub disclosure: Option<String>,
    /// publisher or rules.
    pub cause: String,
    pub old_version: Option<u32>,
    pub new_version: Option<u32>,
    pub reverted_to: Option<u32>,
    pub summary: String,
    #[schema(value_type = Object)]
    pub counts: Counts,
    pub is_coarse: bool,
    /// The edits as text: [-gone-]{+new+}, one paragraph a line.
    pub diff: String,
    /// The edits in pieces.
    #[schema(value_type = Vec<Object>)]
    pub edits: Vec<Edit>,
}

impl ChangeShape {
    pub(super) fn of(row: ChangeRow) -> ChangeShape {
        let change = row.change;
        ChangeShape {
            id: row.id,
            article: row.page.0,
            url: row.url,
            site: row.site,
            headline: row.headline,
            first_seen_new_at: time(change.first_seen_new_at),
            last_seen_old_at: change.last_seen_old_at.map(time),
            kinds: change.kinds.iter().map(ToString::to_string).collect(),
            flags: flags(&change.flags),
            severity: change.severity.to_string(),
            disclosure: change.disclosure.map(|d| d.to_string()),
            cause: change.cause.to_string(),
            old_version: change.old_version,
            new_version: change.new_version,
            reverted_to: change.reverted_to,
            summary: change.summary,
            counts: change.counts,
            is_coarse: change.is_coarse,
            diff: row.diff,
            edits: change.edits,
        }
    }
}

pub(super) fn flags(flags: &[Flag]) -> Vec<String> {
    flags.iter().map(ToString::to_string).collect()
}

/// A watched page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleShape {
    pub id: i64,
    pub url: String,
    pub site: String,
    pub headline: Option<String>,
    /// on, paused or off.
    pub watch: String,
    pub state: String,
    pub state_since: String,
    pub versions: u32,
    pub edits: u32,
    pub last_edit_at: Option<String>,
    pub last_attempt_at: Option<String>,
    pub last_outcome: Option<String>,
    pub last_problem: Option<String>,
    pub failures: u32,
    pub next_due: String,
}

impl ArticleShape {
    pub(super) fn of(row: PageRow) -> ArticleShape {
        ArticleShape {
            id: row.id.0,
            url: row.url,
            site: row.site,
            headline: row.headline,
            watch: row.watch.as_str().to_owned(),
            state: state_name(&row.state),
            state_since: time(row.state_since),
            versions: row.versions,
            edits: row.edits,
            last_edit_at: row.last_edit_at.map(time),
            last_attempt_at: row.last_attempt_at.map(time),
            last_outcome: row.last_outcome,
            last_problem: row.last_problem,
            failures: row.failures,
            next_due: time(row.next_due),
        }
    }
}

/// A version without its texts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionBriefShape {
    pub n: u32,
    /// publisher or rules.
    pub cause: String,
    pub first_seen_at: String,
    pub last_seen_at: String,
    pub words: u64,
    pub headline: Option<String>,
}

impl VersionBriefShape {
    pub(super) fn of(version: VersionBrief) -> VersionBriefShape {
        VersionBriefShape {
            n: version.n,
            cause: version.cause.to_string(),
            first_seen_at: time(version.first_seen_at),
            last_seen_at: time(version.last_seen_at),
            words: version.words,
            headline: version.headline,
        }
    }
}

/// Something that happened to a page and is no edit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventShape {
    pub at: String,
    pub kind: String,
    pub detail: String,
}

impl EventShape {
    pub(super) fn of(row: EventRow) -> EventShape {
        EventShape { at: time(row.at), kind: row.event.kind, detail: row.event.detail }
    }
}

/// One version as it read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionShape {
    pub n: u32,
    pub cause: String,
    pub first_seen_at: String,
    pub last_seen_at: String,
    pub headline: Option<String>,
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    pub section: Option<String>,
    /// The paragraphs in reading order.
    pub body: Vec<String>,
    pub captions: Vec<String>,
    /// The publisher's notes on the text, each with its kind before it.
    pub notes: Vec<String>,
    pub published: Option<ClaimShape>,
    pub modified: Option<ClaimShape>,
    pub canonical_url: Option<String>,
    pub language: Option<String>,
}

/// A time that the page states: a claim.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClaimShape {
    /// As it stood on the page.
    pub raw: String,
    pub at: Option<String>,
    /// What it most likely means, where that is not certain.
    pub likely: Option<String>,
}

impl ClaimShape {
    fn of(claim: StatedTime) -> ClaimShape {
        ClaimShape { raw: claim.raw, at: claim.instant.map(time), likely: claim.likely.map(time) }
    }
}

impl VersionShape {
    pub(super) fn of(row: VersionRow) -> VersionShape {
        let article = row.article;
        VersionShape {
            n: row.n,
            cause: row.cause.to_string(),
            first_seen_at: time(row.first_seen_at),
            last_seen_at: time(row.last_seen_at),
            headline: article.headline,
            standfirst: article.standfirst,
            byline: article.byline,
            section: article.section,
            body: article.body.into_iter().map(|block| block.text).collect(),
            captions: article.captions.into_iter().map(|caption| caption.text).collect(),
            notes: article.notes.iter().map(|note| format!("{}: {}", note_name(note.kind), note.text)).collect(),
            published: article.published.map(ClaimShape::of),
            modified: article.modified.map(ClaimShape::of),
            canonical_url: article.canonical_url,
            language: article.language,
        }
    }
}
