//! The records' bytes of a WARC file, plain or out of gzip members, with a way to go on after a broken place.
//!
//! It knows where records may begin, not what is in them.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::input::Input;

const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];
/// How every record begins.
pub const RECORD_MAGIC: &[u8] = b"WARC/";
/// Decoded bytes held at a time.
const STEP_BYTES: usize = 64 * 1024;
/// Packed bytes in which a gzip member must show that a record begins in it.
const PROBE_BYTES: usize = 1024;

/// Why the bytes do not go on.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the gzip data are broken")]
    Broken,
    #[error("the file ends in the middle of a record")]
    Cut,
}

/// The bytes of all records in order.
pub struct Stream<R> {
    input: Input<R>,
    /// `None` for a plain file.
    gzip: Option<Gzip>,
}

struct Gzip {
    /// The member that is being unpacked.
    member: Option<Decompress>,
    /// Where that member began in the file.
    member_at: u64,
    text: Vec<u8>,
    taken: usize,
}

impl<R: Read> Stream<R> {
    /// Reads plain or gzip, whichever the first bytes say.
    ///
    /// # Errors
    /// What the reader says.
    pub fn new(reader: R) -> io::Result<Self> {
        let mut input = Input::new(reader);
        let is_gzip = input.peek(GZIP_MAGIC.len())?.starts_with(&GZIP_MAGIC);
        let gzip = is_gzip.then(|| Gzip { member: None, member_at: 0, text: Vec::new(), taken: 0 });
        Ok(Stream { input, gzip })
    }

    /// Where the next bytes lie in the file: exactly in a plain one, else the start of their gzip member.
    pub fn offset(&self) -> u64 {
        match &self.gzip {
            Some(gzip) if gzip.member.is_some() || gzip.taken < gzip.text.len() => gzip.member_at,
            Some(_) | None => self.input.offset(),
        }
    }

    /// Whether passing over bytes costs more than reading them from the file.
    pub fn is_packed(&self) -> bool {
        self.gzip.is_some()
    }

    /// The next bytes without taking them; none at the end of the file.
    ///
    /// # Errors
    /// [`StreamError`]; afterwards only [`Stream::resync`] leads on.
    pub fn fill(&mut self) -> Result<&[u8], StreamError> {
        let Some(gzip) = &mut self.gzip else { return Ok(self.input.peek(1)?) };
        while gzip.taken >= gzip.text.len() {
            if !gzip.unpack(&mut self.input)? {
                return Ok(&[]);
            }
        }
        Ok(gzip.text.get(gzip.taken..).unwrap_or_default())
    }

    /// Takes bytes that [`Stream::fill`] showed.
    pub fn consume(&mut self, count: usize) {
        match &mut self.gzip {
            Some(gzip) => gzip.taken = gzip.text.len().min(gzip.taken + count),
            None => self.input.consume(count),
        }
    }

    /// Hands the next `count` bytes to `take`, piece by piece.
    ///
    /// # Errors
    /// [`StreamError::Cut`] where the file ends before.
    pub fn each(&mut self, mut count: u64, mut take: impl FnMut(&[u8])) -> Result<(), StreamError> {
        while count > 0 {
            let bytes = self.fill()?;
            if bytes.is_empty() {
                return Err(StreamError::Cut);
            }
            let length = bytes.len().min(usize::try_from(count).unwrap_or(usize::MAX));
            take(bytes.get(..length).unwrap_or_default());
            self.consume(length);
            count -= length as u64;
        }
        Ok(())
    }

    /// Goes on to the next place where a record begins, after something was broken; `false` at the end of the file.
    ///
    /// # Errors
    /// What the reader says.
    pub fn resync(&mut self) -> io::Result<bool> {
        let is_packed = self.is_packed();
        let magic = match &mut self.gzip {
            Some(gzip) => {
                gzip.forget();
                &GZIP_MAGIC[..]
            }
            None => RECORD_MAGIC,
        };
        loop {
            let window = self.input.peek(PROBE_BYTES)?;
            if window.len() < magic.len() {
                return Ok(false);
            }
            match window.windows(magic.len()).position(|w| w == magic) {
                Some(0) if !is_packed || holds_record(window) => return Ok(true),
                Some(0) => self.input.consume(1),
                Some(at) => self.input.consume(at),
                // The magic may begin in the last bytes.
                None => {
                    let passed = window.len() + 1 - magic.len();
                    self.input.consume(passed);
                }
            }
        }
    }
}

impl Gzip {
    /// Unpacks a little more; `false` at the end of the file.
    fn unpack<R: Read>(&mut self, input: &mut Input<R>) -> Result<bool, StreamError> {
        self.text.clear();
        self.taken = 0;
        let at = input.offset();
        let packed = input.peek(GZIP_MAGIC.len())?;
        let member = match &mut self.member {
            Some(member) => member,
            None if packed.is_empty() => return Ok(false),
            None if packed.starts_with(&GZIP_MAGIC) => {
                self.member_at = at;
                self.member.insert(Decompress::new_gzip(15))
            }
            None => return Err(StreamError::Broken),
        };
        if packed.is_empty() {
            return Err(StreamError::Cut);
        }
        self.text.resize(STEP_BYTES, 0);
        let (taken_before, made_before) = (member.total_in(), member.total_out());
        let result = member.decompress(packed, &mut self.text, FlushDecompress::None);
        let moved = |now: u64, then: u64| usize::try_from(now.saturating_sub(then)).unwrap_or(usize::MAX);
        let taken = moved(member.total_in(), taken_before);
        let made = moved(member.total_out(), made_before);
        self.text.truncate(made);
        match result {
            Ok(status) => {
                input.consume(taken);
                if status == Status::StreamEnd {
                    self.member = None;
                } else if taken == 0 && made == 0 {
                    return Err(StreamError::Broken);
                }
                Ok(true)
            }
            Err(_) => {
                // The next member may begin among the bytes just tried; one is passed, so that resync never comes back.
                input.consume(1);
                self.forget();
                Err(StreamError::Broken)
            }
        }
    }

    fn forget(&mut self) {
        self.member = None;
        self.text.clear();
        self.taken = 0;
    }
}

/// Whether packed bytes unpack to the beginning of a record.
fn holds_record(packed: &[u8]) -> bool {
    let mut text = [0; 16];
    let mut member = Decompress::new_gzip(15);
    let packed = packed.get(..PROBE_BYTES).unwrap_or(packed);
    member.decompress(packed, &mut text, FlushDecompress::None).is_ok() && text.starts_with(RECORD_MAGIC)
}
