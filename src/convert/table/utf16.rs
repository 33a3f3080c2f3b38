//! UTF-16 as bytes that split like any other table, and back without the loss of a byte.
//!
//! Lone surrogates become the three bytes that UTF-8 would give them, a single byte at the end becomes three bytes that
//! begin with `FF`: neither is valid UTF-8, so that their row is marked.

use std::io::{self, Read};

/// What the byte at the end of an odd number of bytes begins with.
const ODD: u8 = 0xFF;

/// A reader of UTF-16 that gives bytes like UTF-8.
pub struct Utf16Reader<R> {
    reader: R,
    big_endian: bool,
    /// Bytes that were read and do not end a character.
    rest: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    /// Reads units of the order that `big_endian` says.
    pub fn new(reader: R, big_endian: bool) -> Self {
        Self { reader, big_endian, rest: Vec::new(), ready: Vec::new(), given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; 1 << 16];
        let count = self.reader.read(&mut bytes)?;
        self.ended = count == 0;
        self.rest.extend_from_slice(&bytes[..count]);
        self.ready.clear();
        self.given = 0;
        let used = self.decode();
        self.rest.drain(..used);
        Ok(())
    }

    /// Turns the characters that are there whole into bytes; the answer is how many bytes of `rest` that took.
    fn decode(&mut self) -> usize {
        let mut at = 0;
        while let Some(first) = self.unit(at) {
            let second = self.unit(at + 2);
            let is_high = (0xD800..0xDC00).contains(&first);
            if is_high && second.is_none() && !self.ended {
                break;
            }
            match second.filter(|low| is_high && (0xDC00..0xE000).contains(low)) {
                Some(low) => {
                    push(&mut self.ready, 0x1_0000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(low) - 0xDC00));
                    at += 4;
                }
                None => {
                    push(&mut self.ready, u32::from(first));
                    at += 2;
                }
            }
        }
        if let (true, Some(odd)) = (self.ended, self.rest.get(at)) {
            self.ready.extend_from_slice(&[ODD, 0x80 | odd >> 4, 0x80 | odd & 0x0F]);
            at += 1;
        }
        at
    }

    fn unit(&self, at: usize) -> Option<u16> {
        let bytes = [*self.rest.get(at)?, *self.rest.get(at + 1)?];
        Some(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }
}

/// A code point as UTF-8 would write it, surrogates included.
fn push(bytes: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => bytes.extend_from_slice(&[0xED, 0x80 | (point >> 6 & 0x3F) as u8, 0x80 | (point & 0x3F) as u8]),
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let count = (self.ready.len() - self.given).min(buffer.len());
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// The UTF-16 that such bytes stand for.
pub fn encode(bytes: &[u8], big_endian: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let mut unit = |unit: u16| out.extend_from_slice(&if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() });
    let mut tail = None;
    let mut rest = bytes;
    while let [first, ..] = rest {
        let length = match first {
            0x00..=0x7F => 1,
            0x80..=0xDF => 2,
            0xF0..=0xF7 => 4,
            _ => 3,
        };
        let (character, after) = rest.split_at(length.min(rest.len()));
        let low = |at: usize| u32::from(character.get(at).copied().unwrap_or(0x80) & 0x3F);
        match length {
            1 => unit(u16::from(*first)),
            2 => unit((u32::from(first & 0x1F) << 6 | low(1)) as u16),
            3 if *first == ODD => tail = Some((low(1) << 4 | low(2)) as u8),
            3 => unit((u32::from(first & 0x0F) << 12 | low(1) << 6 | low(2)) as u16),
            _ => {
                let point =
                    (u32::from(first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3)).max(0x1_0000) - 0x1_0000;
                unit((0xD800 + (point >> 10)) as u16);
                unit((0xDC00 + (point & 0x3FF)) as u16);
            }
        }
        rest = after;
    }
    out.extend(tail);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inner(bytes: &[u8], big_endian: bool) -> Vec<u8> {
        let mut read = Vec::new();
        Utf16Reader::new(bytes, big_endian).read_to_end(&mut read).unwrap();
        read
    }

    #[test]
    fn text_becomes_utf8() {
        let text = "番号,𠮷野\r\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(inner(&bytes, false), text.as_bytes());
        assert_eq!(encode(text.as_bytes(), false), bytes);
        assert!(std::str::from_utf8(&inner(b"\x00\xD8a\x00", false)).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes: Vec<u8>, big_endian: bool) {
            prop_assert_eq!(encode(&inner(&bytes, big_endian), big_endian), bytes);
        }

        #[test]
        fn any_surrogates_come_back(units in proptest::collection::vec(0xD700u16..0xE100, 0..20)) {
            let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(encode(&inner(&bytes, true), true), bytes);
        }
    }
}
