//! `newswatch web`: the record in a browser, from a database alone; and how `run` and `demo` serve it beside the watch.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use tracing::{error, info};

use super::{Exit, Given, block_on, now, open};
use crate::config::{Config, WebSettings};
use crate::store::Reader;
use crate::watch::Heart;
use crate::web::{Setup, Web, WebError};

/// Where the pages are where nothing says otherwise.
const LISTEN_DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8463);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen [default: that of the configuration, else 127.0.0.1:8463]; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Serves until told to stop.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let (settings, database) = match (&given.database, open::config(given)) {
        // A database alone will do: a configuration is only looked for, and one with a mistake is still refused.
        (Some(database), Err(error)) if given.config.is_none() && is_missing(&error) => {
            (WebSettings::default(), database.clone())
        }
        (_, config) => {
            let config = config?;
            (config.web, config.store.path)
        }
    };
    Reader::open(&database)?;
    let listen = args.listen.or(settings.listen).unwrap_or(LISTEN_DEFAULT);
    let web = Web::start(Setup { settings, listen, database, now, silence: None, lateness: None })?;
    super::say(&format!("the record is shown at {}", web.url()))?;
    block_on(async {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => {}
            interrupted = tokio::signal::ctrl_c() => interrupted.context("signals cannot be listened to")?,
        }
        Ok(())
    })?;
    drop(web);
    Ok(Exit::Success)
}

fn is_missing(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(crate::config::ConfigError::NotFound { .. }))
}

/// Serves the record beside the watch, where the configuration wants it.
///
/// # Errors
/// Where it cannot; the watch does not depend on it.
pub fn beside(config: &Config, heart: &Heart) -> Result<Option<Web>, WebError> {
    let Some(listen) = config.web.listen else { return Ok(None) };
    let (heart, lateness) = (heart.clone(), Some(heart.lateness.clone()));
    let silence: crate::web::Silence = std::sync::Arc::new(move || heart.silence());
    let (settings, database) = (config.web.clone(), config.store.path.clone());
    Web::start(Setup { settings, listen, database, now, silence: Some(silence), lateness }).map(Some)
}

/// The same for the daemon: what goes wrong is told to the log, and the watch goes on.
pub fn beside_daemon(config: &Config, heart: &Heart, file: &Path) -> Option<Web> {
    match beside(config, heart) {
        Ok(Some(web)) => {
            info!(address = %web.address, "the record is shown at {}", web.url());
            Some(web)
        }
        Ok(None) => None,
        Err(error) => {
            error!(config = %file.display(), %error, "the record is not shown, the watch goes on: {error}");
            None
        }
    }
}
