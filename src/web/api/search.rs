//! `/search`: when a phrase stood where, or who took it out or put it in.

use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::Shared;
use super::super::params::Params;
use super::super::problem::Problem;
use super::super::search as pages;
use super::shapes::{ChangeShape, time};
use super::{Answer, Trouble, json};
use crate::store::{Spell, Stand};

/// Answers where nothing is said of their number.
const ROWS: usize = 20;

/// What was found: `stands` for a search in versions, `changes` for one in removed or added text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchAnswer {
    stands: Vec<StandShape>,
    changes: Vec<ChangeShape>,
    /// What to ask with as `before` to look further back; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An article and when the phrase stood in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandShape {
    article: i64,
    url: String,
    site: String,
    headline: Option<String>,
    /// The paragraph with the phrase, in the newest version that holds it.
    excerpt: String,
    spells: Vec<SpellShape>,
}

/// A time through which the phrase stood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpellShape {
    first_version: u32,
    last_version: u32,
    /// The last visit before that saw the text without it.
    not_yet_at: Option<String>,
    first_seen_at: String,
    last_seen_at: String,
    /// The first visit after that saw the text without it.
    gone_at: Option<String>,
}

impl StandShape {
    fn of(stand: Stand) -> StandShape {
        let excerpt = format!("{}{}{}", stand.excerpt.before, stand.excerpt.phrase, stand.excerpt.after);
        let spells = stand.spells.into_iter().map(SpellShape::of).collect();
        StandShape {
            article: stand.page.0,
            url: stand.url,
            site: stand.site,
            headline: stand.headline,
            excerpt,
            spells,
        }
    }
}

impl SpellShape {
    fn of(spell: Spell) -> SpellShape {
        SpellShape {
            first_version: spell.first_version,
            last_version: spell.last_version,
            not_yet_at: spell.not_yet_at.map(time),
            first_seen_at: time(spell.first_seen_at),
            last_seen_at: time(spell.last_seen_at),
            gone_at: spell.gone_at.map(time),
        }
    }
}

/// Words that stand next to each other, in any case, with or without accents.
#[utoipa::path(
    get,
    path = "/search",
    params(
        ("q" = String, Query, description = "The phrase; a * at its end leaves the last word open."),
        ("in" = Option<String>, Query, description = "versions, removed or added."),
        ("site" = Option<String>, Query, description = "Only of this site."),
        ("limit" = Option<u32>, Query, description = "At most so many, 1 to 100."),
        ("before" = Option<String>, Query, description = "`next` of the answer before."),
    ),
    responses(
        (status = 200, description = "What was found, the newest first.", body = SearchAnswer),
        (status = 400, description = "There is no word to search for.", body = Trouble),
    )
)]
pub(super) async fn search(State(app): State<Shared>, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let asked = pages::ask(&Params::new(pairs), ROWS)?;
    let (ask, within) = asked.ok_or_else(|| Problem::Bad("q: write the words to search for".to_owned()))?;
    let found = app.pool.read(move |reader| pages::answer(reader, &ask, within)).await?;
    Ok(json(&match found {
        pages::Answer::Stands(found) => SearchAnswer {
            stands: found.rows.into_iter().map(StandShape::of).collect(),
            changes: Vec::new(),
            next: found.next.map(|id| id.to_string()),
        },
        pages::Answer::Changes(found) => SearchAnswer {
            stands: Vec::new(),
            changes: found.rows.into_iter().map(ChangeShape::of).collect(),
            next: found.next.map(|id| id.to_string()),
        },
    }))
}
