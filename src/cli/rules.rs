//! `jpfhir rules`: the submission rules by id, and what becomes of each. Its Markdown is docs/rules.md.

use std::io::Write;

use clap::{Args as ClapArgs, ValueEnum};

use jpfhir::diagnostics::render::severity_name;
use jpfhir::rules::On;
use jpfhir::rules::register::{Example, Row, State, rows};

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
    /// The known defects of the official material by their letters, and the rules that they concern
    #[arg(long, conflicts_with_all = ["target", "group", "severity", "status"])]
    defects: bool,
    /// How to list them
    #[arg(long, value_enum, default_value_t)]
    format: RulesFormat,
}

/// `--format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
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
        let targets = self.target.map(|target| jpfhir::rules::Target::from(target).targets());
        targets.is_none_or(|targets| row.targets().meets(targets))
            && self.group.as_ref().is_none_or(|group| row.group().eq_ignore_ascii_case(group))
            && self.severity.as_ref().is_none_or(|name| severity(row) == name)
            && self.status.as_ref().is_none_or(|status| row.state.word() == status)
    }
}

/// What a rule asks for, in a few words.
fn title(row: &Row) -> &'static str {
    row.rule.map_or(row.title, |rule| rule.message.english.message)
}

/// Lists the rules that the arguments select.
pub fn run(args: &RulesArgs) -> Result<Status, Failure> {
    if args.defects {
        return super::defects::run(args.format);
    }
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
        writeln!(out, "{:<8} {:<16} {:<11} {}", row.id, row.state.word(), severity(row), title(row))?;
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
                "severity": Some(severity(row)).filter(|severity| !severity.is_empty()),
                "title": title(row),
                "japanese": Some(row.japanese()).filter(|words| !words.is_empty()),
                "targets": row.targets().names().collect::<Vec<_>>(),
                "editions": rule.map(|rule| rule.editions()).filter(|editions| !editions.is_empty()),
                "source": Some(row.source()).filter(|source| !source.is_empty()),
                "examples": row.examples().map(example).collect::<Vec<_>>(),
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
            writeln!(
                out,
                "\n## {group}\n\n| rule | status | severity | what it says | for | by what, source or reason | tests |"
            )?;
            writeln!(out, "|---|---|---|---|---|---|---|")?;
        }
        writeln!(out, "{}", line(row).replace('\n', " "))?;
    }
    super::defects::markdown(out)
}

fn example(example: Example) -> serde_json::Value {
    serde_json::json!({"place": example.place, "keeps": example.keeps, "breaks": example.breaks})
}

/// The severity by its name; empty for what is neither a rule nor in the table.
fn severity(row: &Row) -> &'static str {
    row.severity().map_or("", severity_name)
}

fn line(row: &Row) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut reach: Vec<String> = row.targets().names().map(str::to_owned).collect();
    reach.extend(row.rule.map(|rule| rule.editions()).filter(|editions| !editions.is_empty()));
    let says: Vec<String> =
        [title(row), row.japanese()].into_iter().filter(|words| !words.is_empty()).map(cell).collect();
    let defect = row.rule.map_or("", |rule| rule.defect);
    let defect = if defect.is_empty() { String::new() } else { format!(" (defect {defect})") };
    let by = if row.detail.is_empty() { String::new() } else { format!("by {}<br>", cell(row.detail)) };
    let by = if matches!(row.state, State::NotCheckable) { by.replacen("by ", "", 1) } else { by };
    let (says, reach, source) = (says.join("<br>"), reach.join(", "), cell(row.source()));
    format!(
        "| {} | {} | {} | {says} | {reach} | {by}{source}{defect} | {} |",
        row.id,
        row.state.word(),
        severity(row),
        tests(row)
    )
}

/// Where a row is shown.
fn tests(row: &Row) -> String {
    match row.state {
        State::Implemented if matches!(row.rule.map(|rule| rule.on), Some(On::Batch)) => {
            "`tests/rules/batch.rs`".to_owned()
        }
        State::Implemented | State::Profile => format!("`testdata/rules/{}`", row.id),
        State::Fhir => "`snapshots/`, by the id".to_owned(),
        State::Covered => {
            row.detail.split(", ").map(|id| format!("`testdata/rules/{id}`")).collect::<Vec<_>>().join(", ")
        }
        _ => "–".to_owned(),
    }
}

/// Where a rule comes from, what it holds for, and examples.
pub fn facts(out: &mut impl Write, row: &Row) -> std::io::Result<()> {
    writeln!(out)?;
    if !row.source().is_empty() {
        writeln!(out, "source: {}", row.source())?;
    }
    writeln!(out, "targets: {}", row.targets().names().collect::<Vec<_>>().join(", "))?;
    if let Some(rule) = row.rule {
        if !rule.editions().is_empty() {
            writeln!(out, "editions: {}", rule.editions())?;
        }
        if !rule.defect.is_empty() {
            writeln!(out, "known defect: {}", rule.defect)?;
        }
    }
    for example in row.examples() {
        writeln!(
            out,
            "\nexample: {}\n    keeps it:  {}\n    breaks it: {}",
            example.place, example.keeps, example.breaks
        )?;
    }
    Ok(())
}

/// What becomes of a rule that has no check of its own.
pub fn explain(out: &mut impl Write, row: &Row) -> std::io::Result<()> {
    let head = if severity(row).is_empty() { row.id.to_owned() } else { format!("{}[{}]", severity(row), row.id) };
    writeln!(out, "{head}\n\n{}\n\nen: {}", explanation(row), row.title)?;
    if !row.japanese().is_empty() {
        writeln!(out, "ja: {}", row.japanese())?;
    }
    facts(out, row)
}

/// Who asks for a row that has no rule, and how it is reported.
fn explanation(row: &Row) -> String {
    let detail = row.detail;
    match row.state {
        State::Profile => format!(
            "The published profiles ask for it, in the corrected reading where they have a defect. It is reported as: {detail}."
        ),
        State::Fhir => format!("The reader or the checks of FHIR itself ask for it. It is reported as: {detail}."),
        State::Covered => format!("Another rule covers it: {detail}."),
        State::NotCheckable => format!("It cannot be checked on a document: {detail}."),
        state => format!("{}.", meaning(state)),
    }
}
