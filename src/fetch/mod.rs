//! The only HTTP client: bounded, polite, guarded. A failure is a value.

mod address;
mod classify;
mod client;
mod get;
mod guard;
mod pace;
mod politeness;
mod resolve;
mod settings;

#[cfg(test)]
mod guard_tests;
#[cfg(test)]
mod loopback;
#[cfg(test)]
mod tests;

pub use address::is_public;
pub use client::FetchError;
pub use get::Fetcher;
pub use guard::{Admitted, BadHost, Guard, Refusal};
pub use politeness::{HostKey, Politeness};
pub use resolve::ResolveError;
pub use settings::FetchSettings;
