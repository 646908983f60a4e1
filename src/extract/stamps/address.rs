//! The day in an article's address (`/2019/06/04/`): it only corroborates, for it has no zone.

use url::Url;

use super::{Candidate, Rank, Role};
use crate::model::StampSource;

pub(super) fn candidates(url: &Url) -> Vec<Candidate> {
    day_in(url.path())
        .map(|day| Candidate::new(Role::Published, Rank::Address, StampSource::Url, &day, None))
        .into_iter()
        .collect()
}

fn day_in(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let is_number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    segments.windows(3).find_map(|window| match window {
        [year, month, day] if is_number(year, 4..=4) && is_number(month, 1..=2) && is_number(day, 1..=2) => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_year_month_and_day_in_a_row_are_a_day() {
        for (path, day) in [
            ("/news/2019/6/4/title", Some("2019-06-04")),
            ("/2019/06/title", None),
            ("/a/123/45/67", None),
            ("/12/2019/06/04", Some("2019-06-04")),
        ] {
            assert_eq!(day_in(path).as_deref(), day, "{path}");
        }
    }
}
