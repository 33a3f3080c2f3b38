//! `jpfhir rules`: the submission rules by id, and what becomes of each. Its Markdown is docs/rules.md.

use std::io::Write;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::diagnostics::render::severity_name;
use jpfhir::rules::register::{Row, State, rows};

use super::args::TargetArg;
use super::{Failure, Status};

/// `jpfhir rules`.
#[derive(Debug, ClapArgs)]
pub struct RulesArgs {
    /// Rules that hold for this kind of submission
    #[arg(long, value_enum)]
    target: Option<TargetArg>,
    /// Rules of this group: FILE, COM, REF, BND, PAT, CND, ALG, OBS, MED, ENC, DOC, RFR, DIS, PCS, CHK, MUN, EPR, TOOL
    #[arg(long, value_name = "GROUP", ignore_case = true)]
    group: Option<String>,
    /// Rules of this severity
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "information"])]
    severity: Option<String>,
    /// Rules of which this becomes
    #[arg(long, value_name = "STATUS", value_parser = State::ALL.map(State::word))]
    status: Option<String>,
    /// Rules where the official material contradicts itself
    #[arg(long)]
    defects: bool,
    /// How to list them
    #[arg(long, value_enum, default_value_t)]
    format: RulesFormat,
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum RulesFormat {
    /// One line a rule
    #[default]
    Human,
    /// One JSON array
    Json,
    /// The manual page
    #[value(hide = true)]
    Markdown,
}

impl RulesArgs {
    fn takes(&self, row: &Row) -> bool {
        let rule = row.rule;
        let targets = self.target.map(|target| jpfhir::rules::Target::from(target).targets());
        targets.is_none_or(|targets| rule.is_some_and(|rule| rule.targets.meets(targets)))
            && self.group.as_ref().is_none_or(|group| row.group().eq_ignore_ascii_case(group))
            && self.severity.as_ref().is_none_or(|name| rule.is_some_and(|r| severity_name(r.message.severity) == name))
            && self.status.as_ref().is_none_or(|status| row.state.word() == status)
            && (!self.defects || is_defect(row))
    }
}

/// Whether a rule is about a contradiction in the official material.
fn is_defect(row: &Row) -> bool {
    row.published == 'X' || row.detail.contains("defect") || row.rule.is_some_and(|rule| !rule.defect.is_empty())
}

/// What a rule asks for, in a few words.
fn title(row: &Row) -> &'static str {
    row.rule.map_or(row.title, |rule| rule.message.english.message)
}

/// Lists the rules that the arguments select.
pub fn run(args: &RulesArgs) -> Result<Status, Failure> {
    let chosen: Vec<&Row> = rows().iter().filter(|row| args.takes(row)).collect();
    let mut out = std::io::stdout().lock();
    match args.format {
        RulesFormat::Human => human(&mut out, &chosen)?,
        RulesFormat::Json => json(&mut out, &chosen)?,
        RulesFormat::Markdown => markdown(&mut out, &chosen)?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

fn human(out: &mut impl Write, chosen: &[&Row]) -> std::io::Result<()> {
    for row in chosen {
        let severity = row.rule.map_or("", |rule| severity_name(rule.message.severity));
        writeln!(out, "{:<8} {:<16} {severity:<11} {}", row.id, row.state.word(), title(row))?;
    }
    let counts: Vec<String> = counts(chosen).into_iter().map(|(state, n)| format!("{n} {}", state.word())).collect();
    writeln!(out, "{} rules: {}", chosen.len(), counts.join(", "))
}

/// How many rules have each status.
fn counts(chosen: &[&Row]) -> Vec<(State, usize)> {
    let count = |state| chosen.iter().filter(|row| row.state == state).count();
    State::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, n)| *n > 0).collect()
}

fn json(out: &mut impl Write, chosen: &[&Row]) -> std::io::Result<()> {
    let rows: Vec<serde_json::Value> = chosen
        .iter()
        .map(|row| {
            let rule = row.rule;
            serde_json::json!({
                "id": row.id,
                "status": row.state.word(),
                "published": row.published.to_string(),
                "severity": rule.map(|rule| severity_name(rule.message.severity)),
                "title": title(row),
                "japanese": rule.map(|rule| rule.message.japanese.message),
                "targets": rule.map(|rule| rule.targets.names().collect::<Vec<_>>()),
                "editions": rule.map(|rule| rule.editions()).filter(|editions| !editions.is_empty()),
                "source": rule.map(|rule| rule.source),
                "defect": rule.map(|rule| rule.defect).filter(|defect| !defect.is_empty()),
                "detail": Some(row.detail).filter(|detail| !detail.is_empty()),
            })
        })
        .collect();
    writeln!(out, "{}", serde_json::to_string_pretty(&rows).unwrap_or_default())
}

/// What the manual says of each status.
fn meaning(state: State) -> &'static str {
    match state {
        State::Implemented => "a rule checks it; its tests are in `testdata/rules/<id>`",
        State::Profile => {
            "the published profiles ask for it, in the corrected reading where they have a defect; shown in `testdata/rules/<id>`"
        }
        State::Fhir => "the reader or the checks of FHIR itself ask for it",
        State::Covered => "another rule covers it",
        State::NeedsMasters => "not yet implemented: it needs the code masters",
        State::NotYet => "not yet implemented",
        State::NotCheckable => "it cannot be checked on a document",
    }
}

fn markdown(out: &mut impl Write, chosen: &[&Row]) -> std::io::Result<()> {
    writeln!(out, "# Submission rules\n")?;
    writeln!(
        out,
        "What Japan's guides ask of a submission, rule by rule. Made by `jpfhir rules --format markdown`.\n"
    )?;
    writeln!(out, "| status | rules | meaning |\n|---|---|---|")?;
    for (state, count) in counts(chosen) {
        writeln!(out, "| {} | {count} | {} |", state.word(), meaning(state))?;
    }
    let mut group = "";
    for row in chosen {
        if row.group() != group {
            group = row.group();
            writeln!(out, "\n## {group}\n\n| rule | status | severity | what it says | for | source or reason |")?;
            writeln!(out, "|---|---|---|---|---|---|")?;
        }
        writeln!(out, "{}", line(row).replace('\n', " "))?;
    }
    Ok(())
}

fn line(row: &Row) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let Some(rule) = row.rule else {
        return format!("| {} | {} | | {} | | {} |", row.id, row.state.word(), cell(row.title), cell(row.detail));
    };
    let severity = severity_name(rule.message.severity);
    let mut reach: Vec<String> = rule.targets.names().map(str::to_owned).collect();
    reach.extend(Some(rule.editions()).filter(|editions| !editions.is_empty()));
    let words = &rule.message;
    let says = format!("{}<br>{}", cell(words.english.message), cell(words.japanese.message));
    let defect = if rule.defect.is_empty() { String::new() } else { format!(" (defect {})", rule.defect) };
    let (reach, source) = (reach.join(", "), cell(rule.source));
    format!("| {} | {} | {severity} | {says} | {reach} | {source}{defect} |", row.id, row.state.word())
}

/// Where a rule comes from and what it holds for.
pub fn facts(out: &mut impl Write, row: &Row) -> std::io::Result<()> {
    let Some(rule) = row.rule else { return Ok(()) };
    writeln!(out, "\nsource: {}", rule.source)?;
    writeln!(out, "targets: {}", rule.targets.names().collect::<Vec<_>>().join(", "))?;
    if !rule.editions().is_empty() {
        writeln!(out, "editions: {}", rule.editions())?;
    }
    if !rule.defect.is_empty() {
        writeln!(out, "known defect: {}", rule.defect)?;
    }
    Ok(())
}

/// What becomes of a rule that has no check of its own.
pub fn explain(out: &mut impl Write, row: &Row) -> std::io::Result<()> {
    writeln!(out, "{} ({})\n\n{}", row.id, row.state.word(), row.title)?;
    writeln!(out, "{}", meaning(row.state))?;
    if row.detail.is_empty() { Ok(()) } else { writeln!(out, "by: {}", row.detail) }
}
