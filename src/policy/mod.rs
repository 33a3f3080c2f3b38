//! What becomes of findings that a project has decided about: other severities, waivers with a reason, accepted code
//! systems, messages that a guide lists as known, and a baseline of what was there before. Nothing disappears uncounted.

mod baseline;
mod ignore_warnings;
mod java_wording;
mod pattern;

use crate::diagnostics::render::{Suppressed, View, fingerprints, resolve, slashes};
use crate::diagnostics::{Diagnostic, Fact, Severity};
use crate::document::Document;

pub use baseline::{Baseline, BaselineFault, Collect};
pub use ignore_warnings::{IgnoreFault, IgnoreWarnings};
pub use pattern::{Files, Scope, Words};

/// Another severity for some findings.
#[derive(Debug)]
pub struct Override {
    /// Which findings.
    pub scope: Scope,
    /// Their severity; `None` leaves them out.
    pub severity: Option<Severity>,
}

/// What a project has decided.
#[derive(Debug, Default)]
pub struct Policy {
    /// Other severities; the last that fits a finding counts.
    pub overrides: Vec<Override>,
    /// Findings that are known and accepted: waivers that have not expired.
    pub waivers: Vec<Scope>,
    /// Code systems of the project, which no guide knows; `*` stands for anything.
    pub accepted_code_systems: Vec<Words>,
    /// Messages that a guide lists as known.
    pub ignore_warnings: Option<IgnoreWarnings>,
    /// What was found before.
    pub baseline: Option<Baseline>,
}

/// The finding that a code system is not known.
const UNKNOWN_CODE_SYSTEM: &str = "code-system-unknown";

impl Policy {
    /// Whether it leaves every finding as it is.
    pub fn is_empty(&self) -> bool {
        let Self { overrides, waivers, accepted_code_systems, ignore_warnings, baseline } = self;
        let has_lists = ignore_warnings.is_some() || baseline.is_some();
        overrides.is_empty() && waivers.is_empty() && accepted_code_systems.is_empty() && !has_lists
    }

    /// Gives findings their severities, takes out what is suppressed, and counts that.
    pub fn apply(&self, document: &Document, diagnostics: &mut Vec<Diagnostic>) -> Suppressed {
        let mut suppressed = Suppressed::default();
        if self.is_empty() {
            return suppressed;
        }
        let file = slashes(document.source.name().as_ref());
        diagnostics.retain_mut(|diagnostic| match self.decide(&file, document, diagnostic) {
            None => true,
            Some(count) => {
                *count(&mut suppressed) += 1;
                false
            }
        });
        if let Some(baseline) = &self.baseline {
            suppressed.baseline = baseline.take_known(document, diagnostics);
        }
        suppressed
    }

    /// Gives a finding its severity; what to count when it is to be left out.
    fn decide(
        &self,
        file: &str,
        document: &Document,
        diagnostic: &mut Diagnostic,
    ) -> Option<fn(&mut Suppressed) -> &mut u64> {
        let covers = |scope: &Scope, diagnostic: &Diagnostic| {
            scope.covers(diagnostic.message.id, file, || document_path(document, diagnostic))
        };
        if let Some(chosen) = self.overrides.iter().rev().find(|other| covers(&other.scope, diagnostic)) {
            match chosen.severity {
                Some(severity) => diagnostic.severity = severity,
                None => return Some(|suppressed| &mut suppressed.off),
            }
        }
        if self.waivers.iter().any(|waiver| covers(waiver, diagnostic)) {
            return Some(|suppressed| &mut suppressed.waived);
        }
        let accepted = || match diagnostic.fact("system") {
            Some(Fact::Text(system) | Fact::Value(system)) => {
                self.accepted_code_systems.iter().any(|words| words.matches(system))
            }
            _ => false,
        };
        if diagnostic.message.id == UNKNOWN_CODE_SYSTEM && accepted() {
            return Some(|suppressed| &mut suppressed.accepted);
        }
        let listed = self.ignore_warnings.as_ref().is_some_and(|list| list.covers(document, diagnostic));
        listed.then_some(|suppressed: &mut Suppressed| &mut suppressed.ignored)
    }
}

fn document_path(document: &Document, diagnostic: &Diagnostic) -> String {
    diagnostic.node.map_or_else(String::new, |node| document.fhirpath(node))
}

/// The fingerprints of a document's findings, in their order.
fn fingerprints_of(document: &Document, diagnostics: &[Diagnostic]) -> Vec<String> {
    let view = View::plain();
    let found: Vec<_> = diagnostics.iter().map(|diagnostic| resolve(document, diagnostic, &view)).collect();
    let file = slashes(document.source.name().as_ref());
    fingerprints(file.strip_prefix("./").unwrap_or(&file), document, &found)
}

#[cfg(test)]
mod tests;
