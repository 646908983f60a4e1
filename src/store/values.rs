//! How single values are written as SQL text and blobs, and read back. It knows no table.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Hash, PageState, Suspicion, Timestamp};

const EARLIEST: &str = "0000-01-01T00:00:00.000Z";
const LATEST: &str = "9999-12-31T23:59:59.999Z";

/// A time as text of one width; years that need more than four digits become the nearest that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At(pub Timestamp);

impl At {
    pub(super) fn text(self) -> String {
        match chrono::Datelike::year(&self.0) {
            0..=9999 => self.0.to_rfc3339_opts(SecondsFormat::Millis, true),
            year if year < 0 => EARLIEST.to_owned(),
            _ => LATEST.to_owned(),
        }
    }
}

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.text().into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let time = DateTime::parse_from_rfc3339(value.as_str()?).map_err(|e| FromSqlError::Other(Box::new(e)))?;
        Ok(At(time.with_timezone(&Utc)))
    }
}

/// A hash as 32 bytes.
pub(super) struct Bytes32(pub Hash);

impl ToSql for Bytes32 {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0.0)))
    }
}

impl FromSql for Bytes32 {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        let array = bytes.try_into().map_err(|_| unknown("hash", &format!("{} bytes", bytes.len())))?;
        Ok(Bytes32(Hash(array)))
    }
}

/// A page's state by name.
pub(super) struct State(pub PageState);

const SUSPICIONS: [Suspicion; 9] = [
    Suspicion::Challenge,
    Suspicion::Consent,
    Suspicion::Login,
    Suspicion::Truncated,
    Suspicion::SoftNotFound,
    Suspicion::Replaced,
    Suspicion::Empty,
    Suspicion::TemplateBroken,
    Suspicion::TooComplex,
];

/// The name of a state in the database and in reports: "ok", "suspect:challenge".
pub fn state_name(state: &PageState) -> String {
    let name = match state {
        PageState::New => "new",
        PageState::Ok => "ok",
        PageState::Suspect(why) => return format!("suspect:{}", why.as_str()),
        PageState::GoneUnconfirmed => "gone_unconfirmed",
        PageState::Removed => "removed",
        PageState::BlockedLegal => "blocked_legal",
    };
    name.to_owned()
}

fn state_of(name: &str) -> Option<PageState> {
    Some(match name {
        "new" => PageState::New,
        "ok" => PageState::Ok,
        "gone_unconfirmed" => PageState::GoneUnconfirmed,
        "removed" => PageState::Removed,
        "blocked_legal" => PageState::BlockedLegal,
        other => {
            let why = other.strip_prefix("suspect:")?;
            PageState::Suspect(SUSPICIONS.into_iter().find(|s| s.as_str() == why)?)
        }
    })
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(state_name(&self.0).into())
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        state_of(name).map(State).ok_or_else(|| unknown("state", name))
    }
}

/// A value of one of the named enums (`Severity`, `Cause`, ..), read by its `parse`.
pub(super) fn named<T>(what: &'static str, name: &str, parse: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    parse(name).ok_or_else(|| conversion(unknown(what, name)))
}

/// Names of one of the named enums, separated by spaces.
pub(super) fn named_list<T>(
    what: &'static str,
    names: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Vec<T>> {
    names.split_ascii_whitespace().map(|name| named(what, name, &parse)).collect()
}

/// JSON text for a column, or `None` for an empty list: nothing is cheaper than NULL.
pub(super) fn json_list<T: Serialize>(list: &[T]) -> rusqlite::Result<Option<String>> {
    if list.is_empty() { Ok(None) } else { json(list).map(Some) }
}

/// JSON text for a column.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// A value out of a JSON column.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|e| conversion(FromSqlError::Other(Box::new(e))))
}

/// An unsigned number for SQLite, which has signed ones only.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[derive(Debug, thiserror::Error)]
#[error("the database holds a {what} that is not known: {found:?}")]
struct Unknown {
    what: &'static str,
    found: String,
}

fn unknown(what: &'static str, found: &str) -> FromSqlError {
    FromSqlError::Other(Box::new(Unknown { what, found: found.to_owned() }))
}

fn conversion(error: FromSqlError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_order_of_time_texts_is_the_order_of_times() {
        let ms = |n: i64| Utc.timestamp_millis_opt(n).single().expect("in range");
        let mut times = [Timestamp::MIN_UTC, ms(-1), ms(0), ms(999), ms(1000), ms(1_767_323_045_678)].to_vec();
        times.push(Timestamp::MAX_UTC);
        let texts: Vec<String> = times.iter().map(|t| At(*t).text()).collect();
        assert!(texts.is_sorted(), "{texts:?}");
        assert!(texts.iter().all(|t| t.len() == EARLIEST.len()), "{texts:?}");
        assert_eq!(texts.get(5).map(String::as_str), Some("2026-01-02T03:04:05.678Z"));
    }

    #[test]
    fn every_state_is_read_back_from_its_name() {
        let plain = [PageState::New, PageState::Ok, PageState::GoneUnconfirmed, PageState::Removed];
        let suspect = SUSPICIONS.into_iter().map(PageState::Suspect);
        for state in plain.into_iter().chain(suspect).chain([PageState::BlockedLegal]) {
            assert_eq!(state_of(&state_name(&state)), Some(state));
        }
        assert_eq!(state_of("suspect:unheard"), None);
    }
}
