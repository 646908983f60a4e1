//! `[store]`: `path`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::section::{Findings, Section};
use super::value;

const PATH_DEFAULT: &str = "newswatch.db";

/// Where the record is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The database file, a relative path already resolved.
    pub path: PathBuf,
    /// The path as it is written.
    written: PathBuf,
}

impl StoreSettings {
    /// A relative path lies in `folder`, the folder of the configuration file.
    pub fn new(written: &Path, folder: &Path) -> Self {
        StoreSettings { path: folder.join(written), written: written.to_owned() }
    }

    pub(super) fn read(mut section: Section, found: &mut Findings, folder: &Path) -> Self {
        let written = section.read(found, "path", |v| match value::text(v)? {
            path if path.ends_with('/') => Err(format!("`{path}` is a folder; write the name of a file in it")),
            path if path.contains('\0') => Err("has a NUL character; write a plain path".to_owned()),
            path => Ok(path),
        });
        section.finish(found);
        StoreSettings::new(Path::new(written.as_deref().unwrap_or(PATH_DEFAULT)), folder)
    }

    /// Moves a relative path into the folder that systemd provides for the service's state.
    ///
    /// `state_directory` is the value of `$STATE_DIRECTORY`: folders separated by colons, of which the first is taken.
    /// An absolute path stays as it is.
    pub fn place_in(&mut self, state_directory: Option<&OsStr>) {
        let first = state_directory.and_then(|list| std::env::split_paths(list).next());
        if let Some(folder) = first.filter(|folder| folder.is_absolute()) {
            self.path = folder.join(&self.written);
        }
    }
}
