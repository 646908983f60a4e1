//! What verbs open before they begin: the configuration, the database for reading or for writing.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Given, now};
use crate::config::{self, Config, ConfigError};
use crate::report::Style;
use crate::store::{Reader, Store};
use crate::watch::Setup;

/// Reads the configuration that the search order finds.
///
/// # Errors
/// A [`config::ConfigError`] that names file, line and key.
pub fn config(given: &Given) -> anyhow::Result<Config> {
    let path = config_path(given)?;
    Ok(load(&path, given.database.as_deref())?)
}

/// Reads `path` as configuration; `database` takes the place of the one it names.
///
/// # Errors
/// A [`config::ConfigError`] that names file, line and key.
pub fn load(path: &Path, database: Option<&Path>) -> Result<Config, ConfigError> {
    let mut config = config::load(path)?.in_state_directory(std::env::var_os("STATE_DIRECTORY").as_deref());
    if let Some(database) = database {
        config.store.path = database.to_owned();
    }
    Ok(config)
}

/// Finds the configuration's file.
///
/// # Errors
/// When there is none anywhere.
pub fn config_path(given: &Given) -> anyhow::Result<PathBuf> {
    Ok(config::find(given.config.as_deref(), std::env::var_os("NEWSWATCH_CONFIG").as_deref())?)
}

/// Opens the database for reading: the one named on the command line, else the configuration's.
///
/// # Errors
/// When there is none, or it is not ours.
pub fn reader(given: &Given) -> anyhow::Result<Reader> {
    Ok(Reader::open(&database_path(given)?)?)
}

/// Where the database is: what the command line names, else the configuration.
///
/// # Errors
/// Those of the configuration.
pub fn database_path(given: &Given) -> anyhow::Result<PathBuf> {
    match &given.database {
        Some(path) => Ok(path.clone()),
        None => Ok(config(given)?.store.path),
    }
}

/// Opens everything that fetching and recording needs.
///
/// # Errors
/// Those of the configuration and of the database.
pub fn setup(config: Config) -> anyhow::Result<Setup> {
    if let Some(folder) = config.store.path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the database's folder {} cannot be made", folder.display()))?;
    }
    let store = Store::open(&config.store.path)?;
    Ok(Setup::new(config, store, now)?)
}

/// Colour on a terminal that wants it, plain text elsewhere.
pub fn style() -> Style {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => Style::Plain,
        _ => Style::Colour,
    }
}
