//! The collector's questions as reads of models: which fields give which columns of the question's SQL text.
//!
//! Names of models and fields are those of Odoo 16.0 to 19.0. No secret is among them.

use serde_json::{Value, json};

use super::cells::Kind::{self, Flag, Id, Is, Link, Long, Many, Moment, Name, Number, Optional, Set, Text, Until};
use crate::connect::odoo::queries::{
    ACCESS_ROWS, ACTIONS, API_KEY_EXPIRIES, API_KEYS, AUDIT_RULES, COMPANIES, COMPANY_USERS, EMPLOYEE_DEPARTURES,
    EMPLOYEES, FIELD_GROUPS, FIELDS, GROUP_CATEGORIES, GROUP_PRIVILEGES, GROUPS, IMPLICATIONS, INHERITS_FROM_FIELDS,
    LAST_LOGINS, MEMBERSHIPS, MENU_GROUPS, MENUS, MODELS, MODULES, PROVIDERS, Query, REPORT_GROUPS, REPORT_MODELS,
    RULE_GROUPS, RULES, SECOND_FACTORS, SERVER_GROUPS, SERVER_MODELS, SETTING_KEYS, TRACKED_MODELS,
    TRUSTED_DEVICE_EXPIRIES, TRUSTED_DEVICES, USER_NAMES, USER_PROVIDERS, USERS, VIEWS, WINDOW_GROUPS, WINDOW_MODELS,
    XML_IDS,
};
use crate::connect::odoo::series::Series;

/// How records become rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A row for each record.
    Rows,
    /// The same with who made and who changed it behind.
    Stamped,
    /// Of an id and a list of others: a row for each pair.
    Pairs,
    /// Of an id and a list of others: a row for each of the others, with the ids that list it.
    Grouped,
    /// Of an id and a flag: one row, with the ids that have the flag.
    Flagged,
}
use Shape::{Flagged, Grouped, Pairs, Rows, Stamped};

/// A read of one model that answers a question, or a part of it.
#[derive(Debug)]
pub(super) struct Ask {
    /// The question.
    pub(super) query: &'static Query,
    /// The model.
    pub(super) model: &'static str,
    /// Its fields, in the order of the columns.
    pub(super) columns: &'static [(&'static str, Kind)],
    /// How they become rows.
    pub(super) shape: Shape,
}

/// The fields behind [`Shape::Stamped`].
pub(super) const STAMP: [(&str, Kind); 4] =
    [("create_uid", Link), ("create_date", Moment), ("write_uid", Link), ("write_date", Moment)];

const fn ask(
    query: &'static Query,
    model: &'static str,
    shape: Shape,
    columns: &'static [(&'static str, Kind)],
) -> Ask {
    Ask { query, model, columns, shape }
}

#[rustfmt::skip]
const ASKS: &[Ask] = &[
    ask(&MODULES, "ir.module.module", Rows, &[("name", Text), ("latest_version", Text)]),
    ask(&XML_IDS, "ir.model.data", Rows, &[("model", Text), ("res_id", Number), ("module", Text), ("name", Text)]),
    ask(&COMPANIES, "res.company", Rows, &[("id", Id), ("name", Text), ("parent_id", Link), ("active", Flag)]),
    ask(&USERS, "res.users", Rows, &[("id", Id), ("login", Text), ("active", Flag), ("company_id", Link), ("create_date", Moment)]),
    ask(&USER_NAMES, "res.users", Rows, &[("id", Id), ("name", Text), ("email", Optional)]),
    ask(&COMPANY_USERS, "res.users", Grouped, &[("id", Id), ("company_ids", Many)]),
    // Related to `res.users.log` with the server's own rights, so that it is not narrowed to the asking account's rows.
    ask(&LAST_LOGINS, "res.users", Rows, &[("id", Id), ("login_date", Moment)]),
    // Computed with the server's own rights from a secret that nobody may read.
    ask(&SECOND_FACTORS, "res.users", Flagged, &[("id", Id), ("totp_enabled", Flag)]),
    ask(&USER_PROVIDERS, "res.users", Rows, &[("id", Id), ("oauth_provider_id", Name)]),
    ask(&MEMBERSHIPS, "res.users", Grouped, &[("id", Id), ("groups_id", Many)]),
    ask(&EMPLOYEES, "hr.employee", Rows, &[("id", Id), ("user_id", Link), ("active", Flag)]),
    ask(&EMPLOYEE_DEPARTURES, "hr.employee", Rows, &[("id", Id), ("departure_date", Optional)]),
    ask(&PROVIDERS, "auth.oauth.provider", Rows, &[("name", Text), ("enabled", Flag), ("validation_endpoint", Optional)]),
    ask(&GROUPS, "res.groups", Stamped, &[("id", Id), ("name", Text)]),
    ask(&GROUP_CATEGORIES, "res.groups", Rows, &[("id", Id), ("category_id", Name)]),
    ask(&GROUP_PRIVILEGES, "res.groups", Rows, &[("id", Id), ("privilege_id", Name)]),
    ask(&IMPLICATIONS, "res.groups", Pairs, &[("id", Id), ("implied_ids", Many)]),
    ask(&MODELS, "ir.model", Stamped, &[("id", Id), ("model", Text), ("name", Text), ("transient", Flag)]),
    ask(&ACCESS_ROWS, "ir.model.access", Stamped, &[("id", Id), ("name", Text), ("model_id", Link), ("group_id", Link), ("active", Flag), ("perm_read", Flag), ("perm_write", Flag), ("perm_create", Flag), ("perm_unlink", Flag)]),
    ask(&RULES, "ir.rule", Stamped, &[("id", Id), ("name", Text), ("model_id", Link), ("domain_force", Long), ("active", Flag), ("perm_read", Flag), ("perm_write", Flag), ("perm_create", Flag), ("perm_unlink", Flag), ("global", Flag)]),
    ask(&RULE_GROUPS, "ir.rule", Pairs, &[("id", Id), ("groups", Many)]),
    ask(&FIELDS, "ir.model.fields", Rows, &[("id", Id), ("model_id", Link), ("name", Text), ("ttype", Text), ("relation", Optional), ("state", Is("manual")), ("store", Flag), ("translate", Set), ("company_dependent", Set)]),
    ask(&FIELD_GROUPS, "ir.model.fields", Pairs, &[("id", Id), ("groups", Many)]),
    ask(&INHERITS_FROM_FIELDS, "ir.model.fields", Rows, &[("model_id", Link), ("name", Text), ("ttype", Text), ("relation", Text), ("related", Text), ("required", Flag), ("store", Flag), ("copied", Flag)]),
    ask(&API_KEYS, "res.users.apikeys", Rows, &[("id", Id), ("name", Text), ("user_id", Link), ("scope", Optional), ("create_date", Moment)]),
    ask(&API_KEY_EXPIRIES, "res.users.apikeys", Rows, &[("id", Id), ("expiration_date", Until)]),
    ask(&TRUSTED_DEVICES, "auth_totp.device", Rows, &[("id", Id), ("name", Text), ("user_id", Link), ("scope", Optional), ("create_date", Moment)]),
    ask(&TRUSTED_DEVICE_EXPIRIES, "auth_totp.device", Rows, &[("id", Id), ("expiration_date", Until)]),
    // The values of the few that hold no secret are asked for by their names.
    ask(&SETTING_KEYS, "ir.config_parameter", Rows, &[("key", Text)]),
    ask(&VIEWS, "ir.ui.view", Stamped, &[("id", Id), ("model", Optional), ("inherit_id", Link), ("arch_db", Long)]),
    ask(&MENUS, "ir.ui.menu", Stamped, &[("id", Id), ("name", Text), ("", Kind::Model)]),
    ask(&MENU_GROUPS, "ir.ui.menu", Pairs, &[("id", Id), ("groups_id", Many)]),
    ask(&ACTIONS, "ir.actions.act_window", Stamped, &[("id", Id), ("name", Text), ("", Kind::Model)]),
    ask(&ACTIONS, "ir.actions.report", Stamped, &[("id", Id), ("name", Text), ("", Kind::Model)]),
    ask(&ACTIONS, "ir.actions.server", Stamped, &[("id", Id), ("name", Text), ("", Kind::Model)]),
    ask(&WINDOW_MODELS, "ir.actions.act_window", Rows, &[("id", Id), ("res_model", Text)]),
    ask(&WINDOW_GROUPS, "ir.actions.act_window", Pairs, &[("id", Id), ("groups_id", Many)]),
    ask(&SERVER_MODELS, "ir.actions.server", Rows, &[("id", Id), ("model_name", Text)]),
    ask(&SERVER_GROUPS, "ir.actions.server", Pairs, &[("id", Id), ("groups_id", Many)]),
    ask(&REPORT_MODELS, "ir.actions.report", Rows, &[("id", Id), ("model", Text)]),
    ask(&TRACKED_MODELS, "ir.model.fields", Rows, &[("model_id", Link), ("tracking", Number)]),
    ask(&AUDIT_RULES, "auditlog.rule", Rows, &[("model_id", Link), ("state", Is("subscribed")), ("log_write", Flag)]),
    ask(&REPORT_GROUPS, "ir.actions.report", Pairs, &[("id", Id), ("groups_id", Many)]),
];

/// The reads that answer a question; none where the API does not tell.
pub(super) fn asks(query: &Query) -> impl Iterator<Item = &'static Ask> + use<> {
    let sql = query.sql;
    ASKS.iter().filter(move |ask| ask.query.sql == sql)
}

/// The name of a field in a series: the groups of users, menus and actions are `groups_id` up to 18, `group_ids` in 19.
pub(super) fn field(series: Series, name: &'static str) -> &'static str {
    if name == "groups_id" && series >= Series::V19 { "group_ids" } else { name }
}

/// Every field that some question wants of a model.
pub(super) fn wanted(model: &str, series: Series) -> Vec<&'static str> {
    let of_model = || ASKS.iter().filter(|ask| ask.model == model);
    let columns = of_model().flat_map(|ask| ask.columns);
    let stamp = of_model().filter(|ask| ask.shape == Stamped).flat_map(|_| &STAMP);
    let mut fields: Vec<_> = columns.chain(stamp).map(|(name, _)| field(series, name)).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.retain(|name| !name.is_empty());
    fields
}

/// Which records of a model are asked for: those that the SQL texts select.
pub(super) fn records(model: &str) -> Value {
    match model {
        "ir.module.module" => json!([["state", "in", ["installed", "to upgrade", "to remove"]]]),
        "ir.model.data" => json!([
            ["res_id", "!=", false],
            "|",
            [
                "model",
                "in",
                [
                    "res.groups",
                    "ir.model",
                    "ir.model.access",
                    "ir.rule",
                    "ir.ui.menu",
                    "ir.actions.server",
                    "ir.actions.act_window",
                    "ir.actions.report",
                    "ir.ui.view",
                ]
            ],
            "&",
            ["model", "=", "res.users"],
            ["module", "=", "base"],
        ]),
        "ir.ui.view" => {
            json!([["active", "=", true], ["model", "!=", false], ["type", "in", ["form", "tree", "list", "kanban"]]])
        }
        // Who has an account.
        "hr.employee" => json!([["user_id", "!=", false]]),
        _ => json!([]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_asked_for() {
        for ask in ASKS {
            for (field, _) in ask.columns {
                for secret in ["password", "totp_secret", "oauth_access_token", "oauth_uid", "index", "value", "code"] {
                    assert_ne!(*field, secret, "{}", ask.model);
                }
                assert!(*field != "key" || ask.model == "ir.config_parameter", "{}", ask.model);
            }
        }
    }

    #[test]
    fn the_field_of_groups_has_two_names() {
        assert!(wanted("res.users", Series::V18).contains(&"groups_id"));
        assert!(wanted("res.users", Series::V19).contains(&"group_ids"));
        assert!(!wanted("res.users", Series::V19).contains(&"groups_id"));
    }
}
