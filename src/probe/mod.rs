//!
//! `send` alone does IO, and it sends nothing that the plan does not show; [`bearer`] tests APIs that take tokens.

mod again;
pub mod bearer;
mod calibrate;
mod default_logins;
pub mod evidence;
mod exchange;
mod look;
mod lookups;
mod plan;
mod records;
mod run;
mod send;
mod sessions;
mod switched_off;
mod unasked;
mod who;

pub use default_logins::{TriedLogin, Tries, try_default_logins};
pub use exchange::{Logins, Traced, Wire};
pub use plan::{Asker, Designed, Limits, Plan, RolePlan, Row, SessionRow, Step, Summary, Unprobed};
pub use run::{Cell, Change, Probed, RoleOutcome, RoleRun};
pub use send::{Sent, Watch, send};
pub use switched_off::sign_in_switched_off;
