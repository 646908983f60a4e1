//! `newswatch backup` and `newswatch restore`: a copy of the record that was tested, and the way back.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use super::file::Part;
use super::{Exit, Given, open, say, verify};
use crate::store::{self, Reader, Verdict};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not exist.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// A file that `newswatch backup` wrote.
    file: PathBuf,
    /// Also where the record at its place holds what the backup does not.
    #[arg(long)]
    older: bool,
}

/// Copies the record while it may be written, and tests the copy before it gets its name.
pub fn backup(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let path = open::database_path(given)?;
    let part = Part::of(&args.file)?;
    // What an earlier try may have left is no part of this one.
    let _ = std::fs::remove_file(part.path());
    copy(&path, part.path())?;
    let head = match store::examine(part.path())? {
        Verdict::Whole(report) => report.head,
        Verdict::Broken(row) => bail!(
            "the record is not what it was, so there is no backup of it:\n{}\n`newswatch verify` looks at the record itself",
            verify::broken(&row)
        ),
    };
    std::fs::File::open(part.path())?.sync_all()?;
    part.publish(&args.file)?;
    let head = head.map(|head| format!("; head {head}")).unwrap_or_default();
    say(&format!("{}: a whole copy of {}{head}", args.file.display(), path.display()))?;
    Ok(Exit::Success)
}

/// Puts a backup in the place of the record, which is kept under another name.
pub fn restore(given: &Given, args: &RestoreArgs) -> anyhow::Result<Exit> {
    let path = open::database_path(given)?;
    let _lock = store::lock(&path)?;
    if let Verdict::Broken(row) = store::examine(&args.file)? {
        bail!("{} is not what was recorded, nothing was changed:\n{}", args.file.display(), verify::broken(&row));
    }
    let is_there = path.exists();
    if is_there {
        refuse_if_newer(&path, args)?;
    }
    let part = Part::marked(&path, ".restoring");
    let _ = std::fs::remove_file(part.path());
    copy(&args.file, part.path())?;
    std::fs::File::open(part.path())?.sync_all()?;
    let aside = store::aside_of(&path);
    if is_there {
        store::put_aside(&path, &aside)?;
        say(&format!("the record that was there is now {}", aside.display()))?;
    }
    part.publish(&path)?;
    say(&format!("{} is restored from {}", path.display(), args.file.display()))?;
    Ok(Exit::Success)
}

/// A record that cannot be read any more has nothing that could be lost: it is kept aside as it is.
fn refuse_if_newer(path: &Path, args: &RestoreArgs) -> anyhow::Result<()> {
    let Ok(there) = Reader::open(path).and_then(|reader| reader.standing()) else { return Ok(()) };
    let backup = Reader::open(&args.file)?.standing()?;
    let last = |standing: &store::Standing| standing.last_attempt_at.clone().unwrap_or_else(|| "never".to_owned());
    ensure!(
        args.older || !there.is_beyond(&backup),
        "{} holds what {} does not (last check {}, in the backup {}); nothing was changed. To go back all the same, add \
         --older: the record that is there is kept under another name",
        path.display(),
        args.file.display(),
        last(&there),
        last(&backup)
    );
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{wide_bar} {percent} % {eta}")?);
    store::back_up(from, to, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    Ok(())
}
