//! Native forms against their expressions.

use std::sync::Arc;

use proptest::prelude::*;

use super::NATIVE;
use crate::definitions::Definitions;
use crate::document::{Document, Element};
use crate::fhirpath::{Alone, Input, Machine, Mode, Model, Scope, TypeId, compile};
use crate::source::Source;

fn holds(expression: &str, element: Element<'_>, model: &Model) -> bool {
    let program = compile(expression, model, &Scope::unknown(), Mode::default()).expect("an expression of R4");
    let root = element.document().root().expect("a root");
    let input = Input { element, ty: TypeId::UNKNOWN, resource: root, root_resource: root };
    let mut host = Alone;
    let mut machine = Machine::new(&program, model, input, &mut host);
    machine.run_test().expect("an answer") == Some(true)
}

/// JSON objects whose properties are those that the native forms look at.
fn objects() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![Just("\"x\"".to_owned()), Just("1".to_owned()), Just("{\"id\":\"a\"}".to_owned())];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof![Just("id"), Just("extension"), Just("value"), Just("valueString"), Just("url")];
        prop::collection::btree_map(name, inner, 0..4).prop_map(|properties| {
            let pairs: Vec<String> = properties.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", pairs.join(","))
        })
    })
}

proptest! {
    #[test]
    fn native_forms_equal_their_expressions(json in objects()) {
        let model = Model::new(Arc::new(Definitions::default()));
        let (document, _) = Document::parse_json(Source::new("t", json));
        for id in 0..document.len() as u32 {
            let element = document.element(id);
            // Nothing at all is reported where it is read.
            if element.value().is_none() && element.children().next().is_none() {
                continue;
            }
            for (expression, native) in NATIVE {
                // Extensions are objects, and their value is written with its type; without definitions only `value`
                // itself is known.
                let is_choice = element.children().any(|c| c.name_text() == "valueString");
                let is_other = expression.contains("value.exists") && (is_choice || element.value().is_some());
                if !is_other {
                    prop_assert_eq!(native(element), holds(expression, element, &model), "{}", expression);
                }
            }
        }
    }
}
