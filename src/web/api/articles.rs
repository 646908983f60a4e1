//! `/articles`, their lives, versions and differences.

use axum::extract::{Path, Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::Shared;
use super::super::article::{Entry, life};
use super::super::between::{compared, pair};
use super::super::params::Params;
use super::super::problem::Problem;
use super::shapes::{ArticleShape, ChangeShape, EventShape, VersionBriefShape, VersionShape, flags, time};
use super::{Answer, Trouble, json};
use crate::model::{Edit, PageId};

/// Articles on a page of the list.
const ROWS: u32 = 100;

/// A page of the list of articles.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleList {
    articles: Vec<ArticleShape>,
    /// What to ask with as `before` for the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The life of an article, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Life {
    article: ArticleShape,
    versions: Vec<VersionBriefShape>,
    changes: Vec<ChangeShape>,
    events: Vec<EventShape>,
    /// What to ask with as `before` for what was earlier; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The difference between two versions, compared anew.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Difference {
    from: u32,
    to: u32,
    kinds: Vec<String>,
    flags: Vec<String>,
    severity: String,
    summary: String,
    is_coarse: bool,
    #[schema(value_type = Vec<Object>)]
    edits: Vec<Edit>,
}

/// The articles, those added last first.
#[utoipa::path(
    get,
    path = "/articles",
    operation_id = "articles",
    params(
        ("site" = Option<String>, Query, description = "Only of this site."),
        ("before" = Option<String>, Query, description = "`next` of the page before."),
    ),
    responses((status = 200, description = "A page of articles.", body = ArticleList))
)]
pub(super) async fn list(State(app): State<Shared>, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let params = Params::new(pairs);
    let before = params.read("before", "a number", |text| text.parse::<i64>().ok())?;
    let site = params.text("site").map(str::to_owned);
    let rows = app.pool.read(move |reader| Ok(reader.page_list(site.as_deref(), before, ROWS)?)).await?;
    let next = rows.last().filter(|_| rows.len() == ROWS as usize).map(|row| row.id.0.to_string());
    Ok(json(&ArticleList { articles: rows.into_iter().map(ArticleShape::of).collect(), next }))
}

/// The life of one article.
#[utoipa::path(
    get,
    path = "/articles/{id}",
    operation_id = "article",
    params(
        ("id" = i64, Path),
        ("before" = Option<String>, Query, description = "`next` of the page before."),
        ("all" = Option<bool>, Query, description = "Also the slightest changes, and those that our own rules caused."),
    ),
    responses(
        (status = 200, description = "The article and what happened to it.", body = Life),
        (status = 404, description = "There is none of that number.", body = Trouble),
    )
)]
pub(super) async fn one(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    let params = Params::new(pairs);
    let (before, with_all) = (params.since("before")?, params.is_on("all"));
    let (page, (entries, next)) = app
        .pool
        .read(move |reader| {
            let page = reader.page(PageId(id))?.ok_or_else(|| Problem::no(format!("there is no article {id}")))?;
            Ok((page, life(reader, PageId(id), before, with_all)?))
        })
        .await?;
    let mut found = Life {
        article: ArticleShape::of(page),
        versions: Vec::new(),
        changes: Vec::new(),
        events: Vec::new(),
        next: next.map(time),
    };
    for entry in entries {
        match entry {
            Entry::Version(version) => found.versions.push(VersionBriefShape::of(version)),
            Entry::Change(row) => found.changes.push(ChangeShape::of(*row)),
            Entry::Event(row) => found.events.push(EventShape::of(row)),
        }
    }
    Ok(json(&found))
}

/// One version as it read.
#[utoipa::path(
    get,
    path = "/articles/{id}/versions/{n}",
    operation_id = "version",
    params(("id" = i64, Path), ("n" = u32, Path)),
    responses(
        (status = 200, description = "The version.", body = VersionShape),
        (status = 404, description = "There is none of that number.", body = Trouble),
    )
)]
pub(super) async fn version(State(app): State<Shared>, Path((id, n)): Path<(i64, u32)>) -> Answer {
    let found = app.pool.read(move |reader| Ok(reader.version(PageId(id), n)?)).await?;
    let found = found.ok_or_else(|| Problem::no(format!("there is no version {n} of an article {id}")))?;
    Ok(json(&VersionShape::of(found)))
}

/// The difference between two versions.
#[utoipa::path(
    get,
    path = "/articles/{id}/diff",
    operation_id = "difference",
    params(
        ("id" = i64, Path),
        ("from" = Option<u32>, Query, description = "The version before; the last but one where nothing is said."),
        ("to" = Option<u32>, Query, description = "The version after; the last where nothing is said."),
    ),
    responses(
        (status = 200, description = "What is between them.", body = Difference),
        (status = 404, description = "There is no such version.", body = Trouble),
    )
)]
pub(super) async fn diff(
    State(app): State<Shared>,
    Path(id): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    let params = Params::new(pairs);
    let found = app.pool.read(move |reader| {
        let (_, old, new) = pair(reader, PageId(id), &params)?;
        let found = compared(&old, &new);
        Ok(Difference {
            from: old.n,
            to: new.n,
            kinds: found.kinds.iter().map(ToString::to_string).collect(),
            flags: flags(&found.flags),
            severity: found.severity.to_string(),
            summary: found.summary,
            is_coarse: found.is_coarse,
            edits: found.edits,
        })
    });
    Ok(json(&found.await?))
}
