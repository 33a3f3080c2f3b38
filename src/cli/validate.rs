//! `jpfhir validate`: inputs → documents → checks → report, in input order, on all processors, in bounded memory.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::time::Instant;

use rayon::ThreadPool;

use jpfhir::diagnostics::Severity;
use jpfhir::diagnostics::render::{
    Checked, Concise, Coverage, Human, Json, OperationOutcome, Provenance, Report, Summary,
};
use jpfhir::rules::{Submission, used_before};

use super::args::FormatArg;
use super::constraints::Faulty;
use super::definitions::{self, Judges};
use super::inputs::{Inputs, Outcome, Work};
use super::judge::{self, Judge, Judged};
use super::progress::Progress;
use super::settings::Settings;
use super::{Failure, Status, batches, interrupt};

/// Validates what the settings name and writes the report to standard output.
pub fn run(settings: &Settings) -> Result<Status, Failure> {
    let started = Instant::now();
    let inputs = Inputs::collect(&settings.files)?;
    let Judges { check, provenance, faulty } = definitions::open(settings)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.jobs)
        // Resources nest; a thread of the default size would be small for the deepest that are read.
        .stack_size(16 << 20)
        .build()
        .map_err(|error| Failure::Message(format!("no threads could be started: {error}")))?;
    interrupt::listen();
    judge::keep_panics();

    let report = report(settings, provenance, inputs.are_several() || !faulty.is_empty());
    let judge = Judge {
        report: &*report,
        check: &*check,
        errors_only: settings.quiet,
        compare: settings.rules,
        coverage: settings.coverage,
    };
    let mut run = Run::new(settings, &*report, &inputs);
    run.write(&report.begin())?;
    run.before_documents(&judge, faulty)?;
    run.all(&pool, inputs, &judge)?;
    run.summary.elapsed = started.elapsed();
    run.end(settings)
}

fn report(settings: &Settings, provenance: Provenance, several: bool) -> Box<dyn Report> {
    let (view, quiet) = (settings.view, settings.quiet);
    match settings.format {
        FormatArg::Human => Box::new(Human { view, provenance, quiet }),
        FormatArg::Concise => Box::new(Concise { view, provenance, quiet }),
        FormatArg::Json => Box::new(Json { view, provenance }),
        FormatArg::OperationOutcome => {
            let base = std::env::current_dir().unwrap_or_default();
            Box::new(OperationOutcome { view, provenance, several, base })
        }
    }
}

/// A report being written.
struct Run<'a> {
    report: &'a dyn Report,
    out: BufWriter<std::io::Stdout>,
    progress: Progress,
    summary: Summary,
    /// Whether no part of a document was written yet.
    is_first: bool,
    worst: Option<Severity>,
    failed: u64,
    incomplete: bool,
    /// The submissions so far, by what the service will know them by.
    submissions: HashMap<String, Submission>,
}

impl<'a> Run<'a> {
    fn new(settings: &Settings, report: &'a dyn Report, inputs: &Inputs) -> Self {
        let coverage = settings.coverage.then(Coverage::default);
        let summary = Summary { files: inputs.files(), coverage, ..Summary::default() };
        let progress = Progress::new(settings.progress, inputs.total());
        let out = BufWriter::with_capacity(64 << 10, std::io::stdout());
        Self {
            report,
            out,
            progress,
            summary,
            is_first: true,
            worst: None,
            failed: 0,
            incomplete: inputs.incomplete,
            submissions: HashMap::new(),
        }
    }

    fn all(&mut self, pool: &ThreadPool, inputs: Inputs, judge: &Judge<'_>) -> Result<(), Failure> {
        let work = |work: Work| if interrupt::asked() { Outcome::default() } else { work.judge(judge) };
        let items = inputs.take_while(|_| !interrupt::asked());
        batches::in_order(pool, items, Work::size, work, |outcome| {
            self.progress.step();
            self.summary.skipped += u64::from(outcome.skipped);
            outcome.judged.into_iter().try_for_each(|judged| self.add(judged))
        })
    }

    /// Reports what is wrong with the constraints of packages. They are no documents.
    fn before_documents(&mut self, judge: &Judge<'_>, faulty: Vec<Faulty>) -> Result<(), Failure> {
        faulty.into_iter().try_for_each(|(expression, faults)| {
            let mut judged = judge.show(&expression, faults, false);
            judged.summary.documents = 0;
            self.add(judged)
        })
    }

    fn add(&mut self, judged: Judged) -> Result<(), Failure> {
        let before = self.report.before(std::mem::take(&mut self.is_first));
        self.write(before)?;
        self.write(&judged.report)?;
        self.summary.merge(judged.summary);
        self.worst = [self.worst, judged.worst].into_iter().flatten().min();
        self.failed += u64::from(judged.failed);
        judged.submission.map_or(Ok(()), |submission| self.compare(submission))
    }

    /// Reports a submission that will be taken for an earlier one. Documents come here in their order.
    fn compare(&mut self, submission: Submission) -> Result<(), Failure> {
        let Some(earlier) = self.submissions.get(&submission.identifier) else {
            self.submissions.insert(submission.identifier.clone(), submission);
            return Ok(());
        };
        let (document, finding) = used_before(&submission, earlier);
        let diagnostics = [finding];
        let report = self.report.document(Checked { document: &document, diagnostics: &diagnostics });
        self.write(self.report.before(false))?;
        self.write(&report)?;
        let mut summary = Summary::default();
        summary.add(&diagnostics);
        // It is a second part of a document that was counted.
        summary.documents = 0;
        self.summary.merge(summary);
        self.worst = [self.worst, Some(diagnostics[0].severity)].into_iter().flatten().min();
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        if !text.is_empty() {
            self.progress.around(|| self.out.write_all(text.as_bytes()))?;
        }
        Ok(())
    }

    fn end(mut self, settings: &Settings) -> Result<Status, Failure> {
        self.summary.interrupted = interrupt::asked();
        self.summary.files -= self.summary.skipped;
        self.progress.clear();
        self.write(&self.report.end(&self.summary))?;
        self.out.flush()?;
        if self.failed > 0 {
            let count = self.failed;
            return Err(Failure::Message(format!("{count} of the documents could not be judged")));
        }
        if self.incomplete {
            return Err(Failure::Message("not everything that was named could be found".to_owned()));
        }
        if self.summary.interrupted {
            return Ok(Status::Interrupted);
        }
        let reached = self.worst.zip(settings.fail_on).is_some_and(|(worst, least)| worst <= least);
        Ok(if reached { Status::Findings } else { Status::Clean })
    }
}
