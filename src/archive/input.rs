//! Bytes of a file with a place: looked at before they are taken, and counted when they are.

use std::io::{self, Read};

/// Bytes asked of the reader at a time.
const READ_BYTES: usize = 64 * 1024;

/// A window over a reader.
pub struct Input<R> {
    reader: R,
    held: Vec<u8>,
    /// How much of `held` was taken.
    taken: usize,
    offset: u64,
    is_at_end: bool,
}

impl<R: Read> Input<R> {
    pub fn new(reader: R) -> Self {
        Input { reader, held: Vec::new(), taken: 0, offset: 0, is_at_end: false }
    }

    /// The number of bytes taken so far.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next bytes without taking them: at least `count`, unless the file ends before.
    ///
    /// # Errors
    /// What the reader says.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.held.len() - self.taken < count && !self.is_at_end {
            self.held.drain(..self.taken);
            self.taken = 0;
            let got = self.reader.by_ref().take(READ_BYTES as u64).read_to_end(&mut self.held)?;
            self.is_at_end = got < READ_BYTES;
        }
        Ok(self.held.get(self.taken..).unwrap_or_default())
    }

    /// Takes `count` bytes that were looked at.
    pub fn consume(&mut self, count: usize) {
        let count = count.min(self.held.len() - self.taken);
        self.taken += count;
        self.offset += count as u64;
    }
}
