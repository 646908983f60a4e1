//! `newswatch doctor`: whether the record and the machine under it are well, and what to do where they are not.

use std::path::Path;

use chrono::TimeDelta;

use super::{Exit, Given, now, open, say, verify};
use crate::model::{Timestamp, Untrusted, counted};
use crate::store::{Reader, Verdict};

/// Room that the disk should have beside what a tenth of the database is, bytes.
const ROOM_MIN: u64 = 256 << 20;
/// A log that is longer was not folded in for long, bytes.
const LOG_MAX: u64 = 1 << 30;
/// How far the record may be ahead of the clock.
const CLOCK_SLACK: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave out what reads the whole file: SQLite's check and the chain.
    #[arg(long)]
    quick: bool,
}

/// What is wrong, and what to do about it.
struct Finding {
    what: String,
    remedy: String,
}

/// Looks at everything; the exit status is 1 where something is wrong.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let mut found = Vec::new();
    let mut tell = |what: String, remedy: &str| found.push(Finding { what, remedy: remedy.to_owned() });
    let path = match (&given.database, open::config(given)) {
        (Some(path), Err(_)) if given.config.is_none() => Some(path.clone()),
        (_, Ok(config)) => Some(config.store.path),
        (database, Err(error)) => {
            tell(
                format!("configuration: {error:#}"),
                "mend the lines that it names; `newswatch config check` tells when it is right",
            );
            database.clone()
        }
    };
    if let Some(path) = path {
        match Reader::open(&path) {
            Ok(reader) => record(&reader, args, &mut tell)?,
            // Each of these errors says itself what to do.
            Err(error) => tell(format!("database: {error}"), "as it says; `newswatch restore` takes a backup"),
        }
        disk(&path, &mut tell)?;
    }
    for finding in &found {
        say(&format!("wrong: {}\n  do: {}", Untrusted::lines(&finding.what), finding.remedy))?;
    }
    if found.is_empty() {
        say("well: configuration, database, chain, disk and clock")?;
        return Ok(Exit::Success);
    }
    say(&format!("{} wrong", counted(found.len() as u64, "thing")))?;
    Ok(Exit::Failure)
}

fn record(reader: &Reader, args: &Args, tell: &mut impl FnMut(String, &str)) -> anyhow::Result<()> {
    if !args.quick {
        for line in reader.integrity()? {
            tell(
                format!("integrity: {line}"),
                "stop the daemon and `newswatch restore` the last backup; keep the file",
            );
        }
        if let Verdict::Broken(row) = reader.verify_chain(None, |_| ())? {
            tell(
                format!("chain: {}", verify::broken(&row)),
                "find out who wrote to the file; compare it with a backup (`newswatch verify --database BACKUP`)",
            );
        }
        if let Some((count, first)) = reader.orphaned_captures()? {
            tell(
                format!("captures: {} that no other row refers to, the first is {first}", counted(count, "raw page")),
                "nothing is lost, but somebody deleted rows: compare with a backup",
            );
        }
    }
    for name in reader.strange_schema()? {
        tell(
            format!("schema: {name} is not as this program makes it"),
            "take back what was changed by hand (src/store/schema.sql shows it), or `newswatch restore` a backup",
        );
    }
    let last = reader.standing()?.last_attempt_at.and_then(|at| at.parse::<Timestamp>().ok());
    if let Some(last) = last.filter(|last| *last - now() > CLOCK_SLACK) {
        tell(
            format!("clock: the record's last check was at {last}, and it is {} by this machine's clock", now()),
            "set the clock (`timedatectl set-ntp true`); checks are put off until it is past the record",
        );
    }
    let (bytes, free) = reader.room()?;
    if free > ROOM_MIN && free > bytes / 4 {
        tell(
            format!("room: {free} of the database's {bytes} bytes hold nothing"),
            "stop the daemon and run `sqlite3 DATABASE 'PRAGMA auto_vacuum = INCREMENTAL; VACUUM'`",
        );
    }
    Ok(())
}

fn disk(path: &Path, tell: &mut impl FnMut(String, &str)) -> anyhow::Result<()> {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            if free < ROOM_MIN.saturating_add(size(path) / 10) {
                tell(
                    format!("disk: {free} bytes are free where the database is ({})", folder.display()),
                    "free some space, or let old raw pages go ([retention] in the configuration)",
                );
            }
        }
        Err(error) => tell(
            format!("disk: {} cannot be looked at: {error}", folder.display()),
            "make the folder, or set `path` in [store]",
        ),
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if size(Path::new(&log)) > LOG_MAX {
        tell(
            format!("log: {} is {} bytes long", Path::new(&log).display(), size(Path::new(&log))),
            "end programs that keep the database open for reading; the daemon folds the log in at night",
        );
    }
    Ok(())
}
