//! A file that is written whole or not at all, and never over another.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

/// A file under way: it gets its name when it is [`finish`](NewFile::finish)ed, and is removed if it is dropped before.
pub struct NewFile {
    target: PathBuf,
    part: PathBuf,
    is_done: bool,
    out: BufWriter<File>,
}

impl NewFile {
    /// Begins `target`, which does not exist yet.
    ///
    /// # Errors
    /// Where it exists, or cannot be written.
    pub fn begin(target: &Path) -> anyhow::Result<NewFile> {
        let part = part_of(target)?;
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&part);
        let file = file.with_context(|| format!("{} cannot be written", target.display()))?;
        Ok(NewFile { target: target.to_owned(), part, is_done: false, out: BufWriter::new(file) })
    }

    /// Makes what was written durable and gives the file its name.
    ///
    /// # Errors
    /// Where the disk is full or failing; nothing is left then.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let named = || format!("{} cannot be written", self.target.display());
        self.out.flush().with_context(named)?;
        self.out.get_ref().sync_all().with_context(named)?;
        publish(&self.part, &self.target)?;
        self.is_done = true;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_done {
            // What cannot be removed either is a file with a name that says what it is.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// The name under which `target` is written until it is whole.
///
/// # Errors
/// Where `target` exists.
pub fn part_of(target: &Path) -> anyhow::Result<PathBuf> {
    ensure!(!target.exists(), "{} exists already: name a file that does not, or move it away", target.display());
    let mut part = target.as_os_str().to_owned();
    part.push(".part");
    Ok(PathBuf::from(part))
}

/// Gives a file that is whole its name, for good.
///
/// # Errors
/// Where a file of that name came in between, or the folder cannot be written.
pub fn publish(part: &Path, target: &Path) -> anyhow::Result<()> {
    // A link fails where the name is taken; a rename would put the other file away.
    std::fs::hard_link(part, target).with_context(|| format!("{} cannot be made", target.display()))?;
    std::fs::remove_file(part)?;
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all().with_context(|| format!("{} cannot be made durable", target.display()))
}
