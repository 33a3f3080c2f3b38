//! The property names under which elements appear in documents: `value[x]` stands for `valueQuantity` and so on.

use super::model::ElementDefinition;

/// The property name of a choice element for one type: `value[x]` and `string` give `valueString`.
pub fn choice_name(stem: &str, type_code: &str) -> String {
    let mut name = String::with_capacity(stem.len() + type_code.len());
    name.push_str(stem);
    let mut letters = type_code.chars();
    name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
    name.push_str(letters.as_str());
    name
}

/// The property names of one element, with the position of the type that each means.
pub fn property_names(element: &ElementDefinition) -> Vec<(String, usize)> {
    let tail = element.path.rsplit('.').next().unwrap_or(&element.path);
    match tail.strip_suffix("[x]") {
        None => vec![(tail.to_string(), 0)],
        Some(stem) => {
            let mut names: Vec<(String, usize)> = Vec::with_capacity(element.types.len());
            for (position, t) in element.types.iter().enumerate() {
                let name = choice_name(stem, &t.code);
                if !names.iter().any(|(n, _)| *n == name) {
                    names.push((name, position));
                }
            }
            names
        }
    }
}
