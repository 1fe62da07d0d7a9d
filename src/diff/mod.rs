//! What changed between two snapshots, or between the findings of two audits. Pure.
//!
//! Everything is compared by names, so that staging compares with production; names that a version of the ERP changed are
//! followed ([`Renames`](crate::policy::Renames)). What somebody can do more or less is told by the change that causes it, so
//! that one row that reaches 4,000 accounts is one line.

mod accounts;
mod across;
mod cause;
mod effective;
mod findings;
mod guards;
mod rest;
mod rows;
mod side;
mod structure;
mod weaker;

use serde::Serialize;

pub use findings::{FindingChange, FindingsDiff, Outcome, Told, UnreadableReport};

use crate::policy::Policies;
use crate::snapshot::{Domain, Snapshot, State};
use across::Across;
use side::Side;

/// At most so many logins are listed with a change; the count is always exact.
pub const MAX_LISTED_USERS: usize = 1000;

/// Why two things cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// An Odoo and a Frappe have nothing in common.
    #[error(
        "the first is of the kind `{0}` and the second of the kind `{1}`: only systems of one kind can be compared"
    )]
    Kinds(String, String),
}

/// What changed between two snapshots.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SnapshotDiff {
    /// What accounts can do more or less, by cause; those that reach most accounts first.
    pub access: Vec<AccessChange>,
    /// Everything else, in the order of [`Section`].
    pub changes: Vec<Change>,
    /// What could not be compared, and why.
    pub not_compared: Vec<NotCompared>,
}

impl SnapshotDiff {
    /// Nothing changed, as far as could be compared.
    pub fn is_empty(&self) -> bool {
        self.access.is_empty() && self.changes.is_empty()
    }

    /// What could not be compared and is a part of every audit.
    pub fn lacks_much(&self) -> bool {
        self.not_compared.iter().any(|entry| entry.of_every_audit)
    }
}

/// A domain that one of the snapshots does not hold, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotCompared {
    /// Which.
    pub what: &'static str,
    /// Where it is missing, and why.
    pub reason: String,
    /// Whether every audit looks at it, whatever it is asked for.
    pub of_every_audit: bool,
}

/// What a change is about, in the order of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Who administers.
    Administrators,
    /// Accounts.
    Accounts,
    /// Who is in which group.
    Memberships,
    /// Groups.
    Groups,
    /// Which group brings which.
    Implications,
    /// What groups grant.
    Grants,
    /// Record rules.
    Rules,
    /// Who sees which field.
    Fields,
    /// Limits of single people, records shared with single people.
    People,
    /// Keys and trusted devices.
    Tokens,
    /// Settings.
    Settings,
    /// Sign-in providers.
    Providers,
    /// Modules.
    Modules,
    /// Names that a version changed.
    Renames,
}

impl Section {
    /// The heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Administrators => "administrators",
            Self::Accounts => "accounts",
            Self::Memberships => "memberships",
            Self::Groups => "groups",
            Self::Implications => "implied groups",
            Self::Grants => "what groups grant",
            Self::Rules => "record rules",
            Self::Fields => "field rules",
            Self::People => "limits and shares of single people",
            Self::Tokens => "tokens",
            Self::Settings => "settings",
            Self::Providers => "sign-in providers",
            Self::Modules => "modules",
            Self::Renames => "renamed",
        }
    }
}

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// The second has it alone.
    Added,
    /// The first has it alone.
    Removed,
    /// Both have it, and not alike.
    Changed,
    /// Both have it under different names.
    Renamed,
}

impl Happened {
    /// The sign in tables.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Changed => "~",
            Self::Renamed => "=",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What it is about.
    pub section: Section,
    /// What happened.
    pub happened: Happened,
    /// To what.
    pub what: String,
    /// How, one thing each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub how: Vec<String>,
    /// It opens or weakens something by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub weaker: bool,
    /// The accounts, where it is about several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Users>,
}

impl Change {
    fn new(section: Section, happened: Happened, what: impl Into<String>) -> Self {
        Self { section, happened, what: what.into(), how: Vec::new(), weaker: false, users: None }
    }

    fn how(mut self, how: impl IntoIterator<Item = String>) -> Self {
        self.how.extend(how);
        self
    }

    fn weaker(self, weaker: bool) -> Self {
        Self { weaker, ..self }
    }
}

/// Accounts, counted and listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Users {
    /// How many.
    pub count: usize,
    /// Which, sorted; at most [`MAX_LISTED_USERS`].
    pub logins: Vec<String>,
}

impl Users {
    fn of<'u>(logins: impl IntoIterator<Item = &'u str>) -> Self {
        let mut logins: Vec<String> = logins.into_iter().map(str::to_owned).collect();
        logins.sort_unstable();
        logins.dedup();
        let count = logins.len();
        logins.truncate(MAX_LISTED_USERS);
        Self { count, logins }
    }
}

/// What accounts that both have, and that are in use in both, can do more or less by one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessChange {
    /// More, or less.
    pub gained: bool,
    /// What causes it.
    pub cause: String,
    /// The kind of cause: `grant`, `implication`, `membership` …
    pub by: &'static str,
    /// Who.
    pub users: Users,
    /// What, sorted.
    pub cells: Vec<CellChange>,
}

/// What became possible or impossible on one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CellChange {
    /// The resource.
    pub resource: String,
    /// The operations, in the ERP's own names.
    pub ops: Vec<String>,
    /// Which rows before and after, where the operations were possible in both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<[&'static str; 2]>,
    /// How many of the accounts.
    pub users: usize,
}

/// What changed from one snapshot to another.
pub fn between(before: &Snapshot, after: &Snapshot, policies: &Policies) -> Result<SnapshotDiff, DiffError> {
    if before.system.kind != after.system.kind {
        return Err(DiffError::Kinds(before.system.kind.clone(), after.system.kind.clone()));
    }
    let across = Across::of(before, after, &policies.renames);
    let compared = Compared::of(before, after);
    let sides = [Side::of(before), Side::of(after)];
    let mut diff = SnapshotDiff { not_compared: compared.not_compared(before, after), ..SnapshotDiff::default() };
    let effective = effective::changes(&sides, &across, &compared);
    diff.access = effective.access;
    diff.changes = effective.memberships;
    let [first, second] = &sides;
    diff.changes.extend(accounts::changes(first, second, &across, &compared));
    diff.changes.extend(structure::changes(before, after, &across, &compared));
    diff.changes.extend(guards::changes(&sides, &across, &compared));
    diff.changes.extend(rest::changes(before, after, &across, &compared, policies));
    diff.changes.extend(across.renamed());
    diff.changes.sort();
    diff.changes.dedup();
    Ok(diff)
}

/// What is compared.
const COMPARED: [Domain; 12] = [
    Domain::Accounts,
    Domain::Memberships,
    Domain::ModelAccess,
    Domain::Records,
    Domain::Fields,
    Domain::Tokens,
    Domain::SecondFactors,
    Domain::Companies,
    Domain::NewUsers,
    Domain::Settings,
    Domain::Providers,
    Domain::Modules,
];

/// Which domains both snapshots hold.
struct Compared(Vec<Domain>);

impl Compared {
    fn of(before: &Snapshot, after: &Snapshot) -> Self {
        let there = |domain: &Domain| [before, after].iter().all(|one| one.has(*domain));
        Self(COMPARED.into_iter().filter(there).collect())
    }

    fn has(&self, domain: Domain) -> bool {
        self.0.contains(&domain)
    }

    /// What only one of them holds, or holds wholly, and what neither holds though every audit looks at it.
    fn not_compared(&self, before: &Snapshot, after: &Snapshot) -> Vec<NotCompared> {
        let entry = |domain: Domain| {
            let sides = [before, after].map(|one| one.coverage_of(domain));
            let whole = sides.each_ref().map(|coverage| coverage.state == State::Assessed);
            let of_every_audit = Domain::OF_EVERY_AUDIT.contains(&domain);
            if whole == [true, true] || (whole == [false, false] && !of_every_audit && !self.has(domain)) {
                return None;
            }
            let said = |(at, coverage): (&str, &crate::snapshot::Coverage)| {
                let state = match coverage.state {
                    State::Assessed => return None,
                    State::Incomplete => "is incomplete in",
                    State::NotAssessed => "is missing in",
                };
                let why = coverage.reason.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
                Some(format!("{state} the {at}{why}"))
            };
            let reasons: Vec<String> = ["first", "second"].into_iter().zip(&sides).filter_map(said).collect();
            Some(NotCompared { what: domain.words(), reason: reasons.join(", "), of_every_audit })
        };
        COMPARED.into_iter().filter_map(entry).collect()
    }
}
