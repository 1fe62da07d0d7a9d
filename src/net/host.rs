//! Manners towards one host: how many requests are under way at once, and when none is sent at all.
//!
//! The width grows by one after a run of quick answers and halves when answers become clearly slower than the best, or when
//! the server says that it is busy. A pause holds for every request to the host.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Answers slower than so many times the best one narrow the width …
const SLOWER: f64 = 3.0;
/// … if they are slower by so much at all: a quick server's answers vary.
const SLACK: f64 = 0.05;

/// The one host that a client speaks to.
#[derive(Debug)]
pub(super) struct Host {
    state: Mutex<State>,
    changed: Notify,
    most: usize,
    steady: bool,
}

#[derive(Debug)]
struct State {
    width: usize,
    inside: usize,
    /// Answers since the width last changed.
    run: usize,
    /// The quickest answer, in seconds; grows slowly, so that an old record does not bind for ever.
    best: f64,
    /// What answers take lately, in seconds.
    recent: f64,
    paused_until: Option<Instant>,
}

/// How a request went, for the manners.
#[derive(Debug, Clone, Copy)]
pub(super) enum Went {
    /// Answered, after so long.
    Answered(Duration),
    /// Busy, too slow, or not reached.
    Badly,
}

/// Leave to have one request under way; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit<'h>(&'h Host);

impl Host {
    pub(super) fn new(most: usize, steady: bool) -> Self {
        let most = most.max(1);
        let width = if steady { most } else { most.min(2) };
        let state = State { width, inside: 0, run: 0, best: f64::INFINITY, recent: 0.0, paused_until: None };
        Self { state: Mutex::new(state), changed: Notify::new(), most, steady }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; numbers of manners are fine in any case.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request may be sent.
    pub(super) async fn enter(&self) -> Permit<'_> {
        loop {
            let changed = self.changed.notified();
            let pause = {
                let mut state = self.state();
                let pause = state.paused_until.filter(|until| *until > Instant::now());
                if pause.is_none() && state.inside < state.width {
                    state.inside += 1;
                    return Permit(self);
                }
                pause
            };
            match pause {
                Some(until) => tokio::time::sleep_until(until).await,
                None => changed.await,
            }
        }
    }

    /// Sends nothing to the host for a while.
    pub(super) fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut state = self.state();
        if state.paused_until.is_none_or(|known| known < until) {
            state.paused_until = Some(until);
        }
    }

    /// Learns from a request.
    pub(super) fn learn(&self, went: Went) {
        if self.steady {
            return;
        }
        let mut state = self.state();
        state.run += 1;
        let narrower = match went {
            Went::Badly => true,
            Went::Answered(time) => {
                let time = time.as_secs_f64();
                state.best = (state.best * 1.001).min(time);
                state.recent = if state.recent == 0.0 { time } else { 0.8 * state.recent + 0.2 * time };
                // As many answers as were under way belong to the width before.
                state.run > 2 * state.width && state.recent > SLOWER * state.best + SLACK
            }
        };
        if narrower {
            state.width = (state.width / 2).max(1);
            state.run = 0;
        } else if state.run > 4 * state.width && state.width < self.most {
            state.width += 1;
            state.run = 0;
            self.changed.notify_one();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(host: &Host) -> usize {
        host.state().width
    }

    fn quick(host: &Host, answers: usize) {
        for _ in 0..answers {
            host.learn(Went::Answered(Duration::from_millis(10)));
        }
    }

    #[test]
    fn quick_answers_widen_up_to_the_most() {
        let host = Host::new(4, false);
        assert_eq!(width(&host), 2);
        quick(&host, 1000);
        assert_eq!(width(&host), 4);
    }

    #[test]
    fn slow_answers_and_a_busy_server_narrow_down_to_one() {
        let host = Host::new(8, false);
        quick(&host, 1000);
        for _ in 0..200 {
            host.learn(Went::Answered(Duration::from_millis(400)));
        }
        assert_eq!(width(&host), 1);
        quick(&host, 1000);
        assert_eq!(width(&host), 8);
        host.learn(Went::Badly);
        assert_eq!(width(&host), 4);
        for _ in 0..9 {
            host.learn(Went::Badly);
        }
        assert_eq!(width(&host), 1);
    }

    #[test]
    fn a_steady_width_stays() {
        let host = Host::new(8, true);
        host.learn(Went::Badly);
        assert_eq!(width(&host), 8);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_are_inside_than_the_width_and_nobody_enters_during_a_pause() {
        let host = Host::new(2, true);
        let (one, _two) = (host.enter().await, host.enter().await);
        let third = tokio::time::timeout(Duration::from_secs(5), host.enter()).await;
        assert!(third.is_err());
        drop(one);
        let third = host.enter().await;
        drop(third);
        host.pause(Duration::from_secs(30));
        let start = Instant::now();
        host.pause(Duration::from_secs(1));
        let _fourth = host.enter().await;
        assert!(start.elapsed() >= Duration::from_secs(30));
    }
}
