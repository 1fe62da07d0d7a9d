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
        pub(super) const ALL: &[&Query] = &[$(&$name),+];
    };
}

queries! {
    APPS: "installed apps", Modules, FATAL, None, "apps", "tabInstalled Application": "app_name" "app_version";
    MARKS: "the version", ModelAccess, FATAL, None, "marks", "tabDocType": "name";
    USERS: "users", Accounts, FATAL, None, "users", "tabUser": "name" "enabled" "user_type" "full_name" "email" "creation" "last_login" "last_active";
    PASSWORDS: "passwords", Passwords, MAIN, None, "passwords", "__Auth": "name" "doctype" "fieldname";
    API_KEYS: "API keys", Tokens, MAIN, None, "api_keys", "tabUser": "name" "api_key";
    API_SECRETS: "secrets of API keys", Tokens, PART, None, "api_secrets", "__Auth": "name" "doctype" "fieldname";
    ROLES: "roles", Memberships, FATAL, None, "roles", "tabRole": "name" "two_factor_auth" "is_custom" "owner" "creation";
    MEMBERSHIPS: "roles of users", Memberships, FATAL, None, "memberships", "tabHas Role": "parent" "role" "parenttype";
    DOCTYPES: "doctypes", ModelAccess, FATAL, None, "doctypes", "tabDocType": "name" "module" "issingle" "istable" "is_virtual" "is_submittable" "allow_import" "custom" "owner" "creation";
    TRACK_CHANGES: "what leaves a trail", Trails, MAIN, None, "track_changes", "tabDocType": "name" "track_changes";
    SINGLES: "single doctypes", ModelAccess, PART, None, "singles", "tabSingles": "doctype";
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
    HIDDEN_CUSTOM_FIELDS: "hidden custom fields", Views, MAIN, None, "hidden_custom_fields", "tabCustom Field": "dt" "fieldname" "hidden" "owner" "creation";
    SHARES: "shared documents", ModelAccess, PART, None, "shares", "tabDocShare": "name" "user" "everyone" "share_doctype" "share_name" "read" "write" "submit" "share" "owner" "creation";
    USER_PERMISSIONS: "user permissions", Records, MAIN, None, "user_permissions", "tabUser Permission": "user" "allow" "for_value" "applicable_for" "hide_descendants";
    PAGES: "pages", Surfaces, MAIN, None, "pages", "tabPage": "name" "module" "standard" "owner" "creation";
    REPORTS: "reports", Surfaces, MAIN, None, "reports", "tabReport": "name" "module" "is_standard" "ref_doctype" "report_type" "reference_report" "owner" "creation";
    CUSTOM_ROLES: "custom roles of pages and reports", Surfaces, PART, None, "custom_roles", "tabCustom Role": "name" "page" "report" "modified";
    SURFACE_ROLES: "roles of pages and reports", Surfaces, MAIN, None, "surface_roles", "tabHas Role": "parenttype" "parent" "role";
    SERVER_SCRIPTS: "server scripts", Surfaces, PART, None, "server_scripts", "tabServer Script": "name" "script_type" "reference_doctype" "api_method" "allow_guest" "disabled" "owner" "creation";
    OAUTH_CLIENTS: "OAuth clients", Tokens, PART, None, "oauth_clients", "tabOAuth Client": "name" "app_name";
    BEARERS: "OAuth tokens", Tokens, PART, None, "bearers", "tabOAuth Bearer Token": "client" "user" "scopes" "creation" "expiration_time" "status";
    SETTINGS_VIEW: "settings", Settings, MAIN, None, "settings_view", "rolecall.settings": "doctype" "field" "value";
    SETTINGS: "settings", Settings, MAIN, None, "settings", "tabSingles": "doctype" "field" "value";
    PROVIDERS: "sign-in providers", Providers, MAIN, None, "sign_in_providers", "tabSocial Login Key": "name" "provider_name" "enable_social_login" "base_url";
    AUTH_SECRETS: "secrets of third parties", Credentials, MAIN, None, "auth_secrets", "__Auth": "doctype" "name" "fieldname";
    SINGLE_SECRETS: "keys in settings", Credentials, PART, None, "single_secrets", "tabSingles": "doctype" "field" "value";
    MAIL_ACCOUNTS_IN_USE: "mail accounts in use", Credentials, PART, None, "mail_accounts_in_use", "tabEmail Account": "name" "enable_incoming" "enable_outgoing" "modified";
    WEBHOOKS_IN_USE: "web hooks in use", Credentials, PART, None, "webhooks_in_use", "tabWebhook": "name" "enabled" "modified";
    PROVIDERS_IN_USE: "sign-in providers in use", Credentials, PART, None, "providers_in_use", "tabSocial Login Key": "name" "enable_social_login" "modified";
    EMPLOYEES: "employees", People, MAIN, Some("erpnext"), "employees", "tabEmployee": "name" "user_id" "status" "relieving_date";
    SESSIONS: "sessions", Sessions, MAIN, None, "sessions", "tabSessions": "user" "sessiondata";
    SESSION_LIMITS: "how many sessions accounts may have", Sessions, PART, None, "session_limits", "tabUser": "name" "simultaneous_sessions";
    COMPANIES: "companies", Companies, MAIN, Some("erpnext"), "companies", "tabCompany": "name" "parent_company";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const RECIPES: [&str; 2] = [
        include_str!("../../../docs/sql/frappe-collector-mariadb.sql"),
        include_str!("../../../docs/sql/frappe-collector-postgres.sql"),
    ];

    /// Columns that only an administrator reads; everyone else has the recipe's view for them.
    const KEPT_FROM_THE_COLLECTOR: [(&str, &str); 1] = [("tabSingles", "value")];

    #[test]
    fn the_recipes_grant_what_the_queries_read_and_nothing_else() {
        for recipe in RECIPES {
            let mut granted = BTreeSet::new();
            for line in recipe.lines() {
                let Some((table, columns)) = line.trim().strip_prefix("('").and_then(|rest| rest.split_once("', '"))
                else {
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
    }

    /// Every name in double quotes, in the order of the text.
    fn quoted(sql: &str) -> Vec<&str> {
        sql.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn every_query_says_which_table_and_columns_it_reads() {
        for query in ALL {
            let sql: String = query.sql.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
            let [(table, columns)] = query.reads else { panic!("{}", query.what) };
            let table = table.rsplit('.').next().unwrap();
            let mut said: BTreeSet<&str> = columns.iter().copied().collect();
            said.insert(table);
            let named: BTreeSet<&str> = quoted(&sql).into_iter().collect();
            assert_eq!(named, said, "{}", query.what);
        }
    }

    #[test]
    fn both_schemas_are_looked_up_for_every_table() {
        let read: BTreeSet<&str> = ALL
            .iter()
            .flat_map(|query| query.reads)
            .map(|(table, _)| *table)
            .filter(|table| !table.contains('.'))
            .collect();
        for schema in [include_str!("queries/schema_mariadb.sql"), include_str!("queries/schema_postgres.sql")] {
            let looked_up: BTreeSet<&str> = schema
                .lines()
                .map(|line| line.trim().trim_end_matches(',').trim_matches('\''))
                .filter(|name| name.starts_with("tab") || name.starts_with("__"))
                .collect();
            assert_eq!(looked_up, read);
        }
    }

    #[test]
    fn no_query_reads_a_secret() {
        let secrets = [
            "password",
            "api_secret",
            "sid",
            "access_token",
            "refresh_token",
            "client_secret",
            "reset_password_key",
            "script",
            "query",
            "report_script",
            "defvalue",
        ];
        for query in ALL {
            let columns: BTreeSet<&str> = query.reads.iter().flat_map(|(_, columns)| *columns).copied().collect();
            for secret in secrets {
                assert!(!columns.contains(secret), "{} reads {secret}", query.what);
            }
        }
        assert!(!BEARERS.reads.iter().any(|(_, columns)| columns.contains(&"name")), "the name is the token");
        assert!(API_KEYS.sql.contains("where \"api_key\" <> ''"), "asked whether it is there and never what it is");
    }

    #[test]
    fn the_same_settings_are_asked_for_counted_and_shown() {
        let list = |sql: &str| -> Vec<String> {
            let (_, list) = sql.split_once("in (").unwrap();
            let (list, _) = list.split_once(')').unwrap();
            list.split(',').map(|field| field.trim().trim_matches('\'').to_owned()).collect()
        };
        let asked = list(SETTINGS.sql);
        assert!(asked.is_sorted() && asked.len() == 28);
        assert_eq!(list(include_str!("queries/count/settings.sql")), asked);
        for recipe in RECIPES {
            let (_, view) = recipe.split_once("Values only of settings").unwrap();
            assert_eq!(list(view), asked);
        }
    }
}
