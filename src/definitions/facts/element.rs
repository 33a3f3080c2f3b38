//! One element line: the id, then what differs from the row that it starts from.

use super::super::model::{
    Base, Binding, BindingStrength, DiscriminatorKind, ElementDefinition, Max, Slicing, SlicingRules, TypeRef, Value,
};
use super::constraints::{ConstraintNames, LIST};
use super::lexer::{push_value, push_word};
use super::row::{is_introduced, own_base};

/// What ends a bare word within brackets.
pub(super) const INNER: &[char] = &[']'];

/// Appends the line for `row`.
pub(super) fn element_line(
    line: &mut String,
    row: &ElementDefinition,
    start: &ElementDefinition,
    names: &ConstraintNames<'_>,
) {
    push_word(line, &row.id, &[]);
    push_identity(line, row, start);
    push_occurrence(line, row, start);
    push_types(line, row, start);
    push_values(line, row, start);
    push_binding(line, row.binding.as_ref(), start.binding.as_ref());
    if row.constraints != start.constraints {
        if row.constraints.is_empty() {
            line.push_str(" -constraints");
        }
        for (i, constraint) in row.constraints.iter().enumerate() {
            line.push_str(if i == 0 { " constraints=" } else { "," });
            push_word(line, names.name(constraint), LIST);
        }
    }
    push_slicing(line, row.slicing.as_ref(), start.slicing.as_ref());
}

fn push_identity(line: &mut String, row: &ElementDefinition, start: &ElementDefinition) {
    for (word, own, from) in [("path", &row.path, &start.path), ("slice", &row.slice_name, &start.slice_name)] {
        if own != from {
            line.push_str(&format!(" {word}="));
            push_word(line, own, &[]);
        }
    }
}

/// `0`, `1`, … or `*`.
fn max_text(max: Max) -> String {
    if max == Max::UNBOUNDED { "*".into() } else { max.0.to_string() }
}

fn push_occurrence(line: &mut String, row: &ElementDefinition, start: &ElementDefinition) {
    if (row.min, row.max) != (start.min, start.max) {
        let min = row.min.map_or(String::new(), |min| min.to_string());
        line.push_str(&format!(" {min}..{}", row.max.map_or(String::new(), max_text)));
    }
    for (word, own, from) in [
        ("MS", row.must_support, start.must_support),
        ("modifier", row.is_modifier, start.is_modifier),
        ("summary", row.is_summary, start.is_summary),
    ] {
        if own != from {
            line.push_str(&match own {
                Some(true) => format!(" {word}"),
                Some(false) => format!(" {word}=false"),
                None => format!(" -{word}"),
            });
        }
    }
    let from = if is_introduced(start) { Some(own_base(row)) } else { start.base.clone() };
    if row.base != from {
        match &row.base {
            Some(Base { path, min, max }) => {
                line.push_str(" base=");
                push_word(line, path, &[':']);
                line.push_str(&format!(":{min}..{}", max_text(*max)));
            }
            None => line.push_str(" -base"),
        }
    }
}

fn push_types(line: &mut String, row: &ElementDefinition, start: &ElementDefinition) {
    if row.types != start.types {
        if row.types.is_empty() {
            line.push_str(" -type");
        }
        row.types.iter().for_each(|t| push_type(line, t));
    }
    if row.content_reference != start.content_reference {
        line.push_str(if row.content_reference.is_empty() { " -content" } else { " content=" });
        if !row.content_reference.is_empty() {
            push_word(line, &row.content_reference, &[]);
        }
    }
    if row.representation != start.representation {
        if row.representation.is_empty() {
            line.push_str(" -representation");
        }
        for word in &row.representation {
            line.push_str(" representation=");
            push_word(line, word, &[]);
        }
    }
}

fn push_type(line: &mut String, t: &TypeRef) {
    line.push_str(" type=");
    push_word(line, &t.code, &['[']);
    let mut parts: Vec<(&str, &str)> = Vec::new();
    parts.extend(t.profiles.iter().map(|p| ("profile", &**p)));
    parts.extend(t.target_profiles.iter().map(|p| ("target", &**p)));
    parts.extend(t.aggregation.iter().map(|p| ("aggregation", &**p)));
    parts.extend((!t.versioning.is_empty()).then_some(("versioning", &*t.versioning)));
    parts.extend((!t.regex.is_empty()).then_some(("regex", &*t.regex)));
    push_bracketed(line, &parts, '=');
}

/// Appends `[name=word name=word]`; nothing when there are no parts.
fn push_bracketed(line: &mut String, parts: &[(&str, &str)], between: char) {
    for (i, (name, word)) in parts.iter().enumerate() {
        line.push(if i == 0 { '[' } else { ' ' });
        line.push_str(name);
        line.push(between);
        push_word(line, word, INNER);
    }
    if !parts.is_empty() {
        line.push(']');
    }
}

fn push_values(line: &mut String, row: &ElementDefinition, start: &ElementDefinition) {
    type Typed = Option<(Box<str>, Value)>;
    let fields: [(&str, &Typed, &Typed); 4] = [
        ("fixed", &row.fixed, &start.fixed),
        ("pattern", &row.pattern, &start.pattern),
        ("minValue", &row.min_value, &start.min_value),
        ("maxValue", &row.max_value, &start.max_value),
    ];
    for (word, own, from) in fields {
        match own {
            _ if own == from => {}
            Some((type_name, value)) => {
                line.push_str(&format!(" {word}:{type_name}="));
                push_value(line, value);
            }
            None => line.push_str(&format!(" -{word}")),
        }
    }
    match row.max_length {
        _ if row.max_length == start.max_length => {}
        Some(length) => line.push_str(&format!(" maxLength={length}")),
        None => line.push_str(" -maxLength"),
    }
    match row.min_length {
        _ if row.min_length == start.min_length => {}
        Some(length) => line.push_str(&format!(" minLength={length}")),
        None => line.push_str(" -minLength"),
    }
    if row.narrative_languages != start.narrative_languages {
        if !start.narrative_languages.is_empty() {
            line.push_str(" -narrativeLanguage");
        }
        for language in &row.narrative_languages {
            line.push_str(" narrativeLanguage=");
            push_word(line, language, &[]);
        }
    }
}

fn push_binding(line: &mut String, own: Option<&Binding>, from: Option<&Binding>) {
    match own {
        _ if own == from => {}
        Some(binding) => {
            line.push_str(" binding=");
            line.push_str(match binding.strength {
                BindingStrength::Required => "required",
                BindingStrength::Extensible => "extensible",
                BindingStrength::Preferred => "preferred",
                BindingStrength::Example => "example",
            });
            let mut parts: Vec<(&str, &str)> = Vec::new();
            parts.extend((!binding.value_set.is_empty()).then_some(("valueSet", &*binding.value_set)));
            parts.extend((!binding.max_value_set.is_empty()).then_some(("max", &*binding.max_value_set)));
            push_bracketed(line, &parts, '=');
        }
        None => line.push_str(" -binding"),
    }
}

fn push_slicing(line: &mut String, own: Option<&Slicing>, from: Option<&Slicing>) {
    match own {
        _ if own == from => {}
        Some(slicing) => {
            line.push_str(" slicing=");
            line.push_str(match slicing.rules {
                SlicingRules::Open => "open",
                SlicingRules::Closed => "closed",
                SlicingRules::OpenAtEnd => "openAtEnd",
            });
            if slicing.ordered {
                line.push_str("-ordered");
            }
            let parts: Vec<(&str, &str)> =
                slicing.discriminators.iter().map(|d| (discriminator_word(d.kind), &*d.path)).collect();
            push_bracketed(line, &parts, ':');
        }
        None => line.push_str(" -slicing"),
    }
}

fn discriminator_word(kind: DiscriminatorKind) -> &'static str {
    match kind {
        DiscriminatorKind::Value => "value",
        DiscriminatorKind::Exists => "exists",
        DiscriminatorKind::Pattern => "pattern",
        DiscriminatorKind::Type => "type",
        DiscriminatorKind::Profile => "profile",
        DiscriminatorKind::Position => "position",
    }
}
