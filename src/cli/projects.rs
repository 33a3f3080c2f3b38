//! Which settings count for which file: each `jpfhir.toml` makes a project with definitions and decisions of its own.

use std::path::{Path, PathBuf};

use jpfhir::diagnostics::Severity;
use jpfhir::diagnostics::render::Provenance;
use jpfhir::policy::{Files, Policy};
use jpfhir::source::Input;

use super::Failure;
use super::args::ValidateArgs;
use super::config::{self, Config, Finder, Lists};
use super::constraints::Faulty;
use super::definitions::{self, Judges};
use super::judge::Check;
use super::settings::Settings;
use super::validator_cli::DropIn;

/// The files that one `jpfhir.toml`, or none, counts for.
pub struct Project {
    /// The check of a document.
    pub check: Box<Check>,
    /// The constraints of packages that something is wrong with.
    pub faulty: Vec<Faulty>,
    /// What becomes of findings.
    pub policy: Policy,
    /// The mildest severity that makes the exit status 1.
    pub fail_on: Option<Severity>,
    /// Whether submissions are compared with each other.
    pub compare: bool,
}

/// The projects of a run, with the inputs of each.
pub struct Projects {
    /// By the order in which they are met.
    pub list: Vec<Project>,
    /// The settings of the run as a whole: those of the first project.
    pub settings: Settings,
    /// What all of them judge by.
    pub provenance: Provenance,
    /// What to read, and the project that it belongs to.
    pub inputs: Vec<(Input, usize)>,
}

impl Projects {
    /// Finds the project of each input and opens it; inputs that a project excludes are left out.
    ///
    /// # Errors
    /// A file of decisions that is not understood, or what keeps definitions from being opened.
    pub fn open(args: &ValidateArgs, inputs: Vec<Input>) -> Result<Self, Failure> {
        let mut finder = match (&args.run.config, args.run.no_config) {
            (Some(path), _) => Finder::Fixed(Some(path.clone())),
            (None, true) => Finder::Fixed(None),
            (None, false) => Finder::Nearest(Default::default()),
        };
        let mut found: Vec<Found> = Vec::new();
        let mut kept = Vec::new();
        for input in inputs {
            let path = finder.find(&input.path);
            let project = match found.iter().position(|other| other.path == path) {
                Some(project) => project,
                None => {
                    found.push(Found::read(path)?);
                    found.len() - 1
                }
            };
            if input.explicit || !found[project].exclude.iter().any(|files| files.matches(&input.name())) {
                kept.push((input, project));
            }
        }
        if kept.is_empty() {
            return Err(Failure::Message("there is nothing to validate: jpfhir.toml excludes all files".to_owned()));
        }
        let mut opened = Vec::with_capacity(found.len());
        for found in found {
            opened.push(found.open(args)?);
        }
        Self::of(opened, kept).ok_or_else(|| Failure::Message("there is nothing to validate".to_owned()))
    }

    fn of(opened: Vec<(Settings, Provenance, Project)>, inputs: Vec<(Input, usize)>) -> Option<Self> {
        let mut list = Vec::with_capacity(opened.len());
        let mut first: Option<(Settings, Provenance)> = None;
        for (settings, provenance, project) in opened {
            list.push(project);
            match &mut first {
                None => first = Some((settings, provenance)),
                Some((whole, all)) => {
                    whole.coverage |= settings.coverage;
                    all.add(provenance);
                }
            }
        }
        let (settings, provenance) = first?;
        Some(Self { list, settings, provenance, inputs })
    }
}

/// A file of decisions that was read.
struct Found {
    path: Option<PathBuf>,
    config: Config,
    exclude: Vec<Files>,
}

impl Found {
    fn read(path: Option<PathBuf>) -> Result<Self, Failure> {
        let config = path.as_deref().map_or_else(|| Ok(Config::default()), config::read)?;
        let glob = |glob: &String| {
            let place = || path.as_deref().unwrap_or(Path::new("")).display().to_string();
            let wrong = |error| Failure::Message(format!("{}: exclude \"{glob}\": {error}", place()));
            Files::new(&config.base, glob).map_err(wrong)
        };
        let exclude = config.exclude.iter().map(glob).collect::<Result<_, _>>()?;
        Ok(Self { path, config, exclude })
    }

    fn open(self, args: &ValidateArgs) -> Result<(Settings, Provenance, Project), Failure> {
        let settings = Settings::new(args.clone(), &self.config);
        let Judges { check, provenance, faulty } = definitions::open(&settings)?;
        let path = self.path.as_deref().unwrap_or(Path::new(""));
        let lists =
            Lists { baseline: settings.baseline.as_deref(), ignore_warnings: settings.ignore_warnings.as_deref() };
        let mut policy = config::policy(&self.config, path, lists, &settings.as_of)?;
        policy.overrides.extend(args.run.drop_in.iter().flat_map(DropIn::overrides));
        let project = Project { check, faulty, policy, fail_on: settings.fail_on, compare: settings.rules };
        Ok((settings, provenance, project))
    }
}
