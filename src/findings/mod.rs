//! What is wrong: findings with severity, confidence, path, fix and a stable fingerprint; the verdict over them.

mod accepted;
mod annex;
mod check_info;
mod controls;
mod finding;
mod fingerprint;
mod gate;
mod outcome;
mod persona;
mod probe;
mod weight;

pub use accepted::{AgainstBaseline, Waived};
pub use annex::{AccountRow, Annex, CellVerdict, CountRow, CoverageRow, MatrixCell, MatrixRow, TokenRow};
pub use check_info::{Area, CheckInfo};
pub use controls::{is_verified, marked};
pub use finding::{Affected, Finding, Fix, MAX_LISTED_USERS, ResourceRef, Subject, subject_words};
pub use fingerprint::{fingerprint, hash_of, is_fingerprint};
pub use gate::{AcceptedBy, Condition, Criterion, CriterionState, GateOutcome, SignOff};
pub use outcome::{Exit, NotAssessed, Report, Summary, Verdict};
pub use persona::{Hidden, Persona};
pub use probe::{Answer, CellResult, ProbeReport, ProbedCell, ProbedDefaultLogin, ProbedRole, ProbedToken, RoleEnd};
pub use weight::{Impact, Reach, weigh};
