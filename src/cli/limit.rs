//! `--max-findings`: how many findings may still be shown. Documents come here in input order, so the same are shown
//! whatever the number of threads.

use jpfhir::diagnostics::Diagnostic;
use jpfhir::diagnostics::render::{Checked, Report};
use jpfhir::document::Document;

use super::judge::Judged;

/// What is left to show; no limit unless it is given.
#[derive(Debug, Default)]
pub struct Limit {
    left: Option<usize>,
}

impl Limit {
    /// So many findings in all.
    pub fn new(most: Option<usize>) -> Self {
        Self { left: most }
    }

    /// Whether one more finding may be shown; it counts as shown then.
    pub fn takes_one(&mut self) -> bool {
        let Some(left) = &mut self.left else { return true };
        let takes = *left > 0;
        *left = left.saturating_sub(1);
        takes
    }

    /// Takes the findings that are not shown out of a document's part of the reports; how many there are. Of a document
    /// that is shown in part, the worst findings stay, by place. One of which none can be shown is left out whole, since
    /// without findings it would look as if it had none.
    pub fn cut(&mut self, judged: &mut Judged, reports: &[Box<dyn Report>]) -> u64 {
        let Some(left) = &mut self.left else { return 0 };
        let all = judged.diagnostics.len();
        if all <= *left {
            *left -= all;
            return 0;
        }
        let shown = if judged.document.is_some() { std::mem::take(left) } else { 0 };
        judged.parts = match &judged.document {
            Some(document) if shown > 0 => parts(document, worst(&mut judged.diagnostics, shown), reports),
            _ => Vec::new(),
        };
        (all - shown) as u64
    }
}

/// The parts of the reports of a document with these findings.
pub fn parts(document: &Document, diagnostics: &[Diagnostic], reports: &[Box<dyn Report>]) -> Vec<String> {
    reports.iter().map(|report| report.document(Checked { document, diagnostics })).collect()
}

/// The worst of the findings, in the order that they had.
fn worst(diagnostics: &mut Vec<Diagnostic>, count: usize) -> &[Diagnostic] {
    let mut severities: Vec<_> = diagnostics.iter().enumerate().map(|(at, d)| (d.severity, at)).collect();
    severities.sort();
    let mut kept = vec![false; diagnostics.len()];
    severities.iter().take(count).for_each(|(_, at)| kept[*at] = true);
    let mut kept = kept.into_iter();
    diagnostics.retain(|_| kept.next() == Some(true));
    diagnostics
}

#[cfg(test)]
mod tests {
    use jpfhir::diagnostics::Severity::{self, Error, Information, Warning};
    use jpfhir::diagnostics::tool::INTERNAL_ERROR;
    use jpfhir::source::Span;

    use super::*;

    #[test]
    fn the_worst_stay_in_their_order() {
        let of = |severities: &[Severity]| -> Vec<Diagnostic> {
            let one = |(at, severity): (usize, &Severity)| {
                let mut diagnostic = Diagnostic::new(&INTERNAL_ERROR, Span::new(at, at));
                diagnostic.severity = *severity;
                diagnostic
            };
            severities.iter().enumerate().map(one).collect()
        };
        for (count, expected) in
            [(1, vec![2]), (2, vec![2, 4]), (3, vec![1, 2, 4]), (4, vec![0, 1, 2, 4]), (9, vec![0, 1, 2, 3, 4])]
        {
            let mut diagnostics = of(&[Information, Warning, Error, Information, Error]);
            let places: Vec<u32> = worst(&mut diagnostics, count).iter().map(|d| d.span.start).collect();
            assert_eq!(places, expected);
        }
    }
}
