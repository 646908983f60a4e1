//! `/changes`, `/changes/{id}`.

use axum::extract::{Path, Query, State};

use super::super::Shared;
use super::super::changes::listing;
use super::super::params::{Params, place_text};
use super::super::problem::Problem;
use super::shapes::{ChangeList, ChangeShape};
use super::{Answer, Trouble, json};

/// Changes on a page where nothing is said of it.
const ROWS: u32 = 50;

/// The changes, the newest first.
#[utoipa::path(
    get,
    path = "/changes",
    operation_id = "changes",
    params(
        ("site" = Option<String>, Query, description = "Only of this site."),
        ("kind" = Option<String>, Query, description = "Only of these kinds, with commas between."),
        ("severity" = Option<String>, Query, description = "Of this weight and above: info, minor, major, alert."),
        ("disclosure" = Option<String>, Query, description = "proper, technical, silent, undeclarable or empty."),
        ("q" = Option<String>, Query, description = "Only where these words stand next to each other in a paragraph that was changed."),
        ("since" = Option<String>, Query, description = "Found at or after this day or time."),
        ("until" = Option<String>, Query, description = "Found before the end of this day, or before this time."),
        ("all" = Option<bool>, Query, description = "Also the slightest, and those that our own rules caused."),
        ("limit" = Option<u32>, Query, description = "At most so many, 1 to 200."),
        ("after" = Option<String>, Query, description = "`next` of the page before."),
    ),
    responses(
        (status = 200, description = "A page of changes.", body = ChangeList),
        (status = 400, description = "A parameter is wrong.", body = Trouble),
    )
)]
pub(super) async fn list(State(app): State<Shared>, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let listing = listing(&Params::new(pairs), ROWS)?;
    let (rows, next) = app.pool.read(move |reader| Ok(reader.listing(&listing)?)).await?;
    Ok(json(&ChangeList { changes: rows.into_iter().map(ChangeShape::of).collect(), next: next.map(place_text) }))
}

/// One change.
#[utoipa::path(
    get,
    path = "/changes/{id}",
    operation_id = "change",
    params(("id" = i64, Path)),
    responses(
        (status = 200, description = "The change.", body = ChangeShape),
        (status = 404, description = "There is none of that number.", body = Trouble),
    )
)]
pub(super) async fn one(State(app): State<Shared>, Path(id): Path<i64>) -> Answer {
    let row = app.pool.read(move |reader| Ok(reader.change(id)?)).await?;
    let row = row.ok_or_else(|| Problem::no(format!("there is no change {id}")))?;
    Ok(json(&ChangeShape::of(row)))
}
