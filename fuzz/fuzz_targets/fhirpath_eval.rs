//! Evaluating any text as FHIRPath on a document neither panics nor takes for ever.

#![no_main]

use std::sync::{Arc, LazyLock};

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Alone, Input, Machine, Mode, Model, Scope, Static, compile};
use jpfhir::source::Source;
use libfuzzer_sys::fuzz_target;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let selection = Selection { guides: vec!["r4".into()], packages: Vec::new(), cache: Cache::default() };
    Model::new(Arc::new(Definitions::open(&selection).expect("R4 is embedded").definitions))
});

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    LazyLock::force(&MODEL);
    let text = r##"{"resourceType":"Observation","id":"a","status":"final","code":{"coding":[{"system":"s","code":"c"},{}]},
        "valueQuantity":{"value":1.50,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"},
        "effectiveDateTime":"2020-02-30","_status":{"id":"x"},"component":[{"valueString":"山"},{"valueInteger":2}],
        "contained":[{"resourceType":"Patient","id":"p","name":[{"given":["a",null]}]}],"subject":{"reference":"#p"}}"##;
    Document::parse(Source::new("fuzz", text.to_owned())).0
});

fuzz_target!(|input: (String, bool, bool)| {
    let (text, is_lenient, keeps_steps) = input;
    let root = DOCUMENT.root().expect("a root");
    let ty = MODEL.resource(root);
    let scope = Scope::new(Static::fhir([ty]), Static::fhir([ty]));
    let mode = Mode { is_lenient, keeps_steps, is_strict: !is_lenient, checks_order: false, ends_after_index: false };
    let Ok(program) = compile(&text, &MODEL, &scope, mode) else { return };
    let input = Input { element: root, ty, resource: root, root_resource: root };
    let mut host = Alone;
    let mut machine = Machine::new(&program, &MODEL, input, &mut host);
    let _ = machine.run();
    let _ = machine.run_test();
    let _ = machine.reason();
});
