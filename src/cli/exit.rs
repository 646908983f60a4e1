//! Exit statuses, named once (those above 63 are those of BSD's sysexits).

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::store::StoreError;
use crate::watch::WatchError;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success = 0,
    /// What was asked for could not be done.
    Failure = 1,
    /// The configuration is refused.
    Config = 78,
    /// The database cannot be used.
    Database = 74,
    /// The database file is damaged.
    Damaged = 65,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Prints an error with its causes and chooses the status that belongs to it.
///
/// A reader that went away (`newswatch changes | head`) is no error.
pub fn tell(error: &anyhow::Error) -> ExitCode {
    let is_broken_pipe = error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    });
    if is_broken_pipe {
        return Exit::Success.into();
    }
    eprintln!("newswatch: {}", crate::model::Untrusted::lines(&format!("{error:#}")));
    status(error).into()
}

fn status(error: &anyhow::Error) -> Exit {
    for cause in error.chain() {
        if cause.is::<ConfigError>() {
            return Exit::Config;
        }
        let store = match cause.downcast_ref() {
            Some(WatchError::Store(error)) => Some(error),
            _ => cause.downcast_ref::<StoreError>(),
        };
        match store {
            Some(StoreError::Corrupt { .. }) => return Exit::Damaged,
            Some(_) => return Exit::Database,
            None => {}
        }
    }
    Exit::Failure
}
