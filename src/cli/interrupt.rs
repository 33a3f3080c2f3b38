//! Ctrl-C: the first asks the run to end with whole output, the second ends it.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C, SIGTERM and SIGHUP. Without a listener the signals end the process as they always do.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            #[expect(clippy::disallowed_methods, reason = "whoever asks twice does not want to wait for the output")]
            std::process::exit(130);
        }
    });
}

/// Whether somebody asked the run to end.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
