//! `jpfhir worker`: one line of findings for each line of NDJSON, for engines that pipe their rows through a program.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use clap::{Args as ClapArgs, ValueEnum};
use rayon::prelude::*;

use jpfhir::source::{Source, Unreadable};

use super::args::{DefinitionsArgs, FormatArg, LanguageArg, ReportArgs, RunArgs, ValidateArgs};
use super::judge::{self, Judge};
use super::projects::Projects;
use super::{Failure, Status, batches, inputs, output, reports};

/// Bytes read from standard input at a time.
const BUFFER: usize = 1 << 18;
/// Lines of one batch for each thread.
const LINES: usize = 32;
/// Bytes that the lines of a batch hold together, about.
const BYTES: usize = 8 << 20;

/// `jpfhir worker`.
#[derive(Debug, ClapArgs)]
pub struct WorkerArgs {
    #[command(flatten)]
    definitions: DefinitionsArgs,
    /// What to answer each line with
    #[arg(long, value_enum, default_value_t, help_heading = "Report")]
    format: WorkerFormatArg,
    /// Each line is KEY, TAB, RESOURCE; the answer is KEY, TAB, findings
    #[arg(long, help_heading = "Report")]
    key: bool,
    /// Language of the report (from LC_ALL, LC_MESSAGES or LANG unless given)
    #[arg(long, value_enum, help_heading = "Report")]
    lang: Option<LanguageArg>,
    /// Hide the values of the documents in the report
    #[arg(long, help_heading = "Report")]
    mask: bool,
    /// Report errors only
    #[arg(long, short, help_heading = "Report")]
    quiet: bool,
    /// Read this jpfhir.toml instead of that of the working folder
    #[arg(long, value_name = "PATH", help_heading = "Run")]
    config: Option<std::path::PathBuf>,
    /// Read no jpfhir.toml
    #[arg(long, conflicts_with = "config", help_heading = "Run")]
    no_config: bool,
    /// Threads; engines start a worker for each processor
    #[arg(long, short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Run")]
    jobs: u16,
}

/// `--format` of a worker: the formats that have a line for every document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum WorkerFormatArg {
    /// docs/report-format.md
    #[default]
    Ndjson,
    /// FHIR: an OperationOutcome
    OperationOutcomeNdjson,
}

impl WorkerArgs {
    /// The same as a validation of standard input.
    fn validation(&self) -> ValidateArgs {
        let format = match self.format {
            WorkerFormatArg::Ndjson => FormatArg::Ndjson,
            WorkerFormatArg::OperationOutcomeNdjson => FormatArg::OperationOutcomeNdjson,
        };
        ValidateArgs {
            files: vec!["-".to_owned()],
            definitions: self.definitions.clone(),
            report: ReportArgs {
                format: Some(format),
                lang: self.lang,
                mask: self.mask,
                quiet: self.quiet,
                no_progress: true,
                ..ReportArgs::default()
            },
            run: RunArgs {
                config: self.config.clone(),
                no_config: self.no_config,
                jobs: Some(self.jobs),
                ..RunArgs::default()
            },
        }
    }
}

/// Answers the lines of standard input until it ends. Findings do not make the run fail: engines take that for a lost
/// worker.
pub fn run(args: &WorkerArgs) -> Result<Status, Failure> {
    let validation = args.validation();
    let (inputs, _) = inputs::find(&validation.files)?;
    let Projects { list, settings, provenance, .. } = Projects::open(&validation, inputs)?;
    let faulty: usize = list.iter().map(|project| project.faulty.len()).sum();
    if faulty > 0 {
        output::complain(&format!("{faulty} constraints of the packages cannot be evaluated; `validate` shows them"));
    }
    let pool = batches::pool(settings.jobs)?;
    judge::keep_panics();
    let reports = reports::choose(&settings, &provenance, true);
    let judge = Judge {
        reports: &reports,
        projects: &list,
        mildest: settings.mildest,
        keeps_documents: false,
        coverage: settings.coverage,
    };

    let mut lines = Lines::new(std::io::stdin().lock(), args.key);
    let mut out = BufWriter::with_capacity(64 << 10, std::io::stdout().lock());
    let mut failed = 0;
    loop {
        let batch = lines.batch(LINES * pool.current_num_threads())?;
        if batch.is_empty() {
            break;
        }
        let answers: Vec<_> =
            pool.install(|| batch.into_par_iter().with_max_len(1).map(|line| answer(line, &judge)).collect());
        for Answer { key, text, is_failure } in answers {
            out.write_all(&key)?;
            out.write_all(text.as_bytes())?;
            failed += u64::from(is_failure);
        }
        // Whoever waits for these answers may send nothing before they arrive.
        out.flush()?;
    }
    if failed > 0 {
        return Err(Failure::Message(format!("{failed} of the documents could not be judged")));
    }
    Ok(Status::Clean)
}

/// A line of standard input.
struct Line {
    number: u32,
    /// With its tab; empty when lines have no keys.
    key: Vec<u8>,
    bytes: Vec<u8>,
}

/// What a line is answered with.
struct Answer {
    key: Vec<u8>,
    text: String,
    is_failure: bool,
}

fn answer(line: Line, judge: &Judge<'_>) -> Answer {
    let source: Result<Source, Unreadable> = Source::from_bytes("-", line.bytes);
    let judged = inputs::read("-", line.number, source, 0, judge);
    Answer { key: line.key, text: judged.parts.concat(), is_failure: judged.failed }
}

/// Standard input, as many lines at a time as have arrived.
struct Lines<R> {
    reader: BufReader<R>,
    number: u32,
    has_keys: bool,
}

impl<R: Read> Lines<R> {
    fn new(reader: R, has_keys: bool) -> Self {
        Self { reader: BufReader::with_capacity(BUFFER, reader), number: 0, has_keys }
    }

    /// The next lines, at most so many; waits for the first only. None are left when it is empty.
    fn batch(&mut self, most: usize) -> std::io::Result<Vec<Line>> {
        let mut batch = Vec::new();
        let mut size = 0;
        while batch.len() < most && size < BYTES {
            if !batch.is_empty() && memchr::memchr(b'\n', self.reader.buffer()).is_none() {
                break;
            }
            let mut bytes = Vec::new();
            if self.reader.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            self.number += 1;
            size += bytes.len();
            while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                bytes.pop();
            }
            batch.push(self.line(bytes));
        }
        Ok(batch)
    }

    /// A line without a tab is all key, as engines of this kind have it.
    fn line(&self, mut bytes: Vec<u8>) -> Line {
        let mut key = Vec::new();
        if self.has_keys {
            let end = memchr::memchr(b'\t', &bytes).map_or(bytes.len(), |tab| tab + 1);
            let resource = bytes.split_off(end);
            key = std::mem::replace(&mut bytes, resource);
            if key.last() != Some(&b'\t') {
                key.push(b'\t');
            }
        }
        Line { number: self.number, key, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a piece at each reading, as pipes do.
    struct Pieces<'a>(std::slice::Iter<'a, &'a str>);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some(piece) = self.0.next() else { return Ok(0) };
            buffer[..piece.len()].copy_from_slice(piece.as_bytes());
            Ok(piece.len())
        }
    }

    fn batches(pieces: &[&str], most: usize, has_keys: bool) -> Vec<String> {
        let mut lines = Lines::new(Pieces(pieces.iter()), has_keys);
        let mut batches = Vec::new();
        while let Ok(batch) = lines.batch(most)
            && !batch.is_empty()
        {
            let text = |line: &Line| {
                format!(
                    "{}:{}{}",
                    line.number,
                    String::from_utf8_lossy(&line.key),
                    String::from_utf8_lossy(&line.bytes)
                )
            };
            batches.push(batch.iter().map(text).collect::<Vec<_>>().join("|"));
        }
        batches
    }

    #[test]
    fn a_batch_is_what_has_arrived() {
        assert_eq!(batches(&["a\nb\n", "c\n"], 9, false), ["1:a|2:b", "3:c"]);
        assert_eq!(batches(&["a\nb", "b\nc"], 9, false), ["1:a", "2:bb", "3:c"]);
        assert_eq!(batches(&["a\nb\nc\n"], 2, false), ["1:a|2:b", "3:c"]);
        assert_eq!(batches(&["a\r\n\n\nb"], 9, false), ["1:a|2:|3:", "4:b"]);
        assert!(batches(&[], 9, false).is_empty());
    }

    #[test]
    fn a_key_ends_at_the_first_tab() {
        assert_eq!(batches(&["k\t{}\tx\n"], 9, true), ["1:k\t{}\tx"]);
        assert_eq!(batches(&["k\n\t{}\n"], 9, true), ["1:k\t|2:\t{}"]);
    }
}
