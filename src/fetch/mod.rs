//! The only HTTP client: bounded, polite, guarded. A failure is a value.

mod settings;

pub use settings::FetchSettings;
