//! What is known of a code system that is not at hand: an alias, an external standard, a local list.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

/// Lines `alias OLD NEW`, `name URL NAME` and `external URL NAME`.
static KNOWN: &str = include_str!("../../codesystems/known.tsv");

/// What a code system that is not at hand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Another address of this code system.
    Alias(&'static str),
    /// A standard with this name that its owner publishes; users can add it.
    External(&'static str),
    /// A list of this name that guides refer to, without content at hand.
    Named(&'static str),
    /// A list of one institution.
    Local,
}

/// What a system URL stands for; `None` when nothing is known of it.
pub fn standing(system: &str) -> Option<Standing> {
    static TABLE: OnceLock<HashMap<&'static str, Standing, FixedState>> = OnceLock::new();
    let table = TABLE.get_or_init(|| KNOWN.lines().filter_map(row).collect());
    table.get(system).copied().or_else(|| is_local(system).then_some(Standing::Local))
}

/// The old addresses of a code system.
pub fn aliases(url: &str) -> impl Iterator<Item = &'static str> {
    let rows = KNOWN.lines().filter_map(row);
    rows.filter(move |(_, standing)| matches!(standing, Standing::Alias(new) if *new == url)).map(|(alias, _)| alias)
}

fn row(line: &'static str) -> Option<(&'static str, Standing)> {
    let mut fields = line.split('\t');
    let (kind, url, value) = (fields.next()?, fields.next()?, fields.next()?);
    Some(match kind {
        "alias" => (url, Standing::Alias(value)),
        "name" => (url, Standing::Named(value)),
        "external" => (url, Standing::External(value)),
        _ => return None,
    })
}

/// Guides have institutions put their number at the end of the system, or call it a local code.
fn is_local(system: &str) -> bool {
    let tail = system.rsplit(['/', '.']).next().unwrap_or_default();
    let is_institution = matches!(tail.len(), 7 | 10 | 11) && tail.bytes().all(|b| b.is_ascii_digit());
    is_institution || system.to_ascii_lowercase().contains("localcode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_have_a_standing() {
        for (system, expected) in [
            (
                "urn:oid:1.2.392.200119.4.504",
                Some(Standing::Alias("http://medis.or.jp/CodeSystem/master-JLAC10-17digits")),
            ),
            ("http://loinc.org", Some(Standing::External("LOINC"))),
            (
                "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code",
                Some(Standing::Named("個別医薬品コード（YJ コード）リスト")),
            ),
            ("http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/19911234567", Some(Standing::Local)),
            ("http://abc-hospital.local/fhir/Observation/localcode", Some(Standing::Local)),
            ("http://example.org/x", None),
        ] {
            assert_eq!(standing(system), expected, "{system}");
        }
    }

    #[test]
    fn every_line_is_understood_and_aliases_end() {
        let rows: Vec<_> = KNOWN.lines().map(|line| row(line).unwrap_or_else(|| panic!("{line}"))).collect();
        assert!(rows.len() > 100);
        for (url, standing) in rows {
            if let Standing::Alias(new) = standing {
                assert!(!matches!(super::standing(new), Some(Standing::Alias(_))), "{url}");
            }
        }
    }
}
