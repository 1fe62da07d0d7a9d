//! Which search answers which question. The fields stand in the order of the question's columns, which the mapping reads.

use serde_json::{Value, json};

use crate::connect::questions::Query;
use crate::connect::tryton::queries::{
    ACCESS, ACCESS_FIELDS, ACTION_GROUPS, ACTIONS, BUTTON_GROUPS, BUTTONS, COMPANIES, EMPLOYEES, FIELD_ACCESS, FIELDS,
    GROUPS, KEYS, MEMBERSHIPS, MENU_GROUPS, MENUS, MODELS, MODULES, NAMES, REPORTS, RULE_GROUP_GROUPS, RULE_GROUPS,
    RULES, USER_COMPANIES, USER_COMPANY, USER_EMPLOYEES, USERS, WINDOWS, WIZARDS,
};

/// A search.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) query: &'static Query,
    /// Of which model.
    pub(super) model: &'static str,
    /// What becomes of the records.
    pub(super) rows: Rows,
    /// Whether records that are switched off are wanted, too.
    pub(super) inactive: bool,
}

/// What becomes of the records of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// A row of these fields each.
    Fields(&'static [&'static str]),
    /// A row for each record that this field links to: the id, the linked id, and that the row counts. Tables of links have
    /// no calls of their own.
    Links(&'static str),
    /// A row for each record that has a technical name: its model, its id, the module and the name. The table of these names
    /// has no calls of its own, and every record tells its own.
    Names,
}

const fn of(query: &'static Query, model: &'static str, fields: &'static [&'static str]) -> Ask {
    Ask { query, model, rows: Rows::Fields(fields), inactive: true }
}

const fn links(query: &'static Query, model: &'static str, field: &'static str) -> Ask {
    Ask { query, model, rows: Rows::Links(field), inactive: true }
}

const fn names(model: &'static str) -> Ask {
    Ask { query: &NAMES, model, rows: Rows::Names, inactive: true }
}

/// The fields of who made a record and when, and who wrote to it last.
macro_rules! stamped {
    ($($field:literal)+) => { &[$($field,)+ "create_uid", "create_date", "write_uid", "write_date"] };
}

/// Neither passwords nor keys.
#[rustfmt::skip]
const ASKS: &[Ask] = &[
    of(&MODULES, "ir.module", &["name", "state"]),
    of(&COMPANIES, "company.company", &["id"]),
    of(&USERS, "res.user", &["id", "login", "name", "active", "email", "create_date", "administrator"]),
    of(&USER_COMPANY, "res.user", &["id", "company"]),
    links(&USER_COMPANIES, "res.user", "companies"),
    names("res.group"),
    names("res.user"),
    names("ir.model.access"),
    names("ir.model.field.access"),
    names("ir.rule.group"),
    names("ir.rule"),
    names("ir.ui.menu"),
    names("ir.action.act_window"),
    names("ir.action.wizard"),
    names("ir.action.report"),
    names("ir.action.url"),
    of(&GROUPS, "res.group", stamped!("id" "name" "active" "parent")),
    links(&MEMBERSHIPS, "res.user", "groups"),
    of(&MODELS, "ir.model", &["name", "string", "module"]),
    of(&ACCESS_FIELDS, "ir.model.field", &["model", "name", "relation", "access"]),
    of(&FIELDS, "ir.model.field", &["model", "name", "ttype", "relation", "module"]),
    of(&ACCESS, "ir.model.access", stamped!("id" "model" "group" "perm_read" "perm_write" "perm_create" "perm_delete" "active")),
    of(&FIELD_ACCESS, "ir.model.field.access", stamped!("id" "model" "field" "group" "perm_read" "perm_write" "active")),
    of(&RULE_GROUPS, "ir.rule.group", stamped!("id" "name" "model" "global_p" "default_p" "perm_read" "perm_write" "perm_create" "perm_delete")),
    links(&RULE_GROUP_GROUPS, "ir.rule.group", "groups"),
    of(&RULES, "ir.rule", stamped!("id" "rule_group" "domain")),
    of(&BUTTONS, "ir.model.button", &["id", "model", "name", "active"]),
    // Only the links that count are shown, and those of a button that is switched off count for nothing.
    Ask { query: &BUTTON_GROUPS, model: "ir.model.button", rows: Rows::Links("groups"), inactive: false },
    of(&MENUS, "ir.ui.menu", &["id", "name"]),
    links(&MENU_GROUPS, "ir.ui.menu", "groups"),
    of(&ACTIONS, "ir.action", &["id", "name", "type"]),
    links(&ACTION_GROUPS, "ir.action", "groups"),
    of(&WINDOWS, "ir.action.act_window", &["id", "action", "res_model"]),
    of(&WIZARDS, "ir.action.wizard", &["id", "action", "model"]),
    of(&REPORTS, "ir.action.report", &["id", "action", "model"]),
    of(&EMPLOYEES, "company.employee", &["id", "party", "end_date"]),
    links(&USER_EMPLOYEES, "res.user", "employees"),
    of(&KEYS, "res.user.application", &["id", "user", "application", "state", "create_date"]),
];

/// The searches that answer a question together.
pub(super) fn asks(query: &Query) -> impl Iterator<Item = &'static Ask> {
    ASKS.iter().filter(move |ask| ask.query.sql == query.sql)
}

impl Ask {
    /// Conditions beside those of the paging: what the SQL text says behind its `where`.
    pub(super) fn domain(&self) -> Vec<Value> {
        if self.query.sql == ACCESS_FIELDS.sql { vec![json!(["access", "=", true])] } else { Vec::new() }
    }

    /// The fields to read, the id among them in any case.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        match self.rows {
            Rows::Fields(fields) => fields.to_vec(),
            Rows::Links(field) => vec![field],
            Rows::Names => vec!["xml_id"],
        }
    }

    /// How many are asked for at once that another call may count.
    pub(super) fn is_counted(&self) -> bool {
        matches!(self.rows, Rows::Fields(_)) && self.query.sql != USER_COMPANY.sql
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::connect::tryton::queries::{EVERY, OPEN_SESSIONS, PASSWORDS, SERIES, SESSIONS};

    #[test]
    fn fields_are_the_columns_in_their_order() {
        for ask in ASKS {
            let [(table, columns)] = ask.query.reads else { panic!("{}", ask.query.what) };
            match ask.rows {
                Rows::Fields(fields) => {
                    assert_eq!(fields, *columns, "{}", ask.query.what);
                    assert_eq!(ask.model.replace('.', "_"), *table);
                }
                Rows::Links(_) => {
                    assert!((2..=3).contains(&columns.len()) && table.contains('-'), "{}", ask.query.what);
                    assert_eq!(ask.model.replace('.', "_"), table.split('-').next().unwrap());
                }
                Rows::Names => assert_eq!(columns, &["model", "db_id", "module", "fs_id"]),
            }
        }
    }

    #[test]
    fn every_question_is_asked_but_those_that_the_api_answers_to_nobody() {
        let every = EVERY.iter().copied().chain([&PASSWORDS]);
        let unasked: Vec<&str> = every.filter(|query| asks(query).next().is_none()).map(|query| query.what).collect();
        assert_eq!(unasked, [SERIES.what, SESSIONS.what, OPEN_SESSIONS.what, PASSWORDS.what]);
    }

    #[test]
    fn conditions_are_those_of_the_sql() {
        for ask in ASKS.iter().filter(|ask| ask.rows != Rows::Names) {
            assert_eq!(ask.domain().is_empty(), !ask.query.sql.contains(" where "), "{}", ask.query.what);
        }
        let models: BTreeSet<&str> = asks(&NAMES).map(|ask| ask.model).collect();
        let quoted: BTreeSet<&str> = NAMES.sql.split('\'').skip(1).step_by(2).collect();
        assert_eq!(models, quoted);
    }

    #[test]
    fn no_search_asks_for_a_secret() {
        for field in ASKS.iter().flat_map(Ask::fields) {
            assert!(!field.contains("password") && !field.contains("key") && !field.contains("cookie"), "{field}");
        }
    }
}
