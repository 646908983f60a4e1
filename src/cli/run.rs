//! `newswatch run`: the daemon.

use super::{Exit, Given, block_on, open, web};
use crate::model::Untrusted;
use crate::store;
use crate::watch;

/// Watches until told to stop.
pub fn run(given: &Given) -> anyhow::Result<Exit> {
    let path = open::config_path(given)?;
    let config = open::load(&path, given.database.as_deref())?;
    let _lock = store::lock(&config.store.path)?;
    let reload = || open::load(&path, given.database.as_deref());
    for warning in &config.warnings {
        tracing::warn!("{}:{warning}", Untrusted::new(&path.display().to_string()));
    }
    block_on(async {
        let setup = open::setup(config)?;
        let store = setup.store.clone();
        let web = web::beside_daemon(&setup.config, &setup.heart, &path);
        watch::run(setup, reload, std::future::pending()).await?;
        drop(web);
        store.close().await?;
        Ok(Exit::Success)
    })
}
