//! A block gives back what was packed, and no bytes make it panic.

use proptest::prelude::*;

use super::*;
use crate::definitions::facts::FactsEdition;
use crate::definitions::model::*;

/// An element in which every field says something.
fn full_element(id: &str) -> ElementDefinition {
    let value = Value::Object(vec![
        ("a".into(), Value::Array(vec![Value::Number("1.0".into()), Value::Boolean(false), Value::Boolean(true)])),
        ("b".into(), Value::String("日本".into())),
    ]);
    let typed = |name: &str| Some((name.into(), value.clone()));
    ElementDefinition {
        id: id.into(),
        path: "Patient.value[x]".into(),
        slice_name: "s".into(),
        min: Some(0),
        max: Some(Max::UNBOUNDED),
        base: Some(Base { path: "Patient.value[x]".into(), min: 300, max: Max(70_000) }),
        types: vec![TypeRef {
            code: "Reference".into(),
            profiles: vec!["p".into()],
            target_profiles: vec!["t".into(), "u".into()],
            aggregation: vec!["contained".into()],
            versioning: "either".into(),
            regex: "x*".into(),
        }],
        content_reference: "#Patient".into(),
        fixed: typed("Coding"),
        pattern: typed("Coding"),
        min_value: typed("Integer"),
        max_value: typed("Integer"),
        max_length: Some(u32::MAX),
        min_length: Some(3),
        narrative_languages: vec!["_no".into()],
        binding: Some(Binding { strength: BindingStrength::Example, value_set: "v".into(), max_value_set: "m".into() }),
        constraints: vec![Constraint {
            key: "k".into(),
            is_error: true,
            expression: "true".into(),
            best_practice: true,
            source: "s".into(),
        }],
        slicing: Some(Slicing {
            discriminators: vec![Discriminator { kind: DiscriminatorKind::Position, path: "$this".into() }],
            ordered: true,
            rules: SlicingRules::OpenAtEnd,
        }),
        must_support: Some(true),
        is_modifier: Some(false),
        is_summary: None,
        representation: vec!["xmlAttr".into()],
    }
}

fn structure(url: &str, version: &str) -> StructureDefinition {
    StructureDefinition {
        url: url.into(),
        version: version.into(),
        name: "N".into(),
        kind: StructureKind::Logical,
        is_abstract: true,
        type_name: "Patient".into(),
        base: "b".into(),
        is_constraint: true,
        context: vec![ExtensionContext { kind: "element".into(), expression: "Patient".into() }],
        context_invariant: vec!["i".into()],
        snapshot: vec![ElementDefinition::default(), full_element("Patient.value[x]:s"), full_element("other")],
        differential: vec![],
    }
}

fn editions() -> Vec<FactsEdition> {
    let edition = |key: &str, structures: Vec<StructureDefinition>| FactsEdition {
        key: key.into(),
        builds_on: vec!["r4@4.0.1".into()],
        sources: vec![("file".into(), "00".into())],
        terms: "terms".into(),
        package: Package {
            name: "n".into(),
            version: "v".into(),
            structures,
            others: vec![("ValueSet".into(), "z".into(), "1".into()), ("CodeSystem".into(), "a".into(), "".into())],
            ..Package::default()
        },
    };
    vec![
        edition("one", vec![structure("u/b", "1.10"), structure("u/b", "1.9"), structure("u/a", "")]),
        edition("two", vec![structure("u/a", "2")]),
    ]
}

#[test]
fn a_block_gives_back_what_was_packed() {
    let editions = editions();
    let packed = Packed::open(pack(&editions)).unwrap();
    let canonicals: Vec<_> = (0..4).map(|i| (packed.url(i), packed.version(i))).collect();
    assert_eq!(canonicals, [("u/a", ""), ("u/b", "1.9"), ("u/b", "1.10"), ("u/a", "2")]);
    assert_eq!(packed.structure(2).as_ref(), Some(&editions[0].package.structures[0]));
    assert_eq!(packed.structure(3).as_ref(), Some(&editions[1].package.structures[0]));
    assert_eq!(packed.structure(4), None);
    assert_eq!((packed.url(4), packed.version(u32::MAX)), ("", ""));
    let second = &packed.editions()[1];
    assert_eq!((&*second.key, second.structures.clone(), second.others.clone()), ("two", 3..4, 2..4));
    assert_eq!((packed.other(0), packed.other(3)), (("a", "CodeSystem"), ("z", "ValueSet")));
    assert_eq!(packed.names().collect::<Vec<_>>(), ["value", "valueReference"]);
}

#[test]
fn equal_elements_are_kept_once() {
    let mut many = editions();
    let one = pack(&many).len();
    let copies = many[0].package.structures[0].snapshot[1].clone();
    many[0].package.structures[0].snapshot.extend(vec![copies; 100]);
    assert!(pack(&many).len() < one + 1000, "{} {one}", pack(&many).len());
}

#[test]
fn what_is_cut_off_does_not_open() {
    let block = pack(&editions());
    for length in 0..block.len() {
        assert!(Packed::open(block[..length].to_vec()).is_none(), "{length}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut block = pack(&editions());
        for (index, byte) in changes {
            let at = index.index(block.len());
            block[at] = byte;
        }
        if let Some(packed) = Packed::open(block) {
            let count = packed.editions().last().map_or(0, |e| e.structures.end);
            for index in 0..count.min(10) {
                let _ = (packed.structure(index), packed.url(index), packed.version(index), packed.other(index));
            }
            prop_assert!(packed.names().count() <= 100);
        }
    }
}
