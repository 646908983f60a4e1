//! Whether a locale writes the day or the month first.

use super::table::Table;

const ORDERS: Table = Table::new(include_str!("orders.txt"));

/// What comes first in "03/04/2019".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
    /// The year comes first; nobody knows what a date that ends with it means.
    YearFirst,
}

/// How a locale writes a date in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    pub order: Order,
    /// What stands between the numbers.
    pub mark: char,
}

/// The way of a language tag's locale, else of its language.
///
/// `None` where it tells nothing: "en" alone is written by Britons and Americans.
pub fn writing(tag: &str) -> Option<Writing> {
    let tag = tag.replace('_', "-").to_ascii_lowercase();
    let tag = tag.strip_prefix("no").map_or(tag.clone(), |rest| format!("nb{rest}"));
    let mut name = tag.as_str();
    loop {
        let Some(row) = ORDERS.row(name) else {
            name = name.rsplit_once('-')?.0;
            continue;
        };
        let mark = row.chars().next_back()?;
        let order = match row.get(..row.len() - mark.len_utf8())? {
            "dm" => Order::DayFirst,
            "md" => Order::MonthFirst,
            _ => Order::YearFirst,
        };
        return Some(Writing { order, mark });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_differ_from_their_languages() {
        use Order::{DayFirst, MonthFirst, YearFirst};
        for (tag, expected) in [
            ("en", None),
            ("en-US", Some(MonthFirst)),
            ("en_GB", Some(DayFirst)),
            ("en-AU", Some(DayFirst)),
            ("en-CA", Some(YearFirst)),
            ("fr", Some(DayFirst)),
            ("fr-CA", Some(YearFirst)),
            ("es-MX", Some(DayFirst)),
            ("es-US", Some(DayFirst)),
            ("es-PR", Some(MonthFirst)),
            ("pt-BR", Some(DayFirst)),
            ("de-CH", Some(DayFirst)),
            ("no-NO", Some(DayFirst)),
            ("sv", Some(DayFirst)),
            ("ja", Some(YearFirst)),
            ("fil", Some(MonthFirst)),
            ("zz", None),
            ("", None),
        ] {
            assert_eq!(writing(tag).map(|w| w.order), expected, "{tag}");
        }
    }

    #[test]
    fn locales_part_their_numbers_in_their_own_ways() {
        for (tag, mark) in [("de", '.'), ("fr", '/'), ("en-GB", '/'), ("nl", '-'), ("pl", '.')] {
            assert_eq!(writing(tag).map(|w| w.mark), Some(mark), "{tag}");
        }
    }
}
