//! What is wrong with a configuration: each problem with its line, its key and what would be right.
//!
//! All problems of a file are collected, so that one pass mends it. Values from the file are shown escaped.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::model::Untrusted;

/// So many problems are shown; the rest is counted.
const SHOWN_MAX: usize = 50;

/// One thing that is wrong, or in a warning: unwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Counted from 1.
    pub line: usize,
    /// The section as it is written (`[fetch]`), or `site "NAME"`; empty at the top of the file.
    pub place: String,
    /// The key within the section (`select.body`); empty where the section itself is meant.
    pub key: String,
    /// What is wrong and what would be right, in one sentence.
    pub text: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.place.is_empty() {
            write!(f, "{}", Untrusted::new(&self.place))?;
            f.write_str(if self.key.is_empty() { ": " } else { ", " })?;
        }
        if !self.key.is_empty() {
            write!(f, "key \"{}\": ", Untrusted::new(&self.key))?;
        }
        write!(f, "{}", Untrusted::new(&self.text))
    }
}

/// Why there is no configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// None of the places where a configuration may lie has one.
    #[error(
        "no configuration: none of {} exists; name one with --config FILE or $NEWSWATCH_CONFIG, or write one there \
         (the shipped config.toml is a working start)",
        listed(.tried)
    )]
    NotFound { tried: Vec<PathBuf> },
    /// The file that was asked for by name does not exist.
    #[error("{}: there is no such file ({named_by} names it); correct the path or write the file", .path.display())]
    Missing { path: PathBuf, named_by: &'static str },
    #[error("{}: cannot be read: {source}", .path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: is not a regular file; name a file that holds the configuration", .path.display())]
    NotAFile { path: PathBuf },
    #[error("{0}: anyone may write to it, and so decide what is fetched; run `chmod o-w {0}`", .path.display())]
    WritableByAll { path: PathBuf },
    #[error("{}: is larger than {max_bytes} bytes; a configuration lists pages, so move some to a second one", .path.display())]
    TooLarge { path: PathBuf, max_bytes: u64 },
    #[error("{}:{line}: is not UTF-8 text; save the file as UTF-8", .path.display())]
    NotUtf8 { path: PathBuf, line: usize },
    /// The file was read and is wrong; never empty, in the order of the file.
    #[error("{}", shown(.file, .problems))]
    Invalid { file: String, problems: Vec<ConfigProblem> },
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn shown(file: &str, problems: &[ConfigProblem]) -> String {
    let mut lines: Vec<String> =
        problems.iter().take(SHOWN_MAX).map(|p| format!("{}:{p}", Untrusted::new(file))).collect();
    if problems.len() > SHOWN_MAX {
        lines.push(format!("and {} more problems", problems.len() - SHOWN_MAX));
    }
    lines.join("\n")
}
