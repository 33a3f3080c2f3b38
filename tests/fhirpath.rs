//! The official FHIRPath tests for R4, every one of them.

mod shared;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jpfhir::definitions::{Definitions, Lookup};
use jpfhir::diagnostics::Severity;
use jpfhir::document::{Document, Element};
use jpfhir::fhirpath::{Answer, Host, Input, Machine, Mode, Model, Scope, Static, TypeId, Value, compile, parse};
use jpfhir::validate::{Options, Validator};

/// Tests that are not passed, each with the reason.
const NOT_PASSED: &[(&str, &str)] = &[];

/// One test.
struct Case<'a> {
    name: &'a str,
    input: &'a str,
    is_predicate: bool,
    is_ordered: bool,
    checks_order: bool,
    expression: &'a str,
    /// `syntax`, `semantic`, `execution`, `true`; empty when it is valid.
    invalid: &'a str,
    /// Types (empty when not stated) and values.
    outputs: Vec<(&'a str, &'a str)>,
}

fn cases<'a>(suite: &'a roxmltree::Document<'_>) -> Vec<Case<'a>> {
    let tests = suite.descendants().filter(|n| n.has_tag_name("test"));
    tests
        .map(|test| {
            let expression = test.children().find(|n| n.has_tag_name("expression")).expect("an expression");
            let outputs = test.children().filter(|n| n.has_tag_name("output"));
            Case {
                name: test.attribute("name").unwrap_or_default(),
                input: test.attribute("inputfile").unwrap_or("patient-example.xml"),
                is_predicate: test.attribute("predicate") == Some("true"),
                is_ordered: test.attribute("ordered") != Some("false"),
                checks_order: test.attribute("checkOrderedFunctions") == Some("true"),
                expression: expression.text().unwrap_or_default(),
                invalid: expression.attribute("invalid").unwrap_or_default(),
                outputs: outputs.map(|o| (o.attribute("type").unwrap_or(""), o.text().unwrap_or(""))).collect(),
            }
        })
        .collect()
}

/// Answers `conformsTo` with the validator itself.
struct Validating {
    definitions: Arc<Definitions>,
}

impl<'a> Host<'a> for Validating {
    fn conforms_to(&mut self, element: Element<'a>, profile: &str) -> Answer {
        if self.definitions.find(profile) == Lookup::Unknown {
            return Answer::Missing;
        }
        let options = Options { profiles: vec![profile.to_owned()], ..Options::default() };
        let found = Validator::new(self.definitions.clone(), options).validate(element.document());
        Answer::Known(!found.iter().any(|d| d.severity == Severity::Error))
    }
}

/// Why a test fails; `None` when it passes.
fn judge(case: &Case<'_>, document: &Document, model: &Model, definitions: &Arc<Definitions>) -> Option<String> {
    let root = document.root().expect("a root");
    let ty = model.resource(root);
    let scope = Scope::new(Static::fhir([ty]), Static::fhir([ty]));
    if let Err(fault) = parse(case.expression) {
        let is_expected = !case.invalid.is_empty() && case.invalid != "semantic";
        return (!is_expected).then(|| format!("no syntax: {} {:?}", fault.message.id, fault.facts));
    }
    if case.invalid == "syntax" {
        return Some("is read".to_owned());
    }
    let mode = Mode { is_strict: true, checks_order: case.checks_order, ..Mode::default() };
    let program = match compile(case.expression, model, &scope, mode) {
        Ok(program) => program,
        Err(fault) => return case.invalid.is_empty().then(|| format!("{} {:?}", fault.message.id, fault.facts)),
    };
    if case.invalid == "semantic" {
        return Some("is compiled".to_owned());
    }
    let input = Input { element: root, ty, resource: root, root_resource: root };
    let mut host = Validating { definitions: definitions.clone() };
    let mut machine = Machine::new(&program, model, input, &mut host);
    let values = match machine.run() {
        Ok(values) => values.to_vec(),
        Err(fault) => return case.invalid.is_empty().then(|| format!("{} {:?}", fault.message.id, fault.facts)),
    };
    if !case.invalid.is_empty() {
        return Some(format!("is evaluated to {values:?}"));
    }
    let values = if case.is_predicate { vec![Value::Boolean(!values.is_empty())] } else { values };
    differs(case, &values, model)
}

fn differs(case: &Case<'_>, values: &[Value<'_>], model: &Model) -> Option<String> {
    let mut found: Vec<(String, String)> = values.iter().map(|v| describe(v, model)).collect();
    let mut expected: Vec<(String, String)> =
        case.outputs.iter().map(|(ty, text)| ((*ty).to_owned(), text.trim_start_matches('@').to_owned())).collect();
    if !case.is_ordered {
        found.sort();
        expected.sort();
    }
    let is_same = found.len() == expected.len()
        && found.iter().zip(&expected).all(|((ty, text), (expected_type, expected_text))| {
            let is_type = expected_type.is_empty() || ty == expected_type;
            let is_number = |a: &str, b: &str| matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b);
            let text = text.trim_start_matches('T');
            let expected_text = expected_text.trim_start_matches('T');
            is_type && (text == expected_text || ty == "decimal" && is_number(text, expected_text))
        });
    (!is_same).then(|| format!("gives {found:?}, not {expected:?}"))
}

/// The type and the text of a value, as the tests state them.
fn describe(value: &Value<'_>, model: &Model) -> (String, String) {
    match value {
        Value::Element(element, ty) => {
            let text = element.value().unwrap_or("").to_owned();
            (if *ty == TypeId::UNKNOWN { "?" } else { model.name(*ty) }.to_owned(), text)
        }
        value => {
            let name = value.system().map_or("TypeInfo", |s| s.name());
            let lower = match name {
                "Quantity" => name.to_owned(),
                _ => name[..1].to_lowercase() + &name[1..],
            };
            (lower, value.to_string())
        }
    }
}

#[test]
fn official_tests() {
    let Some(folder) = shared::folder("corpus/fhirpath") else { return };
    let Some(definitions) = shared::core() else { return };
    let text = std::fs::read_to_string(folder.join("tests-fhir-r4.xml")).expect("the tests");
    let suite = roxmltree::Document::parse(&text).expect("well-formed XML");
    let cases = cases(&suite);
    assert!(cases.len() >= 935, "{}", cases.len());
    let model = Model::new(definitions.clone());
    let documents: BTreeMap<&str, Document> =
        cases.iter().map(|c| (c.input, shared::document(&folder.join(Path::new(c.input))))).collect();
    let mut not_passed = Vec::new();
    for case in &cases {
        if let Some(why) = judge(case, &documents[case.input], &model, &definitions) {
            println!("{}: `{}` {why}", case.name, case.expression.trim());
            not_passed.push(case.name);
        }
    }
    println!("{} of {} tests passed", cases.len() - not_passed.len(), cases.len());
    let expected: Vec<&str> = NOT_PASSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(not_passed, expected, "the tests that are not passed, and those known not to be");
}
