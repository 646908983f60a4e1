//! "This article is more than 5 years old": an age that the page computes.
//!
//! The extractor reads such notices; this rule catches what it left in the body.

use super::Line;
use crate::language::age;

pub(super) fn takes(line: &Line) -> bool {
    age(&line.block.text).is_some()
}
