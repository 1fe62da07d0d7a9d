//! Which of Tryton's tables decide who may do what: an account of the database that writes them is an administrator of the ERP.

use super::RECIPE;
use crate::connect::sql::roles::SecurityTables;

/// Accounts, what proves who they are, groups, rights, and programs that run with all rights (Tryton 7.0 to 8.2).
pub(super) const SECURITY_TABLES: SecurityTables<'static> = SecurityTables {
    schema: "public",
    names: &[
        "ir_action",
        "ir_cron",
        "ir_model_access",
        "ir_model_button",
        "ir_model_button-res_group",
        "ir_model_field_access",
        "ir_module",
        "ir_rule",
        "ir_rule_group",
        "ir_rule_group-res_group",
        "ir_session",
        "ir_trigger",
        "res_group",
        "res_user",
        "res_user-res_group",
        "res_user_application",
    ],
    recipe: RECIPE,
};
