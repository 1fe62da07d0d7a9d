//! Every question that the collector asks, the tables and columns that it names, and what is lost without the answer.
//!
//! Tables and columns are those of Frappe 14 to 17. The text is the same for PostgreSQL and MariaDB
//! ([`either`](crate::connect::sql::either)). docs/sql/frappe-collector-*.sql grant exactly these; a test holds them together.

pub(super) use crate::connect::questions::{Loss, Query};
use crate::snapshot::{Domain, State};

const FATAL: Loss = Loss::Fatal;
const MAIN: Loss = Loss::Domain(State::NotAssessed);
const PART: Loss = Loss::Domain(State::Incomplete);

macro_rules! queries {
    ($($name:ident: $what:literal, $domain:ident, $loss:ident, $module:expr, $file:literal, $table:literal: $($column:literal)+;)+) => {
        $(pub(super) const $name: Query = Query {
            what: $what,
            domain: Domain::$domain,
            loss: $loss,
            module: $module,
            sql: include_str!(concat!("queries/", $file, ".sql")),
            reads: &[($table, &[$($column),+])],
        };)+

        /// All of them.
        #[cfg(test)]
        const ALL: &[&Query] = &[$(&$name),+];
    };
}

queries! {
    APPS: "installed apps", Modules, FATAL, None, "apps", "tabInstalled Application": "app_name" "app_version";
    MARKS: "the version", ModelAccess, FATAL, None, "marks", "tabDocType": "name";
    USERS: "users", Accounts, FATAL, None, "users", "tabUser": "name" "enabled" "user_type" "full_name" "email" "creation" "last_login" "last_active";
    USER_TYPES: "user types", Accounts, PART, None, "user_types", "tabUser Type": "name" "is_standard";
    PASSWORDS: "passwords", Passwords, MAIN, None, "passwords", "__Auth": "name" "doctype" "fieldname";
    API_KEYS: "API keys", Tokens, MAIN, None, "api_keys", "tabUser": "name" "api_key";
    API_SECRETS: "secrets of API keys", Tokens, PART, None, "api_secrets", "__Auth": "name" "doctype" "fieldname";
    ROLES: "roles", Memberships, FATAL, None, "roles", "tabRole": "name" "two_factor_auth" "is_custom" "owner" "creation";
    MEMBERSHIPS: "roles of users", Memberships, FATAL, None, "memberships", "tabHas Role": "parent" "role" "parenttype";
    DOCTYPES: "doctypes", ModelAccess, FATAL, None, "doctypes", "tabDocType": "name" "module" "issingle" "istable" "is_virtual" "is_submittable" "allow_import" "custom" "owner" "creation";
    MODULES: "modules of apps", Origins, MAIN, None, "modules", "tabModule Def": "name" "app_name";
    PROPERTY_SETTERS: "property setters", ModelAccess, PART, None, "property_setters", "tabProperty Setter": "doc_type" "doctype_or_field" "field_name" "property" "value" "owner" "creation" "modified" "name";
    DOC_PERMS: "permission rows", ModelAccess, FATAL, None, "doc_perms", "tabDocPerm": "name" "parent" "role" "permlevel" "if_owner" "select" "read" "write" "create" "delete" "submit" "cancel" "amend" "print" "email" "report" "import" "export" "share" "owner" "creation";
    CUSTOM_DOC_PERMS: "custom permission rows", ModelAccess, FATAL, None, "custom_doc_perms", "tabCustom DocPerm": "name" "parent" "role" "permlevel" "if_owner" "select" "read" "write" "create" "delete" "submit" "cancel" "amend" "print" "email" "report" "import" "export" "share" "owner" "creation";
    DOC_PERM_MASKS: "the right to see masked values", ModelAccess, PART, None, "doc_perm_masks", "tabDocPerm": "name" "mask";
    CUSTOM_DOC_PERM_MASKS: "the custom right to see masked values", ModelAccess, PART, None, "custom_doc_perm_masks", "tabCustom DocPerm": "name" "mask";
    DOC_PERM_USER_PERMISSIONS: "the right to limit others", ModelAccess, PART, None, "doc_perm_user_permissions", "tabDocPerm": "name" "set_user_permissions";
    CUSTOM_DOC_PERM_USER_PERMISSIONS: "the custom right to limit others", ModelAccess, PART, None, "custom_doc_perm_user_permissions", "tabCustom DocPerm": "name" "set_user_permissions";
    PERMISSION_TYPES: "permission types", ModelAccess, PART, None, "permission_types", "tabPermission Type": "perm_type" "doc_type";
    FIELDS: "fields", Fields, MAIN, None, "fields", "tabDocField": "parent" "fieldname" "fieldtype" "options" "permlevel" "ignore_user_permissions" "parenttype";
    CUSTOM_FIELDS: "custom fields", Fields, MAIN, None, "custom_fields", "tabCustom Field": "dt" "fieldname" "fieldtype" "options" "permlevel" "ignore_user_permissions";
    MASKED_FIELDS: "masked fields", Fields, PART, None, "masked_fields", "tabDocField": "parent" "fieldname" "mask" "parenttype";
    MASKED_CUSTOM_FIELDS: "masked custom fields", Fields, PART, None, "masked_custom_fields", "tabCustom Field": "dt" "fieldname" "mask";
    SHARES: "shared documents", ModelAccess, PART, None, "shares", "tabDocShare": "name" "user" "everyone" "share_doctype" "share_name" "read" "write" "submit" "share" "owner" "creation";
    USER_PERMISSIONS: "user permissions", Records, MAIN, None, "user_permissions", "tabUser Permission": "user" "allow" "for_value" "applicable_for" "hide_descendants";
    PAGES: "pages", Surfaces, MAIN, None, "pages", "tabPage": "name" "module" "standard" "owner" "creation";
    REPORTS: "reports", Surfaces, MAIN, None, "reports", "tabReport": "name" "module" "is_standard" "ref_doctype" "report_type" "reference_report" "owner" "creation";
    CUSTOM_ROLES: "custom roles of pages and reports", Surfaces, PART, None, "custom_roles", "tabCustom Role": "name" "page" "report";
    SURFACE_ROLES: "roles of pages and reports", Surfaces, MAIN, None, "surface_roles", "tabHas Role": "parenttype" "parent" "role";
    SERVER_SCRIPTS: "server scripts", Surfaces, PART, None, "server_scripts", "tabServer Script": "name" "script_type" "reference_doctype" "api_method" "allow_guest" "disabled" "owner" "creation";
    OAUTH_CLIENTS: "OAuth clients", Tokens, PART, None, "oauth_clients", "tabOAuth Client": "name" "app_name";
    BEARERS: "OAuth tokens", Tokens, PART, None, "bearers", "tabOAuth Bearer Token": "client" "user" "scopes" "creation" "expiration_time" "status";
    SETTINGS_VIEW: "settings", Settings, MAIN, None, "settings_view", "rolecall.settings": "doctype" "field" "value";
    SETTINGS: "settings", Settings, MAIN, None, "settings", "tabSingles": "doctype" "field" "value";
    PROVIDERS: "sign-in providers", Providers, MAIN, None, "sign_in_providers", "tabSocial Login Key": "name" "provider_name" "enable_social_login" "base_url";
    COMPANIES: "companies", Companies, MAIN, Some("erpnext"), "companies", "tabCompany": "name" "parent_company";
}
