//! One daemon for each database, held by a lock on a separate file: the database itself must not be opened by file
//! functions (see `connection`). It is no lock on the data: readers and one-off commands do not take it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::connection::beside;
use super::error::StoreError;

/// The right to be the daemon of a database; given back when it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct DaemonLock {
    file: File,
}

/// Takes the right to be the daemon of the database at `path`, or says which process has it.
pub fn lock(path: &Path) -> Result<DaemonLock, StoreError> {
    let lock_path = beside(path, ".lock");
    let failed = |error: std::io::Error| StoreError::LockFile { path: lock_path.clone(), error };
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock_path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use(path.to_owned(), &mut file)),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    write_pid(&mut file).map_err(failed)?;
    Ok(DaemonLock { file })
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

fn in_use(path: PathBuf, file: &mut File) -> StoreError {
    let mut text = String::new();
    // The number only helps to find the process; without it the answer is still right.
    let _ = file.take(32).read_to_string(&mut text);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    StoreError::InUse { path, pid: if digits.is_empty() { "unknown".to_owned() } else { digits } }
}

impl Drop for DaemonLock {
    fn drop(&mut self) {
        // The system gives the lock back in any case; the file stays, for removing it would race with the next.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_daemon_is_refused_and_told_who_has_the_database() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.db");
        let first = lock(&path).expect("free");
        let error = lock(&path).expect_err("taken").to_string();
        assert!(error.contains(&std::process::id().to_string()), "{error}");
        drop(first);
        lock(&path).expect("free again");
        assert!(!path.exists(), "the database itself is not touched");
    }
}
