//! Every check, with a system that it speaks of and one that comes close; and what holds for all of them together.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

#[path = "../common/mod.rs"]
mod common;

mod catalogue;
mod demo_company;
mod findings;
mod hostile;
mod infra;
mod not_assessed;
mod probe;
mod probe_section;
mod shop;
mod soundness;

mod access_open_by_default;
mod account_never_used;
mod admin_key_readable;
mod admin_not_in_design;
mod admin_without_second_factor;
mod anonymous_access;
mod break_glass_not_kept;
mod code_open_to_anonymous;
mod code_runs_elevated;
mod default_password;
mod design_names_nothing;
mod desk;
mod document_shared_with_everyone;
mod dormant_account;
mod excess_access;
mod external_user_with_internal_right;
mod database_list_exposed;
mod database_open_without_password;
mod database_role_past_the_erp;
mod database_superuser;
mod default_master_password;
mod developer_mode;
mod field_below_design;
mod field_exceeds_design;
mod field_protection_removed;
mod grant_to_anonymous;
mod grant_to_everyone;
mod group_implies_more;
mod group_not_in_design;
mod inactive_account_with_rights;
mod leaver_still_active;
mod implementer_account;
mod membership_beyond_role;
mod membership_missing;
mod memberships_readable;
mod missing_access;
mod missing_implied_membership;
mod new_user_template_over_privileged;
mod prediction_differs;
mod probe_changed_something;
mod record_scope_narrower;
mod record_scope_wider;
mod reference_dangling;
mod role_without_users;
mod roles_contradict;
mod roles_nearly_alike;
mod setting_weaker_than_policy;
mod several_accounts_of_one_person;
mod secret_in_open_file;
mod shared_account;
mod sign_in_not_refused;
mod stale_implied_membership;
mod stock_permissions_replaced;
mod system_account_usable;
mod test_account;
mod token_exceeds_design;
mod token_expired;
mod token_lives_too_long;
mod token_missing;
mod token_not_in_design;
mod token_not_refused;
mod token_of_admin;
mod token_of_inactive_owner;
mod token_scope_unchecked;
mod token_without_expiry;
mod too_many_admins;
mod unexpected_allow;
mod unexpected_deny;
mod user_copied_from_another;
mod user_not_in_system;
mod user_without_role;
mod vendor_default_account;

use shop::Shop;

/// A check, a system that it speaks of, and one that comes close to it.
struct Pair {
    check: &'static str,
    fires: fn() -> Shop,
    silent: fn() -> Shop,
}

const PAIRS: &[Pair] = &[
    access_open_by_default::PAIR,
    user_copied_from_another::PAIR,
    too_many_admins::PAIR,
    several_accounts_of_one_person::PAIR,
    roles_nearly_alike::PAIR,
    new_user_template_over_privileged::PAIR,
    leaver_still_active::PAIR,
    inactive_account_with_rights::PAIR,
    dormant_account::PAIR,
    break_glass_not_kept::PAIR,
    admin_without_second_factor::PAIR,
    account_never_used::PAIR,
    anonymous_access::PAIR,
    admin_key_readable::PAIR,
    admin_not_in_design::PAIR,
    default_password::PAIR,
    implementer_account::PAIR,
    shared_account::PAIR,
    system_account_usable::PAIR,
    test_account::PAIR,
    vendor_default_account::PAIR,
    code_open_to_anonymous::PAIR,
    code_runs_elevated::PAIR,
    document_shared_with_everyone::PAIR,
    field_protection_removed::PAIR,
    grant_to_anonymous::PAIR,
    token_of_admin::PAIR,
    design_names_nothing::PAIR,
    database_list_exposed::PAIR,
    database_open_without_password::PAIR,
    database_role_past_the_erp::PAIR,
    database_superuser::PAIR,
    default_master_password::PAIR,
    developer_mode::PAIR,
    secret_in_open_file::PAIR,
    excess_access::PAIR,
    external_user_with_internal_right::PAIR,
    field_below_design::PAIR,
    field_exceeds_design::PAIR,
    grant_to_everyone::PAIR,
    group_implies_more::PAIR,
    group_not_in_design::PAIR,
    membership_beyond_role::PAIR,
    membership_missing::PAIR,
    memberships_readable::PAIR,
    missing_access::PAIR,
    missing_implied_membership::PAIR,
    prediction_differs::PAIR,
    probe_changed_something::PAIR,
    record_scope_narrower::PAIR,
    record_scope_wider::PAIR,
    reference_dangling::PAIR,
    role_without_users::PAIR,
    roles_contradict::PAIR,
    setting_weaker_than_policy::PAIR,
    sign_in_not_refused::PAIR,
    stale_implied_membership::PAIR,
    stock_permissions_replaced::PAIR,
    token_exceeds_design::PAIR,
    token_expired::PAIR,
    token_lives_too_long::PAIR,
    token_missing::PAIR,
    token_not_in_design::PAIR,
    token_of_inactive_owner::PAIR,
    token_scope_unchecked::PAIR,
    token_not_refused::PAIR,
    token_without_expiry::PAIR,
    unexpected_allow::PAIR,
    unexpected_deny::PAIR,
    user_not_in_system::PAIR,
    user_without_role::PAIR,
];
