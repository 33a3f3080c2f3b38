//! The functions that FHIR adds to FHIRPath, answered by a validation.

use std::sync::{Arc, LazyLock};

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Input, Machine, Mode, Model, Scope, Static, Value, compile};
use jpfhir::source::Source;
use jpfhir::validate::{Options, Validator};

const OBSERVATION: &str = r##"{"resourceType":"Observation","id":"o","status":"final",
    "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p></div>"},
    "contained":[{"resourceType":"Patient","id":"p","active":true,"birthDate":"2000"}],
    "extension":[{"url":"http://example.org/a","valueInteger":1},{"url":"http://example.org/b","valueInteger":2}],
    "modifierExtension":[{"url":"http://example.org/m","valueBoolean":true}],
    "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},
    "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]},
                {"coding":[{"system":"http://example.org/other","code":"x"}]}],
    "subject":{"reference":"#p"},"performer":[{"reference":"#absent"}],"effectiveDateTime":"2020-01-01",
    "_effectiveDateTime":{"extension":[{"url":"http://example.org/c","valueCode":"c"}]},
    "valueString":"s","dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code":"not-applicable"}]}}"##;

static VALIDATOR: LazyLock<(Validator, Model)> = LazyLock::new(|| {
    let selection = Selection { guides: vec!["r4".into()], packages: Vec::new(), cache: Cache::default() };
    let definitions = Arc::new(Definitions::open(&selection).expect("R4 is embedded").definitions);
    (Validator::new(definitions.clone(), Options::default()), Model::new(definitions))
});

/// What an expression gives on a document: values, or the id of what is wrong.
fn eval_on(text: &str, expression: &str) -> Result<Vec<String>, &'static str> {
    let (validator, model) = &*VALIDATOR;
    let (document, _) = Document::parse(Source::new("test", text.to_owned()));
    let root = document.root().expect("a root");
    let ty = model.resource(root);
    let scope = Scope::new(Static::fhir([ty]), Static::fhir([ty]));
    let program = compile(expression, model, &scope, Mode::default()).map_err(|fault| fault.message.id)?;
    let input = Input { element: root, ty, resource: root, root_resource: root };
    let mut services = validator.services(&document);
    let mut machine = Machine::new(&program, model, input, &mut *services);
    let values = machine.run().map_err(|fault| fault.message.id)?;
    let text = |value: &Value<'_>| match value {
        // Of elements of definitions their value is of interest.
        Value::Element(element, _) if !std::ptr::eq(element.document(), &document) => {
            element.value().map_or_else(|| element.fhirpath(), str::to_owned)
        }
        Value::Element(element, _) => element.fhirpath(),
        value => value.to_string(),
    };
    Ok(values.iter().map(text).collect())
}

fn eval(expression: &str) -> Result<Vec<String>, &'static str> {
    eval_on(OBSERVATION, expression)
}

/// Expressions with what they give, or what is wrong with them.
fn assert_all(cases: &[(&str, Result<&[&str], &'static str>)]) {
    for (expression, expected) in cases {
        let found = eval(expression);
        let expected = expected.map(|values| values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expected, "{expression}");
    }
}

const TRUE: Result<&[&str], &str> = Ok(&["true"]);
const FALSE: Result<&[&str], &str> = Ok(&["false"]);
const NOTHING: Result<&[&str], &str> = Ok(&[]);

#[test]
fn extensions_and_values() {
    assert_all(&[
        ("extension('http://example.org/b')", Ok(&["Observation.extension[1]"])),
        ("extension('http://example.org/b').value = 2", TRUE),
        ("extension('http://example.org/absent')", NOTHING),
        (
            "effective.extension('http://example.org/c').value",
            Ok(&["Observation.effective.ofType(dateTime).extension[0].value.ofType(code)"]),
        ),
        ("effective.hasValue()", TRUE),
        ("code.hasValue()", FALSE),
        ("(status | value).hasValue()", FALSE),
        ("status.getValue()", Ok(&["final"])),
        ("status.getValue() is System.String", TRUE),
        ("code.getValue()", NOTHING),
    ]);
}

#[test]
fn references() {
    assert_all(&[
        ("subject.resolve()", Ok(&["Observation.contained[0]"])),
        ("subject.resolve().ofType(Patient).active", Ok(&["Observation.contained[0].active"])),
        ("subject.reference.resolve() is Patient", TRUE),
        ("performer.resolve()", NOTHING),
        ("status.resolve()", NOTHING),
    ]);
}

#[test]
fn value_sets_and_code_systems() {
    assert_all(&[
        ("status.memberOf('http://hl7.org/fhir/ValueSet/observation-status')", TRUE),
        ("status.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", FALSE),
        ("category[0].memberOf('http://hl7.org/fhir/ValueSet/observation-category')", TRUE),
        ("category[1].coding.memberOf('http://hl7.org/fhir/ValueSet/observation-category')", FALSE),
        ("status.memberOf('http://example.org/ValueSet/absent')", Err("fhirpath-not-at-hand")),
        ("dataAbsentReason.subsumedBy(dataAbsentReason)", TRUE),
        ("dataAbsentReason.coding.subsumes(category[0].coding)", FALSE),
        ("category[1].subsumes(category[1])", TRUE),
    ]);
    // In the hierarchy of this code system `unknown` stands above `asked-unknown`.
    let reasons = |above: &str, below: &str| {
        let reason = |code: &str| {
            format!(
                r#"{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"{code}"}}]}}"#
            )
        };
        format!(
            r#"{{"resourceType":"Observation","dataAbsentReason":{},"component":[{{"dataAbsentReason":{}}}]}}"#,
            reason(above),
            reason(below)
        )
    };
    let subsumes = |above: &str, below: &str, expression: &str| {
        eval_on(&reasons(above, below), expression).map(|values| values.concat())
    };
    let down = "dataAbsentReason.subsumes(component.dataAbsentReason)";
    let up = "dataAbsentReason.subsumedBy(component.dataAbsentReason)";
    assert_eq!(subsumes("unknown", "asked-unknown", down).as_deref(), Ok("true"));
    assert_eq!(subsumes("unknown", "asked-unknown", up).as_deref(), Ok("false"));
    assert_eq!(subsumes("asked-unknown", "unknown", up).as_deref(), Ok("true"));
    assert_eq!(subsumes("error", "asked-unknown", down).as_deref(), Ok("false"));
}

#[test]
fn narratives() {
    assert_all(&[("text.div.htmlChecks()", TRUE), ("text.htmlChecks()", TRUE)]);
    let active = OBSERVATION.replace("<p>x</p>", "<script>x</script>");
    assert_eq!(eval_on(&active, "text.div.htmlChecks()"), Ok(vec!["false".to_owned()]));
    let empty = OBSERVATION.replace("<p>x</p>", "");
    assert_eq!(eval_on(&empty, "text.htmlChecks()"), Ok(vec!["false".to_owned()]));
}

#[test]
fn profiles() {
    assert_all(&[
        ("contained.conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", TRUE),
        ("contained.conformsTo('http://hl7.org/fhir/StructureDefinition/Person')", FALSE),
        ("code.conformsTo('http://hl7.org/fhir/StructureDefinition/CodeableConcept')", TRUE),
        ("conformsTo('http://example.org/absent')", Err("fhirpath-not-at-hand")),
    ]);
}

#[test]
fn slices() {
    let vital_signs = "http://hl7.org/fhir/StructureDefinition/vitalsigns";
    let found = |expression: &str| eval(&expression.replace("URL", vital_signs));
    let first = Ok(vec!["Observation.category[0]".to_owned()]);
    assert_eq!(found("category.slice('URL', 'VSCat')"), first);
    assert_eq!(found("slice('URL', 'VSCat')"), first);
    assert_eq!(found("slice('URL', 'VSCat').coding.code = 'vital-signs'"), Ok(vec!["true".to_owned()]));
    assert_eq!(found("code.slice('URL', 'VSCat')"), Ok(vec![]));
    assert_eq!(found("category.slice('URL', 'absent')"), Err("fhirpath-not-at-hand"));
    assert_eq!(found("category.slice('http://example.org/absent', 'VSCat')"), Err("fhirpath-not-at-hand"));
}

#[test]
fn modifiers() {
    assert_all(&[
        ("checkModifiers('http://example.org/m').status", Ok(&["Observation.status"])),
        ("checkModifiers('http://example.org/other').status", Err("fhirpath-modified")),
        ("code.checkModifiers('http://example.org/other')", Ok(&["Observation.code"])),
    ]);
}

#[test]
fn definitions_of_elements() {
    assert_all(&[
        ("code.elementDefinition().path", Ok(&["Observation.code"])),
        ("value.elementDefinition().id", Ok(&["Observation.value[x]"])),
        ("status.elementDefinition().select(min & '..' & max)", Ok(&["1..1"])),
        ("category.elementDefinition().max", Ok(&["*", "*"])),
        ("status.elementDefinition().binding.strength", Ok(&["required"])),
        ("status.elementDefinition().binding.valueSet.startsWith('http://hl7.org/fhir/ValueSet/observation-st')", TRUE),
        (
            "value.elementDefinition().type.code.where($this = 'Quantity' or $this = 'string')",
            Ok(&["Quantity", "string"]),
        ),
        ("subject.elementDefinition().type.targetProfile.select(split('/').last()).first()", Ok(&["Patient"])),
        ("modifierExtension.elementDefinition().isModifier", TRUE),
        // What stands in a data type is defined there; a contained resource by its own type.
        ("code.coding.code.elementDefinition().path", Ok(&["Coding.code"])),
        ("contained.birthDate.elementDefinition().path", Ok(&["Patient.birthDate"])),
        ("contained.elementDefinition().path", Ok(&["Patient"])),
        ("effective.extension.url.elementDefinition().path", Ok(&["Extension.url"])),
        ("elementDefinition().constraint.where(key = 'obs-7').severity", Ok(&["error"])),
        ("elementDefinition().constraint.where(key = 'dom-6').extension.value", TRUE),
        ("(1 | 'a').elementDefinition()", NOTHING),
        // They are elements like others: typed, with children and definitions of their own.
        ("code.elementDefinition().min is unsignedInt", TRUE),
        ("code.elementDefinition() is ElementDefinition", TRUE),
        ("code.elementDefinition().children().where($this is BackboneElement).count() = 0", TRUE),
        ("code.elementDefinition().children().exists() and code.elementDefinition().descendants().exists()", TRUE),
        ("code.elementDefinition().min.elementDefinition().path", Ok(&["ElementDefinition.min"])),
        ("code.elementDefinition() = (code | code).elementDefinition()", TRUE),
        ("code.elementDefinition() = status.elementDefinition()", FALSE),
        ("code.elementDefinition() ~ code.elementDefinition()", TRUE),
        (
            "code.elementDefinition() | code.elementDefinition() | code",
            Ok(&["StructureDefinition.snapshot.element[14]", "Observation.code"]),
        ),
        ("descendants().elementDefinition().descendants().count() > 1000", TRUE),
        // Nothing that is asked of the document is asked of a definition.
        (
            "code.elementDefinition().conformsTo('http://hl7.org/fhir/StructureDefinition/Observation')",
            Err("fhirpath-not-at-hand"),
        ),
        ("code.elementDefinition().type.profile.resolve()", NOTHING),
    ]);
}

#[test]
fn canonicals_of_definitions_are_followed() {
    let claims = r#"{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/vitalsigns|4.0.1",
        "http://example.org/absent"]},"link":[{"other":{"reference":"http://hl7.org/fhir/StructureDefinition/Patient"}}]}"#;
    let cases: [(&str, &[&str]); 4] = [
        ("meta.profile.resolve().name", &["observation-vitalsigns"]),
        ("meta.profile.resolve().snapshot.element.where(sliceName = 'VSCat').min", &["1"]),
        ("meta.profile.resolve() is StructureDefinition", &["true"]),
        // A Reference means a resource that was sent along.
        ("link.other.resolve()", &[]),
    ];
    for (expression, expected) in cases {
        assert_eq!(eval_on(claims, expression).map(|v| v.concat()), Ok(expected.concat()), "{expression}");
    }
}
