//! The children of an element whose definition stands elsewhere: in its type, in a profile on it, or in the element
//! that it repeats.

use std::sync::Arc;

use super::merge::Merger;
use super::problems::PROFILE_MISSING;
use super::tree::Node;
use crate::definitions::model::{ElementDefinition, TypeRef};

const STRUCTURES: &str = "http://hl7.org/fhir/StructureDefinition/";

impl Merger<'_, '_> {
    /// The children of an element that has none yet; empty when nothing is known of them.
    pub(super) fn unfold(&mut self, element: &mut ElementDefinition, path: &str) -> Vec<Node> {
        if !element.content_reference.is_empty() {
            return self.unfold_reference(element);
        }
        let Some(tree) = self.tree_of_types(&element.types, path) else { return Vec::new() };
        self.copy(&tree)
    }

    /// A differential may speak of `value[x].value`, which only some types of the choice have: such a child holds for
    /// those, and is not required.
    pub(super) fn add_children_of_some_types(&mut self, types: &[TypeRef], children: &mut Vec<Node>, wanted: &[Node]) {
        for node in wanted {
            if children.iter().any(|c| c.name == node.name) {
                continue;
            }
            let trees = types.iter().filter_map(|t| self.library.tree(self.id, &canonical_of_type(&t.code)));
            let found = trees.into_iter().find_map(|tree| tree.child(&node.name).cloned());
            if let Some(mut child) = found.filter(|c| self.afford(c.count())) {
                child.element.get_or_insert_default().min = Some(0);
                children.push(child);
            }
        }
    }

    fn copy(&mut self, node: &Node) -> Vec<Node> {
        match self.afford(node.count()) {
            true => node.children.clone(),
            false => Vec::new(),
        }
    }

    fn tree_of_types(&mut self, types: &[TypeRef], path: &str) -> Option<Arc<Node>> {
        let first = types.first()?;
        if let ([profile], 1) = (&first.profiles[..], types.len()) {
            match self.library.profile(self.id, profile) {
                Some(tree) => return Some(tree),
                None => {
                    let facts = [("profile", &**profile), ("element", path)];
                    self.library.note(self.id, &PROFILE_MISSING, &facts);
                }
            }
        }
        // What a choice of types has in common are the elements that all types have.
        let code = if types.iter().all(|t| t.code == first.code) { &*first.code } else { "Element" };
        self.library.tree(self.id, &canonical_of_type(code))
    }

    /// `#Questionnaire.item`: the children of that element in the type that defines it. What a profile says of the
    /// element there does not hold here.
    fn unfold_reference(&mut self, element: &mut ElementDefinition) -> Vec<Node> {
        let (definition, path) = element.content_reference.split_once('#').unwrap_or(("", &element.content_reference));
        let root = path.split('.').next().unwrap_or_default();
        let defines = !self.library.definition(self.id).is_constraint && &*self.base.name == root;
        let tree = match definition {
            _ if defines => Some(self.base.clone()),
            "" => self.library.tree(self.id, &canonical_of_type(root)),
            url => self.library.tree(self.id, url),
        };
        let target = tree.as_deref().and_then(|tree| path.split('.').skip(1).try_fold(tree, Node::child));
        let Some(target) = target else { return Vec::new() };
        let types = target.element.as_ref().map(|e| e.types.clone()).unwrap_or_default();
        let children = self.copy(target);
        element.content_reference = "".into();
        element.types = types;
        children
    }
}

/// Types are named by their code; logical models by their URL.
fn canonical_of_type(code: &str) -> String {
    match code.strip_prefix("http://hl7.org/fhirpath/System.") {
        Some(name) => format!("{STRUCTURES}{}", name.to_ascii_lowercase()),
        None if code.contains("://") => code.to_owned(),
        None => format!("{STRUCTURES}{code}"),
    }
}
