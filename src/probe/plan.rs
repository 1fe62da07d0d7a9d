//! What would be asked, as whom, with which answer in mind. Pure: nothing is sent to make a plan.

use std::collections::BTreeSet;

use crate::connect::live::{Question, SecretKind, Which};
use crate::model::{Pattern, Position, UserIx};

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
