//! What is wrong: findings with severity, confidence, path, fix and a stable fingerprint; the verdict over them.

mod finding;
mod fingerprint;
mod outcome;

pub use finding::{Affected, Finding, Fix, MAX_LISTED_USERS, ResourceRef, Subject};
pub use fingerprint::fingerprint;
pub use outcome::{Exit, NotAssessed, Report, Summary, Verdict};
