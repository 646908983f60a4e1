//! Whether the server's clock and ours agree: the windows of what is recorded are told by ours (rule R35 of the domain).

use chrono::TimeDelta;

use crate::model::{Response, Timestamp};

/// Clocks that differ by more do not agree.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// How far the server's clock is ahead of ours at `at` (behind it, if negative), where they do not agree.
///
/// A cache answers with the date at which it was given the page, and says in `Age` how long ago that was. One that does
/// not say so looks like a clock that is behind: only a page with the mark of no cache is taken at its word there.
pub(super) fn ahead(response: &Response, at: Timestamp) -> Option<TimeDelta> {
    let date = response.date?;
    let header = |name: &str| response.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v);
    let age = header("age").and_then(|age| age.trim().parse::<u32>().ok());
    let is_cached = age.is_some() || CACHES.iter().any(|name| header(name).is_some());
    let now = date + TimeDelta::seconds(age.unwrap_or(0).into());
    let ahead = now - at;
    let is_told = ahead > TOLERANCE || (ahead < -TOLERANCE && !(is_cached && age.is_none()));
    is_told.then_some(ahead)
}

/// Headers of caches that may leave out how old their answer is.
const CACHES: [&str; 4] = ["x-cache", "via", "cf-cache-status", "x-cache-hits"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Validators;

    #[test]
    fn r35_a_clock_that_is_off_is_told_and_an_old_answer_of_a_cache_is_none() {
        let at: Timestamp = "2026-03-03T12:00:00Z".parse().expect("a time");
        for (date, headers, ahead_s) in [
            ("2026-03-03T12:04:00Z", vec![], None),
            ("2026-03-03T12:07:00Z", vec![], Some(420)),
            ("2026-03-03T11:50:00Z", vec![], Some(-600)),
            ("2026-03-03T11:50:00Z", vec![("Age", "590")], None),
            ("2026-03-03T11:50:00Z", vec![("x-cache", "HIT")], None),
            ("2026-03-03T11:00:00Z", vec![("age", "60")], Some(-3540)),
            ("2026-03-03T12:20:00Z", vec![("x-cache", "HIT")], Some(1200)),
        ] {
            let url = url::Url::parse("https://harbour.example/a").expect("an address");
            let response = Response {
                status: 200,
                final_url: url,
                redirects: Vec::new(),
                content_type: None,
                date: Some(date.parse().expect("a time")),
                validators: Validators::default(),
                headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
                body: Vec::new(),
                request: None,
                is_length_proven: true,
            };
            assert_eq!(ahead(&response, at).map(|ahead| ahead.num_seconds()), ahead_s, "{date} {headers:?}");
        }
    }
}
