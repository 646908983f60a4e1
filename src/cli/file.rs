//! A file that is written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

/// A file under way, beside the place of the whole one; it is removed if it is dropped before it got its name.
pub struct Part(PathBuf);

impl Part {
    /// The part of `target`, which does not exist yet.
    ///
    /// # Errors
    /// Where it exists.
    pub fn of(target: &Path) -> anyhow::Result<Part> {
        ensure!(!target.exists(), "{} exists already: name a file that does not, or move it away", target.display());
        Ok(Part::marked(target, ".part"))
    }

    /// The part of `target` under a name that ends in `mark`.
    pub fn marked(target: &Path, mark: &str) -> Part {
        let mut part = target.as_os_str().to_owned();
        part.push(mark);
        Part(PathBuf::from(part))
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives a file that is whole its name, for good.
    ///
    /// # Errors
    /// Where a file of that name came in between, or the folder cannot be written.
    pub fn publish(&self, target: &Path) -> anyhow::Result<()> {
        // A link fails where the name is taken; a rename would put the other file away.
        std::fs::hard_link(&self.0, target).with_context(|| format!("{} cannot be made", target.display()))?;
        std::fs::remove_file(&self.0)?;
        keep_name(target)
    }

    /// The same where another file may have the name: it is replaced.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn replace(&self, target: &Path) -> anyhow::Result<()> {
        std::fs::rename(&self.0, target).with_context(|| format!("{} cannot be made", target.display()))?;
        keep_name(target)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is gone already where it got its name. What cannot be removed has a name that says what it is.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn keep_name(target: &Path) -> anyhow::Result<()> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all().with_context(|| format!("{} cannot be made durable", target.display()))
}

/// A file that is written to: it gets its name when it is [`finish`](NewFile::finish)ed.
pub struct NewFile {
    target: PathBuf,
    part: Part,
    may_replace: bool,
    out: BufWriter<File>,
}

impl NewFile {
    /// Begins `target`, which does not exist yet.
    ///
    /// # Errors
    /// Where it exists, or cannot be written.
    pub fn begin(target: &Path) -> anyhow::Result<NewFile> {
        NewFile::open(target, Part::of(target)?, false)
    }

    /// Begins what takes the place of `target`, if there is such a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin_over(target: &Path) -> anyhow::Result<NewFile> {
        NewFile::open(target, Part::marked(target, ".part"), true)
    }

    fn open(target: &Path, part: Part, may_replace: bool) -> anyhow::Result<NewFile> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(part.path());
        let file = file.with_context(|| format!("{} cannot be written", target.display()))?;
        Ok(NewFile { target: target.to_owned(), part, may_replace, out: BufWriter::new(file) })
    }

    /// Makes what was written durable and gives the file its name.
    ///
    /// # Errors
    /// Where the disk is full or failing; nothing is left then.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let named = || format!("{} cannot be written", self.target.display());
        self.out.flush().with_context(named)?;
        self.out.get_ref().sync_all().with_context(named)?;
        if self.may_replace { self.part.replace(&self.target) } else { self.part.publish(&self.target) }
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
