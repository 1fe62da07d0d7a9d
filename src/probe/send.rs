//! Sends a plan: role after role, a control before and after, and looks again.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::{Pin, pin};

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};

use super::bearer::BearerCell;
use super::calibrate::calibrate;
use super::exchange::{Exchange, Traced, Wire};
use super::sessions::Sessions;
use super::unasked::{Unasked, what};
use super::{Cell, Plan, Probed, RoleOutcome, RolePlan, RoleRun, Step, Unprobed};
use crate::access::{Access, scope::Scopes};
use crate::compare::{Design, DesignedRole};
use crate::connect::live::{Login, Question, RecordId, Verdict, Which};

/// So many questions in a row without any answer end a role: nobody is there to be asked.
const SILENCE: usize = 10;

/// Something that was sent.
#[derive(Debug)]
pub enum Sent<'a> {
    /// A question, with its answer.
    Question(&'a Cell),
    /// A lookup for a role of the plan, and how many rows it brought or why none.
    Lookup {
        /// Which entry of [`Plan::roles`].
        run: u32,
        /// Which account looked.
        login: &'a str,
        /// The request.
        traced: &'a Traced,
        /// What came of it.
        rows: Result<usize, &'a str>,
    },
    /// A session that was opened or closed, and whether that worked.
    Session {
        /// Which entry of [`Plan::roles`].
        run: u32,
        /// Whose.
        login: &'a str,
        /// The request.
        traced: &'a Traced,
        /// Why it did not work.
        outcome: Result<(), &'a str>,
    },
    /// A token, with what came of it.
    Token(&'a BearerCell),
}

/// Who wants to know how it goes, and may end it.
pub struct Watch<'a> {
    /// Gets each request when its answer is there, in the order of the answers.
    pub evidence: &'a mut dyn FnMut(Sent<'_>),
    /// Questions answered, questions planned, and the role that is asked.
    pub progress: &'a dyn Fn(usize, usize, &str),
    /// Ends the run when it is ready; requests under way are given up.
    pub stop: Pin<&'a mut dyn Future<Output = ()>>,
}

/// Asks everything that a plan holds. `access` and `scopes` are those that the plan was made with.
///
/// No account fails to sign in more than once in a run: whoever's control fails is not asked again, under no role.
/// What was observed before an interruption stays.
pub async fn send(
    plan: &Plan,
    design: &Design<'_>,
    access: &Access<'_>,
    scopes: &Scopes<'_>,
    wire: &Wire<'_>,
    watch: Watch<'_>,
) -> Probed {
    let (total, sent_before) = (plan.questions(), wire.client.sent());
    let probed = Probed { unprobed: plan.unprobed.clone(), ..Probed::default() };
    let (failed, shut, traces) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    let (sessions, done, stopped) = (Sessions::default(), 0, false);
    let mut run =
        Run { plan, access, scopes, wire, watch, probed, failed, shut, sessions, traces, done, total, stopped };
    for (at, role) in (0u32..).zip(&plan.roles) {
        let designed = design.role(role.role);
        let (name, outcome) = (designed.name().to_owned(), run.role(at, role, designed).await);
        run.probed.roles.push(RoleRun { role: role.role, name, asker: role.asker.clone(), outcome });
    }
    run.close_sessions().await;
    calibrate(&mut run.probed, &|op| wire.live.needs_calibration(op));
    run.probed.interrupted = run.stopped;
    run.probed.requests = wire.client.sent() - sent_before;
    run.probed.traces = run.traces.into_iter().collect();
    run.probed.changes.sort();
    run.probed.unprobed.sort();
    run.probed
}

/// A run under way.
pub(super) struct Run<'x, 'w> {
    pub(super) plan: &'x Plan,
    pub(super) access: &'x Access<'x>,
    pub(super) scopes: &'x Scopes<'x>,
    pub(super) wire: &'x Wire<'x>,
    pub(super) watch: Watch<'w>,
    pub(super) probed: Probed,
    /// Accounts that failed to sign in once, as expected or not, by the ERP's own id.
    pub(super) failed: BTreeSet<Box<str>>,
    /// Accounts as which nothing more is sent, and why, by the ERP's own id.
    pub(super) shut: BTreeMap<Box<str>, String>,
    pub(super) sessions: Sessions,
    pub(super) traces: BTreeSet<&'static str>,
    pub(super) done: usize,
    pub(super) total: usize,
    pub(super) stopped: bool,
}

/// One role under way.
pub(super) struct Asking<'p> {
    pub(super) run: u32,
    pub(super) plan: &'p RolePlan,
    /// The role as designed.
    pub(super) role: &'p DesignedRole<'p>,
    pub(super) login: Login,
    /// By the position of the step.
    pub(super) cells: Vec<(usize, Cell)>,
    pub(super) unasked: Unasked,
    /// Steps that have a cell or a reason.
    pub(super) settled: usize,
}

impl Asking<'_> {
    /// Whether the design speaks of single records or of the field, so that the run is not complete without an answer. Of
    /// an empty table that it only lets the role use, nothing is missed.
    pub(super) fn is_designed(&self, question: &Question<Which>) -> bool {
        let narrowed = || self.role.records.iter().any(|(resource, ..)| Some(*resource) == question.resource());
        question.field().is_some() || (matches!(question, Question::Record { .. }) && narrowed())
    }
}

impl Run<'_, '_> {
    async fn role(&mut self, run: u32, plan: &RolePlan, designed: &DesignedRole<'_>) -> RoleOutcome {
        let mut unasked = Unasked::default();
        let (outcome, settled) = match self.login(plan) {
            None => (RoleOutcome::ControlFailed("its secret was not given".to_owned()), 0),
            Some(Login { id, .. }) if let Some(reason) = self.shut.get(&id) => {
                (RoleOutcome::ControlFailed(format!("not asked again: {reason}")), 0)
            }
            Some(login) => {
                let (cells, settled) = (Vec::new(), 0);
                let mut asking = Asking { run, plan, role: designed, login, cells, unasked, settled };
                let outcome = self.ask_all(&mut asking).await;
                asking.cells.sort_by_key(|(step, _)| *step);
                self.probed.cells.extend(asking.cells.into_iter().map(|(_, cell)| cell));
                unasked = asking.unasked;
                (outcome, asking.settled)
            }
        };
        let left = plan.steps.len().saturating_sub(settled);
        if left > 0 {
            let reason = match &outcome {
                RoleOutcome::Done => "the run ended before".to_owned(),
                RoleOutcome::ControlFailed(reason) => format!("the control failed: {reason}"),
                RoleOutcome::Ended(reason) => reason.clone(),
            };
            let what = format!("{left} of {} questions", plan.steps.len());
            self.probed.unprobed.push(Unprobed { role: Some(plan.role), what, reason, asked_for: true });
        }
        self.probed.unprobed.extend(unasked.of_role(plan.role));
        outcome
    }

    pub(super) fn login(&self, plan: &RolePlan) -> Option<Login> {
        let secret = self.wire.logins.roles.get(&plan.role)?.clone();
        let id = self.access.snapshot().user(plan.asker.user).id.clone();
        Some(Login { name: plan.asker.login.clone(), id, secret, kind: plan.asker.kind, session: None })
    }

    /// The protocol of one role.
    async fn ask_all(&mut self, asking: &mut Asking<'_>) -> RoleOutcome {
        let plan = asking.plan;
        let usual = plan.asks_as_usual();
        if usual && let Err(reason) = self.begin(asking).await {
            if self.stopped {
                return RoleOutcome::Ended(reason);
            }
            self.shut(&asking.login, &reason);
            return RoleOutcome::ControlFailed(reason);
        }
        let (questions, touched) = self.resolve(asking).await;
        let before = self.look_again(asking, &touched).await;
        let mut ended = self.ask_together(asking, questions).await;
        if ended.is_ok() {
            ended = self.ask_to_sign_in(asking).await;
        }
        let after = self.look_again(asking, &touched).await;
        self.probed.changes.extend(before.changes(&after, asking.run));
        if ended.is_ok() && usual {
            ended = self.control(asking, plan.steps.len().saturating_sub(1)).await;
        }
        match ended {
            Ok(()) => RoleOutcome::Done,
            Err(reason) => RoleOutcome::Ended(reason),
        }
    }

    /// The session, where the account asks in one, and the first control.
    async fn begin(&mut self, asking: &mut Asking<'_>) -> Result<(), String> {
        asking.login = self.in_session(asking.run, asking.login.clone()).await?;
        self.control(asking, 0).await
    }

    /// The control at a step; anything but an answer as the right account is an error.
    async fn control(&mut self, asking: &mut Asking<'_>, at: usize) -> Result<(), String> {
        match self.ask_one(asking, at, Question::Control).await? {
            Some(Verdict::Allowed) => Ok(()),
            Some(Verdict::Denied) => Err("the control was refused".to_owned()),
            Some(Verdict::Inconclusive(why)) => Err(why.reason),
            None => Err("the control cannot be asked".to_owned()),
        }
    }

    /// Asks at once what does not depend on the order. What is given up half-way leaves its traces all the same.
    async fn ask_together(
        &mut self,
        asking: &mut Asking<'_>,
        questions: Vec<(usize, Question<RecordId>)>,
    ) -> Result<(), String> {
        let traces = RefCell::new(BTreeSet::new());
        let ended = self.ask_each(asking, questions, &traces).await;
        self.traces.append(&mut traces.into_inner());
        ended
    }

    async fn ask_each(
        &mut self,
        asking: &mut Asking<'_>,
        questions: Vec<(usize, Question<RecordId>)>,
        traces: &RefCell<BTreeSet<&'static str>>,
    ) -> Result<(), String> {
        let (wire, login, plan) = (self.wire, asking.login.clone(), asking.plan);
        let mut silence = 0;
        let answers = futures_util::stream::iter(questions).map(|(at, question)| {
            traces.borrow_mut().extend(wire.traces(plan, at));
            let login = &login;
            async move { (at, wire.ask(&question, login).await, question) }
        });
        let mut answers = answers.buffer_unordered(wire.at_once.max(1));
        while let Some((at, answer, question)) = self.until_stopped(answers.next()).await? {
            silence = match &answer {
                Ok(exchange) if exchange.lost => silence + 1,
                _ => 0,
            };
            let verdict = self.settle(asking, at, question, answer)?;
            if let (Some(Verdict::Inconclusive(why)), true) = (verdict, silence >= SILENCE) {
                return Err(format!("{SILENCE} questions in a row had no answer: {}", why.reason));
            }
        }
        Ok(())
    }

    /// Signing in: right, and wrong only if that worked and the account has not failed in this run.
    async fn ask_to_sign_in(&mut self, asking: &mut Asking<'_>) -> Result<(), String> {
        let mut got_in = false;
        for (at, step) in asking.plan.steps.iter().enumerate() {
            let account = &asking.login.id;
            match step.question {
                Question::SignIn => {
                    let verdict = self.sign_in(asking, at, Question::SignIn).await?;
                    got_in = verdict == Some(Verdict::Allowed);
                    if !got_in {
                        self.failed.insert(asking.login.id.clone());
                    }
                }
                Question::SignInWrong if got_in && !self.failed.contains(account) => {
                    self.failed.insert(account.clone());
                    self.sign_in(asking, at, Question::SignInWrong).await?;
                }
                Question::SignInWrong => {
                    let reason = "signing in with the right secret did not work, and no account fails twice";
                    asking.unasked.note(|| "signing in with a wrong secret".to_owned(), reason.to_owned(), false);
                    asking.settled += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Signing in, right or wrong. Where that opens a session, only what is answered in it tells who got in, and it is
    /// closed at the end.
    async fn sign_in(
        &mut self,
        asking: &mut Asking<'_>,
        at: usize,
        question: Question<RecordId>,
    ) -> Result<Option<Verdict>, String> {
        let wrong = question == Question::SignInWrong;
        // A session that is open already was signed in to.
        let login = if wrong { Login { session: None, ..asking.login.clone() } } else { asking.login.clone() };
        if self.wire.live.opens(&login).is_none() {
            return self.ask_one(asking, at, question).await;
        }
        let may = if wrong { self.may_fail() } else { self.may_sign_in() };
        if let Err(reason) = may {
            return self.settle(asking, at, question, Err(reason));
        }
        let login = match self.prepared(asking.run, login).await {
            Ok(login) => login,
            Err(reason) => return self.settle(asking, at, question, Err(reason)),
        };
        let wire = self.wire;
        self.traces.extend(wire.traces(asking.plan, at));
        let answer = self.patiently(wire.ask(&question, &login)).await.ok_or("interrupted")?;
        let answer = match answer {
            Ok(Exchange { traced, session: Some(Ok(session)), .. }) => {
                let inside = self.note_session(asking.run, &login, session);
                let inside = self.patiently(wire.ask(&Question::SignIn, &inside)).await.ok_or("interrupted")?;
                inside.map(|seen| Exchange { traced: seen.traced.after(&traced), ..seen })
            }
            Ok(exchange) => {
                if let Some(Err(why)) = exchange.session.as_ref().filter(|_| !wrong) {
                    self.note_failure(why);
                }
                Ok(exchange)
            }
            Err(reason) => Err(reason),
        };
        self.settle(asking, at, question, answer)
    }

    async fn ask_one(
        &mut self,
        asking: &mut Asking<'_>,
        at: usize,
        question: Question<RecordId>,
    ) -> Result<Option<Verdict>, String> {
        let (wire, login) = (self.wire, asking.login.clone());
        self.traces.extend(wire.traces(asking.plan, at));
        let answer = self.until_stopped(wire.ask(&question, &login)).await?;
        self.settle(asking, at, question, answer)
    }

    /// Keeps the answer to a step. The error is why the account must be asked no more.
    fn settle(
        &mut self,
        asking: &mut Asking<'_>,
        at: usize,
        question: Question<RecordId>,
        answer: Result<Exchange, String>,
    ) -> Result<Option<Verdict>, String> {
        let Some(Step { question: planned, designed, predicted }) = asking.plan.steps.get(at) else { return Ok(None) };
        asking.settled += 1;
        self.done += 1;
        (self.watch.progress)(self.done, self.total, asking.role.name());
        let Exchange { traced, observed, .. } = match answer {
            Ok(exchange) => exchange,
            Err(reason) => {
                asking.unasked.note(|| what(self.access.snapshot(), planned), reason, false);
                return Ok(None);
            }
        };
        let Traced { words, at: sent, latency } = traced;
        let (designed, predicted, verdict) = (*designed, *predicted, observed.verdict.clone());
        let cell = Cell { run: asking.run, question, words, designed, predicted, observed, at: sent, latency };
        (self.watch.evidence)(Sent::Question(&cell));
        asking.cells.push((at, cell));
        match verdict {
            Verdict::Inconclusive(why) if why.ends_login => {
                self.shut(&asking.login, &why.reason);
                Err(why.reason)
            }
            verdict => Ok(Some(verdict)),
        }
    }

    pub(super) fn shut(&mut self, login: &Login, reason: &str) {
        self.failed.insert(login.id.clone());
        self.shut.insert(login.id.clone(), reason.to_owned());
    }

    /// Waits for something, unless the run is stopped before.
    pub(super) async fn until_stopped<T>(&mut self, work: impl Future<Output = T>) -> Result<T, String> {
        if !self.stopped {
            match select(pin!(work), self.watch.stop.as_mut()).await {
                Either::Left((done, _)) => return Ok(done),
                Either::Right(_) => self.stopped = true,
            }
        }
        Err("interrupted".to_owned())
    }
}
