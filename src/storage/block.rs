//! A block: a few tables of bytes after a short header, opened without parsing. The first two hold texts, each once.
//!
//! No byte is trusted: what does not decode is not there. Numbers are little-endian and take four bytes.

use std::borrow::Cow;

/// What the first bytes of a block say: which kind of block it is, and in which form.
pub type Magic = [u8; 8];

/// The table that says where each text ends: one number a text.
pub const TEXT_ENDS: usize = 0;
/// The table of the texts.
pub const TEXTS: usize = 1;

/// A block of `N` tables.
#[derive(Debug, Clone)]
pub struct Block<const N: usize> {
    bytes: Cow<'static, [u8]>,
    ends: [usize; N],
}

impl<const N: usize> Default for Block<N> {
    fn default() -> Self {
        Self { bytes: Cow::default(), ends: [0; N] }
    }
}

impl<const N: usize> Block<N> {
    /// The length of the header in bytes: the magic and where each table ends.
    const HEADER: usize = size_of::<Magic>() + 4 * N;

    /// Opens a block; `None` when it is not one of this magic or is cut off.
    pub fn open(magic: &Magic, bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        if !bytes.starts_with(magic) {
            return None;
        }
        let mut ends = [0; N];
        let mut before = Self::HEADER;
        for (index, end) in ends.iter_mut().enumerate() {
            *end = number_at(&bytes, size_of::<Magic>() / 4 + index)? as usize;
            if *end < before {
                return None;
            }
            before = *end;
        }
        (before == bytes.len()).then_some(Self { bytes, ends })
    }

    /// The bytes of a table.
    pub fn table(&self, table: usize) -> &[u8] {
        let start = if table == 0 { Self::HEADER } else { self.ends[table - 1] };
        self.bytes.get(start..self.ends[table]).unwrap_or_default()
    }

    /// Takes the last table out of the block.
    pub fn split_last(&mut self) -> Cow<'static, [u8]> {
        let at = if N < 2 { Self::HEADER } else { self.ends[N - 2] };
        let at = at.min(self.bytes.len());
        if let Some(end) = self.ends.last_mut() {
            *end = at;
        }
        match &mut self.bytes {
            Cow::Borrowed(bytes) => {
                let (before, last) = bytes.split_at(at);
                *bytes = before;
                last.into()
            }
            Cow::Owned(bytes) => bytes.split_off(at).into(),
        }
    }

    /// A text; `None` when there is none of this number.
    pub fn text(&self, number: u32) -> Option<&str> {
        std::str::from_utf8(self.text_bytes(number)?).ok()
    }

    /// The bytes of a text, for comparisons.
    pub fn text_bytes(&self, number: u32) -> Option<&[u8]> {
        let ends = self.table(TEXT_ENDS);
        let start = if number == 0 { 0 } else { number_at(ends, number as usize - 1)? };
        self.table(TEXTS).get(start as usize..number_at(ends, number as usize)? as usize)
    }
}

/// Writes a block of these tables.
pub fn write<const N: usize>(magic: &Magic, tables: [&[u8]; N]) -> Vec<u8> {
    let mut out = Vec::with_capacity(Block::<N>::HEADER + tables.iter().map(|table| table.len()).sum::<usize>());
    out.extend_from_slice(magic);
    let mut end = Block::<N>::HEADER;
    for table in tables {
        end += table.len();
        out.extend_from_slice(&(end as u32).to_le_bytes());
    }
    tables.iter().for_each(|table| out.extend_from_slice(table));
    out
}

/// Numbers as bytes of a table.
pub fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The number at a position of a table of numbers.
pub fn number_at(table: &[u8], index: usize) -> Option<u32> {
    numbers_at(table, index).map(|[number]| number)
}

/// The row at a position of a table of rows of `N` numbers.
pub fn numbers_at<const N: usize>(table: &[u8], index: usize) -> Option<[u32; N]> {
    let start = index.checked_mul(4 * N)?;
    let bytes = table.get(start..start.checked_add(4 * N)?)?;
    let mut numbers = [0; N];
    for (number, bytes) in numbers.iter_mut().zip(bytes.chunks_exact(4)) {
        *number = u32::from_le_bytes(bytes.try_into().ok()?);
    }
    Some(numbers)
}

/// The texts of a block that is being written, each once.
#[derive(Debug, Default)]
pub struct Texts {
    /// A hash table, at most half of it used: half of the hash of a text, and its number plus one.
    slots: Vec<(u32, u32)>,
    /// All texts one after the other.
    pub bytes: Vec<u8>,
    /// Where each text ends.
    pub ends: Vec<u32>,
}

impl Texts {
    /// The number of a text, which is added when it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        if self.slots.len() < (self.ends.len() + 1) * 2 {
            self.grow();
        }
        let hash = twox_hash::XxHash3_64::oneshot(text.as_bytes()) as u32;
        let slot = self.slot(hash, |number| self.of_number(number) == text.as_bytes());
        if let Some(number) = self.slots[slot].1.checked_sub(1) {
            return number;
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len() as u32);
        self.slots[slot] = (hash, self.ends.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// The slot of a text, or the empty one that it will have.
    fn slot(&self, hash: u32, is_text: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                (_, 0) => return slot,
                (other, number) if other == hash && is_text(number - 1) => return slot,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let slots = vec![(0, 0); (self.slots.len() * 2).max(64)];
        for (hash, number) in std::mem::replace(&mut self.slots, slots).into_iter().filter(|(_, number)| *number > 0) {
            let slot = self.slot(hash, |_| false);
            self.slots[slot] = (hash, number);
        }
    }

    /// The bytes of a text that was added; empty when it was not.
    pub fn of_number(&self, number: u32) -> &[u8] {
        let end_of = |number: usize| self.ends.get(number).map_or(0, |end| *end as usize);
        let start = (number as usize).checked_sub(1).map_or(0, end_of);
        self.bytes.get(start..end_of(number as usize)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: Magic = *b"testing\x01";

    fn sample() -> Vec<u8> {
        let mut texts = Texts::default();
        assert_eq!([texts.number("あ"), texts.number(""), texts.number("あ")], [0, 1, 0]);
        write(&MAGIC, [&numbers(&texts.ends), &texts.bytes, &numbers(&[7, 8]), b"last"])
    }

    #[test]
    fn what_is_written_is_there() {
        let mut block = Block::<4>::open(&MAGIC, sample()).unwrap();
        assert_eq!((block.text(0), block.text(1), block.text(2)), (Some("あ"), Some(""), None));
        assert_eq!(numbers_at(block.table(2), 0), Some([7, 8]));
        assert_eq!((number_at(block.table(2), 1), number_at(block.table(2), 2)), (Some(8), None));
        assert_eq!(&*block.split_last(), b"last");
        assert_eq!((block.table(3), block.text(0)), (&b""[..], Some("あ")));
    }

    #[test]
    fn many_texts_keep_their_numbers() {
        let mut texts = Texts::default();
        for round in 0..2 {
            for number in 0..1_000 {
                assert_eq!(texts.number(&number.to_string()), number, "{round}");
            }
        }
        assert_eq!((texts.of_number(999), texts.of_number(1_000)), (&b"999"[..], &b""[..]));
    }

    #[test]
    fn what_is_no_block_is_not_opened() {
        let whole = sample();
        for length in 0..whole.len() {
            assert!(Block::<4>::open(&MAGIC, whole[..length].to_vec()).is_none(), "{length}");
        }
        assert!(Block::<4>::open(b"another\x01", whole.clone()).is_none());
        assert!(Block::<4>::open(&MAGIC, [&whole[..], b"more"].concat()).is_none());
        let mut backwards = whole;
        backwards[12..16].copy_from_slice(&0u32.to_le_bytes());
        assert!(Block::<4>::open(&MAGIC, backwards).is_none());
    }
}
