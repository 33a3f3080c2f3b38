//! `--format junit`: one test suite a document, one test case a finding; findings that fail the run are failures, milder
//! ones are output of a case that passed. A document without findings is one case that passed.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::text::harmless;
use super::{Checked, Provenance, Report, Resolved, Summary, View, resolve, severity_name};
use crate::diagnostics::Severity;

/// The report for test result viewers.
#[derive(Debug)]
pub struct JUnit {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// The mildest severity that is a failure.
    pub fail_on: Option<Severity>,
}

impl Report for JUnit {
    fn begin(&self) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"jpfhir\">\n".to_owned()
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let source = &checked.document.source;
        let name = harmless(source.name(), usize::MAX);
        let suite = if source.first_line() > 1 { format!("{name}:{}", source.first_line()) } else { name.clone() };
        let found: Vec<_> = checked.diagnostics.iter().map(|d| resolve(checked.document, d, &self.view)).collect();
        let failures = found.iter().filter(|found| self.is_failure(found)).count();
        let (name, suite) = (escape(name.as_str()), escape(suite.as_str()));
        let mut out = format!(
            "<testsuite name=\"{suite}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n",
            found.len().max(1)
        );
        out.push_str(&self.properties());
        if found.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "<testcase classname=\"{suite}\" name=\"valid\" file=\"{name}\"/>");
        }
        for found in &found {
            let _ = self.case(&mut out, &suite, &name, found);
        }
        out.push_str("</testsuite>\n");
        out
    }

    fn end(&self, _: &Summary) -> String {
        "</testsuites>\n".to_owned()
    }
}

impl JUnit {
    fn is_failure(&self, found: &Resolved<'_>) -> bool {
        self.fail_on.is_some_and(|least| found.severity <= least)
    }

    fn properties(&self) -> String {
        let provenance = &self.provenance;
        let mut out = String::from("<properties>\n");
        let one = |name: &str, value: &str| format!("<property name=\"{name}\" value=\"{}\"/>\n", escape(value));
        out.push_str(&one("version", &provenance.tool));
        for (name, values) in [("guide", &provenance.guides), ("master", &provenance.masters)] {
            values.iter().for_each(|value| out.push_str(&one(name, value)));
        }
        out.push_str(&one("as-of", &provenance.as_of));
        out.push_str(&one("conformance", &provenance.conformance));
        out.push_str("</properties>\n");
        out
    }

    fn case(&self, out: &mut String, suite: &str, file: &str, found: &Resolved<'_>) -> std::fmt::Result {
        let (line, column) = (found.start.line, found.start.column);
        let place = if found.expression.is_empty() { String::new() } else { format!(" {}", found.expression) };
        let name = format!("{}{place} ({line}:{column})", found.id);
        let case = format!("classname=\"{suite}\" name=\"{}\" file=\"{file}\" line=\"{line}\"", escape(name.as_str()));
        let (message, severity) = (escape(found.message.as_str()), severity_name(found.severity));
        let text = found.background();
        let text = escape(text.as_str());
        if self.is_failure(found) {
            writeln!(
                out,
                "<testcase {case}><failure type=\"{severity}\" message=\"{message}\">{text}</failure></testcase>"
            )
        } else {
            writeln!(out, "<testcase {case}><system-out>{severity}: {message}\n{text}</system-out></testcase>")
        }
    }
}
