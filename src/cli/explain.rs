//! `newswatch explain`: when a page is fetched next, and why. It reads the record and the configuration, and asks
//! nobody.

use std::io::Write;

use clap::ValueEnum;
use url::Url;

use super::{Exit, Given, now, open, pages};
use crate::config::{Config, Site};
use crate::fetch::{day_of, free_at};
use crate::model::{Due, HostKey, HostRow, PageState, Timestamp, counted};
use crate::report::{self, Explanation, Reason};
use crate::schedule::{self, PACE_OF_ALL, Progress};
use crate::store::{PageRow, Reader, Watch, state_name};
use crate::watch::{Known, Ruling};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The page's address.
    url: Url,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// One object.
    Json,
}

/// Shows when the page is fetched next and what has a say in it.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = open::config(given)?;
    let reader = Reader::open(&config.store.path)?;
    let page = pages::row(&reader, &args.url)?;
    let what = explanation(&config, &reader, &page, now())?;
    let mut out = std::io::stdout().lock();
    match args.format {
        Format::Text => report::explain(&mut out, &what, open::style())?,
        Format::Json => report::explain_json(&mut out, &what)?,
    }
    out.flush()?;
    Ok(Exit::Success)
}

fn explanation(config: &Config, reader: &Reader, page: &PageRow, now: Timestamp) -> anyhow::Result<Explanation> {
    let url = Url::parse(&page.url)?;
    let host = HostKey::of(&url);
    let site = config.site_named(&page.site).unwrap_or_else(|| config.site_or_other(&url));
    let due = reader.due_page(page.id)?;
    let row = reader.host(&host)?;
    let known = row.as_ref().and_then(|row| row.robots.clone()).map(|r| Known::new(r, &config.fetch.user_agent));
    let known = known.filter(|_| site.obeys_robots);

    let mut reasons = Vec::new();
    if let Some(due) = &due {
        let hinted_at = reader.hinted_at(page.id)?;
        let paces = reader.paces()?;
        let pace = paces.iter().find(|pace| pace.site == due.site).map_or(PACE_OF_ALL, |pace| pace.percent);
        reasons.push(turn(site, due, page, hinted_at, pace, now));
    }
    let (robots, is_refused) = robots(site, known.as_ref(), &url, now);
    reasons.push(robots);
    reasons.extend(back_off(row.as_ref(), now));
    reasons.extend(cap(site, row.as_ref(), now));
    reasons.push(gap(site, known.as_ref(), &host, reader.due_count(&host, now)?));
    let decisive = reasons.iter().max_by_key(|reason| reason.not_before);
    let mut decided_by = decisive.map_or("cadence", |reason| reason.name);
    let mut next_at = decisive.and_then(|reason| reason.not_before);
    if is_refused {
        (decided_by, next_at) = ("robots", None);
    }
    if page.watch != Watch::On {
        let text = format!("the page is {}; `newswatch resume` watches it again", page.watch.as_str());
        reasons.insert(0, Reason { name: "watch", text, not_before: None });
        (decided_by, next_at) = ("watch", None);
    }
    Ok(Explanation {
        url: page.url.clone(),
        site: site.name.clone(),
        host: host.to_string(),
        now,
        next_at,
        decided_by,
        reasons,
    })
}

/// When the page itself is due.
fn turn(
    site: &Site,
    due: &Due,
    page: &PageRow,
    hinted_at: Option<Timestamp>,
    pace_percent: u32,
    now: Timestamp,
) -> Reason {
    let progress = Progress {
        page: due.page,
        now: due.last_attempt_at.unwrap_or(now),
        event_at: due.event_at,
        added_at: due.added_at,
        attempts: due.attempts,
        is_busy: due.is_busy,
        is_live: due.is_live,
        pace_percent,
    };
    let (name, text) = if let Some(at) = hinted_at {
        ("hint", format!("a list said at {} that it had changed", at.format("%Y-%m-%d %H:%M:%SZ")))
    } else if due.failures > 0 {
        let problem = page.last_problem.as_deref().unwrap_or("no reason is recorded");
        (
            "retry",
            format!("{} in a row failed, each wait is twice as long: {problem}", counted(due.failures.into(), "try")),
        )
    } else {
        match &due.state {
            PageState::New => ("cadence", "it was never fetched".to_owned()),
            PageState::Ok => ("cadence", schedule::reason(&site.cadence, &progress)),
            PageState::Suspect(_) | PageState::GoneUnconfirmed | PageState::Removed | PageState::BlockedLegal => {
                let sights = counted(due.state_checks.into(), "sight");
                (
                    "confirm",
                    format!(
                        "{} since {}, {sights} of it",
                        state_name(&due.state),
                        due.state_since.format("%Y-%m-%d %H:%M:%SZ")
                    ),
                )
            }
        }
    };
    Reason { name, text, not_before: Some(due.due_at) }
}

fn robots(site: &Site, known: Option<&Known>, url: &Url, now: Timestamp) -> (Reason, bool) {
    let reason = |text: String, not_before| Reason { name: "robots", text, not_before };
    if !site.obeys_robots {
        return (reason("robots = false: the site's configuration sets robots.txt aside".to_owned(), None), false);
    }
    let Some(known) = known else {
        return (reason("robots.txt of the host is not known yet and is asked for first".to_owned(), None), false);
    };
    let asked = known.note.asked_at.format("%Y-%m-%d %H:%M:%SZ");
    match known.rule(url, now) {
        Ruling::Allowed => (reason(format!("robots.txt of {asked} allows it"), None), false),
        Ruling::Refused(rule) => (
            reason(format!("robots.txt of {asked} forbids it to us ({rule}); it is looked at again each day"), None),
            true,
        ),
        Ruling::Wait(until) => {
            let problem = known.note.problem.as_deref().unwrap_or("robots.txt cannot be had");
            (reason(format!("{problem}; until it can, nothing is asked of the host"), Some(until)), false)
        }
        Ruling::Unknown => (reason(format!("robots.txt of {asked} is too old and is asked for first"), None), false),
    }
}

/// The whole host rests.
fn back_off(row: Option<&HostRow>, now: Timestamp) -> Option<Reason> {
    let note = &row?.note;
    let until = note.paused_until.filter(|until| *until > now)?;
    let why = match note.trouble.as_deref() {
        Some("throttled") => "it asked us to wait",
        _ => "it does not answer in order",
    };
    let text = format!("the host rests, as {why}: {} in a row", counted(note.failures.into(), "exchange"));
    Some(Reason { name: "back_off", text, not_before: Some(until) })
}

fn cap(site: &Site, row: Option<&HostRow>, now: Timestamp) -> Option<Reason> {
    let most = site.requests_a_day?;
    let asked = row.filter(|row| row.note.day == day_of(now)).map_or(0, |row| row.note.asked);
    let text = format!("about {asked} of {most} requests of today are used, which are spread over the day (UTC)");
    Some(Reason { name: "cap", text, not_before: free_at(most, asked, now) })
}

fn gap(site: &Site, known: Option<&Known>, host: &HostKey, waiting: u64) -> Reason {
    let asked_s = known.and_then(|known| known.robots.crawl_delay).map_or(0, |delay| delay.as_secs());
    let (gap_s, whose) = match asked_s > site.min_gap_s {
        true => (asked_s, "the crawl-delay of its robots.txt"),
        false => (site.min_gap_s, "min_gap"),
    };
    let text = format!(
        "one request at a time to {host}, {gap_s} s apart at least ({whose}); pages of it that are due now: {waiting}"
    );
    Reason { name: "gap", text, not_before: None }
}
