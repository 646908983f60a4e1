//! `[log]`: `format`, `level`.

use super::section::{Findings, Read, Section};
use super::value;

/// How much is said, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogSettings {
    pub format: LogFormat,
    pub level: LogLevel,
}

/// Where lines go and what they look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// The journal when run by systemd, else text.
    #[default]
    Auto,
    Text,
    Json,
    Journal,
}

/// The least important lines that are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

impl LogLevel {
    /// The name in the configuration, which is that of a `tracing` directive too.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
            LogLevel::Trace => "trace",
        }
    }
}

const FORMATS: [(&str, LogFormat); 4] =
    [("auto", LogFormat::Auto), ("text", LogFormat::Text), ("json", LogFormat::Json), ("journal", LogFormat::Journal)];

const LEVELS: [(&str, LogLevel); 5] = [
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
    ("trace", LogLevel::Trace),
];

impl LogSettings {
    pub(super) fn read(mut section: Section, found: &mut Findings) -> Self {
        let format = section.read(found, "format", |v| one_of(v, &FORMATS));
        let level = section.read(found, "level", |v| one_of(v, &LEVELS));
        section.finish(found);
        LogSettings { format: format.unwrap_or_default(), level: level.unwrap_or_default() }
    }
}

/// One of a few words.
fn one_of<T: Copy>(value: &toml::de::DeValue, words: &[(&str, T)]) -> Read<T> {
    let word = value::text(value)?;
    words.iter().find(|(name, _)| *name == word).map(|(_, meant)| *meant).ok_or_else(|| {
        let all: Vec<String> = words.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        format!("`{word}` is not known; write one of {}", all.join(", "))
    })
}
