//! `/sites`, `/outlets`, `/status`: the record as a whole.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{Shared, status as standing};
use super::shapes::time;
use super::{Answer, json};
use crate::report::SiteHealth;
use crate::store::OutletEdits;

/// How well the rules read a site.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SiteShape {
    site: String,
    /// Watched pages by state.
    states: BTreeMap<String, u64>,
    /// Raw pages that wait until the rules can read them.
    waiting: u64,
    rules: Vec<RuleShape>,
    alerts: Vec<AlertShape>,
    /// Blocks that are left out because they repeat.
    learned: Vec<LearnedShape>,
}

/// How one field's selectors matched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleShape {
    field: String,
    reads: u64,
    matched: u64,
    last_matched_at: Option<String>,
    selector: Option<String>,
}

/// Something that is wrong with a site.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertShape {
    kind: String,
    subject: String,
    since: String,
    pages: u64,
    detail: String,
}

/// A block that is left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LearnedShape {
    id: i64,
    text: String,
    articles: u32,
}

impl SiteShape {
    fn of(site: &SiteHealth) -> SiteShape {
        SiteShape {
            site: site.site.clone(),
            states: site.states.states.iter().cloned().collect(),
            waiting: site.states.waiting,
            rules: site
                .rules
                .iter()
                .map(|rule| RuleShape {
                    field: rule.field.clone(),
                    reads: rule.reads,
                    matched: rule.matched,
                    last_matched_at: rule.last_matched_at.map(time),
                    selector: rule.pick.clone(),
                })
                .collect(),
            alerts: site
                .alerts
                .iter()
                .map(|alert| AlertShape {
                    kind: alert.kind.as_str().to_owned(),
                    subject: alert.subject.clone(),
                    since: time(alert.at),
                    pages: alert.pages,
                    detail: alert.detail.clone(),
                })
                .collect(),
            learned: site
                .learned
                .iter()
                .filter(|block| block.unlearned_at.is_none())
                .map(|block| LearnedShape { id: block.id, text: block.text.clone(), articles: block.articles })
                .collect(),
        }
    }
}

/// How well the rules read each site.
#[utoipa::path(get, path = "/sites", responses((status = 200, description = "All sites.", body = Vec<SiteShape>)))]
pub(super) async fn sites(State(app): State<Shared>) -> Answer {
    let counted = app.numbers.look().await?;
    Ok(json(&counted.health.iter().map(SiteShape::of).collect::<Vec<_>>()))
}

/// The edits of all outlets, and when they were made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Outlets {
    /// When it was counted.
    counted_at: String,
    outlets: Vec<OutletShape>,
    /// Edits of each of the last days that had any.
    days: Vec<DayShape>,
    /// Seconds from publication, as the page states it, to each of the newest edits.
    delays_s: Vec<i64>,
}

/// Publishers' edits of weight minor or more, and whether readers were told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutletShape {
    site: String,
    articles: u64,
    edited_articles: u64,
    edits: u64,
    silent: u64,
    technical: u64,
    proper: u64,
    undeclarable: u64,
}

/// A day's edits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DayShape {
    day: String,
    edits: u64,
    silent: u64,
}

impl OutletShape {
    fn of(outlet: &OutletEdits) -> OutletShape {
        OutletShape {
            site: outlet.site.clone(),
            articles: outlet.pages,
            edited_articles: outlet.edited_pages,
            edits: outlet.edits,
            silent: outlet.silent,
            technical: outlet.technical,
            proper: outlet.proper,
            undeclarable: outlet.undeclarable,
        }
    }
}

/// Edits by outlet: how many are silent, when they were made, how long after publication.
#[utoipa::path(get, path = "/outlets", responses((status = 200, description = "All outlets.", body = Outlets)))]
pub(super) async fn outlets(State(app): State<Shared>) -> Answer {
    let counted = app.numbers.look().await?;
    let days = counted.overview.days.iter();
    Ok(json(&Outlets {
        counted_at: time(counted.at),
        outlets: counted.overview.outlets.iter().map(OutletShape::of).collect(),
        days: days.map(|day| DayShape { day: day.day.clone(), edits: day.edits, silent: day.silent }).collect(),
        delays_s: counted.overview.delays_s.clone(),
    }))
}

/// How the watch stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatusShape {
    /// Seconds since the loop of the watch turned; null where this process does not watch.
    loop_silence_s: Option<f64>,
    due: u64,
    late_s: i64,
    last_attempt_at: Option<String>,
    articles: u64,
    watched: u64,
    troubled: u64,
    versions: u64,
    edits: u64,
    silent: u64,
    attempts: u64,
    failing_hosts: Vec<HostShape>,
}

/// A host whose pages cannot be had.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HostShape {
    host: String,
    pages: u64,
    /// Failures in a row of its worst page.
    failures: u32,
    problem: Option<String>,
    next_try: String,
}

/// Whether the watch keeps up, and whom it cannot reach.
#[utoipa::path(get, path = "/status", responses((status = 200, description = "How it stands.", body = StatusShape)))]
pub(super) async fn status(State(app): State<Shared>) -> Answer {
    let now = standing::look(&app).await?;
    let totals = &now.counted.totals;
    let hosts = standing::hosts(&now.counted.failing);
    Ok(json(&StatusShape {
        loop_silence_s: now.silence_s,
        due: now.queue.due,
        late_s: now.late.num_seconds(),
        last_attempt_at: now.queue.last_attempt_at.map(time),
        articles: totals.pages,
        watched: totals.watched,
        troubled: totals.troubled,
        versions: totals.versions,
        edits: totals.edits,
        silent: totals.silent,
        attempts: totals.attempts,
        failing_hosts: hosts
            .iter()
            .map(|host| HostShape {
                host: host.host.clone(),
                pages: host.pages as u64,
                failures: host.worst.failures,
                problem: host.worst.problem.clone(),
                next_try: time(host.worst.next_due),
            })
            .collect(),
    }))
}
