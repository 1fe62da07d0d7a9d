//! What the series before 8.2 have in other columns, in rows of the same form.
//!
//! 7.0 names models and fields by their ids in `ir_model` and `ir_model_field`, 7.2 and later by their names ("Migration from
//! 7.0" in `ir/model.py` and `ir/rule.py`). `ir_model` calls a model's name `model` and its label `name` up to 7.4, and `name`
//! and `string` from 7.6 on. The flag *administrator* is of 8.2.

use super::queries::{self, Loss, Query};
use super::series::Series;
use crate::snapshot::{Domain, State};

/// The questions that are not the same in every series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Questions {
    pub(super) users: &'static Query,
    pub(super) models: &'static Query,
    pub(super) access_fields: &'static Query,
    pub(super) fields: &'static Query,
    pub(super) access: &'static Query,
    pub(super) field_access: &'static Query,
    pub(super) rule_groups: &'static Query,
    pub(super) buttons: &'static Query,
    /// Counts models the second time.
    pub(super) count_of_models: &'static str,
}

impl Questions {
    /// Those of a series.
    pub(super) fn of(series: Series) -> Self {
        let now = Self {
            users: &queries::USERS,
            models: &queries::MODELS,
            access_fields: &queries::ACCESS_FIELDS,
            fields: &queries::FIELDS,
            access: &queries::ACCESS,
            field_access: &queries::FIELD_ACCESS,
            rule_groups: &queries::RULE_GROUPS,
            buttons: &queries::BUTTONS,
            count_of_models: "select count(distinct \"name\") from public.\"ir_model\"",
        };
        let without_flag = Self { users: &USERS, ..now };
        let labelled = Self {
            models: &MODELS,
            count_of_models: "select count(distinct \"model\") from public.\"ir_model\"",
            ..without_flag
        };
        match series {
            Series::V8_2 => now,
            Series::V7_6 | Series::V7_8 | Series::V8_0 => without_flag,
            Series::V7_2 | Series::V7_4 => labelled,
            Series::V7_0 => Self {
                access_fields: &ACCESS_FIELDS,
                fields: &FIELDS,
                access: &ACCESS,
                field_access: &FIELD_ACCESS,
                rule_groups: &RULE_GROUPS,
                buttons: &BUTTONS,
                ..labelled
            },
        }
    }
}

/// Questions whose columns are of several tables: `t` the one that is asked about, `m` its model, `f` its field.
macro_rules! queries {
    ($($name:ident: $what:literal, $domain:ident, $loss:expr, $from:literal reads $reads:expr => $($alias:ident.$column:literal)+;)+) => {
        $(const $name: Query = Query {
            what: $what,
            domain: Domain::$domain,
            loss: $loss,
            module: None,
            sql: queries!(@sql $from, $($alias.$column)+),
            reads: $reads,
        };)+

        /// All of them.
        #[cfg(test)]
        pub(super) const OLDER: &[&Query] = &[$(&$name),+];
    };
    (@sql $from:literal, $first:ident.$id:literal $($alias:ident.$column:literal)*) => {
        concat!(
            "select substr(cast(", stringify!($first), ".\"", $id, "\" as text), 1, 262144)",
            $(", substr(cast(", stringify!($alias), ".\"", $column, "\" as text), 1, 262144)",)*
            " from ", $from
        )
    };
}

const MAIN: Loss = Loss::Domain(State::NotAssessed);

queries! {
    USERS: "users", Accounts, Loss::Fatal, "public.\"res_user\" as t"
        reads &[("res_user", &["id", "login", "name", "active", "email", "create_date"])] =>
        t."id" t."login" t."name" t."active" t."email" t."create_date";
    MODELS: "models", ModelAccess, Loss::Fatal, "public.\"ir_model\" as t"
        reads &[("ir_model", &["model", "name", "module"])] =>
        t."model" t."name" t."module";
    ACCESS_FIELDS: "fields whose targets' rows count", ModelAccess, Loss::Fatal,
        "public.\"ir_model_field\" as t left join public.\"ir_model\" as m on m.\"id\" = t.\"model\" where t.\"access\""
        reads &[("ir_model_field", &["model", "name", "relation", "access"]), ("ir_model", &["id", "model"])] =>
        m."model" t."name" t."relation" t."access";
    FIELDS: "fields", Fields, MAIN,
        "public.\"ir_model_field\" as t left join public.\"ir_model\" as m on m.\"id\" = t.\"model\""
        reads &[("ir_model_field", &["model", "name", "ttype", "relation", "module"]), ("ir_model", &["id", "model"])] =>
        m."model" t."name" t."ttype" t."relation" t."module";
    ACCESS: "access rows", ModelAccess, Loss::Fatal,
        "public.\"ir_model_access\" as t left join public.\"ir_model\" as m on m.\"id\" = t.\"model\""
        reads &[
            ("ir_model_access", &["id", "model", "group", "perm_read", "perm_write", "perm_create", "perm_delete", "active",
                "create_uid", "create_date", "write_uid", "write_date"]),
            ("ir_model", &["id", "model"]),
        ] =>
        t."id" m."model" t."group" t."perm_read" t."perm_write" t."perm_create" t."perm_delete" t."active"
        t."create_uid" t."create_date" t."write_uid" t."write_date";
    FIELD_ACCESS: "access rows of fields", Fields, MAIN,
        "public.\"ir_model_field_access\" as t left join public.\"ir_model_field\" as f on f.\"id\" = t.\"field\" left join public.\"ir_model\" as m on m.\"id\" = f.\"model\""
        reads &[
            ("ir_model_field_access", &["id", "field", "group", "perm_read", "perm_write", "active", "create_uid",
                "create_date", "write_uid", "write_date"]),
            ("ir_model_field", &["id", "model", "name"]),
            ("ir_model", &["id", "model"]),
        ] =>
        t."id" m."model" f."name" t."group" t."perm_read" t."perm_write" t."active"
        t."create_uid" t."create_date" t."write_uid" t."write_date";
    RULE_GROUPS: "record rules", Records, MAIN,
        "public.\"ir_rule_group\" as t left join public.\"ir_model\" as m on m.\"id\" = t.\"model\""
        reads &[
            ("ir_rule_group", &["id", "name", "model", "global_p", "default_p", "perm_read", "perm_write", "perm_create",
                "perm_delete", "create_uid", "create_date", "write_uid", "write_date"]),
            ("ir_model", &["id", "model"]),
        ] =>
        t."id" t."name" m."model" t."global_p" t."default_p" t."perm_read" t."perm_write" t."perm_create" t."perm_delete"
        t."create_uid" t."create_date" t."write_uid" t."write_date";
    BUTTONS: "buttons", Surfaces, MAIN,
        "public.\"ir_model_button\" as t left join public.\"ir_model\" as m on m.\"id\" = t.\"model\""
        reads &[("ir_model_button", &["id", "model", "name", "active"]), ("ir_model", &["id", "model"])] =>
        t."id" m."model" t."name" t."active";
}
