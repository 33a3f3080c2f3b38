//! A difference for people: the counts, then a line a change and a line a field.

use std::fmt::Write;

use jpfhir::diagnostics::render::Language;

use super::Described;

/// The words for a change, in the order of the report.
pub(super) fn word(change: &str, language: Language) -> &'static str {
    let words = match change {
        "added" => ("added", "追加"),
        "changed" => ("changed", "変更"),
        "retired" => ("retired", "廃止"),
        _ => ("revived", "復活"),
    };
    if language == Language::Japanese { words.1 } else { words.0 }
}

/// The counts in one line.
pub(super) fn counts(described: &Described<'_>, language: Language) -> String {
    let summary = &described.summary;
    let word = |change| word(change, language);
    let columns: Vec<String> =
        summary.changed_by_column.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    let successor = match language {
        Language::English => format!("{} with a successor", summary.retired_with_successor),
        Language::Japanese => format!("移行先あり {}", summary.retired_with_successor),
    };
    format!(
        "{} {}, {} {}{columns}, {} {} ({successor}), {} {}",
        word("added"),
        summary.added,
        word("changed"),
        summary.changed,
        word("retired"),
        summary.retired,
        word("revived"),
        summary.revived,
    )
}

pub(super) fn write(described: &Described<'_>, language: Language) -> String {
    let mut text = format!("{} → {}\n{}\n", described.before, described.after, counts(described, language));
    for entry in &described.changes {
        let mark = match entry.change {
            "added" => '+',
            "changed" => '~',
            "retired" => '-',
            _ => '^',
        };
        let successor = if entry.successor.is_empty() { String::new() } else { format!(" → {}", entry.successor) };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{mark} {} {}{successor}", entry.code, entry.name);
        for field in &entry.fields {
            let _ = writeln!(text, "    {}: {} → {}", field.label, shown(field.before), shown(field.after));
        }
    }
    text
}

/// A value, or a sign that there is none.
pub(super) fn shown(value: &str) -> &str {
    if value.is_empty() { "∅" } else { value }
}
