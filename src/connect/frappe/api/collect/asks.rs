//! Which lists answer which question. The columns stand in the order of the question's SQL text, which the mapping reads.

use crate::connect::frappe::queries::{
    API_KEYS, API_SECRETS, BEARERS, COMPANIES, CUSTOM_DOC_PERM_MASKS, CUSTOM_DOC_PERM_USER_PERMISSIONS,
    CUSTOM_DOC_PERMS, CUSTOM_FIELDS, CUSTOM_ROLES, DOC_PERM_MASKS, DOC_PERM_USER_PERMISSIONS, DOC_PERMS, DOCTYPES,
    EMPLOYEES, FIELDS, HIDDEN_CUSTOM_FIELDS, MASKED_CUSTOM_FIELDS, MASKED_FIELDS, MEMBERSHIPS, MODULES, OAUTH_CLIENTS,
    PAGES, PERMISSION_TYPES, PROPERTY_SETTERS, PROVIDERS, Query, REPORTS, ROLES, SERVER_SCRIPTS, SHARES, SURFACE_ROLES,
    TRACK_CHANGES, USER_PERMISSIONS, USERS,
};

/// A list.
#[derive(Debug)]
pub(super) struct Ask {
    query: &'static Query,
    /// Of which doctype.
    pub(super) doctype: &'static str,
    /// Of a child table, a doctype that it is a part of.
    pub(super) parent: Option<&'static str>,
    /// Conditions, each as `[field, operator, value]` in JSON.
    pub(super) filters: &'static str,
    /// Which columns.
    pub(super) columns: &'static [&'static str],
}

impl Ask {
    /// The names of a table of permissions.
    pub(super) fn names(doctype: &'static str, parent: Option<&'static str>) -> Self {
        let query = if parent.is_some() { &DOC_PERMS } else { &CUSTOM_DOC_PERMS };
        Self { query, doctype, parent, filters: NONE, columns: NAME }
    }

    /// Fields that an app or a person added to the rows of permissions.
    pub(super) fn of_permission_rows() -> Self {
        Self { query: &CUSTOM_FIELDS, doctype: "Custom Field", parent: None, filters: NONE, columns: NAME }
    }
}

const NONE: &str = "[]";

const fn of(query: &'static Query, doctype: &'static str, columns: &'static [&'static str]) -> Ask {
    Ask { query, doctype, parent: None, filters: NONE, columns }
}

const fn where_(
    query: &'static Query,
    doctype: &'static str,
    filters: &'static str,
    columns: &'static [&'static str],
) -> Ask {
    Ask { query, doctype, parent: None, filters, columns }
}

const fn part(
    query: &'static Query,
    doctype: &'static str,
    parent: &'static str,
    filters: &'static str,
    columns: &'static [&'static str],
) -> Ask {
    Ask { query, doctype, parent: Some(parent), filters, columns }
}

const NAME: &[&str] = &["name"];
const RIGHTS: &[&str] = &[
    "name",
    "parent",
    "role",
    "permlevel",
    "if_owner",
    "select",
    "read",
    "write",
    "create",
    "delete",
    "submit",
    "cancel",
    "amend",
    "print",
    "email",
    "report",
    "import",
    "export",
    "share",
    "owner",
    "creation",
];
const ROLES_OF: &[&str] = &["parenttype", "parent", "role"];
/// What a Property Setter may set that the mapping reads.
const PROPERTIES: &str = r#"[["property","in",["permlevel","is_submittable","allow_import","ignore_user_permissions","options","fieldtype","mask","hidden","track_changes"]]]"#;

/// Neither passwords nor secrets, nor the name of a bearer token, which is the token.
#[rustfmt::skip]
const ASKS: &[Ask] = &[
    of(&USERS, "User", &["name", "enabled", "user_type", "full_name", "email", "creation", "last_login", "last_active"]),
    where_(&API_KEYS, "User", r#"[["api_key","is","set"]]"#, NAME),
    where_(&API_SECRETS, "User", r#"[["api_secret","is","set"]]"#, NAME),
    of(&ROLES, "Role", &["name", "two_factor_auth", "is_custom", "owner", "creation"]),
    part(&MEMBERSHIPS, "Has Role", "User", r#"[["parenttype","=","User"]]"#, &["parent", "role"]),
    of(&DOCTYPES, "DocType", &["name", "module", "issingle", "istable", "is_virtual", "is_submittable", "allow_import", "custom", "owner", "creation"]),
    of(&TRACK_CHANGES, "DocType", &["name", "track_changes"]),
    of(&MODULES, "Module Def", &["name", "app_name"]),
    // The mapping wants them by the moment of the last change, the latest first.
    where_(&PROPERTY_SETTERS, "Property Setter", PROPERTIES, &["doc_type", "doctype_or_field", "field_name", "property", "value", "owner", "creation", "modified", "name"]),
    part(&DOC_PERMS, "DocPerm", "DocType", NONE, RIGHTS),
    of(&CUSTOM_DOC_PERMS, "Custom DocPerm", RIGHTS),
    part(&DOC_PERM_MASKS, "DocPerm", "DocType", r#"[["mask","=",1]]"#, NAME),
    where_(&CUSTOM_DOC_PERM_MASKS, "Custom DocPerm", r#"[["mask","=",1]]"#, NAME),
    part(&DOC_PERM_USER_PERMISSIONS, "DocPerm", "DocType", r#"[["set_user_permissions","=",1]]"#, NAME),
    where_(&CUSTOM_DOC_PERM_USER_PERMISSIONS, "Custom DocPerm", r#"[["set_user_permissions","=",1]]"#, NAME),
    of(&PERMISSION_TYPES, "Permission Type", &["perm_type", "doc_type"]),
    part(&FIELDS, "DocField", "DocType", r#"[["parenttype","=","DocType"]]"#, &["parent", "fieldname", "fieldtype", "options", "permlevel", "ignore_user_permissions"]),
    of(&CUSTOM_FIELDS, "Custom Field", &["dt", "fieldname", "fieldtype", "options", "permlevel", "ignore_user_permissions"]),
    part(&MASKED_FIELDS, "DocField", "DocType", r#"[["mask","=",1],["parenttype","=","DocType"]]"#, &["parent", "fieldname"]),
    where_(&MASKED_CUSTOM_FIELDS, "Custom Field", r#"[["mask","=",1]]"#, &["dt", "fieldname"]),
    where_(&HIDDEN_CUSTOM_FIELDS, "Custom Field", r#"[["hidden","=",1]]"#, &["dt", "fieldname", "owner", "creation"]),
    of(&SHARES, "DocShare", &["name", "user", "everyone", "share_doctype", "share_name", "read", "write", "submit", "share", "owner", "creation"]),
    of(&USER_PERMISSIONS, "User Permission", &["user", "allow", "for_value", "applicable_for", "hide_descendants"]),
    of(&PAGES, "Page", &["name", "module", "standard", "owner", "creation"]),
    of(&REPORTS, "Report", &["name", "module", "is_standard", "ref_doctype", "report_type", "reference_report", "owner", "creation"]),
    of(&CUSTOM_ROLES, "Custom Role", &["name", "page", "report"]),
    part(&SURFACE_ROLES, "Has Role", "Page", r#"[["parenttype","=","Page"]]"#, ROLES_OF),
    part(&SURFACE_ROLES, "Has Role", "Report", r#"[["parenttype","=","Report"]]"#, ROLES_OF),
    part(&SURFACE_ROLES, "Has Role", "Custom Role", r#"[["parenttype","=","Custom Role"]]"#, ROLES_OF),
    part(&SURFACE_ROLES, "Has Role", "Dashboard Chart", r#"[["parenttype","=","Dashboard Chart"]]"#, ROLES_OF),
    of(&SERVER_SCRIPTS, "Server Script", &["name", "script_type", "reference_doctype", "api_method", "allow_guest", "disabled", "owner", "creation"]),
    of(&OAUTH_CLIENTS, "OAuth Client", &["name", "app_name"]),
    where_(&BEARERS, "OAuth Bearer Token", r#"[["status","=","Active"]]"#, &["client", "user", "scopes", "creation", "expiration_time"]),
    of(&PROVIDERS, "Social Login Key", &["name", "provider_name", "enable_social_login", "base_url"]),
    where_(&EMPLOYEES, "Employee", r#"[["user_id","is","set"]]"#, &["name", "user_id", "status", "relieving_date"]),
    of(&COMPANIES, "Company", &["name", "parent_company"]),
];

/// The lists that answer a question together.
pub(super) fn asks(query: &Query) -> impl Iterator<Item = &'static Ask> {
    ASKS.iter().filter(move |ask| ask.query.sql == query.sql)
}

/// The names of settings in the text of the question for them: what is known to hold no secret.
pub(super) fn settings_of(sql: &str, doctype: &str) -> Vec<String> {
    let Some((_, after)) = sql.split_once(&format!("'{doctype}'")) else { return Vec::new() };
    let until = after.find("\"doctype\"").unwrap_or(after.len());
    let names = after.get(..until).unwrap_or_default().split('\'').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::frappe::queries::SETTINGS;

    #[test]
    fn columns_are_those_of_the_sql_in_its_order() {
        for ask in ASKS {
            let selected = ask.query.sql.split_once("select ").unwrap().1.split_once("\n  from").unwrap().0;
            let named: Vec<&str> = selected.split('"').skip(1).step_by(2).collect();
            let columns: Vec<&str> = ask.columns.iter().copied().take(named.len()).collect();
            assert_eq!(columns, named, "{}", ask.query.what);
            let more = ask.columns.len() - named.len();
            assert_eq!(more, if ask.doctype == "Property Setter" { 2 } else { 0 }, "{}", ask.query.what);
            assert!(serde_json::from_str::<Vec<(String, String, serde_json::Value)>>(ask.filters).is_ok());
        }
    }

    #[test]
    fn no_list_asks_for_a_secret() {
        const SECRETS: [&str; 9] = [
            "password",
            "api_key",
            "api_secret",
            "access_token",
            "refresh_token",
            "client_secret",
            "reset_password_key",
            "sid",
            "script",
        ];
        for ask in ASKS {
            assert!(ask.columns.iter().all(|column| !SECRETS.contains(column)), "{}", ask.doctype);
            assert!(ask.doctype != "OAuth Bearer Token" || !ask.columns.contains(&"name"));
        }
    }

    #[test]
    fn settings_are_those_that_the_sql_names() {
        let system = settings_of(SETTINGS.sql, "System Settings");
        assert!(system.contains(&"time_zone".to_owned()) && system.contains(&"two_factor_method".to_owned()));
        assert!(
            system.len() > 20
                && system
                    .iter()
                    .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        );
        assert_eq!(settings_of(SETTINGS.sql, "Website Settings"), ["disable_signup"]);
    }
}
