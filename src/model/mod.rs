//! The nouns that cross a stage boundary: plain data, no I/O, no clock.
//!
//! A *page* is an address that is watched. An *attempt* is one try to fetch it. A *capture* is the raw page as
//! received. An *article* is what a reader reads on it. A *version* is an article that was stored. A *change* is
//! what happened between two versions. A *visit* is one whole pass over one page: everything to write.

pub mod answer;
mod archived;
mod article;
mod attempt;
mod change;
mod edit;
mod health;
mod host;
mod lateness;
mod learned;
mod page;
mod problem;
mod quarantine;
mod site_block;
mod site_pace;
mod text;
mod trace;
mod variant;
mod visit;

pub use archived::*;
pub use article::*;
pub use attempt::*;
pub use change::*;
pub use edit::*;
pub use health::*;
pub use host::*;
pub use lateness::Lateness;
pub use learned::*;
pub use page::*;
pub use problem::*;
pub use quarantine::*;
pub use site_block::*;
pub use site_pace::*;
pub use text::*;
pub use trace::*;
pub use variant::*;
pub use visit::*;

/// An instant in UTC; the only kind of time that is stored.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
