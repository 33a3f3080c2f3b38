//! `jpfhir validate`: inputs → documents → checks → report, in input order, on all processors, in bounded memory.

use std::collections::HashMap;
use std::time::Instant;

use rayon::ThreadPool;

use jpfhir::diagnostics::render::{Coverage, Provenance, Report, Summary};
use jpfhir::rules::{Submission, used_before};
use jpfhir::source::Input;

use super::args::ValidateArgs;
use super::inputs::{self, Inputs, Outcome, Total, Work};
use super::judge::{self, Judge, Judged};
use super::limit::{self, Limit};
use super::progress::Progress;
use super::projects::{Project, Projects};
use super::reports::{self, Sink};
use super::settings::Settings;
use super::{Failure, Status, batches, interrupt, output, watch};

/// Validates what the arguments name and writes the reports.
pub fn run(args: &ValidateArgs) -> Result<Status, Failure> {
    if args.run.watch {
        return watch::run(args);
    }
    let started = Instant::now();
    let session = Session::open(args)?;
    interrupt::listen();
    session.validate(session.inputs.clone(), started, true)
}

/// What documents are judged by, and the threads to do it.
pub struct Session {
    projects: Vec<Project>,
    settings: Settings,
    provenance: Provenance,
    pool: ThreadPool,
    incomplete: bool,
    /// What the arguments name, each with the project that it belongs to.
    pub inputs: Vec<(Input, usize)>,
}

impl Session {
    /// Finds what the arguments name and opens what it is judged by.
    ///
    /// # Errors
    /// When there is nothing to validate, or nothing to judge by.
    pub fn open(args: &ValidateArgs) -> Result<Self, Failure> {
        let (inputs, incomplete) = inputs::find(&args.files)?;
        let Projects { list, settings, provenance, inputs } = Projects::open(args, inputs)?;
        let pool = batches::pool(settings.jobs)?;
        judge::keep_panics();
        Ok(Self { projects: list, settings, provenance, pool, incomplete, inputs })
    }

    /// Validates inputs and writes the reports; those of the definitions themselves only when they are wanted.
    ///
    /// # Errors
    /// What could not be judged or written.
    pub fn validate(
        &self,
        inputs: Vec<(Input, usize)>,
        started: Instant,
        with_definitions: bool,
    ) -> Result<Status, Failure> {
        let Self { projects, settings, provenance, .. } = self;
        let inputs = Inputs::new(inputs, self.incomplete);
        let has_faults = projects.iter().any(|project| !project.faulty.is_empty());
        let reports = reports::choose(settings, provenance, inputs.are_several() || has_faults);
        let judge = Judge {
            reports: &reports,
            projects,
            mildest: settings.mildest,
            keeps_documents: settings.max_findings.is_some(),
            coverage: settings.coverage,
        };
        let mut run = Run::new(settings, &reports, projects, &inputs)?;
        run.summary.loading = started.elapsed();
        run.begin()?;
        if with_definitions {
            run.before_documents(&judge)?;
        }
        run.all(&self.pool, inputs, &judge)?;
        run.summary.elapsed = started.elapsed();
        run.end()
    }
}

/// The reports being written.
struct Run<'a> {
    reports: &'a [Box<dyn Report>],
    projects: &'a [Project],
    sinks: Vec<Sink>,
    progress: Progress,
    limit: Limit,
    summary: Summary,
    fails: bool,
    failed: u64,
    incomplete: bool,
    /// The submissions so far, by what the service will know them by.
    submissions: HashMap<String, Submission>,
}

impl<'a> Run<'a> {
    fn new(
        settings: &Settings,
        reports: &'a [Box<dyn Report>],
        projects: &'a [Project],
        inputs: &Inputs,
    ) -> Result<Self, Failure> {
        let coverage = settings.coverage.then(Coverage::default);
        let summary = Summary { files: inputs.files(), coverage, ..Summary::default() };
        let progress = match inputs.total() {
            Total::Files(count) => Progress::new(settings.progress, Some(count)),
            Total::Bytes(count) => Progress::of_bytes(settings.progress, Some(count)),
            Total::Unknown => Progress::new(settings.progress, None),
        };
        Ok(Self {
            reports,
            projects,
            sinks: reports::sinks(settings)?,
            progress,
            limit: Limit::new(settings.max_findings),
            summary,
            fails: false,
            failed: 0,
            incomplete: inputs.incomplete,
            submissions: HashMap::new(),
        })
    }

    fn begin(&mut self) -> Result<(), Failure> {
        self.write(self.reports.iter().map(|report| report.begin()))
    }

    fn all(&mut self, pool: &ThreadPool, inputs: Inputs, judge: &Judge<'_>) -> Result<(), Failure> {
        let total = inputs.total();
        let work = |work: Work| if interrupt::asked() { Outcome::default() } else { work.judge(judge, total) };
        let items = inputs.take_while(|_| !interrupt::asked());
        batches::in_order(pool, items, Work::size, work, |outcome| {
            self.progress.advance(outcome.progress);
            self.summary.skipped += u64::from(outcome.skipped);
            outcome.judged.into_iter().try_for_each(|judged| self.add(judged))
        })
    }

    /// Reports what is wrong with the constraints of packages. They are no documents.
    fn before_documents(&mut self, judge: &Judge<'_>) -> Result<(), Failure> {
        for (number, project) in self.projects.iter().enumerate() {
            for (expression, faults) in &project.faulty {
                let mut judged = judge.show(expression, faults.clone(), number, false);
                judged.summary.documents = 0;
                self.add(judged)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, mut judged: Judged) -> Result<(), Failure> {
        self.summary.not_shown += self.limit.cut(&mut judged, self.reports);
        self.write_parts(&judged.parts)?;
        self.summary.merge(judged.summary);
        self.fails |= judged.fails;
        self.failed += u64::from(judged.failed);
        judged.submission.map_or(Ok(()), |submission| self.compare(submission, judged.project))
    }

    /// Reports a submission that will be taken for an earlier one. Documents come here in their order.
    fn compare(&mut self, submission: Submission, project: usize) -> Result<(), Failure> {
        let Some(earlier) = self.submissions.get(&submission.identifier) else {
            self.submissions.insert(submission.identifier.clone(), submission);
            return Ok(());
        };
        let (document, finding) = used_before(&submission, earlier);
        let (project, mut diagnostics) = (&self.projects[project], vec![finding]);
        let suppressed = project.policy.apply(&document, &mut diagnostics);
        if !diagnostics.is_empty() && self.limit.takes_one() {
            self.write_parts(&limit::parts(&document, &diagnostics, self.reports))?;
        } else {
            self.summary.not_shown += diagnostics.len() as u64;
        }
        let mut summary = Summary::default();
        summary.add(&diagnostics);
        // It is a second part of a document that was counted.
        (summary.documents, summary.suppressed) = (0, suppressed);
        self.summary.merge(summary);
        self.fails |= project.fail_on.is_some_and(|least| diagnostics.iter().any(|d| d.severity <= least));
        Ok(())
    }

    /// Writes the part of a document to each report.
    fn write_parts(&mut self, parts: &[String]) -> Result<(), Failure> {
        for ((report, sink), part) in self.reports.iter().zip(&mut self.sinks).zip(parts) {
            if !part.is_empty() {
                let before = report.before(!std::mem::replace(&mut sink.has_documents, true));
                self.progress.around(|| [before, part].into_iter().try_for_each(|text| sink.write(text)))?;
            }
        }
        Ok(())
    }

    fn write(&mut self, texts: impl Iterator<Item = String>) -> Result<(), Failure> {
        for (sink, text) in self.sinks.iter_mut().zip(texts) {
            if !text.is_empty() {
                self.progress.around(|| sink.write(&text))?;
            }
        }
        Ok(())
    }

    /// Says which lines of an ignoreWarnings.txt covered nothing.
    fn tell_unmatched(&self) {
        for list in self.projects.iter().filter_map(|project| project.policy.ignore_warnings.as_ref()) {
            let lines: Vec<String> = list.unmatched().iter().map(usize::to_string).collect();
            if !lines.is_empty() {
                let (count, all, lines) = (lines.len(), list.len(), lines.join(", "));
                let named = list.name();
                output::complain(&format!("{named}: {count} of {all} messages cover nothing here (lines {lines})"));
            }
        }
    }

    fn end(mut self) -> Result<Status, Failure> {
        self.summary.interrupted = interrupt::asked();
        self.summary.files -= self.summary.skipped;
        self.progress.clear();
        if !self.summary.interrupted {
            self.tell_unmatched();
        }
        let ends: Vec<String> = self.reports.iter().map(|report| report.end(&self.summary)).collect();
        self.write(ends.into_iter())?;
        self.sinks.into_iter().try_for_each(Sink::finish)?;
        if self.summary.not_shown > 0 {
            output::complain(&format!("{} findings are not shown (--max-findings)", self.summary.not_shown));
        }
        if self.failed > 0 {
            let count = self.failed;
            return Err(Failure::Message(format!("{count} of the documents could not be judged")));
        }
        if self.incomplete {
            return Err(Failure::Message("not everything that was named could be found".to_owned()));
        }
        if self.summary.interrupted {
            let (documents, counts) = (self.summary.documents, self.summary.counts);
            let so_far = format!("{} errors and {} warnings so far", counts.errors, counts.warnings);
            output::complain(&format!("interrupted after {documents} documents: {so_far}"));
            return Ok(Status::Interrupted);
        }
        Ok(if self.fails { Status::Findings } else { Status::Clean })
    }
}
