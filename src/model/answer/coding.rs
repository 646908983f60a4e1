//! Undoing a content coding in bounded memory: one layer of gzip, deflate, brotli or zstd.
//!
//! Bytes are pushed as they arrive and the whole text is taken at the end. What is cut, broken, followed by other
//! bytes, or larger than allowed is an error, never a shorter page.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder as ZstdDecoder, Operation};

use crate::model::FailureKind;

/// Decoded bytes that may come out whatever the ratio; above them [`RATIO_MAX`] holds.
const RATIO_FREE_BYTES: usize = 1024 * 1024;
/// More decoded bytes than this for a byte received are a bomb: pages reach 20, repeated zeros 1,000.
const RATIO_MAX: usize = 200;
/// Bytes decoded in one step.
const STEP_BYTES: usize = 32 * 1024;
/// The largest zstd window (8 MiB): what RFC 8878 recommends and browsers accept.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// A content coding that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Identity,
    Gzip,
    /// zlib, or raw deflate as some servers send it.
    Deflate,
    Brotli,
    Zstd,
}

/// Why a coded body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodingError {
    #[error("content coding {0:?} is not understood (one of gzip, deflate, br, zstd is)")]
    Unknown(String),
    #[error("the {0:?} coding of the body is broken")]
    Broken(Coding),
    #[error("the {0:?} coding of the body ends before its end")]
    Cut(Coding),
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    #[error("the body unpacks to more than {RATIO_MAX} times its size")]
    Bomb,
}

impl CodingError {
    /// The kind of failure that the error is.
    pub fn kind(&self) -> FailureKind {
        match self {
            CodingError::Unknown(_) | CodingError::Broken(_) | CodingError::Cut(_) => FailureKind::BadEncoding,
            CodingError::TooLarge(_) | CodingError::Bomb => FailureKind::TooLarge,
        }
    }
}

impl Coding {
    /// The coding that the values of Content-Encoding name; `identity` and empty values count as none.
    ///
    /// # Errors
    /// [`CodingError::Unknown`] for a coding that is not understood, and for more than one layer.
    pub fn of<'a>(values: impl Iterator<Item = &'a str>) -> Result<Coding, CodingError> {
        let values: Vec<&str> = values.collect();
        let names = values.iter().flat_map(|v| v.split(',')).map(str::trim);
        let mut named = names.filter(|n| !n.is_empty() && !n.eq_ignore_ascii_case("identity"));
        let Some(name) = named.next() else { return Ok(Coding::Identity) };
        let unknown = || CodingError::Unknown(values.join(", ").chars().take(80).collect());
        if named.next().is_some() {
            return Err(unknown());
        }
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Ok(Coding::Gzip),
            "deflate" => Ok(Coding::Deflate),
            "br" => Ok(Coding::Brotli),
            "zstd" => Ok(Coding::Zstd),
            _ => Err(unknown()),
        }
    }
}

/// A body that is being unpacked.
pub struct Unpacker {
    coding: Coding,
    engine: Engine,
    text: Vec<u8>,
    /// Room for one step of a decoder.
    room: Vec<u8>,
    bytes_max: usize,
    packed: usize,
    is_at_end: bool,
}

enum Engine {
    Identity,
    /// Deflate whose wrapper is not known before its first two bytes.
    Unsure(Vec<u8>),
    Flate(Box<Decompress>),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(Box<ZstdDecoder<'static>>),
}

/// One step: bytes taken, bytes of output written, and whether the coded stream has ended.
struct Step {
    taken: usize,
    made: usize,
    is_end: bool,
}

impl Unpacker {
    /// Unpacks `coding` into at most `bytes_max` bytes.
    ///
    /// # Errors
    /// [`CodingError::Broken`] where the decoder cannot be set up.
    pub fn new(coding: Coding, bytes_max: usize) -> Result<Unpacker, CodingError> {
        let engine = match coding {
            Coding::Identity => Engine::Identity,
            Coding::Gzip => Engine::Flate(Box::new(Decompress::new_gzip(15))),
            Coding::Deflate => Engine::Unsure(Vec::new()),
            Coding::Brotli => Engine::Brotli(Box::new(BrotliState::new(
                StandardAlloc::default(),
                StandardAlloc::default(),
                StandardAlloc::default(),
            ))),
            Coding::Zstd => Engine::Zstd(Box::new(zstd_decoder().map_err(|_| CodingError::Broken(coding))?)),
        };
        let room = if coding == Coding::Identity { Vec::new() } else { vec![0; STEP_BYTES] };
        Ok(Unpacker { coding, engine, text: Vec::new(), room, bytes_max, packed: 0, is_at_end: false })
    }

    /// Takes the next bytes as received and answers how many bytes of text they made.
    ///
    /// # Errors
    /// All of [`CodingError`] but `Unknown` and `Cut`.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<usize, CodingError> {
        let before = self.text.len();
        if let Engine::Unsure(held) = &mut self.engine {
            held.extend_from_slice(bytes);
            let &[first, second, ..] = held.as_slice() else { return Ok(0) };
            let held = std::mem::take(held);
            self.engine = Engine::Flate(Box::new(Decompress::new(is_zlib(first, second))));
            self.push_known(&held)?;
        } else {
            // In pieces, so that the ratio is judged against what was really taken so far.
            while !bytes.is_empty() {
                let (piece, rest) = bytes.split_at(bytes.len().min(STEP_BYTES));
                self.push_known(piece)?;
                bytes = rest;
            }
        }
        Ok(self.text.len() - before)
    }

    fn push_known(&mut self, mut bytes: &[u8]) -> Result<(), CodingError> {
        self.packed = self.packed.saturating_add(bytes.len());
        if matches!(self.engine, Engine::Identity) {
            self.text.extend_from_slice(bytes);
            return self.check_size();
        }
        while !bytes.is_empty() {
            if self.is_at_end {
                self.start_again()?;
            }
            let step = self.step(bytes)?;
            if step.taken == 0 && step.made == 0 && !step.is_end {
                return Err(CodingError::Broken(self.coding));
            }
            self.is_at_end = step.is_end;
            bytes = bytes.get(step.taken..).unwrap_or_default();
        }
        // Output may be left inside when the input is used up exactly.
        while !self.is_at_end {
            let step = self.step(&[])?;
            self.is_at_end = step.is_end;
            if step.made == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Bytes after the end: gzip members and zstd frames may follow one another (RFC 1952, RFC 8878); nothing else.
    fn start_again(&mut self) -> Result<(), CodingError> {
        let broken = CodingError::Broken(self.coding);
        match (&mut self.engine, self.coding) {
            (Engine::Flate(engine), Coding::Gzip) => **engine = Decompress::new_gzip(15),
            (Engine::Zstd(engine), _) => engine.reinit().map_err(|_| broken)?,
            _ => return Err(broken),
        }
        self.is_at_end = false;
        Ok(())
    }

    fn step(&mut self, bytes: &[u8]) -> Result<Step, CodingError> {
        let step = self.engine.step(bytes, &mut self.room).ok_or(CodingError::Broken(self.coding))?;
        self.text.extend_from_slice(self.room.get(..step.made).unwrap_or_default());
        self.check_size()?;
        Ok(step)
    }

    fn check_size(&self) -> Result<(), CodingError> {
        let made = self.text.len();
        // Packed bytes count too: a coded stream can go on for ever without making any text.
        if made.max(self.packed) > self.bytes_max {
            return Err(CodingError::TooLarge(self.bytes_max));
        }
        if made > RATIO_FREE_BYTES && made / RATIO_MAX > self.packed {
            return Err(CodingError::Bomb);
        }
        Ok(())
    }

    /// What was unpacked so far, whether or not it is whole.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The whole text, once all bytes were pushed.
    ///
    /// # Errors
    /// [`CodingError::Cut`] where the coded stream has not ended. No byte at all is an empty text under any coding,
    /// since servers label empty bodies too.
    pub fn finish(self) -> Result<Vec<u8>, CodingError> {
        let held = matches!(&self.engine, Engine::Unsure(held) if !held.is_empty());
        let is_whole = self.is_at_end || self.coding == Coding::Identity || (self.packed == 0 && !held);
        if is_whole { Ok(self.text) } else { Err(CodingError::Cut(self.coding)) }
    }
}

impl Engine {
    /// One call of the decoder; `None` where it finds the stream broken.
    fn step(&mut self, bytes: &[u8], room: &mut [u8]) -> Option<Step> {
        match self {
            Engine::Identity | Engine::Unsure(_) => None,
            Engine::Flate(engine) => {
                let (taken, made) = (engine.total_in(), engine.total_out());
                let status = engine.decompress(bytes, room, FlushDecompress::None).ok()?; // the error says no more
                let grown = |now: u64, then: u64| usize::try_from(now - then).ok(); // bounded by the slices
                Some(Step {
                    taken: grown(engine.total_in(), taken)?,
                    made: grown(engine.total_out(), made)?,
                    is_end: status == Status::StreamEnd,
                })
            }
            Engine::Brotli(state) => {
                let (mut left, mut taken, mut free, mut made, mut total) = (bytes.len(), 0, room.len(), 0, 0);
                let result =
                    BrotliDecompressStream(&mut left, &mut taken, bytes, &mut free, &mut made, room, &mut total, state);
                match result {
                    BrotliResult::ResultFailure => None,
                    BrotliResult::ResultSuccess => Some(Step { taken, made, is_end: true }),
                    BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {
                        Some(Step { taken, made, is_end: false })
                    }
                }
            }
            Engine::Zstd(engine) => {
                let status = engine.run_on_buffers(bytes, room).ok()?; // the error says no more than "broken"
                Some(Step { taken: status.bytes_read, made: status.bytes_written, is_end: status.remaining == 0 })
            }
        }
    }
}

fn zstd_decoder() -> std::io::Result<ZstdDecoder<'static>> {
    let mut decoder = ZstdDecoder::new()?;
    decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG_MAX))?;
    Ok(decoder)
}

/// Whether two bytes are a zlib header (RFC 1950): method 8 and a sum that 31 divides.
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && (u16::from(first) << 8 | u16::from(second)) % 31 == 0
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const MAX: usize = 4 * 1024 * 1024;

    /// The same text in every coding; deflate in both of its forms.
    fn packed(text: &[u8]) -> Vec<(Coding, Vec<u8>)> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(text).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(text).unwrap();
        let mut br = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
        br.write_all(text).unwrap();
        vec![
            (Coding::Identity, text.to_vec()),
            (Coding::Gzip, gzip.finish().unwrap()),
            (Coding::Deflate, zlib.finish().unwrap()),
            (Coding::Deflate, raw.finish().unwrap()),
            (Coding::Brotli, br.into_inner()),
            (Coding::Zstd, zstd::encode_all(text, 3).unwrap()),
        ]
    }

    fn unpack(coding: Coding, bytes: &[u8], piece: usize, max: usize) -> Result<Vec<u8>, CodingError> {
        let mut unpacker = Unpacker::new(coding, max)?;
        for part in bytes.chunks(piece) {
            unpacker.push(part)?;
        }
        unpacker.finish()
    }

    fn sample() -> Vec<u8> {
        (0..2_000_u32).flat_map(|i| format!("<p>Line {} of the council's minutes</p>", i * 7919).into_bytes()).collect()
    }

    #[test]
    fn every_coding_gives_the_text_whatever_the_pieces() {
        for text in [sample(), b"x".to_vec(), Vec::new()] {
            for (coding, bytes) in packed(&text) {
                for piece in [1, 3, 1000, usize::MAX] {
                    assert_eq!(unpack(coding, &bytes, piece, MAX).as_ref(), Ok(&text), "{coding:?} by {piece}");
                }
            }
        }
    }

    #[test]
    fn a_cut_body_is_never_a_shorter_text() {
        for (coding, bytes) in packed(&sample()).into_iter().skip(1) {
            for length in [1, 2, 10, bytes.len() / 2, bytes.len() - 1] {
                let cut = unpack(coding, &bytes[..length], usize::MAX, MAX);
                assert!(cut.is_err(), "{coding:?} cut at {length}");
            }
        }
    }

    #[test]
    fn garbage_before_or_after_is_an_error() {
        for (coding, bytes) in packed(&sample()).into_iter().skip(1) {
            let after = [bytes.as_slice(), b"garbage garbage"].concat();
            assert!(unpack(coding, &after, usize::MAX, MAX).is_err(), "{coding:?} followed by garbage");
            let before = [b"\xff\xffgarbage".as_slice(), &bytes].concat();
            assert!(unpack(coding, &before, usize::MAX, MAX).is_err(), "{coding:?} after garbage");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_cap_or_the_ratio() {
        for (coding, bytes) in packed(&vec![0; 8 * 1024 * 1024]) {
            assert_eq!(unpack(coding, &bytes, 4096, 100_000), Err(CodingError::TooLarge(100_000)), "{coding:?}");
            let free = unpack(coding, &bytes, 4096, usize::MAX);
            assert!(coding == Coding::Identity || free == Err(CodingError::Bomb), "{coding:?}");
        }
    }

    #[test]
    fn members_may_follow_one_another() {
        let twice = |coding| {
            let (_, bytes) = packed(b"half ").into_iter().find(|(c, _)| *c == coding).unwrap();
            unpack(coding, &[bytes.clone(), bytes].concat(), 7, MAX)
        };
        assert_eq!(twice(Coding::Gzip).as_deref(), Ok(&b"half half "[..]));
        assert_eq!(twice(Coding::Zstd).as_deref(), Ok(&b"half half "[..]));
        assert!(twice(Coding::Brotli).is_err());
    }

    #[test]
    fn one_layer_that_is_known_or_none() {
        let of = |values: &[&str]| Coding::of(values.iter().copied());
        assert_eq!(of(&["GZIP"]), Ok(Coding::Gzip));
        assert_eq!(of(&[""]), Ok(Coding::Identity));
        assert_eq!(of(&["identity", "br"]), Ok(Coding::Brotli));
        for values in [&["gzip, gzip"][..], &["gzip", "br"], &["x-foo"], &["none"]] {
            assert!(of(values).is_err(), "{values:?}");
        }
    }
}
