//! All checks, as one list: data and a pure function each.
//!
//! A check's file, module and name are the same word; `docs/adding-a-check.md` tells how to add one.

mod accounts;
mod context;
mod escalation;
mod fields;
mod live;
mod matrix;
mod members;
mod records;
mod run;
mod system;
mod tokens;

pub use context::Context;
pub use live::{Reading, Turn};
pub use run::run;

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

/// What a check cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A role map.
    Design,
    /// A part of the snapshot.
    Domain(Domain),
    /// A live probe.
    Probe,
}

const GRANTS: &[Need] = &[Need::Domain(Domain::ModelAccess)];
const DESIGN: &[Need] = &[Need::Design, Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)];
/// What the design says of people, where it is known who there is.
const DESIGNED_PEOPLE: &[Need] = &[
    Need::Design,
    Need::Domain(Domain::Accounts),
    Need::Domain(Domain::Memberships),
    Need::Domain(Domain::ModelAccess),
];
const MEMBERSHIPS: &[Need] = &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships)];
const TOKENS: &[Need] = &[Need::Domain(Domain::Tokens)];
const DESIGNED_TOKENS: &[Need] = &[Need::Design, Need::Domain(Domain::Tokens), Need::Domain(Domain::ModelAccess)];
const FIELDS: &[Need] = &[Need::Design, Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Fields)];
const PROBE: &[Need] = &[Need::Probe];
const SETTINGS: &[Need] = &[Need::Domain(Domain::Settings)];
const RECORDS: &[Need] = &[Need::Design, Need::Domain(Domain::Records)];

/// Every check, by id.
pub static CHECKS: &[&Check] = &[
    &accounts::external_user_with_internal_right::CHECK,
    &accounts::admin_not_in_design::CHECK,
    &escalation::code_open_to_anonymous::CHECK,
    &escalation::admin_key_readable::CHECK,
    &escalation::code_runs_elevated::CHECK,
    &fields::field_protection_removed::CHECK,
    &fields::field_exceeds_design::CHECK,
    &fields::field_below_design::CHECK,
    &system::setting_weaker_than_policy::CHECK,
    &system::memberships_readable::CHECK,
    &system::reference_dangling::CHECK,
    &live::unexpected_allow::CHECK,
    &live::unexpected_deny::CHECK,
    &live::probe_changed_something::CHECK,
    &live::prediction_differs::CHECK,
    &live::sign_in_not_refused::CHECK,
    &live::anonymous_access::CHECK,
    &live::token_not_refused::CHECK,
    &records::record_scope_wider::CHECK,
    &records::record_scope_narrower::CHECK,
    &records::document_shared_with_everyone::CHECK,
    &matrix::excess_access::CHECK,
    &matrix::missing_access::CHECK,
    &matrix::group_not_in_design::CHECK,
    &members::membership_beyond_role::CHECK,
    &matrix::grant_to_everyone::CHECK,
    &matrix::group_implies_more::CHECK,
    &members::membership_missing::CHECK,
    &members::stale_implied_membership::CHECK,
    &members::missing_implied_membership::CHECK,
    &members::user_without_role::CHECK,
    &members::role_without_users::CHECK,
    &members::user_not_in_system::CHECK,
    &matrix::design_names_nothing::CHECK,
    &matrix::roles_contradict::CHECK,
    &matrix::grant_to_anonymous::CHECK,
    &matrix::stock_permissions_replaced::CHECK,
    &matrix::access_open_by_default::CHECK,
    &tokens::token_exceeds_design::CHECK,
    &tokens::token_without_expiry::CHECK,
    &tokens::token_of_admin::CHECK,
    &tokens::token_of_inactive_owner::CHECK,
    &tokens::token_not_in_design::CHECK,
    &tokens::token_expired::CHECK,
    &tokens::token_lives_too_long::CHECK,
    &tokens::token_missing::CHECK,
    &tokens::token_scope_unchecked::CHECK,
];

/// The documented part of every check, by id.
pub fn catalogue() -> Vec<&'static CheckInfo> {
    CHECKS.iter().map(|check| &check.info).collect()
}
