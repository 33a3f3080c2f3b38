//! A progress bar on standard error, for people who wait longer than half a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PATIENCE: Duration = Duration::from_millis(500);

/// The bar, once it is worth drawing.
pub struct Progress {
    bar: ProgressBar,
    wanted: bool,
    started: Instant,
}

impl Progress {
    /// A bar that counts to `total`, or only counts when the total is not known beforehand.
    pub fn new(allowed: bool, total: Option<u64>) -> Self {
        let template = match total {
            Some(_) => "{bar:30.cyan} {human_pos}/{human_len}  {per_sec}  {eta} left",
            None => "{spinner} {human_pos}  {per_sec}",
        };
        Self::with_template(allowed, total, template)
    }

    /// A bar that counts bytes to `total`, or only counts them.
    pub fn of_bytes(allowed: bool, total: Option<u64>) -> Self {
        let template = match total {
            Some(_) => "{bar:30.cyan} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
            None => "{spinner} {bytes}  {bytes_per_sec}",
        };
        Self::with_template(allowed, total, template)
    }

    fn with_template(allowed: bool, total: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, wanted: allowed && std::io::stderr().is_terminal(), started: Instant::now() }
    }

    /// Counts so many.
    pub fn advance(&mut self, count: u64) {
        if self.wanted && self.started.elapsed() > PATIENCE {
            self.wanted = false;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(count);
    }

    /// Writes to the terminal without the bar in between.
    pub fn around<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.suspend(write)
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
