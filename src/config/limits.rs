//! `[limits]`: `nodes_max`, `depth_max`, `parse_timeout`. What reading one page may cost.

use std::time::Duration;

use super::section::{Findings, Section};
use super::value;

/// The budget of parsing and extracting one page.
///
/// A limit on bytes does not protect the memory: a page of 55 KB can become eight million nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Nodes of a page's tree; about 170 bytes each.
    pub nodes_max: usize,
    /// Nesting of elements; browsers stop at 512.
    pub depth_max: usize,
    /// Seconds that parsing and extracting may take together.
    pub parse_s: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { nodes_max: 250_000, depth_max: 512, parse_s: 2.0 }
    }
}

impl Limits {
    pub(super) fn read(mut section: Section, found: &mut Findings) -> Self {
        let mut limits = Limits::default();
        if let Some(n) = section.read(found, "nodes_max", |v| value::number(v, 1_000, 10_000_000)) {
            limits.nodes_max = usize::try_from(n).unwrap_or(usize::MAX);
        }
        if let Some(n) = section.read(found, "depth_max", |v| value::number(v, 16, 4_096)) {
            limits.depth_max = usize::try_from(n).unwrap_or(usize::MAX);
        }
        let (least, most) = (Duration::from_millis(50), Duration::from_secs(60));
        if let Some(timeout) = section.read(found, "parse_timeout", |v| value::duration(v, least, most)) {
            limits.parse_s = timeout.as_secs_f64();
        }
        section.finish(found);
        limits
    }
}
