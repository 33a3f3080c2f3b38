//! References: type and profile of the target, in contained resources and in Bundles.

use super::{Options, PROFILE, claiming, judge, official, pin, profile};

fn structures() -> [String; 2] {
    [
        profile(
            "http://example.org/StructureDefinition/named",
            "Organization",
            r#"[{"id":"Organization.name","path":"Organization.name","min":1}]"#,
        ),
        profile(
            PROFILE,
            "Patient",
            r#"[{"id":"Patient.managingOrganization","path":"Patient.managingOrganization",
            "type":[{"code":"Reference","targetProfile":["http://example.org/StructureDefinition/named"]}]}]"#,
        ),
    ]
}

fn found(options: Options, contained: &str, reference: &str) -> Vec<String> {
    let document = claiming("Patient", &format!(r#"{contained}"managingOrganization":{{"reference":"{reference}"}}"#));
    let (document, found) = judge(&structures(), options, &document);
    let of_references = found.iter().filter(|d| d.message.id.starts_with("reference-target"));
    of_references
        .map(|d| {
            format!("{:?} {} {}", d.severity, d.message.id, d.node.map_or(String::new(), |n| document.fhirpath(n)))
        })
        .collect()
}

const NAMED: &str = r#""contained":[{"resourceType":"Organization","id":"o","name":"n"}],"#;
const UNNAMED: &str = r#""contained":[{"resourceType":"Organization","id":"o","identifier":[{"value":"v"}]}],"#;
const OTHER: &str = r#""contained":[{"resourceType":"Practitioner","id":"o","active":true}],"#;

#[test]
fn targets() {
    let run = |contained, reference| found(Options::default(), contained, reference);
    assert_eq!(run(NAMED, "#o"), [""; 0]);
    assert_eq!(run("", "Organization/1"), [""; 0]);
    assert_eq!(run("", "http://a.test/fhir/Organization/1/_history/2"), [""; 0]);
    assert_eq!(run("", "urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0"), [""; 0]);
    assert_eq!(run(UNNAMED, "#o"), ["Error reference-target-profile Patient.managingOrganization"]);
    assert_eq!(run(OTHER, "#o"), ["Error reference-target-type Patient.managingOrganization"]);
    assert_eq!(run("", "Practitioner/1"), ["Error reference-target-type Patient.managingOrganization"]);
}

#[test]
fn official_reading_warns_of_targets_elsewhere() {
    let found = found(official(), "", "Practitioner/1");
    assert_eq!(found, ["Warning reference-target-type Patient.managingOrganization"]);
}

#[test]
fn words() {
    let document =
        |contained: &str| claiming("Patient", &format!(r##"{contained}"managingOrganization":{{"reference":"#o"}}"##));
    pin("reference-profile", &structures(), Options::default(), &document(UNNAMED));
    pin("reference-type", &structures(), Options::default(), &document(OTHER));
}
