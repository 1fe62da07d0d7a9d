//! The columns of the sheet that goes out and comes back.

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, by which it is found again.
    pub name: &'static str,
    /// As it stands in the first row.
    pub title: &'static str,
    /// Its width, in characters.
    pub width: u16,
}

const fn column(name: &'static str, title: &'static str, width: u16) -> Column {
    Column { name, title, width }
}

pub(super) const LINE: &str = "line";
pub(super) const SNAPSHOT: &str = "snapshot";
pub(super) const KIND: &str = "kind";
pub(super) const ACCOUNT: &str = "account";
pub(super) const NAME: &str = "name";
pub(super) const RIGHT: &str = "right";
pub(super) const PRIVILEGED: &str = "privileged";
pub(super) const SEVERITY: &str = "severity";
pub(super) const ABOUT: &str = "about";
pub(super) const WAIVER: &str = "waiver";
pub(super) const REQUESTER: &str = "waiver requested by";
pub(super) const DECISION: &str = "decision";
pub(super) const REVIEWER: &str = "reviewer";
pub(super) const TITLE: &str = "title";
pub(super) const DATE: &str = "date";
pub(super) const COMMENT: &str = "comment";

/// What is given to the reviewer and must come back as it was.
pub const GIVEN: [Column; 11] = [
    column(LINE, "Line", 20),
    column(SNAPSHOT, "Snapshot", 25),
    column(KIND, "Kind", 20),
    column(ACCOUNT, "Account", 32),
    column(NAME, "Name", 26),
    column(RIGHT, "Right", 38),
    column(PRIVILEGED, "Privileged", 12),
    column(SEVERITY, "Severity", 10),
    column(ABOUT, "About", 60),
    column(WAIVER, "Waiver", 16),
    column(REQUESTER, "Waiver requested by", 24),
];

/// What the reviewer fills in.
pub const FILLED: [Column; 5] = [
    column(DECISION, "Decision", 12),
    column(REVIEWER, "Reviewer", 30),
    column(TITLE, "Title", 24),
    column(DATE, "Date", 14),
    column(COMMENT, "Comment", 50),
];

/// The sheet's name; a second one for rows that do not fit is `Review (2)`.
pub(super) const SHEET: &str = "Review";
/// The sheet of accounts.
pub(super) const POPULATION: &str = "Population";
/// The sheet of findings.
pub(super) const EXCEPTIONS: &str = "Exceptions";
/// The sheet of facts about the audit.
pub(super) const SUMMARY: &str = "Summary";
