//! The archive: one folder for each audit, written whole or not at all, chained to the one before it, sealed and signed.
//!
//! ```text
//! reports/.lock                          whoever writes holds it
//! reports/20261129T080000Z-prod-1f2e3d4c/
//!   manifest.json  SHA256SUMS  README.txt  system.snapshot  inputs/  report.*  findings.csv  evidence.jsonl
//!   seals/0001-approval/                 what came later: seal.json  SHA256SUMS  approval.jws
//! ```
//!
//! The folder says what was found; each manifest carries the hash of the one before it, so that nothing can be taken out of the
//! middle, and whoever keeps the hash of the newest one (`history`) notices when that is gone.

mod approval;
mod contents;
mod error;
mod folder;
mod given;
mod hash;
mod keys;
mod lock;
mod manifest;
mod names;
mod operator;
mod read;
mod readme;
mod recall;
mod run;
mod seal;
mod staged;
mod sums;
mod trust;
mod verify;

pub use approval::{Approval, ApprovalError, Decision, sign};
pub use contents::Contents;
pub use error::ArchiveError;
pub use folder::Newer;
pub use given::Given;
pub use hash::sha256;
pub use keys::{KeyError, SigningKey};
pub use lock::Archive;
pub use manifest::{Clocks, Settings, SkewUnknown};
pub use recall::{Recalled, RecalledCount, RecalledFinding, RecalledSubject, RecalledWaiver, recall};
pub use run::{Prepared, Written};
pub use seal::Sealing;
pub use trust::{Known, Signature, Trust};
pub use verify::{Expected, Problem, RunState, Scope, SealedReview, Verification, verify};

/// The file that lists the others with their hashes, as `sha256sum` writes it.
pub const SUMS: &str = "SHA256SUMS";
/// The file that says where a run came from.
pub const MANIFEST: &str = "manifest.json";
/// The folder of what came later.
pub const SEALS: &str = "seals";
