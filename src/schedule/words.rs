//! A cadence in words, for whoever asks why a page is due when it is.

use super::ladder::{OLD_AFTER_S, interval};
use super::{Cadence, PACE_OF_ALL, Progress};
use crate::model::spoken_s;

/// Why a page that is well is checked as often as it is: "every 30 min: 2 h since its publication or last edit".
pub fn reason(cadence: &Cadence, progress: &Progress) -> String {
    match cadence {
        Cadence::Every(interval) => {
            format!(
                "every {}, as the configuration says",
                spoken_s(i64::try_from(interval.as_secs()).unwrap_or(i64::MAX))
            )
        }
        Cadence::Cron { line } => format!("at the times of the cron line \"{}\" in {}", line.text(), line.zone()),
        Cadence::Ladder => {
            let every = spoken_s(interval(progress));
            let since = (progress.now - progress.event_at.unwrap_or(progress.added_at)).num_seconds().max(0);
            let event = match progress.event_at {
                Some(_) => "since its publication or last edit",
                None => "since it was first seen, as it states no time of publication",
            };
            let age = spoken_s(since);
            let pace = match progress.pace_percent {
                PACE_OF_ALL => String::new(),
                percent => format!("; the site's articles are checked at {percent} % of the usual intervals"),
            };
            match (progress.is_live, progress.is_busy) {
                (true, _) => format!("every {every}: it says that it is live coverage"),
                (false, true) => {
                    format!("every {every}: {age} {event}, and the last two checks both found edits{pace}")
                }
                (false, false) if since >= OLD_AFTER_S => format!("every {every}: more than a year {event}{pace}"),
                (false, false) => format!("every {every}: {age} {event}{pace}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PageId, Timestamp};

    #[test]
    fn a_cadence_says_why() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
        let mut progress = Progress {
            page: PageId(1),
            now,
            event_at: Some(now - chrono::TimeDelta::hours(3)),
            added_at: now,
            attempts: 4,
            is_busy: false,
            is_live: false,
            pace_percent: super::super::PACE_OF_ALL,
        };
        assert_eq!(reason(&Cadence::Ladder, &progress), "every 30 min: 3 h since its publication or last edit");
        progress.is_busy = true;
        assert!(reason(&Cadence::Ladder, &progress).starts_with("every 15 min: 3 h"));
        progress.pace_percent = 140;
        assert!(reason(&Cadence::Ladder, &progress).contains("at 140 % of the usual intervals"));
        let fixed = Cadence::Every(std::time::Duration::from_secs(90));
        assert_eq!(reason(&fixed, &progress), "every 90 s, as the configuration says");
    }
}
