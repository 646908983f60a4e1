//! newswatch watches news articles and keeps an honest record of how they change after publication.
//!
//! One road, one way: `config` -> `schedule` -> `fetch` -> `extract` -> `compare` -> `store` -> `report`. The pure
//! core (`language`, `schedule`, `extract`, `compare`) has no files, network, clock or logging; `watch` is the only
//! module that knows all stages, and [`watch::settle`] decides everything that one visit writes, before it is written.
//!
//! What is absent on purpose: no second way into the store, no second HTTP client, no timer for each page (the
//! schedule is a column), no `unsafe`, no global state.

#![forbid(unsafe_code)]

pub mod archive;
pub mod cli;
pub mod compare;
pub mod config;
pub mod demo;
pub mod discover;
pub mod extract;
pub mod fetch;
pub mod language;
pub mod model;
pub mod report;
pub mod schedule;
pub mod store;
pub mod watch;
pub mod web;
