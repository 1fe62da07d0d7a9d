//! Sessions: one an account, opened before anything is asked as it, and closed at the end however the run ends.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use secrecy::SecretString;

use super::Unprobed;
use super::send::{Run, Sent};
use crate::connect::live::{Login, NotOpened};
use crate::net::within;

/// The longest that a run which is to end still waits for a session to open or to close: one that nobody knows of would
/// stay open.
const PATIENCE: Duration = Duration::from_secs(5);

const COUNTED: &str = "the ERP counts them by address and locks everybody out who shares it";

/// The sessions of a run.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// Those that questions are asked in, by the ERP's own id of the account.
    open: BTreeMap<Box<str>, SecretString>,
    /// Everything that has to be closed, with the entry of the plan that it was opened for.
    to_close: Vec<(u32, Login)>,
    /// Sign-ins that failed although the secret was the account's, and those that were meant to fail.
    failed: usize,
    meant_to_fail: usize,
    /// Why nobody else is signed in.
    closed_to_all: Option<String>,
}

impl Run<'_, '_> {
    /// The login with its session, where it asks in one. The error is why it has none; then nothing is asked as it.
    pub(super) async fn in_session(&mut self, run: u32, login: Login) -> Result<Login, String> {
        if let Some(session) = self.sessions.open.get(&login.id) {
            return Ok(Login { session: Some(session.clone()), ..login });
        }
        if self.wire.live.opens(&login).is_none() {
            return Ok(login);
        }
        if let Some(reason) = self.shut.get(&login.id) {
            return Err(reason.clone());
        }
        self.may_sign_in()?;
        let login = self.prepared(run, login).await?;
        let wire = self.wire;
        let Some(call) = wire.live.opens(&login) else { return Ok(login) };
        let Some((traced, opened)) = self.patiently(wire.open(call, &login)).await else {
            self.left_open(run, &login, "nobody knows what became of its sign-in");
            return Err("interrupted".to_owned());
        };
        self.traces.extend(wire.live.session_traces());
        let told = opened.as_ref().map(|_| ()).map_err(|why| why.reason.as_str());
        (self.watch.evidence)(Sent::Session { run, login: &login.name, traced: &traced, outcome: told });
        match opened {
            Ok(session) => {
                let login = self.note_session(run, &login, session);
                self.sessions.open.extend(login.session.clone().map(|session| (login.id.clone(), session)));
                if self.stopped { Err("interrupted".to_owned()) } else { Ok(login) }
            }
            Err(why) => {
                self.note_failure(&why);
                self.shut(&login, &why.reason);
                Err(why.reason)
            }
        }
    }

    /// The login with what comes before its sign-in, where something does.
    pub(super) async fn prepared(&mut self, run: u32, login: Login) -> Result<Login, String> {
        let wire = self.wire;
        let Some(call) = wire.live.opens(&login).filter(|_| wire.live.prepares(&login)) else { return Ok(login) };
        let (traced, opened) = self.until_stopped(wire.open(call, &login)).await?;
        let told = opened.as_ref().map(|_| ()).map_err(|why| why.reason.as_str());
        (self.watch.evidence)(Sent::Session { run, login: &login.name, traced: &traced, outcome: told });
        match opened {
            Ok(session) => Ok(Login { session: Some(session), ..login }),
            Err(why) => {
                self.note_failure(&why);
                Err(why.reason)
            }
        }
    }

    /// Whether a sign-in may still be tried.
    pub(super) fn may_sign_in(&self) -> Result<(), String> {
        match &self.sessions.closed_to_all {
            Some(reason) => Err(reason.clone()),
            None => Ok(()),
        }
    }

    /// Whether one may still be tried that is meant to fail.
    pub(super) fn may_fail(&mut self) -> Result<(), String> {
        self.may_sign_in()?;
        let Sessions { failed, meant_to_fail, .. } = self.sessions;
        if failed + meant_to_fail >= self.wire.live.failures() {
            return Err(format!("{} sign-ins failed in this run, and {COUNTED}", failed + meant_to_fail));
        }
        self.sessions.meant_to_fail += 1;
        Ok(())
    }

    /// A session that has to be closed at the end.
    pub(super) fn note_session(&mut self, run: u32, login: &Login, session: SecretString) -> Login {
        let login = Login { session: Some(session), ..login.clone() };
        self.sessions.to_close.push((run, login.clone()));
        login
    }

    /// A sign-in that failed although it should not.
    pub(super) fn note_failure(&mut self, why: &NotOpened) {
        self.sessions.failed += usize::from(why.refused);
        if why.locked_out {
            self.sessions.closed_to_all = Some(format!("nobody else is signed in: {}", why.reason));
        } else if self.sessions.failed >= self.wire.live.failures() && self.sessions.closed_to_all.is_none() {
            let failed = self.sessions.failed;
            self.sessions.closed_to_all =
                Some(format!("nobody else is signed in: {failed} sign-ins failed in this run, and {COUNTED}"));
        }
    }

    /// Waits for something that must not be given up half-way; nothing where it took too long after an interruption.
    pub(super) async fn patiently<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        if !self.stopped {
            match select(work.as_mut(), self.watch.stop.as_mut()).await {
                Either::Left((done, _)) => return Some(done),
                Either::Right(_) => self.stopped = true,
            }
        }
        within(PATIENCE, work).await
    }

    /// Closes every session.
    pub(super) async fn close_sessions(&mut self) {
        self.sessions.open.clear();
        for (run, login) in std::mem::take(&mut self.sessions.to_close) {
            let Some(call) = self.wire.live.closes(&login) else {
                if self.wire.live.closing_words(&login).is_some() {
                    self.left_open(run, &login, "its sign-out cannot be made");
                }
                continue;
            };
            let (traced, closed) = self.wire.close(call, PATIENCE).await;
            let told = closed.as_ref().copied().map_err(String::as_str);
            (self.watch.evidence)(Sent::Session { run, login: &login.name, traced: &traced, outcome: told });
            if let Err(reason) = closed {
                self.left_open(run, &login, &reason);
            }
        }
    }

    /// Tells of a session that may still be open.
    fn left_open(&mut self, run: u32, login: &Login, reason: &str) {
        self.probed.unprobed.push(Unprobed {
            role: self.plan.roles.get(run as usize).map(|plan| plan.role),
            what: format!("closing the session of `{}`", login.name),
            reason: format!("{reason}; it ends by itself when its time is over"),
            asked_for: false,
        });
    }
}
