//! Page bytes to [`Article`](crate::model::Article).

mod rules;

pub use rules::{PICK_BYTES_MAX, Pick, PickError, Rules, Select};

/// The revision of the extractor's code: raised whenever the same page could be read differently.
pub const REVISION: u32 = 1;
