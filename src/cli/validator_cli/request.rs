//! What a command line of the Java validator asks for, and the same as arguments of `jpfhir validate`.

use jpfhir::diagnostics::Severity;
use jpfhir::policy::{Override, Scope, Words};

/// What `jpfhir validate` has no argument for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropIn {
    /// The mildest severity that is reported.
    pub level: Severity,
    /// Whether the ids of the findings stand behind them.
    pub ids: bool,
    /// Other severities by id; `None` leaves the finding out.
    pub severities: Vec<(&'static str, Option<Severity>)>,
}

impl DropIn {
    /// The severities as decisions of a project.
    pub fn overrides(&self) -> impl Iterator<Item = Override> + '_ {
        let scope = |id| Scope { id: Some(Words::new(id)), ..Scope::default() };
        self.severities.iter().map(move |(id, severity)| Override { scope: scope(id), severity: *severity })
    }
}

/// What the flags ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Files, folders and patterns to validate.
    pub sources: Vec<String>,
    /// Each `-ig`.
    pub guides: Vec<String>,
    /// Each `-profile`.
    pub profiles: Vec<String>,
    /// `-locale`: whether it is Japanese.
    pub japanese: Option<bool>,
    /// `-level`.
    pub level: Severity,
    /// `-best-practice`: whether recommendations are reported.
    pub best_practice: bool,
    /// `-output`.
    pub output: Option<String>,
    /// `-html-output`.
    pub html: Option<String>,
    /// `-output-style`, as a format of `--format`.
    pub style: Option<&'static str>,
    /// `-show-message-ids`.
    pub ids: bool,
    /// Whether a wrong display is only a warning.
    pub displays_are_warnings: bool,
    /// Other severities that flags ask for.
    pub severities: Vec<(&'static str, Option<Severity>)>,
    /// Arguments that are the same in `jpfhir validate`.
    pub same: Vec<String>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            guides: Vec::new(),
            profiles: Vec::new(),
            japanese: None,
            level: Severity::Information,
            best_practice: true,
            output: None,
            html: None,
            style: None,
            ids: false,
            displays_are_warnings: false,
            severities: Vec::new(),
            same: Vec::new(),
        }
    }
}

impl Request {
    /// The arguments of `jpfhir validate`, with what the guides that were asked for became.
    pub fn arguments(&self, guides: Vec<String>) -> Vec<String> {
        let mut arguments: Vec<String> = ["--conformance", "official", "--no-config"].map(str::to_owned).into();
        let mut add = |name: &str, value: &str| arguments.extend([name.to_owned(), value.to_owned()]);
        let text = "validator-cli";
        add("--format", if self.output.is_some() { text } else { self.style.unwrap_or(text) });
        if let Some(japanese) = self.japanese {
            add("--lang", if japanese { "ja" } else { "en" });
        }
        let style = self.style.unwrap_or("operation-outcome");
        let files = [(style, &self.output), ("html", &self.html)];
        for (format, path) in files.iter().filter_map(|(format, path)| Some((format, path.as_ref()?))) {
            add("--output", &format!("{format}={path}"));
        }
        self.profiles.iter().for_each(|profile| add("--profile", profile));
        arguments.extend(guides);
        if self.best_practice {
            arguments.push("--best-practice".to_owned());
        }
        arguments.extend(self.same.iter().cloned());
        arguments.push("--".to_owned());
        arguments.extend(self.sources.iter().cloned());
        arguments
    }

    /// What the arguments cannot say.
    pub fn drop_in(&self) -> DropIn {
        let mut severities = self.severities.clone();
        if !self.displays_are_warnings {
            severities.push(("display-wrong", Some(Severity::Error)));
        }
        DropIn { level: self.level, ids: self.ids, severities }
    }
}
