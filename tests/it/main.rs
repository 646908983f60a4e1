//! All integration tests in one binary: the built program against pages on loopback, its database read as anyone
//! would read it. Nothing here needs a network, and nothing sleeps to wait for something: it polls the thing.

mod backfill;
mod browser;
mod cli;
mod crash;
mod daemon;
mod database;
mod demo;
mod demo_pages;
mod end_to_end;
mod extract;
mod hostile;
mod http;
mod layers;
mod notify;
mod reextract;
mod reload;
mod site;
mod r#try;
mod web;
mod web_api;
