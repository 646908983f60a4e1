//! What stands after the `?` of an address, as values that are right.

use chrono::{Days, NaiveDate, NaiveTime};

use super::problem::Problem;
use crate::model::Timestamp;
use crate::store::Place;

/// The parameters of a request; empty ones, as forms send them, are not there.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Params {
        let trimmed = pairs.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        Params(trimmed.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The first value of that name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the parameter is there and does not say no.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.text(name).is_some_and(|value| !matches!(value, "0" | "false" | "no"))
    }

    /// Reads a value; `expected` says what would be right.
    ///
    /// # Errors
    /// Where the value is there and wrong.
    pub(super) fn read<T>(
        &self,
        name: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let wrong = || Problem::Bad(format!("{name}: \"{text}\" is not understood; write {expected}"));
        parse(text).map(Some).ok_or_else(wrong)
    }

    /// A number, taken into bounds.
    pub(super) fn number(&self, name: &str, least: u32, most: u32) -> Result<Option<u32>, Problem> {
        let number = self.read(name, "a whole number", |text| text.parse::<u32>().ok())?;
        Ok(number.map(|n| n.clamp(least, most)))
    }

    /// A time, or a day's first moment.
    pub(super) fn since(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        self.read(name, TIMES, |text| time(text).or_else(|| day(text, 0)))
    }

    /// A time, or the moment after a day.
    pub(super) fn until(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        self.read(name, TIMES, |text| time(text).or_else(|| day(text, 1)))
    }

    /// A place in a list.
    pub(super) fn place(&self, name: &str) -> Result<Option<Place>, Problem> {
        self.read(name, "what the list before gave as `next`", |text| {
            let (at, id) = text.rsplit_once('_')?;
            Some(Place { at: time(at)?, id: id.parse().ok()? })
        })
    }

    /// The same parameters with `name` set to another value, as the end of an address.
    pub(super) fn with(&self, name: &str, value: Option<&str>) -> String {
        let others = self.0.iter().filter(|(key, _)| key != name).map(|(key, value)| (key.as_str(), value.as_str()));
        let pairs = others.chain(value.map(|value| (name, value)));
        let mut query = url::form_urlencoded::Serializer::new(String::from("?"));
        query.extend_pairs(pairs);
        query.finish()
    }
}

const TIMES: &str = "a day such as 2026-03-01, or a time such as 2026-03-01T12:00:00Z";

fn time(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()) // the caller says what would be right
}

fn day(text: &str, days_later: u64) -> Option<Timestamp> {
    let day: NaiveDate = text.parse().ok()?; // the caller says what would be right
    Some(day.checked_add_days(Days::new(days_later))?.and_time(NaiveTime::MIN).and_utc())
}

/// A place in a list as text.
pub(super) fn place_text(place: Place) -> String {
    format!("{}_{}", place.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true), place.id)
}
