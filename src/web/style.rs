//! The style sheet and the icon, compiled in.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::report::STYLE_SHEET;

const ICON: &str = include_str!("icon.svg");

/// The sheet's address: another one for each sheet, so that a browser may keep it for good.
static ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/style.css?v={}", blake3::hash(STYLE_SHEET.as_bytes()).to_hex().split_at(12).0));

/// Where the sheet of this program is.
pub(super) fn address() -> &'static str {
    &ADDRESS
}

/// Answers with the sheet.
pub(super) async fn sheet() -> Response {
    kept("text/css; charset=utf-8", STYLE_SHEET)
}

/// Answers with the icon.
pub(super) async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}

fn kept(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")], text)
        .into_response()
}
