//! Small definitions written as JSON, and what becomes of them.

use proptest::prelude::*;

use super::*;
use crate::definitions::model::{DiscriminatorKind, ElementDefinition, Slicing, SlicingRules};
use crate::definitions::parse;
use crate::document::Document;
use crate::source::Source;

/// A definition: `name`, `base`, whether it constrains, and the elements of its differential as JSON.
fn definition(name: &str, base: &str, derivation: &str, elements: &[&str]) -> StructureDefinition {
    let type_name = if derivation == "constraint" { "T" } else { name };
    let url =
        |n: &str| if n.is_empty() { String::new() } else { format!("http://hl7.org/fhir/StructureDefinition/{n}") };
    let json = format!(
        r#"{{"resourceType":"StructureDefinition","url":"{}","type":"{type_name}","baseDefinition":"{}",
        "derivation":"{derivation}","differential":{{"element":[{}]}}}}"#,
        url(name),
        url(base),
        elements.join(",")
    );
    let (document, _) = Document::parse_json(Source::new(name, json));
    parse::structure_definition(document.root().unwrap()).unwrap()
}

fn types() -> Vec<StructureDefinition> {
    let element = [
        r#"{"path":"Element","min":0,"max":"*","constraint":[{"key":"ele-1","severity":"error"}]}"#,
        r#"{"path":"Element.id","min":0,"max":"1","type":[{"code":"http://hl7.org/fhirpath/System.String"}]}"#,
        r#"{"path":"Element.extension","min":0,"max":"*","type":[{"code":"Extension"}]}"#,
    ];
    let extension = [
        r#"{"path":"Extension"}"#,
        r#"{"path":"Extension.url","min":1,"max":"1","type":[{"code":"http://hl7.org/fhirpath/System.String"}]}"#,
        r#"{"path":"Extension.value[x]","min":0,"max":"1","type":[{"code":"string"},{"code":"Coding"}]}"#,
    ];
    let coding = [
        r#"{"path":"Coding"}"#,
        r#"{"path":"Coding.system","min":0,"max":"1","type":[{"code":"uri"}]}"#,
        r#"{"path":"Coding.code","min":0,"max":"1","type":[{"code":"code"}]}"#,
    ];
    let t = [
        r#"{"path":"T"}"#,
        r#"{"path":"T.coding","min":0,"max":"*","type":[{"code":"Coding"}]}"#,
        r#"{"path":"T.value[x]","min":0,"max":"1","type":[{"code":"string"},{"code":"Coding"}],
            "binding":{"strength":"example","valueSet":"http://e/vs"}}"#,
        r#"{"path":"T.part","min":0,"max":"*","type":[{"code":"Element"}]}"#,
        r#"{"path":"T.part.name","min":1,"max":"1","type":[{"code":"string"}]}"#,
        r##"{"path":"T.part.part","min":0,"max":"*","contentReference":"#T.part"}"##,
    ];
    vec![
        definition("Element", "", "specialization", &element),
        definition("Extension", "Element", "specialization", &extension),
        definition("Coding", "Element", "specialization", &coding),
        definition("T", "Element", "specialization", &t),
    ]
}

fn complete_with(more: Vec<StructureDefinition>) -> (Vec<StructureDefinition>, Vec<&'static str>) {
    let count = more.len();
    let mut structures = types();
    structures.extend(more);
    let mut packages = [Package { structures, ..Package::default() }];
    let notices = complete(&mut packages, &|_| None);
    let [package] = packages;
    let all = package.structures.len();
    (package.structures.into_iter().skip(all - count).collect(), notices.iter().map(|n| n.message.id).collect())
}

fn profile(elements: &[&str]) -> (Vec<ElementDefinition>, Vec<&'static str>) {
    let (mut definitions, notices) = complete_with(vec![definition("P", "T", "constraint", elements)]);
    (definitions.remove(0).snapshot, notices)
}

fn ids(snapshot: &[ElementDefinition]) -> Vec<&str> {
    snapshot.iter().map(|e| &*e.id).collect()
}

fn find<'a>(snapshot: &'a [ElementDefinition], id: &str) -> &'a ElementDefinition {
    snapshot.iter().find(|e| &*e.id == id).unwrap_or_else(|| panic!("{id} is not among {:?}", ids(snapshot)))
}

const PLAIN: [&str; 8] =
    ["T", "T.id", "T.extension", "T.coding", "T.value[x]", "T.part", "T.part.id", "T.part.extension"];

#[test]
fn a_type_adds_its_elements_to_those_of_its_base() {
    let (snapshot, notices) = profile(&[r#"{"path":"T"}"#]);
    assert_eq!(ids(&snapshot)[..8], PLAIN);
    assert_eq!(ids(&snapshot)[8..], ["T.part.name", "T.part.part"]);
    assert_eq!(&*find(&snapshot, "T.id").base.as_ref().unwrap().path, "Element.id");
    assert_eq!(&*find(&snapshot, "T.part.name").base.as_ref().unwrap().path, "T.part.name");
    assert_eq!(find(&snapshot, "T").constraints.len(), 1);
    assert!(notices.is_empty());
}

#[test]
fn constraints_are_laid_over_the_base() {
    let (snapshot, _) = profile(&[
        r#"{"path":"T","constraint":[{"key":"t-1","severity":"warning"}]}"#,
        r#"{"path":"T.coding","min":1,"max":"3","mustSupport":true}"#,
        r#"{"path":"T.value[x]","type":[{"code":"Coding"}],"binding":{"strength":"required"}}"#,
        r#"{"path":"T.value[x].system","fixedUri":"http://e"}"#,
    ]);
    let keys: Vec<_> = find(&snapshot, "T").constraints.iter().map(|c| &*c.key).collect();
    assert_eq!(keys, ["ele-1", "t-1"]);
    let coding = find(&snapshot, "T.coding");
    assert_eq!((coding.min, coding.max.map(|m| m.0), coding.must_support), (Some(1), Some(3), Some(true)));
    assert_eq!(&*find(&snapshot, "T.value[x]").binding.as_ref().unwrap().value_set, "http://e/vs");
    assert!(find(&snapshot, "T.value[x].system").fixed.is_some());
    assert_eq!(&*find(&snapshot, "T.value[x].code").types[0].code, "code");
}

#[test]
fn slices_start_as_the_sliced_element() {
    let (snapshot, notices) = profile(&[
        r#"{"path":"T.coding","min":1,"slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}}"#,
        r#"{"path":"T.coding","sliceName":"b","max":"1"}"#,
        r#"{"path":"T.coding.system","fixedUri":"http://b"}"#,
        r#"{"path":"T.coding","sliceName":"a/x","min":1}"#,
    ]);
    let expected = ["T.coding", "T.coding:b", "T.coding:b.id", "T.coding:b.extension", "T.coding:b.system"];
    assert_eq!(ids(&snapshot)[3..8], expected);
    assert_eq!(ids(&snapshot)[8..10], ["T.coding:b.code", "T.coding:a/x"]);
    let slice = find(&snapshot, "T.coding:b");
    assert_eq!((slice.min, slice.max.map(|m| m.0), slice.slicing.is_none()), (Some(0), Some(1), true));
    assert!(find(&snapshot, "T.coding:b.system").fixed.is_some());
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn reslices_follow_the_slice_that_they_divide() {
    let (snapshot, _) = profile(&[
        r#"{"path":"T.coding","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}"#,
        r#"{"path":"T.coding","sliceName":"a","max":"5"}"#,
        r#"{"path":"T.coding","sliceName":"b"}"#,
        r#"{"path":"T.coding","sliceName":"a/x","min":2}"#,
    ]);
    assert_eq!(ids(&snapshot)[3..7], ["T.coding", "T.coding:a", "T.coding:a/x", "T.coding:b"]);
    assert_eq!(find(&snapshot, "T.coding:a/x").max.map(|m| m.0), Some(5));
}

#[test]
fn implied_slicing_is_stated() {
    let (snapshot, notices) = profile(&[
        r#"{"path":"T.extension","sliceName":"e","type":[{"code":"Extension","profile":["http://e/missing"]}]}"#,
        r#"{"path":"T.extension.url","fixedUri":"http://e/missing"}"#,
        r#"{"path":"T.valueCoding.system","min":1}"#,
        r#"{"path":"T.coding","sliceName":"a"}"#,
        r#"{"path":"T.coding","sliceName":"b"}"#,
    ]);
    let by = |id: &str| find(&snapshot, id).slicing.as_ref().map(|s| (s.discriminators[0].kind, s.rules));
    assert_eq!(by("T.extension"), Some((DiscriminatorKind::Value, SlicingRules::Open)));
    assert_eq!(by("T.value[x]"), Some((DiscriminatorKind::Type, SlicingRules::Open)));
    assert_eq!(find(&snapshot, "T.value[x]").types.len(), 2);
    assert_eq!(find(&snapshot, "T.value[x]:valueCoding").types.len(), 1);
    assert_eq!(find(&snapshot, "T.value[x]:valueCoding.system").min, Some(1));
    assert!(find(&snapshot, "T.extension:e.url").fixed.is_some());
    assert_eq!(notices, ["differential-out-of-order", "type-profile-missing", "slicing-missing"]);
}

#[test]
fn what_some_types_of_a_choice_have_can_be_constrained() {
    let (snapshot, notices) = profile(&[
        r#"{"path":"T.value[x].system","fixedUri":"http://e"}"#,
        r#"{"path":"T.value[x].nonsense","min":1}"#,
    ]);
    assert_eq!(ids(&snapshot)[4..8], ["T.value[x]", "T.value[x].id", "T.value[x].extension", "T.value[x].system"]);
    assert_eq!(find(&snapshot, "T.value[x]").types.len(), 2);
    assert_eq!(notices, ["differential-unknown-element"]);
}

#[test]
fn slices_of_the_base_keep_its_order() {
    let base = definition(
        "P",
        "T",
        "constraint",
        &[
            r#"{"path":"T.coding","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}"#,
            r#"{"path":"T.coding","sliceName":"a"}"#,
            r#"{"path":"T.coding","sliceName":"b"}"#,
        ],
    );
    let derive = |names: &[&str]| {
        let elements: Vec<_> =
            names.iter().map(|n| format!(r#"{{"path":"T.coding","sliceName":"{n}","max":"1"}}"#)).collect();
        let elements: Vec<_> = elements.iter().map(String::as_str).collect();
        let (definitions, notices) = complete_with(vec![base.clone(), definition("D", "P", "constraint", &elements)]);
        let names = definitions[1].snapshot.iter().map(|e| e.slice_name.to_string());
        (names.filter(|n| !n.is_empty()).collect::<Vec<_>>().join(" "), notices)
    };
    assert_eq!(derive(&["a", "b", "new"]), ("a b new".to_owned(), vec![]));
    assert_eq!(derive(&["b", "a"]), ("a b".to_owned(), vec!["differential-out-of-order"]));
    assert_eq!(derive(&["new", "b"]), ("a b new".to_owned(), vec!["differential-out-of-order"]));
}

#[test]
fn a_name_alone_makes_no_slice() {
    let (snapshot, notices) =
        profile(&[r#"{"path":"T.coding","sliceName":"Name","min":1}"#, r#"{"path":"T.coding.code","min":1}"#]);
    assert_eq!((find(&snapshot, "T.coding").min, &*find(&snapshot, "T.coding").slice_name), (Some(1), ""));
    assert_eq!(find(&snapshot, "T.coding.code").min, Some(1));
    assert_eq!(notices, ["slice-name-without-slicing"]);
}

#[test]
fn the_profile_of_a_type_is_unfolded() {
    let coding = StructureDefinition {
        type_name: "Coding".into(),
        ..definition("C", "Coding", "constraint", &[r#"{"path":"Coding.system","min":1,"patternUri":"http://c"}"#])
    };
    let reference = "http://hl7.org/fhir/StructureDefinition/C";
    let sliced = format!(r#"{{"path":"T.coding","type":[{{"code":"Coding","profile":["{reference}"]}}]}}"#);
    let p = definition("P", "T", "constraint", &[&sliced, r#"{"path":"T.coding.code","min":1}"#]);
    let (definitions, notices) = complete_with(vec![p, coding]);
    let system = find(&definitions[0].snapshot, "T.coding.system");
    assert_eq!((system.min, system.pattern.is_some()), (Some(1), true));
    assert!(notices.is_empty());
}

#[test]
fn a_profile_of_another_version_is_not_unfolded() {
    let coding = StructureDefinition {
        type_name: "Coding".into(),
        version: "1".into(),
        ..definition("C", "Coding", "constraint", &[r#"{"path":"Coding.system","min":1}"#])
    };
    let required = |version: &str, is_beneath: bool| {
        let reference = format!("http://hl7.org/fhir/StructureDefinition/C|{version}");
        let typed = format!(r#"{{"path":"T.coding","type":[{{"code":"Coding","profile":["{reference}"]}}]}}"#);
        let p = definition("P", "T", "constraint", &[&typed, r#"{"path":"T.coding.code","min":1}"#]);
        let mut structures = types();
        structures.extend([coding.clone()]);
        let mut below = [Package { structures, ..Package::default() }];
        complete(&mut below, &|_| None);
        let below: Vec<_> = std::mem::take(&mut below[0].structures);
        let beneath = |canonical: &str| {
            let url = canonical.split('|').next();
            below.iter().find(|d| Some(&*d.url) == url).cloned().map(Arc::new)
        };
        let mut set = [Package { structures: vec![p], ..Package::default() }];
        if is_beneath {
            complete(&mut set, &beneath);
        } else {
            set[0].structures.extend(below.clone());
            complete(&mut set, &|_| None);
        }
        find(&set[0].structures[0].snapshot, "T.coding.system").min
    };
    for is_beneath in [true, false] {
        assert_eq!((required("1", is_beneath), required("2", is_beneath)), (Some(1), Some(0)), "{is_beneath}");
    }
}

#[test]
fn content_references_are_unfolded() {
    let (snapshot, _) = profile(&[r#"{"path":"T.part.part.part.name","max":"0"}"#]);
    assert_eq!(find(&snapshot, "T.part.part.part.name").max.map(|m| m.0), Some(0));
    assert_eq!(find(&snapshot, "T.part.part.name").max.map(|m| m.0), Some(1));
    assert_eq!(&*find(&snapshot, "T.part.part").content_reference, "");
    assert_eq!(&*find(&snapshot, "T.part.part").types[0].code, "Element");
}

#[test]
fn wrong_ids_and_any_order_are_taken() {
    let slicing =
        r#"{"id":"T.coding","path":"T.coding","slicing":{"discriminator":[{"type":"value","path":"system"}]}}"#;
    let straight = [
        slicing,
        r#"{"id":"T.coding:a","path":"T.coding","sliceName":"a","min":1}"#,
        r#"{"id":"T.coding:a.code","path":"T.coding.code","min":1}"#,
        r#"{"id":"T.coding:b","path":"T.coding","sliceName":"b"}"#,
    ];
    let (expected, notices) = profile(&straight);
    assert!(notices.is_empty(), "{notices:?}");
    for element in &straight[1..] {
        assert!(find(&expected, "T.coding:a.code").min == Some(1), "{element}");
    }
    let mixed = [straight[2], straight[1], straight[3], straight[0]];
    let (snapshot, _) = profile(&mixed);
    assert_eq!(snapshot, expected);
    let late = [straight[0], straight[1], straight[3], straight[2]];
    let (snapshot, notices) = profile(&late);
    assert_eq!((snapshot, notices), (expected.clone(), vec!["differential-out-of-order"]));
    let without_ids: Vec<String> = straight.iter().map(|e| e.replace("\"id\":\"T", "\"id\":\"x")).collect();
    let (snapshot, notices) = profile(&without_ids.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((snapshot, notices), (expected, vec![]));
}

#[test]
fn a_base_may_refer_to_what_is_built_on_it() {
    let reference = r#""type":[{"code":"T","profile":["http://hl7.org/fhir/StructureDefinition/Child"]}]"#;
    let base = [format!(r#"{{"path":"T.part",{reference}}}"#), r#"{"path":"T.coding","min":1}"#.to_owned()];
    let base = definition("P", "T", "constraint", &[&base[0], &base[1]]);
    let child = definition("Child", "P", "constraint", &[r#"{"path":"T.coding","max":"1"}"#]);
    for definitions in [vec![base.clone(), child.clone()], vec![child, base]] {
        let (definitions, notices) = complete_with(definitions);
        assert!(definitions.iter().all(|d| d.snapshot.len() == 10), "{:?}", ids(&definitions[0].snapshot));
        assert_eq!(notices, ["differential-out-of-order"]);
    }
}

#[test]
fn what_cannot_be_built_on_is_told() {
    let (definitions, notices) = complete_with(vec![
        definition("A", "B", "constraint", &[r#"{"path":"T.coding","min":1}"#]),
        definition("B", "A", "constraint", &[r#"{"path":"T.coding","max":"1"}"#]),
        definition("M", "Missing", "constraint", &[r#"{"path":"T.coding","min":1}"#]),
        definition("U", "T", "constraint", &[r#"{"path":"T.nonsense.deeper","min":1}"#]),
    ]);
    assert_eq!(ids(&definitions[0].snapshot), ["T", "T.coding"]);
    assert_eq!(ids(&definitions[2].snapshot), ["T", "T.coding"]);
    assert_eq!(definitions[3].snapshot.len(), 10);
    let expected = ["base-definition-cycle", "base-definition-missing", "differential-unknown-element"];
    assert_eq!(notices, expected);
}

#[test]
fn hostile_definitions_end() {
    let deep = format!(r#"{{"path":"T{}"}}"#, ".part".repeat(10_000));
    let (snapshot, notices) = profile(&[&deep, r#"{"path":"T.coding","min":1}"#]);
    assert_eq!((snapshot.len(), notices), (10, vec!["differential-unknown-element"]));
    let chain: Vec<_> = (0..2_000)
        .map(|n| definition(&format!("C{n}"), &format!("C{}", n + 1), "constraint", &[r#"{"path":"T.coding"}"#]))
        .collect();
    assert_eq!(complete_with(chain).0.len(), 2_000);
    let mut slices: Vec<String> = (0..400).map(|n| format!(r#"{{"path":"T.coding","sliceName":"s{n}"}}"#)).collect();
    let parts: Vec<String> = (0..400).map(|n| format!(r#"{{"path":"T.part","sliceName":"p{n}"}}"#)).collect();
    slices.extend(parts.iter().map(|p| format!(r#"{p},{{"path":"T.part.part.part.part.part.name"}}"#)));
    let (snapshot, _) = profile(&slices.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(snapshot.len() < 110_000);
}

/// Names of a small world, so that random elements often meet.
fn any_element() -> impl Strategy<Value = ElementDefinition> {
    const NAMES: [&str; 9] =
        ["coding", "system", "part", "name", "value[x]", "valueCoding", "extension", "nonsense", ""];
    const SLICES: [&str; 6] = ["", "", "a", "b", "a/x", "c.d"];
    let step = (proptest::sample::select(&NAMES[..]), proptest::sample::select(&SLICES[..]));
    (proptest::collection::vec(step, 0..5), any::<bool>(), any::<bool>(), proptest::option::of(0u32..3)).prop_map(
        |(steps, with_id, sliced, min)| {
            let id = |(name, slice): &(&str, &str)| {
                if slice.is_empty() { format!(".{name}") } else { format!(".{name}:{slice}") }
            };
            let slicing = Slicing { discriminators: vec![], ordered: false, rules: SlicingRules::Closed };
            ElementDefinition {
                path: format!("T{}", steps.iter().map(|(name, _)| format!(".{name}")).collect::<String>()).into(),
                id: if with_id { format!("T{}", steps.iter().map(id).collect::<String>()).into() } else { "".into() },
                slice_name: steps.last().map_or("", |s| s.1).into(),
                slicing: sliced.then_some(slicing),
                min,
                ..ElementDefinition::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn any_differential_gives_a_well_formed_snapshot(elements in proptest::collection::vec(any_element(), 0..12)) {
        let p = StructureDefinition { differential: elements, ..definition("P", "T", "constraint", &[]) };
        let (definitions, _) = complete_with(vec![p]);
        let snapshot = &definitions[0].snapshot;
        let mut seen = std::collections::HashSet::new();
        for element in snapshot {
            prop_assert!(seen.insert(&*element.id), "{} twice", element.id);
            let above = element.id.rsplit_once('.').map_or("", |(above, _)| above);
            let is_known = above.is_empty() || seen.contains(above) || element.id.contains("c.d");
            prop_assert!(is_known, "{} stands without {above}", element.id);
        }
        let again = StructureDefinition { differential: snapshot.clone(), ..definition("P", "T", "constraint", &[]) };
        let (definitions, _) = complete_with(vec![again]);
        prop_assert_eq!(&definitions[0].snapshot, snapshot);
    }
}
