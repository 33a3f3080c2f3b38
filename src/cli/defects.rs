//! `jpfhir rules --defects`: the known defects of the official material. Its Markdown ends docs/rules.md.

use std::io::Write;

use jpfhir::rules::defects::{self, Defect};

use super::rules::RulesFormat;
use super::{Failure, Status};

/// Lists them all.
pub fn run(format: RulesFormat) -> Result<Status, Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        RulesFormat::Human => defects::all().iter().try_for_each(|defect| human(&mut out, defect))?,
        RulesFormat::Json => json(&mut out)?,
        RulesFormat::Markdown => markdown(&mut out)?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

fn human(out: &mut impl Write, defect: &Defect) -> std::io::Result<()> {
    writeln!(out, "{:<3} {}", defect.letter, defect.title)?;
    match defect.reading {
        Some(reading) => writeln!(out, "    {reading} ({})", defect.detail),
        None => writeln!(out, "    cannot be shown: {}", defect.detail),
    }
}

fn json(out: &mut impl Write) -> std::io::Result<()> {
    let rows: Vec<serde_json::Value> = defects::all()
        .iter()
        .map(|defect| {
            serde_json::json!({
                "letter": defect.letter,
                "title": defect.title,
                "reading": defect.reading,
                "rules": defect.rules().collect::<Vec<_>>(),
                "notShown": defect.reading.is_none().then_some(defect.detail),
            })
        })
        .collect();
    writeln!(out, "{}", serde_json::to_string_pretty(&rows).unwrap_or_default())
}

/// The section of the manual.
pub fn markdown(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "\n## Known defects of the official material\n")?;
    writeln!(
        out,
        "By default they are read as below; `--conformance official` gives what is published. Shown by `tests/rules/defects.rs`.\n"
    )?;
    writeln!(
        out,
        "| defect | what contradicts what | how it is read | rules, or why it cannot be shown |\n|---|---|---|---|"
    )?;
    for defect in defects::all() {
        let title = defect.title.replace('|', "\\|");
        writeln!(out, "| {} | {title} | {} | {} |", defect.letter, defect.reading.unwrap_or("–"), defect.detail)?;
    }
    Ok(())
}
