//! Role maps as casbin policies, and the guardrails that are one.

mod export;
mod guardrails;
mod import;
mod rows;

pub use export::export;
pub use guardrails::{Guardrails, GuardrailsError};

pub(super) use guardrails::covers;
pub(super) use import::read;
pub(super) use rows::is_policy;

/// The model that the policies are of, as in `policies/model.conf`.
pub const MODEL: &str = include_str!("../../../policies/model.conf");

/// Marks a login that would otherwise be taken for the role of the same name.
pub(super) const LOGIN: &str = "user:";

/// Stands for resource and operation in the row that says no more than that a role exists.
const NOTHING: &str = "-";
