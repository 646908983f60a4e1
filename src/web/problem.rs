//! Why there is no answer, as a page or as JSON. What went wrong inside is told to the log, not to the one who asks.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use tracing::error;

use super::layout::{Page, Section};
use crate::store::StoreError;

/// Why a question has no answer.
#[derive(Debug)]
pub(super) enum Problem {
    /// There is no such thing; says what.
    NotFound(String),
    /// The question cannot be understood; says what would be right.
    Bad(String),
    /// The question takes longer than it may.
    TooSlow,
    /// Too many ask at once.
    Busy,
    Store(StoreError),
    /// A mistake of ours; the log has it.
    Panicked,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooSlow => Problem::TooSlow,
            other => Problem::Store(other),
        }
    }
}

impl Problem {
    /// There is no such thing.
    pub(super) fn no(what: impl Into<String>) -> Problem {
        Problem::NotFound(what.into())
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound(_) => StatusCode::NOT_FOUND,
            Problem::Bad(_) => StatusCode::BAD_REQUEST,
            Problem::TooSlow | Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Store(_) | Problem::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the one who asked is told; the rest goes to the log.
    pub(super) fn told(&self) -> String {
        match self {
            Problem::NotFound(what) | Problem::Bad(what) => what.clone(),
            Problem::TooSlow => StoreError::TooSlow.to_string(),
            Problem::Busy => "too many questions at once: ask again in a moment".to_owned(),
            Problem::Store(error) => {
                error!(%error, "a page could not be read from the database");
                "the database did not answer; the log of newswatch says why".to_owned()
            }
            Problem::Panicked => "this page could not be made; the log of newswatch says why".to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, told) = (self.status(), self.told());
        let title = match status {
            StatusCode::NOT_FOUND => "Not found",
            StatusCode::BAD_REQUEST => "Not understood",
            _ => "No answer",
        };
        let page = Page::new(Section::None, title);
        let body = html! {
            h1 { (title) }
            p { (told) }
            p { a href="/" { "To the newest changes" } }
        };
        (status, [(header::CACHE_CONTROL, "no-store")], page.respond(body)).into_response()
    }
}
