//! SHA-256, which is what readers of archives and tools for checking files know.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes`, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Something that is written to and hashed on the way.
pub struct Digesting<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Digesting<W> {
    /// Hashes what is written to `out` from now on.
    pub fn new(out: W) -> Self {
        Digesting { out, hash: Sha256::new() }
    }

    /// Gives back what was written to, and the SHA-256 in hexadecimal digits.
    pub fn end(self) -> (W, String) {
        (self.out, hex(&self.hash.finalize()))
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A WARC digest of `bytes`: "sha256:" and base 32 (RFC 4648), as most writers and readers have it.
pub fn labelled(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::from("sha256:");
    let (mut held, mut bits) = (0_u32, 0);
    for byte in Sha256::digest(bytes) {
        (held, bits) = (held << 8 | u32::from(byte), bits + 8);
        while bits >= 5 {
            bits -= 5;
            text.push(digit(DIGITS, held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    // 256 bits are 51 digits and one bit, padded to whole groups of eight digits.
    text.push(digit(DIGITS, held << (5 - bits)));
    text.push_str("====");
    text
}

fn digit(digits: &[u8; 32], value: u32) -> char {
    let at = usize::try_from(value & 31).unwrap_or_default();
    digits.get(at).map_or('=', |digit| char::from(*digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_that_other_tools_make() {
        // printf abc | sha256sum; printf abc | openssl sha256 -binary | base32
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(labelled(b"abc"), "sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====");
    }
}
