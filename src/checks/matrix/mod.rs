//! The designed matrix against what the groups give.

pub(super) mod access_open_by_default;
mod audience;
pub(super) mod design_names_nothing;
pub(super) mod excess_access;
pub(super) mod grant_to_anonymous;
pub(super) mod grant_to_everyone;
pub(super) mod group_implies_more;
pub(super) mod group_not_in_design;
pub(super) mod missing_access;
mod replaced;
pub(super) mod roles_contradict;
pub(super) mod roles_nearly_alike;
pub(super) mod stock_permissions_replaced;

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &access_open_by_default::CHECK,
    &design_names_nothing::CHECK,
    &excess_access::CHECK,
    &grant_to_anonymous::CHECK,
    &grant_to_everyone::CHECK,
    &group_implies_more::CHECK,
    &group_not_in_design::CHECK,
    &missing_access::CHECK,
    &roles_contradict::CHECK,
    &roles_nearly_alike::CHECK,
    &stock_permissions_replaced::CHECK,
];
