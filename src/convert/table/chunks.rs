//! A table in pieces of whole records, of which each can be worked on by itself.

use std::io::{self, Read};

use super::records::Dialect;

/// Bytes of a piece, about.
const SIZE: usize = 1 << 16;
/// The longest record, and the longest line of NDJSON. A longer one is the sign of a file that is something else.
const LONGEST_RECORD: usize = 1 << 26;
const LONGEST_LINE: usize = 1 << 31;

/// The pieces of a table, in order.
pub struct Chunks<R> {
    /// What was read ahead, and how much of it has been used.
    ahead: Vec<u8>,
    used: usize,
    reader: R,
    /// How records end; `None` for plain lines.
    dialect: Option<Dialect>,
    size: usize,
    longest: usize,
    pending: Vec<u8>,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    /// The pieces of what was read ahead and of what the reader gives.
    pub fn new(ahead: Vec<u8>, reader: R, dialect: Dialect) -> Self {
        Self { ahead, dialect: Some(dialect), longest: LONGEST_RECORD, ..Self::of_lines(reader) }
    }

    /// The pieces of a text in which every line stands for itself.
    pub fn of_lines(reader: R) -> Self {
        Self {
            ahead: Vec::new(),
            used: 0,
            reader,
            dialect: None,
            size: SIZE,
            longest: LONGEST_LINE,
            pending: Vec::new(),
            ended: false,
        }
    }

    #[cfg(test)]
    fn of_size(mut self, size: usize) -> Self {
        self.size = size;
        self
    }

    fn fill(&mut self, length: usize) -> io::Result<()> {
        let missing = length.saturating_sub(self.pending.len());
        if missing == 0 || self.ended {
            return Ok(());
        }
        self.pending.reserve(missing);
        let missing = missing - self.take_ahead(missing);
        if missing > 0 {
            let read = self.reader.by_ref().take(missing as u64).read_to_end(&mut self.pending)?;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// Takes up to so many bytes of what was read ahead; the answer is how many. Its memory is free when all is used.
    fn take_ahead(&mut self, wanted: usize) -> usize {
        let rest = self.ahead.get(self.used..).unwrap_or_default();
        let taken = rest.len().min(wanted);
        self.pending.extend_from_slice(&rest[..taken]);
        self.used += taken;
        if self.used >= self.ahead.len() {
            (self.ahead, self.used) = (Vec::new(), 0);
        }
        taken
    }

    /// Where the last record ends that is whole.
    fn end_of_records(&self) -> usize {
        if self.ended {
            return self.pending.len();
        }
        let quoted = self.dialect.filter(|_| memchr::memchr(b'"', &self.pending).is_some());
        let Some(dialect) = quoted else {
            let line_end = self.dialect.map_or(b'\n', |dialect| dialect.line_end);
            return memchr::memrchr(line_end, &self.pending).map_or(0, |end| end + 1);
        };
        let mut at = 0;
        while let Some(record) = dialect.record(&self.pending[at..], false) {
            at += record.length();
        }
        at
    }

    fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = self.size;
        loop {
            self.fill(length)?;
            let end = self.end_of_records();
            if end > 0 || self.ended {
                let rest = self.pending.split_off(end);
                let chunk = std::mem::replace(&mut self.pending, rest);
                return Ok((!chunk.is_empty()).then_some(chunk));
            }
            if length >= self.longest {
                let message = format!("a row longer than {} MiB is not read", self.longest >> 20);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            length *= 2;
        }
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read().transpose();
        if let Some(Err(_)) = read {
            (self.ahead, self.used) = (Vec::new(), 0);
            self.pending.clear();
            self.ended = true;
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CSV: Dialect = Dialect { delimiter: b',', line_end: b'\n' };

    fn contents(bytes: &[u8]) -> Vec<(Vec<u8>, bool)> {
        let (mut at, mut contents) = (0, Vec::new());
        while let Some(record) = CSV.record(&bytes[at..], true) {
            contents.push((record.content.to_vec(), record.is_broken));
            at += record.length();
        }
        contents
    }

    proptest! {
        #[test]
        fn pieces_have_the_records_of_the_whole(text in "[a\",\n\r]{0,80}", size in 1usize..40, ahead in 0usize..90) {
            let (ahead, rest) = text.as_bytes().split_at(ahead.min(text.len()));
            let pieces: Vec<Vec<u8>> =
                Chunks::new(ahead.to_vec(), rest, CSV).of_size(size).map(Result::unwrap).collect();
            prop_assert_eq!(pieces.concat(), text.as_bytes());
            let of_pieces: Vec<_> = pieces.iter().flat_map(|piece| contents(piece)).collect();
            prop_assert_eq!(of_pieces, contents(text.as_bytes()));
        }
    }

    #[test]
    fn what_was_read_ahead_comes_in_small_pieces() {
        let text = "a,b\n".repeat(SIZE);
        let pieces: Vec<Vec<u8>> =
            Chunks::new(text.clone().into_bytes(), io::empty(), CSV).map(Result::unwrap).collect();
        assert!(pieces.len() >= 4 && pieces.iter().all(|piece| piece.len() <= SIZE), "{}", pieces.len());
        assert_eq!(pieces.concat(), text.into_bytes());
    }

    #[test]
    fn a_row_without_end_is_refused() {
        let mut chunks = Chunks::new(Vec::new(), io::repeat(b'x'), CSV);
        assert!(matches!(chunks.next(), Some(Err(error)) if error.to_string().contains("64 MiB")));
        assert!(chunks.next().is_none());
    }
}
