//! What a case is judged with: definitions, validator and rules, opened once for each selection.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use jpfhir::codes::Day;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::Document;
use jpfhir::masters::Masters;
use jpfhir::rules::{self, Rules, Target};
use jpfhir::source::Source;
use jpfhir::validate::{AsOf, Options, Validator};

use super::shared;

/// The day that documents are judged on.
const TODAY: &str = "2026-04-01";

/// A validator and rules of a fixed day.
#[allow(dead_code, reason = "not every test needs all of it")]
pub struct Tools {
    pub definitions: Arc<Definitions>,
    validator: Validator,
    rules: Rules,
}

fn open(packages: Vec<PathBuf>, target: Option<Target>) -> Tools {
    let selection = Selection { packages, cache: Cache::default(), ..Selection::default() };
    let definitions = Arc::new(Definitions::open(&selection).expect("the definitions open").definitions);
    let as_of = Day::parse(TODAY).map(|day| AsOf { day, is_fixed: true });
    let masters = Arc::new(Masters::embedded());
    let validator = Validator::new(definitions.clone(), Options { as_of, masters, ..Options::default() });
    let options = rules::Options { target, as_of: TODAY.to_owned() };
    let rules = Rules::new(definitions.clone(), validator.terminology(), options);
    Tools { definitions, validator, rules }
}

impl Tools {
    /// Those of the embedded guides.
    pub fn embedded() -> Arc<Self> {
        Self::of(&[], None).expect("the embedded guides are always there")
    }

    /// Those of packages of the shared folder (the embedded guides when there are none), and of a kind of submission.
    /// `None` when the shared folder is absent, which is told.
    pub fn of(packages: &[&str], target: Option<&str>) -> Option<Arc<Self>> {
        static OPENED: OnceLock<Mutex<HashMap<String, Arc<Tools>>>> = OnceLock::new();
        let folder = if packages.is_empty() { None } else { Some(shared::folder("packages")?) };
        let paths = packages.iter().filter_map(|name| Some(folder.as_ref()?.join(name))).collect();
        let key = format!("{packages:?} {target:?}");
        let mut opened = OPENED.get_or_init(Mutex::default).lock().unwrap_or_else(|e| e.into_inner());
        Some(opened.entry(key).or_insert_with(|| Arc::new(open(paths, target.map(kind)))).clone())
    }

    /// A document and everything found in it, rules included.
    pub fn judge(&self, name: &str, text: String) -> (Document, Vec<Diagnostic>) {
        let (document, mut found) = Document::parse(Source::new(name, text));
        found.extend(self.rules.check(&document, self.validator.validate(&document)));
        found.sort_by_key(|d| (d.span.start, d.severity, d.message.id));
        (document, found)
    }

    /// The same, and what is told with `--coverage`.
    #[allow(dead_code, reason = "not every test needs it")]
    pub fn judge_coverage(&self, name: &str, text: String) -> (Document, Vec<Diagnostic>) {
        let (document, mut found) = self.judge(name, text);
        found.extend(self.rules.coverage(&document, &self.validator.coverage(&document)));
        (document, found)
    }
}

fn kind(name: &str) -> Target {
    match name {
        "clins-5info" => Target::FiveInformation,
        "checkup" => Target::Checkup,
        other => panic!("no case is of the kind {other} so far"),
    }
}
