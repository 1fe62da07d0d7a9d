//! Which of Odoo's tables decide who may do what: an account of the database that writes them is an administrator of the ERP.

use super::RECIPE;
use crate::connect::sql::roles::SecurityTables;

/// Accounts, what proves who they are, groups, rights, and programs that run with all rights (Odoo 16 to 19).
pub(super) const SECURITY_TABLES: SecurityTables<'static> = SecurityTables {
    schema: "public",
    names: &[
        "auth_oauth_provider",
        "auth_passkey_key",
        "auth_totp_device",
        "base_automation",
        "ir_act_server",
        "ir_config_parameter",
        "ir_cron",
        "ir_model_access",
        "ir_module_module",
        "ir_rule",
        "res_company_users_rel",
        "res_groups",
        "res_groups_implied_rel",
        "res_groups_users_rel",
        "res_users",
        "res_users_apikeys",
        "rule_group_rel",
    ],
    recipe: RECIPE,
};
