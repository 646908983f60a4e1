//! The only HTTP client: bounded, polite, guarded. A failure is a value.

mod address;
mod allowance;
mod classify;
mod client;
mod get;
mod guard;
mod journey;
mod pace;
mod politeness;
mod resolve;
mod robots;
mod settings;

#[cfg(test)]
mod guard_tests;
#[cfg(test)]
mod loopback;
#[cfg(test)]
mod tests;

pub use address::is_public;
pub use allowance::{day_of, free_at};
pub use client::FetchError;
pub use get::Fetcher;
pub use guard::{Admitted, BadHost, Guard, Refusal};
pub use journey::{Journey, Want};
pub use politeness::{HostTerms, Politeness};
pub use resolve::ResolveError;
pub use robots::{ROBOTS_BYTES_MAX, Robots, product_token};
pub use settings::FetchSettings;
