//! What words mean in dates and times, in the languages of the world's news: months, weekdays, digits, units, "ago".
//!
//! Tables and look-ups, nothing else: no page, no article, no decision. The tables are made from Unicode CLDR by
//! `.ci/cldr.py`; what CLDR does not have (aliases, labels, the subjects of age notices) is written by hand in
//! `extra.txt`, `labels.txt` and `age.rs`. Every look-up takes words as [`fold`] leaves them.

mod age;
mod country;
mod fold;
mod label;
mod langs;
mod order;
mod past;
mod span;
mod table;
mod tokens;
mod words;
mod zones;

pub use age::age;
pub use country::{regional, zones};
pub use fold::fold;
pub use label::{Claims, Label, label, may_begin_with_label};
pub use order::{Order, Writing, writing};
pub use past::{Past, leading_day, past};
pub use span::{Span, Unit, span};
pub use tokens::{Token, digit, tokens};
pub use words::{
    OtherCalendar, is_between, is_calendar, is_clock_unit, is_month, is_number, is_quantity, is_unit, is_unit_in,
    is_weekday, month, month_elsewhere, number, weekday, while_of_day,
};
pub use zones::zone_minutes;

#[cfg(test)]
mod tests;
