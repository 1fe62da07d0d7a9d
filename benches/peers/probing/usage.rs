//! What a process used: time, processor, memory.

use std::time::Instant;

use crate::timing::peak_memory;

/// Linux counts processor time in hundredths of a second.
const TICKS: f64 = 100.0;

/// Runs from its start on.
pub(crate) struct Meter {
    start: Instant,
    processor: f64,
}

/// One run of a process that asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// A second.
    pub(crate) rate: f64,
    /// Microseconds of processor time for each request.
    pub(crate) processor: f64,
    /// MiB, since the process began.
    pub(crate) peak: f64,
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), processor: processor() }
    }

    /// Prints one line for [`Usage::read`].
    pub(crate) fn tell(&self, requests: u64) {
        let (time, count) = (self.start.elapsed().as_secs_f64(), requests as f64);
        let processor = (processor() - self.processor) / count * 1e6;
        println!("{} {processor} {}", count / time, peak_memory().unwrap_or_default());
    }
}

impl Usage {
    pub(crate) fn read(line: &str) -> Self {
        let numbers: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let [rate, processor, peak] = numbers[..] else { unreachable!("three numbers: `{line}`") };
        Self { rate, processor, peak }
    }
}

/// Seconds of processor time that this process has used: `utime` and `stime` of its `stat`.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let ticks = rest.split_whitespace().skip(11).take(2).map(|word| word.parse::<f64>().unwrap());
    ticks.sum::<f64>() / TICKS
}
