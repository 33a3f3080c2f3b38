//! Discriminators → tests: follows the path through the slice's own elements, then through type profiles and types.

use crate::definitions::model::{BindingStrength, Discriminator, DiscriminatorKind, Max};
use crate::document::known;

use super::super::Conformance;
use super::super::schema::{ElementIndex, Schema, SchemaElement, SchemaType, Target};
use super::super::schemas::Schemas;
use super::{Condition, Plan, SlicePlan, Step, Test};

/// A place in a definition.
type Place<'a> = (&'a Schema, ElementIndex);

/// Compiles the slicing of an element. Unsliced elements that nevertheless carry slices (some packages leave the
/// slicing out) are told apart as the type of element suggests: extensions by URL, choices by type.
pub fn plan(schemas: &Schemas, schema: &Schema, index: ElementIndex) -> Plan {
    let element = schema.element(index);
    let implied;
    let slicing = match &element.slicing {
        Some(slicing) => slicing,
        None => {
            implied = implied_slicing(element);
            &implied
        }
    };
    let slices = element
        .slices
        .iter()
        .map(|&slice| {
            let tests = slicing.discriminators.iter().flat_map(|d| tests(schemas, (schema, slice), d)).collect();
            SlicePlan { element: slice, tests }
        })
        .collect();
    Plan { rules: slicing.rules, ordered: slicing.ordered, slices }
}

fn implied_slicing(element: &SchemaElement) -> crate::definitions::model::Slicing {
    use crate::definitions::model::{Slicing, SlicingRules};
    let discriminators = if element.is_choice() {
        vec![Discriminator { kind: DiscriminatorKind::Type, path: "$this".into() }]
    } else if element.tail == known::EXTENSION || element.tail == known::MODIFIER_EXTENSION {
        vec![Discriminator { kind: DiscriminatorKind::Value, path: "url".into() }]
    } else {
        Vec::new()
    };
    Slicing { discriminators, ordered: false, rules: SlicingRules::Open }
}

fn tests(schemas: &Schemas, slice: Place<'_>, discriminator: &Discriminator) -> Vec<Test> {
    let mut found = Vec::new();
    let path = discriminator.path.trim();
    let path = path.strip_prefix("$this").map_or(path, |rest| rest.strip_prefix('.').unwrap_or(rest));
    follow(schemas, slice, path, Vec::new(), &mut |place, steps, resolved| {
        conditions(schemas, place, discriminator.kind, steps, resolved, &mut found);
    });
    found
}

/// Follows the rest of a path from a place; calls `end` with each place it may lead to.
fn follow<'a>(
    schemas: &'a Schemas,
    place: Place<'a>,
    path: &str,
    steps: Vec<Step>,
    end: &mut dyn FnMut(Place<'a>, Vec<Step>, bool),
) {
    if path.is_empty() {
        let resolved = matches!(steps.last(), Some(Step::Resolve));
        return end(place, steps, resolved);
    }
    let (head, rest) = split_step(path);
    let (schema, index) = place;
    let mut steps = steps;
    if head == "resolve()" {
        steps.push(Step::Resolve);
        if rest.is_empty() {
            return end(place, steps, true);
        }
        for target in schema.element(index).types.iter().flat_map(|t| &t.target_profiles) {
            if let Some(id) = target.definition {
                follow(schemas, (schemas.get(id), 0), rest, steps.clone(), end);
            }
        }
    } else if let Some(type_name) = argument(head, "ofType").or_else(|| argument(head, "as")) {
        steps.push(Step::OfType(type_name.into()));
        if rest.starts_with("resolve()") {
            // The targets are stated with the element, not with the type Reference.
            return follow(schemas, place, rest, steps, end);
        }
        for t in schema.element(index).types.iter().filter(|t| &*t.code == type_name) {
            for inner in places_of_type(schemas, t) {
                follow(schemas, inner, rest, steps.clone(), end);
            }
        }
    } else if let Some(url) = argument(head, "extension") {
        let url = url.trim_matches(['\'', '"']);
        steps.push(Step::Extension(url.into()));
        let inline = extension_slices(schemas, place, url);
        if !inline.is_empty() {
            for place in inline {
                follow(schemas, place, rest, steps.clone(), end);
            }
        } else if let Some(id) = schemas.find(url) {
            follow(schemas, (schemas.get(id), 0), rest, steps, end);
        }
    } else {
        for (place, step) in children(schemas, place, head) {
            let mut steps = steps.clone();
            steps.push(step);
            follow(schemas, place, rest, steps, end);
        }
    }
}

/// The slices for an extension that a place defines itself.
fn extension_slices<'a>(schemas: &'a Schemas, (schema, index): Place<'a>, url: &str) -> Vec<Place<'a>> {
    let content = schema.content_of(index);
    let extensions = schema.element(content).children.iter().filter(|&&c| schema.element(c).tail == known::EXTENSION);
    let slices = extensions.flat_map(|&c| &schema.element(c).slices).copied();
    let is_for_url = |slice: &ElementIndex| {
        let profiles = schema.element(*slice).types.iter().flat_map(|t| &t.profiles);
        profiles.filter_map(|p| p.definition).any(|id| schemas.definitions().url(id) == url)
    };
    slices.filter(is_for_url).map(|s| (schema, s)).collect()
}

/// Splits `a.b.c` into `a` and `b.c`, leaving dots within parentheses alone.
fn split_step(path: &str) -> (&str, &str) {
    let mut depth = 0;
    for (i, c) in path.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '.' if depth == 0 => return (&path[..i], &path[i + 1..]),
            _ => {}
        }
    }
    (path, "")
}

fn argument<'p>(step: &'p str, function: &str) -> Option<&'p str> {
    step.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')').map(str::trim)
}

/// Where a child of this name is defined: in the slice itself, else in its type profiles, else in its types.
fn children<'a>(schemas: &'a Schemas, (schema, index): Place<'a>, name: &str) -> Vec<(Place<'a>, Step)> {
    let choice = format!("{name}[x]");
    let pick = |schema: &'a Schema, index: ElementIndex| -> Vec<(Place<'a>, Step)> {
        let content = schema.content_of(index);
        let hits = schema.element(content).children.iter().copied().filter(|&c| {
            let tail = schema.element(c).tail_text();
            tail == name || tail == choice
        });
        let mut all: Vec<(Place<'a>, Step)> = Vec::new();
        for c in hits {
            let element = schema.element(c);
            let step = Step::Child(element.names.iter().map(|(n, _)| *n).collect());
            all.push(((schema, c), step.clone()));
            // The value that tells the slice apart may stand in a slice of the element on the path.
            let slices = element.slices.iter().filter(|&&s| schema.element(s).min > 0 || element.is_choice());
            all.extend(slices.map(|&s| ((schema, s), step.clone())));
        }
        all
    };
    let own = pick(schema, index);
    if !own.is_empty() {
        return own;
    }
    for t in &schema.element(index).types {
        for (schema, root) in places_of_type(schemas, t) {
            let inner = pick(schema, root);
            if !inner.is_empty() {
                return inner;
            }
        }
    }
    Vec::new()
}

/// The roots of the definitions that a type stands for: its profiles, else the type itself.
fn places_of_type<'a>(schemas: &'a Schemas, t: &SchemaType) -> Vec<Place<'a>> {
    let profiles: Vec<_> = t.profiles.iter().filter_map(|p| p.definition).map(|id| (schemas.get(id), 0)).collect();
    if !profiles.is_empty() {
        return profiles;
    }
    t.definition.map(|id| (schemas.get(id), 0)).into_iter().collect()
}

fn conditions(
    schemas: &Schemas,
    place: Place<'_>,
    kind: DiscriminatorKind,
    steps: Vec<Step>,
    resolved: bool,
    found: &mut Vec<Test>,
) {
    let (schema, index) = place;
    let element = schema.element(index);
    match kind {
        DiscriminatorKind::Type => {
            let types = types_at(schemas, element, resolved);
            if !types.is_empty() {
                found.push(Test { steps, condition: Condition::Type(types) });
            }
        }
        DiscriminatorKind::Profile => {
            let profiles = profiles_at(element, resolved);
            if !profiles.is_empty() {
                found.push(Test { steps, condition: Condition::Profile(profiles) });
            }
        }
        DiscriminatorKind::Exists => {
            if element.max == Max(0) {
                found.push(Test { steps, condition: Condition::Absent });
            } else if element.min > 0 {
                found.push(Test { steps, condition: Condition::Present });
            }
        }
        DiscriminatorKind::Value | DiscriminatorKind::Pattern => values_at(schemas, place, steps, found),
        DiscriminatorKind::Position => {}
    }
}

fn types_at(schemas: &Schemas, element: &SchemaElement, resolved: bool) -> Vec<std::sync::Arc<str>> {
    if !resolved {
        return element.types.iter().map(|t| t.code.clone()).collect();
    }
    let targets = element.types.iter().flat_map(|t| &t.target_profiles);
    targets.filter_map(|t| t.definition).map(|id| (&*schemas.outline(id).type_name).into()).collect()
}

fn profiles_at(element: &SchemaElement, resolved: bool) -> Vec<Target> {
    element.types.iter().flat_map(|t| if resolved { &t.target_profiles } else { &t.profiles }).cloned().collect()
}

/// A fixed value or pattern at the place or below it; else the value set it is bound to; else that it is (not) there.
fn values_at(schemas: &Schemas, (schema, index): Place<'_>, steps: Vec<Step>, found: &mut Vec<Test>) {
    let before = found.len();
    let element = schema.element(index);
    let has_own = element.fixed.is_some() || element.pattern.is_some();
    let is_bound = element.max != Max(0) && matches!(&element.binding, Some((BindingStrength::Required, _)));
    // A slice on the path that says nothing by itself adds nothing to what its element says.
    let is_inner_slice = !element.slice_name.is_empty() && !steps.is_empty();
    // To the official recipe a binding of the element itself counts more than values below it.
    if has_own || !is_bound || is_inner_slice || schemas.conformance() == Conformance::Corrected {
        nested_values(schema, index, &steps, found);
    }
    if found.len() > before {
        return;
    }
    if is_inner_slice {
        return;
    }
    if element.max == Max(0) {
        found.push(Test { steps, condition: Condition::Absent });
    } else if let Some((BindingStrength::Required, value_set)) = &element.binding {
        found.push(Test { steps, condition: Condition::ValueSet(value_set.clone()) });
    } else if element.min > 0 && !steps.is_empty() {
        found.push(Test { steps, condition: Condition::Present });
    }
}

fn nested_values(schema: &Schema, index: ElementIndex, steps: &[Step], found: &mut Vec<Test>) {
    let element = schema.element(index);
    if let Some(fixed) = &element.fixed {
        found.push(Test { steps: steps.to_vec(), condition: Condition::Fixed(fixed.clone()) });
    } else if let Some(pattern) = &element.pattern {
        found.push(Test { steps: steps.to_vec(), condition: Condition::Pattern(pattern.clone()) });
    } else {
        for &child in &element.children {
            let mut below = steps.to_vec();
            below.push(Step::Child(schema.element(child).names.iter().map(|(n, _)| *n).collect()));
            nested_values(schema, child, &below, found);
        }
    }
}
