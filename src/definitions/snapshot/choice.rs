//! Choice types: `valueQuantity` in a differential is a slice of `value[x]`.

use super::element;
use super::tree::Node;
use crate::definitions::model::{SlicingRules, TypeRef};

/// The differential under the names that the base uses, and the choices whose types it names by the short form:
/// `valueQuantity` is the slice of that name of `value[x]`.
pub fn under_base_names(base: &[Node], differential: Vec<Node>) -> (Vec<Node>, Vec<Box<str>>) {
    let mut named: Vec<Node> = Vec::with_capacity(differential.len());
    let mut shortcuts = Vec::new();
    for mut node in differential {
        if !base.iter().any(|b| b.name == node.name) {
            let choice = base.iter().find(|b| chooses(&b.name, &node.name));
            let renamed = base.iter().find(|b| chooses(&node.name, &b.name));
            if let Some(choice) = choice {
                node = as_slice(node, &choice.name);
                shortcuts.push(choice.name.clone());
            } else if let Some(renamed) = renamed {
                node.name = renamed.name.clone();
            }
        }
        match named.iter_mut().find(|n| n.name == node.name) {
            Some(same) => join(same, node),
            None => named.push(node),
        }
    }
    (named, shortcuts)
}

/// Whether a name is a choice `stem[x]` made: `valueQuantity` of `value[x]`.
fn chooses(choice: &str, name: &str) -> bool {
    let rest = choice.strip_suffix("[x]").and_then(|stem| name.strip_prefix(stem));
    rest.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn as_slice(mut node: Node, choice: &str) -> Node {
    let mut slices = std::mem::take(&mut node.slices);
    let name = std::mem::replace(&mut node.name, choice.into());
    for slice in &mut slices {
        slice.name = choice.into();
    }
    if node.element.is_some() || !node.children.is_empty() {
        let mut slice = Node { slice: name, ..node };
        match slices.iter_mut().find(|s| s.slice == slice.slice) {
            Some(same) => join(same, slice),
            None => {
                slice.name = choice.into();
                slices.insert(0, slice);
            }
        }
    }
    Node { slices, ..Node::named(choice) }
}

/// Two nodes of a differential that speak of the same element.
pub fn join(first: &mut Node, second: Node) {
    match (&mut first.element, second.element) {
        (Some(element), Some(by)) => element::constrain(element, by),
        (None, by) => first.element = by,
        (Some(_), None) => {}
    }
    for (to, from) in [(&mut first.children, second.children), (&mut first.slices, second.slices)] {
        for node in from {
            match to.iter_mut().find(|n| n.name == node.name && n.slice == node.slice) {
                Some(same) => join(same, node),
                None => to.push(node),
            }
        }
    }
}

/// When every type of a choice has its slice, nothing else can come. This is said only where types are named by the
/// short form (`valueQuantity`), as HL7's own tool does.
pub fn close_full_choice(node: &mut Node) {
    let Some(stem) = node.name.strip_suffix("[x]") else { return };
    let Some(element) = &mut node.element else { return };
    let has_slice = |t: &TypeRef| {
        let suffix = |s: &&Node| s.slice.strip_prefix(stem).is_some_and(|suffix| is_suffix_of(&t.code, suffix));
        node.slices.iter().any(|s| suffix(&s))
    };
    if let (true, Some(slicing)) = (element.types.iter().all(has_slice), &mut element.slicing) {
        slicing.rules = SlicingRules::Closed;
    }
}

/// Whether `[x]` becomes `suffix` for a type.
pub fn is_suffix_of(type_name: &str, suffix: &str) -> bool {
    suffix.len() == type_name.len()
        && suffix.starts_with(|c: char| c.is_ascii_uppercase())
        && suffix.get(..1).zip(type_name.get(..1)).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
        && suffix.get(1..) == type_name.get(1..)
}
