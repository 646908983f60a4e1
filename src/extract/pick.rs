//! Reading fields by the picks of a site: the first that matches something with a value wins.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::Budget;
use super::dom::Refusal;
use super::rules::Pick;
use super::survey::Survey;
use super::text::{element_text, normal_form};
use super::walk::attr;
use crate::model::{Problem, ProblemKind};

/// Elements that one pick may match: a selector such as `*` must not make a page cost a million readings.
const MATCHES_MAX: usize = 500;

/// Elements tried between two looks at the deadline.
const ELEMENTS_PER_STOP: usize = 512;

/// The elements that `pick` matches, in document order.
pub(super) fn matches<'a>(survey: &Survey<'a>, pick: &Pick, budget: &Budget) -> Result<Vec<ElementRef<'a>>, Refusal> {
    let mut found = Vec::new();
    for (n, element) in survey.elements.iter().enumerate() {
        if n % ELEMENTS_PER_STOP == 0 && (budget.stop)() {
            return Err(Refusal::Time);
        }
        if pick.selector.matches(element) {
            found.push(*element);
            if found.len() >= MATCHES_MAX {
                break;
            }
        }
    }
    Ok(found)
}

/// What `pick` reads at `element`, in N1; `None` where that is empty.
pub(super) fn value(element: ElementRef, pick: &Pick) -> Option<String> {
    let text = match &pick.attribute {
        Some(name) => normal_form(attr(element, name)?),
        None => element_text(element),
    };
    (!text.is_empty()).then_some(text)
}

/// The values of the first pick that has any, with their elements.
pub(super) fn values<'a>(
    survey: &Survey<'a>,
    picks: &[Pick],
    budget: &Budget,
) -> Result<Vec<(ElementRef<'a>, String)>, Refusal> {
    Ok(winner(survey, picks, budget)?.map(|(_, found)| found).unwrap_or_default())
}

/// What a pick found: elements with their values, in document order.
type Found<'a> = Vec<(ElementRef<'a>, String)>;

/// The first pick that has any value, and its values.
pub(super) fn winner<'a, 'p>(
    survey: &Survey<'a>,
    picks: &'p [Pick],
    budget: &Budget,
) -> Result<Option<(&'p Pick, Found<'a>)>, Refusal> {
    for pick in picks {
        let found: Found =
            matches(survey, pick, budget)?.into_iter().filter_map(|e| Some((e, value(e, pick)?))).collect();
        if !found.is_empty() {
            return Ok(Some((pick, found)));
        }
    }
    Ok(None)
}

/// The elements without those that stand within another of them.
pub(super) fn outermost<'a>(elements: Vec<ElementRef<'a>>) -> Vec<ElementRef<'a>> {
    let ids: HashSet<NodeId> = elements.iter().map(|e| e.id()).collect();
    elements.into_iter().filter(|e| !e.ancestors().any(|a| ids.contains(&a.id()))).collect()
}

/// Takes out of the tree all that `picks` match.
pub(super) fn remove(html: &mut Html, picks: &[Pick], budget: &Budget) -> Result<(), Refusal> {
    for pick in picks {
        let mut ids = Vec::new();
        for (n, node) in html.tree.nodes().enumerate() {
            if n % ELEMENTS_PER_STOP == 0 && (budget.stop)() {
                return Err(Refusal::Time);
            }
            if ElementRef::wrap(node).is_some_and(|element| pick.selector.matches(&element)) {
                ids.push(node.id());
            }
        }
        for id in ids {
            if let Some(mut node) = html.tree.get_mut(id) {
                node.detach();
            }
        }
    }
    Ok(())
}

/// The problem of a field whose picks all came to nothing.
pub(super) fn nothing(field: &str, picks: &[Pick]) -> Problem {
    let tried: Vec<&str> = picks.iter().map(|pick| pick.source.as_str()).collect();
    Problem {
        kind: ProblemKind::SelectorEmpty,
        field: Some(field.to_owned()),
        detail: format!("no text at any selector tried: {}", tried.join(" | ")),
    }
}
