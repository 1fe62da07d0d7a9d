//! What would be asked, as whom, with which answer in mind. Pure: nothing is sent to make a plan.

mod accounts;
mod budget;
mod judged;
mod questions;
mod show;

pub use show::{Row, SessionRow, Summary};

use std::collections::{BTreeMap, BTreeSet};

use self::accounts::Accounts;
use self::budget::Budget;
use self::judged::Judged;
use self::questions::{Common, Questions};
use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::connect::live::{Live, Question, SecretKind, Which};
use crate::model::{Pattern, Position, UserIx};
use crate::rolemap::Probe;

/// What the design says about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Designed {
    /// The role must be able to.
    Allow,
    /// The role must not be able to: denied by name, or inside the design's scope and not designed.
    Deny,
    /// The design does not speak about it.
    Silent,
}

impl Designed {
    /// As an answer; nothing where the design is silent.
    pub fn allowed(self) -> Option<bool> {
        match self {
            Self::Allow => Some(true),
            Self::Deny => Some(false),
            Self::Silent => None,
        }
    }
}

/// One question of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is asked.
    pub question: Question<Which>,
    /// What the design says.
    pub designed: Designed,
    /// What the computed access says; nothing where it cannot say.
    pub predicted: Option<bool>,
}

/// An account that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// As typed at sign-in.
    pub login: Box<str>,
    /// The account in the snapshot.
    pub user: UserIx,
    /// What its secret is.
    pub kind: SecretKind,
}

/// What would be asked as one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePlan {
    /// The role, by its position in the design.
    pub role: u32,
    /// Who asks.
    pub asker: Asker,
    /// The questions, in the order in which they are asked; the control is always first and last.
    pub steps: Vec<Step>,
}

/// Something that is not asked, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unprobed {
    /// The role, by its position in the design; none for the whole run.
    pub role: Option<u32>,
    /// What is not asked, such as `write on payment.transaction`.
    pub what: String,
    /// Why, and what to do about it.
    pub reason: String,
    /// Whether the probe was asked for it: then the run is not complete without it.
    pub asked_for: bool,
}

/// How much is asked, and what is never touched.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The most questions of one role.
    pub per_role: usize,
    /// The most questions of a run.
    pub per_run: usize,
    /// Resources on which an operation may be sent in a form that the ERP refuses after its checks.
    pub attempts: Vec<Pattern>,
    /// Resources on which it never is, although `attempts` covers them.
    pub never: Vec<Pattern>,
    /// Signing in right, and wrong once an account.
    pub sign_in: bool,
    /// The roles to probe; empty means all that have a probe login.
    pub roles: BTreeSet<String>,
}

/// Everything that a run would ask.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// By role, in the map's order.
    pub roles: Vec<RolePlan>,
    /// What is not asked.
    pub unprobed: Vec<Unprobed>,
    /// Where the map gives each planned role its login, for messages; same order as `roles`.
    pub logins_at: Vec<Position>,
}

impl Plan {
    /// The plan for a design and the computed access of a system. `kind_of` tells what the secret of a probe login is.
    ///
    /// A login that several roles share is asked each question once, for the first of them.
    pub fn of(
        design: &Design<'_>,
        access: &Access<'_>,
        scopes: &Scopes<'_>,
        live: &dyn Live,
        limits: &Limits,
        kind_of: &dyn Fn(&Probe) -> SecretKind,
    ) -> Self {
        let mut plan = Self::default();
        let common = Common::of(access, scopes, live, limits);
        let accounts = Accounts::of(access.snapshot(), live, kind_of);
        let outside = accounts::closed_to_outsiders(design, access);
        let mut budget = Budget::of(limits);
        let mut asked: BTreeMap<UserIx, BTreeSet<Question<Which>>> = BTreeMap::new();
        plan.unprobed.extend(accounts::unknown_roles(design, limits));
        for (role, at) in design.roles.iter().zip(0u32..) {
            let named = limits.roles.contains(role.name());
            if !limits.roles.is_empty() && !named {
                continue;
            }
            let refuse = |reason: String, asked_for: bool| Unprobed {
                role: Some(at),
                what: format!("role `{}`", role.name()),
                reason,
                asked_for,
            };
            let Some(probe) = &role.role.probe else {
                plan.unprobed.push(refuse("the role map gives it no `probe` login".to_owned(), named));
                continue;
            };
            let asker = match accounts.asker(probe) {
                Ok(asker) => asker,
                Err(reason) => {
                    plan.unprobed.push(refuse(reason, true));
                    continue;
                }
            };
            let known = asked.entry(asker.user).or_default();
            let judged = Judged::of(design, access.snapshot(), asker.user, at);
            let mut questions = Questions::new(&common, judged, &asker, known);
            let active = access.snapshot().user(asker.user).active;
            if active {
                let nobody_yet = plan.roles.iter().all(|role| !role.asks_as_usual());
                questions.anonymous(if nobody_yet { &outside } else { &[] });
                questions.all();
            } else {
                questions.switched_off();
            }
            let (steps, mut unasked) = (questions.steps, questions.unasked);
            if steps.is_empty() {
                let reason = "there is nothing to ask: its design is silent, or its login is asked for another role";
                plan.unprobed.push(refuse(reason.to_owned(), named));
            }
            let steps = budget.take(steps, active, &mut unasked);
            plan.unprobed.extend(unasked.of_role(at));
            if !active {
                let reason = "the account is switched off: nothing can be asked as it but whether it gets in";
                plan.unprobed.push(refuse(reason.to_owned(), true));
            }
            if !steps.is_empty() {
                if accounts::is_shared(design, limits, &asker) {
                    known.extend(
                        steps.iter().map(|step| step.question.clone()).filter(|asked| *asked != Question::Control),
                    );
                }
                plan.roles.push(RolePlan { role: at, asker, steps });
                plan.logins_at.push(probe.login.at.clone());
            }
        }
        plan.unprobed.sort();
        plan
    }

    /// How many questions it has.
    pub fn questions(&self) -> usize {
        self.roles.iter().map(|role| role.steps.len()).sum()
    }
}
