//! The same as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Look, Looked, block, text};
use crate::extract::{Field, LeftOut, Origin, Suggestion};

/// Every page and the proposal.
pub(super) fn value(looked: &[Looked], suggestion: Option<&Suggestion>) -> Value {
    json!({
        "pages": looked.iter().map(page).collect::<Vec<_>>(),
        "suggestion": suggestion.map(proposal),
    })
}

fn page(looked: &Looked) -> Value {
    let look = match looked {
        Ok(look) => look,
        Err((source, error)) => return json!({ "source": source, "error": format!("{error:#}") }),
    };
    let Look { explained, sifted, .. } = look;
    let trace = &explained.trace;
    let left_out = |blocks: &[LeftOut]| {
        blocks.iter().map(|block| json!({ "rule": block.rule, "text": block.text })).collect::<Vec<_>>()
    };
    let removed = trace.removed.iter();
    json!({
        "source": look.source,
        "url": look.input.url.as_str(),
        "site": look.rules.site,
        "charset": trace.charset,
        "article": sifted.as_ref().map(|sifted| &sifted.article),
        "fields": trace.fields.iter().map(field).collect::<Vec<_>>(),
        "removed": removed.map(|r| json!({ "pick": r.pick, "matched": r.matched, "head": r.head })).collect::<Vec<_>>(),
        "left_out": left_out(&trace.left_out),
        "lifted": left_out(&trace.lifted),
        "suppressed": sifted.as_ref().map(|sifted| &sifted.suppressed),
        "claims": trace.claims.iter().map(|claim| json!({ "field": claim.field, "time": claim.time })).collect::<Vec<_>>(),
        "problems": explained.extraction.problems,
        "hints": text::hints(look),
    })
}

fn field(field: &Field) -> Value {
    let tried = field.tried.iter();
    json!({
        "field": field.name,
        "origin": field.origin.map(origin),
        "tried": tried.map(|t| json!({ "pick": t.pick, "matched": t.matched, "has_won": t.has_won })).collect::<Vec<_>>(),
    })
}

/// The name of a place, as in the database where that has one.
fn origin(origin: Origin) -> String {
    match origin {
        Origin::Selector => "selector".to_owned(),
        Origin::Heading => "heading".to_owned(),
        Origin::Markup => "markup".to_owned(),
        Origin::Automatic => "automatic".to_owned(),
        Origin::Line => "line".to_owned(),
        Origin::Document => "document".to_owned(),
        Origin::Stated(source) => name(source),
    }
}

/// How a closed choice of the model is written in JSON.
pub(super) fn name(choice: impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}

fn proposal(found: &Suggestion) -> Value {
    let mut toml = Vec::new();
    let written = block::write(&mut toml, found).map(|()| String::from_utf8_lossy(&toml).into_owned());
    let fields = found.fields.iter().filter(|proposal| !proposal.picks.is_empty());
    json!({
        "name": found.name,
        "hosts": found.hosts,
        "pages": found.pages(),
        "is_cut": found.is_cut,
        "fields": fields.map(|p| json!({
            "field": p.field, "picks": p.picks, "pages": p.pages, "mean": p.mean, "worst": p.worst,
        })).collect::<Vec<_>>(),
        // Writing to memory does not fail.
        "toml": written.unwrap_or_default(),
    })
}
