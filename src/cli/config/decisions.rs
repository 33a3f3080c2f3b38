//! From `jpfhir.toml` to what becomes of findings.

use std::path::Path;

use jpfhir::codes::Day;
use jpfhir::diagnostics::Severity;
use jpfhir::policy::{Baseline, Files, IgnoreWarnings, Override, Policy, Scope, Words};

use super::schema::{Config, SeverityChoice};
use super::{fault, known_id};
use crate::cli::{Failure, output};

/// Files of findings that are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists<'a> {
    /// A baseline.
    pub baseline: Option<&'a Path>,
    /// The ignoreWarnings.txt of a guide.
    pub ignore_warnings: Option<&'a Path>,
}

/// The decisions of a project as of a day; `path` is the file they stand in. Waivers that have expired are told of on
/// standard error and count no more.
///
/// # Errors
/// An id that does not exist, a glob that is none, a baseline that cannot be read.
pub fn policy(config: &Config, path: &Path, lists: Lists<'_>, as_of: &str) -> Result<Policy, Failure> {
    let wrong = |message: String| fault(path, &message);
    let mut policy = Policy::default();
    for (id, choice) in &config.severity {
        let scope = scope(config, Some(id), None, None).map_err(wrong)?;
        policy.overrides.push(Override { scope, severity: severity(*choice) });
    }
    for row in &config.overrides {
        let scope = scope(config, row.id.as_deref(), row.file.as_deref(), row.path.as_deref()).map_err(wrong)?;
        policy.overrides.push(Override { scope, severity: severity(row.severity) });
    }
    let today = Day::parse(as_of);
    for row in &config.waivers {
        if row.reason.trim().is_empty() {
            return Err(wrong(format!("the waiver of {} has no reason", row.id)));
        }
        let scope = scope(config, Some(&row.id), row.file.as_deref(), row.path.as_deref()).map_err(wrong)?;
        let expires = row.expires.as_deref().and_then(Day::parse);
        if expires.zip(today).is_some_and(|(last, today)| last < today) {
            let (id, day, reason) = (&row.id, row.expires.as_deref().unwrap_or_default(), &row.reason);
            output::complain(&format!("{}: the waiver of {id} expired on {day} ({reason})", path.display()));
        } else {
            policy.waivers.push(scope);
        }
    }
    policy.accepted_code_systems = config.accepted_code_systems.iter().map(|system| Words::new(system)).collect();
    if let Some(file) = lists.ignore_warnings {
        let text = std::fs::read_to_string(file).map_err(|error| fault(file, &error.to_string()))?;
        let list = IgnoreWarnings::parse(&file.to_string_lossy(), &text);
        policy.ignore_warnings = Some(list.map_err(|error| fault(file, &error.to_string()))?);
    }
    if let Some(file) = lists.baseline {
        let text = std::fs::read_to_string(file).map_err(|error| fault(file, &error.to_string()))?;
        policy.baseline = Some(Baseline::parse(&text).map_err(|error| fault(file, &error.to_string()))?);
    }
    Ok(policy)
}

fn scope(config: &Config, id: Option<&str>, file: Option<&str>, path: Option<&str>) -> Result<Scope, String> {
    id.map_or(Ok(()), known_id)?;
    let files = file.map(|glob| Files::new(&config.base, glob).map_err(|error| format!("file = \"{glob}\": {error}")));
    Ok(Scope { id: id.map(Words::new), files: files.transpose()?, path: path.map(Words::new) })
}

fn severity(choice: SeverityChoice) -> Option<Severity> {
    match choice {
        SeverityChoice::Error => Some(Severity::Error),
        SeverityChoice::Warning => Some(Severity::Warning),
        SeverityChoice::Information => Some(Severity::Information),
        SeverityChoice::Off => None,
    }
}
