//! Files that a person lets fall on the program: they are validated, and the window stays open until it was read.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// The arguments of the program. Paths without a command are to be validated, as an icon on the desktop gives them.
pub fn arguments(typed: impl Iterator<Item = OsString>, is_command: impl Fn(&OsStr) -> bool) -> Vec<OsString> {
    let mut typed: Vec<OsString> = typed.collect();
    if are_paths(&typed, is_command) {
        typed.insert(1, "validate".into());
    }
    typed
}

/// Whether these arguments, after the program itself, are nothing but paths that exist.
fn are_paths(typed: &[OsString], is_command: impl Fn(&OsStr) -> bool) -> bool {
    let Some(paths) = typed.get(1..).filter(|paths| !paths.is_empty()) else { return false };
    paths.iter().all(|path| Path::new(path).exists()) && !is_command(&paths[0])
}

/// Whether the window closes with the program: on Windows, started without a command from outside a command prompt,
/// which leaves PROMPT to its children.
pub fn owns_the_window(typed: &[OsString], is_command: impl Fn(&OsStr) -> bool) -> bool {
    let by_itself = typed.len() <= 1 || are_paths(typed, is_command);
    let is_read = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    cfg!(windows) && by_itself && is_read && std::env::var_os("PROMPT").is_none()
}

/// Waits until the person who reads the window presses Enter.
pub fn wait_for_reader() {
    // A window that nobody can write to or read from is not waited for.
    let asked = write!(std::io::stderr().lock(), "\nEnter キーで閉じます / press Enter to close ");
    if asked.is_ok() {
        let _ = std::io::stdin().lock().read_line(&mut String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(typed: &[&str]) -> Vec<String> {
        let typed = std::iter::once("jpfhir").chain(typed.iter().copied()).map(OsString::from);
        let given = arguments(typed, |first| first == "validate");
        given[1..].iter().map(|argument| argument.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn paths_alone_are_validated() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("患者 データ①.json");
        std::fs::write(&path, "{}").expect("it can be written");
        let path = path.to_str().expect("UTF-8");
        assert_eq!(given(&[path]), ["validate", path]);
        assert_eq!(given(&[path, path]), ["validate", path, path]);
    }

    #[test]
    fn anything_else_is_left_as_it_was_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_str().expect("UTF-8");
        assert!(given(&[]).is_empty());
        for typed in [&["validate", path][..], &["nowhere.json"], &[path, "nowhere.json"], &["--help"], &[path, "-q"]] {
            assert_eq!(given(typed), typed);
        }
    }
}
