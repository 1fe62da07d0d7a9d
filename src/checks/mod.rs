//! All checks, as one list: data and a pure function each.
//!
//! A check's file, module and name are the same word; `docs/adding-a-check.md` tells how to add one.

mod accounts;
mod context;
mod duties;
mod escalation;
mod fields;
mod gaps;
mod governance;
mod live;
mod matrix;
mod members;
mod named;
mod places;
mod plain;
mod records;
mod run;
mod system;
mod telling;
mod tokens;
mod trails;
mod when;

pub use context::Context;
pub use gaps::gaps;
pub use live::{Reading, Turn};
pub use run::{govern, run};

use std::sync::LazyLock;

use crate::findings::{CheckInfo, Finding};
use crate::snapshot::Domain;

/// One check.
#[derive(Debug)]
pub struct Check {
    /// What people read about it.
    pub info: CheckInfo,
    /// What it cannot do without; where that is missing the check is not assessed.
    pub needs: &'static [Need],
    /// Looks, and adds what it finds.
    run: fn(&Context<'_>, &mut Vec<Finding>),
}

impl Check {
    /// What it finds; nothing where something is missing that it cannot do without.
    pub fn look(&self, cx: &Context<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        if cx.has_all(self.needs) {
            (self.run)(cx, &mut found);
        }
        found
    }
}

/// What a check cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A role map.
    Design,
    /// A part of the snapshot.
    Domain(Domain),
    /// A live probe.
    Probe,
    /// What came of the decisions about findings: such a check looks when all others have.
    Decisions,
}

/// When accounts were used, and what they can do.
const LAST_LOGINS: &[Need] =
    &[Need::Domain(Domain::LastLogins), Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships)];
/// What accounts can do, whether they may sign in or not.
const ACCOUNT_RIGHTS: &[Need] =
    &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)];
/// What the design says of accounts.
const DESIGNED_ACCOUNTS: &[Need] = &[Need::Design, Need::Domain(Domain::Accounts)];
const GRANTS: &[Need] = &[Need::Domain(Domain::ModelAccess)];
const DESIGN: &[Need] = &[Need::Design, Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)];
/// What the design says of people, where it is known who there is.
const DESIGNED_PEOPLE: &[Need] = &[
    Need::Design,
    Need::Domain(Domain::Accounts),
    Need::Domain(Domain::Memberships),
    Need::Domain(Domain::ModelAccess),
];
const ACCOUNTS: &[Need] = &[Need::Domain(Domain::Accounts)];
const MEMBERSHIPS: &[Need] = &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships)];
const TOKENS: &[Need] = &[Need::Domain(Domain::Tokens)];
const DESIGNED_TOKENS: &[Need] = &[Need::Design, Need::Domain(Domain::Tokens), Need::Domain(Domain::ModelAccess)];
const FIELDS: &[Need] = &[Need::Design, Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Fields)];
const PROBE: &[Need] = &[Need::Probe];
/// Nothing: what it reads is always there.
const ALWAYS: &[Need] = &[];
const DECISIONS: &[Need] = &[Need::Decisions];
const SETTINGS: &[Need] = &[Need::Domain(Domain::Settings)];
const RECORDS: &[Need] = &[Need::Design, Need::Domain(Domain::Records)];
/// Which rows people reach.
const ROWS: &[Need] = &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess)];
/// Which rows people reach by which groups.
const ROWS_BY_GROUP: &[Need] =
    &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Memberships)];

/// Every check, by id. Each room lists its own.
static CHECKS: LazyLock<Vec<&Check>> = LazyLock::new(|| {
    let rooms = [
        accounts::CHECKS,
        duties::CHECKS,
        escalation::CHECKS,
        fields::CHECKS,
        governance::CHECKS,
        live::CHECKS,
        matrix::CHECKS,
        members::CHECKS,
        records::CHECKS,
        system::CHECKS,
        tokens::CHECKS,
        trails::CHECKS,
    ];
    let mut checks: Vec<&Check> = rooms.into_iter().flatten().copied().collect();
    checks.sort_by_key(|check| check.info.id);
    checks
});

/// Every check, by id.
pub fn all() -> &'static [&'static Check] {
    &CHECKS
}

/// The documented part of every check, by id.
pub fn catalogue() -> Vec<&'static CheckInfo> {
    all().iter().map(|check| &check.info).collect()
}
