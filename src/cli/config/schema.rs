//! What stands in `jpfhir.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cli::args::{ConformanceArg, FailOnArg, FormatArg, LanguageArg, TargetArg, date};

/// The decisions of a project. What the command line says goes before them.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// The folder that paths start from.
    #[serde(skip)]
    pub base: PathBuf,
    /// `--guide`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guides: Vec<String>,
    /// `--package`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PathBuf>,
    /// `--profile`; what begins with `./` is a path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// `--master`: editions in force, `name@edition`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub masters: Vec<String>,
    /// `--target`.
    #[serde(deserialize_with = "value", serialize_with = "name", skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetArg>,
    /// `--conformance`.
    #[serde(deserialize_with = "value", serialize_with = "name", skip_serializing_if = "Option::is_none")]
    pub conformance: Option<ConformanceArg>,
    /// `--best-practice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_practice: Option<bool>,
    /// `false` is `--no-rules`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<bool>,
    /// `--coverage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<bool>,
    /// `--as-of`.
    #[serde(deserialize_with = "day", skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// `--lang`.
    #[serde(deserialize_with = "value", serialize_with = "name", skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageArg>,
    /// `--format`.
    #[serde(deserialize_with = "value", serialize_with = "name", skip_serializing_if = "Option::is_none")]
    pub format: Option<FormatArg>,
    /// `--mask`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mask: Option<bool>,
    /// `--fail-on`.
    #[serde(deserialize_with = "value", serialize_with = "name", skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<FailOnArg>,
    /// Globs of files that are not validated when a folder or pattern finds them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Code systems of the project that no guide knows; `*` stands for anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted_code_systems: Vec<String>,
    /// `--ignore-warnings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore_warnings: Option<PathBuf>,
    /// `--baseline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// Severities by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub severity: BTreeMap<String, SeverityChoice>,
    /// Severities by id, file and place.
    #[serde(rename = "override", skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideRow>,
    /// Findings that are known and accepted.
    #[serde(rename = "waiver", skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverRow>,
}

/// A severity, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the severities")]
pub enum SeverityChoice {
    Error,
    Warning,
    Information,
    Off,
}

/// `[[override]]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideRow {
    /// Id, in which `*` stands for anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Glob of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// FHIRPath, in which `*` stands for anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The severity.
    pub severity: SeverityChoice,
}

/// `[[waiver]]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WaiverRow {
    /// Id, in which `*` stands for anything.
    pub id: String,
    /// Glob of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// FHIRPath, in which `*` stands for anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Why the findings are accepted.
    pub reason: String,
    /// The last day that it holds.
    #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

impl Config {
    /// Makes paths start from the folder of the file that holds them.
    pub fn start_from(&mut self, file: &Path) {
        let base = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        self.base = base.parent().unwrap_or(Path::new("")).to_owned();
        self.packages
            .iter_mut()
            .chain(&mut self.baseline)
            .chain(&mut self.ignore_warnings)
            .for_each(|path| *path = self.base.join(&*path));
        for profile in &mut self.profiles {
            if profile.starts_with("./") || profile.starts_with("../") {
                *profile = self.base.join(&*profile).to_string_lossy().into_owned();
            }
        }
    }
}

fn value<'de, D: Deserializer<'de>, T: ValueEnum>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_str(&text, false).map(Some).map_err(|_| {
        let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let values: Vec<String> = values.map(|value| format!("\"{}\"", value.get_name())).collect();
        serde::de::Error::custom(format!("\"{text}\" is none of {}", values.join(", ")))
    })
}

fn name<S: Serializer, T: ValueEnum>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    let value = value.as_ref().and_then(ValueEnum::to_possible_value);
    serializer.serialize_str(value.as_ref().map_or("", |value| value.get_name()))
}

/// A day, as TOML's own date or as text.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Date(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Date(date) => date.to_string(),
        Written::Text(text) => text,
    };
    date(&text).map(Some).map_err(serde::de::Error::custom)
}
