//! `--format github`: workflow commands, which GitHub Actions shows as annotations of the changed lines.

use std::fmt::Write;

use super::address::slashes;
use super::{Checked, Report, Summary, View, resolve};
use crate::diagnostics::Severity;

/// The report for GitHub Actions.
#[derive(Debug)]
pub struct GitHub {
    /// How it looks.
    pub view: View,
}

impl Report for GitHub {
    fn document(&self, checked: Checked<'_>) -> String {
        let mut out = String::new();
        let file = property(&slashes(checked.document.source.name().as_ref()));
        for diagnostic in checked.diagnostics {
            let found = resolve(checked.document, diagnostic, &self.view);
            let command = match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Information => "notice",
            };
            let (start, end) = (found.start, found.end);
            // GitHub takes columns only within one line.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            let text = if found.help.is_empty() { found.message } else { format!("{}\n{}", found.message, found.help) };
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "::{command} file={file},line={},endLine={}{columns},title={}::{}",
                start.line,
                end.line,
                property(found.id),
                data(&text)
            );
        }
        out
    }

    fn end(&self, _: &Summary) -> String {
        String::new()
    }
}

/// What may follow `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What may stand between the commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(property("a,b:100%\n.json"), "a%2Cb%3A100%25%0A.json");
        assert_eq!(data("100%: a, b\r\n::error::x"), "100%25: a, b%0D%0A::error::x");
    }
}
