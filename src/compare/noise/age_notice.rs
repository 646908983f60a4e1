//! "This article is more than 5 years old": an age that the page computes.
//!
//! The extractor reads such notices into a field of their own; this rule names what it read, and catches what it left in
//! the body.

use super::Line;
use crate::language::age;
use crate::model::{Article, Suppressed};

/// The rule's name.
pub(super) const RULE: &str = "age_notice";

pub(super) fn takes(line: &Line) -> bool {
    age(&line.block.text).is_some()
}

/// Names the notice that was read apart from the body, so that it can be asked what was left out.
pub(super) fn name(article: &Article, suppressed: &mut Vec<Suppressed>) {
    let Some(notice) = &article.age_notice else { return };
    if !suppressed.iter().any(|s| s.rule == RULE && s.text == notice.text) {
        suppressed.push(Suppressed { rule: RULE.to_owned(), text: notice.text.clone() });
    }
}
