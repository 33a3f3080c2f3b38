//! The reports of `jpfhir validate`: which formats, and where each goes.

use std::io::{BufWriter, Stdout, Write};
use std::path::PathBuf;

use jpfhir::catalogue;
use jpfhir::diagnostics::render::{
    Concise, GitHub, GitLab, Html, Human, JUnit, Json, OperationOutcome, Provenance, Report, Sarif, Separator, Shape,
    Table, ValidatorCli, View,
};
use jpfhir::policy::Collect;
use jpfhir::storage::whole::WholeFile;

use super::Failure;
use super::args::FormatArg;
use super::settings::Settings;

/// The reports to make: that of standard output first, then those of files in their order.
pub fn choose(settings: &Settings, provenance: &Provenance, several: bool) -> Vec<Box<dyn Report>> {
    let one = |format, view| report(format, view, settings, provenance.clone(), several);
    let plain = View { color: false, ..settings.view };
    let mut reports = vec![one(settings.format, settings.view)];
    reports.extend(settings.outputs.iter().map(|(format, _)| one(*format, plain)));
    if settings.write_baseline.is_some() {
        reports.push(Box::new(Collect));
    }
    reports
}

fn report(
    format: FormatArg,
    view: View,
    settings: &Settings,
    provenance: Provenance,
    several: bool,
) -> Box<dyn Report> {
    let quiet = settings.quiet;
    let outcome = |shape, provenance| {
        let base = std::env::current_dir().unwrap_or_default();
        Box::new(OperationOutcome { view, provenance, shape, base })
    };
    let table = |separator| Box::new(Table { view, separator, byte_order_mark: settings.byte_order_mark });
    match format {
        FormatArg::Human => Box::new(Human { view, provenance, quiet }),
        FormatArg::Concise => Box::new(Concise { view, provenance, quiet }),
        FormatArg::Json => Box::new(Json { view, provenance, lines: false }),
        FormatArg::Ndjson => Box::new(Json { view, provenance, lines: true }),
        FormatArg::OperationOutcome => outcome(if several { Shape::Bundle } else { Shape::Single }, provenance),
        FormatArg::OperationOutcomeNdjson => outcome(Shape::Lines, provenance),
        FormatArg::Sarif => Box::new(Sarif { view, provenance, declared: catalogue::find }),
        FormatArg::Junit => Box::new(JUnit { view, provenance, fail_on: settings.fail_on }),
        FormatArg::Github => Box::new(GitHub { view }),
        FormatArg::Gitlab => Box::new(GitLab { view }),
        FormatArg::Csv => table(Separator::Comma),
        FormatArg::Tsv => table(Separator::Tab),
        FormatArg::ValidatorCli => Box::new(ValidatorCli { view, provenance, several, ids: settings.shows_ids }),
        FormatArg::Html => Box::new(Html { view, provenance }),
    }
}

/// Where each report goes, in the order of [`choose`].
///
/// # Errors
/// When a file cannot be written.
pub fn sinks(settings: &Settings) -> Result<Vec<Sink>, Failure> {
    let standard = Sink::of(Target::Standard(BufWriter::with_capacity(64 << 10, std::io::stdout())));
    let paths = settings.outputs.iter().map(|(_, path)| path).chain(&settings.write_baseline);
    let files = paths.map(|path| match WholeFile::create(path) {
        Ok(file) => Ok(Sink::of(Target::File(path.clone(), file))),
        Err(error) => Err(unwritable(path.clone(), &error)),
    });
    std::iter::once(Ok(standard)).chain(files).collect()
}

/// Where one report goes.
#[derive(Debug)]
pub struct Sink {
    target: Target,
    /// Whether a document was written.
    pub has_documents: bool,
}

#[derive(Debug)]
enum Target {
    Standard(BufWriter<Stdout>),
    File(PathBuf, WholeFile),
}

impl Sink {
    fn of(target: Target) -> Self {
        Self { target, has_documents: false }
    }

    /// Writes a part.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.target {
            Target::Standard(out) => Ok(out.write_all(text.as_bytes())?),
            Target::File(path, file) => {
                file.write_all(text.as_bytes()).map_err(|error| unwritable(path.clone(), &error))
            }
        }
    }

    /// Writes what is left; only now a file has its name.
    pub fn finish(self) -> Result<(), Failure> {
        match self.target {
            Target::Standard(mut out) => Ok(out.flush()?),
            Target::File(path, file) => file.finish().map_err(|error| unwritable(path, &error)),
        }
    }
}

fn unwritable(path: PathBuf, error: &std::io::Error) -> Failure {
    Failure::Message(format!("{}: {error}", path.display()))
}
