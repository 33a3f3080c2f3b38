//! `--format html`: one page that needs nothing else: summary, charts, filters, excerpts, in Japanese and English. What
//! was found stands in it as JSON, line by line, so that it is written as it comes; the page's own script shows it.

use serde::Serialize;

use super::excerpt::Excerpt;
use super::{Checked, Language, Provenance, Report, Resolved, Summary, View, language_code, resolve};
use super::{severity_name, to_json};

/// Columns of the source that an excerpt shows.
const EXCERPT_COLUMNS: usize = 110;

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");
const BODY: &str = include_str!("html/report.html");

/// The report as a page.
#[derive(Debug)]
pub struct Html {
    /// How it looks; its language is the one that the page starts with.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
}

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    severity: &'static str,
    id: &'static str,
    message: [String; 2],
    help: [String; 2],
    expression: String,
    profile: &'a str,
    element: &'a str,
    excerpt: [String; 3],
    causes: Vec<[String; 2]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tail<'a> {
    language: &'static str,
    tool: &'a str,
    guides: &'a [String],
    masters: &'a [String],
    as_of: &'a str,
    conformance: &'a str,
    files: u64,
    documents: u64,
    skipped: u64,
    interrupted: bool,
    suppressed: u64,
    not_shown: u64,
}

impl Report for Html {
    fn begin(&self) -> String {
        let language = language_code(self.view.language);
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>jpfhir</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n{BODY}<script type=\"application/json\" id=\"findings\">["
        )
    }

    fn document(&self, checked: Checked<'_>) -> String {
        let rows = checked.diagnostics.iter().map(|diagnostic| {
            let in_language = |language| resolve(checked.document, diagnostic, &View { language, ..self.view });
            let (japanese, english) = (in_language(Language::Japanese), in_language(Language::English));
            let excerpt = if self.view.mask {
                Default::default()
            } else {
                let excerpt = Excerpt::new(&checked.document.source, diagnostic.span, EXCERPT_COLUMNS);
                let (before, rest) = excerpt.text.split_at(excerpt.label.start);
                let (label, after) = rest.split_at(excerpt.label.len());
                [before, label, after].map(str::to_owned)
            };
            harmless_in_script(&to_json(&row(checked.document.source.name(), japanese, english, excerpt)))
        });
        rows.collect::<Vec<_>>().join(",\n")
    }

    fn before(&self, first: bool) -> &'static str {
        if first { "\n" } else { ",\n" }
    }

    fn end(&self, summary: &Summary) -> String {
        let provenance = &self.provenance;
        let tail = to_json(&Tail {
            language: language_code(self.view.language),
            tool: &provenance.tool,
            guides: &provenance.guides,
            masters: &provenance.masters,
            as_of: &provenance.as_of,
            conformance: &provenance.conformance,
            files: summary.files,
            documents: summary.documents,
            skipped: summary.skipped,
            interrupted: summary.interrupted,
            suppressed: summary.suppressed.total(),
            not_shown: summary.not_shown,
        });
        format!(
            "\n]</script>\n<script type=\"application/json\" id=\"run\">{}</script>\n<script>\n{SCRIPT}</script>\n\
             </body>\n</html>\n",
            harmless_in_script(&tail)
        )
    }
}

fn row<'a>(file: &'a str, japanese: Resolved<'a>, english: Resolved<'a>, excerpt: [String; 3]) -> Row<'a> {
    let causes = japanese.all_causes().into_iter().zip(english.all_causes()).map(|(japanese, english)| {
        [japanese, english].map(|cause| format!("{} ({}:{})", cause.message, cause.start.line, cause.start.column))
    });
    Row {
        file,
        line: english.start.line,
        column: english.start.column,
        severity: severity_name(english.severity),
        id: english.id,
        causes: causes.collect(),
        message: [japanese.message, english.message],
        help: [japanese.help, english.help],
        expression: english.expression,
        profile: english.profile,
        element: english.element,
        excerpt,
    }
}

/// JSON that no `</script>` or `<!--` in it can end.
fn harmless_in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}
