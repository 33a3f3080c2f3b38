//! Ctrl-C: the first asks the run to end with whole output, the second ends it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static ASKED: AtomicBool = AtomicBool::new(false);

/// How long the run may take to end its output; it may be waiting for input that never comes.
const PATIENCE: Duration = Duration::from_secs(3);

/// Listens for Ctrl-C, SIGTERM and SIGHUP. Without a listener the signals end the process as they always do.
pub fn listen() {
    // One thread handles one signal after the other, so the waiting happens elsewhere.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            end();
        }
        std::thread::spawn(|| {
            let asked = Instant::now();
            while let Some(rest) = PATIENCE.checked_sub(asked.elapsed()) {
                std::thread::park_timeout(rest);
            }
            end();
        });
    });
}

#[expect(clippy::disallowed_methods, reason = "the main thread does not come to its end by itself")]
fn end() {
    jpfhir::storage::whole::remove_unfinished();
    std::process::exit(130);
}

/// Whether somebody asked the run to end.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
