//! Standard error and small matters of the terminal.

use std::io::{IsTerminal, Write};

use super::args::ColorArg;

/// Says on standard error why the tool could not do its work.
pub fn complain(message: &str) {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "jpfhir: {message}");
}

/// Whether standard output takes colour.
pub fn use_color(choice: ColorArg) -> bool {
    match choice {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => {
            let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
                || std::env::var_os("TERM").is_some_and(|v| v == "dumb");
            std::io::stdout().is_terminal() && !plain && takes_escapes()
        }
    }
}

/// Whether the terminal understands escape sequences; consoles of Windows do so only once they are asked to.
fn takes_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors() != Some(false)
}

/// Columns of the terminal, within reason; 100 when standard output is no terminal.
pub fn width() -> usize {
    if !std::io::stdout().is_terminal() {
        return 100;
    }
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(60, 160))
}

/// Writes to standard output.
///
/// # Errors
/// When nobody reads it any more, or the disk is full.
pub fn write_out(text: &str) -> Result<(), super::Failure> {
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// Says on standard error what a run came to, where standard output holds something else.
pub fn say(line: &str) {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
