//! Which of Frappe's tables decide who may do what: an account of the database that writes them is an administrator of the site.

use super::RECIPE;
use crate::connect::sql::roles::SecurityTables;

/// Accounts, what proves who they are, roles, rights, settings, and programs that run with all rights (Frappe 14 to 17).
pub(super) const SECURITY_TABLES: SecurityTables<'static> = SecurityTables {
    schema: "public",
    names: &[
        "__Auth",
        "tabCustom DocPerm",
        "tabDefaultValue",
        "tabDocPerm",
        "tabDocShare",
        "tabDocType",
        "tabHas Role",
        "tabOAuth Bearer Token",
        "tabOAuth Client",
        "tabProperty Setter",
        "tabRole",
        "tabRole Profile",
        "tabServer Script",
        "tabSessions",
        "tabSingles",
        "tabSocial Login Key",
        "tabUser",
        "tabUser Permission",
    ],
    recipe: RECIPE,
};
