//! The flags of the Java validator, and what each means here. The table of docs/validator-cli.md is this one.

use jpfhir::diagnostics::Severity;

use super::request::Request;

/// A flag of the Java validator.
pub struct Flag {
    /// As it is written there.
    pub name: &'static str,
    /// Names of the values that follow it.
    pub values: &'static str,
    /// What becomes of it.
    pub here: Here,
    /// The same in words.
    pub words: &'static str,
}

/// What becomes of a flag.
#[derive(Clone, Copy)]
pub enum Here {
    /// It decides something; the function takes its values.
    Decides(Decide),
    /// It is what happens anyway; nothing is said.
    Always,
    /// It is accepted, and named as having no meaning.
    Nothing,
    /// It asks for something that is not done; the run does not begin.
    Refused,
}

impl Here {
    /// What goes before the words of a flag.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Decides(_) | Self::Always => "",
            Self::Nothing => "no meaning: ",
            Self::Refused => "refused: ",
        }
    }
}

type Decide = fn(&mut Request, &[String]) -> Result<(), String>;

impl Flag {
    /// How many values follow it.
    pub fn count(&self) -> usize {
        self.values.split_whitespace().count()
    }

    const fn new(name: &'static str, values: &'static str, here: Here, words: &'static str) -> Self {
        Self { name, values, here, words }
    }
}

/// The flag of a name.
pub fn find(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name == name)
}

/// The flag that is written most like a name, if one is.
pub fn nearest(name: &str) -> Option<&'static Flag> {
    let plain = |name: &str| name.trim_start_matches('-').to_lowercase();
    let near = FLAGS.iter().map(|flag| (strsim::damerau_levenshtein(&plain(name), &plain(flag.name)), flag));
    let (distance, flag) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= plain(flag.name).len() / 3).then_some(flag)
}

fn only(values: &[String]) -> &str {
    values.first().map_or("", String::as_str)
}

fn version(_: &mut Request, values: &[String]) -> Result<(), String> {
    match only(values) {
        "4.0" | "4.0.1" | "r4" | "R4" => Ok(()),
        other => Err(format!("-version {other}: only FHIR R4 (4.0.1) is validated")),
    }
}

fn guide(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.guides.push(only(values).to_owned());
    Ok(())
}

fn profiles(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.profiles.extend(only(values).split(',').filter(|url| !url.is_empty()).map(str::to_owned));
    Ok(())
}

fn locale(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.japanese = Some(only(values).to_lowercase().starts_with("ja"));
    Ok(())
}

fn level(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.level = match only(values) {
        "hints" => Severity::Information,
        "warnings" => Severity::Warning,
        "errors" => Severity::Error,
        other => return Err(format!("-level {other}: there are hints, warnings and errors")),
    };
    Ok(())
}

fn best_practice(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.best_practice = match only(values).to_lowercase().as_str() {
        "ignore" | "i" => false,
        "hint" | "h" | "warning" | "w" | "error" | "e" => true,
        other => return Err(format!("-best-practice {other}: there are ignore, hint, warning and error")),
    };
    Ok(())
}

fn extension(request: &mut Request, values: &[String]) -> Result<(), String> {
    if only(values) != "any" {
        let hint = "name the package that defines it with -ig, or allow all with -extension any";
        return Err(format!("-extension {}: single extensions cannot be allowed; {hint}", only(values)));
    }
    request.severities.push(("extension-unknown", Some(Severity::Information)));
    Ok(())
}

fn output(request: &mut Request, values: &[String]) -> Result<(), String> {
    let path = only(values);
    if path.to_lowercase().ends_with(".xml") {
        return Err(format!("-output {path}: the outcome is written as JSON; name the file .json"));
    }
    request.output = Some(path.to_owned());
    Ok(())
}

fn output_style(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.style = match only(values) {
        "text" | "default" => Some("validator-cli"),
        "json" => Some("operation-outcome"),
        "csv" => Some("csv"),
        "compact" | "compact-split" | "eslint-compact" => Some("concise"),
        other => return Err(format!("-output-style {other}: there are text, json, csv, compact and eslint-compact")),
    };
    Ok(())
}

fn html(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.html = Some(only(values).to_owned());
    Ok(())
}

fn ignore_warnings(request: &mut Request, values: &[String]) -> Result<(), String> {
    request.same.extend(["--ignore-warnings".to_owned(), only(values).to_owned()]);
    Ok(())
}

fn watch(request: &mut Request, values: &[String]) -> Result<(), String> {
    match only(values) {
        "none" => {}
        "single" | "all" => request.same.push("--watch".to_owned()),
        other => return Err(format!("-watch-mode {other}: there are none, single and all")),
    }
    Ok(())
}

fn show_ids(request: &mut Request, _: &[String]) -> Result<(), String> {
    request.ids = true;
    Ok(())
}

fn displays_are_warnings(request: &mut Request, _: &[String]) -> Result<(), String> {
    request.displays_are_warnings = true;
    Ok(())
}

fn no_extensible(request: &mut Request, _: &[String]) -> Result<(), String> {
    request.severities.extend([("code-not-in-extensible-value-set", None), ("code-expected", None)]);
    Ok(())
}

fn unknown_systems_are_errors(request: &mut Request, _: &[String]) -> Result<(), String> {
    request.severities.push(("code-system-unknown", Some(Severity::Error)));
    Ok(())
}

fn no_invariants(request: &mut Request, _: &[String]) -> Result<(), String> {
    request.severities.extend([("invariant", None), ("invariant-undecided", None)]);
    Ok(())
}

use Here::{Always, Decides, Nothing, Refused};

/// All flags, those of the official recipe first.
#[rustfmt::skip]
pub const FLAGS: &[Flag] = &[
    Flag::new("-version", "VERSION", Decides(version), "must be 4.0.1 or 4.0; FHIR R4 is what is validated"),
    Flag::new("-language", "LANGUAGE", Always, "the displays of the code systems at hand count, whatever their language"),
    Flag::new("-locale", "LOCALE", Decides(locale), "`--lang ja` for a Japanese locale, otherwise `--lang en`"),
    Flag::new("-want-invariants-in-messages", "", Always, "the expression of a constraint is always shown"),
    Flag::new("-no-extensible-binding-warnings", "", Decides(no_extensible), "leaves out `code-not-in-extensible-value-set` and `code-expected`"),
    Flag::new("-display-issues-are-warnings", "", Decides(displays_are_warnings), "without it `display-wrong` is an error, as in the Java validator"),
    Flag::new("-level", "LEVEL", Decides(level), "hints, warnings or errors: milder findings are left out"),
    Flag::new("-best-practice", "LEVEL", Decides(best_practice), "ignore leaves recommendations out; hint, warning and error report them with the severity of their guide"),
    Flag::new("-tx", "SERVER", Always, "no terminology server is ever asked; codes are judged by the guides and the embedded masters"),
    Flag::new("-ig", "PACKAGE", Decides(guide), "a .tgz or folder, `id#version`, or the name of an edition that is embedded (see below)"),
    Flag::new("-defn", "PACKAGE", Decides(guide), "the same as -ig"),
    Flag::new("-profile", "URL", Decides(profiles), "`--profile`"),
    Flag::new("-profiles", "URL,URL", Decides(profiles), "`--profile` for each"),
    Flag::new("-showReferenceMessages", "", Always, "what is wrong with the target of a reference is always reported"),
    Flag::new("-output", "FILE", Decides(output), "`--output operation-outcome=FILE`: one OperationOutcome, or a Bundle of them; the text is printed besides"),
    Flag::new("-output-style", "STYLE", Decides(output_style), "text, json (OperationOutcome), csv, compact and eslint-compact (`--format concise`); xml is refused"),
    Flag::new("-html-output", "FILE", Decides(html), "`--output html=FILE`"),
    Flag::new("-show-message-ids", "", Decides(show_ids), "writes the id of the diagnostic behind each finding (`jpfhir explain ID`)"),
    Flag::new("-verbose", "", Decides(show_ids), "the same as -show-message-ids"),
    Flag::new("-extension", "DOMAIN", Decides(extension), "`any`: unknown extensions are no errors; single domains are refused"),
    Flag::new("-unknown-codesystems-cause-errors", "", Decides(unknown_systems_are_errors), "`code-system-unknown` is an error"),
    Flag::new("-no-invariants", "", Decides(no_invariants), "leaves out `invariant`"),
    Flag::new("-recurse", "", Always, "folders are always searched with all below them"),
    Flag::new("--ignore-warnings", "FILE", Decides(ignore_warnings), "an addition: the ignoreWarnings.txt of a guide ([configuration](configuration.md))"),
    Flag::new("-questionnaire", "MODE", Nothing, "answers are checked whenever the questionnaire is at hand"),
    Flag::new("-hintAboutNonMustSupport", "", Nothing, "`jpfhir validate --coverage` tells what receivers may drop"),
    Flag::new("-security-checks", "", Nothing, "scripts in narratives are always reported"),
    Flag::new("-no_unicode_bidi_control_chars", "", Nothing, "such characters are shown as U+FFFD in every report"),
    Flag::new("-sct", "EDITION", Nothing, "SNOMED CT is not carried"),
    Flag::new("-assumeValidRestReferences", "", Nothing, "references to other servers are not followed"),
    Flag::new("-check-references", "", Nothing, "references are followed within the document only"),
    Flag::new("-check-references-to", "URL", Nothing, "references are followed within the document only"),
    Flag::new("-resolution-context", "URL", Nothing, "references are followed within the document only"),
    Flag::new("-allow-example-urls", "BOOLEAN", Nothing, "the URLs of examples are judged like others"),
    Flag::new("-html-in-markdown", "MODE", Nothing, "HTML in Markdown is not looked for"),
    Flag::new("-forPublication", "", Nothing, "it is about definitions, not documents"),
    Flag::new("-no-experimental-content", "", Nothing, "it is about definitions, not documents"),
    Flag::new("-crumb-trails", "", Nothing, "the profile and element that ask stand in the JSON and human reports"),
    Flag::new("-show-times", "", Nothing, "the times of the run stand in its last line"),
    Flag::new("-jurisdiction", "CODE", Nothing, "Japan is meant"),
    Flag::new("-alt-version", "VERSION", Nothing, "FHIR R4 is what is validated"),
    Flag::new("-matchetype", "FILE", Refused, "the comparison with a pattern file is not made"),
    Flag::new("-bundle", "RULE PROFILE", Refused, "rules for single entries are not taken; -profile is for the whole document"),
    Flag::new("-advisor-file", "FILE", Refused, "decisions about findings stand in `jpfhir.toml` or an ignoreWarnings.txt"),
    Flag::new("-expansion-parameters", "FILE", Nothing, "value sets are expanded as they are defined"),
    Flag::new("-tx-routing", "", Nothing, "no terminology server is ever asked"),
    Flag::new("-txLog", "FILE", Nothing, "no terminology server is ever asked"),
    Flag::new("-txCache", "FOLDER", Nothing, "no terminology server is ever asked"),
    Flag::new("-clear-tx-cache", "", Nothing, "no terminology server is ever asked"),
    Flag::new("-authorise-non-conformant-tx-servers", "", Nothing, "no terminology server is ever asked"),
    Flag::new("-no-http-access", "", Always, "the network is never used"),
    Flag::new("-proxy", "HOST:PORT", Nothing, "the network is never used"),
    Flag::new("-https-proxy", "HOST:PORT", Nothing, "the network is never used"),
    Flag::new("-auth", "USER:PASSWORD", Nothing, "the network is never used"),
    Flag::new("-cert", "FILE", Nothing, "the network is never used"),
    Flag::new("-fhir-settings", "FILE", Nothing, "the network is never used"),
    Flag::new("-ai-service", "NAME", Nothing, "the network is never used"),
    Flag::new("-no-internal-caching", "", Nothing, "the answers do not depend on caches"),
    Flag::new("-preload-cache", "", Nothing, "the definitions are compiled into the program"),
    Flag::new("-disable-default-resource-fetcher", "", Nothing, "nothing is fetched"),
    Flag::new("-debug", "", Nothing, "there is no debugging output"),
    Flag::new("-native", "", Nothing, "the official schemas are not used besides"),
    Flag::new("-log", "FILE", Nothing, "redirect standard error instead"),
    Flag::new("-allow-double-quotes-in-fhirpath", "", Nothing, "expressions are read as FHIRPath defines them"),
    Flag::new("-implicit-fhirpath-string-conversions", "", Nothing, "expressions are read as FHIRPath defines them"),
    Flag::new("-check-ips-codes", "", Nothing, "it is about SNOMED CT"),
    Flag::new("-r5-bundle-relative-reference-policy", "POLICY", Nothing, "it is about FHIR R5"),
    Flag::new("-watch-mode", "MODE", Decides(watch), "none, or single and all: `--watch`, which validates what has changed"),
    Flag::new("-watch-scan-delay", "MILLISECONDS", Nothing, "changes are noticed when they happen"),
    Flag::new("-watch-settle-time", "MILLISECONDS", Nothing, "changes are noticed when they happen"),
    Flag::new("-outputSuffix", "SUFFIX", Refused, "it belongs to transformations"),
    Flag::new("-convert", "", Refused, "nothing is converted between JSON and XML"),
    Flag::new("-compare", "", Refused, "profiles are not compared"),
    Flag::new("-snapshot", "", Refused, "snapshots are made as needed, not written"),
    Flag::new("-narrative", "", Refused, "narratives are not generated"),
    Flag::new("-transform", "URL", Refused, "StructureMaps are not run"),
    Flag::new("-compile", "URL", Refused, "StructureMaps are not run"),
    Flag::new("-lang-transform", "MODE", Refused, "languages are not extracted"),
    Flag::new("-fhirpath", "EXPRESSION", Refused, "`jpfhir fhirpath` does this"),
    Flag::new("-scan", "", Refused, "guides are not tried one after the other"),
    Flag::new("-install", "", Refused, "`jpfhir package add` keeps packages"),
    Flag::new("-to-version", "VERSION", Refused, "documents are not carried to other versions of FHIR"),
    Flag::new("-spreadsheet", "", Refused, "`-output-style csv` writes a table"),
    Flag::new("-codegen", "", Refused, "no code is generated"),
    Flag::new("-factory", "FILE", Refused, "no test data is made"),
    Flag::new("-re-package", "PACKAGE", Refused, "packages are not rewritten"),
    Flag::new("-tests", "FOLDER", Refused, "the tests of the Java validator are not run"),
    Flag::new("-txTests", "", Refused, "the tests of the Java validator are not run"),
    Flag::new("-aiTests", "", Refused, "the tests of the Java validator are not run"),
    Flag::new("-run-tests", "", Refused, "the tests of the Java validator are not run"),
];
