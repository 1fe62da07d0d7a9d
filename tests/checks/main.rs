//! Every check, with a system that it speaks of and one that comes close; and what holds for all of them together.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

#[path = "../common/mod.rs"]
mod common;

mod catalogue;
mod demo_company;
mod desk;
mod findings;
mod hostile;
mod not_assessed;
mod probe;
mod probe_section;
mod shop;
mod soundness;
mod waived;

mod access_open_by_default;
mod account_never_used;
mod admin_key_readable;
mod admin_not_in_design;
mod admin_without_second_factor;
mod anonymous_access;
mod audit_trail_deletable;
mod audit_trail_off;
mod baseline_ended;
mod break_glass_not_kept;
mod code_open_to_anonymous;
mod code_runs_elevated;
mod company_rule_missing;
mod credential_field_readable;
mod database_list_exposed;
mod database_open_without_password;
mod database_role_past_the_erp;
mod database_superuser;
mod default_master_password;
mod default_password;
mod design_names_nothing;
mod developer_mode;
mod document_shared_with_everyone;
mod dormant_account;
mod duty_conflict;
mod duty_conflict_in_group;
mod duty_conflict_of_token;
mod excess_access;
mod external_user_with_internal_right;
mod field_below_design;
mod field_exceeds_design;
mod field_hidden_in_view_only;
mod field_protection_removed;
mod field_rule_not_enforced;
mod gate_not_agreed;
mod grant_to_anonymous;
mod grant_to_everyone;
mod group_implies_more;
mod group_not_in_design;
mod implementer_account;
mod inactive_account_with_rights;
mod infra;
mod jwt_exceeds_design;
mod jwt_unsafe;
mod leaver_still_active;
mod membership_beyond_role;
mod membership_missing;
mod memberships_readable;
mod missing_access;
mod missing_implied_membership;
mod new_user_template_over_privileged;
mod operation_without_rule;
mod path_to_admin;
mod path_to_another_account;
mod path_to_code;
mod policy_matches_nothing;
mod prediction_differs;
mod probe_changed_something;
mod read_only_token_can_write;
mod record_rule_always_true;
mod record_scope_narrower;
mod record_scope_wider;
mod reference_dangling;
mod role_without_users;
mod roles_contradict;
mod roles_nearly_alike;
mod rows_widened_by_group;
mod secret_in_open_file;
mod sensitive_field_readable;
mod sensitive_field_writable;
mod sensitive_function_held;
mod setting_weaker_than_policy;
mod several_accounts_of_one_person;
mod shared_account;
mod sibling_field_open;
mod sign_in_not_refused;
mod stale_implied_membership;
mod stock_permissions_replaced;
mod stock_rule_changed;
mod stock_rule_inactive;
mod system_account_usable;
mod test_account;
mod third_party_credential;
mod token_exceeds_design;
mod token_expired;
mod token_lives_too_long;
mod token_missing;
mod token_not_in_design;
mod token_not_refused;
mod token_of_admin;
mod token_of_inactive_owner;
mod token_scope_unchecked;
mod token_too_old;
mod token_without_expiry;
mod too_many_admins;
mod unexpected_allow;
mod unexpected_deny;
mod user_copied_from_another;
mod user_not_in_system;
mod user_permission_missing;
mod user_without_role;
mod vendor_default_account;
mod waiver_ends_soon;
mod waiver_expired;
mod waiver_invalid;
mod waiver_outgrown;
mod waiver_self_approved;
mod waiver_unused;

use shop::Shop;

/// A check, a system that it speaks of, and one that comes close to it.
struct Pair {
    check: &'static str,
    fires: fn() -> Shop,
    silent: fn() -> Shop,
}

const PAIRS: &[Pair] = &[
    access_open_by_default::PAIR,
    account_never_used::PAIR,
    admin_key_readable::PAIR,
    admin_not_in_design::PAIR,
    admin_without_second_factor::PAIR,
    anonymous_access::PAIR,
    audit_trail_deletable::PAIR,
    audit_trail_off::PAIR,
    baseline_ended::PAIR,
    break_glass_not_kept::PAIR,
    code_open_to_anonymous::PAIR,
    code_runs_elevated::PAIR,
    company_rule_missing::PAIR,
    credential_field_readable::PAIR,
    database_list_exposed::PAIR,
    database_open_without_password::PAIR,
    database_role_past_the_erp::PAIR,
    database_superuser::PAIR,
    default_master_password::PAIR,
    default_password::PAIR,
    design_names_nothing::PAIR,
    developer_mode::PAIR,
    document_shared_with_everyone::PAIR,
    dormant_account::PAIR,
    duty_conflict::PAIR,
    duty_conflict_in_group::PAIR,
    duty_conflict_of_token::PAIR,
    excess_access::PAIR,
    external_user_with_internal_right::PAIR,
    field_below_design::PAIR,
    field_exceeds_design::PAIR,
    field_hidden_in_view_only::PAIR,
    field_protection_removed::PAIR,
    field_rule_not_enforced::PAIR,
    gate_not_agreed::PAIR,
    grant_to_anonymous::PAIR,
    grant_to_everyone::PAIR,
    group_implies_more::PAIR,
    group_not_in_design::PAIR,
    implementer_account::PAIR,
    inactive_account_with_rights::PAIR,
    jwt_exceeds_design::PAIR,
    jwt_unsafe::PAIR,
    leaver_still_active::PAIR,
    membership_beyond_role::PAIR,
    membership_missing::PAIR,
    memberships_readable::PAIR,
    missing_access::PAIR,
    missing_implied_membership::PAIR,
    new_user_template_over_privileged::PAIR,
    operation_without_rule::PAIR,
    path_to_admin::PAIR,
    path_to_another_account::PAIR,
    path_to_code::PAIR,
    policy_matches_nothing::PAIR,
    prediction_differs::PAIR,
    probe_changed_something::PAIR,
    read_only_token_can_write::PAIR,
    record_rule_always_true::PAIR,
    record_scope_narrower::PAIR,
    record_scope_wider::PAIR,
    reference_dangling::PAIR,
    role_without_users::PAIR,
    roles_contradict::PAIR,
    roles_nearly_alike::PAIR,
    rows_widened_by_group::PAIR,
    secret_in_open_file::PAIR,
    sensitive_field_readable::PAIR,
    sensitive_field_writable::PAIR,
    sensitive_function_held::PAIR,
    setting_weaker_than_policy::PAIR,
    several_accounts_of_one_person::PAIR,
    shared_account::PAIR,
    sibling_field_open::PAIR,
    sign_in_not_refused::PAIR,
    stale_implied_membership::PAIR,
    stock_permissions_replaced::PAIR,
    stock_rule_changed::PAIR,
    stock_rule_inactive::PAIR,
    system_account_usable::PAIR,
    test_account::PAIR,
    third_party_credential::PAIR,
    token_exceeds_design::PAIR,
    token_expired::PAIR,
    token_lives_too_long::PAIR,
    token_missing::PAIR,
    token_not_in_design::PAIR,
    token_not_refused::PAIR,
    token_of_admin::PAIR,
    token_of_inactive_owner::PAIR,
    token_scope_unchecked::PAIR,
    token_too_old::PAIR,
    token_without_expiry::PAIR,
    too_many_admins::PAIR,
    unexpected_allow::PAIR,
    unexpected_deny::PAIR,
    user_copied_from_another::PAIR,
    user_not_in_system::PAIR,
    user_permission_missing::PAIR,
    user_without_role::PAIR,
    vendor_default_account::PAIR,
    waiver_ends_soon::PAIR,
    waiver_expired::PAIR,
    waiver_invalid::PAIR,
    waiver_outgrown::PAIR,
    waiver_self_approved::PAIR,
    waiver_unused::PAIR,
];
