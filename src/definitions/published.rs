//! Which embedded edition a published package is, by its file name (`jp-core.r4-1.1.2-url.tgz`) or name and version
//! (`jp-core.r4#1.1.2`).

use super::embedded::embedded;
use super::guides::DEFAULT;
use super::version::{Fit, compare_versions, fit};

/// The names that guides are published under, in lower case, beside those of the embedded packages themselves.
const PUBLISHED: [(&str, &str); 18] = [
    ("hl7.fhir.r4.core", "r4"),
    ("jp-core", "core"),
    ("jp-core.r4", "core"),
    ("jpfhir-core.r4", "core"),
    ("jp-clins", "clins"),
    ("jp-clins.r4", "clins"),
    ("jp-ecsclins", "clins"),
    ("jp-ecsclins.r4", "clins"),
    ("jp-echeckupreport", "checkup"),
    ("jp-echeckupreport.r4", "checkup"),
    ("jp-echekupreport.r4", "checkup"),
    ("jp-eprescription", "prescription"),
    ("jp-eprescription.r4", "prescription"),
    ("eprescriptiondara", "prescription"),
    ("eprescriptiondata", "prescription"),
    ("jpfhir-terminology", "terminology"),
    ("jpfhir-terminology.r4", "terminology"),
    ("jpfhir-periodic-terminology.r4", "terminology"),
];

/// What is added to the version of a package for its form, not its content.
const FORMS: [&str; 5] = ["-snap", "-snapshot", "-diff", "-differential", "-url"];

/// A package by name and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedName<'a> {
    /// The name in its package.json.
    pub name: &'a str,
    /// The version, if it is told.
    pub version: Option<&'a str>,
}

/// What the program carries of a published package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// This edition, `name@version`.
    Edition(&'static str),
    /// Only other editions of the same guide.
    Others(Vec<&'static str>),
    /// Nothing.
    Nothing,
}

impl<'a> PublishedName<'a> {
    /// Takes a name like `jp-core.r4#1.1.2` or a path or URL that ends in one like `jp-core.r4-1.1.2.tgz` apart.
    pub fn parse(text: &'a str) -> Self {
        let file = text.rsplit(['/', '\\']).next().unwrap_or(text);
        let stem = [".tgz", ".tar.gz"].iter().find_map(|suffix| file.strip_suffix(suffix)).unwrap_or(file);
        if let Some((name, version)) = stem.split_once(['#', '@']) {
            return Self { name, version: Some(version) };
        }
        let mut dashes = stem.match_indices('-').map(|(at, _)| at);
        match dashes.find(|at| stem[at + 1..].starts_with(|c: char| c.is_ascii_digit())) {
            Some(at) => Self { name: &stem[..at], version: Some(&stem[at + 1..]) },
            // A name that stops at its ellipsis tells no version.
            None => Self { name: stem.trim_end_matches(['.', '…', '-']), version: None },
        }
    }

    /// What the program carries of it.
    pub fn carried(&self) -> Carried {
        let name = self.name.to_lowercase();
        let editions = || embedded().editions().iter();
        let of_package = || editions().find(|edition| edition.name.to_lowercase() == name);
        let guide = PUBLISHED.iter().find(|(published, _)| *published == name).map(|(_, guide)| *guide);
        let Some(guide) = guide.or_else(|| of_package().map(|edition| split(&edition.key).0)) else {
            return Carried::Nothing;
        };
        let mut keys: Vec<&'static str> = editions().map(|edition| &*edition.key).collect();
        keys.retain(|key| split(key).0 == guide);
        keys.sort_by(|a, b| compare_versions(split(a).1, split(b).1));
        match self.version.map(without_form) {
            // There is one edition of it, made of what is free to use.
            _ if guide == "terminology" => keys.first().map_or(Carried::Nothing, |key| Carried::Edition(key)),
            None => {
                let current = DEFAULT.iter().find(|key| split(key).0 == guide).or(keys.last());
                current.map_or(Carried::Nothing, |key| Carried::Edition(key))
            }
            Some(version) => {
                let same_package = |key: &&&str| editions().any(|e| *e.key == ***key && &*e.version == version);
                let near = |key: &&&str| fit(split(key).1, version) != Fit::Other;
                match keys.iter().find(same_package).or_else(|| keys.iter().find(near)) {
                    Some(key) => Carried::Edition(key),
                    None => Carried::Others(keys),
                }
            }
        }
    }
}

/// The version without the words for its form: `1.10.0-snap` is `1.10.0`.
fn without_form(version: &str) -> &str {
    let mut version = version;
    while let Some(shorter) = FORMS.iter().find_map(|form| version.strip_suffix(form)) {
        version = shorter;
    }
    version
}

fn split(key: &str) -> (&str, &str) {
    key.split_once('@').unwrap_or((key, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (text, name, version) in [
            ("jp-core.r4-1.1.2-url.tgz", "jp-core.r4", Some("1.1.2-url")),
            ("pkg/jp-core.r4#1.1.2.tgz", "jp-core.r4", Some("1.1.2")),
            ("C:\\検証\\jp-clins.r4-1.3.0-rc1.tgz", "jp-clins.r4", Some("1.3.0-rc1")),
            ("https://jpfhir.jp/fhir/core/1.1.2/jp-core.r4-1.1.2.tgz", "jp-core.r4", Some("1.1.2")),
            ("jp-eCSCLINS….tgz", "jp-eCSCLINS", None),
            ("jp-eCSCLINS.r4.tgz", "jp-eCSCLINS.r4", None),
            ("hl7.fhir.r4.core#4.0.1", "hl7.fhir.r4.core", Some("4.0.1")),
            ("package.tgz", "package", None),
            ("", "", None),
        ] {
            assert_eq!(PublishedName::parse(text), PublishedName { name, version }, "{text}");
        }
    }

    #[test]
    fn editions_are_found_by_published_names() {
        for (text, key) in [
            ("jp-core.r4-1.1.2-url.tgz", "core@1.1.2"),
            ("jp-core.r4#1.1.2", "core@1.1.2"),
            ("jp-core.r4-1.2.0.tgz", "core@1.2.0"),
            ("jpfhir-terminology.r4-1.2.3-url.tgz", "terminology@partial"),
            ("jpfhir-terminology#1.1.1.tgz", "terminology@partial"),
            ("jp-eCSCLINS….tgz", "clins@1.10.0"),
            ("jp-eCSCLINS.r4-1.10.0-snap.tgz", "clins@1.10.0"),
            ("jp-eCSCLINS.r4-1.12.0.tgz", "clins@1.12"),
            ("jp-eCSCLINS.r4-1.x.x-temp.tgz", "clins@1.5.2"),
            ("jp-clins.r4-1.5.2-snap.tgz", "clins@1.5.2"),
            ("jp-eCheckupReport.r4-1.5.0.tgz", "checkup@1.5.0"),
            ("hl7.fhir.r4.core#4.0.1", "r4@4.0.1"),
        ] {
            assert_eq!(PublishedName::parse(text).carried(), Carried::Edition(key), "{text}");
        }
    }

    #[test]
    fn what_is_not_carried_is_not_replaced() {
        let others = PublishedName::parse("jp-clins.r4-1.3.0-rc1.tgz").carried();
        assert_eq!(others, Carried::Others(vec!["clins@1.5.2", "clins@1.10.0", "clins@1.12"]));
        for text in ["package.tgz", "hl7.terminology.r4#5.3.0", "us-core", ""] {
            assert_eq!(PublishedName::parse(text).carried(), Carried::Nothing, "{text}");
        }
    }
}
