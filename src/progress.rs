//! Progress of whatever takes longer than two seconds: on stderr, and only if that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A command shorter than this shows nothing.
const QUIET: Duration = Duration::from_secs(2);

/// What a command is doing; disappears when dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Default for Progress {
    fn default() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(ProgressStyle::default_spinner());
        let later = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(QUIET);
            if !later.is_finished() {
                later.set_draw_target(ProgressDrawTarget::stderr());
                later.enable_steady_tick(Duration::from_millis(120));
            }
        });
        Self { bar }
    }
}

impl Progress {
    /// Says what is being done now.
    pub fn step(&self, what: &str) {
        self.bar.set_message(crate::report::escape::terminal(what, 200));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
