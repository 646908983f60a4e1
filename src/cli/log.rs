//! Where log lines go: the journal under systemd, else standard error; never standard output.

use anyhow::Context;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::LogFormat;
use crate::config::{self, LogSettings};

/// The variable that chooses what is logged ("debug", "newswatch=debug,info").
const VARIABLE: &str = "NEWSWATCH_LOG";

/// Starts logging: as `format` says, else as the configuration says; `$NEWSWATCH_LOG` comes before its level.
///
/// # Errors
/// When the filter in `$NEWSWATCH_LOG` cannot be read, or the journal was asked for and cannot be reached.
pub fn start(format: Option<LogFormat>, settings: LogSettings, under_systemd: bool) -> anyhow::Result<()> {
    let words = std::env::var(VARIABLE).unwrap_or_else(|_| {
        format!("{},tokio_cron_scheduler=warn,html5ever=error,selectors=error", settings.level.as_str())
    });
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .parse(&words)
        .with_context(|| format!("${VARIABLE} is \"{words}\"; write a level such as \"info\" or \"debug\""))?;
    let registry = tracing_subscriber::registry().with(filter);
    let format = format.unwrap_or(match settings.format {
        config::LogFormat::Auto if under_systemd => LogFormat::Journal,
        config::LogFormat::Auto | config::LogFormat::Text => LogFormat::Text,
        config::LogFormat::Json => LogFormat::Json,
        config::LogFormat::Journal => LogFormat::Journal,
    });
    match format {
        LogFormat::Journal => {
            let journal = tracing_journald::layer().context("the systemd journal cannot be reached; use --log text")?;
            registry.with(journal.with_syslog_identifier("newswatch".to_owned())).init();
        }
        LogFormat::Json => {
            let json = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
            registry.with(json).init();
        }
        LogFormat::Text => {
            let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
            let text = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_target(false)
                .with_ansi(colour)
                .fmt_fields(Sentence);
            registry.with(text).init();
        }
    }
    Ok(())
}

/// On a terminal the sentence alone is shown: it says all that the fields repeat for machines.
struct Sentence;

impl<'w> tracing_subscriber::fmt::FormatFields<'w> for Sentence {
    fn format_fields<R: tracing_subscriber::field::RecordFields>(
        &self,
        mut writer: tracing_subscriber::fmt::format::Writer<'w>,
        fields: R,
    ) -> std::fmt::Result {
        let mut visitor = Message { writer: &mut writer, result: Ok(()), rest: String::new() };
        fields.record(&mut visitor);
        visitor.result?;
        let rest = visitor.rest;
        writer.write_str(&rest)
    }
}

struct Message<'a, 'w> {
    writer: &'a mut tracing_subscriber::fmt::format::Writer<'w>,
    result: std::fmt::Result,
    rest: String,
}

/// Fields that no sentence repeats.
const SHOWN: &[&str] = &["error", "pages", "database", "step_s", "visits", "silent_ms"];

impl tracing::field::Visit for Message<'_, '_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write;
        if field.name() == "message" {
            self.result = write!(self.writer, "{value:?}");
        } else if SHOWN.contains(&field.name()) {
            let shown = format!("{value:?}");
            let _ = write!(self.rest, " {}={}", field.name(), crate::model::Untrusted::new(&shown)); // a String takes all
        }
    }
}
