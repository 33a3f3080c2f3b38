//! A change as a unified diff. A document in one line is broken at its commas and tags, so that the change can be seen.

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

/// Bytes of a line above which lines are broken.
const LONG: usize = 400;
/// Lines around a change.
const CONTEXT: usize = 3;

/// The change of a file.
pub fn unified(name: &str, before: &str, after: &str, color: bool) -> String {
    let is_long = |text: &str| text.lines().any(|line| line.len() > LONG);
    let breaks: &[char] = if is_long(before) || is_long(after) { &['\n', ',', '>'] } else { &['\n'] };
    let [old, new]: [Vec<&str>; 2] = [before, after].map(|text| text.split_inclusive(breaks).collect());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let mut unified = diff.unified_diff();
    unified.context_radius(CONTEXT).missing_newline_hint(breaks.len() == 1).header(name, name);
    let text = unified.to_string();
    text.split_inclusive('\n').map(|line| painted(line, color)).collect()
}

/// A line in the colour of its kind, without characters that would steer a terminal.
fn painted(line: &str, color: bool) -> String {
    let is_harmless = |c: char| matches!(c, '\t' | '\r' | '\n') || !c.is_control();
    let text: String = line.chars().map(|c| if is_harmless(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
    let style = match line.as_bytes().first() {
        Some(b'-') => AnsiColor::Red.on_default(),
        Some(b'+') => AnsiColor::Green.on_default(),
        Some(b'@') => AnsiColor::Cyan.on_default(),
        _ => Style::new(),
    };
    if color { format!("{style}{}{style:#}\n", text.trim_end_matches('\n')) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared() {
        let shown = unified("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1,\n  \"b\": 3\n}\n", false);
        let expected = "--- a.json\n+++ a.json\n@@ -1,4 +1,4 @@\n {\n   \"a\": 1,\n-  \"b\": 2\n+  \"b\": 3\n }\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_document_in_one_line_is_broken_at_its_commas() {
        let line = |last: u32| format!("{{{}\"z\":{last}}}", "\"a\":\"x\",".repeat(200));
        let shown = unified("a.json", &line(1), &line(2), false);
        assert!(shown.ends_with(" \"a\":\"x\",\n-\"z\":1}\n+\"z\":2}\n"), "{shown}");
        assert!(shown.lines().count() < 10);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let shown = unified("a", "a\u{1b}[31m\n", "b\n", true);
        assert!(shown.contains("a\u{FFFD}[31m") && shown.contains("\u{1b}[31m-"), "{shown:?}");
    }
}
