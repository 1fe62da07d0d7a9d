//! Every question that the collector asks: a table with its columns, each as text, and what is lost without the answer.
//!
//! Tables and columns are those of Tryton 8.2 (`ir/`, `res/` and the module `company`); what earlier series have otherwise is in
//! older.rs. docs/sql/tryton-collector-postgres.sql grants exactly these; a test holds them together. Over the API each is a
//! model with its fields.

pub(super) use crate::connect::questions::{Loss, Query};
use crate::snapshot::{Domain, State};

const FATAL: Loss = Loss::Fatal;
const MAIN: Loss = Loss::Domain(State::NotAssessed);
const PART: Loss = Loss::Domain(State::Incomplete);

/// The text of a question: PostgreSQL and SQLite both know these words, and a truth is a text in both.
macro_rules! sql {
    ($table:literal, $($extra:literal)?, $first:literal $($column:literal)*) => {
        concat!(
            "select substr(cast(\"", $first, "\" as text), 1, 262144)",
            $(", substr(cast(\"", $column, "\" as text), 1, 262144)",)*
            " from public.\"", $table, "\"", $(" where ", $extra)?
        )
    };
}

macro_rules! queries {
    ($($name:ident: $what:literal, $domain:ident, $loss:ident, $module:expr, $table:literal: $($column:literal)+ $(where $extra:literal)?;)+) => {
        $(pub(super) const $name: Query = Query {
            what: $what,
            domain: Domain::$domain,
            loss: $loss,
            module: $module,
            sql: sql!($table, $($extra)?, $($column)+),
            reads: &[($table, &[$($column),+])],
        };)+

        /// All of them.
        #[cfg(test)]
        pub(super) const EVERY: &[&Query] = &[$(&$name),+];
    };
}

queries! {
    SERIES: "the series", ModelAccess, FATAL, None, "ir_configuration": "series";
    MODULES: "modules", Modules, FATAL, None, "ir_module": "name" "state";
    COMPANIES: "companies", Companies, MAIN, Some("company"), "company_company": "id";
    USERS: "users", Accounts, FATAL, None, "res_user": "id" "login" "name" "active" "email" "create_date" "administrator";
    USER_COMPANY: "companies in which users work", Companies, PART, Some("company"), "res_user": "id" "company";
    USER_COMPANIES: "companies of users", Companies, PART, Some("company"), "res_user-company_company": "user" "company";
    SESSIONS: "sessions", LastLogins, MAIN, None, "ir_session": "create_uid" "create_date";
    NAMES: "technical names", Origins, MAIN, None, "ir_model_data": "model" "db_id" "module" "fs_id" where "\"model\" in ('res.group', 'res.user', 'ir.model.access', 'ir.model.field.access', 'ir.rule.group', 'ir.rule', 'ir.ui.menu', 'ir.action.act_window', 'ir.action.wizard', 'ir.action.report', 'ir.action.url')";
    GROUPS: "groups", Memberships, FATAL, None, "res_group": "id" "name" "active" "parent" "create_uid" "create_date" "write_uid" "write_date";
    MEMBERSHIPS: "groups of users", Memberships, FATAL, None, "res_user-res_group": "user" "group";
    MODELS: "models", ModelAccess, FATAL, None, "ir_model": "name" "string" "module";
    ACCESS_FIELDS: "fields whose targets' rows count", ModelAccess, FATAL, None, "ir_model_field": "model" "name" "relation" "access" where "\"access\"";
    FIELDS: "fields", Fields, MAIN, None, "ir_model_field": "model" "name" "ttype" "relation" "module";
    ACCESS: "access rows", ModelAccess, FATAL, None, "ir_model_access": "id" "model" "group" "perm_read" "perm_write" "perm_create" "perm_delete" "active" "create_uid" "create_date" "write_uid" "write_date";
    FIELD_ACCESS: "access rows of fields", Fields, MAIN, None, "ir_model_field_access": "id" "model" "field" "group" "perm_read" "perm_write" "active" "create_uid" "create_date" "write_uid" "write_date";
    RULE_GROUPS: "record rules", Records, MAIN, None, "ir_rule_group": "id" "name" "model" "global_p" "default_p" "perm_read" "perm_write" "perm_create" "perm_delete" "create_uid" "create_date" "write_uid" "write_date";
    RULE_GROUP_GROUPS: "groups of record rules", Records, MAIN, None, "ir_rule_group-res_group": "rule_group" "group";
    RULES: "conditions of record rules", Records, MAIN, None, "ir_rule": "id" "rule_group" "domain" "create_uid" "create_date" "write_uid" "write_date";
    BUTTONS: "buttons", Surfaces, MAIN, None, "ir_model_button": "id" "model" "name" "active";
    BUTTON_GROUPS: "groups of buttons", Surfaces, MAIN, None, "ir_model_button-res_group": "button" "group" "active";
    MENUS: "menus", Surfaces, PART, None, "ir_ui_menu": "id" "name";
    MENU_GROUPS: "groups of menus", Surfaces, PART, None, "ir_ui_menu-res_group": "menu" "group";
    ACTIONS: "actions", Surfaces, PART, None, "ir_action": "id" "name" "type";
    ACTION_GROUPS: "groups of actions", Surfaces, PART, None, "ir_action-res_group": "action" "group";
    WINDOWS: "windows", Surfaces, PART, None, "ir_action_act_window": "id" "action" "res_model";
    WIZARDS: "wizards", Surfaces, PART, None, "ir_action_wizard": "id" "action" "model";
    REPORTS: "reports", Surfaces, PART, None, "ir_action_report": "id" "action" "model";
    EMPLOYEES: "employees", People, MAIN, Some("company"), "company_employee": "id" "party" "end_date";
    USER_EMPLOYEES: "employees of users", People, MAIN, Some("company"), "res_user-company_employee": "user" "employee";
    OPEN_SESSIONS: "sessions", Sessions, MAIN, None, "ir_session": "create_uid";
    KEYS: "keys of applications", Tokens, MAIN, None, "res_user_application": "id" "user" "application" "state" "create_date";
}

/// Who has a password: whether it is there and never what it is.
pub(super) const PASSWORDS: Query = Query {
    what: "passwords",
    domain: Domain::Passwords,
    loss: MAIN,
    module: None,
    sql: "select cast(\"id\" as text) from public.\"res_user\" where \"password_hash\" is not null",
    reads: &[("res_user", &["id", "password_hash"])],
};

/// The same by the recipe's view, for a login that may not read the column.
pub(super) const PASSWORDS_VIEW: Query = Query {
    what: "passwords",
    domain: Domain::Passwords,
    loss: MAIN,
    module: None,
    sql: "select cast(user_id as text) from rolecall.with_password",
    reads: &[("rolecall.with_password", &["user_id"])],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::older::OLDER;
    use super::*;

    #[test]
    fn no_query_reads_a_secret() {
        let secrets = ["password_hash", "password_reset", "key", "cookie", "device_cookie"];
        for query in EVERY.iter().chain(OLDER) {
            for (_, columns) in query.reads {
                assert!(!columns.iter().any(|column| secrets.contains(column)), "{}", query.what);
            }
        }
    }

    #[test]
    fn the_recipe_grants_what_is_read_and_nothing_else() {
        let recipe = include_str!("../../../docs/sql/tryton-collector-postgres.sql");
        let granted: BTreeSet<(&str, &str)> = recipe
            .lines()
            .filter_map(|line| line.trim().strip_prefix("('")?.split_once("', '"))
            .flat_map(|(table, columns)| {
                columns.split('\'').next().unwrap_or_default().split(' ').map(move |column| (table, column))
            })
            .collect();
        let read: BTreeSet<(&str, &str)> = EVERY
            .iter()
            .chain(OLDER)
            .flat_map(|query| query.reads)
            .flat_map(|(table, columns)| columns.iter().map(move |column| (*table, *column)))
            .collect();
        // What a condition asks is in the list of columns, too.
        assert_eq!(granted, read);
    }
}
