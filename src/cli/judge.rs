//! One document: parse, check, order, render. A panic on the way is the tool's fault and is reported as such.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jpfhir::diagnostics::render::{Coverage, Report, Summary};
use jpfhir::diagnostics::tool::INTERNAL_ERROR;
use jpfhir::diagnostics::{Diagnostic, Severity};
use jpfhir::document::Document;
use jpfhir::rules::Submission;
use jpfhir::source::{Source, Span};

use super::limit;
use super::projects::Project;

/// The check of a document that was read whole.
pub type Check = dyn Fn(&Document) -> Vec<Diagnostic> + Send + Sync;

/// A document's part of the report.
#[derive(Debug)]
pub struct Judged {
    /// The words of each report.
    pub parts: Vec<String>,
    /// What they show, for those who show less of it.
    pub diagnostics: Vec<Diagnostic>,
    /// The document, if it was kept.
    pub document: Option<Document>,
    /// The counts.
    pub summary: Summary,
    /// Whether a finding makes the exit status 1, also when the report leaves it out.
    pub fails: bool,
    /// Whether the tool failed on it.
    pub failed: bool,
    /// By what the service will know it, when it is a submission that is held to the rules.
    pub submission: Option<Submission>,
    /// The project that it belongs to.
    pub project: usize,
}

/// Turns documents into parts of the report.
pub struct Judge<'a> {
    /// The formats.
    pub reports: &'a [Box<dyn Report>],
    /// The projects that documents belong to.
    pub projects: &'a [Project],
    /// The mildest severity that is shown.
    pub mildest: Severity,
    /// Whether documents are needed after they are judged.
    pub keeps_documents: bool,
    /// Whether the coverage of the profiles is counted.
    pub coverage: bool,
}

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the message of a panic for the report instead of printing it.
pub fn keep_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(String::new(), |l| format!(" ({}:{})", l.file(), l.line()));
        let text = info.payload().downcast_ref::<&str>().copied();
        let message = text.or(info.payload().downcast_ref::<String>().map(String::as_str)).unwrap_or("panic");
        PANIC.with_borrow_mut(|kept| *kept = format!("{message}{place}"));
    }));
}

impl Judge<'_> {
    /// The part of the report of the document that `read` gives, or, when that fails, of the document of this name.
    pub fn judge(
        &self,
        name: &str,
        line: u32,
        project: usize,
        read: impl FnOnce() -> (Document, Vec<Diagnostic>),
    ) -> Judged {
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let (document, mut diagnostics) = read();
            if is_whole(&diagnostics) {
                diagnostics.extend((self.projects[project].check)(&document));
            }
            let judged = self.show(&document, diagnostics, project, false);
            Judged { document: self.keeps_documents.then_some(document), ..judged }
        }));
        judged.unwrap_or_else(|_| {
            let mut document = Document::default();
            document.source = Source::new(name, String::new()).starting_at_line(line);
            let reason = last_panic();
            let fault = Diagnostic::new(&INTERNAL_ERROR, Span::default()).with("reason", reason);
            self.show(&document, vec![fault], project, true)
        })
    }

    /// What was found in a document of a project, as a part of the reports.
    pub fn show(&self, document: &Document, mut diagnostics: Vec<Diagnostic>, project: usize, failed: bool) -> Judged {
        let Project { policy, fail_on, compare, .. } = &self.projects[project];
        sort(&mut diagnostics);
        let suppressed = policy.apply(document, &mut diagnostics);
        let fails = fail_on.is_some_and(|least| diagnostics.iter().any(|d| d.severity <= least));
        diagnostics.retain(|d| d.severity <= self.mildest);
        let mut summary = Summary { coverage: self.coverage.then(Coverage::default), ..Summary::default() };
        summary.add(&diagnostics);
        summary.add_fixes(document, &diagnostics);
        summary.suppressed = suppressed;
        let parts = limit::parts(document, &diagnostics, self.reports);
        let submission = if *compare { Submission::of(document) } else { None };
        Judged { parts, diagnostics, document: None, summary, fails, failed, submission, project }
    }
}

/// A stable order by place, whatever order the checks ran in.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| (d.span.start, d.severity, d.message.id));
}

/// Where a panic on this thread came from, and its message.
pub fn last_panic() -> String {
    PANIC.with_borrow(String::clone)
}

/// The faults after which a part of the document was not read, so that nothing can be said about what it lacks.
const READING_STOPPED: [&str; 10] = [
    "json-name-expected",
    "json-symbol-expected",
    "json-value-expected",
    "nested-too-deep",
    "resource-not-object",
    "truncated",
    "unknown-format",
    "xml-doctype",
    "xml-end-tag",
    "xml-syntax",
];

/// Whether the document was read to its end.
pub fn is_whole(diagnostics: &[Diagnostic]) -> bool {
    !diagnostics.iter().any(|diagnostic| READING_STOPPED.contains(&diagnostic.message.id))
}

#[cfg(test)]
mod tests {
    use jpfhir::diagnostics::render::{Concise, Language, Provenance, View};
    use jpfhir::policy::Policy;

    use super::*;

    fn judge(check: Box<Check>) -> Judged {
        let view = View { language: Language::English, mask: false, color: false, width: 80 };
        let reports: [Box<dyn Report>; 1] =
            [Box::new(Concise { view, provenance: Provenance::default(), quiet: true })];
        let source = Source::new("a.json", "{\"resourceType\":\"Patient\"}".to_owned());
        let projects =
            [Project { check, faulty: Vec::new(), policy: Policy::default(), fail_on: None, compare: false }];
        Judge {
            reports: &reports,
            projects: &projects,
            mildest: Severity::Information,
            keeps_documents: false,
            coverage: false,
        }
        .judge("a.json", 1, 0, || Document::parse(source))
    }

    #[test]
    fn findings_come_by_place() {
        let at = |start| Diagnostic::new(&INTERNAL_ERROR, Span::new(start, start)).with("reason", start.to_string());
        let judged = judge(Box::new(move |_| vec![at(9), at(2), at(5)]));
        let columns: Vec<&str> = judged.parts[0].lines().filter_map(|line| line.split(':').nth(2)).collect();
        assert_eq!(columns, ["3", "6", "10"]);
        assert!(!judged.failed);
    }

    #[test]
    fn every_fault_that_stops_the_reading_exists() {
        for id in READING_STOPPED {
            assert!(jpfhir::catalogue::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn a_panic_is_reported_and_told_apart() {
        keep_panics();
        let judged = judge(Box::new(|_| panic!("deliberate")));
        assert!(judged.failed);
        assert!(judged.parts[0].starts_with("a.json:1:1: error[internal-error]"), "{}", judged.parts[0]);
        assert!(judged.parts[0].contains("deliberate (src/cli/judge.rs:"), "{}", judged.parts[0]);
    }
}
