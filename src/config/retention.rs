//! `[retention]`: `states`, `versions`, `keep`. How long raw pages are kept; texts and changes are kept for good.

use std::time::Duration;

use chrono::TimeDelta;

use super::section::{Findings, Section};
use super::value;
use crate::model::Severity;

const DAY: Duration = Duration::from_secs(86_400);

/// How long raw pages are kept. The default keeps all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Those that are evidence of states (walls, cut texts); `None` is for good.
    pub states: Option<TimeDelta>,
    /// Those of versions; `None` is for good.
    pub versions: Option<TimeDelta>,
    /// Those before and after a change of this weight or more stay for good.
    pub keep: Severity,
}

impl Default for Retention {
    fn default() -> Self {
        Retention { states: None, versions: None, keep: Severity::Minor }
    }
}

impl Retention {
    pub(super) fn read(mut section: Section, found: &mut Findings) -> Self {
        let states = section.read(found, "states", age).flatten();
        let versions = section.read(found, "versions", age).flatten();
        let keep = section.read(found, "keep", |v| {
            let name = value::text(v)?;
            Severity::parse(&name).ok_or_else(|| {
                let names: Vec<&str> = Severity::ALL.iter().map(|s| s.as_str()).collect();
                format!("`{name}` is no weight; write one of {}", names.join(", "))
            })
        });
        section.finish(found);
        Retention { states, versions, keep: keep.unwrap_or(Retention::default().keep) }
    }
}

/// "for good" or a span of at least a day.
fn age(v: &toml::de::DeValue<'_>) -> Result<Option<TimeDelta>, String> {
    if v.as_str() == Some("for good") {
        return Ok(None);
    }
    let span = value::duration(v, DAY, DAY * 36_500).map_err(|e| format!("{e}, or \"for good\""))?;
    TimeDelta::from_std(span).map(Some).map_err(|e| e.to_string())
}
