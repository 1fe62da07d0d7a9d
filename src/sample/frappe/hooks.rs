//! What the framework's own code says about documents beside the rows: hooks only deny.

use super::document::Document;
use super::meta::text;
use super::rights::{ADMINISTRATOR, Env, GUEST};
use super::site::Site;
use super::table::{Row, is_set};

/// Whether a hook keeps an account from a document. Where it has no opinion, 16 and later would refuse, so that there the
/// hooks say yes in so many words; nothing of it shows from outside.
pub(super) fn refuses(site: &Site, env: &Env, document: &Document, operation: &str) -> bool {
    let opinion = opinion(site, env, &document.doctype, &document.row, operation);
    opinion.map_or(hooked(&document.doctype) && site.flavour().silent_hooks_refuse(), |opinion| !opinion)
}

/// Doctypes with a hook.
fn hooked(doctype: &str) -> bool {
    matches!(doctype, "User" | "Note" | "ToDo")
}

fn opinion(site: &Site, env: &Env, doctype: &str, row: &Row, operation: &str) -> Option<bool> {
    let yes = site.flavour().silent_hooks_refuse().then_some(true);
    match doctype {
        "User" if matches!(text(row, "name"), ADMINISTRATOR | GUEST) => Some(false),
        "User" => yes,
        "Note" => Some(row.get("public").is_some_and(is_set) || env.owns(row)),
        "ToDo" => {
            let by_role = site.store.meta("ToDo").is_some_and(|meta| {
                meta.perms.iter().any(|perm| {
                    let role = text(perm, "role");
                    env.holds(role) && role != "All" && perm.get(operation).is_some_and(is_set)
                })
            });
            Some(by_role || [text(row, "allocated_to"), text(row, "assigned_by")].contains(&env.user.as_str()))
        }
        _ => None,
    }
}

/// Whether a list shows a row as far as the hooks of its doctype are concerned.
pub(super) fn lists(site: &Site, env: &Env, doctype: &str, row: &Row) -> bool {
    env.is_administrator() || opinion(site, env, doctype, row, "read") != Some(false)
}
