//! A demonstration without network: an invented newspaper on loopback, edited on a timeline.
//!
//! The newspaper knows nothing of the watcher. What it does to its articles is listed as data in [`timeline`], so that
//! what was found can be held against what was done.

pub mod articles;
pub mod newspaper;
mod noise;
mod page;
mod settings;
pub mod timeline;
mod view;

pub use newspaper::{Asked, Newspaper};
pub use settings::Places;
