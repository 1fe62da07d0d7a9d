//! The authored form.

mod keys;
mod reader;
mod roles;
mod schema;
mod users;

use std::sync::Arc;

use crate::model::{Located, Position};

use super::{Admins, BreakGlass, RoleMap, SharedAllowed, TokenDesign};
use crate::yaml::Problems;
use crate::yaml::{Node, Tree};
use crate::yaml::{Object, Reader};
use keys::{ADMINS, BREAK_GLASS, ROOT, SCOPE, SHARED, TOKEN};

pub use schema::schema;

/// A list of users that stands in another file.
pub(super) type UserFile = Located<String>;

/// Reads a role map; the file that `users` names is left to the caller.
pub(super) fn read(text: &str, file: &Arc<str>, problems: &mut Problems) -> (RoleMap, Option<UserFile>) {
    let mut map = RoleMap { files: vec![Arc::clone(file)], ..RoleMap::default() };
    let Some(tree) = crate::yaml::read(text, file, "a role map", problems) else { return (map, None) };
    let mut reader = Reader { problems };
    if matches!(tree.node, Node::Null) {
        reader.problems.error(&Position::file(file), "the role map is empty", "begin with `roles:`".to_owned());
        return (map, None);
    }
    let Some(root) = reader.object(&tree, ROOT, "the role map") else { return (map, None) };
    map.system = root.get("system").and_then(|tree| reader.name(tree, "system"));
    if let Some(scope) = root.get("scope").and_then(|tree| reader.object(tree, SCOPE, "scope")) {
        map.scope = reader.patterns(scope.get("resources"), "resource");
    }
    map.ambient = reader.names(root.get("ambient"), "group");
    reader.roles(root.get("roles"), &mut map);
    let users = reader.users(root.get("users"), &mut map.assignments);
    map.tokens = reader.tokens(root.get("tokens"));
    map.admins = reader.admins(root.get("admins"));
    map.shared_allowed = reader.shared(&root);
    (map, users)
}

impl Reader<'_> {
    fn tokens(&mut self, tree: Option<&Tree>) -> Vec<TokenDesign> {
        let Some(entries) = tree.and_then(|tree| self.entries(tree, "tokens")) else { return Vec::new() };
        let mut tokens = Vec::with_capacity(entries.len());
        for (name, tree) in entries {
            let (Some(name), Some(token)) = (self.key(name, "token"), self.object(tree, TOKEN, "token")) else {
                continue;
            };
            tokens.push(TokenDesign {
                name,
                owner: token.get("owner").and_then(|tree| self.name(tree, "login")),
                may: self.cells(token.get("may"), "may"),
                scopes: self.names(token.get("scopes"), "token scope"),
                expires_within_days: token.get("expires_within").and_then(|tree| self.days(tree)),
                rotate_every_days: token.get("rotate_every").and_then(|tree| self.days(tree)),
            });
        }
        tokens
    }

    fn admins(&mut self, tree: Option<&Tree>) -> Admins {
        let Some(admins) = tree.and_then(|tree| self.object(tree, ADMINS, "admins")) else { return Admins::default() };
        let sealed = admins.get("break_glass").map(|tree| self.items(tree, "break_glass")).unwrap_or_default();
        let mut break_glass = Vec::with_capacity(sealed.len());
        for tree in sealed {
            let Some(entry) = self.object(tree, BREAK_GLASS, "break_glass") else { continue };
            let Some(login) = entry.get("login").and_then(|tree| self.name(tree, "login")) else { continue };
            let custodian = self.note(entry.get("custodian"), "custodian");
            let sealed = entry.get("sealed").and_then(|tree| self.flag(tree, "sealed")).unwrap_or_default();
            break_glass.push(BreakGlass { login, custodian, sealed });
        }
        Admins { allowed: self.names(admins.get("allowed"), "login"), break_glass }
    }

    fn shared(&mut self, root: &Object<'_>) -> Vec<SharedAllowed> {
        let items = root.get("shared_allowed").map(|tree| self.items(tree, "shared_allowed")).unwrap_or_default();
        let mut shared = Vec::with_capacity(items.len());
        for tree in items {
            let Some(entry) = self.object(tree, SHARED, "shared_allowed") else { continue };
            let Some(login) = entry.get("login").and_then(|tree| self.name(tree, "login")) else { continue };
            shared.push(SharedAllowed { login, reason: self.note(entry.get("reason"), "reason") });
        }
        shared
    }
}
