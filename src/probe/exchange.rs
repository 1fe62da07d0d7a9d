//! One question and its answer, one lookup and its rows.

use std::collections::BTreeMap;
use std::time::Instant;

use secrecy::SecretString;

use super::RolePlan;
use crate::connect::live::{Inconclusive, Live, LiveRow, Login, Lookup, Observed, Question, RecordId};
use crate::net::Client;

/// The secrets of those who ask.
#[derive(Debug, Default)]
pub struct Logins {
    /// By role, as its position in the design.
    pub roles: BTreeMap<u32, SecretString>,
    /// Who may look records up for all of them.
    pub auditor: Option<Login>,
}

/// With what a probe sends.
pub struct Wire<'a> {
    /// The ERP's dialect.
    pub live: &'a dyn Live,
    /// The client; it alone decides how many requests are under way.
    pub client: &'a Client,
    /// The secrets.
    pub logins: &'a Logins,
    /// The most questions that wait for an answer at once.
    pub at_once: usize,
    /// The clock: ISO 8601 UTC with milliseconds.
    pub now: &'a dyn Fn() -> String,
}

/// One request that was sent, for evidence: the words, the moment, how long the answer took in milliseconds.
#[derive(Debug, Clone)]
pub struct Traced {
    /// What was sent, in words.
    pub words: Box<str>,
    /// When.
    pub at: Box<str>,
    /// How long.
    pub latency: u32,
}

/// A question that was sent and what came of it.
pub(super) struct Exchange {
    pub(super) traced: Traced,
    pub(super) observed: Observed,
    /// There was no answer at all.
    pub(super) lost: bool,
}

impl Wire<'_> {
    /// Sends a question; the error is why it was not sent.
    pub(super) async fn ask(&self, question: &Question<RecordId>, login: &Login) -> Result<Exchange, String> {
        let call = self.live.request(question, login)?;
        let (at, start) = ((self.now)(), Instant::now());
        let answer = self.client.send(&call.request).await;
        let latency = answer.as_ref().map_or_else(|_| start.elapsed(), |answer| answer.latency);
        let observed = self.live.judge(question, login, answer.as_ref());
        let traced = Traced { words: call.words.into(), at: at.into(), latency: millis(latency) };
        Ok(Exchange { traced, observed, lost: answer.is_err() })
    }

    /// What asking a step leaves behind.
    pub(super) fn traces(&self, plan: &RolePlan, step: usize) -> &'static [&'static str] {
        plan.steps.get(step).map_or(&[], |step| self.live.traces(&step.question))
    }

    /// Looks something up.
    pub(super) async fn look(&self, lookup: &Lookup, login: &Login) -> (Traced, Result<Vec<LiveRow>, Inconclusive>) {
        let call = self.live.lookup(lookup, login);
        let (at, start) = ((self.now)(), Instant::now());
        let answer = self.client.send(&call.request).await;
        let latency = answer.as_ref().map_or_else(|_| start.elapsed(), |answer| answer.latency);
        let rows = self.live.rows(lookup, answer.as_ref());
        (Traced { words: call.words.into(), at: at.into(), latency: millis(latency) }, rows)
    }
}

fn millis(time: std::time::Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
