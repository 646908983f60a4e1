//! `/api/v1`: the record as JSON, all that the pages show. Lists go on with `next`, which is given back as it is.
//!
//! `openapi.json` is made from the types and routes here, so that it cannot say anything else than they do.

mod articles;
mod changes;
mod overview;
mod search;
mod shapes;

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::App;
use super::problem::Problem;
use crate::report::inert;

/// The description of the interface.
#[derive(OpenApi)]
#[openapi(
    info(title = "newswatch", description = "The record of how news articles change, read only."),
    servers((url = "/api/v1")),
    paths(
        changes::list,
        changes::one,
        articles::list,
        articles::one,
        articles::version,
        articles::diff,
        search::search,
        overview::sites,
        overview::outlets,
        overview::status,
    ),
    components(schemas(Trouble))
)]
struct Description;

/// What an answer of another status than 200 says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trouble {
    /// What is wrong, and where it can be told, what would be right.
    error: String,
}

/// A problem as JSON.
pub(super) struct ApiProblem(Problem);

impl From<Problem> for ApiProblem {
    fn from(problem: Problem) -> Self {
        ApiProblem(problem)
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        (self.0.status(), json(&Trouble { error: self.0.told() })).into_response()
    }
}

/// The answer of a route: JSON whose bytes act on no terminal, or a problem.
type Answer = Result<Response, ApiProblem>;

/// A value as an answer.
fn json<T: Serialize>(value: &T) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], inert(&text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The routes below `/api/v1`.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/changes", get(changes::list))
        .route("/changes/{id}", get(changes::one))
        .route("/articles", get(articles::list))
        .route("/articles/{id}", get(articles::one))
        .route("/articles/{id}/versions/{n}", get(articles::version))
        .route("/articles/{id}/diff", get(articles::diff))
        .route("/search", get(search::search))
        .route("/sites", get(overview::sites))
        .route("/outlets", get(overview::outlets))
        .route("/status", get(overview::status))
        .route("/openapi.json", get(|| async { json(&Description::openapi()) }))
        .fallback(|| async { ApiProblem(Problem::no("there is no such address; openapi.json lists those that are")) })
}
