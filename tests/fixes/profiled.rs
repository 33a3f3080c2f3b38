//! Fixes that a profile, a code system or a master determines.

use std::sync::Arc;

use jpfhir::codes::Day;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::diagnostics::Diagnostic;
use jpfhir::document::Document;
use jpfhir::masters::Masters;
use jpfhir::source::Source;
use jpfhir::validate::{AsOf, Options, Validator};

use crate::kinds::{mended, of};

/// A package of profiles and lists, in which each element determines something.
pub struct Profiled;

const PROFILE: &str = r#"{"resourceType":"StructureDefinition","url":"http://t/P","name":"P","status":"draft",
    "kind":"resource","abstract":false,"type":"Observation","derivation":"constraint",
    "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Observation","differential":{"element":[
    {"id":"Observation.language","path":"Observation.language","min":1,"fixedCode":"ja"},
    {"id":"Observation.status","path":"Observation.status","patternCode":"final"},
    {"id":"Observation.code","path":"Observation.code","patternCodeableConcept":{"coding":[{"system":"http://t/c","code":"A1"}],"text":"t"}},
    {"id":"Observation.method","path":"Observation.method","fixedCodeableConcept":{"coding":[{"system":"http://t/c","code":"A1"}]}},
    {"id":"Observation.interpretation","path":"Observation.interpretation","binding":{"strength":"extensible","valueSet":"http://hl7.org/fhir/ValueSet/observation-interpretation",
     "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet","valueCanonical":"http://t/v"}]}},
    {"id":"Observation.issued","path":"Observation.issued","max":"0"}]}}"#;

const CODE_SYSTEM: &str = r#"{"resourceType":"CodeSystem","url":"http://t/c","version":"1","name":"C","status":"active",
    "content":"complete","caseSensitive":false,"valueSet":"http://t/v","concept":[{"code":"A1","display":"One"},{"code":"B2","display":"Two"}]}"#;

const VALUE_SET: &str = r#"{"resourceType":"ValueSet","url":"http://t/v","name":"V","status":"active",
    "compose":{"include":[{"system":"http://t/c"}]}}"#;

const SUPPLEMENT: &str = r#"{"resourceType":"CodeSystem","url":"http://t/s","name":"S","status":"active",
    "content":"supplement","supplements":"http://t/c","concept":[{"code":"A1","display":"Eins"}]}"#;

impl Profiled {
    /// The kinds that are shown here.
    pub const SHOWS: [&'static str; 16] = [
        "cardinality-minimum",
        "code-newer-than-edition",
        "code-not-in-edition",
        "code-not-in-maximum-value-set",
        "code-of-paired-list",
        "code-other-case",
        "code-retired",
        "code-system-alias",
        "code-system-is-supplement",
        "code-system-is-value-set",
        "code-system-relative",
        "element-prohibited",
        "value-fixed",
        "value-fixed-extra",
        "value-fixed-missing",
        "value-pattern",
    ];

    /// What is found in a document by R4, the package and the embedded masters, on a day.
    fn judge(&self, day: &str, text: &str) -> (Document, Vec<Diagnostic>) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, resource) in [("p", PROFILE), ("c", CODE_SYSTEM), ("v", VALUE_SET), ("s", SUPPLEMENT)] {
            std::fs::write(folder.path().join(format!("{name}.json")), resource).expect("it can be written");
        }
        let packages = vec![folder.path().to_path_buf()];
        let selection = Selection { packages, cache: Cache::default(), ..Selection::default() };
        let definitions = Arc::new(Definitions::open(&selection).expect("the definitions open").definitions);
        let as_of = Day::parse(day).map(|day| AsOf { day, is_fixed: true });
        let options = Options { as_of, masters: Arc::new(Masters::embedded()), ..Options::default() };
        let (document, mut found) = Document::parse(Source::new("a", text.to_owned()));
        found.extend(Validator::new(definitions, options).validate(&document));
        (document, found)
    }
}

/// The good Observation with a part in the place of another.
fn observation(part: &str, other: &str) -> String {
    let good = r#"{"resourceType":"Observation","meta":{"profile":["http://t/P"]},"language":"ja","status":"final","code":{"coding":[{"system":"http://t/c","code":"A1"}],"text":"t"}}"#;
    assert!(part.is_empty() || good.contains(part), "{part}");
    if part.is_empty() { good.replace("}}", &format!("}},{other}}}")) } else { good.replacen(part, other, 1) }
}

#[test]
fn profiles_say_what_is_written() {
    let coding = r#""coding":[{"system":"http://t/c","code":"A1"}]"#;
    let cases = [
        ("cardinality-minimum", true, r#""language":"ja","#, "", r#""language":"ja","#),
        ("value-fixed", true, r#""ja""#, r#""JA""#, r#""ja""#),
        ("value-fixed", false, r#""ja""#, r#""en""#, r#""ja""#),
        ("value-pattern", true, &format!("{coding},"), "", &format!("{coding},")),
        (
            "value-fixed-missing",
            true,
            "",
            r#""method":{"coding":[{"system":"http://t/c"}]}"#,
            &format!(r#""method":{{{coding}}}"#),
        ),
        (
            "value-fixed-extra",
            false,
            "",
            &format!(r#""method":{{{coding},"text":"x"}}"#),
            &format!(r#""method":{{{coding}}}"#),
        ),
        (
            "element-prohibited",
            false,
            r#""status":"final","#,
            r#""status":"final","issued":"2026-01-01T00:00:00Z","#,
            r#""status":"final","#,
        ),
        (
            "code-other-case",
            true,
            "",
            r#""category":[{"coding":[{"system":"http://t/c","code":"b2"}]}]"#,
            r#""category":[{"coding":[{"system":"http://t/c","code":"B2"}]}]"#,
        ),
        (
            "code-system-is-supplement",
            true,
            "",
            r#""bodySite":{"coding":[{"system":"http://t/s","code":"B2"}]}"#,
            r#""bodySite":{"coding":[{"system":"http://t/c","code":"B2"}]}"#,
        ),
        (
            "code-system-is-value-set",
            true,
            "",
            r#""bodySite":{"coding":[{"system":"http://t/v","code":"B2"}]}"#,
            r#""bodySite":{"coding":[{"system":"http://t/c","code":"B2"}]}"#,
        ),
        (
            "code-not-in-maximum-value-set",
            false,
            "",
            r#""interpretation":[{"coding":[{"system":"http://t/c","code":"C3","display":"One"}]}]"#,
            r#""interpretation":[{"coding":[{"system":"http://t/c","code":"A1","display":"One"}]}]"#,
        ),
    ];
    for (id, is_safe, part, wrong, right) in cases {
        let (document, found) = Profiled.judge("2026-04-01", &observation(part, wrong));
        let ids: Vec<&str> = found.iter().map(|d| d.message.id).collect();
        assert!(!of(&found, id).is_empty(), "{id} is not among {ids:?}");
        assert_eq!(mended(&document, &found, id), (observation(part, right), is_safe), "{id}");
    }
}

#[test]
fn what_a_profile_leaves_open_has_no_fix() {
    // The pattern does not say which of two codes is meant to be the one it asks for.
    let two = r#""coding":[{"system":"http://t/c","code":"B2"},{"code":"x"}]"#;
    let text = observation(r#""coding":[{"system":"http://t/c","code":"A1"}]"#, two);
    let (document, found) = Profiled.judge("2026-04-01", &text);
    assert!(!of(&found, "value-pattern").is_empty());
    assert_eq!(mended(&document, &found, "value-pattern").0, text);
}

const RECEIPT: &str = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease";
const YJ: &str = "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code";
const YJ_OID: &str = "urn:oid:1.2.392.100495.20.1.73";

fn coded(system: &str, code: &str, display: &str) -> String {
    let display = if display.is_empty() { String::new() } else { format!(r#","display":"{display}""#) };
    format!(r#"{{"resourceType":"Basic","code":{{"coding":[{{"system":"{system}","code":"{code}"{display}}}]}}}}"#)
}

#[test]
fn masters_say_what_is_written() {
    let jlac = |list: &str| format!("http://jpfhir.jp/fhir/clins/CodeSystem/{list}/JP_CLINS_ObsLabResult_CoreLabo_CS");
    let cases = [
        // The master names another disease as the one that follows.
        ("code-retired", false, coded(RECEIPT, "4019011", "高血圧（症）"), coded(RECEIPT, "8833421", "高血圧症")),
        ("code-newer-than-edition", true, coded(RECEIPT, "８８３３４２１", ""), coded(RECEIPT, "8833421", "")),
        ("display-wrong", true, coded(RECEIPT, "8833421", "高血圧"), coded(RECEIPT, "8833421", "高血圧症")),
        ("display-wrong", false, coded(RECEIPT, "8833421", "胃癌"), coded(RECEIPT, "8833421", "高血圧症")),
        (
            "code-of-paired-list",
            false,
            coded(&jlac("JLAC11"), "3B035000002327701", ""),
            coded(&jlac("JLAC10"), "3B035000002327701", ""),
        ),
        ("code-system-relative", false, coded(&YJ_OID[8..], "0000000X0000", ""), coded(YJ, "0000000X0000", "")),
        ("code-system-alias", false, coded(YJ_OID, "0000000X0000", ""), coded(YJ, "0000000X0000", "")),
    ];
    for (id, is_safe, wrong, right) in cases {
        let (document, found) = Profiled.judge("2026-04-01", &wrong);
        let ids: Vec<&str> = found.iter().map(|d| d.message.id).collect();
        assert!(!of(&found, id).is_empty(), "{id} is not among {ids:?} in {wrong}");
        assert_eq!(mended(&document, &found, id), (right, is_safe), "{id}");
    }
}
