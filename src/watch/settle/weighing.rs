//! The comparison of a visit's text, with what led to its verdict noted in the attempt's trace.

use super::judge::Scene;
use crate::compare::{self, Comparison, Context, Entries};
use crate::model::{Article, Baseline, Step, Visit};

/// Compares a text with its ground; `old_version` is the ground's number where it is not the newest version.
pub(super) fn compared(
    scene: Scene,
    visit: &mut Visit,
    ground: &Baseline,
    old_version: Option<u32>,
    article: &Article,
    context: &Context,
) -> Comparison {
    let (mut comparison, taken) = compare::compare_knowing(&ground.article, article, context, scene.terms.site_blocks);
    let n = old_version.unwrap_or(ground.n);
    let trace = &mut visit.attempt.trace;
    trace.add(Step::Ground { n, found: comparison.equality.as_str() });
    if ground.article.age_notice != article.age_notice {
        trace.add(Step::AgeNotice);
    }
    if let Some(Entries { added, edited, deleted, fallen }) = comparison.entries {
        trace.add(Step::Entries { added, edited, deleted, fallen });
    }
    if !taken.is_empty() {
        trace.add(Step::SiteBlocks(taken.len()));
    }
    visit.block_sights = taken;
    visit.attempt.suppressed.append(&mut comparison.suppressed);
    comparison
}

/// Notes why the change weighs what it does.
pub(super) fn weighed(visit: &mut Visit, comparison: &Comparison) {
    for reason in &comparison.reasons {
        let facts = reason.facts.join(",");
        let (kind, severity) = (reason.kind.as_str(), reason.severity.as_str());
        visit.attempt.trace.add(Step::Weighed { kind, severity, facts });
    }
    if let (Some(how), Some(by)) = (comparison.disclosure, comparison.disclosed_by) {
        visit.attempt.trace.add(Step::Disclosed { how: how.as_str(), by });
    }
}
