//! The command line: everything is in `cli`, so that the library cannot print.

#![forbid(unsafe_code)]
// They panic when nobody reads the output any more.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod cli;

#[cfg(all(target_env = "musl", target_pointer_width = "64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
