//! The command line: everything is in `cli`, so that the library cannot print.

#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
