//! What the running system really lets each role do: plan (pure) → send → reconcile (pure).
//!
//! `send` alone does IO, and it sends nothing that the plan does not show.

mod plan;
mod run;

pub use plan::{Asker, Designed, Limits, Plan, RolePlan, Step, Unprobed};
pub use run::{Cell, Change, Probed, RoleOutcome, RoleRun};
