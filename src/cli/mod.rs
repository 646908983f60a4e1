//! The command line: a verb a file. The only place that reads the clock and the environment, and that prints.

mod backfill;
mod backup;
mod changes;
mod check;
mod config;
mod demo;
mod diff;
mod discover;
mod doctor;
mod evidence;
mod exit;
mod explain;
mod export;
mod extract;
mod file;
mod health;
mod history;
mod import;
mod list;
mod log;
mod manual;
mod open;
mod pages;
mod probe;
mod redact;
mod reextract;
mod report;
mod run;
mod search;
mod show;
mod r#try;
mod verify;
mod web;
mod when;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::{LogLevel, LogSettings};
use crate::model::Timestamp;

pub use exit::Exit;

/// Watches news articles and keeps an honest record of how they change after publication.
#[derive(Debug, Parser)]
#[command(name = "newswatch", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    /// The configuration [default: $NEWSWATCH_CONFIG, ./config.toml, /etc/newswatch/config.toml].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database to read, in place of the one that the configuration names.
    #[arg(long, global = true, value_name = "FILE")]
    database: Option<PathBuf>,
    /// How log lines are written [default: the journal under systemd, else text].
    #[arg(long, global = true, value_name = "FORMAT")]
    log: Option<LogFormat>,
    #[command(subcommand)]
    verb: Verb,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One readable line an event, to standard error.
    Text,
    /// One JSON object a line, to standard error.
    Json,
    /// The systemd journal, with priorities and fields.
    Journal,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Watch the configured pages until told to stop: the daemon.
    Run,
    /// Fetch pages now, record them, and say what was found.
    Check(check::Args),
    /// Show what the rules take from pages, what they leave out and why; propose selectors for a new site.
    Try(r#try::Args),
    /// Print the article that the rules take from a page, without recording anything.
    Extract(extract::Args),
    /// Watch more pages.
    Add(pages::AddArgs),
    /// Look for new pages on the sites' feeds, sitemaps and section pages now.
    Discover(discover::Args),
    /// Take over what other programs watch.
    Import(import::Args),
    /// List the watched pages and how they are.
    List(list::Args),
    /// Stop fetching pages for a while.
    Pause(pages::Args),
    /// Go on fetching paused pages.
    Resume(pages::Args),
    /// Stop watching pages; what was recorded of them stays.
    Remove(pages::Args),
    /// Show what changed.
    Changes(changes::Args),
    /// Show the life of one article.
    History(history::Args),
    /// Show which rules led each check of a page to its verdict.
    Why(why::Args),
    /// Show one version of an article as it read.
    // Its own `--version N` stands where the other verbs have the program's version.
    #[command(disable_version_flag = true)]
    Show(show::Args),
    /// Show the difference between two versions of an article.
    Diff(diff::Args),
    /// Find when a phrase stood where, and which changes took it out or put it in.
    Search(search::Args),
    /// Tell a span of time in one file: what changed, what was silent, figures of each outlet.
    Report(report::Args),
    /// Show the record in a browser: pages, feeds and JSON. `run` does it as well, where `[web]` wants it.
    Web(web::Args),
    /// Show when a page is fetched next, and why.
    Explain(explain::Args),
    /// Read old captures from WARC files into the record, with their own times.
    Backfill(backfill::Args),
    /// Write all that is on record of one change to a bundle that others can check without this program.
    Evidence(evidence::Args),
    /// Write raw pages to a WARC file, for archives and other tools.
    Export(export::Args),
    /// Read kept pages again by today's rules, so that the history is as if these had always been in force.
    Reextract(reextract::Args),
    /// Show how well the rules read each site, and what was learned of it.
    Health(health::Args),
    /// Take back learned blocks, so that they are compared again.
    Unlearn(health::UnlearnArgs),
    /// Show that the record is what was recorded, or the first row that is not.
    Verify(verify::Args),
    /// Copy the record while it is written, and test the copy.
    Backup(backup::Args),
    /// Put a backup in the place of the record, which is kept under another name.
    Restore(backup::RestoreArgs),
    /// Look whether the record and the machine under it are well, and say what to do where they are not.
    Doctor(doctor::Args),
    /// Take a text out of the record for good.
    Redact(redact::Args),
    /// Look at the configuration.
    Config(config::Args),
    /// Watch an invented little newspaper on this machine, without any network.
    Demo(demo::Args),
    /// Print shell completions.
    Completions(manual::CompletionArgs),
    /// Print the manual page.
    Man,
}

/// What every verb is given beside its own arguments.
#[derive(Debug, Clone)]
struct Given {
    config: Option<PathBuf>,
    database: Option<PathBuf>,
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let given = Given { config: cli.config, database: cli.database };
    let settings = match cli.verb {
        // A configuration that cannot be read is told of by the verb itself.
        Verb::Run | Verb::Check(_) | Verb::Discover(_) | Verb::Backfill(_) | Verb::Reextract(_) => {
            open::config(&given).map(|c| c.log).unwrap_or_default()
        }
        // The demonstration prints its changes itself.
        Verb::Demo(_) => LogSettings { level: LogLevel::Warn, ..LogSettings::default() },
        _ => LogSettings::default(),
    };
    let under_systemd = matches!(cli.verb, Verb::Run) && log::is_under_systemd();
    if let Err(error) = log::start(cli.log, settings, under_systemd) {
        return exit::tell(&error);
    }
    match dispatch(cli.verb, &given) {
        Ok(exit) => exit.into(),
        Err(error) => exit::tell(&error),
    }
}

fn dispatch(verb: Verb, given: &Given) -> anyhow::Result<Exit> {
    match verb {
        Verb::Run => run::run(given),
        Verb::Check(args) => check::run(given, args),
        Verb::Try(args) => r#try::run(given, args),
        Verb::Extract(args) => extract::run(given, args),
        Verb::Add(args) => pages::add(given, args),
        Verb::Discover(args) => discover::run(given, args),
        Verb::Import(args) => import::run(given, args),
        Verb::List(args) => list::run(given, args),
        Verb::Pause(args) => pages::pause(given, args),
        Verb::Resume(args) => pages::resume(given, args),
        Verb::Remove(args) => pages::remove(given, args),
        Verb::Changes(args) => changes::run(given, args),
        Verb::History(args) => history::run(given, args),
        Verb::Why(args) => why::run(given, args),
        Verb::Show(args) => show::run(given, args),
        Verb::Diff(args) => diff::run(given, args),
        Verb::Search(args) => search::run(given, &args),
        Verb::Report(args) => report::run(given, args),
        Verb::Web(args) => web::run(given, &args),
        Verb::Explain(args) => explain::run(given, args),
        Verb::Backfill(args) => backfill::run(given, args),
        Verb::Evidence(args) => evidence::run(given, &args),
        Verb::Export(args) => export::run(given, &args),
        Verb::Reextract(args) => reextract::run(given, args),
        Verb::Health(args) => health::run(given, args),
        Verb::Unlearn(args) => health::unlearn(given, args),
        Verb::Verify(args) => verify::run(given, &args),
        Verb::Backup(args) => backup::backup(given, &args),
        Verb::Restore(args) => backup::restore(given, &args),
        Verb::Doctor(args) => doctor::run(given, &args),
        Verb::Redact(args) => redact::run(given, &args),
        Verb::Config(args) => config::run(given, args),
        Verb::Demo(args) => demo::run(args),
        Verb::Completions(args) => manual::completions(args),
        Verb::Man => manual::man(),
    }
}

/// Prints a line to standard output.
fn say(line: &str) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}")
}

/// The clock.
fn now() -> Timestamp {
    chrono::Utc::now()
}

/// A runtime for the verbs that fetch or write.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
