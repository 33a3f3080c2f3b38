//! Evaluation allocates nothing per step: allocations are counted, for the constraints of JP profiles on real documents
//! and for each function and operator on collections of two sizes.

mod shared;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use allocation_counter::measure;
use jpfhir::definitions::{Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Alone, Input, Machine, Mode, Model, Program, Scope, Static, compile, functions};
use jpfhir::source::Source;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let selection = Selection { guides: vec!["clins@1.10.0".into()], ..Selection::default() };
    Model::new(Arc::new(Definitions::open(&selection).expect("the embedded guides open").definitions))
});

/// How many allocations evaluations take once they are warm.
fn allocations(programs: &[Program], document: &Document) -> u64 {
    let root = document.root().expect("a root");
    let input = Input { element: root, ty: MODEL.resource(root), resource: root, root_resource: root };
    let mut stack = Vec::new();
    let mut evaluate = || {
        for program in programs {
            let mut host = Alone;
            let mut machine = Machine::new(program, &MODEL, input, &mut host).with_stack(std::mem::take(&mut stack));
            machine.run().unwrap_or_else(|fault| panic!("{}: {} {:?}", program.text, fault.message.id, fault.facts));
            stack = machine.into_stack();
        }
    };
    // Types are read, patterns compiled and the stack grown.
    evaluate();
    evaluate();
    measure(evaluate).count_total
}

fn compiled(expression: &str, scope: &Scope) -> Program {
    let mode = Mode { is_lenient: true, ..Mode::default() };
    compile(expression, &MODEL, scope, mode).unwrap_or_else(|f| panic!("{expression}: {} {:?}", f.message.id, f.facts))
}

#[test]
fn constraints_of_profiles_allocate_nothing() {
    let cases = [
        ("JP_Bundle_eReferral", "Bundle-Bundle-CLINS-Referral-Example-01.json"),
        ("JP_Bundle_CLINS", "Bundle-Bundle-CLINS-Observations-Example-01.json"),
    ];
    let Some(folder) = shared::folder("corpus/jp/clins") else { return };
    for (profile, name) in cases {
        LazyLock::force(&MODEL);
        let document = shared::document(&folder.join(name));
        let definitions = MODEL.definitions();
        let url = format!("http://jpfhir.jp/fhir/clins/StructureDefinition/{profile}");
        let root = &definitions.structure(definitions.find(&url).any().expect("the profile")).snapshot[0];
        let stated = root.constraints.iter().filter(|c| !c.expression.is_empty());
        let scope = Scope::at_path(&MODEL, "Bundle");
        let programs: Vec<Program> = stated.map(|c| compiled(&c.expression, &scope)).collect();
        let mut free = 0;
        assert!(programs.len() > 10, "{profile}: {}", programs.len());
        for program in &programs {
            let count = allocations(std::slice::from_ref(program), &document);
            // Texts that are put together are made, and whoever stands alone looks through the Bundle for each reference.
            let makes = program.text.contains('&') || program.text.contains("resolve()");
            assert!(count == 0 || makes, "{profile}: {count} for {}", program.text);
            free += usize::from(count == 0);
        }
        assert!(free > programs.len() / 2, "{profile}: {free} of {}", programs.len());
    }
}

/// What an expression allocates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    /// Nothing, however many items there are.
    Nothing,
    /// A table that grows with the items, a few times however many there are.
    Table,
    /// Something for each item, because it makes a text or a quantity of each.
    Each,
}

use Cost::{Each, Nothing, Table};

/// Expressions on a Patient with many names, identifiers and Quantities (`extension`), by the functions they show.
#[rustfmt::skip]
const CASES: &[(&str, &str, Cost)] = &[
    ("empty", "name.all(given.empty().not())", Nothing),
    ("exists", "name.where(given.exists() and exists(given = 'G')).exists()", Nothing),
    ("not", "name.select(given.exists().not())", Nothing),
    ("all", "name.all(given.all($this != 'x'))", Nothing),
    ("allTrue", "name.select(given.empty()).allTrue()", Nothing),
    ("anyTrue", "name.select(given.empty()).anyTrue()", Nothing),
    ("allFalse", "name.select(given.empty()).allFalse()", Nothing),
    ("anyFalse", "name.select(given.empty()).anyFalse()", Nothing),
    ("subsetOf", "name.given.subsetOf(name.given)", Table),
    ("supersetOf", "name.given.supersetOf(name.given)", Table),
    ("count", "name.count()", Nothing),
    ("distinct", "identifier.value.distinct()", Table),
    ("isDistinct", "identifier.value.isDistinct()", Table),
    ("hasValue", "identifier.value.select(hasValue())", Nothing),
    ("where", "name.where(use = 'official').given.where($this = 'G')", Nothing),
    ("select", "name.select(given | family)", Nothing),
    ("repeat", "repeat(name | given)", Table),
    ("sort", "identifier.value.sort()", Table),
    ("single", "name.select(given.first().single())", Nothing),
    ("first", "name.select(given.first())", Nothing),
    ("last", "name.select(given.last())", Nothing),
    ("tail", "name.tail().tail()", Nothing),
    ("skip", "name.skip(3)", Nothing),
    ("take", "name.take(1000)", Nothing),
    ("intersect", "identifier.value.intersect(identifier.value)", Table),
    ("exclude", "identifier.value.exclude(identifier.value)", Table),
    ("union", "identifier.value.union(name.given)", Table),
    ("combine", "name.combine(identifier)", Nothing),
    ("iif", "name.select(iif(given.exists(), given, family))", Nothing),
    ("toBoolean", "identifier.value.select(toBoolean())", Nothing),
    ("convertsToBoolean", "identifier.value.select(convertsToBoolean())", Nothing),
    ("toInteger", "identifier.value.select(toInteger())", Nothing),
    ("convertsToInteger", "identifier.value.select(convertsToInteger())", Nothing),
    ("toDecimal", "identifier.value.select(toDecimal())", Nothing),
    ("convertsToDecimal", "identifier.value.select(convertsToDecimal())", Nothing),
    ("toString", "identifier.value.select(toInteger().toString())", Each),
    ("convertsToString", "identifier.value.select(convertsToString())", Nothing),
    ("toDate", "name.period.start.select(toDate())", Nothing),
    ("convertsToDate", "name.period.start.select(convertsToDate())", Nothing),
    ("toDateTime", "name.period.start.select(toDateTime())", Nothing),
    ("convertsToDateTime", "name.period.start.select(convertsToDateTime())", Nothing),
    ("toTime", "name.select('12:00'.toTime())", Nothing),
    ("convertsToTime", "name.select('12:00'.convertsToTime())", Nothing),
    ("toQuantity", "identifier.value.select(toQuantity())", Each),
    ("convertsToQuantity", "identifier.value.select(convertsToQuantity())", Nothing),
    ("indexOf", "name.family.select(indexOf('a'))", Nothing),
    ("lastIndexOf", "name.family.select(lastIndexOf('a'))", Nothing),
    ("substring", "name.family.select(substring(1, 2))", Nothing),
    ("startsWith", "name.family.select(startsWith('F'))", Nothing),
    ("endsWith", "name.family.select(endsWith('F'))", Nothing),
    ("contains", "name.family.select(contains('F'))", Nothing),
    ("upper", "name.family.select(upper())", Each),
    ("lower", "name.family.select(lower())", Each),
    ("trim", "name.family.select(trim())", Nothing),
    ("replace", "name.family.select(replace('F', 'G'))", Each),
    ("length", "name.family.select(length())", Nothing),
    ("toChars", "name.family.select(toChars())", Nothing),
    ("split", "name.family.select(split('i'))", Nothing),
    ("join", "name.given.join(',')", Table),
    ("matches", "name.family.select(matches('^F.*y$'))", Nothing),
    ("matchesFull", "name.family.select(matchesFull('F.*y'))", Nothing),
    ("replaceMatches", "name.family.select(replaceMatches('F', 'G'))", Each),
    ("encode", "name.family.select(encode('base64'))", Each),
    ("decode", "name.family.select('7465'.decode('hex'))", Each),
    ("escape", "name.family.select(escape('html'))", Each),
    ("unescape", "name.family.select(unescape('html'))", Each),
    ("abs", "identifier.value.select(toInteger().abs())", Nothing),
    ("ceiling", "identifier.value.select(toDecimal().ceiling())", Nothing),
    ("floor", "identifier.value.select(toDecimal().floor())", Nothing),
    ("truncate", "identifier.value.select(toDecimal().truncate())", Nothing),
    ("round", "identifier.value.select(toDecimal().round(1))", Nothing),
    ("exp", "name.select(1.exp())", Nothing),
    ("ln", "name.select(2.0.ln())", Nothing),
    ("sqrt", "name.select(2.0.sqrt())", Nothing),
    ("log", "name.select(2.0.log(10))", Nothing),
    ("power", "name.select(2.power(3))", Nothing),
    ("lowBoundary", "name.period.start.select(lowBoundary())", Nothing),
    ("highBoundary", "name.period.start.select(highBoundary())", Nothing),
    ("precision", "name.period.start.select(precision())", Nothing),
    ("comparable", "name.select(1 'mg'.comparable(1 'g'))", Each),
    ("children", "children().children()", Nothing),
    ("descendants", "descendants()", Nothing),
    ("aggregate", "identifier.value.aggregate($this.toInteger() + iif($total.empty(), 0, $total))", Table),
    ("sum", "identifier.value.select(toInteger()).sum()", Nothing),
    ("avg", "identifier.value.select(toInteger()).avg()", Nothing),
    ("min", "identifier.value.select(toInteger()).min()", Nothing),
    ("max", "identifier.value.select(toInteger()).max()", Nothing),
    ("trace", "name.select(given.trace('x'))", Nothing),
    ("now", "name.select(now())", Nothing),
    ("today", "name.select(today())", Nothing),
    ("timeOfDay", "name.select(timeOfDay())", Nothing),
    ("type", "name.select(type())", Nothing),
    ("extension", "extension('http://example.org/q').value.exists()", Nothing),
    ("getValue", "name.family.select(getValue())", Nothing),
    ("resolve", "generalPractitioner.resolve()", Each),
    ("conformsTo", "name.select(1.conformsTo('x'))", Nothing),
    ("htmlChecks", "name.select(htmlChecks())", Nothing),
    ("elementDefinition", "name.elementDefinition()", Each),
    ("slice", "name.where(false).slice('x', 'y')", Nothing),
    ("checkModifiers", "name.checkModifiers('x')", Nothing),
    ("memberOf", "name.where(false).memberOf('x')", Nothing),
    ("subsumes", "identifier.select(type.subsumes(type))", Nothing),
    ("subsumedBy", "identifier.select(type.subsumedBy(type))", Nothing),
    // Operators, steps and type tests.
    ("", "name.select($this.given = 'G' and family != 'x' or $index > 3 implies given.first() in ('a' | 'G'))", Nothing),
    ("", "name.select(period.start >= @2020-01-01 and period.start = '2020-01-01')", Nothing),
    ("", "identifier.select(value.toInteger() * 2 + 1 - 3 / 4 > 5 mod 6 and value.toInteger() div 2 < 9)", Nothing),
    ("", "name = name and (name ~ name).not()", Table),
    ("", "name.given | name.family", Table),
    ("", "name.select(given[0] is string and given.ofType(string).exists() and (given as string).exists())", Nothing),
    ("", "identifier.select(type.coding = type.coding and type ~ type)", Nothing),
    ("", "name.family.select($this & 'x')", Each),
    ("", "extension.value.select($this > 1 'mg')", Each),
    ("", "%resource.name.select(%context.active and %rootResource.active)", Nothing),
];

/// A Patient with so many of everything.
fn patient(count: usize) -> Document {
    let list = |item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    let names = list(&|i| {
        format!(r#"{{"use":"official","family":"Family{i}","given":["G","H{i}"],"period":{{"start":"2020-01-01"}}}}"#)
    });
    let code = r#""type":{"coding":[{"system":"http://example.org","code":"a"}]}"#;
    let identifiers = list(&|i| format!(r#"{{"value":"{i}",{code}}}"#));
    let quantity = r#""valueQuantity":{"value":2,"system":"http://unitsofmeasure.org","code":"mg"}"#;
    let extensions = list(&|_| format!(r#"{{"url":"http://example.org/q",{quantity}}}"#));
    let practitioners = list(&|_| r##"{"reference":"#absent"}"##.to_owned());
    let text = format!(
        r#"{{"resourceType":"Patient","active":true,"name":[{names}],"identifier":[{identifiers}],
        "extension":[{extensions}],"generalPractitioner":[{practitioners}]}}"#
    );
    Document::parse(Source::new("patient", text)).0
}

#[test]
fn what_an_expression_allocates_is_known() {
    LazyLock::force(&MODEL);
    let (few, many) = (patient(100), patient(1000));
    let ty = MODEL.resource(few.root().expect("a root"));
    let scope = Scope::new(Static::fhir([ty]), Static::fhir([ty]));
    let mut wrong = Vec::new();
    for (name, expression, expected) in CASES {
        let program = [compiled(expression, &scope)];
        let counts = (allocations(&program, &few), allocations(&program, &many));
        let found = match counts {
            (0, 0) => Nothing,
            (few, many) if many < few + 100 => Table,
            _ => Each,
        };
        if found != *expected {
            wrong.push(format!("{name}: {expression} is {found:?}, not {expected:?}: {counts:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_function_is_counted() {
    let counted: BTreeSet<&str> = CASES.iter().map(|(name, ..)| *name).filter(|name| !name.is_empty()).collect();
    let all: BTreeSet<&str> = functions::all().map(|function| function.name).collect();
    assert_eq!(counted, all);
    for (name, expression, _) in CASES {
        assert!(name.is_empty() || expression.contains(&format!("{name}(")), "{name}: {expression}");
    }
}
