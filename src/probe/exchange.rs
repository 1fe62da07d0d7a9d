//! One question and its answer, one lookup and its rows.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::RolePlan;
use crate::connect::live::{Call, Inconclusive, Live, LiveRow, Login, Lookup, NotOpened, Observed, Question, RecordId};
use crate::net::{Client, within};

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

impl Traced {
    /// The same after another request, without which it could not have been sent.
    pub(super) fn after(self, before: &Self) -> Self {
        let words = format!("{}, then {}", before.words, self.words).into();
        Self { words, at: before.at.clone(), latency: before.latency.saturating_add(self.latency) }
    }
}

/// A question that was sent and what came of it.
pub(super) struct Exchange {
    pub(super) traced: Traced,
    pub(super) observed: Observed,
    /// There was no answer at all.
    pub(super) lost: bool,
    /// What the answer to a sign-in says about the session that it opens; nothing where none is opened.
    pub(super) session: Option<Result<SecretString, NotOpened>>,
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
        let signs_in = matches!(question, Question::SignIn | Question::SignInWrong);
        let session = signs_in && self.live.opens(login).is_some();
        let session = session.then(|| self.live.opened(login, answer.as_ref()));
        Ok(Exchange { traced, observed, lost: answer.is_err(), session })
    }

    /// Sends the request that opens a session.
    pub(super) async fn open(&self, call: Call, login: &Login) -> (Traced, Result<SecretString, NotOpened>) {
        let (at, start) = ((self.now)(), Instant::now());
        let answer = self.client.send(&call.request).await;
        let latency = answer.as_ref().map_or_else(|_| start.elapsed(), |answer| answer.latency);
        let opened = self.live.opened(login, answer.as_ref());
        (Traced { words: call.words.into(), at: at.into(), latency: millis(latency) }, opened)
    }

    /// Sends the request that ends a session; the error is why it may still be open.
    pub(super) async fn close(&self, call: Call, longest: Duration) -> (Traced, Result<(), String>) {
        let (at, start) = ((self.now)(), Instant::now());
        let answer = within(longest, self.client.send(&call.request)).await;
        let closed = match answer {
            Some(Ok(answer)) if (200..300).contains(&answer.status) => Ok(()),
            Some(Ok(answer)) => Err(format!("the server said HTTP {}", answer.status)),
            Some(Err(error)) => Err(format!("no answer: {error}")),
            None => Err("no answer in time".to_owned()),
        };
        (Traced { words: call.words.into(), at: at.into(), latency: millis(start.elapsed()) }, closed)
    }

    /// What asking a step leaves behind.
    pub(super) fn traces(&self, plan: &RolePlan, step: usize) -> &'static [&'static str] {
        plan.steps.get(step).map_or(&[], |step| self.live.traces(&step.question))
    }

    /// Looks something up; the error is why nothing was sent.
    pub(super) async fn look(
        &self,
        lookup: &Lookup,
        login: &Login,
    ) -> Result<(Traced, Result<Vec<LiveRow>, Inconclusive>), String> {
        let call = self.live.lookup(lookup, login)?;
        let (at, start) = ((self.now)(), Instant::now());
        let answer = self.client.send(&call.request).await;
        let latency = answer.as_ref().map_or_else(|_| start.elapsed(), |answer| answer.latency);
        let rows = self.live.rows(lookup, answer.as_ref());
        Ok((Traced { words: call.words.into(), at: at.into(), latency: millis(latency) }, rows))
    }
}

fn millis(time: std::time::Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
