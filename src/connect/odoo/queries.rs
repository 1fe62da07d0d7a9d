//! Every question that the collector asks, the tables and columns that it names, and what is lost without the answer.
//!
//! Tables and columns are those of Odoo 16.0 to 19.0. docs/sql/odoo-collector-role.sql grants exactly these; a test holds
//! the two together.

pub(super) use crate::connect::questions::{Loss, Query};
use crate::snapshot::{Domain, State};

const FATAL: Loss = Loss::Fatal;
const MAIN: Loss = Loss::Domain(State::NotAssessed);
const PART: Loss = Loss::Domain(State::Incomplete);

macro_rules! queries {
    ($($name:ident: $what:literal, $domain:ident, $loss:ident, $module:expr, $file:literal, [$($table:literal: $($column:literal)+),+];)+) => {
        $(pub(super) const $name: Query = Query {
            what: $what,
            domain: Domain::$domain,
            loss: $loss,
            module: $module,
            sql: include_str!(concat!("queries/", $file, ".sql")),
            reads: &[$(($table, &[$($column),+])),+],
        };)+

        /// All of them.
        pub(super) const ALL: &[&Query] = &[$(&$name),+];
    };
}

queries! {
    MODULES: "modules", Modules, FATAL, None, "modules", [
        "ir_module_module": "name" "state" "latest_version"
    ];
    USERS: "users", Accounts, FATAL, None, "users", [
        "res_users": "id" "login" "active" "company_id" "create_date"
    ];
    USER_NAMES: "names of users", Accounts, PART, None, "user_names", [
        "res_users": "id" "partner_id",
        "res_partner": "id" "name" "email"
    ];
    ACCOUNT_STATE: "passwords and second factors", Passwords, MAIN, None, "account_state", [
        "rolecall.account_state": "user_id" "has_password" "has_second_factor"
    ];
    PASSWORDS: "passwords", Passwords, MAIN, None, "passwords", [
        "res_users": "id" "password"
    ];
    SECOND_FACTORS: "second factors", SecondFactors, MAIN, Some("auth_totp"), "second_factors", [
        "res_users": "id" "totp_secret"
    ];
    LAST_LOGINS: "last logins", LastLogins, MAIN, None, "last_logins", [
        "res_users_log": "create_uid" "create_date"
    ];
    EMPLOYEES: "employees", People, MAIN, Some("hr"), "employees", [
        "hr_employee": "id" "user_id" "active"
    ];
    EMPLOYEE_DEPARTURES: "last days of employees", People, PART, Some("hr"), "employee_departures", [
        "hr_employee": "id" "departure_date"
    ];
    SESSIONS: "sessions", Sessions, MAIN, None, "sessions", [
        "res_device_log": "user_id" "session_identifier" "ip_address" "platform" "browser" "revoked" "last_activity"
    ];
    PROVIDERS: "sign-in providers", Providers, MAIN, Some("auth_oauth"), "providers", [
        "auth_oauth_provider": "name" "enabled" "validation_endpoint"
    ];
    USER_PROVIDERS: "sign-in providers of users", Providers, PART, Some("auth_oauth"), "user_providers", [
        "res_users": "id" "oauth_provider_id",
        "auth_oauth_provider": "id" "name"
    ];
    COMPANIES: "companies", Companies, MAIN, None, "companies", [
        "res_company": "id" "name" "parent_id" "active"
    ];
    COMPANY_USERS: "companies of users", Companies, PART, None, "company_users", [
        "res_company_users_rel": "cid" "user_id"
    ];
    GROUPS: "groups", Memberships, FATAL, None, "groups", [
        "res_groups": "id" "name" "create_uid" "create_date" "write_uid" "write_date"
    ];
    GROUP_CATEGORIES: "categories of groups", Memberships, PART, None, "group_categories", [
        "res_groups": "id" "category_id",
        "ir_module_category": "id" "name"
    ];
    GROUP_PRIVILEGES: "privileges of groups", Memberships, PART, None, "group_privileges", [
        "res_groups": "id" "privilege_id",
        "res_groups_privilege": "id" "name"
    ];
    MEMBERSHIPS: "memberships", Memberships, FATAL, None, "memberships", [
        "res_groups_users_rel": "gid" "uid"
    ];
    IMPLICATIONS: "implied groups", Memberships, FATAL, None, "implications", [
        "res_groups_implied_rel": "gid" "hid"
    ];
    MODELS: "models", ModelAccess, FATAL, None, "models", [
        "ir_model": "id" "model" "name" "transient" "create_uid" "create_date" "write_uid" "write_date"
    ];
    ACCESS_ROWS: "access rows", ModelAccess, FATAL, None, "access_rows", [
        "ir_model_access": "id" "name" "model_id" "group_id" "active" "perm_read" "perm_write" "perm_create" "perm_unlink" "create_uid" "create_date" "write_uid" "write_date"
    ];
    RULES: "record rules", Records, MAIN, None, "rules", [
        "ir_rule": "id" "name" "model_id" "domain_force" "active" "perm_read" "perm_write" "perm_create" "perm_unlink" "global" "create_uid" "create_date" "write_uid" "write_date"
    ];
    RULE_GROUPS: "groups of record rules", Records, MAIN, None, "rule_groups", [
        "rule_group_rel": "rule_group_id" "group_id"
    ];
    INHERITS: "delegations", Records, PART, None, "inherits", [
        "ir_model_inherit": "model_id" "parent_id" "parent_field_id",
        "ir_model_fields": "id" "name" "store"
    ];
    INHERITS_FROM_FIELDS: "delegations", Records, PART, None, "inherits_from_fields", [
        "ir_model": "id" "model",
        "ir_model_fields": "model_id" "name" "ttype" "relation" "related" "required" "store" "copied"
    ];
    FIELDS: "fields", Fields, MAIN, None, "fields", [
        "ir_model": "id" "model",
        "ir_model_fields": "id" "model_id" "name" "ttype" "relation" "state" "store"
    ];
    FIELD_GROUPS: "groups of fields", Fields, MAIN, None, "field_groups", [
        "ir_model_fields_group_rel": "field_id" "group_id"
    ];
    XML_IDS: "technical names", Origins, MAIN, None, "xml_ids", [
        "ir_model_data": "id" "model" "res_id" "module" "name"
    ];
    API_KEYS: "API keys", Tokens, MAIN, None, "api_keys", [
        "res_users_apikeys": "id" "name" "user_id" "scope" "create_date"
    ];
    API_KEY_EXPIRIES: "expiry of API keys", Tokens, PART, None, "api_key_expiries", [
        "res_users_apikeys": "id" "expiration_date"
    ];
    TRUSTED_DEVICES: "trusted devices", Tokens, PART, Some("auth_totp"), "trusted_devices", [
        "auth_totp_device": "id" "name" "user_id" "scope" "create_date"
    ];
    TRUSTED_DEVICE_EXPIRIES: "expiry of trusted devices", Tokens, PART, Some("auth_totp"), "trusted_device_expiries", [
        "auth_totp_device": "id" "expiration_date"
    ];
    SETTINGS_VIEW: "settings", Settings, MAIN, None, "settings_view", [
        "rolecall.settings": "key" "value"
    ];
    SETTINGS: "settings", Settings, MAIN, None, "settings", [
        "ir_config_parameter": "key" "value"
    ];
    SETTING_KEYS: "keys of settings", Settings, MAIN, None, "setting_keys", [
        "ir_config_parameter": "key"
    ];
    CREDENTIALS_VIEW: "secrets of third parties", Credentials, MAIN, None, "credentials_view", [
        "rolecall.credentials": "model" "id" "name" "active" "written" "field"
    ];
    MENUS: "menus", Surfaces, MAIN, None, "menus", [
        "ir_ui_menu": "id" "name" "create_uid" "create_date" "write_uid" "write_date"
    ];
    MENU_GROUPS: "groups of menus", Surfaces, MAIN, None, "menu_groups", [
        "ir_ui_menu_group_rel": "menu_id" "gid"
    ];
    ACTIONS: "actions", Surfaces, MAIN, None, "actions", [
        "ir_actions": "id" "name" "type" "create_uid" "create_date" "write_uid" "write_date"
    ];
    WINDOW_MODELS: "models of windows", Surfaces, PART, None, "window_models", [
        "ir_act_window": "id" "res_model"
    ];
    WINDOW_GROUPS: "groups of windows", Surfaces, PART, None, "window_groups", [
        "ir_act_window_group_rel": "act_id" "gid"
    ];
    SERVER_MODELS: "models of server actions", Surfaces, PART, None, "server_models", [
        "ir_act_server": "id" "model_id",
        "ir_model": "id" "model"
    ];
    SERVER_GROUPS: "groups of server actions", Surfaces, PART, None, "server_groups", [
        "ir_act_server_group_rel": "act_id" "gid"
    ];
    REPORT_MODELS: "models of reports", Surfaces, PART, None, "report_models", [
        "ir_act_report_xml": "id" "model"
    ];
    VIEWS: "views", Views, MAIN, None, "views", [
        "ir_ui_view": "id" "model" "type" "active" "inherit_id" "arch_db" "create_uid" "create_date" "write_uid" "write_date"
    ];
    TRACKED_MODELS: "tracked fields", Trails, MAIN, Some("mail"), "tracked_models", [
        "ir_model_fields": "model_id" "tracking"
    ];
    AUDIT_RULES: "rules of the audit log", Trails, PART, Some("auditlog"), "audit_rules", [
        "auditlog_rule": "model_id" "state" "log_write"
    ];
    REPORT_GROUPS: "groups of reports", Surfaces, PART, None, "report_groups", [
        "res_groups_report_rel": "uid" "gid"
    ];
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Columns that only an administrator reads; everyone else has the recipe's views for them.
    const KEPT_FROM_THE_COLLECTOR: [(&str, &str); 3] =
        [("res_users", "password"), ("res_users", "totp_secret"), ("ir_config_parameter", "value")];

    #[test]
    fn the_recipe_grants_what_the_queries_read_and_nothing_else() {
        let recipe = include_str!("../../../docs/sql/odoo-collector-role.sql");
        let mut granted = BTreeSet::new();
        for line in recipe.lines() {
            let Some((table, columns)) = line.trim().strip_prefix("('").and_then(|rest| rest.split_once("', '")) else {
                continue;
            };
            let (columns, _) = columns.split_once("')").unwrap();
            granted.extend(columns.split(' ').map(|column| (table, column)));
        }
        let mut read = BTreeSet::new();
        for (table, columns) in ALL.iter().flat_map(|query| query.reads).filter(|(table, _)| !table.contains('.')) {
            read.extend(columns.iter().map(|column| (*table, *column)));
        }
        for kept in &KEPT_FROM_THE_COLLECTOR {
            assert!(read.remove(kept), "{kept:?} is not even read");
        }
        assert_eq!(granted, read);
    }

    #[test]
    fn every_query_says_which_tables_it_reads() {
        for query in ALL {
            let named: BTreeSet<&str> = query
                .sql
                .split_whitespace()
                .map(|word| word.trim_end_matches([')', ',']))
                .filter_map(|word| word.strip_prefix("public.").or(word.starts_with("rolecall.").then_some(word)))
                .collect();
            let said: BTreeSet<&str> = query.reads.iter().map(|(table, _)| *table).collect();
            assert_eq!(named, said, "{}", query.what);
        }
    }

    #[test]
    fn no_query_reads_a_secret() {
        for query in ALL {
            let columns: BTreeSet<&str> = query.reads.iter().flat_map(|(_, columns)| *columns).copied().collect();
            for secret in ["oauth_access_token", "oauth_uid", "index", "signup_token"] {
                assert!(!columns.contains(secret), "{} reads {secret}", query.what);
            }
        }
        assert!(!API_KEYS.reads.iter().any(|(_, columns)| columns.contains(&"key")));
        assert!(!TRUSTED_DEVICES.reads.iter().any(|(_, columns)| columns.contains(&"key")));
    }
}
