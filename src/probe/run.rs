//! What was asked and observed.

use super::bearer::BearerCell;
use super::{Asker, Designed, TriedLogin, Unprobed};
use crate::connect::live::{Observed, Question, RecordId};
use crate::model::ResourceIx;

/// A probe of one system: everything that was asked, what came back, and what was not asked.
#[derive(Debug, Clone, Default)]
pub struct Probed {
    /// By role, in the plan's order.
    pub roles: Vec<RoleRun>,
    /// One entry for each question that was sent, in the order of the plan.
    pub cells: Vec<Cell>,
    /// What an API made of each token that it was shown, in the order in which they were sent.
    pub bearer: Vec<BearerCell>,
    /// Sign-ins with public default passwords, in the order in which they were sent.
    pub default_logins: Vec<TriedLogin>,
    /// Nothing but such sign-ins was asked for, so that nothing is known of roles.
    pub only_default_logins: bool,
    /// What was not asked, by plan or because it turned out impossible.
    pub unprobed: Vec<Unprobed>,
    /// What the system shows as changed by a probing account although nothing should have been.
    pub changes: Vec<Change>,
    /// What the probe leaves behind in the ERP although it changes nothing, one line each.
    pub traces: Vec<&'static str>,
    /// Requests sent, lookups and repetitions among them.
    pub requests: u64,
    /// Ended before everything was asked.
    pub interrupted: bool,
}

impl Probed {
    /// Accounts that a public default password opened.
    pub fn default_passwords(&self) -> impl Iterator<Item = &TriedLogin> {
        self.default_logins.iter().filter(|tried| tried.observed.allowed() == Some(true))
    }
}

/// How the probe of one role went.
#[derive(Debug, Clone)]
pub struct RoleRun {
    /// The role, by its position in the design.
    pub role: u32,
    /// The role's name.
    pub name: String,
    /// Who asked.
    pub asker: Asker,
    /// How it ended.
    pub outcome: RoleOutcome,
}

/// How the probe of one role ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleOutcome {
    /// The control succeeded before and after; an account that is switched off was asked no more than whether it gets in.
    Done,
    /// The control failed before anything was asked, so nothing about the role is known.
    ControlFailed(String),
    /// It ended in the middle; what was observed until then stands.
    Ended(String),
}

/// One question with its three answers.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Which entry of [`Probed::roles`].
    pub run: u32,
    /// What was asked.
    pub question: Question<RecordId>,
    /// What was sent, in words.
    pub words: Box<str>,
    /// What the design says.
    pub designed: Designed,
    /// What the computed access says.
    pub predicted: Option<bool>,
    /// What the system did.
    pub observed: Observed,
    /// When it was sent, ISO 8601 UTC with milliseconds.
    pub at: Box<str>,
    /// How long the answer took, in milliseconds.
    pub latency: u32,
}

/// Something that a probing account changed, as the system itself shows it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Which entry of [`Probed::roles`].
    pub run: u32,
    /// Of what.
    pub resource: ResourceIx,
    /// Which record.
    pub record: RecordId,
    /// What the system shows, one line without values.
    pub what: String,
}
