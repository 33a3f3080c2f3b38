//! What a run came to, and what it was judged by.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::diagnostics::{Applicability, Diagnostic, Severity};
use crate::document::Document;
use crate::rules::coverage;

/// What a report was made with and judged by. Everybody who reads a report needs it to repeat the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Version of the tool.
    pub tool: String,
    /// Guides and packages, `name@version`.
    pub guides: Vec<String>,
    /// Editions of the code masters, `name@edition`.
    pub masters: Vec<String>,
    /// The day that codes and rules were judged by, `YYYY-MM-DD`.
    pub as_of: String,
    /// `corrected` or `official`.
    pub conformance: String,
}

impl Provenance {
    /// Adds what else a run judges by.
    pub fn add(&mut self, other: Self) {
        for (all, others) in [(&mut self.guides, other.guides), (&mut self.masters, other.masters)] {
            for name in others {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        }
        for (all, one) in [(&mut self.as_of, other.as_of), (&mut self.conformance, other.conformance)] {
            if !all.split(", ").any(|known| known == one) {
                all.push_str(", ");
                all.push_str(&one);
            }
        }
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Informations.
    pub information: u64,
}

/// How many findings are left out, by what decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Suppressed {
    /// A severity override of `off`.
    pub off: u64,
    /// A waiver.
    pub waived: u64,
    /// The list of accepted code systems.
    pub accepted: u64,
    /// An ignoreWarnings.txt.
    pub ignored: u64,
    /// A baseline.
    pub baseline: u64,
}

impl Suppressed {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.off + self.waived + self.accepted + self.ignored + self.baseline
    }

    fn merge(&mut self, other: Self) {
        self.off += other.off;
        self.waived += other.waived;
        self.accepted += other.accepted;
        self.ignored += other.ignored;
        self.baseline += other.baseline;
    }
}

/// How many findings carry a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fixes {
    /// Those that can be applied unseen.
    pub safe: u64,
    /// Those that a person has to look at.
    pub needs_review: u64,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Files read.
    pub files: u64,
    /// Resources at the top: one a file, one a line of NDJSON.
    pub documents: u64,
    /// Files in folders that are not FHIR.
    pub skipped: u64,
    /// Findings by severity.
    pub counts: Counts,
    /// Findings by severity and id.
    pub by_id: BTreeMap<(Severity, &'static str), u64>,
    /// Findings that can be mended.
    pub fixes: Fixes,
    /// Findings that are left out.
    pub suppressed: Suppressed,
    /// Findings that are counted but not shown, since there is a limit.
    pub not_shown: u64,
    /// From start to end; only the human report shows it, so that the others are the same on each run.
    pub elapsed: Duration,
    /// The part of that before the first document.
    pub loading: Duration,
    /// Whether the run was cut short.
    pub interrupted: bool,
    /// How the documents cover their profiles, when that was asked for.
    pub coverage: Option<Coverage>,
}

/// In how many resources an element is told of, by its path.
pub type ByElement = BTreeMap<Box<str>, u64>;

/// How documents cover their profiles.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Must Support elements that are absent.
    pub absent: ByElement,
    /// Elements that a receiver may drop.
    pub droppable: ByElement,
}

impl Coverage {
    fn add(&mut self, diagnostic: &Diagnostic) {
        for (counts, elements) in [
            (&mut self.absent, coverage::absent_elements(diagnostic)),
            (&mut self.droppable, coverage::droppable_elements(diagnostic)),
        ] {
            elements.iter().for_each(|element| *counts.entry(element.clone()).or_default() += 1);
        }
    }

    fn merge(&mut self, other: Self) {
        for (counts, others) in [(&mut self.absent, other.absent), (&mut self.droppable, other.droppable)] {
            others.into_iter().for_each(|(element, count)| *counts.entry(element).or_default() += count);
        }
    }
}

impl Summary {
    /// Counts the fixes that can be written into a document.
    pub fn add_fixes(&mut self, document: &Document, diagnostics: &[Diagnostic]) {
        let fixes = diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref());
        for fix in fixes.filter(|fix| document.edits(fix).is_some()) {
            match fix.applicability {
                Applicability::Safe => self.fixes.safe += 1,
                Applicability::NeedsReview => self.fixes.needs_review += 1,
            }
        }
    }

    /// Counts the findings of a document.
    pub fn add(&mut self, diagnostics: &[Diagnostic]) {
        self.documents += 1;
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => self.counts.errors += 1,
                Severity::Warning => self.counts.warnings += 1,
                Severity::Information => self.counts.information += 1,
            }
            *self.by_id.entry((diagnostic.severity, diagnostic.message.id)).or_default() += 1;
            if let Some(coverage) = &mut self.coverage {
                coverage.add(diagnostic);
            }
        }
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: Summary) {
        self.files += other.files;
        self.documents += other.documents;
        self.skipped += other.skipped;
        self.counts.errors += other.counts.errors;
        self.counts.warnings += other.counts.warnings;
        self.counts.information += other.counts.information;
        self.suppressed.merge(other.suppressed);
        self.fixes.safe += other.fixes.safe;
        self.fixes.needs_review += other.fixes.needs_review;
        self.not_shown += other.not_shown;
        for (row, count) in other.by_id {
            *self.by_id.entry(row).or_default() += count;
        }
        if let (Some(coverage), Some(other)) = (&mut self.coverage, other.coverage) {
            coverage.merge(other);
        }
    }

    /// Whether something is at least as bad as `severity`.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.by_id.keys().any(|(found, _)| *found <= severity)
    }
}
