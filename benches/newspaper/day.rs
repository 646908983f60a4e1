//! The checks of one day on the age ladder, and how they are worked off in less.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use newswatch::schedule::ladder_s;

use crate::record::Record;
use crate::server::{Server, mixed};

const DAY_S: i64 = 86_400;
/// Articles were published evenly over so many days.
const DAYS: i64 = 730;

/// When in the day which page is due, in order.
pub struct Plan {
    due: Vec<(i64, u64)>,
}

/// How the day went.
pub struct End {
    pub took_s: f64,
    pub made: usize,
    pub backlog_most: u64,
    pub backlog_last: u64,
    /// Seconds: median, 99th percentile, most.
    pub late: [f64; 3],
}

impl Plan {
    /// The day of `pages` articles, the first the oldest.
    pub fn of(pages: u64) -> Plan {
        let mut due = Vec::new();
        for page in 0..pages {
            let age_s = DAYS * DAY_S - i64::try_from(page * (DAYS * DAY_S) as u64 / pages).unwrap_or_default();
            let phase = mixed(page) % 1_000_000;
            let mut at = ladder_s(age_s) * i64::try_from(phase).unwrap_or_default() / 1_000_000;
            while at < DAY_S {
                due.push((at, page));
                at += ladder_s(age_s + at);
            }
        }
        due.sort_unstable();
        Plan { due }
    }

    pub fn len(&self) -> usize {
        self.due.len()
    }
}

/// Makes the pages due as the day goes on, and waits for what is left in the end.
pub fn work_off(plan: &Plan, record: &Record, server: &Server, length: Duration) -> End {
    let (begun, begun_at) = (Instant::now(), chrono::Utc::now());
    let pace = length.as_secs_f64() / DAY_S as f64;
    let (mut next, mut backlog_most) = (0, 0);
    while next < plan.len() {
        // A little ahead, so that each is due at its own moment.
        let until = begun.elapsed().as_secs_f64() + 1.0;
        let end = next + plan.due.iter().skip(next).take_while(|(at, _)| *at as f64 * pace <= until).count();
        let due = plan.due.iter().skip(next).take(end - next);
        record.set_due(due.map(|(at, page)| (*page, begun_at + Duration::from_secs_f64(*at as f64 * pace))));
        next = end;
        backlog_most = backlog_most.max(record.backlog());
        std::thread::sleep(Duration::from_millis(500));
    }
    std::thread::sleep(length.saturating_sub(begun.elapsed()));
    let backlog_last = record.backlog();
    record.wait_until_done(Duration::from_secs(120));
    let took_s = begun.elapsed().as_secs_f64();
    let (late, made) = lateness(plan, server, begun, pace);
    End { took_s, made, backlog_most, backlog_last, late }
}

/// From when each page was due to when the server was asked for it; a page that was due again before it was asked for
/// was checked once for both.
fn lateness(plan: &Plan, server: &Server, begun: Instant, pace: f64) -> ([f64; 3], usize) {
    let mut asked: HashMap<u64, Vec<Instant>> = HashMap::new();
    for (page, at) in server.asked() {
        asked.entry(page).or_default().push(at);
    }
    let mut late = Vec::new();
    for (at, page) in &plan.due {
        let due = begun + Duration::from_secs_f64(*at as f64 * pace);
        let first =
            asked.get(page).and_then(|times| times.iter().find(|time| **time + Duration::from_millis(5) >= due));
        late.extend(first.map(|time| time.saturating_duration_since(due).as_secs_f64()));
    }
    late.sort_unstable_by(f64::total_cmp);
    let share = |part: f64| late.get((late.len() as f64 * part) as usize).or(late.last()).copied().unwrap_or_default();
    ([share(0.5), share(0.99), share(1.0)], asked.values().map(Vec::len).sum())
}
