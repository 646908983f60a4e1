//! `newswatch redact`: takes a text out of the record for good.

use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, ensure};

use super::{Exit, Given, now, open, say};
use crate::model::{Untrusted, counted};
use crate::store;

/// The shortest text that is taken out, characters: less would be in half of all articles.
const CHARS_MIN: usize = 4;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file that holds the text as `newswatch show` prints it, or - for standard input. It is no argument of the command
    /// because those are seen by others and kept in the shell's history.
    file: PathBuf,
    /// Why it is taken out; the chain of the record keeps this.
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

/// Takes the text out; the exit status is 1 where it is nowhere.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let text = read(&args.file)?;
    let text = text.trim();
    ensure!(text.chars().count() >= CHARS_MIN, "the text is too short: write at least {CHARS_MIN} characters");
    ensure!(!text.contains("\n\n"), "the text holds a blank line: take out one paragraph at a time");
    let reason = args.reason.trim();
    ensure!(!reason.is_empty() && !reason.contains(text), "the reason has to say why, without the text itself");
    let path = open::database_path(given)?;
    let _lock = store::lock(&path)?;
    ensure!(path.exists(), store::StoreError::Missing(path));
    let done = store::redact(&path, text, reason, now())?;
    if done.is_empty() {
        say("the text is nowhere in the record")?;
    } else {
        let (versions, changes) = (counted(done.versions, "version"), counted(done.changes, "change"));
        let (captures, cells) = (counted(done.captures, "raw page"), counted(done.cells, "cell"));
        say(&format!("taken out of {versions} and {changes} ({cells}); {captures} given up"))?;
        say("`newswatch verify` shows that all the rest is what it was; its head is another now")?;
    }
    for url in &done.addresses {
        say(&format!("the address itself holds it, and stays: {}", Untrusted::new(url)))?;
    }
    for copy in &done.copies {
        say(&format!("{} was copied before and still holds what it held: remove it", copy.display()))?;
    }
    say("backups, bundles, WARC files, mails and the journal are out of reach: see to them yourself")?;
    Ok(if done.is_empty() { Exit::Failure } else { Exit::Success })
}

fn read(file: &std::path::Path) -> anyhow::Result<String> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read as text")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read as text", file.display()))
}
