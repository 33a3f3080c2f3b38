//! Where results go: standard output, or files that are written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jpfhir::convert::ReportForm;
use jpfhir::storage::whole::WholeFile;

use super::args::RunArgs;
use crate::cli::Failure;

/// Where the converted input goes.
pub enum Sink {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A file.
    File(WholeFile),
}

/// The report of what a person must decide, being written.
pub struct ReportFile {
    file: WholeFile,
    form: ReportForm,
    is_first: bool,
}

impl Sink {
    /// Opens what the arguments name.
    ///
    /// # Errors
    /// When the input would be overwritten without having been asked, or the file cannot be written.
    pub fn open(input: &Path, args: &RunArgs) -> Result<Self, Failure> {
        let is_standard_input = input.as_os_str() == "-";
        let target = match &args.output {
            None if args.in_place && is_standard_input => {
                return Err(Failure::Message("--in-place needs a file, not standard input".to_owned()));
            }
            None if args.in_place => input,
            None => return Ok(Self::Standard(BufWriter::with_capacity(1 << 18, io::stdout()))),
            Some(output) if !is_standard_input && is_same(output, input) => {
                let name = output.display();
                return Err(Failure::Message(format!("{name} is the input; --in-place overwrites it")));
            }
            Some(output) => output,
        };
        WholeFile::create(target).map(Self::File).map_err(|error| named(target, &error))
    }

    /// Ends the output. Before that nothing is seen of a file.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Standard(mut out) => out.flush(),
            Self::File(file) => file.finish(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

impl ReportFile {
    /// Opens the report that the arguments name, if they do.
    ///
    /// # Errors
    /// When it would overwrite the input or the output, or cannot be written.
    pub fn open(input: &Path, args: &RunArgs) -> Result<Option<Self>, Failure> {
        let Some(path) = &args.report else { return Ok(None) };
        if is_same(path, input) || args.output.as_ref().is_some_and(|output| is_same(path, output)) {
            let name = path.display();
            return Err(Failure::Message(format!("--report {name} would overwrite the input or the output")));
        }
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let form = if is_json { ReportForm::Json } else { ReportForm::Csv };
        let mut file = WholeFile::create(path).map_err(|error| named(path, &error))?;
        file.write_all(form.begin().as_bytes())?;
        Ok(Some(Self { file, form, is_first: true }))
    }

    /// How it is written.
    pub fn form(&self) -> ReportForm {
        self.form
    }

    /// Whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.is_first
    }

    /// Writes a line.
    pub fn line(&mut self, row: u64, rest: &[u8]) -> io::Result<()> {
        let line = self.form.line(self.is_first, row, rest);
        self.is_first = false;
        self.file.write_all(&line)
    }

    /// Ends the report.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.write_all(self.form.end().as_bytes())?;
        self.file.finish()
    }
}

/// An error with the name of the file.
pub fn named(path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("{}: {error}", path.display()))
}

/// Whether two names are those of one file.
fn is_same(one: &Path, other: &Path) -> bool {
    let full = |path: &Path| -> PathBuf { path.canonicalize().unwrap_or_else(|_| path.to_owned()) };
    full(one) == full(other)
}
