//! Every field of the model, from JSON.

use super::*;
use crate::definitions::model::*;
use crate::document::Document;
use crate::source::Source;

fn read(json: &str) -> Option<StructureDefinition> {
    let (document, diagnostics) = Document::parse_json(Source::new("t", json.to_owned()));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    structure_definition(document.root()?)
}

fn element(json: &str) -> ElementDefinition {
    let whole = format!(
        r#"{{"resourceType":"StructureDefinition","url":"u","type":"T","differential":{{"element":[{json}]}}}}"#
    );
    read(&whole).unwrap().differential.remove(0)
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

#[test]
fn a_definition_is_read() {
    let definition = read(
        r#"{"resourceType":"StructureDefinition","url":"http://e/x","version":"1","name":"X","kind":"complex-type",
        "abstract":true,"context":[{"type":"element","expression":"Patient"}],"contextInvariant":["a = b"],
        "type":"Extension","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation":"constraint","snapshot":{"element":[{"path":"Extension"}]},
        "differential":{"element":[{"path":"Extension"},{"path":"Extension.url"}]}}"#,
    )
    .unwrap();
    assert_eq!((&*definition.url, &*definition.version, &*definition.name), ("http://e/x", "1", "X"));
    assert_eq!((definition.kind, definition.is_abstract), (StructureKind::ComplexType, true));
    assert_eq!((&*definition.type_name, definition.is_constraint), ("Extension", true));
    assert_eq!(definition.context, [ExtensionContext { kind: "element".into(), expression: "Patient".into() }]);
    assert_eq!(definition.context_invariant, ["a = b".into()]);
    assert_eq!((definition.snapshot.len(), definition.differential.len()), (1, 2));
}

#[test]
fn a_definition_that_nothing_can_refer_to_is_none() {
    assert_eq!(read(r#"{"resourceType":"StructureDefinition","type":"Patient"}"#), None);
    assert_eq!(read(r#"{"resourceType":"StructureDefinition","url":"http://e/x"}"#), None);
}

#[test]
fn an_element_is_read() {
    let element = element(
        r##"{"id":"T.a:s","path":"T.a","sliceName":"s","min":1,"max":"*","base":{"path":"B.a","min":0,"max":"3"},
        "type":[{"code":"Reference","profile":["p"],"targetProfile":["q","r"],"aggregation":["contained"],
        "versioning":"either"}],"contentReference":"#T.b","maxLength":5,"mustSupport":true,"isModifier":false,
        "isSummary":true,"representation":["xmlAttr"]}"##,
    );
    assert_eq!((&*element.id, &*element.path, &*element.slice_name), ("T.a:s", "T.a", "s"));
    assert_eq!((element.min, element.max), (Some(1), Some(Max::UNBOUNDED)));
    assert_eq!(element.base, Some(Base { path: "B.a".into(), min: 0, max: Max(3) }));
    let type_ref = TypeRef {
        code: "Reference".into(),
        profiles: vec!["p".into()],
        target_profiles: vec!["q".into(), "r".into()],
        aggregation: vec!["contained".into()],
        versioning: "either".into(),
        regex: "".into(),
    };
    assert_eq!(element.types, [type_ref]);
    assert_eq!((&*element.content_reference, element.max_length), ("#T.b", Some(5)));
    assert_eq!((element.must_support, element.is_modifier, element.is_summary), (Some(true), Some(false), Some(true)));
    assert_eq!(element.representation, ["xmlAttr".into()]);
}

#[test]
fn extensions_of_types_bindings_and_constraints_are_read() {
    let element = element(
        r#"{"path":"T.a","type":[{"extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type","valueUrl":"string"},
        {"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"[a-z]"}],
        "code":"http://hl7.org/fhirpath/System.String"}],
        "binding":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet",
        "valueCanonical":"http://e/max"}],"strength":"preferred","valueSet":"http://e/vs|1"},
        "constraint":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice",
        "valueBoolean":true}],"key":"k","severity":"warning","expression":"true","source":"s"},
        {"key":"l","severity":"error"}]}"#,
    );
    assert_eq!(&*element.types[0].code, "http://hl7.org/fhirpath/System.String");
    assert_eq!(&*element.types[0].regex, "[a-z]");
    let binding = element.binding.unwrap();
    assert_eq!(binding.strength, BindingStrength::Preferred);
    assert_eq!((&*binding.value_set, &*binding.max_value_set), ("http://e/vs|1", "http://e/max"));
    let [first, second] = element.constraints.try_into().unwrap();
    assert!(first.best_practice && !first.is_error && &*first.expression == "true" && &*first.source == "s");
    assert!(!second.best_practice && second.is_error && second.expression.is_empty());
}

#[test]
fn slicing_is_read() {
    let element = element(
        r#"{"path":"T.a","slicing":{"discriminator":[{"type":"value","path":"url"},{"type":"profile",
        "path":"$this.resolve()"},{"type":"nonsense","path":"x"}],"ordered":true,"rules":"openAtEnd"}}"#,
    );
    let slicing = element.slicing.unwrap();
    assert_eq!((slicing.ordered, slicing.rules), (true, SlicingRules::OpenAtEnd));
    let discriminators: Vec<_> = slicing.discriminators.iter().map(|d| (d.kind, &*d.path)).collect();
    assert_eq!(discriminators, [(DiscriminatorKind::Value, "url"), (DiscriminatorKind::Profile, "$this.resolve()")]);
}

#[test]
fn values_keep_their_shape_and_their_numbers() {
    let cases = [
        (r#""fixedUri":"http://e""#, "uri", string("http://e")),
        (r#""fixedBase64Binary":"AA==""#, "base64Binary", string("AA==")),
        (r#""fixedDecimal":1.50"#, "decimal", Value::Number("1.50".into())),
        (r#""fixedBoolean":false"#, "boolean", Value::Boolean(false)),
        (
            r#""fixedCodeableConcept":{"coding":[{"system":"s","userSelected":true}],"text":"t"}"#,
            "CodeableConcept",
            Value::Object(vec![
                (
                    "coding".into(),
                    Value::Array(vec![Value::Object(vec![
                        ("system".into(), string("s")),
                        ("userSelected".into(), Value::Boolean(true)),
                    ])]),
                ),
                ("text".into(), string("t")),
            ]),
        ),
    ];
    for (json, type_name, value) in cases {
        let fixed = element(&format!(r#"{{"path":"T.a",{json}}}"#)).fixed;
        assert_eq!(fixed, Some((type_name.into(), value)), "{json}");
    }
    let element = element(
        r#"{"path":"T.a","patternCode":"c","minValueInteger":1,"maxValueDate":"2020-01-01","fixed":"x","pattern":1}"#,
    );
    assert_eq!(element.fixed, None);
    assert_eq!(element.pattern, Some(("code".into(), string("c"))));
    assert_eq!(element.min_value, Some(("integer".into(), Value::Number("1".into()))));
    assert_eq!(element.max_value, Some(("date".into(), string("2020-01-01"))));
}

#[test]
fn xml_gives_the_same_definition_as_json() {
    let json = r#"{"resourceType":"StructureDefinition","url":"u","type":"T","derivation":"constraint",
        "differential":{"element":[{"id":"T.a","path":"T.a","min":1,"max":"*",
        "type":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/regex","valueString":"x"}],"code":"code"}],
        "fixedQuantity":{"value":1.50,"unit":"kg"},
        "patternCodeableConcept":{"coding":[{"system":"s","code":"c","userSelected":true}],"text":"t"},
        "minValueInteger":3,
        "binding":{"strength":"required","valueSet":"v"}}]}}"#;
    let xml = r#"<StructureDefinition xmlns="http://hl7.org/fhir"><url value="u"/><type value="T"/>
        <derivation value="constraint"/><differential><element id="T.a"><path value="T.a"/><min value="1"/>
        <max value="*"/><type><extension url="http://hl7.org/fhir/StructureDefinition/regex"><valueString value="x"/>
        </extension><code value="code"/></type>
        <fixedQuantity><value value="1.50"/><unit value="kg"/></fixedQuantity>
        <patternCodeableConcept><coding><system value="s"/><code value="c"/><userSelected value="true"/></coding>
        <text value="t"/></patternCodeableConcept><minValueInteger value="3"/>
        <binding><strength value="required"/><valueSet value="v"/></binding></element></differential>
        </StructureDefinition>"#;
    let (document, _) = Document::parse_xml(Source::new("t", xml.to_owned()));
    assert_eq!(structure_definition(document.root().unwrap()), read(json));
}

#[test]
fn identifiers_and_contact_points_have_no_numbers() {
    let value = |xml: &str| {
        let whole = format!(
            r#"<StructureDefinition xmlns="http://hl7.org/fhir"><url value="u"/><type value="T"/><differential>
            <element><path value="T.a"/>{xml}</element></differential></StructureDefinition>"#
        );
        let (document, _) = Document::parse_xml(Source::new("t", whole));
        structure_definition(document.root().unwrap()).unwrap().differential.remove(0).pattern.unwrap().1
    };
    let object = |name: &str, value: Value| Value::Object(vec![(name.into(), value)]);
    let number = object("value", Value::Number("7".into()));
    let cases = [
        (r#"<patternIdentifier><value value="7"/></patternIdentifier>"#, object("value", string("7"))),
        (r#"<patternContactPoint><value value="7"/></patternContactPoint>"#, object("value", string("7"))),
        (r#"<patternMoney><value value="7"/></patternMoney>"#, number.clone()),
        (
            r#"<patternRatio><numerator><value value="7"/></numerator></patternRatio>"#,
            object("numerator", number.clone()),
        ),
        (
            r#"<patternHumanName><given value="a"/></patternHumanName>"#,
            object("given", Value::Array(vec![string("a")])),
        ),
        (r#"<patternDecimal value="7.0"/>"#, Value::Number("7.0".into())),
        (r#"<patternBoolean value="true"/>"#, Value::Boolean(true)),
    ];
    for (xml, expected) in cases {
        assert_eq!(value(xml), expected, "{xml}");
    }
}
