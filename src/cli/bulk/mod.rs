//! Bulk conversion: reads a piece, converts pieces on all processors, writes them in order, in bounded memory.

pub mod args;
mod input;
mod sink;

use std::io::{Read, Write};
use std::path::Path;

use rayon::ThreadPool;

use jpfhir::codes::System;
use jpfhir::convert::fhir::{Mode, Rewriter};
use jpfhir::convert::table::{Chunks, HINTS, Rows, Table, Wanted, Writing};
use jpfhir::convert::{Reporting, Tally, Translate};
use jpfhir::source::{Raw, Source};
use jpfhir::terminology::aliases;

use super::progress::Progress;
use super::{Failure, Status, batches, interrupt, output};
use args::{BulkArgs, InputFormatArg, RunArgs};
use sink::{ReportFile, Sink, named};

/// How many times as long as itself a piece is with its result, about.
const RESULT: usize = 4;

/// What is converted to what.
pub struct Task<'a> {
    /// What a code becomes.
    pub translate: &'a dyn Translate,
    /// The URLs of the code system that is converted, aliases included; empty when it has none.
    pub systems: Vec<String>,
    /// The columns of name, unit, reagent, container, method and item.
    pub hints: [Option<String>; HINTS],
    /// Whether results go in the place of what was converted, in tables; in FHIR documents the mode says so.
    pub writing: Writing,
    /// Whether the report also has what was applied for certain: an audit.
    pub is_audit: bool,
    /// When the report is kept.
    pub keep_report: KeepReport,
    /// What the summary says besides the counts: editions, policy.
    pub provenance: String,
}

/// When a report is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeepReport {
    /// In any case.
    #[default]
    Always,
    /// If it says something.
    IfAny,
    /// If something has changed: what it says was said before.
    IfChanged,
}

/// What FHIR documents write for a code system: its URL, those of lists that hold a part of its codes, and what stood or
/// stands for them (OIDs, old addresses).
pub fn addresses(system: System) -> impl Iterator<Item = &'static str> {
    system.urls().flat_map(|url| std::iter::once(url).chain(aliases(url)))
}

/// Converts the input that the arguments name.
///
/// # Errors
/// When it cannot be read, or the results cannot be written; then no file has changed.
pub fn run(task: &Task<'_>, path: &Path, args: &BulkArgs) -> Result<Status, Failure> {
    let raw = Raw::open(path).map_err(|error| named(path, &error))?;
    let told = input::tell(path, raw.reader, args.table.input_format).map_err(|error| named(path, &error))?;
    let pool = batches::pool(args.run.jobs.map_or(0, usize::from))?;
    let mut run = Run::new(path, &args.run, &pool, raw.length)?;
    interrupt::listen();
    let reporting = |report: &ReportFile| Reporting { form: report.form(), with_applied: task.is_audit };
    let report = run.report.as_ref().map(reporting);
    let unit = match told.format {
        InputFormatArg::Table => {
            run.table(task, told.reader, args, report)?;
            "rows"
        }
        InputFormatArg::Ndjson | InputFormatArg::Fhir => {
            if task.systems.is_empty() {
                return Err(Failure::Message("FHIR has no URL for the code system of --from".to_owned()));
            }
            let rewriter = Rewriter {
                systems: task.systems.clone(),
                mode: Mode::from(args.mode),
                translate: task.translate,
                report,
            };
            if told.format == InputFormatArg::Ndjson {
                run.lines(&rewriter, told.reader)?;
            } else {
                run.document(&rewriter, told.reader)?;
            }
            "codings"
        }
    };
    run.end(unit, task)
}

/// Results being written.
struct Run<'a> {
    path: &'a Path,
    args: &'a RunArgs,
    pool: &'a ThreadPool,
    sink: Sink,
    report: Option<ReportFile>,
    progress: Progress,
    tally: Tally,
    /// Rows or lines so far.
    rows: u64,
    is_changed: bool,
}

/// A piece with its results, whatever it is a piece of.
struct Piece {
    /// Bytes of the input.
    length: u64,
    is_changed: bool,
    bytes: Vec<u8>,
    rows: u64,
    tally: Tally,
    decisions: Vec<(u64, Vec<u8>)>,
}

impl<'a> Run<'a> {
    fn new(path: &'a Path, args: &'a RunArgs, pool: &'a ThreadPool, length: Option<u64>) -> Result<Self, Failure> {
        Ok(Self {
            path,
            args,
            pool,
            report: ReportFile::open(path, args)?,
            sink: Sink::open(path, args)?,
            progress: Progress::of_bytes(!args.no_progress && !args.quiet, length),
            tally: Tally::default(),
            rows: 0,
            is_changed: false,
        })
    }

    fn table(
        &mut self,
        task: &Task<'_>,
        reader: Box<dyn Read + Send>,
        args: &BulkArgs,
        report: Option<Reporting>,
    ) -> Result<(), Failure> {
        let header = match (args.table.header, args.table.no_header) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        let wanted = Wanted {
            column: args.column.clone(),
            hints: task.hints.clone(),
            header,
            encoding: args.table.encoding.map(Into::into),
            delimiter: args.table.delimiter.map(args::DelimiterArg::byte),
        };
        let path = self.path.display().to_string();
        let table = Table::open(reader, &wanted).map_err(|error| Failure::Message(format!("{path}: {error}")))?;
        if let Some(notice) = &table.notice {
            output::complain(notice);
        }
        let rows = Rows::new(&table.layout, task.translate, task.writing, report);
        self.sink.write_all(&rows.encoded(table.mark.to_vec()))?;
        self.pieces(table.chunks, |chunk, is_first| {
            let done = rows.convert(chunk, is_first);
            Piece {
                length: chunk.len() as u64,
                is_changed: done.bytes != chunk,
                bytes: done.bytes,
                rows: done.records,
                tally: done.tally,
                decisions: done.decisions,
            }
        })
    }

    fn lines(&mut self, rewriter: &Rewriter<'_>, reader: Box<dyn Read + Send>) -> Result<(), Failure> {
        self.pieces(Chunks::of_lines(reader), |chunk, _| {
            let done = rewriter.lines(chunk);
            Piece {
                length: chunk.len() as u64,
                is_changed: done.bytes != chunk,
                bytes: done.bytes,
                rows: done.lines,
                tally: done.tally,
                decisions: done.decisions,
            }
        })
    }

    fn document(&mut self, rewriter: &Rewriter<'_>, mut reader: Box<dyn Read + Send>) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| named(self.path, &error))?;
        let name = self.path.display().to_string();
        let source =
            Source::from_bytes(&*name, bytes.clone()).map_err(|error| Failure::Message(format!("{name}: {error}")))?;
        let mark: &[u8] = if source.has_byte_order_mark() { "\u{FEFF}".as_bytes() } else { b"" };
        // Elements nest; the threads of the pool have the stack for it.
        let done = self.pool.install(|| rewriter.rewrite(source));
        let is_changed = done.text.is_some();
        let bytes = done.text.map_or(bytes, |text| [mark, text.as_bytes()].concat());
        // The report names lines, which count from 1 here.
        let decisions = done.decisions.into_iter().map(|(line, rest)| (line.saturating_sub(1), rest)).collect();
        self.add(&Piece { length: bytes.len() as u64, is_changed, bytes, rows: 1, tally: done.tally, decisions })
    }

    /// Works on pieces on all threads, and writes them in order.
    fn pieces(
        &mut self,
        chunks: impl Iterator<Item = std::io::Result<Vec<u8>>> + Send,
        work: impl Fn(&[u8], bool) -> Piece + Sync,
    ) -> Result<(), Failure> {
        let (path, pool) = (self.path, self.pool);
        let items = chunks.enumerate().take_while(|_| !interrupt::asked());
        // A piece is held together with its result.
        let size = |(_, chunk): &(usize, std::io::Result<Vec<u8>>)| chunk.as_ref().map_or(0, Vec::len) * RESULT;
        let work = |(at, chunk): (usize, std::io::Result<Vec<u8>>)| chunk.map(|chunk| work(&chunk, at == 0));
        batches::in_order(pool, items, size, work, |piece| self.add(&piece.map_err(|error| named(path, &error))?))
    }

    fn add(&mut self, piece: &Piece) -> Result<(), Failure> {
        self.progress.advance(piece.length);
        self.sink.write_all(&piece.bytes)?;
        if let Some(report) = &mut self.report {
            for (row, rest) in &piece.decisions {
                report.line(self.rows + row + 1, rest)?;
            }
        }
        self.rows += piece.rows;
        self.is_changed |= piece.is_changed;
        self.tally.merge(&piece.tally);
        Ok(())
    }

    fn end(self, unit: &str, task: &Task<'_>) -> Result<Status, Failure> {
        self.progress.clear();
        if interrupt::asked() {
            return Ok(Status::Interrupted);
        }
        if let Some(report) = self.report {
            let is_kept = match task.keep_report {
                KeepReport::Always => true,
                KeepReport::IfAny => !report.is_empty(),
                KeepReport::IfChanged => self.is_changed,
            };
            if is_kept {
                report.finish()?;
            }
        }
        if self.is_changed || !self.args.in_place {
            self.sink.finish()?;
        }
        if !self.args.quiet {
            let words = if self.tally.total() == 0 { "nothing to convert".to_owned() } else { self.tally.words() };
            output::complain(&format!("{} {unit}: {words} · {}", self.tally.total(), task.provenance));
        }
        Ok(if self.tally.to_decide() > 0 { Status::Findings } else { Status::Clean })
    }
}
