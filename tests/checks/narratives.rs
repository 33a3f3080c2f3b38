//! Narratives: links within a resource, and sections by language as a profile asks for them.

use jpfhir::diagnostics::Severity;

use super::{Options, PROFILE, claiming, found, found_with, judge, official, pin, profile};

fn patient(div: &str) -> String {
    let div = format!(r#"<div xmlns=\"http://www.w3.org/1999/xhtml\">{div}</div>"#);
    format!(
        r##"{{"resourceType":"Patient","id":"p","text":{{"status":"generated","div":"{div}"}},
        "contained":[{{"resourceType":"Organization","id":"c","name":"o"}}],
        "managingOrganization":{{"reference":"#c"}},"name":[{{"id":"n","text":"x"}}]}}"##
    )
}

#[test]
fn links_lead_to_a_place_in_the_resource() {
    for (link, leads_somewhere) in [
        ("#", true),
        ("#here", true),
        ("#anchor", true),
        ("#c", true),
        ("#n", true),
        ("#p", true),
        ("http://example.org/#x", true),
        ("#nowhere", false),
        ("#hcp/c", false),
    ] {
        let text = patient(&format!(
            r#"<p id=\"here\">x</p><a name=\"anchor\">y</a><a href=\"{link}\">z</a><a href=\"{link}\">z</a>"#
        ));
        let expected: &[&str] = if leads_somewhere { &[] } else { &["xhtml-link-unresolved Patient.text.div"] };
        assert_eq!(found_with(&[], &text), expected, "{link}");
    }
}

#[test]
fn a_lost_link_is_an_error_in_the_official_reading_alone() {
    let text = patient(r##"<a href=\"#nowhere\">z</a>"##);
    for (options, severity) in [(Options::default(), Severity::Warning), (official(), Severity::Error)] {
        let (_, found) = judge(&[], options, &text);
        let about = found.iter().find(|d| d.message.id == "xhtml-link-unresolved").expect("it is found");
        assert_eq!(about.severity, severity);
    }
    pin("narrative-links", &[], Options::default(), &text);
}

#[test]
fn sections_by_language() {
    let differential = |control: &str| {
        format!(
            r#"[{{"id":"Patient.text","path":"Patient.text","extension":[
                {{"url":"http://hl7.org/fhir/StructureDefinition/narrative-language-control","valueCode":"{control}"}}]}}]"#
        )
    };
    let document = |languages: &[&str]| {
        let sections: String =
            languages.iter().map(|l| format!(r#"<div lang=\"{l}\" xml:lang=\"{l}\">x</div>"#)).collect();
        let div = format!(r#"<div xmlns=\"http://www.w3.org/1999/xhtml\">x{sections}</div>"#);
        claiming("Patient", &format!(r#""language":"en","text":{{"status":"generated","div":"{div}"}}"#))
    };
    let (prohibited, missing) =
        (["narrative-languages-prohibited Patient.text"], ["narrative-language-missing Patient.text"]);
    for (control, languages, expected) in [
        ("_no", &[][..], &[][..]),
        ("_no", &["de"], &prohibited),
        ("_yes", &["de"], &[]),
        ("_resource", &["de", "en"], &[]),
        ("_resource", &["de", "pt"], &missing),
        ("pt", &["de", "pt"], &[]),
        ("pt", &["de"], &missing),
    ] {
        assert_eq!(found("Patient", &differential(control), &document(languages)), expected, "{control} {languages:?}");
    }
    for control in ["_no", "_resource"] {
        let structures = [profile(PROFILE, "Patient", &differential(control))];
        pin(&format!("narrative-languages{control}"), &structures, Options::default(), &document(&["de", "pt"]));
    }
}
