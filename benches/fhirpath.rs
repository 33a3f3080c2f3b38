//! FHIRPath: compiling constraints, evaluating them on real documents.
//!
//! Needs the reference material (JPFHIR_SHARED, else ../shared); without it there is nothing to measure.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Alone, Input, Machine, Mode, Model, Program, Scope, TypeId, compile, native};
use jpfhir::source::Source;

fn main() {
    if document("clins/Bundle-Bundle-CLINS-Referral-Example-01.json").is_some() {
        divan::main();
    }
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(definitions()));

fn definitions() -> Arc<Definitions> {
    let selection = Selection { guides: vec!["clins@1.10.0".into()], packages: Vec::new(), cache: Cache::default() };
    Arc::new(Definitions::open(&selection).expect("the embedded guides open").definitions)
}

fn document(name: &str) -> Option<Document> {
    let root = std::env::var_os("JPFHIR_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = root.join("corpus/jp").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return None;
    };
    LazyLock::force(&MODEL);
    Some(Document::parse(Source::new(name, text)).0)
}

fn referral() -> Document {
    document("clins/Bundle-Bundle-CLINS-Referral-Example-01.json").expect("the document")
}

/// The constraints on the root of a profile.
fn root_constraints(profile: &str) -> Vec<Box<str>> {
    let definitions = MODEL.definitions();
    let id = definitions.find(profile).any().expect("the profile");
    let root = &definitions.structure(id).snapshot[0];
    root.constraints
        .iter()
        .filter(|c| !c.best_practice && !c.expression.is_empty())
        .map(|c| c.expression.clone())
        .collect()
}

fn compiled(expression: &str, path: &str) -> Program {
    let mode = Mode { is_lenient: true, ..Mode::default() };
    compile(expression, &MODEL, &Scope::at_path(&MODEL, path), mode).expect("the constraint compiles")
}

fn run_all(bencher: Bencher<'_, '_>, document: &Document, profile: &str) {
    let programs: Vec<Program> = root_constraints(profile).iter().map(|e| compiled(e, "Bundle")).collect();
    let root = document.root().expect("a root");
    let input = Input { element: root, ty: MODEL.resource(root), resource: root, root_resource: root };
    let mut stack = Vec::new();
    bencher.counter(divan::counter::ItemsCount::new(programs.len())).bench_local(|| {
        for program in &programs {
            let mut host = Alone;
            let mut machine = Machine::new(program, &MODEL, input, &mut host).with_stack(std::mem::take(&mut stack));
            divan::black_box(machine.run_test().is_ok());
            stack = machine.into_stack();
        }
    });
}

#[divan::bench]
fn referral_bundle_root_constraints(bencher: Bencher<'_, '_>) {
    run_all(bencher, &referral(), "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral");
}

#[divan::bench]
fn observation_bundle_root_constraints(bencher: Bencher<'_, '_>) {
    let document = document("clins/Bundle-Bundle-CLINS-Observations-Example-01.json").expect("the document");
    run_all(bencher, &document, "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS");
}

const ELE_1: &str = "hasValue() or (children().count() > id.count())";

#[divan::bench]
fn ele_1_over_a_document(bencher: Bencher<'_, '_>) {
    let document = referral();
    let holds = native::find(ELE_1).expect("ele-1 has a native form");
    let nodes = document.len();
    bencher
        .counter(divan::counter::ItemsCount::new(nodes))
        .bench_local(|| (0..nodes as u32).filter(|id| holds(document.element(*id))).count());
}

#[divan::bench]
fn ele_1_over_a_document_as_expression(bencher: Bencher<'_, '_>) {
    let document = referral();
    let program = compile(ELE_1, &MODEL, &Scope::unknown(), Mode::default()).expect("ele-1 compiles");
    let root = document.root().expect("a root");
    let nodes = document.len();
    let mut stack = Vec::new();
    bencher.counter(divan::counter::ItemsCount::new(nodes)).bench_local(|| {
        for id in 0..nodes as u32 {
            let element = document.element(id);
            let input = Input { element, ty: TypeId::UNKNOWN, resource: root, root_resource: root };
            let mut host = Alone;
            let mut machine = Machine::new(&program, &MODEL, input, &mut host).with_stack(std::mem::take(&mut stack));
            divan::black_box(machine.run_test().is_ok());
            stack = machine.into_stack();
        }
    });
}

#[divan::bench]
fn compile_the_root_constraints_of_a_profile(bencher: Bencher<'_, '_>) {
    let _ = referral();
    let expressions = root_constraints("http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS");
    bencher
        .counter(divan::counter::ItemsCount::new(expressions.len()))
        .bench_local(|| expressions.iter().map(|e| compiled(e, "Bundle").ops.len()).sum::<usize>());
}
