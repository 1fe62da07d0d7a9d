//! What an account may do: a literal reading of the rows, without any cleverness.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Flavour;
use super::document::Document;
use super::hooks;
use super::meta::{Meta, number, text};
use super::site::Site;
use super::table::{Row, is_set};

pub(super) const ADMINISTRATOR: &str = "Administrator";
pub(super) const GUEST: &str = "Guest";

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Env {
    pub(super) user: String,
    pub(super) roles: BTreeSet<String>,
}

impl Env {
    pub(super) fn is_administrator(&self) -> bool {
        self.user == ADMINISTRATOR
    }

    pub(super) fn is_guest(&self) -> bool {
        self.user == GUEST
    }

    pub(super) fn holds(&self, role: &str) -> bool {
        self.roles.contains(role)
    }

    /// Whether it is the owner of a row.
    pub(super) fn owns(&self, row: &Row) -> bool {
        text(row, "owner").to_lowercase() == self.user.to_lowercase()
    }
}

/// What the rows of permissions give on a doctype.
#[derive(Debug, Default, Clone)]
pub(super) struct RolePerms {
    pub(super) any: BTreeMap<&'static str, bool>,
    /// What only owners have, and whether this one is the owner.
    pub(super) own: BTreeMap<&'static str, bool>,
    pub(super) has_own: bool,
}

impl RolePerms {
    pub(super) fn has(&self, operation: &str) -> bool {
        self.any.get(operation) == Some(&true)
    }

    /// Whether a list shows the documents that the account owns and no other.
    pub(super) fn only_own(&self) -> bool {
        let free = |operation| self.has(operation) && !self.own.contains_key(operation);
        self.has_own && !self.own.is_empty() && !free("select") && !free("read")
    }
}

/// Operations that a share can give; mail and print come with reading.
fn shared_as(operation: &str) -> Option<&str> {
    match operation {
        "read" | "write" | "share" | "submit" => Some(operation),
        "email" | "print" => Some("read"),
        _ => None,
    }
}

impl Site {
    /// An account with its roles.
    pub(super) fn env(&self, user: &str) -> Env {
        Env { user: user.to_owned(), roles: self.roles(user) }
    }

    /// The stored roles and the automatic ones.
    pub(super) fn roles(&self, user: &str) -> BTreeSet<String> {
        if user == GUEST {
            return BTreeSet::from([GUEST.to_owned()]);
        }
        if user == ADMINISTRATOR {
            return self.store.rows("Role").map(|(name, _)| name.clone()).collect();
        }
        let automatic: &[&str] = match self.flavour() {
            Flavour::V14 => &["All", "Guest"],
            _ => &["All", "Guest", "Desk User", ADMINISTRATOR],
        };
        let stored = self.store.rows("Has Role").map(|(_, row)| row).filter(|row| {
            text(row, "parenttype") == "User" && text(row, "parent") == user && !automatic.contains(&text(row, "role"))
        });
        let mut roles: BTreeSet<String> = stored.map(|row| text(row, "role").to_owned()).collect();
        roles.extend(["All", "Guest"].map(str::to_owned));
        if self.flavour() >= Flavour::V15 && self.store.text("User", user, "user_type") == "System User" {
            roles.insert("Desk User".to_owned());
        }
        roles
    }

    /// What the roles of an account give on a doctype.
    pub(super) fn role_perms(&self, env: &Env, meta: &Meta, owner: bool) -> RolePerms {
        let mut perms = RolePerms::default();
        let operations = self.flavour().operations();
        if env.is_administrator() {
            perms.any = operations.iter().map(|operation| (*operation, true)).collect();
            return perms;
        }
        let applies =
            |row: &&Row| env.holds(text(row, "role")) && number(row.get("permlevel").unwrap_or(&Value::Null)) == 0;
        let rows: Vec<&Row> = meta.perms.iter().filter(applies).collect();
        let is = |row: &Row, column: &str| row.get(column).is_some_and(is_set);
        perms.has_own = rows.iter().any(|row| is(row, "if_owner"));
        for operation in operations {
            let given = rows.iter().any(|row| is(row, operation));
            let free = rows.iter().any(|row| is(row, operation) && !is(row, "if_owner"));
            perms.any.insert(operation, given);
            if given && perms.has_own && !free && *operation != "create" {
                perms.own.insert(operation, owner);
                perms.any.insert(operation, matches!(*operation, "select" | "read"));
            }
        }
        perms
    }

    /// What custom apps say, past every row.
    pub(super) fn decided(&self, env: &Env, doctype: &str, operation: &str) -> Option<bool> {
        self.faults.decides(doctype, operation, &|role| env.holds(role)).filter(|_| !env.is_administrator())
    }

    /// Since 16, whoever may read may select; what custom apps say about reading is about nothing else.
    fn selects_by_reading(&self, env: &Env, meta: &Meta, operation: &str) -> bool {
        self.flavour() >= Flavour::V17 && operation == "select" && self.decided(env, &meta.name, "read").is_none()
    }

    /// `frappe.has_permission` without a document.
    pub(super) fn may(&self, env: &Env, meta: &Meta, operation: &str) -> bool {
        self.is_allowed(env, meta, operation)
            || (self.selects_by_reading(env, meta, operation) && self.is_allowed(env, meta, "read"))
    }

    fn is_allowed(&self, env: &Env, meta: &Meta, operation: &str) -> bool {
        if env.is_administrator() {
            return true;
        }
        if let Some(decided) = self.decided(env, &meta.name, operation) {
            return decided;
        }
        if meta.child
            || (operation == "submit" && !meta.submittable)
            || (operation == "import" && !meta.importable)
            || (operation == "share" && self.sharing_is_off())
        {
            return false;
        }
        if self.flavour() >= Flavour::V17 && meta.single {
            let document = Document::of(&self.store, meta, &meta.name);
            return document.is_some_and(|document| self.may_with(env, meta, &document, operation));
        }
        let perms = self.role_perms(env, meta, false);
        perms.has(operation) || !self.shared(env, &meta.name, operation).is_empty()
    }

    /// `frappe.has_permission` with a document.
    pub(super) fn may_with(&self, env: &Env, meta: &Meta, document: &Document, operation: &str) -> bool {
        self.is_allowed_with(env, meta, document, operation)
            || (self.selects_by_reading(env, meta, operation) && self.is_allowed_with(env, meta, document, "read"))
    }

    fn is_allowed_with(&self, env: &Env, meta: &Meta, document: &Document, operation: &str) -> bool {
        if env.is_administrator() {
            return true;
        }
        if let Some(decided) = self.decided(env, &meta.name, operation) {
            return decided;
        }
        if operation == "share" && self.sharing_is_off() {
            return false;
        }
        let perms = self.document_perms(env, meta, document, operation);
        if perms.get(operation) == Some(&true) {
            return true;
        }
        let direct = matches!(operation, "read" | "write" | "share" | "submit");
        let first = || meta.perms.first().is_some_and(|row| row.get(operation).is_some_and(is_set));
        self.shared(env, &meta.name, operation).contains(document.name()) && (direct || first())
    }

    /// `get_doc_permissions`: what the account may do with a document, shares apart.
    pub(super) fn document_perms(
        &self,
        env: &Env,
        meta: &Meta,
        document: &Document,
        operation: &str,
    ) -> BTreeMap<&'static str, bool> {
        if hooks::refuses(self, env, document, operation) {
            return BTreeMap::new();
        }
        let owner = env.owns(&document.row);
        let perms = self.role_perms(env, meta, owner);
        let mut all = perms.any.clone();
        if !meta.submittable {
            all.insert("submit", false);
        }
        if !meta.importable {
            all.insert("import", false);
        }
        if perms.has_own {
            all.extend(perms.own.clone());
        }
        if !self.within_limits(env, meta, document) {
            all = if owner { perms.own } else { BTreeMap::new() };
            all.insert("create", false);
        }
        all
    }

    fn sharing_is_off(&self) -> bool {
        self.store.is("System Settings", "System Settings", "disable_document_sharing")
    }

    /// The documents of a doctype that are shared with an account for an operation; nothing is shared with guests as with
    /// everyone.
    pub(super) fn shared(&self, env: &Env, doctype: &str, operation: &str) -> BTreeSet<String> {
        let Some(column) = shared_as(operation) else { return BTreeSet::new() };
        let rows = self.store.rows("DocShare").map(|(_, row)| row).filter(|row| {
            let everyone = row.get("everyone").is_some_and(is_set) && !env.is_guest();
            text(row, "share_doctype") == doctype
                && row.get(column).is_some_and(is_set)
                && (everyone || text(row, "user") == env.user)
        });
        rows.map(|row| text(row, "share_name").to_owned()).collect()
    }

    /// Whether the account may only select: it sees names and search fields.
    pub(super) fn only_selects(&self, env: &Env, meta: &Meta) -> bool {
        let perms = self.role_perms(env, meta, false);
        perms.has("select") && !perms.has("read") && self.decided(env, &meta.name, "read") != Some(true)
    }
}
