//! What is packed comes back; what is no block does no harm.

use super::super::model::{CodeSystem, Concept, Designation, HierarchyMeaning, TOP, ValueSet};
use super::*;
use proptest::prelude::*;

fn concept(code: &str, parent: u32) -> Concept {
    Concept { code: code.into(), display: format!("表示{code}").into(), parent, ..Concept::default() }
}

fn system(url: &str) -> CodeSystem {
    let mut rich = concept("B", 0);
    rich.designations = vec![Designation { language: "ja".into(), usage: "".into(), value: "い".into() }];
    rich.properties = vec![("status".into(), "active".into())];
    CodeSystem {
        url: url.into(),
        version: "1".into(),
        name: "N".into(),
        case_sensitive: Some(false),
        hierarchy: HierarchyMeaning::PartOf,
        content: super::super::model::Content::Fragment,
        concepts: vec![concept("A", TOP), rich, concept("C", 1), concept("D", TOP), concept("B", 3)],
        ..CodeSystem::default()
    }
}

fn block_of(systems: &[CodeSystem], sets: &[ValueSet]) -> Vec<u8> {
    pack(&[Content { key: "k@1", code_systems: systems, value_sets: sets }])
}

#[test]
fn rows_come_back() {
    let set = ValueSet { url: "http://e/v".into(), version: "2".into(), title: "値".into(), ..ValueSet::default() };
    let block = Block::open(block_of(&[system("http://e/s")], std::slice::from_ref(&set))).unwrap();
    let edition = &block.editions()[0];
    assert_eq!((&*edition.key, edition.systems.clone(), edition.value_sets.clone()), ("k@1", 0..1, 0..1));
    let row = block.system(0).unwrap();
    assert_eq!((block.text(row.url), block.text(row.version), block.text(row.name)), ("http://e/s", "1", "N"));
    assert_eq!((row.content, row.hierarchy), (super::super::model::Content::Fragment, HierarchyMeaning::PartOf));
    assert_eq!((row.case_sensitive, row.has_edges, row.count), (Some(false), false, 5));
    let ends: Vec<u32> = (0..5).map(|i| block.concept(&row, i).unwrap().end).collect();
    assert_eq!(ends, [3, 3, 3, 5, 5]);
    assert_eq!(block.concept(&row, 5), None);
    let extras = block.extras(&block.concept(&row, 1).unwrap());
    assert_eq!((&*extras.designations[0].value, &*extras.properties[0].1), ("い", "active"));
    assert_eq!(block.extras(&block.concept(&row, 0).unwrap()), Extras::default());
    assert_eq!(block.value_set_address(0), ("http://e/v", "2"));
    assert_eq!(block.value_set(0), Some(set));
    assert_eq!((block.system(1), block.value_set(1)), (None, None));
}

#[test]
fn codes_are_found_also_twice_and_in_another_case() {
    let block = Block::open(block_of(&[system("http://e/s")], &[])).unwrap();
    let row = block.system(0).unwrap();
    let find = |code: &str, exact: bool| block.positions(&row, code, exact).collect::<Vec<_>>();
    assert_eq!((find("B", true), find("b", true), find("b", false)), (vec![1, 4], vec![], vec![1, 4]));
    assert_eq!(find("E", false), Vec::<u32>::new());
}

#[test]
fn equal_code_systems_are_kept_once() {
    let once = block_of(&[system("http://e/s")], &[]).len();
    let twice = block_of(&[system("http://e/s"), system("http://e/t")], &[]).len();
    assert!(twice - once < 100, "{once} {twice}");
    let block = Block::open(block_of(&[system("http://e/s"), system("http://e/t")], &[])).unwrap();
    let row = block.system(1).unwrap();
    assert_eq!((block.text(row.url), block.positions(&row, "D", true).collect()), ("http://e/t", vec![3]));
}

proptest! {
    #[test]
    fn damage_does_no_harm(at in 0usize..2000, byte: u8, cut in 0usize..2000) {
        let mut bytes = block_of(&[system("http://e/s")], &[ValueSet::default()]);
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        bytes[at] = byte;
        for bytes in [bytes.clone(), bytes[..cut].to_vec()] {
            let Some(block) = Block::open(bytes) else { continue };
            for row in (0..3).filter_map(|i| block.system(i)) {
                for concept in (0..row.count.min(9)).filter_map(|i| block.concept(&row, i)) {
                    block.extras(&concept);
                    block.positions(&row, block.text(concept.code), false).take(9).for_each(drop);
                }
            }
            block.value_set(0);
        }
    }
}
