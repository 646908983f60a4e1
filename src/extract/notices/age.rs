//! "This article is over 5 years, 1 months old": the age that a page computes when it is viewed.
//!
//! Only a whole block is a notice. A sentence that holds such a phrase is prose and is never touched.

use crate::language::{Unit, age};
use crate::model::{AgeNotice, AgeUnit};

/// Days of a week.
const WEEK_DAYS: u32 = 7;

/// The age notice that a whole block is, if it is one.
pub(in crate::extract) fn read(block: &str) -> Option<AgeNotice> {
    let span = age(block)?;
    let precision = match span.finest {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => AgeUnit::Day,
        Unit::Month => AgeUnit::Month,
        Unit::Year => AgeUnit::Year,
    };
    Some(AgeNotice {
        text: block.to_owned(),
        years: span.years,
        months: span.months,
        days: span.days.saturating_add(span.weeks.saturating_mul(WEEK_DAYS)),
        precision,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_becomes_an_age_as_fine_as_it_was_told() {
        use AgeUnit::{Day, Month, Year};
        for (text, age) in [
            ("This article is over 5 years, 1 months old", (5, 1, 0, Month)),
            ("This post was published more than 3 weeks and 2 days ago", (0, 0, 23, Day)),
            ("Dieser Artikel ist mehr als 2 Jahre alt", (2, 0, 0, Year)),
        ] {
            let notice = read(text).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!((notice.years, notice.months, notice.days, notice.precision), age, "{text}");
            assert_eq!(notice.text, text);
        }
        assert_eq!(read("He said this article is over 5 years old"), None);
    }
}
