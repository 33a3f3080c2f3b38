//! The arguments of bulk conversion as people type them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::convert::fhir::Mode;
use jpfhir::convert::table::Encoding;

/// What is converted in bulk, and where it goes.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct BulkArgs {
    /// Convert a table (CSV, TSV), NDJSON or a FHIR document; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "Bulk")]
    pub input: Option<PathBuf>,
    /// The column of the codes: its name in the header or its number from 1
    #[arg(long, value_name = "NAME|NUMBER", requires = "input", help_heading = "Bulk")]
    pub column: Option<String>,
    #[command(flatten)]
    pub table: TableArgs,
    /// What becomes of the coding that was converted in a FHIR document
    #[arg(long, value_enum, default_value_t, requires = "input", help_heading = "Bulk")]
    pub mode: ModeArg,
    #[command(flatten)]
    pub run: RunArgs,
}

/// How a table is written.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct TableArgs {
    /// What the input is (told by its content unless given)
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Bulk")]
    pub input_format: Option<InputFormatArg>,
    /// The first row is a header (it is when a column is named)
    #[arg(long, conflicts_with = "no_header", help_heading = "Bulk")]
    pub header: bool,
    /// The first row is no header
    #[arg(long, help_heading = "Bulk")]
    pub no_header: bool,
    /// The encoding of the table (told by its content unless given)
    #[arg(long, value_enum, value_name = "ENCODING", help_heading = "Bulk")]
    pub encoding: Option<EncodingArg>,
    /// What separates the fields (told by the first row unless given)
    #[arg(long, value_enum, value_name = "SIGN", help_heading = "Bulk")]
    pub delimiter: Option<DelimiterArg>,
}

/// Where the results go, and how the work is done.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct RunArgs {
    /// Write here instead of to standard output; whole or not at all
    #[arg(long, short, value_name = "FILE", conflicts_with = "in_place", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// Put the result in the place of the input, whole or not at all
    #[arg(long, help_heading = "Output")]
    pub in_place: bool,
    /// Write what a person must decide here, as CSV, or as JSON if the name ends so
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// No summary
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Never draw a progress bar
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Threads (all processors unless given)
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Output")]
    pub jobs: Option<u16>,
}

/// `--input-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormatArg {
    /// CSV or TSV
    Table,
    /// One FHIR document a line
    Ndjson,
    /// One FHIR document, JSON or XML
    Fhir,
}

/// `--mode`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ModeArg {
    /// It stays, and the new one follows it
    #[default]
    Add,
    /// The new one takes its place
    Replace,
}

/// `--encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EncodingArg {
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// CP932, commonly called Shift_JIS
    Cp932,
    /// UTF-16, least significant byte first, as Excel writes it
    #[value(name = "utf-16le")]
    Utf16le,
    /// UTF-16, most significant byte first
    #[value(name = "utf-16be")]
    Utf16be,
}

/// `--delimiter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DelimiterArg {
    /// ,
    Comma,
    /// The tab
    Tab,
    /// ;
    Semicolon,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Add => Self::Add,
            ModeArg::Replace => Self::Replace,
        }
    }
}

impl From<EncodingArg> for Encoding {
    fn from(encoding: EncodingArg) -> Self {
        match encoding {
            EncodingArg::Utf8 => Self::Utf8,
            EncodingArg::Cp932 => Self::Cp932,
            EncodingArg::Utf16le => Self::Utf16LittleEndian,
            EncodingArg::Utf16be => Self::Utf16BigEndian,
        }
    }
}

impl DelimiterArg {
    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}
