//! Reads one element line onto the row that it starts from. The mirror of `element`.

use super::super::model::{
    Base, Binding, BindingStrength, Constraint, Discriminator, DiscriminatorKind, ElementDefinition, Max, Slicing,
    SlicingRules, TypeRef,
};
use super::constraints::LIST;
use super::element::INNER;
use super::lexer::Lexer;
use super::row::{is_introduced, own_base};

/// Reads a line. `start` gives the row that an element id starts from, `constraint` what a constraint name stands for.
pub(super) fn read_element(
    line: &str,
    start: impl FnOnce(&str) -> ElementDefinition,
    constraint: impl Fn(&str) -> Option<Constraint>,
) -> Result<ElementDefinition, String> {
    let mut lexer = Lexer::new(line);
    lexer.more();
    let id = lexer.word(&[])?;
    let mut row = start(&id);
    let introduced = is_introduced(&row);
    let mut types = Vec::new();
    let mut representation = Vec::new();
    while lexer.more() {
        if lexer.take("type=") {
            types.push(read_type(&mut lexer)?);
        } else if lexer.take("representation=") {
            representation.push(lexer.word(&[])?);
        } else if lexer.take("constraints=") {
            row.constraints = read_constraints(&mut lexer, &constraint)?;
        } else {
            read_part(&mut lexer, &mut row)?;
        }
    }
    if !types.is_empty() {
        row.types = types;
    }
    if !representation.is_empty() {
        row.representation = representation;
    }
    if introduced && is_introduced(&row) {
        row.base = Some(own_base(&row));
    }
    Ok(row)
}

fn read_part(lexer: &mut Lexer<'_>, row: &mut ElementDefinition) -> Result<(), String> {
    if lexer.take("-") {
        return clear(lexer.key(&[]), row);
    }
    let mut ahead = lexer.clone();
    if ahead.key(&['=']).contains("..") {
        (row.min, row.max) = read_range(lexer)?;
        return Ok(());
    }
    let word = lexer.key(&['=']);
    let truth = |lexer: &mut Lexer<'_>| Some(!lexer.take("=false"));
    match word {
        "MS" => row.must_support = truth(lexer),
        "modifier" => row.is_modifier = truth(lexer),
        "summary" => row.is_summary = truth(lexer),
        _ if !lexer.take("=") => return Err(format!("`{word}` is no word of an element line")),
        "path" => row.path = lexer.word(&[])?,
        "slice" => row.slice_name = lexer.word(&[])?,
        "base" => row.base = Some(read_base(lexer)?),
        "content" => row.content_reference = lexer.word(&[])?,
        "maxLength" => row.max_length = Some(lexer.number()?),
        "minLength" => row.min_length = Some(lexer.number()?),
        "narrativeLanguage" => row.narrative_languages.push(lexer.word(&[])?),
        "binding" => row.binding = Some(read_binding(lexer)?),
        "slicing" => row.slicing = Some(read_slicing(lexer)?),
        _ => {
            let typed = |value| word.split_once(':').map(|(_, type_name)| (type_name.into(), value));
            match word.split_once(':').map(|(field, _)| field) {
                Some("fixed") => row.fixed = typed(lexer.value()?),
                Some("pattern") => row.pattern = typed(lexer.value()?),
                Some("minValue") => row.min_value = typed(lexer.value()?),
                Some("maxValue") => row.max_value = typed(lexer.value()?),
                _ => return Err(format!("`{word}` is no word of an element line")),
            }
        }
    }
    Ok(())
}

fn clear(word: &str, row: &mut ElementDefinition) -> Result<(), String> {
    match word {
        "MS" => row.must_support = None,
        "modifier" => row.is_modifier = None,
        "summary" => row.is_summary = None,
        "base" => row.base = None,
        "type" => row.types.clear(),
        "content" => row.content_reference = "".into(),
        "representation" => row.representation.clear(),
        "fixed" => row.fixed = None,
        "pattern" => row.pattern = None,
        "minValue" => row.min_value = None,
        "maxValue" => row.max_value = None,
        "maxLength" => row.max_length = None,
        "minLength" => row.min_length = None,
        "narrativeLanguage" => row.narrative_languages.clear(),
        "binding" => row.binding = None,
        "constraints" => row.constraints.clear(),
        "slicing" => row.slicing = None,
        other => return Err(format!("`-{other}` is no word of an element line")),
    }
    Ok(())
}

/// `min..max`, each of which may be absent.
fn read_range(lexer: &mut Lexer<'_>) -> Result<(Option<u32>, Option<Max>), String> {
    let word = lexer.key(&[]);
    let unreadable = || format!("`{word}` is no cardinality");
    let (min, max) = word.split_once("..").ok_or_else(unreadable)?;
    let min = if min.is_empty() { None } else { Some(min.parse().map_err(|_| unreadable())?) };
    let max = match max {
        "" => None,
        "*" => Some(Max::UNBOUNDED),
        number => Some(Max(number.parse().map_err(|_| unreadable())?)),
    };
    Ok((min, max))
}

fn read_base(lexer: &mut Lexer<'_>) -> Result<Base, String> {
    let path = lexer.word(&[':'])?;
    match (lexer.take(":"), read_range(lexer)?) {
        (true, (Some(min), Some(max))) => Ok(Base { path, min, max }),
        _ => Err("`path:min..max` expected after `base=`".into()),
    }
}

/// Reads `[name=word name=word]` if it comes next and hands each part to `each`.
fn read_bracketed(
    lexer: &mut Lexer<'_>,
    between: &str,
    mut each: impl FnMut(&str, Box<str>) -> Result<(), String>,
) -> Result<(), String> {
    if !lexer.take("[") {
        return Ok(());
    }
    while !lexer.take("]") {
        lexer.more();
        let name = lexer.key(&['=', ':', ']']);
        if !lexer.take(between) {
            return Err(format!("`{between}` expected after `{name}`"));
        }
        each(name, lexer.word(INNER)?)?;
    }
    Ok(())
}

fn read_type(lexer: &mut Lexer<'_>) -> Result<TypeRef, String> {
    let mut t = TypeRef { code: lexer.word(&['['])?, ..TypeRef::default() };
    read_bracketed(lexer, "=", |name, word| {
        match name {
            "profile" => t.profiles.push(word),
            "target" => t.target_profiles.push(word),
            "aggregation" => t.aggregation.push(word),
            "versioning" => t.versioning = word,
            "regex" => t.regex = word,
            other => return Err(format!("`{other}` is no part of a type")),
        }
        Ok(())
    })?;
    Ok(t)
}

fn read_binding(lexer: &mut Lexer<'_>) -> Result<Binding, String> {
    let strength = match lexer.key(&['[']) {
        "required" => BindingStrength::Required,
        "extensible" => BindingStrength::Extensible,
        "preferred" => BindingStrength::Preferred,
        "example" => BindingStrength::Example,
        other => return Err(format!("`{other}` is no strength of a binding")),
    };
    let mut binding = Binding { strength, value_set: "".into(), max_value_set: "".into() };
    read_bracketed(lexer, "=", |name, word| {
        match name {
            "valueSet" => binding.value_set = word,
            "max" => binding.max_value_set = word,
            other => return Err(format!("`{other}` is no part of a binding")),
        }
        Ok(())
    })?;
    Ok(binding)
}

fn read_slicing(lexer: &mut Lexer<'_>) -> Result<Slicing, String> {
    let word = lexer.key(&['[']);
    let (rules, ordered) = match word.strip_suffix("-ordered") {
        Some(rules) => (rules, true),
        None => (word, false),
    };
    let rules = match rules {
        "open" => SlicingRules::Open,
        "closed" => SlicingRules::Closed,
        "openAtEnd" => SlicingRules::OpenAtEnd,
        other => return Err(format!("`{other}` is no rule of a slicing")),
    };
    let mut discriminators = Vec::new();
    read_bracketed(lexer, ":", |name, path| {
        let kind = match name {
            "value" => DiscriminatorKind::Value,
            "exists" => DiscriminatorKind::Exists,
            "pattern" => DiscriminatorKind::Pattern,
            "type" => DiscriminatorKind::Type,
            "profile" => DiscriminatorKind::Profile,
            "position" => DiscriminatorKind::Position,
            other => return Err(format!("`{other}` is no kind of discriminator")),
        };
        discriminators.push(Discriminator { kind, path });
        Ok(())
    })?;
    Ok(Slicing { discriminators, ordered, rules })
}

fn read_constraints(
    lexer: &mut Lexer<'_>,
    constraint: &impl Fn(&str) -> Option<Constraint>,
) -> Result<Vec<Constraint>, String> {
    let mut constraints = Vec::new();
    loop {
        let name = lexer.word(LIST)?;
        constraints.push(constraint(&name).ok_or_else(|| format!("no constraint is named `{name}`"))?);
        if !lexer.take(",") {
            return Ok(constraints);
        }
    }
}
