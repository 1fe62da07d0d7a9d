//! Progress of whatever takes longer than two seconds, on stderr: a moving line on a terminal, a plain line now and then
//! elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A command shorter than this shows nothing.
const QUIET: Duration = Duration::from_secs(2);
/// How often a line is written where nothing can move.
const LINES_EVERY: Duration = Duration::from_secs(10);

/// What a command is doing; disappears from a terminal when dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    start: Instant,
    /// When the last plain line was written; `None` on a terminal.
    last_line: Option<Mutex<Instant>>,
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
        let start = Instant::now();
        let last_line = (!std::io::stderr().is_terminal()).then(|| Mutex::new(start));
        Self { bar, start, last_line }
    }
}

impl Progress {
    /// Says what is being done now.
    pub fn step(&self, what: &str) {
        self.bar.set_message(crate::report::escape::terminal(what, 200));
    }

    /// Says how far something countable is.
    pub fn count(&self, done: usize, total: usize, what: &str) {
        let what = crate::report::escape::terminal(what, 60);
        if self.bar.length() != Some(total as u64) {
            self.bar.set_length(total as u64);
            self.bar.set_style(counting());
        }
        self.bar.set_message(what.clone());
        self.bar.set_position(done as u64);
        let Some(last) = &self.last_line else { return };
        let Ok(mut last) = last.lock() else { return };
        if last.elapsed() >= LINES_EVERY {
            *last = Instant::now();
            // Nobody may be reading; that is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{}", line(done, total, self.start.elapsed(), &what));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn counting() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {bar:24} {pos}/{len} {per_sec:.0} eta {eta} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// `1200 of 5000, 98 a second, about 39 s left: role sales-rep`
fn line(done: usize, total: usize, elapsed: Duration, what: &str) -> String {
    let seconds = elapsed.as_secs().max(1);
    let rate = done as u64 / seconds;
    let left = match rate {
        0 => String::new(),
        rate => format!(", about {} s left", (total.saturating_sub(done) as u64).div_ceil(rate)),
    };
    format!("{done} of {total}, {rate} a second{left}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_tells_how_far_how_fast_and_how_long() {
        let line = |done, seconds| line(done, 5000, Duration::from_secs(seconds), "role a");
        assert_eq!(line(1200, 12), "1200 of 5000, 100 a second, about 38 s left: role a");
        assert_eq!(line(1, 20), "1 of 5000, 0 a second: role a");
    }
}
