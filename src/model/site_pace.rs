//! How often the articles of a site are edited, beside what is usual.

use super::Timestamp;

/// The pace that was learned for a site.
#[derive(Debug, Clone, PartialEq)]
pub struct SitePace {
    pub site: String,
    /// Percent of the age ladder's intervals: 50 to 200.
    pub percent: u32,
    /// Articles that were watched from their publication on and counted.
    pub articles: u64,
    /// Edits that were found of them, and how many are usual for as many articles of their ages.
    pub edits: u64,
    pub expected: f64,
    pub learned_at: Timestamp,
}
