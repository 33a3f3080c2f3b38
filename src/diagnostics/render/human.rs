//! `--format human`: the finding, the line with the value underlined, who asks, why, and what to write. The only file
//! that knows miette.

use std::fmt::{self, Display, Write};

use anstyle::{AnsiColor, Style};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::excerpt::Excerpt;
use super::{
    Checked, Coverage, Fixes, Language, Provenance, Report, Resolved, Summary, Suppressed, View, resolve, severity_name,
};
use crate::diagnostics::{Diagnostic, Severity};

/// The report for people.
#[derive(Debug)]
pub struct Human {
    /// How it looks.
    pub view: View,
    /// What it was judged by.
    pub provenance: Provenance,
    /// Whether the summary is left out.
    pub quiet: bool,
}

impl Report for Human {
    fn document(&self, checked: Checked<'_>) -> String {
        let mut out = String::new();
        for diagnostic in checked.diagnostics {
            // Writing to a String cannot fail.
            let _ = self.finding(&mut out, checked, diagnostic);
        }
        out
    }

    fn end(&self, summary: &Summary) -> String {
        let mut out = String::new();
        if !self.quiet {
            let _ = self.summary(&mut out, summary);
        }
        out
    }
}

impl Human {
    fn finding(&self, out: &mut String, checked: Checked<'_>, diagnostic: &Diagnostic) -> fmt::Result {
        let found = resolve(checked.document, diagnostic, &self.view);
        if self.view.mask {
            let style = severity_style(found.severity);
            let head = format!("{}[{}]:", severity_name(found.severity), found.id);
            writeln!(out, "{} {}", self.paint(style, &head), found.message)?;
            let name = super::text::harmless(checked.document.source.name(), usize::MAX);
            writeln!(out, "  ─→ {name}:{}:{}", found.start.line, found.start.column)?;
        } else {
            let excerpt = Excerpt::new(&checked.document.source, diagnostic.span, self.view.width.max(40) - 12);
            let mut drawn = String::new();
            self.handler(&found).render_report(&mut drawn, &Drawn { found: &found, excerpt: &excerpt })?;
            // miette indents its heading; ours starts the line.
            out.push_str(drawn.strip_prefix("  ").unwrap_or(&drawn));
        }
        self.footer(out, &found)?;
        out.push('\n');
        Ok(())
    }

    fn footer(&self, out: &mut String, found: &Resolved<'_>) -> fmt::Result {
        let japanese = self.view.language == Language::Japanese;
        let origin = found.origin();
        let (at, profile, help) =
            if japanese { ("位置", "プロファイル", "対処") } else { ("at", "profile", "help") };
        for (label, text) in [(at, &found.expression), (profile, &origin)] {
            if !text.is_empty() {
                writeln!(out, "   {} {text}", self.paint(DIM, &format!("{label}:")))?;
            }
        }
        self.causes(out, &found.causes, 3)?;
        if !found.help.is_empty() {
            writeln!(out, "   {} {}", self.paint(HELP, &format!("{help}:")), found.help)?;
        }
        Ok(())
    }

    fn causes(&self, out: &mut String, causes: &[Resolved<'_>], indent: usize) -> fmt::Result {
        let because = if self.view.language == Language::Japanese { "理由:" } else { "because:" };
        for cause in causes {
            let place = format!("({}:{})", cause.start.line, cause.start.column);
            let because = self.paint(DIM, because);
            writeln!(out, "{:indent$}{because} {} {}", "", cause.message, self.paint(DIM, &place))?;
            self.causes(out, &cause.causes, indent + 2)?;
        }
        Ok(())
    }

    fn handler(&self, found: &Resolved<'_>) -> GraphicalReportHandler {
        let head = format!("{}[{}]:", severity_name(found.severity), found.id);
        let theme = GraphicalTheme {
            characters: ThemeCharacters {
                error: head.clone(),
                warning: head.clone(),
                advice: head,
                ..ThemeCharacters::unicode()
            },
            styles: if self.view.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        GraphicalReportHandler::new_themed(theme).with_wrap_lines(false).with_links(false).without_syntax_highlighting()
    }

    fn summary(&self, out: &mut String, summary: &Summary) -> fmt::Result {
        for (severity, id, count) in ordered(summary) {
            let head = format!("{}[{id}]", severity_name(severity));
            writeln!(out, "{count:>8}  {}", self.paint(severity_style(severity), &head))?;
        }
        if !summary.by_id.is_empty() {
            out.push('\n');
        }
        if let Some(coverage) = &summary.coverage {
            self.coverage(out, coverage)?;
        }
        self.fixes(out, summary.fixes)?;
        match self.view.language {
            Language::English => summary_english(out, summary)?,
            Language::Japanese => summary_japanese(out, summary)?,
        }
        writeln!(out, "{}", self.paint(DIM, &provenance_line(&self.provenance)))
    }

    /// How many findings `jpfhir fix` can mend.
    fn fixes(&self, out: &mut String, fixes: Fixes) -> fmt::Result {
        let Fixes { safe, needs_review } = fixes;
        if safe + needs_review == 0 {
            return Ok(());
        }
        let words = if self.view.language == Language::Japanese {
            format!("修正案あり: そのまま適用可 {safe} 件、要確認 {needs_review} 件 (jpfhir fix)")
        } else {
            format!("edits at hand: {safe} safe, {needs_review} to review (jpfhir fix)")
        };
        writeln!(out, "{}", self.paint(HELP, &words))
    }

    /// The elements that coverage tells of, those of most resources first.
    fn coverage(&self, out: &mut String, coverage: &Coverage) -> fmt::Result {
        let japanese = self.view.language == Language::Japanese;
        let (absent, droppable, none) = if japanese {
            ("ない Must Support の要素 (リソース数)", "受信側に破棄される可能性のある要素 (リソース数)", "なし")
        } else {
            (
                "Must Support elements that are absent, by resources",
                "elements that a receiver may drop, by resources",
                "none",
            )
        };
        for (title, counts) in [(absent, &coverage.absent), (droppable, &coverage.droppable)] {
            writeln!(out, "{}", self.paint(HELP, &format!("{title}:")))?;
            let mut rows: Vec<(&str, u64)> = counts.iter().map(|(element, count)| (&**element, *count)).collect();
            rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            for (element, count) in rows.iter().take(MOST_ELEMENTS) {
                writeln!(out, "{count:>8}  {}", super::text::harmless(element, usize::MAX))?;
            }
            match rows.len() {
                0 => writeln!(out, "{:>8}  {none}", 0)?,
                more if more > MOST_ELEMENTS => {
                    let rest = more - MOST_ELEMENTS;
                    let words = if japanese { format!("ほか {rest} 要素") } else { format!("and {rest} more") };
                    writeln!(out, "{:>8}  {words} (--format json)", "…")?;
                }
                _ => {}
            }
            out.push('\n');
        }
        Ok(())
    }

    fn paint(&self, style: Style, text: &str) -> Painted {
        Painted { style: if self.view.color { style } else { Style::new() }, text: text.to_owned() }
    }
}

/// How many elements a summary lists.
const MOST_ELEMENTS: usize = 30;
const DIM: Style = Style::new().dimmed();
const HELP: Style = AnsiColor::Cyan.on_default();

struct Painted {
    style: Style,
    text: String,
}

impl Display for Painted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Information => AnsiColor::Cyan.on_default(),
    }
}

/// Findings by id, worst first, then most frequent first.
fn ordered(summary: &Summary) -> Vec<(Severity, &'static str, u64)> {
    let mut rows: Vec<_> = summary.by_id.iter().map(|((severity, id), count)| (*severity, *id, *count)).collect();
    rows.sort_by_key(|(severity, id, count)| (*severity, std::cmp::Reverse(*count), *id));
    rows
}

fn summary_english(out: &mut String, summary: &Summary) -> fmt::Result {
    let counts = &summary.counts;
    let files = plural(summary.files, "file", "files");
    let resources = plural(summary.documents, "resource", "resources");
    write!(out, "{files}, {resources}: ")?;
    write!(out, "{}, ", plural(counts.errors, "error", "errors"))?;
    write!(out, "{}, ", plural(counts.warnings, "warning", "warnings"))?;
    write!(out, "{} information", counts.information)?;
    if summary.skipped > 0 {
        write!(out, "; skipped {} not FHIR", plural(summary.skipped, "file that is", "files that are"))?;
    }
    let Suppressed { off, waived, accepted, ignored, baseline } = summary.suppressed;
    let parts = [
        (baseline, "in the baseline"),
        (waived, "waived"),
        (accepted, "accepted"),
        (ignored, "ignored"),
        (off, "switched off"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if !parts.is_empty() {
        write!(out, "; suppressed {}", parts.join(", "))?;
    }
    if summary.not_shown > 0 {
        write!(out, "; {} not shown", summary.not_shown)?;
    }
    let cut = if summary.interrupted { "; interrupted" } else { "" };
    writeln!(out, " ({:.2} s{cut})", summary.elapsed.as_secs_f64())
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn summary_japanese(out: &mut String, summary: &Summary) -> fmt::Result {
    let counts = &summary.counts;
    write!(out, "{} ファイル、{} リソース: ", summary.files, summary.documents)?;
    write!(out, "エラー {} 件、警告 {} 件、情報 {} 件", counts.errors, counts.warnings, counts.information)?;
    if summary.skipped > 0 {
        write!(out, "、FHIR でない {} ファイルを除外", summary.skipped)?;
    }
    let Suppressed { off, waived, accepted, ignored, baseline } = summary.suppressed;
    let parts =
        [(baseline, "ベースライン"), (waived, "免除"), (accepted, "承認済み"), (ignored, "無視"), (off, "無効")];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} {n} 件")).collect();
    if !parts.is_empty() {
        write!(out, "、抑止: {}", parts.join("、"))?;
    }
    if summary.not_shown > 0 {
        write!(out, "、表示せず {} 件", summary.not_shown)?;
    }
    let cut = if summary.interrupted { "、中断" } else { "" };
    writeln!(out, " ({:.2} 秒{cut})", summary.elapsed.as_secs_f64())
}

/// `jpfhir 0.1.0 · clins@1.10.0 · corrected · 2026-04-01`
fn provenance_line(provenance: &Provenance) -> String {
    let mut parts = vec![format!("jpfhir {}", provenance.tool)];
    parts.extend(provenance.guides.iter().chain(&provenance.masters).cloned());
    parts.push(provenance.conformance.clone());
    parts.push(provenance.as_of.clone());
    parts.join(" · ")
}

/// A finding as miette sees it.
struct Drawn<'a> {
    found: &'a Resolved<'a>,
    excerpt: &'a Excerpt,
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.found.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.found.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Information => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = &self.excerpt.label;
        Some(Box::new(std::iter::once(LabeledSpan::new(None, label.start, label.len()))))
    }
}
