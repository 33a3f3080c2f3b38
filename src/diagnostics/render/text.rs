//! Words with facts filled in. Nothing that a document says can reach a terminal as a control sequence.

use super::{Language, View};
use crate::diagnostics::{Diagnostic, Fact, Words};

/// Values longer than this are cut in sentences.
const LONGEST_VALUE: usize = 120;

/// The words of a language.
pub fn words(diagnostic: &Diagnostic, language: Language) -> &'static Words {
    match language {
        Language::English => &diagnostic.message.english,
        Language::Japanese => &diagnostic.message.japanese,
    }
}

/// Sentence and help of a diagnostic that is about no document.
pub fn sentence(diagnostic: &Diagnostic, view: &View) -> String {
    let words = words(diagnostic, view.language);
    let message = fill(words.message, diagnostic, view);
    let help = fill(words.help, diagnostic, view);
    let id = diagnostic.message.id;
    if help.is_empty() { format!("[{id}] {message}") } else { format!("[{id}] {message} ({help})") }
}

/// Puts the facts of a diagnostic in the places that a template leaves for them.
pub fn fill(template: &str, diagnostic: &Diagnostic, view: &View) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let named = after.find('}').and_then(|close| Some((close, diagnostic.fact(&after[..close])?)));
        if let Some((close, fact)) = named {
            filled.push_str(&fact_text(fact, view));
            rest = &after[close + 1..];
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// A fact as words.
pub fn fact_text(fact: &Fact, view: &View) -> String {
    match fact {
        Fact::Text(text) => harmless(text, LONGEST_VALUE * 4),
        Fact::Value(_) if view.mask => mask(view.language).to_owned(),
        Fact::Value(value) => harmless(value, LONGEST_VALUE),
        Fact::Number(number) => number.to_string(),
        Fact::List(items) if items.is_empty() => {
            if view.language == Language::Japanese { "なし" } else { "none" }.to_owned()
        }
        Fact::List(items) => {
            let separator = if view.language == Language::Japanese { "、" } else { ", " };
            let items: Vec<String> = items.iter().map(|item| harmless(item, LONGEST_VALUE * 4)).collect();
            items.join(separator)
        }
    }
}

/// What stands for a hidden value.
pub fn mask(language: Language) -> &'static str {
    match language {
        Language::English => "***",
        Language::Japanese => "●●●",
    }
}

/// At most `longest` characters, without control characters: line ends and tabs become visible, others U+FFFD.
pub fn harmless(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(longest.saturating_mul(4)));
    for (i, character) in text.chars().enumerate() {
        if i == longest {
            shown.push('…');
            break;
        }
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c => shown.push(visible(c)),
        }
    }
    shown
}

/// The character itself unless it would steer the terminal or turn the direction of writing.
pub fn visible(character: char) -> char {
    let steers = character.is_control()
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}');
    if steers { char::REPLACEMENT_CHARACTER } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::render::tests::{VIEW, WRONG_VALUE};
    use crate::source::Span;

    fn diagnostic() -> Diagnostic {
        Diagnostic::new(&WRONG_VALUE, Span::default())
            .with("element", "Patient.gender")
            .with_value("value", "男性\u{1b}[31m")
            .with("count", 2_u32)
            .with("list", vec![Box::from("a"), Box::from("b")])
    }

    #[test]
    fn facts_fill_their_places_and_nothing_else() {
        let filled = |template| fill(template, &diagnostic(), &VIEW);
        assert_eq!(filled("{element}: {value} ({count})"), "Patient.gender: 男性\u{FFFD}[31m (2)");
        assert_eq!(filled("{list}"), "a, b");
        assert_eq!(filled("{unknown} { {element"), "{unknown} { {element");
        assert_eq!(filled("{{element}}"), "{Patient.gender}");
    }

    #[test]
    fn japanese_lists_have_japanese_commas() {
        let view = View { language: Language::Japanese, ..VIEW };
        assert_eq!(fill("{list}", &diagnostic(), &view), "a、b");
    }

    #[test]
    fn masks_hide_values_and_only_values() {
        let view = View { mask: true, ..VIEW };
        assert_eq!(fill("{element}: {value}", &diagnostic(), &view), "Patient.gender: ***");
        let view = View { language: Language::Japanese, ..view };
        assert_eq!(fill("{element}: {value}", &diagnostic(), &view), "Patient.gender: ●●●");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(harmless("あいうえお", 3), "あいう…");
        assert_eq!(harmless("あいう", 3), "あいう");
        assert_eq!(harmless("a\r\n\tb\u{202E}c", 10), "a\\r\\n\\tb\u{FFFD}c");
    }
}
