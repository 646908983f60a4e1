//! All integration tests in one binary: the built program against pages on loopback, its database read as anyone
//! would read it. Nothing here needs a network, and nothing sleeps to wait for something: it polls the thing.

mod backfill;
mod browser;
mod care;
mod cases;
mod cli;
mod crash;
mod daemon;
mod database;
mod demo;
mod demo_pages;
mod diff_quality;
mod discover;
mod end_to_end;
mod evidence;
mod extract;
#[path = "../generator/mod.rs"]
mod generator;
mod hostile;
mod http;
mod layers;
mod notify;
mod polite;
mod reextract;
mod reload;
#[path = "../generator/scores.rs"]
mod scores;
mod site;
mod r#try;
mod warc;
mod web;
mod web_api;
