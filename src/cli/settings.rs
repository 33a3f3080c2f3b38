//! The arguments as the program needs them: every default decided, every conflict refused.

use std::path::PathBuf;

use jpfhir::codes::Day;
use jpfhir::diagnostics::Severity;
use jpfhir::diagnostics::render::{Language, View};

use super::args::{ConformanceArg, FailOnArg, FormatArg, LanguageArg, ValidateArgs};
use super::config::Config;
use super::output;

/// Everything `jpfhir validate` needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Embedded or installed guides.
    pub guides: Vec<String>,
    /// Packages to load.
    pub packages: Vec<PathBuf>,
    /// Profiles to impose; a path is still a path here.
    pub profiles: Vec<String>,
    /// Editions of the masters to judge by, `name@edition`.
    pub masters: Vec<String>,
    /// Follow the published packages to the letter.
    pub official: bool,
    /// Whether recommendations count too.
    pub best_practice: bool,
    /// What the documents are submitted as, if that is given.
    pub target: Option<jpfhir::rules::Target>,
    /// Whether the submission rules apply.
    pub rules: bool,
    /// Whether the coverage of the profiles is reported.
    pub coverage: bool,
    /// `YYYY-MM-DD`.
    pub as_of: String,
    /// Whether the day was asked for.
    pub is_as_of_given: bool,
    /// Whether compiled packages may be kept.
    pub cache: bool,
    /// How to report on standard output.
    pub format: FormatArg,
    /// What to write to files besides.
    pub outputs: Vec<(FormatArg, PathBuf)>,
    /// The baseline to compare with.
    pub baseline: Option<PathBuf>,
    /// The ignoreWarnings.txt of a guide.
    pub ignore_warnings: Option<PathBuf>,
    /// Where to write a baseline.
    pub write_baseline: Option<PathBuf>,
    /// Whether tables begin with a byte order mark.
    pub byte_order_mark: bool,
    /// How the report looks.
    pub view: View,
    /// Report errors only.
    pub quiet: bool,
    /// The mildest severity that is reported.
    pub mildest: Severity,
    /// Whether ids stand behind the findings of the layout of the Java validator.
    pub shows_ids: bool,
    /// How many findings are shown at most.
    pub max_findings: Option<usize>,
    /// Whether a progress bar may be drawn.
    pub progress: bool,
    /// The mildest severity that makes the exit status 1.
    pub fail_on: Option<Severity>,
    /// Threads; 0 lets rayon choose.
    pub jobs: usize,
}

impl Settings {
    /// What the command line says, then what the project says, then what is usual.
    pub fn new(args: ValidateArgs, config: &Config) -> Self {
        let level = args.run.drop_in.as_ref().map_or(Severity::Information, |asked| asked.level);
        let mildest = if args.report.quiet { Severity::Error } else { level };
        let official = args.definitions.conformance.or(config.conformance) == Some(ConformanceArg::Official);
        let language = language_or_locale(args.report.lang.or(config.language));
        let as_of = args.definitions.as_of.or_else(|| config.as_of.clone());
        let or = |own: Vec<String>, decided: &[String]| if own.is_empty() { decided.to_vec() } else { own };
        // Guides and packages are one choice: what judges.
        let chosen = !args.definitions.guides.is_empty() || !args.definitions.packages.is_empty();
        let mask = args.report.mask || config.mask == Some(true);
        Self {
            guides: if chosen { args.definitions.guides } else { config.guides.clone() },
            packages: if chosen { args.definitions.packages } else { config.packages.clone() },
            profiles: or(args.definitions.profiles, &config.profiles),
            masters: or(args.definitions.masters, &config.masters),
            official,
            best_practice: args.definitions.best_practice || config.best_practice == Some(true),
            target: args.definitions.target.or(config.target).map(Into::into),
            rules: !args.definitions.no_rules && config.rules != Some(false) && !official,
            coverage: args.definitions.coverage || config.coverage == Some(true),
            is_as_of_given: as_of.is_some(),
            as_of: as_of.unwrap_or_else(|| today().to_string()),
            cache: !args.definitions.no_cache,
            format: args.report.format.or(config.format).unwrap_or_default(),
            outputs: args.report.outputs,
            baseline: if args.run.write_baseline.is_some() {
                None
            } else {
                args.run.baseline.or(config.baseline.clone())
            },
            ignore_warnings: args.run.ignore_warnings.or(config.ignore_warnings.clone()),
            write_baseline: args.run.write_baseline,
            byte_order_mark: args.report.bom,
            view: View { language, mask, color: output::use_color(args.report.color), width: output::width() },
            quiet: args.report.quiet,
            mildest,
            shows_ids: args.run.drop_in.as_ref().is_some_and(|asked| asked.ids),
            max_findings: args.report.max_findings.map(|most| most as usize),
            progress: !args.report.no_progress && !args.report.quiet,
            fail_on: fail_on(args.run.fail_on.or(config.fail_on).unwrap_or_default()),
            jobs: args.run.jobs.map_or(0, usize::from),
        }
    }
}

fn fail_on(choice: FailOnArg) -> Option<Severity> {
    match choice {
        FailOnArg::Error => Some(Severity::Error),
        FailOnArg::Warning => Some(Severity::Warning),
        FailOnArg::Information => Some(Severity::Information),
        FailOnArg::Never => None,
    }
}

/// The language asked for, else that of the locale.
pub fn language_or_locale(choice: Option<LanguageArg>) -> Language {
    choice.map_or_else(|| language_of(|name| std::env::var(name).ok()), language)
}

fn language(choice: LanguageArg) -> Language {
    match choice {
        LanguageArg::Ja => Language::Japanese,
        LanguageArg::En => Language::English,
    }
}

/// The language of the locale: the first of the three variables that is set decides, as POSIX has it.
pub fn language_of(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("ja") => Language::Japanese,
        _ => Language::English,
    }
}

/// Today in Japan (UTC+9).
pub fn today() -> Day {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Day::after_1970(((seconds + 9 * 3600) / 86_400) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides_the_language() {
        let cases: [(&[(&str, &str)], Language); 5] = [
            (&[("LANG", "ja_JP.UTF-8")], Language::Japanese),
            (&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")], Language::English),
            (&[("LC_ALL", ""), ("LC_MESSAGES", "ja_JP"), ("LANG", "en_US")], Language::Japanese),
            (&[("LANG", "en_US.UTF-8")], Language::English),
            (&[], Language::English),
        ];
        for (variables, language) in cases {
            let lookup = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            assert_eq!(language_of(lookup), language, "{variables:?}");
        }
    }
}
