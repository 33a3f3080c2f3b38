//! How a table is written and where its codes are.

use std::io::{self, Read};

use super::records::unquoted;
use super::utf16::Utf16Reader;
use super::{Chunks, Detected, Dialect, Encoding, RESULT_COLUMNS};

/// Bytes that are read to recognise the encoding, and how far the first other character than ASCII is looked for.
const HEAD: usize = 1 << 16;
const LONGEST_HEAD: usize = 1 << 24;

/// How many columns help to decide: name, unit, reagent, container, method, item.
pub const HINTS: usize = 6;

/// What is known of a table beforehand.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The column of the codes: its name in the header or its number from 1.
    pub column: Option<String>,
    /// The columns of name, unit, reagent, container, method and item, likewise.
    pub hints: [Option<String>; HINTS],
    /// Whether the first row is a header; unless said, it is one when a column is wanted by name.
    pub header: Option<bool>,
    /// The encoding, when it is not to be recognised.
    pub encoding: Option<Encoding>,
    /// The delimiter, when it is not to be recognised.
    pub delimiter: Option<u8>,
}

/// How a table is written and where in it the codes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The encoding.
    pub encoding: Encoding,
    /// The separators.
    pub dialect: Dialect,
    /// Whether the first row is a header.
    pub header: bool,
    /// How many fields a row has.
    pub width: usize,
    /// The column of the codes, from 0.
    pub code: usize,
    /// The columns of name, unit, reagent, container, method and item.
    pub hints: [Option<usize>; HINTS],
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The operating system does not give the bytes.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("the table is empty")]
    Empty,
    /// It is no text, or in an encoding that is not understood.
    #[error("this is {0}; a table is CSV or TSV in UTF-8, CP932 or UTF-16")]
    Other(&'static str),
    /// Its first row is not as it should be.
    #[error("a quote in the first row is not closed")]
    BrokenHeader,
    /// It has the columns of the result.
    #[error("there is a column {0}: the table was converted already")]
    Converted(&'static str),
    /// It has several columns, and none is named.
    #[error("name the column of the codes with --column; there are {0}")]
    NoColumn(String),
    /// It has no such column.
    #[error("there is no column {0}; there are {1}")]
    UnknownColumn(String, String),
    /// Several columns have this name.
    #[error("several columns are called {0}; give the number of the column")]
    AmbiguousColumn(String),
}

/// A table that was opened.
pub struct Table {
    /// How it is written.
    pub layout: Layout,
    /// Its records, the header included, without byte order mark.
    pub chunks: Chunks<Box<dyn Read + Send>>,
    /// The byte order mark, as it is carried.
    pub mark: &'static [u8],
    /// What to say to the user; nothing for most tables.
    pub notice: Option<String>,
}

impl Table {
    /// Looks at the beginning of a table.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn open(mut reader: Box<dyn Read + Send>, wanted: &Wanted) -> Result<Self, Refusal> {
        let mut head = Vec::new();
        let mut is_whole = read_until(&mut reader, &mut head, HEAD)?;
        if wanted.encoding.is_none() {
            while Encoding::detect(&head) == Detected::Ascii && !is_whole && head.len() < LONGEST_HEAD {
                let longer = head.len() * 2;
                is_whole = read_until(&mut reader, &mut head, longer)?;
            }
        }
        let (encoding, notice) = encoding_of(&head, wanted)?;
        if let Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian = encoding {
            let all = io::Cursor::new(std::mem::take(&mut head)).chain(reader);
            reader = Box::new(Utf16Reader::new(all, encoding == Encoding::Utf16BigEndian));
            is_whole = read_until(&mut reader, &mut head, HEAD)?;
        }
        let mark: &[u8] = if head.starts_with("\u{FEFF}".as_bytes()) { "\u{FEFF}".as_bytes() } else { b"" };
        head.drain(..mark.len());
        let mut dialect = Dialect::detect(&head);
        dialect.delimiter = wanted.delimiter.unwrap_or(dialect.delimiter);
        let layout = Layout::of(&head, is_whole, encoding, dialect, wanted)?;
        Ok(Self { layout, chunks: Chunks::new(head, reader, dialect), mark, notice })
    }
}

/// Reads on until there are so many bytes; the answer is whether the input has ended.
fn read_until(reader: &mut impl Read, head: &mut Vec<u8>, length: usize) -> io::Result<bool> {
    let missing = length.saturating_sub(head.len()) as u64;
    Ok((reader.by_ref().take(missing).read_to_end(head)? as u64) < missing)
}

fn encoding_of(head: &[u8], wanted: &Wanted) -> Result<(Encoding, Option<String>), Refusal> {
    if let Some(encoding) = wanted.encoding {
        return Ok((encoding, None));
    }
    match Encoding::detect(head) {
        Detected::As(encoding) => Ok((encoding, None)),
        Detected::Other(name) => Err(Refusal::Other(name)),
        Detected::Ascii if head.len() < LONGEST_HEAD => Ok((Encoding::Utf8, None)),
        Detected::Ascii => {
            let notice = format!("the first {} MiB are ASCII; the rest is taken for UTF-8", LONGEST_HEAD >> 20);
            Ok((Encoding::Utf8, Some(notice)))
        }
    }
}

impl Layout {
    fn of(head: &[u8], is_whole: bool, encoding: Encoding, dialect: Dialect, wanted: &Wanted) -> Result<Self, Refusal> {
        let names = first_row(head, is_whole, encoding, dialect)?;
        let is_name = |column: &Option<String>| column.as_ref().is_some_and(|column| column.parse::<usize>().is_err());
        let named = is_name(&wanted.column) || wanted.hints.iter().any(is_name);
        let header = wanted.header.unwrap_or(named);
        let columns = Columns { names: &names, header };
        if header && names.iter().any(|name| name == RESULT_COLUMNS[0]) {
            return Err(Refusal::Converted(RESULT_COLUMNS[0]));
        }
        let code = match &wanted.column {
            Some(column) => columns.find(column)?,
            None if names.len() == 1 => 0,
            None => return Err(Refusal::NoColumn(columns.listed())),
        };
        let mut hints = [None; HINTS];
        for (hint, column) in hints.iter_mut().zip(&wanted.hints) {
            *hint = column.as_ref().map(|column| columns.find(column)).transpose()?;
        }
        Ok(Self { encoding, dialect, header, width: names.len(), code, hints })
    }
}

/// The fields of the first row that is not blank.
fn first_row(head: &[u8], is_whole: bool, encoding: Encoding, dialect: Dialect) -> Result<Vec<String>, Refusal> {
    let mut rest = head;
    loop {
        let Some(record) = dialect.record(rest, is_whole) else {
            return Err(if rest.is_empty() { Refusal::Empty } else { Refusal::BrokenHeader });
        };
        if record.is_broken {
            return Err(Refusal::BrokenHeader);
        }
        if !record.content.is_empty() {
            let field = |bytes: &[u8]| {
                let bytes = unquoted(bytes);
                encoding.decode(&bytes).map_or_else(|| "?".to_owned(), |text| text.trim().to_owned())
            };
            return Ok(dialect.fields(record.content).map(field).collect());
        }
        rest = &rest[record.length()..];
    }
}

struct Columns<'a> {
    names: &'a [String],
    header: bool,
}

impl Columns<'_> {
    /// The place of a column by its name or its number.
    fn find(&self, wanted: &str) -> Result<usize, Refusal> {
        if let Ok(number) = wanted.parse::<usize>() {
            let unknown = || Refusal::UnknownColumn(wanted.to_owned(), self.listed());
            return number.checked_sub(1).filter(|place| *place < self.names.len()).ok_or_else(unknown);
        }
        let mut found = self.names.iter().enumerate().filter(|(_, name)| self.header && *name == wanted.trim());
        match (found.next(), found.next()) {
            (Some((place, _)), None) => Ok(place),
            (Some(_), Some(_)) => Err(Refusal::AmbiguousColumn(wanted.to_owned())),
            (None, _) => Err(Refusal::UnknownColumn(format!("{wanted:?}"), self.listed())),
        }
    }

    fn listed(&self) -> String {
        let numbered = self.names.iter().enumerate().take(50).map(|(place, name)| format!("{} {name}", place + 1));
        numbered.collect::<Vec<_>>().join(", ")
    }
}
