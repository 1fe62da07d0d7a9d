//! Manners towards one host: how many requests are under way at once, and when none is sent at all.
//!
//! The width grows by one after a run of quick answers. It halves after a run of answers that are clearly slower than the
//! best, and when the server is strained. A pause holds for every request to the host.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

/// An answer is slow if it takes so many times the best one …
const SLOWER: f64 = 3.0;
/// … and so many seconds on top: a quick server's answers vary.
const SLACK: f64 = 0.02;
/// So many slow answers in a row narrow the width. A single one may owe itself to a new connection or a heavy question.
const RUN: usize = 4;

/// The one host that a client speaks to.
#[derive(Debug)]
pub(super) struct Host {
    /// Turns that are free.
    free: Semaphore,
    pace: Mutex<Pace>,
    most: usize,
    steady: bool,
}

#[derive(Debug)]
struct Pace {
    width: usize,
    /// Turns under way that are not given on when they end, because the width shrank meanwhile.
    owed: usize,
    /// Quick answers in a row.
    quick: usize,
    /// Slow answers in a row.
    slow: usize,
    /// The quickest answer, in seconds; grows slowly, so that an old record does not bind for ever.
    best: f64,
    /// Requests that are older than this tell nothing about the width of today.
    narrowed: Option<Instant>,
    paused_until: Option<Instant>,
}

/// How a request went, for the manners.
#[derive(Debug, Clone, Copy)]
pub(super) enum Went {
    /// Answered, after so long.
    Answered(Duration),
    /// The server had no answer for want of time or strength.
    Strained,
}

/// Leave to have one request under way; given back when dropped.
#[derive(Debug)]
pub(super) struct Turn<'h> {
    host: &'h Host,
    since: Instant,
}

impl Host {
    pub(super) fn new(most: usize, steady: bool) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let width = if steady { most } else { most.min(2) };
        let pace = Pace { width, owed: 0, quick: 0, slow: 0, best: f64::INFINITY, narrowed: None, paused_until: None };
        Self { free: Semaphore::new(width), pace: Mutex::new(pace), most, steady }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // Nothing panics while it holds the lock; numbers of manners are fine in any case.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request may be sent.
    pub(super) async fn turn(&self) -> Turn<'_> {
        loop {
            // It is never closed.
            if let Ok(permit) = self.free.acquire().await {
                permit.forget();
            }
            let turn = Turn { host: self, since: Instant::now() };
            let until = self.pace().paused_until.filter(|until| *until > turn.since);
            let Some(until) = until else { return turn };
            // Nobody sends before then, and the width may be another one.
            drop(turn);
            tokio::time::sleep_until(until).await;
        }
    }

    /// Sends nothing to the host for a while.
    pub(super) fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut pace = self.pace();
        pace.paused_until = pace.paused_until.max(Some(until));
    }

    fn widen(&self, pace: &mut Pace) {
        pace.quick = 0;
        if pace.width < self.most {
            pace.width += 1;
            self.give(pace);
        }
    }

    fn narrow(&self, pace: &mut Pace) {
        let width = (pace.width / 2).max(1);
        let less = pace.width - width;
        pace.owed += less - self.free.forget_permits(less);
        (pace.width, pace.quick, pace.slow, pace.narrowed) = (width, 0, 0, Some(Instant::now()));
    }

    /// One more free turn, unless one is owed.
    fn give(&self, pace: &mut Pace) {
        match pace.owed.checked_sub(1) {
            Some(owed) => pace.owed = owed,
            None => self.free.add_permits(1),
        }
    }
}

impl Turn<'_> {
    /// Learns from the request.
    pub(super) fn learn(&self, went: Went) {
        let mut pace = self.host.pace();
        if self.host.steady || pace.narrowed.is_some_and(|narrowed| self.since < narrowed) {
            return;
        }
        let Went::Answered(time) = went else { return self.host.narrow(&mut pace) };
        let time = time.as_secs_f64();
        pace.best = (pace.best * 1.001).min(time);
        if time > SLOWER * pace.best + SLACK {
            (pace.quick, pace.slow) = (0, pace.slow + 1);
            if pace.slow == RUN {
                self.host.narrow(&mut pace);
            }
        } else {
            (pace.quick, pace.slow) = (pace.quick + 1, 0);
            if pace.quick >= pace.width {
                self.host.widen(&mut pace);
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.host.give(&mut self.host.pace());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(host: &Host) -> usize {
        host.pace().width
    }

    async fn answers(host: &Host, count: usize, millis: u64) {
        for _ in 0..count {
            host.turn().await.learn(Went::Answered(Duration::from_millis(millis)));
            tokio::time::advance(Duration::from_millis(1)).await;
        }
    }

    /// How many turns can be taken at once.
    async fn room(host: &Host) -> usize {
        let mut turns = Vec::new();
        while let Ok(turn) = tokio::time::timeout(Duration::from_millis(1), host.turn()).await {
            turns.push(turn);
        }
        turns.len()
    }

    #[tokio::test(start_paused = true)]
    async fn quick_answers_widen_up_to_the_most() {
        let host = Host::new(4, false);
        assert_eq!((width(&host), room(&host).await), (2, 2));
        answers(&host, 2, 10).await;
        assert_eq!((width(&host), room(&host).await), (3, 3));
        answers(&host, 1000, 10).await;
        assert_eq!((width(&host), room(&host).await), (4, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_of_slow_answers_halves_and_a_single_one_does_not() {
        let host = Host::new(8, false);
        answers(&host, 100, 10).await;
        answers(&host, 3, 400).await;
        answers(&host, 1, 10).await;
        answers(&host, 3, 400).await;
        assert_eq!(width(&host), 8);
        answers(&host, 1, 400).await;
        assert_eq!((width(&host), room(&host).await), (4, 4));
        answers(&host, 100, 400).await;
        assert_eq!((width(&host), room(&host).await), (1, 1));
        answers(&host, 100, 10).await;
        assert_eq!((width(&host), room(&host).await), (8, 8));
    }

    #[tokio::test(start_paused = true)]
    async fn one_bad_moment_halves_once_however_many_requests_it_hits() {
        let host = Host::new(8, false);
        answers(&host, 100, 10).await;
        let mut turns = Vec::new();
        for _ in 0..8 {
            turns.push(host.turn().await);
        }
        tokio::time::advance(Duration::from_millis(1)).await;
        for turn in turns {
            turn.learn(Went::Strained);
        }
        assert_eq!((width(&host), room(&host).await), (4, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn the_width_never_falls_below_one() {
        let host = Host::new(8, false);
        for _ in 0..9 {
            host.turn().await.learn(Went::Strained);
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!((width(&host), room(&host).await), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn turns_that_outlive_a_narrowing_are_not_given_on() {
        let host = Host::new(4, true);
        let turns = [host.turn().await, host.turn().await, host.turn().await, host.turn().await];
        host.narrow(&mut host.pace());
        let [one, two, three, four] = turns;
        drop((one, two));
        assert_eq!(room(&host).await, 0);
        drop((three, four));
        assert_eq!(room(&host).await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_steady_width_stays() {
        let host = Host::new(8, true);
        host.turn().await.learn(Went::Strained);
        assert_eq!((width(&host), room(&host).await), (8, 8));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_sends_during_a_pause_and_the_longest_pause_counts() {
        let host = Host::new(2, true);
        let start = Instant::now();
        host.pause(Duration::from_secs(30));
        host.pause(Duration::from_secs(1));
        let _turn = host.turn().await;
        assert_eq!(start.elapsed(), Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_waiting_for_a_turn_takes_none() {
        let host = Host::new(1, true);
        let turn = host.turn().await;
        assert!(tokio::time::timeout(Duration::from_secs(1), host.turn()).await.is_err());
        drop(turn);
        assert_eq!(room(&host).await, 1);
    }
}
